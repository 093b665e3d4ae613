"""Changing the chipset of a machine that exists: what has to go with it."""

from collections.abc import Mapping
from string import ascii_lowercase
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.documents.placing import remove_element
from virtgui.documents.properties import Path, child

Q35: Final = "q35"
I440FX: Final = "i440fx"

_KEPT: Final = frozenset({"pci-expander-bus", "pcie-expander-bus"})
_ROOTS: Final[Mapping[str, str]] = MappingProxyType({Q35: "pcie-root", I440FX: "pci-root"})


def chipset_of(machine: str) -> str:
    """The chipset of a machine type of PCs: "q35" or "i440fx"; empty for others."""
    if machine == "q35" or "-q35" in machine:
        return Q35
    if machine == "pc" or "-i440fx" in machine or machine.startswith("pc-0."):
        return I440FX
    return ""


def wrong_root(root: etree._Element, machine: str) -> bool:
    """Whether the first PCI controller is that of another chipset, which libvirt refuses."""
    wanted = _ROOTS.get(chipset_of(machine), "")
    for controller in root.iterfind("devices/controller[@type='pci']"):
        if controller.get("index") == "0":
            return bool(wanted) and controller.get("model") != wanted
    return False


def pci_addresses(root: etree._Element) -> list[etree._Element]:
    """The addresses on the guest's PCI bus that devices have."""
    return [
        address
        for device in root.iterfind("devices/*")
        for address in device.iterchildren("address")
        if address.get("type") == "pci"
    ]


def ide_disks(root: etree._Element) -> list[etree._Element]:
    """The disks on an IDE bus, which Q35 does not have."""
    bus = Path("target/@bus")
    return [disk for disk in root.iterfind("devices/disk") if bus.read(disk) == "ide"]


def drop_addresses(root: etree._Element) -> None:
    """Take away what libvirt assigns anew: PCI addresses and the buses that it made for them.

    Expander buses stay: somebody has put them there, with the cell they belong to.
    """
    for controller in root.findall("devices/controller[@type='pci']"):
        if controller.get("model") not in _KEPT:
            remove_element(controller)
    for address in pci_addresses(root):
        remove_element(address)


def fit_chipset(root: etree._Element) -> None:
    """Let the devices fit the machine's chipset: addresses are dropped, IDE becomes SATA."""
    drop_addresses(root)
    if chipset_of(Path("os/type/@machine").read(root) or "") != Q35:
        return
    taken = {Path("target/@dev").read(disk) for disk in root.iterfind("devices/disk")}
    for disk in ide_disks(root):
        _move_to_sata(disk, taken)
    for controller in root.findall("devices/controller[@type='ide']"):
        remove_element(controller)


def _move_to_sata(disk: etree._Element, taken: set[str | None]) -> None:
    target = child(disk, "target")
    if target is None:
        return
    target.set("bus", "sata")
    if target.get("dev", "").startswith("hd"):
        names = (f"sd{letter}" for letter in ascii_lowercase)
        name = next((name for name in names if name not in taken), "sdaa")
        taken.add(name)
        target.set("dev", name)
    address = child(disk, "address")
    if address is not None:
        remove_element(address)
