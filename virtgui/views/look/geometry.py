"""Where the parts of a control lie and how large controls are."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComplex,
    QStyleOptionFrame,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QWidget,
)

from virtgui.views.look.metrics import BAR_CONTROL_HEIGHT, CONTROL_HEIGHT, Metrics

_CT = QStyle.ContentsType
_SC = QStyle.SubControl
_FIELDS: Final = frozenset({_CT.CT_LineEdit, _CT.CT_SpinBox})
_MARKED: Final = frozenset({_CT.CT_CheckBox, _CT.CT_RadioButton})
INDICATOR: Final = 16
"""Edge of the box of a check box and of the circle of a radio button."""
_INDICATOR_GAP: Final = 8
_MARKED_HEIGHT: Final = 20
_ITEM_HEIGHT: Final = 24
_ARROW_WIDTH: Final = 26
_SPIN_WIDTH: Final = 20
_FIELD_INSET: Final = 6
_SMALLEST_THUMB: Final = 24


def flag(widget: QWidget | None, name: str) -> bool:
    """Whether a dynamic property is set."""
    return widget is not None and bool(widget.property(name))


def has_own_field(widget: QWidget | None) -> bool:
    """Whether a line edit sits inside a combo or spin box, which draws the field."""
    parent = widget.parentWidget() if widget is not None else None
    return isinstance(parent, (QAbstractSpinBox, QComboBox))


def contents_size(
    contents: QStyle.ContentsType,
    option: QStyleOption,
    size: QSize,
    plain: QSize,
    widget: QWidget | None,
    metrics: Metrics,
) -> QSize:
    """The size of a control.

    Args:
        contents: kind of control.
        option: what is drawn.
        size: of what is inside.
        plain: what Fusion would take.
        widget: the control.
        metrics: measures.
    """
    height = metrics.px(BAR_CONTROL_HEIGHT if flag(widget, "bar") else CONTROL_HEIGHT)
    if contents == _CT.CT_ComboBox:
        return QSize(size.width() + metrics.px(_ARROW_WIDTH + 2 * _FIELD_INSET), height)
    if contents in _FIELDS and not has_own_field(widget):
        return QSize(max(plain.width(), size.width() + metrics.px(12)), height)
    if contents in _MARKED:
        return _marked_size(size, metrics)
    if contents == _CT.CT_PushButton and isinstance(option, QStyleOptionButton):
        return QSize(_button_width(option, size, widget, metrics), height)
    if contents == _CT.CT_ItemViewItem:
        return QSize(plain.width(), max(plain.height(), metrics.px(_ITEM_HEIGHT)))
    if contents == _CT.CT_MenuItem:
        return QSize(plain.width() + metrics.px(8), _menu_height(plain, metrics))
    return plain


def _menu_height(plain: QSize, metrics: Metrics) -> int:
    is_separator = plain.height() < metrics.px(14)
    return metrics.px(9) if is_separator else max(plain.height(), metrics.px(26))


def _button_width(
    option: QStyleOptionButton, size: QSize, widget: QWidget | None, metrics: Metrics
) -> int:
    if not option.text and not option.icon.isNull():
        has_menu = option.features & QStyleOptionButton.ButtonFeature.HasMenu
        edge = BAR_CONTROL_HEIGHT if flag(widget, "bar") else CONTROL_HEIGHT
        return metrics.px(edge + (14 if has_menu else 0))
    if flag(widget, "link"):
        return size.width() + metrics.px(4)
    padding = 8 if flag(widget, "quiet") else 12
    # Qt counts 4 between icon and text, and its own menu arrow.
    return size.width() + 2 * metrics.px(padding) + metrics.px(2)


def line_edit(option: QStyleOption, widget: QWidget | None, metrics: Metrics) -> QRect:
    """The text area of a line edit."""
    framed = isinstance(option, QStyleOptionFrame) and option.lineWidth > 0
    if has_own_field(widget) or not framed:
        return option.rect
    inset = metrics.px(_FIELD_INSET)
    return option.rect.adjusted(inset, 1, -inset, -1)


def _marked_size(words: QSize, metrics: Metrics) -> QSize:
    edge = metrics.px(INDICATOR)
    beside = words.width() + metrics.px(_INDICATOR_GAP) + 1 if words.width() > 0 else 0
    return QSize(edge + beside, max(words.height(), metrics.px(_MARKED_HEIGHT)))


def indicator(option: QStyleOption, metrics: Metrics) -> QRect:
    """The box of a check box, or the circle of a radio button."""
    rect, edge = option.rect, metrics.px(INDICATOR)
    box = QRect(rect.left(), rect.top() + (rect.height() - edge) // 2, edge, edge)
    return QStyle.visualRect(option.direction, rect, box)


def marked_words(option: QStyleOption, metrics: Metrics) -> QRect:
    """Where the words beside an indicator lie."""
    rect = option.rect
    words = rect.adjusted(metrics.px(INDICATOR + _INDICATOR_GAP), 0, 0, 0)
    return QStyle.visualRect(option.direction, rect, words)


def combo_box(option: QStyleOptionComplex, sub: QStyle.SubControl, metrics: Metrics) -> QRect:
    """Text and arrow of a combo box."""
    rect = option.rect
    arrow = metrics.px(_ARROW_WIDTH)
    if sub == _SC.SC_ComboBoxArrow:
        part = QRect(rect.right() + 1 - arrow, rect.top(), arrow, rect.height())
    else:
        part = rect.adjusted(metrics.px(_FIELD_INSET) + 1, 2, -arrow, -2)
    return QStyle.visualRect(option.direction, rect, part)


def spin_box(option: QStyleOptionSpinBox, sub: QStyle.SubControl, metrics: Metrics) -> QRect:
    """Text, buttons and frame of a spin box."""
    rect = option.rect
    bare = option.buttonSymbols == QAbstractSpinBox.ButtonSymbols.NoButtons
    width = 0 if bare else metrics.px(_SPIN_WIDTH)
    half = rect.height() // 2
    left = rect.right() + 1 - width
    if sub == _SC.SC_SpinBoxUp:
        part = QRect(left, rect.top(), width, half)
    elif sub == _SC.SC_SpinBoxDown:
        part = QRect(left, rect.top() + half, width, rect.height() - half)
    elif sub == _SC.SC_SpinBoxEditField:
        inset = metrics.px(_FIELD_INSET)
        part = rect.adjusted(inset, 2, -(width or inset), -2)
    else:
        return rect
    return QStyle.visualRect(option.direction, rect, part)


def progress_bar(option: QStyleOptionProgressBar, metrics: Metrics) -> tuple[QRect, QRect]:
    """Groove and label of a progress bar: the label stands to the right of the groove."""
    rect = option.rect
    label = metrics.px(48) if option.textVisible and option.text else 0
    thick = metrics.px(6)
    top = rect.top() + (rect.height() - thick) // 2
    groove = QRect(rect.left(), top, rect.width() - label, thick)
    text = QRect(rect.right() + 1 - label, rect.top(), label, rect.height())
    visual = QStyle.visualRect
    return visual(option.direction, rect, groove), visual(option.direction, rect, text)


def scroll_bar(option: QStyleOptionSlider, sub: QStyle.SubControl, metrics: Metrics) -> QRect:
    """Parts of a scroll bar: groove and thumb, no arrows."""
    rect = option.rect
    upright = option.orientation == Qt.Orientation.Vertical
    length = rect.height() if upright else rect.width()
    start, extent = _thumb(option, length, metrics)
    spans = {
        _SC.SC_ScrollBarGroove: (0, length),
        _SC.SC_ScrollBarSlider: (start, extent),
        _SC.SC_ScrollBarSubPage: (0, start),
        _SC.SC_ScrollBarAddPage: (start + extent, length - start - extent),
    }
    if sub not in spans:
        return QRect()
    at, span = spans[sub]
    if upright:
        return QRect(rect.left(), rect.top() + at, rect.width(), span)
    part = QRect(rect.left() + at, rect.top(), span, rect.height())
    return QStyle.visualRect(option.direction, rect, part)


def _thumb(option: QStyleOptionSlider, length: int, metrics: Metrics) -> tuple[int, int]:
    span = option.maximum - option.minimum
    if span <= 0:
        return 0, length
    extent = length * option.pageStep // (span + option.pageStep)
    extent = min(length, max(metrics.px(_SMALLEST_THUMB), extent))
    start = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - extent, option.upsideDown
    )
    return start, extent
