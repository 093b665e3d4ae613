"""What is checked of disks: names, files that are in use, and what the hypervisor refuses."""

import re
from collections.abc import Iterator
from typing import Any, Final

from virtgui.documents.devices.disk import DiskDevice
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import Path, XmlView, add_child, child
from virtgui.models.hardware.device_parts import machines_with, others_of, place_of
from virtgui.models.hardware.disk_switch import free_target
from virtgui.models.hardware.disk_words import DRIVES, source_of
from virtgui.models.hardware.fields import Finding, Fix, error, warning, words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_TARGET: Final = re.compile(
    r"(ioemu:)?(fd|hd|sd|vd|xvd|ubd)[a-zA-Z0-9_]+|[a-zA-Z0-9_/.:-]+", re.ASCII
)


def disk_in(scene: Scene, place: int) -> DiskDevice:
    """The disk at a place of another copy of the document, for fixes."""
    return DiskDevice(devices_of(scene.document.element)[place])


def check_target(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check the name in the guest: given, well written, no other disk's."""
    place = place_of(view)

    def rename(changed: Scene) -> None:
        disk = disk_in(changed, place)
        disk.target = free_target(changed, disk.bus, disk)

    free = free_target(scene, view.bus, view)
    fix = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Use {name}")).format(name=free), rename)
    if not value:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "A disk needs a name in the guest, such as vda.")),
            fix,
        )
    if not _TARGET.fullmatch(value):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "“{name}” is no name of a disk; vda or sdb fits.")
            ).format(name=value),
            fix,
        )
    if any(Path("target/@dev").read(other) == value for other in others_of(view, scene, "disk")):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Another disk of this machine is {name}.")).format(
                name=value
            ),
            fix,
        )
    return None


def check_bus(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check that the chipset has the bus, and that its controller is a good one."""
    if value == "ide" and "q35" in scene.document.machine:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Q35 has no IDE; SATA fits.")))
    if view.device == "floppy" and value not in ("fdc", ""):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "A floppy hangs on the bus for floppies."))
        )
    if view.device == "cdrom" and value == "virtio":
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "CD-ROM drives are not made for virtio; SATA or SCSI fits."
                )
            )
        )
    if view.device == "lun" and value not in ("virtio", "scsi"):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "SCSI pass-through needs the bus SCSI.")))
    if value == "scsi" and scene.is_qemu and not _has_controller(scene, "scsi"):
        fix = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Add controller")), _add_scsi)
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "{name} has no SCSI controller; libvirt would add an old one."
                )
            ).format(name=scene.document.name),
            fix,
        )
    return None


def _has_controller(scene: Scene, kind: str) -> bool:
    found = devices_of(scene.document.element)
    return any(item.tag == "controller" and item.get("type") == kind for item in found)


def _add_scsi(scene: Scene) -> None:
    devices = child(scene.document.element, "devices")
    if devices is None:
        return
    controller = add_child(devices, "controller")
    controller.set("type", "scsi")
    controller.set("index", "0")
    controller.set("model", "virtio-scsi")


def check_source(value: Any, view: Any, scene: Scene) -> Finding | None:
    """Check where the data are: given, written well, used by nobody else."""
    if not source_of(view):
        if view.device in DRIVES or view.kind == "vhostuser":
            return None
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "A disk is never empty; choose where its data are.")
            )
        )
    is_path = isinstance(value, str) and view.kind in ("file", "block", "dir")
    if is_path and not value.startswith("/") and not (view.kind == "file" and value[:1] == "["):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "This is no full path; a full path begins with “/”.")
            )
        )
    return _check_users(view, scene) or _check_volume(view, scene)


def _check_users(view: DiskDevice, scene: Scene) -> Finding | None:
    if view.readonly or view.device in DRIVES:
        return None
    source = source_of(view)
    if any(source_of(XmlView(other)) == source for other in others_of(view, scene, "disk")):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "This machine has the same data twice; both would write."
                )
            )
        )
    if view.shareable:
        return None
    users = sorted(set(_users(source, scene)))
    if users:
        sentence = words(
            QT_TRANSLATE_NOOP("Hardware", "Also a disk of {machines}; two that write destroy it.")
        )
        return warning(sentence.format(machines=machines_with(users)))
    return None


def _users(source: str, scene: Scene) -> Iterator[str]:
    for machine in scene.neighbours:
        for disk in machine.disks:
            if (
                disk.source == source and not disk.readonly and not disk.shareable
            ) or source in disk.backing:
                yield machine.name


def _check_volume(view: DiskDevice, scene: Scene) -> Finding | None:
    if view.kind != "volume" or scene.choices is None:
        return None
    pools, volumes = scene.choices.pools, scene.choices.volumes
    pool = next((item for item in pools.items if item.name == view.pool), None)
    if pool is None:
        known = pools.error is None
        text = words(QT_TRANSLATE_NOOP("Hardware", "{host} has no storage pool {name}."))
        return warning(text.format(host=scene.node_name, name=view.pool)) if known else None
    if not pool.is_active:
        return warning(
            words(QT_TRANSLATE_NOOP("Hardware", "The storage pool {name} is not active.")).format(
                name=view.pool
            )
        )
    names = {item.name for item in volumes.items if item.pool == view.pool}
    if volumes.error is None and names and view.volume not in names:
        text = words(QT_TRANSLATE_NOOP("Hardware", "The storage pool {pool} has no volume {name}."))
        return warning(text.format(pool=view.pool, name=view.volume))
    return None


def check_device(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check that the source fits the device."""
    del scene
    if value == "lun" and view.kind not in ("block", "network", "volume"):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "SCSI pass-through needs a block device, a volume or iSCSI."
                )
            )
        )
    if value == "lun" and view.kind == "network" and view.protocol != "iscsi":
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Of the network only iSCSI can pass SCSI commands through."
                )
            )
        )
    return None


def check_format(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check that the format is the volume's, and fits the source."""
    if value not in ("", "raw") and view.kind in ("block", "nvme"):
        if view.kind == "nvme":
            return error(words(QT_TRANSLATE_NOOP("Hardware", "An NVMe device is raw.")))
        return None
    known = {
        item.format
        for item in (() if scene.choices is None else scene.choices.volumes.items)
        if item.format and source_of(view) in (item.path, f"{item.pool}/{item.name}")
    }
    if value and known and value not in known and view.device == "disk":
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The volume is {format}; the guest would see something else."
                )
            ).format(format=min(known))
        )
    return None


def check_io(value: str, view: Any, scene: Scene) -> Finding | None:
    """Native requests need direct access."""
    del scene
    if value != "native" or view.cache in ("none", "directsync"):
        return None
    place = place_of(view)

    def uncached(changed: Scene) -> None:
        disk_in(changed, place).cache = "none"

    fix = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Set the cache to none")), uncached)
    return error(
        words(
            QT_TRANSLATE_NOOP(
                "Hardware", "Native requests need the cache “None” or “Direct and in step”."
            )
        ),
        fix,
    )


def check_shareable(value: bool, view: Any, scene: Scene) -> Finding | None:
    """Several machines can write at once only to raw data."""
    del scene
    if value and view.format not in ("", "raw"):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "Only raw disks can be shared; this one is {format}.")
            ).format(format=view.format)
        )
    if value and view.cache not in ("", "default", "none", "directsync"):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "Shared disks want the cache “None”: others do not see what is cached.",
                )
            )
        )
    return None


def check_copy_on_read(value: bool | None, view: Any, scene: Scene) -> Finding | None:
    """What is read only cannot be written at reading."""
    del scene
    if value and view.readonly:
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "A disk that is read only cannot copy what is read.")
            )
        )
    return None


def check_transient(value: bool, view: Any, scene: Scene) -> Finding | None:
    """Say what is lost, and what does not fit."""
    del scene
    if value and view.device != "disk":
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Only disks can forget what was written."))
        )
    if value and view.kind not in ("file", "volume"):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "It is made for image files; others may be refused at the start."
                )
            )
        )
    if value:
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "All that is written is lost at the end of the machine."
                )
            )
        )
    return None


def check_reserved(value: bool | None, view: Any, scene: Scene) -> Finding | None:
    """Persistent reservations are commands of SCSI."""
    del scene
    if value is not None and view.device != "lun":
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Persistent reservations need SCSI pass-through."))
        )
    return None


def check_scsi_text(most: int) -> Any:
    """A check of what only SCSI disks tell: maker and product."""

    def check(value: str, view: Any, scene: Scene) -> Finding | None:
        del scene
        if value and view.bus != "scsi":
            return error(words(QT_TRANSLATE_NOOP("Hardware", "Only SCSI disks tell it.")))
        if len(value) > most or not value.isascii() or not (value.isprintable() or not value):
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "Up to {count} plain letters fit.")).format(
                    count=most
                )
            )
        return None

    return check


def check_wwn(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check the world-wide name."""
    del scene
    if value and not re.fullmatch(r"(0x)?[0-9a-fA-F]{16}", value):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "A world-wide name has 16 hexadecimal digits."))
        )
    if value and view.bus not in ("ide", "sata", "scsi"):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Only SCSI, SATA and IDE disks have one."))
        )
    return None


def check_serial(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check the serial number."""
    del scene
    if value and not re.fullmatch(r"[A-Za-z0-9_.+ -]+", value):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Letters, digits, blanks and . _ + - fit."))
        )
    if len(value) > 20 and view.bus == "virtio":
        return warning(
            words(QT_TRANSLATE_NOOP("Hardware", "virtio tells the guest 20 letters of it only."))
        )
    if view.device == "lun" and value:
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "With SCSI pass-through the guest sees the disk's own number."
                )
            )
        )
    return None


def check_hosts(view: Any, scene: Scene) -> Finding | None:
    """Check the servers of a network source."""
    del scene
    count = len(view.hosts)
    if view.kind != "network" or view.protocol in ("rbd", "sheepdog"):
        return None
    if not count:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Add a server.")))
    if count > 1 and view.protocol != "gluster":
        return error(words(QT_TRANSLATE_NOOP("Hardware", "One server fits for this protocol.")))
    return None
