import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.queries import FindLocalHypervisors, LocalHypervisor
from virtgui.views.pages.welcome_page import WelcomePage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SYSTEM = LocalHypervisor("qemu:///system", True, "answers")
SESSION = LocalHypervisor("qemu:///session", True, "answers")


@pytest.fixture
def page(look, world, qtbot):
    page = WelcomePage(look=look, dispatcher=world.dispatcher)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def test_asks_when_shown_and_each_time(page, world):
    assert world.backend.asked == [FindLocalHypervisors()]
    page.hide()
    page.show()
    assert len(world.backend.asked) == 2


def test_an_answer_after_hiding_changes_nothing(page, world):
    page.hide()
    before = page.local.found
    world.answer((SYSTEM,))
    assert page.local.found == before


def test_one_hypervisor_has_the_focus_and_is_named(page, world, qtbot):
    page.demo.setFocus()
    world.answer((SYSTEM,))
    assert "QEMU/KVM" in page.local.found
    assert page.local.hasFocus()
    with qtbot.waitSignal(page.connect_requested) as caught:
        qtbot.keyClick(page.local, Qt.Key.Key_Space)
    assert caught.args == ["qemu:///system"]


def test_several_hypervisors_are_offered_in_a_menu(page, world, qtbot):
    world.answer((SYSTEM, SESSION))
    assert page.local.found.startswith("2 ")
    qtbot.mouseClick(page.local, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(page.connect_requested) as caught:
        menu.actions()[1].trigger()
    menu.close()
    assert caught.args == ["qemu:///session"]


def test_what_may_not_be_used_is_shown_beside_what_may(page, world):
    world.answer((LocalHypervisor("qemu:///system", False, "permission"), SESSION))
    first, second = page.menu_of_local().actions()
    assert not first.isEnabled()
    assert first.toolTip() == "You may not use it yet"
    assert second.isEnabled()
    assert "group libvirt" in page.help.text()
    assert page.local.isEnabled()


@pytest.mark.parametrize(
    ("reason", "said", "command"),
    [
        ("permission", "may not use", "usermod"),
        ("no_socket", "not running", "systemctl start"),
        ("no_driver", "no driver", "apt install"),
        ("novelty", "not found", "apt install"),
    ],
)
def test_says_what_is_wrong_and_what_to_do(page, world, reason, said, command):
    world.answer((LocalHypervisor("qemu:///system", False, reason),))
    assert said in page.local.found
    assert not page.local.isEnabled()
    assert page.local.toolTip() == page.local.found
    assert command in page.command._text.full_text
    assert page.command.isVisible()


def test_nothing_at_all_is_said_and_can_be_looked_for_again(page, world, qtbot):
    world.answer(())
    assert "not found" in page.local.found
    qtbot.mouseClick(page.again, Qt.MouseButton.LeftButton)
    world.answer((SYSTEM,))
    assert page.local.isEnabled()
    assert not page.command.isVisible()


def test_an_error_is_said(page, world):
    world.answer(error=ErrorInfo(ErrorKind.INTERNAL, Remedy.REPORT, "library is broken"))
    assert page.local.found == "library is broken"
    assert not page.local.isEnabled()


def test_other_cards_are_wishes(page, qtbot):
    with qtbot.waitSignal(page.add_requested):
        qtbot.mouseClick(page.other, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.demo_requested):
        qtbot.mouseClick(page.demo, Qt.MouseButton.LeftButton)


def test_cards_have_names_and_descriptions(page, world):
    world.answer((SYSTEM,))
    assert page.local.accessibleName() == "Use this computer"
    assert "QEMU/KVM" in page.local.accessibleDescription()


def test_cards_wrap_in_a_narrow_window(page, qtbot, qapp):
    page.resize(680, 700)
    qapp.processEvents()
    assert page.demo.geometry().top() > page.local.geometry().top()
    assert page.other.geometry().top() == page.local.geometry().top()
