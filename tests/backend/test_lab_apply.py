"""Applying on real nodes: what runs follows by calls of its own, and says which did not."""

import logging
import re

import libvirt
import pytest

from tests.backend.applier import Applier, add, all_of, put, states, take
from tests.backend.recorder import Recorder
from tests.lab.guest import define_guest, make_disk, start_container, start_guest
from tests.lab.shell import wait_until
from virtgui.backend.fleet import Fleet
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.ops import domain as ops
from virtgui.core.ports import Polling
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.core.values.definition import KEPT
from virtgui.core.values.live_step import LiveKind, LiveStep, PartState
from virtgui.core.values.task import TaskState
from virtgui.documents.editing.live_plan import Moment

pytestmark = pytest.mark.lab

DONE, FAILED = PartState.DONE, PartState.FAILED
IMAGES = "/var/lib/libvirt/images"
NIC = "devices/interface[mac]"
DISK = "devices/disk[@device='disk']"
DRIVE = "devices/disk[@device='cdrom']"
DEVICES = f"""
<controller type='scsi' index='0' model='virtio-scsi'/><controller type='usb' model='qemu-xhci'/>
<controller type='virtio-serial'/>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
<source file='{IMAGES}/first.qcow2'/><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>
<source file='{IMAGES}/one.iso'/><target dev='hdc' bus='ide'/><readonly/></disk>
<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/>
<model type='virtio'/></interface>
<graphics type='vnc' port='-1' autoport='yes' passwd='geheim' listen='127.0.0.1'/>
<memballoon model='virtio'><stats period='5'/></memballoon>"""
CELL = "<cpu><numa><cell id='0' cpus='0-1' memory='192' unit='MiB'/></numa></cpu>"
NETWORK = "<network><name>{0}</name><bridge name='v{0}'/></network>"


def disk_xml(name, target, bus="virtio"):
    return (
        "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
        f"<source file='{IMAGES}/{name}.qcow2'/><target dev='{target}' bus='{bus}'/></disk>"
    )


class Bench(Applier):
    """One running guest with a bit of everything, shared by the tests of this module."""

    def __init__(self, node, guest, fleet, recorder):
        super().__init__(fleet, recorder, recorder.domain(guest.name).ref, guest.name)
        self.node, self.guest = node, guest

    def _xml(self, flags):
        connection = libvirt.open(self.node.uri)
        try:
            domain = connection.lookupByName(self.name)
            text = domain.XMLDesc(flags | libvirt.VIR_DOMAIN_XML_SECURE)
        finally:
            connection.close()
        return re.sub(r"\s+", " ", text)

    def live(self):
        """What runs; without what moves by itself."""
        return re.sub(r"<current(Memory)? .*?</current(Memory)?>", "", self._xml(0))

    def kept(self):
        return self._xml(libvirt.VIR_DOMAIN_XML_INACTIVE)

    def do(self, change, more=()):
        """Apply; everything must be done."""
        task = self.apply(change, more)
        assert task.state is TaskState.DONE, (task.error, task.parts)
        assert set(states(task)) == {DONE}
        return task

    def now(self, change):
        """Apply; everything must be planned and done at once."""
        _, plan = self.plan(change)
        assert plan.steps
        assert {item.moment for item in plan.items} == {Moment.NOW}, plan.items
        return self.do(change)


@pytest.fixture(scope="module")
def bench(lab, event_loop_thread, tmp_path_factory):
    node = lab["gamma"]
    for name in ("lan", "wan"):
        file = node.folder / "network.xml"
        file.write_text(NETWORK.format(name))
        node.virsh("net-define", str(file))
        node.virsh("net-start", name)
    for name in ("first", "second"):
        make_disk(node, name)
    node.run("truncate", "-s", "1M", f"{IMAGES}/one.iso", f"{IMAGES}/two.iso")
    guest = define_guest(node, "bench", vcpus=2, memory_mib=192, devices=DEVICES)
    text = guest.virsh("dumpxml", "--inactive", "--security-info")
    for old, new in (
        ("<vcpu placement='static'>2", "<iothreads>1</iothreads><vcpu current='1'>2"),
        ("<memory ", "<maxMemory slots='4' unit='MiB'>1024</maxMemory><memory "),
        ("<features>", f"{CELL}<features>"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    file = node.folder / "bench.xml"
    file.write_text(text)
    node.virsh("define", str(file))
    guest.virsh("start")
    guest.wait_ready()
    recorder = Recorder()
    fleet = Fleet(recorder, tmp_path_factory.mktemp("apply") / "cache.sqlite", Polling(0.5))
    fleet.connect(ConnectionSpec(ConnectionId("gamma"), node.uri, "gamma"))
    recorder.wait_state("gamma", ConnectionState.CONNECTED)
    yield Bench(node, guest, fleet, recorder)
    fleet.close()
    assert not recorder.faults(), recorder.faults()[0].trace
    node.restore()
    node.sweep()


AT_ONCE = [
    ("more vCPUs", put("vcpu/@current", "2"), r"<vcpu placement='static'>2<"),
    ("title", put("title", "Über & <b>"), "<title>Über &amp; &lt;b&gt;</title>"),
    ("description", put("description", "two\nlines"), "<description>two lines<"),
    ("pin a vCPU", put("cputune/vcpupin/@vcpu", "0"), None),
    ("shares", put("cputune/shares", "512"), "<shares>512<"),
    ("period", put("cputune/period", "50000"), "<period>50000<"),
    ("quota", put("cputune/quota", "40000"), "<quota>40000<"),
    ("global quota", put("cputune/global_quota", "95000"), "<global_quota>95000<"),
    ("emulator quota", put("cputune/emulator_quota", "60000"), "<emulator_quota>60000<"),
    ("iothread quota", put("cputune/iothread_quota", "60000"), "<iothread_quota>60000<"),
    ("emulator", put("cputune/emulatorpin/@cpuset", "0"), "<emulatorpin cpuset='0'/>"),
    ("another IOThread", put("iothreads", "2"), "<iothreads>2<"),
    ("an IOThread goes", put("iothreads", "1"), "<iothreads>1<"),
    ("on crash", put("on_crash", "preserve"), "<on_crash>preserve<"),
    ("balloon period", put("devices/memballoon/stats/@period", "9"), "<stats period='9'/>"),
    ("disk limit", put(f"{DISK}/iotune/total_iops_sec", "100"), "<total_iops_sec>100<"),
    ("another disk limit", put(f"{DISK}/iotune/write_bytes_sec", "9000000"),
     "<write_bytes_sec>9000000</write_bytes_sec> <total_iops_sec>100<"),
    ("no disk limit", take(f"{DISK}/iotune"), None),
    ("startup policy", put(f"{DISK}/source/@startupPolicy", "optional"),
     "first.qcow2' startupPolicy='optional'"),
    ("link down", put(f"{NIC}/link/@state", "down"), "<link state='down'/>"),
    ("another network", put(f"{NIC}/source/@network", "wan"), "<source network='wan'"),
    ("isolated", put(f"{NIC}/port/@isolated", "yes"), "<port isolated='yes'/>"),
    ("coalesce", put(f"{NIC}/coalesce/rx/frames/@max", "7"), "<frames max='7'/>"),
    ("filter", put(f"{NIC}/filterref/@filter", "no-mac-spoofing"), "filter='no-mac-spoofing'"),
    ("no filter", take(f"{NIC}/filterref"), None),
    ("other media", put(f"{DRIVE}/source/@file", f"{IMAGES}/two.iso"), "two.iso"),
    ("eject", take(f"{DRIVE}/source"), None),
    ("insert", add(DRIVE, f"<source file='{IMAGES}/one.iso'/>"), "one.iso"),
    ("metadata", add("metadata", "<p:a xmlns:p='urn:x' k='1'><p:b>t</p:b></p:a>"), "<p:a "),
    ("rng", add("devices", "<rng model='virtio'><backend model='random'>/dev/urandom</backend>"
                "</rng>"), "<rng model='virtio'>"),
    ("rng goes", take("devices/rng"), None),
    ("disk", add("devices", disk_xml("second", "vdb")), "<target dev='vdb' bus='virtio'/>"),
    ("disk goes", take("devices/disk[target[@dev='vdb']]"), None),
    ("scsi disk", add("devices", disk_xml("second", "sda", "scsi")), "<target dev='sda'"),
    ("scsi disk goes", take("devices/disk[target[@dev='sda']]"), None),
    ("interface", add("devices", "<interface type='network'><mac address='52:54:00:00:00:07'/>"
                      "<source network='lan'/><model type='virtio'/></interface>"), "00:00:07"),
    ("interface goes", take("devices/interface[mac[@address='52:54:00:00:00:07']]"), None),
    ("tablet", add("devices", "<input type='tablet' bus='usb'/>"), "<input type='tablet'"),
    ("watchdog", add("devices", "<watchdog model='i6300esb' action='reset'/>"), "i6300esb"),
    ("channel", add("devices", "<channel type='unix'><target type='virtio' name='org.x'/>"
                    "</channel>"), "name='org.x'"),
    ("dimm", add("devices", "<memory model='dimm'><target><size unit='MiB'>128</size>"
                 "<node>0</node></target></memory>"), "<memory model='dimm'>"),
    ("flexible memory", add("devices", "<memory model='virtio-mem'><target><size unit='MiB'>128"
                            "</size><node>0</node><block unit='MiB'>2</block><requested>0"
                            "</requested></target></memory>"), "<memory model='virtio-mem'>"),
    ("more of it", put("devices/memory[@model='virtio-mem']/target/requested", "65536"),
     "<requested unit='KiB'>65536<"),
    ("hard limit", put("memtune/hard_limit", "2097152"), "<hard_limit unit='KiB'>2097152<"),
    ("soft limit", put("memtune/soft_limit", "1048576"), "<soft_limit unit='KiB'>1048576<"),
    ("password", put("devices/graphics/@passwd", "anders"), "passwd='anders'"),
]  # fmt: skip
"""A change, and what libvirt says of the running guest then; they build on each other."""


def test_memory_follows_the_balloon(bench):
    bench.now(put("currentMemory", str(160 * 1024)))
    assert "<currentMemory unit='KiB'>163840<" in bench.kept()

    def is_less():
        actual = re.search(r"actual (\d+)", bench.guest.virsh("dommemstat"))
        return int(actual[1]) < 192 * 1024

    wait_until(is_less, "the balloon to grow")


def test_each_kind_of_change_reaches_the_running_guest(bench):
    for name, change, sign in AT_ONCE:
        if name == "pin a vCPU":
            change = all_of(change, put("cputune/vcpupin/@cpuset", "1"))
            sign = "<vcpupin vcpu='0' cpuset='1'/>"
        before = bench.live()
        bench.now(change)
        after = bench.live()
        assert after != before, name
        if sign:
            assert sign in after, name
            assert sign not in before, name
    kept, live = bench.kept(), bench.live()
    for sign in ("vdb", "dev='sda'", "00:00:07", "<rng", "<iotune>", "<filterref"):
        assert sign not in kept
        assert sign not in live
    assert "passwd='anders'" in kept
    assert "0" in bench.guest.virsh("vcpupin", "--vcpu", "0")
    assert "cpu_shares     : 512" in bench.guest.virsh("schedinfo")


def test_what_the_node_may_lack_is_done_or_reported(bench):
    change = all_of(
        put(f"{NIC}/bandwidth/inbound/@average", "1000"), put("blkiotune/weight", "300")
    )
    task = bench.apply(change)
    assert states(task)[0] is DONE
    assert len(task.parts) == 3
    live = bench.live()
    for part in task.parts[1:]:
        sign = "<inbound average='1000'" if part.step.kind is LiveKind.UPDATE else "<weight>300<"
        assert (part.state is DONE) == (sign in live)
        assert (part.state is DONE) == (part.error is None)
    assert (task.state is TaskState.DONE) == (set(states(task)) == {DONE})
    assert "<inbound average='1000'" in bench.kept()


def test_what_waits_for_the_next_start_is_kept_only(bench):
    change = all_of(put("features/apic", ""), put(f"{NIC}/model/@type", "e1000"))
    _, plan = bench.plan(change)
    assert plan.steps == ()
    task = bench.do(change)
    assert states(task) == [DONE]
    assert "<apic/>" in bench.kept()
    assert "<apic/>" not in bench.live()
    assert "e1000" not in bench.live()


def test_what_libvirt_would_ignore_is_not_claimed(bench):
    changes = (
        put(f"{NIC}/source/@portgroup", "p"),
        put(f"{NIC}/@trustGuestRxFilters", "yes"),
        put(f"{DRIVE}/driver/@type", "qcow2"),
        put("devices/graphics/@sharePolicy", "ignore"),
        put(f"{DISK}/boot/@order", "1"),
        add("devices", "<controller type='virtio-serial' index='7'/>"),
        add("devices", "<watchdog model='ib700' action='reset'/>"),
        put("cputune/quota", ""),
    )
    for change in changes[:-1]:
        _, plan = bench.plan(change)
        assert {item.moment for item in plan.items} == {Moment.NEXT_START}


def test_nothing_is_done_when_somebody_else_was_faster(bench):
    operation = bench.operation(put("title", "mine"))
    assert operation.steps
    bench.guest.virsh("desc", "--config", "--new-desc", "theirs")
    live, kept = bench.live(), bench.kept()
    task = bench.recorder.wait_task(bench.submit(operation))
    assert task.state is TaskState.FAILED
    assert (task.error.kind, task.error.remedy) == (ErrorKind.CONFLICT, Remedy.LOOK_AGAIN)
    assert task.parts == ()
    assert (bench.live(), bench.kept()) == (live, kept)


def test_a_definition_that_is_refused_changes_nothing_that_runs(bench):
    live, kept = bench.live(), bench.kept()
    change = all_of(put("title", "never"), put("nosuchthing", "x"))
    task = bench.apply(change)
    assert task.state is TaskState.FAILED
    assert task.error.kind is ErrorKind.INVALID
    assert states(task) == [FAILED, PartState.SKIPPED]
    assert (bench.live(), bench.kept()) == (live, kept)


def test_a_step_that_fails_stops_no_other(bench):
    bad = (
        LiveStep(LiveKind.PIN_VCPU, "9", (("", "0"),)),
        LiveStep(LiveKind.PIN_EMULATOR, values=(("", "0,99"),)),
        LiveStep(LiveKind.BLKIO, values=(("no_such", 3),)),
        LiveStep(LiveKind.MEMTUNE, values=(("hard_limit", -3),)),
        LiveStep(LiveKind.DETACH, xml="<disk><target dev='vdq'/></disk>", label="vdq"),
        LiveStep(LiveKind.ATTACH, xml="<disk", label="vdr"),
        LiveStep(LiveKind.DESCRIPTION, values=(("", "after all"),)),
    )
    task = bench.apply(put("title", "kept and live"), bad)
    assert task.state is TaskState.FAILED
    assert states(task) == [DONE, DONE, *[FAILED] * 6, DONE]
    assert task.error == task.parts[2].error
    assert "<title>kept and live<" in bench.live()
    assert "<title>kept and live<" in bench.kept()
    assert "<description>after all<" in bench.live()


def test_passwords_survive_and_are_told_to_nobody(bench, caplog):
    caplog.set_level(logging.DEBUG)
    bench.do(put("devices/graphics/@passwd", "geheim2"))
    definition = bench.read()
    assert f"passwd='{KEPT}'" in definition.persistent
    before = bench.kept()
    task = bench.do(put("title", "with secrets"))
    strip = re.compile("<title>.*?</title>")
    assert strip.sub("", bench.kept()) == strip.sub("", before)
    assert "passwd='geheim2'" in bench.kept()
    bench.do(put("devices/graphics/@connected", "keep"))
    assert "passwd='geheim2' connected='keep'" in bench.live()
    for text in (repr(task), *map(repr, bench.recorder.messages), caplog.text):
        assert "geheim2" not in text


def test_a_secret_that_is_not_there_is_not_dropped_silently(bench):
    before = bench.kept()
    display = f"<graphics type='spice' autoport='yes' passwd='{KEPT}'/>"
    task = bench.apply(add("devices", display))
    assert task.state is TaskState.FAILED
    assert (task.error.remedy, task.error.subject) == (Remedy.SET_SECRET, "spice")
    assert bench.kept() == before
    step = LiveStep(LiveKind.UPDATE, xml=display, label="spice")
    task = bench.apply(put("title", "other"), (step,))
    assert states(task) == [DONE, DONE, FAILED]
    assert task.parts[2].error.remedy is Remedy.SET_SECRET


@pytest.mark.parametrize(
    "change", [put("name", "other"), put("uuid", "7d5d8a5c-2b7a-4d0c-9c63-f3bd2a1f8e11")]
)
def test_it_stays_the_machine_that_it_is(bench, change):
    before = bench.kept()
    task = bench.apply(change)
    assert task.state is TaskState.FAILED
    assert (task.error.kind, task.error.remedy) == (ErrorKind.INVALID, Remedy.CORRECT_INPUT)
    assert task.parts == ()
    assert bench.kept() == before


def test_a_disk_grows_while_it_runs_and_never_shrinks(bench):
    def resize(size):
        operation = ops.ResizeDisk(ref=bench.ref, target="vda", size_bytes=size)
        return bench.recorder.wait_task(bench.fleet.submit(operation, "bench", 1))

    assert resize(96 << 20).state is TaskState.DONE
    assert "100663296" in bench.guest.virsh("domblkinfo", "vda")
    task = resize(64 << 20)
    assert (task.state, task.error.kind) == (TaskState.FAILED, ErrorKind.INVALID)
    assert "100663296" in bench.guest.virsh("domblkinfo", "vda")


def _is_at(bench, number, part):
    task = bench.recorder.tasks.get(number)
    return task and len(task.parts) > part and task.parts[part].state is DONE


def test_a_guest_that_lets_nothing_go_is_reported_and_the_rest_can_be_stopped(bench):
    bench.now(add("devices", disk_xml("second", "vdb")))
    bench.guest.virsh("suspend")
    later = LiveStep(LiveKind.DESCRIPTION, values=(("", "never said"),))
    operation = bench.operation(take("devices/disk[target[@dev='vdb']]"), (later,))
    number = bench.submit(operation)
    bench.recorder.wait(lambda: _is_at(bench, number, 0))
    assert bench.recorder.tasks[number].cancellable
    bench.fleet.cancel(number)
    task = bench.recorder.wait_task(number)
    assert task.state is TaskState.FAILED
    assert states(task) == [DONE, PartState.UNKNOWN, PartState.SKIPPED]
    assert (task.error.kind, task.error.remedy) == (ErrorKind.TIMEOUT, Remedy.GUEST_KEEPS)
    assert task.error.subject == "vdb"
    assert "never said" not in bench.live()
    assert "vdb" not in bench.kept()
    bench.guest.virsh("resume")


def test_a_daemon_that_dies_in_the_middle_leaves_the_rest_unknown(bench):
    bench.guest.virsh("suspend")
    there = (tag for tag in ("rng", "watchdog", "interface") if f"<{tag}" in bench.kept())
    change = take(f"devices/{next(there)}")
    more = LiveStep(LiveKind.DESCRIPTION, values=(("", "lost"),))
    number = bench.submit(bench.operation(change, (more,)))
    bench.recorder.wait(lambda: _is_at(bench, number, 0))
    bench.node.kill_daemon()
    task = bench.recorder.wait_task(number)
    assert task.state is TaskState.UNKNOWN
    assert states(task) == [DONE, PartState.UNKNOWN, PartState.UNKNOWN]
    bench.node.start_daemon()
    bench.recorder.wait_state("gamma", ConnectionState.CONNECTED, 20)
    assert "<description>lost<" not in bench.live()


def _start(alpha, opened, recorder, name, uri):
    opened(uri)
    return recorder.wait(lambda: recorder.domain(name)).ref


def test_containers_follow_where_their_driver_can(alpha, opened, recorder, fleet):
    guest = start_container(alpha, "box")
    box = Applier(fleet, recorder, _start(alpha, opened, recorder, "box", alpha.lxc_uri), "box")
    change = all_of(
        put("title", "Box"),
        put("currentMemory", "32768"),
        put("cputune/shares", "300"),
        put("memtune/hard_limit", "90000"),
    )
    _, plan = box.plan(change)
    assert {item.moment for item in plan.items} == {Moment.NOW}
    task = box.apply(change)
    assert (task.state, set(states(task))) == (TaskState.DONE, {DONE}), task.parts
    live = guest.virsh("dumpxml")
    for sign in ("<title>Box<", "<shares>300<", ">90000<", ">32768<"):
        assert sign in live
    for waits in (put("vcpu", "2"), put("cputune/emulatorpin/@cpuset", "0"),
                  put("cputune/global_quota", "50000"), put("on_crash", "restart")):  # fmt: skip
        _, plan = box.plan(waits)
        assert plan.steps == ()


def test_a_transient_machine_is_changed_but_not_kept(alpha, opened, recorder, fleet):
    guest = start_guest(alpha, "passing")
    alpha.virsh("undefine", "passing")
    ref = _start(alpha, opened, recorder, "passing", alpha.uri)
    desk = Applier(fleet, recorder, ref, "passing")
    task = desk.apply(put("title", "for now"))
    assert (task.state, states(task)) == (TaskState.DONE, [DONE])
    assert "<title>for now<" in guest.virsh("dumpxml")
    assert "Persistent:     no" in guest.virsh("dominfo")


def test_disks_of_a_machine_that_is_off_grow_in_their_pool(alpha, opened, recorder, fleet):
    make_disk(alpha, "mine", 8)
    define_guest(alpha, "owner", devices=disk_xml("mine", "vda"))
    ref = _start(alpha, opened, recorder, "owner", alpha.uri)

    def resize(target, size):
        operation = ops.ResizeDisk(ref=ref, target=target, size_bytes=size)
        return recorder.wait_task(fleet.submit(operation, "owner", 1))

    task = resize("vda", 16 << 20)
    assert (task.error.kind, task.error.remedy) == (ErrorKind.UNSUPPORTED, Remedy.NEEDS_POOL)
    alpha.virsh("pool-define-as", "images", "dir", "--target", IMAGES)
    alpha.virsh("pool-start", "images")
    assert resize("vda", 16 << 20).state is TaskState.DONE
    assert "16.00 MiB" in alpha.virsh("vol-info", "mine.qcow2", "images")
    assert resize("vda", 8 << 20).error.kind is ErrorKind.INVALID
    assert resize("vdz", 16 << 20).error.kind is ErrorKind.NOT_FOUND
