"""What a chart draws: items, stacks, directions, limits, gaps."""

import math

import numpy as np
import pytest

from virtgui.core.metrics import METRICS, SeriesKey
from virtgui.core.refs import DOMAIN, NODE, ConnectionId, domain_ref
from virtgui.core.values.alert import Rule
from virtgui.core.values.sample import Details
from virtgui.models.charts.chart_specs import CHARTS, COMPARE_CHARTS, FIRST_CHARTS
from virtgui.models.charts.drawing import (
    OTHER,
    ChartFacts,
    Span,
    compare_items,
    draw,
    natural_order,
    plan_items,
    reduced,
    thresholds_of,
    value_at,
)
from virtgui.models.charts.object_series import ObjectSeries

REF = domain_ref(ConnectionId("a"), "b")
CPU, DISK = CHARTS[DOMAIN]["cpu"], CHARTS[DOMAIN]["disk"]
SPAN = Span(0.0, 30.0, 30.0)


def series_of(values, count=11):
    series = ObjectSeries(REF)
    keys = tuple(values)
    for number in range(count):
        row = tuple(v(number) if callable(v) else float(v) for v in values.values())
        series.append(3.0 * number, Details(keys, row, 3.0))
    return series


def drawn(spec, values, facts=None, hidden=frozenset(), *, is_split=False, span=SPAN):
    series = series_of(values)
    items = plan_items(spec, series.keys, is_split=is_split)
    return draw(spec, items, (series,), span, facts or ChartFacts(), hidden)


@pytest.mark.parametrize("kind", [DOMAIN, NODE])
def test_the_catalogue_knows_its_metrics_and_first_charts(kind):
    for spec in (*CHARTS[kind].values(), *COMPARE_CHARTS.values()):
        assert spec.metrics <= set(METRICS)
        assert spec.title
        assert spec.measure
    assert set(FIRST_CHARTS[kind]) <= set(CHARTS[kind])


def test_two_directions_share_a_zero_line():
    drawing = drawn(DISK, {SeriesKey("disk.read"): 5e6, SeriesKey("disk.write"): 2e6})
    above, below = drawing.lines
    assert above.y.max() == 5e6
    assert below.y.min() == -2e6
    assert below.raw.max() == 2e6
    assert [item.name for item in drawing.items] == ["Read, above", "Write, below"]


def test_devices_are_split_on_wish_in_natural_order():
    values = {SeriesKey("disk.read", part): 1e6 for part in ("vdb", "vda", "vda10", "vda9")} | {
        SeriesKey("disk.write", "vda"): 1.0
    }
    drawing = drawn(DISK, values, is_split=True)
    assert [item.name for item in drawing.items] == ["vda", "vda9", "vda10", "vdb"]
    assert len(drawing.items[0].sources) == 2


def test_where_nobody_tells_the_whole_it_is_the_sum_of_the_known_parts():
    values = {
        SeriesKey("disk.read", "vda"): 1e6,
        SeriesKey("disk.read", "vdb"): lambda n: math.nan if n > 5 else 2e6,
    }
    line = drawn(DISK, values).lines[0]
    assert line.raw[0] == 3e6
    assert line.raw[-1] == 1e6


def test_a_latency_has_no_sum():
    latency = CHARTS[DOMAIN]["disk_latency"]
    drawing = drawn(latency, {SeriesKey("disk.read_latency", "vda"): 0.001})
    assert [item.name for item in drawing.items] == ["vda"]


def test_more_than_six_become_others():
    vcpus = CHARTS[DOMAIN]["vcpus"]
    drawing = drawn(vcpus, {SeriesKey("vcpu.used", str(n)): 0.1 for n in range(20)})
    assert len(drawing.items) == 7
    assert drawing.items[-1].color == OTHER
    assert "14" in drawing.items[-1].name
    assert len(drawing.lines) == 20


def test_a_stack_lies_upon_itself_and_ends_at_the_sum():
    kinds = CHARTS[DOMAIN]["cpu_kinds"]
    drawing = drawn(kinds, {SeriesKey("cpu.user"): 0.3, SeriesKey("cpu.system"): 0.2})
    lower, upper = drawing.lines
    assert np.allclose(upper.base, lower.y)
    assert np.allclose(upper.y, 0.5, atol=1e-6)
    assert np.allclose(upper.raw, 0.2)


def test_what_is_hidden_does_not_count_for_the_axis_nor_for_the_stack():
    values = {SeriesKey("disk.read"): 90e6, SeriesKey("disk.write"): 1e6}
    drawing = drawn(DISK, values, hidden=frozenset({"disk.read"}))
    assert drawing.axis.top <= 2e6
    assert len(drawing.lines) == 1
    assert len(drawing.items) == 2


def test_cores_are_shares_of_the_node_times_its_cpus():
    spec = CHARTS[DOMAIN]["cpu_host"]
    drawing = drawn(spec, {SeriesKey("cpu.node"): 0.25}, ChartFacts(node_cpus=32))
    assert drawing.lines[0].raw[0] == 8.0
    assert drawing.axis.top == 32


def test_memory_reaches_up_to_what_there_is():
    memory = CHARTS[DOMAIN]["memory"]
    gib = 1024.0**3
    drawing = drawn(memory, {SeriesKey("memory.used"): 3 * gib}, ChartFacts(memory=4 * gib))
    assert drawing.axis.top == 4 * gib


def test_limits_are_those_of_the_rules_that_are_on():
    rules = (
        Rule("1", "cpu.used", 0.9),
        Rule("2", "cpu.wait", 0.2, is_enabled=False),
        Rule("3", "disk.read", 1e6),
    )
    assert [limit.text for limit in thresholds_of(CPU, rules)] == ["Warn above 90 %"]
    below = thresholds_of(DISK, (Rule("4", "disk.write", 5e6),))
    assert below[0].value == -5e6


def test_silence_up_to_now_is_a_gap():
    late = Span(0.0, 90.0, 90.0)
    drawing = drawn(CPU, {SeriesKey("cpu.used"): 0.5}, span=late)
    assert drawing.gaps == ((30.0, 90.0),)
    # A time that lies ahead is not silent.
    assert drawn(CPU, {SeriesKey("cpu.used"): 0.5}, span=Span(0.0, 90.0, 33.0)).gaps == ()


def test_machines_are_compared_with_dashes_from_the_seventh_on():
    items = compare_items(COMPARE_CHARTS["cpu"], [f"m{n}" for n in range(8)])
    assert [item.color for item in items] == [0, 1, 2, 3, 4, 5, 0, 1]
    assert [item.is_dashed for item in items] == [False] * 6 + [True] * 2
    series = [series_of({SeriesKey("cpu.used"): n / 10}) for n in range(8)]
    drawing = draw(COMPARE_CHARTS["cpu"], items, series, SPAN, ChartFacts())
    assert [round(float(line.raw[0]), 3) for line in drawing.lines] == [n / 10 for n in range(8)]


def test_an_empty_drawing_says_so():
    assert drawn(CPU, {SeriesKey("cpu.used"): math.nan}).is_empty
    assert not drawn(CPU, {SeriesKey("cpu.used"): 0.0}).is_empty


def test_reducing_keeps_peaks_gaps_and_ends():
    times = np.arange(100_000.0)
    y = np.sin(times / 900)
    y[54_321], y[12_345] = 50.0, -50.0
    y[70_000:70_300] = math.nan
    few_times, few = reduced(times, y, 400)
    assert len(few) <= 5 * 401
    assert (np.diff(few_times) > 0).all()
    assert (np.nanmax(few), np.nanmin(few)) == (50.0, -50.0)
    assert np.isnan(few).any()
    assert (few_times[0], few_times[-1]) == (0, 99_999)
    assert reduced(times[:100], y[:100], 400)[1] is not None


def test_the_value_at_a_time_is_the_nearest_and_none_in_a_gap():
    drawing = drawn(CPU, {SeriesKey("cpu.used"): lambda n: math.nan if n == 5 else n / 100})
    line = drawing.lines[0]
    assert value_at(line, 7.0)[0] == 6.0
    assert value_at(line, 15.2) is None
    assert value_at(line, -50.0)[0] == 0.0


def test_names_sort_as_people_count():
    assert sorted(["10", "9", "vda2", "vda10"], key=natural_order) == ["9", "10", "vda2", "vda10"]
