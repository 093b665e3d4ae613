"""The form of channels."""

import pytest

from tests.models.hardware.device_bench import Bench, same
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.documents.domain import DomainDocument

AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
SPICE = "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>"
DISPLAY = "<graphics type='spice'/>"


def test_a_well_known_name_leads_where_its_program_is_served():
    plain = "<channel type='pty'><target type='virtio'/></channel>"
    assert Bench(plain).put("name", "com.redhat.spice.0").xml == same(SPICE)
    agent = Bench(plain).put("name", "org.qemu.guest_agent.0")
    assert (agent.get("type"), agent.get("mode")) == ("unix", "bind")
    assert Bench(plain).put("name", "a").xml == same(
        "<channel type='pty'><target type='virtio' name='a'/></channel>"
    )
    assert "org.spice-space.webdav.0" in Bench(plain).options("name")


def test_the_way_into_the_guest_has_names_of_its_own():
    bench = Bench(AGENT).put("target_type", "guestfwd")
    assert bench.xml == same(
        "<channel type='unix'><target type='guestfwd' address='10.0.2.1' port='4600'/></channel>"
    )
    assert bench.is_shown("guest_port")
    assert not bench.is_shown("name")
    assert bench.put("guest_port", None).says("guest_port")[0] == "error"
    assert bench.put("guest_address", "").says("guest_address")[0] == "error"
    bench.put("target_type", "xen").put("name", "a")
    assert bench.xml == same("<channel type='unix'><target type='xen' name='a'/></channel>")


def test_names_are_unique():
    assert Bench(AGENT, AGENT).says("name")[0] == "error"
    assert Bench(AGENT, SPICE).finding("name") is None


def test_the_agent_needs_a_socket():
    bench = Bench(AGENT.replace("unix", "pty"))
    assert bench.says("type")[0] == "warn"
    bench.cure("type")
    assert bench.get("type") == "unix"
    assert bench.finding("type") is None


def test_spice_needs_its_display_and_its_name():
    assert Bench(SPICE).says("type")[0] == "error"
    assert Bench(SPICE, DISPLAY).finding("type") is None
    odd = Bench(SPICE.replace("com.redhat", "com.example"), DISPLAY)
    assert "com.redhat.spice.0" in odd.says("type")[1]
    agent = Bench(SPICE.replace("spicevmc", "qemu-vdagent").replace("com.redhat", "x"))
    assert agent.says("name")[0] == "error"
    agent.cure("name")
    assert agent.finding("name") is None
    assert agent.finding("type") is None
    agent.put("copy_paste", True).put("mouse", "client")
    assert agent.element.find("source/mouse").get("mode") == "client"


def test_kinds_come_from_the_node():
    caps = DomainCaps(devices={"channel": {"type": ("pty", "unix")}})
    assert "node-a" in Bench(SPICE, caps=caps).options("type")["spicevmc"]
    assert not Bench(SPICE).options("type")["spicevmc"]


def test_the_state_is_told_by_what_runs():
    connected = AGENT.replace("/></c", " state='connected'/></c")
    bench = Bench(connected)
    assert bench.get("state") == "Connected"
    assert bench.put("state", "x").xml == same(connected)
    root = "<domain><devices>{}</devices></domain>"
    running = DomainDocument.parse(root.format(connected))
    assert Bench(AGENT, running=running).label() == ("QEMU guest agent", "Connected")
    other = DomainDocument.parse(root.format(SPICE))
    assert Bench(AGENT, running=other).label() == ("QEMU guest agent", "Unix socket")


@pytest.mark.parametrize(
    ("device", "label"),
    [
        (SPICE, ("SPICE agent", "SPICE viewer")),
        (AGENT.replace("org.qemu.guest_agent.0", "a.b"), ("Channel a.b", "Unix socket")),
        ("<channel type='pty'/>", ("Channel", "Pseudo terminal")),
        (
            "<channel type='pty'><target type='guestfwd' address='10.0.2.1' port='7'/></channel>",
            ("Channel 10.0.2.1:7", "Pseudo terminal"),
        ),
    ],
)
def test_labels_tell_channels_apart(device, label):
    assert Bench(device).label() == label
