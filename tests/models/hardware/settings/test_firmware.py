"""Firmware: automatic or by files."""

import pytest

from tests.models.hardware.settings.helpers import (
    cure,
    document,
    finding,
    get,
    has,
    is_shown,
    lacks,
    options,
    put,
    says,
    scene,
)
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.models.hardware.fields import Severity
from virtgui.models.hardware.settings.general import FORM

TYPE = "<type arch='x86_64' machine='pc-q35-7.2'>hvm</type>"
FEATURES = (
    "<firmware><feature enabled='{0}' name='enrolled-keys'/>"
    "<feature enabled='{0}' name='secure-boot'/></firmware>"
)
EXPLICIT = (
    "hvm</type>",
    (
        "hvm</type><loader readonly='yes' type='pflash'>/fw/OVMF.fd</loader>"
        "<nvram template='/fw/VARS.fd'>/nv/a.fd</nvram>"
    ),
)


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        ("efi", f"<os firmware='efi'>{TYPE}</os>"),
        ("efi-secure", f"<os firmware='efi'>{TYPE}{FEATURES.format('yes')}</os>"),
        ("efi-insecure", f"<os firmware='efi'>{TYPE}{FEATURES.format('no')}</os>"),
        ("bios", f"<os firmware='bios'>{TYPE}</os>"),
        ("loader", f"<os>{TYPE}<loader type='rom'/></os>"),
    ],
)
def test_each_way_is_written_and_read(way, wanted):
    where = scene()
    put(FORM, "firmware", way, where)
    has(where, wanted)
    assert get(FORM, "firmware", where) == way
    put(FORM, "firmware", "", where)
    assert where.document.canonical() == document().canonical()


def test_ways_can_follow_each_other():
    where = scene()
    for way in ("efi", "efi-secure", "loader", "efi-insecure", "bios", "efi-secure", ""):
        put(FORM, "firmware", way, where)
        assert get(FORM, "firmware", where) == way
    has(where, f"<os>{TYPE}</os>")


def test_files_that_the_host_offers_are_the_start():
    where = scene(caps=DomainCaps(loaders=("/fw/OVMF.fd", "/fw/OTHER.fd")))
    put(FORM, "firmware", "loader", where)
    has(where, "<loader readonly='yes' type='pflash'>/fw/OVMF.fd</loader>")
    assert list(options(FORM, "loader", where)) == ["/fw/OVMF.fd", "/fw/OTHER.fd"]
    put(FORM, "loader", "", where)
    assert says(FORM, "loader", where) == ("error", "The path of the firmware is missing.")


def test_the_variables_stay_between_uefis_and_can_be_dropped():
    where = scene(change=EXPLICIT)
    assert get(FORM, "firmware", where) == "loader"
    put(FORM, "firmware", "efi-secure", where)
    has(where, "<nvram>/nv/a.fd</nvram>")
    lacks(where, "os/loader")
    assert "stays" in says(FORM, "firmware", where)[1]
    cure(FORM, "firmware", where)
    lacks(where, "os/nvram")


def test_bios_has_no_variables():
    where = scene(change=EXPLICIT)
    put(FORM, "firmware", "bios", where)
    lacks(where, "os/nvram", "os/loader")


def test_what_secure_boot_needs_is_said():
    where = scene(change=("pc-q35-7.2", "pc-i440fx-7.2"))
    assert options(FORM, "firmware", where)["efi-secure"] == "Secure Boot needs the chipset Q35."
    put(FORM, "firmware", "efi-secure", where)
    assert says(FORM, "firmware", where) == ("error", "Secure Boot needs the chipset Q35.")
    where = scene(change=EXPLICIT)
    put(FORM, "loader_secure", True, where)
    assert "SMM" in says(FORM, "loader_secure", where)[1]
    cure(FORM, "loader_secure", where)
    has(where, "<features><smm state='on'/></features>")
    assert says(FORM, "loader_secure", where) == ()


def test_what_the_host_lacks_has_a_reason():
    where = scene(caps=DomainCaps(firmwares=("bios",), secure_loader=False))
    found = options(FORM, "firmware", where)
    assert "node-a" in found["efi"]
    assert found["bios"] == ""
    where = scene(caps=DomainCaps(firmwares=("bios", "efi"), secure_loader=False))
    found = options(FORM, "firmware", where)
    assert found["efi"] == ""
    assert "node-a" in found["efi-secure"]
    assert not any(options(FORM, "firmware", scene()).values())


def test_the_automatic_choice_warns_of_secure_boot():
    where = scene()
    put(FORM, "firmware", "efi", where)
    assert finding(FORM, "firmware", where).severity is Severity.INFO
    put(FORM, "firmware", "efi-insecure", where)
    assert "other firmware" in says(FORM, "firmware", where)[1]


def test_variables_of_another_machine_are_noticed():
    other = document(change=EXPLICIT).config()
    where = scene(change=EXPLICIT, neighbours=(other,))
    assert says(FORM, "nvram", where)[1].startswith("web-01 uses this file")
    put(FORM, "nvram", "nv.fd", where)
    assert says(FORM, "nvram", where)[0] == "error"


def test_variables_can_stand_in_a_source():
    source = "hvm</type><nvram type='file'><source file='/nv/b.fd'/></nvram>"
    where = scene(change=("hvm</type>", source))
    assert get(FORM, "nvram", where) == "/nv/b.fd"
    put(FORM, "nvram", "/nv/c.fd", where)
    has(where, "<nvram type='file'><source file='/nv/c.fd'/></nvram>")
    put(FORM, "nvram_type", "network", where)
    assert not is_shown(FORM, "nvram", where)
    assert is_shown(FORM, "nvram_protocol", where)


def test_what_has_no_meaning_is_hidden():
    where = scene()
    for name in ("loader", "loader_secure", "nvram", "nvram_template", "nvram_type", "nvram_host"):
        assert not is_shown(FORM, name, where)
    put(FORM, "firmware", "efi", where)
    assert is_shown(FORM, "nvram", where)
    assert not is_shown(FORM, "firmware", scene(change=("type='kvm'", "type='lxc'")))
