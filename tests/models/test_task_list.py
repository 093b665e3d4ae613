"""Tasks in order, bounded, and worded."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.views.dialogs.samples import IN_USE, NOW, World, done_task, failed_task, make_task, ref
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.ops import domain as ops
from virtgui.core.ops.base import Operation
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.ops.storage import CreateVolume, DeleteVolume
from virtgui.core.values.live_step import LiveKind, LiveStep, PartReport, PartState
from virtgui.core.values.task import Progress, TaskState
from virtgui.models import task_list
from virtgui.models.part_words import part_icon, part_line, part_name, parts_sentence
from virtgui.models.task_list import TASK_ROLE, TaskListModel
from virtgui.models.task_words import (
    TaskAction,
    accessible_words,
    action_of,
    action_word,
    ago_words,
    clock_words,
    left_words,
    percent_words,
    remark_word,
    sentence,
    span_words,
    task_icon,
    time_words,
)
from virtgui.models.words import operation_word, task_state_word

GIB = 1 << 30
REMARKS = (
    "not_sent", "no_longer_waited_for", "was_asked", "asked", "guest_did_not_follow",
    "cannot_cancel_now", "storage_kept", "secrets_lost",
)  # fmt: skip


@pytest.fixture
def world(qapp):
    return World()


@pytest.fixture
def model(world):
    model = TaskListModel(world.feed, clock=lambda: NOW)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def ids(model):
    return [task.id for task in model.tasks()]


def test_running_stand_on_top_newest_first_then_what_ended_last(world, model):
    world.tasks(make_task(1), done_task(2, NOW - 10), make_task(3), done_task(4, NOW - 90))
    assert ids(model) == [3, 1, 2, 4]


def test_a_task_that_ends_moves_below_the_running_ones(world, model):
    world.tasks(make_task(1), make_task(2), make_task(3), done_task(9, NOW - 500))
    world.tasks(failed_task(3))
    assert ids(model) == [2, 1, 3, 9]
    assert [model.row_of(number) for number in (2, 1, 3, 9)] == [0, 1, 2, 3]
    assert model.task(3).state is TaskState.FAILED


def test_progress_changes_one_row_in_place(world, model, qtbot):
    world.tasks(make_task(1), make_task(2))
    with qtbot.waitSignal(model.dataChanged) as changed:
        world.tasks(make_task(1, progress=Progress(0.5)))
    assert changed.args[0].row() == 1
    assert ids(model) == [2, 1]
    assert model.task(1).progress.fraction == 0.5


def test_the_oldest_finished_are_dropped_but_no_running_one(world, model, monkeypatch):
    monkeypatch.setattr(task_list, "MOST_FINISHED", 3)
    world.tasks(*(done_task(number, NOW - 100 + number) for number in range(1, 7)))
    world.tasks(*(make_task(number) for number in range(10, 16)))
    assert ids(model) == [15, 14, 13, 12, 11, 10, 6, 5, 4]
    assert model.task(1) is None


def test_clearing_leaves_what_still_runs(world, model):
    world.tasks(make_task(1), done_task(2), failed_task(3))
    model.clear_finished()
    assert ids(model) == [1]
    assert (model.counts.running, model.counts.done, model.counts.failed) == (1, 0, 0)


def test_counts_say_how_many_stand_where(world, model):
    unknown = make_task(5, TaskState.UNKNOWN, ended_at=NOW)
    world.tasks(
        make_task(1), make_task(2, TaskState.WAITING), done_task(3), failed_task(4), unknown
    )
    counts = model.counts
    assert (counts.running, counts.done, counts.failed, counts.unknown) == (2, 1, 1, 1)


def test_a_failure_is_a_problem_until_somebody_has_seen_it(world, model):
    world.tasks(failed_task(1), make_task(2, TaskState.UNKNOWN, ended_at=NOW), done_task(3))
    assert {task.id for task in model.unseen_problems()} == {1, 2}
    model.acknowledge((1,))
    assert [task.id for task in model.unseen_problems()] == [2]


def test_the_newest_is_the_first_row(world, model):
    assert model.newest() is None
    world.tasks(done_task(1), make_task(2))
    assert model.newest().id == 2


def test_roles_carry_the_task_and_its_words(world, model):
    world.tasks(failed_task(1, name="ci-runner-02"))
    index = model.index(0)
    assert index.data(TASK_ROLE).id == 1
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Start" in said
    assert "ci-runner-02" in said
    assert "in use by ci-runner-01" in said
    assert index.data() == "Start · ci-runner-02 · ci-02.qcow2 is in use by ci-runner-01"
    assert model.data(QModelIndex()) is None


def test_progress_in_words():
    progress = Progress(0.62, int(19.8 * GIB), 32 * GIB, 1.1 * GIB, 12.4)
    assert percent_words(progress) == "62 %"
    assert left_words(progress) == "19.8 of 32 GiB · 1.1 GiB/s · about 12 s left"
    assert left_words(Progress(0.1, GIB, 10 * GIB)).endswith("time unknown")
    assert percent_words(Progress(None, GIB)) == ""
    assert percent_words(Progress(0.999)) == "99 %"


@pytest.mark.parametrize(
    ("state", "values", "words"),
    [
        (TaskState.QUEUED, {}, "Waiting for its turn"),
        (TaskState.RUNNING, {}, "In progress"),
        (TaskState.WAITING, {"started_at": NOW - 48}, "Waiting for the guest · 48 s"),
        (TaskState.DONE, {"started_at": NOW - 4.2, "ended_at": NOW}, "4.2 s"),
        (TaskState.CANCELLED, {}, "Cancelled"),
        (
            TaskState.UNKNOWN,
            {},
            "Outcome unknown: the connection was lost before the answer",
        ),
    ],
)
def test_each_state_has_its_sentence(state, values, words):
    assert sentence(make_task(1, state, **values), NOW) == words


def test_a_failure_says_why_in_one_line():
    unreachable = ErrorInfo(ErrorKind.UNREACHABLE, Remedy.WAIT, "")
    assert sentence(failed_task(1), NOW) == "ci-02.qcow2 is in use by ci-runner-01"
    assert sentence(failed_task(1, error=unreachable, remark="not_sent"), NOW) == (
        "Not sent: The host does not answer."
    )
    timeout = ErrorInfo(ErrorKind.TIMEOUT, Remedy.FORCE_OFF, "")
    said = sentence(failed_task(1, error=timeout, remark="guest_did_not_follow"), NOW)
    assert said == "The guest was asked, but did not follow"


@pytest.mark.parametrize("remark", REMARKS)
def test_every_remark_of_the_backend_has_words(remark):
    assert remark_word(remark) != remark.replace("_", " ")


def test_an_unknown_remark_is_shown_as_it_is():
    assert remark_word("brand_new") == "brand new"


def _operations(base=Operation):
    for kind in base.__subclasses__():
        yield from _operations(kind)
        if kind.code:
            yield kind


def test_every_operation_has_a_verb():
    codes = {kind.code for kind in _operations()}
    assert len(codes) > 20
    for code in codes:
        assert operation_word(code)


@pytest.mark.parametrize("state", TaskState)
def test_every_state_has_words_and_an_icon(state):
    assert task_state_word(state)
    assert all(task_icon(state))
    assert accessible_words(make_task(1, state), NOW)


def test_what_was_given_is_said_when_it_is_done():
    operation = ops.RenameDomain(ref=ref("mail-01"), new_name="mail-02")
    assert sentence(done_task(1, operation=operation), NOW) == "mail-02 · 4.2 s"


KEPT_BY_GUEST = ErrorInfo(ErrorKind.TIMEOUT, Remedy.GUEST_KEEPS, "")
VDA = PartReport(LiveStep(LiveKind.DETACH, label="vda"), PartState.UNKNOWN, KEPT_BY_GUEST)
PIN = PartReport(
    LiveStep(LiveKind.PIN_VCPU, "9"),
    PartState.FAILED,
    ErrorInfo(ErrorKind.INVALID, Remedy.CORRECT_INPUT, "vcpu 9 is out of range"),
)
WHOLE = PartReport(None, PartState.DONE)


def test_what_failed_in_part_says_what_was_kept_and_what_was_not_done():
    task = failed_task(1, error=VDA.error, parts=(WHOLE, VDA))
    assert sentence(task, NOW) == (
        "Kept for the next start; not changed now: vda (The guest has not let it go yet.)"
    )
    assert parts_sentence((VDA, PIN)) == (
        "Not changed now: vda (The guest has not let it go yet.), "
        "Pin vCPU 9 (vcpu 9 is out of range)"
    )
    refused = PartReport(None, PartState.FAILED, IN_USE)
    skipped = PartReport(VDA.step, PartState.SKIPPED)
    assert sentence(failed_task(1, parts=(refused, skipped)), NOW) == IN_USE.detail
    assert parts_sentence((WHOLE, PartReport(VDA.step, PartState.DONE))) == ""


def test_a_conflict_is_said_in_our_own_words():
    error = ErrorInfo(ErrorKind.CONFLICT, Remedy.LOOK_AGAIN, "the definition has changed")
    assert sentence(failed_task(1, error=error), NOW) == "Somebody else has changed it meanwhile."


@pytest.mark.parametrize("kind", LiveKind)
def test_every_kind_of_part_has_a_name(kind):
    name = part_name(PartReport(LiveStep(kind, "7", label="hda"), PartState.DONE))
    assert name
    assert "{" not in name


@pytest.mark.parametrize("state", PartState)
def test_every_state_of_a_part_has_words_and_an_icon(state):
    part = PartReport(VDA.step, state)
    assert part_line(part, is_over=True).startswith("Detach vda · ")
    assert all(part_icon(part, is_over=True))
    is_known = state is not PartState.UNKNOWN
    assert (" · " in part_line(part, is_over=False)) == is_known
    assert (part_icon(part, is_over=False) == part_icon(part, is_over=True)) == is_known


def test_what_was_given_to_the_editors_operations():
    apply = ApplyDefinition(ref=ref("a"), count=3)
    assert sentence(done_task(1, operation=apply), NOW).startswith("3 change")
    resize = ops.ResizeDisk(ref=ref("a"), target="vda", size_bytes=20 * GIB)
    assert sentence(done_task(1, operation=resize), NOW) == "vda to 20 GiB · 4.2 s"
    made = CreateVolume(ref=ref("a"), pool="images", name="a.img", capacity=20 * GIB)
    assert sentence(done_task(1, operation=made), NOW) == "20 GiB in images · 4.2 s"
    gone = DeleteVolume(ref=ref("a"), path="/srv/a.img")
    assert sentence(done_task(1, operation=gone), NOW) == "/srv/a.img · 4.2 s"


def test_the_one_action_of_a_row():
    assert action_of(make_task(1, cancellable=True), object_exists=True) is TaskAction.CANCEL
    assert action_of(make_task(1), object_exists=True) is TaskAction.DETAILS
    assert action_of(failed_task(1), object_exists=True) is TaskAction.SHOW_FIX
    assert action_of(done_task(1), object_exists=True) is TaskAction.OPEN
    assert action_of(done_task(1), object_exists=False) is TaskAction.DETAILS
    assert len({action_word(action) for action in TaskAction}) == 4


def test_times_in_words():
    assert [clock_words(value) for value in (0, 48, 723, 3723)] == [
        "0:00",
        "0:48",
        "12:03",
        "1:02:03",
    ]
    assert [ago_words(value) for value in (2, 40, 130, 7300, 200_000)] == [
        "just now", "40 s ago", "2 min ago", "2 h ago", "2 d ago",
    ]  # fmt: skip
    assert [span_words(value) for value in (4.2, 48, 200, 9000, 200_000)] == [
        "4.2 s", "48 s", "3 min", "2 h", "2 d",
    ]  # fmt: skip
    assert time_words(make_task(1, started_at=NOW - 48), NOW) == "0:48"
    assert time_words(done_task(1, NOW - 120), NOW) == "2 min ago"
