"""Applying on real nodes: what runs follows by calls of its own, and says which did not."""

import logging
import re

import pytest

from tests.backend.applier import Applier, add, all_of, put, states, take
from tests.backend.recorder import Recorder
from tests.lab.guest import define_guest, make_disk, start_container, start_guest
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
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
<source file='{IMAGES}/first.qcow2'/><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>
<source file='{IMAGES}/one.iso'/><target dev='hdc' bus='ide'/><readonly/></disk>
<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/>
<model type='virtio'/></interface>
<graphics type='vnc' port='-1' autoport='yes' passwd='geheim' listen='127.0.0.1'/>
<memballoon model='virtio'><stats period='5'/></memballoon>"""
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

    def live(self):
        return re.sub(r"\s+", " ", self.guest.virsh("dumpxml", "--security-info"))

    def kept(self):
        return re.sub(r"\s+", " ", self.guest.virsh("dumpxml", "--inactive", "--security-info"))

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
        ("<features>", "<cpu><numa><cell id='0' cpus='0-1' memory='192' unit='MiB'/></numa></cpu>"
                       "<features>"),
    ):  # fmt: skip
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
    ("global quota", put("cputune/global_quota", "60000"), "<global_quota>60000<"),
    ("emulator quota", put("cputune/emulator_quota", "60000"), "<emulator_quota>60000<"),
    ("iothread quota", put("cputune/iothread_quota", "60000"), "<iothread_quota>60000<"),
    ("hard limit", put("memtune/hard_limit", "2097152"), "<hard_limit unit='KiB'>2097152<"),
    ("soft limit", put("memtune/soft_limit", "1048576"), "<soft_limit unit='KiB'>1048576<"),
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
    ("password", put("devices/graphics/@passwd", "anders"), "passwd='anders'"),
]  # fmt: skip
"""A change, and what libvirt says of the running guest then; they build on each other."""


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
