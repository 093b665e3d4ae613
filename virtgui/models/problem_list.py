"""What wants a person now: tasks that failed, hosts out of reach, guests that crashed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.refs import POOL, ObjectRef
from virtgui.core.values.alert import Alert
from virtgui.core.values.connection import ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.task import Task, TaskState
from virtgui.models.alert_book import AlertBook
from virtgui.models.alert_words import alert_words, silence_words
from virtgui.models.error_words import one_line
from virtgui.models.plain_text import one_line as plain
from virtgui.models.plain_text import plain_tip
from virtgui.models.row_changes import RowChanges, compare
from virtgui.models.task_list import TaskListModel
from virtgui.models.task_words import sentence
from virtgui.models.words import link_word, operation_word, reason_word, state_word

PROBLEM_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The `Problem` of a row."""

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX: Final = QModelIndex()
_BAD_LINKS: Final = frozenset(
    {
        ConnectionState.STALE,
        ConnectionState.WAITING,
        ConnectionState.FAILED,
        ConnectionState.ATTENTION,
    }
)
_BAD_PAUSES: Final = frozenset({"ioerror", "watchdog", "api_error", "postcopy_failed"})


class ProblemKind(Enum):
    """What a problem is about."""

    TASK = "task"
    CONNECTION = "connection"
    DOMAIN = "domain"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that wants a person."""

    kind: ProblemKind
    severity: str
    """error, warn, or muted for an alert that the user has silenced."""
    ref: ObjectRef
    what: str
    """A verb, "Host" or a state; the first column."""
    name: str
    sentence: str
    task: Task | None = None
    """The task, where it is one."""
    alert: Alert | None = None
    """The alert, where it is one."""

    @property
    def key(self) -> "_Key":
        """What makes it this problem, whatever its sentence says now."""
        return (
            self.kind,
            self.ref,
            self.task.id if self.task else None,
            self.alert.key if self.alert else None,
        )

    @property
    def is_silenced(self) -> bool:
        """Whether it is an alert that the user has seen."""
        return self.severity == "muted"


_Key = tuple[ProblemKind, ObjectRef, int | None, tuple[str, ObjectRef, str] | None]


def _wants_person(domain: Domain) -> bool:
    if domain.state is DomainState.CRASHED:
        return True
    return domain.state is DomainState.PAUSED and domain.reason in _BAD_PAUSES


class ProblemListModel(QAbstractListModel):
    """Problems as rows: tasks first, then hosts, machines, and figures beyond their limits.

    Signals:
        problems_changed: the list is another one.
    """

    problems_changed = Signal()

    def __init__(
        self,
        feed: Feed,
        tasks: TaskListModel,
        parent: QObject | None = None,
        *,
        alerts: AlertBook | None = None,
    ) -> None:
        super().__init__(parent)
        self._feed, self._alerts = feed, alerts
        self._tasks = tasks
        self._shows_silenced = False
        self._bad = {item.ref: item for item in feed.inventory.domains() if _wants_person(item)}
        self._problems: list[Problem] = list(self._all())
        tasks.counts_changed.connect(self._refresh)
        feed.statuses_changed.connect(self._refresh)
        feed.inventory_changed.connect(self._take_delta)
        if alerts is not None:
            alerts.changed.connect(self._refresh)

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """The number of problems."""
        return 0 if parent.isValid() else len(self._problems)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A problem's row."""
        if not index.isValid() or index.row() >= len(self._problems):
            return None
        problem = self._problems[index.row()]
        if role == PROBLEM_ROLE:
            return problem
        parts = (problem.what, problem.name, problem.sentence)
        line = " · ".join(part for part in parts if part)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line
        return plain_tip(line) if role == Qt.ItemDataRole.ToolTipRole else None

    def problems(self) -> tuple[Problem, ...]:
        """All problems in the order of the rows."""
        return tuple(self._problems)

    @property
    def open_count(self) -> int:
        """How many want a person: without those that are silenced."""
        return sum(not problem.is_silenced for problem in self._problems)

    @property
    def silenced_count(self) -> int:
        """How many alerts the user has silenced, whether they are shown or not."""
        return len(self._alerts.silenced()) if self._alerts else 0

    @property
    def shows_silenced(self) -> bool:
        """Whether silenced alerts have rows, after all others."""
        return self._shows_silenced

    def show_silenced(self, *, shown: bool) -> None:
        """Give silenced alerts rows, or take them away."""
        self._shows_silenced = shown
        self._refresh()

    @Slot(object)
    def _take_delta(self, delta: Delta) -> None:
        """Looks at what changed only; ten thousand healthy machines cost nothing."""
        before = dict(self._bad)
        for ref in delta.removed:
            self._bad.pop(ref, None)
        for ref in (*delta.added, *delta.changed):
            domain = self._feed.inventory.domain(ref)
            if domain is not None and _wants_person(domain):
                self._bad[ref] = domain
            else:
                self._bad.pop(ref, None)
        if before != self._bad:
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        new = list(self._all())
        if new == self._problems:
            return
        # Alerts say another figure with each poll: the row that is selected stays the same row.
        changes = compare([item.key for item in self._problems], [item.key for item in new])
        if changes.is_large or changes.is_reordered:
            self.beginResetModel()
            self._problems = new
            self.endResetModel()
        else:
            self._step(new, changes)
        self.problems_changed.emit()

    def _step(self, new: list[Problem], changes: RowChanges[_Key]) -> None:
        for first, last in reversed(changes.removed):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._problems[first : last + 1]
            self.endRemoveRows()
        for first, last in changes.inserted:
            self.beginInsertRows(QModelIndex(), first, last)
            self._problems[first:first] = new[first : last + 1]
            self.endInsertRows()
        other = [row for row, item in enumerate(new) if item != self._problems[row]]
        self._problems = new
        if other:
            self.dataChanged.emit(self.index(other[0], 0), self.index(other[-1], 0))

    def _all(self) -> Iterator[Problem]:
        for task in self._tasks.unseen_problems():
            yield _task_problem(task)
        for status in self._feed.statuses.values():
            if status.state in _BAD_LINKS:
                yield self._link_problem(status)
        for domain in sorted(self._bad.values(), key=lambda item: item.name):
            yield self._domain_problem(domain)
        if self._alerts is not None:
            for alert in self._alerts.open():
                yield self._alert_problem(alert)
            for alert in self._alerts.silenced() if self._shows_silenced else ():
                until = silence_words(self._alerts.silent_until(alert))
                yield self._alert_problem(alert, "muted", until)

    def _alert_problem(self, alert: Alert, severity: str = "warn", silence: str = "") -> Problem:
        status = self._feed.status(alert.ref.connection)
        host = plain(status.spec.name) if status else ""
        domain = self._feed.inventory.domain(alert.ref)
        name = plain(domain.name) if domain else host
        if alert.ref.kind == POOL:
            name = plain(alert.ref.key)
        place = "" if name == host or not host else self.tr("on {0}").format(host)
        parts = (alert_words(alert), place, silence)
        return Problem(
            ProblemKind.ALERT,
            severity,
            alert.ref,
            self.tr("Limit"),
            name,
            " · ".join(part for part in parts if part),
            alert=alert,
        )

    def _link_problem(self, status: ConnectionStatus) -> Problem:
        parts = (link_word(status.state), one_line(status.error) if status.error else "")
        severity = "error" if status.state is ConnectionState.FAILED else "warn"
        return Problem(
            ProblemKind.CONNECTION,
            severity,
            status.ref,
            self.tr("Host"),
            status.spec.name,
            " · ".join(part for part in parts if part),
        )

    def _domain_problem(self, domain: Domain) -> Problem:
        severity = "error" if domain.state is DomainState.CRASHED else "warn"
        word = state_word(domain.shown_state)
        status = self._feed.status(domain.ref.connection)
        place = self.tr("on {0}").format(status.spec.name) if status else ""
        parts = (reason_word(domain.reason), place)
        return Problem(
            ProblemKind.DOMAIN,
            severity,
            domain.ref,
            word,
            plain(domain.name),
            " · ".join(part for part in parts if part),
        )


def _task_problem(task: Task) -> Problem:
    severity = "error" if task.state is TaskState.FAILED else "warn"
    ended = task.ended_at or task.submitted_at
    return Problem(
        ProblemKind.TASK,
        severity,
        task.operation.ref,
        operation_word(task.operation.code),
        plain(task.name),
        sentence(task, ended),
        task,
    )
