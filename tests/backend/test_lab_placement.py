"""Placement on a real node with two cells: what is read is so, what is changed is reported."""

import re

import pytest

from tests.backend.recorder import Recorder
from tests.lab.guest import define_guest, start_container
from tests.lab.shell import wait_until
from virtgui.backend.fleet import Fleet
from virtgui.core.errors import ErrorKind
from virtgui.core.ops.placement import (
    RESTRICTIVE,
    AllocatePages,
    PinEmulator,
    PinIothread,
    PinVcpu,
    PlaceDomain,
    SetMemoryCells,
    ThreadPin,
)
from virtgui.core.ports import Polling
from virtgui.core.queries import ReadPlacement, ReadTopology, ReadVersions
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.core.values.live_step import PartState
from virtgui.core.values.task import TaskState
from virtgui.documents.settings.cpusets import parse_cpuset

pytestmark = pytest.mark.lab

ID = ConnectionId("beta")
SYSFS = "/sys/devices/system/node"
THREADS = "<iothreads>2</iothreads>"


class Desk:
    """A backend on the node with two cells."""

    def __init__(self, node, folder, uri=""):
        self.node, self.recorder = node, Recorder()
        self.fleet = Fleet(self.recorder, folder / "cache.sqlite", Polling(0.5))
        self.fleet.connect(ConnectionSpec(ID, uri or node.uri, "beta"))
        self.recorder.wait_state(ID, ConnectionState.CONNECTED)

    def ask(self, query):
        number = self.fleet.ask(query)
        answer = self.recorder.wait(lambda: self.recorder.answers.get(number))
        assert answer.error is None, answer.error
        return answer.value

    def do(self, operation, name):
        number = self.fleet.submit(operation, name, 1)

        def ended():
            task = self.recorder.tasks.get(number)
            return task if task and task.state.is_over else None

        return self.recorder.wait(ended)

    def ref(self, name):
        return self.recorder.wait(lambda: self.recorder.domain(name)).ref

    def placement(self, name):
        ref = self.ref(name)
        read = self.ask(ReadPlacement(node_ref(ID)))
        return next(each for each in read.domains if each.ref == ref)


@pytest.fixture
def desk(beta, event_loop_thread, tmp_path):
    made = Desk(beta, tmp_path)
    yield made
    made.fleet.close()


def run_guest(node, name, mode="strict", cell=0):
    """A running guest with two vCPUs, two IOThreads, its memory in a cell."""
    guest = define_guest(node, name, vcpus=2)
    text = guest.virsh("dumpxml", "--inactive")
    rule = f"<numatune><memory mode='{mode}' nodeset='{cell}'/></numatune>"
    text = re.sub("(</vcpu>)", rf"\1{THREADS}{rule}", text, count=1)
    file = node.folder / f"{name}.xml"
    file.write_text(text)
    node.virsh("define", str(file))
    guest.virsh("start")
    return guest


def pins(guest, command, *options):
    """What virsh says: the CPUs of each thread by its number."""
    lines = guest.virsh(command, *options).splitlines()
    return {words[0]: words[-1] for line in lines if len(words := line.split()) >= 2}


def emulator(guest, *options):
    """What virsh says of the emulator."""
    return guest.virsh("emulatorpin", *options).split()[-1]


def test_the_topology_is_the_nodes_own(desk):
    node = desk.node
    topology = desk.ask(ReadTopology(node_ref(ID)))
    names = node.run("sh", "-c", f"cd {SYSFS}; ls -d node*").split()
    assert [f"node{cell.id}" for cell in topology.cells] == names
    for cell in topology.cells:
        path = f"{SYSFS}/node{cell.id}"
        said = node.run("cat", f"{path}/cpulist").strip()
        assert frozenset(cell.cpu_ids) == parse_cpuset(said)
        distances = node.run("cat", f"{path}/distance").split()
        assert [str(value) for _, value in cell.distances] == distances
        memory = node.run("cat", f"{path}/meminfo")
        total = int(re.search(r"MemTotal:\s*(\d+)", memory)[1])
        free = int(re.search(r"MemFree:\s*(\d+)", memory)[1])
        assert (cell.memory_kib, cell.free_kib) == (total, free)
        sizes = node.run("ls", f"{path}/hugepages").split()
        assert [f"hugepages-{pool.kib}kB" for pool in cell.huge] == sizes
        count = node.run("cat", f"{path}/hugepages/{sizes[0]}/nr_hugepages")
        assert cell.huge[0].count == int(count)


def test_what_runs_is_read(desk):
    run_guest(desk.node, "web")
    placement = desk.placement("web")
    assert len(placement.vcpus) == 2
    cpus = frozenset(int(n) for n in range(8))
    for vcpu in placement.vcpus:
        assert vcpu.last in cpus
        assert vcpu.may is None
        assert vcpu.pin is None
        assert vcpu.time_ns is not None
    assert [thread.number for thread in placement.iothreads] == [1, 2]
    assert placement.memory.only_cell == 0
    assert placement.memory_by_cell() == {0: placement.memory_kib}


def test_a_whole_placement_is_what_virsh_reports(desk):
    guest = run_guest(desk.node, "web")
    operation = PlaceDomain(
        ref=desk.ref("web"), vcpus=(ThreadPin(0, "1"), ThreadPin(1, "0")), emulator="1",
        iothreads=(ThreadPin(2, "1"),), cells="1",
    )  # fmt: skip
    task = desk.do(operation, "web")
    assert task.state is TaskState.DONE, task.error
    assert {part.state for part in task.parts} == {PartState.DONE}
    # Now: four pins. For the next start: the same, and the memory.
    assert [part.step.is_kept for part in task.parts] == [False] * 4 + [True] * 5
    for options in ((), ("--config",)):
        assert pins(guest, "vcpupin", *options) == {"0": "1", "1": "0"}
        assert emulator(guest, *options) == "1"
        assert pins(guest, "iothreadinfo", *options)["2"] == "1"
    assert "nodeset='1'" in guest.virsh("dumpxml", "--inactive")
    assert "nodeset='0'" in guest.virsh("dumpxml")
    placement = desk.placement("web")
    assert [vcpu.may for vcpu in placement.vcpus] == [{1}, {0}]
    assert [vcpu.kept for vcpu in placement.vcpus] == [{1}, {0}]
    assert placement.emulator.pin == placement.emulator.kept == {1}
    assert placement.memory.cells == {0}
    assert placement.memory_kept.cells == {1}


def test_only_now_and_only_for_the_next_start(desk):
    guest = run_guest(desk.node, "web")
    ref = desk.ref("web")
    every = pins(guest, "vcpupin")["0"]
    now = PinVcpu(ref=ref, vcpu=0, cpus="1", kept=False)
    assert desk.do(now, "web").state is TaskState.DONE
    assert pins(guest, "vcpupin")["0"] == "1"
    assert pins(guest, "vcpupin", "--config")["0"] == every
    later = PinEmulator(ref=ref, cpus="0", live=False)
    assert desk.do(later, "web").state is TaskState.DONE
    assert emulator(guest) == every
    assert emulator(guest, "--config") == "0"
    thread = PinIothread(ref=ref, iothread=1, cpus="0")
    assert desk.do(thread, "web").state is TaskState.DONE
    assert pins(guest, "iothreadinfo")["1"] == "0"
    free = PinVcpu(ref=ref, vcpu=0, cpus="")
    assert desk.do(free, "web").state is TaskState.DONE
    assert pins(guest, "vcpupin")["0"] == every


def test_the_cells_of_restrictive_memory_are_set_while_it_runs(desk):
    guest = run_guest(desk.node, "web", "restrictive")
    values = {"ref": desk.ref("web"), "moves_memory": True, "memory_mode": RESTRICTIVE}
    task = desk.do(SetMemoryCells(**values, cells="0"), "web")
    assert task.state is TaskState.DONE, task.parts
    assert [part.step.is_kept for part in task.parts] == [False, True]
    # The kernel under the lab has no second node, so it refuses what libvirt asks of it.
    task = desk.do(SetMemoryCells(**values, cells="1"), "web")
    assert [part.state for part in task.parts] == [PartState.FAILED, PartState.DONE]
    assert re.search(r"numa_nodeset\s*:\s*0", guest.virsh("numatune"))
    assert re.search(r"numa_nodeset\s*:\s*1", guest.virsh("numatune", "--config"))
    assert re.search(r"numa_mode\s*:\s*restrictive", guest.virsh("numatune", "--config"))


def test_a_part_that_is_refused_stops_no_other(desk):
    guest = run_guest(desk.node, "web")
    operation = PlaceDomain(
        ref=desk.ref("web"), vcpus=(ThreadPin(0, "1"),), cells="1", moves_memory=True
    )
    task = desk.do(operation, "web")
    assert task.state is TaskState.FAILED
    states = [part.state for part in task.parts]
    assert states == [PartState.FAILED, PartState.DONE, PartState.DONE, PartState.DONE]
    assert "restrictive" in task.error.detail
    assert pins(guest, "vcpupin")["0"] == "1"


def test_a_cpu_that_is_not_there_is_refused(desk):
    run_guest(desk.node, "web")
    task = desk.do(PinVcpu(ref=desk.ref("web"), vcpu=0, cpus="99"), "web")
    assert task.state is TaskState.FAILED
    assert task.error.kind is ErrorKind.INVALID


def test_the_history_names_it(desk):
    run_guest(desk.node, "web")
    ref = desk.ref("web")

    def made():
        return [each.operation for each in desk.ask(ReadVersions(ref))]

    desk.do(PinVcpu(ref=ref, vcpu=0, cpus="1"), "web")
    wait_until(lambda: made()[0] == "pin_vcpu", "the history names the operation")


@pytest.fixture
def pages(beta):
    """A count of pages that behaves as the kernel's: what is written is read with a line's end.

    The node's sysfs is made of plain files, and libvirt reads a number back only with its line
    end. A number of the node's own network namespace, which nothing here uses, stands for it.
    """
    file = f"{SYSFS}/node1/hugepages/hugepages-2048kB/nr_hugepages"
    number = "/proc/sys/net/core/somaxconn"
    before = beta.run("cat", number).strip()
    beta.run("sh", "-c", f"echo 0 > {number}")
    beta.run("mount", "--bind", number, file)
    yield lambda: int(beta.run("cat", file))
    beta.run("umount", file)
    beta.run("sh", "-c", f"echo {before} > {number}")


def test_huge_pages_are_allocated_and_added(desk, pages):
    ref = node_ref(ID)
    task = desk.do(AllocatePages(ref=ref, cell=1, size_kib=2048, count=4), "beta")
    assert task.state is TaskState.DONE, task.error
    assert pages() == 4
    task = desk.do(AllocatePages(ref=ref, cell=1, size_kib=2048, count=3, add=True), "beta")
    assert task.state is TaskState.DONE, task.error
    assert pages() == 7
    topology = desk.ask(ReadTopology(ref))
    assert topology.cells[1].huge[0].count == 7
    assert topology.cells[0].huge[0].count == 0
    # virsh speaks of the same pool.
    desk.node.virsh("allocpages", "--pagesize", "2048", "--pagecount", "2", "--cellno", "1")
    assert desk.ask(ReadTopology(ref)).cells[1].huge[0].count == 2


def test_a_size_that_is_not_there_is_refused(desk):
    task = desk.do(AllocatePages(ref=node_ref(ID), cell=1, size_kib=4096, count=4), "beta")
    assert task.state is TaskState.FAILED


def test_containers_tell_what_their_driver_tells(beta, event_loop_thread, tmp_path):
    start_container(beta, "box")
    desk = Desk(beta, tmp_path, beta.lxc_uri)
    try:
        placement = desk.placement("box")
        assert not placement.has_affinity
        assert all(vcpu.may is None and vcpu.last is None for vcpu in placement.vcpus)
        assert placement.memory_by_cell() is None
        assert len(desk.ask(ReadTopology(node_ref(ID))).cells) == 2
        task = desk.do(PinVcpu(ref=desk.ref("box"), vcpu=0, cpus="1"), "box")
        assert task.error.kind is ErrorKind.UNSUPPORTED
    finally:
        desk.fleet.close()
