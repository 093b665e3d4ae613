"""Three versions into one: what both began with, mine, and theirs."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import (
    ChangeKind,
    PartChange,
    add_device,
    compare,
    put_in_order,
    write_all,
)
from virtgui.documents.editing.leaves import Leaf, compact, read_leaf
from virtgui.documents.editing.matching import devices_of, match_devices, partner
from virtgui.documents.placing import remove_element


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that both changed, each in another way.

    Attributes:
        change: My change.
        leaf: The leaf of it; None where the whole device is meant.
        theirs: What it is in their version: a value, the device's XML, or None where it is gone.
    """

    change: PartChange
    leaf: Leaf | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge.

    Attributes:
        text: Their version with my changes, conflicts decided as asked.
        conflicts: What both changed.
        theirs: What they changed since the common version.
    """

    text: str
    conflicts: tuple[Conflict, ...]
    theirs: tuple[PartChange, ...]


Choice = Callable[[Conflict], bool]
"""Whether mine is taken for a conflict."""


def merge(
    base: DomainDocument, mine: DomainDocument, theirs: DomainDocument, choice: Choice
) -> Merged:
    """Put my changes on their version; what both changed is decided by the choice."""
    merger = _Merger(base.element, mine.element, theirs.copy(), choice)
    for change in compare(base.element, mine.element):
        merger.take(change)
    their_changes = compare(base.element, theirs.element)
    return Merged(merger.result.text(), tuple(merger.conflicts), their_changes)


class _Merger:
    """Puts one change after the other on a copy of their version."""

    def __init__(
        self,
        base: etree._Element,
        mine: etree._Element,
        result: DomainDocument,
        choice: Choice,
    ) -> None:
        self.result = result
        self.conflicts: list[Conflict] = []
        self._base, self._mine = devices_of(base), devices_of(mine)
        self._base_root, self._mine_root = base, mine
        self._choice = choice

    def take(self, change: PartChange) -> None:
        """Put one of my changes on the result."""
        takers: dict[ChangeKind, Callable[[PartChange], None]] = {
            ChangeKind.EDITED: self._edit,
            ChangeKind.ADDED: self._add,
            ChangeKind.REMOVED: self._remove,
            ChangeKind.MOVED: self._move,
        }
        takers[change.kind](change)

    def _their_device(self, change: PartChange) -> etree._Element | None:
        if change.old_index is None:
            return None
        device = self._base[change.old_index]
        return partner(device, self._base, devices_of(self.result.element))

    def _edit(self, change: PartChange) -> None:
        target: etree._Element | None = self.result.element
        guide = self._mine_root
        if change.tag and change.new_index is not None:
            target, guide = self._their_device(change), self._mine[change.new_index]
        if target is None:
            if self._wants_mine(Conflict(change, None, None)):
                add_device(self.result.element, _copy(guide))
            return
        taken = tuple(leaf for leaf in change.leaves if self._takes(change, leaf, target))
        write_all(target, taken, guide)

    def _takes(self, change: PartChange, leaf: Leaf, target: etree._Element) -> bool:
        there = read_leaf(target, leaf.path)
        if there in (leaf.old, leaf.new):
            return there == leaf.old
        return self._wants_mine(Conflict(change, leaf, there))

    def _add(self, change: PartChange) -> None:
        if change.new_index is None:
            return
        device = self._mine[change.new_index]
        new = [
            theirs
            for before, theirs in match_devices(self._base, devices_of(self.result.element))
            if before is None and theirs is not None
        ]
        same = partner(device, [device], new)
        if same is None:
            add_device(self.result.element, _copy(device))
        elif compact(same) != compact(device) and self._wants_mine(
            Conflict(change, None, compact(same))
        ):
            remove_element(same)
            add_device(self.result.element, _copy(device))

    def _remove(self, change: PartChange) -> None:
        there = self._their_device(change)
        if there is None:
            return
        if compact(there) == change.old_xml or self._wants_mine(
            Conflict(change, None, compact(there))
        ):
            remove_element(there)

    def _move(self, change: PartChange) -> None:
        order = [
            there
            for device, there in match_devices(self._mine, devices_of(self.result.element))
            if device is not None and there is not None and device.tag == change.tag
        ]
        put_in_order(order)

    def _wants_mine(self, conflict: Conflict) -> bool:
        self.conflicts.append(conflict)
        return self._choice(conflict)


def _copy(device: etree._Element) -> etree._Element:
    copy = deepcopy(device)
    copy.tail = None
    return copy
