"""Processors: how many, which model, in which layout."""

import pytest

from tests.models.hardware.settings.helpers import (
    add_row,
    column,
    cure,
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
from virtgui.core.values.domain_caps import CpuModel, DomainCaps
from virtgui.core.values.node_choices import NodeChoices
from virtgui.models.hardware.settings.cpu import FORM

MODELS = (
    CpuModel("EPYC", usable=False, blockers=("sha-ni", "monitor", "a", "b", "c"), vendor="AMD"),
    CpuModel("Penryn", usable=True, vendor="Intel"),
    CpuModel("486", usable=True, is_deprecated=True),
    CpuModel("Odd", usable=False),
)
CAPS = DomainCaps(
    vcpus_max=16,
    cpu_modes=("host-passthrough", "host-model", "custom"),
    host_model="Skylake",
    cpu_models=MODELS,
    cpu_features=("vmx", "ssse3"),
)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("most", 8, "<vcpu>8</vcpu>"),
        ("current", 2, "<vcpu current='2'>4</vcpu>"),
        ("placement", "auto", "<vcpu placement='auto'>4</vcpu>"),
        ("cpuset", "0-3", "<vcpu cpuset='0-3'>4</vcpu>"),
        ("mode", "host-passthrough", "<cpu mode='host-passthrough'/>"),
        ("mode", "custom", "<cpu mode='custom'><model>qemu64</model></cpu>"),
        ("migratable", False, "<cpu migratable='off'/>"),
        ("check", "full", "<cpu check='full'/>"),
        ("match", "minimum", "<cpu match='minimum'/>"),
        ("model", "Penryn", "<cpu><model>Penryn</model></cpu>"),
        ("fallback", "forbid", "<cpu><model fallback='forbid'/></cpu>"),
        ("vendor", "AMD", "<cpu><vendor>AMD</vendor></cpu>"),
        ("vendor_id", "GenuineIntel", "<cpu><model vendor_id='GenuineIntel'/></cpu>"),
        ("cache_mode", "disable", "<cpu><cache mode='disable'/></cpu>"),
        ("cache_level", 3, "<cpu><cache level='3'/></cpu>"),
        ("address_mode", "passthrough", "<cpu><maxphysaddr mode='passthrough'/></cpu>"),
        ("address_bits", 40, "<cpu><maxphysaddr bits='40'/></cpu>"),
    ],
)
def test_a_field_writes_what_libvirt_reads(name, value, wanted):
    where = scene()
    put(FORM, name, value, where)
    has(where, wanted)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("most", 0, "at least one"),
        ("most", 17, "can have 16"),
        ("most", 8, "node-a has 6 CPUs"),
        ("current", 5, "maximum of 4"),
        ("cpuset", "0-", "no set of numbers"),
        ("cpuset", "0-7", "no CPU 6-7; it has 6"),
        ("vendor_id", "Intel", "12 letters"),
        ("cache_mode", "passthrough", "own processor"),
        ("model", "Nope", "knows no model “Nope”"),
        ("model", "EPYC", "node-a lacks sha-ni, monitor, a, b and 1 more."),
        ("mode", "maximum", "does not offer"),
    ],
)
def test_checks(name, value, part):
    where = scene(caps=CAPS, choices=NodeChoices(cpus=6))
    assert says(FORM, name, where) == () or name == "model"
    put(FORM, name, value, where)
    assert part in says(FORM, name, where)[1]


def test_the_number_cannot_be_empty():
    where = scene("", change=("<vcpu>", "<vcpu placement='static'>"))
    put(FORM, "most", None, where)
    has(where, "<vcpu placement='static'/>")
    assert says(FORM, "most", where) == ("error", "The number is missing.")


def test_more_now_than_at_most_can_be_cured():
    where = scene()
    put(FORM, "current", 6, where)
    assert says(FORM, "current", where)[0] == "error"
    cure(FORM, "current", where)
    has(where, "<vcpu current='6'>6</vcpu>")


def test_an_emulated_machine_cannot_have_the_hosts_processor():
    where = scene("<cpu mode='host-passthrough'/>", change=("'kvm'", "'qemu'"))
    assert says(FORM, "mode", where)[0] == "error"


def test_models_come_from_the_host_with_why_not():
    where = scene(caps=CAPS)
    assert list(options(FORM, "model", where)) == ["Penryn", "486", "EPYC", "Odd"]
    found = options(FORM, "model", where)
    assert found["EPYC"] == "node-a lacks sha-ni, monitor, a, b and 1 more."
    assert found["Odd"] == "node-a cannot give it."
    hints = {one.value: one.hint for one in item(FORM, "model").options(view(FORM, where), where)}
    assert hints == {
        "Penryn": "Intel", "486": "QEMU advises against it.", "EPYC": "AMD", "Odd": "",
    }  # fmt: skip
    assert "node-a" in options(FORM, "mode", where)["maximum"]
    assert not any(options(FORM, "mode", scene()).values())


def test_another_mode_takes_what_it_cannot_have_away():
    inside = (
        "<cpu mode='custom' match='exact' check='partial'><model fallback='allow'>Penryn</model>"
        "<vendor>Intel</vendor><topology sockets='1' cores='4' threads='1'/>"
        "<feature name='vmx' policy='require'/></cpu>"
    )
    where = scene(inside, caps=CAPS)
    put(FORM, "mode", "host-passthrough", where)
    has(
        where,
        "<cpu mode='host-passthrough'><topology sockets='1' cores='4' threads='1'/>"
        "<feature name='vmx' policy='require'/></cpu>",
    )
    put(FORM, "migratable", True, where)
    put(FORM, "mode", "custom", where)
    assert get(FORM, "model", where) == "Skylake"
    assert get(FORM, "migratable", where) is None


def test_a_model_without_a_mode_is_a_custom_one():
    where = scene("<cpu><model>Penryn</model></cpu>")
    assert get(FORM, "mode", where) == "custom"
    assert is_shown(FORM, "model", where)
    assert is_shown(FORM, "fallback", where)
    assert not is_shown(FORM, "migratable", where)
    put(FORM, "mode", "", where)
    lacks(where, "cpu")
    assert not is_shown(FORM, "model", where)


def test_a_layout_is_whole_and_fits_the_maximum():
    where = scene()
    put(FORM, "cores", 4, where)
    has(where, "<cpu><topology sockets='1' cores='4' threads='1'/></cpu>")
    assert says(FORM, "sockets", where) == ()
    put(FORM, "sockets", 2, where)
    assert says(FORM, "sockets", where) == ("error", "The layout has 8 vCPUs, the maximum is 4.")
    assert item(FORM, "sockets").check(2, view(FORM, where), where).fix.label == (
        "Set the maximum to 8"
    )
    cure(FORM, "sockets", where)
    has(where, "<vcpu>8</vcpu>")
    put(FORM, "threads", None, where)
    lacks(where, "cpu")


def test_features():
    where = scene(caps=CAPS)
    add_row(FORM, "features", where)
    assert says(FORM, "features", where) == ("error", "A feature has no name.")
    row = view(FORM, where).features[0]
    name = column(FORM, "features", "feature")
    assert [one.value for one in name.options(row, where)] == ["vmx", "ssse3"]
    name.write(row, "vmx", where)
    assert "need a model" in says(FORM, "features", where)[1]
    put(FORM, "mode", "host-model", where)
    has(where, "<cpu mode='host-model'><feature name='vmx' policy='require'/></cpu>")
    assert says(FORM, "features", where) == ()
    add_row(FORM, "features", where)
    name.write(view(FORM, where).features[1], "vmx", where)
    assert "twice" in says(FORM, "features", where)[1]


def test_single_vcpus_agree_with_the_numbers():
    where = scene(change=("<vcpu>4", "<vcpu current='1'>2"))
    add_row(FORM, "vcpus", where)
    has(where, "<vcpus><vcpu enabled='yes' hotpluggable='no' id='0'/></vcpus>")
    assert says(FORM, "vcpus", where)[1] == "The list has 1 of 1 vCPUs; 1 of 2 fit."
    add_row(FORM, "vcpus", where)
    column(FORM, "vcpus", "enabled").write(view(FORM, where).vcpus[1], False, where)
    assert says(FORM, "vcpus", where) == ()
    column(FORM, "vcpus", "enabled").write(view(FORM, where).vcpus[0], False, where)
    assert "vCPU 0" in says(FORM, "vcpus", where)[1]
    cure(FORM, "vcpus", where)
    lacks(where, "vcpus")


def test_address_bits():
    where = scene("<cpu><maxphysaddr mode='emulate'/></cpu>")
    assert "missing" in says(FORM, "address_bits", where)[1]
    assert is_shown(FORM, "address_bits", where)
    assert not is_shown(FORM, "address_bits", scene())
    assert not is_shown(FORM, "mode", scene(change=("'kvm'", "'lxc'")))
