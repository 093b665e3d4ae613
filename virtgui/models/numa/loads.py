"""How busy CPUs, cells and vCPUs are, from what is delivered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import Final

from virtgui.core.refs import ObjectRef
from virtgui.core.values.placement import DomainPlacement
from virtgui.core.values.sample import Details

_LEAST_SPAN: Final = 0.5
"""Seconds between two readings below which a share says nothing."""
_NS: Final = 1e9


@dataclass(slots=True)
class NodeLoads:
    """The newest figures of one node; what is missing is unknown."""

    cpus: dict[int, float] = field(default_factory=dict)
    """Share of each CPU that is used, 0 to 1."""
    cells: dict[int, float] = field(default_factory=dict)
    memory_used: dict[int, float] = field(default_factory=dict)
    """Bytes by cell, as the next two."""
    memory_free: dict[int, float] = field(default_factory=dict)
    memory_total: dict[int, float] = field(default_factory=dict)
    pages_free: dict[tuple[int, int], int] = field(default_factory=dict)
    """By cell and size in KiB."""
    vcpus: dict[tuple[ObjectRef, int], float] = field(default_factory=dict)
    """Share of one CPU that a vCPU uses."""

    def take(self, details: Details) -> None:
        """Take the details of the node."""
        self.cpus = dict(_numbered(details, "node.cpu"))
        self.cells = dict(_numbered(details, "cell.cpu"))
        self.memory_used = dict(_numbered(details, "cell.memory_used"))
        self.memory_free = dict(_numbered(details, "cell.memory_free"))
        self.memory_total = dict(_numbered(details, "cell.memory_total"))
        self.pages_free = dict(_pages(details))

    def take_vcpus(self, old: Mapping[ObjectRef, DomainPlacement], new: DomainPlacement) -> None:
        """Take what a domain's vCPUs have used since it was read before."""
        before = old.get(new.ref)
        span = new.read_at - before.read_at if before else 0.0
        if before is None or span < _LEAST_SPAN:
            return
        times = {vcpu.number: vcpu.time_ns for vcpu in before.vcpus}
        for vcpu in new.vcpus:
            was = times.get(vcpu.number)
            if was is None or vcpu.time_ns is None or vcpu.time_ns < was:
                self.vcpus.pop((new.ref, vcpu.number), None)
            else:
                share = (vcpu.time_ns - was) / _NS / span
                self.vcpus[new.ref, vcpu.number] = min(1.0, share)

    def forget(self, alive: Iterable[ObjectRef]) -> None:
        """Drop domains that do not run any more."""
        refs = frozenset(alive)
        self.vcpus = {key: share for key, share in self.vcpus.items() if key[0] in refs}

    def cell(self, number: int, cpus: Iterable[int]) -> float | None:
        """The load of a cell: as told, else the mean of its CPUs."""
        if number in self.cells:
            return self.cells[number]
        known = [self.cpus[cpu] for cpu in cpus if cpu in self.cpus]
        return sum(known) / len(known) if known else None


def _numbered(details: Details, metric: str) -> Iterable[tuple[int, float]]:
    for key, value in zip(details.keys, details.values, strict=True):
        if key.metric == metric and key.part.isdecimal() and not isnan(value):
            yield int(key.part), value


def _pages(details: Details) -> Iterable[tuple[tuple[int, int], int]]:
    for key, value in zip(details.keys, details.values, strict=True):
        cell, _, size = key.part.partition("/")
        if key.metric == "pages.free" and not isnan(value) and (cell + size).isdecimal():
            yield (int(cell), int(size)), int(value)
