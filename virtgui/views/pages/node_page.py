"""The page of a host."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol, cast, runtime_checkable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.features import Feature
from virtgui.core.policy import Refusal, link_refusal
from virtgui.core.refs import NODE, ConnectionId, ObjectRef, node_ref
from virtgui.core.values.alert import Rule
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.domain_scope import Scope
from virtgui.models.event_list import EventListModel
from virtgui.models.event_list import Scope as EventScope
from virtgui.models.marks import link_mark
from virtgui.models.node_words import (
    ANSWER,
    CONNECT,
    REASON,
    RETRY,
    link_note,
    node_facts,
    node_icon,
)
from virtgui.models.plain_text import one_line
from virtgui.models.settings_store import Settings
from virtgui.models.words import link_word, refusal_word
from virtgui.views.look.look import Look
from virtgui.views.pages.load_card import ChartSpan
from virtgui.views.pages.node_overview import NodeOverview, NodeView
from virtgui.views.pages.overview_parts import ActionHeader, NoteBanners, PageTabs
from virtgui.views.panes.event_table import EventTable
from virtgui.views.widgets.buttons import LookButton, PrimaryButton
from virtgui.views.widgets.surface import Surface

if TYPE_CHECKING:
    from virtgui.views.pages.numa_tab import NumaTab
    from virtgui.views.pages.performance_tab import PerformanceTab

TICK_MS: Final = 1000
_DOWN: Final = frozenset({ConnectionState.OFFLINE, ConnectionState.FAILED, ConnectionState.WAITING})

EventModels = Callable[[EventScope], EventListModel]


class NodeList(Protocol):
    """What the page needs of the list of machines besides being a widget."""

    def set_scope(self, scope: Scope, title: str, icon: str) -> None:
        """Show the machines of another part of the fleet."""

    def selected_refs(self) -> Sequence[ObjectRef]:
        """What is selected."""


@runtime_checkable
class Embeddable(Protocol):
    """A page that can leave out what the page around it shows already."""

    def set_embedded(self, embedded: bool) -> None:
        """Leave out name and icon."""


@dataclass(frozen=True, slots=True)
class _Verb:
    """A button of the header."""

    key: str
    icon: str
    is_primary: bool = False


class NodePage(Surface):
    """Everything about one host.

    Args of the constructor: `make_list` makes the list of machines, a widget that is a
    `NodeList`; `connections` names hosts that were never connected in this run; `event_models`
    makes a model of events for a scope, by default one that begins now; `rules` tells the
    thresholds that charts draw; `now` is the wall clock in seconds.

    Signals carry the connection's id, but for these:
        state_chosen: the machines in a state are wanted; carries id and `ShownState`.
        object_opened: the object of an event is wanted; carries its reference.
        tab_chosen: carries the tab's key.
    """

    connect_requested = Signal(object)
    disconnect_requested = Signal(object)
    retry_requested = Signal(object)
    reason_requested = Signal(object)
    answer_requested = Signal(object)
    restore_requested = Signal(object)
    rename_requested = Signal(object)
    copy_requested = Signal(object)
    forget_requested = Signal(object)
    state_chosen = Signal(object)
    object_opened = Signal(object)
    tab_chosen = Signal(object)

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        settings: Settings,
        make_list: Callable[[], QWidget],
        connections: ConnectionsStore | None = None,
        event_models: EventModels | None = None,
        rules: Callable[[], tuple[Rule, ...]] = tuple,
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("node_page")
        self._feed, self._settings, self._connections = feed, settings, connections
        self._dispatcher, self._rules = dispatcher, rules
        self._make_list, self._now = make_list, now
        self._event_models = event_models or (lambda scope: EventListModel(feed, scope))
        self._connection: ConnectionId | None = None
        self._events: EventListModel | None = None
        self._verbs: tuple[_Verb, ...] = ()
        self._buttons: dict[str, LookButton] = {}
        self.header = ActionHeader(look, self._fill_menu)
        self.banners = NoteBanners(look)
        self.overview = NodeOverview(look, feed)
        self.tabs = self._make_tabs()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._lay_out()
        self._listen()

    @property
    def connection(self) -> ConnectionId | None:
        """The host that is shown."""
        return self._connection

    def show_node(self, connection: ConnectionId) -> None:
        """Show a host, the tab as it was."""
        if connection != self._connection:
            self._connection = connection
            self._take_events(connection)
            self._aim_list()
            self._aim_numa()
            charts = self.tabs.page("performance")
            if charts is not None:
                cast("PerformanceTab", charts).show_object(node_ref(connection))
        self._refresh()

    def choose_tab(self, key: str) -> None:
        """Show a tab: overview, machines or events."""
        self.tabs.choose(key)

    def selected_refs(self) -> tuple[ObjectRef, ...]:
        """What commands act on: the selection of the list while it is shown."""
        found = self.tabs.page("machines")
        if found is None or self.tabs.current != "machines":
            return ()
        return tuple(cast("NodeList", found).selected_refs())

    def showEvent(self, event: QShowEvent) -> None:
        """Take up what happened while the page was hidden."""
        super().showEvent(event)
        self._refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def _make_tabs(self) -> PageTabs:
        tabs = PageTabs(self._look, name=self.tr("Views of the host"))
        tabs.add("overview", self.tr("Overview"), lambda: self.overview)
        tabs.add("performance", self.tr("Performance"), self._make_performance)
        tabs.add("numa", self.tr("NUMA"), self._make_numa)
        tabs.add("machines", self.tr("Virtual machines"), self._make_machines)
        tabs.add("events", self.tr("Events"), self._make_events)
        return tabs

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.banners)
        column.addWidget(self.tabs, 1)

    def _listen(self) -> None:
        feed = self._feed
        feed.statuses_changed.connect(self._on_statuses)
        feed.inventory_changed.connect(self._on_inventory)
        feed.samples_arrived.connect(self._on_samples)
        self._timer.timeout.connect(self._on_tick)
        self.banners.link_used.connect(self._on_link)
        self.overview.state_chosen.connect(self._on_state)
        self.tabs.tab_chosen.connect(self.tab_chosen)

    def _make_performance(self) -> QWidget:
        from virtgui.views.pages.performance_tab import PerformanceTab

        tab = PerformanceTab(
            look=self._look, feed=self._feed, dispatcher=self._dispatcher,
            settings=self._settings, kind=NODE, rules=self._rules, now=self._now,
        )  # fmt: skip
        if self._connection is not None:
            tab.show_object(node_ref(self._connection))
        return tab

    def _make_machines(self) -> QWidget:
        page = self._make_list()
        if isinstance(page, Embeddable):
            page.set_embedded(True)
        self._aim(page)
        return page

    def _make_events(self) -> QWidget:
        model = self._events or self._event_models(self._connection)
        table = EventTable(self._look, model, shows_node=False)
        table.object_opened.connect(self.object_opened)
        return table

    def _make_numa(self) -> QWidget:
        from virtgui.views.pages.numa_tab import NumaTab

        tab = NumaTab(self._look, self._feed, self._dispatcher, now=self._now)
        tab.warned.connect(self._mark_numa)
        if self._connection is not None:
            tab.aim(self._connection)
        return tab

    def _mark_numa(self, is_warned: object) -> None:
        self.tabs.set_mark("numa", "warn" if is_warned else "", "warn")

    def _aim_numa(self) -> None:
        self._mark_numa(is_warned=False)
        tab = self.tabs.page("numa")
        if tab is not None and self._connection is not None:
            cast("NumaTab", tab).aim(self._connection)

    def _aim_list(self) -> None:
        page = self.tabs.page("machines")
        if page is not None:
            self._aim(page)

    def _aim(self, page: QWidget) -> None:
        view = self._view()
        if view is not None:
            # The host's name stands above already.
            title = self.tr("Virtual machines")
            cast("NodeList", page).set_scope(Scope.node(view.connection), title, "domain")

    def _take_events(self, connection: ConnectionId) -> None:
        old, self._events = self._events, self._event_models(connection)
        self._events.setParent(self)
        self.overview.set_events(self._events)
        self.tabs.renew("events")
        if old is not None:
            old.deleteLater()

    def _view(self) -> NodeView | None:
        if self._connection is None:
            return None
        status = self._feed.status(self._connection)
        spec = self._spec(self._connection, status)
        node = self._feed.inventory.node(self._connection)
        return NodeView(spec, status, node, self._now())

    def _spec(self, connection: ConnectionId, status: ConnectionStatus | None) -> ConnectionSpec:
        kept = self._connections.get(connection) if self._connections else None
        if kept is not None:
            return kept
        return status.spec if status else ConnectionSpec(connection, "", str(connection))

    def _span(self) -> ChartSpan:
        return ChartSpan.of(float(self._settings.get("poll.interval")))

    def _refresh(self) -> None:
        view = self._view()
        if view is None or not self.isVisible():
            return
        self._show_header(view)
        self._show_notes(view)
        self.overview.show_node(view, self._span())

    def _show_header(self, view: NodeView) -> None:
        state = view.status.state if view.status else ConnectionState.OFFLINE
        icon, role = link_mark(view.status)
        title = (one_line(view.spec.name), node_icon(view.spec))
        self.header.set_head(title, (icon, link_word(state), role), ())
        self.header.set_label(view.spec.label, view.spec.color)
        self.header.set_facts(node_facts(view.node, view.status))
        self._show_buttons(view, state)

    def _show_notes(self, view: NodeView) -> None:
        if view.status is None:
            status = ConnectionStatus(view.spec)
        else:
            status = replace(view.status, spec=view.spec)
        note = link_note(status, view.now)
        self.banners.show_notes([note] if note else [])

    def _show_buttons(self, view: NodeView, state: ConnectionState) -> None:
        verbs = self._verbs_of(state)
        if verbs != self._verbs:
            self._verbs = verbs
            self._buttons = {verb.key: self._make_button(verb) for verb in verbs}
            self.header.set_buttons(list(self._buttons.values()))
        self._buttons["restore"].set_reason(self._restore_refusal(view))

    @staticmethod
    def _verbs_of(state: ConnectionState) -> tuple[_Verb, ...]:
        restore = _Verb("restore", "resume")
        if state in _DOWN:
            return _Verb(CONNECT, "connect", is_primary=True), restore
        return _Verb("disconnect", "close"), restore

    def _make_button(self, verb: _Verb) -> LookButton:
        words = {
            CONNECT: self.tr("Connect"),
            "disconnect": self.tr("Disconnect"),
            "restore": self.tr("Restore from file…"),
        }
        kind = PrimaryButton if verb.is_primary else LookButton
        button = kind(self._look, words[verb.key], verb.icon)
        button.setObjectName(verb.key)
        button.clicked.connect(lambda: self._ask(verb.key))
        return button

    def _restore_refusal(self, view: NodeView) -> str:
        refusal = link_refusal(view.status)
        if refusal is None and view.status and Feature.SAVE_FILE not in view.status.features:
            refusal = Refusal.UNSUPPORTED
        return refusal_word(refusal) if refusal else ""

    def _ask(self, key: str) -> None:
        signals = {
            CONNECT: self.connect_requested,
            RETRY: self.retry_requested,
            REASON: self.reason_requested,
            ANSWER: self.answer_requested,
            "disconnect": self.disconnect_requested,
            "restore": self.restore_requested,
            "rename": self.rename_requested,
            "copy": self.copy_requested,
            "forget": self.forget_requested,
        }
        signals[key].emit(self._connection)

    def _fill_menu(self, menu: QMenu) -> None:
        entries = (
            ("rename", "edit", self.tr("Rename…")),
            ("copy", "copy", self.tr("Copy address")),
            ("forget", "delete", self.tr("Forget…")),
        )
        for key, icon, words in entries:
            action = menu.addAction(self._look.icon(icon), words)
            action.setObjectName(key)
            action.triggered.connect(lambda _checked=False, key=key: self._ask(key))

    def _on_link(self, key: str) -> None:
        self._ask(key)

    def _on_state(self, state: object) -> None:
        self.choose_tab("machines")
        self.state_chosen.emit((self._connection, state))

    def _on_statuses(self, ids: frozenset[ConnectionId]) -> None:
        if self._connection in ids:
            self._refresh()

    def _on_inventory(self, delta: Delta) -> None:
        view = self._view()
        if view is None or not self.isVisible():
            return
        if node_ref(view.connection) in (*delta.added, *delta.changed, *delta.removed):
            self._refresh()
        elif any(ref.connection == view.connection for ref in _states_changed(delta)):
            self.overview.show_machines(view)

    def _on_samples(self, ids: frozenset[ConnectionId]) -> None:
        view = self._view()
        if view is not None and view.connection in ids and self.overview.isVisible():
            self.overview.show_loads(view, self._span())

    def _on_tick(self) -> None:
        view = self._view()
        if view is None:
            return
        self._show_notes(view)
        self.header.set_facts(node_facts(view.node, view.status))
        if self.overview.isVisible():
            self.overview.show_ages(view)


def _states_changed(delta: Delta) -> tuple[ObjectRef, ...]:
    changed = (
        ref for ref, names in delta.changed.items() if names & {"state", "managed_save", "run_id"}
    )
    return (*delta.added, *changed, *delta.removed)
