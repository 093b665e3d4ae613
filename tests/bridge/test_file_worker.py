"""Files are read and written in a worker; answers come in the GUI thread."""

import threading

from tests.qt_fixtures import wait_for
from virtgui.bridge.file_worker import FileWorker


def test_work_is_done_elsewhere_in_order_and_told_here(qapp):
    worker, places, told = FileWorker(), [], []
    for number in range(5):

        def work(number=number):
            places.append(threading.current_thread())
            return number

        worker.run(work, lambda n: told.append((n, threading.current_thread())), told.append)
    wait_for(lambda: len(told) == 5)
    assert [number for number, _ in told] == [0, 1, 2, 3, 4]
    assert {thread for _, thread in told} == {threading.main_thread()}
    assert threading.main_thread() not in places
    assert worker.flush()


def test_a_failure_is_told_and_the_next_goes_on(qapp):
    worker, failures, done = FileWorker(), [], []

    def fail():
        raise PermissionError(13, "no")

    worker.run(fail, done.append, failures.append)
    worker.run(lambda: "fine", done.append, failures.append)
    assert worker.flush()
    assert [error.errno for error in failures] == [13]
    assert done == ["fine"]


def test_flush_waits_but_not_for_ever(qapp):
    worker, gate, done = FileWorker(), threading.Event(), []
    worker.run(gate.wait, done.append, done.append)
    assert not worker.flush(0.05)
    assert done == []
    gate.set()
    assert worker.flush()
    assert done == [True]
