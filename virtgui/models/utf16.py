"""Offsets of Python and of Qt, which counts a character beyond U+FFFF as two."""

from bisect import bisect_left
from typing import Final

_LARGEST: Final = "\uffff"


class Utf16:
    """Turns offsets in one text into Qt's and back."""

    def __init__(self, text: str) -> None:
        wide = text.isascii() or max(text) <= _LARGEST
        self._wide = () if wide else tuple(n for n, sign in enumerate(text) if sign > _LARGEST)
        # Where Qt sees the second half of each of them.
        self._units = tuple(place + n + 1 for n, place in enumerate(self._wide))

    def to_qt(self, offset: int) -> int:
        """Return Qt's position of an offset."""
        return offset + bisect_left(self._wide, offset)

    def from_qt(self, position: int) -> int:
        """Return the offset of a position of Qt."""
        return position - bisect_left(self._units, position)


def qt_length(text: str) -> int:
    """Return how long Qt takes a text to be."""
    return len(text) if text.isascii() else len(text) + sum(sign > _LARGEST for sign in text)
