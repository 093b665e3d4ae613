"""What is wrong with placements, and what would end it."""

from dataclasses import replace

from tests.models.numa.sample import TOPOLOGY, guest_cell, machine, ref, strict
from virtgui.core.values.placement import MemoryPolicy, VcpuPlace
from virtgui.core.values.topology import Topology
from virtgui.models.numa.advice import AdviceKind, advice_sentence, find_advice
from virtgui.models.numa.board import Item, ItemKind, PlacementBoard
from virtgui.models.numa.cure import cure, cure_words, needs_suggestion
from virtgui.models.numa.loads import NodeLoads

NAMES = {ref(name): name for name in ("web", "db", "ci", "big")}


def find(*machines, loads=None, topology=TOPOLOGY):
    return find_advice(topology, {each.ref: each for each in machines}, loads or NodeLoads())


def kinds(*machines, **more):
    return [advice.kind for advice in find(*machines, **more)]


def test_nothing_to_say():
    assert find() == ()
    assert find(machine("web", [None, None])) == ()
    assert find(machine("web", [(0, 1), (4,)], memory=strict(0))) == ()
    assert find(machine("web", [(0,)], memory=strict(1)), topology=Topology()) == ()


def test_vcpus_away_from_their_memory():
    (advice,) = find(machine("web", [(0,), (1,)], memory=strict(1)))
    assert advice.kind is AdviceKind.FAR_MEMORY
    assert (advice.vcpus, advice.cells, advice.memory_cells) == ({0, 1}, {0}, {1})
    sentence = advice_sentence(advice, NAMES)
    assert "runs on node 0, but its memory is on node 1" in sentence
    assert "web" in sentence.split(" runs")[0]


def test_only_those_that_are_far_are_named():
    far, wide = find(machine("web", [(0,), (2,)], memory=strict(1)))
    assert (far.kind, far.vcpus) == (AdviceKind.FAR_MEMORY, {0})
    assert wide.kind is AdviceKind.GUEST_SEES_ONE


def test_a_preference_counts_and_a_guest_cell_has_its_own_memory():
    preferred = MemoryPolicy("preferred", frozenset({1}))
    assert kinds(machine("web", [(0,)], memory=preferred)) == [AdviceKind.FAR_MEMORY]
    cells = (guest_cell(0, [0], strict(0)), guest_cell(1, [1], strict(1)))
    assert kinds(machine("web", [(0,), (2,)], cells=cells)) == []
    assert kinds(machine("web", [(2,), (0,)], cells=cells)) == [AdviceKind.FAR_MEMORY]


def busy(**loads):
    return NodeLoads(
        cpus={0: 0.97, 1: 0.05, 4: 0.05, 5: 0.5},
        vcpus={(ref(name), 0): load for name, load in loads.items()},
    )


def test_two_busy_vcpus_on_one_cpu():
    machines = machine("ci", [(0,)]), machine("web", [(0,)])
    (advice,) = find(*machines, loads=busy(ci=0.6, web=0.5))
    assert advice.kind is AdviceKind.SHARED_CPU
    assert (advice.cpu, advice.wanted, advice.idle) == (0, 2, 2)
    sentence = advice_sentence(advice, NAMES)
    assert "are pinned to CPU 0, which is 97 % busy" in sentence
    assert find(*machines, loads=busy(ci=0.6, web=0.1)) == ()
    # A CPU that is full says it where vCPUs do not.
    assert kinds(*machines, loads=busy()) == [AdviceKind.SHARED_CPU]
    assert find(*machines, loads=NodeLoads()) == ()


def test_more_vcpus_bound_than_cpus():
    first = range(2)
    machines = machine("web", [first] * 3), machine("db", [(4, 5)] * 2)
    (advice,) = find(*machines)
    assert advice.kind is AdviceKind.CPU_OVERCOMMIT
    assert (advice.wanted, advice.there) == (5, 4)
    assert advice.refs == (ref("web"), ref("db"))
    assert "5 vCPUs are bound to node 0, which has 4 CPU(s)" in advice_sentence(advice, NAMES)
    assert find(machine("web", [first] * 3), machine("db", [(4, 5)])) == ()


def test_more_memory_bound_than_there_is():
    machines = (
        machine("web", [None], memory=strict(0), gib=6),
        machine("db", [None], memory=strict(0), gib=3),
    )
    (advice,) = find(*machines)
    assert advice.kind is AdviceKind.MEMORY_OVERCOMMIT
    assert "9 GiB of memory are bound to node 0, which has 8 GiB" in advice_sentence(advice, NAMES)


def test_a_guest_that_spans_cells_and_does_not_know():
    (advice,) = find(machine("big", [(0,), (2,)]))
    assert advice.kind is AdviceKind.GUEST_SEES_ONE
    assert "spans nodes 0-1" in advice_sentence(advice, NAMES)
    large = machine("big", [None] * 5)
    (advice,) = find(large)
    assert "more vCPUs than any node has CPUs" in advice_sentence(advice, NAMES)
    aware = (guest_cell(0, [0]), guest_cell(1, [1]))
    assert find(machine("big", [(0,), (2,)], cells=aware)) == ()


def test_a_guest_cell_that_is_split():
    cells = (guest_cell(0, [0, 1]), guest_cell(1, [2]))
    (advice,) = find(machine("big", [(0,), (2,), (3,)], cells=cells))
    assert advice.kind is AdviceKind.GUEST_CELL_SPLIT
    assert "vCPUs 0-1 of" in advice_sentence(advice, NAMES)


def test_what_is_not_told_is_no_reason_to_warn():
    placement = machine("web", [None])
    silent = VcpuPlace(0)
    told = replace(placement, vcpus=(silent, silent), memory=strict(0), has_affinity=False)
    assert find(told) == ()


def board_of(*machines):
    board = PlacementBoard()
    board.topology = TOPOLOGY
    board.take(machines, [each.ref.key for each in machines])
    return board


def test_cures():
    far = machine("web", [(0,), (2,)], memory=strict(1))
    board = board_of(far)
    (advice, *_rest) = find(far)
    assert cure_words(advice)
    assert cure(board, NodeLoads(), advice) == {
        Item(ref("web"), ItemKind.VCPU, 0): frozenset({2, 3, 6, 7})
    }
    pair = machine("ci", [(0,)]), machine("web", [(0,)])
    loads = busy(ci=0.6, web=0.6)
    (advice,) = find(*pair, loads=loads)
    assert cure(board_of(*pair), loads, advice) == {
        Item(ref("web"), ItemKind.VCPU, 0): frozenset({1})
    }
    (full,) = find(machine("web", [(0, 1)] * 5))[:1]
    assert needs_suggestion(full)
    assert cure(board, loads, full) == {}
