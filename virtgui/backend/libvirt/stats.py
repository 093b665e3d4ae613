"""Statistics of a node and its running domains: one bulk call, or a fall-back within a budget.

Runs on the poll lane only.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import libvirt

from virtgui.backend.libvirt.details import DetailTracker
from virtgui.backend.libvirt.enums import reason_of, state_of
from virtgui.backend.libvirt.node_stats import NodeMeter
from virtgui.core.features import Feature
from virtgui.core.ports import Polling
from virtgui.core.values.domain import DomainState
from virtgui.core.values.sample import Details, DomainCounters, NodeLoad

FALLBACK_BUDGET: Final = 1.0
"""Seconds that a poll without the bulk call may take; the rest waits for the next poll."""

Devices = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""Disk and interface targets by the domain's UUID."""
_NO_DEVICES: Final[Devices] = MappingProxyType({})

_RARE: Final = libvirt.VIR_DOMAIN_STATS_IOTHREAD | libvirt.VIR_DOMAIN_STATS_DIRTYRATE
"""Each asks QEMU itself about every machine."""
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
    record: Mapping[str, Any]
    """All that was told, by libvirt's names for the bulk call."""


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
    details: Mapping[str, Details] = field(default_factory=dict)
    """All figures of each domain, by its UUID."""
    node_details: Details | None = None


def stats_flags(polling: Polling) -> int:
    """Libvirt's groups for what is polled; those that a node does not have are left out by it."""
    flags = libvirt.VIR_DOMAIN_STATS_STATE | libvirt.VIR_DOMAIN_STATS_VCPU
    if polling.cpu:
        flags |= libvirt.VIR_DOMAIN_STATS_CPU_TOTAL | libvirt.VIR_DOMAIN_STATS_PERF
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
        self._details = DetailTracker()
        self._resume_at = 0
        self._before = 0.0
        self.is_observed = False
        """Whether somebody looks at charts of the node: then what few want is asked for as well."""

    def set_node_cpus(self, count: int) -> None:
        """Tell how many CPUs the node has, for shares of it. Any thread."""
        self._details.node_cpus = count

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
            domains = read_bulk(connection, polling, _RARE if self.is_observed else 0)
        else:
            domains, partial = self._read_singly(connection, polling, devices)
        now = time.monotonic()
        if self._meter is None:
            latency = now - begun
        records = {uuid: entry.record for uuid, entry in domains.items()}
        details = self._details.update(records, now)
        span, self._before = now - self._before if self._before else 0.0, now
        node_details = self._meter.details(span) if self._meter else None
        return Reading(domains, node, latency, now, partial, details, node_details)

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


def read_bulk(
    connection: libvirt.virConnect, polling: Polling, more: int = 0
) -> dict[str, DomainReading]:
    """All running domains in one call; `more` are groups beside those that are polled."""
    flags = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE | _NOWAIT
    records = connection.getAllDomainStats(stats_flags(polling) | more, flags)
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
        wait_ns=_waited(figures, figures.get("vcpu.maximum", vcpus)),
        pressure=_pressure(figures),
    )
    return DomainReading(state, reason, vcpus, current, limit, counters, figures)


def _waited(figures: Mapping[str, Any], vcpus: int) -> int | None:
    delays = [
        delay
        for number in range(vcpus)
        if (delay := figures.get(f"vcpu.{number}.delay")) is not None
    ]
    return sum(delays) if delays else None


def _pressure(figures: Mapping[str, Any]) -> float | None:
    """How much of its memory the guest cannot give out, by its own word."""
    visible = figures.get("balloon.available")
    usable = figures.get("balloon.usable", figures.get("balloon.unused"))
    return None if not visible or usable is None else 1.0 - min(1.0, usable / visible)


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
    """One domain by the calls that every driver has, as the bulk call would tell it."""
    state, limit, memory, vcpus, cpu_time = domain.info()
    record: dict[str, Any] = {
        "state.state": state,
        "cpu.time": cpu_time,
        "vcpu.current": vcpus,
        "balloon.current": memory,
        "balloon.maximum": limit,
    }
    if polling.memory:
        words = _or_gone(domain.memoryStats) or {}
        record.update((_MEMORY_NAMES.get(key, f"balloon.{key}"), words[key]) for key in words)
        if "balloon.rss" not in record and memory < limit:
            # Containers tell their usage in place of a balloon's size.
            record["balloon.rss"], record["balloon.current"] = memory, limit
    disks, interfaces = devices
    if polling.disk:
        record.update(_devices(domain.blockStats, "block", disks, _BLOCK_FIELDS))
    if polling.network:
        record.update(_devices(domain.interfaceStats, "net", interfaces, _NET_FIELDS))
    return reading_of(record)


_MEMORY_NAMES: Final = MappingProxyType({"actual": "balloon.current"})
# The fifth, errors, is told by Xen only; libvirt's test driver invents it. Errors come as events.
_BLOCK_FIELDS: Final = ("rd.reqs", "rd.bytes", "wr.reqs", "wr.bytes")
_NET_FIELDS: Final = (
    "rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop",
)  # fmt: skip


def _devices(
    read: Callable[[str], tuple[int, ...]],
    kind: str,
    targets: tuple[str, ...],
    fields: tuple[str, ...],
) -> dict[str, Any]:
    """The figures of those devices that tell any; a negative figure is one that is not told."""
    found: dict[str, Any] = {}
    count = 0
    for target in targets:
        figures = _or_gone(partial(read, target))
        if not figures:
            continue
        found[f"{kind}.{count}.name"] = target
        for name, figure in zip(fields, figures, strict=False):
            if figure >= 0:
                found[f"{kind}.{count}.{name}"] = int(figure)
        count += 1
    if count:
        found[f"{kind}.count"] = count
    return found


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
