"""The page of many domains: the fleet, a host, a group, a saved view."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QMenu,
    QMessageBox,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from virtgui.bridge.feed import Feed
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.search import Query, parse_query
from virtgui.core.values.connection import ConnectionState
from virtgui.models.actions import ACTIONS
from virtgui.models.alert_book import AlertBook
from virtgui.models.compare import LEAST_COMPARED, compare_refusal
from virtgui.models.domain_csv import write_csv
from virtgui.models.domain_rows import Grouping, SegmentKey
from virtgui.models.domain_scope import Scope
from virtgui.models.domain_table import DomainTableModel
from virtgui.models.settings_store import Settings
from virtgui.models.words import operation_word, refusal_word
from virtgui.views.domain_actions_protocol import DomainActionsLike
from virtgui.views.domain_table_view import DomainTableView
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import DestructiveButton, LookButton, MenuButton
from virtgui.views.widgets.empty_state import EmptyState
from virtgui.views.widgets.filter_bar import FilterBar
from virtgui.views.widgets.page_header import PageHeader
from virtgui.views.widgets.surface import Hairline, Surface

_POWER: Final = ("shutdown", "reboot", "reset", "destroy")
_BUTTONS_AFTER_MS: Final = 30


class _ListHeader(PageHeader):
    """A header whose menu "more" is filled when it opens.

    Signals:
        menu_wanted: the menu is about to be filled.
    """

    menu_wanted = Signal()

    def _fill_menu(self) -> None:
        self.menu_wanted.emit()
        super()._fill_menu()


class DomainListPage(Surface):
    """Header, filter bar and table; acts on what is selected.

    With `embedded` the header is one low row without a name, for a tab of another page.

    Signals:
        domain_opened: a domain's reference.
        node_opened: a connection id.
        retry_requested: try to reach a host again; its connection id.
        reason_requested: say why a host cannot be reached; its connection id.
        answer_requested: show the question of a host; its connection id.
        visible_changed: the references on screen as frozenset.
        query_cleared: the search is to be emptied.
        compare_requested: the charts of several domains are wanted in one; their references.
    """

    domain_opened = Signal(object)
    node_opened = Signal(object)
    retry_requested = Signal(object)
    reason_requested = Signal(object)
    answer_requested = Signal(object)
    visible_changed = Signal(object)
    query_cleared = Signal()
    compare_requested = Signal(object)

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        settings: Settings,
        actions: DomainActionsLike,
        alerts: AlertBook | None = None,
        embedded: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self._feed = feed
        self._settings = settings
        self._actions = actions
        self._query_text = ""
        self.model = DomainTableModel(feed, alerts=alerts, parent=self)
        self.model.set_grouping(settings.get("table.group_by"))
        self._header = _ListHeader(look, "fleet", self.tr("All virtual machines"))
        self._bar = FilterBar(look)
        self.table = DomainTableView(look, self.model, settings)
        self._more = QMenu(self)
        self._make_buttons()
        self._make_empty_states()
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_BUTTONS_AFTER_MS)
        self._later.timeout.connect(self._update_buttons)
        self._connect()
        self._show_settings()
        self._update_facts()
        self._update_buttons()
        self.set_embedded(embedded)

    # What is shown.

    def set_scope(self, scope: Scope, title: str, icon: str = "fleet") -> None:
        """Show another part of the fleet under its name."""
        self._header.set_title(title, icon)
        self.model.set_scope(scope)
        self._update_facts()

    def set_embedded(self, embedded: bool) -> None:
        """Leave out name and icon, which the page around it shows already."""
        self._header.set_compact(is_compact=embedded)

    def set_query(self, text: str, query: Query) -> None:
        """Show what matches a search; an empty query shows all."""
        self._query_text = text
        self.model.set_query(query)
        self._update_facts()

    def selected_refs(self) -> tuple[ObjectRef, ...]:
        """The selected domains."""
        return self.table.selected_refs()

    def export_to(self, path: Path) -> int:
        """Write what is shown as CSV; how many domains that were.

        Raises:
            OSError: it could not be written.
        """
        with path.open("w", encoding="utf-8", newline="") as file:
            return write_csv(file, self.model, self.table.columns.shown_keys())

    # Making.

    def _make_buttons(self) -> None:
        look = self._look
        self._start = LookButton(look, operation_word("start"), "start")
        self._power = MenuButton(look, operation_word("shutdown"), "shutdown")
        self._delete = DestructiveButton(look, self.tr("Delete…"), "delete")
        self._start.clicked.connect(lambda: self._trigger("start"))
        self._delete.clicked.connect(lambda: self._trigger("delete"))
        self._power.menu().aboutToShow.connect(self._fill_power)
        self._header.set_buttons((self._start, self._power, self._delete))
        self._header.menu_wanted.connect(self._fill_more)
        # Stands for the entries that are made when the menu opens.
        self._header.set_more_actions([QAction(self)])

    def _make_empty_states(self) -> None:
        look = self._look
        self._clear_query = LookButton(look, self.tr("Show all"), "close")
        self._clear_query.clicked.connect(self._clear_filter)
        self._nothing_found = EmptyState(
            look, "search", self.tr("Nothing matches"), "", (self._clear_query,)
        )
        self._nothing_there = EmptyState(look, "domain", "", "")

    def _lay_out(self) -> None:
        self._stack = QStackedLayout()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._header)
        page.addWidget(self._bar)
        page.addWidget(Hairline(self._look))
        page.addLayout(self._stack, 1)
        # The stack shows its first part at once: without a parent that would be a window.
        for part in (self.table, self._nothing_found, self._nothing_there):
            self._stack.addWidget(part)

    def _connect(self) -> None:
        table, bar = self.table, self._bar
        table.domain_opened.connect(self.domain_opened)
        table.node_opened.connect(self.node_opened)
        table.retry_requested.connect(self.retry_requested)
        table.reason_requested.connect(self.reason_requested)
        table.answer_requested.connect(self.answer_requested)
        table.visible_changed.connect(self.visible_changed)
        table.selection_changed.connect(self._on_selection)
        table.menu_requested.connect(self._popup_menu)
        bar.segment_chosen.connect(self._on_segment)
        bar.grouping_chosen.connect(self._on_grouping)
        bar.columns_requested.connect(table.columns.popup_menu)
        bar.export_requested.connect(self._ask_export)
        bar.density_requested.connect(self._change_density)
        self._header.selection_cleared.connect(table.clearSelection)
        self.model.counts_changed.connect(self._update_facts)
        self._feed.statuses_changed.connect(self._on_feed)
        self._feed.inventory_changed.connect(self._on_feed)
        self._settings.changed.connect(self._on_setting)
        # Of the table only: elsewhere in the window Esc leaves the search, or closes something.
        escape = QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), table)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(table.clearSelection)

    def _show_settings(self) -> None:
        self._bar.choose_grouping(self.model.grouping)
        self.table.set_density(self._settings.get("look.density"))

    # Facts.

    def _say_what_is_missing(self) -> None:
        """An empty list while hosts are asked says so; only an answered one is empty."""
        chosen = self.model.scope.connection
        waits = any(
            status.state is ConnectionState.CONNECTING
            for key, status in self._feed.statuses.items()
            if chosen in (None, key)
        )
        if waits:
            self._nothing_there.set_text(
                self.tr("Connecting"), self.tr("Machines appear here as soon as the host answers.")
            )
        else:
            self._nothing_there.set_text(
                self.tr("No virtual machines here"),
                self.tr("Machines appear here as soon as one is defined or started on the host."),
            )

    def _update_facts(self) -> None:
        counts = self.model.counts()
        self._bar.set_counts(counts)
        self._header.set_facts(self._facts())
        self._show_right_part()

    def _facts(self) -> list[str]:
        counts, hosts = self.model.counts(), self.model.host_counts()
        total = counts["all"]
        if self.model.scope.connection is None:
            facts = [self.tr("%n on {0}", "", total).format(self._hosts_word(len(hosts)))]
        else:
            facts = [self.tr("%n virtual machines", "", total)]
        facts.append(self.tr("%n running", "", counts["running"]))
        if counts["attention"]:
            facts.append(self._attention_word(counts["attention"]))
        facts.append(self._silence_word(sum(1 for key in hosts if self._is_silent(key))))
        return facts

    def _hosts_word(self, count: int) -> str:
        return self.tr("1 host") if count == 1 else self.tr("%n hosts", "", count)

    def _attention_word(self, count: int) -> str:
        one = self.tr("1 needs attention")
        return one if count == 1 else self.tr("%n need attention", "", count)

    def _silence_word(self, count: int) -> str:
        if count < 2:
            return self.tr("1 host does not answer") if count else ""
        return self.tr("%n hosts do not answer", "", count)

    def _is_silent(self, connection: ConnectionId) -> bool:
        status = self._feed.status(connection)
        return status is not None and status.has_old_data

    def _show_right_part(self) -> None:
        part: QWidget = self.table
        if self.model.counts()[self.model.segment] == 0:
            if self.model.query is not None or self.model.segment != "all":
                self._explain_nothing()
                part = self._nothing_found
            elif self.model.rowCount() == 0:
                self._say_what_is_missing()
                part = self._nothing_there
        self._stack.setCurrentWidget(part)

    def _explain_nothing(self) -> None:
        if self.model.query is None:
            sentence = self.tr("No virtual machine is in this state.")
        else:
            sentence = self.tr("No virtual machine matches the search {0}.")
            sentence = sentence.format(f"\u2068{self._query_text}\u2069")
        self._nothing_found.set_text(self.tr("Nothing matches"), sentence)

    def _clear_filter(self) -> None:
        self._on_segment("all")
        self._bar.choose_segment("all")
        if self.model.query is not None:
            self.set_query("", parse_query(""))
            self.query_cleared.emit()
        self.table.setFocus()

    # Actions.

    def _on_feed(self, _what: object) -> None:
        self._later.start()

    def _on_selection(self, refs: tuple[ObjectRef, ...]) -> None:
        words = self.tr("%n selected", "", len(refs)) if refs else ""
        self._header.set_selection(words)
        self._later.start()

    def _update_buttons(self) -> None:
        refs = self.table.selected_refs()
        self._start.set_reason(self._reason("start", refs))
        self._delete.set_reason(self._reason("delete", refs))
        reasons = [self._reason(action, refs) for action in _POWER]
        self._power.set_reason(reasons[0] if all(reasons) else "")

    def _reason(self, action_id: str, refs: Sequence[ObjectRef]) -> str:
        """Why an action cannot be done with the selection; empty when it can."""
        if not refs:
            return self.tr("Select virtual machines first.")
        possible = self._actions.possible(action_id, refs)
        if possible.able:
            return ""
        return refusal_word(possible.reason) if possible.reason else self.tr("It is gone.")

    def _trigger(self, action_id: str) -> None:
        refs = self.table.selected_refs()
        if refs:
            self._actions.trigger(action_id, refs)

    def _fill_power(self) -> None:
        menu = self._power.menu()
        menu.clear()
        menu.setToolTipsVisible(True)
        refs = self.table.selected_refs()
        for action_id in _POWER:
            action = ACTIONS[action_id]
            entry = menu.addAction(
                self._look.icon(action.icon), operation_word(action.operation.code)
            )
            reason = self._reason(action_id, refs)
            entry.setEnabled(not reason)
            entry.setToolTip(reason)
            entry.triggered.connect(lambda _=False, wanted=action_id: self._trigger(wanted))

    def _fill_more(self) -> None:
        self._more.clear()
        refs = self.table.selected_refs()
        if refs:
            self._actions.fill_menu(self._more, refs)
            self._add_compare(self._more, refs)
        else:
            hint = self._more.addAction(self.tr("Select virtual machines first."))
            hint.setEnabled(False)
        self._header.set_more_actions(self._more.actions())

    def _popup_menu(self, place: QPoint, refs: Sequence[ObjectRef]) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self._actions.fill_menu(menu, refs)
        self._add_compare(menu, refs)
        menu.popup(place)

    def _add_compare(self, menu: QMenu, refs: Sequence[ObjectRef]) -> None:
        """Charts of several machines in one, where there are several."""
        if len(refs) < LEAST_COMPARED:
            return
        compare = QAction(self._look.icon("chart"), self.tr("Compare"), menu)
        compare.setObjectName("compare")
        reason = compare_refusal(len(refs))
        compare.setEnabled(not reason)
        compare.setToolTip(reason)
        wanted = tuple(refs)
        compare.triggered.connect(lambda: self.compare_requested.emit(wanted))
        separators = [entry for entry in menu.actions() if entry.isSeparator()]
        before = separators[0] if separators else None
        menu.insertAction(before, compare) if before else menu.addAction(compare)

    # The bar.

    def _on_segment(self, segment: SegmentKey) -> None:
        self.model.set_segment(segment)
        self._update_facts()

    def _on_grouping(self, grouping: Grouping) -> None:
        self._settings.set("table.group_by", grouping)

    def _change_density(self) -> None:
        is_compact = self._settings.get("look.density") == "compact"
        self._settings.set("look.density", "comfortable" if is_compact else "compact")

    def _on_setting(self, key: str) -> None:
        if key == "look.density":
            self.table.set_density(self._settings.get(key))
        elif key == "table.group_by":
            self.model.set_grouping(self._settings.get(key))
            self._bar.choose_grouping(self.model.grouping)

    def _ask_export(self) -> None:
        name = str(Path.home() / "virtual-machines.csv")
        kinds = self.tr("Comma-separated values (*.csv)")
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export"), name, kinds)
        if not path:
            return
        try:
            self.export_to(Path(path))
        except OSError as error:
            title = self.tr("Not exported")
            why = self.tr("The file {0} could not be written: {1}")
            QMessageBox.warning(self, title, why.format(path, error.strerror or error))
