"""The way back and forward."""

import pytest

from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.models import place as places
from virtgui.models.history import PlaceHistory

A, B, C = (places.node_place(ConnectionId(name)) for name in "abc")


@pytest.fixture
def history(qapp):
    return PlaceHistory()


def test_nothing_visited(history):
    assert history.current is None
    assert not history.can_go_back
    assert not history.can_go_forward
    assert history.step(-1) is None
    assert history.step(1) is None


def test_back_forward_and_a_new_way(history):
    for place in (A, B, C):
        history.visit(place)
    assert history.step(-1) == B
    assert history.step(-1) == A
    assert history.step(-1) is None
    assert history.current == A
    assert history.step(1) == B
    history.visit(A)
    assert not history.can_go_forward
    assert history.step(-1) == B


def test_the_same_place_twice_is_one_step(history):
    history.visit(A)
    history.visit(A)
    assert not history.can_go_back


def test_only_the_last_hundred_are_kept(history):
    for number in range(250):
        history.visit(places.node_place(ConnectionId(str(number))))
    steps = 0
    while history.step(-1):
        steps += 1
    assert steps == 99
    assert history.current == places.node_place(ConnectionId("150"))


def test_what_is_gone_is_left_out_of_the_way(history):
    gone = places.domain_place(domain_ref(ConnectionId("a"), "x"))
    for place in (A, gone, B, gone, C):
        history.visit(place)
    history.forget(gone)
    assert history.current == C
    assert history.step(-1) == B
    assert history.step(-1) == A
    assert history.step(-1) is None


def test_neighbours_become_one_when_what_was_between_is_gone(history):
    gone = places.domain_place(domain_ref(ConnectionId("a"), "x"))
    for place in (A, gone, A):
        history.visit(place)
    history.forget(gone)
    assert history.current == A
    assert not history.can_go_back
    assert not history.can_go_forward


def test_forgetting_where_one_is(history):
    history.visit(A)
    history.visit(B)
    history.forget(B)
    assert history.current == A
    history.forget(A)
    assert history.current is None
    history.visit(C)
    assert history.current == C
    assert not history.can_go_back


def test_each_change_is_told(history, qtbot):
    with qtbot.waitSignal(history.changed):
        history.visit(A)
    with qtbot.assertNotEmitted(history.changed):
        history.visit(A)
    history.visit(B)
    with qtbot.waitSignal(history.changed):
        history.step(-1)
