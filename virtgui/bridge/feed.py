"""The way up: messages of the backend, gathered and delivered in the GUI thread.

The first message after a rest is delivered at once, later ones at most once a beat, so that a
storm of events costs one repaint.
"""

import threading
import time
from collections import deque
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from virtgui.core.changes import ChangeSet, Delta
from virtgui.core.inventory import Inventory
from virtgui.core.messages import (
    AlertChanged,
    Answer,
    ConnectionGone,
    DiagnosisChanged,
    EventHappened,
    Fault,
    Message,
    PollMissed,
    PromptAsked,
    PromptWithdrawn,
    StatusChanged,
    TaskChanged,
)
from virtgui.core.refs import ConnectionId, ObjectRef, node_ref
from virtgui.core.series import SeriesStore
from virtgui.core.values.alert import Alert
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.diagnosis import Diagnosis
from virtgui.core.values.event import Event
from virtgui.core.values.prompt import Prompt
from virtgui.core.values.sample import SampleBatch
from virtgui.core.values.task import Task

BEAT_MS: Final = 100


class Feed(QObject):
    """Takes messages from any thread; tells the GUI thread, in order and in batches.

    Signals carry: `inventory_changed` a `Delta`; `statuses_changed` a frozenset of connection
    ids; `samples_arrived` a frozenset of connection ids; `details_arrived` a tuple of
    `SampleBatch` that have details; `alerts_changed` a list of `Alert`; `events_logged` a list of
    `Event`; `tasks_changed` a list of `Task`; `answered` an `Answer`; `fault_reported` a `Fault`;
    `connection_gone` a connection id; `prompts_changed` nothing, see `prompts`;
    `diagnosis_changed` a `Diagnosis`.
    """

    statuses_changed = Signal(object)
    inventory_changed = Signal(object)
    samples_arrived = Signal(object)
    details_arrived = Signal(object)
    alerts_changed = Signal(object)
    events_logged = Signal(object)
    tasks_changed = Signal(object)
    answered = Signal(object)
    fault_reported = Signal(object)
    connection_gone = Signal(object)
    prompts_changed = Signal()
    diagnosis_changed = Signal(object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.inventory = Inventory()
        self.series = SeriesStore()
        self.statuses: dict[ConnectionId, ConnectionStatus] = {}
        self.tasks: dict[int, Task] = {}
        """Those on their way; what is over is told once and not kept here."""
        self.prompts: dict[int, Prompt] = {}
        """Questions that wait for the user, the oldest first."""
        self.alerts: dict[tuple[str, ObjectRef, str], Alert] = {}
        """Thresholds that are passed now, by `Alert.key`."""
        self._waiting: deque[Message] = deque()
        self._lock = threading.Lock()
        self._is_woken = False
        self._last_beat = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.deliver)
        self._woken.connect(self._wake)

    def post(self, message: Message) -> None:
        """Take a message; from any thread, never waits."""
        with self._lock:
            self._waiting.append(message)
            if self._is_woken:
                return
            self._is_woken = True
        self._woken.emit()

    def status(self, connection: ConnectionId) -> ConnectionStatus | None:
        """The last known state of a connection."""
        return self.statuses.get(connection)

    @Slot()
    def _wake(self) -> None:
        if self._timer.isActive():
            return
        rest = self._last_beat + BEAT_MS / 1000 - time.monotonic()
        self._timer.start(max(0, int(rest * 1000)))

    @Slot()
    def deliver(self) -> None:
        """Deliver all that waits. GUI thread."""
        with self._lock:
            messages, self._waiting = self._waiting, deque()
            self._is_woken = False
        self._last_beat = time.monotonic()
        batch = _Batch(messages)
        self._take_statuses(batch)
        self._take_inventory(batch)
        self._take_samples(batch)
        self._take_alerts(batch)
        if batch.events:
            self.events_logged.emit(batch.events)
        for task in batch.tasks.values():
            self.tasks[task.id] = task
            if task.state.is_over:
                del self.tasks[task.id]
        if batch.tasks:
            self.tasks_changed.emit(list(batch.tasks.values()))
        for answer in batch.answers:
            self.answered.emit(answer)
        self._take_prompts(batch)
        for diagnosis in batch.diagnoses.values():
            self.diagnosis_changed.emit(diagnosis)
        for connection in batch.gone:
            self.connection_gone.emit(connection)
        for fault in batch.faults:
            self.fault_reported.emit(fault)

    def _take_statuses(self, batch: "_Batch") -> None:
        self.statuses.update(batch.statuses)
        for connection in batch.gone:
            self.statuses.pop(connection, None)
        changed = frozenset(batch.statuses) | frozenset(batch.gone)
        if changed:
            self.statuses_changed.emit(changed)

    def _take_prompts(self, batch: "_Batch") -> None:
        for item in batch.prompts:
            if isinstance(item, PromptAsked):
                self.prompts[item.prompt.id] = item.prompt
            else:
                self.prompts.pop(item.prompt_id, None)
        if batch.prompts:
            self.prompts_changed.emit()

    def _take_inventory(self, batch: "_Batch") -> None:
        delta = self.inventory.apply(batch.changes) if batch.changes else Delta()
        for connection in batch.gone:
            lost = self.inventory.drop(connection)
            self._tell(lost)
            self.series.drop((*lost.removed, node_ref(connection)))
        self._tell(delta)

    def _tell(self, delta: Delta) -> None:
        if delta:
            self.series.drop(delta.removed)
            self.inventory_changed.emit(delta)

    def _take_samples(self, batch: "_Batch") -> None:
        sampled: set[ConnectionId] = set()
        for item in batch.samples:
            if isinstance(item, PollMissed):
                self.series.gap(item.connection)
            else:
                self.series.append(item)
            sampled.add(item.connection)
        if sampled:
            self.samples_arrived.emit(frozenset(sampled))
        detailed = tuple(
            item for item in batch.samples if isinstance(item, SampleBatch) and item.details
        )
        if detailed:
            self.details_arrived.emit(detailed)

    def _take_alerts(self, batch: "_Batch") -> None:
        for alert in batch.alerts:
            if alert.is_over:
                self.alerts.pop(alert.key, None)
            else:
                self.alerts[alert.key] = alert
        if batch.alerts:
            self.alerts_changed.emit(batch.alerts)


class _Batch:
    """Messages of one beat, sorted by kind; where only the last counts, the last."""

    def __init__(self, messages: deque[Message]) -> None:
        self.statuses: dict[ConnectionId, ConnectionStatus] = {}
        self.changes: list[ChangeSet] = []
        self.samples: list[SampleBatch | PollMissed] = []
        self.events: list[Event] = []
        self.alerts: list[Alert] = []
        self.tasks: dict[int, Task] = {}
        self.answers: list[Answer] = []
        self.gone: list[ConnectionId] = []
        self.prompts: list[PromptAsked | PromptWithdrawn] = []
        self.diagnoses: dict[int, Diagnosis] = {}
        self.faults: list[Fault] = []
        for message in messages:
            self._sort(message)

    def _sort(self, message: Message) -> None:
        match message:
            case ChangeSet():
                self.changes.append(message)
            case SampleBatch() | PollMissed():
                self.samples.append(message)
            case StatusChanged():
                self.statuses[message.status.id] = message.status
            case EventHappened():
                self.events.append(message.event)
            case TaskChanged():
                self.tasks[message.task.id] = message.task
            case ConnectionGone():
                self._forget(message.connection)
            case _:
                self._sort_rest(message)

    def _sort_rest(self, message: Message) -> None:
        match message:
            case AlertChanged():
                self.alerts.append(message.alert)
            case PromptAsked() | PromptWithdrawn():
                self.prompts.append(message)
            case DiagnosisChanged():
                self.diagnoses[message.diagnosis.id] = message.diagnosis
            case Answer():
                self.answers.append(message)
            case Fault():
                self.faults.append(message)

    def _forget(self, connection: ConnectionId) -> None:
        self.gone.append(connection)
        self.statuses.pop(connection, None)
        self.changes = [item for item in self.changes if item.connection != connection]
        self.samples = [item for item in self.samples if item.connection != connection]
