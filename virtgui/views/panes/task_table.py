"""The list of tasks, and all that can be done to one."""

import time
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.refs import NODE
from virtgui.core.values.task import Task
from virtgui.models.guard import guard_of
from virtgui.models.task_list import TASK_ROLE, TaskListModel
from virtgui.models.task_words import TaskAction
from virtgui.views.delegates.task_rows import TaskRowDelegate
from virtgui.views.dialogs.confirm import ConfirmDialog
from virtgui.views.dialogs.confirm_words import again_question
from virtgui.views.dialogs.task_details import TaskDetailsDialog
from virtgui.views.look.look import Look
from virtgui.views.panes.pane_list import PaneList


class TaskTable(PaneList):
    """Tasks with their progress; Enter opens details, Delete cancels.

    Signals:
        object_opened: the object of a task is to be shown; carries its reference.
    """

    object_opened = Signal(object)

    def __init__(
        self,
        look: Look,
        model: TaskListModel,
        feed: Feed,
        dispatcher: Dispatcher,
        *,
        clock: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        self._feed = feed
        self._dispatcher = dispatcher
        self._clock = clock
        self._tasks = model
        self._task_rows = TaskRowDelegate(look, self._exists, clock=clock)
        super().__init__(
            look,
            model,
            self._task_rows,
            name=self.tr("Tasks"),
            empty=self.tr("No tasks. What you start, stop or change shows up here."),
            parent=parent,
        )
        self.setObjectName("task_table")
        self.row_opened.connect(lambda index: self.show_details(index.data(TASK_ROLE)))
        self.link_used.connect(self._use_link)
        self.row_removed.connect(lambda index: self.cancel(index.data(TASK_ROLE)))
        self.menu_requested.connect(self._show_menu)
        model.counts_changed.connect(self._settle_ring)
        look.busy.ticked.connect(self._turn)

    def selected(self) -> Task | None:
        """The task of the current row."""
        index = self.currentIndex()
        task = index.data(TASK_ROLE) if index.isValid() else None
        return task if isinstance(task, Task) else None

    def cancel(self, task: Task) -> None:
        """Cancels, where libvirt can."""
        if task.cancellable:
            self._dispatcher.cancel(task.id)

    def copy_virsh(self, task: Task) -> None:
        """Puts the equivalent command lines on the clipboard."""
        QGuiApplication.clipboard().setText("\n".join(task.virsh))

    def show_details(self, task: Task) -> None:
        """Opens the details; whoever has seen them knows of the failure."""
        if task.state.is_over:
            self._tasks.acknowledge((task.id,))
        dialog = TaskDetailsDialog(self._look, task, self._feed, self.window(), clock=self._clock)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.again_requested.connect(self.run_again)
        dialog.cancel_requested.connect(self.cancel)
        dialog.object_opened.connect(self.object_opened)
        dialog.open()

    def run_again(self, task: Task) -> None:
        """Submits the same operation once more; asks first when it may lose data."""
        if not task.state.is_over:
            return
        if not task.operation.loses_data:
            self._submit(task)
            return
        guard = guard_of((task.operation.ref,), self._feed.statuses)
        dialog = ConfirmDialog(self._look, again_question(task, guard), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._submit(task))
        dialog.open()

    def menu_for(self, index: QModelIndex) -> QMenu:
        """The context menu of a row; of none, only what concerns all."""
        menu = QMenu(self)
        task = index.data(TASK_ROLE) if index.isValid() else None
        if isinstance(task, Task):
            self._fill_menu(menu, task)
            menu.addSeparator()
        clear = menu.addAction(self.tr("Clear finished"))
        clear.setObjectName("clear_finished")
        clear.triggered.connect(self._tasks.clear_finished)
        return menu

    def showEvent(self, event: QShowEvent) -> None:
        """Rings turn while they are seen."""
        super().showEvent(event)
        self._settle_ring()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing turns unseen."""
        super().hideEvent(event)
        self._look.busy.release(self)

    def refresh_times(self) -> None:
        """Paints ages anew."""
        self.viewport().update()

    def _fill_menu(self, menu: QMenu, task: Task) -> None:
        look = self._look
        cancel = menu.addAction(self.tr("Cancel"))
        cancel.setEnabled(task.cancellable)
        cancel.triggered.connect(lambda: self.cancel(task))
        details = menu.addAction(look.icon("info"), self.tr("Details…"))
        details.triggered.connect(lambda: self.show_details(task))
        copy = menu.addAction(look.icon("copy"), self.tr("Copy virsh line"))
        copy.triggered.connect(lambda: self.copy_virsh(task))
        again = menu.addAction(look.icon("refresh"), self.tr("Run again"))
        again.setEnabled(task.state.is_over)
        again.triggered.connect(lambda: self.run_again(task))
        opening = menu.addAction(look.icon("link-out"), self.tr("Open object"))
        opening.setEnabled(self._exists(task))
        opening.triggered.connect(lambda: self.object_opened.emit(task.operation.ref))
        names = ("cancel", "details", "copy_virsh", "again", "open")
        for action, name in zip((cancel, details, copy, again, opening), names, strict=True):
            action.setObjectName(name)

    @Slot(object)
    def _use_link(self, index: QModelIndex) -> None:
        task: Task = index.data(TASK_ROLE)
        action = self._task_rows.action(task)
        if action is TaskAction.CANCEL:
            self.cancel(task)
        elif action is TaskAction.OPEN:
            self.object_opened.emit(task.operation.ref)
        else:
            self.show_details(task)

    def _show_menu(self, request: tuple[QModelIndex, QPoint]) -> None:
        self.menu_for(request[0]).popup(request[1])

    def _submit(self, task: Task) -> None:
        self._tasks.acknowledge((task.id,))
        self._dispatcher.submit(task.operation, task.name)

    def _exists(self, task: Task) -> bool:
        ref = task.operation.ref
        if ref.kind == NODE:
            return self._feed.status(ref.connection) is not None
        return self._feed.inventory.get(ref) is not None

    def _settle_ring(self) -> None:
        if self.isVisible() and self._tasks.counts.running:
            self._look.busy.hold(self)
        else:
            self._look.busy.release(self)

    def _turn(self) -> None:
        """Repaints the icons of running rows that are on screen."""
        if not self.isVisible():
            return
        seen = self.viewport().rect()
        for row in range(self._tasks.counts.running):
            index = self._tasks.index(row)
            box = self._task_rows.icon_box(self.option_of(index))
            if box.top() > seen.bottom():
                return
            self.viewport().update(box)
