"""A placement that keeps machines whole and cells even, and why.

Whole machines go into one cell where they fit, the largest first, each to the cell that would be
the least loaded with it. One too large for any cell is spread over as few as hold it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from virtgui.core.refs import ObjectRef
from virtgui.core.units import format_bytes
from virtgui.core.values.placement import CpuSet, DomainPlacement
from virtgui.core.values.topology import Cell
from virtgui.documents.settings.cpusets import format_cpuset
from virtgui.models.numa.advice import bound_to, pin_of
from virtgui.models.numa.board import Item, ItemKind, PlacementBoard
from virtgui.models.numa.loads import NodeLoads
from virtgui.models.translate import tr, translate

_UNKNOWN_LOAD: Final = 0.25
"""What a vCPU of which nothing is known is counted for, in CPUs."""
_RESERVE: Final = 0.05
"""The share of a cell's memory that is left to the host."""


class Why(Enum):
    """Why a machine was put where."""

    FITS = "fits"
    """It fits, and the cell is the least loaded one."""
    STAYS = "stays"
    """It fits where its memory is already."""
    SPREAD = "spread"
    """It is larger than any cell."""
    KEPT = "kept"
    """It is pinned, and such were to be left alone."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants of a proposal."""

    leave_pinned: bool = True
    own_cpus: bool = False
    """One CPU for each vCPU, instead of all CPUs of a cell for all."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where one machine goes, and why."""

    ref: ObjectRef
    why: Why
    cells: CpuSet
    vcpus: int
    memory_kib: int
    wishes: Mapping[Item, CpuSet] = field(default_factory=dict)


@dataclass(slots=True)
class _Room:
    """What is left of one cell while machines are placed."""

    cell: Cell
    memory_kib: float
    load: float = 0.0
    """In CPUs."""
    vcpus: int = 0
    taken: set[int] = field(default_factory=set)

    @property
    def share(self) -> float:
        """How loaded it is."""
        return self.load / max(1, len(self.cell.cpus))

    def take(self, vcpus: int, memory_kib: float, load: float) -> None:
        """A machine, or a part of one, comes in."""
        self.vcpus += vcpus
        self.memory_kib -= memory_kib
        self.load += load


def suggest(board: PlacementBoard, loads: NodeLoads, wish: Wish) -> tuple[Suggestion, ...]:
    """Where each machine should go; nothing on a node with one cell or none."""
    if len(board.topology.cells) < 2:
        return ()
    return _Course(board, loads, wish).run()


class _Course:
    """One proposal in the making."""

    def __init__(self, board: PlacementBoard, loads: NodeLoads, wish: Wish) -> None:
        self._board, self._loads, self._wish = board, loads, wish
        self._topology = board.topology
        self._rooms = {
            cell.id: _Room(cell, cell.memory_kib * (1 - _RESERVE)) for cell in board.topology.cells
        }

    def run(self) -> tuple[Suggestion, ...]:
        """The largest first: small ones find room between them."""
        placements = sorted(
            self._board.placements.values(),
            key=lambda each: (-len(each.vcpus), -each.memory_kib, each.ref),
        )
        kept = [each for each in placements if self._wish.leave_pinned and self._is_pinned(each)]
        found = [self._keep(placement) for placement in kept]
        found += [self._place(each) for each in placements if each not in kept]
        return tuple(found)

    def _is_pinned(self, placement: DomainPlacement) -> bool:
        return any(bound_to(self._topology, pin_of(vcpu)) for vcpu in placement.vcpus)

    def _keep(self, placement: DomainPlacement) -> Suggestion:
        cells: frozenset[int] = frozenset()
        for vcpu in placement.vcpus:
            pin = pin_of(vcpu)
            mine = bound_to(self._topology, pin)
            cells |= mine
            for number in mine:
                self._rooms[number].take(1, 0, self._load(placement, vcpu.number) / len(mine))
                self._rooms[number].taken |= pin or frozenset()
        memory = placement.memory_by_cell()
        if memory is None and len(cells) == 1:
            memory = dict.fromkeys(cells, placement.memory_kib)
        for number, kib in (memory or {}).items():
            if number in self._rooms:
                self._rooms[number].take(0, kib, 0)
        return self._said(placement, Why.KEPT, cells, {})

    def _place(self, placement: DomainPlacement) -> Suggestion:
        home = placement.memory_by_cell() or {}
        if len(home) == 1 and self._fits(self._rooms.get(next(iter(home))), placement):
            return self._put(placement, next(iter(home)), Why.STAYS)
        rooms = [room for room in self._rooms.values() if self._fits(room, placement)]
        if rooms:
            load = self._total(placement)
            best = min(
                rooms,
                key=lambda room: (
                    round((room.load + load) / max(1, len(room.cell.cpus)), 2),
                    room.vcpus / max(1, len(room.cell.cpus)),
                    -room.memory_kib,
                ),
            )
            return self._put(placement, best.cell.id, Why.FITS)
        return self._spread(placement)

    @staticmethod
    def _fits(room: _Room | None, placement: DomainPlacement) -> bool:
        if room is None or len(placement.vcpus) > len(room.cell.cpus):
            return False
        return placement.memory_kib <= room.memory_kib

    def _put(self, placement: DomainPlacement, number: int, why: Why) -> Suggestion:
        room = self._rooms[number]
        room.take(len(placement.vcpus), placement.memory_kib, self._total(placement))
        cells = frozenset((number,))
        wishes = self._board.whole(placement.ref, self._topology.cpus_of(cells), cells)
        if self._wish.own_cpus:
            wishes |= self._own_cpus(placement, room)
        return self._said(placement, why, cells, wishes)

    def _own_cpus(self, placement: DomainPlacement, room: _Room) -> dict[Item, CpuSet]:
        """One CPU for each vCPU, whole cores first; none where the cell has too few left."""
        cores = [[cpu.id for cpu in core] for core in room.cell.cores()]
        whole = [core for core in cores if not room.taken & set(core)]
        order = [cpu for core in whole for cpu in core]
        order += [cpu for core in cores for cpu in core if cpu not in order]
        free = [cpu for cpu in order if cpu not in room.taken]
        if len(free) < len(placement.vcpus):
            return {}
        wishes: dict[Item, CpuSet] = {}
        for vcpu, cpu in zip(placement.vcpus, free, strict=False):
            wishes[Item(placement.ref, ItemKind.VCPU, vcpu.number)] = frozenset((cpu,))
            room.taken.add(cpu)
        return wishes

    def _spread(self, placement: DomainPlacement) -> Suggestion:
        """Over the fewest cells that have the CPUs and the memory, the least loaded first."""
        chosen: list[_Room] = []
        for room in sorted(self._rooms.values(), key=lambda room: room.share):
            chosen.append(room)
            cpus = sum(len(each.cell.cpus) for each in chosen)
            memory = sum(each.memory_kib for each in chosen)
            if cpus >= len(placement.vcpus) and memory >= placement.memory_kib:
                break
        cells = frozenset(room.cell.id for room in chosen)
        part = 1 / len(chosen)
        for room in chosen:
            load = self._total(placement) * part
            room.take(len(placement.vcpus) // len(chosen), placement.memory_kib * part, load)
        wishes: dict[Item, CpuSet] = {}
        if len(cells) < len(self._rooms):
            wishes = self._board.whole(placement.ref, self._topology.cpus_of(cells), cells)
        wishes |= self._by_guest_cell(placement, sorted(cells))
        return self._said(placement, Why.SPREAD, cells, wishes)

    def _by_guest_cell(self, placement: DomainPlacement, cells: list[int]) -> dict[Item, CpuSet]:
        """Cells that the guest knows of stay whole, each in one of the node's."""
        if len(placement.cells) < 2:
            return {}
        wishes: dict[Item, CpuSet] = {}
        for place, cell in enumerate(placement.cells):
            # Where its memory is bound to a cell already, its vCPUs go there.
            number = cell.policy.only_cell
            home = cells[place % len(cells)] if number is None else number
            for vcpu in cell.vcpus:
                item = Item(placement.ref, ItemKind.VCPU, vcpu)
                wishes[item] = self._topology.cpus_of((home,))
        return wishes

    def _load(self, placement: DomainPlacement, vcpu: int) -> float:
        return self._loads.vcpus.get((placement.ref, vcpu), _UNKNOWN_LOAD)

    def _total(self, placement: DomainPlacement) -> float:
        return sum(self._load(placement, vcpu.number) for vcpu in placement.vcpus)

    @staticmethod
    def _said(
        placement: DomainPlacement, why: Why, cells: CpuSet, wishes: Mapping[Item, CpuSet]
    ) -> Suggestion:
        return Suggestion(
            placement.ref, why, cells, len(placement.vcpus), placement.memory_kib, wishes
        )


def reason_words(suggestion: Suggestion) -> str:
    """Why a machine was put where, in a sentence."""
    cells = format_cpuset(suggestion.cells)
    memory = format_bytes(suggestion.memory_kib * 1024)
    if suggestion.why is Why.FITS:
        words = tr(
            "Its %n vCPU(s) and {memory} fit whole into node {cells}, the least busy one then.",
            "",
            suggestion.vcpus,
        )
    elif suggestion.why is Why.STAYS:
        words = tr(
            "Its {memory} are on node {cells} already, and its %n vCPU(s) fit there.",
            "",
            suggestion.vcpus,
        )
    elif suggestion.why is Why.SPREAD:
        words = translate("Numa", "No node has room for it whole: it is spread over nodes {cells}.")
    else:
        words = translate("Numa", "It is pinned, and was left as it is.")
    return words.format(memory=memory, cells=cells)
