"""What rows of the bottom pane share: ground, columns, texts and the link at the right end."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import PAGE_MARGIN, RADIUS_BAR
from virtgui.views.look.paint import draw_box, draw_rule
from virtgui.views.widgets.text import paint_icon

Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag

ROW: Final = 26
ICON: Final = 16
GAP: Final = 10
COLUMN_GAP: Final = 16
_BAR: Final = 3
_FIRST: Final = (0.155, 96, 200)
"""Share of the width, least and most design pixels of the column after the icon."""
_SECOND: Final = (0.13, 88, 240)


class PaneRowDelegate(QStyledItemDelegate):
    """Paints rows of 26 px; a subclass says what stands in the columns.

    The view sets `hovered` to the row whose link is under the pointer, and `link_focus` when
    the link of the current row has the keyboard.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.hovered = QPersistentModelIndex()
        self.link_focus = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """All rows are alike."""
        return QSize(self.look.px(200), self.look.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints the row."""
        painter.save()
        self._paint_ground(painter, option)
        self.paint_row(painter, option, index)
        self._paint_link(painter, option, index)
        painter.restore()

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints icon and texts; the link is painted afterwards."""
        raise NotImplementedError

    def link_text(self, index: Index) -> str:
        """The verb at the right end of a row; empty for none."""
        del index
        return ""

    def link_box(self, option: QStyleOptionViewItem, index: Index) -> QRect:
        """Where the link of a row can be clicked; empty where there is none."""
        text = self.link_text(index)
        if not text:
            return QRect()
        look, rect = self.look, option.rect
        width = look.measure("body").horizontalAdvance(text) + 2 * look.px(4)
        right = rect.right() + 1 - look.px(PAGE_MARGIN) + look.px(4)
        box = QRect(right - width, rect.top(), width, rect.height())
        return QStyle.visualRect(option.direction, rect, box)

    def inside(self, option: QStyleOptionViewItem) -> QRect:
        """The row without its margins."""
        margin = self.look.px(PAGE_MARGIN)
        return QRect(option.rect).adjusted(margin, 0, -margin, 0)

    def first_width(self, whole: int) -> int:
        """Width of the column after the icon."""
        return self._share(whole, _FIRST)

    def second_width(self, whole: int) -> int:
        """Width of the column after that."""
        return self._share(whole, _SECOND)

    def text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        box: QRect,
        words: str,
        *,
        ink: str = "text",
        middle: bool = False,
        right: bool = False,
    ) -> None:
        """Paints one text in a logical box, cut where it does not fit."""
        if not words or box.width() <= 0:
            return
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        measure = self.look.measure("body")
        shown = measure.elidedText(words.replace("\n", " "), mode, box.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = QStyle.visualAlignment(option.direction, side | Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(self.look.font("body"))
        painter.setPen(self.look.color(ink))
        single = int(flags) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(QStyle.visualRect(option.direction, option.rect, box), single, shown)

    def icon(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, name: str, role: str
    ) -> None:
        """Paints an icon in the middle of a logical box."""
        place = QStyle.visualRect(option.direction, option.rect, box)
        paint_icon(painter, self.look, QRectF(place), name, role, ICON)

    def _share(self, whole: int, rule: tuple[float, int, int]) -> int:
        share, least, most = rule
        px = self.look.px
        return min(max(round(whole * share), px(least)), px(most))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        look, rect = self.look, option.rect
        widget: QWidget | None = option.widget
        if option.state & _State.State_Selected:
            is_focused = widget is None or widget.hasFocus()
            painter.fillRect(rect, look.color("selection" if is_focused else "selection-off"))
            bar = QRect(rect.left(), rect.top(), look.px(_BAR), rect.height())
            painter.fillRect(QStyle.visualRect(option.direction, rect, bar), look.color("accent"))
        elif option.state & _State.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        rule = QRect(rect).adjusted(look.px(PAGE_MARGIN), 0, 0, 0)
        line = QStyle.visualRect(option.direction, rect, rule)
        draw_rule(painter, line, Qt.Edge.BottomEdge, look.hairline_color())
        if option.state & _State.State_HasFocus and not self.link_focus:
            for edge in (Qt.Edge.TopEdge, Qt.Edge.BottomEdge):
                draw_rule(painter, rect, edge, look.color("focus"))

    def _paint_link(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = self.link_box(option, index)
        if box.isEmpty():
            return
        look = self.look
        font = look.font("body")
        font.setUnderline(self.hovered == index)
        painter.setFont(font)
        painter.setPen(look.color("link"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.link_text(index))
        if self.link_focus and option.state & _State.State_HasFocus:
            ring = QRectF(box).adjusted(0, look.px(3), 0, -look.px(3))
            draw_box(painter, ring, outline=look.color("focus"), radius=RADIUS_BAR, width=2)
