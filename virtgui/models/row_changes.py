"""How one list of rows becomes another: runs to remove, a new order, runs to insert."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")
Run = tuple[int, int]
"""First and last position of neighbours."""

MOST_RUNS: Final = 64
"""With more runs than this, telling views to read all anew is cheaper."""


@dataclass(frozen=True, slots=True)
class RowChanges(Generic[T]):
    """The steps from one list to another, in this order.

    Attributes:
        removed: Runs of the old list, first to last.
        kept: What stays, in the new order.
        is_reordered: Whether that is another order than before.
        inserted: Runs of the new list, first to last.
    """

    removed: tuple[Run, ...]
    kept: list[T]
    is_reordered: bool
    inserted: tuple[Run, ...]

    @property
    def is_large(self) -> bool:
        """Whether there are too many runs to be told one by one."""
        return len(self.removed) + len(self.inserted) > MOST_RUNS


def compare(old: Sequence[T], new: Sequence[T]) -> RowChanges[T]:
    """Find the steps between two lists of distinct rows."""
    old_set, new_set = frozenset(old), frozenset(new)
    kept_before = [row for row in old if row in new_set]
    kept = [row for row in new if row in old_set]
    return RowChanges(
        _runs_outside(old, new_set), kept, kept_before != kept, _runs_outside(new, old_set)
    )


def _runs_outside(rows: Sequence[T], others: AbstractSet[T]) -> tuple[Run, ...]:
    runs: list[Run] = []
    first: int | None = None
    for position, row in enumerate(rows):
        if row in others:
            if first is not None:
                runs.append((first, position - 1))
            first = None
        elif first is None:
            first = position
    if first is not None:
        runs.append((first, len(rows) - 1))
    return tuple(runs)
