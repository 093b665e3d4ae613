"""The question before something that loses data, or that acts on many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from virtgui.models.guard import Guard
from virtgui.views.dialogs.fitted import CountField, FittedDialog
from virtgui.views.dialogs.guard_field import GuardMarks, TypedField
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_FIELD
from virtgui.views.widgets.surface import ScrollPage
from virtgui.views.widgets.text import ElidedLabel, TextLabel

COUNT_FROM: Final = 10
"""From this many objects on the number is typed."""
_MOST_ROWS: Final = 8
_ROW: Final = 24
_SPACE_BELOW: Final = 4


@dataclass(frozen=True, slots=True)
class ConfirmQuestion:
    """A question in words."""

    title: str
    """The question itself, with the object."""
    lines: tuple[str, ...]
    """What is lost, then what stays."""
    verb: str
    """The words of the button that does it."""
    names: tuple[str, ...] = ()
    """The objects, when there are several."""
    left_out: tuple[tuple[str, str], ...] = ()
    """Names of those that are left out, each with the reason."""
    count: int = 0
    """The number to be typed; 0 asks for none."""
    is_destructive: bool = True
    guard: Guard | None = None
    """The guarded hosts that it concerns."""
    typed: str = ""
    """What is to be typed for the sake of the guard; empty asks for nothing."""


class ConfirmDialog(FittedDialog):
    """Asks; Cancel is the default button, and the verb waits for what has to be typed."""

    def __init__(
        self, look: Look, question: ConfirmQuestion, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, question.title, parent=parent)
        self.setObjectName("confirm_dialog")
        self._count = CountField(look)
        self._typed = TypedField(look, question.typed)
        self.add_title(question.title)
        if question.guard is not None:
            self.body.addWidget(GuardMarks(look, question.guard))
        for line in question.lines:
            self.add_text(line)
        if question.names:
            self.body.addWidget(NameList(look, [(name, "") for name in question.names]))
        if question.left_out:
            self.add_text(self.tr("Left out:"), ink="muted")
            self.body.addWidget(NameList(look, question.left_out))
        self.body.addWidget(self._count)
        self.body.addWidget(self._typed)
        self.body.addStretch(1)
        self._verb = self._add_verb(question)
        self.add_cancel()
        # Who types the number for the guard need not type it twice.
        self._ask_count(0 if question.typed else question.count)
        self._ask_typed(question.typed)

    def _ask_typed(self, typed: str) -> None:
        if typed:
            self._typed.edited.connect(self._check)
            self._typed.field.setFocus()
            self._check()

    def _add_verb(self, question: ConfirmQuestion) -> QWidget:
        if question.is_destructive:
            return self.add_destructive(question.verb)
        button = self.add_destructive(question.verb)
        button.setProperty("destructive", False)
        button.setObjectName("primary")
        return button

    def _ask_count(self, count: int) -> None:
        if count:
            sentence = self.tr("Type {0}, the number of those above, to go on:").format(count)
            self._count.ask(count, sentence)
            self._count.field.textChanged.connect(self._check)
            self._count.field.setFocus()
            self._check()

    def _check(self) -> None:
        reason = "" if self._count.is_met else self.tr("The number is not typed yet.")
        reason = reason or self._typed.reason
        if self.primary is not None:
            self.primary.set_reason(reason)


class NameList(ScrollPage):
    """Names, each with a remark; eight rows are seen, the rest scrolls."""

    def __init__(
        self, look: Look, rows: Sequence[tuple[str, str]], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "sunken", margin=0, spacing=0, parent=parent)
        self.setObjectName("names")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side, above = look.px(10), look.px(RADIUS_FIELD)
        self.body.setContentsMargins(side, above, side, above)
        for name, remark in rows:
            self.body.addWidget(_name_row(look, name, remark))
        # Whoever has no mouse scrolls a long list with the arrow keys.
        is_long = len(rows) > _MOST_ROWS
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_long else Qt.FocusPolicy.NoFocus)
        shown = _MOST_ROWS + 0.5 if is_long else len(rows)
        tall = any(remark for _name, remark in rows)
        height = look.px(_ROW * shown * (2 if tall else 1)) + 2 * above
        self.setFixedHeight(min(height, look.px(_ROW * (_MOST_ROWS + 0.5))))


def _name_row(look: Look, name: str, remark: str) -> QWidget:
    row = QWidget()
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, look.px(_SPACE_BELOW) if remark else 0)
    column.setSpacing(0)
    mode = Qt.TextElideMode.ElideMiddle
    first = ElidedLabel(look, name, mode=mode)
    first.setMinimumHeight(look.px(_ROW))
    column.addWidget(first)
    if remark:
        column.addWidget(TextLabel(look, remark, font="small", ink="muted", wrap=True))
    return row
