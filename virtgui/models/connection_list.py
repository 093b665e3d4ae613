"""All connections in their folders, with what there is to say of each: a tree with columns."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from virtgui.bridge.feed import Feed
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.models.connection_cells import Cell, connection_cell, folder_cell
from virtgui.models.connection_drag import MIME, can_drop, drop, goal, packed, unpacked
from virtgui.models.connection_texts import connection_tip, state_of, state_text
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.plain_text import one_line, plain_tip

CELL_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The `Cell` of a place, for the painter."""
_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class Col(IntEnum):
    """The columns."""

    NAME = 0
    STATE = 1
    ADDRESS = 2
    SECURITY = 3
    LATENCY = 4
    SINCE = 5
    AUTOCONNECT = 6
    ACCESS = 7
    PACE = 8
    NOTES = 9


_NUMBERS: Final = (Col.LATENCY, Col.SINCE, Col.PACE)


@dataclass(slots=True, eq=False)
class ListItem:
    """One row: a connection, or a folder with rows of its own."""

    connection: ConnectionId | None = None
    folder: str = ""
    """The path of a folder; for a connection that of the folder it is in."""
    parent: "ListItem | None" = None
    row: int = 0
    children: list["ListItem"] = field(default_factory=list)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.connection is None


class ConnectionListModel(QAbstractItemModel):
    """Connections in folders; folders stand before the connections beside them.

    Signals:
        spec_edited: a name or a tick was changed in place; carries the `ConnectionSpec`.
    """

    spec_edited = Signal(object)

    def __init__(
        self,
        feed: Feed,
        store: ConnectionsStore,
        *,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._feed, self._store, self._clock = feed, store, clock
        self._root = ListItem()
        self._items: dict[int, ListItem] = {}
        self._by_id: dict[ConnectionId, ListItem] = {}
        self._by_folder: dict[str, ListItem] = {}
        self._shape: list[tuple[ConnectionId, str]] = []
        self._build()
        feed.statuses_changed.connect(self._on_statuses)
        store.changed.connect(self._on_store)

    # What the rows are.

    def item_at(self, index: _Index) -> ListItem | None:
        """The item of an index."""
        return self._items.get(index.internalId()) if index.isValid() else None

    def spec_at(self, index: _Index) -> ConnectionSpec | None:
        """The connection of an index; None for a folder."""
        item = self.item_at(index)
        return self._store.get(item.connection) if item and item.connection else None

    def specs(self) -> tuple[ConnectionSpec, ...]:
        """All connections."""
        return self._store.all()

    def index_of(self, connection: ConnectionId) -> QModelIndex:
        """The row of a connection; invalid when there is none."""
        item = self._by_id.get(connection)
        return self._index(item, 0) if item else QModelIndex()

    def index_of_folder(self, folder: str) -> QModelIndex:
        """The row of a folder; invalid when there is none."""
        item = self._by_folder.get(folder)
        return self._index(item, 0) if item else QModelIndex()

    def folders(self) -> tuple[str, ...]:
        """The paths of all folders."""
        return tuple(self._by_folder)

    def connections_in(self, indexes: Iterable[_Index]) -> tuple[ConnectionId, ...]:
        """The connections of these rows, and those in folders among them, in their order."""
        wanted: set[ConnectionId] = set()
        for item in map(self.item_at, indexes):
            if item is not None and item.connection is not None:
                wanted.add(item.connection)
            elif item is not None:
                wanted.update(self._store.inside(item.folder))
        return tuple(spec.id for spec in self._store.all() if spec.id in wanted)

    def states(self) -> list[ConnectionState]:
        """The state of each connection."""
        return [state_of(self._feed.status(spec.id)) for spec in self._store.all()]

    def tick(self) -> None:
        """A second has passed: what tells a time says it anew."""
        for connection in self._by_id:
            state = state_of(self._feed.status(connection))
            if state in (ConnectionState.WAITING, ConnectionState.CONNECTED):
                self._tell(connection, Col.STATE, Col.SINCE)

    def _build(self) -> None:
        specs = self._store.all()
        self._shape = [(spec.id, spec.group) for spec in specs]
        for spec in specs:
            self._folder(spec.group)
        for spec in specs:
            item = ListItem(spec.id, spec.group)
            self._by_id[spec.id] = self._attach(self._by_folder.get(spec.group, self._root), item)

    def _folder(self, path: str) -> None:
        above, at = self._root, ""
        for part in filter(None, path.split("/")):
            at = f"{at}/{part}" if at else part
            if at not in self._by_folder:
                self._by_folder[at] = self._attach(above, ListItem(folder=at))
            above = self._by_folder[at]

    def _attach(self, parent: ListItem, item: ListItem) -> ListItem:
        item.parent, item.row = parent, len(parent.children)
        parent.children.append(item)
        self._items[id(item)] = item
        return item

    # Changes.

    def _on_store(self) -> None:
        """Another order builds the rows anew; everything else changes cells only."""
        if [(spec.id, spec.group) for spec in self._store.all()] == self._shape:
            for connection in self._by_id:
                self._tell(connection, Col.NAME, Col.NOTES)
            return
        self.beginResetModel()
        self._root = ListItem()
        for known in (self._items, self._by_id, self._by_folder):
            known.clear()
        self._build()
        self.endResetModel()

    def _on_statuses(self, ids: frozenset[ConnectionId]) -> None:
        for connection in ids & self._by_id.keys():
            self._tell(connection, Col.NAME, Col.NOTES)
            above = self._by_id[connection].parent
            while above is not None and above is not self._root:
                cell = self._index(above, Col.STATE)
                self.dataChanged.emit(cell, cell)
                above = above.parent

    def _tell(self, connection: ConnectionId, first: Col, last: Col) -> None:
        item = self._by_id[connection]
        self.dataChanged.emit(self._index(item, first), self._index(item, last))

    # Qt's side.

    def _index(self, item: ListItem, column: int) -> QModelIndex:
        return self.createIndex(item.row, column, id(item))

    def index(
        self,
        row: int,
        column: int,
        parent: _Index = QModelIndex(),  # noqa: B008  # Qt's signature
    ) -> QModelIndex:
        """Override QAbstractItemModel::index."""
        item = self.item_at(parent) or self._root
        if not (0 <= row < len(item.children) and 0 <= column < len(Col)):
            return QModelIndex()
        return self._index(item.children[row], column)

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]  # Qt's overload
        """Override QAbstractItemModel::parent."""
        item = self.item_at(index)
        above = item.parent if item else None
        return QModelIndex() if above in (None, self._root) else self._index(above, 0)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        """Override QAbstractItemModel::rowCount."""
        if parent.isValid() and parent.column() != 0:
            return 0
        return len((self.item_at(parent) or self._root).children)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, ARG002  # Qt's
        """Override QAbstractItemModel::columnCount."""
        return len(Col)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Override QAbstractItemModel::headerData."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _Role.DisplayRole:
            return self._headings()[section]
        if role == _Role.TextAlignmentRole and section in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return self._heading_tips().get(section) if role == _Role.ToolTipRole else None

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        """Override QAbstractItemModel::data."""
        item = self.item_at(index)
        if item is None:
            return None
        cell = self._cell(item, index.column())
        readers: dict[int, Callable[[], Any]] = {
            int(_Role.DisplayRole): lambda: cell.text,
            int(CELL_ROLE): lambda: cell,
            int(_Role.EditRole): lambda: self._edited(item, index.column()),
            int(_Role.CheckStateRole): lambda: _check_state(cell),
            int(_Role.ToolTipRole): lambda: self._tip(item, index.column(), cell) or None,
            int(_Role.AccessibleTextRole): lambda: self._spoken(item, index.column(), cell),
        }
        reader = readers.get(role)
        return reader() if reader else None

    def setData(self, index: _Index, value: Any, role: int = _Role.EditRole) -> bool:
        """Override QAbstractItemModel: another name, or the tick of connecting at start."""
        spec = self.spec_at(index)
        if spec is None:
            return False
        if role == _Role.CheckStateRole and index.column() == Col.AUTOCONNECT:
            self.spec_edited.emit(replace(spec, autoconnect=not spec.autoconnect))
            return True
        name = str(value).strip()
        if role != _Role.EditRole or index.column() != Col.NAME or name in ("", spec.name):
            return False
        self.spec_edited.emit(replace(spec, name=name))
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Override QAbstractItemModel::flags."""
        item, flag = self.item_at(index), Qt.ItemFlag
        if item is None:
            return flag.ItemIsDropEnabled
        flags = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled
        if item.is_folder:
            return flags | flag.ItemIsDropEnabled
        if index.column() == Col.NAME:
            return flags | flag.ItemIsEditable | flag.ItemNeverHasChildren
        if index.column() == Col.AUTOCONNECT:
            flags |= flag.ItemIsUserCheckable
        return flags | flag.ItemNeverHasChildren

    def _cell(self, item: ListItem, column: int) -> Cell:
        now = self._clock()
        if item.connection is None:
            inside = self._store.inside(item.folder)
            states = [state_of(self._feed.status(key)) for key in inside]
            return folder_cell(column, item.folder, states)
        spec = self._store.get(item.connection)
        if spec is None:
            return Cell("")
        return connection_cell(column, spec, self._feed.status(spec.id), now)

    def _edited(self, item: ListItem, column: int) -> str:
        spec = self._store.get(item.connection) if item.connection else None
        return spec.name if spec and column == Col.NAME else ""

    def _tip(self, item: ListItem, column: int, cell: Cell) -> str:
        spec = self._store.get(item.connection) if item.connection else None
        if spec is None:
            return plain_tip(one_line(item.folder)) if column == Col.NAME else ""
        status = self._feed.status(spec.id)
        if column in (Col.NAME, Col.STATE):
            return connection_tip(spec, status, self._clock())
        return plain_tip(cell.tip or cell.text)

    def _spoken(self, item: ListItem, column: int, cell: Cell) -> str:
        if item.connection is None or column != Col.NAME:
            return cell.spoken or cell.text
        state = state_text(self._feed.status(item.connection), self._clock())
        return ", ".join(part for part in (cell.text, cell.label, state) if part)

    def _headings(self) -> Sequence[str]:
        return (
            self.tr("Name"),
            self.tr("State"),
            self.tr("Address"),
            self.tr("Security"),
            self.tr("Latency"),
            self.tr("Connected"),
            self.tr("At start"),
            self.tr("Access"),
            self.tr("Poll"),
            self.tr("Notes"),
        )

    def _heading_tips(self) -> dict[int, str]:
        return {
            Col.LATENCY: self.tr("How long an answer of the host takes"),
            Col.SINCE: self.tr("How long it is connected"),
            Col.AUTOCONNECT: self.tr("Whether it connects when the program starts"),
            Col.PACE: self.tr("How often the host is asked, where it has a pace of its own"),
        }

    # Rows that are dragged to another place.

    def supportedDropActions(self) -> Qt.DropAction:
        """Override QAbstractItemModel: connections are put elsewhere, never copied."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Override QAbstractItemModel: what can be dropped."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Override QAbstractItemModel: the connections and folders that are dragged."""
        items = list(dict.fromkeys(self._known(indexes)))
        ids = [item.connection for item in items if item.connection is not None]
        return packed(ids, [item.folder for item in items if item.is_folder])

    def canDropMimeData(  # noqa: N802
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: _Index
    ) -> bool:
        """Override QAbstractItemModel: rows go between rows and into folders."""
        return can_drop(unpacked(data), (self.item_at(parent) or self._root).folder)

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: _Index
    ) -> bool:
        """Override QAbstractItemModel: put rows into the folder, before the row."""
        item, dragged = self.item_at(parent) or self._root, unpacked(data)
        below = item.children[row:] if row >= 0 else []
        rows = [(child.connection, child.folder) for child in below]
        return drop(self._store, dragged, item.folder, goal(self._store, rows, dragged))

    def _known(self, indexes: Iterable[_Index]) -> Iterator[ListItem]:
        return (item for item in map(self.item_at, indexes) if item is not None)


def _check_state(cell: Cell) -> Qt.CheckState | None:
    if cell.is_ticked is None:
        return None
    return Qt.CheckState.Checked if cell.is_ticked else Qt.CheckState.Unchecked


def new_name(name: str, taken: Iterable[str]) -> str:
    """The name of a copy: "kvm-01 (copy)", "kvm-01 (copy 2)" and so on."""
    known = set(taken)
    first = QCoreApplication.translate("ConnectionList", "{0} (copy)").format(name)
    if first not in known:
        return first
    words = QCoreApplication.translate("ConnectionList", "{0} (copy {1})")
    number = 2
    while words.format(name, number) in known:
        number += 1
    return words.format(name, number)
