"""The dialogs about devices: adding a disk with its storage, removing one, making one larger."""

import pytest
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QLineEdit

from tests.models.hardware.device_bench import scene
from virtgui.core.values.node_choices import Found, NodeChoices, PoolChoice, VolumeChoice
from virtgui.models.hardware.device_actions import Resizing
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.removal import removal_of
from virtgui.views.dialogs.confirm import ConfirmQuestion
from virtgui.views.pages.hardware import remove_device
from virtgui.views.pages.hardware.add_device import AddDeviceDialog
from virtgui.views.pages.hardware.disk_storage_pane import IMAGE, LATER, VOLUME
from virtgui.views.pages.hardware.remove_device import (
    RemoveAnswer,
    RemoveDeviceDialog,
    ask_to_remove,
)
from virtgui.views.pages.hardware.resize_disk import ResizeDiskDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
GIB = 1024**3
DISK = (
    "<disk type='file' device='disk'><source file='/srv/a&amp;b.img'/>"
    "<target dev='vda' bus='virtio'/></disk>"
)
MINE = VolumeChoice("p", "a&b.img", "/srv/a&b.img", "raw", GIB, ("web-01",))
FREE = VolumeChoice("p", "free.img", "/srv/free.img", "raw", GIB)
CHOICES = NodeChoices(
    pools=Found((PoolChoice("p", True, "dir", "/srv", 90 * GIB),)), volumes=Found((MINE, FREE))
)


@pytest.fixture
def add(qtbot, look):
    def make(**more):
        dialog = AddDeviceDialog(look, scene(DISK, **({"choices": CHOICES} | more)))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def choose(dialog, title):
    (item,) = [it for it, entry in dialog._rows() if entry is not None and it.text() == title]
    dialog.list.setCurrentItem(item)


def edit(dialog, name, kind=QLineEdit):
    return dialog.storage._rows[name].field.findChild(kind)


def retype(qtbot, field, text):
    field.selectAll()
    qtbot.keyClicks(field, text)


def said(dialog):
    labels = dialog.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisibleTo(dialog))


def test_a_new_image_is_proposed_and_taken(add):
    dialog = add()
    assert dialog.storage.way == IMAGE
    assert "created now; the disk is added with your changes" in said(dialog)
    dialog.accept()
    assert (dialog.image.pool, dialog.image.name) == ("p", "web-01-vdb.qcow2")
    assert 'file="/srv/web-01-vdb.qcow2"' in dialog.text


def test_a_name_that_is_taken_keeps_the_dialog_open(add, qtbot):
    dialog = add()
    retype(qtbot, edit(dialog, "name"), "free.img")
    assert "has a volume of this name" in said(dialog)
    assert "has a volume of this name" in dialog.primary.reason
    dialog.accept()
    assert dialog.isVisible()
    retype(qtbot, edit(dialog, "name"), "other.img")
    assert dialog.primary.reason == ""
    dialog.accept()
    assert dialog.image.name == "other.img"


def test_the_name_follows_the_format_until_somebody_types_one(add, qtbot):
    dialog = add()
    dialog.storage._rows["format"].field.edited.emit("raw")
    assert edit(dialog, "name").text() == "web-01-vdb.img"
    retype(qtbot, edit(dialog, "name"), "mine.img")
    dialog.storage._rows["format"].field.edited.emit("qcow2")
    assert edit(dialog, "name").text() == "mine.img"


def test_an_existing_volume_is_taken(add):
    dialog = add()
    dialog.storage._ways[VOLUME].click()
    dialog.accept()
    assert dialog.image is None
    assert 'file="/srv/free.img"' in dialog.text


def test_a_volume_of_its_own_is_refused(add):
    dialog = add()
    dialog.storage._ways[VOLUME].click()
    dialog.storage._rows["volume"].field.edited.emit("p/a&b.img")
    assert "has it already" in dialog.primary.reason
    dialog.accept()
    assert dialog.isVisible()


def test_storage_is_chosen_later(add):
    dialog = add()
    dialog.storage._ways[LATER].click()
    dialog.accept()
    assert dialog.image is None
    assert "<source" not in dialog.text


def test_without_a_pool_it_is_chosen_later(add):
    assert add(choices=NodeChoices()).storage.way == LATER


def test_other_devices_have_no_storage(add):
    dialog = add(choices=None)
    dialog.storage._ways[IMAGE].click()
    assert dialog.primary.reason
    choose(dialog, "CD-ROM drive")
    assert not dialog.storage.isVisible()
    assert dialog.primary.reason == ""
    dialog.accept()
    assert "cdrom" in dialog.text
    assert dialog.image is None


def question(look, qtbot, **more):
    removal = removal_of(scene(DISK, **more), Target("disk", 0))
    asked = ConfirmQuestion("Remove?", removal.lines, "Remove device")
    dialog = RemoveDeviceDialog(look, asked, removal)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_volume_may_go_but_is_not_ticked(look, qtbot):
    dialog = question(look, qtbot, choices=CHOICES)
    assert not dialog.delete_volume.isChecked()
    words = dialog.delete_volume.text()
    assert "a&&b.img" in words
    assert words.endswith("when the change has been applied")


def test_a_long_name_does_not_widen_the_question(look, qtbot):
    long = VolumeChoice("p", "x" * 300 + ".qcow2", "/srv/a&b.img", "raw", GIB, ("web-01",))
    dialog = question(look, qtbot, choices=NodeChoices(volumes=Found((long,))))
    assert "….qcow2" not in dialog.delete_volume.text()
    assert "xx.qcow2" in dialog.delete_volume.text()
    assert dialog.width() < 900
    assert "a&b.img" in dialog.delete_volume.toolTip()


def test_why_the_volume_stays(look, qtbot):
    dialog = question(look, qtbot, choices=NodeChoices())
    assert not dialog.delete_volume.isVisible()
    assert "no storage pool" in said(dialog)


@pytest.mark.parametrize(
    ("accepts", "ticks", "wanted"),
    [
        (True, True, RemoveAnswer(goes=True, volume=MINE)),
        (True, False, RemoveAnswer(goes=True)),
        (False, True, RemoveAnswer(goes=False)),
    ],
)
def test_the_answer(look, qtbot, monkeypatch, accepts, ticks, wanted):
    def answer(dialog):
        qtbot.addWidget(dialog)
        dialog.delete_volume.setChecked(ticks)
        return accepts

    monkeypatch.setattr(remove_device.RemoveDeviceDialog, "exec", answer)
    assert ask_to_remove(look, scene(DISK, choices=CHOICES), Target("disk", 0), None) == wanted


def test_what_loses_nothing_is_not_asked(look):
    shown = scene("<input type='tablet'/>")
    assert ask_to_remove(look, shown, Target("input", 0), None) == RemoveAnswer(goes=True)


@pytest.fixture
def resize(qtbot, look):
    def make(capacity=GIB, *, is_live=True, free=5 * GIB):
        dialog = ResizeDiskDialog(look, Resizing("vda", "/srv/a.img", capacity, is_live, free))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def put_size(dialog, gib):
    dialog.control.findChild(QDoubleSpinBox).setValue(gib)


def test_a_disk_becomes_larger(resize):
    dialog = resize()
    assert dialog.primary.reason
    assert "while it runs" in said(dialog)
    put_size(dialog, 2)
    assert dialog.primary.reason == ""
    dialog.accept()
    assert (dialog.size_bytes, dialog.isVisible()) == (2 * GIB, False)


def test_a_disk_never_becomes_smaller(resize):
    dialog = resize()
    put_size(dialog, 0.5)
    assert "would be lost" in said(dialog)
    dialog.accept()
    assert dialog.isVisible()


def test_more_than_the_pool_has_is_warned_of(resize):
    dialog = resize(is_live=False)
    put_size(dialog, 7)
    assert "only 5 GiB free" in said(dialog)
    assert "at its next start" in said(dialog)
    assert dialog.primary.reason == ""


def test_a_size_that_is_not_known_is_asked_for(resize):
    dialog = resize(None)
    assert dialog.primary.reason
    put_size(dialog, 2)
    assert dialog.primary.reason == ""
