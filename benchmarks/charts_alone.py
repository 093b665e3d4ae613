"""The window, 1,000 live domains and a page of twelve charts: `python -m benchmarks.charts_alone`.

The node is libvirt's test driver inside this process, polled each second. The ten minutes before
are put into the charts at once, so that nobody has to wait for them.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from benchmarks.editor_alone import _Beat as Beat
from benchmarks.editor_alone import _spin as spin
from virtgui.app import GC_THRESHOLDS, SWITCH_INTERVAL, Folders, Program, make_application
from virtgui.cli import Arguments
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import ObjectRef
from virtgui.core.values.sample import Details
from virtgui.models import place as places
from virtgui.models.charts.chart_specs import CHARTS
from virtgui.views.pages.performance_tab import PerformanceTab

DOMAINS = 1000
SECONDS = 20.0
SHOWN = (
    "cpu", "memory", "disk", "net", "vcpus", "cpu_kinds", "memory_host", "disk_requests",
    "net_packets", "disk_latency", "vcpu_delay", "disk_flushes",
)  # fmt: skip


def main() -> None:
    """Open the page, rest, point, drag, hide; tell how late the heartbeat came."""
    import gc

    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.set_threshold(*GC_THRESHOLDS)
    arguments = Arguments(demo=True, demo_domains=DOMAINS)
    app = make_application(arguments)
    with tempfile.TemporaryDirectory() as folder:
        folders = Folders.of(Path(folder))
        folders.make()
        program = Program(app, arguments, folders)
        program.settings.set("poll.interval", 1.0)
        program.settings.set("charts.domain", list(SHOWN))
        program.window.resize(1600, 1500)
        program.show()
        spin(app, 20.0)
        print(json.dumps(_measure(app, program)))
        program.close()


def _measure(app: QApplication, program: Program) -> dict[str, Any]:
    ref = next(domain.ref for domain in program.feed.inventory.domains() if domain.is_active)
    program.window.go(places.domain_place(ref))
    spin(app, 3.0)
    page: Any = program.window.pages.stack.currentWidget()
    begun = time.perf_counter()
    page.choose_tab("performance")
    tab = cast("PerformanceTab", page.tabs.page("performance"))
    _fill(tab, ref)
    while any(card.scene is None and not card.sentence for card in tab.grid.in_sight()):
        spin(app, 0.01)
    found: dict[str, Any] = {"opened": (time.perf_counter() - begun) * 1000}
    spin(app, 3.0)
    beat = Beat()
    found["resting"] = _during(app, beat, SECONDS, lambda step: None)
    found["charts"] = len(tab.grid.in_sight())
    plot = tab.grid.cards[0].plot
    found["pointing"] = _during(app, beat, 5.0, lambda step: plot._point(_place(plot, step)))
    found["dragging"] = _during(app, beat, 5.0, lambda step: tab.chart_window.pan(-2.0))
    page.choose_tab("overview")
    painted = sum(card.plot.paints for card in tab.grid.cards)
    spin(app, 5.0)
    found["hidden"] = sum(card.plot.paints for card in tab.grid.cards) - painted
    return found


def _place(plot: Any, step: int) -> QPointF:
    box = plot.place.plot
    return QPointF(box.left() + (step * 7) % box.width(), box.center().y())


def _during(app: QApplication, beat: Beat, seconds: float, act: Any) -> list[float]:
    beat.late = []
    end, step = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        act(step)
        step += 1
        spin(app, 0.016)
    return beat.late


def _fill(tab: PerformanceTab, ref: ObjectRef) -> None:
    """The ten minutes before, of all series of the charts."""
    metrics = {metric for key in SHOWN for metric in CHARTS["domain"][key].metrics}
    keys = tuple(SeriesKey(metric) for metric in sorted(metrics)) + tuple(
        SeriesKey(metric, part)
        for metric in sorted(metrics)
        for part in ("vda", "vdb", "0", "1", "2", "3")
    )
    begin = time.time() - 601
    series = next(one for one in tab.figures.series if one.ref == ref)
    for number in range(600):
        values = tuple((number * 37 + place * 11) % 100 / 100 for place in range(len(keys)))
        series.append(begin + number, Details(keys, values, 1.0))


if __name__ == "__main__":
    main()
