"""The strip below the charts: a longer time, and which part of it is shown."""

from enum import Enum
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from virtgui.models.charts.drawing import Span, reduced
from virtgui.models.charts.time_axis import exact_text, span_text, time_ticks
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_FIELD
from virtgui.views.look.paint import draw_box

Floats = npt.NDArray[np.float64]
_HEIGHT: Final = 30
_GRIP: Final = 6
_LEAST: Final = 10
"""Pixels that the shown part is wide at least, to be taken hold of."""


class _Part(Enum):
    """What is held."""

    NOTHING = 0
    BEGIN = 1
    END = 2
    ALL = 3


class Scrubber(QWidget):
    """Drag the marked part, or one of its ends; click to go there; arrow keys move it.

    Signals:
        span_chosen: a tuple of begin and end.
        stepped: -1 or 1, the time before or after.
    """

    span_chosen = Signal(object)
    stepped = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._context = Span(0.0, 1.0)
        self._shown = Span(0.0, 1.0)
        self._times: Floats = np.empty(0)
        self._values: Floats = np.empty(0)
        self._held, self._held_at = _Part.NOTHING, 0.0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(self.tr("Time that the charts show"))
        look.changed.connect(self._restyle)

    @property
    def is_held(self) -> bool:
        """Whether it is being dragged: what it stands in must not move meanwhile."""
        return self._held is not _Part.NOTHING

    def show_overview(self, context: Span, times: Floats, values: Floats) -> None:
        """Show another longer time."""
        self._context, self._times, self._values = context, times, values
        self.update()

    def show_span(self, shown: Span) -> None:
        """Mark another part."""
        self._shown = shown
        self.setAccessibleDescription(span_text(shown.begin, shown.end))
        self.update()

    def sizeHint(self) -> QSize:
        """The strip and its labels."""
        look = self._look
        return QSize(look.px(400), look.px(_HEIGHT) + look.measure("small").height() + look.px(4))

    def minimumSizeHint(self) -> QSize:
        """Narrow pages have it too."""
        return QSize(self._look.px(160), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint strip, curve, part and labels."""
        look, painter = self._look, QPainter(self)
        strip = self._strip()
        fill, outline = look.color("sunken"), look.color("border")
        radius = look.px(RADIUS_FIELD)
        draw_box(painter, strip, fill=fill, outline=outline, radius=radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_curve(painter, strip)
        self._paint_part(painter, strip)
        self._paint_labels(painter, strip)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold, or go there."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        self._held = self._part_at(x)
        if self._held is _Part.NOTHING:
            length = self._shown.end - self._shown.begin
            begin = self._time(x) - length / 2
            self._held = _Part.ALL
            self._choose(begin, begin + length)
        self._held_at = self._time(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held."""
        x = event.position().x()
        if self._held is _Part.NOTHING:
            self._show_cursor(self._part_at(x))
            return
        moved = self._time(x) - self._held_at
        self._held_at = self._time(x)
        begin, end = self._shown.begin, self._shown.end
        if self._held is not _Part.END:
            begin += moved
        if self._held is not _Part.BEGIN:
            end += moved
        if end > begin:
            self._choose(begin, end)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._held = _Part.NOTHING

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the part."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.stepped.emit(steps[key])
        else:
            super().keyPressEvent(event)

    def _choose(self, begin: float, end: float) -> None:
        self._shown = Span(begin, end, self._shown.now)
        self.update()
        self.span_chosen.emit((begin, end))

    def _strip(self) -> QRectF:
        return QRectF(0, 0, self.width(), self._look.px(_HEIGHT))

    def _x(self, at: float) -> float:
        strip = self._strip()
        length = self._context.end - self._context.begin
        return strip.left() + (at - self._context.begin) / length * strip.width()

    def _time(self, x: float) -> float:
        length = self._context.end - self._context.begin
        return self._context.begin + x / max(1, self.width()) * length

    def _box(self) -> QRectF:
        """The marked part, wide enough to be seen."""
        left, right = self._x(self._shown.begin), self._x(self._shown.end)
        least = self._look.px(_LEAST)
        if right - left < least:
            left = right - least
        strip = self._strip()
        left = min(max(left, strip.left()), strip.right() - least)
        right = max(min(right, strip.right()), left + least)
        return QRectF(left, strip.top(), right - left, strip.height())

    def _part_at(self, x: float) -> _Part:
        box, grip = self._box(), self._look.px(_GRIP)
        if abs(x - box.left()) <= grip and box.width() > 2 * grip:
            return _Part.BEGIN
        if abs(x - box.right()) <= grip and box.width() > 2 * grip:
            return _Part.END
        return _Part.ALL if box.left() <= x <= box.right() else _Part.NOTHING

    def _show_cursor(self, part: _Part) -> None:
        shapes = {
            _Part.BEGIN: Qt.CursorShape.SizeHorCursor,
            _Part.END: Qt.CursorShape.SizeHorCursor,
            _Part.ALL: Qt.CursorShape.OpenHandCursor,
        }
        self.setCursor(shapes.get(part, Qt.CursorShape.PointingHandCursor))

    def _paint_curve(self, painter: QPainter, strip: QRectF) -> None:
        look = self._look
        inside = (self._times >= self._context.begin) & (self._times <= self._context.end)
        times, values = reduced(self._times[inside], self._values[inside], int(strip.width()))
        top = float(np.nanmax(values)) if np.isfinite(values).any() else 0.0
        if top <= 0:
            return
        plot = strip.adjusted(1, look.px(4), -1, -1)
        fill, pen = look.tokens.faded("spark", 0.14), QPen(look.color("spark"), 1.2)
        for run in np.split(np.arange(len(values)), np.flatnonzero(np.isnan(values))):
            known = run[np.isfinite(values[run])]
            if len(known) < 2:
                continue
            points = [
                QPointF(self._x(float(times[at])), plot.bottom() - values[at] / top * plot.height())
                for at in known
            ]
            ground = [
                QPointF(points[-1].x(), plot.bottom()), QPointF(points[0].x(), plot.bottom())
            ]  # fmt: skip
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawPolygon(QPolygonF([*points, *ground]))
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(points))

    def _paint_part(self, painter: QPainter, strip: QRectF) -> None:
        look, box = self._look, self._box()
        tint = look.tokens.faded("accent", 0.12)
        keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        width = 3 if self.hasFocus() and keyboard else 2
        radius = look.px(RADIUS_FIELD)
        accent = look.color("accent")
        draw_box(painter, box, fill=tint, outline=accent, radius=radius, width=width)
        if box.width() <= 2 * look.px(_GRIP):
            return
        for x in (box.left() + 1, box.right() - 1):
            grip = QRectF(x - look.px(2), strip.center().y() - look.px(6), look.px(4), look.px(12))
            grip.moveLeft(min(max(grip.left(), 0), self.width() - grip.width()))
            draw_box(
                painter, grip, fill=look.color("base"), outline=accent, radius=look.px(2), width=2
            )

    def _paint_labels(self, painter: QPainter, strip: QRectF) -> None:
        look = self._look
        measure = look.measure("small")
        painter.setFont(look.font("small"))
        painter.setPen(look.color("muted"))
        base = strip.bottom() + look.px(2) + measure.ascent()
        now = self._now_text()
        room = self.width() - measure.horizontalAdvance(now) - look.px(12)
        painter.drawText(QPointF(self.width() - measure.horizontalAdvance(now), base), now)
        most = max(2, min(6, int(self.width() / look.px(110))))
        for tick in time_ticks(self._context.begin, self._context.end, most):
            width = measure.horizontalAdvance(tick.text)
            left = max(0.0, self._x(tick.at) - width / 2)
            if left + width <= room:
                painter.drawText(QPointF(left, base), tick.text)

    def _now_text(self) -> str:
        length = self._context.end - self._context.begin
        text = exact_text(self._context.end, max(length, 7 * 3600))
        is_now = abs(self._context.end - self._context.now) < max(2.0, length / 200)
        return self.tr("Now {0}").format(text) if is_now else text

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
