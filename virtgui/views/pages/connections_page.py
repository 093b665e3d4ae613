"""The page of all connections: how each fares, and what can be done about it."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from virtgui.bridge.feed import Feed
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.models.connection_list import ConnectionListModel
from virtgui.models.connection_texts import connection_facts, state_of
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.node_words import Note
from virtgui.models.plain_text import in_sentence
from virtgui.models.settings_store import Settings
from virtgui.views.connection_table import ConnectionTable
from virtgui.views.look.look import Look
from virtgui.views.node_actions import NodeActions
from virtgui.views.node_menus import NodeEntry
from virtgui.views.pages.overview_parts import ActionHeader, NoteBanners
from virtgui.views.widgets.buttons import LookButton
from virtgui.views.widgets.empty_state import EmptyState
from virtgui.views.widgets.surface import Hairline, Surface

TICK_MS: Final = 1000
_BUTTONS_AFTER_MS: Final = 30
_ANSWER: Final = "answer"
_ON_SELECTION: Final = ("connect", "disconnect", "edit")


class ConnectionsPage(Surface):
    """Header, table of connections in their folders; acts on what is selected.

    Args of the constructor: `actions` does what buttons, menus and keys ask for; `clock` is the
    wall clock in seconds.

    Signals:
        node_opened: the page of a host is wanted; carries its connection's id.
        demo_requested: open the demo host.
    """

    node_opened = Signal(object)
    demo_requested = Signal()

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        settings: Settings,
        connections: ConnectionsStore,
        actions: NodeActions,
        clock: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("connections_page")
        self._feed, self._connections, self._actions = feed, connections, actions
        self._folder: str | None = None
        self.model = ConnectionListModel(feed, connections, clock=clock, parent=self)
        self.header = ActionHeader(look, self._fill_more)
        self.banners = NoteBanners(look)
        self.table = ConnectionTable(look, self.model, settings)
        self._buttons = self._make_buttons()
        self._empty = self._make_empty()
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_BUTTONS_AFTER_MS)
        self._later.timeout.connect(self._refresh)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.model.tick)
        self._listen()
        self._refresh()

    def show_folder(self, folder: str) -> None:
        """Select a folder, when it was not shown already."""
        if folder and (folder != self._folder or not self.isVisible()):
            self.table.show_folder(folder)
        self._folder = folder

    def showEvent(self, event: QShowEvent) -> None:
        """Take up what happened while the page was hidden."""
        super().showEvent(event)
        self._refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        self._later.stop()

    # Making.

    def _make_buttons(self) -> dict[str, LookButton]:
        look = self._look
        made = {
            "add": LookButton(look, self.tr("Add connection…"), "add"),
            "connect": LookButton(look, self.tr("Connect"), "connect"),
            "disconnect": LookButton(look, self.tr("Disconnect"), "close"),
            "edit": LookButton(look, self.tr("Edit…"), "settings"),
        }
        made["add"].clicked.connect(self._actions.add)
        for key in _ON_SELECTION:
            made[key].clicked.connect(lambda _checked=False, key=key: self._act(key))
        for key, button in made.items():
            button.setObjectName(key)
        self.header.set_title(self.tr("Connections"), "connect")
        self.header.set_buttons(list(made.values()))
        return made

    def _make_empty(self) -> EmptyState:
        look = self._look
        add = LookButton(look, self.tr("Add connection…"), "add")
        add.setObjectName("empty_add")
        add.clicked.connect(self._actions.add)
        fetch = LookButton(look, self.tr("Import…"), "save")
        fetch.setObjectName("empty_import")
        fetch.clicked.connect(self._actions.import_connections)
        demo = LookButton(look, self.tr("Open the demo host"), "demo")
        demo.setObjectName("empty_demo")
        demo.clicked.connect(self.demo_requested)
        words = self.tr(
            "A connection leads to the libvirt of a host: of this computer, or of one far away "
            "over SSH. virt-manager's connections can be taken over."
        )
        title = self.tr("No connections yet")
        return EmptyState(look, "connect", title, words, (add, fetch, demo))

    def _lay_out(self) -> None:
        self._stack = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.banners)
        column.addWidget(Hairline(self._look))
        column.addLayout(self._stack, 1)
        for part in (self.table, self._empty):
            self._stack.addWidget(part)
        self.setFocusProxy(self.table)

    def _listen(self) -> None:
        table, actions = self.table, self._actions
        table.selection_changed.connect(self._later.start)
        table.edit_requested.connect(actions.edit_node)
        table.forget_requested.connect(actions.forget_nodes)
        table.copy_requested.connect(actions.copy_addresses)
        table.folder_renamed.connect(actions.rename_folder)
        table.shift_requested.connect(self._shift)
        table.menu_requested.connect(self._popup_menu)
        self.model.spec_edited.connect(actions.update)
        self.header.selection_cleared.connect(table.clearSelection)
        self.banners.link_used.connect(actions.answer)
        self._feed.statuses_changed.connect(self._on_change)
        self._connections.changed.connect(self._on_change)

    # Showing.

    def _on_change(self, _what: object = None) -> None:
        if self.isVisible():
            self._later.start()

    def _refresh(self) -> None:
        is_empty = not self._connections.all()
        self._stack.setCurrentWidget(self._empty if is_empty else self.table)
        self.header.set_facts(() if is_empty else connection_facts(self.model.states()))
        ids = self.table.selected()
        self.header.set_selection(self.tr("%n selected", "", len(ids)) if ids else "")
        self._show_buttons(ids)
        self._show_questions()

    def _show_buttons(self, ids: Sequence[ConnectionId]) -> None:
        entries = self._entries(ids)
        nothing = self.tr("Select connections first.")
        for key in _ON_SELECTION:
            entry = entries.get(key)
            reason = self.tr("Select one connection only.") if ids else nothing
            self._buttons[key].set_reason(entry.reason if entry else reason)
        if "connect" in entries:
            self._buttons["connect"].set_label(entries["connect"].words)

    def _show_questions(self) -> None:
        """Say which connections wait for an answer; each can be answered from here."""
        asking = [spec for spec in self._connections.all() if self._asks(spec)]
        notes = []
        for spec in asking:
            words = self.tr("{0} waits for an answer of yours.").format(in_sentence(spec.name))
            link = (self.tr("Answer…"), str(spec.id))
            notes.append(Note("warn", words, (link,), "question"))
        self.banners.show_notes(notes)

    def _asks(self, spec: ConnectionSpec) -> bool:
        return state_of(self._feed.status(spec.id)) is ConnectionState.ATTENTION

    # Acting.

    def _entries(self, ids: Sequence[ConnectionId]) -> dict[str, NodeEntry]:
        if not ids:
            return {}
        return {entry.key: entry for group in self._actions.entries(ids) for entry in group}

    def _act(self, key: str) -> None:
        entry = self._entries(self.table.selected()).get(key)
        if entry is not None and not entry.reason:
            entry.act()

    def _shift(self, ids: Sequence[ConnectionId], is_up: bool) -> None:
        self._actions.shift(ids, up=is_up)

    def _fill_more(self, menu: QMenu) -> None:
        """The menu "more": what can be done with the selection, then with the whole list."""
        self._fill(menu)
        if not menu.isEmpty():
            menu.addSeparator()
        for key, icon, words, act in (
            ("import", "save", self.tr("Import…"), self._actions.import_connections),
            ("export_all", "export", self.tr("Export all…"), self._actions.export),
        ):
            action = QAction(self._look.icon(icon), words, menu)
            action.setObjectName(key)
            action.triggered.connect(lambda _checked=False, act=act: act())
            menu.addAction(action)

    def _fill(self, menu: QMenu) -> None:
        folder, ids = self.table.selected_folder(), self.table.selected()
        if folder:
            self._actions.fill_folder_menu(menu, folder)
            return
        if len(ids) == 1:
            show = menu.addAction(self._look.icon("node"), self.tr("Show the host"))
            show.setObjectName("show")
            show.triggered.connect(lambda _checked=False: self.node_opened.emit(ids[0]))
            menu.addSeparator()
        self._actions.fill_menu_of(menu, ids)

    def _popup_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self._fill(menu)
        if menu.isEmpty():
            self._fill_more(menu)
        menu.popup(place)
