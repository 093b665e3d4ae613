"""Hardware of machines on a real node, changed by mouse and keys."""

import pytest
from lxml import etree
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPlainTextEdit

from tests.lab.guest import define_guest, make_disk
from tests.qt_fixtures import wait_for
from tests.stories.editing import EditorHands
from tests.stories.hands import ALT, CTRL, SHIFT, entry
from virtgui.models.hardware.entries import Target

pytestmark = pytest.mark.lab

CDROM = "<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>"


def xml(guest, *options):
    return etree.fromstring(guest.virsh("dumpxml", *options))


def live(guest, path):
    return xml(guest).find(path)


def kept(guest, path):
    return xml(guest, "--inactive").find(path)


def test_some_changes_are_made_now_and_some_at_the_next_start(alpha, start):
    guest = define_guest(alpha, "web", vcpus=2, disk=make_disk(alpha, "data"))
    guest.virsh("setvcpus", "1", "--config")
    guest.virsh("start")
    hands = start(alpha.uri)
    editor = EditorHands(hands, "web").open()
    editor.choose("general")
    editor.write("Title", "Shop <b>front</b>")
    editor.choose("cpu")
    editor.write("vCPUs now", "2")
    editor.choose("disk", 0)
    editor.pick("Cache", "none")
    print(hands.texts(editor.tab), editor.review)
    assert hands.says("3 changes")
    assert hands.says("2 now · 1 at next start")
    assert sorted(moment for _title, _what, moment in editor.review) == [
        "next_start", "now", "now"]  # fmt: skip
    # By keys one step back and forward, then the title by its own link.
    hands.key(Qt.Key.Key_Z, CTRL)
    wait_for(lambda: len(editor.review) == 2)
    hands.key(Qt.Key.Key_Z, CTRL | SHIFT)
    wait_for(lambda: len(editor.review) == 3)
    editor.choose("general")
    hands.press("Revert", editor.row("Title"))
    wait_for(lambda: len(editor.review) == 2)
    editor.write("Title", "Shop <b>front</b>")
    assert "3" in hands.button("apply").text()
    assert editor.apply().startswith("Apply changes · web")
    assert hands.window.task_pane.tasks.counts.failed == 0, hands.newest_task()
    assert live(guest, "title").text == kept(guest, "title").text == "Shop <b>front</b>"
    assert live(guest, "vcpu").get("current", "2") == kept(guest, "vcpu").get("current", "2") == "2"
    assert live(guest, "devices/disk/driver").get("cache") is None
    assert kept(guest, "devices/disk/driver").get("cache") == "none"
    editor.wait_calm()
    wait_for(lambda: editor.says("1 earlier change waits for the next start."))
    _look_at_what_waits(hands, editor)
    assert editor.review == [(editor.titles()[Target("disk", 0)], "Cache", "now")] or (
        len(editor.review) == 1
    )
    editor.apply()
    assert kept(guest, "devices/disk/driver").get("cache") is None
    wait_for(lambda: not editor.says("earlier change"))


def _look_at_what_waits(hands, editor):
    def use_running(dialog):
        assert dialog.objectName() == "pending_dialog"
        assert hands.says("Cache", dialog)
        hands.press("Use what runs", dialog)
        hands.press("Close", dialog)

    with hands.answering(use_running):
        hands.press("link_show_pending", editor.tab)
    wait_for(lambda: editor.editor.has_edits)
    editor.settle()
