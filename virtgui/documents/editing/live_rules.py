"""What libvirt can change while a domain runs: rules as data.

From libvirt 9.0's src/qemu/qemu_driver.c, qemu_hotplug.c and qemu_domain.c
(qemuDomainDiskChangeSupported, qemuDomainChangeNet, qemuDomainChangeGraphics). They tell what is
tried; the node has the last word, and what it refuses is reported.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.documents.properties import Path

_BUSES_TO_PLUG: Final = frozenset({"virtio", "scsi", "usb"})
_CONTROLLERS_TO_PLUG: Final = frozenset({"scsi", "virtio-serial"})
_DRIVES: Final = frozenset({"cdrom", "floppy"})
_LXC_TO_PLUG: Final = frozenset({"disk", "interface", "hostdev"})

SCHEDULER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cputune/shares": "cpu_shares",
        "cputune/period": "vcpu_period",
        "cputune/quota": "vcpu_quota",
        "cputune/global_period": "global_period",
        "cputune/global_quota": "global_quota",
        "cputune/emulator_period": "emulator_period",
        "cputune/emulator_quota": "emulator_quota",
        "cputune/iothread_period": "iothread_period",
        "cputune/iothread_quota": "iothread_quota",
    }
)
"""Path of a setting, and the scheduler parameter for it."""

MEMTUNE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "memtune/hard_limit": "hard_limit",
        "memtune/soft_limit": "soft_limit",
        "memtune/swap_hard_limit": "swap_hard_limit",
    }
)
LIFECYCLE: Final[Mapping[str, str]] = MappingProxyType(
    {"on_poweroff": "poweroff", "on_reboot": "reboot", "on_crash": "crash"}
)

_UPDATED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "interface": (
            "link/@state",
            "bandwidth/",
            "filterref",
            "source/@network",
            "source/@bridge",
            "source/@portgroup",
            "vlan",
            "port/@isolated",
            "coalesce/",
            "@trustGuestRxFilters",
        ),
        "graphics": ("@passwd", "@connected"),
        "memory": ("target/requested",),
    }
)
_MEDIA: Final = ("source", "@type", "driver/@type", "@startupPolicy", "encryption", "auth")


def updated_live(device: etree._Element, path: str) -> bool:
    """Whether one setting of a running device can be changed by updating the device.

    Args:
        device: The device as it runs.
        path: The setting, as declared properties write it.
    """
    tag = str(device.tag)
    if tag == "disk":
        # Only drives for media let their source go while the guest runs.
        is_drive = device.get("device") in _DRIVES
        return is_drive and path.startswith(_MEDIA)
    return path.startswith(_UPDATED.get(tag, ("\0",)))


def _plugs_disk(device: etree._Element) -> bool:
    is_disk = device.get("device", "disk") in {"disk", "lun"}
    return is_disk and (Path("target/@bus").read(device) or "virtio") in _BUSES_TO_PLUG


def _plugs_controller(device: etree._Element) -> bool:
    return device.get("type") in _CONTROLLERS_TO_PLUG


def _plugs_console(device: etree._Element) -> bool:
    return Path("target/@type").read(device) == "virtio"


def _plugs_serial(device: etree._Element) -> bool:
    return Path("target/@type").read(device) in {"usb-serial", "pci-serial"}


def _plugs_input(device: etree._Element) -> bool:
    return device.get("bus") in {"virtio", "usb"}


def _plugs_filesystem(device: etree._Element) -> bool:
    return Path("driver/@type").read(device) == "virtiofs"


def _always(device: etree._Element) -> bool:
    del device
    return True


_PLUGGED: Final[Mapping[str, Callable[[etree._Element], bool]]] = MappingProxyType(
    {
        "disk": _plugs_disk,
        "interface": _always,
        "hostdev": _always,
        "controller": _plugs_controller,
        "redirdev": _always,
        "rng": _always,
        "memory": _always,
        "shmem": _always,
        "watchdog": _always,
        "vsock": _always,
        "input": _plugs_input,
        "channel": _always,
        "console": _plugs_console,
        "serial": _plugs_serial,
        "filesystem": _plugs_filesystem,
        "lease": _always,
    }
)


def plugged_live(device: etree._Element, virt_type: str) -> bool:
    """Whether a device can be attached to and detached from a running domain."""
    tag = str(device.tag)
    if virt_type == "lxc" and tag not in _LXC_TO_PLUG:
        return False
    rule = _PLUGGED.get(tag)
    return rule is not None and rule(device)
