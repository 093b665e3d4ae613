"""Sizes, rates, percentages and durations: read from text, cut into number and unit.

Units are symbols ("GiB", "MB/s", "%"), the same in all languages, and so may be joined here.
Durations are not: their pieces are values, which a view words.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

_BINARY_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_RATE_UNITS: Final = ("B/s", "kB/s", "MB/s", "GB/s", "TB/s", "PB/s", "EB/s")
_NUMBER: Final = re.compile(r"\s*([+-]?)(\d+(?:\.\d*)?|\.\d+)\s*([^\W\d_]*|%)\s*", re.ASCII)
_DURATION_PIECE: Final = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)\s*", re.ASCII)
_LONGEST_TEXT: Final = 64
_LARGEST_SIZE: Final = 2**64 - 1
_LARGEST_DURATION: Final = 10**12
# From half of a unit on the larger unit is shown: "0.5 GiB", but "300 MiB".
_NEXT_UNIT_FROM: Final = 0.5


class UnitProblem(Enum):
    """Why a text is not the quantity asked for."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_UNIT = "unknown_unit"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"


class UnitError(ValueError):
    """A text that is not a size, a duration or a percentage.

    Attributes:
        code: What is wrong with it.
        text: The text, as given.
    """

    def __init__(self, code: UnitProblem, text: str) -> None:
        super().__init__(f"{code.value}: {text!r}")
        self.code = code
        self.text = text


def _size_units() -> Mapping[str, int]:
    units = {"": 1, "b": 1, "byte": 1, "bytes": 1}
    for power, letter in enumerate("kmgtpe", start=1):
        units[letter] = units[f"{letter}ib"] = 1024**power
        units[f"{letter}b"] = 1000**power
    return MappingProxyType(units)


SIZE_UNITS: Final = _size_units()
"""Bytes in a unit, by its lower-case name; as in libvirt "G" and "GiB" are binary, "GB" is not."""

_DURATION_UNITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
        **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
        **dict.fromkeys(("h", "hr", "hour", "hours"), 3600),
        **dict.fromkeys(("d", "day", "days"), 86400),
        **dict.fromkeys(("w", "week", "weeks"), 7 * 86400),
    }
)

_LATENCY_UNITS: Final[Mapping[str, int]] = MappingProxyType(
    {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
)
"""How many there are in a second."""


def _check_filled(text: str) -> None:
    if not text.strip():
        raise UnitError(UnitProblem.EMPTY, text)
    if len(text) > _LONGEST_TEXT:
        raise UnitError(UnitProblem.NOT_A_NUMBER, text[:_LONGEST_TEXT])


def _split_number(text: str) -> tuple[str, str]:
    _check_filled(text)
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise UnitError(UnitProblem.NOT_A_NUMBER, text)
    sign, number, unit = match.groups()
    if sign == "-":
        raise UnitError(UnitProblem.NEGATIVE, text)
    return number, unit.lower()


def _times(number: str, factor: int) -> int:
    # Whole numbers stay exact; a float has only 53 bits.
    return int(number) * factor if number.isdigit() else round(float(number) * factor)


def parse_size(text: str, default_unit: str = "B") -> int:
    """Read a size such as "4G", "4 GiB", "512 M", "1.5T" or a plain number.

    Args:
        text: What was typed. A comma is refused: it could mean a fraction or thousands.
        default_unit: The unit of a number without one.

    Returns:
        The size in bytes, as libvirt counts: "G" and "GiB" are 2**30, "GB" is 10**9.

    Raises:
        UnitError: The text is not a size, or does not fit libvirt's 64 bits.
    """
    number, unit = _split_number(text)
    factor = SIZE_UNITS.get(unit or default_unit.lower())
    if factor is None:
        raise UnitError(UnitProblem.UNKNOWN_UNIT, text)
    size = _times(number, factor)
    if size > _LARGEST_SIZE:
        raise UnitError(UnitProblem.TOO_LARGE, text)
    return size


def parse_percent(text: str) -> float:
    """Read "50", "50%" or "12.5 %"; more than 100 is allowed (many processors).

    Raises:
        UnitError: The text is not a percentage.
    """
    number, unit = _split_number(text)
    if unit not in ("", "%"):
        raise UnitError(UnitProblem.UNKNOWN_UNIT, text)
    return float(number)


def parse_rate(text: str) -> float:
    """Read "5 MB/s", "100 kB/s", "1.5 MiB/s" or a plain number of bytes per second.

    Raises:
        UnitError: The text is not a rate.
    """
    return float(parse_size(text.strip().removesuffix("/s")))


def parse_number(text: str) -> float:
    """Read "10", "0.5" or "10/s": how many, or how many per second.

    Raises:
        UnitError: The text is not a number.
    """
    number, unit = _split_number(text.strip().removesuffix("/s"))
    if unit:
        raise UnitError(UnitProblem.UNKNOWN_UNIT, text)
    return float(number)


def parse_latency(text: str) -> float:
    """Read "20 ms", "1.5 s" or "300 µs" as seconds; a number without a unit is milliseconds.

    Raises:
        UnitError: The text is not so short a time.
    """
    number, unit = _split_number(text.replace("\u00b5", "u").replace("\u03bc", "u"))
    factor = _LATENCY_UNITS.get(unit or "ms")
    if factor is None:
        raise UnitError(UnitProblem.UNKNOWN_UNIT, text)
    return float(number) / factor


def parse_duration(text: str, default_unit: str = "s") -> float:
    """Read "90", "15 min", "1d" or "1d 4h 30m".

    Args:
        text: What was typed.
        default_unit: The unit of a number without one.

    Returns:
        The duration in seconds.

    Raises:
        UnitError: The text is not a duration.
    """
    _check_filled(text)
    if text.lstrip().startswith("-"):
        raise UnitError(UnitProblem.NEGATIVE, text)
    position, total, lowered = 0, 0.0, text.lower()
    while position < len(lowered):
        match = _DURATION_PIECE.match(lowered, position)
        if match is None:
            raise UnitError(UnitProblem.NOT_A_NUMBER, text)
        factor = _DURATION_UNITS.get(match[2] or default_unit)
        if factor is None:
            raise UnitError(UnitProblem.UNKNOWN_UNIT, text)
        total += float(match[1]) * factor
        position = match.end()
    if total > _LARGEST_DURATION:
        raise UnitError(UnitProblem.TOO_LARGE, text)
    return total


def _two_digits(value: float) -> str:
    """Return at least two significant digits; whole numbers without a fraction."""
    if round(value, 1) >= 10 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}"


def _scaled(value: float, base: int, is_next: Callable[[float], bool]) -> tuple[float, int]:
    index = 0
    while index < len(_BINARY_UNITS) - 1 and is_next(value):
        value /= base
        index += 1
    return value, index


def split_bytes(size: float) -> tuple[str, str]:
    """Cut a number of bytes into a short number and a binary unit.

    Two significant digits, all digits of whole numbers: ("4.4", "GiB"), ("105", "GiB"),
    ("0.5", "GiB"). A negative size counts as 0.
    """
    value = max(0.0, float(size))
    value, index = _scaled(value, 1024, lambda part: part >= 1024 * _NEXT_UNIT_FROM)
    return _two_digits(value), _BINARY_UNITS[index]


def split_rate(bytes_per_second: float) -> tuple[str, str]:
    """Cut a rate in bytes per second into a short number and a decimal (SI) unit.

    ("212", "MB/s"), ("1.2", "MB/s"), ("12", "kB/s"); nothing moving is ("0", "").
    """
    value = max(0.0, float(bytes_per_second))
    # 999.6 would be shown as "1000": it belongs to the next unit already.
    value, index = _scaled(value, 1000, lambda part: round(part) >= 1000)
    text = f"{value:.0f}" if index == 0 else _two_digits(value)
    return (text, _RATE_UNITS[index]) if text != "0" else ("0", "")


def split_percent(percent: float) -> tuple[str, str]:
    """Cut a percentage into number and sign: ("41", "%"), ("4.2", "%"), ("0", "%")."""
    text = _two_digits(max(0.0, percent))
    return ("0" if text == "0.0" else text), "%"


def _joined(parts: tuple[str, str]) -> str:
    return " ".join(part for part in parts if part)


def format_bytes(size: float) -> str:
    """Return a size with its unit: "4.4 GiB"."""
    return _joined(split_bytes(size))


def format_rate(bytes_per_second: float) -> str:
    """Return a rate with its unit: "1.2 MB/s", or "0"."""
    return _joined(split_rate(bytes_per_second))


def format_percent(percent: float) -> str:
    """Return a percentage with its sign: "41 %"."""
    return _joined(split_percent(percent))


class DurationUnit(Enum):
    """The units in which a duration is worded."""

    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of time in whole pieces, for views to word ("12 d 4 h", "2 min")."""

    days: int
    hours: int
    minutes: int
    seconds: int

    @classmethod
    def from_seconds(cls, seconds: float) -> "Duration":
        """Cut seconds into pieces; a negative or unbounded span is empty."""
        whole = int(seconds) if math.isfinite(seconds) and seconds > 0 else 0
        minutes, rest = divmod(whole, 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        return cls(days, hours, minutes, rest)

    def pieces(self, count: int = 2) -> tuple[tuple[int, DurationUnit], ...]:
        """Return the largest pieces to show, at most ``count`` neighbours, without zeros.

        12 days and 5 minutes are ((12, DAY),): what lies between is 0 hours, and minutes do
        not matter beside days. A span below one second is ((0, SECOND),).
        """
        values = (self.days, self.hours, self.minutes, self.seconds)
        all_pieces = tuple(zip(values, DurationUnit, strict=True))
        first = next((i for i, value in enumerate(values) if value), None)
        if first is None:
            return ((0, DurationUnit.SECOND),)
        return tuple(piece for piece in all_pieces[first : first + count] if piece[0])
