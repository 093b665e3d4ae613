"""Several machines in one chart."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tests.views.pages.charts_world import HOST, ChartWorld
from tests.views.pages.test_performance_tab import settle
from tests.views.pages.world import DOMAIN
from virtgui.core.refs import domain_ref
from virtgui.core.values.sample import Observed
from virtgui.models.compare import MOST_COMPARED, compare_refusal
from virtgui.views.pages.compare_page import ComparePage

REFS = tuple(domain_ref(HOST, f"u{number}") for number in range(3))


@pytest.fixture
def world(qapp, tmp_path):
    made = ChartWorld(tmp_path)
    names = ("db", "web", "web")
    made.open(*(replace(DOMAIN, ref=r, name=n) for r, n in zip(REFS, names, strict=True)))
    return made


@pytest.fixture
def page(qtbot, look, world):
    made = ComparePage(look=look, feed=world.feed, dispatcher=world.dispatcher, now=world.clock)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show_domains(REFS)
    made.show()
    qtbot.waitUntil(lambda: len(world.backend.asked) >= 3)
    for ref in REFS:
        world.poll(2, ref=ref)
    settle(qtbot, made.charts)
    return made


def entries(page):
    return page.charts.grid.cards[0].legend.entries


def test_a_line_each_named_with_the_host_where_names_are_alike(page):
    assert [e.name for e in entries(page)] == ["db", "web on kvm-01", "web on kvm-01"]
    assert len(page.charts.grid.cards[0].scene.drawing.lines) == 3


def test_all_are_observed_while_it_is_shown(page, world):
    assert world.backend.observed == {Observed(ref) for ref in REFS}
    page.hide()
    assert world.backend.observed == frozenset()


def test_only_what_is_compared_is_asked_for(page, world):
    metrics = {key.metric for query in world.backend.asked for key in query.keys}
    assert metrics == {"cpu.used"}


def test_something_else_is_compared_and_who_is_hidden_stays_so(qtbot, page, world):
    page.charts.grid.cards[0].legend.toggled.emit("1")
    asked = len(world.backend.asked)
    page.chooser.segment_chosen.emit("disk")
    qtbot.waitUntil(lambda: len(world.backend.asked) > asked)
    settle(qtbot, page.charts)
    drawing = page.charts.grid.cards[0].scene.drawing
    assert drawing.spec.is_mirrored
    assert len(drawing.lines) == 4
    assert [e.is_hidden for e in entries(page)] == [False, True, False]


def test_table_and_file_have_a_column_each(page):
    head = page.charts.csv().splitlines()[0]
    assert head.count("web on kvm-01") == 2
    assert head.startswith("Time,CPU: db (%)")


def test_a_new_name_is_shown(qtbot, page, world):
    world.values(replace(DOMAIN, ref=REFS[0], name="orders"))
    settle(qtbot, page.charts)
    assert entries(page)[0].name == "orders"


def test_a_machine_that_is_gone_stays_as_a_line(qtbot, page, world):
    world.remove(REFS[0])
    settle(qtbot, page.charts)
    assert entries(page)[0].name == "gone"


def test_a_machine_is_opened_from_the_menu(qtbot, page):
    menu = QMenu(page)
    page._fill_menu(menu)
    opened = menu.actions()[0]
    assert isinstance(opened, QAction)
    with qtbot.waitSignal(page.domain_opened) as told:
        opened.trigger()
    assert told.args == [REFS[0]]


def test_how_many_can_be_compared(qapp):
    assert compare_refusal(1)
    assert not compare_refusal(2)
    assert not compare_refusal(MOST_COMPARED)
    assert "12" in compare_refusal(MOST_COMPARED + 1)
