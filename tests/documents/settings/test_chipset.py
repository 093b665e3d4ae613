"""The chipset of a machine type, and what goes with it."""

import pytest
from lxml import etree

from virtgui.documents.settings.chipset import (
    chipset_of,
    drop_addresses,
    fit_chipset,
    wrong_root,
)


@pytest.mark.parametrize(
    ("machine", "chipset"),
    [
        ("q35", "q35"),
        ("pc-q35-7.2", "q35"),
        ("pc", "i440fx"),
        ("pc-i440fx-rhel7.0.0", "i440fx"),
        ("pc-0.14", "i440fx"),
        ("virt-7.2", ""),
        ("", ""),
    ],
)
def test_chipsets(machine, chipset):
    assert chipset_of(machine) == chipset


def domain(devices, machine="q35"):
    text = f"<domain><os><type machine='{machine}'/></os><devices>{devices}</devices></domain>"
    return etree.fromstring(text)


def test_the_root_bus_tells_the_chipset():
    root = domain("<controller type='pci' index='0' model='pci-root'/>")
    assert wrong_root(root, "q35")
    assert not wrong_root(root, "pc")
    assert not wrong_root(root, "virt")
    assert not wrong_root(domain(""), "q35")


def test_only_what_is_assigned_is_dropped():
    root = domain(
        "<controller type='usb'><address type='pci'/></controller>"
        "<disk><address type='drive'/></disk><controller type='pci' model='pcie-root-port'/>"
    )
    drop_addresses(root)
    tags = [(device.get("type"), len(device)) for device in root.find("devices")]
    assert tags == [("usb", 0), (None, 1)]


def test_all_names_of_disks_may_be_taken():
    letters = "abcdefghijklmnopqrstuvwxyz"
    taken = "".join(f"<disk><target dev='sd{each}' bus='scsi'/></disk>" for each in letters)
    root = domain(f"{taken}<disk><target dev='hdc' bus='ide'/></disk>")
    fit_chipset(root)
    assert dict(root.findall("devices/disk/target")[-1].attrib) == {"dev": "sdaa", "bus": "sata"}
