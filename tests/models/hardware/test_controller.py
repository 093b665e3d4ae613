"""The form of controllers."""

import pytest

from tests.models.hardware.device_bench import Bench, same
from virtgui.models.hardware.controller import in_use

SCSI = "<controller type='scsi' index='0' model='virtio-scsi'/>"
ROOT = "<controller type='pci' index='0' model='pcie-root'/>"
PORT = (
    "<controller type='pci' index='3' model='pcie-root-port'>"
    "<target chassis='3' port='0xa'/></controller>"
)
USB = "<controller type='usb' index='0' model='qemu-xhci' ports='15'/>"
DISK = "<disk><target dev='sda' bus='scsi'/></disk>"
FAR = (
    "<disk><target dev='sdb' bus='scsi'/>"
    "<address type='drive' controller='1' bus='0' target='0' unit='0'/></disk>"
)


@pytest.mark.parametrize(
    ("start", "name", "value", "wanted"),
    [
        (SCSI, "queues", 4, "<driver queues='4'/>"),
        (SCSI, "commands", 8, "<driver cmd_per_lun='8'/>"),
        (SCSI, "iothread", "1", "<driver iothread='1'/>"),
        (PORT, "hotplug", False, "<target chassis='3' port='0xa' hotplug='off'/>"),
        (PORT, "port", 17, "<target chassis='3' port='17'/>"),
        (ROOT, "hole", 1024**2, "<pcihole64 unit='KiB'>1024</pcihole64>"),
        (ROOT, "node", 1, "<target><node>1</node></target>"),
        (USB, "start_port", "2", "<master startport='2'/>"),
    ],
)
def test_a_field_writes_its_place(start, name, value, wanted):
    assert same(f"<x>{wanted}</x>")[3:-4] in Bench(start).put(name, value).xml


def test_another_kind_takes_a_free_number_and_drops_the_model():
    bench = Bench(SCSI, USB).put("type", "usb")
    assert bench.xml == same("<controller type='usb' index='1'/>")
    assert "qemu-xhci" in bench.options("model")
    assert "virtio-scsi" not in bench.options("model")


def test_two_of_one_number_are_refused_but_for_companions():
    assert Bench(SCSI, SCSI).says("index")[0] == "error"
    assert Bench(SCSI, USB).says("index") == ()
    companion = (
        "<controller type='usb' index='0' model='ich9-uhci1'><master startport='0'/></controller>"
    )
    assert Bench(USB, companion).says("index") == ()


def test_what_hangs_on_it_is_told_and_keeps_it():
    bench = Bench(SCSI, DISK + FAR)
    assert bench.get("users") == "sda"
    assert in_use(bench.view, bench.scene) == "sda hang on it. Remove them first."
    assert bench.label() == ("Controller SCSI 0", "virtio-scsi, sda")
    second = Bench(SCSI.replace("'0'", "'1'"), DISK + FAR)
    assert second.get("users") == "sdb"
    alone = Bench(USB, DISK)
    assert alone.get("users") == "Nothing"
    assert in_use(alone.view, alone.scene) == ""


def test_pci_bridges_know_what_is_behind_them():
    card = (
        "<interface type='user'><mac address='52:54:00:00:00:01'/>"
        "<address type='pci' domain='0x0000' bus='0x03' slot='0x00' function='0x0'/></interface>"
    )
    bench = Bench(PORT, card)
    assert bench.get("users") == "52:54:00:00:00:01"
    root = Bench(ROOT)
    assert in_use(root.view, root.scene) == "It is part of the chipset."


def test_models_of_the_other_chipset_are_refused():
    old = "pc-i440fx-7.2"
    assert Bench(PORT, machine=old).says("model")[0] == "error"
    assert Bench(PORT).says("model") == ()
    assert Bench("<controller type='ide'/>").says("model")[0] == "error"
    assert Bench("<controller type='ide'/>", machine=old).says("model") == ()
    assert Bench(ROOT.replace("pcie-", "pci-")).says("model")[0] == "error"


def test_what_means_nothing_is_hidden():
    assert Bench(SCSI).is_shown("queues")
    assert not Bench(USB).is_shown("queues")
    assert Bench(USB).is_shown("ports")
    assert not Bench(SCSI).is_shown("ports")
    assert Bench(PORT).is_shown("chassis")
    assert not Bench(SCSI).is_shown("chassis")
    assert Bench(ROOT).is_shown("hole")
    assert not Bench(PORT).is_shown("hole")
