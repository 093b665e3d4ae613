"""Hides and shows lines of a document. What is folded is told by the lines themselves."""

from collections.abc import Iterable

from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QPlainTextEdit

from virtgui.models.xml_text import Fold


class Folding:
    """The folds of one editor."""

    def __init__(self, area: QPlainTextEdit) -> None:
        self._area = area
        self._folds: dict[int, Fold] = {}

    def set_folds(self, folds: Iterable[Fold]) -> None:
        """Take the folds of the text as it is now; lines whose fold is gone are shown."""
        self._folds = {fold.first: fold for fold in folds}
        hidden = self._hidden_runs()
        lost = [
            (first, last)
            for first, last in hidden
            if (fold := self._folds.get(first - 1)) is None or fold.last != last
        ]
        if lost:
            self._set_visible(lost, visible=True)

    def can_fold(self, line: int) -> bool:
        """Whether a line (from 0) begins something that can be folded."""
        return line in self._folds

    def is_folded(self, line: int) -> bool:
        """Whether what a line begins is folded."""
        block = self._block(line + 1)
        return line in self._folds and block.isValid() and not block.isVisible()

    def has_folded(self) -> bool:
        """Whether anything is folded."""
        return bool(self._hidden_runs())

    def fold(self, line: int) -> None:
        """Hide what a line begins."""
        fold = self._folds.get(line)
        if fold is not None:
            self._set_visible([(fold.first + 1, fold.last)], visible=False)

    def unfold(self, line: int) -> None:
        """Show what a line begins, with all folds in it."""
        fold = self._folds.get(line)
        if fold is not None:
            self._set_visible([(fold.first + 1, fold.last)], visible=True)

    def toggle(self, line: int) -> None:
        """Fold or unfold what a line begins."""
        if self.is_folded(line):
            self.unfold(line)
        else:
            self.fold(line)

    def fold_all(self) -> None:
        """Hide everything inside the root."""
        inner = [fold for fold in self._folds.values() if fold.depth == 1]
        self._set_visible([(fold.first + 1, fold.last) for fold in inner], visible=False)

    def unfold_all(self) -> None:
        """Show everything."""
        self._set_visible(self._hidden_runs(), visible=True)

    def reveal(self, line: int) -> None:
        """Show a line that is hidden, and the run of hidden lines around it."""
        for first, last in self._hidden_runs():
            if first <= line <= last:
                self._set_visible([(first, last)], visible=True)
                return

    def around(self, line: int) -> int | None:
        """Return the line that begins the innermost fold in which a line is."""
        found = [fold for fold in self._folds.values() if fold.first <= line <= fold.last]
        return max(found, key=lambda fold: fold.first).first if found else None

    def _hidden_runs(self) -> list[tuple[int, int]]:
        runs: list[tuple[int, int]] = []
        block = self._area.document().firstBlock()
        number = 0
        while block.isValid():
            if not block.isVisible():
                if runs and runs[-1][1] == number - 1:
                    runs[-1] = (runs[-1][0], number)
                else:
                    runs.append((number, number))
            block = block.next()
            number += 1
        return runs

    def _set_visible(self, runs: Iterable[tuple[int, int]], *, visible: bool) -> None:
        document = self._area.document()
        for first, last in runs:
            block = self._block(first)
            start = block.position()
            for _ in range(first, last + 1):
                if not block.isValid():
                    break
                block.setVisible(visible)
                block.setLineCount(1 if visible else 0)
                block = block.next()
            end = block.position() if block.isValid() else document.characterCount()
            document.markContentsDirty(start, end - start)
        layout = document.documentLayout()
        layout.documentSizeChanged.emit(layout.documentSize())
        self._area.viewport().update()

    def _block(self, line: int) -> QTextBlock:
        return self._area.document().findBlockByNumber(line)
