"""Compound changes of disks: another kind of source, another bus, another device."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from virtgui.core.values.node_choices import VolumeChoice
from virtgui.documents.devices.disk import DiskDevice
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.placing import remove_child, remove_element
from virtgui.documents.properties import Path, XmlView, child
from virtgui.models.hardware.disk_words import DRIVES
from virtgui.models.hardware.scene import Scene

_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "file": ("file", "fdgroup"),
        "block": ("dev",),
        "dir": ("dir",),
        "network": ("protocol", "name", "query", "tls", "tlsHostname"),
        "volume": ("pool", "volume", "mode"),
        "nvme": ("type", "managed", "namespace"),
        "vhostuser": ("type", "path"),
    }
)
_NETWORK_PARTS: Final = (
    "host",
    "snapshot",
    "config",
    "auth",
    "initiator",
    "ssl",
    "cookies",
    "readahead",
    "timeout",
    "identity",
)
_PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "file": ("seclabel",),
        "block": ("seclabel", "reservations"),
        "network": _NETWORK_PARTS,
        "volume": ("seclabel",),
        "nvme": ("address",),
        "vhostuser": ("reconnect",),
    }
)
_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "virtio": "vd",
        "scsi": "sd",
        "sata": "sd",
        "usb": "sd",
        "ide": "hd",
        "fdc": "fd",
        "sd": "sd",
        "xen": "xvd",
        "uml": "ubd",
    }
)


def put_kind(view: Any, value: str, scene: Scene) -> None:
    """Let the data be elsewhere: what means the same stays, what fits no more goes."""
    if value == view.kind:
        return
    path = _path(view, scene)
    source = Path("source").find(view.element)
    view.kind = value
    if source is not None:
        _drop_unfit(source, value)
    if value not in ("file", "block", "network", "volume", "nvme"):
        for name in ("encryption", "source/encryption"):
            Path(name).remove(view.element)
    _FILLERS.get(value, _fill_nothing)(view, path, scene)
    if value != "network":
        Path("auth").remove(view.element)
    source = Path("source").find(view.element)
    if source is not None and not len(source) and not source.attrib:
        remove_element(source)


def _path(view: DiskDevice, scene: Scene) -> str:
    if view.kind == "volume":
        found = _volumes(scene)
        names = (view.pool, view.volume)
        return next((item.path for item in found if (item.pool, item.name) == names), "")
    return {"file": view.file, "block": view.block, "dir": view.folder}.get(view.kind, "")


def _volumes(scene: Scene) -> tuple[VolumeChoice, ...]:
    return () if scene.choices is None else scene.choices.volumes.items


def _drop_unfit(source: etree._Element, kind: str) -> None:
    names = {name for known in _ATTRIBUTES.values() for name in known}
    for name in names.difference(_ATTRIBUTES.get(kind, ())):
        if name in source.attrib:
            del source.attrib[name]
    parts = {name for known in _PARTS.values() for name in known}
    for part in list(source.iterchildren(*parts.difference(_PARTS.get(kind, ())))):
        remove_child(source, part)
    # Of an NVMe device and a socket the attribute says different things.
    if "type" in source.attrib:
        del source.attrib["type"]


def _fill_file(view: DiskDevice, path: str, scene: Scene) -> None:
    del scene
    view.file = path


def _fill_block(view: DiskDevice, path: str, scene: Scene) -> None:
    del scene
    view.block = path
    if view.format not in ("", "raw"):
        view.format = "raw"


def _fill_volume(view: DiskDevice, path: str, scene: Scene) -> None:
    found = next((item for item in _volumes(scene) if path and item.path == path), None)
    if found is not None:
        put_volume(view, found)


def put_volume(view: DiskDevice, volume: VolumeChoice) -> None:
    """Name a volume, and its format where that is known."""
    view.pool, view.volume = volume.pool, volume.name
    if volume.format and view.device in ("disk", "lun"):
        view.format = volume.format


def _fill_network(view: DiskDevice, path: str, scene: Scene) -> None:
    del path, scene
    view.protocol = view.protocol or "nbd"


def _fill_nvme(view: DiskDevice, path: str, scene: Scene) -> None:
    del path, scene
    view.source_type = "pci"
    view.managed = True
    view.namespace = 1
    view.format = "raw"


def _fill_socket(view: DiskDevice, path: str, scene: Scene) -> None:
    del path, scene
    view.source_type = "unix"
    for path_in in ("driver/@cache", "driver/@io", "driver/@discard", "driver/@detect_zeroes"):
        Path(path_in).remove(view.element)


def _fill_nothing(view: DiskDevice, path: str, scene: Scene) -> None:
    del view, path, scene


_FILLERS: Final = MappingProxyType(
    {
        "file": _fill_file,
        "block": _fill_block,
        "volume": _fill_volume,
        "network": _fill_network,
        "nvme": _fill_nvme,
        "vhostuser": _fill_socket,
    }
)


def eject(view: Any) -> None:
    """Take the medium out: an empty source is an empty drive."""
    source = Path("source").find(view.element)
    if source is not None:
        remove_element(source)
    for name in ("backingStore", "auth"):
        Path(name).remove(view.element)
    if view.kind not in ("file", "block"):
        view.kind = "file"


def free_target(scene: Scene, bus: str, view: XmlView | None = None) -> str:
    """The first name in the guest that no other disk has, such as "vdb"."""
    others = [item for item in devices_of(scene.document.element) if item.tag == "disk"]
    names = Path("target/@dev")
    taken = {names.read(item) for item in others if view is None or item is not view.element}
    prefix, number = _PREFIXES.get(bus, "sd"), 0
    while f"{prefix}{_letters(number)}" in taken:
        number += 1
    return f"{prefix}{_letters(number)}"


def _letters(number: int) -> str:
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + chr(ord("a") + last)


def put_bus(view: Any, value: str, scene: Scene) -> None:
    """Another bus: its address goes, the name follows, and what only virtio has is dropped."""
    if value == view.bus:
        return
    view.bus = value
    if not view.target.startswith(_PREFIXES.get(value, "")):
        view.target = free_target(scene, value, view)
    address = child(view.element, "address")
    if address is not None:
        remove_element(address)
    if value != "virtio":
        view.model = view.iothread = ""
        view.queues = view.queue_size = None
        view.event_idx = view.ioeventfd = None
        view.driver_iommu = view.driver_ats = None
        view.driver_packed = view.driver_page_per_vq = None
    if value != "scsi":
        view.vendor = view.product = ""
        view.rotation_rate = view.rotation_rate if value in ("ide", "sata") else None
    if value != "usb":
        view.removable = None


def put_device(view: Any, value: str, scene: Scene) -> None:
    """Another device: drives for media are read only and hang on a bus that knows them."""
    if value == view.device:
        return
    view.device = value
    bus = view.bus
    if value == "floppy":
        put_bus(view, "fdc", scene)
    elif value == "cdrom" and bus in ("virtio", "fdc", ""):
        put_bus(view, media_bus(scene), scene)
    elif value == "lun" and bus not in ("virtio", "scsi"):
        put_bus(view, "scsi", scene)
    elif value == "disk" and bus == "fdc":
        put_bus(view, "virtio", scene)
    if value == "cdrom":
        view.readonly = True
    if value != "lun":
        view.raw_io, view.sgio = None, ""
    if value not in DRIVES:
        view.tray = ""


def media_bus(scene: Scene) -> str:
    """The bus of CD-ROM drives of the machine's chipset."""
    machine, arch = scene.document.machine, scene.document.arch
    if arch in ("x86_64", "i686") and ("q35" not in machine):
        return "ide"
    return "sata" if arch in ("x86_64", "i686") else "scsi"
