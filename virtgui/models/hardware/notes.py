"""What the banners over the Hardware tab say, and why nothing can be edited or applied."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.values.connection import ConnectionState, ConnectionStatus
from virtgui.core.values.live_step import PartReport, PartState
from virtgui.core.values.task import Task, TaskState
from virtgui.documents.editing.live_plan import Moment
from virtgui.models.error_words import error_text
from virtgui.models.hardware.editor import HardwareEditor
from virtgui.models.hardware.tab_state import TabState, pending_sentence
from virtgui.models.node_words import Note
from virtgui.models.plain_text import in_sentence

MERGE: Final = "merge"
TAKE_THEIRS: Final = "take_theirs"
SHOW_PENDING: Final = "show_pending"
RESTART: Final = "restart"
GO_TO_ERROR: Final = "go_to_error"
UNDO: Final = "undo"
RELOAD: Final = "reload"
SHOW_TASK: Final = "show_task"


def notes(editor: HardwareEditor, state: TabState, name: str) -> list[Note]:
    """What a person must know, the gravest first."""
    found = [
        _theirs(editor, name, state.scene.node_name),
        _broken(editor),
        _outcome(editor.situation.outcome, name),
        _not_read(editor),
        _pending(state),
    ]
    return [note for note in found if note is not None]


def _theirs(editor: HardwareEditor, name: str, node: str) -> Note | None:
    if editor.situation.theirs is None:
        return None
    sentence = QCoreApplication.translate(
        "HardwareNotes",
        "{name} was changed on {host} while you edited it. Nothing of that is overwritten.",
    ).format(name=in_sentence(name), host=in_sentence(node))
    merge = QCoreApplication.translate("HardwareNotes", "Compare and merge…")
    drop = QCoreApplication.translate("HardwareNotes", "Discard my changes")
    if editor.draft is not None and editor.draft.error is not None:
        # A merge would begin with the last good text and drop what is being typed.
        return Note("warn", sentence, ((drop, TAKE_THEIRS),))
    return Note("warn", sentence, ((merge, MERGE), (drop, TAKE_THEIRS)))


def _broken(editor: HardwareEditor) -> Note | None:
    error = editor.draft.error if editor.draft is not None else None
    if error is None:
        return None
    sentence = QCoreApplication.translate(
        "HardwareNotes",
        "The XML is not well-formed in line {line}: {detail}. The forms wait until it is.",
    ).format(line=error.line, detail=error.detail or error.code.value)
    go = QCoreApplication.translate("HardwareNotes", "Show the line")
    undo = QCoreApplication.translate("HardwareNotes", "Undo")
    return Note("error", sentence, ((go, GO_TO_ERROR), (undo, UNDO)))


def _outcome(task: Task | None, name: str) -> Note | None:
    if task is None or task.state is TaskState.DONE:
        return None
    whole = [part for part in task.parts if part.step is None]
    if whole and all(part.state is PartState.DONE for part in whole):
        return _partly(task.parts)
    if any(part.state is PartState.DONE for part in task.parts):
        return _of_transient(task.parts)
    sentence = QCoreApplication.translate("HardwareNotes", "Nothing of {name} was changed: {why}")
    why = error_text(task.error).why if task.error is not None else ""
    if task.state is TaskState.UNKNOWN:
        sentence = QCoreApplication.translate(
            "HardwareNotes", "Whether {name} was changed is not known: {why}"
        )
    return Note("error", sentence.format(name=in_sentence(name), why=why))


def _partly(parts: tuple[PartReport, ...]) -> Note:
    what, why = _what_failed(parts)
    sentence = QCoreApplication.translate(
        "HardwareNotes", "Kept for the next start, but not changed now: {what}. {why}"
    )
    return Note("warn", sentence.format(what=what, why=why))


def _of_transient(parts: tuple[PartReport, ...]) -> Note:
    """There is no next start for which something could be kept."""
    what, why = _what_failed(parts)
    sentence = QCoreApplication.translate(
        "HardwareNotes", "Not changed, but still in your edits: {what}. {why}"
    )
    return Note("warn", sentence.format(what=what, why=why))


def _what_failed(parts: tuple[PartReport, ...]) -> tuple[str, str]:
    """What was not changed, and why."""
    failed = [part for part in parts if part.state is not PartState.DONE]
    what = ", ".join(
        part.step.label or part.step.kind.value.replace("_", " ") for part in failed if part.step
    )
    error = next((part.error for part in failed if part.error is not None), None)
    return what, error_text(error).why if error is not None else ""


def _not_read(editor: HardwareEditor) -> Note | None:
    error = editor.situation.error
    if error is None or not editor.situation.is_loaded:
        return None
    sentence = QCoreApplication.translate(
        "HardwareNotes", "The definition could not be read again: {why}"
    )
    retry = QCoreApplication.translate("HardwareNotes", "Retry")
    return Note("warn", sentence.format(why=error_text(error).why), ((retry, RELOAD),))


def _pending(state: TabState) -> Note | None:
    if not state.pending:
        return None
    show = QCoreApplication.translate("HardwareNotes", "Show")
    restart = QCoreApplication.translate("HardwareNotes", "Shut down and start…")
    sentence = pending_sentence(len(state.pending))
    return Note("info", sentence, ((show, SHOW_PENDING), (restart, RESTART)), "clock")


def why_locked(status: ConnectionStatus | None, editor: HardwareEditor, node: str) -> str:
    """Why nothing can be edited; empty when it can."""
    if status is not None and status.spec.read_only:
        return QCoreApplication.translate(
            "HardwareNotes", "{host} is opened for reading only."
        ).format(host=node)
    definition = editor.definition
    if definition is not None and not definition.is_complete:
        return QCoreApplication.translate(
            "HardwareNotes", "{host} does not tell the whole definition, so it cannot be changed."
        ).format(host=node)
    if editor.situation.applying is not None:
        return QCoreApplication.translate("HardwareNotes", "The changes are being applied.")
    return ""


def why_not_applied(
    status: ConnectionStatus | None, editor: HardwareEditor, state: TabState
) -> str:
    """Why the edits cannot be applied now; empty when they can."""
    node = state.scene.node_name
    locked = why_locked(status, editor, node)
    if locked:
        return locked
    if status is None or status.state is not ConnectionState.CONNECTED:
        return QCoreApplication.translate(
            "HardwareNotes", "{host} is not connected. Your changes stay here meanwhile."
        ).format(host=node)
    if editor.draft is not None and editor.draft.error is not None:
        return QCoreApplication.translate("HardwareNotes", "The XML is not well-formed.")
    if editor.situation.theirs is not None:
        return QCoreApplication.translate(
            "HardwareNotes", "Somebody else has changed it: compare and merge first."
        )
    refused = [item for item in state.review if item.moment is Moment.REFUSED]
    if refused and len(refused) == len(state.review):
        return QCoreApplication.translate(
            "HardwareNotes", "{device}: {reason} Revert it or set what fits."
        ).format(device=refused[0].title, reason=refused[0].reason)
    if not state.review:
        return QCoreApplication.translate("HardwareNotes", "There is nothing to apply.")
    return ""


def other_hands(editor: HardwareEditor, name: str) -> tuple[str, str]:
    """Whether somebody else changed the machine meanwhile: severity and sentence."""
    if editor.situation.theirs is not None:
        return "warn", QCoreApplication.translate(
            "HardwareNotes", "Somebody else changed {name} since you opened it."
        ).format(name=in_sentence(name))
    return "info", QCoreApplication.translate(
        "HardwareNotes", "Nobody else changed {name} since you opened it."
    ).format(name=in_sentence(name))
