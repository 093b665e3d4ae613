"""The order in which a machine tries its devices when it starts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.live_plan import device_label
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.hostdevs import pci_address
from virtgui.documents.placing import prune
from virtgui.documents.properties import Path, child
from virtgui.documents.settings.boot import BootView
from virtgui.models.hardware.fields import words
from virtgui.models.noop import QT_TRANSLATE_NOOP

_ORDER: Final = Path("boot/@order")
_BOOT: Final = "boot"
_LISTED: Final[Mapping[str, str]] = MappingProxyType(
    {"disk": "hd", "lun": "hd", "cdrom": "cdrom", "floppy": "fd"}
)
_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "disk": QT_TRANSLATE_NOOP("Hardware", "Disk {name}"),
        "lun": QT_TRANSLATE_NOOP("Hardware", "Disk {name}"),
        "cdrom": QT_TRANSLATE_NOOP("Hardware", "CD-ROM {name}"),
        "floppy": QT_TRANSLATE_NOOP("Hardware", "Floppy {name}"),
        "interface": QT_TRANSLATE_NOOP("Hardware", "Network {name}"),
        "hostdev": QT_TRANSLATE_NOOP("Hardware", "Host device {name}"),
        "redirdev": QT_TRANSLATE_NOOP("Hardware", "USB redirection {name}"),
    }
)
_ICONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "disk": "disk",
        "lun": "disk",
        "cdrom": "cdrom",
        "floppy": "save",
        "interface": "nic",
        "hostdev": "device",
        "redirdev": "usb",
    }
)
_KINDS: Final = frozenset({"disk", "interface", "hostdev", "redirdev"})
_HOST_KINDS: Final = frozenset({"pci", "usb", "scsi"})


@dataclass(frozen=True, slots=True)
class BootEntry:
    """A device that a machine can start from.

    Attributes:
        index: Its place among all devices, as in `Target.place`.
        label: What it is, translated.
        icon: The icon's name.
        order: Its turn, from 1; None where it is not tried.
    """

    index: int
    label: str
    icon: str
    order: int | None


def boot_entries(document: DomainDocument) -> tuple[BootEntry, ...]:
    """The devices to start from: first those that are tried, in turn, then the others.

    Where the document has the old list of kinds of devices, the first device of each kind has
    its turn, as libvirt takes it.
    """
    root = document.element
    devices = {place: device for place, device in enumerate(devices_of(root)) if _can_boot(device)}
    orders = _orders(root, devices)
    entries = [
        BootEntry(place, _label(device), _ICONS[_kind(device)], orders.get(place))
        for place, device in devices.items()
    ]
    return tuple(sorted(entries, key=_turn))


def _turn(entry: BootEntry) -> tuple[bool, int, int]:
    return entry.order is None, entry.order or 0, entry.index


def set_boot_order(document: DomainDocument, indices: Sequence[int]) -> None:
    """Let devices have their turn in the given order, and no others.

    The old list of kinds of devices goes: libvirt refuses it beside the devices' own order.

    Args:
        document: The definition; it is changed.
        indices: Places among all devices, as in `BootEntry.index`.
    """
    root = document.element
    turns = {place: number for number, place in enumerate(indices, start=1)}
    for place, device in enumerate(devices_of(root)):
        if place in turns:
            _ORDER.write(device, str(turns[place]))
        else:
            _drop_order(device)
    view = BootView(root)
    for _row in view.devices:
        BootView.devices.remove(view, 0)


def _drop_order(device: etree._Element) -> None:
    boot = child(device, _BOOT)
    if boot is not None:
        # What else it says ("loadparm") has no meaning without a turn.
        boot.attrib.clear()
        prune(boot, device)


def _can_boot(device: etree._Element) -> bool:
    tag = str(device.tag)
    if tag == "hostdev":
        return device.get("type") in _HOST_KINDS
    return tag in _KINDS


def _kind(device: etree._Element) -> str:
    tag = str(device.tag)
    if tag != "disk":
        return tag
    kind = device.get("device", "disk")
    return kind if kind in _LISTED else "disk"


def _orders(root: etree._Element, devices: Mapping[int, etree._Element]) -> dict[int, int]:
    found: dict[int, int] = {}
    for place, device in devices.items():
        order = _ORDER.read(device)
        if order and order.isdecimal():
            found[place] = int(order)
    return found or _listed(BootView(root).devices, devices)


def _listed(rows: Iterable[object], devices: Mapping[int, etree._Element]) -> dict[int, int]:
    """The turns that the old list gives."""
    found: dict[int, int] = {}
    for row in rows:
        for place, device in devices.items():
            if getattr(row, "dev", "") == _listed_kind(device):
                found.setdefault(place, len(found) + 1)
                break
    return found


def _listed_kind(device: etree._Element) -> str:
    if device.tag == "disk":
        return _LISTED[_kind(device)]
    return "network" if device.tag == "interface" else ""


def _label(device: etree._Element) -> str:
    name = device_label(device)
    if device.tag == "hostdev":
        name = _host_name(device) or name
    return words(_TITLES[_kind(device)]).format(name=name)


def _host_name(device: etree._Element) -> str:
    """What a device of the node is called there."""
    source = child(device, "source")
    if source is None:
        return ""
    if device.get("type") == "usb":
        vendor, product = Path("vendor/@id").read(source), Path("product/@id").read(source)
        return f"{vendor}:{product}" if vendor and product else ""
    return pci_address(child(source, "address"))
