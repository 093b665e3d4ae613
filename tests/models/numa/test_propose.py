"""Proposals: whole machines in one cell, cells even, reasons in words."""

from tests.models.numa.sample import TOPOLOGY, guest_cell, machine, ref, strict
from virtgui.core.values.topology import Cell, Topology
from virtgui.models.numa.advice import find_advice
from virtgui.models.numa.board import Item, ItemKind, PlacementBoard
from virtgui.models.numa.loads import NodeLoads
from virtgui.models.numa.propose import Why, Wish, reason_words, suggest


def board_of(*machines, topology=TOPOLOGY):
    board = PlacementBoard()
    board.topology = topology
    board.take(machines, [each.ref.key for each in machines])
    return board


def suggested(*machines, loads=None, **wish):
    found = suggest(board_of(*machines), loads or NodeLoads(), Wish(**wish))
    return {each.ref.key: each for each in found}


def test_machines_are_spread_over_the_cells():
    found = suggested(*(machine(name, [None, None]) for name in "abcd"))
    cells = [tuple(found[name].cells) for name in "abcd"]
    assert sorted(cells) == [(0,), (0,), (1,), (1,)]
    assert all(each.why is Why.FITS for each in found.values())
    assert "fit whole into node" in reason_words(found["a"])


def test_busy_machines_do_not_share_a_cell_with_busy_ones():
    loads = NodeLoads(vcpus={(ref("a"), 0): 1.0, (ref("b"), 0): 1.0, (ref("c"), 0): 0.0})
    loads.vcpus[ref("d"), 0] = 0.0
    found = suggested(*(machine(name, [None]) for name in "abcd"), loads=loads)
    assert found["a"].cells != found["b"].cells


def test_what_is_pinned_stays_unless_wished():
    machines = machine("a", [(0, 1, 4, 5)] * 3), machine("b", [None] * 3)
    found = suggested(*machines)
    assert found["a"].why is Why.KEPT
    assert found["a"].wishes == {}
    assert found["b"].cells == {1}
    again = suggested(*machines, leave_pinned=False)
    assert again["a"].why is Why.FITS
    assert again["a"].cells != again["b"].cells


def test_memory_draws_its_machine():
    found = suggested(machine("a", [None], memory=strict(1)))
    assert (found["a"].why, found["a"].cells) == (Why.STAYS, {1})
    assert "already" in reason_words(found["a"])


def test_memory_that_does_not_fit_goes_elsewhere():
    small = Topology((TOPOLOGY.cells[0], Cell(1, TOPOLOGY.cells[1].cpus, 1024)))
    board = board_of(machine("a", [None], gib=2), topology=small)
    (found,) = suggest(board, NodeLoads(), Wish())
    assert found.cells == {0}


def test_a_machine_too_large_is_spread_by_its_own_cells():
    cells = (guest_cell(0, [0, 1, 2]), guest_cell(1, [3, 4, 5]))
    found = suggested(machine("big", [None] * 6, cells=cells))["big"]
    assert found.why is Why.SPREAD
    assert "No node has room" in reason_words(found)
    homes = [found.wishes[Item(ref("big"), ItemKind.VCPU, n)] for n in range(6)]
    assert len({homes[0], homes[1], homes[2]}) == 1
    assert homes[0] != homes[3]


def test_one_cpu_each_takes_whole_cores_and_none_twice():
    found = suggested(machine("a", [None, None]), machine("b", [None, None]), own_cpus=True)
    used = [
        next(iter(found[name].wishes[Item(ref(name), ItemKind.VCPU, n)]))
        for name in "ab"
        for n in (0, 1)
    ]
    assert len(set(used)) == 4
    # Both threads of a core serve one machine.
    assert abs(used[0] - used[1]) == 4
    assert abs(used[2] - used[3]) == 4


def test_one_cell_leaves_nothing_to_choose():
    board = board_of(machine("a", [None]), topology=Topology(TOPOLOGY.cells[:1]))
    assert suggest(board, NodeLoads(), Wish()) == ()


def test_what_is_suggested_gives_no_reason_to_warn():
    machines = [machine(name, [None, None], gib=2) for name in "abcd"]
    board = board_of(*machines)
    found = suggest(board, NodeLoads(), Wish())
    board.propose({item: cpus for each in found for item, cpus in each.wishes.items()})
    shown = {each.ref: board.shown(each.ref) for each in machines}
    assert find_advice(TOPOLOGY, shown, NodeLoads()) == ()
