"""The difference of two texts: one below the other, or side by side."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from virtgui.models.diff_lines import DiffLine, side_lines, unified_lines
from virtgui.models.text_diff import TextDiff
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import FlatButton, IconButton
from virtgui.views.widgets.diff_text import DiffText
from virtgui.views.widgets.empty_state import EmptyState
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.surface import HairlineFrame
from virtgui.views.widgets.text import ElidedLabel


class DiffLayout(Enum):
    """How a difference is shown."""

    UNIFIED = "unified"
    SIDES = "sides"


class DiffView(QWidget):
    """Shows what differs between two texts. Read-only; text can be chosen and copied.

    Keys: F8 and Shift+F8 go to the next change and the one before, Enter opens a fold.

    Signals:
        copied: the difference is on the clipboard.
    """

    copied = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._diff = TextDiff("", "")
        self._names = (self.tr("Before"), self.tr("After"))
        self._opened: frozenset[int] = frozenset()
        self._layout = DiffLayout.UNIFIED
        self._make_bar()
        self._make_texts()
        self._arrange()
        self._connect()
        self._show()

    def _make_bar(self) -> None:
        look = self._look
        self._count = ElidedLabel(look, ink="muted")
        choices = (
            Segment(DiffLayout.UNIFIED, self.tr("Unified")),
            Segment(DiffLayout.SIDES, self.tr("Side by side")),
        )
        self._choice = SegmentedControl(look, choices, name=self.tr("Layout of the difference"))
        self._back = IconButton(look, "chevron-up", self.tr("Previous change"))
        self._next = IconButton(look, "chevron-down", self.tr("Next change"))
        self._copy = FlatButton(look, self.tr("Copy"), "copy", tip=self.tr("Copy as unified diff"))

    def _make_texts(self) -> None:
        look = self._look
        self._one = DiffText(look, self.tr("Difference"), ("old", "new"))
        self._left = DiffText(look, self._names[0], ("old",))
        self._right = DiffText(look, self._names[1], ("new",))
        self._sides = QSplitter(Qt.Orientation.Horizontal)
        # The old text stays left in every language, as the XML reads from left to right.
        self._sides.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._sides.addWidget(self._left)
        self._sides.addWidget(self._right)
        self._sides.setChildrenCollapsible(False)
        self._left.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        title, why = self.tr("No difference"), self.tr("Both are equal, line by line.")
        self._empty = EmptyState(look, "ok", title, why)
        self._stack = QStackedWidget()
        for page in (self._empty, self._one, self._sides):
            self._stack.addWidget(page)

    def _arrange(self) -> None:
        look = self._look
        bar = HairlineFrame(look, "window", Qt.Edge.BottomEdge)
        line = QHBoxLayout(bar)
        line.setContentsMargins(look.px(8), look.px(4), look.px(8), look.px(4))
        line.setSpacing(look.px(6))
        line.addWidget(self._choice)
        line.addWidget(self._count, 1)
        for button in (self._back, self._next, self._copy):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._choice.segment_chosen.connect(self._on_choice)
        self._back.clicked.connect(self.previous_change)
        self._next.clicked.connect(self.next_change)
        self._copy.clicked.connect(self.copy_unified)
        for text in (self._one, self._left, self._right):
            text.fold_opened.connect(self._on_fold)
        for one, other in ((self._left, self._right), (self._right, self._left)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            one.horizontalScrollBar().valueChanged.connect(other.horizontalScrollBar().setValue)
        for keys, work in (("F8", self.next_change), ("Shift+F8", self.previous_change)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    def set_texts(self, old: str, new: str, names: tuple[str, str] | None = None) -> None:
        """Compare two texts and show the difference.

        Args:
            old: What was.
            new: What is, or will be.
            names: What the two are called; "Before" and "After" unless told otherwise.
        """
        self.set_diff(TextDiff(old, new), names)

    def set_diff(self, diff: TextDiff, names: tuple[str, str] | None = None) -> None:
        """Show a difference that was worked out elsewhere, such as in a worker."""
        self._diff = diff
        self._opened = frozenset()
        if names is not None:
            self._names = names
            self._left.setAccessibleName(names[0])
            self._right.setAccessibleName(names[1])
        self._show()
        if not diff.is_empty:
            self._go(0)

    @property
    def diff(self) -> TextDiff:
        """What is shown."""
        return self._diff

    def set_layout(self, layout: DiffLayout) -> None:
        """Show one below the other, or side by side."""
        self._choice.choose(layout)
        self._on_choice(layout)

    @Slot()
    def copy_unified(self) -> None:
        """Put the whole difference on the clipboard, as `diff -u` writes it."""
        QGuiApplication.clipboard().setText(self._diff.unified(*self._names))
        self.copied.emit()

    @Slot()
    def next_change(self) -> None:
        """Go to the next run of changes; after the last to the first."""
        now = self._text().textCursor().blockNumber()
        changes = self._changes()
        later = [n for n, line in enumerate(changes) if line > now]
        self._go(later[0] if later else 0)

    @Slot()
    def previous_change(self) -> None:
        """Go to the run of changes before; before the first to the last."""
        now = self._text().textCursor().blockNumber()
        changes = self._changes()
        earlier = [n for n, line in enumerate(changes) if line < now]
        self._go(earlier[-1] if earlier else len(changes) - 1)

    def _go(self, number: int) -> None:
        changes = self._changes()
        if changes:
            self._text().show_line(changes[number])

    def _text(self) -> DiffText:
        return self._one if self._layout is DiffLayout.UNIFIED else self._right

    def _changes(self) -> list[int]:
        lines: Sequence[DiffLine] = self._text().lines
        return [n for n, line in enumerate(lines) if line.is_first]

    @Slot(object)
    def _on_choice(self, layout: DiffLayout) -> None:
        if layout is not self._layout:
            self._layout = layout
            self._show()
            self._go(0)

    @Slot(object)
    def _on_fold(self, number: int) -> None:
        self._opened |= {number}
        self._show()

    def _show(self) -> None:
        is_empty = self._diff.is_empty
        rows = () if is_empty else tuple(self._diff.folded(self._opened))
        if self._layout is DiffLayout.UNIFIED:
            self._one.set_lines(unified_lines(rows))
            self._stack.setCurrentWidget(self._empty if is_empty else self._one)
        else:
            left, right = side_lines(rows)
            self._left.set_lines(left)
            self._right.set_lines(right)
            self._stack.setCurrentWidget(self._empty if is_empty else self._sides)
        for button in (self._back, self._next, self._copy):
            button.setEnabled(not is_empty)
        self._count.set_full_text("" if is_empty else self._count_words())

    def _count_words(self) -> str:
        added = self.tr("%n line(s) added", "", self._diff.added)
        removed = self.tr("%n line(s) removed", "", self._diff.removed)
        return self.tr("{added}, {removed}").format(added=added, removed=removed)
