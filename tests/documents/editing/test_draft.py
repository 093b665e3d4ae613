"""Edits on their way: undo, redo, broken text, single reverts."""

import pytest

from tests.documents.editing.samples import TEXT as WRITTEN
from tests.documents.editing.samples import canonical, document
from virtgui.documents.document import DocumentError
from virtgui.documents.editing.difference import ChangeKind
from virtgui.documents.editing.draft import MOST_STEPS, Draft

TEXT = document(WRITTEN).text()


def set_title(text):
    return lambda document: setattr(document, "title", text)


def test_an_edit_is_a_change_and_undo_takes_it_back():
    draft = Draft(TEXT)
    assert not draft.is_changed
    draft.edit("title", set_title("New"))
    assert [str(leaf.path) for change in draft.changes for leaf in change.leaves] == ["title"]
    assert draft.undo_label == "title"
    draft.undo()
    assert draft.text == TEXT
    assert not draft.is_changed
    draft.redo()
    assert draft.document.title == "New"


def test_edits_of_the_same_field_are_one_step():
    draft = Draft(TEXT)
    for text in ("N", "Ne", "New"):
        draft.edit("title", set_title(text), at="title")
    draft.edit("name", lambda document: setattr(document, "description", "x"), at="description")
    draft.undo()
    assert draft.document.title == "New"
    draft.undo()
    assert draft.text == TEXT


def test_a_new_edit_forgets_what_could_be_done_again():
    draft = Draft(TEXT)
    draft.edit("title", set_title("A"))
    draft.undo()
    draft.edit("title", set_title("B"))
    assert not draft.redo_label


def test_an_edit_that_changes_nothing_is_no_step():
    draft = Draft(TEXT)
    draft.edit("title", set_title("Orders"))
    assert not draft.undo_label


def test_a_failing_edit_leaves_all_as_it_was():
    draft = Draft(TEXT)
    with pytest.raises(ValueError, match="XML"):
        draft.edit("title", set_title("a\x00"))
    assert draft.text == TEXT
    assert not draft.is_changed


def test_a_broken_text_is_kept_with_its_error_and_the_last_good_document():
    draft = Draft(TEXT)
    draft.set_text(TEXT.replace("</title>", ""), "text")
    assert draft.is_changed
    assert draft.error.line > 1
    assert draft.document.title == "Orders"
    draft.set_text(TEXT.replace("Orders", "Typed"), "text")
    assert draft.error is None
    assert draft.document.title == "Typed"
    draft.undo()
    assert draft.text == TEXT


def test_another_kind_of_document_is_refused():
    with pytest.raises(DocumentError):
        Draft("<network><name>x</name></network>")
    draft = Draft(TEXT)
    draft.set_text("<network/>", "text")
    assert draft.error is not None


def test_single_changes_are_taken_back_and_that_can_be_undone():
    draft = Draft(TEXT)
    draft.edit("title", set_title("New"))
    draft.edit("vcpus", lambda document: setattr(document, "vcpus_current", 1))
    (change,) = draft.changes
    title = next(leaf for leaf in change.leaves if str(leaf.path) == "title")
    draft.revert_change(change, (title,))
    assert draft.document.title == "Orders"
    assert draft.document.vcpus_current == 1
    draft.undo()
    assert draft.document.title == "New"


def test_discard_goes_to_the_beginning_and_can_be_undone():
    draft = Draft(TEXT)
    draft.edit("title", set_title("New"))
    draft.discard()
    assert canonical(draft.document.element) == canonical(draft.base.element)
    assert not draft.is_changed
    draft.undo()
    assert draft.document.title == "New"


def test_steps_are_bounded():
    draft = Draft(TEXT)
    for number in range(MOST_STEPS + 20):
        draft.edit("title", set_title(f"T{number}"))
    steps = 0
    while draft.undo_label:
        draft.undo()
        steps += 1
    assert steps == MOST_STEPS


def test_text_and_forms_follow_each_other():
    draft = Draft(TEXT)
    draft.set_text(TEXT.replace("db-01.qcow2", "other.qcow2"), "text")
    (change,) = draft.changes
    assert (change.kind, change.tag) == (ChangeKind.EDITED, "disk")
    draft.edit("title", set_title("From the form"))
    assert "From the form" in draft.text
    assert "other.qcow2" in draft.text
