"""Figures over the last time in columns: the load of each CPU, the memory of each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from virtgui.core.metrics import SeriesKey
from virtgui.core.values.series import SeriesSpan

COLUMNS: Final = 120
Row = TypeVar("Row", int, str)


@dataclass(frozen=True, slots=True)
class HeatSpan:
    """How much time the map shows."""

    seconds: int

    @property
    def column(self) -> float:
        """Seconds that one column stands for."""
        return self.seconds / COLUMNS


TEN_MINUTES: Final = HeatSpan(600)
ONE_HOUR: Final = HeatSpan(3600)
ONE_DAY: Final = HeatSpan(86_400)


class HeatMap(Generic[Row]):
    """A ring of columns for fixed rows; NaN is a gap.

    Args of the constructor: the rows, CPUs by number or other parts by name; how much time it
    holds; the metric that the history has them under.
    """

    def __init__(
        self,
        rows: Sequence[Row] = (),
        span: HeatSpan = TEN_MINUTES,
        metric: str = "node.cpu",
    ) -> None:
        self.rows: tuple[Row, ...] = tuple(rows)
        self.span = span
        self._metric = metric
        self._rows: dict[Row, int] = {part: row for row, part in enumerate(self.rows)}
        self._sums = np.zeros((len(self.rows), COLUMNS))
        self._counts = np.zeros((len(self.rows), COLUMNS), dtype=np.int32)
        self._last = 0
        """The number of the newest column, counted from the epoch."""

    @property
    def keys(self) -> frozenset[SeriesKey]:
        """The series of all rows."""
        return frozenset(SeriesKey(self._metric, str(part)) for part in self.rows)

    @property
    def end(self) -> float:
        """Wall clock at which the newest column ends."""
        return (self._last + 1) * self.span.column

    @property
    def begin(self) -> float:
        """Wall clock at which the oldest column begins."""
        return self.end - self.span.seconds

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        return not self._counts.any()

    def put(self, wall: float, loads: Mapping[Row, float]) -> None:
        """Take the figures of one moment; a column shows the mean of what came in its time."""
        column = self._advance(wall)
        if column is None:
            return
        for cpu, load in loads.items():
            row = self._rows.get(cpu)
            if row is not None and load == load:  # NaN is not itself
                self._sums[row, column] += load
                self._counts[row, column] += 1

    def advance(self, wall: float) -> None:
        """Let time pass without news: the newest columns are gaps."""
        self._advance(wall)

    def fill(self, history: SeriesSpan) -> None:
        """Take what was before; columns that have live figures keep them."""
        self._advance(history.end - history.step / 2)
        live = frozenset(np.flatnonzero(np.any(self._counts > 0, axis=0)).tolist())
        for cpu, row in self._rows.items():
            curve = history.curves.get(SeriesKey(self._metric, str(cpu)))
            if curve is None:
                continue
            for at, load in zip(history.times, curve.mean, strict=True):
                # A time is the end of its step.
                column = self._advance(at - history.step / 2)
                if column is not None and load == load and column not in live:
                    self._sums[row, column] += load
                    self._counts[row, column] += 1

    def values(self) -> NDArray[np.float64]:
        """Figures by row and column, the oldest first; NaN where nothing is known."""
        with np.errstate(invalid="ignore", divide="ignore"):
            means = np.where(self._counts > 0, self._sums / self._counts, np.nan)
        return np.roll(means, -((self._last + 1) % COLUMNS), axis=1)

    def time_of(self, column: int) -> float:
        """Wall clock at which a column begins."""
        return self.begin + column * self.span.column

    def _advance(self, wall: float) -> int | None:
        """The place of a moment in the ring; None when it is too long ago."""
        number = int(wall // self.span.column)
        ahead = number - self._last
        if ahead >= COLUMNS:
            self._sums[:], self._counts[:] = 0.0, 0
        elif ahead > 0:
            fresh = [(self._last + 1 + step) % COLUMNS for step in range(ahead)]
            self._sums[:, fresh], self._counts[:, fresh] = 0.0, 0
        self._last = max(self._last, number)
        return number % COLUMNS if number > self._last - COLUMNS else None
