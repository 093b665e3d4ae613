"""What keys do beyond putting in letters: indentation, closing tags, steps of lines."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from virtgui.documents.xml_format import INDENT
from virtgui.models.utf16 import Utf16
from virtgui.models.xml_text import closing_name, indent_after, outdented

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TypingHelp:
    """Handles keys of one editor that is not read-only."""

    def __init__(self, area: QPlainTextEdit) -> None:
        self._area = area

    def handle(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False leaves it to the editor."""
        key, modifiers = event.key(), event.modifiers()
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if key in _ENTER:
            self._break_line()
        elif key == Qt.Key.Key_Tab:
            self._indent()
        elif key == Qt.Key.Key_Backtab:
            self.outdent()
        elif event.text() == "/":
            return self._close_tag()
        else:
            return False
        return True

    def _break_line(self) -> None:
        cursor = self._area.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        line, column = cursor.block().text(), cursor.positionInBlock()
        units = Utf16(line)
        offset = units.from_qt(column)
        before, behind = indent_after(line[:offset], line[offset:])
        cursor.insertText(before)
        place = cursor.position()
        cursor.insertText(behind)
        cursor.setPosition(place)
        cursor.endEditBlock()
        self._area.setTextCursor(cursor)
        self._area.ensureCursorVisible()

    def _indent(self) -> None:
        cursor = self._area.textCursor()
        if not cursor.hasSelection():
            cursor.insertText(INDENT)
            return
        cursor.beginEditBlock()
        for block in self._selected_blocks(cursor):
            if block.text():
                QTextCursor(block).insertText(INDENT)
        cursor.endEditBlock()

    def outdent(self) -> None:
        """Take one step of indentation away from the chosen lines."""
        cursor = self._area.textCursor()
        cursor.beginEditBlock()
        for block in self._selected_blocks(cursor):
            edit = QTextCursor(block)
            move, keep = QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor
            edit.movePosition(move, keep, outdented(block.text()))
            edit.removeSelectedText()
        cursor.endEditBlock()

    def _selected_blocks(self, cursor: QTextCursor) -> list[QTextBlock]:
        document = self._area.document()
        block = document.findBlock(cursor.selectionStart())
        end = cursor.selectionEnd()
        blocks = [block]
        # A selection that ends before the first letter of a line does not mean that line.
        while (block := block.next()).isValid() and block.position() < end:
            blocks.append(block)
        return blocks

    def _close_tag(self) -> bool:
        cursor = self._area.textCursor()
        if cursor.hasSelection():
            return False
        text = self._area.document().toRawText()
        offset = Utf16(text).from_qt(cursor.position())
        if not text[:offset].endswith("<"):
            return False
        name = closing_name(text, offset - 1)
        rest = text[offset : offset + 1]
        if not name or rest == ">":
            return False
        cursor.beginEditBlock()
        self._align(cursor, name)
        cursor.insertText(f"/{name}>")
        cursor.endEditBlock()
        self._area.setTextCursor(cursor)
        return True

    def _align(self, cursor: QTextCursor, name: str) -> None:
        """Put a closing tag that begins its line below its opening one."""
        block, column = cursor.block(), cursor.positionInBlock()
        head = block.text()[: column - 1]
        if head.strip():
            return
        opening = self._opening_line(block, name)
        if opening is None:
            return
        level = opening.text()[: len(opening.text()) - len(opening.text().lstrip())]
        start = QTextCursor(block)
        keep = QTextCursor.MoveMode.KeepAnchor
        start.movePosition(QTextCursor.MoveOperation.Right, keep, len(head))
        start.insertText(level)

    def _opening_line(self, block: QTextBlock, name: str) -> QTextBlock | None:
        indent = len(block.text()) - len(block.text().lstrip())
        block = block.previous()
        while block.isValid():
            text = block.text()
            own = len(text) - len(text.lstrip())
            if text.lstrip().startswith(f"<{name}") and own <= indent:
                return block
            block = block.previous()
        return None
