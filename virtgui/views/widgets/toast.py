"""A short word about something done that can be undone or shown."""

from typing import Final

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_POPUP
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.buttons import IconButton, LinkButton
from virtgui.views.widgets.text import IconLabel, TextLabel

SHOWN_MS: Final = 6_000
_WIDTH: Final = 320


class Toast(QWidget):
    """One line at the bottom right of its parent for 6 s, longer while hovered or focused.

    One per window: showing another word replaces the first. Never for errors alone.

    Signals:
        action_requested: the link was used; carries what `show_message` was given as key.
    """

    action_requested = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._key: object = None
        self._lift = 0
        self._icon = IconLabel(look, "ok", role="ok")
        self._text = TextLabel(look, wrap=True)
        self._link = LinkButton(look, "")
        self._link.clicked.connect(self._act)
        self._close = IconButton(look, "close", self.tr("Close"))
        self._close.clicked.connect(self.hide)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self._expire)
        self._lay_out()
        parent.installEventFilter(self)
        look.changed.connect(self.update)
        self.hide()

    def show_message(
        self, text: str, action: str = "", key: object = None, icon: str = "ok"
    ) -> None:
        """Shows a sentence and a verb such as "Undo"."""
        self._key = key
        self._text.setText(text)
        self._link.set_label(action)
        self._link.setVisible(bool(action))
        self._icon.set_icon(icon, icon if icon in ("ok", "info", "warn") else "muted")
        self.setAccessibleName(text)
        self._move()
        self.show()
        self.raise_()
        self._timer.start()

    def set_lift(self, pixels: int) -> None:
        """Keeps this many pixels free below, for the task pane."""
        self._lift = pixels
        self._move()

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Follows the parent's corner."""
        if event.type() == QEvent.Type.Resize:
            self._move()
        return False

    def enterEvent(self, _event: QEnterEvent) -> None:
        """Stays while the pointer is on it."""
        self._timer.stop()

    def leaveEvent(self, _event: QEvent) -> None:
        """Counts down again."""
        self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the raised box."""
        painter = QPainter(self)
        look = self._look
        fill, outline = look.color("raised"), look.color("border-strong")
        draw_box(painter, self.rect(), fill=fill, outline=outline, radius=look.px(RADIUS_POPUP))
        painter.end()

    def _lay_out(self) -> None:
        px = self._look.px
        line = QHBoxLayout(self)
        line.setContentsMargins(px(12), px(8), px(6), px(8))
        line.setSpacing(px(8))
        line.addWidget(self._icon)
        line.addWidget(self._text, 1)
        line.addWidget(self._link)
        line.addWidget(self._close)

    def _move(self) -> None:
        px, parent, layout = self._look.px, self.parentWidget(), self.layout()
        if parent is None or layout is None:
            return
        self.setFixedWidth(px(_WIDTH))
        self.setFixedHeight(max(px(44), layout.heightForWidth(px(_WIDTH))))
        margin = px(16)
        left = parent.width() - self.width() - margin
        if self.isRightToLeft():
            left = margin
        self.move(left, parent.height() - self.height() - margin - self._lift)

    def _act(self) -> None:
        self.hide()
        self.action_requested.emit(self._key)

    def _expire(self) -> None:
        if self._link.hasFocus() or self._close.hasFocus():
            self._timer.start()
        else:
            self.hide()
