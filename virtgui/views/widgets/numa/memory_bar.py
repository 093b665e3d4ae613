"""The memory of a cell as one bar with its legend, and its huge pages."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from virtgui.core.units import format_bytes
from virtgui.models.numa.cells import Memory
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_BAR
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.flow_layout import FlowLayout
from virtgui.views.widgets.text import TextLabel

_BAR: Final = 14
_SWATCH: Final = 10
MACHINES, HUGE, OTHER = "machines", "huge", "other"


def _fill(look: Look, kind: str) -> QBrush:
    if kind == MACHINES:
        return QBrush(look.tokens.series(0))
    if kind == HUGE:
        return QBrush(look.tokens.series(0), Qt.BrushStyle.BDiagPattern)
    return QBrush(look.tokens.color("series-other"))


class _Bar(QWidget):
    """Parts of a whole, beside each other."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._parts: tuple[tuple[str, float], ...] = ()
        self._is_old = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, parts: tuple[tuple[str, float], ...], *, is_old: bool) -> None:
        """Show these shares of the whole."""
        if (parts, is_old) != (self._parts, self._is_old):
            self._parts, self._is_old = parts, is_old
            self.update()

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(self._look.px(160), self._look.px(_BAR))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the parts from the left, then the outline over them."""
        look, painter = self._look, QPainter(self)
        radius = look.px(RADIUS_BAR)
        draw_box(painter, self.rect(), fill=look.color("sunken"), radius=radius)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(shape)
        left = 0.0
        for kind, share in self._parts:
            box = QRectF(left, 0, self.width() * share, self.height())
            brush = QBrush(look.color("disabled")) if self._is_old else _fill(look, kind)
            painter.fillRect(self._mirrored(box), brush)
            left += box.width()
        painter.setClipping(False)
        draw_box(painter, self.rect(), outline=look.color("control"), radius=radius)
        painter.end()

    def _mirrored(self, box: QRectF) -> QRectF:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            box.moveLeft(self.width() - box.right())
        return box


class _Key(QWidget):
    """A swatch, a name and a value."""

    def __init__(self, look: Look, kind: str, name: str, value: str) -> None:
        super().__init__()
        self._look, self._kind, self._name, self._value = look, kind, name, value
        self.setAccessibleName(f"{name} {value}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        look = self._look
        names = look.measure("body").horizontalAdvance(self._name)
        values = look.measure("body-medium").horizontalAdvance(self._value)
        return QSize(look.px(_SWATCH + 6 + 5 + 8) + names + values, look.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint them; the other way round where reading goes so."""
        look, painter, px = self._look, QPainter(self), self._look.px
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        swatch = QRectF(0, (self.height() - px(_SWATCH)) / 2, px(_SWATCH), px(_SWATCH))
        if mirrored:
            swatch.moveRight(self.width())
        painter.fillRect(swatch, _fill(look, self._kind))
        outline = (
            look.tokens.series(0) if self._kind == HUGE else QColor(Qt.GlobalColor.transparent)
        )
        draw_box(painter, swatch, outline=outline)
        inside = self.rect().adjusted(px(_SWATCH + 6), 0, -px(2), 0)
        if mirrored:
            inside = self.rect().adjusted(px(2), 0, -px(_SWATCH + 6), 0)
        flag = Qt.AlignmentFlag
        start = flag.AlignRight if mirrored else flag.AlignLeft
        end = flag.AlignLeft if mirrored else flag.AlignRight
        middle = flag.AlignVCenter | flag.AlignAbsolute
        painter.setFont(look.font("body"))
        painter.setPen(look.color("muted"))
        painter.drawText(inside, start | middle, self._name)
        painter.setFont(look.font("body-medium"))
        painter.setPen(look.color("text"))
        painter.drawText(inside, end | middle, self._value)
        painter.end()


class MemoryBar(QWidget):
    """The bar of a cell's memory, what its parts are, and its huge pages."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._memory: Memory | None = None
        self._is_old = False
        self._bar = _Bar(look)
        self._legend = QWidget()
        self._keys = FlowLayout(self._legend, gap=look.px(12))
        self._pages = TextLabel(look, font="small", ink="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        column.addWidget(self._bar)
        column.addWidget(self._legend)
        column.addWidget(self._pages)
        look.changed.connect(self.update)

    @property
    def words(self) -> str:
        """What the bar says, for screen readers."""
        return self.accessibleDescription()

    def show_memory(self, memory: Memory, *, is_old: bool = False) -> None:
        """Show how the memory of a cell is used."""
        if (memory, is_old) == (self._memory, self._is_old):
            return
        self._memory, self._is_old = memory, is_old
        parts = self._parts(memory)
        total = max(1, memory.total)
        shares = tuple((kind, min(1.0, kib / total)) for kind, _, kib in parts)
        self._bar.set_parts(shares if memory.free is not None else (), is_old=is_old)
        self._bar.setVisible(memory.total > 0 and memory.free is not None)
        self._show_keys(parts if memory.free is not None else ())
        pools = " · ".join(pool.words for pool in memory.pools if pool.count)
        self._pages.setText(self.tr("Huge pages {0}").format(pools) if pools else "")
        self._pages.setVisible(bool(pools))
        said = (f"{name} {format_bytes(kib * 1024)}" for _, name, kib in parts)
        self.setAccessibleDescription(", ".join((*said, pools)))

    def _parts(self, memory: Memory) -> tuple[tuple[str, str, int], ...]:
        parts = (
            (MACHINES, self.tr("Machines bound here"), memory.machines),
            (OTHER, self.tr("Other use"), memory.other),
            (HUGE, self.tr("Huge pages, free"), memory.huge_free),
        )
        return tuple(part for part in parts if part[2])

    def _show_keys(self, parts: tuple[tuple[str, str, int], ...]) -> None:
        while (item := self._keys.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for kind, name, kib in parts:
            self._keys.addWidget(_Key(self._look, kind, name, format_bytes(kib * 1024)))
        self._legend.setVisible(bool(parts))
