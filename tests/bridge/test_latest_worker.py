"""Only the newest request is worked on; answers come in the GUI thread; faults are told."""

import threading

import pytest

from tests.qt_fixtures import wait_for
from virtgui.bridge.latest_worker import LatestWorker


class Gated:
    """A function that waits until it may go on."""

    def __init__(self):
        self.gate = threading.Event()
        self.started = threading.Event()
        self.seen = []

    def __call__(self, request):
        self.seen.append((request, threading.current_thread()))
        self.started.set()
        assert self.gate.wait(10)
        return request * 2


def listen(worker):
    told = []
    worker.answered.connect(lambda answer: told.append((answer, threading.current_thread())))
    return told


def test_the_answer_is_worked_out_elsewhere_and_told_here(qapp):
    places = []
    worker = LatestWorker(lambda n: places.append(threading.current_thread()) or n + 1)
    told = listen(worker)
    worker.request(41)
    wait_for(lambda: told)
    assert told == [(42, threading.main_thread())]
    assert places != [threading.main_thread()]


def test_waiting_requests_give_way_to_the_newest(qapp):
    work = Gated()
    worker = LatestWorker(work)
    told = listen(worker)
    worker.request(1)
    assert work.started.wait(10)
    for number in (2, 3, 4):
        worker.request(number)
    work.gate.set()
    assert worker.flush()
    assert [request for request, _ in work.seen] == [1, 4]
    assert [answer for answer, _ in told] == [8]


def test_an_answer_out_of_date_is_not_told(qapp):
    work = Gated()
    worker = LatestWorker(work)
    told = listen(worker)
    worker.request(1)
    assert work.started.wait(10)
    worker.drop()
    work.gate.set()
    assert worker.flush()
    assert told == []
    worker.request(5)
    assert worker.flush()
    assert [answer for answer, _ in told] == [10]


def test_flush_waits_but_not_for_ever(qapp):
    work = Gated()
    worker = LatestWorker(work)
    worker.request(1)
    assert not worker.flush(0.05)
    work.gate.set()
    assert worker.flush()


def test_a_fault_is_told_to_the_hook_and_the_next_request_is_done(qapp, monkeypatch):
    caught = []
    monkeypatch.setattr(threading, "excepthook", caught.append)

    def work(request):
        if request == "bad":
            raise ZeroDivisionError("x")
        return request

    worker = LatestWorker(work)
    told = listen(worker)
    worker.request("bad")
    assert worker.flush()
    worker.request("good")
    assert worker.flush()
    assert [args.exc_type for args in caught] == [ZeroDivisionError]
    assert caught[0].exc_traceback is not None
    assert [answer for answer, _ in told] == ["good"]


@pytest.mark.parametrize("answer", [None, (), 0])
def test_empty_answers_are_answers(qapp, answer):
    worker = LatestWorker(lambda _: answer)
    told = listen(worker)
    worker.request("x")
    assert worker.flush()
    assert [got for got, _ in told] == [answer]
