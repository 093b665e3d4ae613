"""Hardware of machines on a real node, changed by mouse and keys."""

import pytest
from lxml import etree
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget

from tests.backend.historian import kept_texts
from tests.lab.guest import define_guest, make_disk
from tests.qt_fixtures import wait_for
from tests.stories.editing import EditorHands
from tests.stories.hands import ALT, CTRL, SHIFT

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
    assert hands.says("3 change(s)")
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
    wait_for(lambda: editor.says("1 earlier change(s) wait for the next start."))
    _look_at_what_waits(hands, editor)
    assert editor.review == [("Disk vda", "Cache", "next_start")]
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


def test_devices_come_and_go_while_it_runs(alpha, start, tmp_path, caplog):
    devices = CDROM + "<graphics type='vnc' port='-1' passwd='geheim7Q'/>"
    iso = make_disk(alpha, "tools")
    guest = define_guest(alpha, "web", disk=make_disk(alpha, "data"), network="default",
                         devices=devices)  # fmt: skip
    alpha.virsh("net-start", "default")
    guest.virsh("start")
    hands = start(alpha.uri)
    editor = EditorHands(hands, "web").open()
    editor.add("Random numbers")
    assert editor.devices("rng")
    wait_for(lambda: editor.tab.form.target == editor.devices("rng")[0])
    _choose_disk(editor, "hdc")
    editor.pick("Format", "qcow2")
    editor.write("File", iso)
    moments = {what: moment for _title, what, moment in editor.review}
    assert moments["Add the device"] == "now"
    assert moments["File"] == "now"
    guest.wait_ready()
    editor.apply()
    assert hands.window.task_pane.tasks.counts.failed == 0, hands.newest_task()
    assert _medium(live, guest) == _medium(kept, guest) == iso
    assert live(guest, "devices/rng") is not None
    _no_interface_any_more(hands, editor, guest)
    _duplicate_and_reorder(hands, editor, guest)
    _no_secret(hands, editor, guest)
    _no_secret_in_files(tmp_path)
    assert "geheim7Q" not in caplog.text


def _medium(read, guest):
    source = read(guest, "devices/disk[@device='cdrom']/source")
    return None if source is None else source.get("file")


def _choose_disk(editor, name):
    disks, titles = editor.devices("disk"), editor.titles()
    return editor.choose("disk", next(n for n, t in enumerate(disks) if name in titles[t]))


def _no_interface_any_more(hands, editor, guest):
    """Delete on its row; the medium goes at the same time."""
    target = editor.devices("interface")[0]
    editor.click_row(target)
    hands.key(Qt.Key.Key_Delete)
    editor.settle()
    assert not editor.devices("interface")
    _choose_disk(editor, "hdc")
    editor.write("File", "")
    editor.apply(60)
    assert hands.window.task_pane.tasks.counts.failed == 0, hands.newest_task()
    wait_for(lambda: live(guest, "devices/interface") is None)
    assert kept(guest, "devices/interface") is None
    assert _medium(live, guest) is None
    assert _medium(kept, guest) is None


def _duplicate_and_reorder(hands, editor, guest):
    target = _choose_disk(editor, "vda")
    view = editor.tab.entries.list
    index = editor.tab.model.index(editor.tab.model.row_of(target))
    hands.menu_at(view.viewport(), view.visualRect(index).center())
    hands.choose("Duplicate")
    editor.settle()
    assert len(editor.devices("disk")) == 3
    hands.key(Qt.Key.Key_Z, CTRL)
    wait_for(lambda: len(editor.devices("disk")) == 2)
    moved = _choose_disk(editor, "vda")
    assert moved != editor.devices("disk")[0]
    view.setFocus()
    hands.key(Qt.Key.Key_Up, ALT)
    wait_for(lambda: "vda" in editor.titles()[editor.devices("disk")[0]])
    assert editor.tab.form.target == editor.devices("disk")[0]
    hands.key(Qt.Key.Key_Z, CTRL)
    wait_for(lambda: not editor.editor.has_edits)
    editor.choose("boot")
    order = hands.find(QListWidget, "boot_order")
    for row in range(2):
        item = order.item(row)
        if item.checkState() is Qt.CheckState.Unchecked:
            order.setCurrentRow(row)
            order.setFocus()
            hands.key(Qt.Key.Key_Space)
            editor.settle()
    order.setCurrentRow(0)
    order.setFocus()
    first = order.item(0).text()
    hands.key(Qt.Key.Key_Down, ALT)
    editor.settle()
    assert order.item(1).text() == first
    editor.apply()
    tried = [boot.get("order") for boot in xml(guest, "--inactive").iterfind("devices/disk/boot")]
    assert sorted(tried) == ["1", "2"]
    assert kept(guest, "os/boot") is None


def _no_secret(hands, editor, guest):
    """The password is nowhere to be seen, and still there."""
    editor.click_tab("XML")
    text = hands.find(QWidget, "xml_tab").editor.text()
    assert "geheim7Q" not in text
    assert "(kept)" in text
    assert "geheim7Q" not in " ".join(hands.texts() + hands.tasks())
    assert "passwd='geheim7Q'" in guest.virsh("dumpxml", "--inactive", "--security-info")


def _no_secret_in_files(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files if b"geheim7Q" in path.read_bytes()]
    texts = [text for path in files if path.name == "history.sqlite" for text in kept_texts(path)]
    assert texts
    assert not [text for text in texts if b"geheim7Q" in text]
