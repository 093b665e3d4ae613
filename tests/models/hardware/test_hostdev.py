"""The form of devices of the host."""

import pytest

from tests.models.hardware.device_bench import Bench, same
from virtgui.core.values.node_choices import Found, NodeChoices, NodeDeviceChoice

PCI = (
    "<hostdev mode='subsystem' type='pci' managed='yes'><source>"
    "<address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source></hostdev>"
)
USB = (
    "<hostdev mode='subsystem' type='usb' managed='yes'><source><vendor id='0x046d'/>"
    "<product id='0xc52b'/></source></hostdev>"
)
PLACE = (
    "<hostdev mode='subsystem' type='usb'><source><address bus='1' device='4'/></source></hostdev>"
)
SCSI = (
    "<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/>"
    "<address bus='0' target='1' unit='0'/></source></hostdev>"
)
MDEV = (
    "<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source>"
    "<address uuid='c2177883-f1bb-47f0-914d-32a22e3a8804'/></source></hostdev>"
)
NET = (
    "<hostdev mode='capabilities' type='net'><source><interface>eth0</interface></source></hostdev>"
)
GPU = NodeDeviceChoice(
    "pci_1", "pci", "GPU", "ACME", address="0000:01:00.0", driver="nvidia", iommu_group=7,
    group_members=("0000:01:00.0", "0000:01:00.1"), numa_cell=1, users=("web-01", "db-01"),
)  # fmt: skip
CARD = NodeDeviceChoice(
    "pci_2", "pci", "Card", address="0000:02:00.0", iommu_group=8, net_name="eth1",
    group_members=("0000:02:00.0",),
)  # fmt: skip
AUDIO = NodeDeviceChoice(
    "pci_3", "pci", "Sound", address="0000:01:00.1", iommu_group=7,
    group_members=("0000:01:00.0", "0000:01:00.1"),
)  # fmt: skip
BRIDGE = NodeDeviceChoice("pci_4", "pci", "Bridge", address="0000:00:00.0", is_bridge=True)
MOUSE = NodeDeviceChoice(
    "usb_1", "usb_device", "Receiver", "Logitech", "0x046d", "0xc52b", "001:004"
)
TWIN = NodeDeviceChoice(
    "usb_2", "usb_device", "Receiver", "Logitech", "0x046d", "0xc52b", "001:005"
)
DEVICES = Found((GPU, CARD, AUDIO, BRIDGE, MOUSE))


def test_pci_devices_are_chosen_from_the_host():
    bench = Bench(PCI, devices=DEVICES)
    assert bench.get("pci") == "0000:01:00.0"
    assert list(bench.options("pci")) == ["0000:01:00.0", "0000:02:00.0", "0000:01:00.1"]
    first = bench.item("pci").options(bench.view, bench.scene)[0]
    assert first.text == "0000:01:00.0  ACME GPU"
    assert first.hint == (
        "Driver of the host: nvidia · IOMMU group 7 together with 0000:01:00.1 · NUMA cell 1 · "
        "Also defined for db-01"
    )
    bench.put("pci", "0000:02:00.0")
    assert bench.element.find("source/address").attrib == {
        "domain": "0x0000", "bus": "0x02", "slot": "0x00", "function": "0x0",
    }  # fmt: skip
    assert bench.put("pci", "nonsense").get("pci") == "0000:02:00.0"


def test_pci_devices_are_checked():
    bench = Bench(PCI, devices=DEVICES)
    assert bench.says("pci") == (
        "warn", "It is also defined for db-01; only one can run with it.",
    )  # fmt: skip
    assert bench.put("pci", "0000:02:00.0").says("pci")[0] == "info"
    assert "eth1" in bench.says("pci")[1]
    assert "0000:01:00.0" in bench.put("pci", "0000:01:00.1").says("pci")[1]
    assert "no such device" in bench.put("pci", "0000:09:00.0").says("pci")[1]
    assert Bench(PCI, PCI).says("pci") == ("error", "This machine has the device already.")
    off = Bench(PCI, devices=DEVICES, choices=NodeChoices(has_iommu=False))
    assert "IOMMU of node-a is off" in off.says("pci")[1]
    assert Bench(PCI).says("pci") == ()


def test_a_list_that_is_not_there_says_so():
    assert Bench(PCI).options("pci") == {"": "The host has not answered yet."}


def test_usb_by_product_and_by_place():
    bench = Bench(USB, devices=DEVICES)
    assert (bench.get("usb_by"), bench.get("usb_product")) == ("product", "046d:c52b")
    assert bench.is_shown("usb_product")
    assert not bench.is_shown("usb_place")
    bench.put("usb_by", "place")
    assert bench.xml == same(PLACE.replace("type='usb'", "type='usb' managed='yes'"))
    assert bench.get("usb_place") == "001:004"
    assert bench.says("startup_policy")[0] == "info"
    bench.put("usb_by", "product")
    assert bench.xml == same(USB)
    assert bench.says("startup_policy") == ()
    bench.put("usb_product", "1d6b:0002")
    assert bench.element.find("source/product").get("id") == "0x0002"


def test_usb_devices_are_checked():
    assert Bench(USB, devices=DEVICES).says("usb_product") == ()
    assert "not plugged in" in Bench(USB, devices=Found()).says("usb_product")[1]
    assert "2 such devices" in Bench(USB, devices=Found((MOUSE, TWIN))).says("usb_product")[1]
    assert Bench(PLACE, devices=Found((MOUSE, TWIN))).says("usb_place") == ()
    assert Bench(USB, USB).says("usb_product")[0] == "warn"
    empty = Bench(USB).put("usb_product", "0000:0000")
    assert empty.says("usb_product") == ("error", "Choose a device.")


def test_scsi_devices_are_chosen_by_their_address():
    disk = NodeDeviceChoice("scsi_1", "scsi", "Tape", address="2:0:3:1")
    bench = Bench(SCSI, devices=Found((disk,)))
    assert bench.get("scsi") == "0:0:1:0"
    bench.put("scsi", "2:0:3:1")
    assert bench.element.find("source/adapter").get("name") == "scsi_host2"
    assert bench.element.find("source/address").attrib == {"bus": "0", "target": "3", "unit": "1"}


def test_iscsi_has_servers_and_a_password():
    bench = Bench(SCSI).put("protocol", "iscsi").put("name", "iqn.2013-07.com.example:a/1")
    bench.add("hosts", host="san", host_port="3260")
    bench.put("user", "me").put("secret", "11111111-2222-3333-4444-555555555555")
    source = bench.element.find("source")
    assert [child.tag for child in source] == ["host", "auth"]
    assert source.find("auth/secret").get("type") == "iscsi"
    assert bench.is_shown("initiator")
    assert not bench.is_shown("scsi")


def test_mediated_devices():
    known = NodeDeviceChoice("mdev_1", "mdev", address="c2177883-f1bb-47f0-914d-32a22e3a8804")
    assert Bench(MDEV, devices=Found((known,))).says("mdev") == ()
    assert Bench(MDEV, devices=Found()).says("mdev")[0] == "warn"
    assert Bench(MDEV, MDEV).says("mdev")[0] == "error"
    assert Bench(MDEV).put("mdev", "").says("mdev")[0] == "error"


def test_another_kind_keeps_nothing_of_the_source():
    bench = Bench(PCI).put("rom_bar", "off").put("type", "mdev")
    assert bench.xml == same("<hostdev mode='subsystem' type='mdev' model='vfio-pci'/>")
    bench.put("type", "scsi_host").put("wwpn", "naa.5123456789abcde0")
    assert bench.element.find("source").attrib == {
        "protocol": "vhost", "wwpn": "naa.5123456789abcde0",
    }  # fmt: skip
    assert bench.says("wwpn") == ()
    assert bench.put("wwpn", "5").says("wwpn")[0] == "error"


def test_containers_have_kinds_of_their_own():
    bench = Bench(NET, virt="lxc")
    assert bench.options("type") == {"storage": "", "misc": "", "net": ""}
    bench.add("ips", ip_family="ipv6", ip_address="2001:db8::2", ip_prefix=64)
    assert bench.element.find("ip").attrib == {
        "address": "2001:db8::2", "family": "ipv6", "prefix": "64",
    }  # fmt: skip
    bench.put("type", "misc").put("char", "dev/null")
    assert bench.element.get("mode") == "capabilities"
    assert bench.says("char")[0] == "error"
    assert Bench(PCI).options("type")["net"] == "Containers only."


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("managed", False, "managed='no'"),
        ("driver", "vfio", "<driver name='vfio'/>"),
        ("rom_file", "/srv/rom", "<rom file='/srv/rom'/>"),
        ("boot_order", 2, "<boot order='2'/>"),
        ("teaming", "transient", "<teaming type='transient'/>"),
        ("pci_slot", "0x1f", "slot='0x1f'"),
    ],
)
def test_a_field_writes_its_place(name, value, wanted):
    wanted = same(f"<x>{wanted}</x>")[3:-4] if wanted[0] == "<" else wanted.replace("'", '"')
    assert wanted in Bench(PCI).put(name, value).xml


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (PCI, ("PCI 0000:01:00.0", "ACME GPU")),
        (USB, ("USB 046d:c52b", "Logitech Receiver")),
        (PLACE, ("USB 001:004", "Logitech Receiver")),
        (SCSI, ("SCSI 0:0:1:0", "SCSI device")),
        (NET, ("Network interface eth0", "Network interface")),
    ],
)
def test_labels(text, label):
    assert Bench(text, devices=DEVICES).label() == label
