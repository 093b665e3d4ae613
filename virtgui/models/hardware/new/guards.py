"""Why something cannot be added, as conditions of new devices."""

from lxml import etree

from virtgui.documents.editing.matching import devices_of
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP


def only_machines(scene: Scene) -> str:
    """Why a container cannot have it; empty for virtual machines."""
    return (
        words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only.")) if scene.is_container else ""
    )


def devices_named(scene: Scene, tag: str) -> list[etree._Element]:
    """The machine's devices of a kind."""
    return [item for item in devices_of(scene.document.element) if item.tag == tag]


def has_display(scene: Scene, kind: str) -> bool:
    """Whether the machine has a display of a kind."""
    return any(item.get("type") == kind for item in devices_named(scene, "graphics"))


def has_usb(scene: Scene) -> bool:
    """Whether the machine has USB; libvirt gives it to machines that do not refuse it."""
    found = [item for item in devices_named(scene, "controller") if item.get("type") == "usb"]
    if found:
        return any(item.get("model") != "none" for item in found)
    return not scene.document.arch.startswith("s390")
