"""The question before: words, list, count, and Cancel as the default."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit

from tests.views.dialogs.samples import failed_task, make_domain, ref
from virtgui.core.ops import domain as ops
from virtgui.core.policy import Refusal
from virtgui.core.values.domain import DomainState
from virtgui.models.actions import ACTIONS, Possible
from virtgui.views.dialogs.confirm import ConfirmDialog
from virtgui.views.dialogs.confirm_words import again_question, confirm_question, things_word

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def machines(count):
    return tuple(make_domain(f"m-{number:02}", DomainState.RUNNING) for number in range(count))


def ask(qtbot, look, action, able, unable=()):
    dialog = ConfirmDialog(look, confirm_question(ACTIONS[action], Possible(able, unable)))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def words_of(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("count", [1, 3])
def test_every_action_has_a_question(action, count):
    question = confirm_question(ACTIONS[action], Possible(machines(count), ()))
    assert question.title.endswith("?")
    assert ("m-00" if count == 1 else "3 virtual machines") in question.title
    assert question.lines[-1].endswith(".")
    assert question.verb
    assert not {"OK", "Yes", "No"} & {question.verb}
    assert len(question.names) == (0 if count == 1 else 3)
    assert "{" not in " ".join((question.title, question.verb, *question.lines))


def test_forcing_off_says_what_is_lost_and_what_stays():
    question = confirm_question(ACTIONS["destroy"], Possible(machines(1), ()))
    assert question.title == "Force off m-00?"
    assert question.lines == ("It loses what it has not written. Its disks stay.",)
    assert question.is_destructive


def test_what_is_gone_when_it_stops_is_named():
    transient = make_domain("t", DomainState.RUNNING, persistent=False)
    lines = confirm_question(ACTIONS["destroy"], Possible((transient,), ())).lines
    assert "gone when it stops: t" in lines[0]


def test_containers_are_called_so():
    boxes = tuple(make_domain(f"c{n}", config={"os_type": "exe"}) for n in range(2))
    assert things_word(boxes) == "2 containers"
    assert things_word((*boxes, make_domain("m"))) == "3 machines and containers"


def test_enter_cancels_and_escape_too(qtbot, look):
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        dialog = ask(qtbot, look, "destroy", machines(1))
        qtbot.keyClick(dialog, key)
        assert dialog.result() == QDialog.DialogCode.Rejected
        assert not dialog.isVisible()


def test_the_verb_accepts(qtbot, look):
    dialog = ask(qtbot, look, "destroy", machines(1))
    assert dialog.primary.text() == "Force off"
    assert dialog.primary.property("destructive")
    assert not dialog.primary.property("primary")
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_several_are_listed_with_those_left_out_and_why(qtbot, look):
    unable = ((make_domain("off"), Refusal.NOT_RUNNING),)
    said = words_of(ask(qtbot, look, "shutdown", machines(3), unable))
    assert {"m-00", "m-01", "m-02", "off", "It is not running."} <= set(said)


def test_names_are_shown_as_they_are(qtbot, look):
    evil = make_domain("<b>x</b> & y", DomainState.RUNNING)
    dialog = ask(qtbot, look, "destroy", (evil,))
    title = dialog.findChild(QLabel, "title")
    assert title.text() == "Force off <b>x</b> & y?"
    assert title.textFormat() == Qt.TextFormat.PlainText


def test_from_ten_on_the_number_is_typed(qtbot, look):
    dialog = ask(qtbot, look, "destroy", machines(12))
    assert not dialog.primary.isEnabled()
    field = dialog.findChild(QLineEdit, "count")
    qtbot.keyClicks(field, "11")
    assert not dialog.primary.isEnabled()
    field.clear()
    qtbot.keyClicks(field, "12")
    assert dialog.primary.isEnabled()


def test_no_number_for_nine_or_for_what_loses_nothing(qtbot, look):
    for action, count in (("destroy", 9), ("start", 30)):
        dialog = ask(qtbot, look, action, machines(count))
        assert dialog.primary.isEnabled()
        assert not dialog.findChild(QLineEdit, "count").isVisible()


def test_a_long_list_scrolls(qtbot, look):
    dialog = ask(qtbot, look, "shutdown", machines(60))
    assert dialog.height() < look.px(480)


def test_again_names_the_object():
    question = again_question(failed_task(1, operation=ops.DestroyDomain(ref=ref("web-01"))))
    assert question.title == "Force off again: web-01?"
    assert question.is_destructive
