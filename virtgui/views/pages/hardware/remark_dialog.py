"""Asks what is to be remembered about a version."""

from PySide6.QtWidgets import QLineEdit, QWidget

from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look


class RemarkDialog(FittedDialog):
    """One line of text; versions with a remark are kept longest."""

    def __init__(self, look: Look, remark: str, parent: QWidget | None = None) -> None:
        title = self.tr("Remark on this version")
        super().__init__(look, title, parent=parent)
        self.add_title(title)
        self.add_text(self.tr("Versions with a remark are kept longest."), ink="muted")
        self._edit = QLineEdit(remark)
        self._edit.setMaxLength(200)
        self._edit.setAccessibleName(title)
        self.body.addWidget(self._edit)
        self.body.addStretch(1)
        self.add_primary(self.tr("Keep the remark"))
        self.add_cancel()
        self._edit.setFocus()

    @property
    def remark(self) -> str:
        """What was written."""
        return self._edit.text().strip()
