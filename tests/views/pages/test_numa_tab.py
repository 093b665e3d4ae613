"""The NUMA tab: map, heat map, drag by mouse, the keyboard's way, preview, apply, revert."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from tests.qt_fixtures import wait_for
from tests.views.pages.numa_world import (
    GIB,
    HOST,
    LOADS,
    NumaWorld,
    make_topology,
    placements,
    ref_of,
)
from tests.views.pages.world import STATUS
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.features import Feature
from virtgui.core.messages import Answer
from virtgui.core.ops.placement import AllocatePages, PlaceDomain, ThreadPin
from virtgui.core.queries import ReadPlacement, ReadSeries, ReadTopology
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.sample import Observed
from virtgui.core.values.task import TaskState
from virtgui.core.values.topology import Topology
from virtgui.models.numa.board import Item, ItemKind, Moments
from virtgui.models.numa.heat import COLUMNS, ONE_HOUR
from virtgui.views.pages.numa_tab import NumaTab
from virtgui.views.widgets.numa.drag import Load, Target

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton
MAIL = ref_of("mail-01")


def open_tab(look, qtbot, world, size=(1500, 1000)):
    tab = NumaTab(look, world.feed, world.dispatcher, now=world.clock)
    qtbot.addWidget(tab)
    tab.resize(*size)
    tab.show()
    world.open()
    tab.aim(HOST)
    world.settle()
    world.poll()
    tab._draw()
    QApplication.processEvents()
    return tab


@pytest.fixture
def world(qapp):
    return NumaWorld()


@pytest.fixture
def tab(look, world, qtbot):
    return open_tab(look, qtbot, world)


def card(tab, number):
    return next(card for card in tab.map.cards if card.number == number)


def row_point(tab, cell, ref):
    """The middle of a machine's row, seen from its list."""
    machines = card(tab, cell).machines
    return machines, machines.box_of(ref).center()


def tile_point(tab, cpu):
    """The middle of a CPU's tile on the screen."""
    tiles = next(card.tiles for card in tab.map.cards if cpu in card.tiles.boxes)
    return tiles.mapToGlobal(tiles.boxes[cpu].center())


def drag(source, start, target):
    """Press, move in steps to a point of the screen, let go."""
    QTest.mousePress(source, LEFT, pos=start)
    for step in (0.3, 1.0):
        way = (QPoint(target) - source.mapToGlobal(start)) * step
        QTest.mouseMove(source, source.mapFromGlobal(source.mapToGlobal(start) + way))
        QApplication.processEvents()
    QTest.mouseRelease(source, LEFT, pos=source.mapFromGlobal(target))
    QApplication.processEvents()


def shown_entries(tab):
    return [(entry.ref, [line.words for line in entry.lines]) for entry in tab.panel._state.entries]


def test_it_asks_only_while_it_is_shown(tab, world):
    kinds = [type(query) for query in world.backend.asked]
    assert kinds.count(ReadTopology) == 1
    assert ReadPlacement in kinds
    assert ReadSeries in kinds
    assert world.backend.observed[-1] == {Observed(node_ref(HOST), is_deep=True)}
    tab.hide()
    assert world.backend.observed[-1] == frozenset()
    asked = len(world.backend.asked)
    tab.watch._ask_placement()
    assert len(world.backend.asked) == asked


def test_the_map_shows_cells_cpus_memory_and_machines(tab):
    first = card(tab, 0)
    assert first.tiles.text_of(5).startswith("CPU 5 · 97 %")
    assert "ci-runner-01 vCPU 0" in first.tiles.text_of(5)
    assert first._load.text() == "load 56 %"
    assert first._free.text() == "48 GiB of 128 GiB free"
    assert [row.name for row in first.machines.rows] == [
        "ci-runner-01", "ci-runner-02", "db-01", "gitlab"]  # fmt: skip
    assert "Machines bound here" in first.memory.words
    assert tab.bar.distance.full_text == "Distance between nodes 32, within 10"
    assert "97 %" in first.tiles.accessibleDescription()


def test_warnings_stand_on_top_and_mark_the_tab(look, world, qtbot):
    said = []
    tab = NumaTab(look, world.feed, world.dispatcher, now=world.clock)
    qtbot.addWidget(tab)
    tab.warned.connect(said.append)
    tab.show()
    world.open()
    tab.aim(HOST)
    world.settle()
    world.poll()
    tab._draw()
    assert said[-1] is True
    sentences = [note.sentence for note in tab.banners.notes]
    assert any("gitlab" in s and "its memory is on node 1" in s for s in sentences)
    assert any("pinned to CPU 5, which is 97 % busy" in s for s in sentences)


def test_a_machine_is_dragged_to_a_cell(tab, world):
    machines, start = row_point(tab, 1, MAIL)
    target = card(tab, 0)
    drag(machines, start, target.mapToGlobal(QPoint(target.width() // 2, 12)))
    assert shown_entries(tab) == [(MAIL, ["vCPUs 0-1, Emulator", "Memory"])]
    assert not world.backend.submitted
    assert tab.panel.isVisible()
    tab.panel.apply.click()
    ((operation, name),) = world.backend.submitted
    assert name == "mail-01"
    assert operation == PlaceDomain(
        ref=MAIL, vcpus=(ThreadPin(0, "0-7,16-23"), ThreadPin(1, "0-7,16-23")),
        emulator="0-7,16-23", cells="0",
    )  # fmt: skip
    assert tab.panel.apply.reason
    world.end_tasks()
    tab._draw()
    assert tab.board.is_empty
    assert [ref for _at, ref in tab.watch.placings] == [MAIL]


def test_a_vcpu_is_dragged_to_a_cpu_and_taken_back(tab, world):
    machines, start = row_point(tab, 1, MAIL)
    QTest.mouseClick(machines, LEFT, pos=start)
    item = Item(MAIL, ItemKind.VCPU, 1)
    QApplication.processEvents()
    drag(machines, machines.box_of(item).center(), tile_point(tab, 13))
    assert tab.board.wanted(item) == {13}
    assert shown_entries(tab) == [(MAIL, ["vCPU 1"])]
    tab._undo()
    assert tab.board.is_empty
    tab._redo()
    tab.panel._discard.click()
    assert tab.board.is_empty
    assert not world.backend.submitted


def test_a_machine_on_a_cpu_gets_one_cpu_each(tab):
    machines, start = row_point(tab, 1, MAIL)
    drag(machines, start, tile_point(tab, 2))
    assert tab.board.wanted(Item(MAIL, ItemKind.VCPU, 0)) == {2}
    assert tab.board.wanted(Item(MAIL, ItemKind.VCPU, 1)) == {18}


def test_escape_ends_a_drag(tab):
    machines, start = row_point(tab, 1, MAIL)
    QTest.mousePress(machines, LEFT, pos=start)
    QTest.mouseMove(machines, start + QPoint(0, 60))
    assert tab._dragging.is_on
    QTest.keyClick(tab, Qt.Key.Key_Escape)
    assert not tab._dragging.is_on
    QTest.mouseRelease(machines, LEFT, pos=machines.mapFromGlobal(tile_point(tab, 2)))
    assert tab.board.is_empty


def test_dropping_beside_the_map_changes_nothing(tab):
    machines, start = row_point(tab, 1, MAIL)
    drag(machines, start, tab.mapToGlobal(QPoint(3, 3)))
    assert tab.board.is_empty


def open_menu():
    menus = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu)]
    return next(menu for menu in menus if menu.isVisible())


def test_the_keyboards_way(tab, world):
    machines = card(tab, 1).machines
    machines.setFocus()
    names = [row.name for row in machines.rows]
    for _ in range(names.index("mail-01") + 1):
        QTest.keyClick(machines, Qt.Key.Key_Down)
    assert "mail-01" in machines.accessibleName()
    QTest.keyClick(machines, Qt.Key.Key_Return)
    QTest.keyClick(machines, Qt.Key.Key_Down)
    assert "vCPU 0" in machines.accessibleName()
    QTest.keyClick(machines, Qt.Key.Key_Return)
    menu = open_menu()
    next(a for a in menu.actions() if a.objectName() == "cell_0").trigger()
    menu.close()
    assert tab.board.wanted(Item(MAIL, ItemKind.VCPU, 0)) == frozenset((*range(8), *range(16, 24)))
    tiles = card(tab, 0).tiles
    tiles.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(tiles, key)
    assert tiles.current == 16
    QTest.keyClick(tiles, Qt.Key.Key_Return)
    menu = open_menu()
    more = next(a.menu() for a in menu.actions() if a.menu() and a.text() == "mail-01")
    next(a for a in more.actions() if a.text() == "vCPU 1").trigger()
    menu.close()
    assert tab.board.wanted(Item(MAIL, ItemKind.VCPU, 1)) == {16}


def test_when_it_takes_effect_is_chosen(tab, world):
    tab._drop(Load(MAIL, "mail-01"), Target(0))
    lines = {
        line.words: line.when.value for entry in tab.panel._state.entries for line in entry.lines
    }
    assert lines == {"vCPUs 0-1, Emulator": "both", "Memory": "next_start"}
    tab.panel.moments_chosen.emit(Moments(live=False))
    tab.panel.apply.click()
    ((operation, _name),) = world.backend.submitted
    assert (operation.live, operation.kept) == (False, True)
    assert "--config" in tab._virsh({MAIL: "mail-01"})
    assert "--live" not in tab._virsh({MAIL: "mail-01"})


def test_a_failed_change_stays_proposed(tab, world):
    tab._drop(Load(MAIL, "mail-01"), Target(0))
    tab.panel.apply.click()
    world.end_tasks(TaskState.FAILED)
    tab._draw()
    assert not tab.board.is_empty
    assert not tab.panel.apply.reason


def test_one_line_is_reverted(tab):
    tab._drop(Load(MAIL, "mail-01"), Target(0))
    line = tab.panel._state.entries[0].lines[1]
    tab.panel.revert_requested.emit(line.items)
    assert shown_entries(tab) == [(MAIL, ["vCPUs 0-1, Emulator"])]


def test_a_suggestion_says_why(tab):
    tab.suggest.click()
    state = tab.panel._state
    assert state.is_suggested
    assert "fit whole into node" in state.reasons[MAIL]
    assert state.reasons[ref_of("db-01")] == "It is pinned, and was left as it is."
    assert ref_of("db-01") not in [entry.ref for entry in state.entries]
    tab.panel.leave_pinned.setChecked(False)
    assert "pinned" not in tab.panel._state.reasons[ref_of("db-01")]
    tab.panel.closed.emit()
    assert tab.board.is_empty
    assert not tab.panel.isVisible()


def test_a_warning_can_be_cured_and_shown(tab):
    notes = {note.sentence: note for note in tab.banners.notes}
    shared = next(note for sentence, note in notes.items() if "CPU 5" in sentence)
    tab._on_link(shared.links[1][1])
    changes = tab.board.changes()
    assert [change.item.kind for change in changes] == [ItemKind.VCPU]
    assert changes[0].new != {5}
    far = next(note for sentence, note in notes.items() if "gitlab" in sentence)
    tab._on_link(far.links[0][1])
    assert card(tab, 0).tiles._marked == frozenset(range(8))
    assert card(tab, 0).machines.box_of(Item(ref_of("gitlab"), ItemKind.EMULATOR))


def test_colour_shows_pins(tab):
    tab.bar.findChild(QAction, "pinned").trigger()
    assert card(tab, 0).tiles._shows == "pinned"
    assert tab.bar.shows.label == "Pinned vCPUs"


def test_the_table_says_what_the_map_says(tab):
    tab.bar.way.choose("table")
    tab._on_way("table")
    tables = tab.table
    assert tables.nodes.row_count == 2
    assert tables.nodes.cell_text(0, 1) == "0-7,16-23"
    assert tables.cpus.row_count == 32
    texts = [tables.threads.cell_text(row, 0) for row in range(tables.threads.row_count)]
    row = texts.index("gitlab")
    assert tables.threads.cell_text(row, 2) == "CPUs 0-7"
    assert tables.threads.cell_text(row, 4) == "4"


def test_the_heat_map_is_read_by_keys(tab, world):
    for step in range(5):
        world.poll(LOADS, at=world.now - 25 + 5 * step)
    tab._draw()
    heat = tab.map.heat.view
    QTest.keyClick(heat, Qt.Key.Key_Left)
    assert heat.accessibleName().startswith("CPU 0 · ")
    assert "57 %" in heat.accessibleName()
    assert "db-01 vCPU 0" in heat.accessibleName()
    QTest.keyClick(heat, Qt.Key.Key_Down)
    assert "CPU 1 · " in heat.accessibleName()
    QTest.keyClick(heat, Qt.Key.Key_Left)
    assert heat._at == (1, COLUMNS - 2)
    assert "Node 0: 56 %" in heat.accessibleDescription()
    tab.map.span_chosen.emit(ONE_HOUR)
    assert tab.watch.heat.span is ONE_HOUR
    assert isinstance(world.backend.asked[-1], ReadSeries)
    assert world.backend.asked[-1].end - world.backend.asked[-1].begin == 3600


def test_huge_pages_are_allocated(tab, world, qtbot):
    def fill(dialog):
        dialog.choose(1)
        assert "2048 of 8192 free" in dialog._now.text()
        dialog.count.setValue(100_000_000)
        assert "at most" in dialog.primary.reason
        dialog.count.setValue(100)
        assert "in use" in dialog.primary.reason
        dialog.count.setValue(8200)
        assert "This takes 16 MiB of it." in dialog._memory.text()
        assert not dialog.primary.reason
        dialog.accept()

    _answer(qtbot, fill)
    tab.pages.click()
    ((operation, name),) = world.backend.submitted
    assert operation == AllocatePages(ref=node_ref(HOST), cell=1, size_kib=2048, count=8200)
    assert name == "kvm-01"
    asked = len(world.backend.asked)
    world.end_tasks()
    assert ReadTopology in [type(query) for query in world.backend.asked[asked:]]


def test_cpus_are_typed(tab, qtbot):
    def fill(dialog):
        for text in ("x", "99", ""):
            dialog.field.setText(text)
            assert dialog.primary.reason
        dialog.field.setText("1-2")
        dialog.accept()

    _answer(qtbot, fill)
    tab._ask_cpus(Load(MAIL, "mail-01"))
    assert tab.board.wanted(Item(MAIL, ItemKind.VCPU, 0)) == {1, 2}
    assert not tab.board.is_proposed(Item(MAIL, ItemKind.MEMORY))


def _answer(qtbot, fill):
    """Fill in the next dialog."""
    from PySide6.QtCore import QTimer

    def take():
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
        dialog = next(w for w in found if w.isVisible())
        try:
            fill(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(50, take)


def test_a_read_only_host_only_shows(look, qtbot):
    status = replace(STATUS, spec=replace(STATUS.spec, read_only=True))
    tab = open_tab(look, qtbot, NumaWorld(status=status))
    tab._drop(Load(MAIL, "mail-01"), Target(0))
    assert "observing only" in tab.panel.apply.reason
    assert "observing only" in tab.pages.reason


def test_a_driver_that_cannot_says_so(look, qtbot):
    features = frozenset(Feature) - {
        Feature.PIN, Feature.PIN_KEPT, Feature.NUMA_TUNE, Feature.ALLOCATE_PAGES}  # fmt: skip
    tab = open_tab(look, qtbot, NumaWorld(status=replace(STATUS, features=features)))
    tab._drop(Load(MAIL, "mail-01"), Target(0))
    assert tab.panel.apply.reason
    assert tab.pages.reason


def test_a_silent_host_shows_what_was(tab, world):
    world.go(state=ConnectionState.STALE)
    tab._draw()
    assert card(tab, 0)._load.text() == ""
    assert card(tab, 0).machines.rows
    tab._drop(Load(MAIL, "mail-01"), Target(0))
    assert tab.panel.apply.reason
    asked = len(world.backend.asked)
    tab.watch._ask_placement()
    assert len(world.backend.asked) == asked


def test_one_cell_and_no_cells(look, qtbot):
    one = NumaWorld(topology=make_topology(1, 4, 1, gib=16))
    tab = open_tab(look, qtbot, one)
    assert len(tab.map.cards) == 1
    assert tab.suggest.reason
    assert not tab.bar.distance.full_text
    flat = NumaWorld(topology=Topology.flat(4, 16 * GIB), read=())
    tab = open_tab(look, qtbot, flat)
    assert len(tab.map.cards) == 1
    assert not tab.map.cards[0].memory._bar.isVisible()
    assert tab.pages.reason


def test_two_hundred_cpus_fit(look, qtbot):
    tab = open_tab(look, qtbot, NumaWorld(topology=make_topology(4, 32, 2)), size=(900, 600))
    assert sum(len(card.tiles.boxes) for card in tab.map.cards) == 256
    for each in tab.map.cards:
        wait_for(lambda tiles=each.tiles: all_inside(tiles))


def all_inside(tiles):
    return all(tiles.rect().contains(box) for box in tiles.boxes.values())


def test_nothing_is_known_yet(look, qtbot, world):
    tab = NumaTab(look, world.feed, world.dispatcher, now=world.clock)
    qtbot.addWidget(tab)
    tab.show()
    tab.aim(HOST)
    tab._draw()
    assert tab._empty.accessibleName() == "Not connected"


def test_a_host_that_does_not_tell(look, qtbot, world):
    tab = NumaTab(look, world.feed, world.dispatcher, now=world.clock)
    qtbot.addWidget(tab)
    tab.show()
    world.open()
    tab.aim(HOST)
    world.backend.answers.clear()
    place = [type(query) for query in world.backend.asked].index(ReadTopology) + 1
    world.post(Answer(place, None, ErrorInfo(ErrorKind.INTERNAL, Remedy.NOTHING, "no")))
    tab._draw()
    assert tab._stack.currentIndex() == 2
    tab._failed.retry_requested.emit()
    world.settle()
    tab._draw()
    assert tab._stack.currentIndex() == 0


def test_another_host_begins_anew(tab, world):
    tab._drop(Load(MAIL, "mail-01"), Target(0))
    tab.aim(ConnectionId("other"))
    tab._draw()
    assert tab.board.is_empty
    assert not tab.board.placements
    assert not tab.banners.notes


def test_guarded_hosts_ask_first(look, qtbot):
    status = replace(STATUS, spec=replace(STATUS.spec, is_guarded=True))
    world = NumaWorld(status=status)
    tab = open_tab(look, qtbot, world)
    tab._drop(Load(MAIL, "mail-01"), Target(0))
    _answer(qtbot, lambda dialog: dialog.reject())
    tab.panel.apply.click()
    assert not world.backend.submitted


def test_figures_are_drawn_when_a_drag_is_over(tab, world):
    machines, start = row_point(tab, 1, MAIL)
    QTest.mousePress(machines, LEFT, pos=start)
    QTest.mouseMove(machines, start + QPoint(0, 60))
    world.poll([1] * 32)
    tab._draw()
    assert "97 %" in card(tab, 0).tiles.text_of(5)
    QTest.mouseRelease(machines, LEFT, pos=start)
    wait_for(lambda: "97 %" not in card(tab, 0).tiles.text_of(5))


def test_names_are_shown_as_they_are(look, qtbot):
    evil = replace(placements()[0], ref=ref_of("<b>x</b>"))
    tab = open_tab(look, qtbot, NumaWorld(read=(evil,)))
    assert card(tab, 0).machines.rows[0].name == "<b>x</b>"


def test_memory_over_time_is_charted_for_each_cell(tab, world):
    world.poll(at=world.now + 10)
    tab._draw()
    memory = tab.map.memory
    assert memory.isVisible()
    assert len(memory.charts) == 2
    first = memory.charts[0]
    assert first._legend.accessibleName() == "In use 80 GiB, Huge pages, free 4 GiB"
    assert first.chart.top() == 128 * GIB * 1024
    assert first.chart.accessibleName() == "Memory of node 0"
    query = next(each for each in world.backend.asked if isinstance(each, ReadSeries))
    assert {key.metric for key in query.keys} == {
        "node.cpu", "cell.memory_used", "pages.free"}  # fmt: skip


def test_no_chart_of_memory_that_nobody_tells(look, qtbot):
    world = NumaWorld(topology=Topology.flat(4, 16 * GIB), read=())
    tab = open_tab(look, qtbot, world)
    assert not tab.map.memory.isVisible()
