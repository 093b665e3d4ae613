"""Alerts in the pane of problems: acknowledged, snoozed, shown again, by mouse and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.models.alert_samples import CPU, WAIT, Clock, make_alert, post
from tests.views.dialogs.samples import NOW, World, failed_task, make_domain, ref
from tests.views.pixels import near_pixels
from virtgui.models.alert_book import HOUR, AlertBook, next_morning
from virtgui.models.settings_store import Settings
from virtgui.views.panes.pane_head import PaneHead
from virtgui.views.panes.task_pane import TaskPane

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
BUSY, WAITS = make_alert(CPU, ref("web")), make_alert(WAIT, ref("db"), 0.3, since=NOW + 1)


@pytest.fixture
def world(qapp):
    world = World()
    world.status()
    world.domains(make_domain("web"), make_domain("db"))
    return world


@pytest.fixture
def settings(qapp, tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def book(world, settings):
    return AlertBook(world.feed, settings, world.feed, clock=Clock(NOW))


@pytest.fixture
def pane(qtbot, look, world, settings, book):
    pane = TaskPane(look, world.feed, world.dispatcher, settings, alerts=book, clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(1100, 220)
    pane.show_tab(2)
    pane.show()
    post(world.feed, BUSY, WAITS)
    return pane


def menu_of(pane, row):
    table = pane.problem_table
    menu = table.menu_for(pane.problems.index(row))
    found = {action.objectName(): action for action in menu.actions() if action.objectName()}
    return menu, found


def names(pane):
    return [problem.name for problem in pane.problems.problems()]


def test_delete_acknowledges_and_the_next_row_is_current(pane, book):
    table = pane.problem_table
    table.setFocus()
    table.setCurrentIndex(pane.problems.index(0))
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert names(pane) == ["db"]
    assert book.silenced() == [BUSY]
    assert book.silent_until(BUSY) == 0
    assert table.currentIndex().row() == 0
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert names(pane) == []


def test_a_row_stays_current_while_its_figure_moves(pane, world):
    table = pane.problem_table
    table.setCurrentIndex(pane.problems.index(1))
    post(world.feed, make_alert(WAIT, ref("db"), 0.4, since=NOW + 1))
    assert table.currentIndex().row() == 1


@pytest.mark.parametrize(
    ("entry", "until"),
    [("acknowledge", 0), ("snooze_hour", NOW + HOUR), ("snooze_day", next_morning(NOW))],
)
def test_the_menu_silences(pane, book, entry, until):
    _menu, found = menu_of(pane, 0)
    found[entry].trigger()
    assert names(pane) == ["db"]
    assert book.silent_until(BUSY) == until


def test_silenced_ones_are_shown_when_asked_for_and_come_back(pane, book):
    _menu, found = menu_of(pane, 0)
    assert "show_silenced" not in found
    found["acknowledge"].trigger()
    _menu, found = menu_of(pane, 0)
    assert found["show_silenced"].text() == "Show 1 silenced"
    found["show_silenced"].trigger()
    assert names(pane) == ["db", "web"]
    _menu, found = menu_of(pane, 1)
    assert "acknowledge" not in found
    found["show_again"].trigger()
    assert book.silenced() == []
    assert names(pane) == ["web", "db"]


def test_silenced_ones_can_be_found_when_no_row_is_left(pane, book):
    book.acknowledge(book.open())
    menu, found = menu_of(pane, 0)
    assert found["show_silenced"].text() == "Show 2 silenced"
    found["show_silenced"].trigger()
    assert names(pane) == ["web", "db"]
    assert menu.actions()


def test_delete_on_a_silenced_row_changes_nothing(pane, book):
    book.snooze([BUSY], HOUR)
    pane.problems.show_silenced(shown=True)
    table = pane.problem_table
    table.setCurrentIndex(pane.problems.index(1))
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert book.silent_until(BUSY) == NOW + HOUR


def test_all_at_once(pane, book):
    _menu, found = menu_of(pane, 0)
    found["acknowledge_all"].trigger()
    assert book.open() == []


def test_the_head_counts_what_is_open(pane, book):
    told = []
    head = pane.findChild(PaneHead)
    head.set_problems = told.append
    book.acknowledge([BUSY])
    pane.problems.show_silenced(shown=True)
    assert told == [1, 1]


def test_the_link_opens_the_object(qtbot, pane):
    table = pane.problem_table
    with qtbot.waitSignal(pane.object_opened) as opened:
        place = table.link_rect(0).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [ref("web")]


def test_the_way_to_the_limits(qtbot, pane):
    _menu, found = menu_of(pane, 1)
    with qtbot.waitSignal(pane.threshold_requested) as edited:
        found["edit_threshold"].trigger()
    assert edited.args == ["wait"]
    with qtbot.waitSignal(pane.thresholds_requested):
        found["thresholds"].trigger()


def test_tasks_are_dismissed_as_before(pane, world):
    world.tasks(failed_task(7))
    table = pane.problem_table
    table.setCurrentIndex(pane.problems.index(0))
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert names(pane) == ["web", "db"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_silenced_row_is_painted_calmly(pane, book, look, theme):
    look.set_theme(theme)
    book.acknowledge([BUSY])
    pane.problems.show_silenced(shown=True)
    table = pane.problem_table
    loud, calm = (table.visualRect(pane.problems.index(row)) for row in (0, 1))
    assert near_pixels(table.viewport(), loud, look.color("warn")) > 20
    assert near_pixels(table.viewport(), calm, look.color("warn")) == 0
