"""Asks for the path of a folder."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from virtgui.core.values.domain_config import normal_group
from virtgui.views.dialogs.connection_parts import SuggestionBox
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.dialogs.label_fields import group_sentence
from virtgui.views.look.look import Look


class FolderDialog(FittedDialog):
    """A path such as "site/rack"; `folder` is it in its usual form."""

    def __init__(
        self,
        look: Look,
        title: str,
        verb: str,
        known: Sequence[str],
        parent: QWidget | None = None,
        *,
        folder: str = "",
    ) -> None:
        super().__init__(look, title, parent=parent)
        self.setObjectName("folder_dialog")
        self.add_title(title, "group")
        self._field = SuggestionBox(items=list(known))
        self._field.setObjectName("folder")
        self._field.line.setAccessibleName(self.tr("Folder"))
        self._field.setEditText(folder)
        hint = self.tr("A folder in a folder is written with a slash, such as site/rack.")
        form = self.add_form()
        self._row = form.add_row(self.tr("Folder"), self._field, hint=hint, stretch=True)
        self.body.addStretch(1)
        self.add_primary(verb)
        self.add_cancel()
        self._field.editTextChanged.connect(self._check)
        self._field.line.setFocus()
        self._field.line.selectAll()
        self._check()

    @property
    def folder(self) -> str:
        """The path."""
        return normal_group(self._field.currentText())

    @Slot()
    def _check(self) -> None:
        sentence = group_sentence(self.folder)
        self._row.set_message("error" if sentence else "", sentence)
        if self.primary is not None:
            missing = "" if self.folder else self.tr("The folder has no name yet.")
            self.primary.set_reason(sentence or missing)
