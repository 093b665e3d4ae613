"""The bar that searches and replaces in the text above which it stands."""

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from virtgui.models.text_search import SearchTerm
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import IconButton, LookButton
from virtgui.views.widgets.fields import SearchField, set_severity
from virtgui.views.widgets.surface import HairlineFrame
from virtgui.views.widgets.text import TextLabel

_LEFT_TO_RIGHT: Final = "\u200e"
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindBar(HairlineFrame):
    """What is looked for, how, and what takes its place.

    It knows no text: its owner tells it the text, it tells hits and wishes.

    Signals:
        term_changed: look again.
        step_requested: 1 for the next hit, -1 for the one before.
        replace_requested: the hit that is shown.
        replace_all_requested: all hits.
        closed: the bar was closed by the user.
    """

    term_changed = Signal()
    step_requested = Signal(object)
    replace_requested = Signal()
    replace_all_requested = Signal()
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "window", Qt.Edge.BottomEdge, parent=parent)
        self._field = SearchField(look, self.tr("Find"))
        self._with = QLineEdit()
        self._with.setPlaceholderText(self.tr("Replace with"))
        self._with.setAccessibleName(self.tr("Replace with"))
        self._case = self._option("Aa", self.tr("Match case"))
        self._word = self._option("W", self.tr("Whole words"))
        self._regex = self._option(".*", self.tr("Regular expression"))
        self._count = TextLabel(look, ink="muted")
        self._back = IconButton(look, "chevron-up", self.tr("Previous hit"))
        self._next = IconButton(look, "chevron-down", self.tr("Next hit"))
        self._close = IconButton(look, "close", self.tr("Close the search"))
        self._one = LookButton(look, self.tr("Replace"), bar=True)
        self._all = LookButton(look, self.tr("Replace all"), bar=True)
        self._arrange()
        self._connect()
        self.hide()

    def _option(self, label: str, name: str) -> LookButton:
        # Signs alone would be turned round where one reads from right to left.
        signs = _LEFT_TO_RIGHT + label + _LEFT_TO_RIGHT
        button = LookButton(self._look, signs, tip=name, bar=True)
        button.setAccessibleName(name)
        button.setCheckable(True)
        button.toggled.connect(self.term_changed)
        return button

    def _arrange(self) -> None:
        look = self._look
        grid = QGridLayout(self)
        grid.setContentsMargins(look.px(8), look.px(6), look.px(8), look.px(6))
        grid.setSpacing(look.px(6))
        grid.addWidget(self._field, 0, 0)
        grid.addWidget(self._with, 1, 0)
        first = self._row(self._case, self._word, self._regex, self._back, self._next, self._count)
        first.addWidget(self._close)
        grid.addLayout(first, 0, 1)
        grid.addLayout(self._row(self._one, self._all), 1, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        self._field.setMinimumWidth(look.px(120))
        self._with.setMinimumWidth(look.px(120))

    def _row(self, *widgets: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(self._look.px(4))
        for widget in widgets:
            line.addWidget(widget)
        line.addStretch(1)
        return line

    def _connect(self) -> None:
        self._field.textChanged.connect(self.term_changed)
        self._back.clicked.connect(lambda: self.step_requested.emit(-1))
        self._next.clicked.connect(lambda: self.step_requested.emit(1))
        self._one.clicked.connect(self.replace_requested)
        self._all.clicked.connect(self.replace_all_requested)
        self._close.clicked.connect(self.leave)

    @property
    def term(self) -> SearchTerm:
        """What is looked for."""
        return SearchTerm(
            self._field.text(),
            self._case.isChecked(),
            self._word.isChecked(),
            self._regex.isChecked(),
        )

    @property
    def replacement(self) -> str:
        """What takes the place of hits."""
        return self._with.text()

    @property
    def count_words(self) -> str:
        """What is said of the hits."""
        return self._count.text()

    def open(self, text: str, *, replace: bool) -> None:
        """Show the bar and take the keyboard; a text given is looked for."""
        if text:
            self._field.setText(text)
        for widget in (self._with, self._one, self._all):
            widget.setVisible(replace)
        self.show()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        self.term_changed.emit()

    @Slot()
    def leave(self) -> None:
        """Take the bar away."""
        self.hide()
        self.closed.emit()

    def show_count(self, current: int, total: int, *, more: bool = False) -> None:
        """Say how many hits there are and which one is shown (from 1, 0 for none)."""
        term = self.term
        is_wrong = bool(term.text) and not term.expression().isValid()
        set_severity(self._field, "error" if is_wrong else "")
        self._count.setText(self._count_words(current, total, more, is_wrong, term.text))
        for button in (self._back, self._next, self._one, self._all):
            button.setEnabled(bool(total))

    def _count_words(self, current: int, total: int, more: bool, is_wrong: bool, text: str) -> str:
        if is_wrong:
            return self.tr("Not a regular expression")
        if not text:
            return ""
        if not total:
            return self.tr("No hits")
        words = self.tr("{current} of {total}")
        if more:
            words = self.tr("{current} of more than {total}")
        return words.format(current=current or "–", total=total)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next hit, Shift+Enter to the one before, Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in _ENTER and self._with.hasFocus():
            self.replace_requested.emit()
        elif event.key() in _ENTER and self._field.hasFocus():
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step_requested.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)
