"""What is said before a device goes, and when its volume may go with it."""

from dataclasses import replace

import pytest

from tests.models.hardware.device_bench import scene
from virtgui.core.values.node_choices import Found, NodeChoices, VolumeChoice
from virtgui.documents.domain import DomainDocument
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.removal import removal_of

DISK = (
    "<disk type='file' device='disk'><source file='/srv/a.img'/>"
    "<target dev='sda' bus='scsi'/></disk>"
)
VOLUME = VolumeChoice("p", "a.img", "/srv/a.img", "raw", 9, ("web-01",))
POOLED = "<disk type='volume'><source pool='p' volume='a.img'/><target dev='sda'/></disk>"


def choices(*volumes):
    return NodeChoices(volumes=Found(volumes))


def removal(device, others="", place=0, tag="disk", **more):
    return removal_of(scene(device, others, **more), Target(tag, place))


@pytest.mark.parametrize("device", [DISK, POOLED])
def test_a_volume_of_this_machine_alone_may_go(device):
    found = removal(device, choices=choices(VOLUME))
    assert (found.volume, found.kept, found.at_once) == (VOLUME, "", False)
    assert found.lines


def test_the_volume_of_a_disk_that_was_never_applied_goes_at_once():
    edited = scene(DISK, choices=choices(VOLUME))
    base = DomainDocument.parse("<domain><name>web-01</name><devices/></domain>")
    assert removal_of(replace(edited, base=base), Target("disk", 0)).at_once


@pytest.mark.parametrize(
    ("device", "others", "volumes", "words"),
    [
        (DISK, "", (), "no storage pool that node-a knows"),
        (DISK, "", (replace(VOLUME, users=("db", "web-01")),), "a.img stays: db uses it, too"),
        (DISK, DISK.replace("sda", "sdb"), (VOLUME,), "another disk"),
        (DISK.replace("<target", "<shareable/><target"), "", (VOLUME,), "shared"),
    ],
)
def test_why_a_volume_stays(device, others, volumes, words):
    found = removal(device, others, choices=choices(*volumes))
    assert found.volume is None
    assert words in found.kept


def test_volumes_that_are_not_known_yet_stay():
    found = removal(DISK)
    assert (found.volume, found.kept) == (None, "The volumes of node-a are not known yet.")


@pytest.mark.parametrize(
    "device",
    [
        DISK.replace("'disk'", "'cdrom'"),
        DISK.replace("<source file='/srv/a.img'/>", ""),
        "<disk type='network'><source protocol='nbd' name='x'/><target dev='sda'/></disk>",
    ],
)
def test_nothing_is_said_of_media_and_what_is_elsewhere(device):
    found = removal(device, choices=choices(VOLUME))
    assert (found.volume, found.kept) == (None, "")


def test_a_controller_with_something_on_it_stays():
    controller = "<controller type='scsi' index='0' model='virtio-scsi'/>"
    assert "sda hang on it" in removal(controller, DISK, tag="controller").refusal
    assert removal(controller, tag="controller").refusal == ""
    root = "<controller type='pci' index='0' model='pcie-root'/>"
    assert "chipset" in removal(root, tag="controller").refusal
