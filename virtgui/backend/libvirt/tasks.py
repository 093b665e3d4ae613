"""Tasks of one connection: from submission through a lane to an honest end. Reactor thread."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

import libvirt

from virtgui.backend.lanes import Job, Outcome, Priority
from virtgui.backend.libvirt.errors import is_link_loss, translate
from virtgui.backend.libvirt.handlers.effect import Effect, Wait
from virtgui.backend.libvirt.handlers.table import run_operation
from virtgui.backend.libvirt.link import Link
from virtgui.backend.libvirt.readers.job import read_progress
from virtgui.backend.reactor import Reactor, Timer
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import TaskChanged
from virtgui.core.ports import Sink
from virtgui.core.refs import DOMAIN
from virtgui.core.values.domain import Domain
from virtgui.core.values.domain_config import DomainConfig
from virtgui.core.values.live_step import PartReport, PartState
from virtgui.core.values.task import Progress, Task, TaskState

PROGRESS_INTERVAL: Final = 0.5
"""Seconds between two looks at a job's progress."""

Configs = Callable[[], dict[str, DomainConfig]]


class TaskWatch(Protocol):
    """Who is told of operations; for the history."""

    def began(self, task: Task) -> Callable[[libvirt.virConnect], None] | None:
        """One is sent; gives what its lane must do before it, if anything."""

    def ended(self, task: Task, touched: tuple[str, ...]) -> None:
        """One is over; `touched` are the UUIDs of the domains that it names."""


@dataclass(slots=True)
class _Running:
    task: Task
    job: Job | None = None
    wait: Wait | None = None
    deadline: Timer | None = None
    asking: bool = False
    aborted: bool = False
    touched: tuple[str, ...] = ()


class TaskRunner:
    """Runs the operations of one connection."""

    def __init__(
        self,
        reactor: Reactor,
        sink: Sink,
        configs: Configs,
        on_effect: Callable[[Effect], None],
        watch: TaskWatch,
    ) -> None:
        self._reactor = reactor
        self._sink = sink
        self._configs = configs
        self._on_effect = on_effect
        self._watch = watch
        self._running: dict[int, _Running] = {}
        self._progress_timer: Timer | None = None

    def start(self, task: Task, link: Link | None, blocked: ErrorInfo | None) -> None:
        """Take a task; without a usable link it ends at once, and says that nothing was done."""
        self._sink.post(TaskChanged(task))
        if link is None or blocked is not None:
            self._finish(_Running(task), TaskState.FAILED, error=blocked or _not_connected())
            return
        record = self._running[task.id] = _Running(task)
        operation, configs = task.operation, self._configs()
        prepare = self._watch.began(task)
        record.job = link.call(
            link.lane(operation.lane),
            lambda connection: self._run(connection, record, configs, prepare),
            lambda outcome: self._ended(record, outcome),
        )
        if operation.has_job:
            self._look_at_progress(link)

    def cancel(self, task_id: int, link: Link | None) -> None:
        """Cancel: unsent is taken back, a libvirt job is aborted, a wait is given up.

        What is done in parts ends after the one that is being done.
        """
        record = self._running.get(task_id)
        if record is None:
            return
        if record.job and record.job.drop():
            self._finish(record, TaskState.CANCELLED, remark="not_sent")
        elif record.task.state is TaskState.WAITING:
            self._finish(record, TaskState.CANCELLED, remark="no_longer_waited_for")
        elif record.task.operation.has_parts:
            record.aborted = True
        elif record.task.operation.has_job and link:
            record.aborted = True
            uuid = record.task.operation.ref.key
            link.call(
                link.urgent,
                lambda connection: connection.lookupByUUIDString(uuid).abortJob(),
                lambda outcome: self._abort_answered(record, outcome),
            )

    def link_lost(self, error: ErrorInfo) -> None:
        """The connection is gone: what was sent has an unknown end, the rest was not done."""
        for record in list(self._running.values()):
            if record.job and record.job.drop():
                self._finish(record, TaskState.FAILED, error=error, remark="not_sent")
            elif record.task.state is TaskState.WAITING:
                self._finish(record, TaskState.UNKNOWN, error=error, remark="was_asked")
            else:
                self._finish(record, TaskState.UNKNOWN, error=error)

    def domain_changed(self, uuid: str, row: Domain | None, what: str) -> None:
        """Something happened to a domain: tasks that wait for it may be done."""
        for record in list(self._running.values()):
            wait = record.wait
            if wait and record.task.operation.ref.key == uuid and wait.met(row, what):
                self._finish(record, TaskState.DONE)

    def _run(
        self,
        connection: libvirt.virConnect,
        record: _Running,
        configs: dict[str, DomainConfig],
        prepare: Callable[[libvirt.virConnect], None] | None,
    ) -> Effect:
        """In a lane thread: say that it has begun, then do it."""
        self._reactor.post(self._begun, record)
        if prepare is not None:
            prepare(connection)

        def tell(parts: tuple[PartReport, ...]) -> bool:
            self._reactor.post(self._parted, record, parts)
            return not record.aborted

        return run_operation(connection, record.task.operation, configs, tell)

    def _parted(self, record: _Running, parts: tuple[PartReport, ...]) -> None:
        if not record.task.state.is_over:
            self._update(record, parts=parts)

    def _begun(self, record: _Running) -> None:
        if record.task.state is TaskState.QUEUED:
            self._update(
                record,
                state=TaskState.RUNNING,
                started_at=time.time(),
                cancellable=record.task.operation.has_job or record.task.operation.has_parts,
            )

    def _ended(self, record: _Running, outcome: Outcome[Effect]) -> None:
        if record.task.state.is_over:
            return
        if outcome.error is not None:
            self._failed(record, outcome.error)
            return
        effect = outcome.get()
        record.touched = effect.refresh
        self._on_effect(effect)
        if effect.parts:
            self._end_parts(record, effect)
            return
        if effect.wait is None:
            self._finish(record, TaskState.DONE, remark=effect.remark)
            return
        record.wait = effect.wait
        record.deadline = self._reactor.later(effect.wait.seconds, self._waited_long, record)
        self._update(record, state=TaskState.WAITING, cancellable=True, remark=effect.remark)

    def _end_parts(self, record: _Running, effect: Effect) -> None:
        """It has parts: done when all are."""
        record.task = replace(record.task, parts=effect.parts)
        if effect.error is not None:
            self._finish(record, TaskState.FAILED, error=effect.error)
        elif any(part.state is PartState.SKIPPED for part in effect.parts):
            self._finish(record, TaskState.CANCELLED)
        else:
            self._finish(record, TaskState.DONE, remark=effect.remark)

    def _failed(self, record: _Running, error: Exception) -> None:
        info = translate(error, subject=record.task.name).info
        if record.aborted and not is_link_loss(error):
            self._finish(record, TaskState.CANCELLED)
        elif is_link_loss(error):
            self._finish(record, TaskState.UNKNOWN, error=info)
        else:
            self._finish(record, TaskState.FAILED, error=info)
        if record.task.operation.ref.kind == DOMAIN:
            self._on_effect(Effect(refresh=(record.task.operation.ref.key,)))

    def _waited_long(self, record: _Running) -> None:
        if record.task.state is not TaskState.WAITING or record.wait is None:
            return
        if record.wait.optional:
            self._finish(record, TaskState.DONE, remark="asked")
            return
        error = ErrorInfo(ErrorKind.TIMEOUT, Remedy.FORCE_OFF, "", subject=record.task.name)
        self._finish(record, TaskState.FAILED, error=error, remark="guest_did_not_follow")

    def _abort_answered(self, record: _Running, outcome: Outcome[int]) -> None:
        if outcome.error is not None and not record.task.state.is_over:
            record.aborted = False
            self._update(record, remark="cannot_cancel_now")

    def _look_at_progress(self, link: Link) -> None:
        if self._progress_timer is None:
            self._progress_timer = self._reactor.later(PROGRESS_INTERVAL, self._ask_progress, link)

    def _ask_progress(self, link: Link) -> None:
        self._progress_timer = None
        with_job = [item for item in self._running.values() if item.task.operation.has_job]
        if not with_job or link.is_abandoned:
            return
        for record in with_job:
            if record.task.state is TaskState.RUNNING and not record.asking:
                record.asking = True
                self._ask_one(link, record)
        self._look_at_progress(link)

    def _ask_one(self, link: Link, record: _Running) -> None:
        uuid = record.task.operation.ref.key

        def answered(outcome: Outcome[Progress | None]) -> None:
            record.asking = False
            if outcome.value is not None and not record.task.state.is_over:
                self._update(record, progress=outcome.value)

        link.call(
            link.urgent,
            lambda connection: read_progress(connection.lookupByUUIDString(uuid)),
            answered,
            Priority.QUERY,
        )

    def _update(self, record: _Running, **changes: object) -> None:
        record.task = replace(record.task, **changes)  # type: ignore[arg-type]  # names are Task's
        self._sink.post(TaskChanged(record.task))

    def _finish(
        self,
        record: _Running,
        state: TaskState,
        *,
        error: ErrorInfo | None = None,
        remark: str = "",
    ) -> None:
        self._running.pop(record.task.id, None)
        if record.deadline:
            record.deadline.cancel()
        self._update(
            record,
            state=state,
            ended_at=time.time(),
            error=error,
            remark=remark or record.task.remark,
            cancellable=False,
        )
        self._watch.ended(record.task, record.touched)


def _not_connected() -> ErrorInfo:
    return ErrorInfo(ErrorKind.UNREACHABLE, Remedy.WAIT, "")
