"""Devices of the node that a definition names."""

import pytest

from virtgui.documents.domain import read_domain_config


def addresses(devices):
    return read_domain_config(f"<domain><devices>{devices}</devices></domain>").hostdev_addresses


def hostdev(kind, source, mode="subsystem"):
    return f"<hostdev mode='{mode}' type='{kind}'><source {source}</source></hostdev>"


INTERFACE = """<interface type='hostdev'>
<source><address type='pci' bus='0x0a' slot='0x10'/></source></interface>"""
NVME = """<disk type='nvme'>
<source type='pci' namespace='1'><address domain='1' bus='2'/></source></disk>"""
UUID = "C2177883-f1bb-47f0-914d-32a22e3a8804"


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        (hostdev("pci", "><address domain='0x0000' bus='0x1' slot='0' function='2'/>"),
         "pci 0000:01:00.2"),
        (hostdev("usb", "><vendor id='0x046d'/><product id='0xc52b'/>"), "usb 046d:c52b"),
        (hostdev("usb", "><vendor id='0x046d'/><product id='0x0000'/>"), "usb 046d:0000"),
        (hostdev("usb", "><vendor id='0x1'/><product id='0x2'/><address bus='001' device='4'/>"),
         "usb 001:004"),
        (hostdev("mdev", f"><address uuid='{UUID}'/>"), f"mdev {UUID.lower()}"),
        (hostdev("scsi", "><adapter name='scsi_host0'/><address bus='0' target='1' unit='0'/>"),
         "scsi host0:0:1:0"),
        (hostdev("net", "><interface>eth0</interface>", "capabilities"), "net eth0"),
        (hostdev("storage", "><block>/dev/sdf1</block>", "capabilities"), "storage /dev/sdf1"),
        (INTERFACE, "pci 0000:0a:10.0"),
        (NVME, "pci 0001:02:00.0"),
    ],
)  # fmt: skip
def test_each_kind(devices, expected):
    assert addresses(devices) == (expected,)


@pytest.mark.parametrize(
    "devices",
    [
        "",
        "<hostdev mode='subsystem' type='pci'/>",
        hostdev("pci", "><address bus='x'/>"),
        hostdev("usb", "><vendor id='0x046d'/>"),
        hostdev("usb", "><address bus='1'/>"),
        hostdev("scsi", "protocol='iscsi' name='iqn'><host name='h'/>"),
        hostdev("scsi", "><adapter name='scsi_host0'/><address bus='?'/>"),
        hostdev("new", "><address bus='1'/>"),
        hostdev("misc", "><char/>", "capabilities"),
        "<interface type='network'><source network='default'/></interface>",
        "<disk type='file'><source file='/a'/></disk>",
    ],
)
def test_what_names_none(devices):
    assert addresses(devices) == ()


def test_in_the_order_of_the_definition():
    usb = hostdev("usb", "><address bus='1' device='2'/>")
    assert addresses(usb + hostdev("pci", "><address/>")) == ("usb 001:002", "pci 0000:00:00.0")
