"""Machines of a real node with two cells are placed by mouse and keys."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.backend.test_lab_placement import emulator, pins, run_guest
from tests.qt_fixtures import wait_for
from tests.stories.hands import LEFT
from virtgui.models import place as places
from virtgui.models.numa.board import Item, ItemKind
from virtgui.models.numa.cells import cell_views

pytestmark = pytest.mark.lab


class NumaHands:
    """The NUMA tab of the one host, as a person uses it."""

    def __init__(self, hands):
        self.hands = hands
        connection = next(iter(hands.feed.statuses))
        hands.window.go(places.node_place(connection))
        page = hands.window.pages.stack.currentWidget()
        page.choose_tab("numa")
        self.tab = page.tabs.page("numa")
        self.bar = page.tabs.bar
        wait_for(lambda: self.tab.watch.is_known and self.tab.board.placements)
        wait_for(lambda: self.tab.map.cards and self.row("web"))

    def row(self, name, cell=None):
        """The list that has a machine, and the machine's row."""
        for card in self.tab.map.cards:
            for row in card.machines.rows:
                if row.name == name and cell in (None, card.number):
                    return card.machines, row
        return None

    def tile(self, cpu):
        """The middle of a CPU's tile on the screen."""
        tiles = next(card.tiles for card in self.tab.map.cards if cpu in card.tiles.boxes)
        return tiles.mapToGlobal(tiles.boxes[cpu].center())

    def card(self, cell):
        """A free place of a cell's card on the screen."""
        card = next(card for card in self.tab.map.cards if card.number == cell)
        return card.mapToGlobal(QPoint(card.width() // 2, 6))

    def drag(self, machines, key, target):
        """Take a row or chip and let it go at a point of the screen."""
        wait_for(lambda: machines.box_of(key) is not None)
        self.tab._scroll.ensureWidgetVisible(machines)
        QApplication.processEvents()
        start = machines.box_of(key).center()
        QTest.mousePress(machines, LEFT, pos=start)
        QTest.mouseMove(machines, start + QPoint(0, 30))
        QTest.mouseMove(machines, machines.mapFromGlobal(target()))
        QApplication.processEvents()
        QTest.mouseRelease(machines, LEFT, pos=machines.mapFromGlobal(target()))
        QApplication.processEvents()

    def apply(self):
        """Apply, and wait until it is done."""
        QTest.mouseClick(self.tab.panel.apply, LEFT)
        return self.hands.wait_task("Change placement")


@pytest.fixture
def guest(beta):
    return run_guest(beta, "web")


def test_the_map_is_the_nodes_and_shows_what_runs(beta, start, guest):
    numa = NumaHands(start(beta.uri))
    cards = numa.tab.map.cards
    said = beta.run("sh", "-c", "cat /sys/devices/system/node/node*/cpulist").split()
    assert [sorted(card.tiles.boxes) for card in cards] == [[int(said[0])], [int(said[1])]]
    assert "Distance between nodes 21, within 10" in numa.hands.texts(numa.tab)
    # Figures of each CPU come by themselves.
    wait_for(lambda: numa.tab.watch.loads.cpus.keys() == {0, 1}, 20)
    wait_for(lambda: "%" in cards[0].tiles.text_of(0))
    assert not numa.tab.watch.heat.is_empty
    memory = [view.memory for view in cell_views(numa.tab._scenery())]
    assert [each.total for each in memory] == [4194304, 4194304]


def test_a_dragged_vcpu_is_where_virsh_says(beta, start, guest):
    numa = NumaHands(start(beta.uri))
    machines, row = numa.row("web")
    QTest.mouseClick(machines, LEFT, pos=machines.box_of(row.ref).center())
    item = Item(row.ref, ItemKind.VCPU, 0)
    before = pins(guest, "vcpupin")
    numa.drag(machines, item, lambda: numa.tile(1))
    assert numa.tab.board.wanted(item) == {1}
    assert pins(guest, "vcpupin") == before
    numa.apply()
    assert pins(guest, "vcpupin")["0"] == "1"
    assert pins(guest, "vcpupin", "--config")["0"] == "1"
    assert pins(guest, "vcpupin")["1"] == before["1"]
    wait_for(lambda: numa.tab.board.is_empty)
    # Its memory is in node 0: that is said at once.
    wait_for(lambda: numa.hands.says("its memory is on node 0", numa.tab))
    assert numa.bar._marks


def test_a_machine_dragged_to_a_cell_goes_there_whole(beta, start, guest):
    numa = NumaHands(start(beta.uri))
    machines, row = numa.row("web")
    numa.drag(machines, row.ref, lambda: numa.card(1))
    wait_for(lambda: numa.hands.says("At next start", numa.tab.panel))
    numa.apply()
    for options in ((), ("--config",)):
        assert pins(guest, "vcpupin", *options) == {"0": "1", "1": "1"}
        assert emulator(guest, *options) == "1"
        assert pins(guest, "iothreadinfo", *options) == {"1": "1", "2": "1"}
    assert re.search(r"numa_nodeset\s*:\s*0", guest.virsh("numatune"))
    assert re.search(r"numa_nodeset\s*:\s*1", guest.virsh("numatune", "--config"))


def test_by_keys_for_the_next_start_only_and_back(beta, start, guest):
    numa = NumaHands(start(beta.uri))
    before = pins(guest, "vcpupin")
    machines, row = numa.row("web")
    machines.setFocus()
    QTest.keyClick(machines, Qt.Key.Key_Down)
    QTest.keyClick(machines, Qt.Key.Key_Return)
    QTest.keyClick(machines, Qt.Key.Key_Down)
    QTest.keyClick(machines, Qt.Key.Key_Return)
    menus = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu)]
    menu = next(each for each in menus if each.isVisible())
    next(each for each in menu.actions() if each.objectName() == "cell_1").trigger()
    menu.close()
    assert numa.tab.board.wanted(Item(row.ref, ItemKind.VCPU, 0)) == {1}
    numa.tab.setFocus()
    numa.tab._undo()
    assert numa.tab.board.is_empty
    numa.tab._redo()
    numa.hands.press("Next start", numa.tab.panel)
    numa.apply()
    assert pins(guest, "vcpupin") == before
    assert pins(guest, "vcpupin", "--config")["0"] == "1"


def test_a_suggestion_says_why_and_all_is_discarded(beta, start, guest):
    numa = NumaHands(start(beta.uri))
    machines, row = numa.row("web")
    QTest.mouseClick(machines, LEFT, pos=machines.box_of(row.ref).center())
    QTest.mouseClick(numa.tab.suggest, LEFT)
    # Two vCPUs, and nodes of one CPU.
    wait_for(lambda: numa.hands.says("No node has room for it whole", numa.tab.panel))
    machines, row = numa.row("web")
    numa.drag(machines, Item(row.ref, ItemKind.VCPU, 0), lambda: numa.tile(1))
    numa.hands.press("Discard all", numa.tab.panel)
    assert numa.tab.board.is_empty
    assert not guest.virsh("dumpxml", "--inactive").count("vcpupin")
