"""How a node is built: cells, the CPUs and memory in them, and what they share."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NodeCpu:
    """One CPU of a node; None where its driver does not tell."""

    id: int
    socket: int | None = None
    die: int | None = None
    core: int | None = None
    siblings: tuple[int, ...] = ()
    """The threads of its core, itself among them; empty where that is not told."""


@dataclass(frozen=True, slots=True)
class PagePool:
    """The pages of one size in a cell."""

    kib: int
    count: int
    free: int | None = None
    """None where the node does not tell."""


@dataclass(frozen=True, slots=True)
class CacheBank:
    """A cache and the CPUs that share it."""

    id: int
    level: int
    kind: str
    """``both``, ``code`` or ``data``."""
    kib: int
    cpus: frozenset[int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One NUMA cell."""

    id: int
    cpus: tuple[NodeCpu, ...] = ()
    memory_kib: int = 0
    free_kib: int | None = None
    pages: tuple[PagePool, ...] = ()
    """By size; the usual size is the first."""
    distances: tuple[tuple[int, int], ...] = ()
    """The cell's number and how far it is; 10 is the cell itself."""

    @property
    def cpu_ids(self) -> tuple[int, ...]:
        """The numbers of its CPUs."""
        return tuple(cpu.id for cpu in self.cpus)

    @property
    def huge(self) -> tuple[PagePool, ...]:
        """The pools of pages larger than the usual ones."""
        return self.pages[1:]

    def cores(self) -> tuple[tuple[NodeCpu, ...], ...]:
        """Its cores, each with its threads; a CPU of which nothing is told is a core."""
        found: dict[tuple[int, ...], list[NodeCpu]] = {}
        for cpu in self.cpus:
            found.setdefault(cpu.siblings or (cpu.id,), []).append(cpu)
        return tuple(map(tuple, found.values()))


@dataclass(frozen=True, slots=True)
class Topology:
    """All cells of a node.

    A node whose driver tells of no cells has none here; see `Topology.flat`.
    """

    cells: tuple[Cell, ...] = ()
    caches: tuple[CacheBank, ...] = ()
    _places: dict[int, int] = field(init=False, repr=False, compare=False, hash=False)
    _every: frozenset[int] = field(init=False, repr=False, compare=False, hash=False)
    # Thousands of vCPUs have a few different pins: what was worked out once is kept.
    _cells_of: dict[frozenset[int], frozenset[int]] = field(
        init=False, repr=False, compare=False, hash=False, default_factory=dict
    )
    _cpus_of: dict[frozenset[int], frozenset[int]] = field(
        init=False, repr=False, compare=False, hash=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        places = {cpu.id: cell.id for cell in self.cells for cpu in cell.cpus}
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_every", frozenset(places))

    @classmethod
    def flat(cls, cpus: int, memory_kib: int) -> "Topology":
        """One cell of which only the number of CPUs and the memory are known."""
        return cls((Cell(0, tuple(map(NodeCpu, range(cpus))), memory_kib),))

    @property
    def cpu_ids(self) -> tuple[int, ...]:
        """All CPUs, cell by cell."""
        return tuple(self._places)

    @property
    def every_cpu(self) -> frozenset[int]:
        """All CPUs as a set."""
        return self._every

    def cell(self, number: int) -> Cell | None:
        """The cell of that number."""
        return next((cell for cell in self.cells if cell.id == number), None)

    def cell_of(self, cpu: int) -> int | None:
        """The number of the cell that a CPU is in."""
        return self._places.get(cpu)

    def cells_of(self, cpus: Iterable[int]) -> frozenset[int]:
        """The numbers of the cells that CPUs are in."""
        key = frozenset(cpus)
        found = self._cells_of.get(key)
        if found is None:
            found = frozenset(self._places[cpu] for cpu in key if cpu in self._places)
            self._cells_of[key] = found
        return found

    def cpus_of(self, cells: Iterable[int]) -> frozenset[int]:
        """The CPUs of some cells."""
        key = frozenset(cells)
        found = self._cpus_of.get(key)
        if found is None:
            found = frozenset(cpu for cpu, cell in self._places.items() if cell in key)
            self._cpus_of[key] = found
        return found

    def cpu(self, number: int) -> NodeCpu | None:
        """The CPU of that number."""
        return next((cpu for cell in self.cells for cpu in cell.cpus if cpu.id == number), None)
