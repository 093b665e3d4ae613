"""The mark of a connection: a dot in its colour, alone or in a chip with its label."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from virtgui.models.plain_text import one_line, plain_tip
from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.chips import CHIP_HEIGHT

DOT: Final = 8
_SIDE: Final = 7
_GAP: Final = 5
_WIDEST: Final = 220


def draw_dot(painter: QPainter, look: Look, box: QRect, color: str) -> None:
    """Paints a dot in a connection's colour in the middle of a box."""
    edge = look.px(DOT)
    left = box.left() + (box.width() - edge) / 2
    top = box.top() + (box.height() - edge) / 2
    fill = look.color(f"label-{color}")
    draw_box(painter, QRectF(left, top, edge, edge), fill=fill, radius=edge / 2)


def label_width(look: Look, text: str, color: str) -> int:
    """Width of a label's chip, in pixels."""
    # Letters may end between two pixels, and each part is rounded as it is when painted.
    words = look.measure("small-medium").horizontalAdvance(text) + 1
    dot = look.px(DOT) + look.px(_GAP) if color else 0
    return min(words + dot + 2 * look.px(_SIDE), look.px(_WIDEST))


def draw_label(
    painter: QPainter, look: Look, box: QRectF, text: str, color: str, *, mirrored: bool = False
) -> None:
    """Paints a label that fills the box: outline and dot in its colour, the word in text."""
    outline = look.color(f"label-{color}" if color else "control")
    draw_box(painter, box, fill=look.color("base"), outline=outline, radius=box.height() / 2)
    side = look.px(_SIDE)
    inside = box.adjusted(side, 0, -side, 0)
    if color:
        edge, gap = look.px(DOT), look.px(_GAP)
        left = inside.right() - edge if mirrored else inside.left()
        dot = QRect(round(left), round(box.top()), edge, round(box.height()))
        draw_dot(painter, look, dot, color)
        inside.adjust(0 if mirrored else edge + gap, 0, -(edge + gap) if mirrored else 0, 0)
    painter.setFont(look.font("small-medium"))
    painter.setPen(look.color("text"))
    room = round(inside.width()) + 1
    shown = look.measure("small-medium").elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, shown)


class LabelChip(QWidget):
    """The label of a connection with its colour; hidden while it has neither."""

    def __init__(
        self, look: Look, text: str = "", color: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._text = self._color = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_label(text, color)
        look.changed.connect(self._restyle)

    @property
    def text(self) -> str:
        """The word that is shown."""
        return self._text

    @property
    def color(self) -> str:
        """The colour's name, or empty."""
        return self._color

    def set_label(self, text: str, color: str) -> None:
        """Shows another label; a colour without a word is shown by its dot alone."""
        self._text, self._color = one_line(text), color
        self.setToolTip(plain_tip(self._text))
        self.setAccessibleName(self._text)
        if not (text or color):
            self.hide()
        elif self.parentWidget() is not None:
            # Without a parent it would be a window of its own.
            self.show()
        self._restyle()

    def sizeHint(self) -> QSize:
        """Room for dot and word."""
        look = self._look
        height = look.px(CHIP_HEIGHT) + 2
        if not (self._text or self._color):
            return QSize(0, height)
        width = label_width(look, self._text, self._color) if self._text else look.px(DOT)
        return QSize(width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the chip, or the dot."""
        painter = QPainter(self)
        if self._text:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            box = QRectF(self.rect())
            draw_label(painter, self._look, box, self._text, self._color, mirrored=mirrored)
        elif self._color:
            draw_dot(painter, self._look, self.rect(), self._color)
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
