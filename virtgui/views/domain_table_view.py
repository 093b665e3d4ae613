"""The domain table on screen: rows of domains under the headings of their groups."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QWidget

from virtgui.core.refs import ObjectRef
from virtgui.models.columns import COLUMNS, POSITIONS
from virtgui.models.domain_cells import StateCell
from virtgui.models.domain_rows import DomainRow, GroupKey, GroupRow
from virtgui.models.domain_table import DomainTableModel
from virtgui.models.group_facts import GroupLink
from virtgui.models.settings_store import Settings
from virtgui.views.delegates.group_row import GROUP_HEIGHT
from virtgui.views.domain_rows_view import DomainRowsView
from virtgui.views.domain_table_header import DomainTableHeader
from virtgui.views.look.look import Look

_VISIBLE_AFTER_MS: Final = 200
_SORT_KEPT_AS: Final = "table.sort"
_STATE: Final = POSITIONS["state"]
_ROWS: Final = QItemSelectionModel.SelectionFlag.Rows
_Flag = QItemSelectionModel.SelectionFlag


class DomainTableView(DomainRowsView):
    """Shows a `DomainTableModel`.

    Signals:
        domain_opened: Enter or a double click on a domain; its reference.
        node_opened: a double click beside the title of a host's heading; its connection id.
        menu_requested: the context menu; a global position and the selected references.
        selection_changed: the selected references as tuple, in the order of the rows.
        retry_requested: "Retry now" of a host; its connection id.
        reason_requested: "Find out why" of a host; its connection id.
        answer_requested: "Answer…" of a host; its connection id.
        visible_changed: the references of the rows on screen as frozenset, after they settled.
    """

    domain_opened = Signal(object)
    node_opened = Signal(object)
    menu_requested = Signal(object, object)
    selection_changed = Signal(object)
    retry_requested = Signal(object)
    reason_requested = Signal(object)
    answer_requested = Signal(object)
    visible_changed = Signal(object)

    def __init__(
        self,
        look: Look,
        model: DomainTableModel,
        settings: Settings,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, model, DomainTableHeader(look, settings), parent)
        self._settings = settings
        self._typed = ""
        self._typed_at = 0.0
        self._told_refs: tuple[ObjectRef, ...] = ()
        self._told_visible: frozenset[ObjectRef] = frozenset()
        self._before_reset: tuple[tuple[ObjectRef, ...], ObjectRef | GroupKey | None, int] = (
            (), None, 0,
        )  # fmt: skip
        self._turning: list[int] = []
        self._settled = self._timer(_VISIBLE_AFTER_MS, self._tell_visible)
        self._soon = self._timer(0, self._look_at_rows)
        self.setObjectName("domain_table")
        self.setAccessibleName(self.tr("Virtual machines"))
        self._connect_model()
        self._connect_look()
        self._restore()

    # What is selected and seen.

    @property
    def columns(self) -> DomainTableHeader:
        """The header, which knows the columns."""
        return self._header

    def selected_refs(self) -> tuple[ObjectRef, ...]:
        """The selected domains, in the order of the rows."""
        rows: set[int] = set()
        for part in self.selectionModel().selection().toList():
            rows.update(range(part.top(), part.bottom() + 1))
        found = (self._table.domain_row(row) for row in sorted(rows))
        return tuple(row.ref for row in found if row is not None)

    def select_refs(self, refs: Iterable[ObjectRef]) -> None:
        """Select these domains and no others; those that are not shown are left out."""
        places = sorted(self._table.position_of(ref) for ref in refs)
        selection = QItemSelection()
        last = len(COLUMNS) - 1
        for first, end in _runs([place for place in places if place >= 0]):
            selection.select(self._table.index(first, 0), self._table.index(end, last))
        self.selectionModel().select(selection, _Flag.ClearAndSelect)

    def current_ref(self) -> ObjectRef | None:
        """The domain of the current row, or None."""
        row = self._table.domain_row(self.currentIndex().row())
        return None if row is None else row.ref

    def visible_refs(self) -> frozenset[ObjectRef]:
        """The domains whose rows are on screen, in whole or in part."""
        found = (self._table.domain_row(row) for row in self.visible_rows())
        return frozenset(row.ref for row in found if row is not None)

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Follow links and fold groups; else select as usual."""
        point = event.position().toPoint()
        group = self._table.group_row(self.rowAt(point.y()))
        super().mousePressEvent(event)
        if group is None or event.button() != Qt.MouseButton.LeftButton:
            return
        link = self._link_at(point)
        if link is not None:
            self._follow(link, group)
        elif self._is_on_title(group, point):
            self._fold(self.rowAt(point.y()), not group.is_collapsed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a domain, or the host of a heading."""
        point = event.position().toPoint()
        row = self._table.row_at(self.rowAt(point.y()))
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if isinstance(row, DomainRow):
            self.domain_opened.emit(row.ref)
        elif row.connection is not None and not self._is_on_title(row, point):
            self.node_opened.emit(row.connection)

    def _is_on_title(self, group: GroupRow, point: QPoint) -> bool:
        width, mirrored = self.viewport().width(), self.isRightToLeft()
        is_link = self._link_at(point) is not None
        return is_link or self._groups.is_on_title(group, point, width, mirrored=mirrored)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the selection, or open the menu of a heading."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        position = self.currentIndex().row() if by_key else self.rowAt(event.pos().y())
        box = self.row_box(position) if position >= 0 else QRect()
        place = event.globalPos()
        if by_key:
            place = self.viewport().mapToGlobal(QPoint(self._look.px(40), box.bottom()))
        group = self._table.group_row(position)
        if group is not None:
            self._popup_group_menu(group, position, place)
        elif self.selected_refs():
            self.menu_requested.emit(place, self.selected_refs())
        event.accept()

    def _popup_group_menu(self, group: GroupRow, position: int, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = self.tr("Unfold") if group.is_collapsed else self.tr("Fold")
        is_collapsed = group.is_collapsed
        menu.addAction(words).triggered.connect(lambda: self._fold(position, not is_collapsed))
        if group.connection is not None:
            opened = menu.addAction(self.tr("Open host"))
            opened.triggered.connect(lambda: self.node_opened.emit(group.connection))
        for link, text in self._table.facts(group).links:
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, link=link: self._follow(link, group))
        menu.popup(place)

    def _follow(self, link: GroupLink, group: GroupRow) -> None:
        if group.connection is not None:
            wishes = {
                "retry": self.retry_requested,
                "reason": self.reason_requested,
                "answer": self.answer_requested,
            }
            wishes[link].emit(group.connection)

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, fold, unfold; else move and select as usual."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        key = event.key()
        if self.isRightToLeft() and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            key = Qt.Key.Key_Right if key == Qt.Key.Key_Left else Qt.Key.Key_Left
        actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Return: self._open_current,
            Qt.Key.Key_Enter: self._open_current,
            Qt.Key.Key_Left: self._go_out,
            Qt.Key.Key_Right: self._go_in,
        }
        action = actions.get(key)
        if action is None:
            super().keyPressEvent(event)
        else:
            action()
            event.accept()

    def keyboardSearch(self, text: str) -> None:
        """Go to the next domain whose name begins with what is typed."""
        now = time.monotonic()
        pause = QApplication.keyboardInputInterval() / 1000
        is_new = now - self._typed_at > pause
        self._typed, self._typed_at = (text if is_new else self._typed + text), now
        # The same letter again and again goes from one to the next.
        is_repeated = len(set(self._typed)) == 1
        wanted = self._typed[0] if is_repeated else self._typed
        here = max(0, self.currentIndex().row())
        found = self._table.find_name(wanted, here + 1 if is_new or is_repeated else here)
        if found >= 0:
            self._go_to(found)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and last row."""
        last = self._table.rowCount() - 1
        column = max(0, self.currentIndex().column())
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self._table.index(0, column)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self._table.index(last, column)
        return super().moveCursor(action, modifiers)

    def _open_current(self) -> None:
        position = self.currentIndex().row()
        row = self._table.row_at(position)
        if isinstance(row, DomainRow):
            self.domain_opened.emit(row.ref)
        elif isinstance(row, GroupRow):
            self._fold(position, not row.is_collapsed)

    def _go_out(self) -> None:
        """Fold the group, or go from a domain to its heading."""
        position = self.currentIndex().row()
        if self._table.group_row(position) is not None:
            self._fold(position, True)
            return
        heading = self._table.group_above(position)
        if heading >= 0:
            self._go_to(heading)

    def _go_in(self) -> None:
        """Unfold the group, or go to its first domain."""
        position = self.currentIndex().row()
        group = self._table.group_row(position)
        if group is not None and group.is_collapsed:
            self._fold(position, False)
        elif group is not None and group.rows:
            self._go_to(position + 1)

    def _fold(self, position: int, is_collapsed: bool) -> None:
        self._table.set_collapsed(position, is_collapsed)

    def _go_to(self, position: int) -> None:
        index = self._table.index(position, max(0, self._header.first_shown()))
        self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect | _ROWS)
        self.scrollTo(index)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll up and down only: which column is current means nothing here."""
        across = self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        self.horizontalScrollBar().setValue(across)

    # Changes.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width; other rows are on screen now."""
        super().resizeEvent(event)
        self._header.stretch()
        self._note_rows()

    def _timer(self, interval: int, tick: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(tick)
        return timer

    def _connect_model(self) -> None:
        model = self._table
        model.modelAboutToBeReset.connect(self._remember)
        self.setModel(model)
        model.modelReset.connect(self._recall)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._note_rows)
        model.layoutChanged.connect(self._note_rows)
        model.dataChanged.connect(self._soon.start)
        model.arrangement_changed.connect(self._on_arranged)
        self.selectionModel().selectionChanged.connect(self._tell_selection)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.verticalScrollBar().valueChanged.connect(self._note_rows)
        self._header.sortIndicatorChanged.connect(self._on_sort)
        self._header.columns_changed.connect(self._on_columns)

    def _connect_look(self) -> None:
        self._look.busy.ticked.connect(self._turn)

    def _on_columns(self) -> None:
        self._table.set_columns(self._header.shown_keys())
        self.viewport().update()

    def _restore(self) -> None:
        self._header.restore()
        self._on_columns()
        kept = self._settings.window_state(_SORT_KEPT_AS)
        if isinstance(kept, list) and len(kept) == 2 and kept[0] in POSITIONS:
            self._table.sort_by(kept[0], kept[1] is True)
        self._show_sorting()
        self._fit_rows()

    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        height = self._look.px(GROUP_HEIGHT)
        for position in range(first, last + 1):
            if self._table.group_row(position) is not None:
                self.verticalHeader().resizeSection(position, height)
        self._note_rows()

    def _remember(self) -> None:
        row = self._table.row_at(self.currentIndex().row())
        current = row.ref if isinstance(row, DomainRow) else row.key if row else None
        self._before_reset = (self.selected_refs(), current, self.verticalScrollBar().value())

    def _recall(self) -> None:
        """After a reset everything is as before, as far as it is still there."""
        refs, current, scroll = self._before_reset
        self._fit_groups()
        self.select_refs(refs)
        if isinstance(current, ObjectRef):
            position = self._table.position_of(current)
        else:
            position = self._table.group_position(current) if current else -1
        if position >= 0:
            index = self._table.index(position, 0)
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        self.updateGeometries()
        self.verticalScrollBar().setValue(scroll)
        self._tell_selection()
        self._note_rows()

    def _on_sort(self, number: int, order: Qt.SortOrder) -> None:
        is_descending = order == Qt.SortOrder.DescendingOrder
        self._table.sort_by(COLUMNS[number].key, is_descending)

    def _on_arranged(self) -> None:
        self._show_sorting()
        key, is_descending = self._table.sorting
        self._settings.keep_window_state(_SORT_KEPT_AS, [key, is_descending])
        self.viewport().update()

    def _show_sorting(self) -> None:
        key, is_descending = self._table.sorting
        order = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        self._header.blockSignals(True)
        self._header.setSortIndicator(POSITIONS[key], order)
        self._header.blockSignals(False)
        self._header.viewport().update()

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.update_row(previous.row())
        self.update_row(current.row())

    def _tell_selection(self) -> None:
        refs = self.selected_refs()
        if refs != self._told_refs:
            self._told_refs = refs
            self.selection_changed.emit(refs)

    # Rows on screen.

    def _note_rows(self) -> None:
        self._hovered = -1
        self._soon.start()
        self._settled.start()

    def _look_at_rows(self) -> None:
        """Turn the rings of the rows on screen; without any the clock stands still."""
        self._turning = [row for row in self.visible_rows() if self._is_busy(row)]
        if self._turning and self.isVisible():
            self._look.busy.hold(self)
        else:
            self._look.busy.release(self)
        self._tell_selection()

    def _is_busy(self, position: int) -> bool:
        row = self._table.row_at(position)
        if isinstance(row, GroupRow):
            return self._table.facts(row).mark[0] == "st-busy"
        if row is None:
            return False
        cell = self._table.cell(row, COLUMNS[_STATE])
        return isinstance(cell, StateCell) and cell.is_busy

    def _turn(self) -> None:
        for position in self._turning:
            if self._table.group_row(position) is not None:
                self.update_row(position)
            else:
                self.update(self._table.index(position, _STATE))

    def _tell_visible(self) -> None:
        refs = self.visible_refs()
        if refs != self._told_visible:
            self._told_visible = refs
            self.visible_changed.emit(refs)


def _runs(positions: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours among sorted positions, as first and last."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and runs[-1][1] == position - 1:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs
