"""The dialog "Add device": which kind, and for a disk where its data are."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from virtgui.models.hardware.fields import words
from virtgui.models.hardware.new import NewDevice
from virtgui.models.hardware.new.disk_storage import NewImage, can_choose_storage
from virtgui.models.hardware.new.registry import NEW_DEVICES
from virtgui.models.hardware.scene import Scene
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.disk_storage_pane import DiskStoragePane
from virtgui.views.widgets.fields import SearchField
from virtgui.views.widgets.row_delegate import COMFORTABLE_ROW, ICON_ROLE, INK_ROLE, RowDelegate
from virtgui.views.widgets.text import IconLabel, TextLabel

_WIDTH: Final = 760
_LIST: Final = 270
_HEIGHT: Final = 420
_ENTRY: Final = Qt.ItemDataRole.UserRole


class AddDeviceDialog(FittedDialog):
    """Offers all kinds of devices; what cannot be added says why.

    After it was accepted `text` is the XML that the new device begins with, and `image` what has
    to be created for it, or None.
    """

    def __init__(self, look: Look, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("Add device"), width=_WIDTH, parent=parent)
        self.setObjectName("add_device_dialog")
        self._scene = scene
        self.text = ""
        self.image: NewImage | None = None
        self._search = SearchField(look, self.tr("Search devices"))
        self.list = QListWidget()
        self._icon = IconLabel(look, "", size=24)
        self._title = TextLabel(look, font="section", wrap=True)
        self._hint = TextLabel(look, ink="muted", wrap=True)
        self._reason = TextLabel(look, ink="error", wrap=True)
        self.storage = DiskStoragePane(look, scene)
        self._add = self.add_primary(self.tr("Add device"), "add")
        self.add_cancel()
        self._lay_out()
        self._fill()
        self.list.currentItemChanged.connect(self._show_current)
        self.list.itemActivated.connect(self.accept)
        self.storage.changed.connect(self._say_reason)
        self._search.textChanged.connect(self._filter)
        self._choose_first()
        self._search.setFocus()

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        view = self.list
        view.setObjectName("new_devices")
        view.setAccessibleName(self.tr("Kinds of devices"))
        view.setItemDelegate(RowDelegate(look, row_height=COMFORTABLE_ROW, parent=view))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setMouseTracking(True)
        view.setFixedWidth(px(_LIST))
        view.setMinimumHeight(px(_HEIGHT))
        left = QVBoxLayout()
        left.setSpacing(px(8))
        left.addWidget(self._search)
        left.addWidget(view, 1)
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        right = QVBoxLayout()
        right.setSpacing(px(10))
        right.addLayout(head)
        right.addWidget(self._hint)
        right.addWidget(self._reason)
        right.addWidget(self.storage)
        right.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(px(20))
        line.addLayout(left)
        line.addLayout(right, 1)
        self.body.addLayout(line)

    def _fill(self) -> None:
        group = ""
        for entry in NEW_DEVICES:
            if entry.group != group:
                group = entry.group
                head = QListWidgetItem(words(group))
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setFont(self._look.font("small-strong"))
                head.setData(INK_ROLE, "muted")
                self.list.addItem(head)
            item = QListWidgetItem(words(entry.title))
            item.setData(_ENTRY, entry.id)
            item.setData(ICON_ROLE, (entry.icon, "muted"))
            if self._blocked(entry):
                item.setData(INK_ROLE, "disabled")
            self.list.addItem(item)

    def _blocked(self, entry: NewDevice) -> str:
        return entry.blocked(self._scene) if entry.blocked is not None else ""

    def _entry(self) -> NewDevice | None:
        item = self.list.currentItem()
        wanted = item.data(_ENTRY) if item is not None else None
        return next((entry for entry in NEW_DEVICES if entry.id == wanted), None)

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        for item, entry in self._rows():
            if entry is None:
                item.setHidden(bool(wanted))
                continue
            said = f"{words(entry.title)} {words(entry.hint)} {entry.tag}".casefold()
            item.setHidden(not all(word in said for word in wanted))
        self._choose_first()

    def _rows(self) -> list[tuple[QListWidgetItem, NewDevice | None]]:
        known = {entry.id: entry for entry in NEW_DEVICES}
        items = [self.list.item(row) for row in range(self.list.count())]
        return [(item, known.get(item.data(_ENTRY) or "")) for item in items]

    def _choose_first(self) -> None:
        for item, entry in self._rows():
            if entry is not None and not item.isHidden():
                self.list.setCurrentItem(item)
                break
        self._show_current()

    def _show_current(self) -> None:
        entry = self._entry()
        self._add.set_reason("" if entry else self.tr("Nothing is chosen."))
        for label in (self._title, self._hint, self._reason):
            label.setVisible(entry is not None)
        self.storage.setVisible(self._asks_for_storage(entry))
        if entry is None:
            return
        self._icon.set_icon(entry.icon)
        self._title.setText(words(entry.title))
        self._hint.setText(words(entry.hint))
        reason = self._blocked(entry)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._say_reason()

    def _asks_for_storage(self, entry: NewDevice | None) -> bool:
        if entry is None or entry.id != "disk":
            return False
        return can_choose_storage(self._scene) and not self._blocked(entry)

    def _why_not(self, entry: NewDevice) -> str:
        asks = self._asks_for_storage(entry)
        return self._blocked(entry) or (self.storage.reason if asks else "")

    def _say_reason(self) -> None:
        entry = self._entry()
        if entry is not None:
            self._add.set_reason(self._why_not(entry))

    def accept(self) -> None:
        """Make the device, if it can be added."""
        entry = self._entry()
        if entry is None or self._why_not(entry):
            return
        if self._asks_for_storage(entry):
            self.text, self.image = self.storage.text(), self.storage.image
        else:
            self.text = entry.make(self._scene)
        super().accept()
