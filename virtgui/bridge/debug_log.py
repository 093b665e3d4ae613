"""One line on standard error per event and operation, for people and outside tools."""

import logging

from PySide6.QtCore import QObject, Slot

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.ops.base import Operation
from virtgui.core.values.event import Event
from virtgui.core.values.task import Task

_events = logging.getLogger("virtgui.events")
_operations = logging.getLogger("virtgui.operations")


class DebugLog(QObject):
    """Writes what passes through feed and dispatcher to the log."""

    def __init__(self, feed: Feed, dispatcher: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        feed.events_logged.connect(self._on_events)
        feed.tasks_changed.connect(self._on_tasks)
        dispatcher.submitted.connect(self._on_submitted)

    @Slot(object)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            _events.debug(
                "event: %r %s %s %s", event.name, event.kind.value, event.what, event.detail
            )

    @Slot(object)
    def _on_submitted(self, submitted: tuple[Operation, int]) -> None:
        operation, task = submitted
        _operations.debug("operation: %d %s %s", task, operation.code, operation.ref.key)

    @Slot(object)
    def _on_tasks(self, tasks: list[Task]) -> None:
        for task in tasks:
            if task.state.is_over:
                _operations.debug("task: %d %s %r", task.id, task.state.value, task.name)
