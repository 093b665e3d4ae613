"""The test of a connection in its dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from tests.views.dialogs.samples import KVM, URI
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import DiagnosisChanged, PromptAsked, PromptWithdrawn
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.diagnosis import Diagnosis, DoctorStep, StepResult, StepState
from virtgui.core.values.prompt import Prompt, PromptKind, PromptReply
from virtgui.views.dialogs import test_connection as product
from virtgui.views.dialogs.doctor_steps import StepRow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton
SPEC = ConnectionSpec(KVM, URI, "kvm-02")
NO_GROUP = ErrorInfo(ErrorKind.PERMISSION, Remedy.JOIN_GROUP, "Permission denied", subject="ops")
CHANGED = ErrorInfo(
    ErrorKind.HOST_KEY, Remedy.CHANGED_HOST_KEY, "changed", subject="kvm-02",
    facts=(("known", "ssh-ed25519 SHA256:a"), ("shown", "ssh-ed25519 SHA256:b")),
)  # fmt: skip


@pytest.fixture
def dialog(qtbot, look, world):
    made = product.TestConnectionDialog(look, world.dispatcher, world.feed, SPEC, clock=Clock())
    qtbot.addWidget(made)
    made.show()
    return made


class Clock:
    """Every look at it is a second later: nothing is too young to be answered."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 1.0
        return self.now


@pytest.fixture
def tell(world, dialog):
    """Posts how far the test is: the states of the first steps, the rest waits."""

    def post(*states, over=False, error=None, number=None, found=("a fact",)):
        states = (*states, *[StepState.WAITING] * (len(DoctorStep) - len(states)))
        steps = tuple(
            StepResult(
                step,
                state,
                None if state is StepState.WAITING else 0.12,
                () if state is StepState.WAITING else found,
                error if state is StepState.FAILED else None,
            )
            for step, state in zip(DoctorStep, states, strict=True)
        )
        number = number or list(world.backend.diagnosed)[-1]
        world.post(DiagnosisChanged(Diagnosis(number, SPEC, steps, over)))
        QApplication.processEvents()

    return post


def said(widget):
    labels = [label for label in widget.findChildren(QLabel) if label.isVisible()]
    return " | ".join(getattr(label, "full_text", label.text()) for label in labels)


def summary(dialog):
    return dialog.findChild(QLabel, "summary").text()


def test_it_starts_when_shown(dialog, world):
    assert list(world.backend.diagnosed.values()) == [SPEC]
    assert not world.backend.stopped
    assert not dialog.primary.isEnabled()
    assert dialog.report() == ""


def test_each_step_is_followed(dialog, tell):
    tell(StepState.OK, StepState.RUNNING)
    rows = dialog.findChildren(StepRow)
    assert len(rows) == len(DoctorStep)
    assert rows[0].accessibleName() == "Name of the host, works, 120 ms, a fact"
    assert "running" in rows[1].accessibleName()
    assert "120 ms" in said(rows[0])
    assert summary(dialog) == "The test is running."
    tell(*[StepState.OK] * len(DoctorStep), over=True, found=("libvirt 9.0.0", "QEMU 7.2.22"))
    assert summary(dialog) == "Everything works: libvirt 9.0.0, QEMU 7.2.22"
    assert dialog.findChildren(StepRow) == rows
    assert dialog.primary.isEnabled()


def test_other_tests_are_not_ours(dialog, tell):
    tell(StepState.OK, number=4711)
    assert dialog.diagnosis is None


def test_a_failure_says_what_to_do(dialog, tell):
    error = dialog.findChild(QWidget, "error_panel")
    tell(*[StepState.OK] * 6, StepState.RUNNING)
    assert not error.isVisible()
    tell(*[StepState.OK] * 6, StepState.FAILED, over=True, error=NO_GROUP)
    assert summary(dialog) == "Stops at: Permission"
    assert error.isVisible()
    assert "sudo usermod -aG libvirt ops" in said(error)
    assert dialog.window().focusWidget() is dialog.primary


def test_facts_of_a_failure_are_shown_whole(dialog, tell):
    tell(StepState.OK, StepState.OK, StepState.FAILED, over=True, error=CHANGED)
    facts = said(dialog.findChild(QWidget, "error_facts"))
    assert "Known key | ssh-ed25519 SHA256:a" in facts
    assert "Key shown now | ssh-ed25519 SHA256:b" in facts
    assert "SHA256:a" in dialog.findChild(QWidget, "error_panel").accessibleName()


def test_it_can_be_tested_again(qtbot, dialog, tell, world):
    tell(StepState.FAILED, over=True, error=NO_GROUP)
    qtbot.mouseClick(dialog.primary, LEFT)
    first, second = world.backend.diagnosed
    assert world.backend.stopped == [first]
    assert not dialog.findChild(QWidget, "error_panel").isVisible()
    assert dialog.diagnosis is None
    tell(StepState.OK, number=first)
    assert dialog.diagnosis is None
    tell(StepState.OK, number=second)
    assert dialog.diagnosis.id == second


@pytest.mark.parametrize("how", ["button", "escape", "close"])
def test_closing_ends_the_test(qtbot, dialog, tell, world, how):
    tell(StepState.RUNNING)
    if how == "button":
        qtbot.mouseClick(dialog.findChild(QPushButton, "cancel"), LEFT)
    elif how == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()
    assert world.backend.stopped == list(world.backend.diagnosed)
    assert not dialog.isVisible()


def test_the_report_is_copied(qtbot, dialog, tell):
    copy = dialog.findChild(QPushButton, "copy_report")
    assert not copy.isEnabled()
    tell(*[StepState.OK] * 6, StepState.FAILED, over=True, error=NO_GROUP)
    qtbot.mouseClick(copy, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert copied == dialog.report()
    for part in (URI, "Stops at: Permission", "sudo usermod", "Permission denied"):
        assert part in copied


def prompt(world, number=1, **values):
    values.setdefault("diagnosis", list(world.backend.diagnosed)[-1])
    return Prompt(number, KVM, "kvm-02", PromptKind.PASSWORD, "ops", "kvm-02", **values)


def test_its_question_is_asked_inside(qtbot, dialog, tell, world):
    panel = dialog.findChild(QWidget, "prompt_panel")
    world.post(PromptAsked(prompt(world, 1, diagnosis=None)))
    assert not panel.isVisible()
    tell(StepState.OK, StepState.OK, StepState.OK, StepState.ASKING)
    world.post(PromptAsked(prompt(world, 2)))
    assert panel.isVisible()
    assert summary(dialog) == "It waits for your answer."
    field = panel.findChild(QLineEdit, "answer")
    assert dialog.focusWidget() is field
    qtbot.keyClicks(field, "hunter2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert world.backend.replies == [(2, PromptReply(True, ("hunter2",)))]
    assert dialog.isVisible()
    assert not panel.isVisible()
    assert "hunter2" not in dialog.report()


def test_esc_in_the_question_leaves_the_dialog_open(qtbot, dialog, tell, world):
    tell(StepState.ASKING)
    world.post(PromptAsked(prompt(world)))
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
    assert world.backend.replies == [(1, PromptReply(False))]
    assert dialog.isVisible()


def test_a_question_that_goes_leaves_the_keyboard_in_the_dialog(dialog, tell, world):
    tell(StepState.ASKING)
    world.post(PromptAsked(prompt(world)))
    world.post(PromptWithdrawn(1))
    assert dialog.focusWidget() is dialog.findChild(QPushButton, "cancel")


def test_nothing_typed_stays_when_it_is_closed(qtbot, dialog, tell, world):
    tell(StepState.ASKING)
    world.post(PromptAsked(prompt(world)))
    field = dialog.findChild(QLineEdit, "answer")
    qtbot.keyClicks(field, "hunter2")
    dialog.reject()
    assert field.text() == ""
