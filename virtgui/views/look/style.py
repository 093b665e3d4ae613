"""The style of all controls: Fusion, with outlines, fills and heights of our own."""

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QProxyStyle,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QWidget,
)

from virtgui.views.look import geometry
from virtgui.views.look.controls import ControlPainter
from virtgui.views.look.metrics import Metrics
from virtgui.views.look.tokens import Tokens

_PE = QStyle.PrimitiveElement
_CE = QStyle.ControlElement
_CC = QStyle.ComplexControl
_SC = QStyle.SubControl
_SE = QStyle.SubElement
_OWN_RING: Final = (QPushButton, QComboBox, QCheckBox, QRadioButton)
_MARKED: Final = frozenset({_CE.CE_CheckBox, _CE.CE_RadioButton})
_CLICKED: Final = frozenset({_SE.SE_CheckBoxClickRect, _SE.SE_RadioButtonClickRect})
_INDICATORS: Final = frozenset({_SE.SE_CheckBoxIndicator, _SE.SE_RadioButtonIndicator})
_MARKED_WORDS: Final = frozenset({_SE.SE_CheckBoxContents, _SE.SE_RadioButtonContents})


class LookStyle(QProxyStyle):
    """Fusion with our own fields, buttons, boxes, bars and heights.

    Fusion takes outlines from a darkened window colour, which leaves a field on a dark window
    without an edge. Properties of a widget that it heeds: `primary`, `destructive`, `link`,
    `quiet` (no outline), `bar` (26 high), `severity` (outline of a field).

    Never overrides `pixelMetric` or `styleHint`, which are called thousands of times. Keep a
    reference to it: Python would collect it under Qt.
    """

    def __init__(self, tokens: Tokens, metrics: Metrics) -> None:
        super().__init__("Fusion")
        self._paint = ControlPainter(tokens, metrics)
        self._metrics = metrics

    def set_look(self, tokens: Tokens, metrics: Metrics) -> None:
        """Takes new colours and measures; the caller repaints by setting a palette."""
        self._paint = ControlPainter(tokens, metrics)
        self._metrics = metrics

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Panels, frames, indicators and focus rings."""
        draw = self._paint
        if element == _PE.PE_PanelLineEdit or element == _PE.PE_FrameLineEdit:
            draw.line_edit(option, painter, widget)
        elif element == _PE.PE_PanelButtonCommand:
            draw.buttons.panel(option, painter, widget)
        elif element == _PE.PE_IndicatorCheckBox:
            draw.check_box(option, painter)
        elif element == _PE.PE_IndicatorRadioButton:
            draw.radio_button(option, painter)
        elif element == _PE.PE_FrameFocusRect:
            if not isinstance(widget, _OWN_RING):
                draw.focus_ring(option, painter)
        elif element == _PE.PE_Frame and isinstance(widget, QFrame):
            draw.frame(option, painter, widget)
        elif element == _PE.PE_PanelTipLabel or element == _PE.PE_PanelMenu:
            draw.popup(option, painter)
        elif element == _PE.PE_FrameMenu:
            return
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Buttons, progress bars and splitters."""
        draw = self._paint
        if element == _CE.CE_PushButtonBevel:
            draw.buttons.panel(option, painter, widget)
        elif element == _CE.CE_PushButtonLabel and isinstance(option, QStyleOptionButton):
            draw.buttons.label(option, painter, widget)
        elif element == _CE.CE_ProgressBar and isinstance(option, QStyleOptionProgressBar):
            draw.progress_bar(option, painter)
        elif element == _CE.CE_MenuItem and isinstance(option, QStyleOptionMenuItem):
            if draw.menu_separator(option, painter):
                return
            super().drawControl(element, draw.menu_selection(option, painter), painter, widget)
        elif element in _MARKED and isinstance(option, QStyleOptionButton):
            self._draw_marked(element, option, painter, widget)
        elif element == _CE.CE_HeaderEmptyArea:
            draw.empty_header(option, painter)
        elif element == _CE.CE_Splitter:
            draw.splitter(option, painter)
        else:
            super().drawControl(element, option, painter, widget)

    def _draw_marked(
        self,
        element: QStyle.ControlElement,
        option: QStyleOptionButton,
        painter: QPainter,
        widget: QWidget | None,
    ) -> None:
        """Box and words of a check box; Fusion would ask itself where they lie."""
        is_box = element == _CE.CE_CheckBox
        part = QStyleOptionButton(option)
        part.rect = geometry.indicator(option, self._metrics)
        (self._paint.check_box if is_box else self._paint.radio_button)(part, painter)
        part.rect = geometry.marked_words(option, self._metrics)
        words = _CE.CE_CheckBoxLabel if is_box else _CE.CE_RadioButtonLabel
        super().drawControl(words, part, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Combo boxes, spin boxes and scroll bars."""
        if control == _CC.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            self._paint.combo_box(option, painter, widget)
        elif control == _CC.CC_SpinBox and isinstance(option, QStyleOptionSpinBox):
            self._paint.spin_box(option, painter, widget)
        elif control == _CC.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            thumb = geometry.scroll_bar(option, _SC.SC_ScrollBarSlider, self._metrics)
            self._paint.scroll_bar(option, painter, thumb)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        sub: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Where the parts of fields and scroll bars lie."""
        if control == _CC.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return geometry.scroll_bar(option, sub, self._metrics)
        if control == _CC.CC_SpinBox and isinstance(option, QStyleOptionSpinBox):
            return geometry.spin_box(option, sub, self._metrics)
        if control == _CC.CC_ComboBox and sub in (
            _SC.SC_ComboBoxEditField,
            _SC.SC_ComboBoxArrow,
        ):
            return geometry.combo_box(option, sub, self._metrics)
        return super().subControlRect(control, option, sub, widget)  # type: ignore[arg-type]

    def subElementRect(
        self,
        element: QStyle.SubElement,
        option: QStyleOption,
        widget: QWidget | None = None,
    ) -> QRect:
        """Where text lies in line edits, and boxes and words of check boxes."""
        if element == _SE.SE_LineEditContents:
            return geometry.line_edit(option, widget, self._metrics)
        if element in _INDICATORS:
            return geometry.indicator(option, self._metrics)
        if element in _MARKED_WORDS:
            return geometry.marked_words(option, self._metrics)
        plain = super().subElementRect(element, option, widget)  # type: ignore[arg-type]
        if element in _CLICKED:
            return plain.united(geometry.indicator(option, self._metrics))
        return plain

    def sizeFromContents(
        self,
        contents: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        """Heights of 28 (26 in bars), widths from the content."""
        plain = super().sizeFromContents(contents, option, size, widget)  # type: ignore[arg-type]
        return geometry.contents_size(contents, option, size, plain, widget, self._metrics)
