"""The text of the XML editor: gutter, colours, folds, marks, keys."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from virtgui.models.plain_text import plain_tip
from virtgui.models.utf16 import Utf16
from virtgui.models.xml_text import XmlLayout, change_between
from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.xml_editor.folding import Folding
from virtgui.views.widgets.xml_editor.gutter import Gutter
from virtgui.views.widgets.xml_editor.highlighter import XmlHighlighter
from virtgui.views.widgets.xml_editor.typing_help import TypingHelp

_SETTLE: Final = 150
"""Milliseconds of rest before folds and matching tags are worked out anew."""
_BLOCK_END: Final = "\u2029"
_ELLIPSIS: Final = "…"
_LAYERS: Final = ("line", "hits", "hit", "tags", "problems")
"""Marks over the text, those that come later on top."""

Selection = QTextEdit.ExtraSelection


class CodeArea(QPlainTextEdit):
    """A plain text editor that knows XML.

    Signals:
        edited: the text was changed by the user.
        focus_lost: the keyboard goes elsewhere.
    """

    edited = Signal()
    focus_lost = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._layers: dict[str, list[Selection]] = {name: [] for name in _LAYERS}
        self._problems: Mapping[int, str] = {}
        self._xml: XmlLayout | None = None
        self._is_setting = False
        self._tab_leaves = False
        self._key_filter: Callable[[QKeyEvent], bool] = lambda _event: False
        self._on_typed: Callable[[str], None] = lambda _text: None
        self.folding = Folding(self)
        self._typing = TypingHelp(self)
        self._highlighter = XmlHighlighter(look, self.document())
        self._gutter = Gutter(look, self, self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._configure()
        self._connect()
        self._restyle()

    def _configure(self) -> None:
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        # XML reads from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        option = QTextOption(self.document().defaultTextOption())
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(option)
        self.setAccessibleName(self.tr("XML"))
        self.setAccessibleDescription(self.tr("Esc, then Tab, leaves the text."))

    def _connect(self) -> None:
        self._settle.timeout.connect(self._on_settled)
        self.document().contentsChange.connect(self._on_contents)
        self.blockCountChanged.connect(self._place_gutter)
        self.updateRequest.connect(self._on_update)
        self.cursorPositionChanged.connect(self._on_cursor)
        self._gutter.fold_toggled.connect(self._on_fold)
        self._gutter.line_chosen.connect(self._on_line)
        self._look.changed.connect(self._restyle)

    def xml_layout(self) -> XmlLayout:
        """Return what is known of the text as it is."""
        if self._xml is None:
            self._xml = XmlLayout(self.whole_text())
        return self._xml

    def whole_text(self) -> str:
        """Return the text as it is; Qt's own way makes blanks of no-break spaces."""
        return self.document().toRawText().replace(_BLOCK_END, "\n")

    def put_text(self, text: str, *, keep_cursor: bool) -> None:
        """Show a text; with `keep_cursor` by the smallest change, which can be undone."""
        old = self.whole_text()
        if text == old:
            return
        self._is_setting = True
        if keep_cursor and old:
            self._replace(old, text)
        else:
            self.setPlainText(text)
        self._is_setting = False
        self._on_settled()

    def _replace(self, old: str, text: str) -> None:
        start, end, put = change_between(old, text)
        units = Utf16(old)
        scroll = self.verticalScrollBar().value()
        cursor = QTextCursor(self.document())
        cursor.setPosition(units.to_qt(start))
        cursor.setPosition(units.to_qt(end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(put)
        self.verticalScrollBar().setValue(scroll)

    def replace_all(self, text: str) -> None:
        """Change the whole text as the user's own edit, in one step of undo."""
        old = self.whole_text()
        if text != old:
            self._replace(old, text)

    def set_layer(self, name: str, selections: Iterable[Selection]) -> None:
        """Show marks over the text; those of the same layer before go."""
        self._layers[name] = list(selections)
        self.setExtraSelections([mark for layer in _LAYERS for mark in self._layers[layer]])

    def mark(self, start: int, length: int, style: QTextCharFormat) -> Selection:
        """Return a mark for a stretch of the text, in Qt's positions."""
        selection = Selection()
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(start + length, last), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        selection.format = style
        return selection

    def set_problem_lines(self, words: Mapping[int, str]) -> None:
        """Mark lines (from 0) in the gutter."""
        self._problems = words
        self._gutter.update()

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor somewhere, both from 1, and show it in the middle."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        if not block.isValid():
            block = self.document().lastBlock()
        cursor = QTextCursor(block)
        text = block.text()
        offset = Utf16(text).to_qt(min(max(0, column - 1), len(text))) if text else 0
        cursor.setPosition(block.position() + offset)
        self.setTextCursor(cursor)
        self.centerCursor()

    def set_key_help(
        self, key_filter: Callable[[QKeyEvent], bool], on_typed: Callable[[str], None]
    ) -> None:
        """Let a helper take keys before the text does, and see what was typed."""
        self._key_filter = key_filter
        self._on_typed = on_typed

    def problem_at(self, line: int) -> str:
        """Return the words of the problems of a line, or empty."""
        return self._problems.get(line, "")

    def can_fold(self, line: int) -> bool:
        """Return whether a line begins a fold."""
        return self.folding.can_fold(line)

    def is_folded(self, line: int) -> bool:
        """Return whether that fold is closed."""
        return self.folding.is_folded(line)

    def block_at(self, y: int) -> QTextBlock | None:
        """Return the line at a height of the viewport."""
        for block, box in self.visible_lines():
            if box.top() <= y < box.bottom():
                return block
        return None

    def visible_lines(self) -> list[tuple[QTextBlock, QRectF]]:
        """Return the lines in the viewport and where they are."""
        found: list[tuple[QTextBlock, QRectF]] = []
        block, bottom = self.firstVisibleBlock(), self.viewport().height()
        offset = self.contentOffset()
        while block.isValid():
            if block.isVisible():
                box = self.blockBoundingGeometry(block).translated(offset)
                if box.top() > bottom:
                    break
                # The last line's box has the margin of the document in it.
                box.setHeight(block.layout().boundingRect().height())
                found.append((block, box))
            block = block.next()
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override QPlainTextEdit: help with typing; Esc, then Tab, leaves."""
        if self._key_filter(event) or self._leaves_with_tab(event):
            return
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        if not self._typing.handle(event):
            super().keyPressEvent(event)
        self._on_typed(event.text())

    def _leaves_with_tab(self, event: QKeyEvent) -> bool:
        is_tab = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        leaves, self._tab_leaves = self._tab_leaves, event.key() == Qt.Key.Key_Escape
        if is_tab and leaves:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return True
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Override QPlainTextEdit: tell that the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self.focus_lost.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override QPlainTextEdit: the gutter is as high as the text."""
        super().resizeEvent(event)
        self._place_gutter()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Override QPlainTextEdit: a sign behind lines that are folded."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for block, box in self.visible_lines():
            if self.folding.is_folded(block.blockNumber()):
                self._paint_fold(painter, self._fold_box(block, box))
        painter.end()

    def _fold_box(self, block: QTextBlock, box: QRectF) -> QRectF:
        measure = self._look.measure("mono")
        line = block.layout().lineAt(0)
        left = box.left() + line.naturalTextRect().right() + self._look.px(4)
        width = measure.horizontalAdvance(_ELLIPSIS) + self._look.px(8)
        return QRectF(left, box.top() + 2, width, box.height() - 4)

    def _paint_fold(self, painter: QPainter, box: QRectF) -> None:
        look = self._look
        fill, outline = look.color("window"), look.color("border-strong")
        draw_box(painter, box, fill=fill, outline=outline, radius=look.px(3))
        painter.setFont(look.font("mono"))
        painter.setPen(look.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _ELLIPSIS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Override QPlainTextEdit: a click on the sign unfolds."""
        for block, box in self.visible_lines():
            line = block.blockNumber()
            if self.folding.is_folded(line):
                sign = self._fold_box(block, box)
                if sign.contains(event.position()):
                    self.folding.unfold(line)
                    return
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Override QPlainTextEdit: tool-tips of problems; own keys before shortcuts."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = self.viewport().mapFrom(self, event.pos())
            block = self.cursorForPosition(position).block()
            words = self.problem_at(block.blockNumber())
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
            return True
        return super().event(event)

    @Slot(int, int, int)
    def _on_contents(self, position: int, removed: int, added: int) -> None:
        del position
        # The highlighter's new colours come as changes too, of nothing into nothing.
        if not removed and not added:
            return
        self._xml = None
        self._settle.start()
        if not self._is_setting:
            self.edited.emit()

    @Slot()
    def _on_settled(self) -> None:
        self._settle.stop()
        self.folding.set_folds(self.xml_layout().folds())
        self._mark_tags()
        self._gutter.update()

    @Slot()
    def _on_cursor(self) -> None:
        block = self.textCursor().block()
        if not block.isVisible():
            self.folding.reveal(block.blockNumber())
        self._mark_line()
        self._gutter.update()
        if self._xml is not None:
            self._mark_tags()
        else:
            self._settle.start()

    def _mark_line(self) -> None:
        style = QTextCharFormat()
        style.setBackground(self._look.color("hover"))
        style.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.set_layer("line", [self.mark(self.textCursor().position(), 0, style)])

    def _mark_tags(self) -> None:
        text = self.xml_layout().text
        units = Utf16(text)
        position = units.from_qt(self.textCursor().position())
        style = QTextCharFormat()
        style.setBackground(self._look.color("selection"))
        found = self.xml_layout().matching_tags(position)
        marks = [self.mark(units.to_qt(start), length, style) for start, length in found]
        self.set_layer("tags", marks)

    @Slot(object)
    def _on_fold(self, line: int) -> None:
        self.folding.toggle(line)
        self._leave_hidden(line)
        self._gutter.update()

    def fold_here(self, *, fold: bool) -> None:
        """Fold or unfold what is around the cursor."""
        line = self.folding.around(self.textCursor().blockNumber())
        if line is None:
            return
        if fold:
            self.folding.fold(line)
            self._leave_hidden(line)
        else:
            self.folding.unfold(line)
        self._gutter.update()

    def fold_all(self) -> None:
        """Fold everything inside the root."""
        self.folding.fold_all()
        block = self.textCursor().block()
        while not block.isVisible() and block.isValid():
            block = block.previous()
        self._leave_hidden(block.blockNumber())
        self._gutter.update()

    def unfold_all(self) -> None:
        """Show all lines."""
        self.folding.unfold_all()
        self._gutter.update()

    def _leave_hidden(self, line: int) -> None:
        if not self.textCursor().block().isVisible():
            self.setTextCursor(QTextCursor(self.document().findBlockByNumber(line)))

    @Slot(object)
    def _on_line(self, line: int) -> None:
        cursor = QTextCursor(self.document().findBlockByNumber(line))
        keep = QTextCursor.MoveMode.KeepAnchor
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock, keep)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    @Slot(QRect, int)
    def _on_update(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    @Slot()
    def _place_gutter(self) -> None:
        width = self._gutter.sizeHint().width()
        self.setViewportMargins(width, 0, 0, 0)
        inner = self.contentsRect()
        self._gutter.setGeometry(inner.left(), inner.top(), width, inner.height())

    def _restyle(self) -> None:
        font = self._look.font("mono")
        self.setFont(font)
        self.document().setDefaultFont(font)
        self.setTabStopDistance(2.0 * self._look.measure("mono").horizontalAdvance(" "))
        self._place_gutter()
        self._mark_line()
        self._mark_tags()
