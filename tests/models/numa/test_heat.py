"""The heat map's ring, loads from what is delivered, and what cards show of both."""

from array import array
from dataclasses import replace
from math import isnan, nan

import numpy as np
import pytest

from tests.models.numa.sample import EVERY, GIB, HOST, TOPOLOGY, machine, ref, strict
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import node_ref
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.sample import Details
from virtgui.core.values.series import Curve, SeriesSpan
from virtgui.core.values.topology import Cell, NodeCpu, PagePool, Topology
from virtgui.models.numa.advice import find_advice
from virtgui.models.numa.board import Item, ItemKind, PlacementBoard
from virtgui.models.numa.cells import Scenery, cell_views, tile_words, unplaced
from virtgui.models.numa.heat import COLUMNS, TEN_MINUTES, HeatMap
from virtgui.models.numa.loads import NodeLoads

T = 1_000_000.0


def test_a_column_is_the_mean_of_its_time():
    heat = HeatMap((0, 2))
    assert heat.is_empty
    heat.put(T, {0: 0.2, 2: 1.0, 9: 0.5})
    heat.put(T + 1, {0: 0.4})
    heat.put(T + 5, {0: 0.8, 2: nan})
    values = heat.values()
    assert values.shape == (2, COLUMNS)
    assert values[0, -2:] == pytest.approx([0.3, 0.8])
    assert values[1, -2] == 1.0
    assert isnan(values[1, -1])
    assert np.isnan(values[:, :-2]).all()
    assert heat.time_of(COLUMNS - 1) == T + 5
    assert heat.end == T + 10


def test_old_columns_leave_and_gaps_stay():
    heat = HeatMap((0,))
    heat.put(T, {0: 1.0})
    heat.put(T + 50, {0: 0.5})
    values = heat.values()[0]
    assert (values[-1], values[-11]) == (0.5, 1.0)
    assert np.isnan(values[-10:-1]).all()
    heat.advance(T + 50 + TEN_MINUTES.seconds)
    assert heat.is_empty
    heat.put(T, {0: 1.0})
    assert heat.is_empty


def test_history_fills_what_live_figures_do_not_have():
    heat = HeatMap((0,))
    heat.put(T, {0: 1.0})
    times = array("d", [T - 10, T - 5, T, T + 5])
    mean = array("d", [0.1, nan, 0.3, 0.4])
    curve = Curve(mean, mean, mean)
    heat.fill(
        SeriesSpan(node_ref(HOST), T - 15, T + 5, 5.0, times, {SeriesKey("node.cpu", "0"): curve})
    )
    values = heat.values()[0]
    # Each time is the end of its step; the column of T is live.
    assert values[-1] == 1.0
    assert values[-2] == pytest.approx(0.3)
    assert isnan(values[-3])
    assert values[-4] == pytest.approx(0.1)


def test_loads_from_details():
    keys = (
        SeriesKey("node.cpu"), SeriesKey("node.cpu", "0"), SeriesKey("node.cpu", "1"),
        SeriesKey("cell.memory_free", "0"), SeriesKey("pages.free", "0/2048"),
        SeriesKey("node.cpu", "5"),
    )  # fmt: skip
    loads = NodeLoads()
    loads.take(Details(keys, (0.5, 0.2, 0.6, 4096.0, 7.0, nan), 1.0))
    assert loads.cpus == {0: 0.2, 1: 0.6}
    assert loads.pages_free == {(0, 2048): 7}
    assert loads.memory_free == {0: 4096.0}
    assert loads.cell(0, (0, 1)) == pytest.approx(0.4)
    assert loads.cell(1, (2, 3)) is None


def test_what_vcpus_use_between_two_readings():
    first = machine("web", [None, None])
    grown = tuple(
        replace(vcpu, time_ns=vcpu.time_ns + more)
        for vcpu, more in zip(first.vcpus, (2_000_000_000, -5), strict=True)
    )
    second = replace(first, vcpus=grown, read_at=14.0)
    loads = NodeLoads()
    loads.take_vcpus({}, first)
    assert loads.vcpus == {}
    loads.take_vcpus({first.ref: first}, second)
    # The second has started anew.
    assert loads.vcpus == {(first.ref, 0): 0.5}
    loads.forget(())
    assert loads.vcpus == {}


def scenery(*machines, loads=None, topology=TOPOLOGY):
    board = PlacementBoard()
    board.topology = topology
    board.take(machines, [each.ref.key for each in machines])
    domains = {each.ref: Domain(each.ref, each.ref.key, DomainState.RUNNING) for each in machines}
    loads = loads or NodeLoads()
    return Scenery(board, loads, find_advice(topology, board.placements, loads), domains)


def test_cards_show_who_is_where():
    made = scenery(
        machine("far", [(0,), (0,)], memory=strict(1), gib=2), machine("free", [None]),
        loads=NodeLoads(cpus={0: 0.95}),
    )  # fmt: skip
    first, second = cell_views(made)
    rows = {row.name: row for row in first.rows}
    assert rows["far"].vcpu_words == "2 of 2"
    assert rows["far"].memory_words == "0 B of 2 GiB"
    assert rows["far"].has_advice
    assert rows["free"].vcpu_words == "1 of 1"
    assert rows["free"].memory_words == "unknown"
    assert rows["free"].placement == "Floating"
    assert [row.name for row in second.rows] == ["far"]
    assert second.rows[0].vcpu_words == "0 of 2"
    assert second.memory.machines == 2 * GIB
    assert second.memory.other == 0
    tile = first.lines[0][0]
    assert (tile.cpu, tile.is_hot, tile.pinned) == (0, True, 2)
    assert "far vCPU 1" in tile_words(tile)
    assert [core.cpu for core in first.lines[0]] == [0, 4]


def test_proposals_are_seen_on_the_cards():
    made = scenery(machine("web", [(0,)]))
    made.board.place_in_cell(ref("web"), 1)
    first, second = cell_views(made)
    assert first.rows[0].vcpu_words == "0 of 1"
    assert second.rows[0].vcpu_words == "1 of 1"
    assert second.rows[0].is_proposed
    assert second.rows[0].placement == "Node 1"
    chips = {thread.item.kind: thread.text for thread in second.rows[0].threads}
    assert chips[ItemKind.VCPU] == "vCPU 0 · node 1"
    assert chips[ItemKind.MEMORY] == "Memory · node 1"
    assert made.board.wanted(Item(ref("web"), ItemKind.MEMORY)) == {1}


def test_memory_of_which_nothing_is_told():
    plain = Topology((Cell(0, (NodeCpu(0),), 4 * GIB),))
    (view,) = cell_views(scenery(machine("web", [None]), topology=plain))
    assert view.memory.free is None
    assert view.memory.pools == ()
    assert view.load is None
    assert view.load_words == ""
    # With one cell everything is there.
    assert view.rows[0].memory_words == "1 GiB"


def test_huge_pages_with_what_is_free_now():
    pages = (PagePool(4, 10, 5), PagePool(2048, 8, 2))
    topology = Topology((Cell(0, (NodeCpu(0),), 4 * GIB, GIB, pages),))
    (view,) = cell_views(scenery(topology=topology))
    assert [pool.words for pool in view.memory.pools] == ["2 MiB: 2 of 8 free"]
    loads = NodeLoads(pages_free={(0, 2048): 6})
    (view,) = cell_views(scenery(topology=topology, loads=loads))
    assert view.memory.pools[0].free == 6
    assert view.memory.huge_free == 6 * 2048


def test_machines_of_which_no_place_is_known():
    silent = machine("ct", [None])
    silent = replace(
        silent,
        vcpus=tuple(replace(vcpu, may=None, last=None) for vcpu in silent.vcpus),
        has_affinity=False,
    )
    made = scenery(silent)
    assert [row.name for row in unplaced(made, cell_views(made))] == ["ct"]
    assert unplaced(made, cell_views(made))[0].placement == "Unknown"
    assert all(not view.rows for view in cell_views(made))
    assert frozenset(made.board.topology.cpu_ids) == EVERY
