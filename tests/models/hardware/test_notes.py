"""What banners say, and why nothing can be applied."""

import pytest

from tests.documents.editing.samples import TEXT
from tests.models.hardware.editing_world import REF, EditorWorld, definition
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.live_step import LiveKind, LiveStep, PartReport, PartState
from virtgui.core.values.task import TaskState
from virtgui.models.hardware import notes
from virtgui.models.hardware.tab_state import make_tab_state

NAME = "<b>db</b>"
ERROR = ErrorInfo(ErrorKind.CONFLICT, Remedy.LOOK_AGAIN, "gone")
STEP = LiveStep(LiveKind.ATTACH, label="52:54:00:00:00:01")
ON = ConnectionStatus(ConnectionSpec(REF.connection, "test:///", "h"), ConnectionState.CONNECTED)
OFF = ConnectionStatus(ON.spec, ConnectionState.FAILED)


@pytest.fixture
def world(feed):
    return EditorWorld(feed)


def title(text):
    return lambda document: setattr(document.element.find("title"), "text", text)


def told(world):
    return notes.notes(world.editor, make_tab_state(world.editor), NAME)


def why(world, status=ON):
    return notes.why_not_applied(status, world.editor, make_tab_state(world.editor))


def test_nothing_to_say_and_nothing_to_apply(world):
    world.open(TEXT)
    assert told(world) == []
    assert why(world) == "There is nothing to apply."
    world.editor.edit("title", title("mine"))
    assert why(world) == ""
    assert "not connected" in why(world, OFF)
    assert "not connected" in why(world, None)


def test_the_gravest_comes_first(world):
    world.open(TEXT, TEXT.replace("1024", "5"))
    world.editor.set_text("<domain>")
    world.editor.reload()
    world.answer(definition(TEXT.replace("Orders", "theirs"), TEXT))
    assert [note.severity for note in told(world)][:2] == ["warn", "error"]
    theirs, broken = told(world)[:2]
    assert "was changed on" in theirs.sentence
    assert "line 1" in broken.sentence
    assert why(world) == "The XML is not well-formed."


def test_what_waits_is_counted(world):
    world.open(TEXT, TEXT.replace("1024", "5"))
    (note,) = told(world)
    assert [key for _word, key in note.links] == [notes.SHOW_PENDING, notes.RESTART]
    assert note.sentence.startswith("1 ")


@pytest.mark.parametrize(
    ("state", "parts", "words"),
    [
        (TaskState.FAILED, (), "Nothing of"),
        (TaskState.UNKNOWN, (), "is not known"),
        (
            TaskState.FAILED,
            (PartReport(None, PartState.FAILED, ERROR), PartReport(STEP, PartState.SKIPPED)),
            "Nothing of",
        ),
        (
            TaskState.FAILED,
            (PartReport(None, PartState.DONE), PartReport(STEP, PartState.FAILED, ERROR)),
            "not changed now: 52:54:00:00:00:01",
        ),
    ],
)
def test_how_an_application_ended(world, state, parts, words):
    world.open(TEXT, TEXT)
    world.editor.edit("title", title("mine"))
    world.editor.apply("db-01", 1)
    assert "being applied" in why(world)
    world.end(state, parts, ERROR)
    assert words in told(world)[0].sentence


def test_an_incomplete_definition_is_locked(world):
    world.open(TEXT, is_complete=False)
    assert "does not tell the whole definition" in notes.why_locked(ON, world.editor, "h")


def test_only_refused_changes_are_not_applied(world):
    world.open(TEXT)
    world.editor.set_text(TEXT.replace("current='2'", "current='9'"))
    assert "Revert it or set what fits." in why(world)


def test_other_hands(world):
    world.open(TEXT)
    assert notes.other_hands(world.editor, NAME)[0] == "info"
    world.editor.edit("title", title("mine"))
    world.editor.reload()
    world.answer(definition(TEXT.replace("1024", "5")))
    severity, sentence = notes.other_hands(world.editor, NAME)
    assert severity == "warn"
    assert NAME in sentence


def test_of_a_transient_machine_nothing_is_kept_for_a_next_start(world):
    running = TEXT.replace("<domain type='kvm'>", "<domain type='kvm' id='3'>")
    editor = world.open("", running)
    editor.edit("title", title("mine"))
    editor.apply("db", 2)
    done = LiveStep(LiveKind.TITLE, values=(("", "mine"),))
    parts = (PartReport(done, PartState.DONE), PartReport(STEP, PartState.FAILED, ERROR))
    world.end(TaskState.FAILED, parts, ERROR)
    sentences = " ".join(note.sentence for note in told(world))
    assert "still in your edits: 52:54:00:00:00:01" in sentences
    assert "next start" not in sentences
