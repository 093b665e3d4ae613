"""How the domain table looks: its rows, cells and headings painted, the pointer followed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from virtgui.models.columns import COLUMNS
from virtgui.models.domain_rows import DomainRow, GroupRow
from virtgui.models.domain_table import DomainTableModel
from virtgui.models.group_facts import GroupLink
from virtgui.views.delegates.brushes import Brushes
from virtgui.views.delegates.domain_cells import COMFORTABLE_ROW, COMPACT_ROW, DomainCellDelegate
from virtgui.views.delegates.group_row import GROUP_HEIGHT, GroupRowPainter
from virtgui.views.domain_table_header import DomainTableHeader
from virtgui.views.look.look import Look


class DomainRowsView(QTableView):
    """Paints a `DomainTableModel`; what keys and clicks do is the subclass's."""

    def __init__(
        self,
        look: Look,
        model: DomainTableModel,
        header: DomainTableHeader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._table = model
        self._header = header
        self._brushes = Brushes(look)
        self._delegate = DomainCellDelegate(self._brushes, model, self)
        self._groups = GroupRowPainter(self._brushes)
        self._hovered = -1
        self._hovered_link: GroupLink | None = None
        self._set_up()
        look.changed.connect(self._restyle)

    def set_density(self, density: str) -> None:
        """Rows ``compact`` or ``comfortable``, the latter with a second line."""
        self._delegate.is_comfortable = density == "comfortable"
        self._fit_rows()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows on screen: domains by their cells, headings over the whole width.

        Qt's own painting asks style and model several times per cell; with all columns live
        that would be most of what the program does.
        """
        current = self.currentIndex().row()
        self._delegate.begin(
            current=current,
            hovered=self._hovered,
            has_focus=self.hasFocus(),
            first_column=self._header.first_shown(),
            mirrored=self.isRightToLeft(),
        )
        dirty = event.region()
        columns = self._columns_in(dirty.boundingRect())
        painter = QPainter(self.viewport())
        for position in self.visible_rows():
            box = self.row_box(position)
            row = self._table.row_at(position)
            if row is None or not dirty.intersects(box):
                continue
            if isinstance(row, GroupRow):
                self._paint_group(painter, position, row, current)
            else:
                self._paint_domain(painter, dirty, box, position, row, columns)
        painter.end()

    def _columns_in(self, area: QRect) -> list[tuple[int, int, int]]:
        """Number, left edge and width of the columns in an area of the viewport."""
        header, found = self._header, []
        for number in range(len(COLUMNS)):
            if not header.isSectionHidden(number):
                left, width = header.sectionViewportPosition(number), header.sectionSize(number)
                if left <= area.right() and left + width > area.left():
                    found.append((number, left, width))
        return found

    def _paint_domain(
        self,
        painter: QPainter,
        dirty: QRegion,
        box: QRect,
        position: int,
        row: DomainRow,
        columns: list[tuple[int, int, int]],
    ) -> None:
        index = self._table.index(position, 0)
        is_selected = self.selectionModel().isSelected(index)
        self._delegate.paint_ground(painter, box, position, is_selected)
        top, height = box.top(), box.height()
        for number, left, width in columns:
            cell = QRect(left, top, width, height)
            if not dirty.intersects(cell):
                continue
            self._delegate.paint_cell(painter, cell, row, number, is_selected)

    def _paint_group(self, painter: QPainter, position: int, group: GroupRow, current: int) -> None:
        self._groups.paint(
            painter,
            self.row_box(position),
            group,
            self._table.facts(group),
            is_current=position == current and self.hasFocus(),
            hovered=self._hovered_link if position == self._hovered else None,
            mirrored=self.isRightToLeft(),
            busy_step=self._look.busy.step,
        )

    def row_box(self, position: int) -> QRect:
        """Where a row is in the viewport, over its whole width."""
        top = self.rowViewportPosition(position)
        return QRect(0, top, self.viewport().width(), self.rowHeight(position))

    def visible_rows(self) -> range:
        """Positions of the rows on screen, in whole or in part."""
        first = self.rowAt(0)
        if first < 0:
            return range(0)
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, (last if last >= 0 else self._table.rowCount() - 1) + 1)

    def dataChanged(  # noqa: N802  # Qt's name
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Repaint what is on screen of it; headings tell of their host's load as well."""
        if QAccessible.isActive():
            super().dataChanged(first, last, list(roles))
        header, width = self._header, self.viewport().width()
        edges = [header.sectionViewportPosition(n.column()) for n in (first, last)]
        left, right = (
            min(edges),
            max(edges) + max(header.sectionSize(first.column()), header.sectionSize(last.column())),
        )
        if header.sectionsMoved() or self.isRightToLeft():
            left, right = 0, width
        area = QRegion()
        for position in self.visible_rows():
            if first.row() <= position <= last.row():
                box = self.row_box(position)
                is_group = self._table.group_row(position) is not None
                area += box if is_group else QRect(left, box.top(), right - left, box.height())
        self.viewport().update(area)

    def update_row(self, position: int) -> None:
        """Repaint a row; -1 is none."""
        if position >= 0:
            self.viewport().update(self.row_box(position))

    # The pointer.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer: the row and the link under it."""
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        self._hover(self.rowAt(point.y()), self._link_at(point))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        super().leaveEvent(event)
        self._hover(-1, None)

    def _hover(self, position: int, link: GroupLink | None) -> None:
        if (position, link) == (self._hovered, self._hovered_link):
            return
        before, self._hovered, self._hovered_link = self._hovered, position, link
        self.update_row(before)
        self.update_row(position)
        shape = Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _link_at(self, point: QPoint) -> GroupLink | None:
        group = self._table.group_row(self.rowAt(point.y()))
        return None if group is None else self._groups.link_at(group, point)

    # Sizes.

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalHeader(self._header)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)

    def _restyle(self) -> None:
        self._brushes.drop()
        self._delegate.drop()
        self._fit_rows()
        self.viewport().update()

    def _fit_rows(self) -> None:
        tall = self._delegate.is_comfortable
        height = self._look.px(COMFORTABLE_ROW if tall else COMPACT_ROW)
        self.verticalHeader().setDefaultSectionSize(height)
        self._fit_groups()

    def _fit_groups(self) -> None:
        """Headings are a little taller than rows."""
        height, header = self._look.px(GROUP_HEIGHT), self.verticalHeader()
        for position in self._table.group_positions():
            if header.sectionSize(position) != height:
                header.resizeSection(position, height)
