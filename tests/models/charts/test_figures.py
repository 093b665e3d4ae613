"""Getting figures: the history by asking, the rest as it comes."""

import pytest

from tests.views.pages.charts_world import HOST, NOW, PACE, WEB, ChartWorld, Mark, batch, details
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import AlertChanged, Answer
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import domain_ref
from virtgui.core.values.alert import Alert, Rule
from virtgui.core.values.sample import Observed
from virtgui.models.charts.drawing import Span
from virtgui.models.charts.figures import Figures

USED = SeriesKey("cpu.used")
TEN = Span(NOW - 600, NOW, NOW)


@pytest.fixture
def world(qapp, tmp_path):
    return ChartWorld(tmp_path)


@pytest.fixture
def figures(world):
    made = Figures(feed=world.feed, dispatcher=world.dispatcher, now=world.clock)
    made.show((WEB,))
    yield made
    made.set_active(is_active=False)


def asked(world):
    return [(query.begin, query.end) for query in world.backend.asked]


def wait_for_history(qtbot, world, figures, span=TEN):
    count = len(world.backend.asked)
    figures.want(span)
    qtbot.waitUntil(lambda: len(world.backend.asked) > count)
    world.feed.deliver()


def test_nothing_is_observed_or_asked_before_somebody_looks(qtbot, world, figures):
    figures.want(TEN)
    qtbot.wait(200)
    assert (world.backend.observed, world.backend.asked) == (frozenset(), [])
    world.poll()
    assert figures.series[0].live.readings == 0


def test_it_observes_while_somebody_looks(world, figures):
    figures.set_active(is_active=True)
    assert world.backend.observed == {Observed(WEB)}
    figures.set_deep(is_deep=True)
    assert world.backend.observed == {Observed(WEB, is_deep=True)}
    figures.set_active(is_active=False)
    assert world.backend.observed == frozenset()


def test_history_and_live_figures_become_one(qtbot, world, figures):
    figures.set_active(is_active=True)
    wait_for_history(qtbot, world, figures)
    world.poll(5)
    rows = figures.series[0].rows((USED,), NOW - 600, world.now)
    assert len(rows.times) > 200
    assert not any(value != value for value in rows.mean[USED])


def test_many_changes_are_one_question_and_what_is_there_is_not_asked_for(qtbot, world, figures):
    figures.set_active(is_active=True)
    for step in range(10):
        figures.want(Span(NOW - 600 - step, NOW - step, NOW))
    qtbot.waitUntil(lambda: len(world.backend.asked) == 1)
    world.feed.deliver()
    figures.want(Span(NOW - 700, NOW - 100, NOW))
    qtbot.wait(250)
    assert len(world.backend.asked) == 1


def test_a_time_that_is_not_there_is_asked_for(qtbot, world, figures):
    figures.set_active(is_active=True)
    wait_for_history(qtbot, world, figures)
    wait_for_history(qtbot, world, figures, Span(NOW - 5000, NOW - 4400, NOW))
    assert len(world.backend.asked) == 2


def test_zoomed_in_from_a_coarse_history_finer_figures_are_asked_for_once(qtbot, world, figures):
    figures.set_active(is_active=True)
    world.poll(2)
    wait_for_history(qtbot, world, figures, Span(NOW - 7 * 86400, NOW, NOW))
    wait_for_history(qtbot, world, figures, TEN)
    figures.want(TEN)
    qtbot.wait(250)
    assert len(world.backend.asked) == 2


def test_an_answer_to_an_older_question_is_not_taken(qtbot, world, figures):
    world.backend.answers = False
    figures.set_active(is_active=True)
    figures.want(TEN)
    qtbot.waitUntil(lambda: len(world.backend.asked) == 1)
    figures.reader(WEB).stop()
    world.post(Answer(1, None))
    assert figures.reader(WEB).span is None


def test_an_error_leaves_what_is_there(qtbot, world, figures):
    world.backend.answers = False
    figures.set_active(is_active=True)
    figures.want(TEN)
    qtbot.waitUntil(lambda: len(world.backend.asked) == 1)
    with qtbot.waitSignal(figures.changed):
        world.post(Answer(1, None, ErrorInfo(ErrorKind.INTERNAL, Remedy.RETRY, "no")))
    assert figures.reader(WEB).error is not None


def test_a_long_range_is_asked_again_every_step(qtbot, world, figures):
    figures.set_active(is_active=True)
    world.poll(2)
    wait_for_history(qtbot, world, figures, Span(world.now - 7 * 86400, world.now, world.now))
    step = figures.reader(WEB).span.step
    figures.want(Span(world.now + step / 2 - 7 * 86400, world.now + step / 2, world.now + step / 2))
    qtbot.wait(250)
    assert len(world.backend.asked) == 1
    later = world.now + 2 * step
    wait_for_history(qtbot, world, figures, Span(later - 7 * 86400, later, later))


def test_after_a_time_out_of_sight_the_history_fills_the_hole(qtbot, world, figures):
    figures.set_active(is_active=True)
    world.poll(5)
    figures.set_active(is_active=False)
    world.now += 120
    figures.set_active(is_active=True)
    world.poll(3)
    span = Span(NOW - 60, world.now, world.now)
    wait_for_history(qtbot, world, figures, span)
    rows = figures.series[0].rows((USED,), span.begin, span.end)
    assert not any(value != value for value in rows.mean[USED])


def test_events_and_passed_limits_are_marks(qtbot, world, figures):
    world.backend.marks = (Mark(NOW - 300, "started", "migrated"),)
    figures.set_active(is_active=True)
    wait_for_history(qtbot, world, figures)
    world.event("suspended", "paused")
    world.event("defined", "updated")
    world.event("started", "booted", ref=domain_ref(HOST, "other"))
    rule = Rule("r", "cpu.used", 0.9)
    world.post(AlertChanged(Alert(rule, WEB, USED, 0.95, NOW - 10)))
    marks = figures.marks(TEN)
    assert [mark.text for mark in marks] == [
        "Arrived by migration", "Limit passed: above 90 %", "Paused",
    ]  # fmt: skip
    assert [mark.is_warning for mark in marks] == [False, True, False]


def test_an_event_that_the_history_tells_too_is_one_mark(qtbot, world, figures):
    world.backend.marks = (Mark(NOW - 5, "suspended", "paused"),)
    figures.set_active(is_active=True)
    world.now = NOW - 5
    world.event("suspended", "paused")
    world.now = NOW
    wait_for_history(qtbot, world, figures)
    assert len(figures.marks(TEN)) == 1


def test_another_object_has_its_own_figures(world, figures):
    figures.set_active(is_active=True)
    world.poll(3)
    other = domain_ref(HOST, "other")
    figures.show((other, WEB))
    assert [series.live.readings for series in figures.series] == [0, 3]
    figures.show((other,))
    assert world.backend.observed == {Observed(other)}
    world.post(batch(world.now + PACE, ref=WEB))
    assert figures.series[0].live.readings == 0
    assert details(NOW).span == PACE
