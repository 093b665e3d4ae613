"""A threshold as it is typed: its limit and its time as texts, and what is wrong with them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from virtgui.core.units import (
    UnitError,
    UnitProblem,
    parse_duration,
    parse_latency,
    parse_number,
    parse_percent,
    parse_rate,
    parse_size,
)
from virtgui.core.values.alert import ScopeKind
from virtgui.models.charts.chart_units import Measure, measure_of
from virtgui.models.translate import translate

LONGEST: Final = 7 * 86400.0
"""Seconds that a limit can have to be passed; nobody waits longer for a warning."""
_EXACT: Final = 1e-9
_UNBOUNDED: Final = frozenset({"cpu.used"})
"""Shares that may pass 100 %."""

_Units = tuple[tuple[float, str], ...]


def _powers(base: int, names: str) -> _Units:
    parts = [(float(base**power), name) for power, name in enumerate(names.split())]
    return tuple(reversed(parts))


_UNITS: Final[Mapping[Measure, _Units]] = MappingProxyType(
    {
        Measure.SHARE: ((0.01, "%"),),
        Measure.BYTES: _powers(1024, "B KiB MiB GiB TiB"),
        Measure.BYTES_PER_SECOND: _powers(1000, "B/s kB/s MB/s GB/s TB/s"),
        Measure.SECONDS: ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")),
        Measure.PER_SECOND: ((1.0, "/s"),),
    }
)
_SPANS: Final[_Units] = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))

_PARSERS: Final[Mapping[Measure, Callable[[str], float]]] = MappingProxyType(
    {
        Measure.SHARE: lambda text: parse_percent(text) / 100,
        Measure.BYTES: parse_size,
        Measure.BYTES_PER_SECOND: parse_rate,
        Measure.SECONDS: parse_latency,
        Measure.PER_SECOND: parse_number,
    }
)


def limit_text(metric: str, value: float) -> str:
    """A limit with its unit, so that `parse_limit` reads the same figure from it."""
    measure = measure_of(metric)
    return _text(value, _UNITS.get(measure, ((1.0, ""),)))


def parse_limit(metric: str, text: str) -> float:
    """The figure of a limit in the metric's own unit.

    Raises:
        UnitError: the text is no such figure.
    """
    return _PARSERS.get(measure_of(metric), parse_number)(text)


def limit_sentence(metric: str, text: str, *, is_below: bool) -> str:
    """What is wrong with a limit; nothing when it is good."""
    try:
        value = parse_limit(metric, text)
    except UnitError as error:
        return _limit_problem(metric, error.code)
    if is_below and value <= 0:
        return translate("Thresholds", "Nothing is ever below 0; a larger limit fits.")
    is_share = measure_of(metric) is Measure.SHARE
    if is_share and metric not in _UNBOUNDED and value > 1:
        return translate("Thresholds", "It is never more than 100 %; a smaller limit fits.")
    if is_share and not is_below and value == 1 and metric not in _UNBOUNDED:
        return translate("Thresholds", "Nothing is above 100 %; a smaller limit fits.")
    return ""


def span_text(seconds: float) -> str:
    """How long a limit must be passed, so that `parse_span` reads the same from it."""
    return _text(seconds, _SPANS) if seconds else "0 s"


def parse_span(text: str) -> float:
    """Seconds; an empty text is none.

    Raises:
        UnitError: the text is no span of time.
    """
    return parse_duration(text) if text.strip() else 0.0


def span_sentence(text: str) -> str:
    """What is wrong with a span of time; nothing when it is good."""
    try:
        seconds = parse_span(text)
    except UnitError:
        return translate("Thresholds", "This is no time; 90 s, 5 min or 1 h fit.")
    if seconds > LONGEST:
        return translate("Thresholds", "It is too long; up to 7 days fit.")
    return ""


def scopes_of(metric: str) -> tuple[ScopeKind, ...]:
    """Where a metric can be watched: hosts and pools have neither tags nor a machine."""
    if metric.startswith(("node.", "pool.")):
        return (ScopeKind.ALL, ScopeKind.NODE)
    return (ScopeKind.ALL, ScopeKind.TAG, ScopeKind.NODE, ScopeKind.DOMAIN)


def _text(value: float, units: _Units) -> str:
    """In the largest unit that needs few digits; what is not round stays in the smallest."""
    for size, name in units:
        number = value / size
        if number >= 1 and abs(round(number, 3) * size - value) <= _EXACT * value:
            return _joined(_digits(number, 3), name)
    size, name = units[-1]
    return _joined(_digits(value / size, 6), name)


def _digits(number: float, places: int) -> str:
    text = f"{number:.{places}f}"
    return text.rstrip("0").rstrip(".")


def _joined(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit.startswith("/") else f"{number} {unit}".strip()


def _limit_problem(metric: str, code: UnitProblem) -> str:
    if code is UnitProblem.EMPTY:
        return translate("Thresholds", "The limit is missing.")
    if code is UnitProblem.NEGATIVE:
        return translate("Thresholds", "It cannot be negative.")
    if code is UnitProblem.TOO_LARGE:
        return translate("Thresholds", "It is too large.")
    match measure_of(metric):
        case Measure.SHARE:
            return translate("Thresholds", "This is no share; 90 % or 12.5 % fit.")
        case Measure.BYTES:
            return translate("Thresholds", "This is no size; 512 MiB or 4 GiB fit.")
        case Measure.BYTES_PER_SECOND:
            return translate("Thresholds", "This is no rate; 100 kB/s or 50 MB/s fit.")
        case Measure.SECONDS:
            return translate("Thresholds", "This is no time; 20 ms or 1.5 s fit.")
        case _:
            return translate("Thresholds", "This is no number; 0 or 10 fit.")
