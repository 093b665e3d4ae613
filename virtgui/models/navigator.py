"""The tree at the left: fleet, saved views, hosts in folders, and under a host its domains."""

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.refs import DOMAIN, ConnectionId, ObjectRef
from virtgui.core.values.alert import Alert
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.domain import Domain, ShownState
from virtgui.models import place as places
from virtgui.models.alert_book import AlertBook
from virtgui.models.alert_words import alert_words
from virtgui.models.connection_drag import MIME, can_drop, drop, goal, packed, unpacked
from virtgui.models.connection_texts import connection_tip, state_of, state_text
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.marks import host_mark, needs_attention
from virtgui.models.nav_item import (
    NavItem,
    domain_key,
    group_of,
    host_folder_item,
    looks,
    saved_item,
)
from virtgui.models.node_words import node_icon
from virtgui.models.place import Place, PlaceKind
from virtgui.models.plain_text import one_line, plain_tip
from virtgui.models.words import STATE_ICONS, state_word

ITEM_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The `NavItem` of a row, for the painter."""
MANY: Final = 100
"""From so many new rows in one folder on, the folder is filled anew in one step."""

_Index = QModelIndex | QPersistentModelIndex
_WORST: Final = (
    ("question", "warn"), ("error", "error"), ("lk-stale", "warn"), ("warn", "warn"),
)  # fmt: skip
_MOST_NAMES: Final = 5
_SHOWN_FIELDS: Final = frozenset({"name", "state", "managed_save", "config", "run_id"})


class NavigatorModel(QAbstractItemModel):
    """Fleet, saved views and hosts as a tree."""

    def __init__(
        self,
        feed: Feed,
        connections: ConnectionsStore,
        saved_views: Callable[[], list[dict[str, str]]],
        parent: QObject | None = None,
        *,
        alerts: AlertBook | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._feed, self._alerts = feed, alerts
        self._clock = clock
        self._connections = connections
        self._saved_views = saved_views
        self._root = NavItem((), "")
        self._items: dict[int, NavItem] = {}
        self._domains: dict[ObjectRef, NavItem] = {}
        self._nodes: dict[ConnectionId, NavItem] = {}
        self._folders: dict[str, NavItem] = {}
        self._groups: list[tuple[ConnectionId, str]] = []
        """Each connection with its folder, in their order: what the rows of hosts stand for."""
        self._attention: set[ObjectRef] = set()
        self._build()
        feed.inventory_changed.connect(self._on_inventory)
        feed.statuses_changed.connect(self._on_statuses)
        connections.changed.connect(self._on_connections)
        if alerts is not None:
            alerts.marks_changed.connect(self._on_marks)

    # What the rows are

    def index_of(self, place: Place) -> QModelIndex:
        """The row of a place; an invalid index when there is none."""
        item = self._find(place)
        return self._index_of(item) if item else QModelIndex()

    def refresh_saved_views(self) -> None:
        """Read the saved views anew."""
        fleet = self._root.children[0]
        old = [item for item in fleet.children if item.key[0] == 2]
        for item in old:
            self._remove(item)
        for number, view in enumerate(self._saved_views()):
            self._insert(fleet, saved_item(number, view))

    def _build(self) -> None:
        fleet = NavItem((0,), self.tr("Fleet"), is_section=True)
        hosts = NavItem((1,), self.tr("Hosts"), is_section=True)
        for section in (fleet, hosts):
            self._attach(self._root, section)
        self._attach(fleet, NavItem((0,), self.tr("All virtual machines"), places.FLEET, "fleet"))
        self._attach(
            fleet,
            NavItem((1,), self.tr("Needs attention"), places.ATTENTION, "warn", "warn"),
        )
        self._attach(fleet, NavItem((1, 0), self.tr("Top"), places.TOP, "chart"))
        self._attach(fleet, NavItem((1, 1), self.tr("Connections"), places.CONNECTIONS, "connect"))
        for number, view in enumerate(self._saved_views()):
            self._attach(fleet, saved_item(number, view))
        self._groups = [(spec.id, spec.group) for spec in self._connections.all()]
        for number, spec in enumerate(self._connections.all()):
            above = self._host_folder(spec.group, number)
            self._nodes[spec.id] = self._attach(above, NavItem((1, number, spec.id), spec.name))
            self._dress_node(spec.id)
            for domain in self._feed.inventory.domains(spec.id):
                self._attach(self._folder(spec.id, domain.group), self._make(domain))
        self._dress_folders()
        self._recount()

    def _attach(self, parent: NavItem, item: NavItem) -> NavItem:
        """Put an item into the tree without telling views; only while building."""
        item.parent = parent
        at = bisect_left(parent.children, item.key, key=lambda other: other.key)
        parent.children.insert(at, item)
        self._items[id(item)] = item
        return item

    def _insert(self, parent: NavItem, item: NavItem) -> None:
        at = bisect_left(parent.children, item.key, key=lambda other: other.key)
        self.beginInsertRows(self._index_of(parent), at, at)
        self._attach(parent, item)
        self.endInsertRows()

    def _remove(self, item: NavItem) -> None:
        parent, row = item.parent, item.row
        if parent is None:
            return
        self.beginRemoveRows(self._index_of(parent), row, row)
        parent.children.pop(row)
        self._forget(item)
        self.endRemoveRows()

    def _forget(self, item: NavItem) -> None:
        for child in item.children:
            self._forget(child)
        self._items.pop(id(item), None)
        if item.place and item.place.ref:
            self._domains.pop(item.place.ref, None)

    def _find(self, place: Place) -> NavItem | None:
        if place.ref is not None:
            return self._domains.get(place.ref)
        return next((item for item in self._items.values() if item.place == place), None)

    # Changes

    def _on_connections(self) -> None:
        """New or renamed hosts touch their own rows; only another order builds the tree anew."""
        groups = [(spec.id, spec.group) for spec in self._connections.all()]
        known = len(self._groups)
        if groups[:known] != self._groups:
            self._rebuild()
            return
        self._groups = groups
        for connection, _group in groups[:known]:
            self._redress_node(connection)
        for number, (connection, group) in enumerate(groups[known:], known):
            self._insert_node(number, connection, group)
        self._dress_folders(tell=True)

    def _redress_node(self, connection: ConnectionId) -> bool:
        """Whether a host's row looks otherwise than before."""
        item = self._nodes[connection]
        before = looks(item)
        self._dress_node(connection)
        if looks(item) == before:
            return False
        self._tell(item)
        return True

    def _insert_node(self, number: int, connection: ConnectionId, group: str) -> None:
        item = self._nodes[connection] = NavItem((1, number, connection), "")
        self._dress_node(connection)
        self._insert(self._host_folder(group, number, tell=True), item)
        self._add(domain.ref for domain in self._feed.inventory.domains(connection))
        self._recount()

    def _host_folder(self, group: str, number: int, *, tell: bool = False) -> NavItem:
        """The item of a folder of hosts, made with those around it when missing."""
        item, path = self._root.children[1], ""
        for part in filter(None, group.split("/")):
            path = f"{path}/{part}" if path else part
            found = self._folders.get(path)
            if found is None:
                found = self._folders[path] = host_folder_item(number, path)
                (self._insert if tell else self._attach)(item, found)
            item = found
        return item

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._root = NavItem((), "")
        self._items.clear()
        self._domains.clear()
        self._nodes.clear()
        self._folders.clear()
        self._attention.clear()
        self._build()
        self.endResetModel()

    def _on_statuses(self, ids: frozenset[ConnectionId]) -> None:
        is_other = False
        for connection in ids:
            item = self._nodes.get(connection)
            if item is None:
                continue
            was_muted = item.is_muted
            if self._redress_node(connection) and item.is_muted != was_muted:
                self._redress_domains(item)
                is_other = True
        self._dress_folders(tell=True)
        if is_other:
            self._recount()

    def _on_marks(self, refs: frozenset[ObjectRef]) -> None:
        for ref in refs:
            if ref.kind == DOMAIN:
                self._update(ref)
        for connection in {ref.connection for ref in refs if ref.kind != DOMAIN}:
            if connection in self._nodes:
                self._redress_node(connection)
        self._dress_folders(tell=True)
        self._recount()

    def _on_inventory(self, delta: Delta) -> None:
        for ref in delta.removed:
            item = self._domains.get(ref)
            self._attention.discard(ref)
            if item:
                self._remove_domain(item)
        added = [ref for ref in delta.added if ref.kind == DOMAIN]
        self._add(ref for ref in added if ref.connection in self._nodes)
        for ref, names in delta.changed.items():
            if ref.kind == DOMAIN and not names.isdisjoint(_SHOWN_FIELDS):
                self._update(ref)
        self._recount()

    def _add(self, refs: Iterable[ObjectRef]) -> None:
        by_folder: dict[tuple[ConnectionId, str], list[Domain]] = {}
        for ref in refs:
            domain = self._feed.inventory.domain(ref)
            if domain:
                by_folder.setdefault((ref.connection, domain.group), []).append(domain)
        for (connection, group), domains in by_folder.items():
            folder = self._folder(connection, group, tell=True)
            if len(domains) >= MANY:
                self._fill(folder, domains)
            else:
                for domain in domains:
                    self._insert(folder, self._make(domain))

    def _fill(self, folder: NavItem, domains: list[Domain]) -> None:
        """Take all rows of a folder away and put them back with many more, in two steps."""
        index = self._index_of(folder)
        children = folder.children
        if children:
            self.beginRemoveRows(index, 0, len(children) - 1)
            folder.children = []
            self.endRemoveRows()
        items = [self._make(domain) for domain in domains]
        for item in items:
            item.parent = folder
            self._items[id(item)] = item
        self.beginInsertRows(index, 0, len(children) + len(items) - 1)
        folder.children = sorted((*children, *items), key=lambda item: item.key)
        self.endInsertRows()

    def _update(self, ref: ObjectRef) -> None:
        item, domain = self._domains.get(ref), self._feed.inventory.domain(ref)
        if item is None or domain is None or item.parent is None:
            return
        if item.key != domain_key(domain) or group_of(item.parent) != domain.group:
            self._remove_domain(item)
            folder = self._folder(ref.connection, domain.group, tell=True)
            self._insert(folder, self._make(domain))
            return
        self._dress(item, domain)
        self._tell(item)

    def _remove_domain(self, item: NavItem) -> None:
        folder = item.parent
        self._remove(item)
        while folder and folder.key[0] == 0 and folder.icon == "group" and not folder.children:
            parent = folder.parent
            self._remove(folder)
            folder = parent

    def _folder(self, connection: ConnectionId, group: str, *, tell: bool = False) -> NavItem:
        """The item of a group, made with its parents when missing."""
        item = self._nodes[connection]
        path = ""
        for part in filter(None, group.split("/")):
            path = f"{path}/{part}" if path else part
            key = (0, part.casefold(), part)
            found = next((child for child in item.children if child.key == key), None)
            if found is None:
                found = NavItem(key, part, places.group_place(connection, path), "group")
                if tell:
                    self._insert(item, found)
                else:
                    self._attach(item, found)
            item = found
        return item

    # How rows look

    def _make(self, domain: Domain) -> NavItem:
        item = NavItem(domain_key(domain), one_line(domain.name), places.domain_place(domain.ref))
        self._domains[domain.ref] = item
        self._dress(item, domain)
        return item

    def _dress(self, item: NavItem, domain: Domain) -> None:
        status = self._feed.status(domain.ref.connection)
        is_old = status is not None and not status.is_live
        shown = ShownState.UNKNOWN if is_old else domain.shown_state
        item.text = one_line(domain.name)
        item.icon, item.icon_role = STATE_ICONS[shown]
        item.is_muted = is_old
        state = state_word(domain.shown_state, is_old=is_old)
        item.tip = plain_tip(f"{item.text}\n{state}")
        is_marked = not is_old and bool(self._alerts_of(item))
        item.mark, item.mark_role = ("warn", "warn") if is_marked else ("", "muted")
        if needs_attention(domain, is_old=is_old, has_alerts=is_marked):
            self._attention.add(domain.ref)
        else:
            self._attention.discard(domain.ref)

    def _alerts_of(self, item: NavItem) -> Sequence[Alert]:
        """What a mark stands for: of a machine, of a host and its pools, of all in a folder."""
        if self._alerts is None or item.place is None:
            return ()
        if item.host:
            return self._alerts.of_host(item.host)
        if item.place.kind is PlaceKind.GROUP:
            return [alert for child in item.children for alert in self._alerts_of(child)]
        return self._alerts.of(item.place.ref) if item.place.ref else ()

    def _alert_texts(self, item: NavItem) -> list[str]:
        """What a row's mark says, a sentence for each alert; of a folder who has any."""
        alerts = self._alerts_of(item) if item.mark == "warn" else ()
        if item.place is None or item.place.kind is not PlaceKind.GROUP or not alerts:
            return [alert_words(alert) for alert in alerts]
        names = list(dict.fromkeys(self._domains[alert.ref].text for alert in alerts))
        shown = ", ".join((*names[:_MOST_NAMES], *(["…"] if names[_MOST_NAMES:] else [])))
        return [self.tr("%n beyond a limit: {0}", "", len(names)).format(shown)]

    def _redress_domains(self, item: NavItem) -> None:
        for child in item.children:
            if child.place and child.place.ref:
                domain = self._feed.inventory.domain(child.place.ref)
                if domain:
                    self._dress(child, domain)
            else:
                self._redress_domains(child)
        if item.children:
            index = self._index_of(item)
            last = self.index(len(item.children) - 1, 0, index)
            self.dataChanged.emit(self.index(0, 0, index), last)

    def _dress_node(self, connection: ConnectionId) -> None:
        item, spec = self._nodes[connection], self._connections.get(connection)
        status = self._feed.status(connection)
        if spec is None:
            return
        item.text, item.place = one_line(spec.name), places.node_place(connection)
        item.icon = node_icon(spec)
        item.label, item.color = one_line(spec.label), spec.color
        item.mark, item.mark_role = host_mark(connection, status, self._alerts)
        item.is_muted = state_of(status) is not ConnectionState.CONNECTED

    def _dress_folders(self, *, tell: bool = False) -> None:
        """A folder shows what is worst in it, since it may be closed."""
        for item in self._folders.values():
            hosts = [self._nodes[key] for key in self._connections.inside(item.folder)]
            marks = {(host.mark, host.mark_role) for host in hosts}
            mark = next((mark for mark in _WORST if mark in marks), ("", "muted"))
            if (item.mark, item.mark_role) != mark:
                item.mark, item.mark_role = mark
                if tell:
                    self._tell(item)

    def _recount(self) -> None:
        total = 0
        for connection, item in self._nodes.items():
            count = self._feed.inventory.count(connection)
            total += count
            status = self._feed.status(connection)
            known = count or (status is not None and status.last_answer_at is not None)
            self._count(item, count if known else None)
            for folder in item.children:
                if folder.icon == "group":
                    self._count_folder(folder)
        fleet = self._root.children[0].children
        self._count(fleet[0], total if self._nodes else None)
        self._count(fleet[1], len(self._attention) if self._nodes else None)

    def _count_folder(self, folder: NavItem) -> int:
        total = sum(
            self._count_folder(child) if child.icon == "group" else 1 for child in folder.children
        )
        self._count(folder, total)
        # It may be closed: then nobody sees the marks inside.
        self._mark(folder, "warn" if any(child.mark for child in folder.children) else "")
        return total

    def _mark(self, item: NavItem, mark: str) -> None:
        if item.mark != mark:
            item.mark, item.mark_role = mark, "warn" if mark else "muted"
            self._tell(item)

    def _count(self, item: NavItem, count: int | None) -> None:
        if item.count != count:
            item.count = count
            self._tell(item)

    def _tell(self, item: NavItem) -> None:
        index = self._index_of(item)
        self.dataChanged.emit(index, index)

    # Qt's side

    def _index_of(self, item: NavItem) -> QModelIndex:
        if item is self._root or item.parent is None:
            return QModelIndex()
        return self.createIndex(item.row, 0, id(item))

    def item_at(self, index: _Index) -> NavItem | None:
        """The item of an index."""
        return self._items.get(index.internalId()) if index.isValid() else None

    def index(
        self,
        row: int,
        column: int,
        parent: _Index = QModelIndex(),  # noqa: B008  # Qt's signature
    ) -> QModelIndex:
        """Override QAbstractItemModel::index."""
        item = self.item_at(parent) or self._root
        if column != 0 or not 0 <= row < len(item.children):
            return QModelIndex()
        return self.createIndex(row, 0, id(item.children[row]))

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]  # Qt's overload
        """Override QAbstractItemModel::parent."""
        item = self.item_at(index)
        return self._index_of(item.parent) if item and item.parent else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        """Override QAbstractItemModel::rowCount."""
        if parent.isValid() and parent.column() != 0:
            return 0
        return len((self.item_at(parent) or self._root).children)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, ARG002  # Qt's
        """Override QAbstractItemModel::columnCount."""
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Override QAbstractItemModel::data."""
        item = self.item_at(index)
        if item is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return item.text
        if role == ITEM_ROLE:
            return item
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(item) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(item)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Override QAbstractItemModel::flags: section heads are no places."""
        item = self.item_at(index)
        if item is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled
        if not item.is_section:
            flags |= Qt.ItemFlag.ItemIsSelectable
        if item.folder or item is self._root.children[1]:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsDragEnabled if item.folder or item.host else flags

    def _tip(self, item: NavItem) -> str:
        spec = self._connections.get(item.host) if item.host else None
        tip = item.tip
        if spec is not None:
            tip = connection_tip(spec, self._feed.status(spec.id), self._clock())
        lines = (tip, *map(plain_tip, self._alert_texts(item)))
        return "\n".join(line for line in lines if line)

    def _spoken(self, item: NavItem) -> str:
        parts = [item.text]
        if item.host:
            parts.append(state_text(self._feed.status(item.host), self._clock()))
            parts += [item.label] if item.label else []
        elif item.tip and not item.folder:
            parts += item.tip.split("\n")[1:2]
        parts += self._alert_texts(item)
        if item.count is not None:
            parts.append(self.tr("%n virtual machines", "", item.count))
        return ", ".join(parts)

    # Hosts that are dragged to another place

    def supportedDropActions(self) -> Qt.DropAction:
        """Override QAbstractItemModel: hosts are put elsewhere, never copied."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Override QAbstractItemModel: what can be dropped."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Override QAbstractItemModel: the hosts and folders that are dragged."""
        items = [item for item in map(self.item_at, indexes) if item is not None]
        hosts = [item.host for item in items if item.host]
        return packed(hosts, [item.folder for item in items if item.folder])

    def canDropMimeData(  # noqa: N802
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: _Index
    ) -> bool:
        """Override QAbstractItemModel: hosts go among hosts and into their folders."""
        into = self._drop_folder(parent)
        return into is not None and can_drop(unpacked(data), into)

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: _Index
    ) -> bool:
        """Override QAbstractItemModel: put hosts into the folder, before the row."""
        into, item = self._drop_folder(parent), self.item_at(parent)
        if into is None or item is None:
            return False
        dragged = unpacked(data)
        below = [(child.host, child.folder) for child in item.children[row:]] if row >= 0 else []
        return drop(self._connections, dragged, into, goal(self._connections, below, dragged))

    def _drop_folder(self, parent: _Index) -> str | None:
        item = self.item_at(parent)
        if item is None or not (item.folder or item is self._root.children[1]):
            return None
        return item.folder
