"""What the window says unasked: toasts, desktop notifications, faults, the question at the end."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QSystemTrayIcon

from virtgui.bridge.feed import Feed
from virtgui.core.values.task import Task, TaskState
from virtgui.models.alert_book import AlertBook
from virtgui.models.error_words import one_line
from virtgui.models.plain_text import one_line as plain
from virtgui.models.settings_store import Settings, StoreProblem
from virtgui.models.words import operation_word, task_state_word
from virtgui.views.alert_notices import AlertNotices
from virtgui.views.dialogs.confirm import ConfirmDialog, ConfirmQuestion
from virtgui.views.dialogs.fault import FaultReporter
from virtgui.views.look.look import Look
from virtgui.views.widgets.toast import Toast

if TYPE_CHECKING:
    from virtgui.views.main_window import MainWindow


_PROBLEMS: Final = 2
"""The tab of the pane."""


class Notices(QObject):
    """Toasts, tray, notifications, fault reports."""

    def __init__(
        self,
        window: "MainWindow",
        *,
        look: Look,
        feed: Feed,
        settings: Settings,
        alerts: AlertBook,
    ) -> None:
        super().__init__(window)
        self._window, self._look, self._settings = window, look, settings
        self._running: dict[int, Task] = {}
        self._toast = Toast(look, window)
        self._faults = FaultReporter(look, feed, window)
        self._tray: QSystemTrayIcon | None = None
        self._is_hidden = self._leads_to_problems = False
        self._told_alerts = AlertNotices(
            feed, settings, alerts, self._notify, window.isActiveWindow, self
        )
        feed.tasks_changed.connect(self._on_tasks)
        settings.changed.connect(self._on_setting)
        self._show_tray()

    def tell(self, text: str) -> None:
        """Say something that needs no answer."""
        self._toast.show_message(text)

    def _warn(self, text: str) -> None:
        self._toast.show_message(text, icon="warn")

    def tell_problems(self, problems: tuple[StoreProblem | None, ...]) -> None:
        """Say once that a file of ours could not be used, and where it is now."""
        if StoreProblem.NEWER in problems:
            self._warn(
                self.tr(
                    "The settings were written by a newer version. They are kept as a backup; "
                    "the defaults are used."
                )
            )
        elif any(problems):
            self._warn(
                self.tr(
                    "The settings could not be read. They are kept as a backup; "
                    "the defaults are used."
                )
            )

    @property
    def stays_in_tray(self) -> bool:
        """Whether closing the window leaves the program in the system's tray."""
        return bool(self._settings.get("tray.enabled")) and self._tray_is_there()

    @staticmethod
    def _tray_is_there() -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_hidden(self, hidden: bool) -> None:
        """The window is minimised or shown again: polls slow down or not."""
        if hidden != self._is_hidden:
            self._is_hidden = hidden
            self._window.slow_down(hidden)

    def may_close(self, edited: Sequence[str] = ()) -> bool:
        """Whether the program may end; asks when operations are on their way or edits wait."""
        return self._may_drop(edited) and self._may_end_tasks()

    def _may_drop(self, edited: Sequence[str]) -> bool:
        if not edited:
            return True
        question = ConfirmQuestion(
            title=self.tr("Quit with changes that are not applied?"),
            lines=(self.tr("They are lost when the program ends."),),
            names=tuple(map(plain, edited)),
            verb=self.tr("Discard and quit"),
        )
        return self._ask(question)

    def _may_end_tasks(self) -> bool:
        if not self._running:
            return True
        lines = tuple(
            self.tr("{0}: {1}").format(operation_word(task.operation.code), plain(task.name))
            for task in self._running.values()
        )
        question = ConfirmQuestion(
            title=self.tr("Quit while %n operation(s) run?", "", len(lines)),
            lines=(
                self.tr("The hosts go on with what they have begun."),
                self.tr("How it ends is not shown here then."),
            ),
            names=lines,
            verb=self.tr("Quit"),
        )
        return self._ask(question)

    def _ask(self, question: ConfirmQuestion) -> bool:
        dialog = ConfirmDialog(self._look, question, self._window)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return accepted

    @Slot(object)
    def _on_tasks(self, tasks: list[Task]) -> None:
        for task in tasks:
            if not task.state.is_over:
                self._running[task.id] = task
                continue
            self._running.pop(task.id, None)
            if self._is_worth_telling(task):
                self._notify_of(task)

    def _is_worth_telling(self, task: Task) -> bool:
        if not self._settings.get("notify.long_tasks") or self._window.isActiveWindow():
            return False
        took = (task.ended_at or task.submitted_at) - task.submitted_at
        return task.state is not TaskState.DONE or took >= self._settings.get("notify.after")

    def _notify_of(self, task: Task) -> None:
        title = self.tr("{0}: {1}").format(operation_word(task.operation.code), plain(task.name))
        text = one_line(task.error) if task.error else task_state_word(task.state)
        self._notify(title, text)

    def _notify(self, title: str, text: str, problems: bool = False) -> None:
        """A notification of the desktop, through a tray icon that may be shown for it only.

        Args:
            title: its first line.
            text: what it says.
            problems: whether a click on it leads to the problems.
        """
        if not QSystemTrayIcon.isSystemTrayAvailable():
            QApplication.alert(self._window)
            return
        tray = self._tray or self._make_tray()
        tray.show()
        self._leads_to_problems = problems
        tray.showMessage(title, text, self._look.application_icon())

    def _make_tray(self) -> QSystemTrayIcon:
        tray = self._tray = QSystemTrayIcon(self._look.application_icon(), self)
        menu = QMenu(self._window)
        menu.addAction(self.tr("Show virtgui"), self._window.come_to_front)
        menu.addAction(self.tr("Quit"), self._window.quit)
        tray.setContextMenu(menu)
        tray.activated.connect(self._window.come_to_front)
        tray.messageClicked.connect(self._on_message)
        return tray

    @Slot()
    def _on_message(self) -> None:
        self._window.come_to_front()
        if self._leads_to_problems:
            self._window.task_pane.show_tab(_PROBLEMS)

    @Slot(object)
    def _on_setting(self, key: str) -> None:
        if key == "tray.enabled":
            self._show_tray()

    def _show_tray(self) -> None:
        if not self._settings.get("tray.enabled"):
            if self._tray:
                self._tray.hide()
            return
        tray = self._tray or self._make_tray()
        tray.setToolTip("virtgui")
        tray.show()
