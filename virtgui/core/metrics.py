"""What is measured: every metric once, with its unit; a series is a metric of a part."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple


class Unit(Enum):
    """What the figures of a metric are."""

    SHARE = "share"
    """0 to 1; may pass 1 where more is used than was given."""
    BYTES = "bytes"
    BYTES_PER_SECOND = "bytes_per_second"
    PER_SECOND = "per_second"
    SECONDS = "seconds"
    COUNT = "count"


class SeriesKey(NamedTuple):
    """One series of an object: a metric, and the part of the object it is about."""

    metric: str
    part: str = ""
    """A disk's or interface's name, a vCPU's, CPU's or cell's number; empty for the whole."""

    @property
    def text(self) -> str:
        """For files: "disk.read@vda"."""
        return f"{self.metric}@{self.part}" if self.part else self.metric

    @classmethod
    def of(cls, text: str) -> "SeriesKey":
        """The key that a text stands for."""
        metric, _, part = text.partition("@")
        return cls(metric, part)


@dataclass(frozen=True, slots=True)
class Metric:
    """One kind of figure."""

    name: str
    unit: Unit
    is_kept: bool = False
    """Whether the whole of it is kept for a year; other metrics, and what is about parts, are kept
    for two days."""
    is_rate: bool = False
    """Whether it is the growth of a counter: unknown until it was read twice."""


def _of(unit: Unit, names: str, *, kept: bool = False, rate: bool = False) -> tuple[Metric, ...]:
    return tuple(Metric(name, unit, kept, rate) for name in names.split())


_ALL: Final = (
    # A domain's processors: of its own vCPUs, of all CPUs of its node; waiting for a CPU.
    *_of(Unit.SHARE, "cpu.used cpu.wait", kept=True, rate=True),
    *_of(Unit.SHARE, "cpu.node cpu.user cpu.system", rate=True),
    *_of(Unit.COUNT, "cpu.cores", kept=True, rate=True),
    *_of(Unit.SHARE, "vcpu.used vcpu.wait vcpu.delay", rate=True),
    # Its memory: the guest's own words, then the node's.
    *_of(Unit.BYTES, "memory.used memory.rss", kept=True),
    *_of(
        Unit.BYTES,
        "memory.current memory.usable memory.maximum memory.available memory.unused "
        "memory.disk_caches",
    ),
    *_of(Unit.SHARE, "memory.usable_share", kept=True),
    *_of(Unit.SHARE, "memory.pressure"),
    *_of(Unit.BYTES_PER_SECOND, "memory.swap_in memory.swap_out", kept=True, rate=True),
    *_of(Unit.PER_SECOND, "memory.major_faults memory.minor_faults", rate=True),
    # Its disks and interfaces, whole (no part) and each.
    *_of(Unit.BYTES_PER_SECOND, "disk.read disk.write net.received net.sent", kept=True, rate=True),
    *_of(Unit.PER_SECOND, "disk.reads disk.writes disk.errors", kept=True, rate=True),
    *_of(Unit.PER_SECOND, "disk.flushes", rate=True),
    *_of(Unit.SECONDS, "disk.read_latency disk.write_latency disk.flush_latency", rate=True),
    *_of(Unit.BYTES, "disk.allocation disk.capacity disk.physical"),
    *_of(Unit.PER_SECOND, "net.received_packets net.sent_packets", rate=True),
    *_of(Unit.PER_SECOND, "net.errors net.drops", kept=True, rate=True),
    *_of(
        Unit.PER_SECOND,
        "net.receive_errors net.send_errors net.receive_drops net.send_drops",
        rate=True,
    ),
    *_of(Unit.SECONDS, "iothread.poll_max"),
    *_of(Unit.BYTES_PER_SECOND, "dirty.rate"),
    *_of(Unit.PER_SECOND, "perf.count", rate=True),
    *_of(Unit.BYTES, "perf.bytes"),
    # A node: its processors (a part is one CPU), its memory, what its domains have of both.
    *_of(Unit.SHARE, "node.cpu", kept=True, rate=True),
    *_of(Unit.SHARE, "node.user node.system node.iowait node.idle", kept=True, rate=True),
    *_of(Unit.SHARE, "node.domains_cpu", kept=True, rate=True),
    *_of(Unit.BYTES, "node.memory_used node.memory_free node.memory_total", kept=True),
    *_of(Unit.BYTES, "node.buffers node.cached node.domains_memory", kept=True),
    *_of(Unit.SHARE, "node.memory_share", kept=True),
    # A cell (the part is its number), and its pages ("0/2048": cell and size in KiB).
    *_of(Unit.SHARE, "cell.cpu", rate=True),
    *_of(Unit.BYTES, "cell.memory_used cell.memory_free cell.memory_total"),
    *_of(Unit.COUNT, "pages.free"),
    # A storage pool.
    *_of(Unit.BYTES, "pool.allocation pool.capacity", kept=True),
    *_of(Unit.SHARE, "pool.used_share", kept=True),
)

METRICS: Final[Mapping[str, Metric]] = MappingProxyType({item.name: item for item in _ALL})
"""All metrics by name."""


def unit_of(metric: str) -> Unit:
    """The unit of a metric.

    Raises:
        KeyError: there is no such metric.
    """
    return METRICS[metric].unit
