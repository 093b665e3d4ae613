"""Figures in words, and axes with round ticks."""

import math

import pytest

from virtgui.core.metrics import METRICS
from virtgui.models.charts.chart_units import (
    Measure,
    make_axis,
    measure_of,
    plain_number,
    value_text,
)

GIB = 1024.0**3


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        (Measure.SHARE, 0.414, "41 %"),
        (Measure.SHARE, 0.0, "0 %"),
        (Measure.BYTES, 4.4 * GIB, "4.4 GiB"),
        (Measure.BYTES_PER_SECOND, 31e6, "31 MB/s"),
        (Measure.PER_SECOND, 1234.0, "1.2 k/s"),
        (Measure.PER_SECOND, 12.0, "12/s"),
        (Measure.SECONDS, 0.00042, "420 µs"),
        (Measure.SECONDS, 0.0042, "4.2 ms"),
        (Measure.SECONDS, 3.0, "3 s"),
        (Measure.COUNT, 4096.0, "4.1 k"),
        (Measure.CORES, 3.25, "3.2 cores"),
        (Measure.SHARE, math.nan, "–"),
        (Measure.SECONDS, math.inf, "–"),
    ],
)
def test_a_figure_in_words(measure, value, text):
    assert value_text(measure, value) == text


@pytest.mark.parametrize(
    ("measure", "highest", "maximum", "texts"),
    [
        (Measure.SHARE, 0.5, 1.0, ("0", "25", "50", "75", "100 %")),
        (Measure.BYTES, 20 * GIB, 32 * GIB, ("0", "8", "16", "24", "32 GiB")),
        (Measure.BYTES_PER_SECOND, 43e6, None, ("0", "20", "40", "60 MB/s")),
        (Measure.SECONDS, 0.0031, None, ("0", "1", "2", "3", "4 ms")),
        (Measure.CORES, 3.0, 32.0, ("0", "8", "16", "24", "32 cores")),
        (Measure.SHARE, 1.3, 1.0, ("0", "50", "100", "150 %")),
    ],
)
def test_ticks_are_round_and_the_highest_has_the_unit(measure, highest, maximum, texts):
    axis = make_axis(measure, highest, maximum)
    assert axis.texts == texts
    assert axis.ticks[0] == 0
    assert axis.top >= highest


def test_an_axis_with_a_maximum_ends_there_though_it_is_not_round():
    axis = make_axis(Measure.BYTES, 10 * GIB, 30.5 * GIB)
    assert axis.top == 30.5 * GIB
    assert axis.texts[-1] == "24 GiB"


def test_two_directions_have_a_middle_and_a_top():
    axis = make_axis(Measure.BYTES_PER_SECOND, 4.9e6, is_half=True)
    assert axis.texts == ("0", "2.5", "5 MB/s")


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("highest", [math.nan, 0.0, 1e-12, 0.3, 7.0, 1e4, 9.99e11, 3.3e15])
@pytest.mark.parametrize("is_half", [False, True])
def test_every_axis_holds_its_figures_with_few_ticks(measure, highest, is_half):
    axis = make_axis(measure, highest, is_half=is_half)
    assert not highest > axis.top * 1.0001
    assert 2 <= len(axis.ticks) <= 6
    assert list(axis.ticks) == sorted(axis.ticks)
    assert len(axis.ticks) == len(axis.texts) == len(set(axis.texts))


def test_next_to_nothing_is_not_magnified():
    assert make_axis(Measure.BYTES_PER_SECOND, 12.0).top >= 10_000


def test_every_metric_has_a_measure():
    assert all(measure_of(name) in Measure for name in METRICS)


def test_files_have_base_units_and_nothing_for_what_is_not_known():
    assert plain_number(Measure.SHARE, 0.4142) == "41.42"
    assert plain_number(Measure.BYTES, 4 * GIB) == "4294967296"
    assert plain_number(Measure.BYTES_PER_SECOND, 1234567.0) == "1234567"
    assert plain_number(Measure.BYTES, math.nan) == ""
