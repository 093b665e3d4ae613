"""One sentence that has to be read, with an error's details where there are any."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from virtgui.core.errors import ErrorInfo
from virtgui.models.error_words import error_text
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import FlatButton
from virtgui.views.widgets.fields import CodeLine, TextArea


class MessageDialog(FittedDialog):
    """A title, a sentence, perhaps a text to copy, and Close.

    Args of the constructor: look; title; sentence; severity `info`, `ok`, `warn` or `error`;
    details, shown in fixed width; a command to copy.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        sentence: str,
        *,
        severity: str = "info",
        details: str = "",
        command: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, title, parent=parent)
        self.setObjectName("message_dialog")
        self._details = details
        self.add_title(title, severity, severity)
        self.add_text(sentence)
        if command:
            self.body.addWidget(CodeLine(look, command))
        if details:
            self._add_details(details)
        self.body.addStretch(1)
        self.add_cancel(self.tr("Close"))

    @classmethod
    def of_error(
        cls, look: Look, title: str, error: ErrorInfo, parent: QWidget | None = None
    ) -> "MessageDialog":
        """A dialog for an error: what, why, next, details."""
        words = error_text(error)
        sentence = " ".join(part for part in (words.why, words.next) if part)
        return cls(
            look,
            title,
            sentence,
            severity="error",
            details=words.detail,
            command=words.command,
            parent=parent,
        )

    def _add_details(self, details: str) -> None:
        area = TextArea(self._look, mono=True)
        area.setReadOnly(True)
        area.setTabChangesFocus(True)
        area.setPlainText(details)
        area.setAccessibleName(self.tr("Details"))
        area.setFixedHeight(self._look.px(96))
        self.body.addWidget(area)
        copy = FlatButton(self._look, self.tr("Copy"), "copy", bar=False)
        copy.setObjectName("copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))
        self.foot_start.addWidget(copy)
