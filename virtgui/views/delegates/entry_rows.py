"""Rows of the list of devices: icon, two lines, marks at the right."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from virtgui.models.hardware.entries import Entry
from virtgui.models.hardware.entry_list import ENTRY_ROLE
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_BUTTON
from virtgui.views.look.paint import draw_box

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag
_HEAD: Final = 28
_ROW: Final = 36
_INSET: Final = 6
_ICON: Final = 20
_ICON_LEFT: Final = 16
_TEXT_LEFT: Final = 46
_MARK: Final = 16
_BAR: Final = 3


class EntryDelegate(QStyledItemDelegate):
    """Paints one row; no call into the style."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Headings are lower."""
        look = self._look
        if index.data(ENTRY_ROLE) is None:
            return QSize(look.px(120), look.px(_HEAD))
        lines = look.measure("body").height() + look.measure("small").height()
        return QSize(look.px(120), max(look.px(_ROW), lines + look.px(3)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paints ground, icon, texts and marks."""
        entry = index.data(ENTRY_ROLE)
        if entry is None:
            self._paint_head(painter, option, index)
            return
        self._paint_ground(painter, option)
        self._paint_icon(painter, option, entry.icon, _ICON_LEFT, _ICON, "muted")
        marks = _marks(entry)
        for number, (icon, role) in enumerate(marks):
            left = option.rect.width() - self._look.px((_MARK + 6) * (number + 1) + 8)
            self._paint_icon_at(painter, option, icon, left, _MARK, role)
        self._paint_texts(painter, option, entry, len(marks))

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look = self._look
        painter.setFont(look.font("small-strong"))
        painter.setPen(look.color("muted"))
        pad = look.px(_ICON_LEFT)
        box = option.rect.adjusted(pad, 0, -pad, -look.px(4))
        side = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, QStyle.visualAlignment(option.direction, side), str(index.data()))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        look, inset = self._look, self._look.px(_INSET)
        box = option.rect.adjusted(inset, 0, -inset, 0)
        if option.state & _State.State_Selected:
            widget: QWidget | None = option.widget
            has_focus = widget is None or widget.hasFocus()
            fill = look.color("selection" if has_focus else "selection-off")
            draw_box(painter, box, fill=fill, outline=None, radius=look.px(RADIUS_BUTTON))
            bar = QRect(box.left(), box.top() + look.px(6), look.px(_BAR),
                        box.height() - look.px(12))  # fmt: skip
            painter.fillRect(QStyle.visualRect(option.direction, box, bar), look.color("accent"))
        elif option.state & _State.State_MouseOver:
            draw_box(painter, box, fill=look.color("hover"), outline=None,
                     radius=look.px(RADIUS_BUTTON))  # fmt: skip

    def _paint_icon(
        self, painter: QPainter, option: QStyleOptionViewItem, name: str, left: int, size: int,
        role: str,
    ) -> None:  # fmt: skip
        self._paint_icon_at(painter, option, name, self._look.px(left), size, role)

    def _paint_icon_at(
        self, painter: QPainter, option: QStyleOptionViewItem, name: str, left: int, size: int,
        role: str,
    ) -> None:  # fmt: skip
        edge, rect = self._look.px(size), option.rect
        place = QRect(rect.left() + left, rect.top() + (rect.height() - edge) // 2, edge, edge)
        place = QStyle.visualRect(option.direction, rect, place)
        picture = self._look.pixmap(name, size, role, painter.device().devicePixelRatio())
        painter.drawPixmap(QRectF(place), picture, QRectF(picture.rect()))

    def _paint_texts(
        self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry, marks: int
    ) -> None:
        look, rect = self._look, option.rect
        right = look.px((_MARK + 6) * marks + 14)
        box = rect.adjusted(look.px(_TEXT_LEFT), 0, -right, 0)
        box = QStyle.visualRect(option.direction, rect, box)
        is_chosen = bool(option.state & _State.State_Selected)
        first, second = look.measure("body").height(), look.measure("small").height()
        if not entry.subtitle:
            second = 0
        top = box.top() + (box.height() - first - second) // 2
        side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        for text, font, ink, height in (
            (entry.title, "body-strong" if is_chosen else "body", "text", first),
            (entry.subtitle, "small", "muted", second),
        ):
            painter.setFont(look.font(font))
            painter.setPen(look.color(ink))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            line = QRect(box.left(), top, box.width(), height)
            painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, shown)
            top += height


def _marks(entry: Entry) -> list[tuple[str, str]]:
    found = []
    if entry.problem in ("error", "warn"):
        found.append((entry.problem, entry.problem))
    if entry.is_new:
        found.append(("add", "accent"))
    elif entry.is_changed:
        found.append(("edit", "accent"))
    if entry.is_pending:
        found.append(("clock", "info"))
    return found
