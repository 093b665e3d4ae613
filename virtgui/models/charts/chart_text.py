"""Charts as text: a sentence for screen readers, a table to look at, rows for a file."""

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

import numpy as np
import numpy.typing as npt

from virtgui.models.charts.chart_units import Measure, plain_number, unit_text, value_text
from virtgui.models.charts.drawing import Drawing, DrawnLine, Span
from virtgui.models.charts.time_axis import exact_text, iso_text
from virtgui.models.translate import tr, translate

Floats = npt.NDArray[np.float64]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


@dataclass(frozen=True, slots=True)
class Summary:
    """One series in four figures, in the chart's measure; NaN where nothing is known."""

    name: str
    measure: Measure
    last: float
    least: float
    mean: float
    most: float
    most_at: float
    gaps: int


def summaries(drawing: Drawing, span: Span) -> tuple[Summary, ...]:
    """All series that are shown, over the time that is shown."""
    return tuple(
        _summary(_name_of(drawing, line), drawing.spec.measure, line, span)
        for line in drawing.lines
    )


def _name_of(drawing: Drawing, line: DrawnLine) -> str:
    item = drawing.items[line.item]
    if len(item.sources) < 2:
        return item.name
    if item.key == "other":
        return item.name
    own = next(one for one in drawing.spec.lines if one.is_below == line.is_below)
    return f"{item.name} {own.name}"


def _summary(name: str, measure: Measure, line: DrawnLine, span: Span) -> Summary:
    inside = (line.times >= span.begin) & (line.times <= span.end)
    times, raw = line.times[inside], line.raw[inside]
    known = np.isfinite(raw)
    if not known.any():
        return Summary(name, measure, math.nan, math.nan, math.nan, math.nan, math.nan, 0)
    figures = raw[known]
    place = int(np.argmax(figures))
    return Summary(
        name, measure, float(raw[-1]), float(figures.min()), float(figures.mean()),
        float(figures[place]), float(times[known][place]), _count_gaps(known),
    )  # fmt: skip


def _count_gaps(known: npt.NDArray[np.bool_]) -> int:
    """How often figures break off and come again."""
    places = np.flatnonzero(known)
    return int((np.diff(places) > 1).sum())


def describe(drawing: Drawing, span: Span) -> str:
    """The chart in sentences, as a screen reader says it."""
    parts = [_sentence(item, span) for item in summaries(drawing, span)]
    return " ".join(parts) if parts else translate("Charts", "No data.")


def _sentence(item: Summary, span: Span) -> str:
    if not math.isfinite(item.most):
        return translate("Charts", "{0}: no data.").format(item.name)
    words = [value_text(item.measure, value) for value in (item.last, item.least, item.mean)]
    most = value_text(item.measure, item.most)
    at = exact_text(item.most_at, span.end - span.begin)
    pattern = translate("Charts", "{0}: last {1}, lowest {2}, average {3}, highest {4} at {5}.")
    sentence = pattern.format(item.name, *words, most, at)
    if not item.gaps:
        return sentence
    gaps = tr("%n gaps.", "", item.gaps)
    return f"{sentence} {gaps}"


def summary_heads() -> tuple[str, ...]:
    """The heads of the columns of a text form."""
    return (
        translate("Charts", "Series"),
        translate("Charts", "Last"),
        translate("Charts", "Lowest"),
        translate("Charts", "Average"),
        translate("Charts", "Highest"),
        translate("Charts", "Gaps"),
    )


def text_of(title: str, drawings: Iterable[Drawing], span: Span) -> str:
    """Charts as a text to paste: a line a series with last, least, mean and most."""
    head = summary_heads()
    lines = [title, "\t".join(head)]
    for drawing in drawings:
        lines += [_text_line(drawing, item) for item in summaries(drawing, span)]
    return "\n".join(lines) + "\n"


def _text_line(drawing: Drawing, item: Summary) -> str:
    figures = (item.last, item.least, item.mean, item.most)
    name = f"{drawing.spec.title}: {item.name}"
    return "\t".join(
        (name, *(value_text(item.measure, value) for value in figures), str(item.gaps))
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One series of a table."""

    chart: str
    name: str
    measure: Measure
    values: Floats


@dataclass(frozen=True, slots=True)
class Table:
    """Series side by side, a row a moment."""

    times: Floats
    columns: tuple[Column, ...]


def table_of(drawings: Sequence[Drawing], span: Span) -> Table:
    """All series of some charts, a row for each moment at which one of them was read."""
    lines = [(drawing, line) for drawing in drawings for line in drawing.lines]
    every = [_inside(line, span) for _, line in lines]
    times = np.unique(np.concatenate([line.times[mask] for (_, line), mask in zip(
        lines, every, strict=True)])) if lines else np.empty(0)  # fmt: skip
    columns = []
    for (drawing, line), mask in zip(lines, every, strict=True):
        values = np.full(len(times), math.nan)
        values[np.searchsorted(times, line.times[mask])] = line.raw[mask]
        name = _name_of(drawing, line)
        columns.append(Column(drawing.spec.title, name, drawing.spec.measure, values))
    return Table(times, tuple(columns))


def _inside(line: DrawnLine, span: Span) -> npt.NDArray[np.bool_]:
    return np.asarray((line.times >= span.begin) & (line.times <= span.end))


def csv_text(table: Table) -> str:
    """A table as comma-separated values: times with offset, figures in base units.

    What is not known is empty.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([translate("Charts", "Time"), *(_head(column) for column in table.columns)])
    for row, at in enumerate(table.times):
        figures = (plain_number(column.measure, column.values[row]) for column in table.columns)
        writer.writerow([iso_text(float(at)), *figures])
    return out.getvalue()


def _head(column: Column) -> str:
    unit = unit_text(column.measure)
    text = f"{column.chart}: {column.name}" + (f" ({unit})" if unit else "")
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
