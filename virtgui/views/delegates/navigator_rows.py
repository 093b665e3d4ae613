"""Paints the rows of the navigator."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from virtgui.models.nav_item import NavItem
from virtgui.models.navigator import ITEM_ROLE
from virtgui.views.look.look import Look
from virtgui.views.widgets.label_chip import DOT, draw_dot

_Index = QModelIndex | QPersistentModelIndex
ROW: Final = 26
INDENT: Final = 16
CHEVRON_LEFT: Final = 10
CHEVRON: Final = 12


def depth_of(index: _Index) -> int:
    """How deep a row stands below its section; 0 for places right under a section."""
    depth, parent = -1, index.parent()
    while parent.isValid():
        depth, parent = depth + 1, parent.parent()
    return depth


class NavigatorDelegate(QStyledItemDelegate):
    """One row: chevron, icon, name, the host's colour, count, link mark."""

    def __init__(self, look: Look, view: QTreeView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All rows have one height, so that the tree need not ask for each."""
        del option, index
        return QSize(self._look.px(180), self._look.px(ROW))

    def chevron_rect(self, index: _Index, row: QRect) -> QRect:
        """Where the chevron of a row is, in the viewport."""
        look = self._look
        left = look.px(CHEVRON_LEFT + INDENT * max(0, depth_of(index)))
        box = QRect(left, row.top(), look.px(CHEVRON), row.height())
        return QStyle.visualRect(self._view.layoutDirection(), row, box)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        item: NavItem = index.data(ITEM_ROLE)
        row = QRect(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if item.is_section:
            self._paint_section(painter, row, item)
        else:
            self._paint_place(painter, option, row, index, item)
        painter.restore()

    def _paint_section(self, painter: QPainter, row: QRect, item: NavItem) -> None:
        look = self._look
        painter.setFont(look.font("small-strong"))
        painter.setPen(look.color("muted"))
        box = row.adjusted(look.px(12), look.px(4), -look.px(12), 0)
        self._text(painter, box, item.text, Qt.AlignmentFlag.AlignLeft)

    def _paint_place(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: QRect,
        index: _Index,
        item: NavItem,
    ) -> None:
        look = self._look
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, option, row, is_selected=selected)
        if index.model().rowCount(index):
            name = "chevron-down" if self._view.isExpanded(index) else "chevron-right"
            self._icon(painter, self.chevron_rect(index, row), name, "muted", CHEVRON)
        left = look.px(CHEVRON_LEFT + CHEVRON + 8 + INDENT * max(0, depth_of(index)))
        box = row.adjusted(left, 0, -look.px(10), 0)
        icon = QRect(box.left(), box.top(), look.px(16), box.height())
        direction = self._view.layoutDirection()
        self._icon(painter, QStyle.visualRect(direction, row, icon), item.icon, item.icon_role, 16)
        right = self._paint_marks(painter, row, box, item)
        font = "body-strong" if selected else "body"
        text = QRect(icon.right() + look.px(7), box.top(), 0, box.height())
        text.setRight(right - look.px(4))
        if item.color:
            text.setRight(text.right() - look.px(DOT + 6))
            width = min(look.measure(font).horizontalAdvance(item.text), text.width())
            dot = QRect(text.left() + width + look.px(6), row.top(), look.px(DOT), row.height())
            dot = QStyle.visualRect(direction, row, dot)
            draw_dot(painter, look, dot, item.color)
        painter.setFont(look.font(font))
        painter.setPen(look.color("muted" if item.is_muted else "text"))
        self._text(
            painter, QStyle.visualRect(direction, row, text), item.text, Qt.AlignmentFlag.AlignLeft
        )

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, row: QRect, *, is_selected: bool
    ) -> None:
        look = self._look
        inset = look.px(6)
        ground = QRectF(row.adjusted(inset, 0, -inset, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        if is_selected:
            painter.setBrush(look.color("selection"))
            painter.drawRoundedRect(ground, look.px(5), look.px(5))
            bar = QRect(inset, row.top() + look.px(6), look.px(3), row.height() - look.px(12))
            bar = QStyle.visualRect(self._view.layoutDirection(), row, bar)
            painter.fillRect(bar, look.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(look.color("hover"))
            painter.drawRoundedRect(ground, look.px(5), look.px(5))
        focused = option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus()
        if focused:
            pen = painter.pen()
            pen.setColor(look.color("focus"))
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setWidthF(1.5)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), look.px(5), look.px(5))

    def _paint_marks(self, painter: QPainter, row: QRect, box: QRect, item: NavItem) -> int:
        """Count and link mark at the right; the x where the name must end."""
        look, direction = self._look, self._view.layoutDirection()
        right = box.right()
        if item.mark:
            mark = QRect(right - look.px(14), box.top(), look.px(14), box.height())
            self._icon(
                painter, QStyle.visualRect(direction, row, mark), item.mark, item.mark_role, 14
            )
            right = mark.left() - look.px(6)
        if item.count is not None:
            painter.setFont(look.font("small"))
            painter.setPen(look.color("muted"))
            width = look.measure("small").horizontalAdvance(str(item.count))
            count = QRect(right - width, box.top(), width + 1, box.height())
            box_of_count = QStyle.visualRect(direction, row, count)
            painter.drawText(box_of_count, Qt.AlignmentFlag.AlignCenter, str(item.count))
            right = count.left() - look.px(4)
        return right

    def _icon(self, painter: QPainter, box: QRect, name: str, role: str, size: int) -> None:
        edge = self._look.px(size)
        ratio = painter.device().devicePixelRatio()
        picture = self._look.pixmap(name, size, role, ratio)
        left = box.left() + (box.width() - edge) // 2
        top = box.top() + (box.height() - edge) // 2
        painter.drawPixmap(QRectF(left, top, edge, edge), picture, QRectF(picture.rect()))

    def _text(self, painter: QPainter, box: QRect, text: str, side: Qt.AlignmentFlag) -> None:
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideMiddle, max(0, box.width())
        )
        flags = QStyle.visualAlignment(
            self._view.layoutDirection(), side | Qt.AlignmentFlag.AlignVCenter
        )
        painter.drawText(box, int(flags) | int(Qt.TextFlag.TextSingleLine), shown)
