"""History and live figures as one line."""

import math
from array import array

import numpy as np

from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.sample import Details
from virtgui.core.values.series import Curve, SeriesSpan
from virtgui.models.charts.object_series import ObjectSeries, gaps_of

REF = domain_ref(ConnectionId("a"), "b")
USED = SeriesKey("cpu.used")


def told(begin, end, step, value=1.0, low=None):
    times = np.arange(begin, end + step / 2, step)
    mean = array("d", [value] * len(times))
    curve = Curve(mean, mean, mean)
    if low is not None:
        curve = Curve(array("d", [low] * len(times)), mean, array("d", [9.0] * len(times)))
    return SeriesSpan(REF, begin, end, step, array("d", times), {USED: curve})


def series_of(history=None, live=()):
    series = ObjectSeries(REF)
    series.history = history
    for at in live:
        series.append(float(at), Details((USED,), (2.0,), 3.0))
    return series


def test_the_history_ends_where_the_live_figures_begin():
    series = series_of(told(0, 120, 3), range(90, 151, 3))
    rows = series.rows((USED,), 0, 200)
    assert (np.diff(rows.times) > 0).all()
    assert not np.isnan(rows.mean[USED]).any()
    assert rows.mean[USED][rows.times < 90].max() == 1.0
    assert rows.mean[USED][rows.times >= 90].min() == 2.0


def test_what_lies_between_history_and_live_is_a_gap():
    series = series_of(told(0, 60, 3), range(90, 151, 3))
    rows = series.rows((USED,), 0, 200)
    gaps = gaps_of(rows.times, [rows.mean[USED]])
    assert gaps == ((60.0, 90.0),)


def test_a_coarse_history_counts_up_to_its_end_and_live_after_it():
    series = series_of(told(0, 3600, 300, low=0.1), range(3000, 3901, 3))
    rows = series.rows((USED,), 0, 4000)
    assert rows.times[rows.times <= 3600].tolist() == list(range(0, 3601, 300))
    assert rows.times[-1] == 3900
    assert rows.mean[USED][-1] == 2.0
    assert rows.low[USED][0] == 0.1
    assert rows.high[USED][0] == 9.0


def test_only_what_is_shown_is_read_and_one_row_at_each_side():
    series = series_of(told(0, 600, 3))
    rows = series.rows((USED,), 100, 200)
    assert (rows.times[0], rows.times[-1]) == (99, 201)


def test_without_a_history_there_are_live_rows_only():
    rows = series_of(live=range(0, 30, 3)).rows((USED, SeriesKey("cpu.wait")), 6, 12)
    assert rows.times.tolist() == [3, 6, 9, 12, 15]
    assert np.isnan(rows.mean[SeriesKey("cpu.wait")]).all()


def test_nothing_at_all_is_no_row():
    assert len(series_of().rows((USED,), 0, 10).times) == 0


def test_gaps_lie_between_figures_only():
    times = np.arange(6.0)
    nan = math.nan
    column = np.array([nan, 1.0, nan, nan, 2.0, nan])
    assert gaps_of(times, [column]) == ((1.0, 4.0),)
    other = np.array([nan, nan, 3.0, nan, nan, nan])
    assert gaps_of(times, [column, other]) == ((2.0, 4.0),)


def test_gaps_of_the_history_stay_gaps():
    history = told(0, 60, 3)
    for place in range(5, 9):
        history.curves[USED].mean[place] = math.nan
    rows = series_of(history).rows((USED,), 0, 60)
    assert gaps_of(rows.times, [rows.mean[USED]]) == ((12.0, 27.0),)
