"""The placement board: proposals on top of what is, and the way back."""

from dataclasses import replace

import pytest

from tests.models.numa.sample import EVERY, TOPOLOGY, machine, ref, strict
from virtgui.core.ops.placement import RESTRICTIVE, STRICT, PlaceDomain, ThreadPin
from virtgui.core.values.placement import MemoryPolicy
from virtgui.models.numa.board import (
    Abilities,
    Block,
    Item,
    ItemKind,
    Moments,
    PlacementBoard,
    When,
)
from virtgui.models.numa.preview import preview

WEB = ref("web")
VCPU0, VCPU1 = Item(WEB, ItemKind.VCPU, 0), Item(WEB, ItemKind.VCPU, 1)
EMULATOR, MEMORY = Item(WEB, ItemKind.EMULATOR), Item(WEB, ItemKind.MEMORY)
THREAD = Item(WEB, ItemKind.IOTHREAD, 1)
FIRST, SECOND = frozenset({0, 1, 4, 5}), frozenset({2, 3, 6, 7})


def make(*machines):
    board = PlacementBoard()
    board.topology = TOPOLOGY
    board.take(machines, [each.ref.key for each in machines])
    return board


@pytest.fixture
def board():
    return make(machine("web", [None, (2,)], iothreads=1))


def test_what_is(board):
    assert board.pin_now(VCPU0) is None
    assert board.pin_now(VCPU1) == {2}
    assert board.pin_kept(VCPU1) == {2}
    assert board.pin_now(MEMORY) is None
    assert board.is_empty
    assert board.operations() == ()


def test_a_machine_in_a_cell_takes_threads_and_memory_along(board):
    board.place_in_cell(WEB, 1)
    assert board.wanted(VCPU0) == board.wanted(VCPU1) == board.wanted(THREAD) == SECOND
    assert board.wanted(EMULATOR) == SECOND
    assert board.wanted(MEMORY) == {1}
    (operation,) = board.operations()
    assert operation == PlaceDomain(
        ref=WEB, vcpus=(ThreadPin(0, "2-3,6-7"), ThreadPin(1, "2-3,6-7")), emulator="2-3,6-7",
        iothreads=(ThreadPin(1, "2-3,6-7"),), cells="1", memory_mode=STRICT,
    )  # fmt: skip


def test_a_machine_on_a_cpu_gets_one_cpu_each_whole_cores_first(board):
    board.place_from(WEB, 3)
    # CPU 7 is the other thread of the core of CPU 3.
    assert board.wanted(VCPU0) == {3}
    assert board.wanted(VCPU1) == {7}
    assert board.wanted(EMULATOR) == SECOND


def test_more_vcpus_than_cpus_go_round():
    board = make(machine("web", [None] * 5))
    board.place_from(WEB, 0)
    wanted = [board.wanted(Item(WEB, ItemKind.VCPU, n)) for n in range(5)]
    assert wanted == [{0}, {4}, {1}, {5}, {0}]


def test_what_is_so_already_is_no_change(board):
    board.place_thread(VCPU1, frozenset({2}))
    board.place_thread(VCPU0, EVERY)
    assert board.is_empty
    assert not board.can_undo


def test_undo_redo_and_revert(board):
    board.place_thread(VCPU0, frozenset({1}))
    board.place_thread(VCPU1, frozenset({3}))
    board.undo()
    assert not board.is_proposed(VCPU1)
    board.redo()
    assert board.wanted(VCPU1) == {3}
    board.revert(VCPU0)
    assert [change.item for change in board.changes()] == [VCPU1]
    board.undo()
    assert board.wanted(VCPU0) == {1}
    board.revert_all()
    assert board.is_empty
    board.undo()
    assert not board.is_empty


def test_memory_waits_for_the_next_start_unless_it_is_restrictive(board):
    board.place_thread(MEMORY, frozenset({1}))
    (change,) = board.changes()
    assert (change.when, change.block) == (When.NEXT_START, Block.MEMORY_IS_FIXED)
    board.moments = Moments(kept=False)
    (change,) = board.changes()
    assert (change.when, change.block) == (When.REFUSED, Block.MEMORY_IS_FIXED)
    assert board.operations() == ()
    loose = make(machine("web", [None], memory=MemoryPolicy("restrictive", frozenset({0}))))
    loose.place_thread(MEMORY, frozenset({1}))
    (change,) = loose.changes()
    assert change.when is When.BOTH
    (operation,) = loose.operations()
    assert operation.moves_memory
    assert operation.memory_mode == RESTRICTIVE


def test_a_transient_machine_keeps_nothing():
    board = make(machine("web", [None], is_persistent=False))
    board.place_thread(VCPU0, frozenset({1}))
    (change,) = board.changes()
    assert (change.when, change.block) == (When.NOW, Block.TRANSIENT)
    assert not board.operations()[0].kept
    board.moments = Moments(live=False)
    assert board.changes()[0].when is When.REFUSED


def test_a_driver_that_cannot():
    board = make(machine("web", [None]))
    board.abilities = Abilities(pin_now=True, pin_kept=False, memory=False)
    board.place_in_cell(WEB, 1)
    assert not board.is_proposed(MEMORY)
    assert {change.when for change in board.changes()} == {When.NOW}
    assert not board.operations()[0].kept
    board.abilities = Abilities(pin_now=False, pin_kept=False, memory=False)
    assert {change.block for change in board.changes()} == {Block.DRIVER}


def test_what_has_become_so_is_no_proposal_any_more(board):
    board.place_thread(VCPU0, frozenset({1}))
    # Only now, not at the next start: the proposal is still news.
    web = board.placements[WEB]
    now = replace(web.vcpus[0], may=frozenset({1}), pin=frozenset({1}))
    board.take([replace(web, vcpus=(now, web.vcpus[1]))], ["web"])
    assert board.is_proposed(VCPU0)
    both = replace(now, kept=frozenset({1}))
    board.take([replace(web, vcpus=(both, web.vcpus[1]))], ["web"])
    assert board.is_empty


def test_what_was_applied_is_gone_but_what_was_proposed_since_is_not(board):
    board.place_thread(VCPU0, frozenset({1}))
    (operation,) = board.operations()
    board.place_thread(VCPU1, frozenset({3}))
    board.applied(operation)
    assert [change.item for change in board.changes()] == [VCPU1]
    assert not board.can_undo


def test_a_stopped_machine_takes_its_proposals_with_it(board):
    board.place_thread(VCPU0, frozenset({1}))
    board.take([], [])
    assert board.is_empty
    assert board.placements == {}


def test_pins_are_taken_away_by_all_cpus(board):
    board.place_thread(VCPU1, EVERY)
    (operation,) = board.operations()
    assert operation.vcpus == (ThreadPin(1, ""),)
    assert operation.commands("web")[0] == ("vcpupin", "web", "1", "r", "--live")


def test_shown_is_with_the_proposals(board):
    board.place_in_cell(WEB, 0)
    shown = board.shown(WEB)
    assert [vcpu.may for vcpu in shown.vcpus] == [FIRST, FIRST]
    assert shown.memory == strict(0)
    assert shown.memory_by_cell() == {0: shown.memory_kib}
    assert board.placements[WEB].memory.cells is None


def test_equal_changes_are_one_line(board):
    board.place_in_cell(WEB, 0)
    (entry,) = preview(board)
    lines = [(line.words, line.old, line.new) for line in entry.lines]
    assert lines == [
        ("vCPU 0, Emulator, IOThread 1", "any CPU", "node 0"),
        ("vCPU 1", "CPU 2", "node 0"),
        ("Memory", "any node", "node 0"),
    ]
