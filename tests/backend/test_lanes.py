"""Lanes and the reactor: order, priority, threads that end."""

import threading

import pytest

from virtgui.backend.lanes import Lane, Priority
from virtgui.backend.reactor import Reactor


@pytest.fixture
def reactor():
    faults = []
    made = Reactor(faults.append)
    made.start()
    yield made
    made.stop()
    assert not faults


def test_outcomes_come_back_on_the_reactors_thread(reactor):
    lane, done, seen = Lane("x", 1, reactor), threading.Event(), []

    def take(outcome):
        seen.append((threading.current_thread().name, outcome.value, outcome.error))
        done.set()

    lane.submit(lambda: threading.current_thread().name, take)
    assert done.wait(5)
    assert seen == [("backend", "x-1", None)]
    lane.close()


def test_an_exception_is_the_askers(reactor):
    lane, done, seen = Lane("x", 1, reactor), threading.Event(), []

    def take(outcome):
        seen.append(outcome)
        done.set()

    lane.submit(lambda: 1 / 0, take)
    assert done.wait(5)
    with pytest.raises(ZeroDivisionError):
        seen[0].get()
    lane.close()


def test_what_a_person_wants_goes_before_the_background(reactor):
    lane, gate, order, done = Lane("x", 1, reactor), threading.Event(), [], threading.Event()
    lane.submit(gate.wait, lambda outcome: None)
    for name, priority in (
        ("background", Priority.BACKGROUND),
        ("event", Priority.EVENT),
        ("user", Priority.USER),
    ):
        lane.submit(lambda name=name: order.append(name), lambda outcome: None, priority)
    lane.submit(done.set, lambda outcome: None, Priority.BACKGROUND)
    gate.set()
    assert done.wait(5)
    assert order == ["user", "event", "background"]
    lane.close()


def test_what_has_not_begun_can_be_taken_back(reactor):
    lane, gate, ran, done = Lane("x", 1, reactor), threading.Event(), [], threading.Event()
    first = lane.submit(gate.wait, lambda outcome: None)
    second = lane.submit(lambda: ran.append(1), lambda outcome: None)
    while first.started is None:
        threading.Event().wait(0.001)
    assert second.drop()
    assert not first.drop()
    lane.submit(done.set, lambda outcome: None)
    gate.set()
    assert done.wait(5)
    assert ran == []
    lane.close()


def test_two_threads_work_side_by_side_and_end_with_the_lane(reactor):
    lane, barrier, done = Lane("pair", 2, reactor), threading.Barrier(2), threading.Semaphore(0)
    for _ in range(2):
        lane.submit(lambda: barrier.wait(5), lambda outcome: done.release())
    assert done.acquire(timeout=5)
    assert done.acquire(timeout=5)
    lane.close()
    for thread in threading.enumerate():
        if thread.name.startswith("pair-"):
            thread.join(5)
            assert not thread.is_alive()


def test_waiting_until_idle_waits_for_the_call_under_way(reactor):
    lane, gate, begun, idle = (Lane("x", 1, reactor), *(threading.Event() for _ in range(3)))

    def work():
        begun.set()
        gate.wait(5)

    lane.submit(work, lambda outcome: None)
    assert begun.wait(5)
    lane.close()
    waiter = threading.Thread(target=lambda: (lane.wait_until_idle(), idle.set()))
    waiter.start()
    assert not idle.wait(0.05)
    gate.set()
    assert idle.wait(5)
    waiter.join()


def test_timers_fire_in_order_and_can_be_cancelled(reactor):
    fired, done = [], threading.Event()

    def begin():
        reactor.later(0.03, fired.append, "late")
        reactor.later(0.01, fired.append, "early")
        reactor.later(0.02, fired.append, "never").cancel()
        reactor.later(0.05, done.set)

    reactor.post(begin)
    assert done.wait(5)
    assert fired == ["early", "late"]


def test_a_defect_is_told_and_the_thread_lives():
    faults, done = [], threading.Event()
    reactor = Reactor(faults.append)
    reactor.start()
    reactor.post(lambda: 1 / 0)
    reactor.post(done.set)
    assert done.wait(5)
    assert isinstance(faults[0], ZeroDivisionError)
    reactor.stop()
