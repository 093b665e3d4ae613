"""Gets the figures of the objects that a page shows: the history by asking, the rest as it comes.

Costs nothing while it is not active: nothing is observed, asked or kept.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.errors import ErrorInfo
from virtgui.core.metrics import SeriesKey
from virtgui.core.queries import ReadSeries
from virtgui.core.refs import ObjectRef
from virtgui.core.values.alert import Alert
from virtgui.core.values.event import Event
from virtgui.core.values.sample import Observed, SampleBatch
from virtgui.core.values.series import SeriesSpan
from virtgui.models.charts.drawing import Span
from virtgui.models.charts.marks import (
    ChartMark,
    mark_of_alert,
    mark_of_event,
    mark_of_history,
)
from virtgui.models.charts.object_series import COARSE, ObjectSeries

DEBOUNCE_MS: Final = 150
MOST_POINTS: Final = 2000
_MARGIN: Final = 0.5
"""So much of the time that is shown is asked for at each side as well."""
_FINER: Final = 4.0
"""Zoomed in so much, finer figures are asked for."""


class HistoryReader(QObject):
    """Asks for the history of one object; only the answer to the newest question counts.

    Signals:
        arrived: there is another answer.
    """

    arrived = Signal()

    def __init__(
        self,
        dispatcher: Dispatcher,
        ref: ObjectRef,
        *,
        most_points: int = MOST_POINTS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._ref, self._most = dispatcher, ref, most_points
        self._keys: frozenset[SeriesKey] | None = None
        self._wanted: tuple[float, float] | None = None
        self._asked: tuple[float, float] | None = None
        self._query: int | None = None
        self.span: SeriesSpan | None = None
        self.error: ErrorInfo | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._ask)

    @property
    def ref(self) -> ObjectRef:
        """Whose history it is."""
        return self._ref

    def set_keys(self, keys: frozenset[SeriesKey] | None) -> None:
        """Which series are asked for from now on; None for all."""
        if self._keys is not None and (keys is None or not keys <= self._keys):
            self._asked = None
        self._keys = keys

    def want(self, span: Span, pace: float) -> None:
        """Have the history of this time, a moment later, unless it is there already.

        Args:
            span: the time that is shown.
            pace: seconds between two polls; 0 as long as that is not known.
        """
        if self._is_there(span, pace):
            return
        margin = (span.end - span.begin) * _MARGIN
        self._wanted = span.begin - margin, min(span.end + margin, span.now)
        if not self._timer.isActive() and self._query is None:
            self._timer.start()

    def ask_again(self) -> None:
        """What was asked for counts no more, as after a time in which nothing came."""
        self._asked = None

    def stop(self) -> None:
        """Ask nothing, and listen to no answer."""
        self._timer.stop()
        self._wanted = None
        if self._query is not None:
            self._dispatcher.take_back(self._query)
            self._query = None

    def _is_there(self, span: Span, pace: float) -> bool:
        if self._asked is None:
            return False
        begin, end = self._asked
        if span.begin < begin or (span.end > end and not self._goes_on_live(span, pace)):
            return False
        is_coarse = self.span is not None and self.span.step > COARSE * max(pace, 1.0)
        return not (is_coarse and (end - begin) > _FINER * (span.end - span.begin))

    def _goes_on_live(self, span: Span, pace: float) -> bool:
        """Whether what came live since is enough: the history has grown by less than a step."""
        if self.span is None or self._asked is None:
            return self._query is not None
        step = self.span.step
        if step <= COARSE * max(pace, 1.0):
            return True
        return span.end - self._asked[1] < step

    def _ask(self) -> None:
        if self._wanted is None:
            return
        begin, end = self._asked = self._wanted
        self._wanted = None
        query = ReadSeries(self._ref, begin, end, self._keys, self._most)
        self._query = self._dispatcher.ask(query, self._on_answer, self._on_error)

    def _on_answer(self, span: SeriesSpan) -> None:
        self.span, self.error = span, None
        self._go_on()

    def _on_error(self, error: ErrorInfo) -> None:
        self.error = error
        self._go_on()

    def _go_on(self) -> None:
        self._query = None
        if self._wanted is not None:
            self._timer.start()
        self.arrived.emit()


class Figures(QObject):
    """The figures of some objects, for the page that is its parent.

    Signals:
        changed: there are new figures.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        feed: Feed,
        dispatcher: Dispatcher,
        now: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._now = dispatcher, now
        self._series: dict[ObjectRef, ObjectSeries] = {}
        self._readers: dict[ObjectRef, HistoryReader] = {}
        self._marks: dict[ObjectRef, list[ChartMark]] = {}
        self._order: tuple[ObjectRef, ...] = ()
        self._is_deep = self._is_active = False
        self._resumed_at = 0.0
        feed.details_arrived.connect(self._on_details)
        feed.events_logged.connect(self._on_events)
        feed.alerts_changed.connect(self._on_alerts)

    @property
    def series(self) -> tuple[ObjectSeries, ...]:
        """The figures, in the order of the objects."""
        return tuple(self._series[ref] for ref in self._order)

    @property
    def is_active(self) -> bool:
        """Whether figures are fetched."""
        return self._is_active

    def reader(self, ref: ObjectRef) -> HistoryReader:
        """Who asks for the history of an object."""
        return self._readers[ref]

    def show(self, refs: Sequence[ObjectRef]) -> None:
        """Have the figures of these objects."""
        if tuple(refs) == self._order:
            return
        for ref in set(self._order) - set(refs):
            self._forget(ref)
        self._order = tuple(refs)
        for ref in refs:
            if ref not in self._series:
                self._begin(ref)
        self._observe()

    def set_deep(self, *, is_deep: bool) -> None:
        """Have each CPU and each cell of a node as well."""
        if is_deep != self._is_deep:
            self._is_deep = is_deep
            self._observe()

    def set_active(self, *, is_active: bool) -> None:
        """Fetch figures, or rest."""
        if is_active == self._is_active:
            return
        self._is_active = is_active
        self._resumed_at = self._now()
        for reader in self._readers.values():
            reader.ask_again()
            if not is_active:
                reader.stop()
        self._observe()

    def want(self, span: Span, keys: frozenset[SeriesKey] | None = None) -> None:
        """Have the history of this time."""
        if not self._is_active:
            return
        for ref, reader in self._readers.items():
            reader.set_keys(keys)
            reader.want(span, self._series[ref].live.pace)

    def marks(self, span: Span) -> tuple[ChartMark, ...]:
        """What happened to the objects in this time, the oldest first."""
        found: dict[tuple[int, str], ChartMark] = {}
        for ref in self._order:
            history = self._series[ref].history
            told = history.marks if history else ()
            for mark in (*map(mark_of_history, told), *self._marks[ref]):
                if span.begin <= mark.at <= span.end:
                    found[round(mark.at), mark.code] = mark
        return tuple(sorted(found.values(), key=lambda mark: mark.at))

    def oldest(self) -> float | None:
        """Since when anything is known."""
        found = [s.history.oldest for s in self._series.values() if s.history]
        known = [at for at in found if at is not None]
        return min(known, default=None)

    def _begin(self, ref: ObjectRef) -> None:
        reader = HistoryReader(self._dispatcher, ref, parent=self)
        self._series[ref], self._readers[ref] = ObjectSeries(ref), reader
        self._marks[ref] = []
        reader.arrived.connect(lambda: self._on_history(reader))

    def _forget(self, ref: ObjectRef) -> None:
        reader = self._readers.pop(ref)
        reader.stop()
        reader.deleteLater()
        del self._series[ref], self._marks[ref]

    def _observe(self) -> None:
        wanted = self._order if self._is_active else ()
        self._dispatcher.observe(self, frozenset(Observed(ref, self._is_deep) for ref in wanted))

    def _on_details(self, batches: tuple[SampleBatch, ...]) -> None:
        if not self._is_active:
            return
        has_news = False
        for batch in batches:
            for ref in self._order:
                details = batch.details.get(ref)
                if details is not None:
                    self._series[ref].append(batch.wall, details)
                    has_news = True
        if has_news:
            self.changed.emit()

    def _on_history(self, reader: HistoryReader) -> None:
        if reader.span is not None:
            series = self._series[reader.ref]
            series.history = reader.span
            # What came before the page was hidden has a hole that the history does not have.
            if reader.span.curves:
                series.live.drop_before(self._resumed_at)
        self.changed.emit()

    def _on_events(self, events: list[Event]) -> None:
        if not self._is_active:
            return
        for event in events:
            mark = mark_of_event(event) if event.ref in self._marks else None
            if mark is not None:
                self._marks[event.ref].append(mark)

    def _on_alerts(self, alerts: list[Alert]) -> None:
        if not self._is_active:
            return
        for alert in alerts:
            if alert.ref in self._marks and not alert.is_over:
                self._marks[alert.ref].append(mark_of_alert(alert))
