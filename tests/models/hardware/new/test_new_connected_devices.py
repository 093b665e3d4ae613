"""New interfaces, displays, sound, input, lines and small devices."""

import pytest
from lxml import etree

from tests.models.hardware.device_bench import BASE, scene
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.node_choices import (
    Found,
    HostInterfaceChoice,
    NetworkChoice,
    NodeChoices,
    NodeDeviceChoice,
)
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.schema import Schema, find_schemas
from virtgui.models.hardware.entries import Target, findings_of
from virtgui.models.hardware.fields import Severity
from virtgui.models.hardware.forms import form_of
from virtgui.models.hardware.new import display, lines, network

ENTRIES = (*network.NEW, *display.NEW, *lines.NEW)
BY_ID = {entry.id: entry for entry in ENTRIES}
OF_CONTAINERS = frozenset({"interface", "interface_bridge", "interface_direct", "console"})
SPICE = "<graphics type='spice'/>"
CHOICES = NodeChoices(
    networks=Found((NetworkChoice("lab", False), NetworkChoice("default", True, "virbr0"))),
    interfaces=Found(
        (HostInterfaceChoice("br7", "bridge", True), HostInterfaceChoice("eth7", "ethernet", True))
    ),
)
CARD = NodeDeviceChoice("pci_1", "pci", address="0000:41:00.0", net_name="eth0")


@pytest.fixture(scope="module")
def schema():
    return Schema(find_schemas(), "domain")


def room(entry):
    """What the machine has besides."""
    return "" if entry.id == "spice" else SPICE


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
@pytest.mark.parametrize("choices", [CHOICES, None], ids=["known", "unknown"])
def test_a_new_device_is_valid_and_has_no_error(entry, choices, schema):
    text = entry.make(scene(others=room(entry), choices=choices, devices=Found((CARD,))))
    assert etree.fromstring(text).tag == entry.tag
    found = scene(text, room(entry), choices=choices)
    findings = findings_of(found.document.element, Target(entry.tag, 0), found)
    assert not [one for one in findings.values() if one.severity is Severity.ERROR], findings
    form = form_of(entry.tag)
    assert form.label(form.view(devices_of(found.document.element)[0]), found)[0]
    document = BASE.format(
        device=text, others=room(entry), inside="", virt="kvm", arch="x86_64", machine="pc",
        kind="hvm",
    )  # fmt: skip
    assert schema.validate(document) == ()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_containers_have_few_of_them(entry):
    container = scene(virt="lxc", machine="")
    reason = "" if entry.blocked is None else entry.blocked(container)
    assert bool(reason) is (entry.id not in OF_CONTAINERS)
    machine = scene(others=room(entry))
    assert entry.blocked is None or not entry.blocked(machine)


def made(entry, device="", others="", **more):
    return etree.fromstring(BY_ID[entry].make(scene(device, others, **more)))


def test_interfaces_take_what_the_node_has():
    found = made("interface", choices=CHOICES)
    assert found.find("source").get("network") == "default"
    assert found.find("mac").get("address").startswith("52:54:00:")
    assert made("interface_bridge", choices=CHOICES).find("source").get("bridge") == "br7"
    direct = made("interface_direct", choices=CHOICES).find("source")
    assert direct.attrib == {"dev": "eth7", "mode": "bridge"}
    passed = made("interface_hostdev", devices=Found((CARD,)))
    assert passed.find("source/address").get("bus") == "0x41"
    assert made("interface", virt="lxc", machine="").find("model") is None
    blocked = BY_ID["interface_hostdev"].blocked
    assert "node-a" in blocked(scene(devices=Found()))
    assert not blocked(scene(devices=Found((CARD,))))


@pytest.mark.parametrize("kind", ["spice", "vnc", "dbus", "egl-headless"])
def test_a_second_display_of_a_kind_is_blocked(kind):
    entry = BY_ID[kind.replace("-", "_")]
    assert entry.blocked(scene(f"<graphics type='{kind}'/>"))
    caps = DomainCaps(devices={"graphics": {"type": ("sdl",)}})
    assert "node-a" in entry.blocked(scene(caps=caps))


def test_cards_are_the_best_that_the_node_offers():
    caps = DomainCaps(devices={"video": {"modelType": ("vga", "qxl")}})
    assert made("video", caps=caps).find("model").get("type") == "vga"
    first = "<video><model type='vga'/></video>"
    assert made("video", first, caps=caps).find("model").get("type") == "qxl"
    assert made("video").find("model").get("type") == "virtio"
    assert made("video", virt="xen").find("model").get("type") == "vga"
    assert BY_ID["video"].blocked(scene("<video><model type='none'/></video>"))


def test_sound_fits_the_machine():
    assert made("sound").get("model") == "ich9"
    assert made("sound", machine="pc-i440fx-7.2").get("model") == "ich6"
    assert made("sound", arch="aarch64", machine="virt").get("model") == "usb"
    assert made("audio").attrib == {"id": "1", "type": "none"}
    assert made("audio", "<audio id='1' type='none'/>", SPICE).attrib == {
        "id": "2",
        "type": "spice",
    }


def test_input_hangs_on_usb_where_there_is_usb():
    assert made("tablet").get("bus") == "usb"
    assert made("tablet", "<controller type='usb' model='none'/>").get("bus") == "virtio"
    assert made("tablet", "<controller type='usb' model='qemu-xhci'/>").get("bus") == "usb"
    assert made("keyboard", arch="s390x", machine="s390-ccw").get("bus") == "virtio"


def test_lines_take_the_next_port():
    first = "<serial type='pty'><target port='0'/></serial>"
    assert made("serial", first).find("target").attrib == {"port": "1"}
    four = "".join(first.replace("'0'", f"'{port}'") for port in range(4))
    assert made("serial", four).find("target").get("type") == "pci-serial"
    assert made("console", virt="lxc", machine="").find("target").get("type") == "lxc"
    assert (
        made("channel", "<channel><target name='org.example.port.0'/></channel>")
        .find("target")
        .get("name")
        == "org.example.port.1"
    )


def test_channels_are_there_once_and_need_their_display():
    agent = BY_ID["agent"].make(scene())
    assert BY_ID["agent"].blocked(scene(agent))
    assert "SPICE" in BY_ID["spice_agent"].blocked(scene())
    assert not BY_ID["spice_agent"].blocked(scene(SPICE))
    assert BY_ID["memballoon"].blocked(scene("<memballoon model='none'/>"))
    assert made("memballoon", virt="xen").get("model") == "xen"
    caps = DomainCaps(devices={"rng": {}})
    assert BY_ID["rng"].blocked(scene(caps=caps))
