"""Alerts among the problems: rows that stay the same while their figures move."""

import pytest
from PySide6.QtCore import QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from tests.models.alert_samples import CPU, POOL_FULL, WAIT, make_alert, over, post
from tests.views.dialogs.samples import KVM, NOW, World, failed_task, make_domain, ref
from virtgui.core.refs import POOL, ObjectRef, node_ref
from virtgui.models.alert_book import HOUR, AlertBook
from virtgui.models.problem_list import ProblemKind, ProblemListModel
from virtgui.models.settings_store import Settings
from virtgui.models.task_list import TaskListModel

BUSY, WAITS = make_alert(CPU, ref("web")), make_alert(WAIT, ref("db"), 0.3, since=NOW + 1)


@pytest.fixture
def world(qapp):
    world = World()
    world.status()
    world.domains(make_domain("web"), make_domain("db"))
    return world


@pytest.fixture
def book(world, tmp_path):
    return AlertBook(world.feed, Settings(tmp_path / "s.json"), world.feed, clock=lambda: NOW)


@pytest.fixture
def model(world, book):
    tasks = TaskListModel(world.feed, world.feed, clock=lambda: NOW)
    model = ProblemListModel(world.feed, tasks, world.feed, alerts=book)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(model, mode, model)
    return model


def names(model):
    return [problem.name for problem in model.problems()]


def test_an_alert_is_a_problem_until_it_is_over(world, model):
    post(world.feed, BUSY)
    problem = model.problems()[0]
    assert (problem.kind, problem.severity, problem.name) == (ProblemKind.ALERT, "warn", "web")
    assert problem.sentence == "CPU of the machine: 97 %, above 90 % for 5 min · on kvm-02"
    post(world.feed, over(BUSY))
    assert model.rowCount() == 0


def test_hosts_and_pools_by_their_names(world, model):
    pool = make_alert(POOL_FULL, ObjectRef(KVM, POOL, "default"))
    post(world.feed, make_alert(CPU, node_ref(KVM)), pool)
    assert names(model) == ["kvm-02", "default"]
    assert "on kvm-02" not in model.problems()[0].sentence
    assert "on kvm-02" in model.problems()[1].sentence


def test_a_figure_that_moves_keeps_the_row(world, model):
    post(world.feed, BUSY, WAITS)
    held = QPersistentModelIndex(model.index(1, 0))
    resets, moved = QSignalSpy(model.modelReset), QSignalSpy(model.dataChanged)
    post(world.feed, make_alert(WAIT, ref("db"), 0.44, since=NOW + 1))
    assert (resets.count(), moved.count(), held.row()) == (0, 1, 1)
    assert "44 %" in held.data()
    world.tasks(failed_task(1))
    assert (resets.count(), held.row()) == (0, 2)


def test_a_row_that_goes_leaves_the_others(world, book, model):
    post(world.feed, BUSY, WAITS)
    held = QPersistentModelIndex(model.index(1, 0))
    book.acknowledge([BUSY])
    assert names(model) == ["db"]
    assert held.row() == 0


def test_silenced_ones_have_rows_when_asked_for_and_are_not_counted(world, book, model):
    post(world.feed, BUSY, WAITS)
    book.acknowledge([BUSY])
    book.snooze([WAITS], HOUR)
    assert (names(model), model.open_count, model.silenced_count) == ([], 0, 2)
    model.show_silenced(shown=True)
    assert names(model) == ["web", "db"]
    assert all(problem.is_silenced for problem in model.problems())
    assert model.problems()[0].sentence.endswith("acknowledged")
    assert "silent until" in model.problems()[1].sentence
    assert model.open_count == 0
    model.show_silenced(shown=False)
    assert model.rowCount() == 0
