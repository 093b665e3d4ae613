"""Pictures of the charts: a page of charts with a history, narrow, as a table, compared.

Nothing of these figures was measured: the history comes from a stand-in for the backend that
answers from a formula.
"""

import math
import tempfile
import time
from array import array
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import ChangeSet
from virtgui.core.features import Feature
from virtgui.core.messages import Answer, StatusChanged
from virtgui.core.metrics import SeriesKey
from virtgui.core.queries import ReadSeries
from virtgui.core.refs import DOMAIN, NODE, ConnectionId, ObjectRef, domain_ref, node_ref
from virtgui.core.values.alert import Rule
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.node import Node
from virtgui.core.values.sample import Details, SampleBatch
from virtgui.core.values.series import Curve, Mark, SeriesSpan
from virtgui.models.settings_store import Settings

if TYPE_CHECKING:
    from tools.tour import Tour

HOST = ConnectionId("kvm-01")
GIB = 1024.0**3
PACE = 3.0
_NODE = node_ref(HOST)
_NAMES = ("db-01", "web-01", "web-02", "web-03", "mail-01", "gitlab", "grafana", "proxy-01")
_REFS = tuple(domain_ref(HOST, name) for name in _NAMES)
_DOMAIN_SHAPES: dict[SeriesKey, tuple[float, float]] = {
    SeriesKey("cpu.used"): (0.38, 0.12),
    SeriesKey("cpu.wait"): (0.035, 0.015),
    SeriesKey("cpu.user"): (0.27, 0.09),
    SeriesKey("cpu.system"): (0.11, 0.03),
    SeriesKey("memory.used"): (23.4 * GIB, 0.9 * GIB),
    SeriesKey("memory.disk_caches"): (6.1 * GIB, 0.5 * GIB),
    SeriesKey("disk.read"): (30e6, 7e6),
    SeriesKey("disk.write"): (12e6, 4e6),
    SeriesKey("disk.read", "vda"): (21e6, 6e6),
    SeriesKey("disk.write", "vda"): (8e6, 3e6),
    SeriesKey("disk.read", "vdb"): (9e6, 3e6),
    SeriesKey("disk.write", "vdb"): (4e6, 2e6),
    SeriesKey("net.received", "vnet4"): (3.7e6, 0.5e6),
    SeriesKey("net.sent", "vnet4"): (1.9e6, 0.3e6),
    **{SeriesKey("vcpu.used", str(n)): (0.2 + 0.07 * n, 0.12) for n in range(8)},
}
_NODE_SHAPES: dict[SeriesKey, tuple[float, float]] = {
    SeriesKey("node.cpu"): (0.46, 0.1),
    SeriesKey("node.user"): (0.33, 0.08),
    SeriesKey("node.system"): (0.09, 0.03),
    SeriesKey("node.iowait"): (0.03, 0.02),
    SeriesKey("node.domains_cpu"): (0.39, 0.09),
    SeriesKey("node.memory_used"): (150 * GIB, 6 * GIB),
    SeriesKey("node.buffers"): (3 * GIB, 0.1 * GIB),
    SeriesKey("node.cached"): (48 * GIB, 4 * GIB),
    SeriesKey("node.memory_free"): (55 * GIB, 2 * GIB),
    SeriesKey("node.domains_memory"): (132 * GIB, 4 * GIB),
}


def _shapes(ref: ObjectRef) -> dict[SeriesKey, tuple[float, float]]:
    return _NODE_SHAPES if ref.kind == NODE else _DOMAIN_SHAPES


def _figure(ref: ObjectRef, key: SeriesKey, at: float) -> float:
    mean, swing = _shapes(ref)[key]
    seed = sum(map(ord, f"{ref.key}{key.text}"))
    waves = math.sin(at / 41 + seed) + 0.7 * math.sin(at / 9.3 + 2 * seed)
    waves += 0.5 * math.sin(at / 4.1 + 3 * seed)
    factor = 0.5 + (sum(map(ord, ref.key)) % 9) / 9 if ref in _REFS[1:] else 1.0
    return max(0.0, (mean + swing * waves / 1.6) * factor)


class _History:
    """The stand-in: answers questions for a history, and nothing else."""

    def __init__(self, feed: Feed, now: float) -> None:
        self._feed, self._now, self._count = feed, now, 0
        self.marks = (Mark(now - 510, "resumed", "from_snapshot"),
                      Mark(now - 240, "started", "migrated"))  # fmt: skip

    def ask(self, query: Any) -> int:
        """Answer from the formula."""
        self._count += 1
        if isinstance(query, ReadSeries):
            self._feed.post(Answer(self._count, self._span(query)))
        return self._count

    def observe(self, observed: object) -> None:
        """Nothing is polled here."""

    def _span(self, query: ReadSeries) -> SeriesSpan:
        step = max(PACE, round((query.end - query.begin) / 1500))
        begin = max(query.begin, self._now - 400 * 86400)
        count = int((query.end - begin) / step)
        times = array("d", (begin + step * number for number in range(count)))
        shapes = _shapes(query.ref)
        keys = [key for key in shapes if query.keys is None or key in query.keys]
        curves = {key: self._curve(query.ref, key, times, step) for key in keys}
        marks = self.marks if query.ref == _REFS[0] else ()
        return SeriesSpan(
            query.ref, query.begin, query.end, step, times, curves, marks, self._now - 7200
        )

    def _curve(self, ref: ObjectRef, key: SeriesKey, times: Any, step: float) -> Curve:
        gap = (self._now - 382, self._now - 346)
        mean = array("d", (
            math.nan if gap[0] < at < gap[1] else _figure(ref, key, at) for at in times
        ))  # fmt: skip
        if step <= PACE:
            return Curve(mean, mean, mean)
        low, high = (array("d", (value * by for value in mean)) for by in (0.8, 1.3))
        return Curve(low, mean, high)


class PerformanceTour:
    """Takes the pictures."""

    def __init__(self, tour: "Tour") -> None:
        self._tour, self._look = tour, tour.program.look
        self._now = time.time()
        self._feed = Feed()
        history: Any = _History(self._feed, self._now)
        self._dispatcher = Dispatcher(history, self._feed)
        self._folder = tempfile.TemporaryDirectory()
        self._settings = Settings(Path(self._folder.name) / "settings.json")
        self._fill()

    def run(self) -> None:
        """All of them."""
        self._domain()
        self._node()
        self._compare()
        self._folder.cleanup()

    def _fill(self) -> None:
        spec = ConnectionSpec(HOST, "qemu:///system", "kvm-01")
        status = ConnectionStatus(
            spec, ConnectionState.CONNECTED, driver="QEMU", features=frozenset(Feature)
        )
        self._feed.post(StatusChanged(status))
        kib = 32 * 1024 * 1024
        machine = Domain(_REFS[0], "db-01", DomainState.RUNNING, vcpus=8, memory_kib=kib)
        node = Node(_NODE, "kvm-01", cpus=32, memory_kib=8 * kib)
        machines = (replace(machine, ref=r, name=n) for r, n in zip(_REFS, _NAMES, strict=True))
        self._feed.post(ChangeSet(HOST, (node, *machines)))
        self._feed.deliver()

    def _poll(self, *refs: ObjectRef) -> None:
        """Some polls up to now."""
        for number in range(5, 0, -1):
            at = self._now - PACE * (number - 1)
            details = {}
            for ref in refs:
                keys = tuple(_shapes(ref))
                values = tuple(_figure(ref, key, at) for key in keys)
                details[ref] = Details(keys, values, PACE)
            self._feed.post(SampleBatch(HOST, at, at, {}, None, details))
        self._feed.deliver()

    def _tab(self, kind: Any, ref: ObjectRef) -> Any:
        from virtgui.views.pages.performance_tab import PerformanceTab

        rules = (Rule("usual", "cpu.used", 0.9),)
        tab = PerformanceTab(
            look=self._look, feed=self._feed, dispatcher=self._dispatcher,
            settings=self._settings, kind=kind, rules=lambda: rules, now=lambda: self._now,
        )  # fmt: skip
        tab.show_object(ref)
        return tab

    def _show(self, page: QWidget, refs: tuple[ObjectRef, ...]) -> None:
        page.resize(1190, 660)
        page.show()
        self._tour.wait(0.4)
        self._poll(*refs)
        self._tour.wait(0.8)

    def _save(self, name: str, page: QWidget) -> None:
        self._tour.wait(0.8)
        self._tour.save(name, page)

    def _domain(self) -> None:
        tab = self._tab(DOMAIN, _REFS[0])
        self._show(tab, _REFS[:1])
        tab.grid.cards[0].plot.pointed.emit(self._now - 155)
        self._tour.save("performance", tab)
        tab.board.set_split("disk", is_split=True)
        tab.board.set_shown("vcpus", is_shown=True)
        tab.board.set_shown("iothreads", is_shown=True)
        tab.resize(1190, 860)
        self._save("performance-devices", tab)
        tab.chart_window.choose("7d")
        self._save("performance-week", tab)
        tab.chart_window.choose("10min")
        tab.show_table(True)
        self._save("performance-table", tab)
        tab.show_table(False)
        tab.resize(600, 660)
        self._save("performance-narrow", tab)
        _close(tab)

    def _node(self) -> None:
        tab = self._tab(NODE, _NODE)
        self._show(tab, (_NODE,))
        self._tour.save("performance-host", tab)
        _close(tab)

    def _compare(self) -> None:
        from virtgui.views.pages.compare_page import ComparePage

        page = ComparePage(
            look=self._look, feed=self._feed, dispatcher=self._dispatcher, now=lambda: self._now
        )
        page.show_domains(_REFS)
        self._show(page, _REFS)
        page.charts.grid.cards[0].plot.pointed.emit(self._now - 155)
        self._tour.save("compare", page)
        _close(page)


def _close(widget: QWidget) -> None:
    widget.close()
    widget.deleteLater()
