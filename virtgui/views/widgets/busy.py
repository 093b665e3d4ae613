"""The ring of something that goes on."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from virtgui.views.look.busy import draw_busy
from virtgui.views.look.look import Look


class BusyRing(QWidget):
    """A ring that turns while it is visible, on the clock that all rings share."""

    def __init__(
        self,
        look: Look,
        *,
        size: int = 16,
        role: str = "busy",
        word: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._size = size
        self._role = role
        self.setAccessibleName(word or self.tr("In progress"))
        look.busy.ticked.connect(self.update)
        look.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """The ring's edge."""
        return QSize(self._look.px(self._size), self._look.px(self._size))

    def showEvent(self, _event: QShowEvent) -> None:
        """Starts to turn."""
        self._look.busy.hold(self)

    def hideEvent(self, _event: QHideEvent) -> None:
        """Stops to turn."""
        self._look.busy.release(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the ring at its step."""
        painter = QPainter(self)
        color = self._look.color(self._role)
        draw_busy(painter, QRectF(self.rect()), color, self._look.busy.step)
        painter.end()

    def _restyle(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
