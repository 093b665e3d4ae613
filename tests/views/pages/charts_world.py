"""A world whose machine has figures: what a poll tells, and a backend that knows a history.

The backend is a stand-in: it answers `ReadSeries` from a formula and counts what it was asked.
"""

import math
from array import array

from tests.views.pages.world import HOST, NOW, WEB, World
from virtgui.core.messages import Answer
from virtgui.core.metrics import SeriesKey
from virtgui.core.queries import ReadSeries
from virtgui.core.values.sample import Details, SampleBatch
from virtgui.core.values.series import Curve, Mark, SeriesSpan

GIB = 1024.0**3
PACE = 3.0
_WHOLE = (
    ("cpu.used", 0.38, 0.1), ("cpu.wait", 0.03, 0.01), ("cpu.user", 0.25, 0.08),
    ("cpu.system", 0.1, 0.03), ("cpu.node", 0.05, 0.01), ("memory.used", 3.1 * GIB, 0.1 * GIB),
    ("memory.disk_caches", 0.7 * GIB, 0.05 * GIB), ("memory.rss", 3.4 * GIB, 0.02 * GIB),
    ("memory.current", 4 * GIB, 0.0), ("memory.maximum", 8 * GIB, 0.0),
    ("disk.read", 30e6, 8e6), ("disk.write", 11e6, 4e6), ("disk.reads", 420.0, 90.0),
    ("disk.writes", 130.0, 40.0), ("net.received", 3.7e6, 0.6e6), ("net.sent", 1.9e6, 0.3e6),
    ("net.errors", 0.0, 0.0), ("net.drops", 0.4, 0.3),
)  # fmt: skip
_PARTS = (
    *(("vcpu.used", str(n), 0.3 + 0.05 * n, 0.1) for n in range(8)),
    *(("vcpu.delay", str(n), 0.02, 0.01) for n in range(8)),
    ("disk.read", "vda", 20e6, 6e6), ("disk.write", "vda", 8e6, 3e6),
    ("disk.read", "vdb", 10e6, 3e6), ("disk.write", "vdb", 3e6, 1e6),
    ("disk.read_latency", "vda", 4e-4, 1e-4), ("disk.write_latency", "vda", 9e-4, 3e-4),
    ("disk.flushes", "vda", 12.0, 4.0), ("disk.flushes", "vdb", 3.0, 1.0),
    ("disk.allocation", "vda", 14 * GIB, 0.0), ("disk.capacity", "vda", 40 * GIB, 0.0),
    ("disk.physical", "vda", 14.2 * GIB, 0.0),
    ("net.received", "vnet0", 3.7e6, 0.6e6), ("net.sent", "vnet0", 1.9e6, 0.3e6),
    ("net.received_packets", "vnet0", 2100.0, 300.0), ("net.sent_packets", "vnet0", 900.0, 90.0),
)  # fmt: skip
KEYS = (
    *(SeriesKey(metric) for metric, _, _ in _WHOLE),
    *(SeriesKey(metric, part) for metric, part, _, _ in _PARTS),
)
_SHAPES = (*((mean, swing) for _, mean, swing in _WHOLE), *((m, s) for _, _, m, s in _PARTS))


def figure(number, at):
    """What one series is at one time: some waves of lengths of its own."""
    mean, swing = _SHAPES[number]
    waves = (
        math.sin(at / (7 + number)) + math.sin(at / (23 + 2 * number) + number)
        + 0.6 * math.sin(at / 2.3 + 5 * number)
    )  # fmt: skip
    return max(0.0, mean + swing * waves / 2)


def details(at, span=PACE, keys=KEYS):
    """One reading of the machine; the rates of a first one (no span) are gaps."""
    return Details(keys, tuple(figure(KEYS.index(key), at) for key in keys), span)


def batch(at, span=PACE, ref=WEB, keys=KEYS):
    """One poll of the host."""
    return SampleBatch(HOST, at, at, {}, None, {ref: details(at, span, keys)})


def history(query, oldest, gap=(), marks=()):
    """The answer to a question for a history."""
    length = query.end - query.begin
    step = next(size for size in (PACE, 30.0, 300.0, 3600.0, 86400.0) if length / size <= 2000)
    begin = max(query.begin, oldest)
    count = max(0, int((query.end - begin) / step) + 1)
    times = [begin + step * number for number in range(count)]
    keys = [key for key in KEYS if query.keys is None or key in query.keys]
    curves = {}
    for key in keys:
        number = KEYS.index(key)
        mean = array("d", (
            math.nan if gap and gap[0] < at < gap[1] else figure(number, at) for at in times
        ))  # fmt: skip
        if step == PACE:
            curves[key] = Curve(mean, mean, mean)
        else:
            low, high = (array("d", (value * by for value in mean)) for by in (0.7, 1.5))
            curves[key] = Curve(low, mean, high)
    inside = tuple(mark for mark in marks if query.begin <= mark.at <= query.end)
    return SeriesSpan(
        query.ref, query.begin, query.end, step, array("d", times), curves, inside, oldest
    )


class SeriesBackend:
    """A stand-in for the backend: knows a history, and what is observed."""

    def __init__(self, feed):
        self._feed = feed
        self.asked = []
        self.observed = frozenset()
        self.oldest = NOW - 7200
        self.gap = ()
        self.marks = ()
        self.answers = True

    def ask(self, query):
        self.asked.append(query)
        number = len(self.asked)
        if isinstance(query, ReadSeries) and self.answers:
            found = history(query, self.oldest, self.gap, self.marks)
            self._feed.post(Answer(number, found))
        return number

    def observe(self, observed):
        self.observed = observed

    def watch(self, refs):
        pass


class ChartWorld(World):
    """A world with that backend."""

    def __init__(self, folder):
        super().__init__(folder)
        self.backend = SeriesBackend(self.feed)
        self.dispatcher._backend = self.backend

    def poll(self, count=1, ref=WEB, keys=KEYS):
        """So many polls, one after the other."""
        for _ in range(count):
            self.now += PACE
            self.post(batch(self.now, ref=ref, keys=keys))


__all__ = ["HOST", "KEYS", "NOW", "PACE", "WEB", "ChartWorld", "Mark", "batch", "details", "figure"]
