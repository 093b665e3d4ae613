"""Cells of the domain table: state, curves, tags and texts, without a call into the style."""

from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from virtgui.models.columns import COLUMNS, Column
from virtgui.models.domain_cells import LoadCell, NameCell, StateCell, TagsCell
from virtgui.models.domain_rows import DomainRow
from virtgui.models.domain_table import DomainTableModel
from virtgui.views.delegates.brushes import Brushes
from virtgui.views.delegates.sparkline import WIDTH, Sparklines
from virtgui.views.look.busy import draw_busy
from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_rule
from virtgui.views.widgets.chips import CHIP_GAP, CHIP_HEIGHT
from virtgui.views.widgets.text import paint_icon

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag
COMPACT_ROW: Final = 22
COMFORTABLE_ROW: Final = 34
FIRST_INDENT: Final = 16
GROUPED_INDENT: Final = 31
_PADDING: Final = 8
_TEXT_END: Final = 6
_STATE_ICON: Final = 14
_STATE_TEXT: Final = 28
_SPARK_GAP: Final = 4
_BAR: Final = 3
_MARK: Final = 9
"""A small triangle before a value beyond its limit, and the gap after it."""
_TRIANGLE: Final = 7
_NAME_MARK_GAP: Final = 6


def curve_room(look: Look) -> int:
    """Width of a curve and the gap after it."""
    return look.px(WIDTH) + look.px(_SPARK_GAP)


def value_room(look: Look, column: Column) -> int:
    """The width of a cell that shows the widest usual value of a column alone."""
    if not column.sample:
        return 0
    font = "body-strong" if column.is_live else "body"
    mark = look.px(_MARK) if column.is_live else 0
    ends = look.px(_PADDING) + look.px(_PADDING if column.is_number else _TEXT_END)
    return look.measure(font).horizontalAdvance(column.sample) + mark + ends


class DomainCellDelegate(QStyledItemDelegate):
    """Paints cells of domains; headings of groups are the view's.

    The view says before each painting which row is current and which is under the pointer.
    """

    def __init__(
        self, brushes: Brushes, model: DomainTableModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._brushes = brushes
        self._model = model
        self._sparklines = Sparklines(model.context.series, brushes)
        self._first_column = 0
        self._current = self._hovered = -1
        self._has_focus = self._is_grouped = self._mirrored = False
        self._least: dict[int, int] = {}
        self.is_comfortable = False

    def begin(
        self, *, current: int, hovered: int, has_focus: bool, first_column: int, mirrored: bool
    ) -> None:
        """What holds for all cells of the next painting."""
        self._current, self._hovered = current, hovered
        self._has_focus = has_focus
        self._first_column = first_column
        self._mirrored = mirrored
        self._is_grouped = self._model.grouping != "none"

    def drop(self) -> None:
        """Forget what was kept for painting: the look is another one."""
        self._sparklines.drop()
        self._least.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Room for the default width of the column."""
        row = COMFORTABLE_ROW if self.is_comfortable else COMPACT_ROW
        return QSize(self._brushes.px(COLUMNS[index.column()].width), self._brushes.px(row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell alone, as drags and screen readers may ask for it."""
        row = self._model.domain_row(index.row())
        if row is not None:
            is_selected = bool(option.state & _State.State_Selected)
            self.paint_ground(painter, option.rect, index.row(), is_selected)
            self.paint_cell(painter, option.rect, row, index.column(), is_selected)

    def paint_ground(self, painter: QPainter, box: QRect, position: int, is_selected: bool) -> None:
        """Paint what lies under all cells of a row: tint, bar, lines."""
        brushes = self._brushes
        if is_selected:
            role = "selection" if self._has_focus else "selection-off"
            painter.fillRect(box, brushes.color(role))
        elif position == self._hovered:
            painter.fillRect(box, brushes.color("hover"))
        draw_rule(painter, box, Qt.Edge.BottomEdge, brushes.color("hairline"))
        if is_selected:
            width = brushes.px(_BAR)
            left = box.right() + 1 - width if self._mirrored else box.left()
            painter.fillRect(left, box.top(), width, box.height(), brushes.color("accent"))
        if position == self._current and self._has_focus:
            for edge in (Qt.Edge.TopEdge, Qt.Edge.BottomEdge):
                draw_rule(painter, box, edge, brushes.color("focus"))

    def paint_cell(
        self, painter: QPainter, rect: QRect, row: DomainRow, number: int, is_selected: bool
    ) -> None:
        """Paint what a cell shows, on the ground of its row."""
        cell = self._model.cell(row, COLUMNS[number])
        box = self._content(rect, number)
        if isinstance(cell, LoadCell):
            self._paint_load(painter, box, row, cell, has_room=self._has_curves(rect, number))
        elif isinstance(cell, TagsCell):
            self._paint_tags(painter, box, cell, is_selected)
        elif isinstance(cell, StateCell):
            self._paint_state(painter, box, cell)
        elif isinstance(cell, NameCell):
            self._paint_name(painter, box, cell)
        elif cell.text:
            is_right = COLUMNS[number].is_number
            fits = not cell.short or self._brushes.line(cell.text)[1] <= box.width()
            text = cell.text if fits else cell.short
            self._text(painter, box, text, cell.ink, is_right=is_right)

    def _has_curves(self, rect: QRect, number: int) -> bool:
        """Whether curves fit beside the values: a column gives them up in all rows alike."""
        least = self._least.get(number)
        if least is None:
            look = self._brushes.look
            least = curve_room(look) + value_room(look, COLUMNS[number])
            self._least[number] = least
        return rect.width() >= least

    def _content(self, rect: QRect, number: int) -> QRect:
        px = self._brushes.px
        start, end = px(_PADDING), px(_PADDING if COLUMNS[number].is_number else _TEXT_END)
        if number == self._first_column:
            start = px(GROUPED_INDENT if self._is_grouped else FIRST_INDENT)
        if self._mirrored:
            start, end = end, start
        return rect.adjusted(start, 0, -end, 0)

    def _after(self, box: QRect, used: int) -> QRect:
        return box.adjusted(0, 0, -used, 0) if self._mirrored else box.adjusted(used, 0, 0, 0)

    def _start(self, box: QRect, width: int) -> QRect:
        left = box.right() + 1 - width if self._mirrored else box.left()
        return QRect(left, box.top(), width, box.height())

    def _text(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        ink: str,
        *,
        font: str = "body",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        is_right: bool = False,
    ) -> None:
        brushes = self._brushes
        line, width = brushes.line(text, font)
        if width > box.width():
            line, width = brushes.line(brushes.cut(text, box.width(), font, mode), font)
        painter.setFont(brushes.font(font))
        painter.setPen(brushes.color(ink))
        left = box.right() + 1 - width if is_right != self._mirrored else box.left()
        top = box.top() + (box.height() - brushes.height(font)) // 2
        painter.drawStaticText(left, top, line)

    def _two_lines(
        self, painter: QPainter, box: QRect, first: tuple[str, str], second: str,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:  # fmt: skip
        """First line as text and ink; the second only where rows are tall."""
        if not (self.is_comfortable and second):
            self._text(painter, box, first[0], first[1], mode=mode)
            return
        middle = box.height() * 9 // 16
        self._text(painter, box.adjusted(0, 1, 0, middle - box.height()), *first, mode=mode)
        self._text(painter, box.adjusted(0, middle - 1, 0, -2), second, "muted", font="small")

    def _paint_name(self, painter: QPainter, box: QRect, cell: NameCell) -> None:
        if cell.icon:
            edge = self._brushes.px(_STATE_ICON)
            place = QRectF(self._start(box, edge))
            paint_icon(painter, self._brushes.look, place, cell.icon, "muted", _STATE_ICON)
            box = self._after(box, edge + self._brushes.px(6))
        middle = Qt.TextElideMode.ElideMiddle
        if cell.is_marked:
            room = self._brushes.px(_NAME_MARK_GAP + _MARK)
            used = min(self._brushes.line(cell.text)[1], box.width() - room)
            self._paint_name_mark(painter, self._after(box, used), has_second=bool(cell.second))
            box = self._start(box, box.width() - room)
        self._two_lines(painter, box, (cell.text, cell.ink), cell.second, middle)

    def _paint_name_mark(self, painter: QPainter, rest: QRect, *, has_second: bool) -> None:
        """The triangle after a name whose machine has an alert that no other cell shows."""
        px = self._brushes.px
        height = rest.height()
        if self.is_comfortable and has_second:
            height = height * 9 // 16
        place = self._start(self._after(rest, px(_NAME_MARK_GAP)), px(_MARK))
        self._paint_triangle(painter, place.left(), place.top() + height // 2)

    def _paint_state(self, painter: QPainter, box: QRect, cell: StateCell) -> None:
        brushes = self._brushes
        edge = brushes.px(_STATE_ICON)
        place = self._start(box, edge)
        if cell.is_busy:
            top = place.top() + (place.height() - edge) // 2
            ring = QRectF(place.left(), top, edge, edge)
            draw_busy(painter, ring, brushes.color("busy"), brushes.look.busy.step)
        else:
            paint_icon(painter, brushes.look, QRectF(place), cell.icon, cell.icon_ink, _STATE_ICON)
        rest = self._after(box, brushes.px(_STATE_TEXT - _PADDING))
        self._two_lines(painter, rest, (cell.text, cell.ink), cell.second)

    def _paint_load(
        self, painter: QPainter, box: QRect, row: DomainRow, cell: LoadCell, *, has_room: bool
    ) -> None:
        if not cell.text:
            return
        brushes = self._brushes
        font = "body-strong" if cell.is_over else "body"
        width = brushes.line(cell.text, font)[1]
        self._text(painter, box, cell.text, cell.ink, font=font, is_right=True)
        if cell.is_over:
            self._paint_warning(painter, box, width)
            width += brushes.px(_MARK)
        spark = brushes.px(WIDTH)
        if cell.has_curve and has_room and spark + brushes.px(_SPARK_GAP) + width <= box.width():
            place = self._start(box, spark)
            height = brushes.px(COMPACT_ROW - 9)
            top = place.top() + (place.height() - height) // 2
            place = QRect(place.left(), top, spark, height)
            ink = "warn" if cell.is_over else "disabled" if cell.is_old else "spark"
            self._sparklines.draw(painter, place, row.ref, cell.metric, ink, cell.is_old)

    def _paint_warning(self, painter: QPainter, box: QRect, text_width: int) -> None:
        """A small triangle before a value beyond its limit."""
        edge = self._brushes.px(_TRIANGLE)
        gap = text_width + self._brushes.px(_MARK - _TRIANGLE)
        left = box.left() + gap if self._mirrored else box.right() + 1 - gap - edge
        self._paint_triangle(painter, left, box.center().y())

    def _paint_triangle(self, painter: QPainter, left: int, middle: int) -> None:
        edge = self._brushes.px(_TRIANGLE)
        bottom = middle + edge * 0.55
        points = [
            QPointF(left, bottom),
            QPointF(left + edge / 2, bottom - edge * 0.85),
            QPointF(left + edge, bottom),
        ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brushes.color("warn"))
        painter.drawPolygon(QPolygonF(points))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_tags(self, painter: QPainter, box: QRect, cell: TagsCell, is_selected: bool) -> None:
        if not cell.tags:
            return
        brushes = self._brushes
        dpr = painter.device().devicePixelRatio()
        height, gap = brushes.px(CHIP_HEIGHT), brushes.px(CHIP_GAP)
        top = box.top() + (box.height() - height) // 2
        for tag in brushes.fitting(cell.tags, box.width()):
            picture = brushes.chip(tag, is_selected, dpr)
            width = round(picture.width() / dpr)
            painter.drawPixmap(QPoint(self._start(box, width).left(), top), picture)
            box = self._after(box, width + gap)
