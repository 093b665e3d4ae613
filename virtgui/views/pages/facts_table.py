"""Small tables of facts: to read and to copy from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from virtgui.views.look.look import Look
from virtgui.views.widgets.header_view import LookHeaderView
from virtgui.views.widgets.row_delegate import COMPACT_ROW, ICON_ROLE, INK_ROLE, RowDelegate

_LEAST_STRETCH: Final = 200
_Index = QModelIndex | QPersistentModelIndex


class _FactsDelegate(RowDelegate):
    """Cells of a facts table; one column is cut in its middle."""

    def __init__(self, look: Look, middle: int, parent: QWidget) -> None:
        super().__init__(look, parent=parent)
        self._middle = middle

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paints one cell."""
        if index.column() != self._middle:
            super().paint(painter, option, index)
            return
        look = self._look
        self._paint_ground(painter, option, index)
        box = QRect(option.rect).adjusted(look.px(8), 0, -look.px(8), 0)
        painter.setFont(look.font("body"))
        painter.setPen(look.color(index.data(INK_ROLE) or "text"))
        mode = Qt.TextElideMode.ElideMiddle
        shown = painter.fontMetrics().elidedText(str(index.data()), mode, box.width())
        side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a facts table."""

    text: str
    icon: str = ""
    ink: str = ""
    tip: str = ""


class FactsTable(QTreeView):
    """A table as high as its rows, to read and to copy from.

    Ctrl+C copies the row, the context menu a cell.

    Args of the constructor: the look; the headings; `stretch`, the column that takes what room
    there is, cut in its middle; `spare`, columns that give way to it in this order; the name.
    """

    def __init__(
        self,
        look: Look,
        headings: Sequence[str],
        *,
        stretch: int,
        spare: Sequence[int] = (),
        name: str,
    ) -> None:
        super().__init__()
        self._spare = tuple(spare)
        self._look = look
        self._stretch = stretch
        self._rows: tuple[tuple[Cell, ...], ...] = ()
        self._widths: dict[int, int] = {}
        self._headings = tuple(headings)
        self._source = QStandardItemModel(0, len(headings), self)
        self._source.setHorizontalHeaderLabels(list(headings))
        self.setHeader(LookHeaderView(look))
        self.setModel(self._source)
        self.setItemDelegate(_FactsDelegate(look, stretch, self))
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        for column in range(len(headings)):
            mode = QHeaderView.ResizeMode
            resize = mode.Stretch if column == stretch else mode.Fixed
            header.setSectionResizeMode(column, resize)
        look.changed.connect(self._fit)

    def set_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Shows these rows; the same rows cost nothing."""
        fresh = tuple(tuple(row) for row in rows)
        if fresh == self._rows:
            return
        if len(fresh) != len(self._rows):
            self._source.setRowCount(len(fresh))
        self._rows = fresh
        for number, row in enumerate(fresh):
            for column, cell in enumerate(row):
                self._source.setItem(number, column, self._item(cell))
        self._fit()

    def cell_text(self, row: int, column: int) -> str:
        """The text of a cell, whole."""
        return self._rows[row][column].text

    @property
    def row_count(self) -> int:
        """How many rows are shown."""
        return len(self._rows)

    def sizeHint(self) -> QSize:
        """Room for all rows."""
        bar = self.horizontalScrollBar()
        extra = bar.sizeHint().height() if bar.maximum() else 0
        rows = len(self._rows) * self._look.px(COMPACT_ROW)
        return QSize(320, self.header().sizeHint().height() + rows + extra + 2)

    def minimumSizeHint(self) -> QSize:
        """As high as its rows; as narrow as need be."""
        return QSize(self._look.px(200), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lets columns give way and come back."""
        super().resizeEvent(event)
        self._give_way()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the row."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            cells = self._rows[self.currentIndex().row()]
            QGuiApplication.clipboard().setText("\t".join(cell.text for cell in cells))
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offers to copy what is under the pointer, or the current cell."""
        at_pointer = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if at_pointer else self.currentIndex()
        if index.isValid():
            self.menu_for(index).popup(event.globalPos())

    def menu_for(self, index: QModelIndex) -> QMenu:
        """The context menu of a cell."""
        menu = QMenu(self)
        text = self.cell_text(index.row(), index.column())
        words = self.tr("Copy {0}").format(self._headings[index.column()].lower())
        copying = menu.addAction(self._look.icon("copy"), words)
        copying.triggered.connect(lambda: QGuiApplication.clipboard().setText(text))
        copying.setEnabled(bool(text))
        return menu

    def _item(self, cell: Cell) -> QStandardItem:
        # Addresses and paths keep their own direction among words of another one.
        shown = f"\u2068{cell.text}\u2069" if self.isRightToLeft() else cell.text
        item = QStandardItem(shown)
        item.setEditable(False)
        item.setToolTip(cell.tip or cell.text)
        if cell.icon:
            item.setData((cell.icon, "muted"), ICON_ROLE)
        if cell.ink:
            item.setData(cell.ink, INK_ROLE)
        return item

    def _fit(self) -> None:
        # Qt measures rows in view only; there are few, so all of them count here.
        measure, px = self._look.measure("small-medium"), self._look.px
        for column, heading in enumerate(self._headings):
            if column != self._stretch:
                least = measure.horizontalAdvance(heading) + px(18)
                widths = (self._cell_width(row[column]) for row in self._rows)
                self._widths[column] = max((least, *widths))
                self.setColumnWidth(column, self._widths[column])
        self._give_way()
        self.updateGeometry()

    def _give_way(self) -> None:
        """Hides spare columns until the one that stretches is readable."""
        room = self.viewport().width() - self._look.px(_LEAST_STRETCH)
        needed = sum(self._widths.values())
        for column in self._spare:
            is_hidden = needed > room
            self.setColumnHidden(column, is_hidden)
            if is_hidden:
                needed -= self._widths.get(column, 0)

    def _cell_width(self, cell: Cell) -> int:
        px = self._look.px
        width = self._look.measure("body").horizontalAdvance(cell.text) + px(20)
        return width + px(22) if cell.icon else width
