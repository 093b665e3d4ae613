"""The forms of USB redirection, its filter, and smart cards."""

import pytest

from tests.models.hardware.device_bench import Bench, same

SPICE = "<graphics type='spice'/>"
REDIRECTION = "<redirdev bus='usb' type='spicevmc'/>"
TCP = (
    "<redirdev bus='usb' type='tcp'><source mode='connect' host='a' service='4000'/>"
    "<protocol type='raw'/></redirdev>"
)
FILTER = "<redirfilter><usbdev class='0x08' allow='yes'/><usbdev allow='no'/></redirfilter>"
CARD = "<smartcard mode='passthrough' type='spicevmc'/>"


def test_another_end_brings_its_own_parts():
    bench = Bench(REDIRECTION).put("type", "tcp")
    assert bench.xml == same(
        "<redirdev bus='usb' type='tcp'>"
        "<source mode='connect' host='127.0.0.1' service='4000'/></redirdev>"
    )
    assert bench.is_shown("ends")
    bench.put("protocol", "telnet").put("type", "unix").put("path", "/run/a")
    assert bench.xml == same(
        "<redirdev bus='usb' type='unix'><source mode='bind' path='/run/a'/></redirdev>"
    )
    bench.put("type", "spicevmc")
    assert bench.xml == same(REDIRECTION)


def test_redirection_needs_spice_and_usb():
    assert Bench(REDIRECTION).says("type")[0] == "error"
    assert Bench(REDIRECTION, SPICE).says("type") == ()
    none = "<controller type='usb' model='none'/>"
    assert "no USB" in Bench(TCP, none).says("type")[1]
    assert Bench(TCP).says("type") == ()


def test_ends_can_be_edited():
    bench = Bench(TCP)
    row = bench.item("ends").read(bench.view)[0]
    service = next(each for each in bench.item("ends").columns if each.id == "service")
    service.write(row, "5000", bench.scene)
    assert bench.element.find("source").get("service") == "5000"
    assert service.check("a b", row, bench.scene).severity.value == "error"
    assert service.check("5000", row, bench.scene) is None


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("reconnect", True, "<reconnect enabled='yes'/>"),
        ("log_file", "/var/log/a", "<log file='/var/log/a'/>"),
        ("tls", True, "<source mode='connect' host='a' service='4000' tls='yes'/>"),
        ("boot_order", 3, "<boot order='3'/>"),
    ],
)
def test_a_field_writes_its_place(name, value, wanted):
    assert same(f"<x>{wanted}</x>")[3:-4] in Bench(TCP).put(name, value).xml


def test_rules_of_the_filter():
    bench = Bench(FILTER)
    assert bench.says("rules") == ()
    bench.add("rules", vendor="0x046d", allow=False)
    assert [dict(rule.attrib) for rule in bench.element][2] == {
        "class": "0x08", "vendor": "0x046d", "allow": "no",
    }  # fmt: skip
    only = Bench("<redirfilter><usbdev allow='no'/></redirfilter>")
    assert only.says("rules")[0] == "warn"
    assert Bench(FILTER, FILTER).says("rules")[0] == "error"
    columns = {each.id: each for each in bench.item("rules").columns}
    assert columns["vendor"].check("xyz", bench.view, bench.scene)
    assert columns["version"].check("2.00", bench.view, bench.scene) is None
    assert bench.label()[1] == "3 rules"


def test_modes_of_cards_bring_what_they_need():
    bench = Bench(CARD, SPICE).put("mode", "host-certificates")
    assert [each.text for each in bench.element] == ["cert1", "cert2", "cert3"]
    assert bench.says("certificates") == ()
    assert bench.element.get("type") is None
    bench.item("certificates").prop.remove(bench.view, 0)
    assert bench.says("certificates")[0] == "error"
    bench.put("database", "/etc/pki").put("mode", "host")
    assert bench.xml == same("<smartcard mode='host'/>")
    bench.put("mode", "passthrough")
    assert bench.xml == same(CARD)
    assert bench.says("type") == ()
    assert Bench(CARD).says("type")[0] == "error"
    assert Bench(CARD, CARD).says("mode")[0] == "error"


def test_labels():
    assert Bench(REDIRECTION).label() == ("USB redirection", "SPICE viewer")
    assert Bench(CARD).label() == ("Smart card", "SPICE viewer")
    assert Bench("<smartcard mode='host'/>").label() == ("Smart card", "The host's reader")
