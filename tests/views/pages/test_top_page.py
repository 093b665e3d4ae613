"""Who takes the most: the list, its order, its chart, and what can be done from it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.views.pages.charts_world import HOST, ChartWorld
from tests.views.pages.world import DOMAIN
from virtgui.core.refs import domain_ref
from virtgui.core.values.sample import DomainLoad, Observed, SampleBatch
from virtgui.models.top_list import MOST_ROWS, SHARE_ROLE, TopListModel
from virtgui.views.pages.top_page import TopPage

REFS = tuple(domain_ref(HOST, f"u{number:03}") for number in range(14))
MIB = 1024.0


def load(cpu, memory=100.0, *, disk=0.0, wait=None, pressure=None):
    return DomainLoad(cpu, memory * MIB, 0.5, disk, 0.0, wait, pressure)


def post(world, loads):
    domains = {ref.key: item for ref, item in loads.items()}
    world.post(SampleBatch(HOST, 0.0, world.now, domains))


@pytest.fixture
def world(qapp, tmp_path):
    made = ChartWorld(tmp_path)
    made.open(*(replace(DOMAIN, ref=ref, name=f"vm-{n:02}", vcpus=2) for n, ref in enumerate(REFS)))
    post(made, {ref: load(number / 20) for number, ref in enumerate(REFS)})
    return made


@pytest.fixture
def page(qtbot, look, world):
    made = TopPage(
        look=look, feed=world.feed, dispatcher=world.dispatcher, actions=world.actions,
        now=world.clock,
    )  # fmt: skip
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitUntil(lambda: bool(world.backend.observed))
    return made


def names(page):
    return [row.name for row in page.model.rows()]


def test_the_greatest_is_first_and_ten_are_charted(page, world):
    assert names(page)[:3] == ["vm-13", "vm-12", "vm-11"]
    assert names(page)[-1] == "vm-00"
    assert page.charts.names[0] == "vm-13"
    assert len(page.charts.names) == 10
    assert world.backend.observed == {Observed(ref) for ref in REFS[4:]}


def test_a_figure_is_chosen_by_segment_or_by_heading(page, world, qtbot):
    post(
        world,
        {
            REFS[0]: load(0.1, 900.0, wait=0.3, pressure=0.2),
            REFS[1]: load(0.9, 100.0, wait=0.1, pressure=0.9),
        },
    )
    page.choose("memory")
    assert names(page)[0] == "vm-00"
    page.table.horizontalHeader().sectionClicked.emit(8)
    assert names(page)[0] == "vm-01"
    assert page.chooser.current() == "pressure"
    assert {key.metric for key in page.charts.wanted_keys()} == {"memory.pressure"}
    page.choose("wait")
    assert names(page) == ["vm-00", "vm-01"]


def test_cores_are_of_the_host_and_shares_of_the_machine(page, world):
    row = page.model.index(0, 2)
    assert row.data() == "1.3"
    assert row.siblingAtColumn(3).data() == "65 %"
    assert row.data(SHARE_ROLE) == 1.0
    assert page.model.index(13, 2).data(SHARE_ROLE) == 0.0


def test_what_is_selected_stays_selected_when_rows_change_places(page, world, qtbot):
    page.table.selectRow(0)
    assert page.selected_refs() == (REFS[13],)
    post(world, {ref: load(1.0 - number / 20) for number, ref in enumerate(REFS)})
    qtbot.waitUntil(lambda: names(page)[0] == "vm-00", timeout=3000)
    assert page.selected_refs() == (REFS[13],)


def test_frozen_rows_stay_as_they_are(page, world, qtbot):
    qtbot.mouseClick(page.freeze, Qt.MouseButton.LeftButton)
    before = names(page)
    post(world, {ref: load(1.0 - number / 20) for number, ref in enumerate(REFS)})
    qtbot.wait(1100)
    assert names(page) == before
    assert page.charts.chart_window.is_paused
    qtbot.mouseClick(page.freeze, Qt.MouseButton.LeftButton)
    assert names(page)[0] == "vm-00"


def test_pause_force_off_and_open_act_on_the_row(page, world, qtbot):
    opened = []
    page.domain_opened.connect(opened.append)
    assert not page._kill.isEnabled()
    page.table.selectRow(0)
    page._pause.click()
    page._kill.click()
    assert world.actions.triggered == [("pause", (REFS[13],)), ("destroy", (REFS[13],))]
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert opened == [REFS[13]]


def test_hidden_it_costs_nothing(page, world, qtbot):
    page.hide()
    assert world.backend.observed == frozenset()
    before = names(page)
    post(world, {ref: load(1.0 - number / 20) for number, ref in enumerate(REFS)})
    qtbot.wait(1100)
    assert names(page) == before


def test_nothing_that_runs_is_said(page, world):
    post(world, {})
    page.model.refresh()
    assert page.nothing.isVisibleTo(page)
    assert not page._parts.isVisibleTo(page)


def test_a_large_fleet_is_cut_where_nobody_looks(qapp, tmp_path):
    world = ChartWorld(tmp_path)
    refs = [domain_ref(HOST, f"u{number}") for number in range(MOST_ROWS + 50)]
    world.open(*(replace(DOMAIN, ref=ref, name=ref.key) for ref in refs))
    post(world, {ref: load(number / 1000) for number, ref in enumerate(refs)})
    model = TopListModel(world.feed)
    model.refresh()
    assert model.rowCount() == MOST_ROWS
    assert model.rows()[0].name == f"u{MOST_ROWS + 49}"
