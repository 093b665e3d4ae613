"""What all pages with charts have in common: one time, one cross-hair, table, scrubber, files.

Nothing is done while the page is hidden. Cards are drawn one after the other, each in a turn of
the event loop of its own, so that a page of twelve holds up nothing.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.bridge.file_worker import FileWorker
from virtgui.core.metrics import SeriesKey
from virtgui.models.charts.chart_text import csv_text, table_of, text_of
from virtgui.models.charts.chart_window import ChartWindow
from virtgui.models.charts.drawing import SILENT_AFTER, Drawing, Span
from virtgui.models.charts.figures import Figures, HistoryReader
from virtgui.models.charts.marks import ChartMark
from virtgui.models.charts.object_series import ObjectSeries
from virtgui.models.charts.reasons import Reason
from virtgui.models.charts.table_model import ChartTableModel
from virtgui.models.durations import moment_text
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import PAGE_MARGIN
from virtgui.views.pages.chart_bar import ChartBar
from virtgui.views.pages.chart_grid import ChartGrid
from virtgui.views.widgets.chart.card import ChartCard
from virtgui.views.widgets.chart.frame import Scene
from virtgui.views.widgets.chart.scrubber import Scrubber
from virtgui.views.widgets.header_view import LookHeaderView
from virtgui.views.widgets.row_delegate import RowDelegate
from virtgui.views.widgets.surface import Surface

LEAST_ROUND_MS: Final = 100
TICK_MS: Final = 1000
NOTE_MS: Final = 6000
_CONTEXT_TIMES: Final = 12
"""The scrubber shows so many times what the charts show, if that much is known."""
_OVERVIEW_POINTS: Final = 400


class ChartPage(Surface):
    """Tool bar, cards, scrubber. A page of its kind says what the cards are and show."""

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        files: FileWorker | None = None,
        now: Callable[[], float] = time.time,
        fill_add: Callable[[QMenu], None] | None = None,
        most_columns: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self._feed, self._dispatcher, self._now = feed, dispatcher, now
        self._files = files or FileWorker(self)
        self.chart_window = ChartWindow(now, self)
        self.figures = Figures(feed=feed, dispatcher=dispatcher, now=now, parent=self)
        self.bar = ChartBar(look, self.chart_window, fill_add)
        self.grid = ChartGrid(look, most_columns=most_columns)
        self.scrubber = Scrubber(look)
        self._overview: HistoryReader | None = None
        self._dirty: set[ChartCard] = set()
        self._gutter = self._next_gutter = 0
        self._cursor: float | None = None
        self._model = ChartTableModel(self)
        self._make_table()
        self._make_timers()
        self._lay_out()
        self._listen()

    # What a page of its kind says

    def name(self) -> str:
        """What the figures are about, for the name of a file and the head of a text."""
        raise NotImplementedError

    def draw(self, card: ChartCard, span: Span) -> Drawing:
        """What a card shows of a time."""
        raise NotImplementedError

    def reason(self, card: ChartCard) -> Reason:
        """Why a card has nothing to show."""
        raise NotImplementedError

    def wanted_keys(self) -> frozenset[SeriesKey] | None:
        """Which series the history is asked for; None for all."""
        raise NotImplementedError

    def overview_key(self) -> SeriesKey:
        """What the scrubber shows."""
        raise NotImplementedError

    def marks(self, span: Span) -> tuple[ChartMark, ...]:
        """The events that are drawn."""
        return self.figures.marks(span)

    def prepare_card(self, card: ChartCard) -> None:
        """Set what else a card shows: its qualifier, its menu."""

    def pace_text(self) -> str:
        """How often figures come."""
        return ""

    # Making

    def _make_table(self) -> None:
        look = self._look
        self.table = QTableView()
        self.table.setModel(self._model)
        self.table.setHorizontalHeader(LookHeaderView(look, parent=self.table))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setFrameShape(QTableView.Shape.NoFrame)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setItemDelegate(RowDelegate(look, parent=self.table))
        self.table.setAccessibleName(self.tr("Figures of the charts"))
        self._model.modelReset.connect(self._size_columns)

    def _make_timers(self) -> None:
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._on_turn)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._note = QTimer(self)
        self._note.setSingleShot(True)
        self._note.setInterval(NOTE_MS)
        self._note.timeout.connect(lambda: self.bar.set_note(self.pace_text()))
        self._pointing = QTimer(self)
        self._pointing.setSingleShot(True)
        self._pointing.timeout.connect(self._point)

    def _lay_out(self) -> None:
        look = self._look
        self._views = QStackedWidget()
        self._views.addWidget(self.grid)
        self._views.addWidget(self.table)
        foot = QVBoxLayout()
        edge = look.px(PAGE_MARGIN)
        foot.setContentsMargins(edge, look.px(4), edge, look.px(8))
        foot.addWidget(self.scrubber)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._views, 1)
        column.addLayout(foot)

    def _listen(self) -> None:
        window = self.chart_window
        window.changed.connect(self._on_window)
        self.figures.changed.connect(self.refresh)
        self.grid.scrolled.connect(self.refresh)
        self.bar.table_wanted.connect(self.show_table)
        self.bar.csv_wanted.connect(self._ask_csv)
        self.bar.copy_wanted.connect(self.copy_text)
        self.scrubber.span_chosen.connect(lambda span: window.show(*span))
        self.scrubber.stepped.connect(window.step)
        self._look.changed.connect(self.refresh)

    # Cards

    def make_card(self, card: ChartCard) -> ChartCard:
        """Wire a card to the page."""
        plot, window = card.plot, self.chart_window
        plot.panned.connect(window.pan)
        plot.zoomed.connect(lambda zoom: window.zoom(*zoom))
        plot.stepped.connect(window.step)
        plot.reset_wanted.connect(self._reset)
        plot.ends_wanted.connect(self._go_to_end)
        plot.pointed.connect(self._on_pointed)
        plot.mark_chosen.connect(lambda marks: self._show_marks(card, marks))
        card.hidden_changed.connect(lambda: self._redraw(card))
        card.copy_wanted.connect(lambda: self._copy_card(card))
        return card

    def set_cards(self, cards: Sequence[ChartCard]) -> None:
        """Show these cards."""
        self.grid.set_cards(cards)
        self._dirty &= set(cards)
        self._gutter = 0
        self.refresh()

    def refresh(self) -> None:
        """Draw what is on screen anew, soon: at most ten times a second."""
        if not self.isVisible():
            return
        self._dirty.update(self.grid.cards)
        if not self._turn.isActive():
            self._turn.start(LEAST_ROUND_MS)

    def draw_at_once(self) -> None:
        """Draw what is on screen anew with the next turns: the user moves something."""
        if self.isVisible():
            self._dirty.update(self.grid.cards)
            self._turn.start(0)

    def showEvent(self, event: QShowEvent) -> None:
        """Have figures, and draw them."""
        super().showEvent(event)
        self.figures.set_active(is_active=True)
        self._tick.start()
        self.bar.set_note(self.pace_text())
        self._want()
        self.draw_at_once()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing while nobody looks."""
        super().hideEvent(event)
        self.figures.set_active(is_active=False)
        for timer in (self._tick, self._turn, self._note, self._pointing):
            timer.stop()
        if self._overview is not None:
            self._overview.stop()

    def _on_turn(self) -> None:
        if self._views.currentWidget() is self.table:
            self._dirty.clear()
            self._fill_table()
        for card in self.grid.in_sight():
            if card in self._dirty:
                self._dirty.discard(card)
                self._draw_card(card)
                self._turn.start(0)
                return
        self._end_round()

    def _draw_card(self, card: ChartCard) -> None:
        span = self.chart_window.span()
        self.prepare_card(card)
        drawing = self.draw(card, span)
        if drawing.is_empty and not drawing.hidden:
            card.show_reason(self.reason(card))
            return
        is_first = card is self._first_drawn()
        scene = Scene(drawing, span, self.marks(span), is_first)
        self._next_gutter = max(self._next_gutter, card.plot.least_gutter(scene))
        card.show_scene(scene, max(self._gutter, self._next_gutter))
        card.point_to(self._cursor)

    def _first_drawn(self) -> ChartCard | None:
        cards = self.grid.cards
        return next((card for card in cards if not card.sentence), cards[0] if cards else None)

    def _end_round(self) -> None:
        """All that is on screen is drawn: now the rest of the page."""
        if self._next_gutter != self._gutter:
            # The labels became wider or narrower: charts below each other agree again.
            self._gutter, self._next_gutter = self._next_gutter, 0
            self._dirty.update(self.grid.in_sight())
            self._turn.start(0)
            return
        self._next_gutter = 0
        self.bar.refresh()
        self._show_overview()
        self._want()

    def _redraw(self, card: ChartCard) -> None:
        self._dirty.add(card)
        self._turn.start(0)

    # Time

    def _on_window(self) -> None:
        self._want()
        self.draw_at_once()

    def _on_tick(self) -> None:
        """While nothing comes, the gap up to now grows."""
        if not self.chart_window.is_following:
            return
        now = self._now()
        for series in self.figures.series:
            last, pace = series.live.last, max(1.0, series.live.pace)
            if last is None or now - last > SILENT_AFTER * pace:
                self.refresh()
                return

    def _want(self) -> None:
        span = self.chart_window.span()
        self.figures.want(span, self.wanted_keys())

    def _reset(self) -> None:
        self.chart_window.choose(self.chart_window.range or "10min")

    def _go_to_end(self, which: int) -> None:
        if which > 0:
            self.chart_window.follow()
            return
        oldest = self.figures.oldest()
        if oldest is not None:
            self.chart_window.show(oldest, oldest + self.chart_window.seconds)

    # Cross-hair

    def _on_pointed(self, at: float | None) -> None:
        self._cursor = at
        if not self._pointing.isActive():
            self._pointing.start(0)

    def _point(self) -> None:
        for card in self.grid.in_sight():
            card.point_to(self._cursor)

    def _show_marks(self, card: ChartCard, marks: Sequence[ChartMark]) -> None:
        menu = QMenu(card)
        menu.setObjectName("chart_marks")
        for mark in marks:
            when = moment_text(mark.at, self._now())
            menu.addAction(self._look.icon("event"), f"{when}  {mark.text}")
        menu.aboutToHide.connect(menu.deleteLater)
        x = round(card.plot.place.x(marks[0].at))
        y = round(card.plot.place.plot.top())
        menu.popup(card.plot.viewport().mapToGlobal(card.plot.viewport().rect().topLeft()) +
                   card.plot.mapFromScene(x, y))  # fmt: skip

    # Scrubber

    def _show_overview(self) -> None:
        span = self.chart_window.span()
        if not self.scrubber.is_held:
            self._context = self._context_of(span)
        self.scrubber.show_span(span)
        series = self._overview_series()
        if series is None:
            self.scrubber.show_overview(self._context, np.empty(0), np.empty(0))
            return
        key = self.overview_key()
        rows = series.rows((key,), self._context.begin, self._context.end)
        self.scrubber.show_overview(self._context, rows.times, rows.mean[key])

    _context = Span(0.0, 1.0)

    def _context_of(self, span: Span) -> Span:
        length = (span.end - span.begin) * _CONTEXT_TIMES
        oldest = self.figures.oldest()
        if oldest is not None:
            length = min(length, max(span.now - oldest, (span.end - span.begin) * 1.5))
        end = span.now if span.now - span.end < length * 0.75 else span.end + length / 2
        return Span(min(end - length, span.begin), end, span.now)

    def _overview_series(self) -> ObjectSeries | None:
        """The figures of a longer time; the live ones are those of the charts."""
        found = self.figures.series
        if not found:
            return None
        reader = self._overview_reader(found[0])
        reader.set_keys(frozenset((self.overview_key(),)))
        reader.want(self._context, found[0].live.pace)
        series = ObjectSeries(found[0].ref)
        series.live, series.history = found[0].live, reader.span
        return series

    def _overview_reader(self, series: ObjectSeries) -> HistoryReader:
        if self._overview is not None and self._overview.ref == series.ref:
            return self._overview
        if self._overview is not None:
            self._overview.stop()
            self._overview.deleteLater()
        reader = HistoryReader(
            self._dispatcher, series.ref, most_points=_OVERVIEW_POINTS, parent=self
        )
        reader.arrived.connect(self.refresh)
        self._overview = reader
        return reader

    # Table, text, file

    @property
    def is_table(self) -> bool:
        """Whether the figures are shown as a table."""
        return self._views.currentWidget() is self.table

    def show_table(self, is_table: bool) -> None:  # a signal's slot
        """Show the figures as a table, or as charts."""
        self.bar.show_table(is_table=is_table)
        self._views.setCurrentWidget(self.table if is_table else self.grid)
        self.draw_at_once()

    def drawings(self) -> list[Drawing]:
        """What all charts show now, those out of sight too."""
        span = self.chart_window.span()
        found = [self.draw(card, span) for card in self.grid.cards]
        return [drawing for drawing in found if not drawing.is_empty]

    def csv(self) -> str:
        """What is shown, as comma-separated values."""
        return csv_text(table_of(self.drawings(), self.chart_window.span()))

    def copy_text(self) -> None:
        """Put the text form of all charts on the clipboard."""
        text = text_of(self.name(), self.drawings(), self.chart_window.span())
        QGuiApplication.clipboard().setText(text)
        self.tell(self.tr("The figures were copied."))

    def tell(self, sentence: str) -> None:
        """Say something in the tool bar, for a moment."""
        self.bar.set_note(sentence)
        self._note.start()

    def save_csv(self, path: Path) -> None:
        """Write what is shown to a file, in the worker."""
        content = self.csv()
        self._files.run(
            lambda: path.write_text(content, encoding="utf-8", newline=""),
            lambda _count: self.tell(self.tr("Saved as {0}.").format(path.name)),
            lambda error: self._tell_failure(path, error),
        )

    def _copy_card(self, card: ChartCard) -> None:
        span = self.chart_window.span()
        QGuiApplication.clipboard().setText(text_of(self.name(), [self.draw(card, span)], span))
        self.tell(self.tr("The figures were copied."))

    def _ask_csv(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in self.name())
        suggested = str(Path(folder) / f"{plain}.csv")
        kinds = self.tr("Comma-separated values (*.csv)")
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export"), suggested, kinds)
        if path:
            self.save_csv(Path(path))

    def _tell_failure(self, path: Path, error: OSError) -> None:
        why = self.tr("The file {0} could not be written: {1}")
        text = why.format(path, error.strerror or error)
        QMessageBox.warning(self, self.tr("Not exported"), text)

    def _fill_table(self) -> None:
        self._model.show_table(table_of(self.drawings(), self.chart_window.span()))

    def _size_columns(self) -> None:
        header = self.table.horizontalHeader()
        measure, px = self._look.measure("small-medium"), self._look.px
        horizontal = self.table.horizontalHeader().orientation()
        for section in range(self._model.columnCount()):
            text = str(self._model.headerData(section, horizontal))
            width = max(px(90), min(px(320), measure.horizontalAdvance(text) + px(24)))
            header.resizeSection(section, width)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.verticalHeader().setDefaultSectionSize(px(22))
