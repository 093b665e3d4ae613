"""A raised list of rows that stays below a field: completions, commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from virtgui.views.look.look import Look

_Index = QModelIndex | QPersistentModelIndex
ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class PopupRow:
    """One row: icon, label with matched letters, what it belongs to, a key."""

    label: str
    value: object = None
    icon: str = ""
    icon_role: str = "muted"
    detail: str = ""
    shortcut: str = ""
    matches: tuple[int, ...] = ()
    """Positions of letters in the label that are shown strong."""
    reason: str = ""
    """Why it cannot be chosen; empty when it can."""


class PopupModel(QAbstractListModel):
    """Rows of a pop-up list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PopupRow, ...] = ()

    def set_rows(self, rows: Sequence[PopupRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        """Override QAbstractItemModel::rowCount."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Override QAbstractItemModel::data."""
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.label, row.detail, row.reason) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.reason or None
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Override QAbstractItemModel::flags: keys reach what cannot be chosen as well."""
        del index
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled


class PopupDelegate(QStyledItemDelegate):
    """Paints pop-up rows."""

    def __init__(self, look: Look, height: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._height = height

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """One height for all."""
        del option, index
        return QSize(self._look.px(200), self._look.px(self._height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        look, row = self._look, index.data(ROW_ROLE)
        box = QRect(option.rect)
        selected = option.state & QStyle.StateFlag.State_Selected
        painter.fillRect(box, look.color("selection" if selected else "raised"))
        inner = box.adjusted(look.px(12), 0, -look.px(12), 0)
        if row.icon:
            self._paint_icon(painter, inner, row)
            inner.setLeft(inner.left() + look.px(16 + 8))
        inner.setRight(self._paint_right(painter, inner, row))
        self._paint_label(painter, inner, row)

    def _paint_icon(self, painter: QPainter, box: QRect, row: PopupRow) -> None:
        edge = self._look.px(16)
        role = "disabled" if row.reason else row.icon_role
        picture = self._look.pixmap(row.icon, 16, role, painter.device().devicePixelRatio())
        top = box.top() + (box.height() - edge) // 2
        painter.drawPixmap(QRectF(box.left(), top, edge, edge), picture, QRectF(picture.rect()))

    def _paint_right(self, painter: QPainter, box: QRect, row: PopupRow) -> int:
        look, right = self._look, box.right()
        for text in (row.shortcut, row.reason or row.detail):
            if not text:
                continue
            painter.setFont(look.font("small"))
            painter.setPen(look.color("muted"))
            metrics = look.measure("small")
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() * 6 // 10)
            width = metrics.horizontalAdvance(shown) + 2
            place = QRect(right - width, box.top(), width, box.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
            right = place.left() - look.px(12)
        return right

    def _paint_label(self, painter: QPainter, box: QRect, row: PopupRow) -> None:
        look = self._look
        painter.setPen(look.color("disabled" if row.reason else "text"))
        plain, strong = look.measure("body"), look.measure("body-strong")
        label = plain.elidedText(row.label, Qt.TextElideMode.ElideMiddle, box.width())
        matches = frozenset(row.matches) if label == row.label else frozenset()
        x = box.left()
        for is_strong, text in _runs(label, matches):
            painter.setFont(look.font("body-strong" if is_strong else "body"))
            width = (strong if is_strong else plain).horizontalAdvance(text)
            place = QRect(x, box.top(), width + 4, box.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
            x += width


def _runs(text: str, matches: frozenset[int]) -> list[tuple[bool, str]]:
    runs: list[tuple[bool, str]] = []
    for position, letter in enumerate(text):
        is_strong = position in matches
        if runs and runs[-1][0] == is_strong:
            runs[-1] = (is_strong, runs[-1][1] + letter)
        else:
            runs.append((is_strong, letter))
    return runs


class PopupView(QListView):
    """A list in which the row under a moved pointer becomes the current one.

    A pointer that rests does not take part: rows that scroll below it would otherwise take the
    choice away from the arrow keys.
    """

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Override QListView: follow the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.setCurrentIndex(index)


def make_list(look: Look, model: PopupModel, height: int, parent: QWidget) -> QListView:
    """A list view for pop-up rows, without frame and without focus of its own."""
    view = PopupView(parent)
    view.setModel(model)
    view.setItemDelegate(PopupDelegate(look, height, view))
    view.setUniformItemSizes(True)
    view.setFrameShape(QListView.Shape.NoFrame)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setMouseTracking(True)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view
