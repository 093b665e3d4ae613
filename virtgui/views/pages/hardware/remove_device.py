"""The question before a device goes, where something is lost by it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QWidget

from virtgui.core.values.node_choices import VolumeChoice
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.removal import Removal, removal_of
from virtgui.models.hardware.scene import Scene
from virtgui.models.plain_text import in_sentence, one_line, plain_tip
from virtgui.views.dialogs.confirm import ConfirmDialog, ConfirmQuestion
from virtgui.views.dialogs.message import MessageDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.text import TextLabel

_LONGEST: Final = 36
_END: Final = 12
"""How much of the end of a long name is shown: its ending tells the format."""


@dataclass(frozen=True, slots=True)
class RemoveAnswer:
    """Whether a device goes, and which volume shall be deleted with it."""

    goes: bool
    volume: VolumeChoice | None = None


class RemoveDeviceDialog(ConfirmDialog):
    """Asks, and offers to delete the volume of a disk where nobody else has it."""

    def __init__(
        self, look: Look, question: ConfirmQuestion, removal: Removal, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, question, parent)
        self.setObjectName("remove_device_dialog")
        self.delete_volume = QCheckBox()
        self.delete_volume.setObjectName("delete_volume")
        volume = removal.volume
        place = self.body.count() - 1
        if volume is not None:
            self.delete_volume.setText(self._words(removal).format(name=_as_label(volume.name)))
            self.delete_volume.setToolTip(plain_tip(one_line(volume.path)))
            self.body.insertWidget(place, self.delete_volume)
        elif removal.kept:
            label = TextLabel(look, one_line(removal.kept), ink="muted", wrap=True)
            self.body.insertWidget(place, label)

    def _words(self, removal: Removal) -> str:
        if removal.at_once:
            return self.tr("Also delete {name} now")
        return self.tr("Also delete {name} when the change has been applied")


def _as_label(name: str) -> str:
    """A name in a check box, which wraps nothing and takes an ampersand for the mark of a key."""
    shown = name if len(name) <= _LONGEST else f"{name[: _LONGEST - _END]}…{name[-_END:]}"
    return in_sentence(shown).replace("&", "&&")


def ask_to_remove(look: Look, scene: Scene, target: Target, window: QWidget) -> RemoveAnswer:
    """Ask where something is lost; what to do. The removal is an edit like others."""
    removal = removal_of(scene, target)
    if removal.refusal:
        title = QCoreApplication.translate("RemoveDevice", "{device} cannot be removed")
        MessageDialog(
            look,
            title.format(device=removal.title),
            removal.refusal,
            severity="warn",
            parent=window,
        ).exec()
        return RemoveAnswer(goes=False)
    if not removal.lines:
        return RemoveAnswer(goes=True)
    title = QCoreApplication.translate("RemoveDevice", "Remove {device}?")
    verb = QCoreApplication.translate("RemoveDevice", "Remove device")
    question = ConfirmQuestion(title.format(device=in_sentence(removal.title)), removal.lines, verb)
    dialog = RemoveDeviceDialog(look, question, removal, window)
    if not dialog.exec():
        return RemoveAnswer(goes=False)
    is_ticked = dialog.delete_volume.isChecked()
    return RemoveAnswer(goes=True, volume=removal.volume if is_ticked else None)
