"""Cells of the list of those that take the most: figures over a bar of their share."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from virtgui.models.top_list import SHARE_ROLE
from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_rule

_ROW: Final = 26
_PADDING: Final = 8
_BAR: Final = 4
_Index = QModelIndex | QPersistentModelIndex


class TopRowDelegate(QStyledItemDelegate):
    """Paints a row; `sorted_column` is painted as the one that counts."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.sorted_column = 2

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """One line, and the bar."""
        del option, index
        return QSize(self._look.px(80), self._look.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell."""
        look, box = self._look, option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            is_active = state & QStyle.StateFlag.State_Active
            painter.fillRect(box, look.color("selection" if is_active else "selection-off"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.color("hover"))
        draw_rule(painter, box, Qt.Edge.BottomEdge, look.hairline_color())
        inner = box.adjusted(look.px(_PADDING), 0, -look.px(_PADDING), 0)
        is_sorted = index.column() == self.sorted_column
        if is_sorted:
            self._paint_bar(painter, inner, index)
        self._paint_text(painter, inner, index, is_sorted=is_sorted)

    def _paint_bar(self, painter: QPainter, inner: QRect, index: _Index) -> None:
        """The share of the greatest, from the left edge."""
        share = index.data(SHARE_ROLE)
        if share is None:
            return
        look = self._look
        height = look.px(_BAR)
        room = QRectF(inner.left(), inner.bottom() - height - 1, inner.width(), height)
        painter.fillRect(room, look.tokens.faded("spark", 0.14))
        room.setWidth(max(1.0, room.width() * share))
        painter.fillRect(room, look.color("spark"))

    def _paint_text(
        self, painter: QPainter, inner: QRect, index: _Index, *, is_sorted: bool
    ) -> None:
        look = self._look
        role = "body-medium" if is_sorted or index.column() == 0 else "body"
        is_number = index.column() >= 2
        text = str(index.data() or "")
        mode = Qt.TextElideMode.ElideNone if is_number else Qt.TextElideMode.ElideMiddle
        shown = look.measure(role).elidedText(text, mode, inner.width())
        painter.setFont(look.font(role))
        painter.setPen(look.color("text" if is_sorted or index.column() == 0 else "muted"))
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        lift = look.px(_BAR) if is_sorted else 0
        box = inner.adjusted(0, 0, 0, -lift)
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
