"""The map: a card for each cell, those of which nothing is known, and the heat map."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from virtgui.core.refs import ObjectRef
from virtgui.core.values.topology import Topology
from virtgui.models.numa.cells import CellView, MachineRow
from virtgui.models.numa.heat import ONE_DAY, ONE_HOUR, TEN_MINUTES, HeatMap, HeatSpan
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import CARD_GAP
from virtgui.views.widgets.card import Card
from virtgui.views.widgets.numa.cell_card import CellCard
from virtgui.views.widgets.numa.drag import Dragging, Target
from virtgui.views.widgets.numa.heat_view import HeatMark, HeatScale, HeatView
from virtgui.views.widgets.numa.memory_history import MemoryHistory
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.text import ElidedLabel, TextLabel

_TWO_FROM: Final = 820
"""Width from which two cards stand beside each other."""
_SPANS: Final = (TEN_MINUTES, ONE_HOUR, ONE_DAY)


class HeatCard(Card):
    """The heat map with its head and the line that reads one cell.

    Signals:
        span_chosen: carries a `HeatSpan`.
    """

    span_chosen = Signal(object)

    def __init__(self, look: Look, there: Callable[[int], Sequence[str]]) -> None:
        super().__init__(look)
        self.view = HeatView(look, there)
        self._spans = SegmentedControl(
            look,
            (
                Segment(TEN_MINUTES.seconds, self.tr("10 min")),
                Segment(ONE_HOUR.seconds, self.tr("1 h")),
                Segment(ONE_DAY.seconds, self.tr("24 h")),
            ),
            name=self.tr("Time that is shown"),
        )
        self._spans.choose(TEN_MINUTES.seconds)
        self._spans.segment_chosen.connect(self._on_span)
        self._reading = ElidedLabel(look, font="small", ink="muted")
        self.add_to_head(self._spans)
        self.add_to_head(HeatScale(look))
        self.body.addWidget(self.view)
        self.body.addWidget(self._reading)
        self.view.cell_read.connect(self._on_read)
        self._on_read("")

    def show_heat(self, heat: HeatMap[int], topology: Topology, marks: Sequence[HeatMark]) -> None:
        """Show the map as it is now."""
        cpus = self.tr("%n CPU(s)", "", len(heat.rows))
        words = self.tr("{cpus}, one column is {seconds} s")
        seconds = heat.span.column
        shown = f"{seconds:.0f}" if seconds >= 1 else f"{seconds:.1f}"
        self.set_title(self.tr("CPU load over time"), words.format(cpus=cpus, seconds=shown))
        self.view.show_heat(heat, topology, marks)

    def _on_span(self, seconds: object) -> None:
        span: HeatSpan = next(each for each in _SPANS if each.seconds == seconds)
        self.span_chosen.emit(span)

    def _on_read(self, words: object) -> None:
        hint = self.tr("Point at a cell to read it, or use the arrow keys.")
        self._reading.set_full_text(str(words) or hint)


class MapView(QWidget):
    """Cards of all cells and the heat map under them.

    Signals:
        tile_menu_requested: carries (CPU, point of the screen).
        machine_menu_requested: carries (`Load`, point of the screen).
        chosen: carries the `Load` that is current.
        span_chosen: carries a `HeatSpan`.
        opened: a machine's threads are to be shown.
    """

    opened = Signal()
    tile_menu_requested = Signal(object)
    machine_menu_requested = Signal(object)
    chosen = Signal(object)
    span_chosen = Signal(object)

    def __init__(
        self,
        look: Look,
        there: Callable[[int], Sequence[str]],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.cards: list[CellCard] = []
        self._columns = 0
        self._shows = "load"
        self._dragging: Dragging | None = None
        self._grid = QGridLayout()
        self._grid.setSpacing(look.px(CARD_GAP))
        self._unplaced = TextLabel(look, ink="muted", wrap=True)
        self.heat = HeatCard(look, there)
        self.heat.span_chosen.connect(self.span_chosen)
        self.memory = MemoryHistory(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(CARD_GAP))
        column.addLayout(self._grid)
        line = QHBoxLayout()
        line.addWidget(self._unplaced, 1)
        column.addLayout(line)
        column.addWidget(self.heat)
        column.addWidget(self.memory)
        column.addStretch(1)

    def set_dragging(self, dragging: Dragging) -> None:
        """Who carries what is dragged."""
        self._dragging = dragging

    def set_shows(self, what: str) -> None:
        """Colour by load or by pins."""
        self._shows = what
        for card in self.cards:
            card.tiles.set_shows(what)

    def show_cells(
        self,
        views: Sequence[CellView],
        unplaced: Sequence[MachineRow],
        topology: Topology,
        *,
        is_old: bool,
    ) -> None:
        """Show all cells as they are."""
        while len(self.cards) > len(views):
            card = self.cards.pop()
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        while len(self.cards) < len(views):
            self.cards.append(self._make_card())
            self._columns = 0
        for card, view in zip(self.cards, views, strict=True):
            card.show_cell(view, topology, is_old=is_old)
        self._arrange()
        names = ", ".join(row.name for row in unplaced)
        words = self.tr("In which node they run is not known: {0}")
        self._unplaced.setText(words.format(names))
        self._unplaced.setVisible(bool(unplaced))

    @property
    def open_refs(self) -> frozenset[ObjectRef]:
        """The machines whose threads are shown in any card."""
        return frozenset().union(*(card.machines.open_refs for card in self.cards))

    def target_at(self, place: QPoint) -> Target | None:
        """What would take something that is dropped at a point of the screen."""
        found = (card.target_at(place) for card in self.cards)
        return next((target for target in found if target is not None), None)

    def set_target(self, target: Target | None) -> None:
        """Show where something would be dropped."""
        for card in self.cards:
            card.set_target(target)

    def mark(self, cpus: frozenset[int]) -> None:
        """Outline CPUs."""
        for card in self.cards:
            card.tiles.mark(cpus)

    def reveal(self, ref: ObjectRef) -> CellCard | None:
        """Open a machine's row wherever it is; the first card that has it."""
        having = [card for card in self.cards if any(row.ref == ref for row in card.machines.rows)]
        for card in having:
            card.machines.open_row(ref)
        return having[0] if having else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go over to one column and back."""
        super().resizeEvent(event)
        self._arrange()

    def _make_card(self) -> CellCard:
        card = CellCard(self._look)
        card.tiles.set_shows(self._shows)
        card.tiles.menu_requested.connect(self.tile_menu_requested)
        card.machines.menu_requested.connect(self.machine_menu_requested)
        card.machines.chosen.connect(self.chosen)
        card.machines.opened.connect(self.opened)
        if self._dragging is not None:
            card.machines.drag_begun.connect(self._dragging.begin)
            card.machines.drag_moved.connect(self._dragging.move)
            card.machines.drag_ended.connect(self._dragging.end)
        return card

    def _arrange(self) -> None:
        is_wide = self.width() >= self._look.px(_TWO_FROM)
        columns = min(len(self.cards), 2 if is_wide else 1) or 1
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, *divmod(place, columns))
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
