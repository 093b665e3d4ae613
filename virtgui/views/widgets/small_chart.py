"""A live chart the size of a card."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_rule

Values = Sequence[float | None]
Formatter = Callable[[float], str]

_HEIGHT: Final = 96
_LINE: Final = 1.8
_OTHER_LINE: Final = 1.5
_AREA: Final = 0.13
_GAP_FADE: Final = 0.28
_OLD_SHARE: Final = 0.85
"""Part of the width that the data of a silent host takes."""


def round_ceiling(value: float) -> float:
    """The next round number (1, 2, 2.5, 5 times a power of ten) not below a value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    for step in (1.0, 2.0, 2.5, 5.0, 10.0):
        if value <= step * power * (1 + 1e-9):
            return float(step * power)
    return float(ceil(value))


def runs(values: Values) -> list[tuple[int, list[float]]]:
    """Unbroken stretches of values, each with the place where it begins."""
    found: list[tuple[int, list[float]]] = []
    current: list[float] | None = None
    for place, value in enumerate(values):
        if value is None:
            current = None
        elif current is None:
            current = [value]
            found.append((place, current))
        else:
            current.append(value)
    return found


class SmallChart(QWidget):
    """Lines over the last minutes, from zero, the first with its area; gaps stay gaps.

    Always left to right. For screen readers it describes itself in words.
    """

    def __init__(
        self,
        look: Look,
        formatter: Formatter,
        *,
        name: str = "",
        maximum: float | None = None,
        span: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Makes a chart without data.

        Args:
            look: the look.
            formatter: a value in words with its unit, for the axis and the description.
            name: what is charted.
            maximum: top of the axis; None follows the data.
            span: what the left end stands for, such as "2 min ago".
            parent: the parent widget.
        """
        super().__init__(parent)
        self._look = look
        self._format = formatter
        self._name = name
        self._maximum = maximum
        self._span = span
        self._series: tuple[tuple[float | None, ...], ...] = ()
        self._is_old = False
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(name)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_series(self, *series: Values) -> None:
        """Shows these series, oldest value first, None where nothing is known."""
        self._series = tuple(tuple(values) for values in series)
        self.setAccessibleDescription(self._describe())
        self.update()

    def set_old(self, *, is_old: bool) -> None:
        """Greys what nobody confirms any more; its line ends before the edge, dotted."""
        if is_old != self._is_old:
            self._is_old = is_old
            self.update()

    def set_maximum(self, maximum: float | None) -> None:
        """Sets the top of the axis; None follows the data."""
        if maximum != self._maximum:
            self._maximum = maximum
            self.update()

    def top(self) -> float:
        """Top of the axis."""
        if self._maximum is not None:
            return self._maximum
        known = (value for values in self._series for value in values if value is not None)
        return round_ceiling(max(known, default=0.0))

    def sizeHint(self) -> QSize:
        """A card's width."""
        return QSize(self._look.px(280), self._look.px(_HEIGHT + (18 if self._span else 0)))

    def minimumSizeHint(self) -> QSize:
        """Small enough for narrow cards."""
        return QSize(self._look.px(140), self._look.px(64))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints grid, gaps and lines."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        plot = self._plot()
        self._paint_grid(painter, plot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._series:
            self._paint_gaps(painter, plot)
        for number in range(len(self._series) - 1, -1, -1):
            self._paint_series(painter, plot, number)
        if self._is_old and self._series:
            self._paint_silence(painter, plot)
        painter.end()

    def _plot(self) -> QRectF:
        look = self._look
        measure = look.measure("small")
        gutter = max(measure.horizontalAdvance(text) for text in self._labels()) + look.px(8)
        half = measure.height() / 2
        below = measure.height() + look.px(2) if self._span else half
        return QRectF(self.rect()).adjusted(gutter, half, -1, -below)

    def _labels(self) -> tuple[str, str, str]:
        top = self.top()
        return self._format(top), self._format(top / 2), self._format(0)

    def _paint_grid(self, painter: QPainter, plot: QRectF) -> None:
        look = self._look
        measure = look.measure("small")
        painter.setFont(look.font("small"))
        for number, label in enumerate(self._labels()):
            y = round(plot.top() + plot.height() * number / 2)
            role = "axis" if number == 2 else "grid"
            width = self.data_end(plot) - plot.left() if number == 2 else plot.width()
            line = QRectF(plot.left(), y, width, 1)
            draw_rule(painter, line, Qt.Edge.TopEdge, look.color(role))
            box = QRectF(0, y - measure.height() / 2, plot.left() - look.px(6), measure.height())
            painter.setPen(look.color("muted"))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, right, label)
        if self._span:
            self._paint_span(painter, plot)

    def _paint_span(self, painter: QPainter, plot: QRectF) -> None:
        box = QRectF(plot.left(), plot.bottom() + 2, plot.width(), self.height() - plot.bottom())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._span)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        painter.drawText(box, right, self.tr("now"))

    def _paint_gaps(self, painter: QPainter, plot: QRectF) -> None:
        values = self._series[0]
        brush = QPen(self._look.tokens.faded("axis", _GAP_FADE)).brush()
        brush.setStyle(Qt.BrushStyle.BDiagPattern)
        # What was before the first value is no gap: nobody had asked yet.
        ends = [(at, at + len(run) - 1) for at, run in runs(values)]
        ends.append((len(values) - 1, len(values) - 1))
        for (_, before), (after, _) in pairwise(ends):
            if after - before > 1:
                left, right = self._x(plot, before), self._x(plot, after)
                painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), brush)

    def _paint_series(self, painter: QPainter, plot: QRectF, number: int) -> None:
        tokens = self._look.tokens
        color = tokens.color("disabled") if self._is_old else tokens.series(number)
        for at, run in runs(self._series[number]):
            points = [self._point(plot, at + step, value) for step, value in enumerate(run)]
            if number == 0:
                self._paint_area(painter, plot, points, color)
            pen = QPen(color, _LINE if number == 0 else _OTHER_LINE)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            if len(points) == 1:
                painter.drawPoint(points[0])
            painter.drawPolyline(QPolygonF(points))

    def _paint_silence(self, painter: QPainter, plot: QRectF) -> None:
        """A dotted line along the ground from where the data ends."""
        pen = QPen(self._look.color("disabled"), _OTHER_LINE, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([1.0, 2.0])
        painter.setPen(pen)
        y = round(plot.bottom()) + 0.5
        painter.drawLine(QPointF(self.data_end(plot), y), QPointF(plot.right(), y))

    def data_end(self, plot: QRectF) -> float:
        """Where in the plot the newest value stands."""
        return plot.left() + plot.width() * (_OLD_SHARE if self._is_old else 1.0)

    @staticmethod
    def _paint_area(painter: QPainter, plot: QRectF, points: list[QPointF], color: QColor) -> None:
        shade = QColor(color)
        shade.setAlphaF(_AREA)
        first, last = points[0], points[-1]
        corners = [QPointF(last.x(), plot.bottom()), QPointF(first.x(), plot.bottom())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF([*points, *corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _x(self, plot: QRectF, place: int) -> float:
        last = max(1, max(len(values) for values in self._series) - 1)
        return plot.left() + (self.data_end(plot) - plot.left()) * place / last

    def _point(self, plot: QRectF, place: int, value: float) -> QPointF:
        share = min(1.0, max(0.0, value / self.top())) if self.top() else 0.0
        return QPointF(self._x(plot, place), plot.bottom() - plot.height() * share)

    def _describe(self) -> str:
        parts = [self._describe_one(values) for values in self._series]
        return "; ".join(part for part in parts if part)

    def _describe_one(self, values: Values) -> str:
        known = [value for value in values if value is not None]
        if not known:
            return self.tr("no data")
        now = self._format(known[-1]) if values[-1] is not None else self.tr("unknown")
        sentence = self.tr("now {now}, lowest {lowest}, highest {highest}").format(
            now=now, lowest=self._format(min(known)), highest=self._format(max(known))
        )
        gaps = len(values) - len(known)
        return sentence + ", " + self.tr("%n values missing", "", gaps) if gaps else sentence

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
