"""Where the domains of a node run, and where they may."""

from dataclasses import dataclass
from typing import Final

from virtgui.core.refs import ObjectRef

CpuSet = frozenset[int]


@dataclass(frozen=True, slots=True)
class VcpuPlace:
    """One vCPU of a running domain; None where the driver does not tell."""

    number: int
    may: CpuSet | None = None
    """The CPUs on which it may run now; None for any as well."""
    last: int | None = None
    """The CPU on which it ran last."""
    time_ns: int | None = None
    """What it has used of CPUs since the start."""
    pin: CpuSet | None = None
    """Its pin in force; None when it has none of its own."""
    kept: CpuSet | None = None
    """Its pin of the next start; None for none."""


@dataclass(frozen=True, slots=True)
class ThreadPlace:
    """The emulator (number 0) or an IOThread; None for no pin."""

    number: int
    pin: CpuSet | None = None
    kept: CpuSet | None = None


@dataclass(frozen=True, slots=True)
class MemoryPolicy:
    """Where memory comes from (``numatune``)."""

    mode: str = ""
    """``strict``, ``preferred``, ``interleave``, ``restrictive``, or empty for no rule."""
    cells: CpuSet | None = None
    """The cells of the node; None for any."""
    is_automatic: bool = False
    """Whether the node chooses the cells itself at the start."""

    @property
    def is_strict(self) -> bool:
        """Whether memory comes from these cells and no other."""
        return self.mode == "strict" and bool(self.cells)

    @property
    def only_cell(self) -> int | None:
        """The one cell that all memory comes from; None where it may be several."""
        cells = self.cells or frozenset()
        return next(iter(cells)) if self.is_strict and len(cells) == 1 else None


ANYWHERE: Final = MemoryPolicy()
"""No rule."""


@dataclass(frozen=True, slots=True)
class GuestCell:
    """A NUMA cell of the guest."""

    id: int
    vcpus: CpuSet
    memory_kib: int
    policy: MemoryPolicy = ANYWHERE
    """Its own rule; without one the domain's holds."""


@dataclass(frozen=True, slots=True)
class DomainPlacement:
    """Where one running domain is."""

    ref: ObjectRef
    read_at: float
    """Monotonic seconds."""
    vcpus: tuple[VcpuPlace, ...] = ()
    emulator: ThreadPlace = ThreadPlace(0)
    iothreads: tuple[ThreadPlace, ...] = ()
    memory: MemoryPolicy = ANYWHERE
    memory_kept: MemoryPolicy = ANYWHERE
    """Of the next start."""
    memory_kib: int = 0
    page_kib: int = 0
    """The size of its huge pages; 0 for usual pages."""
    cells: tuple[GuestCell, ...] = ()
    is_persistent: bool = True
    has_affinity: bool = False
    """Whether the driver tells where vCPUs may run."""

    def memory_cells(self, vcpu: int) -> CpuSet | None:
        """The cells of the node that a vCPU's memory can come from; None for any or unknown."""
        for cell in self.cells:
            if vcpu in cell.vcpus and cell.policy.cells:
                return cell.policy.cells
        return self.memory.cells

    def memory_by_cell(self) -> dict[int, int] | None:
        """KiB by cell of the node; None where nothing says it for certain.

        libvirt has no call for it: only a strict rule with one cell says it.
        """
        if not any(cell.policy.cells for cell in self.cells):
            only = self.memory.only_cell
            return None if only is None else {only: self.memory_kib}
        found: dict[int, int] = {}
        for cell in self.cells:
            only = (cell.policy if cell.policy.cells else self.memory).only_cell
            if only is None:
                return None
            found[only] = found.get(only, 0) + cell.memory_kib
        return found


@dataclass(frozen=True, slots=True)
class NodePlacement:
    """The placements that one question has read."""

    domains: tuple[DomainPlacement, ...] = ()
    active: tuple[str, ...] = ()
    """The UUIDs of all running domains."""
