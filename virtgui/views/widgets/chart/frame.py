"""What surrounds the curves of a chart: where they are drawn, axes, grid, gaps, events."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from virtgui.models.charts.chart_units import Axis
from virtgui.models.charts.drawing import Drawing, Span
from virtgui.models.charts.marks import ChartMark
from virtgui.models.charts.time_axis import exact_text, time_ticks
from virtgui.models.durations import duration_text
from virtgui.models.translate import translate
from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_box, hairline

LANE: Final = 14
DIAMOND: Final = 10
_GAP_FADE: Final = 0.28
_LABEL_GAP: Final = 8
_TICK_ROOM: Final = 92
"""Design pixels that a label below needs with its air."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What one chart shows, and how."""

    drawing: Drawing
    span: Span
    marks: tuple[ChartMark, ...] = ()
    is_first: bool = False
    """The first chart of a page names the events and the gaps."""


@dataclass(slots=True)
class Geometry:
    """Where a scene's times and figures are, in pixels of the widget."""

    plot: QRectF = field(default_factory=QRectF)
    begin: float = 0.0
    end: float = 1.0
    top: float = 1.0
    bottom: float = 0.0
    """The figure at the lower edge: zero, or minus the top where directions are mirrored."""

    def x(self, at: float) -> float:
        """Where a time is."""
        return self.plot.left() + (at - self.begin) / (self.end - self.begin) * self.plot.width()

    def y(self, value: float) -> float:
        """Where a figure is."""
        share = (value - self.bottom) / (self.top - self.bottom)
        return self.plot.bottom() - share * self.plot.height()

    def time(self, x: float) -> float:
        """Which time is at a place."""
        return self.begin + (x - self.plot.left()) / self.plot.width() * (self.end - self.begin)


def gutter_of(look: Look, axis: Axis) -> int:
    """How wide the labels at the left are."""
    measure = look.measure("small")
    return max(measure.horizontalAdvance(text) for text in axis.texts) + look.px(_LABEL_GAP)


def geometry_of(look: Look, area: QRectF, scene: Scene, gutter: int) -> Geometry:
    """Where things are in a widget of a size."""
    measure = look.measure("small")
    half = measure.height() / 2
    above = max(look.px(LANE), half)
    below = measure.height() + look.px(6)
    plot = area.adjusted(gutter, above, -look.px(2), -below)
    axis = scene.drawing.axis
    bottom = -axis.top if scene.drawing.spec.is_mirrored else 0.0
    # Whole pixels: the grid is sharp, and the curve begins where the grid does.
    plot = QRectF(round(plot.left()), round(plot.top()), round(plot.width()), round(plot.height()))
    return Geometry(plot, scene.span.begin, scene.span.end, axis.top, bottom)


class FramePainter:
    """Paints one scene's frame with one painter."""

    def __init__(self, look: Look, painter: QPainter, scene: Scene, geometry: Geometry) -> None:
        self._look, self._painter = look, painter
        self._scene, self._at = scene, geometry

    def paint_below(self) -> None:
        """What lies below the curves: grid, gaps, labels."""
        self._paint_gaps()
        self._paint_grid()
        self._paint_times()

    def paint_above(self) -> None:
        """What lies above the curves: limits and events."""
        self._paint_thresholds()
        self._paint_marks()

    # Figures

    def _levels(self) -> list[tuple[float, str]]:
        axis = self._scene.drawing.axis
        levels = list(zip(axis.ticks, axis.texts, strict=True))
        if self._scene.drawing.spec.is_mirrored:
            levels += [(-value, text) for value, text in levels if value]
        return levels

    def _paint_grid(self) -> None:
        look, painter, at = self._look, self._painter, self._at
        measure = look.measure("small")
        painter.setFont(look.font("small"))
        line = hairline(painter)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value, text in self._levels():
            y = round(at.y(value))
            role = "axis" if value == 0 else "grid"
            painter.fillRect(QRectF(at.plot.left(), y, at.plot.width(), line), look.color(role))
            box = QRectF(0, y - measure.height() / 2, at.plot.left() - look.px(6), measure.height())
            painter.setPen(look.color("muted"))
            painter.drawText(box, right, text)

    # Times

    def _paint_times(self) -> None:
        look, painter, at = self._look, self._painter, self._at
        measure = look.measure("small")
        most = max(2, min(6, int(at.plot.width() / look.px(_TICK_ROOM))))
        painter.setPen(look.color("muted"))
        painter.setFont(look.font("small"))
        line, top = hairline(painter), at.plot.bottom()
        for tick in time_ticks(at.begin, at.end, most):
            x, width = at.x(tick.at), measure.horizontalAdvance(tick.text)
            painter.fillRect(QRectF(round(x), top, line, look.px(3)), look.color("axis"))
            left = min(max(x - width / 2, at.plot.left()), at.plot.right() - width)
            painter.drawText(QPointF(left, top + look.px(4) + measure.ascent()), tick.text)

    def _paint_gaps(self) -> None:
        look, painter, at = self._look, self._painter, self._at
        brush = QBrush(look.tokens.faded("axis", _GAP_FADE), Qt.BrushStyle.BDiagPattern)
        for begin, end in self._scene.drawing.gaps:
            left, right = max(at.plot.left(), at.x(begin)), min(at.plot.right(), at.x(end))
            if right - left > 1:
                box = QRectF(left, at.plot.top(), right - left, at.plot.height())
                painter.fillRect(box, look.color("base"))
                painter.fillRect(box, brush)

    # Limits and events

    def _paint_thresholds(self) -> None:
        look, painter, at = self._look, self._painter, self._at
        measure = look.measure("small")
        painter.setFont(look.font("small"))
        for limit in self._scene.drawing.thresholds:
            y = at.y(limit.value)
            if not at.plot.top() - 1 <= y <= at.plot.bottom() + 1:
                continue
            width = measure.horizontalAdvance(limit.text) + look.px(8)
            painter.setPen(_dashes(look, "warn", Qt.PenStyle.DashLine))
            level = round(y) + 0.5
            painter.drawLine(
                QPointF(at.plot.left(), level), QPointF(at.plot.right() - width, level)
            )
            painter.setPen(look.color("warn"))
            box = QRectF(at.plot.right() - width, y - measure.height() / 2, width, measure.height())
            # Near the top edge it would lie on the events' lane.
            box.moveTop(max(box.top(), at.plot.top() - measure.height() / 2))
            painter.fillRect(box, look.color("base"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, limit.text)

    def _paint_marks(self) -> None:
        look, painter, at = self._look, self._painter, self._at
        placed = self._placed()
        for mark, x in placed:
            painter.setPen(_dashes(look, "text", Qt.PenStyle.DotLine))
            place = round(x) + 0.5
            painter.drawLine(QPointF(place, at.plot.top()), QPointF(place, at.plot.bottom()))
            self._paint_diamond(QPointF(place, self._lane_middle()), mark)
        if self._scene.is_first:
            self._paint_lane(placed)

    def _placed(self) -> list[tuple[ChartMark, float]]:
        at = self._at
        inside = [mark for mark in self._scene.marks if at.begin <= mark.at <= at.end]
        return [(mark, at.x(mark.at)) for mark in inside]

    def _lane_middle(self) -> float:
        return self._at.plot.top() - self._look.px(LANE) / 2

    def _paint_diamond(self, centre: QPointF, mark: ChartMark) -> None:
        look, painter = self._look, self._painter
        half = look.px(DIAMOND) / 2 - 1
        x, y = centre.x(), centre.y()
        corners = [QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("warn" if mark.is_warning else "text"))
        painter.drawPolygon(QPolygonF([*corners, QPointF(x - half, y)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_lane(self, placed: Sequence[tuple[ChartMark, float]]) -> None:
        """Names of events and lengths of gaps, where there is room."""
        look, at = self._look, self._at
        measure = look.measure("small")
        taken: list[tuple[float, float]] = []
        half = look.px(DIAMOND) / 2
        stops = [x - half for _, x in placed] + [at.plot.right() + 1]
        taken += [(x - half, x + half) for _, x in placed]
        for number, (mark, x) in enumerate(placed):
            left = x + half + look.px(4)
            room = stops[number + 1] - left - look.px(4)
            text = measure.elidedText(mark.text, Qt.TextElideMode.ElideRight, int(room))
            if room > look.px(36) and len(text) > 3:
                self._lane_text(left, text)
                taken.append((left, left + measure.horizontalAdvance(text)))
        self._paint_silences(taken)

    def _paint_silences(self, taken: list[tuple[float, float]]) -> None:
        look, at = self._look, self._at
        measure = look.measure("small")
        words = translate("Charts", "No data {0}")
        for begin, end in self._scene.drawing.gaps:
            text = words.format(duration_text(end - begin, 1))
            width = measure.horizontalAdvance(text)
            middle = (max(at.begin, begin) + min(at.end, end)) / 2
            left = min(max(at.x(middle) - width / 2, at.plot.left()), at.plot.right() - width)
            gap = look.px(6)
            if all(left > last + gap or left + width < first - gap for first, last in taken):
                self._lane_text(left, text)
                taken.append((left, left + width))

    def _lane_text(self, left: float, text: str) -> None:
        look, painter = self._look, self._painter
        measure = look.measure("small")
        painter.setFont(look.font("small"))
        painter.setPen(look.color("muted"))
        top = self._lane_middle() - measure.height() / 2
        painter.drawText(QPointF(left, top + measure.ascent()), text)


def _dashes(look: Look, role: str, style: Qt.PenStyle) -> QPen:
    pen = QPen(look.color(role), 1, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([1.0, 2.0] if style == Qt.PenStyle.DotLine else [4.0, 2.0])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def paint_pill(look: Look, painter: QPainter, at: Geometry, moment: float) -> None:
    """The time of the cross-hair below the plot."""
    text = exact_text(moment, at.end - at.begin)
    font = look.font("small-strong")
    measure = look.measure("small-strong")
    width = measure.horizontalAdvance(text) + look.px(14)
    height = measure.height() + look.px(4)
    left = min(max(at.x(moment) - width / 2, at.plot.left()), at.plot.right() - width)
    box = QRectF(left, at.plot.bottom() + look.px(2), width, height)
    draw_box(painter, box, fill=look.color("text"), radius=look.px(4))
    painter.setFont(font)
    painter.setPen(look.color("base"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
