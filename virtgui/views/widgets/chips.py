"""Chips: tags as small capsules."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_box

CHIP_HEIGHT: Final = 16
CHIP_GAP: Final = 4
_PADDING: Final = 6


def chip_width(look: Look, text: str) -> int:
    """Width of a chip, in pixels."""
    return look.measure("small").horizontalAdvance(text) + 2 * look.px(_PADDING)


def draw_chip(
    painter: QPainter, look: Look, box: QRectF, text: str, *, on_selection: bool = False
) -> None:
    """Paints one chip that fills the box."""
    fill = look.color("base" if on_selection else "window")
    outline = look.color("control" if on_selection else "border")
    draw_box(painter, box, fill=fill, outline=outline, radius=box.height() / 2)
    painter.setFont(look.font("small"))
    painter.setPen(look.color("text" if on_selection else "muted"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def fitting_chips(look: Look, texts: Sequence[str], room: int) -> tuple[str, ...]:
    """The chips that fit into a width, the last one "+2" for those that do not."""
    gap = look.px(CHIP_GAP)
    for count in range(len(texts), -1, -1):
        left_out = len(texts) - count
        shown = (*texts[:count], f"+{left_out}") if left_out else tuple(texts)
        if sum(chip_width(look, text) + gap for text in shown) - gap <= room:
            return shown
    return ()


class ChipRow(QWidget):
    """Tags in a row; what does not fit becomes "+2", all of them stand in the tool-tip."""

    def __init__(
        self, look: Look, texts: Sequence[str] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._texts: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_chips(texts)
        look.changed.connect(self._restyle)

    def set_chips(self, texts: Sequence[str]) -> None:
        """Shows other tags."""
        if tuple(texts) == self._texts:
            return
        self._texts = tuple(texts)
        self.setToolTip(", ".join(self._texts))
        self.setAccessibleName(", ".join(self._texts))
        self._restyle()

    def sizeHint(self) -> QSize:
        """Room for all chips."""
        gap = self._look.px(CHIP_GAP)
        width = sum(chip_width(self._look, text) + gap for text in self._texts)
        return QSize(max(0, width - gap), self._look.px(CHIP_HEIGHT) + 2)

    def minimumSizeHint(self) -> QSize:
        """Room for the count."""
        width = chip_width(self._look, "+9") if self._texts else 0
        return QSize(min(width, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the chips that fit."""
        look, painter = self._look, QPainter(self)
        height = look.px(CHIP_HEIGHT) + 2
        left, top = 0, (self.height() - height) // 2
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for text in fitting_chips(look, self._texts, self.width()):
            width = chip_width(look, text)
            at = self.width() - left - width if mirrored else left
            draw_chip(painter, look, QRectF(at, top, width, height), text)
            left += width + look.px(CHIP_GAP)
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
