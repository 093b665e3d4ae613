"""Names, tags and notes: only what was changed becomes an operation."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.views.dialogs.samples import make_domain, ref
from virtgui.core.ops.domain import RenameDomain, SetDescription, SetLabels, SetTitle
from virtgui.core.search_complete import Vocabulary
from virtgui.core.values.domain import DomainState
from virtgui.core.values.domain_config import Labels
from virtgui.documents.metadata import NAMESPACE, PREFIX, read_labels
from virtgui.views.dialogs.label_fields import split_tags
from virtgui.views.dialogs.labels import LabelsDialog
from virtgui.views.widgets.fields import TextArea

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

KEPT = {"tags": ("prod", "web"), "group": "web/front", "notes": "Ask ops."}


@pytest.fixture
def open_dialog(qtbot, look):
    def make(*domains, **values):
        dialog = LabelsDialog(look, domains, **values)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def line(dialog, name):
    return dialog.findChild(QLineEdit, name)


def said(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_nothing_changed_is_nothing_to_do(open_dialog):
    dialog = open_dialog(make_domain("web-03", config=KEPT))
    assert dialog.operations() == ()
    assert not dialog.primary.isEnabled()
    assert "Nothing is changed" in dialog.primary.toolTip()


def test_tags_are_changed_and_the_rest_of_the_labels_stays(qtbot, open_dialog):
    dialog = open_dialog(make_domain("web-03", config=KEPT))
    line(dialog, "tags").clear()
    qtbot.keyClicks(line(dialog, "tags"), "prod, edge db,prod")
    (operation,) = dialog.operations()
    assert isinstance(operation, SetLabels)
    assert operation.tags == ("prod", "edge", "db")
    assert (operation.group, operation.notes) == ("web/front", "Ask ops.")
    assert (operation.namespace, operation.prefix) == (NAMESPACE, PREFIX)
    assert read_labels(operation.element) == Labels(("prod", "edge", "db"), "web/front", "Ask ops.")
    assert dialog.primary.isEnabled()


def test_each_field_has_its_operation(open_dialog):
    dialog = open_dialog(make_domain("web-03"))
    line(dialog, "name").setText("web-04")
    line(dialog, "title").setText("Shop")
    dialog.findChild(TextArea, "description").setPlainText("The shop.\nOld.")
    dialog.findChild(TextArea, "notes").setPlainText("Ask ops.")
    line(dialog, "group").setText(" web / front ")
    target = ref("web-03")
    rename, title, description, labels = dialog.operations()
    assert rename == RenameDomain(ref=target, new_name="web-04")
    assert title == SetTitle(ref=target, title="Shop")
    assert description == SetDescription(ref=target, description="The shop.\nOld.")
    assert (labels.group, labels.notes) == ("web/front", "Ask ops.")


def test_emptied_labels_remove_the_element(open_dialog):
    dialog = open_dialog(make_domain("web-03", config={"tags": ("a",)}))
    line(dialog, "tags").clear()
    assert dialog.operations()[0].element == ""


@pytest.mark.parametrize(
    ("values", "word"),
    [({"state": DomainState.RUNNING}, "shut off"), ({"persistent": False}, "no saved definition")],
)
def test_the_name_of_what_cannot_be_renamed_says_why(open_dialog, values, word):
    dialog = open_dialog(make_domain("web-03", **values))
    assert not line(dialog, "name").isEnabled()
    assert any(word in text for text in said(dialog))


def test_renaming_begins_in_the_name(qtbot, open_dialog):
    dialog = open_dialog(make_domain("web-03"), focus_name=True)
    dialog.activateWindow()
    qtbot.waitUntil(line(dialog, "name").hasFocus)
    qtbot.keyClicks(line(dialog, "name"), "db-01")
    assert dialog.operations() == (RenameDomain(ref=ref("web-03"), new_name="db-01"),)
    qtbot.keyClick(line(dialog, "name"), Qt.Key.Key_Return)
    assert dialog.result() == 1


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("name", "", "empty"),
        ("name", "a/b", "slash"),
        ("name", "..", "slash"),
        ("name", "web-04", "exists already"),
        ("tags", "good ba*d", "ba*d"),
        ("tags", "x" * 60, "too long"),
        ("group", "g" * 300, "too long"),
    ],
)
def test_bad_input_is_told_at_its_field_and_disables_apply(open_dialog, field, text, word):
    dialog = open_dialog(make_domain("web-03"), taken_names=frozenset({"web-04"}))
    line(dialog, field).setText(text)
    assert any(word in sentence for sentence in said(dialog))
    assert line(dialog, field).property("severity") == "error"
    assert not dialog.primary.isEnabled()
    assert word in dialog.primary.toolTip()


def test_notes_that_xml_cannot_carry_are_refused(open_dialog):
    dialog = open_dialog(make_domain("web-03"))
    dialog.findChild(TextArea, "notes").setPlainText("bell \u0007")
    assert not dialog.primary.isEnabled()


def test_several_get_and_lose_tags_and_keep_the_rest(qtbot, open_dialog):
    dialog = open_dialog(
        make_domain("a", config={"tags": ("prod", "old"), "group": "x", "notes": "n"}),
        make_domain("b", config={"tags": ("new",), "group": "y"}),
        make_domain("c", config={"tags": ("prod",), "group": "x"}),
    )
    qtbot.keyClicks(line(dialog, "add_tags"), "new")
    line(dialog, "remove_tags").setText("old")
    done = {item.ref: item for item in dialog.operations()}
    assert set(done) == {ref("a"), ref("c")}
    assert done[ref("a")].tags == ("prod", "new")
    assert (done[ref("a")].group, done[ref("a")].notes) == ("x", "n")
    assert done[ref("c")].tags == ("prod", "new")


def test_several_get_one_group(open_dialog):
    dialog = open_dialog(
        make_domain("a", config={"group": "x"}), make_domain("b", config={"group": "y"})
    )
    assert line(dialog, "group").text() == ""
    assert dialog.operations() == ()
    line(dialog, "group").setText("y")
    assert [(item.ref, item.group) for item in dialog.operations()] == [(ref("a"), "y")]


def test_a_common_group_can_be_taken_away(open_dialog):
    dialog = open_dialog(*(make_domain(name, config={"group": "x"}) for name in "ab"))
    assert line(dialog, "group").text() == "x"
    line(dialog, "group").clear()
    assert [item.group for item in dialog.operations()] == ["", ""]


def test_known_tags_complete_the_last_word(open_dialog):
    words = Vocabulary(tags=("production", "test"), groups=("web/front",))
    dialog = open_dialog(make_domain("web-03"), vocabulary=words)
    field = line(dialog, "tags")
    completer = field.completer()
    field.setText("edge, pro")
    completer.setCompletionPrefix(completer.splitPath(field.text())[0])
    assert completer.completionCount() == 1
    assert completer.currentCompletion() == "edge, production"
    group = line(dialog, "group").completer()
    group.setCompletionPrefix("web")
    assert group.currentCompletion() == "web/front"


def test_tags_are_parted_by_commas_and_blanks():
    assert split_tags(" a,b  c, a\t,") == ("a", "b", "c")
