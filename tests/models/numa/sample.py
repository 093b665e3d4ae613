"""A small host for the tests: two cells of two cores with two threads each."""

from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.placement import (
    ANYWHERE,
    DomainPlacement,
    GuestCell,
    MemoryPolicy,
    ThreadPlace,
    VcpuPlace,
)
from virtgui.core.values.topology import Cell, NodeCpu, Topology

HOST = ConnectionId("c")
GIB = 1024 * 1024
EVERY = frozenset(range(8))


def cpu(number, first):
    return NodeCpu(number, 0, 0, first, (first, first + 4))


TOPOLOGY = Topology(
    (
        Cell(0, (cpu(0, 0), cpu(1, 1), cpu(4, 0), cpu(5, 1)), 8 * GIB, 4 * GIB),
        Cell(1, (cpu(2, 2), cpu(3, 3), cpu(6, 2), cpu(7, 3)), 8 * GIB, 6 * GIB),
    )
)


def ref(name):
    return domain_ref(HOST, name)


def strict(*cells):
    return MemoryPolicy("strict", frozenset(cells))


def machine(name, pins, *, memory=ANYWHERE, gib=1, iothreads=0, cells=(), **more):
    """A machine: `pins` are the CPUs of each vCPU, None for all."""
    vcpus = tuple(
        VcpuPlace(
            number,
            frozenset(pin) if pin else EVERY,
            min(pin) if pin else number,
            1_000_000_000,
            frozenset(pin) if pin else None,
            frozenset(pin) if pin else None,
        )
        for number, pin in enumerate(pins)
    )
    threads = tuple(ThreadPlace(number + 1) for number in range(iothreads))
    values = {"read_at": 10.0, "memory_kept": memory, "has_affinity": True, **more}
    return DomainPlacement(
        ref(name), vcpus=vcpus, iothreads=threads, memory=memory, memory_kib=gib * GIB,
        cells=cells, **values,
    )  # fmt: skip


def guest_cell(number, vcpus, policy=ANYWHERE, gib=1):
    return GuestCell(number, frozenset(vcpus), gib * GIB, policy)
