"""The card that asks: every kind of question, by mouse and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from tests.views.prompts.conftest import FINGERPRINT, HOST_KEY, make_prompt, two_fields
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import PromptWithdrawn
from virtgui.core.queries import KeyRing, ReadKeyRing
from virtgui.core.values.prompt import (
    HostKeyFacts,
    KeepRefusal,
    PromptField,
    PromptKind,
    PromptReply,
)
from virtgui.models.prompt_queue import PromptQueue
from virtgui.views.prompts.fields import SecretField
from virtgui.views.prompts.panel import GUARD_SECONDS, PromptPanel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton
CODE = "hunter2"


@pytest.fixture
def queue(world):
    return PromptQueue(world.feed)


@pytest.fixture
def panel(qtbot, look, world, queue, clock):
    made = PromptPanel(look, queue, world.dispatcher, clock=clock, can_wait=True)
    qtbot.addWidget(made)
    made.resize(440, 400)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def answering(panel, ask, clock):
    """Asks, and waits until the question may be answered."""

    def ask_and_wait(*prompts):
        ask(*prompts)
        clock.turn()
        panel.focus_answer()
        return panel

    return ask_and_wait


def fields(panel):
    return [field for field in panel.findChildren(QLineEdit, "answer") if field.isVisible()]


def button(panel, name):
    return next((one for one in panel.findChildren(QPushButton, name) if one.isVisible()), None)


def said(panel):
    labels = [label for label in panel.findChildren(QLabel) if label.isVisible()]
    return " | ".join(getattr(label, "full_text", label.text()) for label in labels)


def replies(world):
    return world.backend.replies


def test_a_password_is_typed_and_sent_by_enter(qtbot, answering, world):
    panel = answering(make_prompt())
    for part in ("kvm-02", "ops@kvm-02.example", "password of"):
        assert part in said(panel)
    (field,) = fields(panel)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClicks(field, CODE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert replies(world) == [(1, PromptReply(True, (CODE,)))]
    assert panel.prompt is None


def test_the_button_sends_it_too(qtbot, answering, world):
    panel = answering(make_prompt())
    qtbot.keyClicks(fields(panel)[0], CODE)
    qtbot.mouseClick(button(panel, "prompt_accept"), LEFT)
    assert replies(world) == [(1, PromptReply(True, (CODE,)))]


def test_cancel_is_an_answer(qtbot, answering, world):
    panel = answering(make_prompt())
    qtbot.keyClicks(fields(panel)[0], CODE)
    qtbot.mouseClick(button(panel, "prompt_cancel"), LEFT)
    assert replies(world) == [(1, PromptReply(False))]


def test_esc_inside_cancels(qtbot, answering, world):
    panel = answering(make_prompt())
    qtbot.keyClick(fields(panel)[0], Qt.Key.Key_Escape)
    assert replies(world) == [(1, PromptReply(False))]


def test_the_answer_leaves_the_widgets(qtbot, answering):
    panel = answering(make_prompt())
    (field,) = fields(panel)
    qtbot.mouseClick(button(panel, "eye"), LEFT)
    assert panel.window().focusWidget() is field
    qtbot.keyClicks(field, CODE)
    kept = []
    field.textChanged.connect(lambda text: kept.append(text))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert kept == [""]
    assert field.text() == ""
    field.undo()
    assert field.text() == ""


def test_several_fields_and_enter_goes_to_the_next_empty_one(qtbot, answering, world):
    panel = answering(two_fields(title="PAM", instruction="Look at your <b>token</b>."))
    secret, plain = fields(panel)
    assert isinstance(secret, SecretField)
    assert plain.echoMode() == QLineEdit.EchoMode.Normal
    assert "Look at your <b>token</b>." in said(panel)
    assert "Password | " in said(panel)
    qtbot.keyClicks(secret, CODE)
    qtbot.keyClick(secret, Qt.Key.Key_Enter)
    assert not replies(world)
    assert panel.window().focusWidget() is plain
    qtbot.keyClicks(plain, "123456")
    qtbot.keyClick(plain, Qt.Key.Key_Enter)
    assert replies(world) == [(1, PromptReply(True, (CODE, "123456")))]


def test_words_alone_are_taken_note_of(qtbot, answering, world):
    panel = answering(make_prompt(kind=PromptKind.CHALLENGE, instruction="Expires in 3 days."))
    assert not fields(panel)
    assert panel.window().focusWidget() is button(panel, "prompt_accept")
    qtbot.keyClick(panel.window().focusWidget(), Qt.Key.Key_Return)
    assert replies(world) == [(1, PromptReply(True))]


def test_a_pass_phrase_names_its_key(answering):
    panel = answering(make_prompt(kind=PromptKind.PASSPHRASE, subject="/home/ops/.ssh/id_rsa"))
    assert "/home/ops/.ssh/id_rsa" in said(panel)


def test_libvirts_own_login(qtbot, answering, world):
    fields_of_libvirt = (PromptField("", echo=True, default="ops"), PromptField(""))
    panel = answering(make_prompt(kind=PromptKind.CREDENTIALS, fields=fields_of_libvirt))
    name, secret = fields(panel)
    assert name.text() == "ops"
    assert panel.window().focusWidget() is secret
    qtbot.keyClicks(secret, CODE)
    qtbot.keyClick(secret, Qt.Key.Key_Return)
    assert replies(world) == [(1, PromptReply(True, ("ops", CODE)))]


def test_a_host_key_can_be_compared(qtbot, answering):
    panel = answering(make_prompt(kind=PromptKind.HOST_KEY))
    shown = panel.findChild(QLabel, "fingerprint")
    assert shown.text() == FINGERPRINT
    assert shown.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert shown.width() >= shown.sizeHint().width()
    assert "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" in said(panel)
    assert panel.findChild(QWidget, "other_types") is None
    qtbot.mouseClick(button(panel, "copy_fingerprint"), LEFT)
    assert QGuiApplication.clipboard().text() == FINGERPRINT


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("prompt_once", PromptReply(True)),
        ("prompt_keep", PromptReply(True, (), remember=True)),
        ("prompt_cancel", PromptReply(False)),
    ],
)
def test_a_host_key_is_decided(qtbot, answering, world, name, reply):
    panel = answering(make_prompt(kind=PromptKind.HOST_KEY, keep_refusal=KeepRefusal.NONE))
    qtbot.mouseClick(button(panel, name), LEFT)
    assert replies(world) == [(1, reply)]


def test_enter_alone_never_trusts_a_host(qtbot, answering, world):
    panel = answering(make_prompt(kind=PromptKind.HOST_KEY))
    focused = panel.window().focusWidget()
    assert focused is button(panel, "prompt_cancel")
    assert not any(one.property("primary") for one in panel.findChildren(QPushButton))
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert replies(world) == [(1, PromptReply(False))]


def test_a_key_of_another_type_is_a_warning(answering):
    facts = HostKeyFacts("ssh-rsa", FINGERPRINT, HOST_KEY.file, ("ssh-ed25519",))
    panel = answering(make_prompt(kind=PromptKind.HOST_KEY, host_key=facts))
    warning = panel.findChild(QWidget, "other_types")
    assert warning.isVisible()
    assert "ssh-ed25519" in warning.accessibleName()


def test_no_encryption_says_what_can_be_read(qtbot, answering, world):
    panel = answering(make_prompt(kind=PromptKind.CLEAR_TEXT, subject="qemu+tcp://kvm-02/system"))
    for part in ("definitions", "passwords of consoles", "screens", "disks", "qemu+tcp://kvm-02"):
        assert part in said(panel)
    qtbot.keyClick(panel.window().focusWidget(), Qt.Key.Key_Return)
    assert replies(world) == [(1, PromptReply(False))]


def test_no_encryption_can_be_accepted_for_good(qtbot, answering, world):
    panel = answering(make_prompt(kind=PromptKind.CLEAR_TEXT))
    panel.findChild(QCheckBox, "remember").click()
    qtbot.mouseClick(button(panel, "prompt_accept"), LEFT)
    assert replies(world) == [(1, PromptReply(True, (), remember=True))]


def test_a_refused_answer_is_said(answering):
    panel = answering(make_prompt(attempt=3))
    assert "refused" in said(panel)
    assert "3" in said(panel)
    panel = answering(make_prompt(2))
    panel._queue.next()
    assert "refused" not in said(panel)


def test_what_is_typed_can_be_looked_at(qtbot, answering):
    panel = answering(make_prompt())
    (field,), eye = fields(panel), button(panel, "eye")
    assert eye.toolTip() == "Show what is typed"
    qtbot.mouseClick(eye, LEFT)
    assert field.echoMode() == QLineEdit.EchoMode.Normal
    assert eye.toolTip() == "Hide what is typed"
    qtbot.mouseClick(eye, LEFT)
    assert field.echoMode() == QLineEdit.EchoMode.Password


def test_hidden_text_can_neither_be_copied_nor_undone(qtbot, answering):
    panel = answering(make_prompt())
    (field,) = fields(panel)
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClicks(field, CODE)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == CODE


def test_nothing_accessible_tells_the_answer(qtbot, answering):
    panel = answering(make_prompt())
    qtbot.keyClicks(fields(panel)[0], CODE)
    for widget in (panel, *panel.findChildren(QWidget)):
        assert CODE not in widget.accessibleName() + widget.accessibleDescription()
        assert CODE not in widget.toolTip()


def test_it_can_be_remembered_by_name(qtbot, answering, world):
    panel = answering(make_prompt(keep_refusal=KeepRefusal.NONE))
    assert "Remember in the key ring" in said(panel)
    assert list(world.backend.asked.values()) == [ReadKeyRing()]
    world.answer(KeyRing("KWallet"))
    assert "KWallet" in said(panel)
    panel.findChild(QCheckBox, "remember").click()
    qtbot.keyClicks(fields(panel)[0], CODE)
    qtbot.keyClick(fields(panel)[0], Qt.Key.Key_Return)
    assert replies(world) == [(1, PromptReply(True, (CODE,), remember=True))]
    answering(make_prompt(2, keep_refusal=KeepRefusal.NONE))
    assert "KWallet" in said(panel)
    assert len(world.backend.asked) == 1


def test_without_an_answer_of_the_key_ring_it_still_works(answering, world):
    panel = answering(make_prompt(keep_refusal=KeepRefusal.NONE))
    world.answer(error=ErrorInfo(ErrorKind.INTERNAL, Remedy.REPORT, ""))
    assert "Remember in the key ring" in said(panel)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (KeepRefusal.NO_KEYRING, "no key ring"),
        (KeepRefusal.KEYRING_LOCKED, "locked"),
        (KeepRefusal.NOT_A_SECRET, ""),
    ],
)
def test_why_it_cannot_be_remembered(answering, refusal, words):
    panel = answering(make_prompt(keep_refusal=refusal))
    assert panel.findChild(QCheckBox, "remember") is None
    assert words in said(panel)
    assert ("remembered" in said(panel)) == bool(words)


def test_a_young_question_takes_nothing(qtbot, panel, ask, clock, world):
    ask(make_prompt())
    clock.turn(GUARD_SECONDS - 0.01)
    for name in ("prompt_accept", "prompt_cancel"):
        qtbot.mouseClick(button(panel, name), LEFT)
    qtbot.keyClick(fields(panel)[0], Qt.Key.Key_Return)
    qtbot.keyClick(fields(panel)[0], Qt.Key.Key_Escape)
    assert not replies(world)
    clock.turn(0.02)
    qtbot.mouseClick(button(panel, "prompt_cancel"), LEFT)
    assert len(replies(world)) == 1


def test_two_quick_clicks_answer_one_question(qtbot, answering, world, clock):
    panel = answering(make_prompt(1), make_prompt(2, node="kvm-03"))
    qtbot.mouseClick(button(panel, "prompt_cancel"), LEFT)
    qtbot.mouseClick(button(panel, "prompt_cancel"), LEFT)
    assert [number for number, _ in replies(world)] == [1]
    assert panel.prompt.id == 2


def test_shown_anew_it_is_young_again(qtbot, answering, world, clock):
    panel = answering(make_prompt())
    panel.hide()
    clock.turn()
    panel.show()
    qtbot.mouseClick(button(panel, "prompt_cancel"), LEFT)
    assert not replies(world)


def test_several_wait_and_can_be_looked_through(qtbot, answering):
    panel = answering(make_prompt(1), make_prompt(2, node="kvm-03"), make_prompt(3, node="kvm-04"))
    assert "1 of 3" in said(panel)
    qtbot.mouseClick(button(panel, "next_prompt"), LEFT)
    assert "kvm-03" in said(panel)
    assert "2 of 3" in said(panel)
    qtbot.mouseClick(button(panel, "next_prompt"), LEFT)
    assert not button(panel, "next_prompt").isEnabled()
    qtbot.mouseClick(button(panel, "previous_prompt"), LEFT)
    assert "2 of 3" in said(panel)


def test_alone_there_is_nothing_to_look_through(answering):
    panel = answering(make_prompt())
    assert button(panel, "next_prompt") is None
    assert "1 of 1" not in said(panel)


def test_another_question_does_not_disturb(qtbot, answering, ask):
    panel = answering(make_prompt(1))
    (field,) = fields(panel)
    qtbot.keyClicks(field, "hun")
    ask(make_prompt(2, node="kvm-03"))
    assert "1 of 2" in said(panel)
    assert fields(panel) == [field]
    assert field.text() == "hun"


def test_letters_for_a_question_that_went_reach_no_other(qtbot, answering, world, clock):
    panel = answering(make_prompt(1), make_prompt(2, node="kvm-03"))
    qtbot.keyClicks(fields(panel)[0], "hun")
    world.post(PromptWithdrawn(1))
    clock.turn()
    focused = panel.window().focusWidget()
    assert focused is panel
    qtbot.keyClicks(focused, "ter2")
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    assert fields(panel)[0].text() == ""
    assert not replies(world)


def test_after_an_answer_the_next_field_is_at_hand(qtbot, answering):
    panel = answering(make_prompt(1), make_prompt(2, node="kvm-03"))
    qtbot.keyClicks(fields(panel)[0], CODE)
    qtbot.keyClick(fields(panel)[0], Qt.Key.Key_Return)
    assert "kvm-03" in said(panel)
    assert panel.window().focusWidget() is fields(panel)[0]
    assert fields(panel)[0].text() == ""


def test_everything_can_be_reached_by_tab(qtbot, answering):
    panel = answering(make_prompt(keep_refusal=KeepRefusal.NONE))
    seen = set()
    for _ in range(12):
        seen.add(panel.window().focusWidget().objectName())
        qtbot.keyClick(panel.window().focusWidget(), Qt.Key.Key_Tab)
    assert {"answer", "eye", "remember", "prompt_cancel", "prompt_accept", "later"} <= seen


@pytest.mark.parametrize("kind", PromptKind)
def test_server_words_are_plain(answering, kind):
    hostile = "\x1b[31m<a href='x'>click</a>\u202e\x07"
    panel = answering(
        make_prompt(
            kind=kind, title=hostile, instruction=hostile * 500, subject=hostile, user=hostile,
            host=hostile, fields=(PromptField(hostile), PromptField(hostile, True, hostile)),
        )
    )  # fmt: skip
    QApplication.processEvents()
    for label in panel.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
        for sign in "\x1b\u202e\x07":
            assert sign not in label.text() + label.accessibleName()
    assert panel.height() <= panel.screen().size().height()


def test_a_long_text_leaves_the_field_in_sight(qtbot, answering):
    text = "All access is logged, and more is said about it.\n" * 40
    panel = answering(
        make_prompt(kind=PromptKind.CHALLENGE, instruction=text, fields=(PromptField("Code"),))
    )
    for _ in range(3):
        panel.resize(440, panel.layout().totalHeightForWidth(440))
        QApplication.processEvents()
    (field,) = fields(panel)
    corner = field.mapTo(panel, field.rect().bottomRight())
    assert corner.y() < button(panel, "prompt_accept").geometry().top()
    assert panel.height() < 560
    assert not field.visibleRegion().isEmpty()


def test_a_closed_window_forgets_all(qtbot, answering, world):
    panel = answering(make_prompt(keep_refusal=KeepRefusal.NONE))
    (field,) = fields(panel)
    qtbot.keyClicks(field, CODE)
    panel.leave()
    assert field.text() == ""
    world.answer(KeyRing("KWallet"))
    assert "KWallet" not in said(panel)
