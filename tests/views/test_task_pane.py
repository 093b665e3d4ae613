"""The bottom pane: rows, their one action, folding, and what it remembers."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPushButton, QSplitter, QWidget

from tests.views.dialogs.conftest import settings, world  # noqa: F401
from tests.views.dialogs.samples import (
    KVM,
    NOW,
    done_task,
    failed_task,
    make_domain,
    make_task,
    ref,
)
from virtgui.core.ops import domain as ops
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.domain import DomainState
from virtgui.core.values.event import Event, EventKind
from virtgui.core.values.task import Progress, TaskState
from virtgui.models.settings_store import Settings
from virtgui.views.dialogs.confirm import ConfirmDialog
from virtgui.views.dialogs.task_details import TaskDetailsDialog
from virtgui.views.panes.task_pane import STATE, TaskPane

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pane(qtbot, look, world, settings):  # noqa: F811
    pane = TaskPane(look, world.feed, world.dispatcher, settings, clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.set_folded(False)
    pane.resize(1100, 220)
    pane.show()
    yield pane
    for dialog in pane.findChildren(QDialog):
        dialog.close()


def click_link(qtbot, table, row):
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.link_rect(row).center())


def button(pane, name):
    return pane.findChild(QPushButton, name)


def details(pane):
    return pane.findChild(TaskDetailsDialog)


def select(table, row):
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, 0))


def test_the_link_of_a_running_task_cancels_it(qtbot, pane, world):  # noqa: F811
    world.tasks(make_task(7, cancellable=True), make_task(8))
    click_link(qtbot, pane.task_table, 1)
    assert world.backend.cancelled == [7]


def test_a_click_beside_the_link_only_selects(qtbot, pane, world):  # noqa: F811
    world.tasks(make_task(7, cancellable=True))
    qtbot.mouseClick(pane.task_table.viewport(), LEFT, pos=QPoint(60, 10))
    assert world.backend.cancelled == []
    assert pane.task_table.selected().id == 7


def test_delete_cancels_what_can_be_cancelled(qtbot, pane, world):  # noqa: F811
    world.tasks(make_task(7, cancellable=True), done_task(3))
    for row in (1, 0):
        select(pane.task_table, row)
        qtbot.keyClick(pane.task_table, Qt.Key.Key_Delete)
    assert world.backend.cancelled == [7]


def test_tab_reaches_the_link_and_enter_uses_it(qtbot, pane, world):  # noqa: F811
    world.tasks(make_task(7, cancellable=True))
    pane.activateWindow()
    select(pane.task_table, 0)
    qtbot.waitUntil(pane.task_table.hasFocus)
    qtbot.keyClick(pane.task_table, Qt.Key.Key_Tab)
    assert pane.task_table.hasFocus()
    qtbot.keyClick(pane.task_table, Qt.Key.Key_Return)
    assert world.backend.cancelled == [7]
    qtbot.keyClick(pane.task_table, Qt.Key.Key_Tab)
    assert not pane.task_table.hasFocus()


def test_enter_opens_the_details(qtbot, pane, world):  # noqa: F811
    world.tasks(make_task(7, cancellable=True))
    select(pane.task_table, 0)
    qtbot.keyClick(pane.task_table, Qt.Key.Key_Return)
    assert details(pane).task.id == 7
    assert world.backend.cancelled == []


def test_a_double_click_opens_the_details_once(qtbot, pane, world):  # noqa: F811
    world.tasks(failed_task(7))
    opened = []
    pane.task_table.row_opened.connect(opened.append)
    qtbot.mouseDClick(pane.task_table.viewport(), LEFT, pos=QPoint(60, 10))
    assert len(opened) == 1


def test_show_fix_opens_the_details_and_the_problem_is_seen(qtbot, pane, world):  # noqa: F811
    world.tasks(failed_task(7))
    assert pane.problems.rowCount() == 1
    click_link(qtbot, pane.task_table, 0)
    assert details(pane).task.id == 7
    assert pane.problems.rowCount() == 0


def test_open_leads_to_the_object(qtbot, pane, world):  # noqa: F811
    world.domains(make_domain("web-01"))
    world.tasks(done_task(7))
    with qtbot.waitSignal(pane.object_opened) as opened:
        click_link(qtbot, pane.task_table, 0)
    assert opened.args == [ref("web-01")]


def test_a_finished_task_of_a_deleted_object_offers_details(qtbot, pane, world):  # noqa: F811
    world.tasks(done_task(7, operation=ops.DeleteDomain(ref=ref("gone")), name="gone"))
    click_link(qtbot, pane.task_table, 0)
    assert details(pane).task.id == 7


def test_copy_virsh_copies_the_selected_task(qtbot, pane, world):  # noqa: F811
    world.tasks(make_task(7))
    copy = button(pane, "copy_virsh")
    assert not copy.isEnabled()
    assert "Select" in copy.toolTip()
    select(pane.task_table, 0)
    qtbot.mouseClick(copy, LEFT)
    assert QGuiApplication.clipboard().text() == (
        "virsh -c qemu+ssh://ops@kvm-02/system start web-01"
    )


def menu_actions(pane, row):
    menu = pane.task_table.menu_for(pane.tasks.index(row))
    return {action.objectName(): action for action in menu.actions() if action.objectName()}


def test_run_again_submits_the_same_operation(pane, world):  # noqa: F811
    world.tasks(failed_task(7), make_task(8))
    assert not menu_actions(pane, 0)["again"].isEnabled()
    menu_actions(pane, 1)["again"].trigger()
    assert world.backend.submitted == [(ops.StartDomain(ref=ref("web-01")), "web-01")]
    assert pane.problems.rowCount() == 0


def test_run_again_asks_first_when_it_loses_data(qtbot, pane, world):  # noqa: F811
    operation = ops.DestroyDomain(ref=ref("web-01"))
    world.tasks(failed_task(7, operation=operation))
    menu_actions(pane, 0)["again"].trigger()
    assert world.backend.submitted == []
    dialog = pane.findChild(ConfirmDialog)
    assert "web-01" in dialog.windowTitle()
    qtbot.mouseClick(dialog.primary, LEFT)
    assert world.backend.submitted == [(operation, "web-01")]


def test_the_menu_clears_what_is_over(pane, world):  # noqa: F811
    world.tasks(make_task(1), done_task(2), failed_task(3))
    menu_actions(pane, 0)["clear_finished"].trigger()
    assert [task.id for task in pane.tasks.tasks()] == [1]


def test_the_menu_of_no_row_has_only_what_concerns_all(pane):
    assert list(menu_actions(pane, 5)) == ["clear_finished"]


def test_counts_in_words(pane, world):  # noqa: F811
    world.tasks(make_task(1), make_task(2), failed_task(3), done_task(4))
    counts = pane.findChild(QWidget, "counts")
    assert counts.full_text == "2 running · 1 failed · 1 done"


def test_folded_it_is_one_line_with_the_newest_task(qtbot, pane, look, world):  # noqa: F811
    line = pane.findChild(QPushButton, "unfold").parentWidget()
    qtbot.mouseClick(button(pane, "fold"), LEFT)
    assert pane.is_folded
    assert pane.height() == look.px(30)
    assert line.accessibleName() == "No tasks"
    world.tasks(make_task(1, name="db-02", progress=Progress(0.62)))
    assert "db-02" in line.accessibleName()
    assert "62 %" in line.accessibleName()
    qtbot.mouseClick(button(pane, "unfold"), LEFT)
    assert not pane.is_folded
    assert pane.task_table.isVisible()


def test_folded_it_leads_to_the_problems(qtbot, pane, world):  # noqa: F811
    pane.set_folded(True)
    assert not button(pane, "folded_problems").isVisible()
    world.tasks(failed_task(1))
    qtbot.mouseClick(button(pane, "folded_problems"), LEFT)
    assert pane.problem_table.isVisible()


@pytest.mark.parametrize("height", [300, 301, 302, 303])
@pytest.mark.parametrize("times", [1, 1.5])
def test_it_remembers_fold_height_and_tab(
    qtbot, pane, look, world, settings, enlarge, times, height  # noqa: F811
):  # fmt: skip
    enlarge(times)
    pane.show_tab(1)
    pane.resize(1100, height)
    pane.set_folded(True)
    pane.hide()
    again = Settings(settings._path)
    kept = again.window_state(STATE)
    assert kept == {"folded": True, "height": kept["height"], "tab": 1}
    other = TaskPane(look, world.feed, world.dispatcher, again)
    qtbot.addWidget(other)
    assert other.is_folded
    other.set_folded(False)
    assert other.height() == height


def test_its_height_follows_another_font(qtbot, pane, look, world, settings, enlarge):  # noqa: F811
    pane.resize(1100, look.px(300))
    pane.hide()
    enlarge(1.5)
    other = TaskPane(look, world.feed, world.dispatcher, Settings(settings._path))
    qtbot.addWidget(other)
    other.set_folded(False)
    assert other.height() == pytest.approx(look.px(300), abs=1)


HUGE = 10**400


@pytest.mark.parametrize(
    "state",
    ["x", {"height": "tall", "tab": 9, "folded": 1}, [1], {"height": HUGE}, {"height": -(10**9)}],
    ids=["text", "wrong kinds", "list", "huge", "negative"],
)
def test_a_broken_memory_is_not_used(qtbot, look, world, settings, state):  # noqa: F811
    settings.keep_window_state(STATE, state)
    pane = TaskPane(look, world.feed, world.dispatcher, settings)
    qtbot.addWidget(pane)
    assert pane.is_folded
    pane.set_folded(False)
    assert pane.height() < look.px(300)


def test_unfolding_claims_its_height_from_the_splitter(qtbot, look, world, settings):  # noqa: F811
    splitter = QSplitter(Qt.Orientation.Vertical)
    qtbot.addWidget(splitter)
    pane = TaskPane(look, world.feed, world.dispatcher, settings)
    splitter.addWidget(QWidget())
    splitter.addWidget(pane)
    splitter.resize(900, 700)
    splitter.show()
    pane.set_folded(False)
    splitter.setSizes([500, 200])
    tall = pane.height()
    pane.set_folded(True)
    assert pane.height() == look.px(30)
    assert splitter.sizes()[1] == look.px(30), "an empty strip is left"
    pane.set_folded(False)
    assert abs(pane.height() - tall) <= 2


def test_rings_turn_only_while_something_runs_and_is_seen(pane, look, world):  # noqa: F811
    assert not look.busy.is_running
    world.tasks(make_task(1))
    assert look.busy.is_running
    pane.hide()
    assert not look.busy.is_running
    pane.show()
    assert look.busy.is_running
    world.tasks(done_task(1))
    assert not look.busy.is_running


def test_ages_are_refreshed_only_while_seen_and_unfolded(pane, world):  # noqa: F811
    timer = pane._tick
    assert timer.isActive()
    slow = timer.interval()
    world.tasks(make_task(1))
    assert timer.interval() < slow
    pane.set_folded(True)
    assert not timer.isActive()
    pane.set_folded(False)
    pane.hide()
    assert not timer.isActive()


def test_problems_lead_to_their_cure(qtbot, pane, world):  # noqa: F811
    world.status(ConnectionState.FAILED)
    world.domains(make_domain("a", DomainState.CRASHED))
    pane.show_tab(2)
    with qtbot.waitSignal(pane.connection_problem_requested) as wanted:
        click_link(qtbot, pane.problem_table, 0)
    assert wanted.args == [KVM]
    with qtbot.waitSignal(pane.object_opened) as opened:
        click_link(qtbot, pane.problem_table, 1)
    assert opened.args == [ref("a")]


def test_a_problem_of_a_task_can_be_dismissed(qtbot, pane, world):  # noqa: F811
    world.tasks(failed_task(1))
    pane.show_tab(2)
    select(pane.problem_table, 0)
    qtbot.keyClick(pane.problem_table, Qt.Key.Key_Delete)
    assert pane.problems.rowCount() == 0


def test_an_event_leads_to_its_object(qtbot, pane, world):  # noqa: F811
    world.events(Event(ref("a"), "a", NOW, EventKind.LIFECYCLE, "started", "booted"))
    pane.show_tab(1)
    select(pane.event_table, 0)
    with qtbot.waitSignal(pane.object_opened) as opened:
        qtbot.keyClick(pane.event_table, Qt.Key.Key_Return)
    assert opened.args == [ref("a")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_every_state_paints(pane, look, world, scheme, direction):  # noqa: F811
    look.set_theme(scheme)
    pane.setLayoutDirection(direction)
    world.tasks(
        *(make_task(number, state) for number, state in enumerate(TaskState, 1)),
        make_task(20, progress=Progress(0.5, 1, 2, 3.0, 4.0)),
        make_task(21, name="a-very-long-name-" * 9),
    )
    image = pane.grab().toImage()
    accent = look.color("accent").rgb()
    bar = [
        (x, y)
        for y in range(30, 200)
        for x in range(0, image.width(), 3)
        if image.pixel(x, y) == accent
    ]
    assert len(bar) > 20


def test_a_bar_is_painted_only_for_a_real_number(pane, look, world):  # noqa: F811
    def accents():
        image = pane.task_table.viewport().grab().toImage()
        accent = look.color("accent").rgb()
        row = pane.task_table.visualRect(pane.tasks.index(0)).center().y()
        return sum(image.pixel(x, row) == accent for x in range(300, 800))

    world.tasks(make_task(1, progress=Progress(None, 4096)))
    assert accents() == 0
    world.tasks(make_task(1, progress=Progress(0.5, 4096, 8192)))
    assert accents() > 40
