"""What the removal of a device means: what is lost, and why it may be impossible."""

from dataclasses import dataclass

from lxml import etree

from virtgui.core.values.node_choices import VolumeChoice
from virtgui.documents.devices.controller import ControllerElement
from virtgui.documents.domain import DiskElement, DomainDocument
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import Path
from virtgui.models.hardware.controller import in_use
from virtgui.models.hardware.device_parts import machines_with
from virtgui.models.hardware.disk_words import DRIVES
from virtgui.models.hardware.entries import Target, element_of, words_of
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Removal:
    """What to say before a device goes.

    Attributes:
        title: Its name.
        refusal: Why it cannot go, in words; empty when it can.
        lines: What is lost and what stays; none where nobody needs to be asked.
        volume: The volume that may be deleted as well.
        kept: Why there is none, in words; empty where nothing is to be said.
        at_once: Whether the disk was never applied, so that its volume can go now.
    """

    title: str
    refusal: str
    lines: tuple[str, ...]
    volume: VolumeChoice | None = None
    kept: str = ""
    at_once: bool = False


def removal_of(scene: Scene, target: Target) -> Removal:
    """What removing a device means."""
    root = scene.document.element
    element = element_of(root, target)
    if element is None:
        return Removal("", "", ())
    _icon, title, detail = words_of(element, target, scene)
    if target.form == "controller":
        refusal = in_use(ControllerElement(element), scene)
        if refusal:
            return Removal(title, refusal, ())
    lines: tuple[str, ...] = ()
    volume, kept = None, ""
    source = Path("source").find(element)
    if target.form in ("disk", "filesystem") and source is not None:
        text = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The machine loses it; the data stay where they are: {detail}"
            )
        )
        lines = (text.format(detail=detail),)
        if target.form == "disk":
            volume, kept = _doomed(scene, element)
    elif target.form == "tpm":
        lines = (
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "What the guest has sealed with it, such as disk keys, cannot be opened again.",
                )
            ),
        )
    at_once = volume is not None and not has_volume(scene.base, volume)
    return Removal(title, "", lines, volume, kept, at_once)


def _doomed(scene: Scene, element: etree._Element) -> tuple[VolumeChoice | None, str]:
    """The volume of a disk that may be deleted with it, or why none may, in words."""
    disk = DiskElement(element)
    place = disk.source()
    if not place or disk.kind not in ("file", "block", "volume") or disk.device in DRIVES:
        return None, ""
    if scene.choices is None:
        text = QT_TRANSLATE_NOOP("Hardware", "The volumes of {host} are not known yet.")
        return None, words(text).format(host=scene.node_name)
    found = volume_at(scene, place)
    if found is None or not found.path:
        text = QT_TRANSLATE_NOOP("Hardware", "Its data are in no storage pool that {host} knows.")
        return None, words(text).format(host=scene.node_name)
    others = [name for name in found.users if name != scene.base.name]
    if others:
        text = QT_TRANSLATE_NOOP("Hardware", "{volume} stays: {machines} uses it, too.")
        return None, words(text).format(volume=found.name, machines=machines_with(others))
    if disk.readonly or disk.shareable:
        text = QT_TRANSLATE_NOOP("Hardware", "{volume} stays: it is read only, or shared.")
        return None, words(text).format(volume=found.name)
    places = {found.path, f"{found.pool}/{found.name}"}
    own = [item for item in devices_of(scene.document.element) if item.tag == "disk"]
    if any(item is not element and DiskElement(item).source() in places for item in own):
        text = QT_TRANSLATE_NOOP("Hardware", "{volume} stays: another disk of the machine has it.")
        return None, words(text).format(volume=found.name)
    return found, ""


def volume_at(scene: Scene, place: str) -> VolumeChoice | None:
    """The node's volume with a path, or "pool/name"."""
    items = () if scene.choices is None else scene.choices.volumes.items
    return next(
        (item for item in items if place and place in (item.path, f"{item.pool}/{item.name}")),
        None,
    )


def has_volume(document: DomainDocument, volume: VolumeChoice) -> bool:
    """Whether a disk of a definition is on a volume."""
    places = (volume.path, f"{volume.pool}/{volume.name}")
    disks = (item for item in devices_of(document.element) if item.tag == "disk")
    return any(DiskElement(disk).source() in places for disk in disks)
