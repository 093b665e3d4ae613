"""Older history from a Prometheus server that scrapes prometheus-libvirt-exporter. Blocks.

Names of metrics as the exporter has them (github.com/kumina/libvirt_exporter, Debian's package
prometheus-libvirt-exporter); the server is asked by its HTTP API, version 1.
"""

import json
import math
import urllib.error
import urllib.parse
import urllib.request
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from virtgui.core.errors import InvalidError, UnreachableError
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import ObjectRef
from virtgui.core.values.series import Curve, SeriesSpan

PATIENCE: Final = 15.0
"""Seconds that an answer may take."""
MOST_BYTES: Final = 32 * 1024 * 1024
LEAST_WINDOW: Final = 120.0
"""Seconds over which a rate is taken at least: servers scrape every 15 s to 60 s."""
_GAP: Final = math.nan

_RATE: Final = "sum by (target_device) (rate(libvirt_domain_{name}{{{match}}}[{window}s]))"
_WHOLE: Final = "sum(rate(libvirt_domain_{name}{{{match}}}[{window}s]))"
_CPU: Final = "info_cpu_time_seconds_total"
_COUNTERS: Final = (
    ("disk.read", "block_stats_read_bytes_total"),
    ("disk.write", "block_stats_write_bytes_total"),
    ("disk.reads", "block_stats_read_requests_total"),
    ("disk.writes", "block_stats_write_requests_total"),
    ("net.received", "interface_stats_receive_bytes_total"),
    ("net.sent", "interface_stats_transmit_bytes_total"),
    ("net.received_packets", "interface_stats_receive_packets_total"),
    ("net.sent_packets", "interface_stats_transmit_packets_total"),
)


@dataclass(frozen=True, slots=True)
class PrometheusServer:
    """Where to ask, and which of its machines are a node's.

    The address may end in ``?instance=NAME`` or other labels, which then must fit.
    """

    base: str
    labels: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, address: str) -> "PrometheusServer":
        """Read an address.

        Raises:
            InvalidError: it is none, or has a password in it, which would be kept in clear.
        """
        parts = urllib.parse.urlsplit(address.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidError("not an http address", subject=address)
        if parts.username or parts.password:
            raise InvalidError("a password in the address would be kept in clear", subject="")
        base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        return cls(base, tuple(urllib.parse.parse_qsl(parts.query)))

    def match(self, uuid: str) -> str:
        """The labels of one domain, as PromQL has them."""
        pairs = (*self.labels, ("uuid", uuid))
        return ",".join(f"{name}={json.dumps(value)}" for name, value in pairs if _is_name(name))

    def query(self, text: str, begin: float, end: float, step: float) -> list[dict[str, Any]]:
        """The series of a query over a time.

        Raises:
            UnreachableError: no answer, or one that is none.
        """
        form = {"query": text, "start": f"{begin:.3f}", "end": f"{end:.3f}", "step": f"{step:g}"}
        url = f"{self.base}/api/v1/query_range?{urllib.parse.urlencode(form)}"
        request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  # http
                content = json.loads(answer.read(MOST_BYTES))
        except (OSError, ValueError) as error:
            raise UnreachableError(str(error), subject=self.base) from error
        if not isinstance(content, dict) or content.get("status") != "success":
            reason = str(content.get("error", "")) if isinstance(content, dict) else ""
            raise UnreachableError(reason or "no Prometheus answer", subject=self.base)
        found = content.get("data", {}).get("result", [])
        return [item for item in found if isinstance(item, dict)]


def with_older(server: PrometheusServer, span: SeriesSpan, step: float) -> SeriesSpan:
    """A span with what a server knows of the time before it begins.

    Args:
        server: where to ask.
        span: what is known here.
        step: seconds between two points of what is asked for.

    Raises:
        UnreachableError: the server does not answer.
    """
    end = span.times[0] if len(span.times) else span.end
    if end - span.begin < step:
        return span
    older = read_domain(server, span.ref, span.begin, end - step, step)
    return _joined(older, span) if len(older.times) else span


def read_domain(
    server: PrometheusServer, ref: ObjectRef, begin: float, end: float, step: float
) -> SeriesSpan:
    """The figures of a domain as a server knows them.

    Raises:
        UnreachableError: the server does not answer.
    """
    step = max(step, 15.0)
    first, count = math.ceil(begin / step) * step, max(0, int((end - begin) / step))
    times = array("d", (first + number * step for number in range(count + 1)))
    places = {round(at): place for place, at in enumerate(times)}
    curves: dict[SeriesKey, Curve] = {}
    for key, query, label in _queries(server, ref, step):
        for item in server.query(query, times[0], times[-1], step):
            part = item.get("metric", {}).get(label, "") if label else ""
            values = _values(item, places, len(times))
            curves[SeriesKey(key, part)] = Curve(values, values, values)
    _add_totals(curves, len(times))
    return SeriesSpan(ref, begin, end, step, times if curves else array("d"), curves)


def _queries(
    server: PrometheusServer, ref: ObjectRef, step: float
) -> Iterator[tuple[str, str, str]]:
    """Metric, query, and the label that names the part."""
    form: Mapping[str, Any] = {
        "match": server.match(ref.key),
        "window": int(max(LEAST_WINDOW, step)),
    }
    cpu = _WHOLE.format(name=_CPU, **form)
    vcpus = f"sum(libvirt_domain_info_virtual_cpus{{{form['match']}}})"
    yield "cpu.cores", cpu, ""
    yield "cpu.used", f"{cpu} / {vcpus}", ""
    yield "memory.current", f"sum(libvirt_domain_info_memory_usage_bytes{{{form['match']}}})", ""
    for metric, name in _COUNTERS:
        yield metric, _RATE.format(name=name, **form), "target_device"


def _values(item: Mapping[str, Any], places: Mapping[int, int], count: int) -> "array[float]":
    found = array("f", [_GAP]) * count
    for at, text in item.get("values", ()):
        place = places.get(round(float(at)))
        if place is not None:
            found[place] = float(text)
    return found


def _add_totals(curves: dict[SeriesKey, Curve], count: int) -> None:
    """The whole of disks and interfaces is the sum of those that are known."""
    for metric, _ in _COUNTERS:
        parts = [curve.mean for key, curve in curves.items() if key.metric == metric and key.part]
        if parts:
            sums = array("f", (_sum([part[n] for part in parts]) for n in range(count)))
            curves[SeriesKey(metric)] = Curve(sums, sums, sums)


def _sum(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) if known else _GAP


def _joined(older: SeriesSpan, newer: SeriesSpan) -> SeriesSpan:
    """Two spans as one; a series that one of them lacks has a gap there."""
    times = older.times + newer.times
    gaps = (array("f", [_GAP]) * len(older.times), array("f", [_GAP]) * len(newer.times))
    nothing = (Curve(gaps[0], gaps[0], gaps[0]), Curve(gaps[1], gaps[1], gaps[1]))
    curves: dict[SeriesKey, Curve] = {}
    for key in older.curves.keys() | newer.curves.keys():
        before = older.curves.get(key, nothing[0])
        after = newer.curves.get(key, nothing[1])
        curves[key] = Curve(
            before.low + after.low, before.mean + after.mean, before.high + after.high
        )
    oldest = older.times[0] if newer.oldest is None else min(newer.oldest, older.times[0])
    return replace(newer, times=times, curves=curves, oldest=oldest)


def _is_name(label: str) -> bool:
    return label.isidentifier() and label.isascii()
