"""The frame of the window: top bar, navigator, pages, task pane. What they do is their own."""

import base64
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSplitter, QVBoxLayout, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.search import Query
from virtgui.models import place as places
from virtgui.models.alert_book import AlertBook
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.history import PlaceHistory
from virtgui.models.navigator import NavigatorModel
from virtgui.models.place import Place, PlaceKind
from virtgui.models.prompt_queue import PromptQueue
from virtgui.models.rules_store import RulesStore
from virtgui.models.settings_store import Settings
from virtgui.models.vocabulary import read_vocabulary
from virtgui.views.command_palette import CommandPalette
from virtgui.views.domain_actions import DomainActions
from virtgui.views.look.look import Look
from virtgui.views.navigator import Navigator
from virtgui.views.node_actions import NodeActions
from virtgui.views.notices import Notices
from virtgui.views.page_set import PageSet
from virtgui.views.panes.task_pane import STATE as TASK_PANE_STATE
from virtgui.views.panes.task_pane import TaskPane
from virtgui.views.prompts.overlay import PromptOverlay
from virtgui.views.search_bar import SearchBar
from virtgui.views.threshold_actions import ThresholdActions
from virtgui.views.top_bar import TopBar
from virtgui.views.widgets.surface import Hairline
from virtgui.views.window_commands import WindowCommands

_GEOMETRY: Final = "window.geometry"
_NAVIGATOR: Final = "window.navigator_width"
_FOLD_BELOW: Final = 1100


class MainWindow(QMainWindow):
    """The one window of the program."""

    demo_requested = Signal()

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        settings: Settings,
        connections: ConnectionsStore,
        rules: RulesStore,
        alerts: AlertBook,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("virtgui")
        self.setMinimumSize(look.px(900), look.px(600))
        self._look, self._feed, self._settings = look, feed, settings
        self._dispatcher, self._connections = dispatcher, connections
        self._wanted_domain = ""
        self._is_folded_by_hand = False
        self._is_quitting = False
        self.history = PlaceHistory(self)
        self.actions_on_domains = DomainActions(
            look=look, feed=feed, dispatcher=dispatcher, settings=settings, window=self
        )
        self.actions_on_nodes = NodeActions(
            look=look, feed=feed, dispatcher=dispatcher, connections=connections, window=self
        )
        self._navigator_model = NavigatorModel(
            feed, connections, lambda: settings.get("views.saved"), self, alerts=alerts
        )
        self.navigator = Navigator(look, self._navigator_model, settings)
        self.search = SearchBar(look, lambda: read_vocabulary(feed))
        self.top_bar = TopBar(look, self.history, self.search)
        self.task_pane = TaskPane(look, feed, dispatcher, settings, alerts=alerts)
        self.thresholds = ThresholdActions(
            look=look, feed=feed, connections=connections, rules=rules, window=self
        )
        self.pages = PageSet(
            self,
            look=look,
            feed=feed,
            dispatcher=dispatcher,
            settings=settings,
            connections=connections,
            rules=rules,
            alerts=alerts,
        )
        self._lay_out()
        self.prompts = PromptOverlay(
            look, PromptQueue(feed, parent=self), dispatcher, self, below=self.top_bar
        )
        self.commands = WindowCommands(self, look=look, feed=feed, connections=connections)
        self.palette_popup = CommandPalette(look, self.commands.all, self)
        self.notices = Notices(self, look=look, feed=feed, settings=settings, alerts=alerts)
        self._join()
        self._restore_state()
        self.go(places.FLEET if connections.all() else places.WELCOME)

    def go(self, place: Place) -> None:
        """Show a place, and keep the way back; a page with edits may ask first."""
        if not self.pages.may_leave(place):
            self.navigator.view.show_place(self.history.current or place)
            return
        self.history.visit(place)
        self._show(place)

    def go_to_domain(self, name: str, page: str = "overview") -> None:
        """Show the domain of that name, as soon as it is known."""
        self._wanted_domain = name
        self.pages.wanted_tab = page
        self._look_for_wanted()

    @Slot(object)
    def answer(self, connection: ConnectionId | None = None) -> None:
        """Go to the question of a connection; one that shares its way goes to what is shown."""
        if not self.prompts.focus_panel(connection):
            self.prompts.focus_panel()

    def quit(self) -> None:
        """End the program, also where closing the window would leave it in the tray."""
        self._is_quitting = True
        if self.close():
            QApplication.quit()

    def come_to_front(self) -> None:
        """Bring the window before the others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def keep_state(self) -> None:
        """Keep sizes and open folders for the next start."""
        geometry = base64.b64encode(self.saveGeometry().data()).decode()
        self._settings.keep_window_state(_GEOMETRY, geometry)
        if self.navigator.isVisible():
            self._settings.keep_window_state(_NAVIGATOR, self._columns.sizes()[0])
        self.navigator.keep_state()

    @property
    def settings(self) -> Settings:
        """The settings of the program."""
        return self._settings

    def slow_down(self, slowed: bool) -> None:
        """Poll slowly while nobody looks."""
        self._dispatcher.set_polling(replace(self._settings.polling(), slowed=slowed))

    def fold_navigator(self) -> None:
        """Hide or show the navigator."""
        self._is_folded_by_hand = True
        self.navigator.setVisible(not self.navigator.isVisible())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override QWidget: a narrow window gives its width to the page."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= self._look.px(_FOLD_BELOW)
        if not self._is_folded_by_hand:
            self.navigator.setVisible(is_wide)

    def changeEvent(self, event: QEvent) -> None:
        """Override QWidget: a hidden window polls slowly."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.notices.set_hidden(self.isMinimized())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Override QWidget: with a tray icon the program stays there; else it may ask first."""
        if self.notices.stays_in_tray and not self._is_quitting:
            self.hide()
            event.ignore()
            return
        if self.notices.may_close(self.pages.edited_names()):
            self.keep_state()
            event.accept()
            return
        self._is_quitting = False
        event.ignore()

    def _lay_out(self) -> None:
        look = self._look
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._rows.addWidget(self.pages.stack)
        self._rows.addWidget(self.task_pane)
        self._rows.setStretchFactor(0, 1)
        self._rows.setStretchFactor(1, 0)
        self._rows.setCollapsible(0, False)
        self._rows.setCollapsible(1, False)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.addWidget(self.navigator)
        self._columns.addWidget(self._rows)
        self._columns.setStretchFactor(1, 1)
        self._columns.setChildrenCollapsible(False)
        self.navigator.setMinimumWidth(look.px(180))
        self.navigator.setMaximumWidth(look.px(400))
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addWidget(Hairline(look))
        layout.addWidget(self._columns, 1)
        self.setCentralWidget(centre)

    def _join(self) -> None:
        self.navigator.view.place_chosen.connect(self.go)
        self.navigator.view.menu_requested.connect(self._on_menu)
        self.navigator.add_requested.connect(self.actions_on_nodes.add)
        self.navigator.preferences_requested.connect(self.commands.open_preferences)
        self.top_bar.step_requested.connect(self._on_step)
        self.top_bar.commands_requested.connect(self.palette_popup.open)
        self.top_bar.navigator_requested.connect(self.fold_navigator)
        self.search.query_changed.connect(self._on_query)
        self.search.list_wanted.connect(self.pages.focus_list)
        self.task_pane.object_opened.connect(self.open_object)
        self.task_pane.connection_problem_requested.connect(self.actions_on_nodes.explain)
        self.task_pane.threshold_requested.connect(self.thresholds.edit)
        self.task_pane.thresholds_requested.connect(self.thresholds.open)
        self.actions_on_domains.thresholds_requested.connect(self.thresholds.open_for)
        self.actions_on_nodes.thresholds_requested.connect(self.thresholds.open_for)
        self._feed.inventory_changed.connect(self._on_inventory)
        self._connections.changed.connect(self._on_connections)
        self._settings.changed.connect(self._on_setting)
        self._dispatcher.submitted.connect(self._on_submitted)
        self.actions_on_nodes.answer_requested.connect(self.answer)
        self.prompts.room_wanted.connect(self.top_bar.keep_room)
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+A"), self)
        shortcut.activated.connect(self.prompts.focus_panel)

    def _show(self, place: Place) -> None:
        self.pages.show_place(place)
        self.navigator.view.show_place(place)
        parts = self.pages.path_of(place)
        self.top_bar.set_path(parts)
        self.setWindowTitle(f"{parts[-1]} – virtgui" if parts else "virtgui")

    def _on_step(self, direction: int) -> None:
        place = self.history.step(direction)
        if place is None:
            return
        if self._may_step_to(place, direction):
            self._show(place)

    def _may_step_to(self, place: Place, direction: int) -> bool:
        """Whether the page may be left; if not, the step is taken back."""
        self.history.step(-direction)
        may_leave = self.pages.may_leave(place)
        if may_leave:
            self.history.step(direction)
        return may_leave

    @Slot(object)
    def _on_query(self, query: Query) -> None:
        current = self.history.current
        no_list = (
            PlaceKind.DOMAIN, PlaceKind.NODE, PlaceKind.CONNECTIONS, PlaceKind.COMPARE,
            PlaceKind.TOP,
        )  # fmt: skip
        if current and current.kind in no_list and not query.is_empty:
            self.go(places.FLEET)
        self.pages.set_query(self.search.text(), query)

    @Slot(object)
    def open_object(self, ref: ObjectRef) -> None:
        """Show the page of a domain, or of the node when that is meant or all that is left."""
        is_domain = self._feed.inventory.domain(ref) is not None
        self.go(places.domain_place(ref) if is_domain else places.node_place(ref.connection))

    @Slot(object)
    def _on_menu(self, request: tuple[QPoint, Place]) -> None:
        point, place = request
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if place.ref:
            self.actions_on_domains.fill_menu(menu, (place.ref,))
        elif place.kind is PlaceKind.NODE and place.connection:
            self.actions_on_nodes.fill_menu(menu, place.connection)
        elif place.kind is PlaceKind.SAVED:
            self.commands.fill_saved_view_menu(menu, place)
        if not menu.isEmpty():
            menu.popup(point)

    @Slot(object)
    def _on_inventory(self, delta: Delta) -> None:
        if self._wanted_domain and delta.added:
            self._look_for_wanted()

    def _look_for_wanted(self) -> None:
        for domain in self._feed.inventory.domains():
            if domain.name == self._wanted_domain:
                self._wanted_domain = ""
                self.go(places.domain_place(domain.ref))
                return

    def _on_connections(self) -> None:
        current = self.history.current
        known: set[ConnectionId | None] = {spec.id for spec in self._connections.all()}
        if not known:
            self.go(places.WELCOME)
            return
        # There are hosts now: nobody wants the way back to the page that says there are none.
        if current and current.kind is PlaceKind.WELCOME:
            self.history.forget(current)
        is_gone = current and current.connection and current.connection not in known
        if current is None or current.kind is PlaceKind.WELCOME or is_gone:
            self.go(places.FLEET)
        else:
            self._show(current)

    @Slot(object)
    def _on_setting(self, key: str) -> None:
        if key.startswith("poll."):
            self._dispatcher.set_polling(self._settings.polling())
        elif key == "look.theme":
            self._look.set_theme(self._settings.get(key))
        elif key == "views.saved":
            self._navigator_model.refresh_saved_views()

    @Slot(object)
    def _on_submitted(self, submitted: object) -> None:
        """The first task of a new user opens the pane that shows it."""
        del submitted
        if self._settings.window_state(TASK_PANE_STATE) is None:
            self.task_pane.set_folded(False)

    def _restore_state(self) -> None:
        look = self._look
        room = self.screen().availableSize()
        self.resize(min(look.px(1440), room.width()), min(look.px(900), room.height()))
        geometry = self._settings.window_state(_GEOMETRY)
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        words = look.measure("body-strong").horizontalAdvance(self.tr("All virtual machines"))
        usual = max(look.px(236), words + look.px(96))
        width = self._settings.window_state(_NAVIGATOR)
        self._columns.setSizes([width if isinstance(width, int) else usual, 10_000])
