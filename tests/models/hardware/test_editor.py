"""The editor of a definition: reading, edits, applying, and what others do meanwhile."""

import pytest

from tests.documents.editing.samples import TEXT
from tests.models.hardware.editing_world import OTHER, REF, EditorWorld, definition
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import Answer
from virtgui.core.queries import ReadDefinition, ReadDomainCaps
from virtgui.core.values.live_step import LiveKind, LiveStep, PartReport, PartState
from virtgui.core.values.task import TaskState
from virtgui.documents.document import parse_root
from virtgui.documents.editing.difference import ChangeKind, add_device
from virtgui.documents.editing.live_plan import Moment

RUNNING = TEXT.replace("<domain type='kvm'>", "<domain type='kvm' id='3'>")
THEIRS = TEXT.replace("<shares>1024</shares>", "<shares>512</shares>")
NEW_DISK = """<disk type="file" device="disk">
<source file="/var/{name}.img"/><target dev="{name}" bus="virtio"/></disk>"""
ERROR = ErrorInfo(ErrorKind.CONFLICT, Remedy.LOOK_AGAIN, "gone")


@pytest.fixture
def world(feed):
    return EditorWorld(feed)


def title(text):
    def change(document):
        document.element.find("title").text = text

    return change


def titled(editor):
    return editor.draft.document.element.findtext("title")


def test_nothing_is_there_before_the_answer(world):
    editor = world.editor
    editor.open(REF)
    assert editor.scene is None
    assert not editor.has_edits
    assert editor.plan.items == ()
    assert editor.apply("db-01", 0) is None
    editor.edit("title", title("lost"))
    world.answer(error=ERROR)
    assert editor.situation.error is ERROR
    assert not editor.situation.is_loaded


def test_an_answer_for_a_machine_that_was_left_is_passed_over(world):
    world.editor.open(REF)
    first = len(world.asked(ReadDefinition))
    world.editor.open(OTHER)
    assert len(world.asked(ReadDefinition)) == first + 1
    numbers = [n for n, q in enumerate(world.backend.asked, 1) if isinstance(q, ReadDefinition)]
    world.post(Answer(numbers[0], definition(TEXT), None))
    assert world.editor.draft is None


def test_a_definition_that_is_none_is_told(world):
    world.open("<network/>")
    assert world.editor.draft is None
    assert world.editor.situation.error.kind is ErrorKind.INTERNAL


def test_what_the_kind_of_machine_can_have_is_asked_once_per_kind(world):
    editor = world.open(TEXT)
    assert len(world.asked(ReadDomainCaps)) == 1
    editor.edit("title", title("new"))
    assert len(world.asked(ReadDomainCaps)) == 1
    machine = TEXT.replace("pc-q35-7.2", "pc-i440fx-7.2")
    editor.set_text(machine)
    assert len(world.asked(ReadDomainCaps)) == 2


def test_edits_undo_and_redo(world):
    editor = world.open(TEXT)
    told = []
    editor.draft_changed.connect(lambda: told.append(editor.has_edits))
    editor.edit("title", title("A"), at="title")
    editor.edit("title", title("AB"), at="title")
    assert [item.leaf.new for item in editor.plan.items] == ["AB"]
    editor.undo()
    assert not editor.has_edits
    editor.redo()
    assert titled(editor) == "AB"
    editor.discard()
    assert told == [True, True, False, True, False]
    editor.undo()
    assert titled(editor) == "AB"


def test_a_value_that_xml_cannot_carry_changes_nothing(world):
    editor = world.open(TEXT)
    with pytest.raises(ValueError, match="XML"):
        editor.edit("title", title("\x00"))
    assert not editor.has_edits
    assert editor.draft.undo_label == ""


def test_what_waits_for_the_next_start_is_told_without_the_edits(world):
    editor = world.open(THEIRS, RUNNING)
    assert [leaf.new for change in editor.pending for leaf in change.leaves] == ["512"]
    editor.edit("title", title("mine"))
    assert len(editor.pending) == 1
    assert {item.moment for item in editor.plan.items} == {Moment.NOW}


def test_a_change_can_be_put_off_to_the_next_start(world):
    editor = world.open(TEXT, RUNNING)
    editor.edit("title", title("later"))
    keys = frozenset(item.key for item in editor.plan.items)
    assert [step.kind for step in editor.plan.steps] == [LiveKind.TITLE]
    editor.set_later(keys, is_later=True)
    assert editor.plan.steps == ()
    editor.set_later(keys, is_later=False)
    assert len(editor.plan.steps) == 1


def test_an_application_says_what_was_edited_and_forgets_no_later_edit(world):
    editor = world.open(TEXT, RUNNING)
    editor.edit("title", title("mine"))
    ended = []
    editor.applied.connect(ended.append)
    assert editor.apply("db-01", 1) == 1
    operation, name = world.backend.submitted[0]
    assert (name, operation.ref, operation.count) == ("db-01", REF, 1)
    assert operation.base_digest == definition(TEXT).digest
    assert "<title>mine</title>" in operation.xml
    assert [step.kind for step in operation.steps] == [LiveKind.TITLE]
    assert editor.situation.applying == 1
    task = world.end()
    assert ended == [task]
    assert editor.situation.applying is None
    new = TEXT.replace("Orders", "mine")
    world.answer(definition(new, new))
    assert not editor.has_edits
    assert editor.situation.theirs is None


def test_a_failed_application_keeps_the_edits(world):
    editor = world.open(TEXT)
    editor.edit("title", title("mine"))
    editor.apply("db-01", 1)
    world.end(TaskState.FAILED, error=ERROR)
    world.answer(definition(TEXT))
    assert titled(editor) == "mine"
    assert editor.has_edits
    assert editor.situation.outcome.error is ERROR
    editor.edit("title", title("again"))
    assert editor.situation.outcome is None


def test_a_live_step_that_failed_does_not_bring_the_edits_back(world):
    editor = world.open(TEXT, RUNNING)
    editor.edit("title", title("mine"))
    editor.apply("db-01", 1)
    step = LiveStep(LiveKind.TITLE, values=(("", "mine"),))
    parts = (PartReport(None, PartState.DONE), PartReport(step, PartState.FAILED, ERROR))
    world.end(TaskState.FAILED, parts, ERROR)
    new = TEXT.replace("Orders", "mine")
    world.answer(definition(new, RUNNING))
    assert not editor.has_edits
    assert editor.situation.outcome.parts == parts
    assert len(editor.pending) == 1


def test_what_is_refused_stays_an_edit(world):
    editor = world.open(TEXT)

    def change(document):
        title("mine")(document)
        document.element.find("cputune/shares").text = "77"

    editor.edit("both", change)
    (edited,) = editor.draft.changes
    leaf = next(leaf for leaf in edited.leaves if leaf.new == "77")
    editor.apply("db-01", 1, [(edited, (leaf,))])
    operation, _name = world.backend.submitted[0]
    assert "<shares>1024</shares>" in operation.xml
    assert "<title>mine</title>" in operation.xml
    world.end()
    # libvirt writes it in its own way: another digest than what was sent.
    world.answer(definition(TEXT.replace("Orders", "mine") + "\n"))
    assert editor.situation.theirs is None
    assert [leaf.new for item in editor.draft.changes for leaf in item.leaves] == ["77"]


def test_what_others_change_right_after_an_application_is_theirs(world):
    editor = world.open(TEXT)
    editor.edit("title", title("mine"))
    editor.apply("db-01", 1)
    editor.edit("title", title("more"))
    world.end()
    # libvirt made nothing of it: the same definition as before.
    world.answer(definition(TEXT))
    editor.reload()
    world.answer(definition(THEIRS))
    assert editor.situation.theirs is not None


def test_what_others_change_meanwhile_is_met_and_not_taken(world):
    editor = world.open(TEXT)
    editor.edit("title", title("mine"))
    editor.reload()
    world.answer(definition(THEIRS))
    assert editor.situation.theirs is not None
    assert titled(editor) == "mine"
    assert editor.definition.digest == definition(TEXT).digest
    merged = editor.merged(lambda conflict: True)
    assert merged.conflicts == ()
    editor.take_merged(merged)
    assert editor.situation.theirs is None
    assert [leaf.new for item in editor.draft.changes for leaf in item.leaves] == ["mine"]
    editor.apply("db-01", 1)
    assert world.backend.submitted[0][0].base_digest == definition(THEIRS).digest
    assert "<shares>512</shares>" in world.backend.submitted[0][0].xml


@pytest.mark.parametrize(("is_mine", "wanted"), [(True, "7"), (False, "512")])
def test_both_changed_the_same(world, is_mine, wanted):
    editor = world.open(TEXT)

    def change(document):
        document.element.find("cputune/shares").text = "7"

    editor.edit("shares", change)
    editor.reload()
    world.answer(definition(THEIRS))
    merged = editor.merged(lambda conflict: is_mine)
    assert len(merged.conflicts) == 1
    editor.take_merged(merged)
    assert editor.draft.document.element.findtext("cputune/shares") == wanted
    assert editor.has_edits is is_mine


def test_without_edits_what_others_do_is_simply_taken(world):
    editor = world.open(TEXT)
    editor.reload()
    world.answer(definition(THEIRS))
    assert editor.draft.document.element.findtext("cputune/shares") == "512"
    assert editor.situation.theirs is None


def test_their_version_can_be_taken_and_a_way_back_is_no_news(world):
    editor = world.open(TEXT)
    editor.edit("title", title("mine"))
    editor.reload()
    world.answer(definition(THEIRS))
    editor.reload()
    world.answer(definition(TEXT))
    assert editor.situation.theirs is None
    editor.reload()
    world.answer(definition(THEIRS))
    editor.take_theirs()
    assert not editor.has_edits
    assert "512" in editor.draft.text


def test_kept_edits_are_taken_up_and_meet_what_happened(world):
    editor = world.open(TEXT, RUNNING)
    editor.edit("title", title("mine"))
    kept = editor.keep()
    world.open(TEXT.replace("db-01", "db-02"), ref=OTHER)
    assert editor.keep() is None
    editor.take_up(kept)
    assert titled(editor) == "mine"
    world.answer(definition(THEIRS, RUNNING))
    assert editor.situation.theirs is not None
    assert titled(editor) == "mine"


def test_a_transient_machine_has_no_definition_to_keep(world):
    editor = world.open("", RUNNING)
    editor.edit("title", title("mine"))
    editor.apply("db-01", 1)
    assert world.backend.submitted[0][0].xml == ""
    assert editor.pending == ()


def test_a_change_that_is_no_longer_there_is_not_reverted_elsewhere(world):
    editor = world.open(TEXT)

    def remove(number):
        def change(document):
            devices = document.element.find("devices")
            devices.remove(devices.findall("disk")[number])

        return change

    editor.edit("remove", remove(0))
    (gone,) = editor.draft.changes
    editor.undo()
    editor.revert(gone)
    assert not editor.has_edits
    assert editor.draft.text.count("<disk ") == 3


def test_broken_text_is_no_definition_to_apply(world):
    editor = world.open(TEXT)
    editor.set_text("<domain><oops</domain>")
    assert editor.draft.error is not None
    assert editor.has_edits
    assert editor.apply("db-01", 1) is None
    editor.undo()
    assert not editor.has_edits


def test_an_answer_after_the_end_of_the_editor_is_passed_over(world, qapp):
    from PySide6.QtCore import QCoreApplication, QEvent

    world.editor.open(REF)
    world.editor.deleteLater()
    QCoreApplication.sendPostedEvents(world.editor, QEvent.Type.DeferredDelete)
    world.answer(definition(TEXT))
    assert world.dispatcher._waiting == {}


def test_a_transient_machine_keeps_what_it_did_not_take_as_edits(world):
    editor = world.open("", RUNNING)

    def change(document):
        title("mine")(document)
        document.element.find("cputune/shares").text = "77"

    editor.edit("both", change)
    editor.apply("db-01", 2)
    steps = world.backend.submitted[0][0].steps
    done = next(step for step in steps if step.kind is LiveKind.TITLE)
    failed = next(step for step in steps if step is not done)
    parts = (PartReport(done, PartState.DONE), PartReport(failed, PartState.FAILED, ERROR))
    world.end(TaskState.FAILED, parts, ERROR)
    world.answer(definition("", RUNNING.replace("Orders", "mine")))
    assert editor.situation.theirs is None
    assert [leaf.new for item in editor.draft.changes for leaf in item.leaves] == ["77"]


def test_a_transient_machine_that_took_nothing_keeps_all_edits(world):
    editor = world.open("", RUNNING)
    editor.edit("title", title("mine"))
    editor.apply("db-01", 1)
    (step,) = world.backend.submitted[0][0].steps
    world.end(TaskState.FAILED, (PartReport(step, PartState.FAILED, ERROR),), ERROR)
    world.answer(definition("", RUNNING))
    assert titled(editor) == "mine"
    assert editor.has_edits


def test_what_is_refused_does_not_happen_to_what_runs_either(world):
    editor = world.open(TEXT, RUNNING)

    def change(document):
        title("mine")(document)
        document.element.find("cputune/shares").text = "77"

    editor.edit("both", change)
    assert {step.kind for step in editor.plan.steps} == {LiveKind.TITLE, LiveKind.SCHEDULER}
    (edited,) = editor.draft.changes
    leaf = next(leaf for leaf in edited.leaves if leaf.new == "77")
    editor.apply("db-01", 1, [(edited, (leaf,))])
    steps = world.backend.submitted[0][0].steps
    assert [step.kind for step in steps] == [LiveKind.TITLE]


def test_what_waits_still_waits_when_a_device_before_it_is_refused(world):
    editor = world.open(TEXT, RUNNING)

    def change(document):
        title("mine")(document)
        for name in ("vdy", "vdz"):
            add_device(document.element, parse_root(NEW_DISK.format(name=name)))

    editor.edit("add", change)
    added = [item for item in editor.plan.items if item.change.kind is ChangeKind.ADDED]
    assert [item.moment for item in added] == [Moment.NOW, Moment.NOW]
    first, second = added
    editor.set_later(frozenset({second.key}), is_later=True)
    editor.apply("db-01", 1, [(first.change, ())])
    operation, _name = world.backend.submitted[0]
    assert [step.kind for step in operation.steps] == [LiveKind.TITLE]
    assert 'dev="vdz"' in operation.xml
    assert 'dev="vdy"' not in operation.xml


def test_an_older_reading_that_comes_later_is_no_news(world):
    editor = world.open(TEXT)
    editor.reload()
    first = max(n for n, q in enumerate(world.backend.asked, 1) if isinstance(q, ReadDefinition))
    editor.reload()
    world.answer(definition(THEIRS))
    world.post(Answer(first, definition(TEXT), None))
    assert editor.draft.document.element.findtext("cputune/shares") == "512"


def test_what_was_typed_last_is_kept_and_met(world):
    editor = world.open(TEXT)
    typed = [TEXT.replace("Orders", "mine")]
    editor.settling.connect(lambda: editor.set_text(typed.pop()) if typed else None)
    editor.reload()
    world.answer(definition(THEIRS))
    assert editor.situation.theirs is not None
    assert [leaf.new for item in editor.draft.changes for leaf in item.leaves] == ["mine"]
    typed.append(TEXT.replace("Orders", "again"))
    assert "again" in editor.keep().draft.text


def test_a_new_device_waits_wherever_it_stands(world):
    editor = world.open(TEXT, RUNNING)

    def adding(name):
        return lambda document: add_device(document.element, parse_root(NEW_DISK.format(name=name)))

    editor.edit("add", adding("vdy"))
    editor.edit("add", adding("vdz"))
    first, second = editor.plan.items
    editor.set_later(frozenset({second.key}), is_later=True)
    editor.revert(first.change)
    assert editor.plan.steps == ()
    editor.edit("add", adding("vdx"))
    assert [step.label for step in editor.plan.steps] == ["vdx"]


def test_edits_given_up_for_theirs_come_again_by_undo(world):
    editor = world.open(TEXT)
    editor.edit("title", title("mine"))
    editor.reload()
    world.answer(definition(THEIRS))
    editor.take_theirs()
    assert not editor.has_edits
    editor.undo()
    assert editor.draft.document.title == "mine"
