"""Details, faults, host problems, messages, about."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

import virtgui
from tests.views.dialogs.samples import (
    NOW,
    URI,
    failed_task,
    make_domain,
    make_status,
    make_task,
    ref,
)
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import Fault
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.live_step import LiveKind, LiveStep, PartReport, PartState
from virtgui.core.values.task import Progress, TaskState
from virtgui.models.error_words import error_text
from virtgui.views.dialogs.about import AboutDialog
from virtgui.views.dialogs.connection_problem import ConnectionProblemDialog
from virtgui.views.dialogs.fault import MOST_KEPT, FaultReporter
from virtgui.views.dialogs.message import MessageDialog
from virtgui.views.dialogs.task_details import TaskDetailsDialog
from virtgui.views.dialogs.task_parts import PartList
from virtgui.views.widgets.text import TextLabel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton
NO_ACCESS = ErrorInfo(ErrorKind.PERMISSION, Remedy.JOIN_GROUP, "socket: Permission denied", 38, 7)


def said(dialog):
    return " | ".join(label.text() for label in dialog.findChildren(QLabel))


def press(qtbot, dialog, name):
    qtbot.mouseClick(dialog.findChild(QPushButton, name), LEFT)


@pytest.fixture
def details(qtbot, look, world):
    def show(task):
        dialog = TaskDetailsDialog(look, task, world.feed, clock=lambda: NOW)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


def test_details_say_what_why_next_and_the_command(qtbot, details):
    dialog = details(failed_task(1, name="ci-runner-02"))
    report = dialog.report()
    for part in (
        "Start · ci-runner-02", "State: Failed", "Host: kvm-02", f"Address: {URI}",
        "Something else uses its storage.", "Stop the other user of it first.",
        "ci-02.qcow2 is in use by ci-runner-01", "error 55", f"virsh -c {URI} start ci-runner-02",
    ):  # fmt: skip
        assert part in report
    press(qtbot, dialog, "copy_report")
    assert QGuiApplication.clipboard().text() == report


def test_details_follow_the_task(details, world):
    dialog = details(make_task(1, progress=Progress(0.25), cancellable=True))
    cancel = dialog.findChild(QPushButton, "cancel_task")
    again = dialog.findChild(QPushButton, "again")
    assert "25 %" in dialog.report()
    assert cancel.isVisible()
    assert not again.isVisible()
    world.tasks(make_task(2, progress=Progress(0.9)))
    assert "90 %" not in dialog.report()
    world.tasks(failed_task(1))
    assert dialog.task.state is TaskState.FAILED
    assert again.isVisible()
    assert not cancel.isVisible()


def test_details_can_cancel_and_run_again(qtbot, details):
    running = make_task(1, cancellable=True)
    dialog = details(running)
    with qtbot.waitSignal(dialog.cancel_requested) as wanted:
        press(qtbot, dialog, "cancel_task")
    assert wanted.args == [running]
    failed = failed_task(2)
    dialog = details(failed)
    with qtbot.waitSignal(dialog.again_requested) as wanted:
        press(qtbot, dialog, "again")
    assert wanted.args == [failed]
    assert not dialog.isVisible()


def test_details_lead_to_the_object_while_it_exists(qtbot, details, world):
    dialog = details(failed_task(1))
    assert not dialog.findChild(QPushButton, "open_object").isEnabled()
    world.domains(make_domain("web-01"))
    dialog = details(failed_task(1))
    with qtbot.waitSignal(dialog.object_opened) as opened:
        press(qtbot, dialog, "open_object")
    assert opened.args == [ref("web-01")]


def test_details_list_the_parts_with_how_each_stands(details, world):
    done = PartReport(None, PartState.DONE)
    step = LiveStep(LiveKind.ATTACH, xml="<disk passwd='geheim'/>", label="<b>vdb")
    operation = ApplyDefinition(ref=ref("web-01"), xml="<domain/>", steps=(step,), count=1)
    dialog = details(make_task(1, operation=operation, cancellable=True))
    parts = dialog.findChild(PartList)
    assert not parts.isVisible()
    waits = PartReport(step, PartState.UNKNOWN)
    world.tasks(make_task(1, operation=operation, parts=(done, waits)))
    assert parts.isVisible()
    assert parts.lines == ("Definition for the next start · done", "Attach <b>vdb")
    failed = PartReport(step, PartState.FAILED, NO_ACCESS)
    world.tasks(failed_task(1, operation=operation, error=NO_ACCESS, parts=(done, failed)))
    assert parts.lines[1] == "Attach <b>vdb · failed · You may not use libvirt there."
    assert parts.lines[1] in dialog.report()
    assert "geheim" not in dialog.report()
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in parts.findChildren(
        TextLabel))  # fmt: skip


@pytest.mark.parametrize("state", TaskState)
def test_details_of_every_state(details, state):
    assert "State: " in details(make_task(1, state)).report()


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_of_error_has_words(kind):
    assert error_text(ErrorInfo(kind, Remedy.NOTHING, "")).why.endswith(".")


@pytest.mark.parametrize("remedy", Remedy)
def test_every_remedy_has_words(remedy):
    words = error_text(ErrorInfo(ErrorKind.INTERNAL, remedy, "x"))
    assert words.why
    assert words.next or remedy is Remedy.NOTHING


@pytest.fixture
def problem(qtbot, look, world):
    def show(status):
        dialog = ConnectionProblemDialog(look, status, feed=world.feed, clock=lambda: NOW)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


def waiting(**values):
    return make_status(ConnectionState.WAITING, error=NO_ACCESS, retry_at=NOW + 20, **values)


def test_a_host_problem_says_why_and_what_to_do(problem):
    dialog = problem(waiting(last_answer_at=NOW - 240))
    report = dialog.report()
    for part in (
        "State: Waiting to connect again", "Last answer: 4 min ago", "Next try: in 20 s",
        "You may not use libvirt there.", "sudo usermod -aG libvirt", "Permission denied",
    ):  # fmt: skip
        assert part in report


def test_a_host_problem_can_be_retried_and_edited(qtbot, problem):
    status = waiting()
    dialog = problem(status)
    with qtbot.waitSignal(dialog.retry_requested) as wanted:
        qtbot.mouseClick(dialog.primary, LEFT)
    assert wanted.args == [status.spec]
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.edit_requested) as wanted:
        press(qtbot, dialog, "edit")
    assert wanted.args == [status.spec]
    assert not dialog.isVisible()


def test_a_host_problem_follows_the_host(problem, world):
    dialog = problem(waiting())
    world.status()
    assert "State: Connected" in dialog.report()
    assert "Permission denied" not in dialog.report()
    assert not dialog.primary.isEnabled()


def test_faults_share_one_dialog_and_are_counted(qtbot, look, world):
    reporter = FaultReporter(look, world.feed)
    world.post(Fault("ValueError: one", "trace one"))
    dialog = reporter.dialog
    qtbot.addWidget(dialog)
    world.post(*(Fault(f"KeyError: {number}", f"trace {number}") for number in range(50)))
    assert reporter.dialog is dialog
    assert dialog.count == 51
    assert "51" in said(dialog)
    report = dialog.report()
    assert "trace one" in report
    assert f"virtgui: {virtgui.__version__}" in report
    assert report.count("KeyError") == MOST_KEPT - 1
    press(qtbot, dialog, "copy_report")
    assert QGuiApplication.clipboard().text() == report


def test_after_closing_the_next_fault_is_shown_anew(qtbot, look, world):
    reporter = FaultReporter(look, world.feed)
    world.post(Fault("one", ""))
    reporter.dialog.reject()
    assert reporter.dialog is None
    world.post(Fault("two", ""))
    qtbot.addWidget(reporter.dialog)
    assert reporter.dialog.count == 1


def test_a_fault_does_not_block_the_window(look, world):
    reporter = FaultReporter(look, world.feed)
    world.post(Fault("one", ""))
    assert not reporter.dialog.isModal()
    reporter.dialog.close()


def test_a_message_shows_the_text_as_it_is(qtbot, look):
    dialog = MessageDialog(look, "Not saved", "<b>no</b>", severity="warn", details="x < y")
    qtbot.addWidget(dialog)
    dialog.show()
    assert "<b>no</b>" in said(dialog)
    assert all(
        label.textFormat() == Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel)
    )
    press(qtbot, dialog, "copy")
    assert QGuiApplication.clipboard().text() == "x < y"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_message_of_an_error_names_the_way_out(qtbot, look):
    dialog = MessageDialog.of_error(look, "Not saved", NO_ACCESS)
    qtbot.addWidget(dialog)
    assert "You may not use libvirt there." in said(dialog)


def test_about_names_versions(qtbot, look):
    dialog = AboutDialog(look, more_versions=(("libvirt", "9.0.0"),))
    qtbot.addWidget(dialog)
    dialog.show()
    assert virtgui.__version__ in said(dialog)
    press(qtbot, dialog, "copy_versions")
    copied = QGuiApplication.clipboard().text()
    assert "libvirt: 9.0.0" in copied
    assert "Qt: " in copied
