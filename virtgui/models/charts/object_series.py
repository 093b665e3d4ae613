"""All figures of one object: what the history tells, and what came live since."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import ObjectRef
from virtgui.core.values.sample import Details
from virtgui.core.values.series import Curve, SeriesSpan
from virtgui.models.charts.live_series import LiveSeries, is_gap

Floats = npt.NDArray[np.float64]
COARSE: Final = 1.5
"""A step of the history this many times the pace of the polls means: it is coarser."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Figures of some series over one time; NaN is a gap."""

    times: Floats
    mean: dict[SeriesKey, Floats] = field(default_factory=dict)
    low: dict[SeriesKey, Floats] = field(default_factory=dict)
    """Least in each step, where a step stands for more than one reading."""
    high: dict[SeriesKey, Floats] = field(default_factory=dict)


class ObjectSeries:
    """The figures of one object, read by time."""

    def __init__(self, ref: ObjectRef) -> None:
        self.ref = ref
        self.live = LiveSeries()
        self.history: SeriesSpan | None = None

    @property
    def keys(self) -> tuple[SeriesKey, ...]:
        """All series that anything is known of."""
        told = self.history.curves if self.history else {}
        return tuple(dict.fromkeys((*self.live.keys, *told)))

    @property
    def step(self) -> float:
        """Seconds between two rows of the history, or of the readings."""
        return self.history.step if self.history else self.live.pace

    def append(self, wall: float, details: Details) -> None:
        """Take a live reading."""
        self.live.append(wall, details)

    def rows(self, keys: Iterable[SeriesKey], begin: float, end: float) -> Rows:
        """The figures between two times, with one row more at each side where there is one."""
        told, cut = self._history_slice(begin, end)
        live = _slice(self.live.times, max(begin, cut), end, is_after=cut > begin)
        live_times = self.live.times[live]
        joint = self._joint(told, live_times)
        old = self._old_times(told)
        rows = Rows(np.concatenate((old, joint, live_times)))
        for key in keys:
            fresh = self.live.values(key)
            tail = np.full(len(live_times), math.nan) if fresh is None else fresh[live]
            self._fill(rows, key, told, (len(joint), np.asarray(tail, np.float64)))
        return rows

    def _old_times(self, told: slice) -> Floats:
        return np.asarray(self.history.times)[told] if self.history else np.empty(0)

    def _history_slice(self, begin: float, end: float) -> tuple[slice, float]:
        """Which rows of the history count, and the time up to which they do."""
        if self.history is None or not len(self.history.times):
            return slice(0, 0), -math.inf
        times = np.asarray(self.history.times)
        first = self.live.first
        is_coarse = self.history.step > COARSE * self.live.pace if self.live.pace else False
        if first is None or (is_coarse and times[-1] >= first):
            found = _slice(times, begin, end)
            return found, float(times[-1])
        found = _slice(times, begin, min(end, first), is_before=True)
        return found, first - 1e-6

    def _joint(self, told: slice, live_times: Floats) -> Floats:
        """A row of gaps where history and live do not meet."""
        old = self._old_times(told)
        if self.history is None or not len(old) or not len(live_times):
            return np.empty(0)
        step = max(self.history.step, self.live.pace)
        before, after = float(old[-1]), float(live_times[0])
        if not is_gap(before, after, step):
            return np.empty(0)
        return np.array(((before + after) / 2,))

    def _fill(self, rows: Rows, key: SeriesKey, told: slice, tail: tuple[int, Floats]) -> None:
        curve = self.history.curves.get(key) if self.history else None
        missing, fresh = tail
        gap = np.full(missing, math.nan)
        count = told.stop - told.start
        if curve is None:
            rows.mean[key] = np.concatenate((np.full(count, math.nan), gap, fresh))
            return
        rows.mean[key] = np.concatenate((np.asarray(curve.mean)[told], gap, fresh))
        if _has_band(curve) and self.history and self.history.step > COARSE * self.live.pace:
            rows.low[key] = np.concatenate((np.asarray(curve.low)[told], gap, fresh))
            rows.high[key] = np.concatenate((np.asarray(curve.high)[told], gap, fresh))


def _has_band(curve: Curve) -> bool:
    return curve.low is not curve.mean and curve.high is not curve.mean and len(curve.low) > 0


def _slice(
    times: Floats, begin: float, end: float, *, is_after: bool = False, is_before: bool = False
) -> slice:
    """The rows of a time and one more at each side.

    With `is_after` only rows later than `begin` count, with `is_before` only those before `end`.
    """
    first = int(np.searchsorted(times, begin, side="right" if is_after else "left"))
    last = int(np.searchsorted(times, end, side="left" if is_before else "right"))
    if not is_after:
        first = max(0, first - 1)
    if not is_before:
        last = min(len(times), last + 1)
    return slice(first, max(first, last))


def gaps_of(times: Floats, columns: Iterable[Floats]) -> tuple[tuple[float, float], ...]:
    """When nothing of all columns was known, between two times at which something was."""
    known = np.zeros(len(times), bool)
    for column in columns:
        known |= np.isfinite(column)
    places = np.flatnonzero(known)
    if len(places) < 2:
        return ()
    wide = np.flatnonzero(np.diff(places) > 1)
    return tuple((float(times[places[at]]), float(times[places[at + 1]])) for at in wide)
