"""Volumes that go with their disks: when they are deleted, and when they are not."""

import pytest

from tests.documents.editing.samples import TEXT
from tests.models.hardware.editing_world import OTHER, REF, EditorWorld, definition
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.ops.storage import DeleteVolume
from virtgui.core.refs import node_ref
from virtgui.core.values.live_step import PartReport, PartState
from virtgui.core.values.node_choices import VolumeChoice
from virtgui.core.values.task import TaskState
from virtgui.models.hardware.device_edits import DeviceEdits
from virtgui.models.hardware.dropped_storage import DroppedStorage
from virtgui.models.hardware.entries import Target

DATA = VolumeChoice("images", "data.raw", "/images/data.raw", "raw", 9, ("db-01",))
SECOND = Target("disk", 1)
RUNNING = TEXT.replace("<domain type='kvm'>", "<domain type='kvm' id='3'>")
DELETE = DeleteVolume(ref=node_ref(REF.connection), path="/images/data.raw")
KEPT = (PartReport(None, PartState.DONE),)
LOST = (PartReport(None, PartState.FAILED),)


def without(text):
    begin = text.index("<disk type='file' device='disk'>", text.index("<disk") + 5)
    end = text.index("</disk>", begin) + len("</disk>")
    assert "data.raw" in text[begin:end]
    return text[:begin] + text[end:]


@pytest.fixture
def world(feed):
    made = EditorWorld(feed)
    made.dropped = DroppedStorage(made.editor, made.dispatcher.submit)
    return made


def drop(world, running="", text=TEXT):
    editor = world.open(text, running)
    world.dropped.drop(DATA)
    DeviceEdits(editor).remove(SECOND)
    return editor


def deleted(world):
    return [each for each, _name in world.backend.submitted if isinstance(each, DeleteVolume)]


def apply(world, parts=(), state=TaskState.DONE):
    world.editor.apply("db-01", 1)
    assert isinstance(world.backend.submitted[-1][0], ApplyDefinition)
    world.end(state, parts)


def test_it_goes_when_the_definition_has_let_go(world):
    drop(world)
    apply(world)
    assert deleted(world) == []
    world.answer(definition(without(TEXT)))
    assert deleted(world) == [DELETE]
    assert world.backend.submitted[-1][1] == "data.raw"
    world.answer(definition(without(TEXT)))
    assert deleted(world) == [DELETE]


def test_it_stays_while_the_guest_keeps_it(world):
    drop(world, RUNNING)
    apply(world, KEPT, TaskState.FAILED)
    world.answer(definition(without(TEXT), RUNNING))
    assert deleted(world) == []
    world.editor.reload()
    world.answer(definition(without(TEXT), without(RUNNING)))
    assert deleted(world) == [DELETE]


def test_it_stays_when_nothing_was_changed(world):
    drop(world)
    apply(world, LOST, TaskState.FAILED)
    world.answer(definition(TEXT))
    assert deleted(world) == []
    assert world.dropped.waiting == (DATA,)


def test_undo_forgets_it(world):
    editor = drop(world)
    assert world.dropped.waiting == (DATA,)
    editor.undo()
    assert world.dropped.waiting == ()
    editor.redo()
    apply(world)
    world.answer(definition(without(TEXT)))
    assert deleted(world) == []


def test_who_discards_keeps_it(world):
    editor = drop(world)
    editor.discard()
    assert world.dropped.waiting == ()


def test_who_wants_the_disk_back_after_all_keeps_it(world):
    editor = drop(world, RUNNING)
    apply(world, KEPT, TaskState.FAILED)
    world.answer(definition(without(TEXT), RUNNING))
    DeviceEdits(editor).add(
        "<disk type='file'><source file='/images/data.raw'/><target dev='vdb'/></disk>"
    )
    assert world.dropped.waiting == ()


def test_a_disk_that_was_never_applied_goes_at_once(world):
    editor = world.open(without(TEXT))
    edits = DeviceEdits(editor)
    place = edits.add(
        "<disk type='file'><source file='/images/data.raw'/><target dev='vdb'/></disk>"
    )
    world.dropped.drop(DATA)
    assert deleted(world) == []
    edits.remove(place)
    assert deleted(world) == [DELETE]


def test_another_machine_does_not_answer_for_it(world):
    drop(world)
    kept = world.editor.keep()
    world.open(without(TEXT), ref=OTHER)
    assert world.dropped.waiting == ()
    assert deleted(world) == []
    world.editor.take_up(kept)
    assert world.dropped.waiting == (DATA,)
