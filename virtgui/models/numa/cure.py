"""What would end a warning: changes to propose, where there is a plain answer."""

from typing import Final

from virtgui.core.values.placement import CpuSet
from virtgui.models.numa.advice import Advice, AdviceKind
from virtgui.models.numa.board import Item, ItemKind, PlacementBoard
from virtgui.models.numa.loads import NodeLoads
from virtgui.models.translate import translate

Wishes = dict[Item, CpuSet]
_WHOLE: Final = frozenset({AdviceKind.CPU_OVERCOMMIT, AdviceKind.MEMORY_OVERCOMMIT})


def cure_words(advice: Advice) -> str:
    """What the link of a warning is called; empty where there is nothing to propose."""
    if advice.kind is AdviceKind.FAR_MEMORY:
        return translate("Numa", "Bring together…")
    if advice.kind is AdviceKind.SHARED_CPU:
        return translate("Numa", "Pin elsewhere…")
    return translate("Numa", "Suggest placement…") if advice.kind in _WHOLE else ""


def needs_suggestion(advice: Advice) -> bool:
    """Whether only a new placement of several machines ends it."""
    return advice.kind in _WHOLE


def cure(board: PlacementBoard, loads: NodeLoads, advice: Advice) -> Wishes:
    """The changes to propose; nothing where there is no plain answer."""
    if advice.kind is AdviceKind.FAR_MEMORY:
        return _join(board, advice)
    return _spread(board, loads, advice) if advice.kind is AdviceKind.SHARED_CPU else {}


def _join(board: PlacementBoard, advice: Advice) -> Wishes:
    """VCPUs go to their memory: that takes effect at once, and moves nothing."""
    placement = board.placements.get(advice.refs[0])
    if placement is None:
        return {}
    wishes: Wishes = {}
    for number in advice.vcpus:
        cells = placement.memory_cells(number)
        if cells:
            cpus = board.topology.cpus_of(cells)
            wishes[Item(placement.ref, ItemKind.VCPU, number)] = cpus
    return wishes


def _spread(board: PlacementBoard, loads: NodeLoads, advice: Advice) -> Wishes:
    """All but the first of the vCPUs go to the least busy CPUs of the same cell."""
    cell = board.topology.cell(min(advice.cells, default=-1))
    if cell is None:
        return {}
    used = _pinned_singly(board)
    others = [cpu for cpu in cell.cpu_ids if cpu != advice.cpu]
    others.sort(key=lambda cpu: (cpu in used, loads.cpus.get(cpu, 0.0), cpu))
    mine = [
        Item(placement.ref, ItemKind.VCPU, vcpu.number)
        for placement in board.placements.values()
        for vcpu in placement.vcpus
        if placement.ref in advice.refs
        and board.pin_now(Item(placement.ref, ItemKind.VCPU, vcpu.number))
        == frozenset((advice.cpu,))
    ]
    return {item: frozenset((cpu,)) for item, cpu in zip(mine[1:], others, strict=False)}


def _pinned_singly(board: PlacementBoard) -> frozenset[int]:
    """CPUs to which some vCPU alone is pinned."""
    return frozenset(
        next(iter(cpus))
        for placement in board.placements.values()
        for vcpu in placement.vcpus
        if (cpus := board.pin_now(Item(placement.ref, ItemKind.VCPU, vcpu.number))) is not None
        and len(cpus) == 1
    )
