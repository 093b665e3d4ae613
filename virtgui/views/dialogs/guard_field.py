"""What a question about a guarded host shows and asks for."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from virtgui.models.guard import Guard
from virtgui.models.plain_text import in_sentence
from virtgui.views.look.look import Look
from virtgui.views.widgets.flow_layout import FlowLayout
from virtgui.views.widgets.label_chip import LabelChip
from virtgui.views.widgets.text import TextLabel

_MOST_NAMED: Final = 3


class GuardMarks(QWidget):
    """The labels of the guarded hosts in their colours, and a sentence that names the hosts."""

    def __init__(self, look: Look, guard: Guard, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guard_marks")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        labels = dict.fromkeys((host.label, host.color) for host in guard.hosts)
        line = FlowLayout(gap=look.px(6))
        for label, color in labels:
            line.addWidget(LabelChip(look, label or self.tr("Guarded"), color))
        column.addLayout(line)
        self.sentence = TextLabel(look, self._words(guard), wrap=True)
        column.addWidget(self.sentence)

    def _words(self, guard: Guard) -> str:
        names = [in_sentence(host.name) for host in guard.hosts]
        if len(names) == 1:
            return self.tr("{0} is guarded.").format(names[0])
        if len(names) <= _MOST_NAMED:
            return self.tr("These hosts are guarded: {0}.").format(", ".join(names))
        return self.tr("%n hosts are guarded.", "", len(names))


class TypedField(QWidget):
    """Asks for a name or a number to be typed; hidden while nothing is asked for.

    Signals:
        edited: something else is typed.
    """

    edited = Signal()

    def __init__(self, look: Look, wanted: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = wanted
        sentence = self.tr("Type {0} to go on:").format(in_sentence(wanted))
        label = TextLabel(look, sentence, wrap=True)
        self.field = QLineEdit()
        self.field.setObjectName("typed")
        self.field.setAccessibleName(sentence)
        hints = Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhNoPredictiveText
        self.field.setInputMethodHints(hints)
        self.field.textChanged.connect(self.edited)
        label.setBuddy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        column.addWidget(label)
        column.addWidget(self.field)
        if not wanted:
            self.hide()

    @property
    def is_met(self) -> bool:
        """Whether it was typed, or nothing is asked for."""
        return not self._wanted or self.field.text().strip() == self._wanted

    @property
    def reason(self) -> str:
        """Why it cannot go on yet, or nothing."""
        if self.is_met:
            return ""
        return self.tr("{0} is not typed yet.").format(in_sentence(self._wanted))
