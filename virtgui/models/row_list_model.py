"""A table model over one Python list of rows, which tells views how it becomes another list."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex

from virtgui.models.columns import COLUMNS
from virtgui.models.domain_rows import Row
from virtgui.models.row_changes import RowChanges, Run, compare

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT: Final = QModelIndex()


class RowListModel(QAbstractTableModel):
    """Keeps the list, and where each row stands in it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._positions: dict[Row, int] = {}

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Rows of domains and groups."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """All columns, also those that the view hides."""
        return 0 if parent.isValid() else len(COLUMNS)

    def row_at(self, position: int) -> Row | None:
        """The row at a position, or None."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def show_rows(self, rows: list[Row]) -> Sequence[Run]:
        """Become another list, by few steps or by a reset; the runs of it that are new."""
        if rows == self._rows:
            return ()
        changes = compare(self._rows, rows)
        if changes.is_large:
            self._reset(rows)
        else:
            self._step(rows, changes)
        return changes.inserted

    def tell(self, first: int, last: int, left: int, right: int) -> None:
        """Tell that cells have changed: from row to row, from column to column."""
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first, left), self.index(last, right))

    def _use(self, rows: list[Row]) -> None:
        self._rows = rows
        self._positions = {row: number for number, row in enumerate(rows)}

    def _reset(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._use(rows)
        self.endResetModel()

    def _step(self, rows: list[Row], changes: RowChanges[Row]) -> None:
        for first, last in reversed(changes.removed):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        if changes.is_reordered:
            self._reorder(changes.kept)
        for first, last in changes.inserted:
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = rows[first : last + 1]
            self.endInsertRows()
        self._use(rows)

    def _reorder(self, kept: list[Row]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = {row: number for number, row in enumerate(kept)}
        after = [self.index(places[self._rows[i.row()]], i.column()) for i in before]
        self._use(kept)
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
