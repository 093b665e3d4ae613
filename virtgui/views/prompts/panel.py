"""The card that asks the user what a connection wants to know."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.errors import ErrorInfo
from virtgui.core.queries import KeyRing, ReadKeyRing
from virtgui.core.values.prompt import KeepRefusal, Prompt, PromptKind, PromptReply
from virtgui.models.plain_text import in_sentence
from virtgui.models.prompt_queue import PromptQueue
from virtgui.models.prompt_words import (
    attempt_words,
    keep_refusal_words,
    sentence,
    server_line,
    server_text,
    title,
)
from virtgui.views.dialogs.fitted import CheckRow, ErrorPanel
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_CARD, RADIUS_POPUP
from virtgui.views.look.paint import draw_box
from virtgui.views.prompts.fields import AnswerRows
from virtgui.views.prompts.host_key import ClearTextBody, HostKeyBody
from virtgui.views.prompts.parts import FittingScroll, PromptHead, ServerWords
from virtgui.views.widgets.buttons import LookButton, PrimaryButton
from virtgui.views.widgets.text import ElidedLabel, TextLabel

GUARD_SECONDS: Final = 0.4
"""What was meant for something else is not taken as an answer."""

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PromptPanel(QWidget):
    """Shows the current question of a queue and sends the answer.

    Args of the constructor: look; queue; dispatcher; `raised` for a card that lies over others;
    `can_wait` for the button Later; the clock, in seconds.

    Signals:
        later_requested: put all questions off.
    """

    later_requested = Signal()

    def __init__(
        self,
        look: Look,
        queue: PromptQueue,
        dispatcher: Dispatcher,
        *,
        raised: bool = False,
        can_wait: bool = False,
        clock: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("prompt_panel")
        self._look, self._queue, self._dispatcher = look, queue, dispatcher
        self._raised = raised
        self._clock = clock
        self._since = clock()
        self._prompt: Prompt | None = None
        self._rows: AnswerRows | None = None
        self._keep: CheckRow | None = None
        self._key_ring = ""
        self._query: int | None = None
        self._safe: LookButton | None = None
        self._has_replied = False
        self._head = PromptHead(look, queue, can_wait=can_wait)
        self._head.later_requested.connect(self.later_requested)
        self._scroll = FittingScroll(look)
        self._lay_out()
        queue.changed.connect(self._on_queue)
        look.changed.connect(self.update)
        self._on_queue()

    @property
    def prompt(self) -> Prompt | None:
        """The question that is shown."""
        return self._prompt

    @property
    def is_guarded(self) -> bool:
        """Whether the question is too young to be answered."""
        return self._clock() - self._since < GUARD_SECONDS

    @property
    def holds_focus(self) -> bool:
        """Whether typing goes to this card, or will when its window is the active one."""
        focused = self.window().focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def leave(self) -> None:
        """Forgets what was typed and asks nothing more: its window goes away."""
        if self._rows is not None:
            self._rows.wipe()
        if self._query is not None:
            self._dispatcher.take_back(self._query)
            self._query = None

    def focus_answer(self) -> None:
        """Goes to where the answer is given."""
        reason = Qt.FocusReason.OtherFocusReason
        target = self._rows.first if self._rows is not None else None
        (target or self._safe or self).setFocus(reason)

    def answer(self, *, remember: bool = False) -> None:
        """Sends what was typed; too early, nothing happens."""
        if self._prompt is None or self.is_guarded:
            return
        answers = self._rows.answers() if self._rows is not None else ()
        keeps = remember or (self._keep is not None and self._keep.box.isChecked())
        self._reply(PromptReply(True, answers, keeps))

    def cancel(self) -> None:
        """Says no; too early, nothing happens."""
        if self._prompt is not None and not self.is_guarded:
            self._reply(PromptReply(False))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter answers and Esc cancels; nothing typed here acts on what lies below."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif event.key() in _ENTER:
            self._enter()
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Counts anew how long the question can be seen."""
        self._since = self._clock()
        super().showEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the card."""
        painter, look = QPainter(self), self._look
        fill = look.color("raised" if self._raised else "base")
        outline = look.color("border-strong" if self._raised else "border")
        radius = look.px(RADIUS_POPUP if self._raised else RADIUS_CARD)
        draw_box(painter, self.rect(), fill=fill, outline=outline, radius=radius)
        painter.end()

    def _lay_out(self) -> None:
        px = self._look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(14))
        column.setSpacing(px(10))
        column.addWidget(self._head)
        column.addWidget(self._scroll, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(8))
        column.addLayout(self._buttons)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @Slot()
    def _on_queue(self) -> None:
        prompt = self._queue.current
        if prompt is self._prompt:
            if prompt is not None:
                self._head.show_count()
            return
        old, self._prompt = self._prompt, prompt
        had_focus = self.holds_focus
        if had_focus:
            # What goes away would hand the focus to anything near.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._take_away()
        self._since = self._clock()
        if prompt is not None:
            self._head.show_prompt(prompt)
            self._fill(prompt)
            self._show_parts()
            self.setAccessibleName(f"{server_line(prompt.node)}: {title(prompt)}")
            # Letters meant for a question that went by itself must not reach the next one.
            if had_focus and (self._has_replied or old in self._queue.prompts):
                self.focus_answer()
        self._has_replied = False

    def _take_away(self) -> None:
        if self._rows is not None:
            self._rows.wipe()
        self._rows = self._keep = self._safe = None
        for layout in (self._scroll.body, self._buttons):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()

    def _show_parts(self) -> None:
        # A layout shows what is added a moment later, and until then nothing can have the focus.
        by_hand = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        for layout in (self._scroll.body, self._buttons):
            for place in range(layout.count()):
                item = layout.itemAt(place)
                widget = item.widget() if item is not None else None
                if widget is not None and not widget.testAttribute(by_hand):
                    widget.show()

    def _fill(self, prompt: Prompt) -> None:
        look, body = self._look, self._scroll.body
        heading = TextLabel(look, title(prompt), font="body-strong", wrap=True)
        heading.setObjectName("prompt_title")
        words = TextLabel(look, sentence(prompt), ink="muted", wrap=True)
        top = QWidget()
        lines = QVBoxLayout(top)
        lines.setSpacing(look.px(2))
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(heading)
        lines.addWidget(words)
        body.addWidget(top)
        if attempt_words(prompt):
            refused = ErrorPanel(look, "warn")
            refused.setObjectName("refused")
            refused.show_words(attempt_words(prompt))
            body.addWidget(refused)
        self._fill_question(prompt)
        self._fill_keep(prompt)
        body.addStretch(1)
        self._fill_buttons(prompt)

    def _fill_question(self, prompt: Prompt) -> None:
        look, body = self._look, self._scroll.body
        if server_text(prompt.title) or server_text(prompt.instruction):
            body.addWidget(ServerWords(look, prompt.title, prompt.instruction))
        if prompt.kind is PromptKind.PASSPHRASE and prompt.subject:
            path = ElidedLabel(
                look, server_line(prompt.subject), font="mono", mode=Qt.TextElideMode.ElideMiddle
            )
            path.setObjectName("key_file")
            body.addWidget(path)
        if prompt.kind is PromptKind.CLEAR_TEXT:
            body.addWidget(ClearTextBody(look, prompt))
        elif prompt.host_key is not None:
            body.addWidget(HostKeyBody(look, prompt.host_key))
        else:
            self._rows = AnswerRows(look, prompt)
            body.addWidget(self._rows)

    def _fill_keep(self, prompt: Prompt) -> None:
        look, body = self._look, self._scroll.body
        if prompt.kind is PromptKind.CLEAR_TEXT:
            self._keep = CheckRow(look, self.tr("Do not ask again for this host"))
        elif self._rows is not None and prompt.keep_refusal is KeepRefusal.NONE:
            self._keep = CheckRow(look, self._keep_words())
            self._ask_key_ring()
        if self._keep is not None:
            self._keep.box.setObjectName("remember")
            body.addWidget(self._keep)
        elif self._rows is not None and keep_refusal_words(prompt.keep_refusal):
            why = keep_refusal_words(prompt.keep_refusal)
            body.addWidget(TextLabel(look, why, font="small", ink="muted", wrap=True))

    def _fill_buttons(self, prompt: Prompt) -> None:
        self._buttons.addStretch(1)
        cancel = self._add_button(
            LookButton(self._look, self.tr("Cancel")), "prompt_cancel", self.cancel
        )
        self._safe = cancel
        if prompt.kind is PromptKind.HOST_KEY:
            once = LookButton(self._look, self.tr("Accept once"))
            self._add_button(once, "prompt_once", self.answer)
            keep = LookButton(self._look, self.tr("Accept and remember"))
            self._add_button(keep, "prompt_keep", self._answer_and_keep)
        elif prompt.kind is PromptKind.CLEAR_TEXT:
            clear = LookButton(self._look, self.tr("Connect without encryption"))
            self._add_button(clear, "prompt_accept", self.answer)
        else:
            go_on = PrimaryButton(self._look, self.tr("Continue"))
            self._add_button(go_on, "prompt_accept", self.answer)
            if not prompt.fields and prompt.kind is PromptKind.CHALLENGE:
                self._safe = go_on

    def _add_button(self, button: LookButton, name: str, act: Callable[[], None]) -> LookButton:
        button.setObjectName(name)
        button.clicked.connect(act)
        self._buttons.addWidget(button)
        return button

    def _answer_and_keep(self) -> None:
        self.answer(remember=True)

    def _enter(self) -> None:
        focused = self.window().focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        elif self._rows is not None:
            following = self._rows.next_empty(focused)
            if following is None:
                self.answer()
            else:
                following.setFocus(Qt.FocusReason.TabFocusReason)

    def _reply(self, reply: PromptReply) -> None:
        prompt = self._prompt
        if prompt is None:
            return
        if self._rows is not None:
            self._rows.wipe()
        self._has_replied = True
        self._dispatcher.reply(prompt.id, reply)
        self._queue.settle(prompt.id)

    def _keep_words(self) -> str:
        if self._key_ring:
            return self.tr("Remember in {0}").format(in_sentence(self._key_ring))
        return self.tr("Remember in the key ring")

    def _ask_key_ring(self) -> None:
        if not self._key_ring and self._query is None:
            self._query = self._dispatcher.ask(
                ReadKeyRing(), self._take_key_ring, self._no_key_ring
            )

    def _take_key_ring(self, key_ring: KeyRing) -> None:
        self._query = None
        self._key_ring = server_line(key_ring.name)
        if self._keep is not None and self._rows is not None:
            self._keep.set_text(self._keep_words())

    def _no_key_ring(self, error: ErrorInfo) -> None:
        del error
        self._query = None
