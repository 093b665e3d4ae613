"""Cards of charts in two columns, in one where it is narrow; scrolls."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import CARD_GAP, PAGE_MARGIN
from virtgui.views.widgets.chart.card import ChartCard
from virtgui.views.widgets.surface import ScrollPage

_TWO_FROM: Final = 800
_LEAST_HEIGHT: Final = 236
_MOST_HEIGHT: Final = 420


class ChartGrid(ScrollPage):
    """The cards.

    Signals:
        scrolled: other cards came into sight.
    """

    scrolled = Signal()

    def __init__(self, look: Look, *, most_columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", margin=0, spacing=0, parent=parent)
        self._look, self._most_columns = look, most_columns
        self._cards: tuple[ChartCard, ...] = ()
        self._columns = 0
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        edge = look.px(PAGE_MARGIN)
        self._grid.setContentsMargins(edge, look.px(6), edge, look.px(8))
        self._grid.setSpacing(look.px(CARD_GAP))
        self.body.addWidget(self._holder)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)
        self.viewport().installEventFilter(self)
        look.changed.connect(self._arrange)

    @property
    def cards(self) -> tuple[ChartCard, ...]:
        """The cards in order."""
        return self._cards

    def set_cards(self, cards: Sequence[ChartCard]) -> None:
        """Show these cards; others are thrown away."""
        for card in self._cards:
            self._grid.removeWidget(card)
            if card not in cards:
                # Still a child: without a parent it would be a window until it goes.
                card.hide()
                card.deleteLater()
        self._cards = tuple(cards)
        self._arrange()

    def in_sight(self) -> tuple[ChartCard, ...]:
        """The cards of which something is on screen."""
        return tuple(card for card in self._cards if not card.visibleRegion().isEmpty())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of what is seen."""
        if event.type() == QEvent.Type.Resize and isinstance(event, QResizeEvent):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        is_wide = self.viewport().width() >= self._look.px(_TWO_FROM)
        columns = min(self._most_columns, 2 if is_wide else 1)
        if columns != self._columns:
            self._columns = columns
            self._arrange()
        else:
            self._set_heights()
        self.scrolled.emit()

    def _arrange(self) -> None:
        columns = max(1, self._columns)
        for number, card in enumerate(self._cards):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, number // columns, number % columns)
            card.show()
        for column in range(self._most_columns):
            self._grid.setColumnStretch(column, int(column < columns))
        self._set_heights()

    def _set_heights(self) -> None:
        """Rows share what is seen, as long as they can be read."""
        columns, px = max(1, self._columns), self._look.px
        rows = max(1, -(-len(self._cards) // columns))
        margins = self._grid.contentsMargins()
        room = self.viewport().height() - margins.top() - margins.bottom()
        room -= (rows - 1) * self._grid.verticalSpacing()
        most = room if rows == 1 and self._most_columns == 1 else px(_MOST_HEIGHT)
        height = int(min(max(px(_LEAST_HEIGHT), room / rows), max(most, px(_LEAST_HEIGHT))))
        for card in self._cards:
            card.setFixedHeight(height)
