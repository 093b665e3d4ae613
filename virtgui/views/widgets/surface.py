"""Backgrounds, hairlines and the scrolling page."""

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import CARD_GAP, PAGE_MARGIN
from virtgui.views.look.paint import draw_rule

_SLOTS: Final = MappingProxyType(
    {
        "window": QPalette.ColorRole.Window,
        "base": QPalette.ColorRole.Base,
        "sunken": QPalette.ColorRole.AlternateBase,
        "raised": QPalette.ColorRole.Button,
    }
)


class Surface(QWidget):
    """A widget filled with one of the surfaces: window, base, sunken or raised."""

    def __init__(self, look: Look, role: str = "base", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setBackgroundRole(_SLOTS[role])
        self.setAutoFillBackground(True)


class HairlineFrame(Surface):
    """A surface with hairlines along some of its edges."""

    def __init__(
        self,
        look: Look,
        role: str = "base",
        *edges: Qt.Edge,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, role, parent)
        self._edges = edges
        self.setContentsMargins(
            int(Qt.Edge.LeftEdge in edges),
            int(Qt.Edge.TopEdge in edges),
            int(Qt.Edge.RightEdge in edges),
            int(Qt.Edge.BottomEdge in edges),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the hairlines."""
        painter = QPainter(self)
        for edge in self._edges:
            draw_rule(painter, self.rect(), edge, self._look.color("border"))
        painter.end()


class Hairline(QWidget):
    """A line of one pixel between two things."""

    def __init__(
        self,
        look: Look,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._lies = orientation == Qt.Orientation.Horizontal
        wide, narrow = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        self.setSizePolicy(*((wide, narrow) if self._lies else (narrow, wide)))
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """One pixel."""
        return QSize(1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the line."""
        painter = QPainter(self)
        edge = Qt.Edge.TopEdge if self._lies else Qt.Edge.LeftEdge
        draw_rule(painter, self.rect(), edge, self._look.color("border"))
        painter.end()


class ScrollPage(QScrollArea):
    """A page that scrolls up and down; put parts into `body`."""

    def __init__(
        self,
        look: Look,
        role: str = "base",
        *,
        margin: int = PAGE_MARGIN,
        spacing: int = CARD_GAP,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        content = Surface(look, role)
        self.body = QVBoxLayout(content)
        edge = look.px(margin)
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(look.px(spacing))
        self.viewport().setBackgroundRole(_SLOTS[role])
        self.setWidget(content)
