"""The commands of the window: shortcuts, and everything that the palette offers."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from virtgui.bridge.feed import Feed
from virtgui.models import place as places
from virtgui.models.action_words import action_label
from virtgui.models.actions import ACTIONS
from virtgui.models.columns import COLUMNS
from virtgui.models.compare import LEAST_COMPARED, compare_refusal
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.marks import link_mark
from virtgui.models.palette import Command
from virtgui.models.place import Place, PlaceKind
from virtgui.models.plain_text import one_line
from virtgui.models.words import STATE_ICONS, refusal_word
from virtgui.views.look.look import Look

if TYPE_CHECKING:
    from virtgui.views.main_window import MainWindow


class WindowCommands(QObject):
    """Shortcuts and the contents of the palette."""

    def __init__(
        self, window: "MainWindow", *, look: Look, feed: Feed, connections: ConnectionsStore
    ) -> None:
        super().__init__(window)
        self._window, self._look = window, look
        self._feed, self._connections = feed, connections
        for keys, act in (
            ("Ctrl+K", self.open_palette),
            ("Ctrl+F", self.focus_search),
            ("Ctrl+L", self.focus_search),
            ("F6", self.next_part),
            ("Ctrl+,", self.open_preferences),
            ("F9", window.fold_navigator),
            ("Ctrl+Q", window.quit),
            ("Alt+Home", lambda: window.go(places.FLEET)),
            ("Ctrl+D", self.save_view),
        ):
            QShortcut(QKeySequence(keys), window, act)
        self._add_action_keys()
        window.navigator.view.folder_menu_requested.connect(self._popup_folder_menu)
        window.actions_on_nodes.told.connect(self._tell)
        connections.problem_arisen.connect(self._tell)

    def _tell(self, sentence: str) -> None:
        self._window.notices.tell(sentence)

    def _popup_folder_menu(self, request: tuple[QPoint, str]) -> None:
        point, folder = request
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window.actions_on_nodes.fill_folder_menu(menu, folder)
        menu.popup(point)

    def _add_action_keys(self) -> None:
        """The keys of actions count on the pages only: in the task pane Delete cancels a task."""
        for action in ACTIONS.values():
            if action.shortcut and not action.menu:
                keys = QShortcut(QKeySequence(action.shortcut), self._window.pages.stack)
                keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                keys.activated.connect(partial(self._act, action.id))

    def _act(self, action_id: str) -> None:
        refs = self._window.pages.selected_refs()
        if refs:
            self._window.actions_on_domains.trigger(action_id, refs)

    def all(self) -> list[Command]:
        """Everything that can be done from here."""
        return [*self._on_selection(), *self._pages(), *self._window_ones(), *self._domains()]

    def quit(self) -> None:
        """Close the window, which ends the program."""
        self._window.quit()

    def open_preferences(self) -> None:
        """Show the preferences."""
        columns = tuple((column.key, column.heading) for column in COLUMNS)
        from virtgui.views.dialogs.preferences import PreferencesDialog

        dialog = PreferencesDialog(self._look, self._window.settings, columns, self._window)
        dialog.thresholds_requested.connect(self._window.thresholds.open)
        dialog.exec()
        dialog.deleteLater()

    def open_about(self) -> None:
        """Show what this program is."""
        from virtgui.views.dialogs.about import AboutDialog

        dialog = AboutDialog(self._look, self._window)
        dialog.exec()
        dialog.deleteLater()

    def open_palette(self) -> None:
        """Show the command palette."""
        self._window.palette_popup.open()

    def focus_search(self) -> None:
        """Give the keyboard to the search."""
        self._window.search.setFocus()
        self._window.search.selectAll()

    def next_part(self) -> None:
        """Go round navigator, page and tasks."""
        window = self._window
        parts: Mapping[QWidget, Callable[[], None]] = {
            window.navigator.view: window.navigator.view.setFocus,
            window.pages.stack: window.pages.focus_list,
            window.task_pane: window.task_pane.setFocus,
        }
        shown = [part for part in parts if part.isVisible()]
        focus = window.focusWidget()
        at = -1
        for number, part in enumerate(shown):
            if focus and (part is focus or part.isAncestorOf(focus)):
                at = number
        if shown:
            parts[shown[(at + 1) % len(shown)]]()

    def save_view(self) -> None:
        """Keep the search as a view in the navigator."""
        window = self._window
        query = window.search.text().strip()
        if not query:
            window.notices.tell(self.tr("Type a search first; then it can be kept as a view."))
            return
        name, accepted = QInputDialog.getText(
            window, self.tr("Keep this search"), self.tr("Name"), text=query
        )
        if accepted and name.strip():
            views = [*window.settings.get("views.saved"), {"name": name.strip(), "query": query}]
            window.settings.set("views.saved", views)

    def fill_saved_view_menu(self, menu: QMenu, place: Place) -> None:
        """What can be done with a saved view."""
        remove = menu.addAction(self._look.icon("delete"), self.tr("Remove this view"))
        remove.triggered.connect(lambda: self._remove_view(place))

    def _remove_view(self, place: Place) -> None:
        gone = {"name": place.name, "query": place.query}
        settings = self._window.settings
        views = [view for view in settings.get("views.saved") if view != gone]
        settings.set("views.saved", views)
        if self._window.history.current == place:
            self._window.go(places.FLEET)

    def _on_selection(self) -> Iterator[Command]:
        refs = self._window.pages.selected_refs()
        if not refs:
            return
        actions = self._window.actions_on_domains
        first = self._feed.inventory.domain(refs[0])
        whom = (
            one_line(first.name)
            if first and len(refs) == 1
            else self.tr("%n selected", "", len(refs))
        )
        for action in ACTIONS.values():
            if not action.bulk and len(refs) > 1:
                continue
            found = actions.possible(action.id, refs)
            yield Command(
                action_label(action.id),
                partial(actions.trigger, action.id, refs),
                action.icon,
                detail=whom,
                shortcut="" if action.menu else action.shortcut,
                reason=refusal_word(found.reason) if found.reason else "",
            )

        if len(refs) >= LEAST_COMPARED:
            yield Command(
                self.tr("Compare"), partial(self._window.go, places.compare_place(refs)), "chart",
                detail=whom, reason=compare_refusal(len(refs)),
            )  # fmt: skip

    def _pages(self) -> Iterator[Command]:
        go = self._window.go
        rank = 2
        yield Command(
            self.tr("All virtual machines"), partial(go, places.FLEET), "fleet", rank=rank
        )
        yield Command(self.tr("Needs attention"), partial(go, places.ATTENTION), "warn", rank=rank)
        yield Command(self.tr("Top"), partial(go, places.TOP), "chart", rank=rank)
        yield Command(self.tr("Connections"), partial(go, places.CONNECTIONS), "connect", rank=rank)
        for view in self._window.settings.get("views.saved"):
            place = Place(PlaceKind.SAVED, query=view["query"], name=view["name"])
            yield Command(view["name"], partial(go, place), "view-saved", rank=rank)
        for spec in self._connections.all():
            icon, role = link_mark(self._feed.status(spec.id))
            yield Command(
                spec.name, partial(go, places.node_place(spec.id)), icon, role,
                self.tr("Host"), rank=rank,
            )  # fmt: skip

    def _window_ones(self) -> Iterator[Command]:
        window = self._window
        rank = 1
        nodes = window.actions_on_nodes
        yield Command(self.tr("Add connection…"), nodes.add, "add", rank=rank)
        yield Command(self.tr("Import connections…"), nodes.import_connections, "save", rank=rank)
        yield Command(
            self.tr("Export connections…"), nodes.export, "export", rank=rank,
            reason="" if self._connections.kept() else self.tr("There are no connections yet."),
        )  # fmt: skip
        yield Command(self.tr("Open the demo host"), window.demo_requested.emit, "demo", rank=rank)
        yield Command(
            self.tr("Keep this search as a view…"), self.save_view, "star",
            shortcut="Ctrl+D", rank=rank,
        )  # fmt: skip
        yield Command(
            self.tr("Preferences…"), self.open_preferences, "settings",
            shortcut="Ctrl+,", rank=rank,
        )  # fmt: skip
        yield Command(self.tr("Thresholds…"), window.thresholds.open, "warn", rank=rank)
        for label, theme in (
            (self.tr("Light theme"), "light"),
            (self.tr("Dark theme"), "dark"),
            (self.tr("Theme of the system"), "system"),
        ):
            yield Command(
                label, partial(window.settings.set, "look.theme", theme), "eye", rank=rank
            )
        yield Command(self.tr("About virtgui"), self.open_about, "info", rank=rank)
        yield Command(self.tr("Quit"), self.quit, "close", rank=rank)

    def _domains(self) -> Iterator[Command]:
        for domain in self._feed.inventory.domains():
            status = self._feed.status(domain.ref.connection)
            icon, role = STATE_ICONS[domain.shown_state]
            yield Command(
                one_line(domain.name),
                partial(self._window.go, places.domain_place(domain.ref)),
                icon,
                role,
                status.spec.name if status else "",
                rank=3,
            )
