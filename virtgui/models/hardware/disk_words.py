"""What disks are called: kinds of devices, sources, buses and formats."""

import posixpath
from typing import Final

from virtgui.documents.domain import DiskElement
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import XmlView, child
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

DEVICES: Final = (
    ("disk", QT_TRANSLATE_NOOP("Hardware", "Disk")),
    ("cdrom", QT_TRANSLATE_NOOP("Hardware", "CD-ROM")),
    ("floppy", QT_TRANSLATE_NOOP("Hardware", "Floppy")),
    ("lun", QT_TRANSLATE_NOOP("Hardware", "Disk with SCSI pass-through")),
)
KINDS: Final = (
    ("file", QT_TRANSLATE_NOOP("Hardware", "Image file")),
    ("volume", QT_TRANSLATE_NOOP("Hardware", "Volume of a storage pool")),
    ("block", QT_TRANSLATE_NOOP("Hardware", "Block device")),
    ("network", QT_TRANSLATE_NOOP("Hardware", "Over the network")),
    ("nvme", QT_TRANSLATE_NOOP("Hardware", "NVMe device")),
    ("dir", QT_TRANSLATE_NOOP("Hardware", "Folder as a FAT disk")),
    ("vhostuser", QT_TRANSLATE_NOOP("Hardware", "vhost-user socket")),
)
PROTOCOLS: Final = (
    ("rbd", QT_TRANSLATE_NOOP("Hardware", "Ceph (rbd)")),
    ("iscsi", "iSCSI"),
    ("nbd", "NBD"),
    ("https", "HTTPS"),
    ("http", "HTTP"),
    ("nfs", "NFS"),
    ("gluster", "Gluster"),
    ("ftps", "FTPS"),
    ("ftp", "FTP"),
    ("tftp", "TFTP"),
    ("sheepdog", "Sheepdog"),
    ("vxhs", "VxHS"),
    ("ssh", "SSH"),
)
BUSES: Final = (
    ("virtio", "virtio"),
    ("scsi", "SCSI"),
    ("sata", "SATA"),
    ("usb", "USB"),
    ("ide", "IDE"),
    ("fdc", QT_TRANSLATE_NOOP("Hardware", "Floppy")),
    ("sd", "SD"),
    ("xen", "Xen"),
    ("uml", "UML"),
)
FORMATS: Final = (
    "qcow2",
    "raw",
    "vmdk",
    "vdi",
    "vpc",
    "vhd",
    "qed",
    "qcow",
    "iso",
    "luks",
    "cow",
    "bochs",
    "cloop",
    "dmg",
    "fat",
    "dir",
    "ploop",
)
DRIVES: Final = ("cdrom", "floppy")
"""The devices whose medium can be missing."""


def source_of(view: XmlView) -> str:
    """Where the data are: a path, a URL, "pool/volume"; empty for an empty drive."""
    return DiskElement(view.element).source()


def disk_label(view: XmlView, scene: Scene) -> tuple[str, str]:
    """What tells a disk from others, and what matters about it."""
    del scene
    disk = DiskElement(view.element)
    kind = words(dict(DEVICES).get(disk.device, "")) or disk.device
    if disk.device == "lun":
        kind = words(QT_TRANSLATE_NOOP("Hardware", "SCSI disk"))
    source = source_of(view)
    is_path = source.startswith("/") and disk.kind in ("file", "block")
    name = posixpath.basename(source) if is_path and disk.kind == "file" else source
    parts = (
        name or words(QT_TRANSLATE_NOOP("Hardware", "Empty")),
        dict(BUSES).get(disk.bus, disk.bus),
    )
    return f"{kind} {disk.target}", ", ".join(filter(None, map(words, parts)))


def chain_words(view: XmlView) -> str:
    """The images below a disk, nearest first."""
    found, store = [], child(view.element, "backingStore")
    while store is not None and len(store):
        found.append(source_of(XmlView(store)))
        store = child(store, "backingStore")
    return " ← ".join(filter(None, found))


def chain_now(view: XmlView, scene: Scene) -> str:
    """The images below a disk as the machine that runs has them: only libvirt's daemon knows."""
    running = running_disk(view, scene)
    now = "" if running is None else chain_words(running)
    return now or chain_words(view)


def running_disk(view: XmlView, scene: Scene) -> XmlView | None:
    """The same disk as it runs; None where it does not, or has another image."""
    if scene.running is None:
        return None
    name = DiskElement(view.element).target
    found = (XmlView(item) for item in devices_of(scene.running.element) if item.tag == "disk")
    same = (disk for disk in found if DiskElement(disk.element).target == name)
    return next((disk for disk in same if source_of(disk) == source_of(view)), None)


def has_chain(view: XmlView, scene: Scene) -> bool:
    """Whether there are images below a disk."""
    return bool(chain_now(view, scene))


def mirror_words(view: XmlView) -> str:
    """Where a running copy of the disk goes."""
    mirror = child(view.element, "mirror")
    if mirror is None:
        return ""
    target = source_of(XmlView(mirror)) or mirror.get("file", "")
    if mirror.get("ready") == "yes":
        return words(QT_TRANSLATE_NOOP("Hardware", "{target} (in step)")).format(target=target)
    return words(QT_TRANSLATE_NOOP("Hardware", "{target} (being copied)")).format(target=target)
