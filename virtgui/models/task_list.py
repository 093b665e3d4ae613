"""The tasks of this run as rows: running on top, then what ended last."""

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
from virtgui.core.values.task import Task, TaskState
from virtgui.models.plain_text import plain_tip
from virtgui.models.task_words import accessible_words, line_words

MOST_FINISHED: Final = 500
TASK_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The `Task` of a row."""

_Index = QModelIndex | QPersistentModelIndex
_Key = tuple[int, float, int]
_NO_INDEX: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks stand where."""

    running: int = 0
    failed: int = 0
    unknown: int = 0
    done: int = 0
    cancelled: int = 0


def _key(task: Task) -> _Key:
    if not task.state.is_over:
        return (0, 0.0, -task.id)
    return (1, -(task.ended_at or task.submitted_at), -task.id)


class TaskListModel(QAbstractListModel):
    """One row per task, kept in order; the oldest finished ones are dropped beyond 500.

    Signals:
        counts_changed: another number of tasks runs, failed or is done.
    """

    counts_changed = Signal()

    def __init__(
        self,
        feed: Feed,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._tasks: list[Task] = []
        self._keys: list[_Key] = []
        self._key_of: dict[int, _Key] = {}
        self._seen: set[int] = set()
        self._counts = TaskCounts()
        feed.tasks_changed.connect(self._take)

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """The number of tasks."""
        return 0 if parent.isValid() else len(self._tasks)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A task's row."""
        if not index.isValid() or index.row() >= len(self._tasks):
            return None
        task = self._tasks[index.row()]
        if role == TASK_ROLE:
            return task
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return accessible_words(task, self._clock())
        if role == Qt.ItemDataRole.DisplayRole:
            return line_words(task, self._clock())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(line_words(task, self._clock()))
        return None

    @property
    def counts(self) -> TaskCounts:
        """How many tasks stand where."""
        return self._counts

    def tasks(self) -> tuple[Task, ...]:
        """All tasks in the order of the rows."""
        return tuple(self._tasks)

    def task(self, task_id: int) -> Task | None:
        """The task of that id, if it is still kept."""
        row = self.row_of(task_id)
        return None if row is None else self._tasks[row]

    def row_of(self, task_id: int) -> int | None:
        """The row of a task."""
        key = self._key_of.get(task_id)
        return None if key is None else bisect_left(self._keys, key)

    def newest(self) -> Task | None:
        """The task of the first row, which is what a folded pane shows."""
        return self._tasks[0] if self._tasks else None

    def unseen_problems(self) -> tuple[Task, ...]:
        """Failed tasks and those of unknown outcome that nobody has acknowledged."""
        wanted = (TaskState.FAILED, TaskState.UNKNOWN)
        return tuple(
            task for task in self._tasks if task.state in wanted and task.id not in self._seen
        )

    def acknowledge(self, task_ids: Iterable[int]) -> None:
        """A person has seen how these ended: they are no problems any more."""
        self._seen.update(task_ids)
        self.counts_changed.emit()

    def clear_finished(self) -> None:
        """Drop all that is over."""
        first = bisect_left(self._keys, (1,))
        self._remove(first, len(self._tasks))
        self._count()

    @Slot(object)
    def _take(self, tasks: list[Task]) -> None:
        for task in tasks:
            self._put(task)
        first = bisect_left(self._keys, (1,))
        self._remove(first + MOST_FINISHED, len(self._tasks))
        self._count()

    def _put(self, task: Task) -> None:
        old, new = self.row_of(task.id), _key(task)
        if old is None:
            self._insert(bisect_left(self._keys, new), task, new)
            return
        target = bisect_left(self._keys, new)
        if target not in (old, old + 1):
            self._move(old, target)
            old = target - 1 if target > old else target
        self._tasks[old], self._keys[old] = task, new
        self._key_of[task.id] = new
        index = self.index(old)
        self.dataChanged.emit(index, index)

    def _insert(self, row: int, task: Task, key: _Key) -> None:
        self.beginInsertRows(QModelIndex(), row, row)
        self._tasks.insert(row, task)
        self._keys.insert(row, key)
        self._key_of[task.id] = key
        self.endInsertRows()

    def _move(self, old: int, target: int) -> None:
        parent = QModelIndex()
        self.beginMoveRows(parent, old, old, parent, target)
        place = target - 1 if target > old else target
        self._tasks.insert(place, self._tasks.pop(old))
        self._keys.insert(place, self._keys.pop(old))
        self.endMoveRows()

    def _remove(self, first: int, end: int) -> None:
        if first >= end:
            return
        self.beginRemoveRows(QModelIndex(), first, end - 1)
        for task in self._tasks[first:end]:
            self._key_of.pop(task.id)
            self._seen.discard(task.id)
        del self._tasks[first:end]
        del self._keys[first:end]
        self.endRemoveRows()

    def _count(self) -> None:
        number: dict[TaskState, int] = {}
        for task in self._tasks:
            number[task.state] = number.get(task.state, 0) + 1
        self._counts = TaskCounts(
            running=bisect_left(self._keys, (1,)),
            failed=number.get(TaskState.FAILED, 0),
            unknown=number.get(TaskState.UNKNOWN, 0),
            done=number.get(TaskState.DONE, 0),
            cancelled=number.get(TaskState.CANCELLED, 0),
        )
        self.counts_changed.emit()
