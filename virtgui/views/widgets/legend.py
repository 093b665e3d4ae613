"""Names and present values of chart series."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from virtgui.views.look.look import Look

_SAMPLE: Final = 18
_GAP: Final = 14
_INNER: Final = 6


class Legend(QWidget):
    """A line sample, a muted name and a Medium value for each series, in series order.

    Left to right in every language, as the charts are.
    """

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._items: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Shows names and values."""
        if tuple(items) == self._items:
            return
        grows = self._width(tuple(items)) != self._width(self._items)
        self._items = tuple(items)
        self.setAccessibleName(", ".join(f"{name} {value}" for name, value in self._items))
        if grows:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all series."""
        return QSize(self._width(self._items), self._look.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints samples, names and values."""
        look, painter = self._look, QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        left = 0
        for number, (name, value) in enumerate(self._items):
            painter.setPen(QPen(look.tokens.series(number), 2))
            y = self.height() // 2
            painter.drawLine(left, y, left + look.px(_SAMPLE), y)
            left += look.px(_SAMPLE + _INNER)
            left += self._paint_text(painter, left, name, "body", "muted")
            left += self._paint_text(painter, left, value, "body-medium", "text")
            left += look.px(_GAP - _INNER)
        painter.end()

    def _paint_text(self, painter: QPainter, left: int, text: str, font: str, role: str) -> int:
        look = self._look
        width = look.measure(font).horizontalAdvance(text)
        painter.setFont(look.font(font))
        painter.setPen(look.color(role))
        box = self.rect().adjusted(left, 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        return width + look.px(_INNER)

    def _width(self, items: tuple[tuple[str, str], ...]) -> int:
        look = self._look
        width = 0
        for name, value in items:
            width += look.px(_SAMPLE + _INNER) + 2 * look.px(_INNER) + look.px(_GAP - _INNER)
            width += look.measure("body").horizontalAdvance(name)
            width += look.measure("body-medium").horizontalAdvance(value)
        return max(0, width - look.px(_GAP - _INNER) - look.px(_INNER))
