"""The history of figures, for the rest of the backend: nothing here waits.

All work is done on one lane thread of its own. What was polled is gathered for a minute and then
written, each object at its own moment, so that a thousand of them make no pause; a crash loses
that minute.
"""

import time
from array import array
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from random import uniform
from typing import TYPE_CHECKING, Any, Final

from virtgui.backend.data_lane import DataLane
from virtgui.backend.lanes import Outcome
from virtgui.backend.reactor import Reactor
from virtgui.core.errors import UnsupportedError
from virtgui.core.queries import ReadSeries, ReadSeriesUsage, SeriesQuery, SeriesUsage
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.sample import Details
from virtgui.core.values.series import Curve, Mark, SeriesSpan

if TYPE_CHECKING:
    from virtgui.backend.figures_file import FiguresFile
    from virtgui.backend.figures_rows import Rows

FLUSH_SECONDS: Final = 60.0
"""How long readings are gathered before they are written."""
MOST_WAITING: Final = 400
"""How many readings of an object are kept while they cannot be written."""
SWEEP_SECONDS: Final = 3600.0
"""How often objects that are no longer polled are looked after, and the size of the file."""
SWEEP_SLICE: Final = 20
ROLL_UP_SECONDS: Final = 240.0
CLOSING_SECONDS: Final = 2.0
"""How long the end of the program waits for what is not written yet."""
LEAST_TOLERANCE: Final = 1.0
"""Seconds between two readings that are no gap."""

Readings = Mapping[ObjectRef, Details]


class FiguresStore:
    """Figures over time. Any thread may call; outcomes come on the reactor's thread."""

    def __init__(
        self,
        path: Path,
        reactor: Reactor,
        on_fault: Callable[[BaseException], None],
        most_bytes: int | None = None,
    ) -> None:
        self._lane = DataLane("figures", reactor, on_fault)
        self._keeper = _Keeper(path, on_fault, most_bytes)

    def record(self, at: float, readings: Readings) -> None:
        """Keep what a poll has read.

        Args:
            at: wall clock seconds.
            readings: all figures, by object.
        """
        self._lane.write(lambda: self._keeper.record(at, readings))

    def mark(self, ref: ObjectRef, mark: Mark) -> None:
        """Keep an event of an object."""
        self._lane.write(lambda: self._keeper.mark(ref, mark))

    def forget(self, connection: ConnectionId) -> None:
        """Drop everything of a connection."""
        self._lane.write(lambda: self._keeper.forget(connection))

    def ask(self, query: SeriesQuery[Any], done: Callable[[Outcome[Any]], None]) -> None:
        """Answer a question; before what is still to be written."""
        self._lane.ask(lambda: self._keeper.answer(query), done)

    def close(self) -> None:
        """Write what there is, for a moment at most, and take no more."""
        self._lane.close(self._keeper.close, CLOSING_SECONDS)


class _Keeper:
    """What the lane's thread does."""

    def __init__(
        self, path: Path, on_fault: Callable[[BaseException], None], most_bytes: int | None
    ) -> None:
        self._path, self._on_fault, self._most_bytes = path, on_fault, most_bytes
        self._opened: FiguresFile | None = None
        self._waiting: dict[ObjectRef, list[tuple[float, Details]]] = {}
        self._due: dict[ObjectRef, float] = {}
        """When what waits of an object is written; monotonic seconds."""
        self._roll_up_due: dict[ObjectRef, float] = {}
        self._sweep: deque[ObjectRef] = deque()
        self._next_sweep = time.monotonic() + SWEEP_SECONDS / 60
        self._is_closed = False

    def record(self, at: float, readings: Readings) -> None:
        if self._is_closed:
            return
        now = time.monotonic()
        due = []
        for ref, details in readings.items():
            waiting = self._waiting.setdefault(ref, [])
            waiting.append((at, details))
            # With a full disk they would pile up for as long as the program runs.
            del waiting[:-MOST_WAITING]
            # The first writing of each at a moment of its own: later ones keep apart by it.
            if now >= self._due.setdefault(ref, now + uniform(0.1, 1.0) * FLUSH_SECONDS):  # noqa: S311
                due.append(ref)
        self._flush(due, now)
        self._look_after(now, at)

    def mark(self, ref: ObjectRef, mark: Mark) -> None:
        if not self._is_closed:
            self._file.add_mark(ref, mark)

    def forget(self, connection: ConnectionId) -> None:
        for ref in [ref for ref in self._due if ref.connection == connection]:
            self._waiting.pop(ref, None)
            self._due.pop(ref, None)
            self._roll_up_due.pop(ref, None)
        self._file.forget(connection)

    def answer(self, query: SeriesQuery[Any]) -> object:
        match query:
            case ReadSeries():
                return self._read(query)
            case ReadSeriesUsage():
                return SeriesUsage(*self._file.usage())
        raise UnsupportedError(type(query).__name__)

    def close(self) -> None:
        if self._waiting:
            self._flush(list(self._waiting), time.monotonic())
        self._is_closed = True
        if self._opened:
            self._opened.close()

    @property
    def _file(self) -> "FiguresFile":
        """The file; numpy is loaded with it, and so not before the first poll."""
        if self._opened is None:
            from virtgui.backend.figures_file import MOST_BYTES, FiguresFile

            most = self._most_bytes or MOST_BYTES
            self._opened = FiguresFile(self._path, self._on_fault, most)
        return self._opened

    def _flush(self, refs: list[ObjectRef], now: float) -> None:
        if not refs:
            return
        self._file.append(
            [(ref, rows) for ref in refs for rows in _pieces(self._waiting.get(ref, []))]
        )
        for ref in refs:
            self._waiting.pop(ref, None)
            self._due[ref] = now + FLUSH_SECONDS
            if now >= self._roll_up_due.setdefault(ref, now):
                self._file.roll_up(ref, time.time())
                self._roll_up_due[ref] = now + ROLL_UP_SECONDS

    def _look_after(self, now: float, wall: float) -> None:
        """A few objects at a time: roll up what is no longer polled; keep the file in bounds."""
        if not self._sweep and now >= self._next_sweep:
            self._sweep.extend(ref for ref in self._file.refs() if ref not in self._due)
            self._next_sweep = now + SWEEP_SECONDS
            self._file.keep_within_bounds()
        for _ in range(min(SWEEP_SLICE, len(self._sweep))):
            self._file.roll_up(self._sweep.popleft(), wall)

    def _read(self, query: ReadSeries) -> SeriesSpan:
        from virtgui.backend.figures_rows import joined, rolled_up

        parts = self._file.read(query.ref, query.begin, query.end)
        parts += _pieces(self._waiting.get(query.ref, []))
        marks = self._file.marks(query.ref, query.begin, query.end)
        oldest = self._file.oldest(query.ref)
        parts = [part for part in parts if len(part)]
        if not parts:
            return SeriesSpan(
                query.ref, query.begin, query.end, 0.0, array("d"), marks=marks, oldest=oldest
            )
        if oldest is None:
            oldest = min(float(part.begins[0]) for part in parts)
        keys = None if query.keys is None else tuple(sorted(query.keys))
        rows = joined(parts, keys)
        rows = rows.part((rows.ends >= query.begin) & (rows.begins <= query.end))
        step = _step_for(query, time.time())
        return _span_of(query, rolled_up(rows, step), step, marks, oldest)


def _pieces(readings: list[tuple[float, Details]]) -> "list[Rows]":
    """Readings as rows, one piece for each run with the same series."""
    from virtgui.backend.figures_rows import rows_of

    runs: list[list[tuple[float, Details]]] = []
    for reading in readings:
        if runs and runs[-1][-1][1].keys == reading[1].keys:
            runs[-1].append(reading)
        else:
            runs.append([reading])
    return [rows_of(run) for run in runs]


def _step_for(query: ReadSeries, now: float) -> float:
    """One step for the whole answer: as fine as all of it is kept, within the points asked for.

    0 is as it was polled.
    """
    from virtgui.backend.figures_file import LEVELS

    age, span = now - query.begin, query.end - query.begin
    steps = [level.step for level in LEVELS if level.kept + level.slack >= age]
    step = steps[0] if steps else LEVELS[-1].step
    least = span / max(1, query.most_points)
    return step if step >= least or not step else max(least, step)


def _span_of(
    query: ReadSeries, rows: "Rows", step: float, marks: tuple[Mark, ...], oldest: float | None
) -> SeriesSpan:
    from virtgui.backend.figures_rows import with_gaps

    tolerance = max(LEAST_TOLERANCE, step / 2)
    times, low, mean, high = with_gaps(rows, tolerance)
    curves = {
        key: Curve(
            array("f", low[:, place].tobytes()),
            array("f", mean[:, place].tobytes()),
            array("f", high[:, place].tobytes()),
        )
        for place, key in enumerate(rows.keys)
    }
    pace = step or float(rows.ends[-1] - rows.ends[0]) / max(1, len(rows) - 1)
    return SeriesSpan(
        query.ref, query.begin, query.end, pace, array("d", times.tobytes()), curves, marks, oldest
    )
