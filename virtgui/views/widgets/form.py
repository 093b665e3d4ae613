"""Rows of a form: label, field, hint, message, and what was changed."""

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import (
    CONTROL_HEIGHT,
    FORM_LABEL_WIDTH,
    LABEL_GAP,
    ROW_GAP,
)
from virtgui.views.widgets.buttons import LinkButton
from virtgui.views.widgets.fields import set_severity
from virtgui.views.widgets.surface import Hairline
from virtgui.views.widgets.text import IconLabel, TextLabel

BAR_ROOM: Final = 13
"""Space at the left of a row for the bar that marks a change, in design pixels."""

MARKS: Final = MappingProxyType({"now": "ok", "next-start": "info", "refused": "error"})
"""When a change takes effect: the icon's name, and the colour role."""
_LINES: Final = ("was", "running", "message")
"""The lines below a field, from top to bottom."""


class FormRow(QWidget):
    """One field with everything that can be said about it.

    What is seldom said is made when it is first said: a form of a hundred rows opens at once.

    Signals:
        revert_requested: the user wants the old value back.
        running_requested: the user wants the value that is in effect now.
    """

    revert_requested = Signal()
    running_requested = Signal()

    def __init__(
        self,
        look: Look,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        stretch: bool = False,
        bar_room: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.field = field
        self._has_bar = bar_room
        self._said: dict[str, tuple[str, ...]] = {}
        self._lines: dict[str, QHBoxLayout] = {}
        self._label = TextLabel(look, label, wrap=True)
        self._label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(label)
        self._hint: TextLabel | None = None
        self._mark: tuple[IconLabel, TextLabel] | None = None
        self._was: tuple[TextLabel, LinkButton] | None = None
        self._running: tuple[IconLabel, TextLabel, LinkButton] | None = None
        self._message: tuple[IconLabel, TextLabel] | None = None
        self._lay_out(stretch=stretch, room=look.px(BAR_ROOM) if bar_room else 0)
        self.set_hint(hint)
        look.changed.connect(self.update)

    @property
    def label(self) -> str:
        """The words before the field."""
        return self._label.text()

    def _is_news(self, part: str, *words: str) -> bool:
        """Whether a part says something else than before; nothing was said at the beginning."""
        if self._said.get(part, ("",) * len(words)) == words:
            return False
        self._said[part] = words
        return True

    def set_hint(self, hint: str) -> None:
        """Explains the field below it."""
        if not self._is_news("hint", hint):
            return
        if self._hint is None:
            self._hint = TextLabel(self._look, font="small", ink="muted", wrap=True)
            self._column.addWidget(self._hint)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def set_message(self, severity: str, sentence: str) -> None:
        """Says what is wrong and what fits, as `error` or `warn`; empty takes it back."""
        if not self._is_news("message", severity, sentence):
            return
        set_severity(self.field, severity)
        icon, label = self._message_parts()
        label.setText(sentence)
        if severity:
            label.set_ink(severity)
            icon.set_icon(severity, severity)
        label.setVisible(bool(sentence))
        icon.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)

    def _message_parts(self) -> tuple[IconLabel, TextLabel]:
        if self._message is None:
            self._message = (IconLabel(self._look, ""), TextLabel(self._look, wrap=True))
            self._add_line("message", 6, *self._message, last_grows=True)
        return self._message

    def add_link(self, link: QWidget) -> None:
        """Puts a way out of what is wrong beside the message."""
        self._message_parts()
        # As high as the sentence, so that both stand on one line.
        link.setFixedHeight(self._look.px(20))
        self._lines["message"].addWidget(link, 0, Qt.AlignmentFlag.AlignTop)

    def set_changed(self, was: str) -> None:
        """Marks the field as changed, with words such as "Was 32 GiB"; empty unmarks it."""
        if not self._is_news("was", was):
            return
        if self._was is None:
            revert = self._small_link(self.tr("Revert"), self.revert_requested)
            self._was = (TextLabel(self._look, font="small", ink="muted"), revert)
            self._add_line("was", 8, *self._was)
        self._was[0].setText(was)
        for part in self._was:
            part.setVisible(bool(was))
        self.update()

    def set_running(self, sentence: str) -> None:
        """Says that something else is in effect now, with the way to it; empty hides."""
        if not self._is_news("running", sentence):
            return
        if self._running is None:
            look = self._look
            self._running = (
                IconLabel(look, "clock", role="info"),
                TextLabel(look, font="small", ink="info"),
                self._small_link(self.tr("Use what runs"), self.running_requested),
            )
            self._add_line("running", 6, *self._running)
        self._running[1].setText(sentence)
        for part in self._running:
            part.setVisible(bool(sentence))

    def set_mark(self, mark: str, word: str) -> None:
        """Says when the change takes effect: `now`, `next-start` or `refused`; empty hides."""
        if not self._is_news("mark", mark, word):
            return
        if self._mark is None:
            self._mark = (IconLabel(self._look, ""), TextLabel(self._look, font="small"))
            place = 1
            for part in self._mark:
                self._first.insertWidget(place, part)
                place += 1
        role = MARKS.get(mark, "muted")
        icon, label = self._mark
        icon.set_icon(mark, role)
        label.setText(word)
        label.set_ink(role)
        for part in self._mark:
            part.setVisible(bool(mark))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the bar of a changed field."""
        if not (self._has_bar and any(self._said.get("was", ()))):
            return
        painter = QPainter(self)
        bar = QRectF(0, 0, self._look.px(3), self.height())
        if self.isRightToLeft():
            bar.moveRight(self.width())
        painter.fillRect(bar, self._look.color("accent"))
        painter.end()

    def _small_link(self, text: str, signal: SignalInstance) -> LinkButton:
        link = LinkButton(self._look, text)
        link.setFixedHeight(self._look.px(20))
        link.clicked.connect(signal)
        return link

    def _add_line(self, name: str, gap: int, *widgets: QWidget, last_grows: bool = False) -> None:
        """Adds a line below the field, in the order of `_LINES`; the hint stays the last."""
        line = _line(self._look.px(gap), *widgets, last_grows=last_grows)
        before = [other for other in _LINES[: _LINES.index(name)] if other in self._lines]
        self._lines[name] = line
        self._column.insertLayout(1 + len(before), line)

    def _lay_out(self, *, stretch: bool, room: int) -> None:
        px = self._look.px
        self._label.setFixedWidth(px(FORM_LABEL_WIDTH))
        self._label.setMinimumHeight(px(CONTROL_HEIGHT))
        first = self._first = QHBoxLayout()
        first.setSpacing(px(6))
        first.addWidget(self.field, int(stretch))
        if not stretch:
            first.addStretch(1)
        column = self._column = QVBoxLayout()
        column.setSpacing(px(4))
        column.addLayout(first)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addSpacing(room)
        outer.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        outer.addSpacing(px(LABEL_GAP))
        outer.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


def _line(gap: int, *widgets: QWidget, last_grows: bool = False) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(gap)
    for widget in widgets:
        line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    if last_grows:
        line.setStretchFactor(widgets[-1], 1)
        line.setAlignment(widgets[-1], Qt.AlignmentFlag(0))
        line.setAlignment(widgets[0], Qt.AlignmentFlag.AlignTop)
    else:
        line.addStretch(1)
    return line


class FormGrid(QWidget):
    """Form rows under each other, in sections set apart by hairline and heading."""

    def __init__(self, look: Look, *, bar_room: bool = True, parent: QWidget | None = None) -> None:
        """Makes an empty form.

        Args:
            look: the look.
            bar_room: whether rows keep room at the left for the bar of a changed field.
            parent: the parent widget.
        """
        super().__init__(parent)
        self._look = look
        self._has_bars = bar_room
        self._room = look.px(BAR_ROOM) if bar_room else 0
        self.rows: list[FormRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(ROW_GAP))
        self._column.addStretch(1)

    def add_row(
        self, label: str, field: QWidget, *, hint: str = "", stretch: bool = False
    ) -> FormRow:
        """Adds a field with its label.

        Args:
            label: words before the field.
            field: the control.
            hint: explanation below it.
            stretch: the field takes all the width, as paths do.
        """
        row = FormRow(self._look, label, field, hint=hint, stretch=stretch, bar_room=self._has_bars)
        self.rows.append(row)
        self.add_widget(row)
        return row

    def add_section(self, title: str) -> None:
        """Begins a section; a hairline parts it from what stands above."""
        if self._column.count() > 1:
            self._indented(Hairline(self._look), above=4, below=2)
        self._indented(TextLabel(self._look, title, font="section"))

    def add_widget(self, widget: QWidget) -> None:
        """Adds anything else over the whole width."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def add_sentence(self, text: str) -> TextLabel:
        """Adds a muted explanation over the whole width."""
        label = TextLabel(self._look, text, ink="muted", wrap=True)
        self._indented(label)
        return label

    def _indented(self, widget: QWidget, above: int = 0, below: int = 0) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, self._look.px(above), 0, self._look.px(below))
        line.setSpacing(0)
        line.addSpacing(self._room)
        line.addWidget(widget)
        self._column.insertLayout(self._column.count() - 1, line)
