"""A guest on a real node through every state, by mouse alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.lab.guest import define_guest, make_disk, start_guest
from tests.qt_fixtures import wait_for

pytestmark = pytest.mark.lab


def _do(hands, act, task, state, guest, word):
    """Do something; afterwards row, task and node agree."""
    before = len(hands.tasks())
    act()
    wait_for(lambda: len(hands.tasks()) == before + 1 and not hands.running_tasks(), 60)
    assert hands.newest_task().startswith(f"{task} · web"), hands.newest_task()
    assert hands.window.task_pane.tasks.counts.failed == 0, hands.newest_task()
    hands.wait_state("web", state)
    assert guest.state() == word


def test_through_every_state(alpha, start):
    guest = define_guest(alpha, "web")
    hands = start(alpha.uri)
    hands.wait_state("web", "Shut off")
    hands.select("web")

    def press(words):
        return lambda: hands.press(words)

    def menu(*path):
        return lambda: (hands.menu_of_row("web"), hands.choose(*path))

    _do(hands, press("Start"), "Start", "Running", guest, "running")
    guest.wait_ready()
    _do(hands, menu("pause"), "Pause", "Paused", guest, "paused")
    _do(hands, menu("resume"), "Resume", "Running", guest, "running")
    saving = menu("Save and dump", "managed_save")
    _do(hands, saving, "Save", "Saved", guest, "shut off")
    _do(hands, press("Start"), "Start", "Running", guest, "running")

    def shut_down():
        hands.choose_from_button("Shut down", "Shut down")

    _do(hands, shut_down, "Shut down", "Shut off", guest, "shut off")
    paused = menu("Start otherwise", "start_paused")
    _do(hands, paused, "Start", "Paused", guest, "paused")
    force = menu("Shut down and reboot", "destroy")
    tasks = len(hands.tasks())

    def enter(dialog):
        assert "Force off web?" in hands.texts(dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    with hands.answering(enter):
        force()
    assert len(hands.tasks()) == tasks
    assert guest.state() == "paused"

    def force_really():
        with hands.answering(lambda dialog: hands.press("Force off", dialog)):
            force()

    _do(hands, force_really, "Force off", "Shut off", guest, "shut off")


def test_several_at_once_each_with_its_own_result(alpha, start):
    guests = {name: start_guest(alpha, name) for name in ("vm-a", "vm-b", "vm-c")}
    define_guest(alpha, "vm-d")
    hands = start(alpha.uri)
    hands.wait_state("vm-d", "Shut off")
    hands.wait_state("vm-b", "Running")
    hands.select("vm-a", "vm-c")
    hands.select("vm-a")
    hands.select_to("vm-d")
    assert hands.selected_names() == ["vm-a", "vm-b", "vm-c", "vm-d"]
    assert hands.says("4 selected")

    def answer(dialog):
        texts = hands.texts(dialog)
        assert {"vm-a", "vm-b", "vm-c", "vm-d"} <= set(texts)
        assert texts.index("Left out:") < texts.index("vm-d")
        assert texts.index("vm-c") < texts.index("Left out:")
        # It goes off while the question is on screen: that task fails, the others do not.
        guests["vm-b"].virsh("destroy")
        wait_for(lambda: hands.state("vm-b") == "Shut off")
        hands.press("destructive", dialog)

    with hands.answering(answer):
        hands.choose_from_button("Shut down", "Force off")
    wait_for(lambda: len(hands.tasks()) == 3 and not hands.running_tasks())
    counts = hands.window.task_pane.tasks.counts
    assert (counts.done, counts.failed) == (2, 1)
    rows = {row.split(" · ")[1]: row for row in hands.tasks()}
    assert set(rows) == {"vm-a", "vm-b", "vm-c"}
    assert "not running" in rows["vm-b"]
    for name in guests:
        hands.wait_state(name, "Shut off")


def test_deleting_two_keeps_storage_that_was_not_ticked(alpha, start):
    disks = [make_disk(alpha, name) for name in ("old-1", "old-2")]
    for name, disk in zip(("old-1", "old-2"), disks, strict=True):
        define_guest(alpha, name, disk=disk)
    define_guest(alpha, "kept")
    hands = start(alpha.uri)
    hands.wait_state("old-2", "Shut off")
    hands.select("old-1", "old-2")

    def answer(dialog):
        verb = dialog.primary
        wait_for(verb.isEnabled)
        wait_for(lambda: all(hands.says(disk, dialog) for disk in disks))
        hands.click(verb)

    with hands.answering(answer):
        hands.press("Delete…")
    wait_for(lambda: len(hands.tasks()) == 2 and not hands.running_tasks())
    wait_for(lambda: hands.shown_names() == ["kept"])
    assert hands.window.task_pane.tasks.counts.done == 2
    assert alpha.virsh("list", "--all", "--name").split() == ["kept"]
    assert all(alpha.path(disk).exists() for disk in disks)


def test_keys_of_actions_work_on_the_list_and_not_in_the_task_pane(alpha, start):
    guest = define_guest(alpha, "keys")
    hands = start(alpha.uri)
    hands.wait_state("keys", "Shut off")
    hands.select("keys")
    hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.wait_state("keys", "Running")
    wait_for(lambda: hands.tasks() and not hands.running_tasks())
    guest.virsh("destroy")
    hands.wait_state("keys", "Shut off")

    def rename(dialog):
        field = dialog.focusWidget()
        assert field.text() == "keys"
        field.selectAll()
        QTest.keyClicks(field, "renamed")
        QTest.keyClick(field, Qt.Key.Key_Return)

    with hands.answering(rename):
        hands.key(Qt.Key.Key_F2)
    wait_for(lambda: hands.shown_names() == ["renamed"])
    pane = hands.window.task_pane.task_table
    hands.click(pane.viewport(), pane.visualRect(pane.model().index(0, 0)).center())
    hands.key(Qt.Key.Key_Delete)
    hands.select("renamed")

    def leave(dialog):
        assert dialog.objectName() == "delete_dialog"
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    with hands.answering(leave):
        hands.key(Qt.Key.Key_Delete)
    assert alpha.virsh("list", "--all", "--name").split() == ["renamed"]
