"""The bottom pane: tasks, events and problems; folded it is one line."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.models.alert_book import AlertBook
from virtgui.models.event_list import EventListModel
from virtgui.models.problem_list import Problem, ProblemKind, ProblemListModel
from virtgui.models.settings_store import Settings
from virtgui.models.task_list import TaskListModel
from virtgui.views.delegates.pane_rows import ROW
from virtgui.views.delegates.task_rows import TaskRowDelegate
from virtgui.views.look.look import Look
from virtgui.views.panes.event_table import EventTable
from virtgui.views.panes.pane_head import FOLDED, HEAD, FoldedLine, PaneHead
from virtgui.views.panes.problem_table import ProblemTable
from virtgui.views.panes.task_table import TaskTable

STATE: Final = "task_pane"
"""The name under which the settings keep fold, height and tab."""
_TICK_MS: Final = 1_000
_SLOW_TICK_MS: Final = 15_000
_KEEP_AFTER_MS: Final = 800
_USUAL_HEIGHT: Final = HEAD + 4 * ROW
_TALLEST: Final = 10_000
"""In design pixels, more than any screen has: what is kept as taller is not a height."""
_NO_LIMIT: Final = 16_777_215


class TaskPane(QWidget):
    """Tasks with progress, the event log, and what wants a person.

    The models are public: pages and badges use the same ones.

    Signals:
        object_opened: an object is to be shown; carries its reference.
        connection_problem_requested: "Find out why" of a host; carries the connection's id.
        folded_changed: carries whether the pane is folded now.
        threshold_requested: a rule is to be edited; carries its id.
        thresholds_requested: all rules are to be shown.
    """

    object_opened = Signal(object)
    connection_problem_requested = Signal(object)
    folded_changed = Signal(object)
    threshold_requested = Signal(object)
    thresholds_requested = Signal()

    def __init__(
        self,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        alerts: AlertBook | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._settings = settings
        self._clock = clock
        self.tasks = TaskListModel(feed, self, clock=clock)
        self.events = EventListModel(feed, parent=self)
        self.problems = ProblemListModel(feed, self.tasks, self, alerts=alerts)
        self.task_table = TaskTable(look, self.tasks, feed, dispatcher, clock=clock)
        self.event_table = EventTable(look, self.events)
        self.problem_table = ProblemTable(look, self.problems, alerts=alerts, clock=clock)
        self._head = PaneHead(look)
        self._line = FoldedLine(look, TaskRowDelegate(look, lambda task: True, clock=clock))
        self._stack = QStackedWidget()
        self._tick = QTimer(self)
        self._keep = QTimer(self)
        self._height: float = _USUAL_HEIGHT
        self._is_folded = False
        self._lay_out()
        self._connect()
        self._restore()
        self._on_counts()
        self._on_problems()

    @property
    def is_folded(self) -> bool:
        """Whether only one line is shown."""
        return self._is_folded

    def set_folded(self, folded: bool) -> None:
        """Folds or unfolds; within a splitter the height of before is claimed again."""
        if folded == self._is_folded:
            return
        self._apply_fold(folded)
        self._keep.start()
        self.folded_changed.emit(folded)

    def show_tab(self, place: int) -> None:
        """Unfolds with a tab: 0 tasks, 1 events, 2 problems."""
        self.set_folded(False)
        self._head.tabs.setCurrentIndex(place)
        (self.task_table, self.event_table, self.problem_table)[place].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Remembers the height that the user has given."""
        super().resizeEvent(event)
        if not self._is_folded and self.isVisible():
            # With a digit more than whole: the way back leads to the very same pixels.
            self._height = max(HEAD + ROW, round(self.height() / self._look.metrics.k, 1))
            self._keep.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ages grow while they are seen."""
        super().showEvent(event)
        self._settle_timer()

    def hideEvent(self, event: QHideEvent) -> None:
        """No timer runs unseen; what was arranged is kept."""
        super().hideEvent(event)
        self._settle_timer()
        self._look.busy.release(self)
        if self._keep.isActive():
            self._keep_state()

    def _lay_out(self) -> None:
        for table in (self.task_table, self.event_table, self.problem_table):
            self._stack.addWidget(table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        column.addWidget(self._line)
        self.setObjectName("task_pane")
        self.setAccessibleName(self.tr("Tasks and events"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def _connect(self) -> None:
        self._tick.timeout.connect(self._on_tick)
        self._keep.setSingleShot(True)
        self._keep.setInterval(_KEEP_AFTER_MS)
        self._keep.timeout.connect(self._keep_state)
        self._head.tab_chosen.connect(self._on_tab)
        self._head.copy_requested.connect(self._copy_virsh)
        self._head.fold_requested.connect(lambda: self.set_folded(True))
        self._line.unfold_requested.connect(self._unfold)
        self.tasks.counts_changed.connect(self._on_counts)
        self.problems.problems_changed.connect(self._on_problems)
        self.task_table.row_selected.connect(self._on_selected)
        self.tasks.rowsRemoved.connect(self._on_selected)
        self.task_table.object_opened.connect(self.object_opened)
        self.event_table.object_opened.connect(self.object_opened)
        self.problem_table.problem_opened.connect(self._open_problem)
        self.problem_table.problem_dismissed.connect(self._dismiss)
        self.problem_table.threshold_requested.connect(self.threshold_requested)
        self.problem_table.thresholds_requested.connect(self.thresholds_requested)
        self._look.changed.connect(self._limit_height)
        self._on_selected()

    def _restore(self) -> None:
        state = self._settings.window_state(STATE)
        kept = state if isinstance(state, dict) else {}
        height, tab = kept.get("height"), kept.get("tab")
        if isinstance(height, int | float) and HEAD + ROW <= height <= _TALLEST:
            self._height = height
        if isinstance(tab, int) and 0 <= tab < self._stack.count():
            self._head.tabs.setCurrentIndex(tab)
        self._apply_fold(kept.get("folded") is not False)

    def _keep_state(self) -> None:
        self._keep.stop()
        state = {
            "folded": self._is_folded,
            "height": self._height,
            "tab": self._stack.currentIndex(),
        }
        self._settings.keep_window_state(STATE, state)

    def _apply_fold(self, folded: bool) -> None:
        height = self._height
        self._is_folded = folded
        self._limit_height()
        self._head.setVisible(not folded)
        self._stack.setVisible(not folded)
        self._line.setVisible(folded)
        # A splitter does not take back by itself what a child may no longer fill.
        self._claim(self._look.px(FOLDED if folded else height))
        self._settle_timer()

    def _limit_height(self) -> None:
        px = self._look.px
        if self._is_folded:
            self.setFixedHeight(px(FOLDED))
        else:
            self.setMinimumHeight(px(HEAD + ROW))
            self.setMaximumHeight(_NO_LIMIT)

    def _claim(self, height: int) -> None:
        """Takes a height: of the splitter around the pane, or its own."""
        splitter = self.parentWidget()
        if not isinstance(splitter, QSplitter):
            self.resize(self.width(), height)
            return
        sizes, place = splitter.sizes(), splitter.indexOf(self)
        neighbour = max(0, place - 1)
        if not self.isVisible() or place == neighbour:
            return
        sizes[neighbour] = max(0, sizes[neighbour] + sizes[place] - height)
        sizes[place] = height
        splitter.setSizes(sizes)

    @Slot(object)
    def _unfold(self, place: int | None) -> None:
        self.set_folded(False)
        if place is not None:
            self.show_tab(place)

    @Slot(object)
    def _on_tab(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self._head.show_task_parts(shown=place == 0)
        self._keep.start()

    @Slot()
    def _on_counts(self) -> None:
        counts = self.tasks.counts
        parts = (
            (self.tr("%n running", "", counts.running), counts.running),
            (self.tr("%n failed", "", counts.failed), counts.failed),
            (self.tr("%n unknown", "", counts.unknown), counts.unknown),
            (self.tr("%n cancelled", "", counts.cancelled), counts.cancelled),
            (self.tr("%n done", "", counts.done), counts.done),
        )
        self._head.set_counts(" · ".join(words for words, count in parts if count))
        self._line.show_task(self.tasks.newest(), self._clock())
        self._settle_timer()

    @Slot()
    def _on_problems(self) -> None:
        count = self.problems.open_count
        self._head.set_problems(count)
        self._line.set_problems(count)

    @Slot()
    def _on_selected(self) -> None:
        chosen = self.task_table.selected()
        self._head.set_copy_reason("" if chosen else self.tr("Select a task first."))

    def _copy_virsh(self) -> None:
        task = self.task_table.selected()
        if task is not None:
            self.task_table.copy_virsh(task)

    @Slot(object)
    def _open_problem(self, problem: Problem) -> None:
        if problem.kind is ProblemKind.TASK and problem.task is not None:
            self.task_table.show_details(problem.task)
        elif problem.kind is ProblemKind.CONNECTION:
            self.connection_problem_requested.emit(problem.ref.connection)
        else:
            self.object_opened.emit(problem.ref)

    @Slot(object)
    def _dismiss(self, problem: Problem) -> None:
        if problem.task is not None:
            self.tasks.acknowledge((problem.task.id,))

    def _settle_timer(self) -> None:
        """One timer: each second while something runs, else rarely; none unseen or folded."""
        if not self.isVisible() or self._is_folded:
            self._tick.stop()
        else:
            running = bool(self.tasks.counts.running)
            wanted = _TICK_MS if running else _SLOW_TICK_MS
            if not self._tick.isActive() or self._tick.interval() != wanted:
                self._tick.start(wanted)
        if self.isVisible() and self._is_folded and self.tasks.counts.running:
            self._look.busy.hold(self)
        else:
            self._look.busy.release(self)

    @Slot()
    def _on_tick(self) -> None:
        self.task_table.refresh_times()
