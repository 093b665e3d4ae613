"""The question when a page with edits that are not applied is left."""

from enum import Enum

from PySide6.QtWidgets import QWidget

from virtgui.models.plain_text import in_sentence
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look


class Leave(Enum):
    """What becomes of edits."""

    KEEP = "keep"
    DISCARD = "discard"
    STAY = "stay"


class LeaveDialog(FittedDialog):
    """Keep for later, discard, or stay."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        title = self.tr("Leave {name} with changes that are not applied?")
        super().__init__(look, title.format(name=in_sentence(name)), parent=parent)
        self.setObjectName("leave_dialog")
        self.answer = Leave.STAY
        self.add_title(self.windowTitle())
        self.add_text(self.tr("Kept changes wait here until you come back, or quit the program."))
        self.body.addStretch(1)
        keep = self.add_primary(self.tr("Keep for later"))
        keep.clicked.connect(lambda: self._decide(Leave.KEEP))
        self.add_cancel(self.tr("Stay"))
        discard = self.add_button(self.tr("Discard changes"))
        discard.setObjectName("discard")
        discard.clicked.connect(lambda: self._decide(Leave.DISCARD))

    def _decide(self, answer: Leave) -> None:
        self.answer = answer
        self.done(int(self.DialogCode.Accepted))


def ask_to_leave(look: Look, name: str, window: QWidget) -> Leave:
    """Ask; what becomes of the edits."""
    dialog = LeaveDialog(look, name, window)
    dialog.exec()
    answer = dialog.answer
    dialog.deleteLater()
    return answer
