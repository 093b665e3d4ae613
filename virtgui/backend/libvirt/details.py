"""All figures of domains from their statistics records. Poll lane only.

A record is what libvirt's bulk call tells of one domain: names such as ``block.0.rd.bytes`` with
figures (libvirt-domain.c, virConnectGetAllDomainStats). What to take of it is worked out once per
domain and kept as a plan, so that a poll of a thousand domains costs milliseconds.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Final, NamedTuple

from virtgui.core.metrics import SeriesKey
from virtgui.core.values.sample import Details

GAP: Final = math.nan
KIB: Final = 1024.0
NS: Final = 1e-9
MIB: Final = 1048576.0
GUEST_SILENT_AFTER: Final = 90.0
"""Seconds without news from the guest's balloon driver after which its words are old."""

_GUEST_WORDS: Final = (
    ("memory.available", "available", KIB),
    ("memory.unused", "unused", KIB),
    ("memory.usable", "usable", KIB),
    ("memory.disk_caches", "disk_caches", KIB),
)
_GUEST_COUNTERS: Final = (
    ("memory.swap_in", "swap_in", KIB),
    ("memory.swap_out", "swap_out", KIB),
    ("memory.major_faults", "major_fault", 1.0),
    ("memory.minor_faults", "minor_fault", 1.0),
)
_HOST_WORDS: Final = (
    ("memory.current", "current", KIB),
    ("memory.maximum", "maximum", KIB),
    ("memory.rss", "rss", KIB),
)
_DISK_COUNTERS: Final = (
    ("disk.read", "rd.bytes", 1.0),
    ("disk.write", "wr.bytes", 1.0),
    ("disk.reads", "rd.reqs", 1.0),
    ("disk.writes", "wr.reqs", 1.0),
    ("disk.flushes", "fl.reqs", 1.0),
    ("disk.errors", "errors", 1.0),
)
_DISK_TIMES: Final = (
    ("disk.read_latency", "rd.times", "rd.reqs"),
    ("disk.write_latency", "wr.times", "wr.reqs"),
    ("disk.flush_latency", "fl.times", "fl.reqs"),
)
_DISK_SIZES: Final = (
    ("disk.allocation", "allocation", 1.0),
    ("disk.capacity", "capacity", 1.0),
    ("disk.physical", "physical", 1.0),
)
_NET_COUNTERS: Final = (
    ("net.received", "rx.bytes", 1.0),
    ("net.sent", "tx.bytes", 1.0),
    ("net.received_packets", "rx.pkts", 1.0),
    ("net.sent_packets", "tx.pkts", 1.0),
    ("net.receive_errors", "rx.errs", 1.0),
    ("net.send_errors", "tx.errs", 1.0),
    ("net.receive_drops", "rx.drop", 1.0),
    ("net.send_drops", "tx.drop", 1.0),
)
_TOTALS: Final = (
    ("disk.read", ("disk.read",)),
    ("disk.write", ("disk.write",)),
    ("disk.reads", ("disk.reads",)),
    ("disk.writes", ("disk.writes",)),
    ("disk.errors", ("disk.errors",)),
    ("net.received", ("net.received",)),
    ("net.sent", ("net.sent",)),
    ("net.errors", ("net.receive_errors", "net.send_errors")),
    ("net.drops", ("net.receive_drops", "net.send_drops")),
)
_OCCUPANCY: Final = frozenset({"cmt", "mbmt", "mbml"})
"""Perf events that are a size, not a count (libvirt-domain.c, VIR_PERF_PARAM_*)."""


class Column(NamedTuple):
    """One figure of a plan: whose series, from which name of the record, times what."""

    key: SeriesKey
    name: str
    scale: float


class Ratio(NamedTuple):
    """Time by number of requests: the growth of one counter by that of another."""

    key: SeriesKey
    spent: int
    """Place among the counters that are read, as `requests`."""
    requests: int


class Total(NamedTuple):
    """The sum of some counters' rates, times a factor."""

    key: SeriesKey
    places: tuple[int, ...]
    """Among the counters."""
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to take from one domain's record."""

    identity: tuple[object, ...]
    """What the parts are; another one means another plan."""
    counters: tuple[Column, ...]
    ratios: tuple[Ratio, ...]
    gauges: tuple[Column, ...]
    totals: tuple[Total, ...]
    keys: tuple[SeriesKey, ...]
    read_counters: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    read_gauges: Callable[[Mapping[str, Any]], tuple[Any, ...]]


@dataclass(slots=True)
class _Before:
    """What the last poll found of a domain."""

    plan: Plan
    counters: tuple[float, ...]
    at: float
    told: int = 0
    """When the guest's balloon driver last told, by the record; seconds of the node's clock."""
    told_at: float = 0.0
    """When we saw that first; monotonic seconds."""


class DetailTracker:
    """Remembers the last record of each domain of a node, and makes figures of the next.

    `node_cpus` is how many CPUs the node has, or 0 as long as that is not known.
    """

    def __init__(self) -> None:
        self.node_cpus = 0
        self._before: dict[str, _Before] = {}
        self._shared: dict[tuple[SeriesKey, ...], tuple[SeriesKey, ...]] = {}
        """Domains with the same parts share their keys."""

    def update(self, records: Mapping[str, Mapping[str, Any]], now: float) -> dict[str, Details]:
        """The figures of all domains of one poll; those that are not named are forgotten.

        Args:
            records: by the domain's UUID.
            now: monotonic seconds at which they were read.
        """
        found: dict[str, Details] = {}
        kept: dict[str, _Before] = {}
        for uuid, record in records.items():
            before = self._before.get(uuid)
            after = self._read(record, before, now)
            found[uuid] = self._details(record, before, after)
            kept[uuid] = after
        self._before = kept
        return found

    def _read(self, record: Mapping[str, Any], before: _Before | None, now: float) -> _Before:
        plan = before.plan if before else None
        if plan is None or plan.identity != identity_of(record, self.node_cpus):
            plan = make_plan(record, self.node_cpus)
            plan = replace(plan, keys=self._shared.setdefault(plan.keys, plan.keys))
        after = _Before(plan, plan.read_counters(record), now)
        after.told = int(record.get("balloon.last-update", 0))
        if before is None:
            # Its age by the two clocks, which may differ: then it counts from its next change.
            age = abs(time.time() - after.told)
            after.told_at = now - (age if age < GUEST_SILENT_AFTER else math.inf)
        else:
            after.told_at = now if before.told != after.told else before.told_at
        return after

    def _details(
        self, record: Mapping[str, Any], before: _Before | None, after: _Before
    ) -> Details:
        plan = after.plan
        known = before is not None and before.plan is plan and after.at > before.at
        span = after.at - before.at if known and before else 0.0
        rates = (
            _rates(plan, before, after, span) if known and before else [GAP] * len(plan.counters)
        )
        ratios = [
            _ratio(ratio, before, after) if known and before else GAP for ratio in plan.ratios
        ]
        is_silent = after.told != 0 and after.at - after.told_at > GUEST_SILENT_AFTER
        gauges = [
            column.scale * figure
            for column, figure in zip(plan.gauges, plan.read_gauges(record), strict=True)
        ]
        memory = guest_memory(record, is_silent=is_silent)
        totals = [
            math.fsum([rates[place] for place in total.places]) * total.factor
            for total in plan.totals
        ]
        return Details(plan.keys, (*rates, *ratios, *gauges, *memory, *totals), span)


def _rates(plan: Plan, before: _Before, after: _Before, span: float) -> list[float]:
    return [
        (now - then) * column.scale / span if now >= then else GAP
        for column, now, then in zip(plan.counters, after.counters, before.counters, strict=False)
    ]


def _ratio(ratio: Ratio, before: _Before | None, after: _Before) -> float:
    if before is None:
        return GAP
    requests = after.counters[ratio.requests] - before.counters[ratio.requests]
    spent = after.counters[ratio.spent] - before.counters[ratio.spent]
    return spent * NS / requests if requests > 0 and spent >= 0 else GAP


_MEMORY_KEYS: Final = (
    SeriesKey("memory.used"),
    *(SeriesKey(metric) for metric, _, _ in _GUEST_WORDS),
    SeriesKey("memory.usable_share"),
    SeriesKey("memory.pressure"),
)


def guest_memory(record: Mapping[str, Any], *, is_silent: bool) -> tuple[float, ...]:
    """What is used, and the guest's own words about its memory; a silent guest's are gaps."""
    words: dict[str, float] = {}
    if not is_silent:
        for metric, name, scale in _GUEST_WORDS:
            figure = record.get(f"balloon.{name}")
            if figure is not None:
                words[metric] = figure * scale
    visible = words.get("memory.available", 0.0)
    usable = words.get("memory.usable", words.get("memory.unused", GAP))
    used = visible - usable if visible and usable <= visible else _held(record)
    share = usable / visible if visible else GAP
    return (used, *(words.get(metric, GAP) for metric, _, _ in _GUEST_WORDS), share, 1.0 - share)


def _held(record: Mapping[str, Any]) -> float:
    """What the process holds, at most what was given to it."""
    held, given = record.get("balloon.rss"), record.get("balloon.current")
    if held is None:
        return GAP
    return KIB * float(min(held, given) if given else held)


def identity_of(record: Mapping[str, Any], node_cpus: int) -> tuple[object, ...]:
    """What decides which figures a record has: how many, and whose."""
    get = record.get
    return (
        node_cpus,
        len(record),
        get("vcpu.current"),
        *(get(f"block.{number}.name") for number in range(get("block.count", 0))),
        *(get(f"net.{number}.name") for number in range(get("net.count", 0))),
    )


def make_plan(record: Mapping[str, Any], node_cpus: int) -> Plan:
    """Work out what to take from a record."""
    counters = [column for column in _counters(record, node_cpus) if column.name in record]
    ratios, times = _ratios(record, counters)
    gauges = [column for column in _gauges(record) if column.name in record]
    totals = tuple(_totals(counters))
    keys = (
        *(column.key for column in counters),
        *(ratio.key for ratio in ratios),
        *(column.key for column in gauges),
        *_MEMORY_KEYS,
        *(total.key for total in totals),
    )
    return Plan(
        identity_of(record, node_cpus), tuple(counters), tuple(ratios), tuple(gauges), totals, keys,
        _reader([*(column.name for column in counters), *times]),
        _reader([column.name for column in gauges]),
    )  # fmt: skip


def _reader(names: list[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda record: tuple(record[name] for name in names)


def _counters(record: Mapping[str, Any], node_cpus: int) -> Iterator[Column]:
    vcpus = record.get("vcpu.current") or 1
    yield Column(SeriesKey("cpu.used"), "cpu.time", NS / vcpus)
    if node_cpus:
        yield Column(SeriesKey("cpu.node"), "cpu.time", NS / node_cpus)
    yield Column(SeriesKey("cpu.cores"), "cpu.time", NS)
    yield Column(SeriesKey("cpu.user"), "cpu.user", NS / vcpus)
    yield Column(SeriesKey("cpu.system"), "cpu.system", NS / vcpus)
    for number in range(record.get("vcpu.maximum", vcpus)):
        for metric, name in (("used", "time"), ("wait", "wait"), ("delay", "delay")):
            key = SeriesKey(f"vcpu.{metric}", str(number))
            yield Column(key, f"vcpu.{number}.{name}", NS)
    for metric, name, scale in _GUEST_COUNTERS:
        yield Column(SeriesKey(metric), f"balloon.{name}", scale)
    yield from _of_parts(record, "block", _DISK_COUNTERS)
    yield from _of_parts(record, "net", _NET_COUNTERS)
    for name in record:
        event = name.removeprefix("perf.")
        if event != name and event not in _OCCUPANCY:
            yield Column(SeriesKey("perf.count", event), name, 1.0)


def _of_parts(
    record: Mapping[str, Any], kind: str, figures: tuple[tuple[str, str, float], ...]
) -> Iterator[Column]:
    for number, part in parts_of(record, kind):
        for metric, name, scale in figures:
            yield Column(SeriesKey(metric, part), f"{kind}.{number}.{name}", scale)


def _ratios(record: Mapping[str, Any], counters: list[Column]) -> tuple[list[Ratio], list[str]]:
    """The ratios, and the names of the times that are read behind the counters for them."""
    places = {column.name: place for place, column in enumerate(counters)}
    known = [item for item in _times(record) if item[1] in record and item[2] in places]
    first = len(counters)
    ratios = [
        Ratio(key, first + number, places[requests])
        for number, (key, _, requests) in enumerate(known)
    ]
    return ratios, [spent for _, spent, _ in known]


def _times(record: Mapping[str, Any]) -> Iterator[tuple[SeriesKey, str, str]]:
    for number, part in parts_of(record, "block"):
        for metric, spent, requests in _DISK_TIMES:
            yield SeriesKey(metric, part), f"block.{number}.{spent}", f"block.{number}.{requests}"


def _gauges(record: Mapping[str, Any]) -> Iterator[Column]:
    for metric, name, scale in _HOST_WORDS:
        yield Column(SeriesKey(metric), f"balloon.{name}", scale)
    yield from _of_parts(record, "block", _DISK_SIZES)
    yield Column(SeriesKey("dirty.rate"), "dirtyrate.megabytes_per_second", MIB)
    for name in record:
        prefix, _, rest = name.partition(".")
        if prefix == "perf" and rest in _OCCUPANCY:
            yield Column(SeriesKey("perf.bytes", rest), name, 1.0)
        elif prefix == "iothread" and rest.endswith(".poll-max-ns"):
            thread = rest.partition(".")[0]
            yield Column(SeriesKey("iothread.poll_max", thread), name, NS)


def _totals(counters: list[Column]) -> Iterator[Total]:
    for metric, parts in _TOTALS:
        places = tuple(place for place, column in enumerate(counters) if column.key.metric in parts)
        if places:
            yield Total(SeriesKey(metric), places)
    delays = tuple(place for place, item in enumerate(counters) if item.key.metric == "vcpu.delay")
    if delays:
        yield Total(SeriesKey("cpu.wait"), delays, 1 / len(delays))


def parts_of(record: Mapping[str, Any], kind: str) -> Iterator[tuple[int, str]]:
    """The numbers and names of a record's disks ("block") or interfaces ("net")."""
    for number in range(record.get(f"{kind}.count", 0)):
        name = record.get(f"{kind}.{number}.name")
        if name:
            yield number, str(name)
