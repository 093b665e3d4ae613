"""The question before a device goes, where something is lost by it."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.removal import removal_of
from virtgui.models.hardware.scene import Scene
from virtgui.models.plain_text import in_sentence
from virtgui.views.dialogs.confirm import ConfirmDialog, ConfirmQuestion
from virtgui.views.dialogs.message import MessageDialog
from virtgui.views.look.look import Look


def ask_to_remove(look: Look, scene: Scene, target: Target, window: QWidget) -> bool:
    """Ask where something is lost; whether to go on. The removal is an edit like others."""
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
        return False
    if not removal.lines:
        return True
    title = QCoreApplication.translate("RemoveDevice", "Remove {device}?")
    verb = QCoreApplication.translate("RemoveDevice", "Remove device")
    question = ConfirmQuestion(title.format(device=in_sentence(removal.title)), removal.lines, verb)
    return bool(ConfirmDialog(look, question, window).exec())
