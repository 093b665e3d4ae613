"""What the header of a form offers besides its fields: resize, eject, rename."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from virtgui.documents.devices.disk import DiskDevice
from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.disk_words import DRIVES, running_disk, source_of
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.removal import volume_at
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

RESIZE: Final = "resize"
EJECT: Final = "eject"
RENAME: Final = "rename"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAction:
    """One button in the header of a form.

    Attributes:
        id: A stable name.
        label: Its words, untranslated, context "Hardware".
        icon: The icon's name.
        tag: The id of the form that has it.
        shown: Whether it has a meaning for what is shown.
        reason: Why it cannot be done now, translated; empty when it can.
    """

    id: str
    label: str
    icon: str
    tag: str
    shown: Callable[[XmlView, Scene], bool]
    reason: Callable[[XmlView, Scene], str]


@dataclass(frozen=True, slots=True)
class Resizing:
    """A disk that is to become larger.

    Attributes:
        target: Its name in the guest.
        place: Where its data are.
        capacity: Bytes that it has now; None where that is not known.
        is_live: Whether the guest sees it at once.
        free: Bytes that are free in its pool; None where that is not known.
    """

    target: str
    place: str
    capacity: int | None
    is_live: bool
    free: int | None = None


def actions_for(target: Target) -> tuple[DeviceAction, ...]:
    """The buttons of a form."""
    return tuple(action for action in DEVICE_ACTIONS if action.tag == target.form)


def resizing_of(view: XmlView, scene: Scene) -> Resizing:
    """What is known of a disk that is to become larger."""
    disk, place = DiskDevice(view.element), source_of(view)
    volume = volume_at(scene, place)
    pools = () if scene.choices is None else scene.choices.pools.items
    pool = next((item for item in pools if volume and item.name == volume.pool), None)
    return Resizing(
        target=disk.target,
        place=place,
        capacity=None if volume is None else volume.capacity,
        is_live=running_disk(view, scene) is not None,
        free=None if pool is None else pool.free,
    )


def _is_plain_disk(view: XmlView, scene: Scene) -> bool:
    del scene
    return DiskDevice(view.element).device == "disk"


def _why_no_resize(view: XmlView, scene: Scene) -> str:
    disk, place = DiskDevice(view.element), source_of(view)
    if disk.kind not in ("file", "volume") or not place:
        return words(
            QT_TRANSLATE_NOOP("Hardware", "Only images and volumes of a pool can be resized.")
        )
    if disk.readonly:
        return words(QT_TRANSLATE_NOOP("Hardware", "The disk is read only."))
    if not _is_in(scene.base, disk.target, place):
        return words(QT_TRANSLATE_NOOP("Hardware", "Apply the changes of this disk first."))
    if scene.running is not None:
        if running_disk(view, scene) is None:
            return words(QT_TRANSLATE_NOOP("Hardware", "What runs does not have this disk yet."))
        return ""
    if scene.choices is not None and volume_at(scene, place) is None:
        return words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "Its image is in no storage pool; start the machine, or make a pool of its folder.",
            )
        )
    return ""


def _is_in(document: DomainDocument, target: str, place: str) -> bool:
    """Whether a definition has the disk with the same data."""
    disks = [DiskDevice(item) for item in devices_of(document.element) if item.tag == "disk"]
    return any((disk.target, source_of(disk)) == (target, place) for disk in disks)


def _has_medium(view: XmlView, scene: Scene) -> bool:
    del scene
    return DiskDevice(view.element).device in DRIVES and bool(source_of(view))


def _why_no_new_name(view: XmlView, scene: Scene) -> str:
    del view
    if scene.running is not None:
        return words(QT_TRANSLATE_NOOP("Hardware", "It must be shut off first."))
    return ""


def _always(view: XmlView, scene: Scene) -> bool:
    del view, scene
    return True


def _nothing(view: XmlView, scene: Scene) -> str:
    del view, scene
    return ""


DEVICE_ACTIONS: Final = (
    DeviceAction(
        id=RESIZE,
        label=QT_TRANSLATE_NOOP("Hardware", "Resize…"),
        icon="volume",
        tag="disk",
        shown=_is_plain_disk,
        reason=_why_no_resize,
    ),
    DeviceAction(
        id=EJECT,
        label=QT_TRANSLATE_NOOP("Hardware", "Eject"),
        icon="export",
        tag="disk",
        shown=_has_medium,
        reason=_nothing,
    ),
    DeviceAction(
        id=RENAME,
        label=QT_TRANSLATE_NOOP("Hardware", "Rename…"),
        icon="edit",
        tag="general",
        shown=_always,
        reason=_why_no_new_name,
    ),
)
"""All buttons of all forms."""
