"""Rows of a form: label, field, hint, message, and what was changed."""

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QSpacerItem,
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


class FormRow(QWidget):
    """One field with everything that can be said about it.

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
        self._changed = False
        self._has_bar = bar_room
        self._label = TextLabel(look, label, wrap=True)
        self._label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(label)
        self._mark_icon = IconLabel(look, "")
        self._mark = TextLabel(look, font="small")
        self._was = TextLabel(look, font="small", ink="muted")
        self._revert = LinkButton(look, self.tr("Revert"))
        self._revert.setFixedHeight(look.px(20))
        self._revert.clicked.connect(self.revert_requested)
        self._running_icon = IconLabel(look, "clock", role="info")
        self._running = TextLabel(look, font="small", ink="info", wrap=True)
        self._use_running = LinkButton(look, self.tr("Use what runs"))
        self._use_running.setFixedHeight(look.px(20))
        self._use_running.clicked.connect(self.running_requested)
        self._message_icon = IconLabel(look, "")
        self._message = TextLabel(look, wrap=True)
        self._hint = TextLabel(look, font="small", ink="muted", wrap=True)
        self._lay_out(stretch=stretch, room=look.px(BAR_ROOM) if bar_room else 0)
        self.set_hint(hint)
        self.set_message("", "")
        self.set_changed("")
        self.set_running("")
        self.set_mark("", "")
        look.changed.connect(self.update)

    @property
    def label(self) -> str:
        """The words before the field."""
        return self._label.text()

    def set_hint(self, hint: str) -> None:
        """Explains the field below it."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def set_message(self, severity: str, sentence: str) -> None:
        """Says what is wrong and what fits, as `error` or `warn`; empty takes it back."""
        set_severity(self.field, severity)
        self._message.setText(sentence)
        if severity:
            self._message.set_ink(severity)
            self._message_icon.set_icon(severity, severity)
        self._message.setVisible(bool(sentence))
        self._message_icon.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)

    def add_link(self, link: QWidget) -> None:
        """Puts a way out of what is wrong beside the message."""
        self._message_line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)

    def set_changed(self, was: str) -> None:
        """Marks the field as changed, with words such as "Was 32 GiB"; empty unmarks it."""
        self._changed = bool(was)
        self._was.setText(was)
        self._was.setVisible(self._changed)
        self._revert.setVisible(self._changed)
        self.update()

    def set_running(self, sentence: str) -> None:
        """Says that something else is in effect now, with the way to it; empty hides."""
        self._running.setText(sentence)
        for part in (self._running_icon, self._running, self._use_running):
            part.setVisible(bool(sentence))

    def set_mark(self, mark: str, word: str) -> None:
        """Says when the change takes effect: `now`, `next-start` or `refused`; empty hides."""
        role = MARKS.get(mark, "muted")
        self._mark_icon.set_icon(mark, role)
        self._mark.setText(word)
        self._mark.set_ink(role)
        self._mark_icon.setVisible(bool(mark))
        self._mark.setVisible(bool(mark))
        self._mark_gap.changeSize(self._look.px(6) if mark else 0, 0)
        self._first.invalidate()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the bar of a changed field."""
        if not (self._changed and self._has_bar):
            return
        painter = QPainter(self)
        bar = QRectF(0, 0, self._look.px(3), self.height())
        if self.isRightToLeft():
            bar.moveRight(self.width())
        painter.fillRect(bar, self._look.color("accent"))
        painter.end()

    def _lay_out(self, *, stretch: bool, room: int) -> None:
        px = self._look.px
        self._label.setFixedWidth(px(FORM_LABEL_WIDTH))
        self._label.setMinimumHeight(px(CONTROL_HEIGHT))
        first = self._first = QHBoxLayout()
        first.setSpacing(px(6))
        first.addWidget(self.field, int(stretch))
        self._mark_gap = QSpacerItem(0, 0)
        first.addItem(self._mark_gap)
        first.addWidget(self._mark_icon)
        first.addWidget(self._mark)
        if not stretch:
            first.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(px(4))
        column.addLayout(first)
        column.addLayout(_line(px(8), self._was, self._revert))
        column.addLayout(_line(px(6), self._running_icon, self._running, self._use_running))
        self._message_line = _line(px(6), self._message_icon, self._message, last_grows=True)
        column.addLayout(self._message_line)
        column.addWidget(self._hint)
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
