"""What devices of the node a domain takes for itself, as its definition names them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.documents.properties import child

_ADAPTER: Final = "scsi_"
_OTHER_PCI: Final = (("interface", "hostdev"), ("disk", "nvme"))
_PCI_PARTS: Final = (("domain", 4), ("bus", 2), ("slot", 2), ("function", 1))
_CAPABILITIES: Final = ("interface", "block", "char")


def host_addresses(devices: etree._Element | None) -> tuple[str, ...]:
    """Return the devices of the node that ``devices`` names, as "kind address".

    Besides host devices these are interfaces and NVMe disks that are PCI devices of the node.
    What is written in a way that cannot be read is left out.
    """
    if devices is None:
        return ()
    found = (_address(element) for element in devices.iterchildren("hostdev", "interface", "disk"))
    return tuple(address for address in found if address)


def pci_address(address: etree._Element | None) -> str:
    """Return a PCI address as the node's tools write it: "0000:01:00.0"; else empty."""
    if address is None:
        return ""
    numbers = [number(address.get(name, "0")) for name, _ in _PCI_PARTS]
    return pci_text(numbers)


def pci_text(numbers: list[int | None]) -> str:
    """Return domain, bus, slot and function as one text; empty where one is missing."""
    known = [value for value in numbers if value is not None]
    if len(known) < len(_PCI_PARTS):
        return ""
    parts = [f"{value:0{width}x}" for value, (_, width) in zip(known, _PCI_PARTS, strict=True)]
    return f"{':'.join(parts[:3])}.{parts[3]}"


def number(written: str) -> int | None:
    """Read a number as libvirt writes it: "16", "0x10", "016"; None for anything else."""
    try:
        is_hexadecimal = written[:2].lower() == "0x"
        return int(written, 16 if is_hexadecimal else 10)
    except ValueError:
        return None


def _address(element: etree._Element) -> str:
    kind = element.get("type", "")
    if element.tag != "hostdev":
        # Looked at first: most disks and interfaces are none.
        kind = "pci" if (element.tag, kind) in _OTHER_PCI else ""
    source = child(element, "source") if kind else None
    if source is None:
        return ""
    if element.get("mode") == "capabilities":
        return _capability(kind, source)
    read = _READERS.get(kind)
    text = read(source) if read else ""
    return f"{kind} {text}" if text else ""


def _capability(kind: str, source: etree._Element) -> str:
    """Name what a container takes: an interface, a block or character device."""
    for tag in _CAPABILITIES:
        found = child(source, tag)
        if found is not None and (found.text or "").strip():
            return f"{kind} {(found.text or '').strip()}"
    return ""


def _pci(source: etree._Element) -> str:
    return pci_address(child(source, "address"))


def _usb(source: etree._Element) -> str:
    address = child(source, "address")
    if address is not None:
        bus, device = (number(address.get(name, "")) for name in ("bus", "device"))
        return "" if bus is None or device is None else f"{bus:03}:{device:03}"
    parts = (child(source, tag) for tag in ("vendor", "product"))
    ids = [None if part is None else number(part.get("id", "")) for part in parts]
    known = [f"{value:04x}" for value in ids if value is not None]
    return ":".join(known) if len(known) == len(ids) else ""


def _mdev(source: etree._Element) -> str:
    address = child(source, "address")
    return "" if address is None else address.get("uuid", "").lower()


def _scsi(source: etree._Element) -> str:
    adapter, address = child(source, "adapter"), child(source, "address")
    if adapter is None or address is None:
        return ""
    host = adapter.get("name", "").removeprefix(_ADAPTER)
    numbers = [number(address.get(name, "0")) for name in ("bus", "target", "unit")]
    return "" if None in numbers or not host else ":".join((host, *map(str, numbers)))


_READERS: Final[Mapping[str, Callable[[etree._Element], str]]] = MappingProxyType(
    {"pci": _pci, "usb": _usb, "mdev": _mdev, "scsi": _scsi}
)
