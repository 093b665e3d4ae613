"""The preview at the right: what would change, when, why, and the button that does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from virtgui.core.refs import ObjectRef
from virtgui.models.numa.board import Moments, When
from virtgui.models.numa.preview import PreviewEntry, PreviewLine
from virtgui.models.numa.propose import Wish
from virtgui.models.numa.words import block_words, when_mark
from virtgui.models.translate import tr
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import (
    FlatButton,
    IconButton,
    LinkButton,
    LookButton,
    PrimaryButton,
)
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.surface import Hairline, ScrollPage, Surface
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel

_Revert = Callable[[Any], None]
PANEL_WIDTH: Final = 348
_MOMENTS: Final = (("both", Moments()), ("now", Moments(kept=False)), ("next", Moments(live=False)))


@dataclass(frozen=True, slots=True)
class PanelState:
    """What the panel shows.

    Attributes:
        entries: The changes by machine.
        names: The machines' names.
        reasons: Why, by machine, of what was suggested.
        blocked: Why nothing can be applied now, in words; empty when it can.
        virsh: The command lines that would do the same.
        is_applying: Whether changes are on their way.
        is_suggested: Whether the proposal was made by the program.
        can_undo: Whether a step can be taken back.
        can_redo: Whether a step can be taken again.
    """

    entries: tuple[PreviewEntry, ...] = ()
    names: Mapping[ObjectRef, str] = field(default_factory=dict)
    reasons: Mapping[ObjectRef, str] = field(default_factory=dict)
    blocked: str = ""
    virsh: str = ""
    is_applying: bool = False
    is_suggested: bool = False
    can_undo: bool = False
    can_redo: bool = False

    @property
    def count(self) -> int:
        """How many changes would be applied."""
        lines = (line for entry in self.entries for line in entry.lines)
        return sum(len(line.items) for line in lines if line.when is not When.REFUSED)


class ProposalPanel(Surface):
    """What is proposed.

    Signals:
        apply_requested: do it.
        revert_requested: take a line back; carries its items.
        discard_requested: take all back.
        undo_requested: take the last step back.
        redo_requested: take it again.
        moments_chosen: carries `Moments`.
        wish_changed: the suggestion is to be made otherwise; carries a `Wish`.
        closed: the panel is to go.
    """

    apply_requested = Signal()
    revert_requested = Signal(object)
    discard_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    moments_chosen = Signal(object)
    wish_changed = Signal(object)
    closed = Signal()

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("proposal")
        self.setAccessibleName(self.tr("Proposed placement"))
        self._state = PanelState()
        self._shown: object = None
        self._title = TextLabel(look, font="section", wrap=True)
        self._when = SegmentedControl(
            look,
            (
                Segment("both", self.tr("Both"), tip=self.tr("Now, and kept for the next start")),
                Segment("now", self.tr("Now"), tip=self.tr("Until the machine stops")),
                Segment("next", self.tr("Next start"), tip=self.tr("What runs stays as it is")),
            ),
            name=self.tr("When it takes effect"),
        )
        self._when.choose("both")
        self.leave_pinned = QCheckBox(self.tr("Leave pinned machines as they are"))
        self.leave_pinned.setChecked(True)
        self.own_cpus = QCheckBox(self.tr("One CPU for each vCPU"))
        self._wishes = QWidget()
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._copy = FlatButton(look, self.tr("Copy virsh"), "copy")
        self._undo = IconButton(look, "undo", self.tr("Undo"))
        self._blocked = TextLabel(look, font="small", ink="muted", wrap=True)
        self._discard = LookButton(look, self.tr("Discard all"))
        self._discard.setObjectName("discard")
        self.apply = PrimaryButton(look, self.tr("Apply"))
        self.apply.setObjectName("apply")
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(px(16), px(10), px(10), px(6))
        close = IconButton(look, "close", self.tr("Close"))
        close.clicked.connect(self.closed)
        head.addWidget(self._title, 1)
        head.addWidget(self._undo)
        head.addWidget(close)
        line = QHBoxLayout()
        line.setContentsMargins(px(16), 0, px(10), px(8))
        line.addWidget(self._when)
        line.addStretch(1)
        line.addWidget(self._copy)
        wishes = QVBoxLayout(self._wishes)
        wishes.setContentsMargins(px(16), px(6), px(16), px(6))
        wishes.setSpacing(px(4))
        wishes.addWidget(self.leave_pinned)
        wishes.addWidget(self.own_cpus)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        scroll = ScrollPage(look, margin=0, spacing=0)
        scroll.body.addWidget(self._rows)
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(Hairline(look))
        column.addWidget(self._wishes)
        column.addWidget(scroll, 1)
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        look, px = self._look, self._look.px
        foot = Surface(look, "window")
        column = QVBoxLayout(foot)
        column.setContentsMargins(px(16), px(8), px(16), px(12))
        column.setSpacing(px(8))
        buttons = QHBoxLayout()
        buttons.addWidget(self._discard)
        buttons.addStretch(1)
        buttons.addWidget(self.apply)
        column.addWidget(self._blocked)
        column.addLayout(buttons)
        return foot

    def _listen(self) -> None:
        self._when.segment_chosen.connect(self._on_when)
        self._copy.clicked.connect(self._on_copy)
        self._undo.clicked.connect(self.undo_requested)
        self._discard.clicked.connect(self.discard_requested)
        self.apply.clicked.connect(self.apply_requested)
        for box in (self.leave_pinned, self.own_cpus):
            box.toggled.connect(self._on_wish)

    @property
    def wish(self) -> Wish:
        """How a suggestion is to be made."""
        return Wish(self.leave_pinned.isChecked(), self.own_cpus.isChecked())

    def show_state(self, state: PanelState) -> None:
        """Show the proposals as they are now."""
        self._state = state
        count = sum(len(line.items) for entry in state.entries for line in entry.lines)
        nothing = self.tr("Nothing to change")
        self._title.setText(_title_words(count) if count else nothing)
        self._wishes.setVisible(state.is_suggested)
        self._copy.setEnabled(bool(state.virsh))
        self._undo.setEnabled(state.can_undo)
        self._blocked.setText(state.blocked)
        self._blocked.setVisible(bool(state.blocked) and bool(count))
        self.apply.set_label(
            self.tr("Applying…") if state.is_applying else _apply_words(state.count)
        )
        self.apply.set_reason(state.blocked)
        self._discard.setEnabled(bool(count) and not state.is_applying)
        shown = (state.entries, tuple(state.reasons.items()), tuple(state.names.items()))
        if shown != self._shown:
            self._shown = shown
            self._fill()

    def _fill(self) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        changed = {entry.ref for entry in self._state.entries}
        rows: list[QWidget] = [
            _Entry(self._look, self._state, entry, self.revert_requested.emit)
            for entry in self._state.entries
        ]
        rows += [
            _Unchanged(self._look, self._state.names.get(ref, ""), why)
            for ref, why in self._state.reasons.items()
            if ref not in changed
        ]
        for place, row in enumerate(rows):
            self._column.insertWidget(place, row)

    def _on_when(self, key: object) -> None:
        self.moments_chosen.emit(dict(_MOMENTS)[str(key)])

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._state.virsh)

    def _on_wish(self) -> None:
        self.wish_changed.emit(self.wish)


class _Entry(QWidget):
    """The changes of one machine."""

    def __init__(self, look: Look, state: PanelState, entry: PreviewEntry, revert: _Revert) -> None:
        super().__init__()
        name = state.names.get(entry.ref, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(8), look.px(12), 0)
        column.setSpacing(look.px(4))
        head = QHBoxLayout()
        head.setSpacing(look.px(6))
        head.addWidget(IconLabel(look, "domain"))
        head.addWidget(ElidedLabel(look, name, font="body-strong"), 1)
        column.addLayout(head)
        why = state.reasons.get(entry.ref, "")
        if why:
            column.addWidget(TextLabel(look, why, font="small", ink="muted", wrap=True))
        for line in entry.lines:
            column.addWidget(_Line(look, name, line, revert))
        column.addSpacing(look.px(4))
        column.addWidget(Hairline(look))


class _Line(QWidget):
    """What, from where, to where, when, and the way back."""

    def __init__(self, look: Look, name: str, line: PreviewLine, revert: _Revert) -> None:
        super().__init__()
        icon, role, word = when_mark(line.when)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(22), 0, 0, 0)
        column.setSpacing(look.px(1))
        first = QHBoxLayout()
        first.setSpacing(look.px(5))
        first.addWidget(TextLabel(look, line.words, font="small", ink="muted", wrap=True), 1)
        first.addWidget(IconLabel(look, icon, role=role, size=14))
        first.addWidget(TextLabel(look, word, font="small", ink=role))
        second = QHBoxLayout()
        second.setSpacing(look.px(6))
        old = TextLabel(look, line.old, font="small", ink="muted", wrap=len(line.old) > 24)
        font = old.font()
        font.setStrikeOut(True)
        old.setFont(font)
        second.addWidget(old)
        second.addWidget(IconLabel(look, "chevron-right", size=14))
        new = TextLabel(look, line.new, font="small-strong", wrap=len(line.new) > 24)
        second.addWidget(new, int(len(line.new) > 24))
        second.addStretch(1)
        link = LinkButton(look, self.tr("Revert"))
        said = self.tr("Revert {what} of {name}").format(what=line.words, name=name)
        link.setAccessibleName(said)
        link.clicked.connect(lambda: revert(line.items))
        second.addWidget(link)
        column.addLayout(first)
        column.addLayout(second)
        reason = block_words(line.block)
        if reason:
            ink = "error" if line.when is When.REFUSED else "muted"
            column.addWidget(TextLabel(look, reason, font="small", ink=ink, wrap=True))
        self.setAccessibleName(f"{line.words}, {line.old}, {line.new}, {word}")


class _Unchanged(QWidget):
    """A machine that a suggestion leaves as it is, and why."""

    def __init__(self, look: Look, name: str, why: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(8), look.px(12), 0)
        column.setSpacing(look.px(4))
        head = QHBoxLayout()
        head.setSpacing(look.px(6))
        head.addWidget(IconLabel(look, "domain"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(ElidedLabel(look, name, ink="muted"), 1)
        head.addWidget(TextLabel(look, self.tr("stays"), font="small", ink="muted"))
        column.addLayout(head)
        column.addWidget(TextLabel(look, why, font="small", ink="muted", wrap=True))
        column.addSpacing(look.px(4))
        column.addWidget(Hairline(look))


def _title_words(count: int) -> str:
    return tr("%n change(s) proposed", "", count)


def _apply_words(count: int) -> str:
    return tr("Apply %n change(s)", "", count)


def shell_lines(lines: Sequence[str]) -> str:
    """Command lines as text to copy."""
    return "\n".join(lines)
