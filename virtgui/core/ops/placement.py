"""Operations on where domains run and on the huge pages of a node."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from virtgui.core.ops.base import Operation
from virtgui.core.ops.definition import step_command
from virtgui.core.values.live_step import LiveKind, LiveStep

Commands = tuple[tuple[str, ...], ...]
Wishes = Iterator[tuple[LiveKind, str, tuple[tuple[str, int | str], ...]]]
STRICT: Final = 0
"""virDomainNumatuneMemMode: memory comes from the chosen cells only."""
RESTRICTIVE: Final = 3
"""The same by the node's kernel alone, which can move it while the domain runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing(Operation):
    """What all changes of placement share: done part by part, now and for the next start."""

    changes_definition = True
    has_parts = True
    live: bool = True
    """Change what runs."""
    kept: bool = True
    """Change the definition of the next start."""
    memory_mode: int = STRICT
    """How strictly memory comes from its cells at the next start."""
    moves_memory: bool = False
    """Whether the cells of what runs can be changed: libvirt refuses it but for RESTRICTIVE."""

    def wishes(self) -> Wishes:
        """Kind, target and values of each change."""
        raise NotImplementedError

    @property
    def steps(self) -> tuple[LiveStep, ...]:
        """Its parts, one libvirt call each: first what runs, then what is kept."""
        wishes = tuple(self.wishes())
        return tuple(
            LiveStep(kind, target, self._values(kind, values, is_kept=is_kept), is_kept=is_kept)
            for is_kept in (False, True)
            if (self.kept if is_kept else self.live)
            for kind, target, values in wishes
            if is_kept or self.moves_memory or kind is not LiveKind.NUMA
        )

    def _values(
        self, kind: LiveKind, values: tuple[tuple[str, int | str], ...], *, is_kept: bool
    ) -> tuple[tuple[str, int | str], ...]:
        # The mode of what runs is fixed since its start; of the next one it is said with the cells.
        if kind is LiveKind.NUMA and is_kept:
            return (("numa_mode", self.memory_mode), *values)
        return values

    @property
    def count(self) -> int:
        """How many changes there are, each once for now and the next start."""
        return len(tuple(self.wishes()))

    def commands(self, name: str) -> Commands:
        """``virsh vcpupin``, ``emulatorpin``, ``iothreadpin``, ``numatune``."""
        return tuple(step_command(name, step) for step in self.steps)


@dataclass(frozen=True, slots=True)
class ThreadPin:
    """The CPUs of one thread."""

    number: int
    cpus: str
    """A set as libvirt writes it; empty for all CPUs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDomain(Placing):
    """A whole change of one domain's placement; what is None or empty stays."""

    code = "place_domain"
    vcpus: tuple[ThreadPin, ...] = ()
    emulator: str | None = None
    iothreads: tuple[ThreadPin, ...] = ()
    cells: str | None = None
    """The cells that memory comes from."""

    def wishes(self) -> Wishes:
        """Memory first, so that it follows before the vCPUs do."""
        if self.cells:
            yield LiveKind.NUMA, "", (("numa_nodeset", self.cells),)
        for pin in self.vcpus:
            yield LiveKind.PIN_VCPU, str(pin.number), (("", pin.cpus),)
        if self.emulator is not None:
            yield LiveKind.PIN_EMULATOR, "", (("", self.emulator),)
        for pin in self.iothreads:
            yield LiveKind.PIN_IOTHREAD, str(pin.number), (("", pin.cpus),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinVcpu(Placing):
    """Say on which CPUs of the node one vCPU may run."""

    code = "pin_vcpu"
    vcpu: int
    cpus: str

    def wishes(self) -> Wishes:
        """One pin."""
        yield LiveKind.PIN_VCPU, str(self.vcpu), (("", self.cpus),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinEmulator(Placing):
    """Say on which CPUs of the node all that is neither vCPU nor IOThread may run."""

    code = "pin_emulator"
    cpus: str

    def wishes(self) -> Wishes:
        """One pin."""
        yield LiveKind.PIN_EMULATOR, "", (("", self.cpus),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinIothread(Placing):
    """Say on which CPUs of the node one IOThread may run."""

    code = "pin_iothread"
    iothread: int
    cpus: str

    def wishes(self) -> Wishes:
        """One pin."""
        yield LiveKind.PIN_IOTHREAD, str(self.iothread), (("", self.cpus),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMemoryCells(Placing):
    """Say from which cells of the node a domain's memory comes."""

    code = "set_memory_cells"
    cells: str

    def wishes(self) -> Wishes:
        """One rule."""
        yield LiveKind.NUMA, "", (("numa_nodeset", self.cells),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocatePages(Operation):
    """Set aside memory of a node's cell as huge pages, or give it back."""

    code = "allocate_pages"
    cell: int
    size_kib: int
    count: int
    add: bool = False
    """Whether so many more are wanted, instead of so many in all."""

    def commands(self, name: str) -> Commands:
        """``virsh allocpages``."""
        del name
        more = ("--add",) if self.add else ()
        return (
            (
                "allocpages", "--pagesize", f"{self.size_kib}KiB", "--pagecount", str(self.count),
                "--cellno", str(self.cell), *more,
            ),
        )  # fmt: skip
