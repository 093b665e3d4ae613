"""How fields, indicators and bars are painted."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QPlainTextEdit,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QTextEdit,
    QWidget,
)

from virtgui.views.look import geometry
from virtgui.views.look.buttons import ButtonPainter
from virtgui.views.look.geometry import flag
from virtgui.views.look.metrics import RADIUS_BAR, RADIUS_FIELD, Metrics
from virtgui.views.look.paint import draw_box, draw_check, draw_chevron, draw_rule
from virtgui.views.look.tokens import HAIRLINE_SHARE, Tokens

_State = QStyle.StateFlag
_SC = QStyle.SubControl


class ControlPainter:
    """Paints controls with one set of tokens and metrics."""

    def __init__(self, tokens: Tokens, metrics: Metrics) -> None:
        self._t = tokens
        self._px = metrics.px
        self._metrics = metrics
        self.buttons = ButtonPainter(tokens, metrics)

    def line_edit(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        """Field of a line edit; nothing where the surrounding control draws it."""
        framed = isinstance(option, QStyleOptionFrame) and option.lineWidth > 0
        if framed and not geometry.has_own_field(widget):
            self._field(option, painter, widget)

    def frame(self, option: QStyleOption, painter: QPainter, widget: QFrame) -> None:
        """Frame of a scroll area: a field around text, a hairline around the rest."""
        if isinstance(widget, (QPlainTextEdit, QTextEdit)):
            self._field(option, painter, widget)
            return
        fill = None if isinstance(widget, QAbstractScrollArea) else self._t.color("base")
        outline = self._t.color("border")
        draw_box(painter, option.rect, fill=fill, outline=outline, radius=2)

    def popup(self, option: QStyleOption, painter: QPainter) -> None:
        """Frame of a tool-tip or menu."""
        outline = self._t.color("control")
        draw_box(painter, option.rect, fill=self._t.color("raised"), outline=outline)

    def _field(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        enabled = bool(option.state & _State.State_Enabled)
        outline, width = self._field_outline(option, widget, enabled)
        draw_box(
            painter,
            option.rect,
            fill=self._t.color("base" if enabled else "window"),
            outline=outline,
            radius=self._px(RADIUS_FIELD),
            width=width,
        )

    def _field_outline(
        self, option: QStyleOption, widget: QWidget | None, enabled: bool
    ) -> tuple[QColor, int]:
        severity = widget.property("severity") if widget is not None else None
        if not enabled:
            return self._t.color("control"), 1
        if severity:
            return self._t.color(str(severity)), 2
        if option.state & _State.State_HasFocus:
            return self._t.color("focus"), 2
        return self._t.color("border-strong"), 1

    def combo_box(
        self, option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None
    ) -> None:
        """Field and chevron of a combo box; with `bar` it looks like a button."""
        if flag(widget, "bar"):
            self.buttons.panel(option, painter, widget)
        else:
            self._field(option, painter, widget)
        enabled = option.state & _State.State_Enabled
        arrow = geometry.combo_box(option, _SC.SC_ComboBoxArrow, self._metrics)
        centre = QRectF(arrow).center() + QPointF(0, 0.5)
        ink = self._t.color("muted" if enabled else "disabled")
        draw_chevron(painter, centre, ink, self._px(8))

    def spin_box(
        self, option: QStyleOptionSpinBox, painter: QPainter, widget: QWidget | None
    ) -> None:
        """Field and the two chevrons of a spin box."""
        self._field(option, painter, widget)
        for sub, up in ((_SC.SC_SpinBoxUp, True), (_SC.SC_SpinBoxDown, False)):
            box = geometry.spin_box(option, sub, self._metrics)
            if box.width():
                self._spin_arrow(option, painter, box, sub, up=up)

    def _spin_arrow(
        self,
        option: QStyleOptionSpinBox,
        painter: QPainter,
        box: QRect,
        sub: QStyle.SubControl,
        *,
        up: bool,
    ) -> None:
        pressed = option.activeSubControls & sub and option.state & _State.State_Sunken
        ink = "text" if pressed else "muted"
        if not option.state & _State.State_Enabled:
            ink = "disabled"
        shift = self._px(2) * (1 if up else -1)
        centre = QRectF(box).center() + QPointF(-1, shift)
        draw_chevron(painter, centre, self._t.color(ink), self._px(6), up=up)

    def check_box(self, option: QStyleOption, painter: QPainter) -> None:
        """Box of a check box; half checked shows a bar."""
        box = self._indicator(option)
        state = option.state
        marked = bool(state & (_State.State_On | _State.State_NoChange))
        radius = self._px(RADIUS_BAR)
        ink = self._indicator_ground(painter, box, state, radius, marked=marked)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & _State.State_On:
            draw_check(painter, box, ink)
        elif state & _State.State_NoChange:
            bar = box.adjusted(box.width() * 0.25, 0, -box.width() * 0.25, 0)
            bar.setTop(box.center().y() - 1)
            bar.setHeight(2)
            painter.fillRect(bar, ink)
        painter.restore()

    def radio_button(self, option: QStyleOption, painter: QPainter) -> None:
        """Circle of a radio button."""
        box = self._indicator(option)
        marked = bool(option.state & _State.State_On)
        radius = box.width() / 2
        ink = self._indicator_ground(painter, box, option.state, radius, marked=marked)
        if marked:
            inset = box.width() * 0.31
            dot = box.adjusted(inset, inset, -inset, -inset)
            draw_box(painter, dot, fill=ink, radius=dot.width() / 2)

    def _indicator(self, option: QStyleOption) -> QRectF:
        """As large as the style says, or as Fusion leaves room in menus and rows of lists."""
        rect = QRectF(option.rect)
        edge = min(self._px(geometry.INDICATOR), rect.width(), rect.height())
        left = rect.left() + (rect.width() - edge) / 2
        top = rect.top() + (rect.height() - edge) / 2
        return QRectF(round(left), round(top), edge, edge)

    def _indicator_ground(
        self,
        painter: QPainter,
        box: QRectF,
        state: QStyle.StateFlag,
        radius: float,
        *,
        marked: bool,
    ) -> QColor:
        """Fill, outline and focus ring of an indicator; returns the ink of its mark."""
        fill, outline, ink = self._indicator_colors(state, marked=marked)
        wanted = _State.State_HasFocus | _State.State_KeyboardFocusChange
        if state & wanted != wanted:
            draw_box(painter, box, fill=fill, outline=outline, radius=radius)
            return ink
        # A gap parts the ring from the fill, which has nearly its colour.
        ring, gap = self._t.color("focus"), self._t.color("base")
        draw_box(painter, box, fill=gap, outline=ring, radius=radius, width=2)
        if marked:
            inner = box.adjusted(3, 3, -3, -3)
            draw_box(painter, inner, fill=fill, radius=max(1.0, radius - 3))
        return ink

    def _indicator_colors(
        self, state: QStyle.StateFlag, *, marked: bool
    ) -> tuple[QColor, QColor | None, QColor]:
        if not state & _State.State_Enabled:
            return self._t.color("window"), self._t.color("control"), self._t.color("disabled")
        if marked:
            fill = self._t.color("accent-fill")
            return fill, None, self._t.color("on-accent")
        hovered = state & _State.State_MouseOver
        fill = self._t.color("hover" if hovered else "base")
        return fill, self._t.color("border-strong"), self._t.color("text")

    def focus_ring(self, option: QStyleOption, painter: QPainter) -> None:
        """Ring around what has the keyboard, after the keyboard was used."""
        if option.state & _State.State_KeyboardFocusChange:
            ring = self._t.color("focus")
            draw_box(painter, option.rect, outline=ring, radius=self._px(RADIUS_FIELD), width=2)

    def progress_bar(self, option: QStyleOptionProgressBar, painter: QPainter) -> None:
        """Groove, done part and number; unknown progress shows an empty groove."""
        groove, label = geometry.progress_bar(option, self._metrics)
        draw_box(painter, groove, fill=self._t.color("border"), radius=self._px(3))
        span = option.maximum - option.minimum
        if span > 0 and option.progress > option.minimum:
            share = min(1.0, (option.progress - option.minimum) / span)
            part = QRect(groove)
            part.setWidth(max(groove.height(), round(groove.width() * share)))
            part = QStyle.visualRect(option.direction, groove, part)
            draw_box(painter, part, fill=self._t.color("accent-fill"), radius=self._px(3))
        painter.setPen(self._t.color("text"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(label, right, option.text)

    def menu_separator(self, option: QStyleOptionMenuItem, painter: QPainter) -> bool:
        """Paints a separator without words; whether the entry was one."""
        separator = QStyleOptionMenuItem.MenuItemType.Separator
        if option.menuItemType != separator or option.text:
            return False
        middle = QRect(option.rect.left(), option.rect.center().y(), option.rect.width(), 1)
        draw_rule(painter, middle, Qt.Edge.TopEdge, self._t.color("control"))
        return True

    def menu_selection(
        self, option: QStyleOptionMenuItem, painter: QPainter
    ) -> QStyleOptionMenuItem:
        """Fill behind the chosen menu entry; returns the entry to be drawn on it."""
        chosen = option.state & _State.State_Selected and option.state & _State.State_Enabled
        if chosen:
            area = option.rect.adjusted(4, 1, -4, -1)
            radius = self._px(RADIUS_FIELD)
            draw_box(painter, area, fill=self._t.color("selection"), radius=radius)
        plain = QStyleOptionMenuItem(option)
        plain.state = option.state & ~_State.State_Selected
        return plain

    def splitter(self, option: QStyleOption, painter: QPainter) -> None:
        """A hairline at the page's edge of a splitter's handle; the rest belongs to the panel."""
        edge = Qt.Edge.TopEdge
        if option.state & _State.State_Horizontal:
            mirrored = option.direction == Qt.LayoutDirection.RightToLeft
            edge = Qt.Edge.LeftEdge if mirrored else Qt.Edge.RightEdge
        painter.fillRect(option.rect, self._t.color("window"))
        draw_rule(painter, option.rect, edge, self._t.color("border"))

    def empty_header(self, option: QStyleOption, painter: QPainter) -> None:
        """The rest of a table's header where no column is."""
        painter.fillRect(option.rect, self._t.color("base"))
        rule = self._t.mixed("border", "base", HAIRLINE_SHARE)
        draw_rule(painter, option.rect, Qt.Edge.BottomEdge, rule)

    def scroll_bar(self, option: QStyleOptionSlider, painter: QPainter, thumb: QRect) -> None:
        """A thumb without arrows or groove."""
        painter.fillRect(option.rect, self._t.color("base"))
        if option.maximum <= option.minimum:
            return
        active = option.state & (_State.State_MouseOver | _State.State_Sunken)
        role = "border-strong" if active else "axis"
        across = self._px(3 if active else 4)
        upright = option.orientation == Qt.Orientation.Vertical
        box = thumb.adjusted(across, 2, -across, -2)
        if not upright:
            box = thumb.adjusted(2, across, -2, -across)
        radius = min(box.width(), box.height()) / 2
        draw_box(painter, box, fill=self._t.color(role), radius=radius)
