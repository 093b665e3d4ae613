"""The difference of two texts, line by line, ready to be shown."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Final

CONTEXT: Final = 3
"""Equal lines that are shown around a change."""
_LARGEST_EXACT: Final = 400
"""Lines up to which the slow and exact comparison is used."""
_ALIKE: Final = 0.4
"""How alike two lines must be, from 0 to 1, to be shown as one that changed."""
_LARGEST_PAIRING: Final = 2_000
"""Pairs of lines up to which the most alike ones are looked for."""
_LONGEST_LINE: Final = 2_000
_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")


class RowKind(Enum):
    """What a row of a difference is."""

    EQUAL = "equal"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"
    """An old and a new line beside each other."""
    FOLD = "fold"
    """Equal lines that are not shown."""


Stretch = tuple[int, int]
"""Start and length in a line."""


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One row. Lines count from 1; None where the side has none.

    Attributes:
        kind: What it is.
        old: Number of the old line.
        new: Number of the new line.
        old_text: The old line.
        new_text: The new line.
        old_parts: What of the old line changed.
        new_parts: What of the new line changed.
        folded: How many equal lines a fold stands for.
    """

    kind: RowKind
    old: int | None = None
    new: int | None = None
    old_text: str = ""
    new_text: str = ""
    old_parts: tuple[Stretch, ...] = ()
    new_parts: tuple[Stretch, ...] = ()
    folded: int = 0


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines old[a:b] that became new[c:d]; equal ones when `is_equal`."""

    is_equal: bool
    a: int
    b: int
    c: int
    d: int


class TextDiff:
    """The difference of two texts.

    Attributes:
        rows: All rows, nothing folded: changed lines stand beside each other.
        added: How many lines only the new text has.
        removed: How many lines only the old text has.
    """

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = _lines(old), _lines(new)
        self._blocks = tuple(_blocks(self._old, self._new))
        self.rows = tuple(row for block in self._blocks for row in self._rows_of(block))
        self.removed = sum(block.b - block.a for block in self._blocks if not block.is_equal)
        self.added = sum(block.d - block.c for block in self._blocks if not block.is_equal)

    @property
    def is_empty(self) -> bool:
        """Whether all lines are equal."""
        return not self.added and not self.removed

    def folded(
        self, opened: frozenset[int] = frozenset(), context: int = CONTEXT
    ) -> Iterator[DiffRow]:
        """Return the rows with long stretches of equal lines folded.

        Args:
            opened: Old numbers of first hidden lines of folds that are to be shown.
            context: Equal lines that stay beside a change.
        """
        for first, last, is_equal in _stretches(self.rows):
            if not is_equal:
                yield from self.rows[first:last]
                continue
            start = first + (context if first else 0)
            end = last - (context if last < len(self.rows) else 0)
            if end - start < 2 or self.rows[start].old in opened:
                yield from self.rows[first:last]
                continue
            yield from self.rows[first:start]
            row = self.rows[start]
            yield DiffRow(RowKind.FOLD, row.old, row.new, folded=end - start)
            yield from self.rows[end:last]

    def unified(self, old_name: str = "old", new_name: str = "new", context: int = CONTEXT) -> str:
        """Return the difference as `diff -u` writes it; empty when there is none."""
        if self.is_empty:
            return ""
        lines = [f"--- {old_name}", f"+++ {new_name}"]
        for hunk in _hunks(self._blocks, context):
            first, last = hunk[0], hunk[-1]
            lines.append(
                f"@@ -{_range(first.a, last.b)} +{_range(first.c, last.d)} @@",
            )
            for block in hunk:
                lines += self._unified_lines(block)
        return "\n".join(lines) + "\n"

    def _unified_lines(self, block: _Block) -> Iterator[str]:
        if block.is_equal:
            yield from (" " + line for line in self._old[block.a : block.b])
            return
        yield from ("-" + line for line in self._old[block.a : block.b])
        yield from ("+" + line for line in self._new[block.c : block.d])

    def _rows_of(self, block: _Block) -> Iterator[DiffRow]:
        if block.is_equal:
            for n in range(block.b - block.a):
                a, c = block.a + n, block.c + n
                yield DiffRow(RowKind.EQUAL, a + 1, c + 1, self._old[a], self._new[c])
            return
        a, c = block.a, block.c
        for one, other in _pairs(self._old[block.a : block.b], self._new[block.c : block.d]):
            yield from self._single(a, block.a + one, c, block.c + other)
            a, c = block.a + one + 1, block.c + other + 1
            yield self._changed(a - 1, c - 1)
        yield from self._single(a, block.b, c, block.d)

    def _single(self, a: int, b: int, c: int, d: int) -> Iterator[DiffRow]:
        for n in range(a, b):
            yield DiffRow(RowKind.REMOVED, old=n + 1, old_text=self._old[n])
        for n in range(c, d):
            yield DiffRow(RowKind.ADDED, new=n + 1, new_text=self._new[n])

    def _changed(self, a: int, c: int) -> DiffRow:
        old, new = self._old[a], self._new[c]
        parts = changed_parts(old, new)
        return DiffRow(RowKind.CHANGED, a + 1, c + 1, old, new, *parts)


def _lines(text: str) -> list[str]:
    """The lines of a text; a line break at its end does not begin another one."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def changed_parts(old: str, new: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Return which stretches of two lines differ, by whole words."""
    if max(len(old), len(new)) > _LONGEST_LINE:
        return ((0, len(old)),), ((0, len(new)),)
    one, other = _WORD.findall(old), _WORD.findall(new)
    olds: list[Stretch] = []
    news: list[Stretch] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            olds += _stretch(one, a, b)
            news += _stretch(other, c, d)
    return tuple(olds), tuple(news)


def _stretch(words: Sequence[str], first: int, last: int) -> list[Stretch]:
    start = len("".join(words[:first]))
    length = len("".join(words[first:last]))
    return [(start, length)] if length else []


def _blocks(old: list[str], new: list[str]) -> Iterator[_Block]:
    """Return what is equal and what is not, in order, equal neighbours joined."""
    matches = sorted(_matches(old, new, 0, len(old), 0, len(new)))
    a = c = 0
    for start, other, length in _joined(matches):
        if start > a or other > c:
            yield _Block(False, a, start, c, other)
        a, c = start + length, other + length
        yield _Block(True, start, a, other, c)
    if a < len(old) or c < len(new):
        yield _Block(False, a, len(old), c, len(new))


def _joined(matches: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    current: tuple[int, int, int] | None = None
    for a, c, length in matches:
        if current and (current[0] + current[2], current[1] + current[2]) == (a, c):
            current = (current[0], current[1], current[2] + length)
            continue
        if current:
            yield current
        current = (a, c, length)
    if current:
        yield current


def _matches(
    old: list[str], new: list[str], a: int, b: int, c: int, d: int
) -> Iterator[tuple[int, int, int]]:
    """Return equal stretches of old[a:b] and new[c:d].

    What is equal at both ends is taken first; then lines that both sides have exactly once split
    the rest, since XML repeats `</disk>` without end and difflib alone would be slow and confused.
    """
    waiting = [(a, b, c, d)]
    while waiting:
        a, b, c, d = waiting.pop()
        head = _equal_ahead(old, new, a, b, c, d)
        if head:
            yield a, c, head
        a, c = a + head, c + head
        tail = _equal_behind(old, new, a, b, c, d)
        if tail:
            yield b - tail, d - tail, tail
        b, d = b - tail, d - tail
        if a == b or c == d:
            continue
        anchors = _anchors(old, new, a, b, c, d)
        if not anchors:
            yield from _compared(old, new, a, b, c, d)
            continue
        for one, other in [*anchors, (b, d)]:
            waiting.append((a, one, c, other))
            if (one, other) != (b, d):
                yield one, other, 1
            a, c = one + 1, other + 1


def _equal_ahead(old: list[str], new: list[str], a: int, b: int, c: int, d: int) -> int:
    count = 0
    while a + count < b and c + count < d and old[a + count] == new[c + count]:
        count += 1
    return count


def _equal_behind(old: list[str], new: list[str], a: int, b: int, c: int, d: int) -> int:
    count = 0
    while b - count > a and d - count > c and old[b - count - 1] == new[d - count - 1]:
        count += 1
    return count


def _anchors(
    old: list[str], new: list[str], a: int, b: int, c: int, d: int
) -> list[tuple[int, int]]:
    """Return lines that both sides have exactly once, as many as keep their order."""
    once_old, once_new = Counter(old[a:b]), Counter(new[c:d])
    places = {line: n for n, line in enumerate(new[c:d], c) if once_new[line] == 1}
    common = [
        (n, places[line])
        for n, line in enumerate(old[a:b], a)
        if line.strip() and once_old[line] == 1 and line in places
    ]
    return _longest_rising(common)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of the pairs whose second numbers rise (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for n, (_, other) in enumerate(pairs):
        pile = _first_not_below(tops, other)
        before.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(other)
            piles.append(n)
        else:
            tops[pile], piles[pile] = other, n
    found: list[tuple[int, int]] = []
    n = piles[-1] if piles else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]


def _first_not_below(tops: list[int], value: int) -> int:
    low, high = 0, len(tops)
    while low < high:
        middle = (low + high) // 2
        if tops[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


def _compared(
    old: list[str], new: list[str], a: int, b: int, c: int, d: int
) -> Iterator[tuple[int, int, int]]:
    is_small = max(b - a, d - c) <= _LARGEST_EXACT
    matcher = SequenceMatcher(None, old[a:b], new[c:d], autojunk=not is_small)
    for one, other, length in matcher.get_matching_blocks():
        if length:
            yield a + one, c + other, length


def _pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Return which removed lines stand beside which added ones, in order."""
    if not old or not new:
        return []
    if len(old) * len(new) > _LARGEST_PAIRING:
        return list(zip(range(len(old)), range(len(new)), strict=False))
    return _best_pairs(old, new)


def _best_pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Return the pairing with the greatest sum of likenesses that keeps the order."""
    width = len(new) + 1
    best = [[0.0] * width for _ in range(len(old) + 1)]
    like = [[_likeness(one, other) for other in new] for one in old]
    for a in range(len(old) - 1, -1, -1):
        for c in range(len(new) - 1, -1, -1):
            paired = like[a][c] + best[a + 1][c + 1] if like[a][c] >= _ALIKE else 0.0
            best[a][c] = max(best[a + 1][c], best[a][c + 1], paired)
    found: list[tuple[int, int]] = []
    a = c = 0
    while a < len(old) and c < len(new):
        if like[a][c] >= _ALIKE and best[a][c] == like[a][c] + best[a + 1][c + 1]:
            found.append((a, c))
            a, c = a + 1, c + 1
        elif best[a][c] == best[a + 1][c]:
            a += 1
        else:
            c += 1
    return found


def _likeness(one: str, other: str) -> float:
    """From 0 to 1, by the words that two lines share."""
    if max(len(one), len(other)) > _LONGEST_LINE:
        return 0.0
    words, others = _WORD.findall(one.strip()), _WORD.findall(other.strip())
    if not words or not others:
        return 0.0
    shared = sum((Counter(words) & Counter(others)).values())
    return 2 * shared / (len(words) + len(others))


def _stretches(rows: Sequence[DiffRow]) -> Iterator[tuple[int, int, bool]]:
    """Return first and last (exclusive) of runs of equal rows and of other rows."""
    first = 0
    for n in range(1, len(rows) + 1):
        is_equal = rows[first].kind is RowKind.EQUAL
        if n == len(rows) or (rows[n].kind is RowKind.EQUAL) != is_equal:
            yield first, n, is_equal
            first = n


def _hunks(blocks: Sequence[_Block], context: int) -> Iterator[list[_Block]]:
    """Return the blocks of each hunk, with as many equal lines around as asked for."""
    hunk: list[_Block] = []
    for n, block in enumerate(blocks):
        if not block.is_equal:
            hunk.append(block)
            continue
        head = 0 if n == 0 else context
        tail = 0 if n == len(blocks) - 1 else context
        length = block.b - block.a
        if head + tail >= length:
            hunk.append(block)
            continue
        if head:
            hunk.append(_Block(True, block.a, block.a + head, block.c, block.c + head))
        if any(not part.is_equal for part in hunk):
            yield hunk
        hunk = [_Block(True, block.b - tail, block.b, block.d - tail, block.d)] if tail else []
    if any(not block.is_equal for block in hunk):
        yield hunk


def _range(first: int, last: int) -> str:
    length = last - first
    if length == 1:
        return str(first + 1)
    # An empty range names the line before it.
    return f"{first + 1 if length else first},{length}"
