"""What wants a person: it comes, and it goes when it is cured."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from tests.views.dialogs.samples import (
    IN_USE,
    KVM,
    NOW,
    World,
    done_task,
    failed_task,
    make_domain,
    ref,
)
from virtgui.core.changes import ChangeSet
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.domain import DomainState
from virtgui.models.problem_list import ProblemKind, ProblemListModel
from virtgui.models.task_list import TaskListModel


@pytest.fixture
def world(qapp):
    return World()


@pytest.fixture
def tasks(world):
    return TaskListModel(world.feed, clock=lambda: NOW)


@pytest.fixture
def model(world, tasks):
    model = ProblemListModel(world.feed, tasks)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(model, mode, model)
    return model


def kinds(model):
    return [problem.kind for problem in model.problems()]


def test_a_healthy_fleet_has_none(world, model):
    world.status()
    world.domains(make_domain("a", DomainState.RUNNING), make_domain("b", DomainState.PAUSED))
    world.tasks(done_task(1))
    assert model.rowCount() == 0


def test_a_failed_task_is_one_until_it_is_acknowledged(world, tasks, model, qtbot):
    with qtbot.waitSignal(model.problems_changed):
        world.tasks(failed_task(1))
    problem = model.problems()[0]
    assert (problem.kind, problem.severity, problem.task.id) == (ProblemKind.TASK, "error", 1)
    assert IN_USE.detail in model.index(0).data()
    tasks.acknowledge((1,))
    assert model.rowCount() == 0


@pytest.mark.parametrize(
    ("state", "severity"),
    [
        (ConnectionState.STALE, "warn"),
        (ConnectionState.WAITING, "warn"),
        (ConnectionState.ATTENTION, "warn"),
        (ConnectionState.FAILED, "error"),
    ],
)
def test_a_host_out_of_reach_is_one_until_it_is_back(world, model, state, severity):
    world.status(state)
    problem = model.problems()[0]
    assert (problem.kind, problem.severity, problem.name) == (
        ProblemKind.CONNECTION, severity, "kvm-02",
    )  # fmt: skip
    world.status()
    assert model.rowCount() == 0


def test_a_host_that_nobody_wants_is_none(world, model):
    world.status(ConnectionState.OFFLINE)
    assert model.rowCount() == 0


def test_a_crashed_machine_is_one_until_it_runs_or_is_gone(world, model):
    world.status()
    world.domains(make_domain("a", DomainState.CRASHED, reason="panicked"), make_domain("b"))
    assert [(item.name, item.severity) for item in model.problems()] == [("a", "error")]
    assert "kvm-02" in model.problems()[0].sentence
    world.domains(make_domain("a", DomainState.RUNNING))
    assert model.rowCount() == 0
    world.domains(make_domain("a", DomainState.CRASHED))
    world.post(ChangeSet(KVM, removed=(ref("a"),)))
    assert model.rowCount() == 0


def test_a_pause_by_an_error_is_one_and_a_wanted_pause_is_not(world, model):
    world.domains(
        make_domain("a", DomainState.PAUSED, reason="ioerror"),
        make_domain("b", DomainState.PAUSED, reason="user"),
    )
    assert [(item.name, item.severity) for item in model.problems()] == [("a", "warn")]


def test_a_model_made_late_knows_who_has_crashed_before(world, tasks):
    world.domains(make_domain("a", DomainState.CRASHED))
    assert kinds(ProblemListModel(world.feed, tasks)) == [ProblemKind.DOMAIN]


def test_tasks_then_hosts_then_machines(world, model):
    world.domains(make_domain("a", DomainState.CRASHED))
    world.status(ConnectionState.STALE)
    world.tasks(failed_task(1))
    assert kinds(model) == [ProblemKind.TASK, ProblemKind.CONNECTION, ProblemKind.DOMAIN]
