"""Editors of their own kind inside forms, by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from virtgui.documents.properties import XmlView
from virtgui.models.hardware.boot_order import BootEntry, boot_entries, set_boot_order
from virtgui.models.hardware.fields import Custom, words
from virtgui.models.hardware.scene import Scene
from virtgui.models.plain_text import one_line
from virtgui.views.look.look import Look
from virtgui.views.widgets.row_delegate import COMFORTABLE_ROW, ICON_ROLE, INK_ROLE

_PLACE: Final = Qt.ItemDataRole.UserRole
_MOST_ROWS: Final = 8


class CustomEditor(QWidget):
    """The base of all of them.

    Signals:
        edited: a person changed something; carries what changes a view in a scene.
    """

    edited = Signal(object)

    def show_view(self, view: XmlView, scene: Scene) -> None:
        """Show what the document says."""
        raise NotImplementedError


class _BootList(QListWidget):
    """Rows that are dragged, or moved by Alt and the arrows.

    Signals:
        reordered: the rows stand in another order.
    """

    reordered = Signal()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell of the new order."""
        super().dropEvent(event)
        self.reordered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current row by Alt and the arrows."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        row = self.currentRow()
        if event.modifiers() != Qt.KeyboardModifier.AltModifier or steps is None or row < 0:
            super().keyPressEvent(event)
        elif 0 <= row + steps < self.count():
            item = self.takeItem(row)
            self.insertItem(row + steps, item)
            self.setCurrentRow(row + steps)
            self.reordered.emit()


class BootOrderEditor(CustomEditor):
    """The devices to start from: ticked ones are tried, in the order in which they stand."""

    def __init__(self, look: Look, item: Custom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._entries: tuple[BootEntry, ...] = ()
        self.list = _BootList()
        self.list.setObjectName("boot_order")
        self.list.setAccessibleName(words(item.label))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.reordered.connect(self._tell)
        self.list.itemChanged.connect(lambda _item: self._tell())

    def show_view(self, view: XmlView, scene: Scene) -> None:
        """Show the devices, those that are tried first."""
        del view
        entries = boot_entries(scene.document)
        if entries == self._entries:
            return
        self._entries = entries
        with QSignalBlocker(self.list):
            current = self.list.currentRow()
            self.list.clear()
            for entry in entries:
                self.list.addItem(self._item(entry))
            self.list.setCurrentRow(current)
        rows = min(max(len(entries), 2), _MOST_ROWS)
        self.list.setFixedHeight(rows * self._look.px(COMFORTABLE_ROW) + self._look.px(6))

    def _item(self, entry: BootEntry) -> QListWidgetItem:
        item = QListWidgetItem(self._look.icon(entry.icon), one_line(entry.label))
        item.setData(_PLACE, entry.index)
        item.setData(ICON_ROLE, (entry.icon, "muted"))
        is_tried = entry.order is not None
        item.setData(INK_ROLE, "text" if is_tried else "muted")
        flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
        item.setFlags(flags & ~Qt.ItemFlag.ItemIsDropEnabled)
        item.setCheckState(Qt.CheckState.Checked if is_tried else Qt.CheckState.Unchecked)
        size = item.sizeHint()
        size.setHeight(self._look.px(COMFORTABLE_ROW))
        item.setSizeHint(size)
        return item

    def _tell(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        ticked = [item.data(_PLACE) for item in items if item.checkState() == Qt.CheckState.Checked]
        self.edited.emit(lambda _view, scene: set_boot_order(scene.document, ticked))


_EDITORS: Final[Mapping[str, Callable[[Look, Custom], CustomEditor]]] = MappingProxyType(
    {"boot_order": BootOrderEditor}
)


def make_custom(look: Look, item: Custom) -> CustomEditor:
    """The editor that an item asks for."""
    return _EDITORS[item.editor](look, item)
