"""The strip left of the text: line numbers, marks of problems, chevrons of folds."""

from typing import Final, Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from virtgui.models.plain_text import plain_tip
from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_chevron, draw_rule
from virtgui.views.widgets.text import paint_icon

_MARK: Final = 14
_CHEVRON: Final = 16
_GAP: Final = 4
_FEWEST_DIGITS: Final = 3


class GutterSource(Protocol):
    """What the gutter shows beside each line, from 0."""

    def problem_at(self, line: int) -> str:
        """Return the words of the problems of a line, or empty."""
        ...

    def can_fold(self, line: int) -> bool:
        """Return whether a line begins a fold."""
        ...

    def is_folded(self, line: int) -> bool:
        """Return whether that fold is closed."""
        ...

    def block_at(self, y: int) -> QTextBlock | None:
        """Return the line at a height of the viewport."""
        ...

    def visible_lines(self) -> list[tuple[QTextBlock, QRectF]]:
        """Return the lines in the viewport and where they are."""
        ...


class Gutter(QWidget):
    """Paints and hears what stands beside the lines.

    Signals:
        fold_toggled: the line (from 0) whose chevron was clicked.
        line_chosen: the line (from 0) whose number was clicked.
    """

    fold_toggled = Signal(object)
    line_chosen = Signal(object)

    def __init__(self, look: Look, area: QPlainTextEdit, source: GutterSource) -> None:
        super().__init__(area)
        self._look = look
        self._area = area
        self._source = source
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """Room for the mark, the number of the last line and the chevron."""
        look = self._look
        digits = max(_FEWEST_DIGITS, len(str(self._area.blockCount())))
        number = look.measure("mono").horizontalAdvance("0" * digits)
        return QSize(number + look.px(_MARK + _CHEVRON + 3 * _GAP), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are seen."""
        look, painter = self._look, QPainter(self)
        painter.fillRect(event.rect(), look.color("sunken"))
        draw_rule(painter, self.rect(), Qt.Edge.RightEdge, look.color("border"))
        current = self._area.textCursor().blockNumber()
        for block, box in self._source.visible_lines():
            line = block.blockNumber()
            row = QRectF(0, box.top(), self.width() - 1, box.height())
            self._paint_number(painter, row, line, is_current=line == current)
            if self._source.problem_at(line):
                mark = QRectF(look.px(2), row.top(), look.px(_MARK), row.height())
                paint_icon(painter, look, mark, "error", "error", _MARK - 2)
            if self._source.can_fold(line):
                self._paint_chevron(painter, row, is_folded=self._source.is_folded(line))
        painter.end()

    def _paint_number(self, painter: QPainter, row: QRectF, line: int, *, is_current: bool) -> None:
        look = self._look
        painter.setFont(look.font("mono"))
        painter.setPen(look.color("text" if is_current else "muted"))
        place = row.adjusted(0, 0, -look.px(_CHEVRON + _GAP), 0)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        flags |= Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(place, flags, str(line + 1))

    def _paint_chevron(self, painter: QPainter, row: QRectF, *, is_folded: bool) -> None:
        look = self._look
        centre = QPointF(row.right() - look.px(_CHEVRON) / 2, row.center().y())
        painter.save()
        painter.translate(centre)
        if is_folded:
            painter.rotate(-90)
        draw_chevron(painter, QPointF(0, 0), look.color("muted"), look.px(7))
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold at the chevron, choose the line elsewhere."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        block = self._source.block_at(round(event.position().y()))
        if block is None:
            return
        line = block.blockNumber()
        at_chevron = event.position().x() >= self.width() - self._look.px(_CHEVRON + _GAP)
        if at_chevron and self._source.can_fold(line):
            self.fold_toggled.emit(line)
        else:
            self.line_chosen.emit(line)

    def event(self, event: QEvent) -> bool:
        """Tell the problem under the pointer."""
        if event.type() == QEvent.Type.ToolTip:
            block = self._source.block_at(event.pos().y())  # type: ignore[attr-defined]
            words = self._source.problem_at(block.blockNumber()) if block else ""
            QToolTip.showText(event.globalPos(), plain_tip(words), self)  # type: ignore[attr-defined]
            return True
        return super().event(event)
