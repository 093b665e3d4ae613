"""A bordered part of a page."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import CARD_PADDING, RADIUS_CARD
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.text import ElidedLabel, TextLabel


class Card(QWidget):
    """Border, a title with a muted qualifier on one line, and a body. Cards never nest.

    Put parts into `body`; `head` takes a legend or buttons at its right end.
    """

    def __init__(
        self,
        look: Look,
        title: str = "",
        qualifier: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._title = TextLabel(look, title, font="body-strong")
        self._qualifier = ElidedLabel(look, qualifier, ink="muted")
        self.head = QHBoxLayout()
        self.head.setSpacing(look.px(8))
        self.head.addWidget(self._title)
        self.head.addWidget(self._qualifier, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(6))
        outer = QVBoxLayout(self)
        pad = look.px(CARD_PADDING)
        outer.setContentsMargins(pad, look.px(10), pad, look.px(12))
        outer.setSpacing(look.px(8))
        outer.addLayout(self.head)
        outer.addLayout(self.body, 1)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)
        look.changed.connect(self.update)

    def set_title(self, title: str, qualifier: str = "") -> None:
        """Shows another title and qualifier."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._qualifier.set_full_text(qualifier)
        self.setAccessibleName(title)

    def add_to_head(self, widget: QWidget) -> None:
        """Puts a widget at the right end of the title line."""
        self.head.addWidget(widget)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the border."""
        painter = QPainter(self)
        look = self._look
        fill, outline = look.color("base"), look.color("border")
        draw_box(painter, self.rect(), fill=fill, outline=outline, radius=look.px(RADIUS_CARD))
        painter.end()
