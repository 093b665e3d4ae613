"""What becomes of a connection's figures: loads, details, history, alerts. Reactor thread.

One for each connection, over its whole life; what hangs on an open link is begun anew with each.
"""

import math
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import libvirt

from virtgui.backend.figures import FiguresStore
from virtgui.backend.lanes import Outcome, Priority
from virtgui.backend.libvirt.events import Decoded
from virtgui.backend.libvirt.link import Link
from virtgui.backend.libvirt.node_stats import DeepMeter
from virtgui.backend.libvirt.readers.pools import read_pools
from virtgui.backend.libvirt.stats import Poller, Reading
from virtgui.backend.reactor import Reactor, Timer
from virtgui.core.features import Feature
from virtgui.core.messages import AlertChanged, EventHappened
from virtgui.core.metrics import SeriesKey
from virtgui.core.ports import Sink
from virtgui.core.rates import RateTracker
from virtgui.core.refs import POOL, ConnectionId, ObjectRef, domain_ref, node_ref
from virtgui.core.thresholds import AlertKey, Thresholds
from virtgui.core.values.alert import Alert, Rule
from virtgui.core.values.event import Event, EventKind, Severity
from virtgui.core.values.node import Node
from virtgui.core.values.sample import Details, Observed, SampleBatch
from virtgui.core.values.series import Mark
from virtgui.documents.topology import read_topology

POOLS_FIRST: Final = 10.0
"""Seconds after connecting until pools are asked how full they are."""
POOLS_PACE: Final = 120.0
"""Seconds between two such rounds: a call for each pool, when nothing else is to be done."""
DEEP_SHARE: Final = 3.0
"""A reading of all CPUs is followed by a rest of so many times its own length at least."""
KIB: Final = 1024.0

_MARKED: Final = frozenset(
    {
        EventKind.LIFECYCLE,
        EventKind.REBOOT,
        EventKind.IO_ERROR,
        EventKind.WATCHDOG,
        EventKind.MEMORY_FAILURE,
    }
)
_DISK_ERRORS: Final = "disk.errors"


class Measuring:
    """Takes what polls read; posts samples and alerts, keeps the history."""

    def __init__(
        self,
        connection: ConnectionId,
        reactor: Reactor,
        sink: Sink,
        figures: FiguresStore,
        tags: Callable[[str], frozenset[str]],
        name_of: Callable[[ObjectRef], str],
    ) -> None:
        """Takes what it works with.

        Args:
            connection: whose figures.
            reactor: for timers.
            sink: where samples and alerts go.
            figures: the history.
            tags: tells a domain's tags by its UUID.
            name_of: tells an object's name.
        """
        self._id, self._reactor, self._sink = connection, reactor, sink
        self._figures, self._tags, self._name_of = figures, tags, name_of
        self._told: set[AlertKey] = set()
        self._rates = RateTracker()
        self._thresholds = Thresholds()
        self._observed: frozenset[Observed] = frozenset()
        self._link: Link | None = None
        self._poller: Poller | None = None
        self._node_cpus = 0
        self._pace = 3.0
        self._deep: DeepMeter | None = None
        self._deep_details: Details | None = None
        self._deep_timer: Timer | None = None
        self._pool_timer: Timer | None = None
        self._is_reading_deep = False

    def use(self, link: Link, poller: Poller, features: frozenset[Feature]) -> None:
        """There is an open link, and what polls it."""
        self.lost()
        self._link, self._poller = link, poller
        poller.set_node_cpus(self._node_cpus)
        poller.is_observed = bool(self._observed)
        if Feature.STORAGE in features:
            self._pool_timer = self._reactor.later(POOLS_FIRST, self._ask_pools)
        self._read_deep()

    def lost(self) -> None:
        """The link is gone: the next figures begin anew."""
        self._link = self._poller = self._deep = self._deep_details = None
        self._is_reading_deep = False
        for timer in (self._deep_timer, self._pool_timer):
            if timer:
                timer.cancel()
        self._rates.reset()

    def closed(self) -> None:
        """The user has closed the connection: its alerts are over."""
        self._tell(self._thresholds.end_all())

    def set_node(self, node: Node) -> None:
        """What is known of the node."""
        self._node_cpus = node.cpus
        if self._poller:
            self._poller.set_node_cpus(node.cpus)

    def set_rules(self, rules: tuple[Rule, ...]) -> None:
        """Watch for these thresholds."""
        self._tell(self._thresholds.set_rules(rules))

    def observe(self, observed: frozenset[Observed]) -> None:
        """Whose details are shown."""
        self._observed = frozenset(item for item in observed if item.ref.connection == self._id)
        if self._poller:
            self._poller.is_observed = bool(self._observed)
        self._read_deep()

    def take(self, reading: Reading, pace: float) -> None:
        """A poll has read this.

        Args:
            reading: what it read.
            pace: seconds between two polls.
        """
        self._pace = pace
        now = time.time()
        counters = {uuid: entry.counters for uuid, entry in reading.domains.items()}
        loads = self._rates.update(counters, reading.at)
        details = {domain_ref(self._id, uuid): item for uuid, item in reading.details.items()}
        if reading.node_details is not None:
            details[node_ref(self._id)] = self._of_node(reading.node_details, reading)
        self._figures.record(now, details)
        self._sink.post(
            SampleBatch(self._id, reading.at, now, loads, reading.node, self._shown(details))
        )
        self._watch(details, now, is_whole=not reading.partial)

    def happened(self, uuid: str, at: float, decoded: Decoded) -> None:
        """An event of a domain: a mark on its charts, or an alert by itself."""
        ref = domain_ref(self._id, uuid)
        if decoded.kind in _MARKED:
            what = decoded.what if decoded.kind is EventKind.LIFECYCLE else decoded.kind.value
            self._figures.mark(ref, Mark(at, what, decoded.detail))
        if decoded.kind is EventKind.IO_ERROR:
            part = dict(decoded.data).get("device", "")
            series = SeriesKey(_DISK_ERRORS, part)
            self._tell(self._thresholds.happened(ref, self._tags(uuid), series, at))
        elif decoded.what in ("resumed", "started", "stopped"):
            self._tell(self._thresholds.recovered(ref, _DISK_ERRORS))

    def _of_node(self, own: Details, reading: Reading) -> Details:
        found = with_domains(own, reading)
        if self._is_deep and self._deep_details is not None:
            # All CPUs and cells are read at their own pace; between two polls they stay as read.
            found = _joined(found, self._deep_details)
        return found

    def _shown(self, details: Mapping[ObjectRef, Details]) -> dict[ObjectRef, Details]:
        refs = {item.ref for item in self._observed}
        return {ref: details[ref] for ref in refs if ref in details}

    def _watch(self, details: Mapping[ObjectRef, Details], now: float, *, is_whole: bool) -> None:
        changed: list[Alert] = []
        for ref, figures in details.items():
            tags = self._tags(ref.key)
            changed += self._thresholds.update(ref, tags, figures, now)
        if is_whole:
            changed += self._thresholds.keep(details)
        self._tell(changed)

    def _tell(self, alerts: list[Alert]) -> None:
        for alert in alerts:
            self._sink.post(AlertChanged(alert))
            if alert.is_over == (alert.key in self._told):
                self._log(alert)

    def _log(self, alert: Alert) -> None:
        """An alert begins or ends: the log says so, and the charts of its object."""
        now = time.time()
        what = "over" if alert.is_over else "passed"
        (self._told.discard if alert.is_over else self._told.add)(alert.key)
        severity = Severity.OK if alert.is_over else Severity.WARN
        self._sink.post(
            EventHappened(
                Event(
                    alert.ref, self._name_of(alert.ref), now, EventKind.THRESHOLD, what,
                    data=_data_of(alert), severity=severity,
                )
            )
        )  # fmt: skip
        self._figures.mark(alert.ref, Mark(now, f"limit_{what}", alert.rule.metric))

    # Each CPU and cell of the node, while somebody looks

    @property
    def _is_deep(self) -> bool:
        return Observed(node_ref(self._id), is_deep=True) in self._observed

    def _read_deep(self) -> None:
        link = self._link
        if link is None or not self._is_deep or self._is_reading_deep:
            return
        self._is_reading_deep = True
        begun = time.monotonic()
        link.call(
            link.ops, self._read_all, lambda outcome: self._deeply(outcome, begun), Priority.QUERY
        )

    def _read_all(self, connection: libvirt.virConnect) -> Details:
        """In a lane: the first time what there is to be read, then the figures."""
        if self._deep is None:
            topology = read_topology(connection.getCapabilities())
            cells = {cell.id: cell.cpu_ids for cell in topology.cells}
            sizes = {pool.kib for cell in topology.cells for pool in cell.pages}
            self._deep = DeepMeter(cells, tuple(sorted(sizes)))
        return self._deep.read(connection, time.monotonic)

    def _deeply(self, outcome: Outcome[Details], begun: float) -> None:
        self._is_reading_deep = False
        if outcome.error is None and outcome.value is not None:
            self._deep_details = outcome.value
        spent = time.monotonic() - begun
        rest = max(self._pace - spent, DEEP_SHARE * spent)
        self._deep_timer = self._reactor.later(rest, self._read_deep)

    # Pools

    def _ask_pools(self) -> None:
        link = self._link
        if link is None:
            return
        link.call(link.ops, read_pools, self._take_pools, Priority.IDLE)
        self._pool_timer = self._reactor.later(POOLS_PACE, self._ask_pools)

    def _take_pools(self, outcome: Outcome[dict[str, Details]]) -> None:
        if outcome.error is not None or outcome.value is None:
            return  # a poll will find out what is wrong with the link
        now = time.time()
        details = {ObjectRef(self._id, POOL, key): item for key, item in outcome.value.items()}
        self._figures.record(now, details)
        changed: list[Alert] = []
        for ref, figures in details.items():
            changed += self._thresholds.update(ref, frozenset(), figures, now)
        self._tell([*changed, *self._thresholds.keep(details, POOL)])


def _data_of(alert: Alert) -> tuple[tuple[str, str], ...]:
    figures = () if math.isinf(alert.value) else (("figure", str(alert.value)),)
    limit = ("limit", str(alert.rule.limit))
    return (("metric", alert.rule.metric), ("part", alert.series.part), *figures, limit)


_DOMAIN_KEYS: Final = (SeriesKey("node.domains_cpu"), SeriesKey("node.domains_memory"))


def with_domains(details: Details, reading: Reading) -> Details:
    """A node's figures, and beside them what all its domains have of it."""
    shares = [
        item.values[1]
        for item in reading.details.values()
        if len(item.keys) > 1 and item.keys[1].metric == "cpu.node"
    ]
    known = [share for share in shares if not math.isnan(share)]
    cpu = math.fsum(known) if known or not shares else math.nan
    held = math.fsum(entry.record.get("balloon.rss", 0) * KIB for entry in reading.domains.values())
    return _joined(details, Details(_DOMAIN_KEYS, (cpu, held), details.span))


def _joined(one: Details, other: Details) -> Details:
    keys = _joined_keys(one.keys, other.keys)
    return Details(keys, (*one.values, *other.values), one.span)


@lru_cache(maxsize=256)
def _joined_keys(one: tuple[SeriesKey, ...], other: tuple[SeriesKey, ...]) -> tuple[SeriesKey, ...]:
    """The same object for the same keys, as `Details` promises."""
    return (*one, *other)
