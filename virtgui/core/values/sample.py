"""Loads: what a poll says about domains and their node, already as rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from virtgui.core.refs import ConnectionId


class DomainCounters(NamedTuple):
    """Raw figures of one domain at one moment; None where the driver does not tell."""

    cpu_time_ns: int | None = None
    vcpus: int = 0
    memory_kib: int | None = None
    """What it uses: resident set of the process, or what the guest calls used."""
    memory_limit_kib: int = 0
    disk_bytes: int | None = None
    net_bytes: int | None = None


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
