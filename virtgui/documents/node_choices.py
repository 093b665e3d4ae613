"""Networks, interfaces and devices of a node, as far as choosing them needs it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.core.values.node_choices import HostInterfaceChoice, NetworkChoice, NodeDeviceChoice
from virtgui.documents.document import DocumentError, DocumentProblem, parse_root
from virtgui.documents.hostdevs import number, pci_text
from virtgui.documents.properties import child

_PASSED_KINDS: Final = frozenset(
    {
        "pci",
        "usb_device",
        "scsi",
        "scsi_host",
        "mdev",
        "net",
        "drm",
        "ccw",
        "css",
        "vdpa",
        "storage",
    }
)
_PCI_NUMBERS: Final = ("domain", "bus", "slot", "function")
_SCSI_NUMBERS: Final = ("host", "bus", "target", "lun")
_CHANNEL_NUMBERS: Final = (("cssid", "x"), ("ssid", "x"), ("devno", "04x"))
_BRIDGES: Final = frozenset({"pci-bridge", "cardbus-bridge"})
_BRIDGE_CLASS: Final = "0x0604"
_ROOT_HUB: Final = 0x1D6B
"""The vendor of what Linux shows as the root of each USB bus."""


def read_network_choice(xml_text: str, *, is_active: bool) -> NetworkChoice:
    """Read a virtual network's XML.

    Raises:
        DocumentError: The text is not the XML of a network.
    """
    root = _root(xml_text, "network")
    forward = child(root, "forward")
    groups = (group.get("name", "") for group in root.iterchildren("portgroup"))
    return NetworkChoice(
        name=root.findtext("name") or "",
        is_active=is_active,
        bridge=_attribute(root, "bridge", "name"),
        # libvirt takes an element without a mode for address translation.
        forward="" if forward is None else forward.get("mode", "nat"),
        port_groups=tuple(groups),
    )


def read_interface_choice(xml_text: str, *, is_active: bool) -> HostInterfaceChoice:
    """Read the XML of an interface of the node.

    Raises:
        DocumentError: The text is not the XML of an interface.
    """
    root = _root(xml_text, "interface")
    mac = _attribute(root, "mac", "address").lower()
    return HostInterfaceChoice(root.get("name", ""), root.get("type", ""), is_active, mac)


def read_node_device(xml_text: str) -> NodeDeviceChoice | None:
    """Read a node device's XML; None for kinds that have nothing to do with passing through.

    Raises:
        DocumentError: The text is not the XML of a node device.
    """
    root = _root(xml_text, "device")
    capability = next(
        (item for item in root.iterchildren("capability") if item.get("type") in _PASSED_KINDS),
        None,
    )
    if capability is None:
        return None
    kind = capability.get("type", "")
    path = root.xpath("string(devnode[@type='dev'])")
    choice = NodeDeviceChoice(
        name=root.findtext("name") or "",
        kind=kind,
        product=_one_of(capability, "product", "model"),
        vendor=_one_of(capability, "vendor"),
        vendor_id=_attribute(capability, "vendor", "id"),
        product_id=_attribute(capability, "product", "id"),
        driver=root.findtext("driver/name") or "",
        iommu_group=number(_attribute(capability, "iommuGroup", "number")),
        numa_cell=number(_attribute(capability, "numa", "node")),
        parent=root.findtext("parent") or "",
        path=str(path),
    )
    read = _READERS.get(kind)
    return read(choice, capability) if read else choice


def _root(xml_text: str, name: str) -> etree._Element:
    root = parse_root(xml_text, keep_blanks=False)
    if root.tag != name:
        raise DocumentError(DocumentProblem.WRONG_ROOT, detail=str(root.tag))
    return root


def _attribute(parent: etree._Element, tag: str, name: str) -> str:
    element = child(parent, tag)
    return "" if element is None else element.get(name, "")


def _one_of(capability: etree._Element, *tags: str) -> str:
    texts = ((capability.findtext(tag) or "").strip() for tag in tags)
    return next((text for text in texts if text), "")


def _numbers(capability: etree._Element, names: tuple[str, ...]) -> list[int | None]:
    return [number(capability.findtext(name) or "") for name in names]


def _pci(choice: NodeDeviceChoice, capability: etree._Element) -> NodeDeviceChoice:
    members = capability.iterfind("iommuGroup/address")
    inner = {item.get("type") for item in capability.iterchildren("capability")}
    is_bridge = (capability.findtext("class") or "").startswith(_BRIDGE_CLASS)
    return replace(
        choice,
        address=pci_text(_numbers(capability, _PCI_NUMBERS)),
        group_members=tuple(
            pci_text([number(item.get(name, "0")) for name in _PCI_NUMBERS]) for item in members
        ),
        is_bridge=is_bridge or bool(inner & _BRIDGES),
    )


def _usb(choice: NodeDeviceChoice, capability: etree._Element) -> NodeDeviceChoice:
    bus, device = _numbers(capability, ("bus", "device"))
    address = "" if bus is None or device is None else f"{bus:03}:{device:03}"
    is_root = number(choice.vendor_id) == _ROOT_HUB
    return replace(choice, address=address, is_bridge=is_root)


def _scsi(choice: NodeDeviceChoice, capability: etree._Element) -> NodeDeviceChoice:
    numbers = _numbers(capability, _SCSI_NUMBERS)
    return replace(choice, address="" if None in numbers else ":".join(map(str, numbers)))


def _mdev(choice: NodeDeviceChoice, capability: etree._Element) -> NodeDeviceChoice:
    # Before 7.8 libvirt told the UUID in the name only: mdev_aaaaaaaa_bbbb_...
    named = "-".join(choice.name.split("_")[1:6])
    uuid = capability.findtext("uuid") or named
    return replace(choice, address=uuid.lower(), mdev_type=_attribute(capability, "type", "id"))


def _net(choice: NodeDeviceChoice, capability: etree._Element) -> NodeDeviceChoice:
    return replace(
        choice,
        net_name=capability.findtext("interface") or "",
        address=(capability.findtext("address") or "").lower(),
    )


def _channel(choice: NodeDeviceChoice, capability: etree._Element) -> NodeDeviceChoice:
    numbers = _numbers(capability, tuple(name for name, _ in _CHANNEL_NUMBERS))
    forms = [form for _, form in _CHANNEL_NUMBERS]
    parts = [
        f"{value:{form}}" for value, form in zip(numbers, forms, strict=True) if value is not None
    ]
    return replace(choice, address=".".join(parts) if len(parts) == len(forms) else "")


def _storage(choice: NodeDeviceChoice, capability: etree._Element) -> NodeDeviceChoice:
    return replace(
        choice,
        path=capability.findtext("block") or choice.path,
        block_size=number(capability.findtext("size") or ""),
    )


_READERS: Final[Mapping[str, Callable[[NodeDeviceChoice, etree._Element], NodeDeviceChoice]]] = (
    MappingProxyType(
        {
            "pci": _pci,
            "usb_device": _usb,
            "scsi": _scsi,
            "mdev": _mdev,
            "net": _net,
            "ccw": _channel,
            "css": _channel,
            "storage": _storage,
        }
    )
)
