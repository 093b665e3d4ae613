"""The review at the right: every change with its moment, and the button that applies them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from virtgui.documents.editing.live_plan import Moment
from virtgui.models.hardware.moment_words import MOMENT_ICONS, MOMENT_INKS, moment_word
from virtgui.models.hardware.review import ReviewEntry
from virtgui.models.plain_text import one_line
from virtgui.models.translate import tr
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import (
    FlatButton,
    IconButton,
    LinkButton,
    LookButton,
    PrimaryButton,
)
from virtgui.views.widgets.diff_view import DiffView
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.surface import Hairline, ScrollPage, Surface
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel

_FILL_AFTER_MS: Final = 100
"""While somebody types the same change it is not made anew at each key."""
_BY_DEVICE, _AS_XML = "device", "xml"
_SHORT: Final = 34
"""Two values of so many characters together stand in one line."""


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What the review shows.

    Attributes:
        entries: The changes.
        before: The definition as it is, as text.
        after: As it shall be.
        note: Whether someone else changed it meanwhile: severity and sentence.
        blocked: Why nothing can be applied, in words; empty when it can.
        virsh: The command lines that would do the same.
        is_applying: Whether the changes are on their way.
    """

    entries: tuple[ReviewEntry, ...]
    before: str
    after: str
    note: tuple[str, str]
    blocked: str
    virsh: str
    is_applying: bool = False

    @property
    def count(self) -> int:
        """How many changes would be applied: refused ones do not count."""
        return sum(entry.moment is not Moment.REFUSED for entry in self.entries)


class ReviewPanel(Surface):
    """Every change with its old and new value.

    Signals:
        revert_requested: carries the `ReviewEntry`.
        shown: a change was clicked; carries its `Target`.
        wait_requested: at the next start only, or at once after all; carries (entry, wait).
        discard_requested: take all back.
        apply_requested: do it.
        closed: the panel is to go.
    """

    revert_requested = Signal(object)
    shown = Signal(object)
    wait_requested = Signal(object)
    discard_requested = Signal()
    apply_requested = Signal()
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", parent)
        self._state: ReviewState | None = None
        self.setObjectName("review")
        self.setAccessibleName(self.tr("Review of the changes"))
        self._title = TextLabel(look, font="section")
        self._counts = {moment: _Count(look, moment) for moment in Moment}
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._diff = DiffView(look)
        self._stack = QStackedWidget()
        self._way = SegmentedControl(
            look,
            (Segment(_BY_DEVICE, self.tr("By device")), Segment(_AS_XML, self.tr("XML"))),
            name=self.tr("Way of showing"),
        )
        self._copy = FlatButton(look, self.tr("Copy virsh"), "copy")
        self._note_icon = IconLabel(look, "info")
        self._note = TextLabel(look, font="small", ink="muted", wrap=True)
        self._discard = LookButton(look, self.tr("Discard all"))
        self.apply = PrimaryButton(look, self.tr("Apply"))
        self.apply.setObjectName("apply")
        self._fill_later = QTimer(self)
        self._fill_later.setSingleShot(True)
        self._fill_later.setInterval(_FILL_AFTER_MS)
        self._fill_later.timeout.connect(self._fill_now)
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        scroll = ScrollPage(look, margin=0, spacing=0)
        scroll.body.addWidget(self._rows)
        self._stack.addWidget(scroll)
        self._stack.addWidget(self._diff)
        close = IconButton(look, "close", self.tr("Close the review"))
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(px(16), px(12), px(10), 0)
        head.addWidget(self._title, 1)
        head.addWidget(close)
        counts = QHBoxLayout()
        counts.setContentsMargins(px(16), 0, px(16), px(10))
        counts.setSpacing(px(14))
        for count in self._counts.values():
            counts.addWidget(count)
        counts.addStretch(1)
        ways = QHBoxLayout()
        ways.setContentsMargins(px(16), px(8), px(16), px(8))
        ways.addWidget(self._way)
        ways.addStretch(1)
        ways.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(counts)
        column.addWidget(Hairline(look))
        column.addLayout(ways)
        column.addWidget(Hairline(look))
        column.addWidget(self._stack, 1)
        column.addWidget(self._make_foot())

    def _make_foot(self) -> QWidget:
        look, px = self._look, self._look.px
        foot = Surface(look, "window")
        column = QVBoxLayout(foot)
        column.setContentsMargins(px(16), px(8), px(16), px(12))
        column.setSpacing(px(8))
        note = QHBoxLayout()
        note.setSpacing(px(6))
        note.addWidget(self._note_icon, 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(self._note, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._discard)
        buttons.addStretch(1)
        buttons.addWidget(self.apply)
        column.addLayout(note)
        column.addLayout(buttons)
        return foot

    def _listen(self) -> None:
        self._way.segment_chosen.connect(self._on_way)
        self._copy.clicked.connect(self._on_copy)
        self._discard.clicked.connect(self.discard_requested)
        self.apply.clicked.connect(self.apply_requested)

    def show_state(self, state: ReviewState) -> None:
        """Show the changes as they are now."""
        old, self._state = self._state, state
        self._title.setText(_title_words(len(state.entries)))
        for moment, count in self._counts.items():
            count.show_number(sum(entry.moment is moment for entry in state.entries))
        if old is None or len(old.entries) != len(state.entries):
            self._fill_now()
        elif old.entries != state.entries:
            self._fill_later.start()
        if self._stack.currentWidget() is self._diff:
            self._diff.set_texts(state.before, state.after)
        severity, sentence = state.note
        self._note.setText(sentence)
        self._note_icon.set_icon(severity, severity if severity != "info" else "muted")
        word = apply_words(state.count)
        self.apply.set_label(self.tr("Applying…") if state.is_applying else word)
        self.apply.set_reason(state.blocked)
        self._discard.setEnabled(not state.is_applying)

    def _fill_now(self) -> None:
        self._fill_later.stop()
        if self._state is not None:
            self._fill(self._state.entries)

    def _fill(self, entries: Sequence[ReviewEntry]) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, entry in enumerate(entries):
            row = _EntryRow(self._look, entry)
            row.revert.clicked.connect(lambda _=False, e=entry: self.revert_requested.emit(e))
            row.opened.connect(self.shown)
            row.wait_requested.connect(self.wait_requested)
            self._column.insertWidget(number, row)

    def _on_way(self, way: object) -> None:
        is_xml = way == _AS_XML
        if is_xml and self._state is not None:
            self._diff.set_texts(self._state.before, self._state.after)
        self._stack.setCurrentIndex(int(is_xml))

    def _on_copy(self) -> None:
        if self._state is not None:
            QGuiApplication.clipboard().setText(self._state.virsh)


class _Count(QWidget):
    """An icon with "3 at next start"."""

    def __init__(self, look: Look, moment: Moment) -> None:
        super().__init__()
        self._moment = moment
        self._text = TextLabel(look, font="small", ink="muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(5))
        line.addWidget(IconLabel(look, MOMENT_ICONS[moment], role=MOMENT_INKS[moment]))
        line.addWidget(self._text)

    def show_number(self, number: int) -> None:
        """Show how many; nothing for none."""
        texts = {
            Moment.NOW: self.tr("{number} now"),
            Moment.NEXT_START: self.tr("{number} at next start"),
            Moment.REFUSED: self.tr("{number} refused"),
        }
        self._text.setText(texts[self._moment].format(number=number))
        self.setVisible(number > 0)


class _EntryRow(QWidget):
    """One change.

    Signals:
        opened: show the form; carries the `Target`.
        wait_requested: carries (entry, wait).
    """

    opened = Signal(object)
    wait_requested = Signal(object)

    def __init__(self, look: Look, entry: ReviewEntry) -> None:
        super().__init__()
        self._look, self._entry = look, entry
        self.revert = LinkButton(look, self.tr("Revert"))
        name = self.tr("Revert {setting} of {device}")
        self.revert.setAccessibleName(name.format(setting=entry.setting, device=entry.title))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(8), look.px(12), 0)
        column.setSpacing(look.px(2))
        column.addLayout(self._head())
        rest = QVBoxLayout()
        rest.setContentsMargins(look.px(22), 0, 0, look.px(8))
        rest.setSpacing(look.px(2))
        rest.addLayout(self._values())
        if entry.reason:
            ink = "error" if entry.moment is Moment.REFUSED else "muted"
            rest.addWidget(TextLabel(look, entry.reason, font="small", ink=ink, wrap=True))
        if entry.can_wait:
            rest.addWidget(self._wait_link(), 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(rest)
        column.addWidget(Hairline(look))

    def _head(self) -> QHBoxLayout:
        look, entry = self._look, self._entry
        line = QHBoxLayout()
        line.setSpacing(look.px(6))
        line.addWidget(IconLabel(look, entry.icon))
        if entry.target is not None:
            title = _TitleLabel(look, one_line(entry.title))
            title.clicked.connect(lambda: self.opened.emit(entry.target))
            line.addWidget(title, 1)
        else:
            line.addWidget(TextLabel(look, one_line(entry.title), font="body-strong"), 1)
        line.addWidget(IconLabel(look, MOMENT_ICONS[entry.moment], role=MOMENT_INKS[entry.moment]))
        ink = MOMENT_INKS[entry.moment]
        line.addWidget(TextLabel(look, moment_word(entry.moment), font="small", ink=ink))
        return line

    def _values(self) -> QHBoxLayout:
        look, entry = self._look, self._entry
        texts = QVBoxLayout()
        texts.setSpacing(look.px(2))
        if entry.setting:
            texts.addWidget(TextLabel(look, one_line(entry.setting), font="small", ink="muted"))
        if entry.old or entry.new:
            texts.addWidget(_ValueLine(look, entry.old, entry.new))
        line = QHBoxLayout()
        line.addLayout(texts, 1)
        line.addWidget(self.revert, 0, Qt.AlignmentFlag.AlignBottom)
        return line

    def _wait_link(self) -> LinkButton:
        entry = self._entry
        waits = entry.moment is not Moment.NOW
        link = LinkButton(
            self._look, self.tr("Apply now") if waits else self.tr("Wait for the next start")
        )
        link.clicked.connect(lambda: self.wait_requested.emit((entry, not waits)))
        return link


class _TitleLabel(ElidedLabel):
    """A device's name; a click shows it.

    Signals:
        clicked: by mouse or key.
    """

    clicked = Signal()

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(look, text, font="body-strong")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Show its form"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show it."""
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show it by Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class _ValueLine(QWidget):
    """Old value, struck through, an arrow, the new value."""

    def __init__(self, look: Look, old: str, new: str) -> None:
        super().__init__()
        is_long = len(old) + len(new) > _SHORT
        before = TextLabel(look, one_line(old), font="small", ink="muted", wrap=is_long)
        font = before.font()
        font.setStrikeOut(True)
        before.setFont(font)
        after = TextLabel(look, one_line(new), font="small-strong", wrap=is_long)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(6))
        if old:
            line.addWidget(before, int(is_long))
        if old and new:
            line.addWidget(IconLabel(look, "chevron-right"))
        if new:
            line.addWidget(after, int(is_long))
        if not is_long:
            line.addStretch(1)
        words = self.tr("from {old} to {new}")
        self.setAccessibleName(words.format(old=old or "–", new=new or "–"))


def _title_words(count: int) -> str:
    return tr("Review %n change(s)", "", count)


def apply_words(count: int) -> str:
    """The word of the button that applies so many changes."""
    return tr("Apply %n change(s)", "", count)
