"""The list of connections on screen: rows in folders, by mouse and keys."""

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QTreeView, QWidget

from virtgui.core.refs import ConnectionId
from virtgui.models.connection_list import Col, ConnectionListModel
from virtgui.models.settings_store import Settings
from virtgui.views.connection_columns import ConnectionColumns
from virtgui.views.delegates.connection_rows import ConnectionDelegate
from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_chevron, draw_rule

CLOSED: Final = "connections.closed"
_Flag = QItemSelectionModel.SelectionFlag
_Index = QModelIndex | QPersistentModelIndex
_INDENT: Final = 18
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ConnectionTable(QTreeView):
    """Shows a `ConnectionListModel`.

    Signals:
        edit_requested: Enter or a double click; carries the connection's id.
        forget_requested: Delete; carries a tuple of ids.
        copy_requested: Ctrl+C; carries a tuple of ids.
        shift_requested: Ctrl with an arrow; carries a tuple of ids and whether up.
        folder_renamed: F2 on a folder; carries its path.
        menu_requested: the context menu; carries a global position.
        selection_changed: other rows are selected.
    """

    edit_requested = Signal(object)
    forget_requested = Signal(object)
    copy_requested = Signal(object)
    shift_requested = Signal(object, object)
    folder_renamed = Signal(object)
    menu_requested = Signal(object)
    selection_changed = Signal()

    def __init__(
        self,
        look: Look,
        model: ConnectionListModel,
        settings: Settings,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("connection_table")
        self.setAccessibleName(self.tr("Connections"))
        self._look, self._list, self._settings = look, model, settings
        kept = settings.window_state(CLOSED)
        self._closed = {path for path in kept if isinstance(path, str)} if kept else set()
        self._hovered = QPersistentModelIndex()
        self._before: tuple[list[ConnectionId], str, ConnectionId | None, int] = ([], "", None, 0)
        self._columns = ConnectionColumns(look, model, self)
        self.setHeader(self._columns)
        self.setItemDelegate(ConnectionDelegate(look, self, self.paint_ground))
        self._set_up()
        self.setModel(model)
        self._open_folders()
        self._listen()

    # What is selected.

    def selected(self) -> tuple[ConnectionId, ...]:
        """The selected connections, those in selected folders among them."""
        return self._list.connections_in(self.selectionModel().selectedRows())

    def selected_folder(self) -> str:
        """The path of the folder that alone is selected, or nothing."""
        rows = self.selectionModel().selectedRows()
        item = self._list.item_at(rows[0]) if len(rows) == 1 else None
        return item.folder if item and item.is_folder else ""

    def current(self) -> ConnectionId | None:
        """The connection of the current row."""
        item = self._list.item_at(self.currentIndex())
        return item.connection if item else None

    def select(self, connections: Iterable[ConnectionId]) -> None:
        """Select these connections and no others."""
        self._select([self._list.index_of(key) for key in connections])

    def show_folder(self, folder: str) -> None:
        """Select a folder and scroll to it."""
        index = self._list.index_of_folder(folder)
        self._select([index])
        self.scrollTo(index)

    # Painting.

    def paint_ground(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        """Paint what lies under a cell."""
        look, first = self._look, index.sibling(index.row(), 0)
        if self.selectionModel().isSelected(first):
            painter.fillRect(rect, look.color("selection" if self.hasFocus() else "selection-off"))
        elif self._hovered == first:
            painter.fillRect(rect, look.color("hover"))
        draw_rule(painter, rect, Qt.Edge.BottomEdge, look.hairline_color())
        if self.hasFocus() and self.currentIndex().siblingAtColumn(0) == first:
            for edge in (Qt.Edge.TopEdge, Qt.Edge.BottomEdge):
                draw_rule(painter, rect, edge, look.color("focus"))

    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        """Override QTreeView::drawBranches: a chevron before folders, a bar before selected."""
        look = self._look
        self.paint_ground(painter, rect, index)
        if self.selectionModel().isSelected(index):
            bar = QRect(rect.left(), rect.top(), look.px(3), rect.height())
            bar = QStyle.visualRect(self.layoutDirection(), rect, bar)
            painter.fillRect(bar, look.color("accent"))
        if not self._list.rowCount(index):
            return
        half = look.px(_INDENT) / 2
        x = rect.left() + half if self.isRightToLeft() else rect.right() - half + 1
        centre = QPointF(x, rect.center().y() + 0.5)
        painter.save()
        if not self.isExpanded(index):
            painter.translate(centre)
            painter.rotate(90 if self.isRightToLeft() else -90)
            painter.translate(-centre)
        draw_chevron(painter, centre, look.color("muted"), look.px(7))
        painter.restore()

    # Mouse.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Remember the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer."""
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on nothing selects nothing."""
        super().mousePressEvent(event)
        if not self.indexAt(event.position().toPoint()).isValid():
            self.clearSelection()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit a connection, open or close a folder."""
        index = self.indexAt(event.position().toPoint())
        item = self._list.item_at(index)
        if item is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if item.connection is None:
            first = index.siblingAtColumn(0)
            self.setExpanded(first, not self.isExpanded(first))
        elif index.column() != Col.AUTOCONNECT:
            self.edit_requested.emit(item.connection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the selection, by mouse or by key."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            box = self.visualRect(self.currentIndex())
            place = self.viewport().mapToGlobal(box.bottomLeft())
        self.menu_requested.emit(place)
        event.accept()

    # Keys.

    def event(self, event: QEvent) -> bool:
        """Keys of the list are its own before they are the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_own = self._act_of(event) is not None
            if is_own or event.key() == Qt.Key.Key_F2:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit, forget, copy, shift; else move and select as usual."""
        # Enter in the field of a new name comes here, too.
        is_typing = self.state() == QAbstractItemView.State.EditingState
        act = None if is_typing else self._act_of(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()
            event.accept()

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        ids, key = self.selected(), event.key()
        is_ctrl = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            return lambda: self.copy_requested.emit(ids)
        if is_ctrl and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return lambda: self.shift_requested.emit(ids, key == Qt.Key.Key_Up)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        if key in _ENTER:
            return self._open_current
        if key == Qt.Key.Key_Delete:
            return lambda: self.forget_requested.emit(ids)
        folder = self.selected_folder()
        if key == Qt.Key.Key_F2 and folder:
            return lambda: self.folder_renamed.emit(folder)
        return None

    def _open_current(self) -> None:
        index = self.currentIndex()
        item = self._list.item_at(index)
        if item is None:
            return
        if item.connection is not None:
            self.edit_requested.emit(item.connection)
            return
        first = index.siblingAtColumn(0)
        self.setExpanded(first, not self.isExpanded(first))

    # Changes.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the width."""
        super().resizeEvent(event)
        self._columns.fit()

    def _set_up(self) -> None:
        view = QAbstractItemView
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(self._look.px(_INDENT))
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(view.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(view.SelectionBehavior.SelectRows)
        self.setEditTriggers(view.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(view.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(view.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def _listen(self) -> None:
        model = self._list
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)
        model.dataChanged.connect(self._columns.fit_if_others)
        self.selectionModel().selectionChanged.connect(self.selection_changed)
        self.collapsed.connect(self._on_folded)
        self.expanded.connect(self._on_folded)
        self._look.changed.connect(self._restyle)

    def _hover(self, index: QModelIndex) -> None:
        first = index.siblingAtColumn(0)
        if self._hovered != first:
            self._hovered = QPersistentModelIndex(first)
            self.viewport().update()

    def _select(self, indexes: Iterable[QModelIndex]) -> None:
        selection = QItemSelection()
        found = [index for index in indexes if index.isValid()]
        for index in found:
            selection.select(index, index.siblingAtColumn(len(Col) - 1))
        if found:
            self.selectionModel().setCurrentIndex(found[-1], _Flag.NoUpdate)
        self.selectionModel().select(selection, _Flag.ClearAndSelect)

    def _on_folded(self, index: QModelIndex) -> None:
        item = self._list.item_at(index)
        if item is None:
            return
        if self.isExpanded(index):
            self._closed.discard(item.folder)
        else:
            self._closed.add(item.folder)
        self._settings.keep_window_state(CLOSED, sorted(self._closed))

    def _open_folders(self) -> None:
        closed = set(self._closed)
        for folder in self._list.folders():
            self.setExpanded(self._list.index_of_folder(folder), folder not in closed)

    def _remember(self) -> None:
        rows = self.selectionModel().selectedRows()
        items = [item for item in map(self._list.item_at, rows) if item is not None]
        ids = [item.connection for item in items if item.connection is not None]
        self._before = ids, self.selected_folder(), self.current(), self.verticalScrollBar().value()

    def _recall(self) -> None:
        """After a reset everything is as before, as far as it is still there."""
        ids, folder, current, scroll = self._before
        self._open_folders()
        self._columns.fit()
        self._select([self._list.index_of(key) for key in ids])
        if folder:
            self._select([self._list.index_of_folder(folder)])
        if current is not None:
            self.selectionModel().setCurrentIndex(self._list.index_of(current), _Flag.NoUpdate)
        self.verticalScrollBar().setValue(scroll)
        self.selection_changed.emit()

    def _restyle(self) -> None:
        self.setIndentation(self._look.px(_INDENT))
        self._columns.fit()
        self.scheduleDelayedItemsLayout()
