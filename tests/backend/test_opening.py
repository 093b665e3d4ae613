"""One try to open a connection, on a way that a test is in charge of."""

import threading

import pytest

from virtgui.backend.libvirt.opening import Opening, OpeningEvents
from virtgui.backend.reactor import Reactor
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec

SPEC = ConnectionSpec(ConnectionId("c"), "qemu:///system", "C")
ERROR = ErrorInfo(ErrorKind.UNREACHABLE, Remedy.WAIT, "")


class Connection:
    """Stands for libvirt's: the end of one to a silent node takes its time."""

    def __init__(self):
        self.may_end = threading.Event()
        self.ended_in = ""

    def close(self):
        self.may_end.wait(10)
        self.ended_in = threading.current_thread().name


class Way:
    """Opens when it may."""

    def __init__(self, connection, progress):
        self.progress = progress
        self.may_open = threading.Event()
        self._connection = connection

    def open(self):
        self.may_open.wait(10)
        return self._connection

    def close(self):
        """Nothing is to be taken back."""


@pytest.fixture
def reactor():
    faults = []
    made = Reactor(faults.append)
    made.start()
    yield made
    made.stop()
    assert not faults


@pytest.fixture
def lost():
    return []


@pytest.fixture
def opening(reactor, lost):
    connection = Connection()

    def nothing(*_):
        """Nobody looks."""

    events = OpeningEvents(
        nothing, nothing, nothing, nothing, nothing, lambda *what: lost.append(what)
    )
    made = []
    reactor.post(
        lambda: made.append(Opening(SPEC, lambda _, told: Way(connection, told), reactor, events))
    )
    _settle(reactor)
    made[0].connection = connection
    yield made[0]
    connection.may_end.set()


def _settle(reactor):
    done = threading.Event()
    reactor.post(done.set)
    assert done.wait(2), "the reactor is held up"


def test_what_opens_after_it_was_cancelled_is_closed_without_holding_up_the_others(
    reactor, opening
):
    reactor.post(opening.cancel)
    _settle(reactor)
    before = set(threading.enumerate())
    opening.way.may_open.set()
    closing = _wait_for(lambda: [t for t in threading.enumerate() if t.name == "libvirt-close"])
    _settle(reactor)
    opening.connection.may_end.set()
    for thread in closing:
        thread.join(5)
    assert opening.connection.ended_in == "libvirt-close"
    assert not set(closing) & before


def _wait_for(condition):
    tick = threading.Event()
    for _ in range(500):
        if found := condition():
            return found
        tick.wait(0.01)
    raise AssertionError("waited in vain")


def test_a_way_that_breaks_says_which_it_is(reactor, opening, lost):
    opening.way.may_open.set()
    opening.way.progress.lost(ERROR)
    _settle(reactor)
    assert lost == [(opening, ERROR)]
