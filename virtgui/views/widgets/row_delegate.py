"""Rows of plain tables and lists: aligned with their headings, tinted when selected."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_rule

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag
_PADDING: Final = 8
_ICON: Final = 16
_BAR: Final = 3
COMPACT_ROW: Final = 22
COMFORTABLE_ROW: Final = 30

INK_ROLE: Final = Qt.ItemDataRole.UserRole + 900
"""Model role for the colour role of a cell's text, by name; none is text."""
ICON_ROLE: Final = Qt.ItemDataRole.UserRole + 901
"""Model role for an icon as (name, colour role); the decoration role works too."""


class RowDelegate(QStyledItemDelegate):
    """Cells of text with an optional icon.

    Text alignment comes from the model. Names are cut at their end, numbers never.
    """

    def __init__(
        self, look: Look, *, row_height: int = COMPACT_ROW, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._row_height = row_height

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Room for the text in one line."""
        look = self._look
        text = _text(index)
        width = look.measure("body").horizontalAdvance(text) + 2 * look.px(_PADDING)
        if _has_icon(index):
            width += look.px(_ICON + 6)
        return QSize(width, look.px(self._row_height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paints one cell."""
        look = self._look
        self._paint_ground(painter, option, index)
        pad = look.px(_PADDING)
        box = QRect(option.rect).adjusted(pad, 0, -pad, 0)
        if _has_icon(index):
            box = self._paint_icon(painter, option, index, box)
        font = index.data(Qt.ItemDataRole.FontRole)
        painter.setFont(font if font is not None else look.font("body"))
        painter.setPen(self._ink(option, index))
        side = index.data(Qt.ItemDataRole.TextAlignmentRole)
        flags = Qt.AlignmentFlag(side) if side is not None else Qt.AlignmentFlag.AlignLeft
        mode = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(_text(index), mode, box.width())
        flags = QStyle.visualAlignment(option.direction, flags | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(box, flags, shown)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, rect = self._look, option.rect
        if option.state & _State.State_Selected:
            active = option.state & _State.State_Active and self._view_has_focus(option)
            painter.fillRect(rect, look.color("selection" if active else "selection-off"))
            if index.column() == 0:
                painter.fillRect(self._bar(option), look.color("accent"))
        elif option.state & _State.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        draw_rule(painter, rect, Qt.Edge.BottomEdge, look.hairline_color())
        if option.state & _State.State_HasFocus:
            for edge in (Qt.Edge.TopEdge, Qt.Edge.BottomEdge):
                draw_rule(painter, rect, edge, look.color("focus"))

    def _bar(self, option: QStyleOptionViewItem) -> QRect:
        rect = QRect(option.rect)
        if isinstance(option.widget, QTreeView):
            rect.setLeft(0)
        bar = QRect(rect.left(), rect.top(), self._look.px(_BAR), rect.height())
        return QStyle.visualRect(option.direction, rect, bar)

    @staticmethod
    def _view_has_focus(option: QStyleOptionViewItem) -> bool:
        widget: QWidget | None = option.widget
        return widget is None or widget.hasFocus()

    def _paint_icon(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, box: QRect
    ) -> QRect:
        edge = self._look.px(_ICON)
        left = QRect(box.left(), box.top(), edge, box.height())
        place = QStyle.visualRect(option.direction, box, left)
        named = index.data(ICON_ROLE)
        if named:
            name, role = named
            picture = self._look.pixmap(name, _ICON, role, painter.device().devicePixelRatio())
            top = place.top() + (place.height() - edge) / 2
            target = QRectF(place.left(), round(top), edge, edge)
            painter.drawPixmap(target, picture, QRectF(picture.rect()))
        else:
            icon: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
            icon.paint(painter, place)
        rest = box.adjusted(edge + self._look.px(6), 0, 0, 0)
        return QStyle.visualRect(option.direction, box, rest)

    def _ink(self, option: QStyleOptionViewItem, index: _Index) -> QColor:
        if not option.state & _State.State_Enabled:
            return self._look.color("disabled")
        return self._look.color(index.data(INK_ROLE) or "text")


def _text(index: _Index) -> str:
    value = index.data(Qt.ItemDataRole.DisplayRole)
    return "" if value is None else str(value)


def _has_icon(index: _Index) -> bool:
    if index.data(ICON_ROLE):
        return True
    return isinstance(index.data(Qt.ItemDataRole.DecorationRole), QIcon)
