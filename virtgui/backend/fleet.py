"""The backend: all connections behind one port."""

import itertools
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import libvirt

from virtgui.backend.answers import Answers
from virtgui.backend.cache import ConfigCache
from virtgui.backend.doctor import Doctor
from virtgui.backend.figures import FiguresStore
from virtgui.backend.history import HistoryStore
from virtgui.backend.lanes import Lane, Outcome
from virtgui.backend.libvirt.errors import translate
from virtgui.backend.libvirt.event_loop import EventLoop
from virtgui.backend.libvirt.session import Session
from virtgui.backend.local import answer_locally
from virtgui.backend.places import Places
from virtgui.backend.prompter import Prompter
from virtgui.backend.reactor import Reactor
from virtgui.backend.secrets import SecretStore
from virtgui.backend.wakeups import Wakeups
from virtgui.backend.ways import Ways
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy, VirtguiError
from virtgui.core.messages import Answer, ConnectionGone, Fault, TaskChanged
from virtgui.core.ops.base import Operation
from virtgui.core.ports import Polling, Sink
from virtgui.core.queries import HistoryQuery, NodeQuery, Query, ReadSeries, SeriesQuery
from virtgui.core.redact import redact
from virtgui.core.refs import DOMAIN, ConnectionId, ObjectRef
from virtgui.core.values.alert import Rule
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.prompt import PromptReply
from virtgui.core.values.sample import Observed
from virtgui.core.values.series import SeriesSpan
from virtgui.core.values.task import Task, TaskState
from virtgui.documents.secrets import strip_secrets

MOST_OLDER_POINTS: Final = 500
"""How finely older figures of another server are asked for."""


def start_event_loop(on_fault: Callable[[BaseException], None]) -> EventLoop:
    """Start libvirt's event thread; once in a process, before the first connection."""
    # Errors come as exceptions; libvirt's own copy on standard error would only repeat them.
    libvirt.registerErrorHandler(lambda context, error: None, None)
    loop = EventLoop(on_fault)
    loop.start()
    return loop


def _with_older(address: str, span: SeriesSpan) -> SeriesSpan:
    """What is known here and what a Prometheus server knows; why it told nothing, if so."""
    from virtgui.backend.prometheus import PrometheusServer, with_older

    step = max(span.step, (span.end - span.begin) / MOST_OLDER_POINTS)
    try:
        return with_older(PrometheusServer.of(address), span, step)
    except VirtguiError as error:
        return replace(span, older_error=error.info)


def fault_of(error: BaseException) -> Fault:
    """An unexpected exception as a message for the report dialog, without secrets."""
    trace = "".join(traceback.format_exception(error))
    return Fault(redact(f"{type(error).__name__}: {error}"), redact(trace))


class Fleet:
    """Implements `core.ports.Backend`. Methods may be called from any thread; none waits."""

    def __init__(
        self,
        sink: Sink,
        cache_path: Path,
        polling: Polling,
        places: Places | None = None,
        history_path: Path | None = None,
    ) -> None:
        self._sink = sink
        self._polling = polling
        self._reactor = Reactor(self.report)
        self._cache = ConfigCache(cache_path, self._reactor)
        self._history = HistoryStore(
            history_path or cache_path.with_name("history.sqlite"),
            self._reactor,
            strip_secrets,
            self.report,
        )
        folder = (history_path or cache_path).parent
        self._figures = FiguresStore(folder / "figures.sqlite", self._reactor, self.report)
        self._observed: frozenset[Observed] = frozenset()
        self._rules: tuple[Rule, ...] = ()
        self._local = Lane("local", 2, self._reactor)
        self._older = Lane("prometheus", 2, self._reactor)
        self._places = places or Places.under(cache_path.parent)
        self._prompter = Prompter(sink)
        self._secrets = SecretStore(self._places.secrets_index, self._places.key_ring)
        self._ways = Ways(
            self._prompter,
            Answers(self._secrets),
            self.report,
            self._places.sockets,
            self._places.ssh,
        )
        self._doctor = Doctor(self._ways, sink, self._reactor)
        self._wakeups = Wakeups(lambda: self._reactor.post(self._wake), self.report)
        self._sessions: dict[ConnectionId, Session] = {}
        self._specs: dict[ConnectionId, ConnectionSpec] = {}
        self._task_ids = itertools.count(1)
        self._query_ids = itertools.count(1)
        self._diagnosis_ids = itertools.count(1)
        self._watched: frozenset[ObjectRef] = frozenset()
        self._reactor.start()
        self._wakeups.start()

    def load_ssh(self) -> None:
        """Load what SSH needs now, in the calling thread: 0.1 to 0.3 s of computing, no waiting."""
        self._ways.load_ssh()

    def report(self, error: BaseException) -> None:
        """Tell the window of something unexpected in a worker."""
        self._sink.post(fault_of(error))

    def connect(self, spec: ConnectionSpec) -> None:
        """Open a connection, or try again at once."""
        self._secrets.try_again()
        self._specs[spec.id] = spec
        self._reactor.post(self._connect, spec)

    def disconnect(self, connection: ConnectionId) -> None:
        """Close a connection; what it had stays as old data."""
        self._reactor.post(self._with_session, connection, Session.disconnect)

    def forget(self, connection: ConnectionId, *, secrets: bool = False) -> None:
        """Close a connection and drop what it had; on wish its key-ring entries too."""
        self._specs.pop(connection, None)
        self._reactor.post(self._forget, connection, secrets)

    def update(self, spec: ConnectionSpec) -> None:
        """Take another name, pace or note for a connection, without opening or closing it."""
        self._specs[spec.id] = spec
        self._reactor.post(self._with_session, spec.id, lambda session: session.update(spec))

    def reply(self, prompt: int, reply: PromptReply) -> None:
        """Answer a question of a connection."""
        self._prompter.reply(prompt, reply)

    def diagnose(self, spec: ConnectionSpec) -> int:
        """Test a connection step by step; the id of the test."""
        self._secrets.try_again()
        diagnosis_id = next(self._diagnosis_ids)
        self._reactor.post(self._doctor.start, diagnosis_id, spec)
        return diagnosis_id

    def stop_diagnosis(self, diagnosis: int) -> None:
        """End a test; harmless when it is over."""
        self._reactor.post(self._doctor.stop, diagnosis)

    def submit(self, operation: Operation, name: str, batch: int) -> int:
        """Start an operation; the task's id."""
        task_id = next(self._task_ids)
        spec = self._specs.get(operation.ref.connection)
        task = Task(
            id=task_id,
            operation=operation,
            name=name,
            node=spec.name if spec else "",
            uri=spec.uri if spec else "",
            state=TaskState.QUEUED,
            submitted_at=time.time(),
            cancellable=True,
            batch=batch,
        )
        self._reactor.post(self._submit, task)
        return task_id

    def cancel(self, task: int) -> None:
        """Cancel a task as far as libvirt can."""
        self._reactor.post(self._cancel, task)

    def ask(self, query: Query[Any]) -> int:
        """Ask; the id under which the answer comes."""
        query_id = next(self._query_ids)
        self._reactor.post(self._ask, query_id, query)
        return query_id

    def watch(self, refs: frozenset[ObjectRef]) -> None:
        """Tell what is on screen."""
        self._reactor.post(self._watch, refs)

    def observe(self, observed: frozenset[Observed]) -> None:
        """Tell whose details are shown."""
        self._reactor.post(self._observe, observed)

    def set_rules(self, rules: tuple[Rule, ...]) -> None:
        """Watch for these thresholds; the alerts of others are over."""
        self._reactor.post(self._set_rules, rules)

    def set_polling(self, polling: Polling) -> None:
        """Change the pace and content of polls."""
        self._reactor.post(self._set_polling, polling)

    def close(self) -> None:
        """End all threads; waits a moment, not for silent nodes."""
        self._wakeups.stop()
        self._reactor.post(self._disconnect_all)
        self._reactor.stop()
        self._history.close()
        self._figures.close()
        self._ways.close()

    def _connect(self, spec: ConnectionSpec) -> None:
        session = self._sessions.get(spec.id)
        if session is None:
            session = Session(
                spec, self._reactor, self._sink, self._cache, self._history, self._polling,
                self._ways.make, self._figures,
            )  # fmt: skip
            self._sessions[spec.id] = session
            session.watch(self._watched)
            session.observe(self._observed)
            session.set_rules(self._rules)
        session.connect(spec)

    def _with_session(self, connection: ConnectionId, act: Callable[[Session], None]) -> None:
        session = self._sessions.get(connection)
        if session:
            act(session)

    def _forget(self, connection: ConnectionId, secrets: bool) -> None:  # posted
        session = self._sessions.pop(connection, None)
        if session:
            session.disconnect()
        self._cache.forget(connection)
        self._history.forget(connection)
        self._figures.forget(connection)
        self._ways.forget(connection)
        if secrets:
            self._local.submit(lambda: self._secrets.forget(connection), self._forgotten)
        self._sink.post(ConnectionGone(connection))

    def _submit(self, task: Task) -> None:
        session = self._sessions.get(task.operation.ref.connection)
        if session:
            session.submit(task)
            return
        error = ErrorInfo(ErrorKind.UNREACHABLE, Remedy.WAIT, "")
        ended = Task(
            task.id, task.operation, task.name, task.node, task.uri, TaskState.FAILED,
            task.submitted_at, ended_at=time.time(), error=error, batch=task.batch,
        )  # fmt: skip
        self._sink.post(TaskChanged(ended))

    def _cancel(self, task: int) -> None:
        for session in self._sessions.values():
            session.cancel(task)

    def _ask(self, query_id: int, query: Query[Any]) -> None:
        if isinstance(query, NodeQuery):
            session = self._sessions.get(query.ref.connection)
            if session:
                session.ask(query_id, query)
            else:
                error = ErrorInfo(ErrorKind.UNREACHABLE, Remedy.WAIT, "")
                self._sink.post(Answer(query_id, None, error))
        elif isinstance(query, HistoryQuery):
            self._history.ask(query, lambda outcome: self._answer(query_id, outcome))
        elif isinstance(query, SeriesQuery):
            self._figures.ask(query, lambda outcome: self._with_older(query_id, query, outcome))
        else:
            self._local.submit(
                lambda: answer_locally(query, self._places, self._secrets),
                lambda outcome: self._answer(query_id, outcome),
            )

    def _with_older(self, query_id: int, query: SeriesQuery[Any], outcome: Outcome[Any]) -> None:
        """Before an answer goes out: ask a Prometheus server of the node for what came before."""
        address = ""
        if isinstance(query, ReadSeries) and query.ref.kind == DOMAIN:
            spec = self._specs.get(query.ref.connection)
            address = spec.prometheus if spec else ""
        if not address or outcome.error is not None:
            self._answer(query_id, outcome)
            return
        span: SeriesSpan = outcome.get()
        self._older.submit(
            lambda: _with_older(address, span),
            lambda older: self._answer(query_id, older),
        )

    def _answer(self, query_id: int, outcome: Outcome[Any]) -> None:
        error = translate(outcome.error).info if outcome.error else None
        self._sink.post(Answer(query_id, outcome.value, error))

    def _forgotten(self, outcome: Outcome[None]) -> None:
        """The key ring may be locked or gone: then its entries stay, and that is told."""
        if outcome.error is not None:
            self.report(outcome.error)

    def _wake(self) -> None:
        for session in self._sessions.values():
            session.wake()

    def _watch(self, refs: frozenset[ObjectRef]) -> None:
        self._watched = refs
        for session in self._sessions.values():
            session.watch(refs)

    def _observe(self, observed: frozenset[Observed]) -> None:
        self._observed = observed
        for session in self._sessions.values():
            session.observe(observed)

    def _set_rules(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules
        for session in self._sessions.values():
            session.set_rules(rules)

    def _set_polling(self, polling: Polling) -> None:
        self._polling = polling
        for session in self._sessions.values():
            session.set_polling(polling)

    def _disconnect_all(self) -> None:
        for session in self._sessions.values():
            session.disconnect()
        self._doctor.close()
        self._cache.close()
        self._local.close()
        self._older.close()
