"""The placement board: what is, what is proposed, and the way back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, NamedTuple

from virtgui.core.ops.placement import RESTRICTIVE, STRICT, PlaceDomain, ThreadPin
from virtgui.core.refs import ObjectRef
from virtgui.core.values.placement import CpuSet, DomainPlacement, MemoryPolicy
from virtgui.core.values.topology import NodeCpu, Topology
from virtgui.documents.settings.cpusets import format_cpuset

_MOVABLE: Final = "restrictive"
"""The one mode of memory whose cells libvirt changes while a domain runs."""


class ItemKind(Enum):
    """What can be placed."""

    VCPU = "vcpu"
    EMULATOR = "emulator"
    IOTHREAD = "iothread"
    MEMORY = "memory"


class Item(NamedTuple):
    """One thing of a domain that can be placed: a thread onto CPUs, or memory into cells."""

    ref: ObjectRef
    kind: ItemKind
    number: int = 0


class When(Enum):
    """When a change takes effect."""

    BOTH = "both"
    NOW = "now"
    NEXT_START = "next_start"
    REFUSED = "refused"


class Block(Enum):
    """Why a change cannot be made as chosen."""

    NONE = "none"
    DRIVER = "driver"
    """The host's driver cannot."""
    MEMORY_IS_FIXED = "memory_is_fixed"
    """Memory stays where it is until the next start."""
    TRANSIENT = "transient"
    """There is no next start."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the host's driver can do."""

    pin_now: bool = True
    pin_kept: bool = True
    memory: bool = True


@dataclass(frozen=True, slots=True)
class Moments:
    """What the user has chosen: now, for the next start, or both."""

    live: bool = True
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One proposed change as the preview lists it."""

    item: Item
    old: CpuSet | None
    """CPUs, or cells for memory; None for any."""
    new: CpuSet
    when: When
    block: Block = Block.NONE


class PlacementBoard:
    """Placements as read, and proposals on top of them; every step can be undone."""

    def __init__(self) -> None:
        self.topology = Topology()
        self.abilities = Abilities()
        self.moments = Moments()
        self._placements: dict[ObjectRef, DomainPlacement] = {}
        self._wanted: dict[Item, CpuSet] = {}
        self._undone: list[dict[Item, CpuSet]] = []
        self._before: list[dict[Item, CpuSet]] = []

    # What is

    @property
    def placements(self) -> Mapping[ObjectRef, DomainPlacement]:
        """As read, by domain."""
        return self._placements

    def take(self, read: Iterable[DomainPlacement], active: Iterable[str]) -> None:
        """Take what was read; what is proposed and has become so is no proposal any more."""
        self._placements.update({placement.ref: placement for placement in read})
        alive = frozenset(active)
        for ref in [ref for ref in self._placements if ref.key not in alive]:
            del self._placements[ref]
        self._tidy()

    def clear(self) -> None:
        """Forget everything: another host."""
        self._placements.clear()
        self._wanted.clear()
        self._before.clear()
        self._undone.clear()

    def is_free(self, cpus: CpuSet | None) -> bool:
        """Whether a set of CPUs is no restriction: none, or all that there are."""
        return cpus is None or cpus >= self.topology.every_cpu

    def pin_now(self, item: Item) -> CpuSet | None:
        """The CPUs of a thread, or the cells of the memory, in force; None for any."""
        placement = self._placements.get(item.ref)
        if placement is None:
            return None
        found = _of(placement, item, kept=False)
        return None if item.kind is not ItemKind.MEMORY and self.is_free(found) else found

    def pin_kept(self, item: Item) -> CpuSet | None:
        """The CPUs of a thread, or the cells of the memory, at the next start; None for any."""
        placement = self._placements.get(item.ref)
        found = _of(placement, item, kept=True) if placement is not None else None
        return None if item.kind is not ItemKind.MEMORY and self.is_free(found) else found

    def wanted(self, item: Item) -> CpuSet | None:
        """What is proposed, else what is."""
        return self._wanted[item] if item in self._wanted else self.pin_now(item)

    def shown(self, ref: ObjectRef) -> DomainPlacement | None:
        """A domain as it would be with what is proposed."""
        placement = self._placements.get(ref)
        mine = {item: cpus for item, cpus in self._wanted.items() if item.ref == ref}
        if placement is None or not mine:
            return placement
        vcpus = (
            replace(each, pin=mine[item], may=mine[item])
            if (item := Item(ref, ItemKind.VCPU, each.number)) in mine
            else each
            for each in placement.vcpus
        )
        memory = mine.get(Item(ref, ItemKind.MEMORY))
        rule = MemoryPolicy("strict", memory) if memory else placement.memory
        return replace(placement, vcpus=tuple(vcpus), memory=rule)

    # What is proposed

    @property
    def is_empty(self) -> bool:
        """Whether nothing is proposed."""
        return not self._wanted

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._undone)

    def is_proposed(self, item: Item) -> bool:
        """Whether a change is proposed for it."""
        return item in self._wanted

    def propose(self, wishes: Mapping[Item, CpuSet]) -> None:
        """Propose some changes as one step; what is so already is no change."""
        state = {**self._wanted, **wishes}
        self._step(
            {item: cpus for item, cpus in state.items() if cpus and self._is_news(item, cpus)}
        )

    def place_thread(self, item: Item, cpus: CpuSet) -> None:
        """Propose the CPUs of one vCPU, emulator or IOThread."""
        self.propose({item: cpus})

    def place_in_cell(self, ref: ObjectRef, cell: int) -> None:
        """Propose a whole domain into a cell: its threads onto its CPUs, its memory into it."""
        self.propose(self.whole(ref, self.topology.cpus_of((cell,)), frozenset((cell,))))

    def place_from(self, ref: ObjectRef, cpu: int) -> None:
        """Propose one CPU for each vCPU of a domain, beginning with one, in one cell.

        Whole cores come first, so that a core's threads serve the same domain.
        """
        cell = self.topology.cell_of(cpu)
        placement = self._placements.get(ref)
        if cell is None or placement is None:
            return
        order = self._from(cell, cpu)
        wishes = self.whole(ref, self.topology.cpus_of((cell,)), frozenset((cell,)))
        for place, vcpu in enumerate(placement.vcpus):
            item = Item(ref, ItemKind.VCPU, vcpu.number)
            wishes[item] = frozenset((order[place % len(order)],))
        self.propose(wishes)

    def whole(self, ref: ObjectRef, cpus: CpuSet, cells: CpuSet) -> dict[Item, CpuSet]:
        """All threads of a domain onto some CPUs, and its memory into cells."""
        placement = self._placements.get(ref)
        if placement is None:
            return {}
        wishes = {Item(ref, ItemKind.VCPU, vcpu.number): cpus for vcpu in placement.vcpus}
        wishes[Item(ref, ItemKind.EMULATOR)] = cpus
        for thread in placement.iothreads:
            wishes[Item(ref, ItemKind.IOTHREAD, thread.number)] = cpus
        # Cells of the guest with rules of their own keep them.
        has_own = any(cell.policy.cells for cell in placement.cells)
        if self.abilities.memory and not has_own and len(self.topology.cells) > 1:
            wishes[Item(ref, ItemKind.MEMORY)] = cells
        return wishes

    def revert(self, item: Item) -> None:
        """Take one proposal back."""
        self._step({each: cpus for each, cpus in self._wanted.items() if each != item})

    def revert_some(self, items: Iterable[Item]) -> None:
        """Take some proposals back as one step."""
        gone = frozenset(items)
        self._step({item: cpus for item, cpus in self._wanted.items() if item not in gone})

    def revert_all(self) -> None:
        """Take all proposals back."""
        self._step({})

    def undo(self) -> None:
        """Take the last step back."""
        if self._before:
            self._undone.append(self._wanted)
            self._wanted = self._before.pop()
            self._tidy()

    def redo(self) -> None:
        """Take the last step that was undone again."""
        if self._undone:
            self._before.append(self._wanted)
            self._wanted = self._undone.pop()
            self._tidy()

    def changes(self) -> tuple[Change, ...]:
        """What the preview lists, domain by domain."""
        order = list(ItemKind)
        items = sorted(
            self._wanted, key=lambda item: (item.ref, order.index(item.kind), item.number)
        )
        return tuple(self._change(item) for item in items)

    def operations(self) -> tuple[PlaceDomain, ...]:
        """One operation for each domain that changes."""
        refs = dict.fromkeys(item.ref for item in self._wanted)
        found = (self._operation(ref) for ref in refs)
        return tuple(operation for operation in found if operation is not None and operation.steps)

    def applied(self, operation: PlaceDomain) -> None:
        """An operation is done: its proposals are what is now, whatever was read last."""
        texts = {
            Item(operation.ref, ItemKind.VCPU, pin.number): pin.cpus for pin in operation.vcpus
        }
        texts |= {
            Item(operation.ref, ItemKind.IOTHREAD, pin.number): pin.cpus
            for pin in operation.iothreads
        }
        texts[Item(operation.ref, ItemKind.EMULATOR)] = operation.emulator or ""
        texts[Item(operation.ref, ItemKind.MEMORY)] = operation.cells or ""
        self._wanted = {
            item: cpus
            for item, cpus in self._wanted.items()
            if texts.get(item) != self._text(item, cpus)
        }
        self._before.clear()
        self._undone.clear()

    # Inside

    def _step(self, state: dict[Item, CpuSet]) -> None:
        if state != self._wanted:
            self._before.append(self._wanted)
            self._undone.clear()
            self._wanted = state

    def _tidy(self) -> None:
        """Drop proposals for what is gone, or is as proposed."""
        self._wanted = {
            item: cpus
            for item, cpus in self._wanted.items()
            if item.ref in self._placements and self._is_news(item, cpus)
        }

    def _is_news(self, item: Item, cpus: CpuSet) -> bool:
        placement = self._placements.get(item.ref)
        if placement is None:
            return False
        kept = _of(placement, item, kept=True)
        is_kept = not placement.is_persistent or self._same(item, kept, cpus)
        return not (is_kept and self._same(item, _of(placement, item, kept=False), cpus))

    def _same(self, item: Item, old: CpuSet | None, new: CpuSet) -> bool:
        if item.kind is ItemKind.MEMORY:
            return old == new
        return old == new or (self.is_free(old) and self.is_free(new))

    def _from(self, cell: int, cpu: int) -> list[int]:
        """The CPUs of a cell, core by core, beginning with the core of one of them."""
        found = self.topology.cell(cell)
        cores: list[tuple[NodeCpu, ...]] = list(found.cores()) if found else []
        start = next(
            (place for place, core in enumerate(cores) if any(each.id == cpu for each in core)), 0
        )
        turned = cores[start:] + cores[:start]
        order = [each.id for core in turned for each in core]
        return [cpu, *(each for each in order if each != cpu)]

    def _change(self, item: Item) -> Change:
        placement = self._placements[item.ref]
        when, block = self._when(item, placement)
        return Change(item, self.pin_now(item), self._wanted[item], when, block)

    def _when(self, item: Item, placement: DomainPlacement) -> tuple[When, Block]:
        is_memory = item.kind is ItemKind.MEMORY
        is_fixed = is_memory and placement.memory.mode != _MOVABLE
        can_now = not is_fixed and (self.abilities.memory if is_memory else self.abilities.pin_now)
        can_keep = placement.is_persistent and (
            self.abilities.memory if is_memory else self.abilities.pin_kept
        )
        live, kept = self.moments.live and can_now, self.moments.kept and can_keep
        if live and kept:
            return When.BOTH, Block.NONE
        if live:
            reason = Block.NONE if placement.is_persistent else Block.TRANSIENT
            return When.NOW, reason if self.moments.kept else Block.NONE
        fixed = Block.MEMORY_IS_FIXED if is_fixed else Block.DRIVER
        if kept:
            return When.NEXT_START, fixed if self.moments.live else Block.NONE
        return When.REFUSED, fixed if self.moments.live else Block.TRANSIENT

    def _operation(self, ref: ObjectRef) -> PlaceDomain | None:
        placement = self._placements.get(ref)
        if placement is None:
            return None
        mine = {
            change.item: self._text(change.item, change.new)
            for change in self.changes()
            if change.item.ref == ref and change.when is not When.REFUSED
        }
        moves = placement.memory.mode == _MOVABLE
        return PlaceDomain(
            ref=ref,
            live=self.moments.live and self.abilities.pin_now,
            kept=self.moments.kept and placement.is_persistent and self.abilities.pin_kept,
            memory_mode=RESTRICTIVE if moves else STRICT,
            moves_memory=moves,
            vcpus=_pins(mine, ItemKind.VCPU),
            emulator=mine.get(Item(ref, ItemKind.EMULATOR)),
            iothreads=_pins(mine, ItemKind.IOTHREAD),
            cells=mine.get(Item(ref, ItemKind.MEMORY)),
        )

    def _text(self, item: Item, cpus: CpuSet) -> str:
        # All CPUs: no pin. CPUs that come later are then among them.
        is_any = item.kind is not ItemKind.MEMORY and self.is_free(cpus)
        return "" if is_any else format_cpuset(cpus)


def _pins(mine: Mapping[Item, str], kind: ItemKind) -> tuple[ThreadPin, ...]:
    return tuple(ThreadPin(item.number, cpus) for item, cpus in mine.items() if item.kind is kind)


def _of(placement: DomainPlacement, item: Item, *, kept: bool) -> CpuSet | None:
    """What a placement says of an item."""
    if item.kind is ItemKind.MEMORY:
        return (placement.memory_kept if kept else placement.memory).cells
    if item.kind is ItemKind.EMULATOR:
        return placement.emulator.kept if kept else placement.emulator.pin
    if item.kind is ItemKind.IOTHREAD:
        for thread in placement.iothreads:
            if thread.number == item.number:
                return thread.kept if kept else thread.pin
        return None
    for vcpu in placement.vcpus:
        if vcpu.number == item.number:
            if kept:
                return vcpu.kept
            return vcpu.may if vcpu.may is not None else vcpu.pin
    return None
