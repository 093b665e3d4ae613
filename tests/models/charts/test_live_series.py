"""Rows of live figures: in time, with gaps, in a ring."""

import math

import numpy as np

from virtgui.core.metrics import SeriesKey
from virtgui.core.values.sample import Details
from virtgui.models.charts.live_series import LiveSeries, is_gap

USED, WAIT = SeriesKey("cpu.used"), SeriesKey("cpu.wait")
KEYS = (USED, WAIT)


def fill(series, count, begin=0.0, span=3.0, keys=KEYS):
    for number in range(count):
        values = tuple(float(number) for _ in keys)
        series.append(begin + 3.0 * number, Details(keys, values, span))


def test_readings_are_rows_in_time():
    series = LiveSeries()
    fill(series, 5)
    assert list(series.times) == [0, 3, 6, 9, 12]
    assert list(series.values(WAIT)) == [0, 1, 2, 3, 4]
    assert (series.readings, series.pace, series.last) == (5, 3.0, 12.0)


def test_the_ring_keeps_the_newest_whatever_came_before():
    series = LiveSeries(capacity=10)
    for number in range(1, 60):
        series.append(3.0 * number, Details(KEYS, (float(number), 0.0), 3.0))
        kept = range(max(1, number - 9), number + 1)
        assert list(series.values(USED)) == [float(n) for n in kept]
        assert list(series.times) == [3.0 * n for n in kept]


def test_a_missed_poll_is_a_gap_and_never_bridged():
    series = LiveSeries()
    fill(series, 3)
    series.append(60.0, Details(KEYS, (1.0, 1.0), 3.0))
    assert np.isnan(series.values(USED)).tolist() == [False, False, False, True, False]
    assert 6 < series.times[3] < 60


def test_a_rate_over_the_whole_time_leaves_no_gap():
    series = LiveSeries()
    fill(series, 3)
    series.append(60.0, Details(KEYS, (1.0, 1.0), 54.0))
    assert not np.isnan(series.values(USED)).any()


def test_a_first_reading_begins_anew_after_a_gap():
    series = LiveSeries()
    fill(series, 3)
    series.append(9.0, Details(KEYS, (math.nan, math.nan), 0.0))
    series.append(12.0, Details(KEYS, (1.0, 1.0), 3.0))
    assert np.isnan(series.values(USED)[3:5]).all()


def test_a_poll_that_is_a_little_late_is_no_gap():
    assert not is_gap(0.0, 3.4, 3.0)
    assert is_gap(0.0, 6.0, 3.0)


def test_a_new_part_begins_with_its_first_reading_and_a_lost_one_ends():
    series = LiveSeries()
    fill(series, 2)
    disk = SeriesKey("disk.read", "vdb")
    series.append(6.0, Details((USED, disk), (5.0, 7.0), 3.0))
    assert np.isnan(series.values(disk)).tolist() == [True, True, False]
    assert np.isnan(series.values(WAIT)).tolist() == [False, False, True]
    assert series.present == (USED, disk)


def test_what_is_not_later_is_passed_over():
    series = LiveSeries()
    fill(series, 2)
    series.append(3.0, Details(KEYS, (9.0, 9.0), 3.0))
    assert len(series) == 2


def test_rows_before_a_time_can_be_dropped():
    series = LiveSeries()
    fill(series, 5)
    series.drop_before(6.0)
    assert list(series.times) == [6, 9, 12]
    assert series.values(SeriesKey("disk.read")) is None
