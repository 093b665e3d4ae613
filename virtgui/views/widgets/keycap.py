"""A key as it stands on a keyboard."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_FIELD
from virtgui.views.look.paint import draw_box


def keycap_width(look: Look, keys: str) -> int:
    """Width of a key cap, in pixels."""
    return look.measure("small").horizontalAdvance(keys) + 2 * look.px(5)


def draw_keycap(painter: QPainter, look: Look, box: QRectF, keys: str) -> None:
    """Paints a key cap that fills the box."""
    radius = look.px(RADIUS_FIELD - 1)
    fill, outline = look.color("base"), look.color("control")
    draw_box(painter, box, fill=fill, outline=outline, radius=radius)
    painter.setFont(look.font("small"))
    painter.setPen(look.color("muted"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, keys)


class KeyCap(QWidget):
    """A shortcut such as "Ctrl K"."""

    def __init__(self, look: Look, keys: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._keys = keys
        self.setAccessibleName(keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Room for the words."""
        return QSize(keycap_width(self._look, self._keys), self._look.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the key."""
        painter = QPainter(self)
        draw_keycap(painter, self._look, QRectF(self.rect()), self._keys)
        painter.end()
