"""The editor of one machine's definition: its draft, what surrounds it, when it takes effect."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.ops.domain import ResizeDisk
from virtgui.core.ops.storage import CreateVolume, DeleteVolume
from virtgui.core.queries import ReadDefinition
from virtgui.core.refs import ObjectRef
from virtgui.core.values.definition import DomainDefinition
from virtgui.core.values.event import Event, EventKind
from virtgui.core.values.live_step import LiveStep, PartState
from virtgui.core.values.task import Task, TaskState
from virtgui.documents.document import DocumentError
from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import ChangeKind, PartChange, compare
from virtgui.documents.editing.draft import Draft, parse_domain
from virtgui.documents.editing.leaves import Leaf
from virtgui.documents.editing.live_plan import Plan, item_key, make_plan
from virtgui.documents.editing.matching import devices_of, match_devices
from virtgui.documents.editing.merge import Choice, Merged, merge
from virtgui.documents.editing.pending import pending_changes
from virtgui.models.hardware.asker import Asker
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.surroundings import Surroundings

RELOAD_AFTER_MS: Final = 150
"""One change of a machine often comes as several events: it is read again once."""
Refused = Sequence[tuple[PartChange, tuple[Leaf, ...]]]
_EMPTY_PLAN: Final = Plan((), ())
_TELLING_KINDS: Final = frozenset(
    {
        EventKind.LIFECYCLE,
        EventKind.DEVICE_ADDED,
        EventKind.DEVICE_REMOVED,
        EventKind.TUNABLE,
        EventKind.DISK_CHANGE,
        EventKind.METADATA_CHANGE,
        EventKind.BALLOON_CHANGE,
        EventKind.MEMORY_DEVICE_SIZE,
    }
)
_TELLING: Final = frozenset({"config", "state", "persistent", "managed_save"})


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the editor stands.

    Attributes:
        is_loaded: Whether a definition is there.
        error: Why none is, or why it could not be read again.
        applying: The task that applies, while it runs.
        outcome: How the last application ended; None when none has, or edits followed.
        theirs: The definition that somebody else made meanwhile, while edits wait.
    """

    is_loaded: bool = False
    error: ErrorInfo | None = None
    applying: int | None = None
    outcome: Task | None = None
    theirs: DomainDefinition | None = None


@dataclass(frozen=True, slots=True)
class KeptEdits:
    """Edits of a machine that is not shown now."""

    ref: ObjectRef
    definition: DomainDefinition
    draft: Draft
    later: frozenset[str]


class HardwareEditor(QObject):
    """Reads a definition, keeps the edits, submits them. GUI thread; nothing here waits.

    Signals:
        draft_changed: the draft, or when things take effect, is another.
        scene_changed: what surrounds it is known better.
        situation_changed: it was loaded, applied, failed, or changed by someone else.
        applied: an application ended; carries the `Task`.
        settling: who holds text that the draft does not have yet gives it now, before the draft
            is replaced or looked at as a whole.
    """

    draft_changed = Signal()
    scene_changed = Signal()
    situation_changed = Signal()
    applied = Signal(object)
    settling = Signal()

    def __init__(
        self,
        feed: Feed,
        dispatcher: Dispatcher,
        parent: QObject | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._feed, self._dispatcher = feed, dispatcher
        self.ref: ObjectRef | None = None
        self.definition: DomainDefinition | None = None
        self.draft: Draft | None = None
        self.running: DomainDocument | None = None
        self.situation = Situation()
        self.later: frozenset[str] = frozenset()
        """Items that the user wants at the next start only."""
        self._asker = Asker(dispatcher)
        self.destroyed.connect(self._asker.take_back)
        self._surroundings = Surroundings(feed, dispatcher, self, now=now)
        self._surroundings.changed.connect(self.scene_changed)
        self._plan: Plan | None = None
        self._pending: tuple[DomainDocument, DomainDocument, tuple[PartChange, ...]] | None = None
        self._applied = ""
        self._asked = self._taken = self._own_from = 0
        """Numbers of readings: of two on their way the one asked for later counts."""
        self._is_own = False
        """Whether the next definition that comes is what this editor has applied."""
        self._reload_later = QTimer(self)
        self._reload_later.setSingleShot(True)
        self._reload_later.setInterval(RELOAD_AFTER_MS)
        self._reload_later.timeout.connect(self.reload)
        feed.inventory_changed.connect(self._on_inventory)
        feed.tasks_changed.connect(self._on_tasks)
        feed.events_logged.connect(self._on_events)

    # What is there

    @property
    def scene(self) -> Scene | None:
        """What forms look at; None before a definition is there."""
        draft = self.draft
        if draft is None or self.ref is None:
            return None
        return self._surroundings.scene(draft, self.running)

    @property
    def plan(self) -> Plan:
        """When each change takes effect."""
        draft = self.draft
        if draft is None:
            return _EMPTY_PLAN
        if self._plan is None:
            self._plan = self._planned(draft, self.later)
        return self._plan

    def _planned(self, draft: Draft, later: frozenset[str]) -> Plan:
        definition = self.definition
        return make_plan(
            draft.changes,
            draft.document,
            self.running,
            base=draft.base,
            is_transient=definition is not None and not definition.persistent,
            later=later,
        )

    @property
    def pending(self) -> tuple[PartChange, ...]:
        """What waits for the next start already, edits left out."""
        definition, running, draft = self.definition, self.running, self.draft
        if definition is None or running is None or draft is None or not definition.persistent:
            return ()
        known = self._pending
        if known is None or known[0] is not running or known[1] is not draft.base:
            known = (running, draft.base, pending_changes(running, draft.base))
            self._pending = known
        return known[2]

    @property
    def has_edits(self) -> bool:
        """Whether something waits to be applied."""
        return self.draft is not None and self.draft.is_changed

    @property
    def theirs(self) -> DomainDocument | None:
        """What somebody else made of it meanwhile."""
        other = self.situation.theirs
        return parse_domain(other.edited) if other is not None else None

    # Reading

    def open(self, ref: ObjectRef) -> None:
        """Begin with another machine, or look again at the same one."""
        if ref != self.ref:
            self.close()
            self.ref = ref
            self._set(Situation())
        self.reload()
        self._surroundings.read(ref)

    def close(self) -> None:
        """Forget the machine and the edits."""
        self._reload_later.stop()
        self._asker.take_back()
        self._surroundings.forget()
        self.ref = self.definition = self.draft = self.running = None
        self.later, self._plan = frozenset(), None
        self._set(Situation())

    def keep(self) -> "KeptEdits | None":
        """The edits, to go on with them later; None when there are none."""
        self.settle()
        if self.ref is None or self.draft is None or self.definition is None or not self.has_edits:
            return None
        return KeptEdits(self.ref, self.definition, self.draft, self.later)

    def take_up(self, kept: "KeptEdits") -> None:
        """Go on with edits that were kept; what was changed meanwhile is met as always."""
        self.close()
        self.ref, self.definition, self.draft = kept.ref, kept.definition, kept.draft
        self.later = kept.later
        if kept.definition.running:
            self.running = parse_domain(kept.definition.running)
        self._set(Situation(is_loaded=True))
        self._touch()
        self.open(kept.ref)

    def reload(self) -> None:
        """Read the definition again; edits stay."""
        if self.ref is None:
            return
        self._asked += 1
        number = self._asked

        def taken(definition: DomainDefinition) -> None:
            # Two readings may overtake each other: an older one is no news.
            if number > self._taken:
                self._taken = number
                self._take_definition(definition)
                # What is asked for after an application has it; what comes then is of others.
                self._is_own = self._is_own and number < self._own_from

        self._asker.ask(ReadDefinition(self.ref), taken, self._take_error)

    def settle(self) -> None:
        """Take what was typed last into the draft."""
        self.settling.emit()

    def _take_error(self, error: ErrorInfo) -> None:
        self._set(replace(self.situation, error=error))

    def _take_definition(self, definition: DomainDefinition) -> None:
        # What was typed belongs to what it was typed into, and not to what comes now.
        self.settle()
        try:
            running = parse_domain(definition.running) if definition.running else None
            if self.has_edits and self.definition is not None:
                self._meet(definition, running)
                return
            draft = Draft(definition.edited)
        except DocumentError as error:
            self._take_error(
                ErrorInfo(ErrorKind.INTERNAL, Remedy.REPORT, f"{error.code.value}: {error.detail}")
            )
            return
        if self.draft is None or draft.base_text != self.draft.base_text:
            self.draft = draft
        self.definition, self.running = definition, running
        self._plan, self._is_own = None, False
        self._set(replace(self.situation, is_loaded=True, error=None, theirs=None))
        self._read_caps()
        self.draft_changed.emit()
        self.scene_changed.emit()

    def _meet(self, definition: DomainDefinition, running: DomainDocument | None) -> None:
        """Keep the edits; tell when what they began with is not there any more."""
        known = self.definition
        self.running, self._plan = running, None
        is_other = known is not None and definition.digest != known.digest
        if is_other and self._is_own and self.draft is not None:
            self._go_on(self.draft, definition)
            return
        if known is not None and not is_other:
            self.definition = replace(known, running=definition.running)
        theirs = definition if is_other else None
        self._set(replace(self.situation, is_loaded=True, error=None, theirs=theirs))
        self.draft_changed.emit()

    def _go_on(self, draft: Draft, definition: DomainDefinition) -> None:
        """Put what was refused on the definition that libvirt made of what was applied."""
        theirs = parse_domain(definition.edited)
        merged = merge(draft.base, draft.document, theirs, lambda _conflict: True)
        self._is_own = False
        self._begin_with(definition)
        if self.draft is not None:
            self.draft.set_text(merged.text, "rest")
        self._touch()

    def _read_caps(self) -> None:
        if self.draft is not None:
            self._surroundings.read_caps(self.draft.document)

    # Editing

    def edit(self, label: str, change: Callable[[DomainDocument], None], at: str = "") -> None:
        """Change the draft; see `Draft.edit`.

        Raises:
            ValueError: A value cannot stand in XML; the draft is as it was.
        """
        self._with_draft(lambda draft: draft.edit(label, change, at))

    def set_text(self, text: str, label: str = "text") -> None:
        """Take the text as somebody types it, or another whole definition."""
        self._with_draft(lambda draft: draft.set_text(text, label, at=label))

    def revert(self, change: PartChange, leaves: tuple[Leaf, ...] = ()) -> None:
        """Take one change back, or some of its leaves; one that is there no more is passed over."""

        def work(draft: Draft) -> None:
            same = next((one for one in draft.changes if is_same(one, change)), None)
            if same is not None:
                draft.revert_change(same, leaves)

        self._with_draft(work)

    def discard(self) -> None:
        """Go back to the beginning."""
        self._with_draft(lambda draft: draft.discard())

    def undo(self) -> None:
        """Take the last edit back."""
        self._with_draft(lambda draft: draft.undo())

    def redo(self) -> None:
        """Do it again."""
        self._with_draft(lambda draft: draft.redo())

    def set_later(self, keys: frozenset[str], *, is_later: bool) -> None:
        """Do some things at the next start only, or at once after all."""
        self.later = self.later | keys if is_later else self.later - keys
        self._touch()

    def _with_draft(self, work: Callable[[Draft], None]) -> None:
        if self.draft is None:
            return
        before = self.draft.document, self.draft.changes
        work(self.draft)
        self.later = _followed(self.later, *before, self.draft)
        if self.situation.outcome is not None:
            self._set(replace(self.situation, outcome=None))
        self._read_caps()
        self._touch()

    def _touch(self) -> None:
        self._plan = None
        self.draft_changed.emit()

    # Two at once

    def merged(self, choice: Choice) -> Merged | None:
        """Their version with my edits on it; None when nobody else changed anything."""
        theirs = self.theirs
        if theirs is None or self.draft is None:
            return None
        return merge(self.draft.base, self.draft.document, theirs, choice)

    def take_merged(self, merged: Merged) -> None:
        """Go on from their version with the outcome of a merge."""
        theirs = self.situation.theirs
        if theirs is None:
            return
        self._begin_with(theirs)
        if self.draft is not None:
            self.draft.set_text(merged.text, "merge", at="")
        self._touch()

    def take_theirs(self) -> None:
        """Give the edits up and go on from their version; undo brings the edits again."""
        if self.situation.theirs is None or self.draft is None:
            return
        mine = self.draft.text
        self._begin_with(self.situation.theirs)
        self.draft.set_text(mine, "discard", at="")
        self.draft.discard()
        self._touch()

    def _begin_with(self, definition: DomainDefinition) -> None:
        self.definition, self.draft = definition, Draft(definition.edited)
        self.running = parse_domain(definition.running) if definition.running else None
        self.later = frozenset()
        self._set(replace(self.situation, is_loaded=True, error=None, theirs=None, outcome=None))

    # Applying

    def apply(self, name: str, count: int, refused: Refused = ()) -> int | None:
        """Submit the edits; the task's id, or None when there is nothing to apply.

        Args:
            name: The machine's name now.
            count: How many changes that are, for the task's words.
            refused: Changes, and which leaves of them, that cannot be applied: they stay edits.
        """
        draft, definition, ref = self.draft, self.definition, self.ref
        if draft is None or definition is None or ref is None or draft.error or not draft.changes:
            return None
        rest = self._without(draft, refused)
        self._applied = rest.text
        operation = ApplyDefinition(
            ref=ref,
            xml=self._applied if definition.persistent else "",
            base_digest=definition.digest,
            steps=self._steps(draft, rest),
            count=count,
        )
        task = self._dispatcher.submit(operation, name)
        self._set(replace(self.situation, applying=task, outcome=None))
        return task

    @staticmethod
    def _without(draft: Draft, refused: Refused) -> Draft:
        """The edits without what is refused; the draft itself where nothing is."""
        if not refused:
            return draft
        rest = Draft(draft.base_text)
        rest.set_text(draft.text, "copy")
        for change, leaves in refused:
            same = next((one for one in rest.changes if is_same(one, change)), None)
            if same is not None:
                rest.revert_change(same, leaves)
        return rest

    def _steps(self, draft: Draft, rest: Draft) -> tuple[LiveStep, ...]:
        """The live steps of what is applied: what is refused must not happen to what runs."""
        if rest is draft:
            return self.plan.steps
        later = set(self.later)
        for item in self.plan.items:
            # The place of a device that is new may be another without those that are refused.
            if item.change.kind is ChangeKind.ADDED and item.key in self.later:
                later.discard(item.key)
                same = (one for one in rest.changes if is_same(one, item.change))
                later.update(item_key(one, None) for one in same)
        return self._planned(rest, frozenset(later)).steps

    def _on_tasks(self, tasks: list[Task]) -> None:
        for task in tasks:
            if task.id == self.situation.applying and task.state.is_over:
                self._end(task)
            elif self.ref is not None and _changes_storage(task, self.ref):
                self._surroundings.read_choices()

    def _end(self, task: Task) -> None:
        self._set(replace(self.situation, applying=None, outcome=task))
        if self.draft is not None and is_kept(task):
            # What was defined is where the next edits begin, whatever the live steps did.
            rest, self.draft = self.draft.text, Draft(self._applied)
            self.draft.set_text(rest, "rest")
            self.later, self._is_own = frozenset(), True
            self._touch()
        elif self.draft is not None and any(part.state is PartState.DONE for part in task.parts):
            # A transient machine took some of it: what it did not take stays edited.
            self._is_own = True
        self.applied.emit(task)
        self._own_from = self._asked + 1
        self.reload()

    # What happens outside

    def _on_inventory(self, delta: Delta) -> None:
        if self.ref is None:
            return
        fields = delta.changed.get(self.ref, frozenset())
        if self.ref in delta.added or fields & _TELLING:
            self._reload_later.start()

    def _on_events(self, events: list[Event]) -> None:
        # The running part may be as it was while the next start is defined anew.
        if any(event.ref == self.ref and event.kind in _TELLING_KINDS for event in events):
            self._reload_later.start()

    def _set(self, situation: Situation) -> None:
        if situation != self.situation:
            self.situation = situation
            self.situation_changed.emit()


def _followed(
    later: frozenset[str], old: DomainDocument, changes: tuple[PartChange, ...], draft: Draft
) -> frozenset[str]:
    """What waits, when the places of new devices are others after an edit."""
    waiting = [
        change
        for change in changes
        if change.kind is ChangeKind.ADDED and item_key(change, None) in later
    ]
    if not waiting or draft.document is old:
        return later
    olds, news = devices_of(old.element), devices_of(draft.document.element)
    now = {
        olds.index(device): news.index(there)
        for device, there in match_devices(olds, news)
        if device is not None and there is not None
    }
    moved = [
        replace(change, new_index=now[change.new_index])
        for change in waiting
        if change.new_index is not None and change.new_index in now
    ]
    kept = later - {item_key(change, None) for change in waiting}
    return kept | {item_key(change, None) for change in moved}


def _changes_storage(task: Task, ref: ObjectRef) -> bool:
    """Whether the node of a domain has other volumes after a task."""
    operation = task.operation
    is_ours = isinstance(operation, CreateVolume | DeleteVolume | ResizeDisk)
    return is_ours and task.state.is_over and operation.ref.connection == ref.connection


def is_kept(task: Task) -> bool:
    """Whether the definition got through: the running part may have failed all the same."""
    if task.parts:
        # A transient machine keeps nothing: there the steps are all that was wanted.
        whole = [part for part in task.parts if part.step is None] or task.parts
        return all(part.state is PartState.DONE for part in whole)
    return task.state is TaskState.DONE


def is_same(one: PartChange, other: PartChange) -> bool:
    """Whether two changes are of the same part."""
    if (one.kind, one.tag, one.old_index) != (other.kind, other.tag, other.old_index):
        return False
    return one.kind is not ChangeKind.ADDED or one.new_xml == other.new_xml


def differences(before: DomainDocument, after: DomainDocument) -> tuple[PartChange, ...]:
    """What differs between two definitions."""
    return compare(before.element, after.element)
