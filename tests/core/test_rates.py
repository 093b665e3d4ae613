"""Rates: differences over time; no truth, no figure."""

from virtgui.core.rates import RateTracker, rate
from virtgui.core.values.sample import DomainCounters


def counters(cpu=0, disk=0, net=0, **more):
    return DomainCounters(cpu, 2, 50, 100, disk, net)._replace(**more)


def test_the_first_reading_is_a_gap():
    load = RateTracker().update({"u": counters()}, 1.0)["u"]
    assert load.cpu is None
    assert load.disk is None
    assert load.memory == 0.5


def test_rates_of_the_second_reading():
    tracker = RateTracker()
    tracker.update({"u": counters()}, 1.0)
    load = tracker.update({"u": counters(2_000_000_000, 4000, 800)}, 3.0)["u"]
    assert load.cpu == 0.5
    assert load.disk == 2000
    assert load.net == 400


def test_a_reset_counter_is_a_gap_not_a_spike():
    tracker = RateTracker()
    tracker.update({"u": counters(5, 5, 5)}, 1.0)
    load = tracker.update({"u": counters(1, 9, 1)}, 2.0)["u"]
    assert load.cpu is None
    assert load.disk == 4
    assert load.net is None


def test_a_share_is_never_above_one():
    tracker = RateTracker()
    tracker.update({"u": counters()}, 1.0)
    assert tracker.update({"u": counters(9_000_000_000)}, 2.0)["u"].cpu == 1.0


def test_missing_figures_and_a_forgotten_past_are_gaps():
    assert rate(None, 1, 1.0) is None
    tracker = RateTracker()
    tracker.update({"u": counters()}, 1.0)
    tracker.reset()
    assert tracker.update({"u": counters(1)}, 2.0)["u"].cpu is None
    load = tracker.update({"u": counters(memory_kib=None)}, 3.0)["u"]
    assert load.memory is None
