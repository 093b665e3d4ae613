"""Charts of the whole program: of libvirt's test driver, and of a guest that really works."""

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tests.backend.test_lab_placement import run_guest
from tests.qt_fixtures import wait_for
from tests.stories.conftest import MACHINE, RUNNING
from virtgui.core.metrics import SeriesKey
from virtgui.models import place as places


def charts_of(hands, place):
    """The charts of a place."""
    hands.window.go(place)
    page = hands.window.pages.stack.currentWidget()
    page.choose_tab("performance")
    return page.tabs.page("performance")


def card(tab, key):
    return next(one for one in tab.grid.cards if one.spec.key == key)


def is_drawn(tab, key):
    scene = card(tab, key).scene
    return scene is not None and not scene.drawing.is_empty


@pytest.fixture
def hands(start, tmp_path):
    machines = "".join(MACHINE.format(name=f"m{n}", state=RUNNING) for n in range(3))
    path = tmp_path / "node.xml"
    path.write_text(f"<node>{machines}</node>")
    found = start(f"test://{path}")
    found.program.settings.set("poll.interval", 1.0)
    wait_for(lambda: found.has_domain("m0"))
    return found


def test_figures_come_by_themselves_and_stay_when_one_comes_back(hands):
    place = places.domain_place(hands.ref("m0"))
    tab = charts_of(hands, place)
    wait_for(lambda: is_drawn(tab, "cpu") and is_drawn(tab, "memory"), 20)
    before = len(card(tab, "cpu").scene.drawing.lines[0].times)
    hands.window.go(places.FLEET)
    wait_for(lambda: not tab.figures.is_active)
    hands.window.go(place)
    wait_for(lambda: len(card(tab, "cpu").scene.drawing.lines[0].times) > before, 20)
    assert card(tab, "memory").legend.entries[0].value.endswith("MiB")


def test_a_node_that_does_not_tell_says_so(hands):
    connection = hands.ref("m0").connection
    tab = charts_of(hands, places.node_place(connection))
    wait_for(lambda: "TEST" in card(tab, "node_cpu").sentence.upper(), 20)
    wait_for(lambda: is_drawn(tab, "node_domains_cpu"), 20)


def test_machines_are_compared_from_the_list(hands):
    hands.window.go(places.FLEET)
    hands.select("m0", "m1", "m2")
    menu = QMenu(hands.window)
    page = hands.window.pages.stack.currentWidget()
    page._add_compare(menu, page.selected_refs())
    found = menu.findChild(QAction, "compare")
    found.trigger()
    compare = hands.window.pages.stack.currentWidget()
    assert compare.objectName() == "compare_page"
    only = compare.charts.grid.cards[0]
    wait_for(lambda: only.scene is not None and len(only.scene.drawing.lines) == 3, 20)
    assert sorted(compare.charts.names) == ["m0", "m1", "m2"]
    hands.window.go(places.FLEET)
    assert not compare.charts.figures.is_active


@pytest.mark.lab
def test_the_charts_of_a_real_guest_and_its_host(beta, start):
    run_guest(beta, "web")
    found = start(beta.uri)
    found.program.settings.set("poll.interval", 1.0)
    wait_for(lambda: found.has_domain("web"), 30)
    tab = charts_of(found, places.domain_place(found.ref("web")))
    for key in ("vcpus", "iothreads", "memory_host", "cpu_kinds"):
        tab.board.set_shown(key, is_shown=True)
    found.window.resize(1500, 1800)
    for key in ("cpu", "vcpus", "iothreads", "memory_host"):
        wait_for(lambda key=key: is_drawn(tab, key), 30)
    used = card(tab, "cpu").scene.drawing.lines[0].raw
    assert 0 <= np.nanmax(used) <= 1.1
    names = [item.name for item in card(tab, "vcpus").scene.drawing.items]
    assert names == ["vCPU 0", "vCPU 1"]
    # What libvirt's own client tells of its memory is what the chart shows.
    told = beta.virsh("domstats", "web", "--balloon")
    rss = next(line for line in told.splitlines() if "balloon.rss" in line).partition("=")[2]
    series = tab.figures.series[0].live.values(SeriesKey("memory.rss"))
    assert series[-1] == pytest.approx(float(rss) * 1024, rel=0.1)
    node = charts_of(found, places.node_place(found.ref("web").connection))
    node.board.set_shown("cell_memory", is_shown=True)
    for key in ("node_cpu", "node_memory", "cell_memory"):
        wait_for(lambda key=key: is_drawn(node, key), 30)
    names = [item.name for item in card(node, "cell_memory").scene.drawing.items]
    assert names == ["Cell 0", "Cell 1"]
