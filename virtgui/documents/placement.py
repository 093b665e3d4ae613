"""Where a domain may run, from its definitions (formatdomain, "CPU Tuning", "NUMA Node Tuning")."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from virtgui.core.units import SIZE_UNITS
from virtgui.core.values.placement import ANYWHERE, CpuSet, GuestCell, MemoryPolicy, ThreadPlace
from virtgui.documents.document import parse_root
from virtgui.documents.properties import read_size
from virtgui.documents.settings.cpusets import read_cpuset
from virtgui.documents.settings.numa import CellElement, TuningView

_KIB: Final = "KiB"
_AUTOMATIC: Final = "auto"


@dataclass(frozen=True, slots=True)
class Tuning:
    """What one definition says of placement; pins are None where there are none."""

    pins: dict[int, CpuSet] = field(default_factory=dict)
    vcpus: int = 0
    """How many are plugged in."""
    all_pin: CpuSet | None = None
    """Where vCPUs and the emulator may run that have no pin of their own."""
    emulator: CpuSet | None = None
    iothreads: dict[int, CpuSet | None] = field(default_factory=dict)
    memory: MemoryPolicy = ANYWHERE
    memory_kib: int = 0
    page_kib: int = 0
    cells: tuple[GuestCell, ...] = ()

    def pin(self, vcpu: int) -> CpuSet | None:
        """The pin of a vCPU: its own, or the one of all."""
        return self.pins.get(vcpu, self.all_pin)


def read_tuning(text: str) -> Tuning:
    """Read one definition.

    Raises:
        DocumentError: it is no well-formed XML.
    """
    root = parse_root(text, keep_blanks=False)
    view = TuningView(root)
    vcpu = root.find("vcpu")
    current = "" if vcpu is None else vcpu.get("current", "")
    every = None if vcpu is None else read_cpuset(vcpu.get("cpuset", "")) or None
    return Tuning(
        pins={pin.vcpu: cpus for pin in view.vcpu_pins
              if pin.vcpu is not None and (cpus := read_cpuset(pin.cpuset))},
        vcpus=int(current) if current.isdecimal() else view.vcpus or 0,
        all_pin=every,
        emulator=read_cpuset(view.emulator_pin) or every,
        iothreads=_iothreads(view),
        memory=_policy(view),
        memory_kib=(read_size(root.find("memory"), _KIB) or 0) // 1024,
        page_kib=_page_kib(root),
        cells=_cells(view),
    )  # fmt: skip


def thread_places(live: Tuning, kept: Tuning) -> tuple[ThreadPlace, ...]:
    """The IOThreads that run, with their pins now and at the next start."""
    return tuple(
        ThreadPlace(number, pin, kept.iothreads.get(number))
        for number, pin in sorted(live.iothreads.items())
    )


def _iothreads(view: TuningView) -> dict[int, CpuSet | None]:
    numbers = [row.id for row in view.iothread_ids if row.id is not None]
    if not numbers:
        numbers = list(range(1, min(view.iothreads or 0, 1024) + 1))
    pins = {row.iothread: read_cpuset(row.cpuset) or None for row in view.iothread_pins}
    return {number: pins.get(number) for number in numbers}


def _policy(view: TuningView) -> MemoryPolicy:
    is_automatic = view.memory_placement == _AUTOMATIC
    cells = None if is_automatic else read_cpuset(view.memory_nodeset) or None
    if not (cells or is_automatic or view.memory_mode):
        return ANYWHERE
    return MemoryPolicy(view.memory_mode or "strict", cells, is_automatic)


def _cells(view: TuningView) -> tuple[GuestCell, ...]:
    rules = {
        node.cell: MemoryPolicy(node.mode or "strict", read_cpuset(node.nodeset) or None)
        for node in view.memnodes
    }
    return tuple(
        _guest_cell(place if cell.id is None else cell.id, cell, rules)
        for place, cell in enumerate(view.cells)
    )


def _guest_cell(number: int, cell: CellElement, rules: dict[int | None, MemoryPolicy]) -> GuestCell:
    memory = CellElement.memory.of(cell) or 0
    return GuestCell(number, read_cpuset(cell.cpus), memory // 1024, rules.get(number, ANYWHERE))


def _page_kib(root: etree._Element) -> int:
    """The size of the domain's huge pages; -1 for the node's usual huge size."""
    pages = root.find("memoryBacking/hugepages")
    if pages is None:
        return 0
    page: Iterable[etree._Element] = pages.iterchildren("page")
    for each in page:
        size = each.get("size", "")
        factor = SIZE_UNITS.get(each.get("unit", _KIB).lower(), 0)
        if size.isdecimal() and factor:
            return int(size) * factor // 1024
    return -1
