"""Where questions appear in the window: above the page, at the top right, never in the way."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.refs import ConnectionId
from virtgui.models.plain_text import one_line
from virtgui.models.prompt_queue import PromptQueue
from virtgui.views.look.look import Look
from virtgui.views.prompts.panel import PromptPanel
from virtgui.views.widgets.buttons import LookButton

PANEL_WIDTH: Final = 440
_MARGIN: Final = 12
_TextInput = QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox


def takes_text(widget: QWidget | None) -> bool:
    """Whether somebody may be typing into a widget."""
    if widget is None:
        return False
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    if isinstance(widget, _TextInput):
        return not widget.isReadOnly()
    is_input = widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    return is_input and not isinstance(widget, QAbstractItemView)


def may_take_focus(window: QWidget) -> bool:
    """Whether a question may take the keyboard of a window, as nobody is typing there."""
    modal, popup = QApplication.activeModalWidget(), QApplication.activePopupWidget()
    is_free = (modal is None or modal is window) and popup is None
    return is_free and not takes_text(window.focusWidget())


class PromptOverlay(QWidget):
    """The card for the questions of ordinary connections, over its window.

    It takes the keyboard only from what takes no text. "Later" folds it into a chip, which
    opens it again; when nothing waits any more, the next question opens it by itself.

    Signals:
        room_wanted: the folded chip needs this much of the bar's end, in pixels; 0 for none.
    """

    room_wanted = Signal(object)

    def __init__(
        self,
        look: Look,
        queue: PromptQueue,
        dispatcher: Dispatcher,
        window: QWidget,
        *,
        below: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Makes the hidden card.

        Args:
            look: the look.
            queue: the questions of ordinary connections.
            dispatcher: where answers go.
            window: what it lies over.
            below: the bar that the card stays below; its end has the folded chip.
            clock: seconds.
        """
        super().__init__(window)
        self.setObjectName("prompt_overlay")
        self._look, self._queue = look, queue
        self._window, self._below = window, below
        self._before: QWidget | None = None
        self._is_folded = False
        self.panel = PromptPanel(look, queue, dispatcher, raised=True, can_wait=True, clock=clock)
        self.panel.later_requested.connect(self.fold)
        self._chip = LookButton(look, "", "question", bar=True)
        self._chip.set_icon_name("question", "warn")
        self._chip.setObjectName("prompt_chip")
        self._chip.clicked.connect(self.unfold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        column.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignRight)
        window.installEventFilter(self)
        # The card heard of it first: it was joined before.
        queue.changed.connect(self._settle)
        look.changed.connect(self._place)
        self.hide()
        self._settle()

    @property
    def is_folded(self) -> bool:
        """Whether the questions were put off."""
        return self._is_folded

    def focus_panel(self, connection: ConnectionId | None = None) -> bool:
        """Opens the card and goes to its answer; to that of a connection when one is named.

        Returns:
            False when nothing waits.
        """
        if self._queue.current is None:
            return False
        if connection is not None and not self._queue.show_connection(connection):
            return False
        self._remember_focus()
        self._is_folded = False
        self._settle()
        self.panel.focus_answer()
        return True

    @Slot()
    def fold(self) -> None:
        """Puts all questions off."""
        self._is_folded = True
        self._give_focus_back()
        self._settle()

    @Slot()
    def unfold(self) -> None:
        """Shows the question again."""
        self.focus_panel()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follows the window's corner."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """Fits itself when the question has another size."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return done

    @Slot()
    def _settle(self) -> None:
        if self._queue.current is None:
            self._is_folded = False
            self._give_focus_back()
            self.hide()
            self.room_wanted.emit(0)
            return
        is_new = not self.isVisible()
        self._chip.set_label(self._chip_words())
        self.panel.setVisible(not self._is_folded)
        self._chip.setVisible(self._is_folded)
        self.show()
        self.raise_()
        self._place()
        self.room_wanted.emit(self.width() if self._is_folded else 0)
        if is_new:
            self._appear()

    def _appear(self) -> None:
        QAccessible.updateAccessibility(QAccessibleEvent(self.panel, QAccessible.Event.Alert))
        if may_take_focus(self._window):
            self._remember_focus()
            self.panel.focus_answer()

    def _remember_focus(self) -> None:
        focused = self._window.focusWidget()
        if focused is not None and not self.isAncestorOf(focused):
            self._before = focused

    def _give_focus_back(self) -> None:
        before, self._before = self._before, None
        focused = self._window.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            return
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._window.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chip_words(self) -> str:
        many = len(self._queue.connections)
        current = self._queue.current
        if many == 1 and current is not None:
            return self.tr("{0} waits for an answer").format(one_line(current.node))
        return self.tr("%n hosts wait for an answer", "", many)

    @Slot()
    def _place(self) -> None:
        if not self.isVisible():
            return
        window, margin = self._window, self._look.px(_MARGIN)
        top = margin
        if self._below is not None:
            corner = self._below.mapTo(window, QPoint(0, self._below.height()))
            top += corner.y()
        if self._is_folded:
            size = self._chip.sizeHint()
            width, height = size.width(), size.height()
            if self._below is not None:
                top = corner.y() - (self._below.height() + height) // 2
        else:
            width, height = self._panel_size(window.height() - top - margin)
        left = margin if self.isRightToLeft() else window.width() - width - margin
        self.setGeometry(left, top, width, height)

    def _panel_size(self, most: int) -> tuple[int, int]:
        least = self.panel.minimumSizeHint().width()
        room = self._window.width() - 2 * self._look.px(_MARGIN)
        width = min(max(self._look.px(PANEL_WIDTH), least), room)
        layout = self.panel.layout()
        needed = layout.totalHeightForWidth(width) if layout is not None else 0
        return width, min(needed, most)
