"""Rows of figures as arrays: packed for the file, and rolled up to longer steps. No state.

A row says what the figures were from its begin to its end. A row that nobody has read leaves a hole
between the end of one and the begin of the next, so that a gap stays a gap at every step.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from virtgui.core.metrics import SeriesKey
from virtgui.core.values.sample import Details

Floats = NDArray[np.float32]
Times = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Figures of one object: what was least, mean and most, by row (time) and column (series)."""

    keys: tuple[SeriesKey, ...]
    begins: Times
    """Wall clock seconds, as the ends."""
    ends: Times
    low: Floats
    mean: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.ends)

    def part(self, chosen: NDArray[np.bool_]) -> "Rows":
        """Some of the rows."""
        return Rows(
            self.keys, self.begins[chosen], self.ends[chosen],
            self.low[chosen], self.mean[chosen], self.high[chosen],
        )  # fmt: skip

    def columns(self, keys: tuple[SeriesKey, ...]) -> "Rows":
        """The same rows with these series; those that there are not are gaps."""
        if keys == self.keys:
            return self
        places = {key: place for place, key in enumerate(self.keys)}
        known = [(to, places[key]) for to, key in enumerate(keys) if key in places]

        def taken(values: Floats) -> Floats:
            found = np.full((len(values), len(keys)), np.nan, np.float32)
            for to, place in known:
                found[:, to] = values[:, place]
            return found

        low, mean = taken(self.low), taken(self.mean)
        high = mean if self.high is self.mean else taken(self.high)
        return Rows(keys, self.begins, self.ends, low, mean, high)


def rows_of(readings: Sequence[tuple[float, Details]]) -> Rows:
    """Readings of polls as rows; all must have the same keys.

    Args:
        readings: the wall clock time of each poll, and what it read.
    """
    ends = np.array([at for at, _ in readings], np.float64)
    spans = np.array([details.span for _, details in readings], np.float64)
    values = np.array([details.values for _, details in readings], np.float32)
    return Rows(readings[0][1].keys, ends - spans, ends, values, values, values)


def joined(parts: Sequence[Rows], keys: tuple[SeriesKey, ...] | None = None) -> Rows:
    """Rows of several pieces in the order of time, with all their series or those named."""
    if keys is None:
        keys = tuple(dict.fromkeys(key for part in parts for key in part.keys))
    pieces = [part.columns(keys) for part in sorted(parts, key=lambda part: float(part.ends[0]))]
    return Rows(
        keys,
        np.concatenate([piece.begins for piece in pieces]),
        np.concatenate([piece.ends for piece in pieces]),
        np.concatenate([piece.low for piece in pieces]),
        np.concatenate([piece.mean for piece in pieces]),
        np.concatenate([piece.high for piece in pieces]),
    )


def rolled_up(rows: Rows, step: float) -> Rows:
    """One row for each step that has any; means are weighed by time, gaps are left out."""
    if not len(rows) or step <= 0:
        return rows
    buckets = np.ceil(rows.ends / step)
    firsts = np.flatnonzero(np.diff(buckets, prepend=buckets[0] - 1))
    if len(firsts) == len(rows):
        return rows
    weights = np.maximum(rows.ends - rows.begins, 1e-3).astype(np.float32)[:, None]
    known = np.isfinite(rows.mean)
    sums = np.add.reduceat(np.where(known, rows.mean, 0) * weights, firsts, axis=0)
    weighed = np.add.reduceat(known * weights, firsts, axis=0)
    mean = np.full(sums.shape, np.nan, np.float32)
    np.divide(sums, weighed, out=mean, where=weighed > 0)
    return Rows(
        rows.keys,
        np.minimum.reduceat(rows.begins, firsts),
        np.maximum.reduceat(rows.ends, firsts),
        np.fmin.reduceat(rows.low, firsts, axis=0),
        mean,
        np.fmax.reduceat(rows.high, firsts, axis=0),
    )


def with_gaps(rows: Rows, tolerance: float) -> tuple[Times, Floats, Floats, Floats]:
    """Times and figures for a chart: where nothing was read for longer, a row of gaps stands."""
    holes = np.flatnonzero(rows.begins[1:] - rows.ends[:-1] > tolerance) + 1
    times = np.insert(rows.ends, holes, (rows.ends[holes - 1] + rows.begins[holes]) / 2)

    def inserted(values: Floats) -> Floats:
        return np.insert(values, holes, np.float32(np.nan), axis=0)

    return times, inserted(rows.low), inserted(rows.mean), inserted(rows.high)


def pack(rows: Rows) -> bytes:
    """Rows for the file: times, then the figures column by column, bytes of one rank together.

    Rolled up figures keep four decimal digits: more no chart shows, and noise takes room.
    """
    is_single = rows.low is rows.mean and rows.high is rows.mean
    figures = rows.mean[None] if is_single else np.stack((rows.low, rows.mean, rows.high))
    by_column = np.ascontiguousarray(figures.transpose(0, 2, 1))
    if not is_single:
        by_column = _rounded(by_column)
    ranks = np.ascontiguousarray(by_column.view(np.uint8).reshape(-1, 4).T)
    head = np.array([len(rows), len(figures)], np.uint32).tobytes()
    times = np.concatenate((rows.begins, rows.ends)).tobytes()
    return zlib.compress(head + times + ranks.tobytes(), 1)


def _rounded(figures: Floats) -> Floats:
    """Figures without the last ten of their 23 binary digits, to the nearest; gaps stay gaps."""
    bits = figures.view(np.uint32) + np.uint32(0x200)
    cut = (bits & np.uint32(0xFFFFFC00)).view(np.float32)
    return np.where(np.isfinite(figures), cut, figures)


def unpack(body: bytes, keys: tuple[SeriesKey, ...]) -> Rows:
    """What `pack` made.

    Raises:
        ValueError: it was not made by `pack`.
        zlib.error: it is damaged.
    """
    data = zlib.decompress(body)
    count, layers = np.frombuffer(data, np.uint32, 2)
    times = np.frombuffer(data, np.float64, 2 * int(count), 8)
    ranks = np.frombuffer(data, np.uint8, -1, 8 + times.nbytes).reshape(4, -1)
    by_column = np.ascontiguousarray(ranks.T).view(np.float32)
    figures = by_column.reshape(int(layers), len(keys), int(count)).transpose(0, 2, 1)
    low, mean, high = figures if layers == 3 else (figures[0],) * 3
    return Rows(keys, times[:count], times[count:], low, mean, high)
