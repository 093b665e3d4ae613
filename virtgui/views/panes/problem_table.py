"""The list of problems: each with the way to its cure, and alerts with the ways to silence them."""

import time
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from virtgui.core.values.alert import Alert
from virtgui.models.alert_book import HOUR, AlertBook, next_morning
from virtgui.models.durations import moment_text
from virtgui.models.problem_list import PROBLEM_ROLE, Problem, ProblemKind, ProblemListModel
from virtgui.views.delegates.event_rows import ProblemRowDelegate
from virtgui.views.look.look import Look
from virtgui.views.panes.pane_list import PaneList


class ProblemTable(PaneList):
    """Problems, each with the way to its cure.

    Args of the constructor: look; model; `alerts`, which the menu silences; `clock`, the wall
    clock in seconds.

    Signals:
        problem_opened: its cure is wanted; carries the `Problem`.
        problem_dismissed: a person knows and needs no reminder; carries the `Problem`.
        threshold_requested: the rule of an alert is to be edited; carries its id.
        thresholds_requested: all rules are to be shown.
    """

    problem_opened = Signal(object)
    problem_dismissed = Signal(object)
    threshold_requested = Signal(object)
    thresholds_requested = Signal()

    def __init__(
        self,
        look: Look,
        model: ProblemListModel,
        *,
        alerts: AlertBook | None = None,
        clock: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        empty = self.tr("Nothing needs you now.")
        name = self.tr("Problems")
        rows = ProblemRowDelegate(look)
        super().__init__(look, model, rows, name=name, empty=empty, parent=parent)
        self.setObjectName("problem_table")
        self._problems, self._alerts, self._clock = model, alerts, clock
        self.row_opened.connect(self._open)
        self.link_used.connect(self._open)
        self.row_removed.connect(self._dismiss)
        self.menu_requested.connect(self._show_menu)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """The context menu of a row, or of none."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        problem: Problem | None = index.data(PROBLEM_ROLE) if index.isValid() else None
        opening = menu.addAction(self._rows.link_text(index) if problem else self.tr("Open"))
        opening.triggered.connect(lambda: self._open(index))
        copying = menu.addAction(self._look.icon("copy"), self.tr("Copy line"))
        copying.triggered.connect(lambda: QGuiApplication.clipboard().setText(index.data()))
        opening.setEnabled(problem is not None)
        copying.setEnabled(problem is not None)
        if problem is not None and problem.alert is not None:
            self._add_silencing(menu, problem, problem.alert)
        else:
            dismissing = menu.addAction(self.tr("Dismiss"))
            dismissing.triggered.connect(lambda: self._dismiss(index))
            # Hosts and machines leave the list when they are well again, not before.
            dismissing.setEnabled(problem is not None and problem.task is not None)
        if self._alerts is not None:
            self._add_general(menu, self._alerts)
        return menu

    def _add_silencing(self, menu: QMenu, problem: Problem, alert: Alert) -> None:
        book = self._alerts
        if book is None:
            return
        menu.addSeparator()
        if problem.is_silenced:
            self._add(menu, "show_again", self.tr("Show again"), lambda: book.show_again((alert,)))
        else:
            act = self._add(
                menu, "acknowledge", self.tr("Acknowledge"), lambda: book.acknowledge((alert,))
            )
            act.setShortcut(QKeySequence(Qt.Key.Key_Delete))
            act.setShortcutVisibleInContextMenu(True)
            act.setToolTip(self.tr("Silent until it is over"))
        hour = self.tr("Snooze for 1 hour")
        self._add(menu, "snooze_hour", hour, lambda: book.snooze((alert,), HOUR))
        until = next_morning(self._clock())
        morning = self.tr("Snooze until tomorrow, {0}").format(moment_text(until, until))
        self._add(menu, "snooze_day", morning, lambda: book.snooze_until_morning((alert,)))
        edit, rule = self.tr("Edit threshold…"), alert.rule.id
        self._add(menu, "edit_threshold", edit, lambda: self.threshold_requested.emit(rule))

    def _add_general(self, menu: QMenu, book: AlertBook) -> None:
        menu.addSeparator()
        if len(book.open()) > 1:
            words = self.tr("Acknowledge all limits")
            self._add(menu, "acknowledge_all", words, lambda: book.acknowledge(book.open()))
        count, model = self._problems.silenced_count, self._problems
        if count or model.shows_silenced:
            shown = menu.addAction(self.tr("Show %n silenced", "", count))
            shown.setObjectName("show_silenced")
            shown.setCheckable(True)
            shown.setChecked(model.shows_silenced)
            shown.toggled.connect(lambda checked: model.show_silenced(shown=checked))
        self._add(menu, "thresholds", self.tr("Thresholds…"), self.thresholds_requested.emit)

    @staticmethod
    def _add(menu: QMenu, name: str, words: str, act: Callable[[], None]) -> QAction:
        action = menu.addAction(words)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _show_menu(self, request: tuple[QModelIndex, QPoint]) -> None:
        menu = self.menu_for(request[0])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(request[1])

    def _dismiss(self, index: QModelIndex) -> None:
        problem: Problem = index.data(PROBLEM_ROLE)
        if problem.kind is not ProblemKind.ALERT:
            self.problem_dismissed.emit(problem)
        elif self._alerts is not None and problem.alert is not None and not problem.is_silenced:
            self._alerts.acknowledge((problem.alert,))

    def _open(self, index: QModelIndex) -> None:
        problem: Problem = index.data(PROBLEM_ROLE)
        self.problem_opened.emit(problem)
