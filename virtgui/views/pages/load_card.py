"""Live charts of a host or a machine."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from virtgui.core.values.connection import ConnectionStatus
from virtgui.models.domain_words import DASH
from virtgui.models.durations import duration_text, moment_text
from virtgui.views.look.look import Look
from virtgui.views.widgets.card import Card
from virtgui.views.widgets.small_chart import Formatter, SmallChart
from virtgui.views.widgets.text import ElidedLabel, TextLabel

CHART_SECONDS: Final = 600
MOST_CHART_POINTS: Final = 600

ENOUGH_POLLS: Final = 5
"""So many figures in a row that nobody told mean that nobody will."""
_TILE_WIDTH: Final = 230
_CHART_GAP: Final = 20


def is_silent(past: Sequence[float]) -> bool:
    """Whether a load was asked for often enough, and never told."""
    return len(past) >= ENOUGH_POLLS and all(math.isnan(value) for value in past)


class LoadChart(SmallChart):
    """A small chart that knows how far it goes back, and never magnifies next to nothing."""

    def __init__(
        self,
        look: Look,
        formatter: Formatter,
        *,
        name: str,
        maximum: float | None = None,
        least_top: float = 0.0,
    ) -> None:
        self._least_top = least_top
        self._end = ""
        super().__init__(look, formatter, name=name, maximum=maximum, span=" ")

    def top(self) -> float:
        """Top of the axis: of the data, but not below the least."""
        return max(super().top(), self._least_top)

    def set_span(self, span: str, end: str) -> None:
        """Says what the two ends of the time stand for."""
        if (span or " ", end) != (self._span, self._end):
            self._span, self._end = span or " ", end
            self.update()

    def _paint_span(self, painter: QPainter, plot: QRectF) -> None:
        box = QRectF(plot.left(), plot.bottom() + 2, plot.width(), self.height() - plot.bottom())
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | top, self._span)
        box.setRight(self.data_end(plot))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | top, self._end)


class ChartTile(QWidget):
    """One load: its name, what it is measured against, the present value, the last minutes."""

    def __init__(
        self,
        look: Look,
        title: str,
        formatter: Formatter,
        *,
        maximum: float | None = None,
        least_top: float = 0.0,
    ) -> None:
        super().__init__()
        self._format = formatter
        self._title = TextLabel(look, title, font="body-medium")
        self._qualifier = ElidedLabel(look, ink="muted")
        self._value = TextLabel(look, DASH, font="body-medium")
        self.chart = LoadChart(look, formatter, name=title, maximum=maximum, least_top=least_top)
        line = QHBoxLayout()
        line.setSpacing(look.px(8))
        line.addWidget(self._title)
        line.addWidget(self._qualifier, 1)
        line.addWidget(self._value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addLayout(line)
        column.addWidget(self.chart)

    @property
    def value(self) -> str:
        """The present value as shown."""
        return self._value.text()

    def set_maximum(self, maximum: float | None, qualifier: str) -> None:
        """Sets the top of the axis, and says what it is."""
        self.chart.set_maximum(maximum)
        self._qualifier.set_full_text(qualifier)

    def show_load(
        self,
        now: float | None,
        past: Sequence[float],
        ends: tuple[str, str],
        *,
        is_old: bool = False,
    ) -> None:
        """Shows the present value and the last ones, oldest first; NaN is a gap.

        Args:
            now: The value of now, or None where it is not known.
            past: The values of the last minutes.
            ends: What the left and the right end of the time stand for.
            is_old: Whether nobody confirms the values any more.
        """
        self._value.setText(DASH if now is None else self._format(now))
        self._value.set_ink("muted" if now is None else "text")
        values = [None if math.isnan(value) else value for value in past]
        while is_old and values and values[-1] is None:
            values.pop()
        if any(value is not None for value in values):
            self.chart.set_series(values)
        else:
            self.chart.set_series()
        self.chart.set_span(*ends)
        self.chart.set_old(is_old=is_old)


class LoadCard(Card):
    """The charts of an object beside each other, or one sentence that says why there are none."""

    def __init__(self, look: Look, tiles: Sequence[ChartTile]) -> None:
        super().__init__(look, "")
        self.setObjectName("load_card")
        self.set_title(self.tr("Load"))
        self._tiles = tuple(tiles)
        self._columns = 0
        self._sentence = TextLabel(look, ink="muted", wrap=True)
        self._charts = QWidget()
        self._grid = QGridLayout(self._charts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(_CHART_GAP))
        self._grid.setVerticalSpacing(look.px(12))
        self.body.addWidget(self._charts)
        self.body.addWidget(self._sentence)
        self.set_sentence("")

    def set_sentence(self, sentence: str) -> None:
        """Says why there are no charts; an empty sentence shows them."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._charts.setVisible(not sentence)

    @property
    def sentence(self) -> str:
        """Why there are no charts, or nothing."""
        return self._sentence.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts as many charts beside each other as are readable."""
        super().resizeEvent(event)
        room = event.size().width() // self._look.px(_TILE_WIDTH)
        most = len(self._tiles)
        columns = most if room >= most else min(2, max(1, room))
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def _arrange(self) -> None:
        for number, tile in enumerate(self._tiles):
            self._grid.removeWidget(tile)
            self._grid.addWidget(tile, number // self._columns, number % self._columns)
        for column in range(len(self._tiles)):
            self._grid.setColumnStretch(column, int(column < self._columns))


@dataclass(frozen=True, slots=True)
class ChartSpan:
    """How many polls a chart shows, and for how long that is."""

    points: int
    interval: float

    @classmethod
    def of(cls, interval: float) -> "ChartSpan":
        """The last ten minutes at this pace, in seconds between two polls."""
        points = round(CHART_SECONDS / max(0.1, interval))
        return cls(min(MOST_CHART_POINTS, max(2, points)), interval)

    def ends(self, count: int, status: ConnectionStatus | None, now: float) -> tuple[str, str]:
        """What the ends of a chart of so many points stand for: "10 min ago" and "now".

        Of a host that does not answer the right end is its last answer.
        """
        if count < 2:
            return "", ""
        span = duration_text(round((count - 1) * self.interval), 1)
        if status is not None and status.is_live:
            ago = QCoreApplication.translate("Load", "{0} ago").format(span)
            return ago, QCoreApplication.translate("Load", "now")
        last = status.last_answer_at if status else None
        before = QCoreApplication.translate("Load", "{0} before").format(span)
        return before, moment_text(last, now) if last is not None else ""
