"""The legend of a chart: click hides a series, double click leaves it alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_FIELD
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.chart.dashes import DASHES

_SAMPLE: Final = 18
_INNER: Final = 6
_GAP: Final = 8
_PAD: Final = 4
_ROW: Final = 22


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One series: its key, its words, its colour's number, and its value."""

    key: str
    name: str
    value: str
    color: int
    is_dashed: bool = False
    is_hidden: bool = False


class ChartLegend(QWidget):
    """Entries that wrap into rows, left to right in every language, as the charts are.

    Arrow keys go from entry to entry, Space hides or shows, Enter leaves one alone.

    Signals:
        toggled: an entry is to be hidden or shown; carries its key.
        isolated: an entry is to be shown alone, or all again; carries its key.
    """

    toggled = Signal(object)
    isolated = Signal(object)

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._entries: tuple[LegendEntry, ...] = ()
        self._boxes: list[QRect] = []
        self._hovered = self._current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)

    @property
    def entries(self) -> tuple[LegendEntry, ...]:
        """What is listed."""
        return self._entries

    def set_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show other series, or other values of the same."""
        entries = tuple(entries)
        if entries == self._entries:
            return
        before = [self._width(entry) for entry in self._entries]
        self._entries = entries
        names = (f"{entry.name} {entry.value}".strip() for entry in entries)
        self.setAccessibleName(", ".join(names))
        if before != [self._width(entry) for entry in entries]:
            self._place(self.width())
            self.updateGeometry()
        self.update()

    def natural_width(self) -> int:
        """How wide it is in one row."""
        gap = self._look.px(_GAP)
        return sum(self._width(entry) + gap for entry in self._entries)

    def box(self, key: str) -> QRect:
        """Where an entry is."""
        keys = [entry.key for entry in self._entries]
        return QRect(self._boxes[keys.index(key)])

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(self.natural_width(), self._look.px(_ROW))

    def minimumSizeHint(self) -> QSize:
        """The widest entry."""
        widest = max((self._width(entry) for entry in self._entries), default=0)
        return QSize(min(widest, self._look.px(160)), self._look.px(_ROW))

    def height_for(self, width: int) -> int:
        """How high its rows are together in a width."""
        return max(1, self._rows(width)) * self._look.px(_ROW)

    def resizeEvent(self, _event: QEvent) -> None:
        """Wrap anew."""
        self._place(self.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint samples, names and values."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for number, (entry, box) in enumerate(zip(self._entries, self._boxes, strict=True)):
            self._paint_entry(painter, box, entry, number)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hide or show."""
        place = self._at(event)
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.toggled.emit(self._entries[place].key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave one alone."""
        place = self._at(event)
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.isolated.emit(self._entries[place].key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the entry below the pointer."""
        self._hover(self._at(event))

    def leaveEvent(self, _event: QEvent) -> None:
        """Light nothing."""
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin with the first."""
        super().focusInEvent(event)
        self._current = max(0, self._current)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No ring without focus."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from entry to entry, hide, leave alone."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if not self._entries:
            super().keyPressEvent(event)
        elif key in steps:
            last = len(self._entries) - 1
            self._current = min(last, max(0, self._current + steps[key]))
            self.update()
        elif key == Qt.Key.Key_Space:
            self.toggled.emit(self._entries[max(0, self._current)].key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.isolated.emit(self._entries[max(0, self._current)].key)
        else:
            super().keyPressEvent(event)

    def _at(self, event: QMouseEvent) -> int:
        place = event.position().toPoint()
        return next((n for n, box in enumerate(self._boxes) if box.contains(place)), -1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            pointing = Qt.CursorShape.PointingHandCursor
            self.setCursor(pointing if number >= 0 else Qt.CursorShape.ArrowCursor)
            tip = self.tr("Click: hide or show. Double click: show alone.")
            self.setToolTip(tip if number >= 0 else "")
            self.update()

    def _paint_entry(self, painter: QPainter, box: QRect, entry: LegendEntry, number: int) -> None:
        look = self._look
        if number == self._hovered:
            radius = look.px(RADIUS_FIELD)
            draw_box(painter, box, fill=look.color("hover"), radius=radius)
        keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if number == self._current and self.hasFocus() and keyboard:
            ring = look.color("focus")
            draw_box(painter, box, outline=ring, radius=look.px(RADIUS_FIELD), width=2)
        color = look.color("disabled") if entry.is_hidden else look.tokens.series(entry.color)
        pen = QPen(color, 2)
        if entry.is_dashed:
            pen.setDashPattern(list(DASHES))
        painter.setPen(pen)
        left, y = box.left() + look.px(_PAD), box.center().y() + 1
        painter.drawLine(left, y, left + look.px(_SAMPLE), y)
        left += look.px(_SAMPLE + _INNER)
        name_ink = "disabled" if entry.is_hidden else "muted"
        left += self._paint_text(painter, box, left, entry.name, ("body", name_ink), entry)
        if not entry.is_hidden:
            self._paint_text(painter, box, left, entry.value, ("body-medium", "text"), None)

    def _paint_text(
        self,
        painter: QPainter,
        box: QRect,
        left: int,
        text: str,
        roles: tuple[str, str],
        entry: LegendEntry | None,
    ) -> int:
        look, (role, ink) = self._look, roles
        font = look.font(role)
        font.setStrikeOut(entry is not None and entry.is_hidden)
        painter.setFont(font)
        painter.setPen(look.color(ink))
        area = QRect(left, box.top(), max(0, box.right() - left), box.height())
        shown = look.measure(role).elidedText(text, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return look.measure(role).horizontalAdvance(shown) + look.px(_INNER)

    def _width(self, entry: LegendEntry) -> int:
        look = self._look
        width = 2 * look.px(_PAD) + look.px(_SAMPLE + _INNER)
        width += look.measure("body").horizontalAdvance(entry.name)
        if entry.value:
            # As wide as the last values were: the legend must not swing with each reading.
            widest = max(
                look.measure("body-medium").horizontalAdvance(entry.value),
                look.measure("body-medium").horizontalAdvance("000 MB/s"[: len(entry.value)]),
            )
            width += look.px(_INNER) + widest
        return width + 2

    def _rows(self, width: int) -> int:
        rows, left = 1, 0
        for entry in self._entries:
            own = self._width(entry)
            if left and left + own > width:
                rows, left = rows + 1, 0
            left += own + self._look.px(_GAP)
        return rows

    def _place(self, width: int) -> None:
        """Rows that end at the right edge."""
        look = self._look
        rows: list[list[int]] = [[]]
        left = 0
        for entry in self._entries:
            own = min(self._width(entry), max(1, width))
            if left and left + own > width:
                rows.append([])
                left = 0
            rows[-1].append(own)
            left += own + look.px(_GAP)
        self._boxes = []
        for number, row in enumerate(rows):
            left = width - sum(row) - look.px(_GAP) * (len(row) - 1) if row else 0
            for own in row:
                self._boxes.append(QRect(left, number * look.px(_ROW), own, look.px(_ROW)))
                left += own + look.px(_GAP)

    def _restyle(self) -> None:
        self._place(self.width())
        self.updateGeometry()
        self.update()
