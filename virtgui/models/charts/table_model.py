"""Charts as a table, the newest row first."""

from typing import Any, Final

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from virtgui.models.charts.chart_text import Table
from virtgui.models.charts.chart_units import value_text
from virtgui.models.charts.time_axis import exact_text, iso_text
from virtgui.models.translate import translate

_EMPTY: Final = Table(np.empty(0), ())
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


class ChartTableModel(QAbstractTableModel):
    """A row a moment, a column a series."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = _EMPTY

    @property
    def table(self) -> Table:
        """What is shown."""
        return self._table

    def show_table(self, table: Table) -> None:
        """Show other figures; the columns stay where they are the same."""
        heads = [(column.chart, column.name) for column in table.columns]
        is_same = heads == [(column.chart, column.name) for column in self._table.columns]
        if is_same and len(table.times) == len(self._table.times):
            self._table = table
            if len(table.times):
                last = self.index(self.rowCount() - 1, self.columnCount() - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many moments."""
        return 0 if parent is not None and parent.isValid() else len(self._table.times)

    def columnCount(self, parent: Index | None = None) -> int:
        """The time and the series."""
        return 0 if parent is not None and parent.isValid() else len(self._table.columns) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One figure, as charts write it."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return _RIGHT
        row = len(self._table.times) - 1 - index.row()
        at = float(self._table.times[row])
        if role == Qt.ItemDataRole.ToolTipRole and not index.column():
            return iso_text(at)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if not index.column():
            length = float(self._table.times[-1] - self._table.times[0])
            return exact_text(at, length)
        column = self._table.columns[index.column() - 1]
        return value_text(column.measure, float(column.values[row]))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The name of a series, after that of its chart."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return _RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if not section:
            return translate("Charts", "Time")
        column = self._table.columns[section - 1]
        return f"{column.chart}: {column.name}"
