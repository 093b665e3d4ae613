"""The plot of a chart: pyqtgraph's curves inside our frame, with mouse and keyboard.

Only this module knows pyqtgraph. It is loaded with the first page that has charts.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pyqtgraph.graphicsItems.PlotCurveItem import PlotCurveItem
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsView,
    QSizePolicy,
    QStyleOptionGraphicsItem,
    QWidget,
)

from virtgui.models.charts.drawing import DrawnLine, reduced, value_at
from virtgui.models.charts.marks import ChartMark
from virtgui.views.look.look import Look
from virtgui.views.look.paint import hairline
from virtgui.views.widgets.chart.dashes import DASHES
from virtgui.views.widgets.chart.frame import (
    DIAMOND,
    LANE,
    FramePainter,
    Geometry,
    Scene,
    geometry_of,
    gutter_of,
    paint_pill,
)

Floats = npt.NDArray[np.float64]

LINE: Final = 1.8
OTHER_LINE: Final = 1.5
AREA: Final = 0.13
STACK_AREA: Final = 0.5
WHEEL_STEP: Final = 1.2
"""A notch of the wheel shows so much less or more."""
_DRAG_FROM: Final = 3
_DOT: Final = 8


class _Frame(QGraphicsItem):
    """One layer of the frame, below or above the curves."""

    def __init__(self, look: Look, *, is_above: bool) -> None:
        super().__init__()
        self._look, self._is_above = look, is_above
        self.scene_shown: Scene | None = None
        self.geometry = Geometry()
        self.area = QRectF()
        self.setZValue(20 if is_above else 0)
        # The cross-hair moves over it far more often than it changes.
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def boundingRect(self) -> QRectF:
        return self.area

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if self.scene_shown is None:
            return
        frame = FramePainter(self._look, painter, self.scene_shown, self.geometry)
        if self._is_above:
            frame.paint_above()
        else:
            frame.paint_below()


class _CrossHair(QGraphicsItem):
    """Line, dots and time at one moment; repaints its own strip only."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.geometry = Geometry()
        self.at: float | None = None
        self.dots: tuple[tuple[float, QColor], ...] = ()
        self.has_pill = False
        self.setZValue(30)

    def boundingRect(self) -> QRectF:
        if self.at is None:
            return QRectF()
        look, plot = self._look, self.geometry.plot
        reach = look.px(60) if self.has_pill else look.px(_DOT)
        x = self.geometry.x(self.at)
        return QRectF(x - reach, plot.top() - 1, 2 * reach, plot.height() + look.px(26))

    def point_to(
        self, at: float | None, dots: tuple[tuple[float, QColor], ...], geometry: Geometry
    ) -> None:
        """Stand somewhere else, or nowhere."""
        if (at, dots, geometry) == (self.at, self.dots, self.geometry):
            return
        self.prepareGeometryChange()
        self.at, self.dots, self.geometry = at, dots, geometry

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if self.at is None:
            return
        look, place = self._look, self.geometry
        x = round(place.x(self.at))
        line = hairline(painter)
        box = QRectF(x, place.plot.top(), line, place.plot.height())
        painter.fillRect(box, look.color("text"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = look.px(_DOT) / 2
        for value, color in self.dots:
            painter.setPen(QPen(look.color("base"), 2))
            painter.setBrush(color)
            painter.drawEllipse(QPointF(x + line / 2, place.y(value)), radius, radius)
        if self.has_pill:
            paint_pill(look, painter, place, self.at)


class _Clip(QGraphicsRectItem):
    """Keeps the curves inside the plot."""

    def __init__(self) -> None:
        super().__init__()
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape)
        self.setZValue(10)


class Curves:
    """The curve items of a plot, used again from one drawing to the next."""

    def __init__(self, clip: QGraphicsItem) -> None:
        self._clip = clip
        self._items: list[Any] = []

    def show(self, number: int, times: Floats, y: Floats, **options: Any) -> None:
        """Show one curve."""
        while number >= len(self._items):
            item = PlotCurveItem(connect="finite", skipFiniteCheck=False)
            item.setParentItem(self._clip)
            self._items.append(item)
        item = self._items[number]
        item.setZValue(number)
        pen = options["pen"]
        # A thick line is stroked ten times as fast piece by piece; dashes need it in one.
        is_plain = pen is None or pen.style() == Qt.PenStyle.SolidLine
        item.setSegmentedLineMode("on" if is_plain else "off")
        item.setData(times, y, connect="finite", **options)
        item.setVisible(True)

    def hide_from(self, count: int) -> None:
        """Show no more than so many."""
        for item in self._items[count:]:
            item.setVisible(False)

    def place(self, transform: QTransform) -> None:
        """Where seconds and figures are in pixels."""
        for item in self._items:
            item.setTransform(transform)


class ChartPlot(QGraphicsView):
    """Curves over a time, with everything around them.

    Signals:
        pointed: the pointer or the keyboard is at a time; carries it, or None when it left.
        panned: the time is to go on by so many seconds.
        zoomed: a tuple of a factor and the time that stays where it is, or None for the end.
        stepped: -1 or 1, the time before or after.
        reset_wanted: back to now and to the usual length.
        ends_wanted: -1 for the oldest, 1 for now.
        mark_chosen: an event was clicked; carries a tuple of marks.
    """

    pointed = Signal(object)
    panned = Signal(object)
    zoomed = Signal(object)
    stepped = Signal(object)
    reset_wanted = Signal()
    ends_wanted = Signal(object)
    mark_chosen = Signal(object)
    # What pyqtgraph's items listen to in the view that they are shown in.
    sigDeviceRangeChanged = Signal(object, object)  # noqa: N815
    sigDeviceTransformChanged = Signal(object)  # noqa: N815

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown: Scene | None = None
        self._geometry = Geometry()
        self._gutter = 0
        self._cursor: float | None = None
        self._pressed_at: QPointF | None = None
        self._dragged_to = 0.0
        self._is_dragging = False
        self.paints = 0
        """How often it was painted."""
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._below, self._above = _Frame(look, is_above=False), _Frame(look, is_above=True)
        self._cross, self._clip = _CrossHair(look), _Clip()
        for item in (self._below, self._clip, self._above, self._cross):
            scene.addItem(item)
        self._curves = Curves(self._clip)
        self.setScene(scene)
        self._configure()
        look.changed.connect(self._restyle)
        self._restyle()

    def _configure(self) -> None:
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(never)
        self.setVerticalScrollBarPolicy(never)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    # What is shown

    @property
    def place(self) -> Geometry:
        """Where times and figures are."""
        return self._geometry

    @property
    def cursor_at(self) -> float | None:
        """The time of the cross-hair."""
        return self._cursor

    def show_scene(self, scene: Scene, gutter: int = 0) -> None:
        """Show other figures or another time.

        Args:
            scene: what to show.
            gutter: room for the labels at the left, at least; the same for charts one below the
                other, so that their times agree.
        """
        self._shown = scene
        self._gutter = gutter
        self._lay_out()

    def least_gutter(self, scene: Scene) -> int:
        """The room at the left that the labels of a scene need."""
        return gutter_of(self._look, scene.drawing.axis)

    def point_to(self, at: float | None) -> None:
        """Put the cross-hair to a time, or take it away."""
        self._cursor = at
        self._show_cursor()

    def sizeHint(self) -> QSize:
        """As in a grid of two columns."""
        return QSize(self._look.px(520), self._look.px(210))

    def minimumSizeHint(self) -> QSize:
        """What a chart can be read in."""
        return QSize(self._look.px(240), self._look.px(150))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the curves into the new size."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: Any) -> None:
        """Count, and paint."""
        self.paints += 1
        super().paintEvent(event)
        if self.hasFocus() and self.window().testAttribute(
            Qt.WidgetAttribute.WA_KeyboardFocusChange
        ):
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._look.color("focus"), 2))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
            painter.end()

    def _lay_out(self) -> None:
        if self._shown is None or self.width() < 2:
            return
        area = QRectF(self.viewport().rect())
        self.setSceneRect(area)
        gutter = max(self._gutter, gutter_of(self._look, self._shown.drawing.axis))
        self._geometry = geometry_of(self._look, area, self._shown, gutter)
        for frame in (self._below, self._above):
            frame.prepareGeometryChange()
            frame.scene_shown, frame.geometry, frame.area = self._shown, self._geometry, area
            frame.update()
        self._clip.setRect(self._geometry.plot.adjusted(0, -1, 0, 1))
        self._show_curves()
        self._show_cursor()

    def _show_curves(self) -> None:
        shown, at = self._shown, self._geometry
        if shown is None or at.plot.width() < 1:
            return
        count = 0
        drawing = shown.drawing
        # The lowest layer of a stack covers the feet of those above it.
        lines = drawing.lines[::-1]
        for line in lines:
            color = self._color(line)
            for times, y, options in self._strokes(line, color, is_only=_has_area(lines, line)):
                self._curves.show(count, times - at.begin, y, **options)
                count += 1
        self._curves.hide_from(count)
        self._curves.place(self._transform())

    def _transform(self) -> QTransform:
        at = self._geometry
        across = at.plot.width() / (at.end - at.begin)
        up = at.plot.height() / (at.top - at.bottom)
        return QTransform(across, 0, 0, -up, at.plot.left(), at.plot.bottom() + at.bottom * up)

    def _strokes(
        self, line: DrawnLine, color: QColor, *, is_only: bool
    ) -> list[tuple[Floats, Floats, dict[str, Any]]]:
        """The areas and lines of one series, from below to above."""
        columns = int(self._geometry.plot.width() * self.devicePixelRatioF())
        times, y = reduced(line.times, line.y, columns)
        found: list[tuple[Floats, Floats, dict[str, Any]]] = []
        if line.base is not None:
            fill = self._mixed(color, STACK_AREA)
            found.append((times, y, _filled(fill)))
        elif is_only:
            found.append((times, y, _filled(_faded(color, AREA))))
        if line.high is not None and line.base is None:
            found += self._band(line, color, columns)
        pen = QPen(color, LINE if line.item == 0 else OTHER_LINE)
        pen.setCosmetic(True)
        # Round ends would lie upon each other: a level line would have dots.
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if self._shown is not None and self._shown.drawing.items[line.item].is_dashed:
            pen.setDashPattern(list(DASHES))
        found.append((*_with_dots(times, y), _stroked(pen)))
        return found

    def _band(
        self, line: DrawnLine, color: QColor, columns: int
    ) -> list[tuple[Floats, Floats, dict[str, Any]]]:
        """The most of each step as a thin line: a mean hides the peaks."""
        if line.high is None:
            return []
        pen = QPen(_faded(color, 0.45), 1.0)
        pen.setCosmetic(True)
        return [(*reduced(line.times, line.high, columns), _stroked(pen))]

    def _color(self, line: DrawnLine) -> QColor:
        number = self._shown.drawing.items[line.item].color if self._shown else 0
        return self._look.tokens.series(number)

    def _mixed(self, color: QColor, share: float) -> QColor:
        base, rest = self._look.color("base"), 1 - share
        return QColor(
            round(color.red() * share + base.red() * rest),
            round(color.green() * share + base.green() * rest),
            round(color.blue() * share + base.blue() * rest),
        )

    def _show_cursor(self) -> None:
        at = self._cursor
        shown = self._shown
        if at is None or shown is None or not shown.span.begin <= at <= shown.span.end:
            self._cross.point_to(None, (), self._geometry)
            return
        dots = []
        for line in shown.drawing.lines:
            found = value_at(line, at)
            if found is not None:
                dots.append((found[2], self._color(line)))
        self._cross.has_pill = shown.is_first
        self._cross.point_to(at, tuple(dots), self._geometry)

    def _restyle(self) -> None:
        self.setBackgroundBrush(self._look.color("base"))
        self.updateGeometry()
        self._lay_out()
        self.viewport().update()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()
            self._dragged_to = event.position().x()
            self._is_dragging = False
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the time, or point to one."""
        place = event.position()
        if self._pressed_at is None:
            self._point(place)
            return
        if not self._is_dragging:
            far = abs(place.x() - self._pressed_at.x()) >= self._look.px(_DRAG_FROM)
            self._is_dragging = far
            if far:
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._is_dragging:
            at = self._geometry
            seconds = (self._dragged_to - place.x()) / at.plot.width() * (at.end - at.begin)
            self._dragged_to = place.x()
            self.panned.emit(seconds)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End dragging; a click on an event opens it."""
        was_dragging, self._is_dragging = self._is_dragging, False
        pressed, self._pressed_at = self._pressed_at, None
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        if pressed is not None and not was_dragging:
            marks = self.marks_at(event.position())
            if marks:
                self.mark_chosen.emit(marks)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to now."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; sideways it pans."""
        turned = event.angleDelta()
        at = self._geometry
        is_sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if (turned.x() and not turned.y()) or is_sideways:
            notches = (turned.x() or turned.y()) / 120
            self.panned.emit(-notches * 0.1 * (at.end - at.begin))
        elif turned.y():
            moment = at.time(event.position().x()) if at.plot.width() else None
            self.zoomed.emit((WHEEL_STEP ** (-turned.y() / 120), moment))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The cross-hair goes with the pointer."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nor does it stay behind the keyboard."""
        super().focusOutEvent(event)
        self.pointed.emit(None)

    def marks_at(self, place: QPointF) -> tuple[ChartMark, ...]:
        """The events whose diamonds are at a place."""
        at, look = self._geometry, self._look
        if (
            self._shown is None
            or not at.plot.top() - look.px(LANE) - 2 <= place.y() <= at.plot.top()
        ):
            return ()
        reach = look.px(DIAMOND) / 2 + 2
        return tuple(m for m in self._shown.marks if abs(at.x(m.at) - place.x()) <= reach)

    def _point(self, place: QPointF) -> None:
        at = self._geometry
        is_inside = at.plot.left() <= place.x() <= at.plot.right()
        self.pointed.emit(self._snapped(at.time(place.x())) if is_inside else None)
        marks = self.marks_at(place)
        self.viewport().setToolTip("\n".join(mark.text for mark in marks))

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cross-hair, zoom, go to the ends."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        ends = {Qt.Key.Key_Home: -1, Qt.Key.Key_End: 1}
        if key in steps:
            self._move_cursor(steps[key], event.modifiers())
        elif key in pages:
            self.stepped.emit(pages[key])
        elif key in ends:
            self.ends_wanted.emit(ends[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoomed.emit((1 / 1.5, self._cursor))
        elif key == Qt.Key.Key_Minus:
            self.zoomed.emit((1.5, self._cursor))
        elif key == Qt.Key.Key_Escape and self._cursor is not None:
            self.pointed.emit(None)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _move_cursor(self, step: int, modifiers: Qt.KeyboardModifier) -> None:
        times = self._moments()
        if not len(times):
            return
        by = step * (10 if modifiers & Qt.KeyboardModifier.ControlModifier else 1)
        if self._cursor is None:
            place = len(times) - 1 if step < 0 else 0
        else:
            place = int(np.searchsorted(times, self._cursor + 1e-6)) - 1 + by
        self.pointed.emit(float(times[min(max(place, 0), len(times) - 1)]))

    def _moments(self) -> Floats:
        """The times at which something was read, inside of what is shown."""
        if self._shown is None or not self._shown.drawing.lines:
            return np.empty(0)
        span = self._shown.span
        every = self._shown.drawing.lines
        times = np.unique(np.concatenate([line.times for line in every]))
        return np.asarray(times[(times >= span.begin) & (times <= span.end)])

    def _snapped(self, at: float) -> float:
        """The nearest moment at which something was read; where there is none, the moment."""
        times = self._moments()
        if not len(times):
            return at
        after = min(int(np.searchsorted(times, at)), len(times) - 1)
        before = max(0, after - 1)
        nearest = times[after] if times[after] - at <= at - times[before] else times[before]
        step = (self._geometry.end - self._geometry.begin) / max(1.0, self._geometry.plot.width())
        return float(nearest) if abs(nearest - at) <= max(20 * step, 1.0) else at


def _has_area(lines: Sequence[DrawnLine], line: DrawnLine) -> bool:
    """An area below one series, or below the two directions of one."""
    above = sum(not one.is_below for one in lines)
    below = len(lines) - above
    return (line.base is None and line.item <= 1 and above <= 1 and below <= 1) or (
        line.item == 0 and above <= 2 and not below
    )  # fmt: skip


def _filled(color: QColor) -> dict[str, Any]:
    return {"pen": None, "fillLevel": 0.0, "brush": color, "antialias": False}


def _stroked(pen: QPen) -> dict[str, Any]:
    return {"pen": pen, "fillLevel": None, "brush": None, "antialias": True}


def _faded(color: QColor, alpha: float) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(alpha)
    return faded


def _with_dots(times: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A single figure between gaps drawn as a very short line: else nobody would see it."""
    known = np.isfinite(y)
    if known.all() and len(y) > 1:
        return times, y
    padded = np.concatenate(((False,), known, (False,)))
    alone = known & ~padded[:-2] & ~padded[2:]
    places = np.flatnonzero(alone)
    if not len(places):
        return times, y
    width = max(1e-3, float(times[-1] - times[0]) * 1e-4) if len(times) > 1 else 1.0
    return (
        np.insert(times, places + 1, times[places] + width),
        np.insert(y, places + 1, y[places]),
    )
