"""How push buttons are painted."""

from typing import Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyleOption, QStyleOptionButton, QWidget

from virtgui.views.look.geometry import flag
from virtgui.views.look.metrics import ICON_GAP, RADIUS_BUTTON, Metrics
from virtgui.views.look.paint import draw_box, draw_chevron
from virtgui.views.look.tokens import Tokens

_State = QStyle.StateFlag
_CHEVRON_WIDTH: Final = 8


class ButtonPainter:
    """Paints push buttons: raised, primary, quiet, link and destructive."""

    def __init__(self, tokens: Tokens, metrics: Metrics) -> None:
        self._t = tokens
        self._px = metrics.px

    def panel(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        """Fill and outline of a push button."""
        fill, outline = self._button_colors(option, widget)
        width = 1
        if self._shows_ring(option):
            outline, width = self._t.color("focus"), 2
            if flag(widget, "primary"):
                self._primary_ring(option, painter, fill)
                return
        radius = self._px(RADIUS_BUTTON)
        draw_box(painter, option.rect, fill=fill, outline=outline, radius=radius, width=width)

    def _primary_ring(self, option: QStyleOption, painter: QPainter, fill: QColor | None) -> None:
        # The focus colour does not stand out from the filled button: leave a gap between.
        radius = self._px(RADIUS_BUTTON)
        outer, gap = self._t.color("focus"), self._t.color("base")
        draw_box(painter, option.rect, fill=gap, outline=outer, radius=radius, width=2)
        inner = option.rect.adjusted(3, 3, -3, -3)
        draw_box(painter, inner, fill=fill, radius=max(1, radius - 3))

    @staticmethod
    def _shows_ring(option: QStyleOption) -> bool:
        wanted = _State.State_HasFocus | _State.State_KeyboardFocusChange
        return bool(option.state & wanted == wanted)

    def _button_colors(
        self, option: QStyleOption, widget: QWidget | None
    ) -> tuple[QColor | None, QColor | None]:
        state = option.state
        enabled = bool(state & _State.State_Enabled)
        if flag(widget, "link"):
            return None, None
        if flag(widget, "primary") and enabled:
            return self._primary_fill(state), None
        if flag(widget, "quiet") or self._is_flat(option):
            return self._quiet_fill(state, enabled), None
        outline = self._t.color("control" if enabled else "border")
        if state & _State.State_On:
            return self._t.color("selection"), outline
        return self._raised_fill(state, enabled), outline

    @staticmethod
    def _is_flat(option: QStyleOption) -> bool:
        flat = QStyleOptionButton.ButtonFeature.Flat
        return isinstance(option, QStyleOptionButton) and bool(option.features & flat)

    def _primary_fill(self, state: QStyle.StateFlag) -> QColor:
        if state & _State.State_Sunken:
            return self._t.mixed("screen", "accent-fill", 0.18)
        if state & _State.State_MouseOver:
            return self._t.mixed("screen", "accent-fill", 0.09)
        return self._t.color("accent-fill")

    def _raised_fill(self, state: QStyle.StateFlag, enabled: bool) -> QColor:
        if not enabled:
            return self._t.mixed("raised", "base", 0.5)
        if state & _State.State_Sunken:
            return self._t.mixed("text", "raised", 0.11)
        if state & _State.State_MouseOver:
            return self._t.mixed("text", "raised", 0.045)
        return self._t.color("raised")

    def _quiet_fill(self, state: QStyle.StateFlag, enabled: bool) -> QColor | None:
        if state & _State.State_On:
            return self._t.color("selection")
        if not enabled:
            return None
        if state & _State.State_Sunken:
            return self._t.faded("text", 0.13)
        return self._t.faded("text", 0.065) if state & _State.State_MouseOver else None

    def label(self, option: QStyleOptionButton, painter: QPainter, widget: QWidget | None) -> None:
        """Icon, text and menu chevron of a push button."""
        icon, text, chevron = self._widths(option)
        gap = self._px(ICON_GAP)
        shown = [width for width in (icon, text, chevron) if width]
        total = sum(shown) + gap * (len(shown) - 1)
        space = option.rect.width() - total
        left = self._px(8) if flag(widget, "start") else max(0, (space + 1) // 2)
        if icon:
            self._icon(option, painter, self._part(option, left, icon))
            left += icon + gap
        ink = self._ink(option, widget)
        if text:
            self._text(option, painter, self._part(option, left, text), ink, widget)
            left += text + gap
        if chevron:
            box = self._part(option, left, chevron)
            centre = QPointF(box.center().x() + 0.5, box.center().y() + 1)
            plain = ink == self._t.color("text")
            draw_chevron(painter, centre, self._t.color("muted") if plain else ink, self._px(7))

    def _widths(self, option: QStyleOptionButton) -> tuple[int, int, int]:
        icon = 0 if option.icon.isNull() else option.iconSize.width()
        flags = Qt.TextFlag.TextShowMnemonic
        text = option.fontMetrics.size(flags, option.text).width() if option.text else 0
        has_menu = bool(option.features & QStyleOptionButton.ButtonFeature.HasMenu)
        return icon, text, self._px(_CHEVRON_WIDTH) if has_menu else 0

    @staticmethod
    def _part(option: QStyleOption, left: int, width: int) -> QRect:
        rect = option.rect
        part = QRect(rect.left() + left, rect.top(), width, rect.height())
        return QStyle.visualRect(option.direction, rect, part)

    @staticmethod
    def _icon(option: QStyleOptionButton, painter: QPainter, box: QRect) -> None:
        mode = QIcon.Mode.Normal
        if not option.state & _State.State_Enabled:
            mode = QIcon.Mode.Disabled
        elif option.state & (_State.State_Sunken | _State.State_On):
            mode = QIcon.Mode.Selected
        size: QSize = option.iconSize
        top = box.top() + (box.height() - size.height()) // 2
        target = QRect(box.left(), top, size.width(), size.height())
        option.icon.paint(painter, target, Qt.AlignmentFlag.AlignCenter, mode)

    def _text(
        self,
        option: QStyleOptionButton,
        painter: QPainter,
        box: QRect,
        ink: QColor,
        widget: QWidget | None,
    ) -> None:
        painter.save()
        painter.setPen(ink)
        if flag(widget, "link") and option.state & _State.State_MouseOver:
            font = painter.font()
            font.setUnderline(True)
            painter.setFont(font)
        hint = QStyle.StyleHint.SH_UnderlineShortcut
        shows = widget is not None and widget.style().styleHint(hint, option, widget)
        mnemonic = Qt.TextFlag.TextShowMnemonic if shows else Qt.TextFlag.TextHideMnemonic
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignLeft) | int(mnemonic)
        # A little wider than measured: rounding must not clip the last letter.
        painter.drawText(box.adjusted(0, 0, 2, 0), flags, option.text)
        painter.restore()

    def _ink(self, option: QStyleOption, widget: QWidget | None) -> QColor:
        if not option.state & _State.State_Enabled:
            return self._t.color("disabled")
        for name, role in (("primary", "on-accent"), ("destructive", "error"), ("link", "link")):
            if flag(widget, name):
                return self._t.color(role)
        return self._t.color("text")
