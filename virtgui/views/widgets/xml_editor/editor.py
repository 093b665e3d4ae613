"""The XML editor: text, search, problems, completion in one widget."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QInputDialog, QVBoxLayout, QWidget

from virtgui.documents.completion import CompletionModel
from virtgui.documents.document import DocumentError
from virtgui.documents.schema_problem import SchemaProblem
from virtgui.documents.xml_format import format_xml
from virtgui.models.text_search import MOST_HITS, Hit, find_all, replaced, replacement
from virtgui.models.utf16 import Utf16
from virtgui.models.xml_words import schema_problem_text
from virtgui.views.look.look import Look
from virtgui.views.widgets.xml_editor.code_area import CodeArea, Selection
from virtgui.views.widgets.xml_editor.completer import Completer
from virtgui.views.widgets.xml_editor.find_bar import FindBar
from virtgui.views.widgets.xml_editor.problem_strip import ProblemStrip

SETTLE: Final = 300
"""Milliseconds without a key before `text_settled`."""
_MOST_MARKS: Final = 500
"""Hits that are marked at once, around the one that is shown."""


class XmlEditor(QWidget):
    """Shows and changes XML.

    Keys: Ctrl+F finds, Ctrl+H replaces, Ctrl+G goes to a line, Ctrl+Space completes,
    Ctrl+Shift+[ and ] fold and unfold, Esc and then Tab leaves the text.

    Signals:
        text_edited: the user changed the text; after each key.
        text_settled: the same, when no key came for 300 ms; to be checked now.
    """

    text_edited = Signal()
    text_settled = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._problems: tuple[SchemaProblem, ...] = ()
        self._hits: tuple[Hit, ...] = ()
        self._current = -1
        self.area = CodeArea(look)
        self._find = FindBar(look)
        self._strip = ProblemStrip(look)
        self._completer = Completer(look, self.area)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self.setFocusProxy(self.area)
        self._arrange()
        self._connect()
        self._add_shortcuts()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._find)
        column.addWidget(self.area, 1)
        column.addWidget(self._strip)

    def _connect(self) -> None:
        self.area.edited.connect(self._on_edited)
        self._settle.timeout.connect(self.text_settled)
        self._strip.chosen.connect(self._on_problem)
        self._find.term_changed.connect(self._search)
        self._find.step_requested.connect(self._step)
        self._find.replace_requested.connect(self._replace)
        self._find.replace_all_requested.connect(self._replace_all)
        self._find.closed.connect(self._on_find_closed)
        self._look.changed.connect(self._mark_all)

    def _add_shortcuts(self) -> None:
        for keys, work in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.open_find),
            (QKeySequence("Ctrl+H"), self.open_replace),
            (QKeySequence("Ctrl+G"), self.ask_line),
            (QKeySequence("F3"), self.find_next),
            (QKeySequence("Shift+F3"), self.find_previous),
            (QKeySequence("Ctrl+Shift+["), self.fold),
            (QKeySequence("Ctrl+Shift+]"), self.unfold),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    def text(self) -> str:
        """Return the text."""
        return self.area.whole_text()

    def set_text(self, text: str, *, keep_cursor: bool = True) -> None:
        """Show a text.

        Args:
            text: What to show.
            keep_cursor: Change only what differs, so that cursor, folds, scroll position and
                the history of undo stay; the change can be undone. Without it the history begins
                anew.
        """
        self._settle.stop()
        self.area.put_text(text, keep_cursor=keep_cursor)
        self._refresh_hits()

    def set_problems(self, problems: Sequence[SchemaProblem]) -> None:
        """Mark problems in the text, in the gutter and in the strip below."""
        self._problems = tuple(problems)
        self._strip.set_problems(self._problems)
        words: dict[int, list[str]] = {}
        for problem in self._problems:
            words.setdefault(problem.line - 1, []).append(schema_problem_text(problem))
        self.area.set_problem_lines({line: "\n".join(said) for line, said in words.items()})
        self._mark_problems()

    @property
    def problems(self) -> tuple[SchemaProblem, ...]:
        """What is marked."""
        return self._problems

    def set_completion(self, model: CompletionModel | None) -> None:
        """Take what may be typed from a schema; None takes it away."""
        self._completer.set_model(model)

    def set_read_only(self, read_only: bool) -> None:
        """Let the text be read, chosen and searched, but not changed."""
        self._completer.close()
        self.area.setReadOnly(read_only)
        # Without letters to put in, Tab goes on to the next control, and a cursor still shows.
        self.area.setTabChangesFocus(read_only)
        if read_only:
            by_keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
            by_mouse = Qt.TextInteractionFlag.TextSelectableByMouse
            self.area.setTextInteractionFlags(by_keys | by_mouse)
        else:
            self.area.setTextInteractionFlags(Qt.TextInteractionFlag.TextEditorInteraction)

    def is_read_only(self) -> bool:
        """Whether the text cannot be changed."""
        return self.area.isReadOnly()

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor at a place, both from 1, show it and take the keyboard."""
        self.area.go_to(line, column)
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def format_document(self) -> bool:
        """Indent the text anew, as one step of undo; False when it is not well-formed."""
        try:
            text = format_xml(self.text())
        except DocumentError:
            return False
        self.area.replace_all(text)
        return True

    def undo(self) -> None:
        """Take the last change back."""
        self.area.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.area.redo()

    def fold_all(self) -> None:
        """Fold everything inside the root."""
        self.area.fold_all()

    def unfold_all(self) -> None:
        """Show all lines."""
        self.area.unfold_all()

    @Slot()
    def fold(self) -> None:
        """Fold what is around the cursor."""
        self.area.fold_here(fold=True)

    @Slot()
    def unfold(self) -> None:
        """Unfold what is around the cursor."""
        self.area.fold_here(fold=False)

    @Slot()
    def open_find(self) -> None:
        """Show the search."""
        self._find.open(self._chosen(), replace=False)

    @Slot()
    def open_replace(self) -> None:
        """Show search and replacement; the search alone where nothing may be changed."""
        self._find.open(self._chosen(), replace=not self.is_read_only())

    @Slot()
    def ask_line(self) -> None:
        """Ask for a line and go there."""
        last = self.area.blockCount()
        title, label = self.tr("Go to line"), self.tr("Line, 1 to {last}").format(last=last)
        now = self.area.textCursor().blockNumber() + 1
        line, is_chosen = QInputDialog.getInt(self, title, label, now, 1, last)
        if is_chosen:
            self.go_to(line)

    @Slot()
    def find_next(self) -> None:
        """Go to the next hit."""
        self._step(1)

    @Slot()
    def find_previous(self) -> None:
        """Go to the hit before."""
        self._step(-1)

    def _chosen(self) -> str:
        text = self.area.textCursor().selectedText()
        # Qt's sign for a line break in a selection.
        return "" if "\u2029" in text else text

    @Slot()
    def _on_edited(self) -> None:
        self.text_edited.emit()
        self._settle.start()
        self._refresh_hits()

    def _refresh_hits(self) -> None:
        if self._find.isVisible():
            self._look_up()
            self._mark_hits()

    @Slot(object)
    def _on_problem(self, problem: SchemaProblem) -> None:
        self.go_to(problem.line, problem.column)

    def _mark_problems(self) -> None:
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(self._look.color("error"))
        self.area.set_layer("problems", [self._problem_mark(p, style) for p in self._problems])

    def _problem_mark(self, problem: SchemaProblem, style: QTextCharFormat) -> Selection:
        block = self.area.document().findBlockByNumber(problem.line - 1)
        text, column = block.text(), problem.column - 1
        end = column + problem.length if problem.length else len(text)
        # Where the parser gave up behind the last letter, the last one is marked.
        column = min(column, max(0, len(text) - 1))
        units = Utf16(text or " ")
        start = units.to_qt(column)
        length = max(1, units.to_qt(min(end, len(text))) - start)
        return self.area.mark(block.position() + start, length, style)

    @Slot()
    def _search(self) -> None:
        self._look_up()
        self._current = self._first_from(self.area.textCursor().selectionStart())
        self._mark_hits()
        self._show_hit()

    def _look_up(self) -> None:
        self._hits = find_all(self.text(), self._find.term)
        self._current = min(self._current, len(self._hits) - 1)

    def _first_from(self, position: int) -> int:
        for number, hit in enumerate(self._hits):
            if hit.start >= position:
                return number
        return 0 if self._hits else -1

    @Slot(object)
    def _step(self, step: int) -> None:
        self._look_up()
        if not self._hits:
            self._mark_hits()
            return
        cursor = self.area.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if step > 0:
            self._current = self._first_from(max(end, start + 1) if end > start else start)
        else:
            before = [n for n, hit in enumerate(self._hits) if hit.start < start]
            self._current = before[-1] if before else len(self._hits) - 1
        self._mark_hits()
        self._show_hit()

    def _show_hit(self) -> None:
        if not 0 <= self._current < len(self._hits):
            return
        hit = self._hits[self._current]
        cursor = QTextCursor(self.area.document())
        cursor.setPosition(hit.start)
        cursor.setPosition(hit.start + hit.length, QTextCursor.MoveMode.KeepAnchor)
        self.area.setTextCursor(cursor)
        self.area.ensureCursorVisible()

    def _mark_hits(self) -> None:
        is_shown = self._find.isVisible()
        hits = self._hits if is_shown else ()
        first = max(0, self._current - _MOST_MARKS // 2)
        style = QTextCharFormat()
        style.setBackground(self._look.color("warn-tint"))
        near = hits[first : first + _MOST_MARKS]
        self.area.set_layer("hits", [self.area.mark(h.start, h.length, style) for h in near])
        total = len(hits)
        self._find.show_count(self._current + 1, total, more=total == MOST_HITS)

    @Slot()
    def _replace(self) -> None:
        if self.is_read_only() or not 0 <= self._current < len(self._hits):
            return
        hit = self._hits[self._current]
        cursor = QTextCursor(self.area.document())
        cursor.setPosition(hit.start)
        cursor.setPosition(hit.start + hit.length, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(replacement(hit, self._find.replacement))
        self.area.setTextCursor(cursor)
        self._search()

    @Slot()
    def _replace_all(self) -> None:
        if not self.is_read_only():
            self._look_up()
            text = replaced(self.text(), self._hits, self._find.replacement)
            self.area.replace_all(text)

    @Slot()
    def _on_find_closed(self) -> None:
        self._hits, self._current = (), -1
        self._mark_hits()
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _mark_all(self) -> None:
        self._mark_problems()
        self._mark_hits()
