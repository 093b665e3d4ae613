"""A merge in words: what both changed, and what each made of it."""

from dataclasses import dataclass

from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import ChangeKind, PartChange
from virtgui.documents.editing.live_plan import Moment, Plan, PlanItem
from virtgui.documents.editing.merge import Conflict
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.review import ReviewEntry, make_review
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One conflict as a person sees it.

    Attributes:
        title: The device or part of the settings.
        setting: What of it.
        was: What both began with.
        mine: What I made of it.
        theirs: What they made of it.
    """

    title: str
    setting: str
    was: str
    mine: str
    theirs: str


def changes_in_words(
    before: DomainDocument, after: DomainDocument, changes: tuple[PartChange, ...], scene: Scene
) -> tuple[ReviewEntry, ...]:
    """Changes between any two versions in the words of a review; moments mean nothing here."""
    items = tuple(
        PlanItem(change, leaf, Moment.NEXT_START)
        for change in changes
        for leaf in (change.leaves or (None,))
    )
    surroundings = Scene(
        document=after,
        base=before,
        node_name=scene.node_name,
        caps=scene.caps,
        choices=scene.choices,
        devices=scene.devices,
    )
    return make_review(surroundings, Plan(items, ()))


def conflict_row(
    conflict: Conflict, base: DomainDocument, mine: DomainDocument, scene: Scene
) -> ConflictRow:
    """A conflict in words."""
    change = conflict.change
    leaves = () if conflict.leaf is None else (conflict.leaf,)
    told = changes_in_words(base, mine, (change,), scene)
    if not leaves:
        first = told[0] if told else None
        gone = words(QT_TRANSLATE_NOOP("Hardware", "removed"))
        changed = words(QT_TRANSLATE_NOOP("Hardware", "changed"))
        return ConflictRow(
            title=first.title if first else change.tag,
            setting=words(QT_TRANSLATE_NOOP("Hardware", "The whole device")),
            was="",
            mine=gone if change.kind is ChangeKind.REMOVED else changed,
            theirs=gone if conflict.theirs is None else changed,
        )
    entry = next((one for one in told if conflict.leaf in one.leaves), None)
    nothing = words(QT_TRANSLATE_NOOP("Hardware", "Default"))
    leaf = leaves[0]
    return ConflictRow(
        title=entry.title if entry else change.tag,
        setting=entry.setting if entry else str(leaf.path),
        was=leaf.old or nothing,
        mine=leaf.new or nothing,
        theirs=conflict.theirs or nothing,
    )
