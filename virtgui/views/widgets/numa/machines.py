"""The machines of a cell: a row each, and under an open one its threads as chips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QStyle, QToolTip, QWidget

from virtgui.core.refs import ObjectRef
from virtgui.core.values.domain import DomainState
from virtgui.models.numa.cells import MachineRow, Thread
from virtgui.models.plain_text import plain_tip
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_BAR
from virtgui.views.look.paint import draw_box, draw_rule
from virtgui.views.widgets.numa.drag import Load
from virtgui.views.widgets.text import paint_icon

_HEAD, _ROW, _CHIP, _CHIP_GAP = 26, 29, 22, 6
_SIDE: Final = 4
_LEAST_NAME: Final = 150
"""Room for a name, below which bars give way."""
_MOST: Final = 8
"""Rows that are shown before somebody asks for all."""
_STATES: Final[Mapping[DomainState | None, tuple[str, str]]] = MappingProxyType(
    {
        DomainState.RUNNING: ("st-running", "running"),
        DomainState.BLOCKED: ("st-running", "running"),
        DomainState.SHUTDOWN: ("st-running", "running"),
        DomainState.PAUSED: ("st-paused", "paused"),
        DomainState.PMSUSPENDED: ("st-suspended", "suspended"),
        DomainState.CRASHED: ("st-crashed", "crashed"),
    }
)
_UNKNOWN: Final = ("st-unknown", "unknown")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Something that can be pointed at, taken and chosen."""

    box: QRect
    row: MachineRow | None
    thread: Thread | None = None

    @property
    def key(self) -> object:
        if self.thread is not None:
            return self.thread.item
        return self.row.ref if self.row is not None else None


class MachineList(QWidget):
    """Rows that can be dragged; a click or Enter opens a row and shows its threads.

    Signals:
        menu_requested: carries a `Load` and a point of the screen.
        chosen: a row or chip is current; carries its `Load`.
        opened: a row was opened, and its threads are to be told.
        drag_begun: carries a `Load`.
        drag_moved: carries a point of the screen.
        drag_ended: carries a point of the screen.
    """

    menu_requested = Signal(object)
    chosen = Signal(object)
    opened = Signal()
    drag_begun = Signal(object)
    drag_moved = Signal(object)
    drag_ended = Signal(object)

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: tuple[MachineRow, ...] = ()
        self._spots: list[_Spot] = []
        self._open: set[ObjectRef] = set()
        self._shows_all = False
        self._current: object = None
        self._pressed: tuple[QPoint, _Spot] | None = None
        self._is_dragging = False
        self._height = 0
        self._places = (0, 0, 0, 0)
        self._is_old = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Virtual machines of the node"))
        look.changed.connect(self._arrange)

    @property
    def open_refs(self) -> frozenset[ObjectRef]:
        """The machines whose threads are shown."""
        return frozenset(self._open)

    @property
    def rows(self) -> tuple[MachineRow, ...]:
        """What is listed."""
        return self._rows

    def set_rows(self, rows: Sequence[MachineRow], *, is_old: bool = False) -> None:
        """List these machines; what is open stays open."""
        if tuple(rows) == self._rows and is_old == self._is_old:
            return
        self._rows, self._is_old = tuple(rows), is_old
        self.setAccessibleDescription("; ".join(_row_words(row) for row in self._rows))
        self._arrange()

    def open_row(self, ref: ObjectRef) -> None:
        """Show a machine's threads and make it current."""
        if any(row.ref == ref for row in self._rows[_MOST:]):
            self._shows_all = True
        self._open.add(ref)
        self._current = ref
        self._arrange()
        self.opened.emit()

    def box_of(self, key: object) -> QRect | None:
        """Where a machine (by reference) or a thread (by item) is."""
        return next((spot.box for spot in self._spots if spot.key == key), None)

    def hasHeightForWidth(self) -> bool:
        """Chips take more lines where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its rows."""
        return self._place(width)[1]

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        width = self._look.px(300)
        return QSize(width, self._place(max(width, self.width()))[1])

    def minimumSizeHint(self) -> QSize:
        """Narrow, and a row."""
        return QSize(self._look.px(160), self._look.px(_HEAD + _ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the chips into lines."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._spots, height = self._place(self.width())
        if height != self._height:
            self._height = height
            self.updateGeometry()
        self.update()

    def _place(self, width: int) -> tuple[list[_Spot], int]:
        """Everything in its place, and how high all of it is."""
        px, top = self._look.px, self._look.px(_HEAD)
        spots: list[_Spot] = []
        shown = self._rows if self._shows_all else self._rows[:_MOST]
        for row in shown:
            spots.append(_Spot(QRect(0, top, width, px(_ROW)), row))
            top += px(_ROW)
            if row.ref in self._open:
                top = self._place_chips(spots, row, top, width)
        if len(shown) < len(self._rows):
            spots.append(_Spot(QRect(0, top, width, px(_ROW)), None))
            top += px(_ROW)
        return spots, top if self._rows else top + px(_ROW)

    def _place_chips(self, spots: list[_Spot], row: MachineRow, top: int, most: int) -> int:
        px, measure = self._look.px, self._look.measure("small-medium")
        start = left = px(_SIDE + 20)
        for thread in row.threads:
            width = measure.horizontalAdvance(thread.text) + px(16)
            if left > start and left + width > most - px(_SIDE):
                left, top = start, top + px(_CHIP + _CHIP_GAP)
            box = QRect(left, top + px(2), width, px(_CHIP))
            spots.append(_Spot(self._visual(box), row, thread))
            left += width + px(_CHIP_GAP)
        return top + px(_CHIP + _CHIP_GAP + 4)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the heading and what is to be painted of the rest."""
        painter = QPainter(self)
        self._places = self._columns()
        self._paint_head(painter)
        for spot in self._spots:
            if event.rect().intersects(spot.box):
                if spot.thread is not None:
                    self._paint_chip(painter, spot.box, spot.thread)
                elif spot.row is not None:
                    self._paint_row(painter, spot.box, spot.row)
                else:
                    self._paint_more(painter, spot.box)
        if not self._rows:
            self._paint_none(painter)
        painter.end()

    def _columns(self) -> tuple[int, int, int, int]:
        """Where vCPUs, memory and placement begin, and how wide the memory's bar is."""
        px, width, look = self._look.px, self.width(), self._look
        place = max(
            px(84),
            *(look.measure("body").horizontalAdvance(row.placement) + px(24) for row in self._rows),
            look.measure("small-medium").horizontalAdvance(self.tr("Placement")) + px(12),
        ) if self._rows else px(84)  # fmt: skip
        bar = px(68)
        words = [look.measure("body").horizontalAdvance(row.memory_words) for row in self._rows]
        heading = look.measure("small-medium").horizontalAdvance(self.tr("Memory here"))
        memory = max([heading, *(bar + each for each in words)]) + px(14)
        vcpus = max(
            [
                look.measure("small-medium").horizontalAdvance(self.tr("vCPUs here")),
                *(look.measure("body").horizontalAdvance(row.vcpu_words) for row in self._rows),
            ]
        ) + px(14)
        if width - place - memory - vcpus < px(_LEAST_NAME):
            memory, bar = memory - bar, 0
        third = width - place
        second = third - memory
        return second - vcpus, second, third, bar

    def _visual(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    def _text(self, painter: QPainter, box: QRect, text: str) -> None:
        start = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        flags = start | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        room = max(0, box.width())
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(self._visual(box), flags, shown)

    def _paint_head(self, painter: QPainter) -> None:
        look, px = self._look, self._look.px
        head = QRect(0, 0, self.width(), px(_HEAD))
        painter.setFont(look.font("small-medium"))
        painter.setPen(look.color("muted"))
        vcpus, memory, place, _ = self._places
        for left, right, text in (
            (px(_SIDE), vcpus, self.tr("Virtual machine")),
            (vcpus, memory, self.tr("vCPUs here")),
            (memory, place, self.tr("Memory here")),
            (place, self.width(), self.tr("Placement")),
        ):
            self._text(painter, QRect(left, 0, right - left - px(6), head.height()), text)
        draw_rule(painter, head, Qt.Edge.TopEdge, look.hairline_color())
        draw_rule(painter, head, Qt.Edge.BottomEdge, look.hairline_color())

    def _paint_row(self, painter: QPainter, box: QRect, row: MachineRow) -> None:
        look, px = self._look, self._look.px
        is_current = self._current == row.ref
        if is_current:
            role = "selection" if self.hasFocus() else "selection-off"
            painter.fillRect(box, look.color(role))
        vcpus, memory, place, bar = self._places
        ink = "muted" if self._is_old else "text"
        self._paint_name(painter, box, row, vcpus, ink)
        painter.setFont(look.font("body"))
        self._ink(painter, "muted" if not row.here else ink)
        self._text(painter, _part(box, vcpus, memory - px(6)), row.vcpu_words)
        if bar and row.memory_here is not None:
            self._paint_bar(painter, QRect(memory, box.top(), px(58), box.height()), row)
        self._ink(painter, "muted" if not row.memory_here else ink)
        left = memory + (bar if row.memory_here is not None else 0)
        self._text(painter, _part(box, left, place - px(6)), row.memory_words)
        self._paint_placement(painter, _part(box, place, self.width()), row)
        draw_rule(painter, box, Qt.Edge.BottomEdge, look.hairline_color())
        keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if is_current and self.hasFocus() and keyboard:
            draw_box(painter, box, outline=look.color("focus"), radius=px(RADIUS_BAR), width=2)

    def _ink(self, painter: QPainter, role: str) -> None:
        painter.setPen(self._look.color(role))

    def _paint_name(
        self, painter: QPainter, box: QRect, row: MachineRow, end: int, ink: str
    ) -> None:
        look, px = self._look, self._look.px
        middle = box.center().y() + 0.5
        chevron = self._visual(QRect(px(_SIDE) - 2, round(middle - px(6)), px(12), px(12)))
        name = "chevron-down" if row.ref in self._open else "chevron-right"
        paint_icon(painter, look, chevron.toRectF(), name, "muted", 12)
        icon, role = _STATES.get(row.state, _UNKNOWN)
        place = QRect(px(_SIDE + 14), round(middle - px(7)), px(14), px(14))
        old = "muted" if self._is_old else role
        paint_icon(painter, look, self._visual(place).toRectF(), icon, old, 14)
        left = px(_SIDE + 34)
        room = end - left - px(6) - (px(18) if row.has_advice else 0)
        painter.setFont(look.font("body-medium" if row.is_proposed else "body"))
        self._ink(painter, "accent" if row.is_proposed else ink)
        shown = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideMiddle, room)
        self._text(painter, QRect(left, box.top(), room, box.height()), shown)
        if row.has_advice:
            after = left + painter.fontMetrics().horizontalAdvance(shown) + px(6)
            mark = QRect(after, round(middle - px(7)), px(14), px(14))
            paint_icon(painter, look, self._visual(mark).toRectF(), "warn", "warn", 14)

    def _paint_bar(self, painter: QPainter, box: QRect, row: MachineRow) -> None:
        look, px = self._look, self._look.px
        bar = QRectF(self._visual(QRect(box.left(), 0, box.width(), 0)))
        bar.setTop(box.center().y() - px(3) + 1)
        bar.setHeight(px(6))
        draw_box(painter, bar, fill=look.color("border"), radius=px(RADIUS_BAR))
        share = (row.memory_here or 0) / max(1, row.memory)
        full = QRectF(bar)
        full.setWidth(bar.width() * share)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            full.moveRight(bar.right())
        if share:
            fill = look.color("disabled") if self._is_old else look.tokens.series(0)
            draw_box(painter, full, fill=fill, radius=px(RADIUS_BAR))

    def _paint_placement(self, painter: QPainter, box: QRect, row: MachineRow) -> None:
        look, px = self._look, self._look.px
        if row.icon:
            place = QRect(box.left(), box.center().y() - px(7) + 1, px(14), px(14))
            paint_icon(painter, look, self._visual(place).toRectF(), row.icon, "muted", 14)
        painter.setFont(look.font("body"))
        is_free = row.icon in ("", "question")
        self._ink(painter, "muted" if is_free or self._is_old else "text")
        self._text(painter, box.adjusted(px(20), 0, 0, 0), row.placement)

    def _paint_chip(self, painter: QPainter, box: QRect, thread: Thread) -> None:
        look, px = self._look, self._look.px
        is_current = self._current == thread.item
        fill = look.color("selection" if is_current or thread.is_proposed else "raised")
        outline = look.color("accent" if thread.is_proposed else "control")
        radius = px(4)
        draw_box(painter, box, fill=fill, outline=outline, radius=radius)
        painter.setFont(look.font("small-medium"))
        painter.setPen(look.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, thread.text)
        keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if is_current and self.hasFocus() and keyboard:
            draw_box(painter, box, outline=look.color("focus"), radius=radius, width=2)

    def _paint_more(self, painter: QPainter, box: QRect) -> None:
        look = self._look
        painter.setFont(look.font("body"))
        painter.setPen(look.color("link"))
        count = len(self._rows) - _MOST
        words = self.tr("Show %n more", "", count)
        self._text(painter, box.adjusted(look.px(_SIDE + 34), 0, 0, 0), words)

    def _paint_none(self, painter: QPainter) -> None:
        look, px = self._look, self._look.px
        painter.setFont(look.font("body"))
        painter.setPen(look.color("muted"))
        box = QRect(px(_SIDE), px(_HEAD), self.width() - px(_SIDE), px(_ROW))
        self._text(painter, box, self.tr("No machine is known to run here."))

    # Pointer and keyboard

    def _spot_at(self, place: QPoint) -> _Spot | None:
        found = [spot for spot in self._spots if spot.box.contains(place)]
        return found[-1] if found else None

    def event(self, event: QEvent) -> bool:
        """Tell of what the pointer is on in its tool-tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self._spot_at(event.pos())
            words = _spot_words(spot) if spot else ""
            if spot is None or not words:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), plain_tip(words), self, spot.box)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row or chip; it may become a drag."""
        spot = self._spot_at(event.position().toPoint())
        if spot is None:
            return
        self._choose(spot)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (event.position().toPoint(), spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what was pressed."""
        place, far = event.position().toPoint(), QApplication.startDragDistance()
        if self._pressed is not None and not self._is_dragging:
            start, spot = self._pressed
            if (place - start).manhattanLength() >= far and spot.row is not None:
                self._is_dragging = True
                self.drag_begun.emit(_load_of(spot))
        if self._is_dragging:
            self.drag_moved.emit(event.globalPosition().toPoint())
            return
        spot_here = self._spot_at(place)
        can = spot_here is not None
        self.setCursor(Qt.CursorShape.OpenHandCursor if can else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop it; a click opens a row or closes it."""
        pressed, self._pressed = self._pressed, None
        if self._is_dragging:
            self._is_dragging = False
            self.drag_ended.emit(event.globalPosition().toPoint())
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._use(pressed[1])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of a row or chip."""
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        spot = self._current_spot() if is_key else self._spot_at(event.pos())
        if spot is not None and spot.row is not None:
            self._open_menu(spot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through rows and chips; open a row; open a chip's menu."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
        spot = self._current_spot()
        if key in steps and self._spots:
            here = self._spots.index(spot) if spot is not None else -1
            place = min(max(0, here + steps[key]), len(self._spots) - 1)
            self._choose(self._spots[place])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and spot is not None:
            if spot.thread is not None:
                self._open_menu(spot)
            else:
                self._use(spot)
        else:
            super().keyPressEvent(event)

    def _current_spot(self) -> _Spot | None:
        return next((spot for spot in self._spots if spot.key == self._current), None)

    def _choose(self, spot: _Spot) -> None:
        self._current = spot.key
        self.update()
        if spot.row is not None:
            words = _spot_words(spot).replace("\n", ", ")
            self.setAccessibleName(words)
            self.chosen.emit(_load_of(spot))

    def _use(self, spot: _Spot) -> None:
        if spot.row is None:
            self._shows_all = True
        elif spot.thread is None:
            self._open ^= {spot.row.ref}
        self._arrange()
        self.opened.emit()

    def _open_menu(self, spot: _Spot) -> None:
        place = self.mapToGlobal(spot.box.bottomLeft() + QPoint(self._look.px(24), 0))
        self.menu_requested.emit((_load_of(spot), place))


def _part(box: QRect, left: int, right: int) -> QRect:
    return QRect(left, box.top(), right - left, box.height())


def _load_of(spot: _Spot) -> Load:
    if spot.row is None:
        raise ValueError("nothing to take")
    if spot.thread is None:
        return Load(spot.row.ref, spot.row.name)
    return Load(spot.row.ref, f"{spot.row.name} · {spot.thread.text}", spot.thread.item)


def _row_words(row: MachineRow) -> str:
    return f"{row.name}, vCPUs {row.vcpu_words}, {row.memory_words}, {row.placement}"


def _spot_words(spot: _Spot) -> str:
    if spot.thread is not None:
        return spot.thread.tip
    if spot.row is None:
        return ""
    return f"{spot.row.name}\n{spot.row.placement}\n{spot.row.memory_rule}"
