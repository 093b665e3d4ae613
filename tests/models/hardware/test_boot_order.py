"""The order in which devices are tried."""

from tests.models.hardware.corpus import documents
from tests.models.hardware.settings.helpers import document
from virtgui.documents.editing.matching import devices_of
from virtgui.models.hardware.boot_order import BootEntry, boot_entries, set_boot_order

DEVICES = """
<controller type='usb'/>
<disk type='file' device='disk'><target dev='vda'/></disk>
<disk type='file' device='cdrom'><target dev='sda'/><boot order='1' loadparm='A'/></disk>
<disk type='file' device='floppy'><target dev='fda'/></disk>
<interface type='user'><mac address='52:54:00:00:00:01'/><boot order='2'/></interface>
<hostdev mode='subsystem' type='pci'><source><address bus='1'/></source></hostdev>
<hostdev mode='subsystem' type='usb'>
  <source><vendor id='0x046d'/><product id='0xc52b'/></source></hostdev>
<hostdev mode='subsystem' type='mdev'/>
<redirdev bus='usb' type='tcp'/>
<graphics type='vnc'/>
"""


def test_those_that_are_tried_come_first():
    assert boot_entries(document(devices=DEVICES)) == (
        BootEntry(2, "CD-ROM sda", "cdrom", 1),
        BootEntry(4, "Network 52:54:00:00:00:01", "nic", 2),
        BootEntry(1, "Disk vda", "disk", None),
        BootEntry(3, "Floppy fda", "save", None),
        BootEntry(5, "Host device 0000:01:00.0", "device", None),
        BootEntry(6, "Host device 0x046d:0xc52b", "device", None),
        BootEntry(8, "USB redirection tcp", "usb", None),
    )


def test_setting_the_order():
    found = document(devices=DEVICES)
    set_boot_order(found, (1, 2))
    entries = boot_entries(found)
    assert [(entry.index, entry.order) for entry in entries[:3]] == [(1, 1), (2, 2), (3, None)]
    boots = [device.find("boot") for device in devices_of(found.element)]
    assert [None if boot is None else dict(boot.attrib) for boot in boots[:5]] == [
        None, {"order": "1"}, {"order": "2", "loadparm": "A"}, None, None,
    ]  # fmt: skip
    set_boot_order(found, ())
    assert found.element.find("devices/*/boot") is None


def test_the_old_list_is_understood_and_replaced():
    change = ("hvm</type>", "hvm</type><boot dev='network'/><boot dev='hd'/><boot dev='fd'/>")
    found = document(devices=DEVICES.replace("<boot order='2'/>", ""), change=change)
    for boot in found.element.findall("devices/disk/boot"):
        boot.getparent().remove(boot)
    order = [entry.index for entry in boot_entries(found) if entry.order is not None]
    assert order == [4, 1, 3]
    set_boot_order(found, order)
    assert found.element.find("os/boot") is None
    assert [entry.index for entry in boot_entries(found)[:3]] == order


def test_setting_what_is_there_changes_the_order_of_no_document():
    for name, each in documents():
        order = [entry.index for entry in boot_entries(each) if entry.order is not None]
        set_boot_order(each, order)
        assert [entry.index for entry in boot_entries(each)[: len(order)]] == order, name
