"""The forms of serial ports, parallel ports and consoles, and what is at their other end."""

import pytest
from lxml import etree

from tests.models.hardware.device_bench import Bench, same
from virtgui.documents.editing.leaves import compact

SERIAL = "<serial type='pty'><target port='0'/></serial>"


def parts(element):
    """A device without the order of its children, which libvirt does not mind."""
    return dict(element.attrib), sorted(compact(child) for child in element)


def is_same(bench, text):
    return parts(bench.element) == parts(etree.fromstring(text))


def serial(kind, inside="", target="<target port='0'/>"):
    return f"<serial type='{kind}'>{inside}{target}</serial>"


@pytest.mark.parametrize(
    ("kind", "inside"),
    [
        ("unix", "<source mode='bind'/>"),
        ("tcp", "<source mode='bind' host='127.0.0.1' service='4555'/>"),
        ("udp", "<source mode='connect' host='127.0.0.1' service='4555'/>"),
        ("spiceport", "<source channel='org.qemu.console.serial.0'/>"),
        ("dbus", "<source channel='org.qemu.console.serial.0'/>"),
        ("nmdm", "<source master='/dev/nmdm0A' slave='/dev/nmdm0B'/>"),
        ("file", ""),
        ("null", ""),
        ("stdio", ""),
        ("vc", ""),
    ],
)
def test_another_end_brings_what_it_needs_and_leaves_nothing(kind, inside):
    bench = Bench(SERIAL).put("type", kind)
    assert is_same(bench, serial(kind, inside))
    assert bench.put("type", "pty").xml == same(SERIAL)


def test_ends_keep_what_fits_the_new_kind():
    bench = Bench(serial("file", "<source path='/srv/log' append='on'/>")).put("type", "pipe")
    assert is_same(bench, serial("pipe", "<source path='/srv/log'/>"))
    tcp = "<source mode='connect' host='a' service='7' tls='no'/><protocol type='telnet'/>"
    bench = Bench(serial("tcp", tcp + "<log file='/l'/><foo/>")).put("type", "udp")
    assert bench.xml == same(
        serial("udp", "<source mode='connect' host='a' service='7'/><log file='/l'/><foo/>")
    )
    two = "<source mode='bind' service='1'/><source mode='connect' host='b' service='2'/>"
    bench = Bench(serial("udp", two)).put("type", "null")
    assert bench.xml == same(serial("null"))


@pytest.mark.parametrize(
    ("kind", "field", "value", "inside"),
    [
        ("tcp", "mode", "bind", "<source mode='bind'/>"),
        ("tcp", "host", "a", "<source host='a'/>"),
        ("tcp", "service", "80", "<source service='80'/>"),
        ("tcp", "protocol", "telnet", "<protocol type='telnet'/>"),
        ("tcp", "tls", True, "<source tls='yes'/>"),
        ("tcp", "reconnect", True, "<source><reconnect enabled='yes'/></source>"),
        ("unix", "path", "/run/a", "<source path='/run/a'/>"),
        ("udp", "send_service", "1", "<source mode='connect' service='1'/>"),
        ("udp", "listen_host", "a", "<source mode='bind' host='a'/>"),
        ("file", "append", True, "<source append='on'/>"),
        ("spiceport", "port_name", "a", "<source channel='a'/>"),
        ("nmdm", "master", "/dev/a", "<source master='/dev/a'/>"),
        ("nmdm", "slave", "/dev/b", "<source slave='/dev/b'/>"),
        ("pty", "log_file", "/l", "<log file='/l'/>"),
    ],
)
def test_a_field_writes_its_place(kind, field, value, inside):
    bench = Bench(f"<serial type='{kind}'/>").put(field, value)
    assert bench.get(field) == value
    assert bench.xml == same(f"<serial type='{kind}'>{inside}</serial>")
    assert bench.is_shown(field)


def test_only_what_an_end_has_is_shown():
    ends = {
        "tcp": {"mode", "host", "service", "protocol"},
        "udp": {"send_host", "send_service", "listen_host", "listen_service"},
        "unix": {"path", "mode"},
        "file": {"path"},
        "pty": set(),
        "spiceport": {"port_name"},
        "nmdm": {"master", "slave"},
    }
    names = set().union(*ends.values())
    for kind, mine in ends.items():
        bench = Bench(f"<serial type='{kind}'/>")
        assert {name for name in names if bench.is_shown(name)} == mine, kind
    bench = Bench("<serial type='tcp'/>").put("reconnect", True).put("reconnect_timeout", 3)
    assert bench.is_shown("reconnect_timeout")
    assert bench.put("reconnect", False).element.find("source/reconnect").attrib == {
        "enabled": "no"
    }
    assert Bench("<serial type='pty'/>").put("log_file", "/l").is_shown("log_append")


@pytest.mark.parametrize(
    ("device", "others", "field", "said"),
    [
        (serial("unix"), "", "path", "socket"),
        (serial("file"), "", "path", "path"),
        (serial("file", "<source path='a'/>"), "", "path", "/"),
        (serial("file", "<source path='/a'/>"),
         serial("file", "<source path='/a'/>", "<target port='1'/>"), "path", "Another"),
        (serial("tcp"), "", "service", "port"),
        (serial("tcp", "<source service='70000'/>"), "", "service", "65535"),
        (serial("tcp", "<source mode='connect'/>"), "", "host", "address"),
        (serial("udp"), "", "send_service", "port"),
        (serial("spicevmc"), "<graphics type='spice'/>", "type", "channels"),
        (serial("qemu-vdagent"), "", "type", "channels"),
        (serial("spiceport"), "", "type", "SPICE"),
        (serial("dbus"), "", "type", "D-Bus"),
        (SERIAL, SERIAL, "port", "port 0"),
        (serial("pty", "", "<target type='isa-serial' port='4'/>"), "", "port", "four"),
        (serial("pty", "", "<target type='pci-serial'><model name='pl011'/></target>"), "",
         "target_model", "pci-serial"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(device, others, field, said):
    assert said in Bench(device, others).says(field)[1]


def test_nothing_is_said_of_what_is_right():
    spice = "<graphics type='spice'/><graphics type='dbus'/>"
    ends = (
        serial("spiceport"), serial("dbus"), serial("tcp", "<source host='a' service='http'/>"),
        serial("udp", "<source service='65535'/>"), serial("unix", "<source path='/a'/>"), SERIAL,
    )  # fmt: skip
    for device in ends:
        bench = Bench(device, spice)
        checked = [item.id for item in bench.form.items() if item.check is not None]
        assert [name for name in checked if bench.is_shown(name) and bench.finding(name)] == []


def test_another_port_brings_its_model():
    text = serial(
        "pty", "", "<target type='isa-serial' port='0'><model name='isa-serial'/></target>"
        "<address type='isa' iobase='0x3f8'/>",
    )  # fmt: skip
    bench = Bench(text).put("target_type", "usb-serial")
    assert bench.xml == same(
        "<serial type='pty'><target type='usb-serial' port='0'><model name='usb-serial'/></target>"
        "</serial>"
    )
    assert bench.put("target_type", "system-serial").get("target_model") == ""


def test_ends_have_a_reason_where_they_do_not_fit():
    options = Bench(SERIAL).options("type")
    assert options["spicevmc"] == options["qemu-vdagent"] == "Channels only."
    assert options["nmdm"]
    assert not options["tcp"]
    assert not Bench(SERIAL, virt="bhyve").options("type")["nmdm"]
    container = Bench("<console type='pty'/>", virt="lxc", machine="").options("type")
    assert [kind for kind, reason in container.items() if not reason] == ["pty"]


def test_a_console_shows_the_first_serial_port():
    console = "<console type='pty'><target type='serial' port='0'/></console>"
    assert Bench(console).finding("target_type") is None
    assert Bench(console, SERIAL).says("target_type")[0] == "info"
    assert Bench(console, console).says("target_type")[0] == "error"
    virtio = console.replace("'serial'", "'virtio'")
    assert Bench(virtio, SERIAL + console).finding("target_type") is None
    bench = Bench(console, serial("file", "<source path='/a'/>"))
    assert "File /a" in bench.says("type")[1]
    bench.cure("type")
    assert bench.get("type") == "file"
    assert bench.finding("type") is None


def test_labels_of_sources_are_rows_behind_what_the_schema_wants_first():
    bench = Bench(serial("unix", "<source path='/a'/>"))
    bench.add("security_labels", model="dac")
    assert bench.element.find("source/seclabel").attrib == {"model": "dac", "relabel": "no"}
    bench.put("reconnect", True)
    assert [child.tag for child in bench.element.find("source")] == ["reconnect", "seclabel"]


def test_the_old_terminal_is_shown():
    bench = Bench("<console type='pty' tty='/dev/pts/2'/>").put("tty", "x")
    assert bench.get("tty") == "/dev/pts/2"
    assert bench.is_shown("tty")


@pytest.mark.parametrize(
    ("device", "label"),
    [
        (SERIAL, ("Serial port 0", "Pseudo terminal")),
        ("<serial type='tcp'><source host='a' service='5'/></serial>", ("Serial port", "TCP a:5")),
        ("<parallel type='dev'><source path='/dev/lp0'/><target port='1'/></parallel>",
         ("Parallel port 1", "Device of the host /dev/lp0")),
        ("<console type='pty'><target type='virtio' port='1'/></console>",
         ("Console 1", "virtio, Pseudo terminal")),
        ("<console type='pty'/>", ("Console", "Pseudo terminal")),
    ],
)  # fmt: skip
def test_labels_tell_lines_apart(device, label):
    assert Bench(device).label() == label
