"""What the Hardware tab shows, worked out from the editor: notes, marks, findings, review."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from virtgui.documents.editing.difference import PartChange
from virtgui.documents.editing.pending import pending_changes
from virtgui.models.hardware.editor import HardwareEditor
from virtgui.models.hardware.entries import Entry, Target, changed_targets, make_entries
from virtgui.models.hardware.review import ReviewEntry, make_review
from virtgui.models.hardware.scene import Scene
from virtgui.models.translate import tr


@dataclass(frozen=True, slots=True)
class TabState:
    """A picture of the editor.

    Attributes:
        scene: What forms look at.
        entries: The rows of the list.
        review: The changes in words.
        pending: What waits for the next start already.
        by_field: The changes by target and field.
    """

    scene: Scene
    entries: tuple[Entry, ...]
    review: tuple[ReviewEntry, ...]
    pending: tuple[PartChange, ...]
    by_field: Mapping[Target, Mapping[str, ReviewEntry]] = field(default_factory=dict)


def make_tab_state(editor: HardwareEditor) -> TabState | None:
    """The picture now; None before a definition is there."""
    scene = editor.scene
    if scene is None or editor.draft is None:
        return None
    pending = waiting(editor)
    review = make_review(scene, editor.plan)
    waits = frozenset(changed_targets(pending))
    entries = make_entries(scene, editor.draft.changes, waits)
    return TabState(scene, entries, review, pending, _by_field(review))


def waiting(editor: HardwareEditor) -> tuple[PartChange, ...]:
    """What waits for the next start, edits left out."""
    definition, running, draft = editor.definition, editor.running, editor.draft
    if definition is None or running is None or draft is None or not definition.persistent:
        return ()
    return pending_changes(running, draft.base)


def _by_field(review: tuple[ReviewEntry, ...]) -> dict[Target, dict[str, ReviewEntry]]:
    found: dict[Target, dict[str, ReviewEntry]] = {}
    for entry in review:
        if entry.target is not None and entry.item_id:
            found.setdefault(entry.target, {})[entry.item_id] = entry
    return found


def pending_sentence(count: int) -> str:
    """How many changes wait for the next start."""
    return tr("%n earlier change(s) wait for the next start.", "", count)
