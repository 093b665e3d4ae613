"""What is wrong with the placement on a host, as facts and as sentences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from virtgui.core.refs import ObjectRef
from virtgui.core.units import format_bytes, format_percent
from virtgui.core.values.placement import CpuSet, DomainPlacement, VcpuPlace
from virtgui.core.values.topology import Cell, Topology
from virtgui.documents.settings.cpusets import format_cpuset
from virtgui.models.numa.loads import NodeLoads
from virtgui.models.plain_text import in_sentence
from virtgui.models.translate import tr, translate

BUSY_CPU: Final = 0.9
"""From this share on a CPU of the host is called busy."""
BUSY_VCPU: Final = 0.5
"""From this share on a vCPU is."""
_IDLE: Final = 0.15

Placements = Mapping[ObjectRef, DomainPlacement]


class AdviceKind(Enum):
    """What can be wrong."""

    FAR_MEMORY = "far_memory"
    """vCPUs are pinned to other cells than their memory's."""
    SHARED_CPU = "shared_cpu"
    """Busy vCPUs are pinned to one and the same CPU."""
    CPU_OVERCOMMIT = "cpu_overcommit"
    """More vCPUs are bound to a cell than it has CPUs."""
    MEMORY_OVERCOMMIT = "memory_overcommit"
    """More memory is bound to a cell than it has."""
    GUEST_SEES_ONE = "guest_sees_one"
    """A machine spans cells and does not know it."""
    GUEST_CELL_SPLIT = "guest_cell_split"
    """One cell of a guest spans cells of the host."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that is wrong; which fields say something depends on the kind."""

    kind: AdviceKind
    refs: tuple[ObjectRef, ...] = ()
    """The machines that it is about, the first one most."""
    vcpus: CpuSet = frozenset()
    cells: CpuSet = frozenset()
    """Where they run, or which cell is full."""
    memory_cells: CpuSet = frozenset()
    cpu: int = -1
    load: float | None = None
    wanted: int = 0
    """vCPUs, or KiB."""
    there: int = 0
    """CPUs, or KiB."""
    idle: int = 0
    """How many CPUs of the cell have little to do."""

    @property
    def key(self) -> tuple[AdviceKind, tuple[ObjectRef, ...], int, CpuSet]:
        """What makes it the same advice while its figures change."""
        return self.kind, self.refs, self.cpu, self.cells


def find_advice(topology: Topology, placements: Placements, loads: NodeLoads) -> tuple[Advice, ...]:
    """All that is wrong, the most telling first. Nothing is said of what is not known."""
    return with_loads(find_lasting(topology, placements), topology, placements, loads)


def find_lasting(topology: Topology, placements: Placements) -> tuple[Advice, ...]:
    """What is wrong whatever the load is: it changes with placements only."""
    found: list[Advice] = []
    if len(topology.cells) > 1:
        for placement in placements.values():
            found += _far_memory(topology, placement)
            found += _guest_numa(topology, placement)
    found += _overcommit(topology, placements)
    return tuple(found)


def with_loads(
    lasting: tuple[Advice, ...], topology: Topology, placements: Placements, loads: NodeLoads
) -> tuple[Advice, ...]:
    """All that is wrong now: what lasts, and what comes of the load."""
    order = list(AdviceKind)
    found = (*lasting, *_shared_cpus(topology, placements, loads))
    return tuple(sorted(found, key=lambda advice: order.index(advice.kind)))


def bound_to(topology: Topology, cpus: CpuSet | None) -> CpuSet:
    """The cells that a pin binds to; empty when it leaves all of them."""
    if cpus is None or cpus >= topology.every_cpu:
        return frozenset()
    return topology.cells_of(cpus)


def pin_of(vcpu: VcpuPlace) -> CpuSet | None:
    """Where a vCPU may run, as the kernel says it or else as it is pinned."""
    return vcpu.pin if vcpu.may is None else vcpu.may


def _far_memory(topology: Topology, placement: DomainPlacement) -> Iterator[Advice]:
    far: set[int] = set()
    runs: frozenset[int] = frozenset()
    memory: frozenset[int] = frozenset()
    for vcpu in placement.vcpus:
        cells = bound_to(topology, pin_of(vcpu))
        wanted = placement.memory_cells(vcpu.number)
        if cells and wanted and not cells & wanted:
            far.add(vcpu.number)
            runs, memory = runs | cells, memory | wanted
    if far:
        yield Advice(
            AdviceKind.FAR_MEMORY,
            (placement.ref,),
            vcpus=frozenset(far),
            cells=runs,
            memory_cells=memory,
        )


def _shared_cpus(topology: Topology, placements: Placements, loads: NodeLoads) -> Iterator[Advice]:
    pinned: dict[int, list[tuple[ObjectRef, int]]] = defaultdict(list)
    for placement in placements.values():
        for vcpu in placement.vcpus:
            cpus = pin_of(vcpu)
            if cpus is not None and len(cpus) == 1 and len(topology.cpu_ids) > 1:
                pinned[next(iter(cpus))].append((placement.ref, vcpu.number))
    for cpu, threads in sorted(pinned.items()):
        load = loads.cpus.get(cpu)
        # A vCPU whose use is not known yet is called busy when its CPU is.
        otherwise = load or 0.0
        busy = [
            each
            for each in threads
            if loads.vcpus.get(each, otherwise if otherwise >= BUSY_CPU else 0.0) >= BUSY_VCPU
        ]
        if len(busy) > 1:
            yield _shared(topology, loads, cpu, busy)


def _shared(
    topology: Topology, loads: NodeLoads, cpu: int, busy: list[tuple[ObjectRef, int]]
) -> Advice:
    number = topology.cell_of(cpu)
    cell = topology.cell(number) if number is not None else None
    return Advice(
        AdviceKind.SHARED_CPU,
        tuple(dict.fromkeys(ref for ref, _ in busy)),
        vcpus=frozenset(vcpu for _, vcpu in busy),
        cells=frozenset() if number is None else frozenset((number,)),
        cpu=cpu,
        load=loads.cpus.get(cpu),
        wanted=len(busy),
        idle=sum(loads.cpus.get(each, 1.0) < _IDLE for each in (cell.cpu_ids if cell else ())),
    )


def _overcommit(topology: Topology, placements: Placements) -> Iterator[Advice]:
    for cell in topology.cells:
        mine = frozenset((cell.id,))
        counts = {
            placement.ref: count
            for placement in placements.values()
            if (count := sum(bound_to(topology, pin_of(v)) == mine for v in placement.vcpus))
        }
        if sum(counts.values()) > len(cell.cpus) and len(topology.cells) > 1:
            yield Advice(
                AdviceKind.CPU_OVERCOMMIT,
                _largest(counts),
                cells=mine,
                wanted=sum(counts.values()),
                there=len(cell.cpus),
            )
        yield from _memory_overcommit(cell, placements.values())


def _memory_overcommit(cell: Cell, placements: Iterable[DomainPlacement]) -> Iterator[Advice]:
    memory = {
        placement.ref: kib
        for placement in placements
        if (kib := (placement.memory_by_cell() or {}).get(cell.id, 0))
    }
    total = sum(memory.values())
    if cell.memory_kib and total > cell.memory_kib:
        yield Advice(
            AdviceKind.MEMORY_OVERCOMMIT,
            _largest(memory),
            cells=frozenset((cell.id,)),
            wanted=total,
            there=cell.memory_kib,
        )


def _largest(shares: Mapping[ObjectRef, int]) -> tuple[ObjectRef, ...]:
    return tuple(sorted(shares, key=lambda ref: (-shares[ref], ref)))


def _guest_numa(topology: Topology, placement: DomainPlacement) -> Iterator[Advice]:
    if len(placement.cells) < 2:
        if _spans(topology, placement):
            cells = _cells_used(topology, placement)
            yield Advice(AdviceKind.GUEST_SEES_ONE, (placement.ref,), cells=cells)
        return
    for cell in placement.cells:
        pins = (bound_to(topology, pin_of(v)) for v in placement.vcpus if v.number in cell.vcpus)
        used = frozenset().union(*pins)
        if len(used) > 1:
            yield Advice(
                AdviceKind.GUEST_CELL_SPLIT, (placement.ref,), vcpus=cell.vcpus, cells=used
            )


def _spans(topology: Topology, placement: DomainPlacement) -> bool:
    """Whether a machine uses several cells by its pins or its memory, or must by its size."""
    if len(placement.vcpus) < 2:
        return False
    if len(_cells_used(topology, placement)) > 1:
        return True
    most = max((len(cell.cpus) for cell in topology.cells), default=0)
    return len(placement.vcpus) > most


def _cells_used(topology: Topology, placement: DomainPlacement) -> CpuSet:
    """The cells that its vCPUs span, or else its memory; one of each is no span but a distance."""
    pins = (bound_to(topology, pin_of(vcpu)) for vcpu in placement.vcpus)
    used = frozenset[int]().union(*pins)
    memory = placement.memory.cells or frozenset()
    if placement.memory.is_strict and len(memory) > 1:
        return used | memory
    return used


# Sentences


def advice_sentence(advice: Advice, names: Mapping[ObjectRef, str]) -> str:
    """One advice in words."""
    return _SENTENCES[advice.kind](
        advice, [in_sentence(names.get(ref, "?")) for ref in advice.refs]
    )


def _far_words(advice: Advice, names: list[str]) -> str:
    words = translate(
        "Numa",
        "{name} runs on node {cells}, but its memory is on node {memory}. "
        "Each access crosses the link.",
    )
    return words.format(
        name=names[0],
        cells=format_cpuset(advice.cells),
        memory=format_cpuset(advice.memory_cells),
    )


def _shared_words(advice: Advice, names: list[str]) -> str:
    who = _listed(names)
    if advice.load is None:
        words = translate("Numa", "{count} busy vCPUs of {names} are pinned to CPU {cpu}.")
    else:
        words = translate(
            "Numa", "{count} busy vCPUs of {names} are pinned to CPU {cpu}, which is {load} busy."
        )
    load = format_percent((advice.load or 0) * 100)
    said = words.format(count=advice.wanted, names=who, cpu=advice.cpu, load=load)
    if not advice.idle:
        return said
    more = tr("%n CPU(s) of node {cell} are idle.", "", advice.idle)
    return f"{said} {more.format(cell=format_cpuset(advice.cells))}"


def _cpus_words(advice: Advice, names: list[str]) -> str:
    words = tr(
        "{count} vCPUs are bound to node {cell}, which has %n CPU(s): {names}.", "", advice.there
    )
    return words.format(count=advice.wanted, cell=format_cpuset(advice.cells), names=_listed(names))


def _memory_words(advice: Advice, names: list[str]) -> str:
    words = translate(
        "Numa", "{wanted} of memory are bound to node {cell}, which has {there}: {names}."
    )
    return words.format(
        wanted=format_bytes(advice.wanted * 1024),
        cell=format_cpuset(advice.cells),
        there=format_bytes(advice.there * 1024),
        names=_listed(names),
    )


def _one_words(advice: Advice, names: list[str]) -> str:
    if len(advice.cells) < 2:
        words = translate(
            "Numa", "{name} has more vCPUs than any node has CPUs, but sees a single node."
        )
        return words.format(name=names[0])
    words = translate(
        "Numa", "{name} spans nodes {cells}, but sees a single node: it cannot keep memory near."
    )
    return words.format(name=names[0], cells=format_cpuset(advice.cells))


def _split_words(advice: Advice, names: list[str]) -> str:
    words = translate(
        "Numa", "vCPUs {vcpus} of {name} are one node to it, but run on nodes {cells} of the host."
    )
    return words.format(
        vcpus=format_cpuset(advice.vcpus), name=names[0], cells=format_cpuset(advice.cells)
    )


def _listed(names: list[str]) -> str:
    """Two names, and how many more."""
    shown = ", ".join(names[:2])
    rest = len(names) - 2
    return f"{shown} +{rest}" if rest > 0 else shown


_SENTENCES: Final = MappingProxyType(
    {
        AdviceKind.FAR_MEMORY: _far_words,
        AdviceKind.SHARED_CPU: _shared_words,
        AdviceKind.CPU_OVERCOMMIT: _cpus_words,
        AdviceKind.MEMORY_OVERCOMMIT: _memory_words,
        AdviceKind.GUEST_SEES_ONE: _one_words,
        AdviceKind.GUEST_CELL_SPLIT: _split_words,
    }
)
