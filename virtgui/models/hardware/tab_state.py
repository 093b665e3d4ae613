"""What the Hardware tab shows, worked out from the editor: notes, marks, findings, review."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from virtgui.documents.editing.difference import PartChange
from virtgui.documents.schema_problem import SchemaProblem
from virtgui.models.hardware.editor import HardwareEditor
from virtgui.models.hardware.entries import Entry, Target, changed_targets, follow, make_entries
from virtgui.models.hardware.forms import settings_for
from virtgui.models.hardware.review import ReviewEntry, make_review
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.schema_findings import Findings, place_problems
from virtgui.models.translate import tr


@dataclass(frozen=True, slots=True)
class TabState:
    """A picture of the editor.

    Attributes:
        scene: What forms look at.
        review: The changes in words.
        pending: What waits for the next start already.
        by_field: The changes by target and field.
        schema: What the schema has against it, by target and field.
        changes: What the edits change.
        pending_paths: What waits for the next start already, by target: paths.
    """

    scene: Scene
    review: tuple[ReviewEntry, ...]
    pending: tuple[PartChange, ...]
    by_field: Mapping[Target, Mapping[str, ReviewEntry]] = field(default_factory=dict)
    pending_paths: Mapping[Target, frozenset[str]] = field(default_factory=dict)
    schema: Findings = field(default_factory=dict)
    changes: tuple[PartChange, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The rows of the list, with all checks of all devices: some milliseconds of work."""
        waits = frozenset(changed_targets(self.pending))
        return make_entries(self.scene, self.changes, waits, frozenset(self.schema))


def make_tab_state(
    editor: HardwareEditor, problems: Iterable[SchemaProblem] = ()
) -> TabState | None:
    """The picture now; None before a definition is there.

    Args:
        editor: What is edited.
        problems: What the schema has against it.
    """
    scene = editor.scene
    if scene is None or editor.draft is None:
        return None
    pending = editor.pending
    review = make_review(scene, editor.plan)
    schema = place_problems(scene.document.element, problems)
    by_field, paths = _by_field(review), _pending_paths(editor, pending)
    return TabState(scene, review, pending, by_field, paths, schema, editor.draft.changes)


def _by_field(review: tuple[ReviewEntry, ...]) -> dict[Target, dict[str, ReviewEntry]]:
    found: dict[Target, dict[str, ReviewEntry]] = {}
    for entry in review:
        if entry.target is not None and entry.item_id:
            found.setdefault(entry.target, {})[entry.item_id] = entry
    return found


def _pending_paths(
    editor: HardwareEditor, pending: tuple[PartChange, ...]
) -> dict[Target, frozenset[str]]:
    """The paths that wait, by the target of the edited definition."""
    draft = editor.draft
    found: dict[Target, set[str]] = {}
    for change in pending:
        for leaf in change.leaves:
            path = leaf.path.plain
            target = _target_of(change, path)
            if target is not None and draft is not None:
                base, edited = draft.base.element, draft.document.element
                found.setdefault(follow(target, base, edited), set()).add(path)
    return {target: frozenset(paths) for target, paths in found.items()}


def _target_of(change: PartChange, path: str) -> Target | None:
    if change.tag:
        return None if change.new_index is None else Target(change.tag, change.new_index)
    form = settings_for(path)
    return None if form is None else Target(form.id)


def pending_sentence(count: int) -> str:
    """How many changes wait for the next start."""
    return tr("%n earlier change(s) wait for the next start.", "", count)
