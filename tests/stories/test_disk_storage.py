"""A disk from its image to its end, by mouse and keys: made, grown, taken out and deleted."""

import pytest
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from tests.lab.guest import define_guest, make_disk
from tests.qt_fixtures import wait_for
from tests.stories.editing import EditorHands

pytestmark = pytest.mark.lab

IMAGES = "/var/lib/libvirt/images"


def test_a_disk_with_an_image_of_its_own(alpha, start):
    alpha.virsh("pool-define-as", "images", "dir", "--target", IMAGES)
    alpha.virsh("pool-start", "images")
    guest = define_guest(alpha, "web", disk=make_disk(alpha, "data"))
    guest.virsh("start")
    hands = start(alpha.uri)
    editor = EditorHands(hands, "web").open()
    wait_for(lambda: editor.editor.scene.choices is not None)
    _add(hands, editor)
    wait_for(lambda: "web-vdb.qcow2" in alpha.virsh("vol-list", "images"))
    guest.wait_ready()
    editor.settle()
    assert [what for _title, what, _moment in editor.review] == ["Add the device"]
    editor.apply()
    assert "web-vdb.qcow2" in guest.virsh("domblklist")
    editor.wait_calm()
    _enlarge(hands, editor, alpha)
    _remove(hands, editor)
    assert "web-vdb.qcow2" in alpha.virsh("vol-list", "images")
    editor.settle()
    hands.press("apply", editor.tab)
    wait_for(lambda: "web-vdb.qcow2" not in alpha.virsh("vol-list", "images"), 30)
    assert "web-vdb.qcow2" not in guest.virsh("domblklist")
    assert "data.qcow2" in guest.virsh("domblklist")
    wait_for(lambda: not hands.running_tasks())
    assert hands.window.task_pane.tasks.counts.failed == 0, hands.newest_task()


def _add(hands, editor):
    def fill(dialog):
        spin = dialog.findChild(QWidget, "storage_capacity").findChild(QDoubleSpinBox)
        hands.type("disk")
        spin.setValue(1)
        hands.press("Add device", dialog)

    with hands.answering(fill):
        hands.press("add_device", editor.tab)
    editor.settle()


def _enlarge(hands, editor, node):
    def fill(dialog):
        dialog.findChild(QWidget, "new_size").findChild(QDoubleSpinBox).setValue(2)
        hands.press("Resize", dialog)

    editor.choose("disk", 1)
    wait_for(lambda: editor.tab.form.findChild(QWidget, "action_resize").isEnabled())
    with hands.answering(fill):
        hands.press("action_resize", editor.tab)
    wait_for(lambda: "2.00 GiB" in node.virsh("vol-info", "web-vdb.qcow2", "images"))


def _remove(hands, editor):
    def fill(dialog):
        hands.click(dialog.delete_volume)
        assert dialog.delete_volume.isChecked()
        hands.press("Remove device", dialog)

    editor.choose("disk", 1)
    with hands.answering(fill):
        hands.press("remove_device", editor.tab)
    editor.settle()
