"""Figures of charts in words, and axes with round ticks whose unit stands at the top only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.metrics import unit_of
from virtgui.core.units import format_bytes, format_percent, format_rate

DASH: Final = "–"
_CONTEXT: Final = "Charts"
_DECIMAL_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_BINARY_STEPS: Final[tuple[float, ...]] = tuple(2.0**power for power in range(11))
_BYTE_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_RATE_UNITS: Final = ("B/s", "kB/s", "MB/s", "GB/s", "TB/s")
_THOUSANDS: Final = ("", "k", "M", "G", "T")
_SECOND_UNITS: Final = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_HALF_STEPS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
NEARLY: Final = 1.03
"""Readings are not quite simultaneous: 101 % of all there is are no reason for another axis."""
_INTERVALS: Final = 4
"""Ticks are four or five with the one at zero; two directions have five together."""


class Measure(Enum):
    """What an axis counts: a metric's unit, or what a chart makes of it."""

    SHARE = "share"
    BYTES = "bytes"
    BYTES_PER_SECOND = "bytes_per_second"
    PER_SECOND = "per_second"
    SECONDS = "seconds"
    COUNT = "count"
    CORES = "cores"
    """Whole processors: a share of a node's, times how many it has."""


def measure_of(metric: str) -> Measure:
    """What the figures of a metric count."""
    return Measure(unit_of(metric).value)


_LEAST_TOP: Final = MappingProxyType(
    {
        Measure.SHARE: 0.01,
        Measure.BYTES: 1024.0 * 1024.0,
        Measure.BYTES_PER_SECOND: 10_000.0,
        Measure.PER_SECOND: 1.0,
        Measure.SECONDS: 1e-4,
        Measure.COUNT: 4.0,
        Measure.CORES: 1.0,
    }
)
"""Next to nothing is not magnified."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A vertical axis from zero, in the measure's base unit."""

    measure: Measure
    top: float
    ticks: tuple[float, ...]
    texts: tuple[str, ...]
    """One a tick; the highest has the unit."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit that an axis is written in, and the steps that look round in it."""

    factor: float
    name: str
    steps: tuple[float, ...] = _DECIMAL_STEPS


def make_axis(
    measure: Measure, highest: float, maximum: float | None = None, *, is_half: bool = False
) -> Axis:
    """An axis for figures up to `highest`.

    Args:
        measure: what is counted.
        highest: the highest figure that is shown; NaN for none.
        maximum: what there is at most, such as all memory: the top, unless it is passed.
        is_half: whether it shares the height with its mirror image.
    """
    peak = highest if math.isfinite(highest) else 0.0
    if maximum and peak <= maximum * NEARLY:
        return _axis(measure, maximum, is_fixed=True)
    least = max(peak, maximum or 0.0, _LEAST_TOP[measure])
    return _half_axis(measure, least) if is_half else _axis(measure, least, is_fixed=False)


def _half_axis(measure: Measure, peak: float) -> Axis:
    """Zero, the middle and the top."""
    unit = _unit_for(measure, peak)
    wanted = peak / unit.factor / 2
    power = math.pow(10.0, math.floor(math.log10(wanted)))
    share = wanted / power * (1 - 1e-9)
    step = power * next(step for step in _HALF_STEPS if share <= step)
    texts = ("0", _plain(step), f"{_plain(2 * step)} {unit.name}".strip())
    ticks = (0.0, step * unit.factor, 2 * step * unit.factor)
    return Axis(measure, ticks[-1], ticks, texts)


def _axis(measure: Measure, peak: float, *, is_fixed: bool) -> Axis:
    unit = _unit_for(measure, peak)
    step = _round_step(peak / unit.factor, unit.steps) * unit.factor
    count = max(1, math.floor(peak / step + 1e-9) if is_fixed else math.ceil(peak / step - 1e-9))
    ticks = tuple(step * number for number in range(count + 1))
    texts = [_plain(tick / unit.factor) for tick in ticks]
    texts[-1] = f"{texts[-1]} {unit.name}".strip()
    return Axis(measure, peak if is_fixed else ticks[-1], ticks, tuple(texts))


def _round_step(peak: float, steps: Sequence[float]) -> float:
    wanted = peak / _INTERVALS
    if steps is _BINARY_STEPS and 0.5 <= wanted <= steps[-1]:
        return float(next(step for step in steps if wanted <= step * 1.1))
    power = math.pow(10.0, math.floor(math.log10(wanted)))
    share = wanted / power * (1 - 1e-9)
    return power * next(step for step in _DECIMAL_STEPS if share <= step)


def _unit_for(measure: Measure, peak: float) -> _Unit:
    match measure:
        case Measure.SHARE:
            return _Unit(0.01, "%")
        case Measure.BYTES:
            index = _power(peak, 1024.0, len(_BYTE_UNITS))
            return _Unit(1024.0**index, _BYTE_UNITS[index], _BINARY_STEPS)
        case Measure.BYTES_PER_SECOND:
            index = _power(peak, 1000.0, len(_RATE_UNITS))
            return _Unit(1000.0**index, _RATE_UNITS[index])
        case Measure.SECONDS:
            return next(
                (_Unit(size, name) for size, name in _SECOND_UNITS if peak >= size),
                _Unit(*_SECOND_UNITS[-1]),
            )
        case Measure.CORES:
            return _Unit(1.0, _cores_word(), _BINARY_STEPS)
        case Measure.PER_SECOND | Measure.COUNT:
            index = _power(peak, 1000.0, len(_THOUSANDS))
            ending = "/s" if measure is Measure.PER_SECOND else ""
            return _Unit(1000.0**index, f"{_THOUSANDS[index]}{ending}")


def _power(peak: float, base: float, count: int) -> int:
    index = 0
    while index < count - 1 and peak >= base:
        peak /= base
        index += 1
    return index


def _plain(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return text or "0"


def _cores_word() -> str:
    return QCoreApplication.translate(_CONTEXT, "cores")


def value_text(measure: Measure, value: float) -> str:
    """A figure in words: "41 %", "1.2 MB/s", "0.8 ms"; a dash where nothing is known."""
    if not math.isfinite(value):
        return DASH
    match measure:
        case Measure.SHARE:
            return format_percent(value * 100)
        case Measure.BYTES:
            return format_bytes(value)
        case Measure.BYTES_PER_SECOND:
            return format_rate(value)
        case Measure.CORES:
            return QCoreApplication.translate(_CONTEXT, "{0} cores").format(_two_digits(value))
        case _:
            return _scaled_text(measure, value)


def _scaled_text(measure: Measure, value: float) -> str:
    if value <= 0:
        return "0"
    unit = _unit_for(measure, value)
    number, name = _two_digits(value / unit.factor), unit.name
    is_tight = name.startswith("/")
    return f"{number}{name}" if is_tight else f"{number} {name}".strip()


def _two_digits(value: float) -> str:
    if round(value, 1) >= 10:
        return f"{value:.0f}"
    return f"{value:.1f}".removesuffix(".0")


def unit_text(measure: Measure) -> str:
    """The base unit as the head of a column of numbers says it."""
    words = {
        Measure.SHARE: "%",
        Measure.BYTES: "B",
        Measure.BYTES_PER_SECOND: "B/s",
        Measure.PER_SECOND: "1/s",
        Measure.SECONDS: "s",
        Measure.COUNT: "",
        Measure.CORES: _cores_word(),
    }
    return words[measure]


def plain_number(measure: Measure, value: float) -> str:
    """A figure for a file: in its base unit, with a point, empty where nothing is known."""
    if not math.isfinite(value):
        return ""
    return f"{value * 100:.6g}" if measure is Measure.SHARE else f"{value:.12g}"
