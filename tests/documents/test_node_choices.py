"""Networks, interfaces and devices of a node."""

import os
from pathlib import Path

import pytest

from virtgui.core.values.node_choices import HostInterfaceChoice, NetworkChoice
from virtgui.documents.document import DocumentError
from virtgui.documents.node_choices import (
    read_interface_choice,
    read_network_choice,
    read_node_device,
)


def device(name, capability, more=""):
    return read_node_device(f"<device><name>{name}</name>{more}{capability}</device>")


@pytest.mark.parametrize(
    ("inside", "bridge", "forward", "groups"),
    [
        ("<forward mode='bridge'/><bridge name='br0'/><portgroup name='a'/><portgroup name='b'/>",
         "br0", "bridge", ("a", "b")),
        ("<forward/>", "", "nat", ()),
        ("<bridge name='virbr1'/>", "virbr1", "", ()),
    ],
)  # fmt: skip
def test_networks(inside, bridge, forward, groups):
    read = read_network_choice(f"<network><name>n</name>{inside}</network>", is_active=True)
    assert read == NetworkChoice("n", True, bridge, forward, groups)


def test_an_interface():
    text = "<interface type='bridge' name='br0'><mac address='AA:BB:CC:00:00:01'/></interface>"
    assert read_interface_choice(text, is_active=False) == HostInterfaceChoice(
        "br0", "bridge", False, "aa:bb:cc:00:00:01"
    )


def test_a_pci_device():
    read = device(
        "pci_0000_02_10_7",
        """<capability type='pci'><class>0x020000</class><domain>0</domain><bus>2</bus>
        <slot>16</slot><function>7</function><product id='0x10ca'>82576 VF</product>
        <vendor id='0x8086'>Intel</vendor><iommuGroup number='31'>
        <address domain='0x0000' bus='0x02' slot='0x10' function='0x7'/>
        <address domain='0x0000' bus='0x02' slot='0x11' function='0x0'/></iommuGroup>
        <numa node='1'/></capability>""",
        "<parent>pci_0000_00_04_0</parent><driver><name>igbvf</name></driver>",
    )
    assert (read.kind, read.address, read.driver) == ("pci", "0000:02:10.7", "igbvf")
    assert (read.product, read.vendor) == ("82576 VF", "Intel")
    assert (read.vendor_id, read.product_id) == ("0x8086", "0x10ca")
    assert (read.iommu_group, read.numa_cell, read.is_bridge) == (31, 1, False)
    assert read.group_members == ("0000:02:10.7", "0000:02:11.0")
    assert read.parent == "pci_0000_00_04_0"


@pytest.mark.parametrize("inside", ["<class>0x060400</class>", "<capability type='pci-bridge'/>"])
def test_a_bridge(inside):
    assert device("p", f"<capability type='pci'>{inside}</capability>").is_bridge


@pytest.mark.parametrize(("vendor", "is_root"), [("0x1d6b", True), ("0x046d", False)])
def test_usb(vendor, is_root):
    read = device(
        "usb_1_4",
        f"<capability type='usb_device'><bus>1</bus><device>4</device>"
        f"<product id='0xc52b'>Receiver</product><vendor id='{vendor}'/></capability>",
    )
    assert (read.address, read.product, read.is_bridge) == ("001:004", "Receiver", is_root)


def test_other_kinds():
    scsi = "<host>0</host><bus>0</bus><target>1</target><lun>0</lun><type>disk</type>"
    assert device("s", f"<capability type='scsi'>{scsi}</capability>").address == "0:0:1:0"
    mdev = "<type id='i915-GVTg_V5_8'/>"
    read = device(
        "mdev_D069d019_36ea_4111_8f0a_8c9a70e21366_0000_00_02_0",
        f"<capability type='mdev'>{mdev}</capability>",
    )
    assert (read.address, read.mdev_type) == (
        "d069d019-36ea-4111-8f0a-8c9a70e21366", "i915-GVTg_V5_8",
    )  # fmt: skip
    net = "<interface>eth0</interface><address>AA:00:00:00:00:01</address>"
    read = device("n", f"<capability type='net'>{net}</capability>")
    assert (read.net_name, read.address) == ("eth0", "aa:00:00:00:00:01")
    ccw = "<cssid>0xfe</cssid><ssid>0x0</ssid><devno>0x70</devno>"
    assert device("c", f"<capability type='ccw'>{ccw}</capability>").address == "fe.0.0070"
    read = device(
        "drm_renderD129",
        "<capability type='drm'><type>render</type></capability>",
        "<devnode type='link'>/dev/dri/by-path/x</devnode>"
        "<devnode type='dev'>/dev/dri/renderD129</devnode>",
    )
    assert read.path == "/dev/dri/renderD129"
    storage = "<block>/dev/sda</block><model>DVD</model><vendor>HL</vendor><size>4096</size>"
    read = device("d", f"<capability type='storage'>{storage}</capability>")
    assert (read.path, read.product, read.vendor, read.block_size) == (
        "/dev/sda",
        "DVD",
        "HL",
        4096,
    )


def test_the_node_itself_is_no_device():
    assert device("computer", "<capability type='system'/>") is None
    assert device("nothing", "") is None


@pytest.mark.parametrize("read", [read_network_choice, read_interface_choice])
def test_other_documents_are_refused(read):
    with pytest.raises(DocumentError):
        read("<domain/>", is_active=True)
    with pytest.raises(DocumentError):
        read_node_device("<domain/>")


def test_the_corpus():
    folder = Path(os.environ.get("VIRTGUI_XML_CORPUS", ""))
    for path in sorted(folder.glob("nodedev/*.xml")):
        read = read_node_device(path.read_text(encoding="utf-8"))
        kind = "pci" if "__pci_0" in path.name else ""
        assert read is None or read.kind, path
        assert not kind or (read is not None and read.address), path
    for path in sorted(folder.glob("network/*.xml")):
        text = path.read_text(encoding="utf-8")
        if "<network" in text:
            assert read_network_choice(text, is_active=True).name, path
    for path in sorted(folder.glob("interface/*.xml")):
        assert read_interface_choice(path.read_text(encoding="utf-8"), is_active=True).kind, path
