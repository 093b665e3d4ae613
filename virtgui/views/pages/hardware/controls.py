"""One control per kind of value: it shows a value and says when a person has changed it."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QStandardItem,
    QStandardItemModel,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from virtgui.core.units import SIZE_UNITS
from virtgui.models.hardware.fields import Choice, Control, Field, words
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line
from virtgui.views.look.look import Look
from virtgui.views.widgets.fields import NumberField, TextArea
from virtgui.views.widgets.text import ElidedLabel

_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB")
_AREA_LINES: Final = 4
_MOST_SHOWN: Final = float(2**53)
"""Whole numbers up to here are exact in a field."""
_UNDO: Final = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


def _is_undo(event: QEvent) -> bool:
    """Whether a field asks for the keys of undo: they are the tab's, for all fields together."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return any(event.matches(keys) for keys in _UNDO)


class ValueControl(QWidget):
    """A value that can be edited.

    Signals:
        edited: a person has set another value; carries it.
    """

    edited = Signal(object)

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.field = look, field
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(look.px(6))

    def _put(self, widget: QWidget, stretch: int = 0) -> None:
        self._line.addWidget(widget, stretch)
        if self.focusProxy() is None:
            self.setFocusProxy(widget)

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show what the document says; a person's own typing is not disturbed."""
        raise NotImplementedError

    def set_locked(self, reason: str) -> None:
        """Forbid editing, with the reason; empty allows it."""
        self.setEnabled(not reason)
        self.setToolTip(reason)

    def setProperty(self, name: str, value: Any) -> bool:  # noqa: N802
        """The outline of a wrong value is drawn by the field inside."""
        inner = self.focusProxy()
        if name == "severity" and inner is not None:
            inner.setProperty(name, value)
            inner.update()
        return super().setProperty(name, value)

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        """The field inside is what a screen reader meets."""
        super().setAccessibleName(name)
        inner = self.focusProxy()
        if inner is not None:
            inner.setAccessibleName(name)


class _Line(QLineEdit):
    """A line without an undo of its own."""

    def event(self, event: QEvent) -> bool:
        """Leave the keys of undo to the tab."""
        if _is_undo(event):
            event.ignore()
            return False
        return super().event(event)


class _Lines(TextArea):
    """Several lines without an undo of their own."""

    def event(self, event: QEvent) -> bool:
        """Leave the keys of undo to the tab."""
        if _is_undo(event):
            event.ignore()
            return False
        return super().event(event)


class TextControl(ValueControl):
    """A line of text; a secret is hidden."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(look, field, parent)
        self._edit = _Line()
        self._edit.setMinimumWidth(look.px(120))
        if field.control is Control.SECRET:
            self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._put(self._edit, 1)
        self._edit.textEdited.connect(self.edited.emit)

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show a text."""
        del options
        if self._edit.text() != (value or ""):
            self._edit.setText(value or "")


class LongTextControl(ValueControl):
    """Several lines of text."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(look, field, parent)
        self._edit = _Lines(look)
        self._edit.setTabChangesFocus(True)
        height = look.measure("body").lineSpacing() * _AREA_LINES + look.px(16)
        self._edit.setFixedHeight(height)
        self._put(self._edit, 1)
        self._edit.textChanged.connect(lambda: self.edited.emit(self._edit.toPlainText()))

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show a text of several lines."""
        del options
        if self._edit.toPlainText() != (value or ""):
            with QSignalBlocker(self._edit):
                self._edit.setPlainText(value or "")


class _QuietNumber(NumberField):
    """A number that may be empty, and that the wheel changes only when it has the focus."""

    def __init__(self, look: Look, unit: str, low: float, high: float) -> None:
        # One step below the least means "no value".
        self.nothing = low - 1
        self._beyond: int | None = None
        super().__init__(look, unit, minimum=self.nothing, maximum=min(high, _MOST_SHOWN))
        self.setSpecialValueText(default_word())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_number(self, value: int | None) -> None:
        """Show a number or nothing; one beyond the range is shown as it is."""
        self._beyond = value if value is not None and value > self.maximum() else None
        with QSignalBlocker(self):
            self.setValue(self.nothing if value is None else min(float(value), self.maximum()))
            self.lineEdit().setText(self.textFromValue(self.value()))

    def textFromValue(self, value: float) -> str:  # noqa: N802
        """The number; a greater one than the field can keep in full."""
        if self._beyond is not None and value >= self.maximum():
            return str(self._beyond)
        if value <= self.nothing:
            return self.specialValueText()
        return super().textFromValue(value)

    def event(self, event: QEvent) -> bool:
        """Leave the keys of undo to the tab."""
        if _is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let typing replace the word for nothing."""
        super().focusInEvent(event)
        self.selectAll()

    def valueFromText(self, text: str) -> float:  # noqa: N802
        """An emptied field has no value."""
        return super().valueFromText(text) if text.strip() else self.nothing

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let the field be emptied, and the word for nothing stand."""
        if not text.strip() or text == self.specialValueText():
            return (QValidator.State.Acceptable, text, position)
        return super().validate(text, position)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:  # noqa: N802
        """Both ways."""
        flags = QAbstractSpinBox.StepEnabledFlag
        return flags.StepUpEnabled | flags.StepDownEnabled

    def sizeHint(self) -> QSize:
        """Room for the word that stands for no value."""
        hint = super().sizeHint()
        word = self.fontMetrics().horizontalAdvance(self.specialValueText())
        return QSize(
            max(hint.width(), word + self._look.px(44) + self._unit_width()), hint.height()
        )


class NumberControl(ValueControl):
    """A whole number, or none."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(look, field, parent)
        self._edit = _QuietNumber(look, words(field.unit), field.low, field.high)
        self._value: int | None = None
        self._put(self._edit)
        self._line.addStretch(1)
        self._edit.valueChanged.connect(self._on_value)

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show a number; None is the hypervisor's default."""
        del options
        if value == self._number():
            return
        self._value = value
        self._edit.show_number(value)

    def _number(self) -> int | None:
        """The number that is shown."""
        value = self._edit.value()
        if self._value is not None and value >= self._edit.maximum():
            return self._value
        return None if value <= self._edit.nothing else int(value)

    def _on_value(self, value: float) -> None:
        self._value = None if value <= self._edit.nothing else int(value)
        self.edited.emit(self._value)


class SizeControl(ValueControl):
    """A size in bytes, as a number with a unit."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(look, field, parent)
        self._edit = _QuietNumber(look, "", 0, _MOST_SHOWN)
        self._edit.setDecimals(3)
        self._unit = QuietCombo()
        for unit in _UNITS:
            self._unit.addItem(unit, SIZE_UNITS[unit.lower()])
        self._unit.setCurrentIndex(_UNITS.index("MiB"))
        self._put(self._edit)
        self._line.addWidget(self._unit)
        self._line.addStretch(1)
        self._value: int | None = None
        self._edit.valueChanged.connect(self._on_edit)
        self._unit.activated.connect(self._on_unit)

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        """Name the unit as well."""
        super().setAccessibleName(name)
        self._unit.setAccessibleName(self.tr("Unit of {field}").format(field=name))

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show a size in the greatest unit that gives a short number."""
        del options
        if value == self._value and self._shown() == value:
            return
        self._value = value
        if value is not None and not self._edit.hasFocus():
            self._unit.setCurrentIndex(_fitting_unit(value))
        factor = int(self._unit.currentData())
        wanted = self._edit.nothing if value is None else value / factor
        with QSignalBlocker(self._edit):
            self._edit.setValue(wanted)

    def _shown(self) -> int | None:
        value = self._edit.value()
        if value <= self._edit.nothing:
            return None
        return round(value * int(self._unit.currentData()))

    def _on_edit(self, _value: float) -> None:
        self._value = self._shown()
        self.edited.emit(self._value)

    def _on_unit(self) -> None:
        """Say the same size in the unit that was chosen."""
        if self._value is not None:
            with QSignalBlocker(self._edit):
                self._edit.setValue(self._value / int(self._unit.currentData()))


def _fitting_unit(value: int) -> int:
    """The greatest unit of which the value is a whole multiple, or one that has room for it."""
    best = 0
    for number, unit in enumerate(_UNITS):
        factor = SIZE_UNITS[unit.lower()]
        if value and (value % factor == 0 or value * 1024 // factor > _MOST_SHOWN):
            best = number
    return best


class QuietCombo(QComboBox):
    """A choice that the wheel changes only when it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choices = QStandardItemModel(self)
        self.setModel(self.choices)

    def event(self, event: QEvent) -> bool:
        """Leave the keys of undo to the tab."""
        if _is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceControl(ValueControl):
    """One of several values; what the document has is always among them."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(look, field, parent)
        self._combo = QuietCombo()
        self._combo.setMinimumWidth(look.px(120))
        self._combo.setMaximumWidth(look.px(420))
        self._options: tuple[Choice, ...] | None = None
        self._put(self._combo)
        self._line.addStretch(1)
        self._combo.activated.connect(lambda _row: self.edited.emit(self._combo.currentData()))

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show a value among its alternatives."""
        shown = _with_value(options, value)
        if shown != self._options:
            self._options = shown
            fill_choices(self._combo, shown)
        row = next((row for row, option in enumerate(shown) if option.value == value), -1)
        self._combo.setCurrentIndex(row)


class ComboControl(ValueControl):
    """A text, with suggestions."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(look, field, parent)
        self._combo = QuietCombo()
        self._edit = QLineEdit()
        self._combo.setEditable(True)
        self._combo.setLineEdit(self._edit)
        self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._combo.setMinimumWidth(look.px(120))
        self._combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._options: tuple[Choice, ...] | None = None
        self._put(self._combo, 1)
        self._edit.textEdited.connect(self.edited.emit)
        self._combo.activated.connect(self._on_chosen)

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show a text and the suggestions for it."""
        shown = tuple(options)
        if shown != self._options:
            self._options, kept = shown, self._edit.text()
            fill_choices(self._combo, shown)
            self._edit.setText(kept)
        if self._edit.text() != (value or ""):
            self._edit.setText(value or "")

    def _on_chosen(self, row: int) -> None:
        value = self._combo.itemData(row)
        self._edit.setText(value)
        self.edited.emit(value)


def _with_value(options: Sequence[Choice], value: Any) -> tuple[Choice, ...]:
    if any(option.value == value for option in options):
        return tuple(options)
    return (*options, Choice(str(value or ""), default_word() if not value else ""))


def fill_choices(combo: QuietCombo, options: Sequence[Choice]) -> None:
    """Put choices into a combo box; those with a reason cannot be chosen."""
    model = combo.choices
    model.clear()
    for option in options:
        text = one_line(option.text) or default_word()
        item = QStandardItem(text)
        item.setData(option.value, Qt.ItemDataRole.UserRole)
        item.setToolTip(one_line(option.reason or option.hint))
        item.setEnabled(not option.reason)
        model.appendRow(item)


class SwitchControl(ValueControl):
    """On or off."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(look, field, parent)
        self._box = QCheckBox()
        self._put(self._box)
        self._line.addStretch(1)
        self.setMinimumHeight(look.px(28))
        self._box.clicked.connect(lambda _on: self.edited.emit(self._box.isChecked()))

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show whether it is on."""
        del options
        self._box.setChecked(bool(value))


class TristateControl(ValueControl):
    """On, off, or the hypervisor's default."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(look, field, parent)
        self._combo = QuietCombo()
        self._combo.addItem(default_word(), None)
        self._combo.addItem(words(QT_TRANSLATE_NOOP("Hardware", "On")), True)
        self._combo.addItem(words(QT_TRANSLATE_NOOP("Hardware", "Off")), False)
        self._put(self._combo)
        self._line.addStretch(1)
        self._combo.activated.connect(lambda _row: self.edited.emit(self._combo.currentData()))

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show which of the three."""
        del options
        self._combo.setCurrentIndex({None: 0, True: 1, False: 2}[value])


class FactControl(ValueControl):
    """A value that is only told."""

    def __init__(self, look: Look, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(look, field, parent)
        self._text = ElidedLabel(look, "", selectable=True)
        self._text.setMinimumHeight(look.px(28))
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._put(self._text, 1)

    def show_value(self, value: Any, options: Sequence[Choice]) -> None:
        """Show it as plain text."""
        del options
        self._text.set_full_text(one_line(str(value)) if value not in (None, "") else "–")


_CONTROLS: Final[Mapping[Control, Callable[[Look, Field], ValueControl]]] = MappingProxyType(
    {
        Control.TEXT: TextControl,
        Control.SECRET: TextControl,
        Control.LONG_TEXT: LongTextControl,
        Control.NUMBER: NumberControl,
        Control.SIZE: SizeControl,
        Control.CHOICE: ChoiceControl,
        Control.COMBO: ComboControl,
        Control.SWITCH: SwitchControl,
        Control.TRISTATE: TristateControl,
        Control.FACT: FactControl,
    }
)


def default_word() -> str:
    """What stands for a value that the definition does not give."""
    return words(QT_TRANSLATE_NOOP("Hardware", "Default"))


def make_control(look: Look, field: Field) -> ValueControl:
    """The control for a field."""
    return _CONTROLS[field.control](look, field)
