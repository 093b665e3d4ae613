"""Statistics of a node and its running domains: one bulk call, or a fall-back within a budget.

Runs on the poll lane only.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import libvirt

from virtgui.backend.libvirt.enums import reason_of, state_of
from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.core.features import Feature
from virtgui.core.ports import Polling
from virtgui.core.values.domain import DomainState
from virtgui.core.values.sample import DomainCounters, NodeLoad

FALLBACK_BUDGET: Final = 1.0
"""Seconds that a poll without the bulk call may take; the rest waits for the next poll."""

Devices = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""Disk and interface targets by the domain's UUID."""
_NO_DEVICES: Final[Devices] = MappingProxyType({})

_NOWAIT: Final = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT


@dataclass(frozen=True, slots=True)
class DomainReading:
    """What one poll says of one domain."""

    state: DomainState | None
    reason: str
    vcpus: int
    memory_kib: int
    max_memory_kib: int
    counters: DomainCounters


@dataclass(frozen=True, slots=True)
class Reading:
    """What one poll says of a node."""

    domains: Mapping[str, DomainReading]
    node: NodeLoad | None
    latency: float
    """Seconds of the quickest call."""
    at: float
    """Monotonic seconds."""
    partial: bool = False
    """Whether domains were left out for want of time."""


class NodeMeter:
    """Reads the node's own load; remembers the counters between two polls."""

    def __init__(self) -> None:
        self._cpu: Mapping[str, int] | None = None
        self._share: float | None = None
        self._memory: tuple[int | None, int] = (None, 0)
        self._turn = 0
        self._has_memory = True

    def read(self, connection: libvirt.virConnect) -> NodeLoad:
        """Processor at each other poll, memory at the others: one call a poll."""
        turn, self._turn = self._turn, self._turn + 1
        if self._has_memory and (turn == 0 or turn % 2 == 1):
            self._read_memory(connection)
        if not self._has_memory or turn % 2 == 0:
            self._read_cpu(connection)
        return NodeLoad(self._share, *self._memory)

    def _read_cpu(self, connection: libvirt.virConnect) -> None:
        now = connection.getCPUStats(libvirt.VIR_NODE_CPU_STATS_ALL_CPUS, 0)
        before, self._cpu = self._cpu, now
        self._share = None if before is None else busy_share(before, now)

    def _read_memory(self, connection: libvirt.virConnect) -> None:
        try:
            memory = connection.getMemoryStats(libvirt.VIR_NODE_MEMORY_STATS_ALL_CELLS, 0)
        except libvirt.libvirtError as error:
            if not is_unsupported(error):
                raise
            self._has_memory = False
            return
        total = int(memory.get("total", 0))
        free = sum(int(memory.get(name, 0)) for name in ("free", "buffers", "cached"))
        self._memory = (max(0, total - free), total)


def busy_share(before: Mapping[str, int], now: Mapping[str, int]) -> float | None:
    """Share of time that the processors were not idle, 0 to 1; None without a difference."""
    spent = {name: now[name] - before.get(name, 0) for name in now if name != "utilization"}
    total = sum(spent.values())
    if total <= 0 or any(value < 0 for value in spent.values()):
        return None
    idle = spent.get("idle", 0) + spent.get("iowait", 0)
    return (total - idle) / total


def stats_flags(polling: Polling) -> int:
    """Libvirt's groups for what is polled."""
    flags = libvirt.VIR_DOMAIN_STATS_STATE | libvirt.VIR_DOMAIN_STATS_VCPU
    if polling.cpu:
        flags |= libvirt.VIR_DOMAIN_STATS_CPU_TOTAL
    if polling.memory:
        flags |= libvirt.VIR_DOMAIN_STATS_BALLOON
    if polling.disk:
        flags |= libvirt.VIR_DOMAIN_STATS_BLOCK
    if polling.network:
        flags |= libvirt.VIR_DOMAIN_STATS_INTERFACE
    return int(flags)


class Poller:
    """Polls one connection; keeps what the fall-back must remember."""

    def __init__(self, features: frozenset[Feature]) -> None:
        self._bulk = Feature.BULK_STATS in features
        self._meter = NodeMeter() if Feature.NODE_STATS in features else None
        self._resume_at = 0

    @property
    def needs_devices(self) -> bool:
        """Whether the devices of domains must be named to it: there is no bulk call."""
        return not self._bulk

    def poll(
        self, connection: libvirt.virConnect, polling: Polling, devices: Devices = _NO_DEVICES
    ) -> Reading:
        """One round of statistics.

        Args:
            connection: where.
            polling: what.
            devices: disk and interface targets by domain, for drivers without the bulk call.

        Raises:
            libvirt.libvirtError: the node did not answer; nothing of the round is used.
        """
        begun = time.monotonic()
        node = self._meter.read(connection) if self._meter else None
        latency = time.monotonic() - begun
        partial = False
        if self._bulk:
            domains = read_bulk(connection, polling)
        else:
            domains, partial = self._read_singly(connection, polling, devices)
        if self._meter is None:
            latency = time.monotonic() - begun
        return Reading(domains, node, latency, time.monotonic(), partial)

    def _read_singly(
        self, connection: libvirt.virConnect, polling: Polling, devices: Devices
    ) -> tuple[dict[str, DomainReading], bool]:
        """Domain by domain, going on next time where the budget ended this time."""
        running = connection.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE)
        start = self._resume_at % len(running) if running else 0
        end = time.monotonic() + FALLBACK_BUDGET
        found: dict[str, DomainReading] = {}
        for count, domain in enumerate((*running[start:], *running[:start])):
            named = devices.get(domain.UUIDString(), ((), ()))
            reading = _or_gone(partial(read_single, domain, polling, named))
            if reading is not None:
                found[domain.UUIDString()] = reading
            if time.monotonic() > end and count + 1 < len(running):
                self._resume_at = start + count + 1
                return found, True
        self._resume_at = 0
        return found, False


def read_bulk(connection: libvirt.virConnect, polling: Polling) -> dict[str, DomainReading]:
    """All running domains in one call."""
    flags = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE | _NOWAIT
    records = connection.getAllDomainStats(stats_flags(polling), flags)
    return {domain.UUIDString(): reading_of(figures) for domain, figures in records}


def read_all_states(connection: libvirt.virConnect) -> dict[str, DomainReading]:
    """State, memory and vCPUs of all domains, running or not, in one call."""
    groups = (
        libvirt.VIR_DOMAIN_STATS_STATE
        | libvirt.VIR_DOMAIN_STATS_VCPU
        | libvirt.VIR_DOMAIN_STATS_BALLOON
    )
    records = connection.getAllDomainStats(groups, _NOWAIT)
    return {domain.UUIDString(): reading_of(figures) for domain, figures in records}


def reading_of(figures: Mapping[str, Any]) -> DomainReading:
    """One domain's record of the bulk call."""
    number = figures.get("state.state")
    state = None if number is None else state_of(number)
    reason = reason_of(state, figures.get("state.reason", 0)) if state else "unknown"
    vcpus = figures.get("vcpu.current", 0)
    current, limit = figures.get("balloon.current", 0), figures.get("balloon.maximum", 0)
    counters = DomainCounters(
        cpu_time_ns=figures.get("cpu.time"),
        vcpus=vcpus,
        memory_kib=used_memory(figures, current),
        memory_limit_kib=current or limit,
        disk_bytes=_sum(figures, "block.", ("rd.bytes", "wr.bytes")),
        net_bytes=_sum(figures, "net.", ("rx.bytes", "tx.bytes")),
    )
    return DomainReading(state, reason, vcpus, current, limit, counters)


def used_memory(figures: Mapping[str, Any], current: int) -> int | None:
    """What the guest uses by its own word, else what its process holds; KiB."""
    available = figures.get("balloon.available")
    unused = figures.get("balloon.usable", figures.get("balloon.unused"))
    if available and unused is not None and unused <= available:
        return int(available) - int(unused)
    rss = figures.get("balloon.rss")
    if rss is None:
        return None
    held = int(rss)
    return min(held, current) if current else held


def _sum(figures: Mapping[str, Any], prefix: str, names: tuple[str, ...]) -> int | None:
    count = figures.get(f"{prefix}count")
    if count is None:
        return None
    values = (
        figures.get(f"{prefix}{number}.{name}", 0) for number in range(count) for name in names
    )
    return sum(int(value) for value in values)


def read_single(
    domain: libvirt.virDomain, polling: Polling, devices: tuple[tuple[str, ...], tuple[str, ...]]
) -> DomainReading:
    """One domain by the calls that every driver has."""
    state, limit, memory, vcpus, cpu_time = domain.info()
    used, whole = None, memory or limit
    if polling.memory:
        figures = _or_gone(domain.memoryStats) or {}
        used = used_memory({f"balloon.{key}": value for key, value in figures.items()}, memory)
    if polling.memory and used is None and memory < limit:
        # Containers tell their usage in place of a balloon's size.
        used, whole = memory, limit
    disks, interfaces = devices
    counters = DomainCounters(
        cpu_time,
        vcpus,
        used,
        whole,
        _total(domain.blockStats, disks, (1, 3)) if polling.disk else None,
        _total(domain.interfaceStats, interfaces, (0, 4)) if polling.network else None,
    )
    known = state_of(state)
    return DomainReading(known, "unknown", vcpus, memory, limit, counters)


def _total(
    read: Callable[[str], tuple[int, ...]], targets: tuple[str, ...], fields: tuple[int, ...]
) -> int | None:
    """The sum of some counters over devices; None when no device tells."""
    found = [figures for target in targets if (figures := _or_gone(partial(read, target)))]
    return sum(int(figures[field]) for figures in found for field in fields) if found else None


def _or_gone(call: Callable[[], Any]) -> Any:
    """What a call gives; None when the domain has just ended or its driver cannot tell."""
    try:
        return call()
    except libvirt.libvirtError as error:
        if error.get_error_code() in (
            libvirt.VIR_ERR_NO_DOMAIN,
            libvirt.VIR_ERR_OPERATION_INVALID,
            libvirt.VIR_ERR_NO_SUPPORT,
            libvirt.VIR_ERR_OPERATION_UNSUPPORTED,
            libvirt.VIR_ERR_INTERNAL_ERROR,
            libvirt.VIR_ERR_INVALID_ARG,
        ):
            return None
        raise
