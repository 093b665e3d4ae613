"""The rows of the list at the left of the Hardware tab."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from virtgui.models.hardware.entries import Entry, Target
from virtgui.models.noop import QT_TRANSLATE_NOOP

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT: Final = QModelIndex()

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The `Entry` of a row; None for a heading."""

_HEADS: Final = (
    QT_TRANSLATE_NOOP("EntryList", "Machine"),
    QT_TRANSLATE_NOOP("EntryList", "Devices"),
    QT_TRANSLATE_NOOP("EntryList", "Controllers"),
)
_MARKS: Final = (
    QT_TRANSLATE_NOOP("EntryList", "changed"),
    QT_TRANSLATE_NOOP("EntryList", "new"),
    QT_TRANSLATE_NOOP("EntryList", "waits for the next start"),
    QT_TRANSLATE_NOOP("EntryList", "has a problem"),
)


class EntryListModel(QAbstractListModel):
    """Headings and entries; told as one change when only their looks differ."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Entry | str] = []
        self._targets: tuple[Target, ...] = ()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Become another list."""
        rows: list[Entry | str] = []
        self._targets = tuple(entry.target for entry in entries)
        for number, head in enumerate(_HEADS):
            own = [entry for entry in entries if _head_of(entry) == number]
            if own:
                rows += [head, *own]
        if [_identity(row) for row in rows] == [_identity(row) for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @property
    def targets(self) -> tuple[Target, ...]:
        """What the rows stand for, in the order of the definition."""
        return self._targets

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Headings and entries."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if self._entry(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row shows and says."""
        if not index.isValid():
            return None
        entry = self._entry(index)
        if role == ENTRY_ROLE:
            return entry
        if entry is None:
            head = self._rows[index.row()]
            is_text = role == Qt.ItemDataRole.DisplayRole
            return _words(str(head)) if is_text else None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (entry.title, entry.subtitle) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((entry.title, *filter(None, (entry.subtitle,)), *_marks(entry)))
        return None

    def row_of(self, target: Target) -> int:
        """The row of a target; -1 where it is not there."""
        for number, row in enumerate(self._rows):
            if isinstance(row, Entry) and row.target == target:
                return number
        return -1

    def _entry(self, index: _Index) -> Entry | None:
        row = self._rows[index.row()] if index.isValid() else None
        return row if isinstance(row, Entry) else None


def _head_of(entry: Entry) -> int:
    """Under which heading a row stands; controllers are many, and few people look for them."""
    if not entry.target.is_device:
        return 0
    return 2 if entry.target.form == "controller" else 1


def _identity(row: Entry | str) -> object:
    return row.target if isinstance(row, Entry) else row


def _marks(entry: Entry) -> list[str]:
    is_marked = (
        entry.is_changed and not entry.is_new,
        entry.is_new,
        entry.is_pending,
        bool(entry.problem) and entry.problem != "info",
    )
    return [_words(word) for word, marked in zip(_MARKS, is_marked, strict=True) if marked]


def _words(text: str) -> str:
    return QCoreApplication.translate("EntryList", text)
