"""The navigator: the tree at the left, with its foot."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from virtgui.models.nav_item import NavItem
from virtgui.models.navigator import NavigatorModel
from virtgui.models.place import Place
from virtgui.models.settings_store import Settings
from virtgui.views.delegates.navigator_rows import NavigatorDelegate
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import FlatButton, IconButton
from virtgui.views.widgets.surface import Hairline, Surface

_STATE: Final = "navigator.open"
_CLOSED: Final = "navigator.closed"
_OPEN_DEPTH: Final = 2
"""So many levels of folders of hosts are open unless they were closed."""


class NavigatorView(QTreeView):
    """The tree itself; hosts are dragged to another place and into folders.

    Folders of hosts are open unless they are in `closed`.

    Signals:
        place_chosen: somebody wants to go there; carries a `Place`.
        menu_requested: a context menu; carries a point and a `Place`.
        folder_menu_requested: the menu of a folder of hosts; carries a point and the path.
    """

    place_chosen = Signal(object)
    menu_requested = Signal(object)
    folder_menu_requested = Signal(object)

    def __init__(
        self,
        look: Look,
        model: NavigatorModel,
        closed: frozenset[str] = frozenset(),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.closed = set(closed)
        self._before_reset: frozenset[str] = frozenset()
        self.setObjectName("navigator")
        self.setAccessibleName(self.tr("Navigator"))
        self._look = look
        self._model = model
        self._delegate = NavigatorDelegate(look, self)
        self._current: Place | None = None
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self._allow_drags()
        self.setModel(model)
        self._open_sections()
        self._open_folders()
        self.collapsed.connect(self._on_collapsed)
        self.expanded.connect(self._on_expanded)
        model.rowsInserted.connect(self._open_folders)
        model.modelAboutToBeReset.connect(self._on_before_reset)
        model.modelReset.connect(self._on_reset)
        self.activated.connect(self._on_activated)
        look.changed.connect(self._on_look)
        self._on_look()

    def show_place(self, place: Place) -> None:
        """Select the row of a place without going there again."""
        self._current = place
        index = self._model.index_of(place)
        if not index.isValid():
            self.selectionModel().clearSelection()
            return
        parent = index.parent()
        while parent.isValid():
            self.expand(parent)
            parent = parent.parent()
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def open_places(self) -> list[str]:
        """The opened folders by their keys, to be kept over a restart."""
        found: list[str] = []
        self._collect(QModelIndex(), "", found)
        return found

    def open_again(self, keys: frozenset[str]) -> frozenset[str]:
        """Open the folders of those keys; those that are not there yet are given back."""
        found: set[str] = set()
        self._restore(QModelIndex(), "", keys, found)
        return keys - found

    def drawBranches(self, painter: QPainter, rect: object, index: object) -> None:
        """Override QTreeView::drawBranches: the delegate paints chevrons itself."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override QTreeView: a press on a chevron opens or closes, elsewhere it goes there."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            row = self.visualRect(index)
            row.setLeft(0)
            zone = self._delegate.chevron_rect(index, row).adjusted(-6, 0, 6, 0)
            if zone.contains(event.position().toPoint()) and self._model.rowCount(index):
                self.setExpanded(index, not self.isExpanded(index))
                return
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Override QTreeView: a double click on a folder or host opens or closes it."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._model.rowCount(index):
            self.setExpanded(index, not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override QTreeView: Enter and Space go there, the Menu key asks for the menu."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._go(self.currentIndex())
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self._go(index)

    def _go(self, index: QModelIndex) -> None:
        item = self._model.item_at(index)
        if item and item.place:
            self._current = item.place
            self.place_chosen.emit(item.place)

    @Slot(QPoint)
    def _on_menu(self, point: QPoint) -> None:
        item = self._model.item_at(self.indexAt(point))
        if item is None or item.place is None:
            return
        place = self.viewport().mapToGlobal(point)
        if item.folder:
            self.folder_menu_requested.emit((place, item.folder))
        else:
            self.menu_requested.emit((place, item.place))

    def _open_sections(self) -> None:
        for row in range(self._model.rowCount()):
            self.expand(self._model.index(row, 0))

    def _allow_drags(self) -> None:
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def _open_folders(self) -> None:
        """Open the folders of hosts that nobody has closed."""
        self._open_inside(self._model.index(1, 0), _OPEN_DEPTH)

    def _open_inside(self, parent: QModelIndex, depth: int) -> None:
        for row in range(self._model.rowCount(parent) if depth else 0):
            index = self._model.index(row, 0, parent)
            item = self._model.item_at(index)
            if item and item.folder:
                if item.folder not in self.closed and self._model.rowCount(index):
                    self.expand(index)
                self._open_inside(index, depth - 1)

    def _on_collapsed(self, index: QModelIndex) -> None:
        item = self._model.item_at(index)
        if item and item.folder:
            self.closed.add(item.folder)

    def _on_expanded(self, index: QModelIndex) -> None:
        item = self._model.item_at(index)
        if item and item.folder:
            self.closed.discard(item.folder)

    def _on_before_reset(self) -> None:
        self._before_reset = frozenset(self.open_places())

    def _on_reset(self) -> None:
        self._open_sections()
        self._open_folders()
        self.open_again(self._before_reset)
        if self._current:
            self.show_place(self._current)

    def _on_look(self) -> None:
        palette = self._look.tokens
        colors = self.palette()
        colors.setColor(colors.ColorRole.Base, palette.color("window"))
        self.setPalette(colors)
        self.viewport().update()

    def _collect(self, parent: QModelIndex, path: str, found: list[str]) -> None:
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            item = self._model.item_at(index)
            if item and self._model.rowCount(index) and self.isExpanded(index):
                key = _key_of(path, item)
                found.append(key)
                self._collect(index, key, found)

    def _restore(
        self, parent: QModelIndex, path: str, keys: frozenset[str], found: set[str]
    ) -> None:
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            item = self._model.item_at(index)
            if item is None or not self._model.rowCount(index):
                continue
            key = _key_of(path, item)
            if key in keys and item.folder not in self.closed:
                self.expand(index)
                found.add(key)
            self._restore(index, key, keys, found)


def _key_of(path: str, item: NavItem) -> str:
    """What a row is kept as; a host keeps its own when it goes into another folder."""
    if item.host:
        return f"/{path.split('/', 2)[1]}/{item.host}"
    return f"{path}/{item.text}"


class Navigator(Surface):
    """The tree and, below it, the way to add a connection and to the preferences."""

    add_requested = Signal()
    preferences_requested = Signal()

    def __init__(
        self,
        look: Look,
        model: NavigatorModel,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "window", parent)
        self.setObjectName("navigator_panel")
        self._settings = settings
        closed = _readable(settings.window_state(_CLOSED))
        self.view = NavigatorView(look, model, closed, parent=self)
        add = FlatButton(look, self.tr("Add connection"), "add")
        add.setObjectName("add_connection")
        add.clicked.connect(self.add_requested)
        preferences = IconButton(look, "settings", self.tr("Preferences"))
        preferences.setObjectName("preferences")
        preferences.clicked.connect(self.preferences_requested)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(4), look.px(4), look.px(8), look.px(4))
        foot.addWidget(add)
        foot.addStretch(1)
        foot.addWidget(preferences)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, look.px(6), 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(Hairline(look))
        layout.addLayout(foot)
        model.rowsInserted.connect(self._on_rows)
        self._wanted = _readable(settings.window_state(_STATE))
        self._on_rows()

    def keep_state(self) -> None:
        """Keep which folders are open."""
        # Folders of hosts that were not there this time are kept for the next.
        kept = [*self.view.open_places(), *sorted(self._wanted)]
        self._settings.keep_window_state(_STATE, kept)
        self._settings.keep_window_state(_CLOSED, sorted(self.view.closed))

    def _on_rows(self) -> None:
        # Each is opened once: what is closed by hand afterwards stays closed.
        if self._wanted:
            self._wanted = self.view.open_again(self._wanted)


def _readable(state: object) -> frozenset[str]:
    """What was kept, without what cannot be used."""
    found = state if isinstance(state, list) else []
    return frozenset(key for key in found if isinstance(key, str))
