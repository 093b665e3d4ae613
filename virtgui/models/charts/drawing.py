"""From a chart's specification and figures to what is drawn: items, lines, axis, thresholds."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication

from virtgui.core.metrics import SeriesKey
from virtgui.core.values.alert import Rule
from virtgui.models.charts.chart_specs import ChartSpec, LineSpec, part_name
from virtgui.models.charts.chart_units import Axis, Measure, make_axis, measure_of, value_text
from virtgui.models.charts.object_series import ObjectSeries, gaps_of
from virtgui.models.plain_text import one_line
from virtgui.models.translate import tr

Floats = npt.NDArray[np.float64]
MOST_COLORS: Final = 6
OTHER: Final = MOST_COLORS
"""The colour number of all items that have none of their own."""
SILENT_AFTER: Final = 2.5
"""So many steps without news are a gap up to now."""
_AFTER: Final = 2**62
"""Letters sort after all numbers."""
_SUMMED: Final = (Measure.BYTES_PER_SECOND, Measure.PER_SECOND)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line's figures come from: a series, or the sum of several."""

    keys: tuple[SeriesKey, ...]
    is_below: bool = False
    of: int = 0
    """Which of the objects."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a legend, with its lines."""

    key: str
    name: str
    color: int
    sources: tuple[Source, ...]
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One line as it is drawn; all arrays are equally long."""

    item: int
    times: Floats
    raw: Floats
    """The figures as they are, in the axis' unit."""
    y: Floats
    """Where they are drawn: downwards, or upon others."""
    base: Floats | None = None
    """What a stacked one stands on."""
    low: Floats | None = None
    high: Floats | None = None
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit across the chart."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything inside one chart."""

    spec: ChartSpec
    axis: Axis
    items: tuple[Item, ...] = ()
    lines: tuple[DrawnLine, ...] = ()
    gaps: tuple[tuple[float, float], ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    hidden: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether no figure is known at all."""
        return not any(np.isfinite(line.raw).any() for line in self.lines)


@dataclass(frozen=True, slots=True)
class ChartFacts:
    """What charts need to know of their object besides its figures."""

    vcpus: int = 0
    node_cpus: int = 0
    memory: float | None = None
    """Bytes that the object has."""
    rules: tuple[Rule, ...] = ()
    """Those that watch this object."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time that is drawn, and what counts as now; wall clock seconds."""

    begin: float
    end: float
    now: float = field(default=math.inf)


def plan_items(
    spec: ChartSpec, known: Iterable[SeriesKey], *, is_split: bool = False
) -> tuple[Item, ...]:
    """The legend of a chart of one object.

    Args:
        spec: the chart.
        known: all series that there are.
        is_split: whether each device has its own line.
    """
    parts = _parts(spec, known)
    if spec.is_only_parts or (is_split and parts):
        return _with_other(_part_items(spec, parts))
    keys = frozenset(known)
    found = [
        Item(line.metric, _line_name(spec, line), number, (Source(series, line.is_below),))
        for number, line in enumerate(spec.lines)
        if (series := _whole(line, keys, parts))
    ]
    return tuple(found)


def _line_name(spec: ChartSpec, line: LineSpec) -> str:
    if not spec.is_mirrored:
        return line.name
    below = QCoreApplication.translate("Charts", "{0}, below")
    above = QCoreApplication.translate("Charts", "{0}, above")
    return (below if line.is_below else above).format(line.name)


def _parts(spec: ChartSpec, known: Iterable[SeriesKey]) -> list[str]:
    metrics = spec.metrics
    parts = {key.part for key in known if key.part and key.metric in metrics}
    return sorted(parts, key=natural_order)


def natural_order(text: str) -> tuple[tuple[int, str], ...]:
    """For sorting: "vda10" after "vda9"."""
    pieces = re.findall(r"\d+|\D+", text)
    return tuple((int(p), "") if p.isascii() and p.isdigit() else (_AFTER, p) for p in pieces)


def _whole(
    line: LineSpec, keys: frozenset[SeriesKey], parts: Sequence[str]
) -> tuple[SeriesKey, ...]:
    """The series of the whole; where nobody tells it, those of the parts to be summed up."""
    whole = SeriesKey(line.metric)
    if whole in keys:
        return (whole,)
    if measure_of(line.metric) not in _SUMMED:
        return ()
    own = (SeriesKey(line.metric, part) for part in parts)
    return tuple(key for key in own if key in keys)


def _part_items(spec: ChartSpec, parts: Sequence[str]) -> list[Item]:
    if spec.is_mirrored or len(spec.lines) == 1:
        return [
            Item(
                part, one_line(part_name(spec.lines[0].metric, part)), number,
                tuple(_source(line, part) for line in spec.lines),
            )
            for number, part in enumerate(parts)
        ]  # fmt: skip
    pairs = [(part, line) for part in parts for line in spec.lines]
    return [
        Item(
            f"{part} {line.metric}", f"{one_line(part)} {line.name}", number,
            (Source((SeriesKey(line.metric, part),)),),
        )
        for number, (part, line) in enumerate(pairs)
    ]  # fmt: skip


def _source(line: LineSpec, part: str) -> Source:
    return Source((SeriesKey(line.metric, part),), line.is_below)


def _with_other(items: list[Item]) -> tuple[Item, ...]:
    """More than six become "Other"."""
    if len(items) <= MOST_COLORS:
        return tuple(items)
    rest = items[MOST_COLORS:]
    name = tr("%n others", "", len(rest))
    sources = tuple(source for item in rest for source in item.sources)
    return (*items[:MOST_COLORS], Item("other", name, OTHER, sources))


def compare_items(spec: ChartSpec, names: Sequence[str]) -> tuple[Item, ...]:
    """One item an object; from the seventh on the colours come again with dashed lines."""
    lines = spec.lines if spec.is_mirrored else spec.lines[:1]
    return tuple(
        Item(
            str(number), one_line(name), number % MOST_COLORS,
            tuple(Source((SeriesKey(line.metric),), line.is_below, number) for line in lines),
            is_dashed=number >= MOST_COLORS,
        )
        for number, name in enumerate(names)
    )  # fmt: skip


def draw(
    spec: ChartSpec,
    items: tuple[Item, ...],
    series: Sequence[ObjectSeries],
    span: Span,
    facts: ChartFacts,
    hidden: frozenset[str] = frozenset(),
) -> Drawing:
    """What one chart shows of some objects over some time."""
    factor = float(facts.node_cpus or 1) if spec.shape is Measure.CORES else 1.0
    lines = [
        line
        for number, item in enumerate(items)
        for source in item.sources
        if (line := _line(number, source, series[source.of], span, factor)) is not None
    ]
    shown = [line for line in lines if items[line.item].key not in hidden]
    if spec.is_stacked:
        shown = _stacked(shown)
    most, peak = maximum_of(spec, facts), _highest(shown, span)
    axis = make_axis(spec.measure, peak, most, is_half=spec.is_mirrored)
    thresholds = () if spec.is_only_parts else thresholds_of(spec, facts.rules, factor)
    gaps = _gaps(shown or lines, series, span)
    return Drawing(spec, axis, items, tuple(shown), gaps, thresholds, hidden)


def _line(
    number: int, source: Source, series: ObjectSeries, span: Span, factor: float
) -> DrawnLine | None:
    rows = series.rows(source.keys, span.begin, span.end)
    if not len(rows.times):
        return None
    raw = _sum([rows.mean[key] for key in source.keys]) * factor
    sign = -1.0 if source.is_below else 1.0
    low = high = None
    if len(source.keys) == 1 and source.keys[0] in rows.low:
        low = rows.low[source.keys[0]] * factor * sign
        high = rows.high[source.keys[0]] * factor * sign
    return DrawnLine(number, rows.times, raw, raw * sign, None, low, high, is_below=source.is_below)


def _sum(columns: Sequence[Floats]) -> Floats:
    """What is known, summed up; a gap where nothing is."""
    if len(columns) == 1:
        return columns[0]
    table = np.vstack(columns)
    known = np.isfinite(table)
    total: Floats = np.where(known, table, 0.0).sum(axis=0)
    total[~known.any(axis=0)] = math.nan
    return total


def _stacked(lines: Sequence[DrawnLine]) -> list[DrawnLine]:
    """Each upon the one before; one that is not known counts nothing for those above."""
    found: list[DrawnLine] = []
    ground: Floats | None = None
    for line in lines:
        base = np.zeros_like(line.raw) if ground is None else ground
        top = base + line.raw
        found.append(DrawnLine(line.item, line.times, line.raw, top, base))
        ground = np.where(np.isfinite(line.raw), top, base)
    return found


def _highest(lines: Iterable[DrawnLine], span: Span) -> float:
    highest = math.nan
    for line in lines:
        inside = (line.times >= span.begin) & (line.times <= span.end)
        tops = line.y if line.high is None else line.high
        figures = np.abs(tops[inside])
        figures = figures[np.isfinite(figures)]
        if len(figures):
            highest = float(np.fmax(highest, figures.max()))
    return highest


def maximum_of(spec: ChartSpec, facts: ChartFacts) -> float | None:
    """What there is at most of what a chart shows, or None."""
    if spec.shape is Measure.CORES:
        return float(facts.node_cpus) or None
    if spec.key in ("memory", "memory_guest", "node_memory", "node_domains_memory"):
        return facts.memory
    return spec.maximum


def thresholds_of(
    spec: ChartSpec, rules: Iterable[Rule], factor: float = 1.0
) -> tuple[Threshold, ...]:
    """The limits that rules set for a chart's metrics."""
    above = QCoreApplication.translate("Charts", "Warn above {0}")
    below = QCoreApplication.translate("Charts", "Warn below {0}")
    signs = {line.metric: -1.0 if line.is_below else 1.0 for line in spec.lines}
    found = {
        (rule.limit * factor * signs[rule.metric], rule.is_below)
        for rule in rules
        if rule.is_enabled and rule.metric in signs
    }
    return tuple(
        Threshold(
            limit, (below if is_below else above).format(value_text(spec.measure, abs(limit)))
        )
        for limit, is_below in sorted(found)
    )


def _gaps(
    lines: Sequence[DrawnLine], series: Sequence[ObjectSeries], span: Span
) -> tuple[tuple[float, float], ...]:
    """When nothing was known of any object."""
    if not lines:
        return ()
    if len(series) > 1:
        return ()
    gaps = gaps_of(lines[0].times, [line.raw for line in lines if len(line.raw)])
    silence = _silence(lines, series[0], span)
    return (*gaps, *silence)


def _silence(
    lines: Sequence[DrawnLine], series: ObjectSeries, span: Span
) -> tuple[tuple[float, float], ...]:
    """From the last figure to now, where nobody has told anything for long."""
    known = [line.times[np.isfinite(line.raw)] for line in lines]
    last = max((float(times[-1]) for times in known if len(times)), default=math.nan)
    end = min(span.end, span.now)
    step = max(series.step, series.live.pace, 1.0)
    return ((last, end),) if end - last > SILENT_AFTER * step else ()


def reduced(times: Floats, y: Floats, columns: int) -> tuple[Floats, Floats]:
    """The same line with at most four points a pixel column: first, least, most, last of each.

    Gaps stay: a column that is cut by one keeps it.

    Args:
        times: rising.
        y: the figures; NaN is a gap.
        columns: how many pixels the line is wide.
    """
    size = len(times)
    if columns < 1 or size <= 4 * columns:
        return times, y
    per = math.ceil(size / columns)
    count = size // per
    block = y[: count * per].reshape(count, per)
    filled_low, filled_high = np.where(np.isnan(block), math.inf, block), np.where(
        np.isnan(block), -math.inf, block
    )  # fmt: skip
    places = np.stack(
        (
            np.zeros(count, np.intp), filled_low.argmin(axis=1), filled_high.argmax(axis=1),
            np.isnan(block).argmax(axis=1), np.full(count, per - 1),
        ),
        axis=1,
    )  # fmt: skip
    places.sort(axis=1)
    chosen = (places + (np.arange(count) * per)[:, None]).ravel()
    chosen = np.unique(np.concatenate((chosen, np.arange(count * per, size))))
    return times[chosen], y[chosen]


def value_at(line: DrawnLine, at: float) -> tuple[float, float, float] | None:
    """The figure nearest to a time: its time, itself, and where it is drawn; None in a gap."""
    times = line.times
    if not len(times):
        return None
    after = min(int(np.searchsorted(times, at)), len(times) - 1)
    before = max(0, after - 1)
    place = after if abs(times[after] - at) <= abs(at - times[before]) else before
    if not math.isfinite(line.raw[place]):
        return None
    return float(times[place]), float(line.raw[place]), float(line.y[place])
