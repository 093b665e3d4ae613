"""Sets of numbers as libvirt writes them: "0-3,^2,7"."""

from collections.abc import Iterable
from typing import Final

LARGEST: Final = 65535
"""The largest number that a set may have: far more than any node has of anything."""


class CpusetError(ValueError):
    """A text that is no set of numbers."""


def parse_cpuset(text: str) -> frozenset[int]:
    """Read a set; the empty text is the empty set.

    Raises:
        CpusetError: It is not written as libvirt takes it.
    """
    found: set[int] = set()
    if not text.strip():
        return frozenset()
    for piece in map(str.strip, text.split(",")):
        if piece.startswith("^"):
            found.discard(_number(piece[1:]))
        elif "-" in piece:
            first, _, last = piece.partition("-")
            found.update(_range(_number(first), _number(last)))
        else:
            found.add(_number(piece))
    return frozenset(found)


def _number(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal()) or int(text) > LARGEST:
        raise CpusetError(text)
    return int(text)


def _range(first: int, last: int) -> range:
    if last < first:
        raise CpusetError(f"{first}-{last}")
    return range(first, last + 1)


def format_cpuset(numbers: Iterable[int]) -> str:
    """Write a set with ranges: "0-3,7"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def read_cpuset(text: str) -> frozenset[int]:
    """Read a set; empty where it cannot be read."""
    try:
        return parse_cpuset(text)
    except CpusetError:
        return frozenset()
