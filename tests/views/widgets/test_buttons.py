import pytest
from PySide6.QtGui import QAction

from virtgui.views.widgets.buttons import (
    DestructiveButton,
    FlatButton,
    IconButton,
    LinkButton,
    LookButton,
    MenuButton,
    PrimaryButton,
)


@pytest.fixture(params=[LookButton, PrimaryButton, DestructiveButton, FlatButton, MenuButton])
def button(request, look, qtbot):
    made = request.param(look, "Start", "start")
    qtbot.addWidget(made)
    return made


def test_button_says_its_words(button):
    assert button.text() == button.accessibleName() == "Start"


def test_disabled_button_says_why_first(button):
    button.set_tip("Starts the machine")
    button.set_reason("web-01 runs already.")
    assert not button.isEnabled()
    assert button.toolTip().startswith("web-01 runs already.")
    button.set_reason("")
    assert button.isEnabled()
    assert button.toolTip() == "Starts the machine"


def test_short_button_keeps_its_words_in_the_tool_tip(button):
    wide = button.sizeHint().width()
    button.set_short(True)
    assert button.text() == ""
    assert button.toolTip() == button.accessibleName() == "Start"
    assert button.sizeHint().width() < wide
    button.set_short(False)
    assert button.text() == "Start"


def test_button_without_icon_cannot_be_short(look, qtbot):
    link = LinkButton(look, "Retry now")
    qtbot.addWidget(link)
    link.set_short(True)
    assert link.text() == "Retry now"


def test_icon_button_has_a_name(look, qtbot):
    lone = IconButton(look, "more", "More")
    qtbot.addWidget(lone)
    assert lone.accessibleName() == lone.toolTip() == "More"
    with pytest.raises(ValueError, match="tip"):
        IconButton(look, "more", "")


def test_icon_follows_the_scheme(look, qtbot):
    lone = IconButton(look, "more", "More")
    qtbot.addWidget(lone)
    before = lone.icon().cacheKey()
    look.set_theme("dark")
    assert lone.icon().cacheKey() != before


def test_menu_button_has_a_menu(look, qtbot):
    button = MenuButton(look, "Shut down")
    qtbot.addWidget(button)
    button.menu().addAction(QAction("Force off", button))
    assert [action.text() for action in button.menu().actions()] == ["Force off"]
