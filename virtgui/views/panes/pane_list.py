"""The list that all tables of the bottom pane are: painted rows, a link in each, one tab stop."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyleOptionViewItem, QWidget

from virtgui.views.delegates.pane_rows import Index, PaneRowDelegate
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import PAGE_MARGIN

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PaneList(QListView):
    """Rows painted by a `PaneRowDelegate`.

    Tab goes from the current row to its link and then on; Enter uses what has the keyboard.

    Signals:
        row_opened: Enter or a double click; carries the index.
        link_used: the link of a row was used; carries the index.
        row_removed: Delete; carries the index.
        menu_requested: the context menu is wanted; carries index and global position.
        row_selected: another row is the current one.
    """

    row_opened = Signal(object)
    link_used = Signal(object)
    row_removed = Signal(object)
    menu_requested = Signal(object)
    row_selected = Signal()

    def __init__(
        self,
        look: Look,
        model: QAbstractItemModel,
        rows: PaneRowDelegate,
        *,
        name: str,
        empty: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._rows = rows
        self._empty = empty
        rows.setParent(self)
        self.setItemDelegate(rows)
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(name)
        self._pressed = QPersistentModelIndex()
        look.changed.connect(self._restyle)

    def option_of(self, index: Index) -> QStyleOptionViewItem:
        """The option with which a row is painted now, as far as places need it."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        return option

    def link_rect(self, row: int) -> QRect:
        """Where the link of a row stands in the viewport."""
        index = self.model().index(row, 0)
        return self._rows.link_box(self.option_of(index), index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """A new row: the keyboard is on the row, not on its link."""
        self._set_link_focus(on=False)
        super().currentChanged(current, previous)
        self.row_selected.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row, or uses its link; Delete removes."""
        index = self.currentIndex()
        if index.isValid() and event.key() in _ENTER:
            used = self.link_used if self._rows.link_focus else self.row_opened
            used.emit(index)
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self.row_removed.emit(index)
        elif index.isValid() and event.key() == Qt.Key.Key_Space and self._rows.link_focus:
            self.link_used.emit(index)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, following: bool) -> bool:  # noqa: N802
        """Stops at the link of the current row before it leaves the list."""
        index = self.currentIndex()
        has_link = index.isValid() and bool(self._rows.link_text(index))
        if self.hasFocus() and has_link and following != self._rows.link_focus:
            self._set_link_focus(on=following)
            return True
        return super().focusNextPrevChild(following)

    def focusOutEvent(self, event: QEvent) -> None:
        """The next time the keyboard comes it is on the row."""
        self._set_link_focus(on=False)
        super().focusOutEvent(event)  # type: ignore[arg-type]  # Qt hands over a QFocusEvent

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Underlines the link under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self._link_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """No link is under the pointer."""
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remembers the link that is pressed."""
        super().mousePressEvent(event)
        is_left = event.button() == Qt.MouseButton.LeftButton
        index = self._link_at(event.position().toPoint()) if is_left else QModelIndex()
        self._pressed = QPersistentModelIndex(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Uses the link that was pressed."""
        super().mouseReleaseEvent(event)
        index = self._link_at(event.position().toPoint())
        pressed, self._pressed = self._pressed, QPersistentModelIndex()
        if index.isValid() and pressed == index:
            self.link_used.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens the row; on a link the first click has done its work."""
        super().mouseDoubleClickEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if index.isValid() and not self._link_at(place).isValid():
            self.row_opened.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Asks for the menu of the row, by mouse or by key."""
        at_pointer = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if at_pointer else self.currentIndex()
        place = event.globalPos()
        if not at_pointer and index.isValid():
            place = self.viewport().mapToGlobal(self.visualRect(index).center())
        self.menu_requested.emit((index, place))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the rows, or what belongs here while there are none."""
        super().paintEvent(event)
        if self.model() is not None and self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            look = self._look
            painter.setFont(look.font("body"))
            painter.setPen(look.color("muted"))
            margin = look.px(PAGE_MARGIN)
            box = self.viewport().rect().adjusted(margin, look.px(12), -margin, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self._empty)
            painter.end()

    def _link_at(self, place: QPoint) -> QModelIndex:
        index = self.indexAt(place)
        if index.isValid() and self.link_rect(index.row()).contains(place):
            return index
        return QModelIndex()

    def _hover(self, index: QModelIndex) -> None:
        if self._rows.hovered == index:
            return
        self._rows.hovered = QPersistentModelIndex(index)
        shape = Qt.CursorShape.PointingHandCursor if index.isValid() else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.viewport().update()

    def _set_link_focus(self, *, on: bool) -> None:
        if self._rows.link_focus != on:
            self._rows.link_focus = on
            self.viewport().update()

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
