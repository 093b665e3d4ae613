"""Name, machine, clock and security of a machine."""

import pytest

from tests.models.hardware.settings.helpers import (
    add_row,
    column,
    cure,
    finding,
    get,
    has,
    is_shown,
    item,
    lacks,
    options,
    put,
    says,
    scene,
    view,
)
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.node_choices import NodeChoices
from virtgui.documents.domain import DomainDocument
from virtgui.models.hardware.fields import Severity
from virtgui.models.hardware.settings.general import FORM

OURS = "xmlns:virtgui='https://virtgui.org/xmlns/machine/1'"
I440FX = ("pc-q35-7.2", "pc-i440fx-7.2")
MACHINES = ("pc", "q35", "pc-q35-7.2", "pc-i440fx-7.2", "pc-q35-6.0")


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("title", "Shop", "<title>Shop</title>"),
        ("description", "a\nb", "<description>a\nb</description>"),
        ("emulator", "/usr/bin/q", "<emulator>/usr/bin/q</emulator>"),
        ("generation", True, "<genid/>"),
        ("generation_id", "43dc0cf8-809b-4adb-9bea-a9abb5f3d90e",
         "<genid>43dc0cf8-809b-4adb-9bea-a9abb5f3d90e</genid>"),
        ("on_poweroff", "restart", "<on_poweroff>restart</on_poweroff>"),
        ("on_reboot", "destroy", "<on_reboot>destroy</on_reboot>"),
        ("on_crash", "coredump-restart", "<on_crash>coredump-restart</on_crash>"),
        ("on_lockfailure", "ignore", "<on_lockfailure>ignore</on_lockfailure>"),
        ("suspend_to_memory", False, "<pm><suspend-to-mem enabled='no'/></pm>"),
        ("suspend_to_disk", True, "<pm><suspend-to-disk enabled='yes'/></pm>"),
        ("offset", "localtime", "<clock offset='localtime'/>"),
        ("offset", "timezone", "<clock offset='timezone' timezone='UTC'/>"),
        ("offset", "variable", "<clock offset='variable' adjustment='0'/>"),
        ("partition", "/web", "<resource><partition>/web</partition></resource>"),
        ("app_id", "app", "<resource><fibrechannel appid='app'/></resource>"),
        ("launch", "s390-pv", "<launchSecurity type='s390-pv'/>"),
        ("launch_policy", "0x03", "<launchSecurity><policy>0x03</policy></launchSecurity>"),
        ("chipset", "i440fx", "<type arch='x86_64' machine='pc'>hvm</type>"),
    ],
)  # fmt: skip
def test_a_field_writes_what_libvirt_reads(name, value, wanted):
    where = scene()
    put(FORM, name, value, where)
    has(where, wanted)


def test_labels_are_in_the_metadata():
    where = scene()
    put(FORM, "notes", "One\ntwo", where)
    put(FORM, "tags", "web prod", where)
    put(FORM, "group", "shop/front", where)
    config = where.document.config()
    assert (config.notes, config.tags, config.group) == ("One\ntwo", ("web", "prod"), "shop/front")
    put(FORM, "tags", "web", where)
    has(where, f"<virtgui:tag {OURS}>web</virtgui:tag>")
    for name in ("notes", "tags", "group"):
        put(FORM, name, "", where)
    lacks(where, "metadata")


def test_metadata_of_others_stays_and_is_named():
    inside = "<metadata><a:x xmlns:a='http://a.org'>1</a:x></metadata>"
    where = scene(inside)
    assert get(FORM, "foreign", where) == "x (http://a.org)"
    put(FORM, "notes", "Mine", where)
    put(FORM, "notes", "", where)
    has(where, "<a:x xmlns:a='http://a.org'>1</a:x>")
    assert is_shown(FORM, "foreign", where)
    assert not is_shown(FORM, "foreign", scene())


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("tags", "a|b", "“a|b” is no tag"),
        ("group", "x" * 201, "200"),
        ("notes", "x" * 20_001, "20 000"),
        ("title", "a\nb", "one line"),
        ("emulator", "qemu", "full path"),
        ("app_id", "ä", "plain letters"),
        ("partition", "web", "full path"),
    ],
)
def test_what_cannot_be_kept_is_said(name, value, part):
    where = scene()
    put(FORM, name, value, where)
    severity, sentence = says(FORM, name, where)
    assert severity == "error"
    assert part in sentence


def test_systems_of_neighbours_come_first():
    text = "<domain><metadata><l:libosinfo xmlns:l='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
    text += "<l:os id='http://haiku-os.org/haiku/r1'/></l:libosinfo></metadata></domain>"
    where = scene(neighbours=(DomainDocument.parse(text).config(),))
    assert list(options(FORM, "os_id", where))[:2] == ["", "http://haiku-os.org/haiku/r1"]
    put(FORM, "os_id", "http://debian.org/debian/12", where)
    assert where.document.os_id == "http://debian.org/debian/12"


def test_machine_types_come_from_the_host():
    where = scene(caps=DomainCaps(machines=MACHINES))
    assert list(options(FORM, "machine", where)) == ["", *MACHINES]
    labels = [one.text for one in item(FORM, "machine").options(view(FORM, where), where)]
    assert "Q35 7.2 (pc-q35-7.2)" in labels
    assert "i440FX (pc)" in labels
    put(FORM, "machine", "pc-q35-9.9", where)
    assert says(FORM, "machine", where)[0] == "warn"
    put(FORM, "machine", "pc-q35-6.0", where)
    assert finding(FORM, "machine", where).severity is Severity.INFO
    put(FORM, "chipset", "i440fx", where)
    assert where.document.machine == "pc"
    put(FORM, "chipset", "q35", where)
    assert where.document.machine == "q35"


OLD = """
<controller type='pci' index='0' model='pci-root'/>
<controller type='pci' index='1' model='pci-bridge'/>
<controller type='ide' index='0'/>
<disk type='file' device='cdrom'><target dev='hda' bus='ide'/>
  <address type='drive' controller='0' bus='0' target='0' unit='0'/></disk>
<disk type='file'><target dev='sda' bus='sata'/></disk>
<interface type='user'><address type='pci' slot='0x03'/></interface>
<hostdev mode='subsystem' type='pci'><source><address bus='1'/></source></hostdev>
"""


def test_another_chipset_takes_its_buses_and_addresses_with_it():
    where = scene(devices=OLD, change=I440FX)
    assert says(FORM, "machine", where) == ()
    put(FORM, "chipset", "q35", where)
    severity, sentence = says(FORM, "machine", where)
    assert severity == "error"
    assert sentence == "Q35 has no IDE; 1 drives use it. SATA fits."
    cure(FORM, "machine", where)
    has(
        where,
        "<disk device='cdrom' type='file'><target bus='sata' dev='sdb'/></disk>",
        "<interface type='user'/>",
        "<source><address bus='1'/></source>",
    )
    lacks(where, "devices/controller")
    assert says(FORM, "machine", where)[0] == "warn"
    assert finding(FORM, "machine", where).fix is None


def test_assigned_addresses_can_be_dropped():
    devices = "<controller type='pci' index='0' model='pcie-root'/>"
    devices += "<controller type='pci' index='3' model='pcie-expander-bus'/>"
    devices += "<interface type='user'><address type='pci' slot='0x03'/></interface>"
    where = scene(devices=devices)
    put(FORM, "chipset", "i440fx", where)
    assert "other chipset" in says(FORM, "machine", where)[1]
    cure(FORM, "machine", where)
    has(where, "<interface type='user'/>")
    lacks(where, "devices/controller[@model='pcie-root']")
    has(where, "<controller index='3' model='pcie-expander-bus' type='pci'/>")


def test_the_clock_keeps_what_still_fits():
    attributes = "offset='variable' adjustment='60' basis='localtime'"
    where = scene(f"<clock {attributes}><timer name='rtc'/></clock>")
    put(FORM, "offset", "utc", where)
    has(where, "<clock offset='utc' adjustment='60'><timer name='rtc'/></clock>")
    put(FORM, "offset", "absolute", where)
    assert view(FORM, where).clock_start > 1_500_000_000
    assert not is_shown(FORM, "adjustment", where)
    put(FORM, "offset", "timezone", where)
    put(FORM, "timezone", "", where)
    assert "Europe/Berlin" in says(FORM, "timezone", where)[1]


@pytest.mark.parametrize(("value", "is_fine"), [("reset", True), ("-60", True), ("1h", False)])
def test_adjustments_are_seconds(value, is_fine):
    where = scene("<clock offset='utc'/>")
    put(FORM, "adjustment", value, where)
    assert (says(FORM, "adjustment", where) == ()) is is_fine


def test_timers():
    where = scene()
    for _number in range(2):
        add_row(FORM, "timers", where)
    rows = view(FORM, where).timers
    column(FORM, "timers", "policy").write(rows[0], "catchup", where)
    column(FORM, "timers", "limit").write(rows[0], 10000, where)
    column(FORM, "timers", "present").write(rows[1], False, where)
    has(
        where,
        "<clock offset='utc'>"
        "<timer name='rtc' tickpolicy='catchup'><catchup limit='10000'/></timer>"
        "<timer name='pit' present='no'/></clock>",
    )
    assert says(FORM, "timers", where) == ()
    column(FORM, "timers", "timer").write(rows[1], "rtc", where)
    assert "twice" in says(FORM, "timers", where)[1]


def test_security_labels():
    where = scene(choices=NodeChoices(security_models=("apparmor", "dac")))
    add_row(FORM, "labels", where)
    has(where, "<seclabel model='apparmor' relabel='yes' type='dynamic'/>")
    row = view(FORM, where).labels[0]
    choices = {one.value: one.reason for one in column(FORM, "labels", "model").options(row, where)}
    assert choices["apparmor"] == ""
    assert "node-a" in choices["selinux"]
    column(FORM, "labels", "kind").write(row, "static", where)
    assert "needs the label" in says(FORM, "labels", where)[1]
    column(FORM, "labels", "label").write(row, "x", where)
    assert says(FORM, "labels", where) == ()
    add_row(FORM, "labels", where)
    column(FORM, "labels", "model").write(view(FORM, where).labels[1], "apparmor", where)
    assert "two labels" in says(FORM, "labels", where)[1]


def test_encrypted_memory():
    where = scene(caps=DomainCaps(features={"sev": False}))
    assert "node-a" in options(FORM, "launch", where)["sev"]
    assert not is_shown(FORM, "launch_policy", where)
    put(FORM, "launch", "sev", where)
    assert "node-a" in says(FORM, "launch", where)[1]
    has(where, "<policy>0x0003</policy>")
    put(FORM, "launch_policy", "", where)
    assert "missing" in says(FORM, "launch_policy", where)[1]
    put(FORM, "launch_policy", "three", where)
    assert "number" in says(FORM, "launch_policy", where)[1]
    put(FORM, "launch_policy", "0x0003", where)
    put(FORM, "launch_hashes", True, where)
    has(
        where,
        "<launchSecurity kernelHashes='yes' type='sev'><policy>0x0003</policy></launchSecurity>",
    )
    assert is_shown(FORM, "launch_session", where)
    put(FORM, "launch", "", where)
    lacks(where, "launchSecurity")


def test_users_of_containers():
    where = scene(change=("type='kvm'", "type='lxc'"))
    assert is_shown(FORM, "user_map", where)
    assert not is_shown(FORM, "user_map", scene())
    add_row(FORM, "user_map", where)
    assert "together" in says(FORM, "user_map", where)[1]
    add_row(FORM, "group_map", where)
    assert says(FORM, "user_map", where) == ()
    has(where, "<uid start='0' target='100000' count='65536'/>")
    put(FORM, "sharenet_type", "netns", where)
    put(FORM, "sharenet_value", "red", where)
    lxc = "xmlns:lxc='http://libvirt.org/schemas/domain/lxc/1.0'"
    found = where.document.element[-2] if where.document.element[-1].tag == "devices" else None
    found = found if found is not None else where.document.element[-1]
    assert found.tag == "{http://libvirt.org/schemas/domain/lxc/1.0}namespace", lxc
    assert dict(found[0].attrib) == {"type": "netns", "value": "red"}
    put(FORM, "sharenet_type", "", where)
    put(FORM, "sharenet_value", "", where)
    assert not any("namespace" in str(each.tag) for each in where.document.element)


def test_counted_events():
    where = scene()
    add_row(FORM, "perf_events", where)
    has(where, "<perf><event name='cpu_cycles' enabled='yes'/></perf>")
    add_row(FORM, "perf_events", where)
    assert says(FORM, "perf_events", where) == ()
    column(FORM, "perf_events", "event").write(
        view(FORM, where).perf_events[1], "cpu_cycles", where
    )
    assert "twice" in says(FORM, "perf_events", where)[1]
