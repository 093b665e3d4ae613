"""One column of a difference: lines with numbers, signs and tints, to read and to copy."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from virtgui.models.diff_lines import DiffLine, Tint
from virtgui.models.utf16 import Utf16
from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_rule

_TINTS: Final[Mapping[Tint, str]] = MappingProxyType(
    {
        Tint.REMOVED: "error-tint",
        Tint.ADDED: "ok-tint",
        Tint.FOLD: "window",
        Tint.FILLER: "sunken",
    }
)
_INKS: Final[Mapping[Tint, str]] = MappingProxyType({Tint.REMOVED: "error", Tint.ADDED: "ok"})
_STRONG: Final = 0.22
"""How much of the ink the stretches that changed have, over the tint."""
_PADDING: Final = 6
_SIGN: Final = 14
_OPENS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class _Parts(QSyntaxHighlighter):
    """Marks what changed inside of lines."""

    def __init__(self, look: Look, document: QTextDocument) -> None:
        super().__init__(document)
        self._look = look
        self.lines: Sequence[DiffLine] = ()

    def highlightBlock(self, text: str) -> None:
        number = self.currentBlock().blockNumber()
        if number >= len(self.lines):
            return
        line, look = self.lines[number], self._look
        style = QTextCharFormat()
        if line.tint is Tint.FOLD:
            style.setForeground(look.color("link"))
            self.setFormat(0, len(text), style)
        ink = _INKS.get(line.tint)
        if ink is None or not line.parts:
            return
        style.setBackground(look.tokens.mixed(ink, _TINTS[line.tint], _STRONG))
        units = Utf16(text)
        for start, length in line.parts:
            first, last = units.to_qt(start), units.to_qt(start + length)
            self.setFormat(first, last - first, style)


class _Numbers(QWidget):
    """Numbers and signs beside the lines."""

    def __init__(self, area: "DiffText") -> None:
        super().__init__(area)
        self._area = area

    def sizeHint(self) -> QSize:
        return QSize(self._area.number_width(), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._area.paint_numbers(painter, self.rect())
        painter.end()


class DiffText(QPlainTextEdit):
    """Shows lines of a difference.

    Signals:
        fold_opened: the number of a fold that is to be shown whole.
    """

    fold_opened = Signal(object)

    def __init__(
        self, look: Look, name: str, columns: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        """Make it.

        Args:
            look: Colours and fonts.
            name: For screen readers.
            columns: Which numbers are shown: "old", "new", or both.
            parent: Owner.
        """
        super().__init__(parent)
        self._look = look
        self._columns = columns
        self._lines: Sequence[DiffLine] = ()
        self._digits = 1
        self._parts = _Parts(look, self.document())
        self._numbers = _Numbers(self)
        self.setAccessibleName(name)
        self._configure()
        look.changed.connect(self._restyle)
        self._restyle()

    def _configure(self) -> None:
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        by_keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(by_keys | Qt.TextInteractionFlag.TextSelectableByMouse)
        # XML reads from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        option = QTextOption(self.document().defaultTextOption())
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(option)
        self.updateRequest.connect(self._on_update)
        self.cursorPositionChanged.connect(self._numbers.update)

    @property
    def lines(self) -> Sequence[DiffLine]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Sequence[DiffLine]) -> None:
        """Show other lines, from the same height where that is possible."""
        scroll = self.verticalScrollBar().value()
        self._lines = self._parts.lines = lines
        highest = max((max(line.old or 0, line.new or 0) for line in lines), default=0)
        self._digits = len(str(highest))
        self.setPlainText("\n".join(line.text for line in lines))
        self._place()
        self.verticalScrollBar().setValue(scroll)

    def show_line(self, number: int) -> None:
        """Put the cursor at a line of the view, from 0, and show it in the middle."""
        block = self.document().findBlockByNumber(number)
        self.setTextCursor(QTextCursor(block))
        self.centerCursor()

    def number_width(self) -> int:
        """Return how wide the strip with numbers and signs is."""
        look = self._look
        one = look.measure("mono").horizontalAdvance("0" * self._digits) + look.px(_PADDING)
        return len(self._columns) * one + look.px(_SIGN + _PADDING)

    def paint_numbers(self, painter: QPainter, strip: QRect) -> None:
        """Paint numbers and signs of the lines that are seen."""
        look = self._look
        painter.fillRect(strip, look.color("sunken"))
        painter.setFont(look.font("mono"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        one = look.measure("mono").horizontalAdvance("0" * self._digits) + look.px(_PADDING)
        for line, box in self._visible():
            row = QRectF(0, box.top(), strip.width(), box.height())
            if line.tint in _TINTS:
                painter.fillRect(row, look.color(_TINTS[line.tint]))
            painter.setPen(look.color("muted"))
            for column, side in enumerate(self._columns):
                number = line.old if side == "old" else line.new
                place = QRectF(column * one, row.top(), one, row.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignRight | middle, _shown(number))
            painter.setPen(look.color(_INKS.get(line.tint, "muted")))
            place = QRectF(row.right() - look.px(_SIGN), row.top(), look.px(_SIGN), row.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | middle, line.sign)
        draw_rule(painter, strip, Qt.Edge.RightEdge, look.color("border"))

    def _visible(self) -> list[tuple[DiffLine, QRectF]]:
        found: list[tuple[DiffLine, QRectF]] = []
        block: QTextBlock = self.firstVisibleBlock()
        offset, bottom = self.contentOffset(), self.viewport().height()
        while block.isValid() and block.blockNumber() < len(self._lines):
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > bottom:
                break
            found.append((self._lines[block.blockNumber()], box))
            block = block.next()
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Override QPlainTextEdit: the tint goes from edge to edge, below the text."""
        painter = QPainter(self.viewport())
        for line, box in self._visible():
            if line.tint in _TINTS:
                color: QColor = self._look.color(_TINTS[line.tint])
                row = QRectF(0, box.top(), self.viewport().width(), box.height())
                painter.fillRect(row, color)
        painter.end()
        super().paintEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override QPlainTextEdit: a click on a fold opens it."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self._open(self.cursorForPosition(event.position().toPoint()).blockNumber())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override QPlainTextEdit: Enter opens a fold."""
        if event.key() in _OPENS and self._open(self.textCursor().blockNumber()):
            return
        super().keyPressEvent(event)

    def _open(self, number: int) -> bool:
        if number < len(self._lines) and self._lines[number].fold:
            self.fold_opened.emit(self._lines[number].fold)
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override QPlainTextEdit: the strip is as high as the text."""
        super().resizeEvent(event)
        self._place()

    @Slot(QRect, int)
    def _on_update(self, _rect: QRect, _dy: int) -> None:
        self._numbers.update()

    def _place(self) -> None:
        width = self.number_width()
        self.setViewportMargins(width, 0, 0, 0)
        inner = self.contentsRect()
        self._numbers.setGeometry(inner.left(), inner.top(), width, inner.height())

    def _restyle(self) -> None:
        font = self._look.font("mono")
        self.setFont(font)
        self.document().setDefaultFont(font)
        self._parts.rehighlight()
        self._place()
        self.viewport().update()


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)
