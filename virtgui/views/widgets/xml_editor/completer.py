"""The list of what may be typed at the cursor."""

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QTextCursor
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from virtgui.documents.completion import CompletionModel
from virtgui.models.utf16 import Utf16
from virtgui.models.xml_offers import Offer, Offers, offers_at
from virtgui.views.look.look import Look
from virtgui.views.popup_list import ROW_ROLE, PopupModel, PopupRow, make_list
from virtgui.views.widgets.xml_editor.code_area import CodeArea

_ROW: Final = 24
_MOST_ROWS: Final = 10
_WIDEST: Final = 420
_NARROWEST: Final = 160
_OPENING: Final = ("<", " ", "'", '"')
_TAKE: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MOVES: Final = (
    (Qt.Key.Key_Down, 1),
    (Qt.Key.Key_Up, -1),
    (Qt.Key.Key_PageDown, _MOST_ROWS),
    (Qt.Key.Key_PageUp, -_MOST_ROWS),
)


class CompletionPopup(QFrame):
    """The raised frame with the list."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._look = look
        self.model = PopupModel(self)
        self.view = make_list(look, self.model, _ROW, self)
        self.view.setAccessibleName(self.tr("Completions"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.view)

    def show_offers(self, offers: Offers, place: QPoint, line_height: int) -> None:
        """Show offers below a place on the screen, above it where there is no room."""
        rows = [_row(offer, offers.prefix) for offer in offers.items]
        self.model.set_rows(rows)
        measure = self._look.measure("body-strong")
        widest = max(measure.horizontalAdvance(row.label) for row in rows)
        room = widest + self._look.px(48)
        limits = self._look.px(_NARROWEST), self._look.px(_WIDEST)
        height = self._look.px(_ROW) * min(_MOST_ROWS, len(rows)) + 2
        self.setFixedSize(min(max(room, limits[0]), limits[1]), height)
        self.view.setCurrentIndex(self.model.index(0))
        screen = self.screen().availableGeometry()
        top = place.y()
        if top + height > screen.bottom():
            top -= height + line_height
        left = min(place.x(), screen.right() - self.width())
        self.move(max(screen.left(), left), max(screen.top(), top))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Override QFrame: raised ground with a hairline."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("raised"))
        painter.setPen(QPen(self._look.color("border"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()


def _row(offer: Offer, prefix: str) -> PopupRow:
    at = offer.label.lower().find(prefix.lower()) if prefix else -1
    matches = tuple(range(at, at + len(prefix))) if at >= 0 else ()
    return PopupRow(offer.label, offer, matches=matches)


class Completer(QObject):
    """Offers what may be typed, while it is typed and at Ctrl+Space."""

    def __init__(self, look: Look, area: CodeArea) -> None:
        super().__init__(area)
        self._look = look
        self._area = area
        self._model: CompletionModel | None = None
        self._offers = Offers()
        self._popup: CompletionPopup | None = None
        area.set_key_help(self._take_key, self._on_typed)
        area.focus_lost.connect(self.close)
        area.cursorPositionChanged.connect(self._on_cursor)
        area.verticalScrollBar().valueChanged.connect(self.close)

    def set_model(self, model: CompletionModel | None) -> None:
        """Take what may be typed from another schema; without one, only tags are closed."""
        self._model = model

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._popup is not None and self._popup.isVisible()

    @property
    def labels(self) -> tuple[str, ...]:
        """What the list shows."""
        return tuple(offer.label for offer in self._offers.items) if self.is_open else ()

    def offer(self) -> None:
        """Show what may be typed at the cursor, or nothing when there is nothing."""
        if self._area.isReadOnly():
            return
        text = self._area.whole_text()
        position = Utf16(text).from_qt(self._area.textCursor().position())
        self._offers = offers_at(text, position, self._model)
        if not self._offers.items:
            self.close()
            return
        if self._popup is None:
            self._popup = CompletionPopup(self._look, self._area)
            self._popup.view.clicked.connect(self._on_clicked)
        box = self._area.cursorRect()
        shift = self._look.measure("mono").horizontalAdvance(self._offers.prefix)
        place = box.bottomLeft() - QPoint(shift, -self._look.px(2))
        shown = self._area.viewport().mapToGlobal(place)
        self._popup.show_offers(self._offers, shown, box.height())

    @Slot()
    def close(self) -> None:
        """Take the list away."""
        if self._popup is not None:
            self._popup.hide()

    def _take_key(self, event: QKeyEvent) -> bool:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_Space:
            self.offer()
            return True
        if not self.is_open or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return True
        if event.key() in _TAKE:
            return self._take()
        steps = [step for key, step in _MOVES if key == event.key()]
        for step in steps:
            self._move(step)
        return bool(steps)

    def _on_typed(self, typed: str) -> None:
        if typed in _OPENING or (self.is_open and typed.strip()):
            self.offer()
        elif typed and not typed.strip():
            self.close()

    @Slot()
    def _on_cursor(self) -> None:
        if not self.is_open:
            return
        text = self._area.whole_text()
        position = Utf16(text).from_qt(self._area.textCursor().position())
        if position < self._offers.start or "\n" in text[self._offers.start : position]:
            self.close()

    def _move(self, step: int) -> None:
        if self._popup is None:
            return
        view, model = self._popup.view, self._popup.model
        last = model.rowCount() - 1
        row = view.currentIndex().row() + step
        if abs(step) == 1:
            row %= last + 1
        view.setCurrentIndex(model.index(min(max(0, row), last)))

    def _take(self) -> bool:
        index = self._popup.view.currentIndex() if self._popup else QModelIndex()
        if not index.isValid():
            return False
        self._insert(index.data(ROW_ROLE).value)
        return True

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._insert(index.data(ROW_ROLE).value)

    def _insert(self, offer: Offer) -> None:
        self.close()
        units = Utf16(self._area.whole_text())
        cursor = self._area.textCursor()
        end = cursor.position()
        cursor.setPosition(units.to_qt(self._offers.start))
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(offer.insert)
        cursor.movePosition(QTextCursor.MoveOperation.Left, n=offer.back)
        self._area.setTextCursor(cursor)
        if offer.leads_on:
            self.offer()
