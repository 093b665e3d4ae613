"""What each cell's card shows: tiles, memory, and the machines that are there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from virtgui.core.refs import ObjectRef
from virtgui.core.units import format_bytes, format_percent
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.placement import DomainPlacement, VcpuPlace
from virtgui.core.values.topology import Cell, Topology
from virtgui.models.numa.advice import BUSY_CPU, Advice, bound_to, pin_of
from virtgui.models.numa.board import Item, ItemKind, PlacementBoard
from virtgui.models.numa.loads import NodeLoads
from virtgui.models.numa.words import item_words, memory_words, place_words, placement_kind
from virtgui.models.plain_text import one_line
from virtgui.models.translate import tr, translate

_MOST_TOLD: Final = 12
"""vCPUs that a CPU's tool-tip lists."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One CPU."""

    cpu: int
    load: float | None = None
    pinned: int = 0
    """How many vCPUs are pinned to CPUs of which this is one, but not to all of a cell."""
    wanted: int = 0
    """How many of them are proposals."""
    here: tuple[str, ...] = ()
    """What ran here last or is pinned here alone, in words."""

    @property
    def is_hot(self) -> bool:
        """Whether it stands out."""
        return self.load is not None and self.load >= BUSY_CPU


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread of a machine, as a chip that can be taken and placed."""

    item: Item
    text: str
    tip: str
    is_proposed: bool = False


@dataclass(frozen=True, slots=True)
class MachineRow:
    """A machine in a cell."""

    ref: ObjectRef
    name: str
    state: DomainState | None
    here: int | None
    """vCPUs here; None for unknown."""
    total: int
    memory_here: int | None
    """KiB; None for unknown."""
    memory: int
    icon: str
    placement: str
    memory_rule: str
    has_advice: bool = False
    is_proposed: bool = False
    threads: tuple[Thread, ...] = ()

    @property
    def vcpu_words(self) -> str:
        """How many of its vCPUs are here: "4 of 6"."""
        if self.here is None:
            return translate("Numa", "unknown")
        return translate("Numa", "{0} of {1}").format(self.here, self.total)

    @property
    def memory_words(self) -> str:
        """How much of its memory is here: "5.8 of 14.9 GiB"."""
        if self.memory_here is None:
            return translate("Numa", "unknown")
        if self.memory_here == self.memory:
            return format_bytes(self.memory * 1024)
        pair = format_bytes(self.memory_here * 1024), format_bytes(self.memory * 1024)
        return translate("Numa", "{0} of {1}").format(*pair)


@dataclass(frozen=True, slots=True)
class Pool:
    """Huge pages of one size."""

    kib: int
    count: int
    free: int | None

    @property
    def words(self) -> str:
        """How many there are and how many are free: "2 MiB: 12 of 512 free"."""
        size = format_bytes(self.kib * 1024)
        if self.free is None:
            return translate("Numa", "{size}: {count}").format(size=size, count=self.count)
        words = translate("Numa", "{size}: {free} of {count} free")
        return words.format(size=size, free=self.free, count=self.count)


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of a cell in KiB; parts that are not told are None."""

    total: int = 0
    free: int | None = None
    machines: int = 0
    """What is certainly of machines: bound here strictly."""
    huge_free: int = 0
    pools: tuple[Pool, ...] = ()

    @property
    def other(self) -> int:
        """What else is in use."""
        used = self.total - (self.free or 0)
        return max(0, used - self.machines - self.huge_free)


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell's card."""

    cell: Cell
    load: float | None
    lines: tuple[tuple[Tile, ...], ...]
    """Cores, each with its threads."""
    memory: Memory
    rows: tuple[MachineRow, ...]

    @property
    def load_words(self) -> str:
        """The load of the cell: "load 58 %"; empty while it is not known."""
        if self.load is None:
            return ""
        return translate("Numa", "load {0}").format(format_percent(self.load * 100))


@dataclass(frozen=True, slots=True)
class Scenery:
    """All that cards are made from."""

    board: PlacementBoard
    loads: NodeLoads
    advice: tuple[Advice, ...]
    domains: Mapping[ObjectRef, Domain]
    open: frozenset[ObjectRef] | None = None
    """The machines whose threads are shown; None for all."""

    def name(self, ref: ObjectRef) -> str:
        """A machine's name, on one line."""
        domain = self.domains.get(ref)
        return one_line(domain.name) if domain else ref.key


def cell_views(scenery: Scenery) -> tuple[CellView, ...]:
    """The cards of all cells."""
    board = scenery.board
    pins, here = _by_cpu(scenery)
    warned = frozenset(advice.refs[0] for advice in scenery.advice if advice.refs)
    rows = _rows(scenery, warned)
    return tuple(
        CellView(
            cell=cell,
            load=scenery.loads.cell(cell.id, cell.cpu_ids),
            lines=tuple(
                tuple(_tile(scenery, cpu.id, pins, here) for cpu in core) for core in cell.cores()
            ),
            memory=_memory(scenery, cell),
            rows=rows[cell.id],
        )
        for cell in board.topology.cells
    )


def unplaced(scenery: Scenery, views: Iterable[CellView]) -> tuple[MachineRow, ...]:
    """The machines of which nothing says in which cell they are."""
    placed = {row.ref for view in views for row in view.rows}
    return tuple(
        _row(scenery, placement, None, frozenset())
        for placement in scenery.board.placements.values()
        if placement.ref not in placed
    )


_Counts = Mapping[int, tuple[int, int]]
_Words = Mapping[int, list[str]]


def _by_cpu(scenery: Scenery) -> tuple[_Counts, _Words]:
    """By CPU: how many vCPUs are pinned to it, how many of them would be; who is there."""
    board = scenery.board
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    here: dict[int, list[str]] = defaultdict(list)
    for ref in board.placements:
        placement = board.shown(ref)
        for vcpu in placement.vcpus if placement else ():
            item = Item(ref, ItemKind.VCPU, vcpu.number)
            is_wish = board.is_proposed(item)
            cpus = pin_of(vcpu)
            if cpus is not None and is_narrow(board.topology, cpus):
                for cpu in cpus:
                    counts[cpu][0] += 1
                    counts[cpu][1] += is_wish
            at = next(iter(cpus)) if cpus is not None and len(cpus) == 1 else vcpu.last
            if at is not None:
                here[at].append(f"{scenery.name(ref)} {item_words(item)}")
    return {cpu: (pair[0], pair[1]) for cpu, pair in counts.items()}, here


def is_narrow(topology: Topology, cpus: frozenset[int]) -> bool:
    """Whether a pin names CPUs rather than whole cells."""
    return cpus != topology.cpus_of(topology.cells_of(cpus))


def _tile(scenery: Scenery, cpu: int, pins: _Counts, here: _Words) -> Tile:
    pinned, wanted = pins.get(cpu, (0, 0))
    return Tile(cpu, scenery.loads.cpus.get(cpu), pinned, wanted, tuple(here.get(cpu, ())))


def _memory(scenery: Scenery, cell: Cell) -> Memory:
    loads = scenery.loads
    total = loads.memory_total.get(cell.id)
    free = loads.memory_free.get(cell.id)
    pools = tuple(
        Pool(page.kib, page.count, loads.pages_free.get((cell.id, page.kib), page.free))
        for page in cell.huge
    )
    placements = scenery.board.placements.values()
    bound = ((each.memory_by_cell() or {}).get(cell.id, 0) for each in placements)
    whole = round(total / 1024) if total is not None else cell.memory_kib
    left = round(free / 1024) if free is not None else cell.free_kib
    huge = sum(pool.kib * (pool.free or 0) for pool in pools)
    # Bound is not yet touched: it can be no more than what is in use.
    used = whole if left is None else max(0, whole - left - huge)
    return Memory(whole, left, min(sum(bound), used), huge, pools)


def _cells_of(scenery: Scenery, placement: DomainPlacement) -> frozenset[int]:
    """In which cells a machine appears: where it runs, where its memory is, where it may go."""
    board = scenery.board
    topology = board.topology
    if len(topology.cells) == 1:
        return frozenset((topology.cells[0].id,))
    shown = board.shown(placement.ref) or placement
    found: set[int] = set(shown.memory_by_cell() or ()) | set(placement.memory_by_cell() or ())
    for each in (placement, shown):
        for vcpu in each.vcpus:
            found |= _vcpu_cells(topology, vcpu)
    return frozenset(found)


def _vcpu_cells(topology: Topology, vcpu: VcpuPlace) -> frozenset[int]:
    bound = bound_to(topology, pin_of(vcpu))
    if len(bound) == 1 or vcpu.last is None:
        return bound
    cell = topology.cell_of(vcpu.last)
    return bound if cell is None else frozenset((cell,))


def _rows(scenery: Scenery, warned: frozenset[ObjectRef]) -> Mapping[int, tuple[MachineRow, ...]]:
    found: dict[int, list[MachineRow]] = {cell.id: [] for cell in scenery.board.topology.cells}
    for placement in scenery.board.placements.values():
        for number in _cells_of(scenery, placement) & found.keys():
            found[number].append(_row(scenery, placement, number, warned))
    return {
        number: tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.ref)))
        for number, rows in found.items()
    }


def _row(
    scenery: Scenery, placement: DomainPlacement, number: int | None, warned: frozenset[ObjectRef]
) -> MachineRow:
    board, ref = scenery.board, placement.ref
    topology = board.topology
    domain = scenery.domains.get(ref)
    shown = board.shown(ref) or placement
    icon, words = placement_kind(shown, topology)
    is_one = len(topology.cells) == 1
    by_cell = {topology.cells[0].id: shown.memory_kib} if is_one else shown.memory_by_cell()
    return MachineRow(
        ref=ref,
        name=scenery.name(ref),
        state=domain.state if domain else None,
        here=_count_here(topology, shown, number),
        total=len(shown.vcpus),
        memory_here=None if by_cell is None or number is None else by_cell.get(number, 0),
        memory=shown.memory_kib,
        icon=icon,
        placement=words,
        memory_rule=memory_words(shown.memory),
        has_advice=ref in warned,
        is_proposed=any(board.is_proposed(item) for item in items_of(placement)),
        threads=_threads(scenery, placement),
    )


def _count_here(topology: Topology, placement: DomainPlacement, number: int | None) -> int | None:
    if number is None:
        return None
    if len(topology.cells) == 1:
        return len(placement.vcpus)
    places = [_vcpu_cells(topology, vcpu) for vcpu in placement.vcpus]
    if not any(places):
        return None
    return sum(number in cells for cells in places)


def items_of(placement: DomainPlacement) -> tuple[Item, ...]:
    """All threads of a machine, and its memory."""
    ref = placement.ref
    return (
        *(Item(ref, ItemKind.VCPU, vcpu.number) for vcpu in placement.vcpus),
        Item(ref, ItemKind.EMULATOR),
        *(Item(ref, ItemKind.IOTHREAD, thread.number) for thread in placement.iothreads),
        Item(ref, ItemKind.MEMORY),
    )


def _threads(scenery: Scenery, placement: DomainPlacement) -> tuple[Thread, ...]:
    if scenery.open is not None and placement.ref not in scenery.open:
        return ()
    return tuple(_thread(scenery, placement, item) for item in items_of(placement))


def _thread(scenery: Scenery, placement: DomainPlacement, item: Item) -> Thread:
    board = scenery.board
    name, wanted = item_words(item), board.wanted(item)
    text, parts = name, [f"{scenery.name(item.ref)} · {name}"]
    if wanted:
        text = f"{name} · {place_words(item, wanted, board.topology)}"
    if item.kind is ItemKind.VCPU:
        vcpu = next(each for each in placement.vcpus if each.number == item.number)
        parts += _vcpu_facts(scenery, vcpu, item)
    if board.is_proposed(item):
        parts.append(translate("Numa", "Proposed, not applied yet"))
    return Thread(item, text, "\n".join(parts), board.is_proposed(item))


def _vcpu_facts(scenery: Scenery, vcpu: VcpuPlace, item: Item) -> list[str]:
    parts = []
    if vcpu.last is not None:
        parts.append(translate("Numa", "Ran last on CPU {0}").format(vcpu.last))
    load = scenery.loads.vcpus.get((item.ref, item.number))
    if load is not None:
        parts.append(translate("Numa", "Uses {0} of a CPU").format(format_percent(load * 100)))
    return parts


def tile_words(tile: Tile) -> str:
    """A CPU in words, for its tool-tip and for screen readers."""
    parts = [translate("Numa", "CPU {0}").format(tile.cpu)]
    if tile.load is not None:
        parts[0] += f" · {format_percent(tile.load * 100)}"
    if tile.pinned:
        parts.append(tr("%n vCPU(s) pinned to it", "", tile.pinned))
    if tile.wanted:
        parts.append(tr("%n of them proposed", "", tile.wanted))
    parts += tile.here[:_MOST_TOLD]
    if len(tile.here) > _MOST_TOLD:
        parts.append(f"+{len(tile.here) - _MOST_TOLD}")
    return "\n".join(parts)
