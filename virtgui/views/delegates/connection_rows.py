"""Paints the cells of the list of connections."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from virtgui.models.connection_cells import Cell
from virtgui.models.connection_list import CELL_ROLE, Col
from virtgui.views.look.look import Look
from virtgui.views.widgets.chips import CHIP_HEIGHT
from virtgui.views.widgets.label_chip import DOT, draw_dot, draw_label, label_width
from virtgui.views.widgets.text import paint_icon

ROW: Final = 28
PADDING: Final = 8
_ICON: Final = 16
_LEAST_NAME: Final = 60
_NUMBERS: Final = (Col.LATENCY, Col.SINCE, Col.PACE)
_LEFT_TO_RIGHT: Final = (Col.ADDRESS, *_NUMBERS)
_Index = QModelIndex | QPersistentModelIndex
_Ground = Callable[[QPainter, QRect, _Index], None]


class ConnectionDelegate(QStyledItemDelegate):
    """Icon, text, label; or a tick. `ground` paints what lies under a cell."""

    def __init__(self, look: Look, view: QTreeView, ground: _Ground) -> None:
        super().__init__(view)
        self._look, self._view, self._ground = look, view, ground

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All rows have one height."""
        return QSize(self._look.px(40), self._look.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell."""
        cell: Cell = index.data(CELL_ROLE)
        rect = QRect(option.rect)
        painter.save()
        self._ground(painter, rect, index)
        if cell.is_ticked is not None:
            self._paint_tick(painter, rect, cell)
        else:
            self._paint_text(painter, rect, index.column(), cell)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """A click anywhere in its cell ticks."""
        can_tick = index.flags() & Qt.ItemFlag.ItemIsUserCheckable
        if not isinstance(event, QMouseEvent) or not can_tick:
            return super().editorEvent(event, model, option, index)
        is_release = event.type() == QEvent.Type.MouseButtonRelease
        if is_release and event.button() == Qt.MouseButton.LeftButton:
            return model.setData(index, None, Qt.ItemDataRole.CheckStateRole)
        return event.type() == QEvent.Type.MouseButtonDblClick

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index
    ) -> QWidget:
        """A field as wide as the cell."""
        return QLineEdit(parent)

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        """The field of a new name stands where the name stood."""
        left = self._look.px(PADDING + _ICON)
        box = option.rect.adjusted(left, 1, -1, -1)
        editor.setGeometry(QStyle.visualRect(option.direction, option.rect, box))

    def _paint_tick(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        style, box = self._view.style(), QStyleOptionButton()
        edge = self._look.px(_ICON)
        left = rect.left() + (rect.width() - edge) // 2
        top = rect.top() + (rect.height() - edge) // 2
        box.rect = QRect(left, top, edge, edge)
        on, off = QStyle.StateFlag.State_On, QStyle.StateFlag.State_Off
        box.state = QStyle.StateFlag.State_Enabled | (on if cell.is_ticked else off)
        box.palette = self._view.palette()
        element = QStyle.PrimitiveElement.PE_IndicatorCheckBox
        style.drawPrimitive(element, box, painter, self._view)

    def _paint_text(self, painter: QPainter, rect: QRect, column: int, cell: Cell) -> None:
        look = self._look
        pad = look.px(PADDING)
        box = rect.adjusted(pad if column else look.px(2), 0, -pad, 0)
        if cell.icon[0]:
            icon = QRect(box.left(), box.top(), look.px(_ICON), box.height())
            place = QRectF(self._visual(rect, icon))
            paint_icon(painter, look, place, *cell.icon, _ICON)
            box.setLeft(icon.right() + look.px(7))
        font = "body-strong" if cell.is_heading else "body"
        room = box.width() - self._mark_width(cell, box.width())
        text = look.measure(font).elidedText(cell.text, self._mode(column), max(0, room))
        painter.setFont(look.font(font))
        painter.setPen(look.color(cell.ink))
        if column in _LEFT_TO_RIGHT:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
        flags = QStyle.visualAlignment(
            self._view.layoutDirection(), side | Qt.AlignmentFlag.AlignVCenter
        )
        place_of_text = QRect(box.left(), box.top(), max(0, room), box.height())
        if column in _NUMBERS:
            place_of_text = box
        single = int(Qt.TextFlag.TextSingleLine)
        painter.drawText(self._visual(rect, place_of_text), int(flags) | single, text)
        if room < box.width():
            at = box.left() + look.measure(font).horizontalAdvance(text) + look.px(8)
            self._paint_mark(painter, rect, at, box, cell)

    def _mark_width(self, cell: Cell, room: int) -> int:
        """What the label takes; it gives way to its dot, and that to the name."""
        look = self._look
        if not (cell.label or cell.color):
            return 0
        name = look.measure("body").horizontalAdvance(cell.text)
        least = min(look.px(_LEAST_NAME), name)
        whole = label_width(look, cell.label, cell.color) + look.px(8) if cell.label else 0
        if whole and room - whole >= least:
            return whole
        dot = look.px(DOT + 8) if cell.color else 0
        return dot if room - dot >= look.px(24) else 0

    def _paint_mark(self, painter: QPainter, rect: QRect, at: int, box: QRect, cell: Cell) -> None:
        look = self._look
        width = self._mark_width(cell, box.width()) - look.px(8)
        place = self._visual(rect, QRect(at, rect.top(), width, rect.height()))
        if width > look.px(DOT):
            height = look.px(CHIP_HEIGHT) + 2
            top = rect.top() + (rect.height() - height) / 2
            chip = QRectF(place.left(), top, width, height)
            mirrored = self._view.isRightToLeft()
            draw_label(painter, look, chip, cell.label, cell.color, mirrored=mirrored)
        else:
            draw_dot(painter, look, place, cell.color)

    def _visual(self, rect: QRect, box: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), rect, box)

    @staticmethod
    def _mode(column: int) -> Qt.TextElideMode:
        # The end of a name tells hosts apart; of an address it is the beginning.
        is_name = column == Col.NAME
        return Qt.TextElideMode.ElideMiddle if is_name else Qt.TextElideMode.ElideRight
