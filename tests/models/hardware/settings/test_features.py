"""What the hypervisor gives to a guest."""

import pytest

from tests.models.hardware.settings.helpers import (
    cure,
    get,
    has,
    is_shown,
    item,
    lacks,
    put,
    says,
    scene,
    view,
)
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.models.hardware.settings.features import FORM

WINDOWS = (
    "<metadata><l:libosinfo xmlns:l='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
    "<l:os id='http://microsoft.com/win/11'/></l:libosinfo></metadata>"
)


def features(inside):
    return f"<features>{inside}</features>"


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("acpi", True, "<acpi/>"),
        ("apic", True, "<apic/>"),
        ("apic_eoi", True, "<apic eoi='on'/>"),
        ("pae", True, "<pae/>"),
        ("smm", True, "<smm state='on'/>"),
        ("tseg", 48 * 1024**2, "<smm><tseg unit='MiB'>48</tseg></smm>"),
        ("vmport", False, "<vmport state='off'/>"),
        ("pmu", False, "<pmu state='off'/>"),
        ("vmcoreinfo", True, "<vmcoreinfo state='on'/>"),
        ("hap", True, "<hap state='on'/>"),
        ("hyperv_relaxed", True, "<hyperv><relaxed state='on'/></hyperv>"),
        ("spinlock_retries", 8191, "<hyperv><spinlocks retries='8191'/></hyperv>"),
        ("stimer_direct", True, "<hyperv><stimer><direct state='on'/></stimer></hyperv>"),
        ("hyperv_vendor", "me", "<hyperv><vendor_id value='me'/></hyperv>"),
        ("hyperv_mode", "passthrough", "<hyperv mode='passthrough'/>"),
        ("kvm_hidden", True, "<kvm><hidden state='on'/></kvm>"),
        ("kvm_dedicated", True, "<kvm><hint-dedicated state='on'/></kvm>"),
        ("kvm_poll", True, "<kvm><poll-control state='on'/></kvm>"),
        ("kvm_ipi", False, "<kvm><pv-ipi state='off'/></kvm>"),
        ("dirty_ring_size", 4096, "<kvm><dirty-ring size='4096'/></kvm>"),
        ("pvspinlock", True, "<pvspinlock state='on'/>"),
        ("xen_e820", True, "<xen><e820_host state='on'/></xen>"),
        ("ioapic", "qemu", "<ioapic driver='qemu'/>"),
        ("gic", "on", "<gic/>"),
        ("gic", "3", "<gic version='3'/>"),
        ("msrs_unknown", "ignore", "<msrs unknown='ignore'/>"),
        ("tb_cache", 2 * 1024**2, "<tcg><tb-cache unit='KiB'>2048</tb-cache></tcg>"),
        ("hpt_resizing", "enabled", "<hpt resizing='enabled'/>"),
        ("htm", True, "<htm state='on'/>"),
        ("nested_hv", True, "<nested-hv state='on'/>"),
        ("ccf_assist", True, "<ccf-assist state='on'/>"),
        ("cfpc", "fixed", "<cfpc value='fixed'/>"),
        ("sbbc", "broken", "<sbbc value='broken'/>"),
        ("ibs", "fixed-na", "<ibs value='fixed-na'/>"),
        ("cap_mknod", True, "<capabilities policy='default'><mknod state='on'/></capabilities>"),
        ("privnet", True, "<privnet/>"),
    ],
)
def test_a_field_writes_what_libvirt_reads(name, value, wanted):
    where = scene()
    put(FORM, name, value, where)
    has(where, features(wanted))
    assert get(FORM, name, where) == value


def test_a_bare_element_is_on_and_can_go():
    where = scene(features("<pmu/><acpi/>"))
    assert get(FORM, "pmu", where) is True
    before = where.document.canonical()
    put(FORM, "pmu", True, where)
    assert where.document.canonical() == before
    put(FORM, "pmu", False, where)
    has(where, features("<pmu state='off'/><acpi/>"))
    put(FORM, "pmu", None, where)
    has(where, features("<acpi/>"))


def test_capabilities_forget_the_policy_that_nobody_chose():
    where = scene()
    put(FORM, "cap_kill", False, where)
    put(FORM, "cap_kill", None, where)
    lacks(where, "features")
    put(FORM, "capabilities_policy", "deny", where)
    put(FORM, "cap_kill", True, where)
    put(FORM, "cap_kill", None, where)
    has(where, features("<capabilities policy='deny'/>"))


def test_windows_is_offered_the_usual_enlightenments():
    assert says(FORM, "hyperv_mode", scene()) == ()
    where = scene(WINDOWS)
    assert says(FORM, "hyperv_mode", where)[0] == "info"
    cure(FORM, "hyperv_mode", where)
    own = view(FORM, where)
    assert own.spinlock_retries == 8191
    assert get(FORM, "hyperv_stimer", where) is True
    for name in ("hyperv_mode", "hyperv_synic", "hyperv_stimer", "spinlock_retries"):
        assert says(FORM, name, where) == ()


def test_an_enlightenment_that_needs_another_says_so():
    where = scene(features("<hyperv><synic state='on'/></hyperv>"))
    assert says(FORM, "hyperv_synic", where) == ("error", "It needs “Processor index” as well.")
    cure(FORM, "hyperv_synic", where)
    assert says(FORM, "hyperv_synic", where) == ()
    has(where, "<vpindex state='on'/>")


def test_spinlocks_need_a_number():
    where = scene(features("<hyperv><spinlocks state='on'/></hyperv>"))
    assert "8191" in says(FORM, "spinlock_retries", where)[1]
    cure(FORM, "spinlock_retries", where)
    has(where, "<spinlocks retries='8191' state='on'/>")


def test_passthrough_drops_single_enlightenments():
    where = scene(features("<hyperv mode='custom'><relaxed state='on'/></hyperv>"))
    put(FORM, "hyperv_mode", "passthrough", where)
    has(where, features("<hyperv mode='passthrough'/>"))
    assert not is_shown(FORM, "hyperv_relaxed", where)


def test_what_the_host_lacks_is_locked_unless_it_is_set():
    where = scene(caps=DomainCaps(hyperv=("relaxed",)))
    field, own = item(FORM, "hyperv_evmcs"), view(FORM, where)
    assert "node-a" in field.locked(own, where)
    assert item(FORM, "hyperv_relaxed").locked(own, where) == ""
    put(FORM, "hyperv_evmcs", True, where)
    assert field.locked(own, where) == ""
    assert item(FORM, "hyperv_evmcs").locked(own, scene()) == ""


def test_checks():
    assert says(FORM, "acpi", scene())[0] == "warn"
    assert says(FORM, "acpi", scene(features("<acpi/>"))) == ()
    old = scene(features("<smm state='on'/>"), change=("pc-q35-7.2", "pc-i440fx-7.2"))
    assert says(FORM, "smm", old) == ("error", "SMM needs the chipset Q35.")
    emulated = scene(features("<kvm><hidden state='on'/></kvm>"), change=("'kvm'", "'qemu'"))
    assert says(FORM, "kvm_hidden", emulated)[0] == "warn"
    ring = scene(features("<kvm><dirty-ring state='on' size='1000'/></kvm>"))
    assert "power of two" in says(FORM, "dirty_ring_size", ring)[1]
    vendor = scene(features("<hyperv><vendor_id state='on' value='a,b'/></hyperv>"))
    assert "no comma" in says(FORM, "hyperv_vendor", vendor)[1]


def test_each_architecture_sees_its_own():
    arm = scene(change=("x86_64", "aarch64"))
    assert is_shown(FORM, "gic", arm)
    assert not is_shown(FORM, "apic", arm)
    assert not is_shown(FORM, "hyperv_mode", arm)
    power = scene(change=("x86_64", "ppc64le"))
    assert is_shown(FORM, "htm", power)
    assert not is_shown(FORM, "htm", scene())
    assert is_shown(FORM, "htm", scene(features("<htm state='on'/>")))
    container = scene(change=("'kvm'", "'lxc'"))
    assert is_shown(FORM, "cap_mknod", container)
    assert not is_shown(FORM, "acpi", container)
    assert not is_shown(FORM, "cap_mknod", scene())
    assert not is_shown(FORM, "ps2", scene())
    assert not is_shown(FORM, "hyperv_emsr_bitmap", scene())
