"""The page of a virtual machine or container."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.errors import ErrorInfo
from virtgui.core.queries import AddressInfo, ReadAddresses
from virtgui.core.refs import DOMAIN, ConnectionId, ObjectRef
from virtgui.core.values.alert import Rule
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.task import Task
from virtgui.models.action_words import action_label
from virtgui.models.actions import ACTIONS
from virtgui.models.domain_cells import is_transit
from virtgui.models.domain_words import (
    LEAVE,
    absent_note,
    domain_facts,
    domain_icon,
    domain_notes,
    gone_note,
    shown_state,
)
from virtgui.models.event_list import EventListModel
from virtgui.models.event_list import Scope as EventScope
from virtgui.models.node_words import Note, old_data_note
from virtgui.models.plain_text import one_line
from virtgui.models.settings_store import Settings
from virtgui.models.words import refusal_word
from virtgui.views.domain_actions_protocol import DomainActionsLike
from virtgui.views.look.look import Look
from virtgui.views.pages.domain_overview import DomainOverview, DomainView
from virtgui.views.pages.hardware.definition_tabs import DefinitionTabs
from virtgui.views.pages.load_card import ChartSpan
from virtgui.views.pages.overview_parts import ActionHeader, NoteBanners, PageTabs
from virtgui.views.widgets.buttons import IconButton, LookButton, MenuButton, PrimaryButton
from virtgui.views.widgets.surface import Surface

if TYPE_CHECKING:
    from virtgui.views.pages.performance_tab import PerformanceTab

TICK_MS: Final = 1000
ADDRESSES_MS: Final = 30_000

EventModels = Callable[[EventScope], EventListModel]

_START_MENU: Final = ("start_paused", "start_fresh", "start_options")
_SHUTDOWN_MENU: Final = (
    ("shutdown", "shutdown_acpi", "shutdown_agent"),
    ("reboot", "reboot_acpi", "reboot_agent"),
    ("reset", "destroy_graceful", "destroy"),
)
_STARTABLE: Final = (("start", True), ("start_menu", False))
_RUNNING: Final = (("shutdown_menu", False), ("pause", False), ("managed_save", False))
_PAUSED: Final = (("resume", True), ("shutdown_menu", False), ("managed_save", False))
_ASLEEP: Final = (("pm_wake", True), ("shutdown_menu", False))
_CRASHED: Final = (("shutdown_menu", False), ("core_dump", False))


@dataclass(frozen=True, slots=True)
class _Gone:
    """The last that was known of a machine, and when it went."""

    domain: Domain
    at: float
    is_forgotten: bool


class DomainPage(Surface):
    """Everything about one machine.

    Args of the constructor: `actions` does what buttons and menus ask for; `event_models` makes
    a model of events for a scope, by default one that begins now; `rules` tells the thresholds
    that charts draw; `now` is the wall clock in seconds.

    Signals:
        node_opened: the host is wanted; carries the connection's id.
        left_requested: the machine is gone, and the user has seen it.
    """

    node_opened = Signal(object)
    left_requested = Signal()

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        settings: Settings,
        actions: DomainActionsLike,
        event_models: EventModels | None = None,
        rules: Callable[[], tuple[Rule, ...]] = tuple,
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("domain_page")
        self._feed, self._dispatcher, self._settings = feed, dispatcher, settings
        self._actions, self._now, self._rules = actions, now, rules
        self._event_models = event_models or (lambda scope: EventListModel(feed, scope))
        self._ref: ObjectRef | None = None
        self._gone: _Gone | None = None
        self._events: EventListModel | None = None
        self._tasks: dict[int, Task] = {}
        self._addresses: tuple[AddressInfo, ...] | None = None
        self._query: int | None = None
        self._verbs: tuple[tuple[str, bool], ...] = ()
        self._buttons: dict[str, LookButton] = {}
        self.header = ActionHeader(look, self._fill_menu)
        self.banners = NoteBanners(look)
        self.overview = DomainOverview(look, feed)
        self.tabs = self._make_tabs()
        self.definition = DefinitionTabs(
            look=look, feed=feed, dispatcher=dispatcher, actions=actions, tabs=self.tabs,
            window=self.window, parent=self,
        )  # fmt: skip
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._address_timer = QTimer(self)
        self._address_timer.setInterval(ADDRESSES_MS)
        self._lay_out()
        self._listen()

    @property
    def ref(self) -> ObjectRef | None:
        """The machine that is shown."""
        return self._ref

    def show_domain(self, ref: ObjectRef) -> None:
        """Show a machine, the tab as it was."""
        if ref != self._ref:
            self._take_back()
            self._ref, self._gone, self._addresses = ref, None, None
            self._take_events(ref)
            self.definition.show_domain(ref)
            charts = self.tabs.page("performance")
            if charts is not None:
                cast("PerformanceTab", charts).show_object(ref)
        self._refresh()
        self._ask_addresses()

    def choose_tab(self, key: str) -> None:
        """Show a tab: overview, performance, or one of the definition's."""
        self.tabs.choose(key)

    def selected_refs(self) -> tuple[ObjectRef, ...]:
        """What commands act on: the machine, while it exists."""
        return (self._ref,) if self._ref and self._gone is None else ()

    def showEvent(self, event: QShowEvent) -> None:
        """Take up what happened while the page was hidden."""
        super().showEvent(event)
        self._refresh()
        self._timer.start()
        self._address_timer.start()
        self._ask_addresses()

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        self._address_timer.stop()
        self._take_back()

    def _make_tabs(self) -> PageTabs:
        tabs = PageTabs(self._look, name=self.tr("Views of the machine"))
        tabs.add("overview", self.tr("Overview"), lambda: self.overview)
        tabs.add("performance", self.tr("Performance"), self._make_performance)
        return tabs

    def _make_performance(self) -> QWidget:
        from virtgui.views.pages.performance_tab import PerformanceTab

        tab = PerformanceTab(
            look=self._look, feed=self._feed, dispatcher=self._dispatcher,
            settings=self._settings, kind=DOMAIN, rules=self._rules, now=self._now,
        )  # fmt: skip
        tab.link_used.connect(self.choose_tab)
        if self._ref is not None:
            tab.show_object(self._ref)
        return tab

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
        feed.tasks_changed.connect(self._on_tasks)
        self._timer.timeout.connect(self._on_tick)
        self._address_timer.timeout.connect(self._ask_addresses)
        self.banners.link_used.connect(self._do)
        self.overview.action_requested.connect(self._do)
        self.overview.node_requested.connect(self._open_node)

    def _take_events(self, ref: ObjectRef) -> None:
        old, self._events = self._events, self._event_models(ref)
        self._events.setParent(self)
        self.overview.set_events(self._events)
        if old is not None:
            old.deleteLater()

    # What is shown

    def _domain(self) -> Domain | None:
        if self._gone is not None:
            return self._gone.domain
        return self._feed.inventory.domain(self._ref) if self._ref else None

    def _status(self) -> ConnectionStatus | None:
        return self._feed.status(self._ref.connection) if self._ref else None

    def _view(self) -> DomainView | None:
        domain, status, now = self._domain(), self._status(), self._now()
        if domain is None:
            return None
        name = status.spec.name if status else ""
        cell = shown_state(domain, status, self._task(), now)
        return DomainView(
            domain, status, name, cell, now,
            is_gone=self._gone is not None,
            addresses=self._addresses,
            autostart_refusal=self._refusal("autostart_on"),
            labels_refusal=self._refusal("labels"),
        )  # fmt: skip

    def _task(self) -> Task | None:
        own = (task for task in self._tasks.values() if task.operation.ref == self._ref)
        return next(own, None)

    def _refusal(self, action_id: str) -> str:
        """Why an action is impossible, but for being needless: of a pair one is needless."""
        if self._ref is None:
            return ""
        found = [self._actions.possible(action_id, (self._ref,))]
        if action_id == "autostart_on":
            found.append(self._actions.possible("autostart_off", (self._ref,)))
        if any(one.able for one in found):
            return ""
        reason = next((one.reason for one in found if one.reason), None)
        return refusal_word(reason) if reason else ""

    def _span(self) -> ChartSpan:
        return ChartSpan.of(float(self._settings.get("poll.interval")))

    def _refresh(self) -> None:
        if self._ref is None or not self.isVisible():
            return
        view = self._view()
        self.tabs.setVisible(view is not None)
        if view is None:
            self._show_absent()
            return
        self._show_header(view)
        self._show_notes(view)
        self.overview.show_domain(view, self._span())

    def _show_absent(self) -> None:
        self.header.set_head((self.tr("Virtual machine"), "domain"), ("", "", "text"), ())
        self.header.set_label("", "")
        self.header.set_facts(())
        self._show_buttons(())
        self.banners.show_notes([absent_note()])

    def _show_header(self, view: DomainView) -> None:
        domain = view.domain
        state = (view.cell.icon, view.cell.text, view.cell.icon_ink)
        if view.is_gone:
            state = ("st-unknown", self.tr("Gone"), "muted")
        tags = [one_line(tag) for tag in domain.tags]
        self.header.set_head((one_line(domain.name), domain_icon(domain)), state, tags)
        spec = view.status.spec if view.status else None
        self.header.set_label(spec.label if spec else "", spec.color if spec else "")
        self._show_facts(view)
        self._show_buttons(() if view.is_gone else _verbs_of(domain))

    def _show_facts(self, view: DomainView) -> None:
        told = self._first_address()
        facts = domain_facts(view.domain, view.node_name, view.now, is_old=view.is_old, told=told)
        self.header.set_facts(facts)

    def _first_address(self) -> str:
        return self._addresses[0].address if self._addresses else ""

    def _show_notes(self, view: DomainView) -> None:
        if self._gone is not None:
            gone = self._gone
            note = gone_note(gone.domain, view.now, gone.at, is_forgotten=gone.is_forgotten)
            self.banners.show_notes([note])
            return
        old = old_data_note(view.status, view.node_name, view.now)
        if old is not None:
            link = ((self.tr("Show the host"), "show_node"),)
            self.banners.show_notes([Note(old.severity, old.sentence, link, old.icon)])
            return
        self.banners.show_notes(domain_notes(view.domain, view.now))

    # Buttons and menus

    def _show_buttons(self, verbs: tuple[tuple[str, bool], ...]) -> None:
        if verbs != self._verbs or not verbs:
            self._verbs = verbs
            made = {key: self._make_button(key, is_primary=first) for key, first in verbs}
            self._buttons = made
            self.header.set_buttons(list(made.values()))
            self.header.set_has_menu(has_menu=bool(verbs))
        for key, button in self._buttons.items():
            button.set_reason(self._button_refusal(key))

    def _make_button(self, key: str, *, is_primary: bool) -> LookButton:
        button = self._new_button(key, is_primary=is_primary)
        button.setObjectName(key)
        return button

    def _new_button(self, key: str, *, is_primary: bool) -> LookButton:
        look = self._look
        if key == "shutdown_menu":
            menu = self._menu_of(self._fill_shutdown)
            return MenuButton(look, action_label("shutdown"), "shutdown", menu=menu)
        if key == "start_menu":
            return self._make_start_menu()
        kind = PrimaryButton if is_primary else LookButton
        word, label = self._button_word(key), action_label(key)
        button = kind(look, word, ACTIONS[key].icon, tip=label if label != word else "")
        button.clicked.connect(lambda: self._do(key))
        return button

    def _button_word(self, key: str) -> str:
        return self.tr("Save") if key == "managed_save" else action_label(key)

    def _make_start_menu(self) -> LookButton:
        button = IconButton(
            self._look, "chevron-down", self.tr("Other ways to start"), framed=True, bar=False
        )
        menu = self._menu_of(self._fill_start)
        menu.setParent(button, menu.windowFlags())
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

    def _menu_of(self, fill: Callable[[QMenu], None]) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: fill(menu))
        return menu

    def _fill_start(self, menu: QMenu) -> None:
        menu.clear()
        for action_id in _START_MENU:
            self._add_entry(menu, action_id)

    def _fill_shutdown(self, menu: QMenu) -> None:
        menu.clear()
        for group in _SHUTDOWN_MENU:
            menu.addSeparator()
            for action_id in group:
                self._add_entry(menu, action_id)

    def _add_entry(self, menu: QMenu, action_id: str) -> None:
        icon = self._look.icon(ACTIONS[action_id].icon)
        entry = menu.addAction(icon, action_label(action_id))
        entry.setObjectName(action_id)
        refusal = self._refusal(action_id)
        entry.setEnabled(not refusal)
        if refusal:
            entry.setToolTip(refusal)
        entry.triggered.connect(lambda: self._do(action_id))

    def _fill_menu(self, menu: QMenu) -> None:
        if self._ref is not None:
            self._actions.fill_menu(menu, (self._ref,))

    def _button_refusal(self, key: str) -> str:
        if key == "start_menu":
            return self._refusal("start_options")
        if key == "shutdown_menu":
            # What forces a machine off is possible in every state in which it exists.
            return self._refusal("destroy")
        return self._refusal(key)

    def _do(self, key: str) -> None:
        if key == LEAVE:
            self.left_requested.emit()
        elif key == "show_node":
            self._open_node()
        elif self._ref is not None:
            self._actions.trigger(key, (self._ref,))

    def _open_node(self) -> None:
        if self._ref is not None:
            self.node_opened.emit(self._ref.connection)

    # Addresses

    def _ask_addresses(self) -> None:
        domain, status = self._domain(), self._status()
        if domain is None or status is None or self._ref is None or not self.isVisible():
            return
        if self._gone is not None or not domain.is_active or not status.is_live:
            return
        self._take_back()
        self._query = self._dispatcher.ask(
            ReadAddresses(self._ref), self._on_addresses, self._on_no_addresses
        )

    def _take_back(self) -> None:
        if self._query is not None:
            self._dispatcher.take_back(self._query)
            self._query = None

    def _on_addresses(self, found: tuple[AddressInfo, ...]) -> None:
        self._query = None
        self._addresses = found
        self._show_addresses()

    def _on_no_addresses(self, error: ErrorInfo) -> None:
        # Not being told is nothing that a person could mend here: a dash says enough.
        del error
        self._query = None
        self._addresses = None
        self._show_addresses()

    def _show_addresses(self) -> None:
        view = self._view()
        if view is not None and self.isVisible():
            self.overview.show_interfaces(view)
            self._show_facts(view)

    # News

    def _on_statuses(self, ids: frozenset[ConnectionId]) -> None:
        if self._ref is not None and self._ref.connection in ids:
            self._refresh()

    def _on_inventory(self, delta: Delta) -> None:
        ref = self._ref
        if ref is None or not (ref in delta.removed or ref in delta.changed or ref in delta.added):
            return
        last = delta.removed.get(ref)
        if isinstance(last, Domain):
            self._gone = _Gone(last, self._now(), self._status() is None)
            self._take_back()
        elif ref in delta.added:
            self._gone = None
        started = bool(delta.changed.get(ref, frozenset()) & {"state", "run_id"})
        if started:
            self._addresses = None
        self._refresh()
        if started or ref in delta.added:
            self._ask_addresses()

    def _on_samples(self, ids: frozenset[ConnectionId]) -> None:
        if self._ref is None or self._ref.connection not in ids or not self.overview.isVisible():
            return
        view = self._view()
        if view is not None:
            self.overview.show_loads(view, self._span())

    def _on_tasks(self, tasks: list[Task]) -> None:
        for task in tasks:
            if is_transit(task):
                self._tasks[task.id] = task
            else:
                self._tasks.pop(task.id, None)
        if any(task.operation.ref == self._ref for task in tasks):
            self._refresh()

    def _on_tick(self) -> None:
        view = self._view()
        if view is not None:
            self._show_facts(view)
            self._show_notes(view)
            self.overview.show_ages(view)


def _verbs_of(domain: Domain) -> tuple[tuple[str, bool], ...]:
    if not domain.is_active:
        return _STARTABLE
    if domain.state is DomainState.PAUSED:
        return _PAUSED
    if domain.state is DomainState.PMSUSPENDED:
        return _ASLEEP
    return _CRASHED if domain.state is DomainState.CRASHED else _RUNNING
