"""Which time is shown."""

import pytest

from virtgui.models.charts.chart_window import LONGEST, RANGES, SHORTEST, ChartWindow

NOW = 1_700_000_000.0


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def window(qapp, clock):
    return ChartWindow(clock)


def test_it_follows_now(window, clock):
    assert window.span().end == NOW
    clock.now += 30
    assert window.span().end == NOW + 30
    assert window.span().end - window.span().begin == RANGES["10min"]


@pytest.mark.parametrize("name", RANGES)
def test_each_range_ends_now(window, name):
    window.pan(-500)
    window.choose(name)
    assert window.is_following
    assert window.seconds == RANGES[name]
    assert window.range == name


def test_back_stands_still_and_on_follows_again(window, clock):
    window.pan(-100)
    assert not window.is_following
    clock.now += 50
    assert window.span().end == NOW - 100
    window.step(1)
    assert window.is_following


def test_a_step_back_keeps_a_part_in_sight(window):
    window.step(-1)
    assert NOW - 600 < window.span().end < NOW


def test_a_pause_holds_the_time_and_going_on_follows(window, clock):
    window.pause(is_paused=True)
    clock.now += 60
    assert window.span().end == NOW
    assert window.is_paused
    window.pan(1000)
    assert window.span().end == NOW
    window.pause(is_paused=False)
    assert window.span().end == NOW + 60


def test_zooming_at_a_place_keeps_that_place(window):
    window.pan(-1000)
    span = window.span()
    at = span.begin + 0.3 * window.seconds
    window.zoom(0.5, at)
    new = window.span()
    assert (at - new.begin) / (new.end - new.begin) == pytest.approx(0.3)
    assert window.range == ""


def test_zooming_near_now_keeps_following(window):
    window.zoom(0.5, NOW - 3)
    assert window.is_following
    window.zoom(4, NOW - 30)
    assert window.is_following
    window.zoom(0.5)
    assert window.is_following


def test_zooming_ends_at_the_limits(window):
    for _ in range(60):
        window.zoom(0.5)
    assert window.seconds == SHORTEST
    for _ in range(60):
        window.zoom(2)
    assert window.seconds == LONGEST


def test_a_certain_time_is_shown(window, qtbot):
    with qtbot.waitSignal(window.changed):
        window.show(NOW - 7200, NOW - 3600)
    assert (window.span().begin, window.span().end) == (NOW - 7200, NOW - 3600)
    window.show(NOW - 7200, NOW)
    assert window.is_following
    assert window.range == "2h"
