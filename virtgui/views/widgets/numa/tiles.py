"""The CPUs of a cell as tiles: a column is a core, its rows are its threads."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from virtgui.core.units import format_percent
from virtgui.models.numa.cells import Tile, tile_words
from virtgui.models.plain_text import plain_tip
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_BAR
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.text import paint_icon

LOAD: Final = "load"
PINNED: Final = "pinned"
_HEIGHT, _SMALL_HEIGHT = 36, 22
_WIDTH, _SMALL_WIDTH = 50, 30
_GAP_X, _GAP_Y, _LINE_GAP = 4, 2, 8
_SMALL_FROM: Final = 24
"""From so many cores on tiles show their number only."""
_PIN_FULL: Final = 4
"""So many pinned vCPUs have the strongest colour."""


class CpuTiles(QWidget):
    """One cell's CPUs; arrow keys go from tile to tile, Enter and the menu key open its menu.

    Signals:
        menu_requested: carries the CPU and a point of the screen.
        cpu_reached: the pointer or the keyboard is on a CPU; carries it, or None.
    """

    menu_requested = Signal(object)
    cpu_reached = Signal(object)

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lines: tuple[tuple[Tile, ...], ...] = ()
        self._boxes: dict[int, QRect] = {}
        self._tiles: dict[int, Tile] = {}
        self._shows = LOAD
        self._current: int | None = None
        self._target: int | None = None
        self._marked: frozenset[int] = frozenset()
        self._is_old = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._arrange)

    @property
    def boxes(self) -> dict[int, QRect]:
        """Where the tile of each CPU is."""
        return self._boxes

    @property
    def current(self) -> int | None:
        """The CPU that the keyboard is on."""
        return self._current

    def set_lines(self, lines: Sequence[tuple[Tile, ...]], *, is_old: bool = False) -> None:
        """Show cores with their threads."""
        before = [[tile.cpu for tile in core] for core in self._lines]
        self._lines, self._is_old = tuple(lines), is_old
        self._tiles = {tile.cpu: tile for core in self._lines for tile in core}
        if self._current not in self._tiles:
            self._current = next(iter(self._tiles), None)
        if [[tile.cpu for tile in core] for core in self._lines] != before:
            self._arrange()
        self.setAccessibleDescription(self._describe())
        self.update()

    def set_shows(self, what: str) -> None:
        """Colour by load, or by how many vCPUs are pinned."""
        self._shows = what
        self.update()

    def set_target(self, cpu: int | None) -> None:
        """Show where something would be dropped."""
        if cpu != self._target:
            self._target = cpu
            self.update()

    def mark(self, cpus: frozenset[int]) -> None:
        """Outline CPUs, such as those of a machine that was chosen."""
        if cpus != self._marked:
            self._marked = cpus
            self.update()

    def cpu_at(self, place: QPoint) -> int | None:
        """The CPU whose tile is under a point of the widget."""
        return next((cpu for cpu, box in self._boxes.items() if box.contains(place)), None)

    def text_of(self, cpu: int) -> str:
        """A tile in words."""
        return tile_words(self._tiles[cpu])

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its lines."""
        return self._height_for(max(width, 1))

    def sizeHint(self) -> QSize:
        """Some tiles beside each other."""
        width = self._look.px(320)
        return QSize(width, self._height_for(max(self.width(), width)))

    def minimumSizeHint(self) -> QSize:
        """Few tiles beside each other."""
        return QSize(self._look.px(160), self._look.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tiles into lines."""
        super().resizeEvent(event)
        self._arrange()

    def _is_small(self) -> bool:
        return len(self._lines) > _SMALL_FROM

    def _grid(self, width: int) -> tuple[int, int, int]:
        """Cores in a line, lines, and rows in a line."""
        px = self._look.px
        least = px(_SMALL_WIDTH if self._is_small() else _WIDTH) + px(_GAP_X)
        cores = max(1, len(self._lines))
        fit = max(1, (width + px(_GAP_X)) // least)
        lines = ceil(cores / fit)
        # Lines of equal length look calmer than a last short one.
        per_line = ceil(cores / lines)
        return per_line, lines, max((len(core) for core in self._lines), default=1)

    def _height_for(self, width: int) -> int:
        px = self._look.px
        _, lines, rows = self._grid(width)
        height = px(_SMALL_HEIGHT if self._is_small() else _HEIGHT)
        line = rows * height + (rows - 1) * px(_GAP_Y)
        return lines * line + (lines - 1) * px(_LINE_GAP if rows > 1 else _GAP_X)

    def _arrange(self) -> None:
        px, width = self._look.px, self.width()
        per_line, _, rows = self._grid(width)
        height = px(_SMALL_HEIGHT if self._is_small() else _HEIGHT)
        step = (width + px(_GAP_X)) / per_line
        wide = step - px(_GAP_X)
        if not self._is_small():
            wide = min(wide, px(_WIDTH) * 3)
            step = wide + px(_GAP_X)
        line_step = (
            rows * (height + px(_GAP_Y)) + px(_LINE_GAP if rows > 1 else _GAP_X) - px(_GAP_Y)
        )
        self._boxes = {}
        for place, core in enumerate(self._lines):
            line, column = divmod(place, per_line)
            left = round(column * step)
            right = round(column * step + wide)
            for row, tile in enumerate(core):
                top = line * line_step + row * (height + px(_GAP_Y))
                self._boxes[tile.cpu] = QRect(left, top, right - left, height)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles that are to be painted."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for cpu, box in self._boxes.items():
            if event.rect().intersects(box):
                self._paint_tile(painter, self._tiles[cpu], box)
        painter.end()

    def _colors(self, tile: Tile) -> tuple[QColor, QColor]:
        look = self._look
        if self._shows == PINNED:
            return look.tokens.heat(min(0.999, tile.pinned / _PIN_FULL))
        if tile.load is None or self._is_old:
            return look.color("window"), look.color("muted")
        return look.tokens.heat(tile.load)

    def _paint_tile(self, painter: QPainter, tile: Tile, box: QRect) -> None:
        look, px = self._look, self._look.px
        fill, ink = self._colors(tile)
        is_hot = tile.is_hot and not self._is_old and self._shows == LOAD
        outline, width = (look.color("warn"), 2) if is_hot else (None, 1)
        if tile.cpu == self._target or tile.cpu in self._marked:
            outline, width = look.color("accent"), 2
        elif outline is None and (tile.load is None or self._is_old) and self._shows == LOAD:
            outline = look.color("border")
        radius = px(RADIUS_BAR)
        draw_box(painter, box, fill=fill, outline=outline, radius=radius, width=width)
        if is_hot and outline != look.color("warn"):
            inner = QRectF(box).adjusted(2, 2, -2, -2)
            draw_box(painter, inner, outline=look.color("warn"), radius=radius, width=2)
        if tile.cpu == self._target:
            draw_box(painter, box, fill=look.tokens.faded("accent", 0.25), radius=radius)
        self._paint_words(painter, tile, box, ink)
        keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if self.hasFocus() and keyboard and tile.cpu == self._current:
            ring = QRectF(box).adjusted(2, 2, -2, -2)
            draw_box(painter, ring, outline=look.color("focus"), radius=radius, width=2)

    def _paint_words(self, painter: QPainter, tile: Tile, box: QRect, ink: QColor) -> None:
        look, px = self._look, self._look.px
        painter.setPen(ink)
        inside = QRectF(box).adjusted(px(5), px(2), -px(4), -px(2))
        number = str(tile.cpu)
        flag = Qt.AlignmentFlag
        if self._is_small():
            painter.setFont(look.font("small"))
            painter.drawText(QRectF(box), flag.AlignCenter, number)
            return
        painter.setFont(look.font("small"))
        painter.drawText(inside, flag.AlignLeft | flag.AlignTop, number)
        painter.setFont(look.font("body-medium"))
        painter.drawText(inside, flag.AlignRight | flag.AlignBottom, self._value(tile))
        if tile.pinned:
            edge = px(12)
            place = QRectF(inside.right() - edge, inside.top() + 1, edge, edge)
            paint_icon(painter, look, place, "pin", self._icon_role(tile), 12)

    def _icon_role(self, tile: Tile) -> str:
        if tile.wanted:
            return "text" if self._shows == LOAD and tile.load is None else self._heat_ink(tile)
        return self._heat_ink(tile)

    def _heat_ink(self, tile: Tile) -> str:
        share = min(0.999, tile.pinned / _PIN_FULL) if self._shows == PINNED else tile.load
        if share is None or (self._is_old and self._shows == LOAD):
            return "muted"
        return f"heat-ink-{min(7, max(1, int(share * 7) + 1))}"

    def _value(self, tile: Tile) -> str:
        if self._shows == PINNED:
            return str(tile.pinned) if tile.pinned else ""
        if tile.load is None or self._is_old:
            return "–"
        return format_percent(tile.load * 100)

    # Pointer and keyboard

    def event(self, event: QEvent) -> bool:
        """Tell of a tile in its tool-tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cpu = self.cpu_at(event.pos())
            if cpu is None:
                QToolTip.hideText()
            else:
                words = plain_tip(self.text_of(cpu))
                QToolTip.showText(event.globalPos(), words, self, self._boxes[cpu])
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which CPU the pointer is on."""
        self.cpu_reached.emit(self.cpu_at(event.position().toPoint()))

    def leaveEvent(self, _event: QEvent) -> None:
        """The pointer is on none."""
        self.cpu_reached.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a tile."""
        cpu = self.cpu_at(event.position().toPoint())
        if cpu is not None:
            self._current = cpu
            self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of a tile."""
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        cpu = self._current if is_key else self.cpu_at(event.pos())
        if cpu is not None and cpu in self._boxes:
            self._open_menu(cpu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from tile to tile; open a tile's menu."""
        key, steps = Qt.Key(event.key()), {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        if self._current is None:
            super().keyPressEvent(event)
        elif key in steps:
            self._go(*steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open_menu(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self._tell_current()

    def _go(self, right: int, down: int) -> None:
        """To the nearest tile in a direction."""
        here = self._boxes.get(self._current if self._current is not None else -1)
        if here is None:
            return
        best: tuple[int, int] | None = None
        for cpu, box in self._boxes.items():
            dx, dy = box.center().x() - here.center().x(), box.center().y() - here.center().y()
            ahead, aside = (dx * right, abs(dy)) if right else (dy * down, abs(dx))
            if ahead > 0 and (best is None or ahead + 3 * aside < best[0]):
                best = (ahead + 3 * aside, cpu)
        if best is not None:
            self._current = best[1]
            self._tell_current()
            self.update()

    def _tell_current(self) -> None:
        if self._current in self._tiles and self._current is not None:
            self.setAccessibleName(self.text_of(self._current).replace("\n", ", "))
            self.cpu_reached.emit(self._current)

    def _open_menu(self, cpu: int) -> None:
        self.menu_requested.emit((cpu, self.mapToGlobal(self._boxes[cpu].bottomLeft())))

    def _describe(self) -> str:
        return "; ".join(
            self.text_of(tile.cpu).replace("\n", ", ") for core in self._lines for tile in core
        )
