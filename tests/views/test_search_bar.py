"""The search field: queries, completion, problems."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from tests.models.domain_feed import small_fleet
from tests.qt_fixtures import wait_for
from virtgui.models.vocabulary import read_vocabulary
from virtgui.views.look.look import Look
from virtgui.views.search_bar import SearchBar

# A window without a screen cannot be raised.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(scope="module")
def look(qapp):
    return Look(qapp)


@pytest.fixture
def bar(qtbot, look):
    feed = small_fleet()
    window = QWidget()
    qtbot.addWidget(window)
    made = SearchBar(look, lambda: read_vocabulary(feed), window)
    window.resize(600, 200)
    window.show()
    window.activateWindow()
    wait_for(window.isActiveWindow)
    made.setFocus()
    yield made
    made.set_query("")


def completions():
    for widget in QApplication.topLevelWidgets():
        lists = widget.findChildren(QListView)
        if widget.isVisible() and widget.windowType() == Qt.WindowType.ToolTip and lists:
            model = lists[0].model()
            return [model.index(row).data() for row in range(model.rowCount())]
    return []


def test_each_key_tells_the_query(bar):
    spy = QSignalSpy(bar.query_changed)
    QTest.keyClicks(bar, "web")
    assert spy.count() == 3
    assert not spy.at(2)[0].is_empty
    bar.clear()
    assert spy.at(3)[0].is_empty


def test_fields_and_their_values_are_completed(bar):
    QTest.keyClicks(bar, "sta")
    assert "state:" in completions()
    QTest.keyClick(bar, Qt.Key.Key_Down)
    QTest.keyClick(bar, Qt.Key.Key_Tab)
    assert bar.text() == "state:"
    assert bar.hasFocus()
    assert "running" in completions()
    QTest.keyClicks(bar, "crash")
    QTest.keyClick(bar, Qt.Key.Key_Down)
    QTest.keyClick(bar, Qt.Key.Key_Return)
    assert bar.text() == "state:crashed "
    assert completions() == []


def test_enter_without_a_choice_goes_to_the_list(bar):
    spy = QSignalSpy(bar.list_wanted)
    QTest.keyClicks(bar, "sta")
    assert completions()
    QTest.keyClick(bar, Qt.Key.Key_Return)
    assert spy.count() == 1
    assert bar.text() == "sta"
    assert completions() == []


def test_esc_closes_then_clears_then_leaves(bar):
    spy = QSignalSpy(bar.list_wanted)
    QTest.keyClicks(bar, "sta")
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert completions() == []
    assert bar.text() == "sta"
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.text() == ""
    assert spy.count() == 0
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert spy.count() == 1


def test_what_is_wrong_is_said_in_place(bar):
    bar.set_query("cpu>fast")
    assert bar.toolTip()
    bar.set_query("web")
    assert bar.toolTip() == ""


def test_completions_go_with_the_focus(bar):
    QTest.keyClicks(bar, "sta")
    assert completions()
    bar.clearFocus()
    assert completions() == []


def test_a_completion_in_the_middle_keeps_what_follows(bar):
    bar.set_query("sta mail")
    bar.setCursorPosition(2)
    QTest.keyClicks(bar, "a")
    QTest.keyClick(bar, Qt.Key.Key_Down)
    QTest.keyClick(bar, Qt.Key.Key_Tab)
    assert bar.text() in ("state:a mail", "state: mail", "state:mail")
