"""Words of the NUMA page: what cells, placements and changes are called."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from virtgui.core.units import format_bytes
from virtgui.core.values.placement import CpuSet, DomainPlacement, MemoryPolicy
from virtgui.core.values.topology import CacheBank, Cell, Topology
from virtgui.documents.settings.cpusets import format_cpuset
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.numa.advice import bound_to, pin_of
from virtgui.models.numa.board import Block, Change, Item, ItemKind, When
from virtgui.models.translate import tr, translate

_WHEN: Final[Mapping[When, tuple[str, str, str]]] = MappingProxyType(
    {
        When.BOTH: ("now", "ok", QT_TRANSLATE_NOOP("Numa", "Now and next start")),
        When.NOW: ("now", "ok", QT_TRANSLATE_NOOP("Numa", "Now")),
        When.NEXT_START: ("next-start", "info", QT_TRANSLATE_NOOP("Numa", "At next start")),
        When.REFUSED: ("refused", "error", QT_TRANSLATE_NOOP("Numa", "Refused")),
    }
)
_BLOCKS: Final[Mapping[Block, str]] = MappingProxyType(
    {
        Block.NONE: "",
        Block.DRIVER: QT_TRANSLATE_NOOP("Numa", "The driver of this host cannot do it."),
        Block.MEMORY_IS_FIXED: QT_TRANSLATE_NOOP(
            "Numa", "Memory stays where it is until the machine starts again."
        ),
        Block.TRANSIENT: QT_TRANSLATE_NOOP(
            "Numa", "It is transient: nothing is kept for a next start."
        ),
    }
)


def when_mark(when: When) -> tuple[str, str, str]:
    """Icon, colour role and word for when a change takes effect."""
    icon, role, word = _WHEN[when]
    return icon, role, translate("Numa", word)


def block_words(block: Block) -> str:
    """Why a change cannot be made as chosen; empty when it can."""
    source = _BLOCKS[block]
    return translate("Numa", source) if source else ""


def item_words(item: Item) -> str:
    """What is placed."""
    if item.kind is ItemKind.VCPU:
        return translate("Numa", "vCPU {0}").format(item.number)
    if item.kind is ItemKind.IOTHREAD:
        return translate("Numa", "IOThread {0}").format(item.number)
    if item.kind is ItemKind.EMULATOR:
        return translate("Numa", "Emulator")
    return translate("Numa", "Memory")


def place_words(item: Item, cpus: CpuSet | None, topology: Topology) -> str:
    """Where: "CPU 5", "node 0", "CPUs 0-3, 8", "any CPU"."""
    if item.kind is ItemKind.MEMORY:
        return cells_words(cpus) if cpus else translate("Numa", "any node")
    if cpus is None or cpus >= topology.every_cpu:
        return translate("Numa", "any CPU")
    cells = topology.cells_of(cpus)
    if len(cells) < len(topology.cells) and cpus == topology.cpus_of(cells):
        return cells_words(cells)
    if len(cpus) == 1:
        return translate("Numa", "CPU {0}").format(*cpus)
    return translate("Numa", "CPUs {0}").format(format_cpuset(cpus))


def cells_words(cells: Iterable[int]) -> str:
    """Cells: "node 0", "nodes 0-1"."""
    numbers = tuple(cells)
    if len(numbers) == 1:
        return translate("Numa", "node {0}").format(numbers[0])
    return translate("Numa", "nodes {0}").format(format_cpuset(numbers))


def change_words(change: Change, topology: Topology) -> tuple[str, str]:
    """Where it was and where it shall be."""
    old = place_words(change.item, change.old, topology)
    return old, place_words(change.item, change.new, topology)


def cell_title(cell: Cell) -> str:
    """The name of a cell: "NUMA node 0"."""
    return translate("Numa", "NUMA node {0}").format(cell.id)


def cell_qualifier(cell: Cell) -> str:
    """Its CPUs: "CPUs 0-7, 16-23"; a node of memory alone says so."""
    if not cell.cpus:
        return translate("Numa", "memory only")
    return translate("Numa", "CPUs {0}").format(format_cpuset(cell.cpu_ids).replace(",", ", "))


def distance_words(topology: Topology) -> str:
    """Distances: "Distance between nodes 32, within 10"; empty where nothing is told."""
    pairs = [(cell.id, *pair) for cell in topology.cells for pair in cell.distances]
    between = {value for cell, other, value in pairs if other != cell}
    within = {value for cell, other, value in pairs if other == cell}
    if not between:
        return ""
    words = translate("Numa", "Distance between nodes {between}, within {within}")
    return words.format(between=_span(between), within=_span(within))


def _span(values: set[int]) -> str:
    low, high = min(values, default=0), max(values, default=0)
    return str(low) if low == high else f"{low}–{high}"


def sockets_words(cell: Cell) -> str:
    """What it is made of: "1 socket, 8 cores, 16 threads"; empty where it is not told."""
    sockets = {cpu.socket for cpu in cell.cpus if cpu.socket is not None}
    if not sockets:
        return ""
    dies = {(cpu.socket, cpu.die) for cpu in cell.cpus}
    parts = [tr("%n socket(s)", "", len(sockets))]
    if len(dies) > len(sockets):
        parts.append(tr("%n die(s)", "", len(dies)))
    parts.append(tr("%n core(s)", "", len(cell.cores())))
    parts.append(tr("%n thread(s)", "", len(cell.cpus)))
    return ", ".join(parts)


def caches_words(cell: Cell, caches: Iterable[CacheBank]) -> str:
    """Caches, "L3 2 × 16 MiB": those that CPUs of a cell share; empty where it is not told."""
    mine = frozenset(cell.cpu_ids)
    found: dict[tuple[int, str, int], int] = {}
    for bank in caches:
        if bank.cpus & mine:
            key = (bank.level, bank.kind, bank.kib)
            found[key] = found.get(key, 0) + 1
    parts = []
    for (level, kind, kib), count in sorted(found.items()):
        size = format_bytes(kib * 1024)
        letter = {"code": "i", "data": "d"}.get(kind, "")
        times = f"{count} × " if count > 1 else ""
        parts.append(f"L{level}{letter} {times}{size}")
    return ", ".join(parts)


def placement_kind(placement: DomainPlacement, topology: Topology) -> tuple[str, str]:
    """Icon and word for how a machine is bound: pinned, to a node, or not at all."""
    if not placement.vcpus:
        return "question", translate("Numa", "Unknown")
    pins = [pin_of(vcpu) for vcpu in placement.vcpus]
    if all(pin is None for pin in pins) and not placement.has_affinity:
        return "question", translate("Numa", "Unknown")
    bound = [bound_to(topology, pin) for pin in pins]
    if not any(bound):
        return "", translate("Numa", "Floating")
    if not all(bound):
        return "pin", translate("Numa", "Partly pinned")
    cells = frozenset[int]().union(*bound)
    if all(pin == topology.cpus_of(cells) for pin in pins):
        words = cells_words(cells)
        return "numa", words[:1].upper() + words[1:]
    return "pin", translate("Numa", "Pinned")


def memory_words(rule: MemoryPolicy) -> str:
    """Where memory comes from: "node 0, strict", "any node", "chosen at the start"."""
    if rule.is_automatic:
        return translate("Numa", "chosen at the start")
    if not rule.cells:
        return translate("Numa", "any node")
    modes = {
        "strict": translate("Numa", "strict"),
        "preferred": translate("Numa", "preferred"),
        "interleave": translate("Numa", "interleaved"),
        "restrictive": translate("Numa", "restrictive"),
    }
    return f"{cells_words(rule.cells)}, {modes.get(rule.mode, rule.mode)}"


def page_words(kib: int) -> str:
    """The size of pages: "2 MiB"."""
    return format_bytes(kib * 1024)
