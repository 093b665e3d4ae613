"""The questions that are decided and not typed: an unknown host key, no encryption."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from virtgui.core.redact import redact
from virtgui.core.values.prompt import HostKeyFacts, Prompt
from virtgui.models.plain_text import in_sentence
from virtgui.models.prompt_words import clear_text_risks, server_line, verify_command
from virtgui.views.dialogs.fitted import ErrorPanel
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import IconButton
from virtgui.views.widgets.fields import CodeLine
from virtgui.views.widgets.text import IconLabel, TextLabel


class HostKeyBody(QWidget):
    """Type and fingerprint of a host key, and how to find out whether it is the right one."""

    def __init__(self, look: Look, facts: HostKeyFacts, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._fingerprint = server_line(facts.fingerprint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        if facts.other_types:
            column.addWidget(self._make_warning(facts))
        column.addLayout(self._make_key(facts))
        self._add_hint(column, facts)

    def _make_warning(self, facts: HostKeyFacts) -> QWidget:
        panel = ErrorPanel(self._look, "warn")
        panel.setObjectName("other_types")
        types = ", ".join(server_line(one) for one in facts.other_types)
        panel.show_words(
            self.tr(
                "This host is known by keys of other types already: {0}. That it shows a new one "
                "is unusual, and may be an attack."
            ).format(in_sentence(types))
        )
        return panel

    def _make_key(self, facts: HostKeyFacts) -> QVBoxLayout:
        look = self._look
        kind = self.tr("Fingerprint of its key, {0}").format(in_sentence(facts.key_type))
        value = TextLabel(look, self._fingerprint, font="mono", selectable=True)
        value.setObjectName("fingerprint")
        value.setAccessibleName(self._fingerprint)
        # Never cut: a person compares every letter of it.
        value.setMinimumWidth(value.sizeHint().width())
        copy = IconButton(look, "copy", self.tr("Copy the fingerprint"))
        copy.setObjectName("copy_fingerprint")
        copy.clicked.connect(self._to_clipboard)
        line = QHBoxLayout()
        line.setSpacing(look.px(4))
        line.addWidget(value, 1)
        line.addWidget(copy)
        column = QVBoxLayout()
        column.setSpacing(look.px(2))
        column.addWidget(TextLabel(look, kind, ink="muted", wrap=True))
        column.addLayout(line)
        return column

    def _add_hint(self, column: QVBoxLayout, facts: HostKeyFacts) -> None:
        look = self._look
        command = verify_command(facts.key_type)
        if command:
            words = self.tr("On the host itself, this prints it:")
            column.addWidget(TextLabel(look, words, ink="muted", wrap=True))
            column.addWidget(CodeLine(look, command))
        if facts.file:
            words = self.tr("“Accept and remember” writes the key to {0}.")
            words = words.format(in_sentence(facts.file))
            column.addWidget(TextLabel(look, words, font="small", ink="muted", wrap=True))

    def _to_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(self._fingerprint)


class ClearTextBody(QWidget):
    """What others can read where nothing is encrypted."""

    def __init__(self, look: Look, prompt: Prompt, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        for risk in clear_text_risks():
            column.addLayout(_bullet(look, risk))
        if prompt.subject:
            column.addSpacing(look.px(4))
            words = self.tr("The address is {0}. With +ssh or +tls in it, everything is encrypted.")
            words = words.format(in_sentence(server_line(redact(prompt.subject))))
            column.addWidget(TextLabel(look, words, ink="muted", wrap=True))


def _bullet(look: Look, text: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(look.px(8))
    line.addWidget(IconLabel(look, "lk-ok", role="warn"), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(TextLabel(look, text, wrap=True), 1)
    return line
