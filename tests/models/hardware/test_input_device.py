"""The form of keyboards, mice and tablets."""

import pytest

from tests.models.hardware.device_bench import Bench, same

TABLET = "<input type='tablet' bus='usb'><address type='usb' bus='0' port='1'/></input>"
EVDEV = "<input type='evdev'><source dev='/dev/input/by-id/kbd'/></input>"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("grab", "all", EVDEV.replace("/></i", " grab='all'/></i")),
        ("grab_toggle", "alt-alt", EVDEV.replace("/></i", " grabToggle='alt-alt'/></i")),
        ("repeat", True, EVDEV.replace("/></i", " repeat='on'/></i")),
        ("device", "/dev/input/by-id/m", EVDEV.replace("kbd", "m")),
    ],
)
def test_a_field_writes_its_place(field, value, expected):
    bench = Bench(EVDEV).put(field, value)
    assert bench.xml == same(expected)
    assert bench.is_shown(field)


def test_another_kind_brings_its_bus_and_keeps_the_path():
    bench = Bench(TABLET).put("type", "passthrough")
    assert bench.xml == same("<input type='passthrough' bus='virtio'/>")
    bench.put("evdev", "/dev/input/by-id/a").put("type", "evdev")
    assert bench.xml == same("<input type='evdev'><source dev='/dev/input/by-id/a'/></input>")
    assert bench.put("type", "mouse").xml == same("<input type='mouse' bus='usb'/>")
    assert Bench("<input type='mouse' bus='ps2'/>").put("type", "tablet").get("bus") == "usb"


def test_another_bus_drops_the_address():
    bench = Bench(TABLET).put("bus", "virtio").put("model", "virtio").put("ats", True)
    assert bench.xml == same(
        "<input type='tablet' bus='virtio' model='virtio'><driver ats='on'/></input>"
    )
    assert bench.is_shown("ats")
    assert bench.put("bus", "usb").xml == same("<input type='tablet' bus='usb'/>")
    assert not bench.is_shown("ats")


def test_buses_have_a_reason_where_they_do_not_fit():
    options = Bench(TABLET).options("bus")
    assert options["ps2"]
    assert options["xen"]
    assert not options["usb"]
    assert Bench(TABLET, arch="aarch64").put("type", "mouse").options("bus")["ps2"]
    assert not Bench("<input type='mouse' bus='ps2'/>").options("bus")["ps2"]
    assert Bench("<input type='passthrough' bus='virtio'/>").options("bus")["usb"]


@pytest.mark.parametrize(
    ("device", "others", "field", "severity"),
    [
        ("<input type='tablet' bus='ps2'/>", "", "bus", "error"),
        (TABLET, "<controller type='usb' model='none'/>", "bus", "error"),
        ("<input type='evdev'/>", "", "device", "error"),
        (EVDEV.replace("/dev", "dev", 1), "", "device", "error"),
        (EVDEV, EVDEV, "device", "error"),
        ("<input type='evdev'><source dev='/dev/input/event3'/></input>", "", "device", "warn"),
    ],
)
def test_what_is_wrong_is_said(device, others, field, severity):
    assert Bench(device, others).says(field)[0] == severity


def test_nothing_is_said_of_what_is_right():
    usb = "<controller type='usb' model='qemu-xhci'/>"
    assert Bench(TABLET, usb).finding("bus") is None
    assert Bench(TABLET).finding("bus") is None
    assert Bench(EVDEV).finding("device") is None


@pytest.mark.parametrize(
    ("device", "label"),
    [
        (TABLET, ("Tablet", "USB")),
        ("<input type='keyboard' bus='ps2'/>", ("Keyboard", "PS/2")),
        (EVDEV, ("Host input", "/dev/input/by-id/kbd")),
        ("<input type='odd' bus='new'/>", ("odd", "new")),
    ],
)
def test_labels_tell_devices_apart(device, label):
    assert Bench(device).label() == label
