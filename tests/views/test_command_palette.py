"""The palette by keys and mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from tests.qt_fixtures import wait_for
from virtgui.models.palette import Command
from virtgui.views.command_palette import CommandPalette
from virtgui.views.look.look import Look


@pytest.fixture(scope="module")
def look(qapp):
    return Look(qapp)


@pytest.fixture
def done():
    return []


@pytest.fixture
def palette(qtbot, look, done):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    commands = [
        Command("Start", lambda: done.append("start")),
        Command("Pause", lambda: done.append("pause"), reason="It is not running."),
        *(Command(f"vm-{n:02}", lambda n=n: done.append(n), rank=3) for n in range(30)),
    ]
    made = CommandPalette(look, lambda: commands, window)
    window.show()
    window.activateWindow()
    wait_for(window.isActiveWindow)
    made.open()
    yield made
    window.close()


def field(palette):
    return palette.findChild(QLineEdit, "command_field")


def rows(palette):
    view = palette.findChild(QListView, "command_list")
    return view, view.model()


def test_it_opens_with_everything_and_has_the_keyboard(palette):
    assert palette.isVisible()
    assert field(palette).hasFocus()
    view, model = rows(palette)
    assert model.rowCount() == 32
    assert view.currentIndex().row() == 0


def test_enter_runs_what_is_chosen_and_closes(palette, done):
    QTest.keyClicks(field(palette), "vm-07")
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    assert done == [7]
    assert not palette.isVisible()


def test_arrows_move_and_stop_at_the_ends(palette):
    view, model = rows(palette)
    QTest.keyClick(field(palette), Qt.Key.Key_Up)
    assert view.currentIndex().row() == 0
    QTest.keyClick(field(palette), Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1
    for _ in range(10):
        QTest.keyClick(field(palette), Qt.Key.Key_PageDown)
    assert view.currentIndex().row() == model.rowCount() - 1


def test_a_pointer_that_rests_does_not_take_the_choice(palette):
    view, model = rows(palette)
    QCursor.setPos(view.viewport().mapToGlobal(view.viewport().rect().center()))
    for _ in range(10):
        QTest.keyClick(field(palette), Qt.Key.Key_PageDown)
    assert view.currentIndex().row() == model.rowCount() - 1
    QTest.mouseMove(view.viewport(), view.visualRect(model.index(28)).center())
    wait_for(lambda: view.currentIndex().row() == 28)


def test_the_impossible_is_shown_with_its_reason_and_does_nothing(palette, done):
    QTest.keyClicks(field(palette), "pause")
    view, model = rows(palette)
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) == "It is not running."
    assert "It is not running." in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(0)).center()
    )
    assert done == []
    assert palette.isVisible()


def test_a_click_runs(palette, done):
    QTest.keyClicks(field(palette), "start")
    view, model = rows(palette)
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(0)).center()
    )
    assert done == ["start"]


def test_esc_leaves_and_the_next_time_begins_anew(palette, done):
    QTest.keyClicks(field(palette), "nothing like this")
    assert rows(palette)[1].rowCount() == 0
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    QTest.keyClick(field(palette), Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert done == []
    palette.open()
    assert field(palette).text() == ""
    assert rows(palette)[1].rowCount() == 32
