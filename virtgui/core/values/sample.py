"""Loads: what a poll says about domains and their node, already as rates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import ConnectionId, ObjectRef


class DomainCounters(NamedTuple):
    """Raw figures of one domain at one moment; None where the driver does not tell."""

    cpu_time_ns: int | None = None
    vcpus: int = 0
    memory_kib: int | None = None
    """What it uses: resident set of the process, or what the guest calls used."""
    memory_limit_kib: int = 0
    disk_bytes: int | None = None
    net_bytes: int | None = None
    wait_ns: int | None = None
    """What all its vCPUs together have waited for a CPU of the node."""
    pressure: float | None = None
    """Share of the memory that the guest sees and can no longer give out, 0 to 1."""


class DomainLoad(NamedTuple):
    """Rates of one domain; None is a gap (first reading, reset counter, not told)."""

    cpu: float | None
    """Share of its own vCPUs, 0 to 1."""
    memory_kib: float | None
    memory: float | None
    """Share of its own memory, 0 to 1."""
    disk: float | None
    """Bytes a second, read and written."""
    net: float | None
    """Bytes a second, received and sent."""
    wait: float | None = None
    """Share of the time that its vCPUs wait for a CPU of the node, 0 to 1."""
    pressure: float | None = None
    """Share of the memory that the guest sees and can no longer give out, 0 to 1."""


class Details(NamedTuple):
    """All figures of one object at one moment, each with the series it belongs to."""

    keys: tuple[SeriesKey, ...]
    """The same object from poll to poll as long as the object has the same parts."""
    values: tuple[float, ...]
    """In the order of the keys; NaN is a gap."""
    span: float
    """Seconds that the rates are taken over; 0 at a first reading, where they are gaps."""


class Observed(NamedTuple):
    """Something that a view shows the details of."""

    ref: ObjectRef
    is_deep: bool = False
    """Of a node: each CPU and each cell as well, which costs calls of their own."""


class NodeLoad(NamedTuple):
    """Load of the node itself."""

    cpu: float | None
    memory_used_kib: int | None
    memory_kib: int


@dataclass(frozen=True, slots=True)
class SampleBatch:
    """All loads of one node of one poll."""

    connection: ConnectionId
    monotonic: float
    wall: float
    domains: Mapping[str, DomainLoad]
    """By domain key (UUID); running domains only."""
    node: NodeLoad | None = None
    details: Mapping[ObjectRef, Details] = field(default_factory=dict)
    """Of what is observed only."""
