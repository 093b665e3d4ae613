"""Figures against other readings of the same time, on real nodes with real guests."""

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests.lab.guest import make_disk, start_container, start_guest
from virtgui.core.features import Feature
from virtgui.core.metrics import SeriesKey
from virtgui.core.ops import domain as ops
from virtgui.core.queries import ReadSeries
from virtgui.core.refs import node_ref
from virtgui.core.values.sample import Observed

pytestmark = pytest.mark.lab

TICKS = os.sysconf("SC_CLK_TCK")


class Watcher:
    """Observes objects of one connection, and gives what came since."""

    def __init__(self, fleet, recorder, *observed):
        self.recorder = recorder
        self.begun = len(recorder.batches())
        fleet.observe(frozenset(observed))

    def batches(self):
        return self.recorder.batches()[self.begun :]

    def details(self, ref):
        return [batch.details[ref] for batch in self.batches() if ref in batch.details]

    def wait(self, ref, count, key=None):
        return self.recorder.wait(
            lambda: len([d for d in self.details(ref) if key is None or key in d.keys]) >= count,
            30.0,
        )

    def figures(self, ref, key):
        return [
            (details.values[details.keys.index(key)], details.span)
            for details in self.details(ref)
            if key in details.keys
        ]

    def latest(self, ref, metric, part=""):
        return self.figures(ref, SeriesKey(metric, part))[-1][0]

    def total(self, ref, metric, part=""):
        """What a counter has grown by, from its rates: gaps are left out."""
        found = self.figures(ref, SeriesKey(metric, part))
        return sum(value * span for value, span in found if value == value)


def watch(fleet, recorder, opened, node, *names, deep=False):
    connection = opened(node.uri)
    recorder.wait(
        lambda: {Feature.BULK_STATS, Feature.NODE_STATS} <= recorder.statuses[connection].features
    )
    recorder.wait(lambda: recorder.inventory.node(connection))
    refs = [recorder.wait(lambda name=name: recorder.domain(name)).ref for name in names]
    observed = [Observed(ref) for ref in refs]
    return refs, Watcher(fleet, recorder, *observed, Observed(node_ref(connection), deep))


def machine_ticks():
    """Busy and all processor time of this machine, in ticks (proc(5), /proc/stat)."""
    user, nice, system, idle, iowait, irq, softirq, *_ = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    )
    busy = user + nice + system + irq + softirq
    return busy, busy + idle + iowait


def qemu_pid(node, name):
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"qemu-system" in words[0] and any(f"guest={name},".encode() in word for word in words):
            return int(entry.name)
    raise AssertionError(f"no QEMU of {name} on {node}")


def process_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Ticks(threading.Thread):
    """Reads /proc/stat twenty times a second, so that any two moments can be compared."""

    def __init__(self):
        super().__init__(daemon=True)
        self.samples = []
        self.is_over = threading.Event()

    def run(self):
        while not self.is_over.wait(0.05):
            self.samples.append((time.monotonic(), *machine_ticks()))

    def share(self, begin, end):
        """The busy share between two moments, in monotonic seconds."""
        times = [at for at, _, _ in self.samples]
        busy, whole = (
            [np.interp(at, times, [item[column] for item in self.samples]) for at in (begin, end)]
            for column in (1, 2)
        )
        return (busy[1] - busy[0]) / (whole[1] - whole[0])


def test_processor_of_node_and_machine(alpha, opened, recorder, fleet):
    """The node within 2 points of /proc/stat, the machine near its QEMU process's own time."""
    start_guest(alpha, "busy", arguments="spin=0").wait_ready()
    (ref,), watcher = watch(fleet, recorder, opened, alpha, "busy")
    node = node_ref(ref.connection)
    watcher.wait(ref, 3)
    pid = qemu_pid(alpha, "busy")
    ticks = Ticks()
    ticks.start()
    time.sleep(0.2)
    first, before, begun = len(watcher.batches()), process_seconds(pid), time.monotonic()
    watcher.wait(ref, first + 24)
    spent, span = process_seconds(pid) - before, time.monotonic() - begun
    time.sleep(0.2)
    ticks.is_over.set()
    ticks.join()
    seen = watcher.batches()[first:]

    def of(batch, key, metric):
        details = batch.details[key]
        return details.values[details.keys.index(SeriesKey(metric))]

    # The node's processor is read at every other poll; its figure is over the time between.
    read = [
        (old.monotonic, new.monotonic, of(new, node, "node.cpu"))
        for old, middle, new in zip(seen, seen[1:], seen[2:], strict=False)
        if of(middle, node, "node.cpu") != of(new, node, "node.cpu")
    ]
    assert len(read) >= 8
    differences = [value - ticks.share(begin, end) for begin, end, value in read]
    assert abs(sum(differences) / len(differences)) <= 0.02
    used = [of(batch, ref, "cpu.used") for batch in seen]
    assert sum(used) / len(used) == pytest.approx(spent / span, abs=0.05)
    assert sum(used) / len(used) > 0.4
    kinds = [watcher.latest(node, f"node.{kind}") for kind in ("user", "system", "iowait", "idle")]
    assert sum(kinds) == pytest.approx(1.0, abs=0.02)
    assert kinds[0] + kinds[1] == pytest.approx(watcher.latest(node, "node.cpu"), abs=0.02)
    share = watcher.latest(ref, "cpu.node") * os.cpu_count()
    assert share == pytest.approx(watcher.latest(ref, "cpu.used"), rel=0.01)


def test_one_busy_vcpu_of_two_is_the_busy_one(alpha, opened, recorder, fleet):
    start_guest(alpha, "spinner", vcpus=2, arguments="spin=1").wait_ready()
    (ref,), watcher = watch(fleet, recorder, opened, alpha, "spinner")
    watcher.wait(ref, 8)
    assert watcher.latest(ref, "vcpu.used", "1") > 0.5
    assert watcher.latest(ref, "vcpu.used", "0") < 0.4
    assert watcher.latest(ref, "cpu.wait") >= 0.0
    assert SeriesKey("vcpu.delay", "1") in watcher.details(ref)[-1].keys


def test_what_a_guest_writes_is_what_its_disk_has_written(alpha, opened, recorder, fleet):
    kib = 16 * 1024
    guest = start_guest(
        alpha, "writer", disk=make_disk(alpha, "writer", 64), arguments=f"write={kib}"
    )
    (ref,), watcher = watch(fleet, recorder, opened, alpha, "writer")
    guest.wait_serial(f"WROTE {kib}")
    watcher.wait(ref, len(watcher.details(ref)) + 3)
    written = watcher.total(ref, "disk.write", "vda")
    assert written == pytest.approx(kib * 1024, rel=0.05)
    assert watcher.total(ref, "disk.write") == pytest.approx(written)
    assert watcher.total(ref, "disk.writes", "vda") > 0
    latencies = [value for value, _ in watcher.figures(ref, SeriesKey("disk.write_latency", "vda"))]
    assert any(0 < value < 5 for value in latencies)
    assert watcher.latest(ref, "disk.capacity", "vda") == 64 * 1024 * 1024


def test_what_a_guest_sends_is_what_its_peer_receives(alpha, opened, recorder, fleet):
    alpha.virsh("net-start", "default")
    received = "/root/received"
    alpha.spawn("sh", "-c", f"sleep 120 | busybox nc -l -p 5001 > {received}")
    kib = 4096
    guest = start_guest(alpha, "sender", network="default", arguments=f"net=dhcp send={kib}")
    (ref,), watcher = watch(fleet, recorder, opened, alpha, "sender")
    guest.wait_serial(f"SENT {kib}")
    watcher.wait(ref, len(watcher.details(ref)) + 3)
    size = alpha.path(received).stat().st_size
    assert size == kib * 1024
    sent = watcher.total(ref, "net.sent")
    # Frames and their heads come on top of what the peer's program reads.
    assert size <= sent <= 1.15 * size
    assert watcher.total(ref, "net.received") < sent


def test_memory_of_node_and_machine(alpha, opened, recorder, fleet):
    guest = start_guest(alpha, "told", memory_mib=192)
    guest.wait_ready()
    guest.virsh("dommemstat", "--period", "1", "--live")
    (ref,), watcher = watch(fleet, recorder, opened, alpha, "told")
    node = node_ref(ref.connection)
    watcher.wait(ref, 8)
    recorder.wait(lambda: watcher.latest(ref, "memory.available") > 0, 20.0)
    watcher.wait(node, len(watcher.details(node)) + 2)
    info = {
        line.split(":")[0]: int(line.split()[1]) * 1024
        for line in Path("/proc/meminfo").read_text().splitlines()
    }
    assert watcher.latest(node, "node.memory_total") == info["MemTotal"]
    for metric, name in (("node.memory_free", "MemFree"), ("node.cached", "Cached")):
        assert watcher.latest(node, metric) == pytest.approx(info[name], abs=96 * 1024**2)
    words = dict(line.split() for line in guest.virsh("dommemstat").strip().splitlines())
    kib = 1024
    assert watcher.latest(ref, "memory.current") == int(words["actual"]) * kib == 192 * 1024**2
    for metric, word in (("available", "available"), ("rss", "rss"), ("usable", "usable")):
        seen = watcher.latest(ref, f"memory.{metric}")
        assert seen == pytest.approx(int(words[word]) * kib, rel=0.1), metric
    assert 0 < watcher.latest(ref, "memory.usable_share") < 1
    held = watcher.latest(node, "node.domains_memory")
    assert held == pytest.approx(watcher.latest(ref, "memory.rss"), rel=0.1)


def test_cells_of_the_node_against_its_sysfs(beta, opened, recorder, fleet):
    connection = opened(beta.uri)
    ref = node_ref(connection)
    watcher = Watcher(fleet, recorder, Observed(ref, is_deep=True))
    watcher.wait(ref, 3, SeriesKey("cell.memory_free", "1"))
    recorder.wait(lambda: watcher.latest(ref, "cell.cpu", "1") >= 0, 20.0)
    for cell in (0, 1):
        lines = beta.run("cat", f"/sys/devices/system/node/node{cell}/meminfo").splitlines()
        told = {line.split()[2].rstrip(":"): int(line.split()[3]) for line in lines}
        assert watcher.latest(ref, "cell.memory_total", str(cell)) == told["MemTotal"] * 1024
        assert watcher.latest(ref, "cell.memory_free", str(cell)) == told["MemFree"] * 1024
        pages = beta.run(
            "cat", f"/sys/devices/system/node/node{cell}/hugepages/hugepages-2048kB/free_hugepages"
        )
        assert watcher.latest(ref, "pages.free", f"{cell}/2048") == int(pages)
        assert 0 <= watcher.latest(ref, "cell.cpu", str(cell)) <= 1
    for number in range(os.cpu_count()):
        assert 0 <= watcher.latest(ref, "node.cpu", str(number)) <= 1


def test_a_reset_counter_is_a_gap_and_history_says_what_happened(alpha, opened, recorder, fleet):
    start_guest(alpha, "again", arguments="spin=0").wait_ready()
    (ref,), watcher = watch(fleet, recorder, opened, alpha, "again")
    watcher.wait(ref, 4)
    for operation in (ops.DestroyDomain(ref=ref), ops.StartDomain(ref=ref)):
        recorder.wait_task(fleet.submit(operation, "again", 1), 30.0)
    watcher.wait(ref, len(watcher.details(ref)) + 5)
    values = [value for value, _ in watcher.figures(ref, SeriesKey("cpu.used"))]
    assert all(value != value or 0 <= value < 1.5 for value in values)
    now = time.time()

    def read():
        number = fleet.ask(ReadSeries(ref, now - 120.0, now + 60.0))
        return recorder.wait(lambda: recorder.answers.get(number)).value

    span = read()
    assert {"stopped", "started"} <= {mark.what for mark in span.marks}
    mean = span.curves[SeriesKey("cpu.used")].mean
    assert any(value != value for value in mean)
    assert any(value > 0.3 for value in mean)


def test_a_container_tells_processor_and_memory(alpha, opened, recorder, fleet):
    start_container(alpha, "box", script="while :; do :; done")
    connection = opened(alpha.lxc_uri, "containers")
    ref = recorder.wait(lambda: recorder.domain("box")).ref
    watcher = Watcher(fleet, recorder, Observed(ref))
    watcher.wait(ref, 4)
    assert watcher.latest(ref, "cpu.used") > 0.3
    assert 0 < watcher.latest(ref, "memory.used") < 64 * 1024**2
    del connection


def test_one_statistics_call_a_poll_whatever_is_shown(alpha, opened, recorder, fleet, monkeypatch):
    import libvirt

    calls = []
    real = libvirt.virConnect.getAllDomainStats
    monkeypatch.setattr(
        libvirt.virConnect,
        "getAllDomainStats",
        lambda self, *args: calls.append(args) or real(self, *args),
    )
    for number in range(3):
        start_guest(alpha, f"one{number}")
    names = [f"one{number}" for number in range(3)]
    refs, watcher = watch(fleet, recorder, opened, alpha, *names, deep=True)
    watcher.wait(refs[0], 2)
    calls.clear()
    first = len(watcher.batches())
    watcher.wait(refs[0], len(watcher.details(refs[0])) + 4)
    assert len(calls) - (len(watcher.batches()) - first) in (-1, 0, 1)
