"""Fields that show a setting and change it at once."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from virtgui.core.settings import SETTINGS
from virtgui.models.columns import COLUMNS_BY_KEY
from virtgui.models.settings_store import Settings
from virtgui.views.dialogs.fitted import CheckRow
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import IconButton
from virtgui.views.widgets.fields import NumberField

Column = tuple[str, str]
"""Key and title of a table's column."""


def field_name(key: str) -> str:
    """The object name of the field of a setting."""
    return f"setting.{key}"


class _Bound(QObject):
    """Keeps a field and a setting equal."""

    def __init__(self, settings: Settings, key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._key = key
        settings.changed.connect(self._on_changed)

    def keep(self, value: object) -> None:
        self._settings.set(self._key, value)

    def value(self) -> object:
        return self._settings.get(self._key)

    def show(self) -> None:
        raise NotImplementedError

    @Slot(object)
    def _on_changed(self, key: str) -> None:
        if key == self._key:
            self.show()


class _BoundCheck(_Bound):
    def __init__(self, settings: Settings, key: str, box: QCheckBox) -> None:
        super().__init__(settings, key, box)
        self._box = box
        self.show()
        box.toggled.connect(self.keep)

    def show(self) -> None:
        self._box.setChecked(bool(self.value()))


class _BoundChoice(_Bound):
    def __init__(self, settings: Settings, key: str, combo: QComboBox) -> None:
        super().__init__(settings, key, combo)
        self._combo = combo
        self.show()
        combo.activated.connect(lambda _place: self.keep(combo.currentData()))

    def show(self) -> None:
        self._combo.setCurrentIndex(self._combo.findData(self.value()))


class _BoundNumber(_Bound):
    def __init__(self, settings: Settings, key: str, field: NumberField) -> None:
        super().__init__(settings, key, field)
        self._field = field
        self.show()
        field.valueChanged.connect(self.keep)

    def show(self) -> None:
        value = self.value()
        if isinstance(value, float | int) and value != self._field.value():
            self._field.setValue(value)


def check_field(look: Look, settings: Settings, key: str, words: str, hint: str = "") -> CheckRow:
    """A check box for a yes-or-no setting."""
    row = CheckRow(look, words, hint)
    row.box.setObjectName(field_name(key))
    _BoundCheck(settings, key, row.box)
    return row


def choice_field(settings: Settings, key: str, words: Sequence[tuple[str, str]]) -> QComboBox:
    """A list for a setting with choices: value and word each."""
    combo = QComboBox()
    for value, word in words:
        combo.addItem(word, value)
    combo.setObjectName(field_name(key))
    _BoundChoice(settings, key, combo)
    return combo


def number_field(
    look: Look, settings: Settings, key: str, unit: str, decimals: int = 0
) -> NumberField:
    """A number for a setting with limits."""
    limits = SETTINGS[key]
    field = NumberField(
        look,
        unit,
        minimum=limits.minimum or 0,
        maximum=limits.maximum or 1e9,
        decimals=decimals,
    )
    field.setObjectName(field_name(key))
    _BoundNumber(settings, key, field)
    return field


class ColumnsField(QWidget):
    """Which columns a table shows, and in which order; an empty setting means the usual ones."""

    def __init__(
        self,
        look: Look,
        settings: Settings,
        key: str,
        columns: Sequence[Column],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._key = key
        self._columns = tuple(columns)
        self.list = QListWidget()
        self.list.setObjectName(field_name(key))
        self.list.setAccessibleName(self.tr("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setFixedSize(look.px(240), look.px(260))
        self._up = IconButton(look, "chevron-up", self.tr("Move up"), framed=True)
        self._down = IconButton(look, "chevron-down", self.tr("Move down"), framed=True)
        self._up.setObjectName("move_up")
        self._down.setObjectName("move_down")
        self._lay_out(look)
        self._fill()
        self.list.itemChanged.connect(self._keep)
        self.list.model().rowsMoved.connect(self._keep)
        self.list.currentRowChanged.connect(self._settle)
        self._up.clicked.connect(lambda: self._move(-1))
        self._down.clicked.connect(lambda: self._move(1))
        self._settle()

    def chosen(self) -> list[str]:
        """The keys of the ticked columns in their order."""
        items = (self.list.item(row) for row in range(self.list.count()))
        ticked = Qt.CheckState.Checked
        return [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == ticked
        ]

    def _lay_out(self, look: Look) -> None:
        buttons = QVBoxLayout()
        buttons.setSpacing(look.px(6))
        buttons.addWidget(self._up)
        buttons.addWidget(self._down)
        buttons.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(8))
        line.addWidget(self.list)
        line.addLayout(buttons)
        line.addStretch(1)

    def _fill(self) -> None:
        kept = [key for key in self._settings.get(self._key) if isinstance(key, str)]
        titles = dict(self._columns)
        shown = [key for key in kept if key in titles] or list(filter(_is_usual, titles))
        for key in (*shown, *(key for key in titles if key not in shown)):
            item = QListWidgetItem(titles[key])
            item.setData(Qt.ItemDataRole.UserRole, key)
            state = Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.list.addItem(item)

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        target = row + step
        if row < 0 or not 0 <= target < self.list.count():
            return
        self.list.insertItem(target, self.list.takeItem(row))
        self.list.setCurrentRow(target)
        self._keep()

    @Slot()
    def _keep(self) -> None:
        chosen = self.chosen()
        if chosen:
            self._settings.set(self._key, chosen)
        self._settle()

    @Slot()
    def _settle(self) -> None:
        row = self.list.currentRow()
        first = self.tr("Select a column that can move up.")
        last = self.tr("Select a column that can move down.")
        self._up.set_reason("" if row > 0 else first)
        self._down.set_reason("" if 0 <= row < self.list.count() - 1 else last)


def _is_usual(key: str) -> bool:
    column = COLUMNS_BY_KEY.get(key)
    return column is None or column.is_visible
