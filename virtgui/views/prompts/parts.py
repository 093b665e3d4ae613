"""Parts of the card that asks: its head, the server's own words, a body that scrolls."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from virtgui.core.values.prompt import Prompt
from virtgui.models.plain_text import one_line
from virtgui.models.prompt_queue import PromptQueue
from virtgui.models.prompt_words import asker, server_text
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_FIELD
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.buttons import FlatButton, IconButton
from virtgui.views.widgets.fields import TextArea
from virtgui.views.widgets.surface import ScrollPage
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel

_LEAST_BODY: Final = 96
_WIDEST_NEED: Final = 560
_MANY_LETTERS: Final = 400
_MANY_LINES: Final = 8
_AREA: Final = 168


class PromptHead(QWidget):
    """Which host asks, which of how many questions this is, and the ways to another one.

    Signals:
        later_requested: put all questions off.
    """

    later_requested = Signal()

    def __init__(
        self, look: Look, queue: PromptQueue, *, can_wait: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._icon = IconLabel(look, "node", size=20, role="muted")
        self._name = ElidedLabel(look, font="section", mode=Qt.TextElideMode.ElideMiddle)
        self._name.setObjectName("prompt_host")
        self._asker = ElidedLabel(look, ink="muted", mode=Qt.TextElideMode.ElideMiddle)
        self._asker.setObjectName("prompt_asker")
        self._count = TextLabel(look, font="small", ink="muted")
        self._count.setObjectName("prompt_count")
        self._back = IconButton(look, "back", self.tr("Previous question"))
        self._back.setObjectName("previous_prompt")
        self._back.clicked.connect(queue.previous)
        self._forward = IconButton(look, "forward", self.tr("Next question"))
        self._forward.setObjectName("next_prompt")
        self._forward.clicked.connect(queue.next)
        self._later = FlatButton(look, self.tr("Later"))
        self._later.setObjectName("later")
        self._later.setVisible(can_wait)
        self._later.clicked.connect(self.later_requested)
        self._lay_out(look)

    def show_prompt(self, prompt: Prompt) -> None:
        """Names another host."""
        queue = self._queue
        is_jump_host = queue.is_from_jump_host(prompt)
        self._name.set_full_text(one_line(prompt.node))
        self._asker.set_full_text(asker(prompt, is_jump_host=is_jump_host))
        self._asker.setVisible(bool(self._asker.full_text))
        self.show_count()

    def show_count(self) -> None:
        """Tells how many wait now."""
        many, place = len(self._queue.prompts), self._queue.place
        self._count.setText(self.tr("{0} of {1}").format(place + 1, many))
        for widget in (self._count, self._back, self._forward):
            widget.setVisible(many > 1)
        self._back.setEnabled(place > 0)
        self._forward.setEnabled(place < many - 1)

    def _lay_out(self, look: Look) -> None:
        px = look.px
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._asker)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(4))
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addSpacing(px(6))
        line.addLayout(names, 1)
        for widget in (self._count, self._back, self._forward, self._later):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._count.setMinimumHeight(px(26))


class ServerWords(QWidget):
    """What the server says, as plain text on a ground of its own: nobody takes it for ours."""

    def __init__(self, look: Look, title: str, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("server_words")
        pad = look.px(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(pad, look.px(8), pad, look.px(8))
        column.setSpacing(look.px(4))
        headline, shown = server_text(title), server_text(text)
        if headline:
            label = TextLabel(look, headline, font="body-medium", wrap=True, selectable=True)
            column.addWidget(label)
        if len(shown) > _MANY_LETTERS or shown.count("\n") >= _MANY_LINES:
            column.addWidget(self._make_area(shown))
        elif shown:
            column.addWidget(TextLabel(look, shown, wrap=True, selectable=True))
        look.changed.connect(self.update)

    def _make_area(self, text: str) -> TextArea:
        """A text that scrolls by itself: what has to be typed stays in sight."""
        area = TextArea(self._look)
        area.setReadOnly(True)
        area.setTabChangesFocus(True)
        area.setPlainText(text)
        area.setAccessibleName(self.tr("The host's own words"))
        area.setFixedHeight(self._look.px(_AREA))
        return area

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the ground."""
        painter, look = QPainter(self), self._look
        fill, outline = look.color("sunken"), look.color("border")
        draw_box(painter, self.rect(), fill=fill, outline=outline, radius=look.px(RADIUS_FIELD))
        painter.end()


class FittingScroll(ScrollPage):
    """As high as what it shows, on the ground of its parent; scrolls where there is less room."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, margin=0, spacing=10, parent=parent)
        self._content = self.body.parentWidget() or self
        for ground in (self._content, self.viewport()):
            ground.setAutoFillBackground(False)
        self._least = look.px(_LEAST_BODY)
        self._widest = look.px(_WIDEST_NEED)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hears when the content wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def heightForWidth(self, width: int) -> int:
        """What the wrapped texts need."""
        layout = self._content.layout()
        if layout is None:
            return 0
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else -1

    def sizeHint(self) -> QSize:
        """What the content wants."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """A few lines, as wide as what cannot be wrapped: a fingerprint is compared as a whole."""
        least = self._content.minimumSizeHint()
        # A word without end, such as a server may send, makes no endless card.
        return QSize(min(least.width(), self._widest), min(least.height(), self._least))
