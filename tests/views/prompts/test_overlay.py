"""Questions over the window: where they stand, and that they never take the keyboard by force."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from tests.views.prompts.conftest import make_prompt
from virtgui.core.messages import PromptWithdrawn
from virtgui.core.refs import ConnectionId
from virtgui.core.values.prompt import HostKeyFacts, PromptField, PromptKind, PromptReply
from virtgui.models.prompt_queue import PromptQueue
from virtgui.views.prompts.overlay import PromptOverlay, takes_text

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton


class Window(QWidget):
    """A window with a bar, something to press and something to type into."""

    def __init__(self):
        super().__init__()
        self.bar = QWidget()
        self.bar.setFixedHeight(44)
        self.button, self.field = QPushButton("Act"), QLineEdit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.bar, self.button, self.field):
            column.addWidget(widget)
        column.addStretch(1)
        self.resize(1000, 700)


@pytest.fixture
def window(qtbot):
    made = Window()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.button.setFocus()
    return made


@pytest.fixture
def queue(world):
    return PromptQueue(world.feed)


@pytest.fixture
def overlay(look, queue, world, window, clock):
    return PromptOverlay(look, queue, world.dispatcher, window, below=window.bar, clock=clock)


def settle():
    for _ in range(5):
        QApplication.processEvents()


def answer_field(overlay):
    return next(one for one in overlay.findChildren(QLineEdit, "answer") if one.isVisible())


def has_keyboard(overlay):
    return overlay.isAncestorOf(overlay.window().focusWidget())


def press(qtbot, overlay, name):
    qtbot.mouseClick(overlay.findChild(QPushButton, name), LEFT)


def test_it_shows_only_while_something_waits(overlay, ask, world):
    assert not overlay.isVisible()
    ask(make_prompt(diagnosis=7))
    assert not overlay.isVisible()
    ask(make_prompt(2))
    assert overlay.isVisible()
    world.post(PromptWithdrawn(2))
    assert not overlay.isVisible()


def test_what_waited_before_it_was_made_is_shown(look, queue, world, window, ask):
    ask(make_prompt())
    assert PromptOverlay(look, queue, world.dispatcher, window).isVisible()


def test_it_stands_at_the_top_right_below_the_bar(overlay, ask, window, look):
    ask(make_prompt())
    settle()
    gap = look.px(12)
    assert overlay.y() == window.bar.height() + gap
    assert overlay.geometry().right() == window.width() - gap - 1
    assert overlay.width() == look.px(440)
    window.resize(900, 640)
    settle()
    assert overlay.geometry().right() == 900 - gap - 1


def test_from_right_to_left_it_stands_at_the_left(overlay, ask, window, look):
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    ask(make_prompt())
    settle()
    assert overlay.x() == look.px(12)


@pytest.mark.parametrize("letters", [43, 58])
def test_a_fingerprint_is_seen_whole_whatever_the_font(overlay, ask, window, letters):
    facts = HostKeyFacts("ssh-ed25519", f"SHA256:{'W' * letters}", "/home/ops/.ssh/known_hosts")
    ask(make_prompt(kind=PromptKind.HOST_KEY, host_key=facts))
    settle()
    shown = overlay.findChild(QWidget, "fingerprint")
    assert shown.visibleRegion().boundingRect().width() >= shown.sizeHint().width()
    scroll = overlay.panel._scroll
    bars = (scroll.horizontalScrollBar(), scroll.verticalScrollBar())
    assert [bar.maximum() for bar in bars] == [0, 0]


def test_a_word_without_end_makes_no_endless_card(overlay, ask, window, look):
    window.resize(1400, 700)
    ask(make_prompt(kind=PromptKind.CHALLENGE, instruction="W" * 300))
    settle()
    assert overlay.width() <= look.px(640)


def test_a_low_window_makes_it_scroll(overlay, ask, window):
    window.resize(700, 300)
    fields = tuple(PromptField(f"Question {number}") for number in range(12))
    ask(make_prompt(kind=PromptKind.CHALLENGE, fields=fields))
    settle()
    assert overlay.geometry().bottom() < window.height()
    accept = overlay.findChild(QPushButton, "prompt_accept")
    assert not accept.visibleRegion().isEmpty()
    last = [one for one in overlay.findChildren(QLineEdit, "answer") if one.isVisible()][-1]
    assert last.visibleRegion().isEmpty()
    last.setFocus()
    overlay.panel._scroll.ensureWidgetVisible(last)
    assert not last.visibleRegion().isEmpty()


def test_it_takes_the_keyboard_from_a_button(overlay, ask, window):
    ask(make_prompt())
    assert window.focusWidget() is answer_field(overlay)


@pytest.mark.parametrize("kind", [QLineEdit, QTextEdit, QPlainTextEdit, QSpinBox, QComboBox])
def test_it_never_takes_the_keyboard_from_typing(overlay, ask, window, kind):
    field = kind(window)
    if isinstance(field, QComboBox):
        field.setEditable(True)
    field.show()
    field.setFocus()
    before = window.focusWidget()
    ask(make_prompt())
    assert overlay.isVisible()
    assert window.focusWidget() is before


def test_typing_goes_on_undisturbed(qtbot, overlay, ask, window, world, clock):
    window.field.setFocus()
    qtbot.keyClicks(window.field, "web")
    ask(make_prompt())
    clock.turn()
    qtbot.keyClicks(QApplication.focusWidget() or window.field, "-01")
    qtbot.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.keyClick(window.field, Qt.Key.Key_Escape)
    assert window.field.text() == "web-01"
    assert not world.backend.replies


def test_a_list_to_choose_from_is_not_typing(qapp):
    plain, readable = QComboBox(), QPlainTextEdit()
    readable.setReadOnly(True)
    assert not takes_text(plain)
    assert not takes_text(readable)
    assert not takes_text(None)
    console = QWidget()
    assert not takes_text(console)
    console.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert takes_text(console)


def test_a_dialog_keeps_the_keyboard(qtbot, overlay, ask, window):
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    dialog.open()
    ask(make_prompt())
    assert overlay.isVisible()
    assert not has_keyboard(overlay)
    dialog.reject()


def test_one_can_go_there(overlay, ask, window):
    window.field.setFocus()
    ask(make_prompt(1), make_prompt(2, node="kvm-03"))
    assert overlay.focus_panel(ConnectionId("kvm-03"))
    assert overlay.panel.prompt.id == 2
    assert window.focusWidget() is answer_field(overlay)
    assert not overlay.focus_panel(ConnectionId("nobody"))


def test_there_is_nowhere_to_go_without_a_question(overlay):
    assert not overlay.focus_panel()
    assert not overlay.isVisible()


def test_the_keyboard_goes_back_afterwards(qtbot, overlay, ask, window, clock, world):
    ask(make_prompt())
    clock.turn()
    qtbot.keyClicks(answer_field(overlay), "x")
    qtbot.keyClick(answer_field(overlay), Qt.Key.Key_Return)
    assert world.backend.replies == [(1, PromptReply(True, ("x",)))]
    assert not overlay.isVisible()
    assert window.focusWidget() is window.button


def test_the_keyboard_stays_where_the_user_went(overlay, ask, window, world):
    ask(make_prompt())
    window.field.setFocus()
    world.post(PromptWithdrawn(1))
    assert window.focusWidget() is window.field


def test_later_folds_it_into_a_chip(qtbot, overlay, ask, window, world):
    ask(make_prompt(1), make_prompt(2, node="kvm-03"), make_prompt(3, node="kvm-03"))
    press(qtbot, overlay, "later")
    chip = overlay.findChild(QPushButton, "prompt_chip")
    assert overlay.is_folded
    assert chip.isVisible()
    assert chip.text() == "2 hosts wait for an answer"
    assert not overlay.panel.isVisible()
    assert overlay.height() < 40
    assert window.focusWidget() is window.button
    assert not world.backend.replies
    qtbot.mouseClick(chip, LEFT)
    assert not overlay.is_folded
    assert window.focusWidget() is answer_field(overlay)


def test_the_chip_lies_in_the_bar_and_asks_for_room_there(qtbot, overlay, ask, window, world):
    rooms = []
    overlay.room_wanted.connect(rooms.append)
    ask(make_prompt())
    assert rooms[-1] == 0
    press(qtbot, overlay, "later")
    assert rooms[-1] == overlay.width()
    assert overlay.geometry().bottom() <= window.bar.geometry().bottom()
    world.post(PromptWithdrawn(1))
    assert rooms[-1] == 0


def test_the_chip_names_a_single_host(qtbot, overlay, ask):
    ask(make_prompt())
    press(qtbot, overlay, "later")
    assert overlay.findChild(QPushButton, "prompt_chip").text() == "kvm-02 waits for an answer"


def test_put_off_it_stays_put_off_until_all_is_answered(qtbot, overlay, ask, world):
    ask(make_prompt(1))
    press(qtbot, overlay, "later")
    ask(make_prompt(2, node="kvm-03"))
    assert overlay.is_folded
    assert overlay.findChild(QPushButton, "prompt_chip").text() == "2 hosts wait for an answer"
    world.post(PromptWithdrawn(1), PromptWithdrawn(2))
    assert not overlay.isVisible()
    ask(make_prompt(3))
    assert overlay.panel.isVisible()


def test_unfolded_it_is_young_again(qtbot, overlay, ask, world, clock):
    ask(make_prompt())
    clock.turn()
    press(qtbot, overlay, "later")
    press(qtbot, overlay, "prompt_chip")
    press(qtbot, overlay, "prompt_cancel")
    assert not world.backend.replies
    clock.turn()
    press(qtbot, overlay, "prompt_cancel")
    assert world.backend.replies == [(1, PromptReply(False))]
