"""The rows of a difference as lines of text: one below the other, or side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from virtgui.models.text_diff import DiffRow, RowKind, Stretch
from virtgui.models.translate import tr


class Tint(Enum):
    """How a line is tinted."""

    NONE = "none"
    REMOVED = "removed"
    ADDED = "added"
    FOLD = "fold"
    FILLER = "filler"
    """Nothing stands there: the other side has a line."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a view.

    Attributes:
        text: What it says.
        tint: How it is tinted.
        old: Number of the old line, or None.
        new: Number of the new line, or None.
        parts: Stretches that changed.
        fold: For folds: the number of the first hidden old line.
        is_first: Whether a run of changes begins with it.
    """

    text: str
    tint: Tint = Tint.NONE
    old: int | None = None
    new: int | None = None
    parts: tuple[Stretch, ...] = ()
    fold: int = 0
    is_first: bool = False

    @property
    def sign(self) -> str:
        """What tells the tint without colour."""
        return {Tint.REMOVED: "−", Tint.ADDED: "+"}.get(self.tint, "")


def unified_lines(rows: Iterable[DiffRow]) -> list[DiffLine]:
    """Return lines for one view: of each run of changes the old lines, then the new ones."""
    lines: list[DiffLine] = []
    for is_equal, run in groupby(rows, key=_is_quiet):
        group = list(run)
        if is_equal:
            lines += [_quiet(row, both=True) for row in group]
            continue
        olds = [_old(row) for row in group if row.old is not None]
        news = [_new(row) for row in group if row.new is not None]
        lines += _first_marked(olds + news)
    return lines


def side_lines(rows: Iterable[DiffRow]) -> tuple[list[DiffLine], list[DiffLine]]:
    """Return lines for two views of the same height."""
    left: list[DiffLine] = []
    right: list[DiffLine] = []
    for is_equal, run in groupby(rows, key=_is_quiet):
        group = list(run)
        if is_equal:
            left += [_quiet(row, new=False) for row in group]
            right += [_quiet(row, old=False) for row in group]
            continue
        filler = DiffLine("", Tint.FILLER)
        left += _first_marked([_old(row) if row.old else filler for row in group])
        right += _first_marked([_new(row) if row.new else filler for row in group])
    return left, right


def fold_words(count: int) -> str:
    """Return what stands for lines that are not shown."""
    return tr("%n equal line(s)", "", count)


def _is_quiet(row: DiffRow) -> bool:
    return row.kind in (RowKind.EQUAL, RowKind.FOLD)


def _quiet(row: DiffRow, *, both: bool = False, old: bool = True, new: bool = True) -> DiffLine:
    if row.kind is RowKind.FOLD:
        return DiffLine(fold_words(row.folded), Tint.FOLD, fold=row.old or 0)
    text = row.old_text if old else row.new_text
    return DiffLine(text, old=row.old if old or both else None, new=row.new if new else None)


def _old(row: DiffRow) -> DiffLine:
    return DiffLine(row.old_text, Tint.REMOVED, old=row.old, parts=row.old_parts)


def _new(row: DiffRow) -> DiffLine:
    return DiffLine(row.new_text, Tint.ADDED, new=row.new, parts=row.new_parts)


def _first_marked(lines: Sequence[DiffLine]) -> list[DiffLine]:
    first = lines[0]
    marked = DiffLine(first.text, first.tint, first.old, first.new, first.parts, is_first=True)
    return [marked, *lines[1:]]
