"""What is claimed to change while a domain runs; the lab shows that each claim holds."""

import pytest
from lxml import etree

from virtgui.core.values.live_step import LiveKind, LiveStep
from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import compare
from virtgui.documents.editing.leaves import compare_elements
from virtgui.documents.editing.live_plan import MomentReason, item_key, make_plan
from virtgui.documents.editing.live_rules import (
    attached_live,
    detached_live,
    is_possible,
    updated_leaves,
)

RUNNING = """<domain type='qemu'><maxMemory slots='4'>9</maxMemory>
<devices><controller type='virtio-serial'/></devices></domain>"""
NIC = "<interface type='{}'><source {}/><model type='virtio'/>{}</interface>"
LAN = NIC.format("network", "network='lan'", "")
CD = "<disk device='cdrom' type='file'><driver type='raw'/>{}<target bus='sata'/></disk>"
ISO = CD.format("<source file='/a.iso'/>")


def live(old, new, virt_type="kvm"):
    """Paths that are updated at once."""
    device, changed = etree.fromstring(old), etree.fromstring(new)
    found = updated_leaves(device, compare_elements(device, changed), virt_type)
    return {leaf.path.plain for leaf in found}


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        (LAN, LAN.replace("<model", "<link state='down'/><model"), {"link/@state"}),
        (LAN, LAN.replace("<model", "<port isolated='yes'/><model"), {"port/@isolated"}),
        (LAN, LAN.replace("'lan'", "'wan'"), {"source/@network"}),
        (LAN, LAN.replace("'lan'", "'wan' portgroup='p'"),
         {"source/@network", "source/@portgroup"}),
        (LAN, LAN.replace("'lan'", "'lan' portgroup='p'"), set()),
        (LAN, NIC.format("bridge", "bridge='br0'", ""),
         {"@type", "source/@network", "source/@bridge"}),
        (LAN, NIC.format("direct", "dev='eth0'", ""), set()),
        (NIC.format("user", "x='1'", ""), LAN, set()),
        (LAN, LAN.replace("type='network'", "type='network' trustGuestRxFilters='yes'"), set()),
        (LAN, LAN.replace("virtio", "e1000"), set()),
        (LAN, LAN.replace("<model", "<vlan><tag id='7'/></vlan><model"), set()),
        (ISO, CD.format("<source file='/b.iso'/>"), {"source/@file"}),
        (ISO, CD.format(""), {"source/@file"}),
        (ISO, ISO.replace("raw", "qcow2"), set()),
        (ISO, ISO.replace("raw", "qcow2").replace("a.iso", "b.img"),
         {"source/@file", "driver/@type"}),
        (ISO.replace("cdrom", "disk"), CD.format("<source file='/b'/>").replace("cdrom", "disk"),
         set()),
        (ISO.replace("cdrom", "disk"),
         CD.format("<source startupPolicy='optional' file='/a.iso'/>").replace("cdrom", "disk"),
         {"source/@startupPolicy"}),
        (ISO, ISO.replace("<target", "<boot order='1'/><target"), set()),
        ("<graphics type='vnc'/>", "<graphics type='vnc' passwd='x'/>", {"@passwd"}),
        ("<graphics type='vnc'/>", "<graphics type='vnc' sharePolicy='ignore'/>", set()),
        ("<graphics type='vnc'/>", "<graphics type='vnc' listen='::'/>", set()),
        ("<graphics type='vnc' passwd='a'/>", "<graphics type='spice' passwd='x'/>", set()),
        ("<memory model='virtio-mem'><target><requested>0</requested></target></memory>",
         "<memory model='virtio-mem'><target><requested>5</requested></target></memory>",
         {"target/requested"}),
        ("<memory model='dimm'><target><size>0</size></target></memory>",
         "<memory model='dimm'><target><size>5</size></target></memory>", set()),
        ("<video><model type='vga'/></video>", "<video><model type='qxl'/></video>", set()),
    ],
)  # fmt: skip
def test_what_an_update_changes(old, new, paths):
    assert live(old, new) == paths
    assert live(old, new, "lxc") == set()


def test_tags_of_vlans_where_open_vswitch_takes_them():
    port = "<virtualport type='openvswitch'/>"
    old = NIC.format("bridge", "bridge='ovs'", port)
    assert live(old, old.replace("<model", "<vlan><tag id='7'/></vlan><model"))


DISK = "<disk device='{}'>{}<target bus='{}'/></disk>"
SOURCE = "<source file='/a'/>"


@pytest.mark.parametrize(
    ("xml", "goes_in", "comes_out"),
    [
        (DISK.format("disk", SOURCE, "virtio"), True, True),
        (DISK.format("disk", SOURCE, "scsi"), True, True),
        (DISK.format("lun", SOURCE, "scsi"), True, True),
        (DISK.format("disk", SOURCE, "sata"), False, False),
        (DISK.format("cdrom", SOURCE, "usb"), True, True),
        (DISK.format("cdrom", "", "scsi"), False, True),
        (DISK.format("cdrom", SOURCE, "ide"), False, False),
        (DISK.format("floppy", SOURCE, "fdc"), False, False),
        ("<controller type='scsi'/>", True, True),
        ("<controller type='virtio-serial'/>", False, False),
        ("<controller type='usb'/>", False, False),
        ("<watchdog model='i6300esb'/>", True, True),
        ("<watchdog model='ib700'/>", False, False),
        ("<shmem name='s'><model type='ivshmem-plain'/></shmem>", True, True),
        ("<shmem name='s'/>", False, False),
        ("<memory model='dimm'/>", True, True),
        ("<memory model='virtio-mem'/>", True, False),
        ("<memory model='virtio-pmem'/>", True, False),
        ("<input type='tablet' bus='usb'/>", True, True),
        ("<input type='mouse' bus='ps2'/>", False, False),
        ("<serial type='pty'><target type='isa-serial'/></serial>", False, False),
        ("<serial type='pty'><target type='pci-serial'/></serial>", True, True),
        ("<channel type='unix'><target type='virtio'/></channel>", True, True),
        ("<filesystem><driver type='virtiofs'/></filesystem>", True, True),
        ("<filesystem><source dir='/'/></filesystem>", False, False),
        ("<rng model='virtio'/>", True, True),
        ("<tpm model='tpm-crb'/>", False, False),
        ("<video/>", False, False),
    ],
)
def test_what_is_plugged_while_it_runs(xml, goes_in, comes_out):
    device, running = etree.fromstring(xml), etree.fromstring(RUNNING)
    assert attached_live(device, running) is goes_in
    assert detached_live(device, "qemu") is comes_out


def test_what_needs_a_place_that_is_not_there():
    bare = etree.fromstring("<domain type='kvm'><devices/></domain>")
    channel = "<channel type='unix'><target type='virtio'/></channel>"
    for xml in ("<memory model='dimm'/>", channel, channel.replace("channel", "console")):
        assert not attached_live(etree.fromstring(xml), bare)


def test_containers_plug_less():
    box = etree.fromstring("<domain type='lxc'/>")
    assert attached_live(etree.fromstring(LAN), box)
    assert not attached_live(etree.fromstring("<filesystem/>"), box)
    assert detached_live(etree.fromstring("<disk><target dev='vda'/></disk>"), "lxc")


@pytest.mark.parametrize(
    ("kind", "name", "in_container"),
    [
        (LiveKind.MEMORY, "", True),
        (LiveKind.VCPUS, "", False),
        (LiveKind.PIN_EMULATOR, "", False),
        (LiveKind.SCHEDULER, "cpu_shares", True),
        (LiveKind.SCHEDULER, "global_quota", False),
        (LiveKind.IOTUNE, "total_iops_sec", False),
        (LiveKind.TITLE, "", True),
    ],
)
def test_calls_that_a_driver_has(kind, name, in_container):
    step = LiveStep(kind, values=((name, 1),))
    assert is_possible(step, "kvm")
    assert is_possible(step, "lxc") is in_container


def _plan(base, new, running):
    old, wanted = DomainDocument.parse(base), DomainDocument.parse(new)
    changes = compare(old.element, wanted.element)
    return make_plan(changes, wanted, DomainDocument.parse(running), base=old)


NODES = "<domain type='kvm'><numatune><memory mode='{}' nodeset='{}'/></numatune></domain>"


@pytest.mark.parametrize(("mode", "steps"), [("restrictive", 1), ("strict", 0)])
def test_nodes_of_the_memory_in_the_only_mode_that_lets_them_change(mode, steps):
    old = NODES.format(mode, "0")
    assert len(_plan(old, NODES.format(mode, "0-1"), old).steps) == steps


def test_an_unplugged_vcpu_has_no_thread_to_pin():
    text = "<domain type='kvm'><vcpu current='1'>4</vcpu><cputune>{}</cputune></domain>"
    pins = "".join(f"<vcpupin vcpu='{number}' cpuset='0'/>" for number in (0, 1))
    found = _plan(text.format(""), text.format(pins), text.format(""))
    assert [step.target for step in found.steps] == ["0"]
    more = text.format(pins).replace("current='1'", "current='2'")
    assert [step.target for step in _plan(text.format(""), more, text.format("")).steps] == [
        "", "0", "1",
    ]  # fmt: skip


def test_a_group_of_limits_that_goes_is_not_named_zero():
    disk = "<disk device='disk'><target dev='vda'/><iotune>{}</iotune></disk>"
    text = f"<domain type='kvm'><devices>{disk}</devices></domain>"
    old = text.format("<read_iops_sec>5</read_iops_sec><group_name>g</group_name>")
    (step,) = _plan(old, text.format("<read_iops_sec>6</read_iops_sec>"), old).steps
    assert step.values == (("read_iops_sec", 6),)


def test_media_that_wait_let_their_format_wait_as_well():
    drive = ISO.replace("<target", "<target dev='sda'")
    text = f"<domain type='kvm'><devices>{drive}</devices></domain>"
    new = text.replace("raw", "qcow2").replace("a.iso", "b.img")
    old, wanted = DomainDocument.parse(text), DomainDocument.parse(new)
    changes = compare(old.element, wanted.element)
    (change,) = changes
    later = frozenset(
        item_key(change, leaf) for leaf in change.leaves if "source" in leaf.path.plain
    )
    found = make_plan(changes, wanted, old, base=old, later=later)
    assert found.steps == ()
    assert {item.reason for item in found.items} == {
        MomentReason.CHOSEN, MomentReason.NOT_WHILE_RUNNING,
    }  # fmt: skip
