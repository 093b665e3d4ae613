"""The catalogue of charts: what each shows, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.refs import DOMAIN, NODE, Kind
from virtgui.models.charts.chart_units import Measure, measure_of
from virtgui.models.noop import QT_TRANSLATE_NOOP

_CONTEXT: Final = "Charts"


@dataclass(frozen=True, slots=True)
class LineSpec:
    """One line of a chart, or one a part."""

    metric: str
    source: str
    """Its name, not yet translated."""
    is_below: bool = False
    """Drawn downwards from zero: what is written or sent."""

    @property
    def name(self) -> str:
        """Its name in the user's language."""
        return QCoreApplication.translate(_CONTEXT, self.source)


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One kind of chart."""

    key: str
    source: str
    """Its title, not yet translated."""
    lines: tuple[LineSpec, ...]
    is_stacked: bool = False
    maximum: float | None = None
    """What there is at most, in the metric's unit; the context may know better."""
    has_parts: bool = False
    """Whether it can be split into one line a device."""
    is_only_parts: bool = False
    """Whether only the parts have figures."""
    is_deep: bool = False
    """Whether it costs the node calls of its own."""
    shape: Measure | None = None
    """What the axis counts where it is not the metric's own unit."""

    @property
    def title(self) -> str:
        """Its title in the user's language."""
        return QCoreApplication.translate(_CONTEXT, self.source)

    @property
    def measure(self) -> Measure:
        """What its axis counts."""
        return self.shape or measure_of(self.lines[0].metric)

    @property
    def is_mirrored(self) -> bool:
        """Whether two directions share one zero line."""
        return any(line.is_below for line in self.lines)

    @property
    def directions(self) -> str:
        """What is above and what below, where the legend names devices instead."""
        if not self.is_mirrored:
            return ""
        above, below = (next(x.name for x in self.lines if x.is_below is y) for y in (False, True))
        words = QCoreApplication.translate("Charts", "{0} above, {1} below")
        return words.format(above, below[:1].lower() + below[1:])

    @property
    def metrics(self) -> frozenset[str]:
        """The metrics of its lines."""
        return frozenset(line.metric for line in self.lines)


_DOMAIN: Final = (
    ChartSpec("cpu", QT_TRANSLATE_NOOP("Charts", "CPU"), (
        LineSpec("cpu.used", QT_TRANSLATE_NOOP("Charts", "Used")),
        LineSpec("cpu.wait", QT_TRANSLATE_NOOP("Charts", "Waiting for the host")),
    ), maximum=1.0),
    ChartSpec("cpu_kinds", QT_TRANSLATE_NOOP("Charts", "CPU by kind"), (
        LineSpec("cpu.user", QT_TRANSLATE_NOOP("Charts", "User")),
        LineSpec("cpu.system", QT_TRANSLATE_NOOP("Charts", "System")),
    ), is_stacked=True, maximum=1.0),
    ChartSpec("cpu_host", QT_TRANSLATE_NOOP("Charts", "CPU of the host"), (
        LineSpec("cpu.node", QT_TRANSLATE_NOOP("Charts", "Used by this machine")),
    ), shape=Measure.CORES),
    ChartSpec("vcpus", QT_TRANSLATE_NOOP("Charts", "Each vCPU"), (
        LineSpec("vcpu.used", QT_TRANSLATE_NOOP("Charts", "Used")),
    ), maximum=1.0, has_parts=True, is_only_parts=True),
    ChartSpec("vcpu_delay", QT_TRANSLATE_NOOP("Charts", "vCPUs waiting for the host"), (
        LineSpec("vcpu.delay", QT_TRANSLATE_NOOP("Charts", "Waiting")),
    ), has_parts=True, is_only_parts=True),
    ChartSpec("vcpu_wait", QT_TRANSLATE_NOOP("Charts", "vCPUs waiting for I/O"), (
        LineSpec("vcpu.wait", QT_TRANSLATE_NOOP("Charts", "Waiting")),
    ), has_parts=True, is_only_parts=True),
    ChartSpec("memory", QT_TRANSLATE_NOOP("Charts", "Memory"), (
        LineSpec("memory.used", QT_TRANSLATE_NOOP("Charts", "Used")),
        LineSpec("memory.disk_caches", QT_TRANSLATE_NOOP("Charts", "Disk cache")),
    )),
    ChartSpec("memory_guest", QT_TRANSLATE_NOOP("Charts", "Memory inside the guest"), (
        LineSpec("memory.usable", QT_TRANSLATE_NOOP("Charts", "Can be given out")),
        LineSpec("memory.unused", QT_TRANSLATE_NOOP("Charts", "Not used at all")),
        LineSpec("memory.available", QT_TRANSLATE_NOOP("Charts", "Seen by the guest")),
    )),
    ChartSpec("memory_host", QT_TRANSLATE_NOOP("Charts", "Memory on the host"), (
        LineSpec("memory.rss", QT_TRANSLATE_NOOP("Charts", "Held by its process")),
        LineSpec("memory.current", QT_TRANSLATE_NOOP("Charts", "Given to it")),
        LineSpec("memory.maximum", QT_TRANSLATE_NOOP("Charts", "Maximum")),
    )),
    ChartSpec("swap", QT_TRANSLATE_NOOP("Charts", "Swapping in the guest"), (
        LineSpec("memory.swap_in", QT_TRANSLATE_NOOP("Charts", "In")),
        LineSpec("memory.swap_out", QT_TRANSLATE_NOOP("Charts", "Out"), is_below=True),
    )),
    ChartSpec("faults", QT_TRANSLATE_NOOP("Charts", "Page faults in the guest"), (
        LineSpec("memory.minor_faults", QT_TRANSLATE_NOOP("Charts", "Without reading")),
        LineSpec("memory.major_faults", QT_TRANSLATE_NOOP("Charts", "Read from disk")),
    )),
    ChartSpec("disk", QT_TRANSLATE_NOOP("Charts", "Disk"), (
        LineSpec("disk.read", QT_TRANSLATE_NOOP("Charts", "Read")),
        LineSpec("disk.write", QT_TRANSLATE_NOOP("Charts", "Write"), is_below=True),
    ), has_parts=True),
    ChartSpec("disk_requests", QT_TRANSLATE_NOOP("Charts", "Disk requests"), (
        LineSpec("disk.reads", QT_TRANSLATE_NOOP("Charts", "Read")),
        LineSpec("disk.writes", QT_TRANSLATE_NOOP("Charts", "Write"), is_below=True),
    ), has_parts=True),
    ChartSpec("disk_latency", QT_TRANSLATE_NOOP("Charts", "Disk latency"), (
        LineSpec("disk.read_latency", QT_TRANSLATE_NOOP("Charts", "Read")),
        LineSpec("disk.write_latency", QT_TRANSLATE_NOOP("Charts", "Write"), is_below=True),
    ), has_parts=True, is_only_parts=True),
    ChartSpec("disk_flushes", QT_TRANSLATE_NOOP("Charts", "Disk flushes"), (
        LineSpec("disk.flushes", QT_TRANSLATE_NOOP("Charts", "Flushes")),
    ), has_parts=True),
    ChartSpec("disk_flush_latency", QT_TRANSLATE_NOOP("Charts", "Flush latency"), (
        LineSpec("disk.flush_latency", QT_TRANSLATE_NOOP("Charts", "Flush")),
    ), has_parts=True, is_only_parts=True),
    ChartSpec("disk_errors", QT_TRANSLATE_NOOP("Charts", "Disk errors"), (
        LineSpec("disk.errors", QT_TRANSLATE_NOOP("Charts", "Errors")),
    ), has_parts=True),
    ChartSpec("disk_space", QT_TRANSLATE_NOOP("Charts", "Disk space"), (
        LineSpec("disk.allocation", QT_TRANSLATE_NOOP("Charts", "Written so far")),
        LineSpec("disk.physical", QT_TRANSLATE_NOOP("Charts", "Size of the file")),
        LineSpec("disk.capacity", QT_TRANSLATE_NOOP("Charts", "Seen by the guest")),
    ), has_parts=True, is_only_parts=True),
    ChartSpec("net", QT_TRANSLATE_NOOP("Charts", "Network"), (
        LineSpec("net.received", QT_TRANSLATE_NOOP("Charts", "Received")),
        LineSpec("net.sent", QT_TRANSLATE_NOOP("Charts", "Sent"), is_below=True),
    ), has_parts=True),
    ChartSpec("net_packets", QT_TRANSLATE_NOOP("Charts", "Network packets"), (
        LineSpec("net.received_packets", QT_TRANSLATE_NOOP("Charts", "Received")),
        LineSpec("net.sent_packets", QT_TRANSLATE_NOOP("Charts", "Sent"), is_below=True),
    ), has_parts=True),
    ChartSpec("net_errors", QT_TRANSLATE_NOOP("Charts", "Network errors and drops"), (
        LineSpec("net.errors", QT_TRANSLATE_NOOP("Charts", "Errors")),
        LineSpec("net.drops", QT_TRANSLATE_NOOP("Charts", "Dropped")),
    )),
    ChartSpec("iothreads", QT_TRANSLATE_NOOP("Charts", "I/O threads"), (
        LineSpec("iothread.poll_max", QT_TRANSLATE_NOOP("Charts", "Longest polling")),
    ), has_parts=True, is_only_parts=True),
    ChartSpec("dirty", QT_TRANSLATE_NOOP("Charts", "Memory changed"), (
        LineSpec("dirty.rate", QT_TRANSLATE_NOOP("Charts", "Changed")),
    )),
    ChartSpec("perf", QT_TRANSLATE_NOOP("Charts", "Perf events"), (
        LineSpec("perf.count", QT_TRANSLATE_NOOP("Charts", "Events")),
    ), has_parts=True, is_only_parts=True),
    ChartSpec("perf_bytes", QT_TRANSLATE_NOOP("Charts", "Cache occupancy"), (
        LineSpec("perf.bytes", QT_TRANSLATE_NOOP("Charts", "Occupied")),
    ), has_parts=True, is_only_parts=True),
)  # fmt: skip

_NODE: Final = (
    ChartSpec("node_cpu", QT_TRANSLATE_NOOP("Charts", "CPU"), (
        LineSpec("node.user", QT_TRANSLATE_NOOP("Charts", "User")),
        LineSpec("node.system", QT_TRANSLATE_NOOP("Charts", "System")),
        LineSpec("node.iowait", QT_TRANSLATE_NOOP("Charts", "Waiting for disks")),
    ), is_stacked=True, maximum=1.0),
    ChartSpec("node_memory", QT_TRANSLATE_NOOP("Charts", "Memory"), (
        LineSpec("node.memory_used", QT_TRANSLATE_NOOP("Charts", "Used")),
        LineSpec("node.buffers", QT_TRANSLATE_NOOP("Charts", "Buffers")),
        LineSpec("node.cached", QT_TRANSLATE_NOOP("Charts", "Cache")),
        LineSpec("node.memory_free", QT_TRANSLATE_NOOP("Charts", "Free")),
    ), is_stacked=True),
    ChartSpec("node_domains_cpu", QT_TRANSLATE_NOOP("Charts", "CPU of its machines"), (
        LineSpec("node.domains_cpu", QT_TRANSLATE_NOOP("Charts", "Machines")),
        LineSpec("node.cpu", QT_TRANSLATE_NOOP("Charts", "Host, everything")),
    ), maximum=1.0),
    ChartSpec("node_domains_memory", QT_TRANSLATE_NOOP("Charts", "Memory of its machines"), (
        LineSpec("node.domains_memory", QT_TRANSLATE_NOOP("Charts", "Machines")),
        LineSpec("node.memory_used", QT_TRANSLATE_NOOP("Charts", "Host, everything")),
    )),
    ChartSpec("node_cores", QT_TRANSLATE_NOOP("Charts", "CPU in cores"), (
        LineSpec("node.cpu", QT_TRANSLATE_NOOP("Charts", "Used")),
        LineSpec("node.domains_cpu", QT_TRANSLATE_NOOP("Charts", "Machines")),
    ), shape=Measure.CORES),
    ChartSpec("node_cpus", QT_TRANSLATE_NOOP("Charts", "Each CPU"), (
        LineSpec("node.cpu", QT_TRANSLATE_NOOP("Charts", "Used")),
    ), maximum=1.0, has_parts=True, is_only_parts=True, is_deep=True),
    ChartSpec("cell_cpu", QT_TRANSLATE_NOOP("Charts", "CPU of each NUMA cell"), (
        LineSpec("cell.cpu", QT_TRANSLATE_NOOP("Charts", "Used")),
    ), maximum=1.0, has_parts=True, is_only_parts=True, is_deep=True),
    ChartSpec("cell_memory", QT_TRANSLATE_NOOP("Charts", "Memory of each NUMA cell"), (
        LineSpec("cell.memory_used", QT_TRANSLATE_NOOP("Charts", "Used")),
    ), has_parts=True, is_only_parts=True, is_deep=True),
    ChartSpec("cell_free", QT_TRANSLATE_NOOP("Charts", "Free memory of each NUMA cell"), (
        LineSpec("cell.memory_free", QT_TRANSLATE_NOOP("Charts", "Free")),
    ), has_parts=True, is_only_parts=True, is_deep=True),
    ChartSpec("pages", QT_TRANSLATE_NOOP("Charts", "Free pages"), (
        LineSpec("pages.free", QT_TRANSLATE_NOOP("Charts", "Free")),
    ), has_parts=True, is_only_parts=True, is_deep=True),
)  # fmt: skip

CHARTS: Final[Mapping[Kind, Mapping[str, ChartSpec]]] = MappingProxyType(
    {
        DOMAIN: MappingProxyType({spec.key: spec for spec in _DOMAIN}),
        NODE: MappingProxyType({spec.key: spec for spec in _NODE}),
    }
)
"""All charts by kind of object and by key, in the order in which they are offered."""

_COMPARE: Final = (
    ChartSpec("cpu", QT_TRANSLATE_NOOP("Charts", "CPU"), (
        LineSpec("cpu.used", QT_TRANSLATE_NOOP("Charts", "Used")),
    ), maximum=1.0),
    ChartSpec("wait", QT_TRANSLATE_NOOP("Charts", "Waiting for the host"), (
        LineSpec("cpu.wait", QT_TRANSLATE_NOOP("Charts", "Waiting for the host")),
    )),
    ChartSpec("memory_used", QT_TRANSLATE_NOOP("Charts", "Memory"), (
        LineSpec("memory.used", QT_TRANSLATE_NOOP("Charts", "Used")),
    )),
    ChartSpec("memory_left", QT_TRANSLATE_NOOP("Charts", "Memory left"), (
        LineSpec("memory.usable_share", QT_TRANSLATE_NOOP("Charts", "Can be given out")),
    ), maximum=1.0),
    ChartSpec("disk", QT_TRANSLATE_NOOP("Charts", "Disk"), (
        LineSpec("disk.read", QT_TRANSLATE_NOOP("Charts", "Read")),
        LineSpec("disk.write", QT_TRANSLATE_NOOP("Charts", "Write"), is_below=True),
    )),
    ChartSpec("disk_requests", QT_TRANSLATE_NOOP("Charts", "Disk requests"), (
        LineSpec("disk.reads", QT_TRANSLATE_NOOP("Charts", "Read")),
        LineSpec("disk.writes", QT_TRANSLATE_NOOP("Charts", "Write"), is_below=True),
    )),
    ChartSpec("net", QT_TRANSLATE_NOOP("Charts", "Network"), (
        LineSpec("net.received", QT_TRANSLATE_NOOP("Charts", "Received")),
        LineSpec("net.sent", QT_TRANSLATE_NOOP("Charts", "Sent"), is_below=True),
    )),
)  # fmt: skip

COMPARE_CHARTS: Final[Mapping[str, ChartSpec]] = MappingProxyType(
    {spec.key: spec for spec in _COMPARE}
)
"""In what several machines are compared: a line each, or two directions of one."""

FIRST_CHARTS: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        DOMAIN: ("cpu", "memory", "disk", "net"),
        NODE: ("node_cpu", "node_memory", "node_domains_cpu", "node_domains_memory"),
    }
)
"""What is shown as long as the user has not chosen."""

OVERVIEW_METRICS: Final[Mapping[Kind, str]] = MappingProxyType(
    {DOMAIN: "cpu.used", NODE: "node.cpu"}
)
"""What the scrubber below the charts shows."""


def part_name(metric: str, part: str) -> str:
    """What a part of an object is called: "vda", "vCPU 3", "Cell 0, 2 MiB"."""
    family = metric.partition(".")[0]
    if family == "pages":
        return _pages_name(part)
    words = {
        "vcpu": QCoreApplication.translate(_CONTEXT, "vCPU {0}"),
        "node": QCoreApplication.translate(_CONTEXT, "CPU {0}"),
        "cell": QCoreApplication.translate(_CONTEXT, "Cell {0}"),
        "iothread": QCoreApplication.translate(_CONTEXT, "Thread {0}"),
    }
    return words[family].format(part) if family in words else part


def _pages_name(part: str) -> str:
    from virtgui.core.units import format_bytes

    cell, _, size = part.partition("/")
    if not size.isdigit():
        return part
    words = QCoreApplication.translate(_CONTEXT, "Cell {0}, {1}")
    return words.format(cell, format_bytes(int(size) * 1024))
