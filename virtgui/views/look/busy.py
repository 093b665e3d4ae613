"""The one movement on screen: the ring of things in transit."""

from typing import Final
from weakref import WeakSet

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from shiboken6 import isValid

STEPS: Final = 8
STEP_MS: Final = 100


class BusyClock(QObject):
    """Beat of all busy rings: eight steps a turn, only while somebody shows one.

    Signals:
        ticked: the ring stands at its next step; repaint rings that are on screen.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.step = 0
        self._still = False
        self._holders: WeakSet[QObject] = WeakSet()
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._advance)

    def hold(self, holder: QObject) -> None:
        """Runs the clock until the holder releases it or is deleted; twice counts once."""
        self._holders.add(holder)
        self._settle()

    def release(self, holder: QObject) -> None:
        """Stops the clock when this was its last holder."""
        self._holders.discard(holder)
        self._settle()

    def set_still(self, still: bool) -> None:
        """Stands still for people who asked for less motion."""
        self._still = still
        self._settle()

    @property
    def is_running(self) -> bool:
        """Whether the ring turns."""
        return self._timer.isActive()

    def _settle(self) -> None:
        wanted = bool(self._holders) and not self._still
        if wanted and not self._timer.isActive():
            self._timer.start()
        elif not wanted:
            self._timer.stop()

    def _advance(self) -> None:
        # A widget deleted with its parent tells nobody that it is hidden.
        self._holders = WeakSet(holder for holder in self._holders if isValid(holder))
        self._settle()
        self.step = (self.step + 1) % STEPS
        self.ticked.emit()


def draw_busy(painter: QPainter, box: QRectF, color: QColor, step: int) -> None:
    """A three-quarter ring at one of its eight steps, in a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = box.width() * 0.095
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    inset = box.width() * 0.16
    start = round((90 - step * 360 / STEPS) * 16)
    painter.drawArc(box.adjusted(inset, inset, -inset, -inset), start, -270 * 16)
    painter.restore()
