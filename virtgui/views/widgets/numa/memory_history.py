"""Memory and free huge pages of each cell over the time that the heat map shows."""

from collections.abc import Sequence
from math import isnan
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from virtgui.core.units import format_bytes
from virtgui.models.numa.cells import CellView
from virtgui.models.numa.heat import COLUMNS, HeatMap, Row
from virtgui.views.look.look import Look
from virtgui.views.widgets.card import Card
from virtgui.views.widgets.legend import Legend
from virtgui.views.widgets.small_chart import SmallChart
from virtgui.views.widgets.text import TextLabel

_TWO_FROM: Final = 820

_Line = tuple[float | None, ...]


class _CellChart(QWidget):
    """The chart of one cell with its name and legend."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._name = TextLabel(look, font="body-medium")
        self._legend = Legend(look)
        self.chart = SmallChart(look, format_bytes)
        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addLayout(head)
        column.addWidget(self.chart)

    def show_cell(self, view: CellView, used: _Line, huge: _Line, *, is_old: bool) -> None:
        """Show what is in use, and the free huge pages where there are any."""
        self._name.setText(self.tr("Node {0}").format(view.cell.id))
        lines = [(self.tr("In use"), used)]
        if any(huge):
            lines.append((self.tr("Huge pages, free"), huge))
        self._legend.set_items([(name, _newest(line)) for name, line in lines])
        self.chart.setAccessibleName(self.tr("Memory of node {0}").format(view.cell.id))
        self.chart.set_maximum(float(view.memory.total * 1024) or None)
        self.chart.set_old(is_old=is_old)
        self.chart.set_series(*(line for _, line in lines))


class MemoryHistory(Card):
    """A chart for each cell; hidden while nothing was ever told."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self.set_title(self.tr("Memory over time"))
        self.charts: list[_CellChart] = []
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(24))
        self._grid.setVerticalSpacing(look.px(12))
        self.body.addLayout(self._grid)
        self.hide()

    def show_history(
        self, memory: HeatMap[int], pages: HeatMap[str], views: Sequence[CellView], *, is_old: bool
    ) -> None:
        """Show both over the same time."""
        self.setVisible(not memory.is_empty)
        if memory.is_empty:
            return
        while len(self.charts) > len(views):
            chart = self.charts.pop()
            self._grid.removeWidget(chart)
            chart.hide()
            chart.deleteLater()
        while len(self.charts) < len(views):
            self.charts.append(_CellChart(self._look))
            self._columns = 0
        used = _lines(memory)
        huge = _huge(pages)
        for chart, view in zip(self.charts, views, strict=True):
            number = view.cell.id
            line = used.get(number, (None,) * COLUMNS)
            chart.show_cell(view, line, huge.get(number, ()), is_old=is_old)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go over to one column and back."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = 2 if len(self.charts) > 1 and self.width() >= self._look.px(_TWO_FROM) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for place, chart in enumerate(self.charts):
            self._grid.addWidget(chart, *divmod(place, columns))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)


def _lines(ring: HeatMap[Row]) -> dict[Row, _Line]:
    values = ring.values()
    return {
        part: tuple(None if isnan(value) else float(value) for value in values[row])
        for row, part in enumerate(ring.rows)
    }


def _huge(pages: HeatMap[str]) -> dict[int, _Line]:
    """The free huge pages of all sizes together, in bytes, by cell."""
    found: dict[int, _Line] = {}
    for part, line in _lines(pages).items():
        cell, _, kib = part.partition("/")
        size = int(kib) * 1024
        before = found.get(int(cell), (0.0,) * COLUMNS)
        found[int(cell)] = tuple(
            None if count is None or sum_ is None else sum_ + count * size
            for sum_, count in zip(before, line, strict=True)
        )
    return found


def _newest(line: _Line) -> str:
    known = [value for value in line if value is not None]
    return format_bytes(known[-1]) if known else "–"
