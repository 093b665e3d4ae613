"""New disks and drives."""

from typing import Final

from lxml import etree

from virtgui.models.hardware.device_parts import unsupported
from virtgui.models.hardware.disk_switch import free_target, media_bus
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.new import NewDevice
from virtgui.models.hardware.new.text import xml
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_STORAGE: Final = QT_TRANSLATE_NOOP("Hardware", "Storage")


def best_bus(scene: Scene) -> str:
    """The fastest bus that the node offers."""
    told = None if scene.caps is None else scene.caps.offers("disk", "bus")
    order = ("virtio", "scsi", "sata", "ide", "usb")
    return next((bus for bus in order if told is None or bus in told), "virtio")


def new_disk(scene: Scene) -> str:
    """A disk whose data are still to be chosen."""
    disk = etree.Element("disk", type="file", device="disk")
    if scene.is_container:
        return _container_disk(disk, scene)
    bus = best_bus(scene)
    if scene.is_qemu:
        etree.SubElement(disk, "driver", name="qemu", type="qcow2", discard="unmap")
    etree.SubElement(disk, "target", dev=free_target(scene, bus), bus=bus)
    return xml(disk)


def _container_disk(disk: etree._Element, scene: Scene) -> str:
    disk.set("type", "block")
    etree.SubElement(disk, "target", dev=free_target(scene, "sata"))
    return xml(disk)


def new_cdrom(scene: Scene) -> str:
    """An empty CD-ROM drive."""
    drive = etree.Element("disk", type="file", device="cdrom")
    bus = media_bus(scene)
    etree.SubElement(drive, "target", dev=free_target(scene, bus), bus=bus)
    etree.SubElement(drive, "readonly")
    return xml(drive)


def new_floppy(scene: Scene) -> str:
    """An empty floppy drive."""
    drive = etree.Element("disk", type="file", device="floppy")
    etree.SubElement(drive, "target", dev=free_target(scene, "fdc"), bus="fdc")
    return xml(drive)


def new_lun(scene: Scene) -> str:
    """A disk that passes SCSI commands through."""
    disk = etree.Element("disk", type="block", device="lun")
    if scene.is_qemu:
        etree.SubElement(disk, "driver", name="qemu", type="raw", cache="none")
    etree.SubElement(disk, "target", dev=free_target(scene, "scsi"), bus="scsi")
    return xml(disk)


def _no_drive(scene: Scene) -> str:
    return (
        words(QT_TRANSLATE_NOOP("Hardware", "Containers have no such drives."))
        if scene.is_container
        else ""
    )


def _no_floppy(scene: Scene) -> str:
    return _no_drive(scene) or unsupported(scene, "disk", "diskDevice", "floppy")


def _no_lun(scene: Scene) -> str:
    return _no_drive(scene) or unsupported(scene, "disk", "diskDevice", "lun")


NEW: Final[tuple[NewDevice, ...]] = (
    NewDevice(
        id="disk",
        title=QT_TRANSLATE_NOOP("Hardware", "Disk"),
        group=_STORAGE,
        icon="disk",
        tag="disk",
        make=new_disk,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "An image file, a volume, a block device, or data over the network."
        ),
    ),
    NewDevice(
        id="cdrom",
        title=QT_TRANSLATE_NOOP("Hardware", "CD-ROM drive"),
        group=_STORAGE,
        icon="cdrom",
        tag="disk",
        make=new_cdrom,
        hint=QT_TRANSLATE_NOOP("Hardware", "Its medium can be changed while the machine runs."),
        blocked=_no_drive,
    ),
    NewDevice(
        id="floppy",
        title=QT_TRANSLATE_NOOP("Hardware", "Floppy drive"),
        group=_STORAGE,
        icon="save",
        tag="disk",
        make=new_floppy,
        hint=QT_TRANSLATE_NOOP("Hardware", "For old systems and their drivers."),
        blocked=_no_floppy,
    ),
    NewDevice(
        id="lun",
        title=QT_TRANSLATE_NOOP("Hardware", "Disk with SCSI pass-through"),
        group=_STORAGE,
        icon="disk",
        tag="disk",
        make=new_lun,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "The guest sends SCSI commands to a disk of the host or of iSCSI."
        ),
        blocked=_no_lun,
    ),
)
"""What can be added of disks."""
