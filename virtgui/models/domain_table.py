"""The domain table as an item model: domains of the fleet, filtered, sorted and grouped.

All of that happens on Python lists in here; proxies would ask for each comparison.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.refs import DOMAIN, ConnectionId, ObjectRef
from virtgui.core.search import Query
from virtgui.core.values.domain import Domain
from virtgui.core.values.task import Task
from virtgui.models.alert_book import AlertBook
from virtgui.models.columns import COLUMNS, COLUMNS_BY_KEY, LIVE_COLUMNS, POSITIONS, Column
from virtgui.models.domain_cells import CELL_METRICS, Cell, CellContext, is_transit
from virtgui.models.domain_order import Arrangement
from virtgui.models.domain_pool import DomainPool
from virtgui.models.domain_rows import (
    DomainRow,
    Grouping,
    GroupKey,
    GroupRow,
    Host,
    Row,
    SegmentKey,
)
from virtgui.models.domain_scope import Scope
from virtgui.models.group_facts import GroupFacts, group_facts
from virtgui.models.row_list_model import RowListModel
from virtgui.models.row_log import announce
from virtgui.models.row_texts import domain_text, group_text

_Index = QModelIndex | QPersistentModelIndex
_GROUP_FLAGS: Final = Qt.ItemFlag.ItemIsEnabled
_DOMAIN_FLAGS: Final = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
)
_SECOND_MS: Final = 1000
_AGE_MS: Final = 30_000
_LAST_COLUMN: Final = len(COLUMNS) - 1


class DomainTableModel(RowListModel):
    """Rows for domains and for the headings of their groups.

    Args of the constructor: feed; `now`, the wall clock in seconds; `alerts`, whose marks are
    shown. GUI thread only.

    Signals:
        counts_changed: `counts` or `host_counts` give other figures.
        arrangement_changed: the sort column, its direction or the grouping is another one.
    """

    counts_changed = Signal()
    arrangement_changed = Signal()

    def __init__(
        self,
        feed: Feed,
        *,
        now: Callable[[], float] = time.time,
        alerts: AlertBook | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._feed = feed
        self._now, self._alerts = now, alerts
        self.context: CellContext = CellContext(feed.series, now)
        if alerts is not None:
            self.context = CellContext(feed.series, now, alerts.of)
            alerts.marks_changed.connect(self._on_marks)
        self._pool = DomainPool(self.context)
        self._arrangement = Arrangement(self.context)
        self._hosts: dict[ConnectionId, Host] = {}
        self._tasks: dict[ObjectRef, dict[int, Task]] = {}
        self._told_counts: object = None
        self._sorting = self._timer(_SECOND_MS, self._sort_again, is_single=True)
        self._sort_is_due = False
        self._seconds = self._timer(_SECOND_MS, self._tick)
        self._ages = self._timer(_AGE_MS, self._grow_older)
        self._ages.start()
        self._listen()
        self._load_all()

    # What is shown.

    @property
    def scope(self) -> Scope:
        """Which domains the table is about."""
        return self._pool.scope

    @property
    def segment(self) -> SegmentKey:
        """Which of them are shown."""
        return self._pool.segment

    @property
    def query(self) -> Query | None:
        """The search, or None."""
        return self._pool.query

    @property
    def grouping(self) -> Grouping:
        """How rows are grouped."""
        return self._arrangement.grouping

    @property
    def sorting(self) -> tuple[str, bool]:
        """Key of the column that rows are sorted by, and whether the largest is first."""
        return self._arrangement.column.key, self._arrangement.is_descending

    def set_scope(self, scope: Scope) -> None:
        """Show another part of the fleet."""
        if scope != self._pool.scope:
            self._pool.set_filter(scope=scope)
            self._rebuild()

    def set_query(self, query: Query) -> None:
        """Show what matches a search; an empty one shows all."""
        self._pool.set_filter(query=query)
        self._rebuild()

    def set_segment(self, segment: SegmentKey) -> None:
        """Show domains in some states only."""
        if segment != self._pool.segment:
            self._pool.set_filter(segment=segment)
            self._rebuild()

    def set_grouping(self, grouping: Grouping) -> None:
        """Group rows, or not at all with ``none``."""
        if grouping != self._arrangement.grouping:
            self._arrangement.grouping = grouping
            self._rebuild()
            self.arrangement_changed.emit()

    def sort_by(self, column_key: str, is_descending: bool = False) -> None:
        """Sort by a column.

        Raises:
            KeyError: no such column.
        """
        wanted = (column_key, is_descending)
        if wanted == self.sorting:
            return
        self._arrangement.column = COLUMNS_BY_KEY[column_key]
        self._arrangement.is_descending = is_descending
        self._rebuild()
        self.arrangement_changed.emit()

    def counts(self) -> Mapping[SegmentKey, int]:
        """How many domains of scope and search each segment has."""
        return MappingProxyType(self._pool.counts)

    def host_counts(self) -> Mapping[ConnectionId, int]:
        """How many domains of scope and search each host has; only those that have any."""
        return dict(self._pool.nodes())

    # Rows.

    def domain_row(self, position: int) -> DomainRow | None:
        """The domain's row at a position, or None for a group or nothing."""
        row = self.row_at(position)
        return row if isinstance(row, DomainRow) else None

    def group_row(self, position: int) -> GroupRow | None:
        """The group's row at a position, or None for a domain or nothing."""
        row = self.row_at(position)
        return row if isinstance(row, GroupRow) else None

    def position_of(self, ref: ObjectRef) -> int:
        """Where a domain is shown, or -1."""
        row = self._pool.get(ref)
        return -1 if row is None else self._positions.get(row, -1)

    def group_position(self, key: GroupKey) -> int:
        """Where the heading of a group is shown, or -1."""
        group = self._arrangement.group(key)
        return -1 if group is None else self._positions.get(group, -1)

    def group_above(self, position: int) -> int:
        """Where the heading of a row's group is, or -1."""
        while position >= 0 and not isinstance(self.row_at(position), GroupRow):
            position -= 1
        return position

    def group_positions(self) -> list[int]:
        """Where headings are."""
        return [n for n, row in enumerate(self._rows) if isinstance(row, GroupRow)]

    def domain_rows(self) -> Iterator[DomainRow]:
        """The domains shown, in order; those of collapsed groups are not."""
        return (row for row in self._rows if isinstance(row, DomainRow))

    def facts(self, group: GroupRow) -> GroupFacts:
        """What the heading of a group says now."""
        return group_facts(group, self._feed, self._now(), self._alerts)

    def set_collapsed(self, position: int, is_collapsed: bool) -> None:
        """Hide or show the domains of the group whose heading is there."""
        group = self.group_row(position)
        if group is not None and group.is_collapsed != is_collapsed:
            group.is_collapsed = is_collapsed
            self._rebuild()
            self._tell_rows((group,))

    def find_name(self, start: str, after: int) -> int:
        """Where the next domain is whose name begins so, searching round; or -1."""
        wanted, count = start.casefold(), len(self._rows)
        for step in range(count):
            position = (after + step) % count
            row = self._rows[position]
            if isinstance(row, DomainRow) and row.domain.name.casefold().startswith(wanted):
                return position
        return -1

    def cell(self, row: DomainRow, column: Column) -> Cell:
        """A cell's value object; those that do not live are kept until the domain changes."""
        if column.is_live or column.key in ("uptime", "state"):
            return column.make(row, self.context)
        kept = row.cells.get(column.key)
        if kept is None:
            kept = row.cells[column.key] = column.make(row, self.context)
        return kept  # type: ignore[return-value]

    # Qt's side.

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        row = self.row_at(index.row())
        if row is None:
            return None
        column = COLUMNS[index.column()]
        if isinstance(row, GroupRow):
            return group_text(self, row, column, role)
        return domain_text(self, row, column, role)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Headings of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.heading_tip or None
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right_heading:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.InitialSortOrderRole:
            largest_first = column.is_number and column.key != "uptime"
            order = Qt.SortOrder.DescendingOrder if largest_first else Qt.SortOrder.AscendingOrder
            return order.value
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Domains can be selected, headings cannot."""
        row = self.row_at(index.row())
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        return _GROUP_FLAGS if isinstance(row, GroupRow) else _DOMAIN_FLAGS

    def set_columns(self, keys: Iterable[str]) -> None:
        """Tell which columns are shown: an alert whose figure is in none marks the name."""
        loads = ("net" if key == "network" else key for key in keys)
        metrics = frozenset().union(*(CELL_METRICS.get(load, ()) for load in loads))
        if metrics != self.context.shown.metrics:
            self.context.shown.metrics = metrics
            marked = self._pool.with_alerts()
            for row in marked:
                row.settle()
            self._tell_rows(marked)

    # What the feed tells.

    def _timer(self, interval: int, tick: Callable[[], None], *, is_single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.setSingleShot(is_single)
        timer.timeout.connect(tick)
        return timer

    def _listen(self) -> None:
        feed = self._feed
        feed.inventory_changed.connect(self._on_inventory)
        feed.statuses_changed.connect(self._on_statuses)
        feed.samples_arrived.connect(self._on_samples)
        feed.tasks_changed.connect(self._on_tasks)
        self._on_tasks(list(feed.tasks.values()))

    def _load_all(self) -> None:
        self._hosts = {key: Host.of(key, status) for key, status in self._feed.statuses.items()}
        for domain in self._feed.inventory.domains():
            self._add(domain)
        self._rebuild()

    def _host(self, connection: ConnectionId) -> Host:
        host = self._hosts.get(connection)
        if host is None:
            host = self._hosts[connection] = Host.of(connection, self._feed.status(connection))
        return host

    def _add(self, domain: Domain) -> DomainRow:
        row = self._pool.add(domain, self._host(domain.ref.connection))
        row.task = self._task_of(row.ref)
        return row

    @Slot(object)
    def _on_inventory(self, delta: Delta) -> None:
        is_other = False
        for ref in delta.removed:
            if ref.kind == DOMAIN:
                self._tasks.pop(ref, None)
                is_other = self._pool.remove(ref) is not None or is_other
        for ref in delta.added:
            domain = self._feed.inventory.domain(ref)
            if domain is not None:
                self._add(domain)
                is_other = True
        changed = self._take_changes(delta.changed)
        if is_other or changed.moved:
            self._rebuild()
        self._tell_rows(changed.rows)
        self._tell_counts()

    @Slot(object)
    def _on_marks(self, refs: frozenset[ObjectRef]) -> None:
        found = [row for row in map(self._pool.get, refs) if row is not None]
        moved = [self._pool.set_alerts(row) for row in found]
        if any(moved):
            self._rebuild()
        self._tell_rows(found)
        self._tell_groups({ref.connection for ref in refs if ref.kind != DOMAIN})
        self._tell_counts()

    def _take_changes(self, changed: Mapping[ObjectRef, frozenset[str]]) -> "_Changed":
        result = _Changed()
        for ref, fields in changed.items():
            row, domain = self._pool.get(ref), self._feed.inventory.domain(ref)
            if row is None or domain is None:
                continue
            is_moved = self._pool.change(row, domain) or self._arrangement.depends_on(fields)
            result.moved = result.moved or is_moved
            result.rows.append(row)
        return result

    @Slot(object)
    def _on_statuses(self, connections: frozenset[ConnectionId]) -> None:
        is_other = False
        for connection in connections:
            status = self._feed.status(connection)
            before = self._hosts.get(connection)
            if status is None:
                self._hosts.pop(connection, None)
                is_other = True
                continue
            host = self._hosts[connection] = Host.of(connection, status)
            if host != before:
                is_other = True
                self._pool.set_host(host)
        if is_other:
            self._rebuild()
            self._tell_all()
        else:
            self._tell_groups(connections)
        self._tell_counts()
        self._watch_seconds()

    @Slot(object)
    def _on_samples(self, connections: frozenset[ConnectionId]) -> None:
        if self._pool.follows_polls:
            self._pool.judge_all()
            self._rebuild()
        elif self._arrangement.column.is_live:
            self._sort_is_due = True
            if not self._sorting.isActive():
                self._sort_again()
        self._tell_live(connections)

    @Slot(object)
    def _on_tasks(self, tasks: Sequence[Task]) -> None:
        rows: list[Row] = []
        for task in tasks:
            ref = task.operation.ref
            known = self._tasks.setdefault(ref, {})
            if is_transit(task):
                known[task.id] = task
            else:
                known.pop(task.id, None)
            if not known:
                del self._tasks[ref]
            row = self._pool.get(ref)
            if row is not None:
                row.task = self._task_of(ref)
                rows.append(row)
        self._tell_rows(rows)

    def _task_of(self, ref: ObjectRef) -> Task | None:
        tasks = self._tasks.get(ref)
        return tasks[max(tasks)] if tasks else None

    # Time.

    @Slot()
    def _sort_again(self) -> None:
        """Sort by live figures, at most once a second: faster nobody can read."""
        if self._sort_is_due and self._arrangement.column.is_live:
            self._sort_is_due = False
            self._rebuild()
            self._sorting.start()

    @Slot()
    def _tick(self) -> None:
        silent = [key for key in self._hosts if not self._is_live(key)]
        self._tell_groups(silent)

    @Slot()
    def _grow_older(self) -> None:
        if self._pool.follows_time:
            self._pool.judge_all()
            self._rebuild()
        for key in ("state", "uptime"):
            self.tell(0, len(self._rows) - 1, POSITIONS[key], POSITIONS[key])

    def _is_live(self, connection: ConnectionId) -> bool:
        status = self._feed.status(connection)
        return status is not None and status.is_live

    def _watch_seconds(self) -> None:
        """The seconds to the next try are counted down while a heading shows them."""
        is_wanted = any(not self._is_live(key) for key in self._hosts)
        if is_wanted and not self._seconds.isActive():
            self._seconds.start()
        elif not is_wanted:
            self._seconds.stop()

    # What views are told.

    def _rebuild(self) -> None:
        """Put the rows in their order, and tell views which steps lead there."""
        rows = self._arrangement.arrange(
            self._pool.shown(), self._empty_nodes(), [*self._feed.statuses]
        )
        announce(rows, self.show_rows(rows))
        self._tell_counts()
        self._watch_seconds()

    def _empty_nodes(self) -> list[ConnectionId]:
        """Hosts that get a heading even without rows."""
        pool = self._pool
        if pool.segment != "all" or pool.query is not None:
            return []
        if pool.scope.is_fleet:
            return [*self._feed.statuses]
        if pool.scope == Scope.node(pool.scope.connection or ConnectionId("")):
            return [key for key in self._feed.statuses if key == pool.scope.connection]
        return []

    def _tell_rows(self, rows: Iterable[Row]) -> None:
        """One signal for all, from the first to the last of them."""
        places = [self._positions[row] for row in rows if row in self._positions]
        if places:
            self.tell(min(places), max(places), 0, _LAST_COLUMN)

    def _tell_all(self) -> None:
        self.tell(0, len(self._rows) - 1, 0, _LAST_COLUMN)

    def _tell_live(self, connections: Iterable[ConnectionId]) -> None:
        """One signal for all; grouped by node, the rows of a node stand together."""
        first, last = 0, len(self._rows) - 1
        if self._arrangement.grouping == "node":
            groups = [self._arrangement.group(("node", key)) for key in connections]
            shown = [group for group in groups if group in self._positions]
            starts = [(self._positions[group], len(group.rows)) for group in shown if group]
            first = min((start for start, _ in starts), default=0)
            last = min(last, max((start + count for start, count in starts), default=-1))
        self.tell(first, last, LIVE_COLUMNS[0], LIVE_COLUMNS[-1])

    def _tell_groups(self, connections: Iterable[ConnectionId]) -> None:
        if self._arrangement.grouping != "node":
            return
        for connection in connections:
            position = self.group_position(("node", connection))
            self.tell(position, position, 0, _LAST_COLUMN)

    def _tell_counts(self) -> None:
        counts = (dict(self._pool.counts), dict(self._pool.nodes()))
        if counts != self._told_counts:
            self._told_counts = counts
            self.counts_changed.emit()


class _Changed:
    """Rows with new values, and whether one of them has to move."""

    __slots__ = ("moved", "rows")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.moved = False
