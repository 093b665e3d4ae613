"""Charts as sentences, as a table, as a file."""

import csv
import io
import math

import pytest

from tests.models.charts.test_drawing import REF, series_of
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import DOMAIN
from virtgui.core.values.sample import Details
from virtgui.models.charts.chart_specs import CHARTS, COMPARE_CHARTS
from virtgui.models.charts.chart_text import csv_text, describe, summaries, table_of, text_of
from virtgui.models.charts.drawing import ChartFacts, Span, compare_items, draw, plan_items
from virtgui.models.charts.object_series import ObjectSeries
from virtgui.models.charts.table_model import ChartTableModel

SPAN = Span(0.0, 30.0, 30.0)
USED, WAIT = SeriesKey("cpu.used"), SeriesKey("cpu.wait")


def cpu(values):
    series = series_of(values)
    spec = CHARTS[DOMAIN]["cpu"]
    return draw(spec, plan_items(spec, series.keys), (series,), SPAN, ChartFacts())


@pytest.fixture
def drawing():
    def used(number):
        return math.nan if number in (3, 7) else number / 10

    return cpu({USED: used, WAIT: 0.05})


def test_a_series_in_four_figures_and_its_gaps(drawing):
    used, wait = summaries(drawing, SPAN)
    assert (used.last, used.least, used.most) == pytest.approx((1.0, 0.0, 1.0))
    assert used.mean == pytest.approx(4.5 / 9, abs=1e-6)
    assert (used.gaps, wait.gaps) == (2, 0)
    assert used.most_at == 30.0


def test_only_what_is_shown_counts(drawing):
    used, _ = summaries(drawing, Span(0.0, 6.0, 30.0))
    assert used.most == pytest.approx(0.2)


def test_the_sentence_for_a_screen_reader(qapp, drawing):
    text = describe(drawing, SPAN)
    assert "Used: last 100 %, lowest 0 %, average 50 %, highest 100 % at" in text
    assert "2 gaps" in text


def test_a_text_to_paste(drawing):
    lines = text_of("web-01", [drawing], SPAN).splitlines()
    assert lines[0] == "web-01"
    assert lines[1].split("\t")[1:] == ["Last", "Lowest", "Average", "Highest", "Gaps"]
    assert lines[2].split("\t") == ["CPU: Used", "100 %", "0 %", "50 %", "100 %", "2"]


def test_a_file_has_times_base_units_and_holes(drawing):
    rows = list(csv.reader(io.StringIO(csv_text(table_of([drawing], SPAN)))))
    assert rows[0] == ["Time", "CPU: Used (%)", "CPU: Waiting for the host (%)"]
    assert len(rows) == 12
    assert rows[4][1] == ""
    assert float(rows[2][1]) == pytest.approx(10)
    assert rows[1][0].startswith(("1970-01-01T", "1969-12-31T"))


def test_a_name_that_is_a_formula_is_harmless_in_a_file():
    spec = COMPARE_CHARTS["cpu"]
    items = compare_items(spec, ["=cmd()"])
    drawing = draw(spec, items, (series_of({USED: 0.1}),), SPAN, ChartFacts())
    head = csv_text(table_of([drawing], SPAN)).splitlines()[0]
    assert "CPU: =cmd()" in head


def test_machines_that_were_read_at_other_moments_share_a_table():
    other = ObjectSeries(REF)
    for number in range(5):
        other.append(3.0 * number + 1, Details((USED,), (0.5,), 3.0))
    spec = COMPARE_CHARTS["cpu"]
    items = compare_items(spec, ["a", "b"])
    drawing = draw(spec, items, (series_of({USED: 0.1}), other), SPAN, ChartFacts())
    table = table_of([drawing], SPAN)
    assert len(table.times) == 16
    assert [int(math.isfinite(c.values[1])) for c in table.columns] == [0, 1]


def test_the_table_shows_the_newest_first(qtmodeltester, drawing):
    model = ChartTableModel()
    qtmodeltester.check(model)
    model.show_table(table_of([drawing], SPAN))
    qtmodeltester.check(model)
    assert model.rowCount() == 11
    assert model.data(model.index(0, 1)) == "100 %"
    assert model.data(model.index(3, 1)) == "–"


def test_new_figures_of_the_same_columns_keep_the_table(qtbot, drawing):
    model = ChartTableModel()
    model.show_table(table_of([drawing], SPAN))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show_table(table_of([cpu({USED: 0.7, WAIT: 0.1})], SPAN))
    assert model.data(model.index(0, 1)) == "70 %"
