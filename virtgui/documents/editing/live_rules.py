"""What libvirt can change while a domain runs: rules as data.

Each was tried with libvirt 9.0 and QEMU 7.2. Much that an update of a device is given libvirt
accepts and then ignores (the boot order taken away, a port group, `trustGuestRxFilters`): what is
not named here waits for the next start. The node has the last word, and what it refuses is
reported.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.core.values.live_step import LiveKind, LiveStep
from virtgui.documents.editing.leaves import Leaf
from virtgui.documents.properties import Path

_BUSES_TO_PLUG: Final = frozenset({"virtio", "scsi", "usb"})
_BUSES_OF_DRIVES: Final = frozenset({"scsi", "usb"})
_DRIVES: Final = frozenset({"cdrom", "floppy"})
_WATCHDOGS: Final = frozenset({"i6300esb", "diag288"})
_SHARED_MEMORIES: Final = frozenset({"ivshmem-plain", "ivshmem-doorbell"})
_VIRTIO_SERIAL: Final = "devices/controller[@type='virtio-serial']"
_BRIDGED: Final = frozenset({"network", "bridge"})
"""Kinds of interface that end in a bridge of the node: one may become the other."""

_PLUGGED_BY_TYPE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "lxc": frozenset({"disk", "interface", "hostdev"}),
        "xen": frozenset({"disk", "interface", "hostdev"}),
    }
)
"""What other hypervisors than QEMU plug."""

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

_KINDS_BY_TYPE: Final[Mapping[str, frozenset[LiveKind]]] = MappingProxyType(
    {
        "lxc": frozenset(
            {
                LiveKind.ATTACH,
                LiveKind.DETACH,
                LiveKind.MEMORY,
                LiveKind.SCHEDULER,
                LiveKind.MEMTUNE,
                LiveKind.BLKIO,
                LiveKind.TITLE,
                LiveKind.DESCRIPTION,
                LiveKind.METADATA,
            }
        ),
    }
)
_SCHEDULER_BY_TYPE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"lxc": frozenset({"cpu_shares", "vcpu_period", "vcpu_quota"})}
)

_INTERFACE: Final = ("link/@state", "bandwidth/", "filterref", "port/@isolated", "coalesce/")
_INTERFACE_SOURCE: Final = ("@type", "source/@network", "source/@bridge", "source/@portgroup")
_GRAPHICS: Final = ("@passwd", "@passwdValidTo", "@connected")
_OF_ANY_DISK: Final = ("@snapshot", "source/@startupPolicy")
_MEDIA: Final = ("@type", "source")
_WITH_MEDIA: Final = ("driver/@type", "encryption", "auth")
"""Changes only together with the media themselves."""


def updated_leaves(
    device: etree._Element, leaves: Iterable[Leaf], virt_type: str
) -> frozenset[Leaf]:
    """Which changes of a running device are made by updating it.

    Args:
        device: The device as it runs.
        leaves: All that changes of it.
        virt_type: The hypervisor, as definitions name it.
    """
    rule = _UPDATED.get(str(device.tag))
    if rule is None or not can_step(LiveKind.UPDATE, (), virt_type):
        return frozenset()
    changed = {leaf.path.plain: leaf for leaf in leaves}
    live = rule(device, {path: leaf.new for path, leaf in changed.items()})
    return frozenset(leaf for leaf in leaves if leaf.path.plain in live)


def can_step(kind: LiveKind, names: Iterable[str], virt_type: str) -> bool:
    """Whether a hypervisor has a call, and the parameters that it is given."""
    if kind not in _KINDS_BY_TYPE.get(virt_type, frozenset(LiveKind)):
        return False
    known = _SCHEDULER_BY_TYPE.get(virt_type)
    return kind is not LiveKind.SCHEDULER or known is None or known.issuperset(names)


def is_possible(step: LiveStep, virt_type: str) -> bool:
    """Whether a hypervisor can take a step."""
    return can_step(step.kind, (name for name, _ in step.values), virt_type)


_Changed = Mapping[str, str | None]
"""Paths that change, and what will stand there."""


def _of_disk(device: etree._Element, changed: _Changed) -> frozenset[str]:
    live = {path for path in changed if path in _OF_ANY_DISK}
    # Only drives for media let their source go while the guest runs.
    if device.get("device") in _DRIVES:
        media = {path for path in changed if path.startswith(_MEDIA) and path not in live}
        live |= media
        if media:
            live |= {path for path in changed if path.startswith(_WITH_MEDIA)}
    return frozenset(live)


def _of_interface(device: etree._Element, changed: _Changed) -> frozenset[str]:
    live = {path for path in changed if path.startswith(_INTERFACE)}
    if Path("virtualport/@type").read(device) == "openvswitch":
        live |= {path for path in changed if path.startswith("vlan")}
    kinds = {device.get("type"), changed.get("@type") or device.get("type")}
    source = {path for path in changed if path in _INTERFACE_SOURCE}
    # A port group alone is ignored; with another network it goes along.
    if kinds <= _BRIDGED and source - {"source/@portgroup"}:
        live |= source
    return frozenset(live)


def _of_graphics(device: etree._Element, changed: _Changed) -> frozenset[str]:
    is_known = device.get("type") in {"vnc", "spice"} and "@type" not in changed
    return frozenset(path for path in changed if is_known and path in _GRAPHICS)


def _of_memory(device: etree._Element, changed: _Changed) -> frozenset[str]:
    is_flexible = device.get("model") == "virtio-mem"
    return frozenset(
        path for path in changed if is_flexible and path.startswith("target/requested")
    )


_UPDATED: Final[Mapping[str, Callable[[etree._Element, _Changed], frozenset[str]]]] = (
    MappingProxyType(
        {
            "disk": _of_disk,
            "interface": _of_interface,
            "graphics": _of_graphics,
            "memory": _of_memory,
        }
    )
)


def _plugs_disk(device: etree._Element) -> bool:
    bus = Path("target/@bus").read(device) or "virtio"
    kind = device.get("device", "disk")
    return bus in (_BUSES_OF_DRIVES if kind == "cdrom" else _BUSES_TO_PLUG) and kind != "floppy"


def _plugs_controller(device: etree._Element) -> bool:
    return device.get("type") == "scsi"


def _plugs_console(device: etree._Element) -> bool:
    return Path("target/@type").read(device) == "virtio"


def _plugs_serial(device: etree._Element) -> bool:
    return Path("target/@type").read(device) in {"usb-serial", "pci-serial"}


def _plugs_input(device: etree._Element) -> bool:
    return device.get("bus") in {"virtio", "usb"}


def _plugs_filesystem(device: etree._Element) -> bool:
    return Path("driver/@type").read(device) == "virtiofs"


def _plugs_watchdog(device: etree._Element) -> bool:
    return device.get("model") in _WATCHDOGS


def _plugs_shmem(device: etree._Element) -> bool:
    return Path("model/@type").read(device) in _SHARED_MEMORIES


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
        "shmem": _plugs_shmem,
        "watchdog": _plugs_watchdog,
        "vsock": _always,
        "input": _plugs_input,
        "channel": _always,
        "console": _plugs_console,
        "serial": _plugs_serial,
        "filesystem": _plugs_filesystem,
        "lease": _always,
    }
)


def _needs_virtio_serial(device: etree._Element) -> bool:
    is_line = device.tag in {"channel", "console"}
    return is_line and Path("target/@type").read(device) == "virtio"


def _is_plugged(device: etree._Element, virt_type: str) -> bool:
    tag = str(device.tag)
    others = _PLUGGED_BY_TYPE.get(virt_type)
    if others is not None:
        return tag in others
    rule = _PLUGGED.get(tag)
    return rule is not None and rule(device)


def attached_live(device: etree._Element, running: etree._Element) -> bool:
    """Whether a device can be attached to a domain that runs as given."""
    if device.tag == "memory" and Path("maxMemory").find(running) is None:
        return False
    if device.get("device") == "cdrom" and Path("source").find(device) is None:
        return False  # QEMU cannot plug an empty drive
    if _needs_virtio_serial(device) and running.find(_VIRTIO_SERIAL) is None:
        return False  # libvirt adds its controller at the next start only
    return _is_plugged(device, running.get("type", ""))


def detached_live(device: etree._Element, virt_type: str) -> bool:
    """Whether a device can be detached while the domain runs; the guest must let it go."""
    if device.tag == "memory" and device.get("model", "").startswith("virtio-"):
        return False
    return _is_plugged(device, virt_type)
