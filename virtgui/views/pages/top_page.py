"""Who eats the hosts: running machines of the whole fleet by one live figure."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import ObjectRef
from virtgui.models.charts.chart_specs import ChartSpec
from virtgui.models.charts.drawing import ChartFacts, Drawing, Item, Source, Span, draw
from virtgui.models.top_list import REF_ROLE, TOP_FIGURES, TopFigure, TopListModel
from virtgui.models.words import operation_word, refusal_word
from virtgui.views.delegates.top_rows import TopRowDelegate
from virtgui.views.domain_actions_protocol import DomainActionsLike
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import PAGE_MARGIN
from virtgui.views.pages.compare_page import CompareCharts
from virtgui.views.pages.overview_parts import ActionHeader
from virtgui.views.widgets.buttons import DestructiveButton, LookButton
from virtgui.views.widgets.chart.card import ChartCard
from virtgui.views.widgets.empty_state import EmptyState
from virtgui.views.widgets.header_view import LookHeaderView
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.surface import Surface

CHART_MS: Final = 5000
"""How long the chart keeps its machines: lines that come and go cannot be read."""
_COLORS: Final = 6
_HEADING_ROOM: Final = 32
"""Beside the words of a heading: its padding and the chevron."""
_WIDTHS: Final = (200, 130, 84, 104, 96, 96, 96, 84, 124)


class TopCharts(CompareCharts):
    """The greatest in one chart: stacked where their figures add up."""

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        self._figure = next(iter(TOP_FIGURES.values()))
        super().__init__(look=look, feed=feed, dispatcher=dispatcher, now=now, parent=parent)
        self.show_figure(self._figure)

    def show_figure(self, figure: TopFigure) -> None:
        """Chart another figure."""
        self._figure = figure
        self.choose(figure.spec)

    def draw(self, card: ChartCard, span: Span) -> Drawing:
        """A line for each machine: the sum of the figure's metrics."""
        keys = tuple(SeriesKey(metric) for metric in self._figure.metrics)
        items = tuple(
            Item(
                str(number), name, number % _COLORS, (Source(keys, of=number),),
                is_dashed=number >= _COLORS,
            )
            for number, name in enumerate(self.names)
        )  # fmt: skip
        spec: ChartSpec = card.spec
        return draw(spec, items, self.figures.series, span, ChartFacts(), card.hidden)

    def wanted_keys(self) -> frozenset[SeriesKey]:
        """The metrics of the figure."""
        return frozenset(SeriesKey(metric) for metric in self._figure.metrics)


class TopPage(Surface):
    """Header with actions on the selection, chooser, chart, list.

    Signals:
        domain_opened: a machine is wanted; carries its reference.
    """

    domain_opened = Signal(object)

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        actions: DomainActionsLike,
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("top_page")
        self._feed, self._actions = feed, actions
        self.model = TopListModel(feed, self)
        self.header = ActionHeader(look, self._fill_menu)
        segments = [Segment(figure.key, figure.title) for figure in TOP_FIGURES.values()]
        self.chooser = SegmentedControl(look, segments, name=self.tr("What counts"))
        self.freeze = LookButton(look, self.tr("Freeze"), "pause")
        self.freeze.setCheckable(True)
        self.charts = TopCharts(look=look, feed=feed, dispatcher=dispatcher, now=now)
        self.table = QTableView()
        self.nothing = EmptyState(
            look, "chart", self.tr("Nothing runs"),
            self.tr("Running machines of all connected hosts are listed here."),
        )  # fmt: skip
        self._delegate = TopRowDelegate(look, self.table)
        self._turn = QTimer(self)
        self._turn.setInterval(CHART_MS)
        self._make_buttons()
        self._set_up_table()
        self._lay_out()
        self._listen()
        self._show_state()

    def selected_refs(self) -> tuple[ObjectRef, ...]:
        """What commands act on."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self.model.rows()[row].ref for row in rows)

    def choose(self, key: str) -> None:
        """Sort by another figure, and chart it."""
        self.chooser.choose(key)
        self._on_chosen(key)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the figures."""
        super().showEvent(event)
        self.model.set_active(is_active=True)
        self._turn.start()
        self._take_greatest()
        self._show_state()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing while nobody looks."""
        super().hideEvent(event)
        self.model.set_active(is_active=False)
        self._turn.stop()

    def _make_buttons(self) -> None:
        look = self._look
        self._open = LookButton(look, self.tr("Open"), "forward")
        self._pause = LookButton(look, operation_word("pause"), "pause")
        self._kill = DestructiveButton(look, operation_word("destroy"), "poweroff")
        self._open.clicked.connect(self._open_selected)
        self._pause.clicked.connect(lambda: self._trigger("pause"))
        self._kill.clicked.connect(lambda: self._trigger("destroy"))
        self.header.set_head((self.tr("Top"), "chart"), ("", "", "text"), ())
        self.header.set_buttons([self._open, self._pause, self._kill])

    def _set_up_table(self) -> None:
        table, look = self.table, self._look
        table.setModel(self.model)
        head = LookHeaderView(look, parent=table)
        table.setHorizontalHeader(head)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(look.px(26))
        table.setShowGrid(False)
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setMouseTracking(True)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.setItemDelegate(self._delegate)
        table.setAccessibleName(self.tr("Machines that take the most"))
        measure = look.measure("small-strong")
        for column, width in enumerate(_WIDTHS):
            words = str(self.model.headerData(column, Qt.Orientation.Horizontal))
            room = measure.horizontalAdvance(words) + look.px(_HEADING_ROOM)
            table.setColumnWidth(column, max(look.px(width), room))
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, head.ResizeMode.Stretch)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(2, Qt.SortOrder.DescendingOrder)

    def _lay_out(self) -> None:
        px = self._look.px
        line = QHBoxLayout()
        line.setContentsMargins(px(PAGE_MARGIN), px(4), px(PAGE_MARGIN), px(4))
        line.addWidget(self.chooser)
        line.addStretch(1)
        line.addWidget(self.freeze)
        self._parts = QSplitter(Qt.Orientation.Vertical)
        self._parts.addWidget(self.charts)
        self._parts.addWidget(self.table)
        self._parts.setStretchFactor(0, 1)
        self._parts.setStretchFactor(1, 1)
        self._parts.setSizes([px(320), px(320)])
        self._parts.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(line)
        column.addWidget(self._parts, 1)
        column.addWidget(self.nothing, 1)

    def _listen(self) -> None:
        table, model = self.table, self.model
        self.chooser.segment_chosen.connect(self._on_chosen)
        self.freeze.toggled.connect(self._on_frozen)
        self._turn.timeout.connect(self._take_greatest)
        table.activated.connect(self._open_index)
        table.customContextMenuRequested.connect(self._popup)
        table.horizontalHeader().sectionClicked.connect(self._on_section)
        table.selectionModel().selectionChanged.connect(lambda *_: self._show_state())
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._show_state)
        self._feed.inventory_changed.connect(lambda _delta: self._show_state())

    def _on_chosen(self, key: str) -> None:
        self.model.sort_by(key)
        place = 2 + list(TOP_FIGURES).index(key)
        self._delegate.sorted_column = place
        self.table.horizontalHeader().setSortIndicator(place, Qt.SortOrder.DescendingOrder)
        self.table.viewport().update()
        self.charts.show_figure(TOP_FIGURES[key])
        self._take_greatest()

    def _on_section(self, section: int) -> None:
        if section < 2:
            place = self._delegate.sorted_column
            self.table.horizontalHeader().setSortIndicator(place, Qt.SortOrder.DescendingOrder)
            return
        self.choose(list(TOP_FIGURES)[section - 2])

    def _on_frozen(self, frozen: bool) -> None:  # a signal's slot
        self.model.set_frozen(frozen)
        if frozen:
            self._turn.stop()
            self.charts.chart_window.pause(is_paused=True)
        else:
            self._turn.start()
            self.charts.chart_window.follow()
            self._take_greatest()

    def _take_greatest(self) -> None:
        if not self.model.is_frozen:
            self.charts.show_domains(self.model.greatest())

    def _show_state(self) -> None:
        refs = self.selected_refs()
        is_empty = self.model.rowCount() == 0
        self._parts.setVisible(not is_empty)
        self.nothing.setVisible(is_empty)
        self.header.set_facts(self._facts(refs))
        one = "" if len(refs) == 1 else self.tr("Select one machine first.")
        self._open.set_reason(one)
        self._pause.set_reason(self._reason("pause", refs))
        self._kill.set_reason(self._reason("destroy", refs))

    def _facts(self, refs: Sequence[ObjectRef]) -> list[str]:
        facts = [self.tr("%n running", "", self.model.rowCount())]
        if self.model.is_frozen:
            facts.append(self.tr("frozen"))
        if refs:
            facts.append(self.tr("%n selected", "", len(refs)))
        return facts

    def _reason(self, action_id: str, refs: Sequence[ObjectRef]) -> str:
        if not refs:
            return self.tr("Select machines first.")
        possible = self._actions.possible(action_id, refs)
        if possible.able:
            return ""
        return refusal_word(possible.reason) if possible.reason else self.tr("It is gone.")

    def _trigger(self, action_id: str) -> None:
        refs = self.selected_refs()
        if refs:
            self._actions.trigger(action_id, refs)

    def _open_index(self, index: QModelIndex) -> None:
        self.domain_opened.emit(index.data(REF_ROLE))

    def _open_selected(self) -> None:
        refs = self.selected_refs()
        if len(refs) == 1:
            self.domain_opened.emit(refs[0])

    def _popup(self, place: QPoint) -> None:
        refs = self.selected_refs()
        if not refs:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self._actions.fill_menu(menu, refs)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _fill_menu(self, menu: QMenu) -> None:
        refs = self.selected_refs()
        if refs:
            self._actions.fill_menu(menu, refs)
        else:
            menu.addAction(self.tr("Select machines first.")).setEnabled(False)
