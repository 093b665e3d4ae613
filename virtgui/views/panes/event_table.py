"""The list of events."""

from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from virtgui.core.values.event import Event
from virtgui.models.event_list import EVENT_ROLE, EventListModel
from virtgui.views.delegates.event_rows import EventRowDelegate
from virtgui.views.look.look import Look
from virtgui.views.panes.pane_list import PaneList


class EventTable(PaneList):
    """Events, newest first; also for the pages of hosts and machines.

    Signals:
        object_opened: the object of an event is to be shown; carries its reference.
    """

    object_opened = Signal(object)

    def __init__(
        self,
        look: Look,
        model: EventListModel,
        *,
        shows_node: bool = True,
        shows_object: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        rows = EventRowDelegate(look, shows_node=shows_node, shows_object=shows_object)
        name = self.tr("Events")
        empty = self.tr("Nothing has happened since the program was started.")
        super().__init__(look, model, rows, name=name, empty=empty, parent=parent)
        self.setObjectName("event_table")
        self._events = model
        self.row_opened.connect(self._open)
        self.menu_requested.connect(self._show_menu)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """The context menu of a row."""
        menu = QMenu(self)
        look = self._look
        opening = menu.addAction(look.icon("link-out"), self.tr("Open"))
        opening.triggered.connect(lambda: self._open(index))
        copying = menu.addAction(look.icon("copy"), self.tr("Copy line"))
        copying.triggered.connect(lambda: QGuiApplication.clipboard().setText(index.data()))
        for action in (opening, copying):
            action.setEnabled(index.isValid())
        menu.addSeparator()
        menu.addAction(self.tr("Clear events")).triggered.connect(self._events.clear)
        return menu

    def _open(self, index: QModelIndex) -> None:
        event: Event = index.data(EVENT_ROLE)
        self.object_opened.emit(event.ref)

    def _show_menu(self, request: tuple[QModelIndex, QPoint]) -> None:
        self.menu_for(request[0]).popup(request[1])
