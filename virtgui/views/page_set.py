"""Which page shows which place, and what the pages ask of the window."""

from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.bridge.preload import load_later
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.search import Query, parse_query
from virtgui.core.search_syntax import quote_value
from virtgui.core.values.domain import ShownState
from virtgui.models import place as places
from virtgui.models.alert_book import AlertBook
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.domain_scope import Scope
from virtgui.models.event_list import EventListModel
from virtgui.models.event_list import Scope as EventScope
from virtgui.models.place import Place, PlaceKind
from virtgui.models.plain_text import one_line
from virtgui.models.rules_store import RulesStore
from virtgui.models.settings_store import Settings
from virtgui.views.look.look import Look
from virtgui.views.page_stack import PageStack
from virtgui.views.pages.domain_list_page import DomainListPage

if TYPE_CHECKING:
    from virtgui.views.main_window import MainWindow
    from virtgui.views.pages.compare_page import ComparePage
    from virtgui.views.pages.connections_page import ConnectionsPage
    from virtgui.views.pages.domain_page import DomainPage
    from virtgui.views.pages.node_page import NodePage

CHARTS = ("virtgui.views.pages.performance_tab",)
"""Too large for every start, and too slow for the click on the tab: loaded with the page around."""
_LISTS = (PlaceKind.FLEET, PlaceKind.ATTENTION, PlaceKind.SAVED, PlaceKind.GROUP)


@runtime_checkable
class _Selecting(Protocol):
    """A page in which machines can be selected."""

    def selected_refs(self) -> tuple[ObjectRef, ...]:
        """What commands act on."""


class PageSet(QObject):
    """The pages of the window and their wires."""

    def __init__(
        self,
        window: "MainWindow",
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        settings: Settings,
        connections: ConnectionsStore,
        rules: RulesStore,
        alerts: AlertBook,
    ) -> None:
        super().__init__(window)
        self._rules, self._alerts = rules, alerts
        self._connections = connections
        self._window = window
        self._look, self._feed = look, feed
        self._dispatcher, self._settings = dispatcher, settings
        self._query = ("", parse_query(""))
        self.wanted_tab = ""
        self.stack = PageStack()
        register = self.stack.register
        register((PlaceKind.WELCOME,), "welcome", self._make_welcome, self._show_welcome)
        register(_LISTS, "list", self._make_list, self._show_list)
        register(
            (PlaceKind.CONNECTIONS,),
            "connections",
            self._make_connections,
            self._show_connections,
        )
        register((PlaceKind.NODE,), "node", self._make_node, self._show_node)
        register((PlaceKind.DOMAIN,), "domain", self._make_domain, self._show_domain)
        register((PlaceKind.COMPARE,), "compare", self._make_compare, self._show_compare)
        register((PlaceKind.TOP,), "top", self._make_top, lambda _page, _place: None)

    def show_place(self, place: Place) -> None:
        """Bring the page of a place to the front."""
        self.stack.show_place(place)

    def may_leave(self, place: Place) -> bool:
        """Whether the page that is shown can be left for another place; it may ask."""
        current, page = self._window.history.current, self.stack.page("domain")
        if page is None or current is None or current.kind is not PlaceKind.DOMAIN:
            return True
        return place.ref == current.ref or cast("DomainPage", page).definition.may_leave()

    def edited_names(self) -> list[str]:
        """The machines with edits that are not applied."""
        page = self.stack.page("domain")
        return [] if page is None else cast("DomainPage", page).definition.edited_names

    def set_query(self, text: str, query: Query) -> None:
        """Filter the list by what is typed."""
        self._query = (text, query)
        page = self.stack.page("list")
        if page:
            cast("DomainListPage", page).set_query(text, query)

    def focus_list(self) -> None:
        """Give the keyboard to the list, or to the page that is shown."""
        page = self.stack.currentWidget()
        if isinstance(page, DomainListPage) and page.table.isVisible():
            page.table.setFocus()
        elif page is not None:
            page.setFocus()

    def selected_refs(self) -> tuple[ObjectRef, ...]:
        """What commands act on: the selection of the list, or the domain that is shown."""
        current = self._window.history.current
        if current and current.ref:
            return (current.ref,)
        page = self.stack.currentWidget()
        return page.selected_refs() if isinstance(page, _Selecting) else ()

    def path_of(self, place: Place) -> list[str]:
        """Where a place is, from the widest to the narrowest."""
        if place.kind is PlaceKind.WELCOME:
            return [self.tr("Welcome")]
        if place.kind is PlaceKind.CONNECTIONS:
            return [self.tr("Connections"), *filter(None, place.group.split("/"))]
        if place.kind is PlaceKind.COMPARE:
            return [self.tr("Fleet"), self.tr("Compare %n machines", "", len(place.refs))]
        if place.connection is None:
            return [self.tr("Fleet"), self.title_of(place)]
        parts = [self._node_name(place.connection)]
        if place.kind is PlaceKind.GROUP:
            parts += place.group.split("/")
        elif place.ref:
            domain = self._feed.inventory.domain(place.ref)
            if domain:
                parts += [*filter(None, domain.group.split("/")), one_line(domain.name)]
        return parts

    def title_of(self, place: Place) -> str:
        """The name of a list."""
        if place.kind is PlaceKind.TOP:
            return self.tr("Top")
        if place.kind is PlaceKind.ATTENTION:
            return self.tr("Needs attention")
        if place.kind is PlaceKind.SAVED:
            return place.name
        if place.kind is PlaceKind.GROUP:
            return place.group.rsplit("/", 1)[-1]
        return self.tr("All virtual machines")

    def _node_name(self, connection: ConnectionId) -> str:
        spec = self._connections.get(connection)
        return spec.name if spec else str(connection)

    def _make_welcome(self) -> QWidget:
        from virtgui.views.pages.welcome_page import WelcomePage

        page = WelcomePage(look=self._look, dispatcher=self._dispatcher)
        page.connect_requested.connect(self._window.actions_on_nodes.connect_uri)
        page.add_requested.connect(self._window.actions_on_nodes.add_far)
        page.demo_requested.connect(self._window.demo_requested)
        return page

    def _show_welcome(self, page: QWidget, place: Place) -> None:
        """The page asks anew by itself when it is shown."""

    def _make_connections(self) -> QWidget:
        from virtgui.views.pages.connections_page import ConnectionsPage

        page = ConnectionsPage(
            look=self._look,
            feed=self._feed,
            settings=self._settings,
            connections=self._connections,
            actions=self._window.actions_on_nodes,
        )
        page.node_opened.connect(self._on_node_opened)
        page.demo_requested.connect(self._window.demo_requested)
        return page

    def _show_connections(self, page: QWidget, place: Place) -> None:
        cast("ConnectionsPage", page).show_folder(place.group)

    def make_domain_list(self) -> DomainListPage:
        """A page with the table of domains."""
        page = DomainListPage(
            look=self._look,
            feed=self._feed,
            settings=self._settings,
            actions=self._window.actions_on_domains,
            alerts=self._alerts,
        )
        page.domain_opened.connect(self._on_domain_opened)
        page.node_opened.connect(self._on_node_opened)
        page.retry_requested.connect(self._window.actions_on_nodes.connect_node)
        page.reason_requested.connect(self._window.actions_on_nodes.explain)
        page.answer_requested.connect(self._window.actions_on_nodes.answer)
        page.compare_requested.connect(self._on_compare)
        page.visible_changed.connect(self._dispatcher.watch)
        page.query_cleared.connect(self._window.search.clear)
        return page

    def _make_list(self) -> QWidget:
        return self.make_domain_list()

    def _show_list(self, page: QWidget, place: Place) -> None:
        found = cast("DomainListPage", page)
        found.set_scope(_scope_of(place), self.title_of(place), _icon_of(place))
        found.set_query(*self._query)

    def _make_top(self) -> QWidget:
        from virtgui.views.pages.top_page import TopPage

        page = TopPage(
            look=self._look,
            feed=self._feed,
            dispatcher=self._dispatcher,
            actions=self._window.actions_on_domains,
        )
        page.domain_opened.connect(self._on_domain_opened)
        return page

    def _make_node(self) -> QWidget:
        actions = self._window.actions_on_nodes
        from virtgui.views.pages.node_page import NodePage

        load_later(CHARTS)
        page = NodePage(
            look=self._look,
            feed=self._feed,
            dispatcher=self._dispatcher,
            settings=self._settings,
            make_list=self.make_domain_list,
            connections=self._connections,
            event_models=self._make_events,
            rules=self._rules.all,
        )
        page.object_opened.connect(self._window.open_object)
        page.state_chosen.connect(self._on_state_chosen)
        for signal, act in (
            (page.connect_requested, actions.connect_node),
            (page.retry_requested, actions.connect_node),
            (page.disconnect_requested, actions.disconnect_node),
            (page.reason_requested, actions.explain),
            (page.answer_requested, actions.answer),
            (page.restore_requested, actions.restore),
            (page.rename_requested, actions.rename),
            (page.copy_requested, actions.copy_address),
            (page.forget_requested, actions.forget),
        ):
            signal.connect(act)
        return page

    def _show_node(self, page: QWidget, place: Place) -> None:
        if place.connection:
            cast("NodePage", page).show_node(place.connection)

    def _make_domain(self) -> QWidget:
        from virtgui.views.pages.domain_page import DomainPage

        load_later(CHARTS)
        page = DomainPage(
            look=self._look,
            feed=self._feed,
            dispatcher=self._dispatcher,
            settings=self._settings,
            actions=self._window.actions_on_domains,
            event_models=self._make_events,
            rules=self._rules.all,
        )
        page.node_opened.connect(self._on_node_opened)
        page.left_requested.connect(self._on_left)
        return page

    def _show_domain(self, page: QWidget, place: Place) -> None:
        if place.ref:
            found = cast("DomainPage", page)
            found.show_domain(place.ref)
            wanted, self.wanted_tab = self.wanted_tab, ""
            if wanted:
                found.choose_tab(wanted)
            self._dispatcher.watch(frozenset((place.ref,)))

    def _make_compare(self) -> QWidget:
        from virtgui.views.pages.compare_page import ComparePage

        page = ComparePage(
            look=self._look,
            feed=self._feed,
            dispatcher=self._dispatcher,
            rules=self._rules.all,
        )
        page.domain_opened.connect(self._on_domain_opened)
        return page

    def _show_compare(self, page: QWidget, place: Place) -> None:
        cast("ComparePage", page).show_domains(place.refs)
        self._dispatcher.watch(frozenset(place.refs))

    def _on_compare(self, refs: tuple[ObjectRef, ...]) -> None:
        self._window.go(places.compare_place(refs))

    def _make_events(self, scope: EventScope) -> EventListModel:
        """Events of one object, with what was logged before its page was opened."""
        return EventListModel(self._feed, scope, history=self._window.task_pane.events)

    def _on_state_chosen(self, chosen: tuple[ConnectionId, ShownState]) -> None:
        connection, state = chosen
        self._window.go(places.FLEET)
        name = quote_value(self._node_name(connection))
        self._window.search.set_query(f"node:{name} state:{state.value}")

    def _on_domain_opened(self, ref: ObjectRef) -> None:
        self._window.go(places.domain_place(ref))

    def _on_node_opened(self, connection: ConnectionId) -> None:
        self._window.go(places.node_place(connection))

    def _on_left(self) -> None:
        current = self._window.history.current
        if current and current.kind is PlaceKind.DOMAIN:
            self._window.history.forget(current)
        self._window.go(places.FLEET)


def _scope_of(place: Place) -> Scope:
    if place.kind is PlaceKind.ATTENTION:
        return Scope.needing_attention()
    if place.kind is PlaceKind.SAVED:
        return Scope.saved(parse_query(place.query))
    if place.kind is PlaceKind.GROUP:
        return Scope.folder(place.connection, place.group)
    return Scope.fleet()


def _icon_of(place: Place) -> str:
    icons = {
        PlaceKind.ATTENTION: "warn",
        PlaceKind.SAVED: "view-saved",
        PlaceKind.GROUP: "group",
    }
    return icons.get(place.kind, "fleet")
