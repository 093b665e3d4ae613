"""Daemons killed, frozen and restarted while the backend works."""

import time

import pytest

from tests.lab.guest import define_guest, start_guest
from virtgui.core.ops import domain as ops
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.domain import ShownState
from virtgui.core.values.task import TaskState

pytestmark = pytest.mark.lab


def test_a_killed_daemon_comes_back_by_itself(alpha, opened, recorder):
    start_guest(alpha, "survivor")
    connection = opened(alpha.uri)
    alpha.kill_daemon()
    recorder.wait_state(connection, ConnectionState.WAITING)
    assert recorder.domain("survivor")
    alpha.start_daemon()
    begun = time.monotonic()
    recorder.wait_state(connection, ConnectionState.CONNECTED)
    assert time.monotonic() - begun < 8
    recorder.wait(lambda: recorder.domain("survivor").shown_state is ShownState.RUNNING)


def test_a_frozen_daemon_is_noticed_and_costs_only_itself(alpha, beta, opened, recorder):
    define_guest(alpha, "here")
    silent = opened(alpha.uri, "silent")
    other = opened(beta.uri, "other")
    alpha.stop_daemon()
    begun = time.monotonic()
    recorder.wait(lambda: recorder.statuses[silent].state is not ConnectionState.CONNECTED, 15)
    assert time.monotonic() - begun < 10
    assert recorder.statuses[other].state is ConnectionState.CONNECTED
    before = _polls(recorder, other)
    recorder.wait(lambda: _polls(recorder, other) >= before + 4, 5)
    assert recorder.domain("here")
    alpha.continue_daemon()
    begun = time.monotonic()
    recorder.wait_state(silent, ConnectionState.CONNECTED, 15)
    assert time.monotonic() - begun < 5


def _task_state(recorder, number):
    task = recorder.tasks.get(number)
    return task and task.state


def _polls(recorder, connection):
    return sum(1 for batch in recorder.batches() if batch.connection == connection)


def test_a_daemon_frozen_for_long_is_given_up_and_found_again(alpha, opened, recorder):
    define_guest(alpha, "here")
    connection = opened(alpha.uri)
    alpha.stop_daemon()
    recorder.wait_state(connection, ConnectionState.WAITING, 40)
    alpha.continue_daemon()
    recorder.wait_state(connection, ConnectionState.CONNECTED, 10)
    assert recorder.domain("here")


def test_an_operation_cut_off_says_that_its_outcome_is_unknown(alpha, opened, recorder, fleet):
    start_guest(alpha, "cut").wait_ready()
    opened(alpha.uri)
    ref = recorder.domain("cut").ref
    recorder.wait(lambda: recorder.batches() and recorder.domain("cut").config)
    recorder.wait(lambda: recorder.inventory.node(ref.connection))
    alpha.stop_daemon()
    number = fleet.submit(ops.PauseDomain(ref=ref), "cut", 1)
    recorder.wait(lambda: _task_state(recorder, number) is TaskState.RUNNING)
    alpha.kill_daemon()
    task = recorder.wait_task(number, 30)
    assert task.state is TaskState.UNKNOWN
    assert task.error is not None


def test_an_operation_on_a_lost_node_is_not_done_and_says_so(alpha, opened, recorder, fleet):
    define_guest(alpha, "lost")
    connection = opened(alpha.uri)
    ref = recorder.domain("lost").ref
    alpha.kill_daemon()
    recorder.wait_state(connection, ConnectionState.WAITING)
    task = recorder.wait_task(fleet.submit(ops.StartDomain(ref=ref), "lost", 1))
    assert task.state is TaskState.FAILED


def test_what_changed_while_away_is_right_afterwards(alpha, opened, recorder):
    guest = start_guest(alpha, "stays")
    define_guest(alpha, "goes")
    connection = opened(alpha.uri)
    recorder.wait(lambda: recorder.domain("goes"))
    alpha.kill_daemon()
    recorder.wait_state(connection, ConnectionState.WAITING)
    alpha.start_daemon()
    alpha.virsh("undefine", "goes")
    guest.virsh("suspend")
    recorder.wait_state(connection, ConnectionState.CONNECTED)
    recorder.wait(lambda: recorder.domain("goes") is None)
    recorder.wait(lambda: recorder.domain("stays").shown_state is ShownState.PAUSED)


def test_restarts_under_load_lose_nothing(alpha, opened, recorder, fleet):
    for number in range(20):
        define_guest(alpha, f"many-{number}")
    connection = opened(alpha.uri)
    for _ in range(3):
        alpha.kill_daemon()
        alpha.start_daemon()
        recorder.wait_state(connection, ConnectionState.CONNECTED, 20)
    recorder.wait(lambda: len(list(recorder.inventory.domains())) == 20)
    ref = recorder.domain("many-3").ref
    operation = ops.SetTitle(ref=ref, title="still here")
    task = recorder.wait_task(fleet.submit(operation, "many-3", 1))
    assert task.state is TaskState.DONE
