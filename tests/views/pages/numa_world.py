"""A host with two cells and its machines, as a backend would tell; a fake that says so."""

from dataclasses import dataclass, field, replace

from tests.views.pages.world import NODE, NOW, STATUS
from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import Answer, StatusChanged, TaskChanged
from virtgui.core.metrics import SeriesKey
from virtgui.core.queries import ReadPlacement, ReadSeries, ReadTopology
from virtgui.core.refs import ConnectionId, domain_ref, node_ref
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.placement import (
    DomainPlacement,
    MemoryPolicy,
    NodePlacement,
    ThreadPlace,
    VcpuPlace,
)
from virtgui.core.values.sample import Details, SampleBatch
from virtgui.core.values.task import Task, TaskState
from virtgui.core.values.topology import CacheBank, Cell, NodeCpu, PagePool, Topology

HOST = ConnectionId("kvm-01")
GIB = 1024 * 1024
LOADS = (
    57, 83, 35, 77, 49, 97, 97, 58, 21, 38, 47, 21, 35, 2, 14, 12,
    26, 22, 19, 50, 51, 93, 57, 26, 20, 27, 39, 3, 13, 2, 11, 2,
)  # fmt: skip


def make_topology(cells=2, cores=8, threads=2, *, gib=128):
    """A host of cells with cores of some threads, numbered as x86 hosts number them."""
    whole = cells * cores
    found = []
    for cell in range(cells):
        cpus = []
        for thread in range(threads):
            for core in range(cores):
                first = cell * cores + core
                siblings = tuple(first + whole * each for each in range(threads))
                cpus.append(NodeCpu(first + whole * thread, cell, 0, core, siblings))
        pages = (
            PagePool(4, gib * GIB // 4),
            PagePool(2048, 4096 * (cell + 1), 2048),
            PagePool(GIB, 0, 0),
        )
        distances = tuple((other, 10 if other == cell else 32) for other in range(cells))
        free = (48 if cell == 0 else 71) * gib * GIB // 128
        found.append(Cell(cell, tuple(cpus), gib * GIB, free, pages, distances))
    caches = tuple(
        CacheBank(cell.id, 3, "both", 32 * 1024, frozenset(cell.cpu_ids)) for cell in found
    )
    return Topology(tuple(found), caches)


def ref_of(name, host=HOST):
    return domain_ref(host, f"uuid-{name}")


def vcpus(pins, lasts):
    """vCPUs: where each may run (None for anywhere) and where it ran last."""
    every = frozenset(range(32))
    return tuple(
        VcpuPlace(n, frozenset(pin) if pin else every, last, 0, frozenset(pin) if pin else None,
                  frozenset(pin) if pin else None)
        for n, (pin, last) in enumerate(zip(pins, lasts, strict=True))
    )  # fmt: skip


def bound(*cells, mode="strict"):
    return MemoryPolicy(mode, frozenset(cells))


def placements():
    """db-01 pinned, gitlab far from its memory, two runners on one CPU, the rest floating."""
    made = {
        "db-01": (vcpus([(n,) for n in (0, 1, 2, 3, 16, 17, 18, 19)],
                        (0, 1, 2, 3, 16, 17, 18, 19)), bound(0), 26.5),
        "gitlab": (vcpus([range(8)] * 6, (4, 5, 6, 7, 4, 22)), bound(1), 14.9),
        "ci-runner-01": (vcpus([(5,)], (5,)), bound(0), 11.6),
        "ci-runner-02": (vcpus([(5,)], (5,)), bound(0), 4.0),
        "db-02": (vcpus([None] * 8, (8, 9, 10, 11, 12, 24, 25, 26)), MemoryPolicy(), 25.6),
        "mail-01": (vcpus([None] * 2, (12, 13)), MemoryPolicy(), 3.4),
        "backup-01": (vcpus([None] * 2, (14, 15)), MemoryPolicy(), 4.4),
    }  # fmt: skip
    return tuple(
        DomainPlacement(
            ref_of(name), 1.0, places, ThreadPlace(0),
            (ThreadPlace(1),) if name.startswith("db") else (), rule, rule, int(gib * GIB),
            has_affinity=True,
        )
        for name, (places, rule, gib) in made.items()
    )  # fmt: skip


def details(topology, loads, *, free=True):
    """What a deep poll tells."""
    keys, values = [], []

    def add(metric, part, value):
        keys.append(SeriesKey(metric, part))
        values.append(value)

    for cell in topology.cells:
        for cpu in cell.cpu_ids:
            add("node.cpu", str(cpu), loads[cpu % len(loads)] / 100)
        if free and cell.free_kib is not None:
            add("cell.memory_total", str(cell.id), cell.memory_kib * 1024)
            used = (cell.memory_kib - cell.free_kib) * 1024
            add("cell.memory_used", str(cell.id), used)
            for pool in cell.huge:
                add("pages.free", f"{cell.id}/{pool.kib}", pool.free or 0)
            add("cell.memory_free", str(cell.id), cell.free_kib * 1024)
    return Details(tuple(keys), tuple(map(float, values)), 1.0)


@dataclass
class NumaBackend:
    """A fake: answers from what it was given, keeps what it was sent."""

    topology: object = field(default_factory=make_topology)
    read: tuple = field(default_factory=placements)
    asked: list = field(default_factory=list)
    submitted: list = field(default_factory=list)
    observed: list = field(default_factory=list)
    answers: list = field(default_factory=list)

    def ask(self, query):
        self.asked.append(query)
        number = len(self.asked)
        if isinstance(query, ReadTopology):
            self.answers.append(Answer(number, self.topology, None))
        elif isinstance(query, ReadPlacement):
            active = tuple(each.ref.key for each in self.read)
            self.answers.append(Answer(number, NodePlacement(self.read, active), None))
        elif isinstance(query, ReadSeries):
            self.answers.append(Answer(number, None, None))
        return number

    def submit(self, operation, name, batch):
        self.submitted.append((operation, name))
        return len(self.submitted)

    def observe(self, observed):
        self.observed.append(observed)


class NumaWorld:
    """One host with its machines."""

    def __init__(self, *, topology=None, read=None, status=STATUS):
        self.feed = Feed()
        self.backend = NumaBackend()
        if topology is not None:
            self.backend.topology = topology
        if read is not None:
            self.backend.read = read
        self.dispatcher = Dispatcher(self.backend, self.feed)
        self.now = NOW
        self.status = status

    def clock(self):
        return self.now

    def open(self):
        """The host is connected, its machines are known."""
        domains = [
            Domain(each.ref, each.ref.key.removeprefix("uuid-"), DomainState.RUNNING, run_id=n + 1,
                   vcpus=len(each.vcpus), memory_kib=each.memory_kib)
            for n, each in enumerate(self.backend.read)
        ]  # fmt: skip
        self.post(StatusChanged(self.status), ChangeSet(HOST, (NODE, *domains)))
        self.settle()

    def settle(self):
        """Answer what was asked."""
        while self.backend.answers:
            answers, self.backend.answers = self.backend.answers, []
            self.post(*[answer for answer in answers if answer.value is not None])

    def poll(self, loads=LOADS, *, at=None, free=True):
        """A deep poll arrives."""
        told = details(self.backend.topology, loads, free=free)
        wall = self.now if at is None else at
        self.post(SampleBatch(HOST, wall, wall, {}, None, {node_ref(HOST): told}))

    def post(self, *messages):
        for message in messages:
            self.feed.post(message)
        self.feed.deliver()

    def go(self, **changes):
        """The connection is in another state."""
        self.status = replace(self.status, **changes)
        self.post(StatusChanged(self.status))

    def end_tasks(self, state=TaskState.DONE):
        """What was sent is over."""
        for number, (operation, name) in enumerate(self.backend.submitted, 1):
            self.post(
                TaskChanged(Task(number, operation, name, "kvm-01", "qemu:///system", state, 1.0))
            )
        self.settle()
