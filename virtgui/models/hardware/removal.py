"""What the removal of a device means: what is lost, and why it may be impossible."""

from dataclasses import dataclass
from typing import Final

from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import Path
from virtgui.models.hardware.entries import Target, element_of, words_of
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_BUSES: Final = frozenset({"scsi", "sata", "ide", "fdc", "usb"})


@dataclass(frozen=True, slots=True)
class Removal:
    """What to say before a device goes.

    Attributes:
        title: Its name.
        refusal: Why it cannot go, in words; empty when it can.
        lines: What is lost and what stays; none where nobody needs to be asked.
    """

    title: str
    refusal: str
    lines: tuple[str, ...]


def removal_of(scene: Scene, target: Target) -> Removal:
    """What removing a device means."""
    root = scene.document.element
    element = element_of(root, target)
    if element is None:
        return Removal("", "", ())
    _icon, title, detail = words_of(element, target, scene)
    if target.form == "controller":
        users = _hanging_on(scene, element.get("type", ""), element.get("index", "0"))
        if users:
            text = words(QT_TRANSLATE_NOOP("Hardware", "{devices} hang on it. Remove them first."))
            return Removal(title, text.format(devices=", ".join(users)), ())
    lines: tuple[str, ...] = ()
    source = Path("source").find(element)
    if target.form in ("disk", "filesystem") and source is not None:
        text = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The machine loses it; the data stay where they are: {detail}"
            )
        )
        lines = (text.format(detail=detail),)
    elif target.form == "tpm":
        lines = (
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "What the guest has sealed with it, such as disk keys, cannot be opened again.",
                )
            ),
        )
    return Removal(title, "", lines)


def _hanging_on(scene: Scene, kind: str, index: str) -> list[str]:
    """The targets of the disks on a controller."""
    found = []
    for device in devices_of(scene.document.element):
        bus = Path("target/@bus").read(device)
        address = Path("address/@controller").read(device)
        is_here = address == index if address is not None else index == "0"
        if device.tag == "disk" and bus in _BUSES and bus == kind and is_here:
            found.append(Path("target/@dev").read(device) or "")
    return found
