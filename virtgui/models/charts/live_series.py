"""Live figures of one object: a ring of rows, one column a series.

Readings are appended in time. Where one is missing there is a row of gaps, so that no line bridges
what nobody saw.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from virtgui.core.metrics import SeriesKey
from virtgui.core.values.sample import Details

Floats = npt.NDArray[np.float64]
Figures = npt.NDArray[np.float32]

CAPACITY: Final = 2400
"""Rows that are kept: two hours at the usual three seconds."""
_GROWTH: Final = 256
_LEAST_TOLERANCE: Final = 0.5
_TOLERANCE_SHARE: Final = 0.25


class LiveSeries:
    """The newest readings of one object. Views of its arrays stay valid until the next append."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._columns: dict[SeriesKey, int] = {}
        self._known: tuple[SeriesKey, ...] = ()
        self._places: npt.NDArray[np.intp] = np.empty(0, np.intp)
        self._times: Floats = np.empty(0)
        self._values: Figures = np.empty((0, 0), np.float32)
        self._begin = self._end = 0
        self.readings = 0
        """How many were appended."""
        self.pace = 0.0
        """Seconds between the last two readings."""

    def __len__(self) -> int:
        return self._end - self._begin

    @property
    def keys(self) -> tuple[SeriesKey, ...]:
        """All series that were ever told."""
        return tuple(self._columns)

    @property
    def present(self) -> tuple[SeriesKey, ...]:
        """The series of the newest reading."""
        return self._known

    @property
    def times(self) -> Floats:
        """When each row was read, rising; wall clock seconds."""
        return self._times[self._begin : self._end]

    @property
    def first(self) -> float | None:
        """The time of the oldest row."""
        return float(self._times[self._begin]) if len(self) else None

    @property
    def last(self) -> float | None:
        """The time of the newest row."""
        return float(self._times[self._end - 1]) if len(self) else None

    def append(self, wall: float, details: Details) -> None:
        """Take one reading; one that is not later than the last is passed over."""
        last = self.last
        if last is not None and wall <= last:
            return
        if details.keys is not self._known:
            self._learn(details.keys)
        if last is not None:
            self.pace = wall - last
            if is_gap(last, wall, details.span):
                self._add((last + wall) / 2)
        row = self._add(wall)
        row[self._places] = details.values
        self.readings += 1

    def drop_before(self, wall: float) -> None:
        """Forget the rows before a time: somebody else knows them better."""
        self._begin += int(np.searchsorted(self.times, wall))

    def values(self, key: SeriesKey) -> Figures | None:
        """The figures of one series, a row each; None where it was never told."""
        column = self._columns.get(key)
        return None if column is None else self._values[self._begin : self._end, column]

    def _add(self, wall: float) -> Figures:
        """A new row of gaps."""
        if self._end == len(self._times):
            self._make_room()
        if len(self) == self._capacity:
            self._begin += 1
        row: Figures = self._values[self._end]
        row[:] = math.nan
        self._times[self._end] = wall
        self._end += 1
        return row

    def _make_room(self) -> None:
        """Grow, or begin anew at the front; twice the capacity keeps views in one piece."""
        count = len(self)
        size = min(2 * self._capacity, max(_GROWTH, 2 * count))
        values = np.full((size, len(self._columns)), math.nan, np.float32)
        times = np.empty(size)
        values[:count] = self._values[self._begin : self._end]
        times[:count] = self.times
        self._values, self._times, self._begin, self._end = values, times, 0, count

    def _learn(self, keys: tuple[SeriesKey, ...]) -> None:
        new = [key for key in keys if key not in self._columns]
        for key in new:
            self._columns[key] = len(self._columns)
        if new:
            more = np.full((len(self._times), len(new)), math.nan, np.float32)
            self._values = np.hstack((self._values, more))
        self._known = keys
        self._places = np.array([self._columns[key] for key in keys], np.intp)


def is_gap(before: float, wall: float, span: float) -> bool:
    """Whether something is missing between two readings.

    Args:
        before: when the earlier was read; wall clock seconds.
        wall: when the later was read.
        span: seconds that the later one's rates are taken over; 0 where it begins anew.
    """
    tolerance = max(_LEAST_TOLERANCE, _TOLERANCE_SHARE * span)
    return wall - span > before + tolerance
