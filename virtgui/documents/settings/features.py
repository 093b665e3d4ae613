"""What the hypervisor gives to a guest: ``features``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from virtgui.documents.properties import XmlView, integer, on_off, present, size, text
from virtgui.documents.settings.values import StateFlag

ENLIGHTENMENTS: Final = (
    "relaxed", "vapic", "spinlocks", "vpindex", "runtime", "synic", "stimer", "reset",
    "vendor_id", "frequencies", "reenlightenment", "tlbflush", "ipi", "evmcs", "avic",
    "emsr_bitmap", "xmm_input",
)  # fmt: skip
"""The enlightenments for Windows guests, as libvirt orders them."""

CAPABILITIES: Final = (
    "audit_control", "audit_write", "block_suspend", "chown", "dac_override", "dac_read_search",
    "fowner", "fsetid", "ipc_lock", "ipc_owner", "kill", "lease", "linux_immutable", "mac_admin",
    "mac_override", "mknod", "net_admin", "net_bind_service", "net_broadcast", "net_raw",
    "setgid", "setfcap", "setpcap", "setuid", "sys_admin", "sys_boot", "sys_chroot", "sys_module",
    "sys_nice", "sys_pacct", "sys_ptrace", "sys_rawio", "sys_resource", "sys_time",
    "sys_tty_config", "syslog", "wake_alarm",
)  # fmt: skip
"""The capabilities of processes in containers."""

STATES: Final[Mapping[str, StateFlag]] = MappingProxyType(
    {
        name: StateFlag(f"features/{name}")
        for name in (
            "hap",
            "pvspinlock",
            "pmu",
            "vmport",
            "smm",
            "vmcoreinfo",
            "htm",
            "nested-hv",
            "ccf-assist",
            "ras",
            "ps2",
            "hyperv/stimer/direct",
            "kvm/hidden",
            "kvm/hint-dedicated",
            "kvm/poll-control",
            "kvm/pv-ipi",
            "kvm/dirty-ring",
            "xen/e820_host",
            "xen/passthrough",
            *(f"hyperv/{name}" for name in ENLIGHTENMENTS),
            *(f"capabilities/{name}" for name in CAPABILITIES),
        )
    }
)
"""All features that are on, off or left to the hypervisor, by their path below ``features``."""


class FeaturesView(XmlView):
    """The features of a domain (formatdomain, "Hypervisor features")."""

    __slots__ = ()

    acpi = present("features/acpi")
    apic = present("features/apic")
    apic_eoi = on_off("features/apic/@eoi")
    pae = present("features/pae")
    viridian = present("features/viridian")
    privnet = present("features/privnet")
    hyperv_mode = text("features/hyperv/@mode")
    spinlock_retries = integer("features/hyperv/spinlocks/@retries")
    hyperv_vendor = text("features/hyperv/vendor_id/@value")
    dirty_ring_size = integer("features/kvm/dirty-ring/@size")
    xen_passthrough_mode = text("features/xen/passthrough/@mode")
    tseg = size("features/smm/tseg", "MiB")
    ioapic = text("features/ioapic/@driver")
    gic = present("features/gic")
    gic_version = text("features/gic/@version")
    hpt_resizing = text("features/hpt/@resizing")
    hpt_page = size("features/hpt/maxpagesize")
    msrs_unknown = text("features/msrs/@unknown")
    cfpc = text("features/cfpc/@value")
    sbbc = text("features/sbbc/@value")
    ibs = text("features/ibs/@value")
    tb_cache = size("features/tcg/tb-cache")
    async_teardown = text("features/async-teardown/@enabled")
    capabilities_policy = text("features/capabilities/@policy")
