"""The list at the left of the Hardware tab, with what can be done to its rows."""

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QVBoxLayout, QWidget

from virtgui.models.hardware.entries import Entry, Target
from virtgui.models.hardware.entry_list import ENTRY_ROLE, EntryListModel
from virtgui.views.delegates.entry_rows import EntryDelegate
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import FlatButton
from virtgui.views.widgets.surface import Hairline, Surface

_Index = QModelIndex | QPersistentModelIndex
_STEPS: Final = MappingProxyType({Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1})


class EntryListView(QListView):
    """The rows.

    Signals:
        chosen: carries the `Target`.
        remove_requested: carries the target, as the next two.
        duplicate_requested: one more like it.
        move_requested: carries (target, steps): up is negative.
    """

    chosen = Signal(object)
    remove_requested = Signal(object)
    duplicate_requested = Signal(object)
    move_requested = Signal(object)

    def __init__(self, look: Look, model: EntryListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._entries = look, model
        self._wanted: Target | None = None
        self.setObjectName("device_list")
        self.setAccessibleName(self.tr("Settings and devices"))
        self.setItemDelegate(EntryDelegate(look, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setModel(model)
        self.customContextMenuRequested.connect(self._on_menu)
        model.modelReset.connect(self._restore)
        look.changed.connect(self.doItemsLayout)

    def choose(self, target: Target) -> None:
        """Select a row without telling of it."""
        self._wanted = target
        self._restore()

    @property
    def current(self) -> Target | None:
        """What is chosen."""
        return self._wanted

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell of the choice of a person."""
        super().currentChanged(current, previous)
        entry = current.data(ENTRY_ROLE) if current.isValid() else None
        if entry is not None and entry.target != self._wanted:
            self._wanted = entry.target
            self.chosen.emit(entry.target)

    def event(self, event: QEvent) -> bool:
        """Take the keys of devices before the window does: there Delete is for the machine."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_move = event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in _STEPS
            if is_move or event.matches(QKeySequence.StandardKey.Delete):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Alt with arrows moves."""
        target = self._wanted
        if target is None or not target.is_device:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.remove_requested.emit(target)
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in _STEPS:
            self.move_requested.emit((target, _STEPS[Qt.Key(event.key())]))
        else:
            super().keyPressEvent(event)

    def _restore(self) -> None:
        if self._wanted is None:
            return
        row = self._entries.row_of(self._wanted)
        if row >= 0 and self.currentIndex().row() != row:
            self.setCurrentIndex(self._entries.index(row))

    def _on_menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        entry = index.data(ENTRY_ROLE) if index.isValid() else None
        if not isinstance(entry, Entry) or not entry.target.is_device:
            return
        menu = self.device_menu(entry.target)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(point))

    def device_menu(self, target: Target) -> QMenu:
        """What can be done to a device."""
        look, menu = self._look, QMenu(self)
        entries = (
            ("copy", self.tr("Duplicate"), lambda: self.duplicate_requested.emit(target)),
            ("chevron-up", self.tr("Move up"), lambda: self.move_requested.emit((target, -1))),
            ("chevron-down", self.tr("Move down"), lambda: self.move_requested.emit((target, 1))),
            ("delete", self.tr("Remove…"), lambda: self.remove_requested.emit(target)),
        )
        for icon, text, slot in entries:
            action = menu.addAction(look.icon(icon), text)
            action.triggered.connect(slot)
        return menu


class EntryPane(Surface):
    """The list with "Add device" below it.

    Signals:
        add_requested: a device shall be added.
    """

    add_requested = Signal()

    def __init__(self, look: Look, model: EntryListModel, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", parent)
        self.list = EntryListView(look, model)
        self.add = FlatButton(look, self.tr("Add device"), "add", bar=False)
        self.add.setObjectName("add_device")
        self.add.clicked.connect(self.add_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(4), 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(Hairline(look))
        foot = QVBoxLayout()
        foot.setContentsMargins(look.px(8), look.px(5), look.px(8), look.px(5))
        foot.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(foot)
