"""A host that falls silent while one looks at it."""

import pytest
from PySide6.QtCore import Qt

from tests.lab.guest import start_guest
from tests.qt_fixtures import wait_for
from tests.stories.hands import entry

pytestmark = pytest.mark.lab

REASONS = ("The host does not answer now.", "The host is not connected.")


def test_rows_grow_old_and_come_back(alpha, start):
    start_guest(alpha, "here")
    hands = start(alpha.uri)
    hands.wait_state("here", "Running")
    hands.select("here")
    alpha.stop_daemon()
    hands.wait_state("here", "Was running")
    start_button = hands.button("Start")
    wait_for(lambda: not start_button.isEnabled() and "host" in start_button.toolTip())
    assert start_button.toolTip().startswith(REASONS)
    menu = hands.menu_of_selection("here")
    pause = entry(menu, "pause")
    assert not pause.isEnabled()
    assert pause.toolTip() in REASONS
    hands.close_menus()
    hands.open_row("here")
    wait_for(lambda: hands.says("Was running"))
    alpha.continue_daemon()
    wait_for(lambda: hands.says("Running") and not hands.says("Was running"))
    hands.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    hands.wait_state("here", "Running")
    assert hands.selected_names() == ["here"]


def test_a_daemon_that_dies_leaves_an_outcome_unknown(alpha, start):
    start_guest(alpha, "cut").wait_ready()
    hands = start(alpha.uri)
    hands.wait_state("cut", "Running")
    wait_for(lambda: hands.domain("cut").config)
    wait_for(lambda: hands.feed.inventory.node(hands.ref("cut").connection))
    hands.menu_of_row("cut")
    alpha.stop_daemon()
    hands.choose("pause")
    wait_for(hands.running_tasks)
    alpha.kill_daemon()
    wait_for(lambda: hands.tasks() and not hands.running_tasks(), 30)
    assert "Outcome unknown" in hands.newest_task()
    assert hands.window.task_pane.tasks.counts.unknown == 1
    alpha.start_daemon()
    wait_for(lambda: hands.state("cut") in ("Running", "Paused"), 30)
