"""The buttons of forms: which there are, and why one cannot be used."""

import pytest

from tests.models.hardware.device_bench import Bench
from virtgui.core.values.node_choices import Found, NodeChoices, PoolChoice, VolumeChoice
from virtgui.documents.domain import DomainDocument
from virtgui.models.hardware import device_actions as actions
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.forms import settings_form

DISK = (
    "<disk type='file' device='disk'><source file='/srv/a.img'/>"
    "<target dev='vda' bus='virtio'/></disk>"
)
CDROM = (
    "<disk type='file' device='cdrom'><source file='/srv/a.iso'/>"
    "<target dev='sda' bus='sata'/><readonly/></disk>"
)
EMPTY = CDROM.replace("<source file='/srv/a.iso'/>", "")
POOL = PoolChoice("p", True, "dir", "/srv", 7)
CHOICES = NodeChoices(
    pools=Found((POOL,)), volumes=Found((VolumeChoice("p", "a.img", "/srv/a.img", "raw", 9),))
)


def shown(bench, tag="disk"):
    found = actions.actions_for(Target(tag, 0))
    return [action.id for action in found if action.shown(bench.view, bench.scene)]


def reason(bench, name):
    found = next(action for action in actions.DEVICE_ACTIONS if action.id == name)
    return found.reason(bench.view, bench.scene)


def running(device):
    return DomainDocument.parse(f"<domain><devices>{device}</devices></domain>")


@pytest.mark.parametrize(
    ("device", "wanted"),
    [(DISK, [actions.RESIZE]), (CDROM, [actions.EJECT]), (EMPTY, [])],
)
def test_which_there_are(device, wanted):
    assert shown(Bench(device)) == wanted


def test_general_has_its_name_and_processors_have_nothing():
    assert [action.id for action in actions.actions_for(Target("general"))] == [actions.RENAME]
    assert actions.actions_for(Target("cpu")) == ()
    assert settings_form("general") is not None


def test_a_disk_in_a_pool_can_be_resized():
    bench = Bench(DISK, choices=CHOICES)
    assert reason(bench, actions.RESIZE) == ""
    told = actions.resizing_of(bench.view, bench.scene)
    assert told == actions.Resizing("vda", "/srv/a.img", 9, is_live=False, free=7)


def test_a_disk_of_what_runs_needs_no_pool():
    bench = Bench(DISK, choices=NodeChoices(), running=running(DISK))
    assert reason(bench, actions.RESIZE) == ""
    told = actions.resizing_of(bench.view, bench.scene)
    assert (told.capacity, told.is_live) == (None, True)


@pytest.mark.parametrize(
    ("device", "more", "words"),
    [
        (DISK, {"choices": NodeChoices()}, "no storage pool"),
        (DISK, {"running": running("")}, "does not have this disk"),
        (DISK, {"running": running(DISK.replace("a.img", "b.img"))}, "does not have this disk"),
        (DISK.replace("<target", "<readonly/><target"), {}, "read only"),
        (DISK.replace("file='/srv", "dev='/dev").replace("'file'", "'block'"), {}, "Only images"),
        (DISK.replace("<source file='/srv/a.img'/>", ""), {}, "Only images"),
    ],
)
def test_why_a_disk_cannot_be_resized(device, more, words):
    assert words in reason(Bench(device, **more), actions.RESIZE)


def test_an_edited_disk_is_applied_first():
    bench = Bench(DISK, choices=CHOICES).put("file", "/srv/other.img")
    assert "Apply" in reason(bench, actions.RESIZE)


def test_a_running_machine_keeps_its_name():
    assert reason(Bench(DISK, running=running(DISK)), actions.RENAME)
    assert reason(Bench(DISK), actions.RENAME) == ""
