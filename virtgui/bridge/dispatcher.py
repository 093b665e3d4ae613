"""The way down: wishes of the window to the backend, and answers back to who asked."""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from virtgui.bridge.feed import Feed
from virtgui.core.errors import ErrorInfo
from virtgui.core.messages import Answer
from virtgui.core.ops.base import Operation
from virtgui.core.ports import Backend, Polling
from virtgui.core.queries import Query
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.alert import Rule
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.prompt import PromptReply
from virtgui.core.values.sample import Observed

T = TypeVar("T")


class Dispatcher(QObject):
    """Submits operations, asks questions. GUI thread; no call waits.

    `submitted` carries the operation and the task's id as a tuple.
    """

    submitted = Signal(object)

    def __init__(self, backend: Backend, feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[ErrorInfo], None]]] = {}
        self._batches = count(1)
        self._observed: dict[object, frozenset[Observed]] = {}
        feed.answered.connect(self._on_answered)

    def submit(self, operation: Operation, name: str) -> int:
        """Start one operation; `name` is the object's name now. The task's id."""
        return self.submit_all(((operation, name),))[0]

    def submit_all(self, wishes: Iterable[tuple[Operation, str]]) -> tuple[int, ...]:
        """Start several operations as one batch: a task each, with its own result."""
        batch = next(self._batches)
        ids = []
        for operation, name in wishes:
            task_id = self._backend.submit(operation, name, batch)
            ids.append(task_id)
            self.submitted.emit((operation, task_id))
        return tuple(ids)

    def cancel(self, task: int) -> None:
        """Cancel a task as far as libvirt can."""
        self._backend.cancel(task)

    def ask(
        self,
        query: Query[T],
        on_answer: Callable[[T], None],
        on_error: Callable[[ErrorInfo], None],
    ) -> int:
        """Ask; one of the two is called later, in the GUI thread, unless taken back."""
        query_id = self._backend.ask(query)
        self._waiting[query_id] = (on_answer, on_error)
        return query_id

    def take_back(self, query_id: int) -> None:
        """No longer interested: the one who asked is going away."""
        self._waiting.pop(query_id, None)

    def connect_node(self, spec: ConnectionSpec) -> None:
        """Open a connection, or try again at once."""
        self._backend.connect(spec)

    def disconnect_node(self, connection: ConnectionId) -> None:
        """Close a connection."""
        self._backend.disconnect(connection)

    def forget_node(self, connection: ConnectionId, *, secrets: bool = False) -> None:
        """Close a connection and drop what it had; on wish its key-ring entries too."""
        self._backend.forget(connection, secrets=secrets)

    def update_node(self, spec: ConnectionSpec) -> None:
        """Take another name, pace or note for a connection, without opening or closing it."""
        self._backend.update(spec)

    def reply(self, prompt: int, reply: PromptReply) -> None:
        """Answer a question of a connection."""
        self._backend.reply(prompt, reply)

    def diagnose(self, spec: ConnectionSpec) -> int:
        """Test a connection; `Feed.diagnosis_changed` tells how it goes. The test's id."""
        return self._backend.diagnose(spec)

    def stop_diagnosis(self, diagnosis: int) -> None:
        """End a test; harmless when it is over."""
        self._backend.stop_diagnosis(diagnosis)

    def watch(self, refs: frozenset[ObjectRef]) -> None:
        """Tell the backend what is on screen."""
        self._backend.watch(refs)

    def observe(self, observer: object, observed: frozenset[Observed]) -> None:
        """Have details of objects delivered as long as `observer` shows them.

        They come by `Feed.details_arrived`. Each observer replaces what it asked for before; an
        empty set, when it is hidden, ends it.
        """
        if observed:
            self._observed[observer] = observed
        else:
            self._observed.pop(observer, None)
        self._backend.observe(frozenset().union(*self._observed.values()))

    def set_rules(self, rules: tuple[Rule, ...]) -> None:
        """Watch for these thresholds, and no others."""
        self._backend.set_rules(rules)

    def set_polling(self, polling: Polling) -> None:
        """Change the pace and content of polls."""
        self._backend.set_polling(polling)

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        entry = self._waiting.pop(answer.query_id, None)
        if entry is None:
            return
        on_answer, on_error = entry
        if answer.error is not None:
            on_error(answer.error)
        else:
            on_answer(answer.value)
