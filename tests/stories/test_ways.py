"""Going from place to place by mouse and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.lab.guest import define_guest
from tests.qt_fixtures import wait_for
from tests.stories.hands import ALT, CTRL


def _title(hands):
    return hands.window.windowTitle().removesuffix(" – virtgui")


@pytest.fixture
def hands(start, make_node):
    made = start(make_node(running=("mail", "web"), off=("spare",)))
    wait_for(lambda: len(made.shown_names()) == 3)
    return made


def test_there_and_back(hands):
    assert _title(hands) == "All virtual machines"
    hands.open_row("web")
    assert _title(hands) == "web"
    hands.key(Qt.Key.Key_Left, ALT)
    assert _title(hands) == "All virtual machines"
    hands.key(Qt.Key.Key_Right, ALT)
    assert _title(hands) == "web"
    hands.press("go_back")
    assert _title(hands) == "All virtual machines"
    assert not hands.button("go_back").isEnabled()


def test_the_palette_goes_to_a_machine_by_its_name(hands):
    hands.key(Qt.Key.Key_K, CTRL)
    assert hands.window.palette_popup.isVisible()
    hands.type("mail")
    hands.key(Qt.Key.Key_Return)
    assert not hands.window.palette_popup.isVisible()
    assert _title(hands) == "mail"
    hands.key(Qt.Key.Key_K, CTRL)
    hands.type("pause")
    hands.key(Qt.Key.Key_Return)
    wait_for(lambda: hands.tasks() and not hands.running_tasks())
    assert hands.newest_task().startswith("Pause · mail")
    hands.key(Qt.Key.Key_K, CTRL)
    hands.key(Qt.Key.Key_Escape)
    assert not hands.window.palette_popup.isVisible()


def test_the_palette_does_nothing_that_is_impossible(hands):
    hands.select("spare")
    hands.key(Qt.Key.Key_K, CTRL)
    hands.type("resume")
    hands.key(Qt.Key.Key_Return)
    assert hands.window.palette_popup.isVisible()
    assert hands.tasks() == []


def test_f6_goes_round_and_esc_leaves_the_search(hands):
    window = hands.window
    parts = [window.navigator.view, window.pages.stack, window.task_pane]

    def part():
        focus = QApplication.focusWidget()
        found = [n for n, one in enumerate(parts) if one is focus or one.isAncestorOf(focus)]
        return found[0] if found else None

    hands.select("mail")
    seen = [part()]
    for _ in range(3):
        hands.key(Qt.Key.Key_F6)
        seen.append(part())
    assert seen == [1, 2, 0, 1]
    hands.key(Qt.Key.Key_F, CTRL)
    assert window.search.hasFocus()
    hands.key(Qt.Key.Key_Escape)
    assert not window.search.hasFocus()
    assert part() == 1


def test_enter_in_the_search_goes_to_the_list_and_enter_opens(hands):
    hands.search("mail")
    hands.key(Qt.Key.Key_Escape)
    hands.search("web")
    hands.key(Qt.Key.Key_Return)
    assert hands.table.hasFocus()
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    wait_for(lambda: _title(hands) in ("web", "All virtual machines"))


def test_the_navigator_and_the_path(hands):
    hands.click_navigator("Needs attention")
    assert _title(hands) == "Needs attention"
    hands.key(Qt.Key.Key_Home, ALT)
    assert _title(hands) == "All virtual machines"
    hands.key(Qt.Key.Key_F9)
    assert not hands.window.navigator.isVisible()
    hands.key(Qt.Key.Key_F9)
    assert hands.window.navigator.isVisible()


@pytest.mark.lab
def test_a_machine_that_goes_while_its_page_is_open(start, alpha):
    guest = define_guest(alpha, "leaving")
    hands = start(alpha.uri)
    hands.wait_state("leaving", "Shut off")
    hands.open_row("leaving")
    assert _title(hands) == "leaving"
    wait_for(lambda: hands.says("Shut off"))
    guest.virsh("undefine")
    wait_for(lambda: hands.says("Gone"))
    hands.key(Qt.Key.Key_Left, ALT)
    assert _title(hands) == "All virtual machines"
    hands.key(Qt.Key.Key_Right, ALT)
    wait_for(lambda: hands.says("leaving") or hands.says("Gone"))
