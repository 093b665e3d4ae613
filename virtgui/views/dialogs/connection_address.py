"""The address of a connection as libvirt writes it, with all that can be said about it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from virtgui.core.uri import UriError, parse_uri
from virtgui.models.connection_form import clean_address
from virtgui.views.dialogs.connection_parts import MessageLine, address_line, let_grow
from virtgui.views.dialogs.fitted import CheckRow
from virtgui.views.look.look import Look
from virtgui.views.widgets.fields import set_severity
from virtgui.views.widgets.text import TextLabel

Finding = tuple[str, str]
"""Severity and sentence."""


class AddressPanel(QWidget):
    """A line for any libvirt address.

    Signals:
        edited: the user changed the text.
        accepts_clear_changed: the tick for what is not encrypted.
    """

    edited = Signal()
    accepts_clear_changed = Signal()

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._findings: tuple[Finding, ...] = ()
        self._lines: list[MessageLine] = []
        title = TextLabel(look, self.tr("Address"), font="section", wrap=True)
        self.line = address_line()
        self.line.setObjectName("uri")
        self.line.setAccessibleName(self.tr("Address"))
        title.setBuddy(self.line)
        self._hint = TextLabel(look, font="small", ink="muted", wrap=True)
        self._messages = QVBoxLayout()
        self._messages.setSpacing(look.px(6))
        self.knows = CheckRow(look, self.tr("I know that everything can be read on the way"))
        self.knows.box.setObjectName("accepts_clear")
        let_grow(self.knows)
        self._lay_out(title)
        set_severity(self.line, "")
        self.set_findings((), "", asks_clear=False)
        self.line.textEdited.connect(self._on_edited)
        self.knows.box.toggled.connect(self.accepts_clear_changed)

    @property
    def text(self) -> str:
        """The address without what was pasted around it."""
        return clean_address(self.line.text())

    def set_text(self, text: str) -> None:
        """Show another address; nothing is emitted."""
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def set_findings(self, findings: tuple[Finding, ...], hint: str, *, asks_clear: bool) -> None:
        """Say what is wrong, or worth knowing, below the line."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.knows.setVisible(asks_clear)
        if findings == self._findings:
            return
        self._findings = findings
        for old in self._lines:
            self._messages.removeWidget(old)
            # Deleted when the event loop is reached again; until then it would lie over the new.
            old.hide()
            old.deleteLater()
        self._lines = [MessageLine(self._look, *finding) for finding in findings]
        for line in self._lines:
            self._messages.addWidget(line)
            line.show()
        severities = [severity for severity, _ in findings]
        set_severity(self.line, "error" if "error" in severities else "".join(severities[:1]))
        self.line.setAccessibleDescription(" ".join(sentence for _, sentence in findings))

    def _lay_out(self, title: TextLabel) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(8))
        for widget in (title, self.line, self._hint):
            column.addWidget(widget)
        column.addLayout(self._messages)
        column.addWidget(self.knows)

    @Slot()
    def _on_edited(self) -> None:
        """What was pasted with a command around it is shown bare, once it is an address."""
        typed, bare = self.line.text().strip(), self.text
        if bare != typed and _is_address(bare):
            self.line.setText(bare)
        self.edited.emit()


def _is_address(text: str) -> bool:
    try:
        parse_uri(text)
    except UriError:
        return False
    return True
