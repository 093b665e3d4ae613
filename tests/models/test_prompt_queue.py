"""Which questions wait, and which is shown."""

import pytest

from virtgui.core.messages import PromptAsked, PromptWithdrawn, StatusChanged
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec, ConnectionStatus
from virtgui.core.values.prompt import Prompt, PromptKind
from virtgui.models.prompt_queue import NO_TEST, PromptQueue


def make(number, node="kvm-02", **values):
    return Prompt(number, ConnectionId(node), node, PromptKind.PASSWORD, host=node, **values)


@pytest.fixture
def post(feed):
    def post(*messages):
        for message in messages:
            feed.post(PromptAsked(message) if isinstance(message, Prompt) else message)
        feed.deliver()

    return post


@pytest.fixture
def queue(feed):
    return PromptQueue(feed)


def ids(queue):
    return [prompt.id for prompt in queue.prompts]


def test_the_oldest_is_shown_and_stays(queue, post):
    assert queue.current is None
    assert queue.place == -1
    post(make(1), make(2, "a"))
    post(make(3, "b"))
    assert ids(queue) == [1, 2, 3]
    assert queue.current.id == 1


def test_one_goes_forth_and_back(queue, post):
    post(make(1), make(2), make(3))
    queue.previous()
    assert queue.place == 0
    queue.next()
    queue.next()
    queue.next()
    assert queue.current.id == 3
    queue.previous()
    assert queue.current.id == 2


def test_when_the_shown_one_goes_the_next_takes_its_place(queue, post):
    post(make(1), make(2), make(3))
    queue.next()
    post(PromptWithdrawn(2))
    assert queue.current.id == 3
    post(PromptWithdrawn(3))
    assert queue.current.id == 1
    post(PromptWithdrawn(1))
    assert queue.current is None


def test_an_answered_one_leaves_at_once(queue, post, qtbot):
    post(make(1), make(2))
    with qtbot.waitSignal(queue.changed):
        queue.settle(1)
    assert ids(queue) == [2]
    post(make(3))
    assert ids(queue) == [2, 3]
    post(PromptWithdrawn(1))
    assert ids(queue) == [2, 3]


def test_tests_and_connections_do_not_mix(feed, queue, post):
    of_test = PromptQueue(feed, diagnosis=7)
    nothing = PromptQueue(feed, diagnosis=NO_TEST)
    post(make(1), make(2, diagnosis=7), make(3, diagnosis=8))
    assert ids(queue) == [1]
    assert ids(of_test) == [2]
    assert ids(nothing) == []
    nothing.follow(8)
    assert ids(nothing) == [3]


def test_nothing_is_told_when_nothing_changes(feed, queue, post, qtbot):
    post(make(1))
    with qtbot.assertNotEmitted(queue.changed):
        post(make(2, diagnosis=7))


def test_the_question_of_a_connection(queue, post):
    post(make(1), make(2, "a"), make(3, "a"))
    assert queue.connections == ("kvm-02", "a")
    assert queue.show_connection(ConnectionId("a"))
    assert queue.current.id == 2
    queue.next()
    assert queue.show_connection(ConnectionId("a"))
    assert queue.current.id == 3
    assert not queue.show_connection(ConnectionId("nobody"))
    assert queue.current.id == 3


def test_the_status_tells_who_is_a_jump_host(feed, queue, post):
    spec = ConnectionSpec(ConnectionId("kvm-02"), "qemu+ssh://kvm-02/system", "kvm-02")
    asked = make(1)
    post(asked)
    assert not queue.is_from_jump_host(asked)
    post(StatusChanged(ConnectionStatus(spec, step_host="kvm-02")))
    assert queue.is_from_jump_host(asked)


def test_a_test_knows_the_way_by_its_address(feed):
    queue = PromptQueue(feed, diagnosis=7, uri="qemu+ssh://far/system?proxyjump=kvm-02")
    assert queue.is_from_jump_host(make(1, diagnosis=7))
