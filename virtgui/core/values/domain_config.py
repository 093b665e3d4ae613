"""What a domain's definition says, as far as lists, search and overview need it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

LONGEST_TAG: Final = 40
LONGEST_GROUP: Final = 200
LONGEST_NOTES: Final = 20_000

_CONTAINER_OS_TYPES: Final = frozenset({"exe"})
_CONTAINER_DRIVERS: Final = frozenset({"lxc", "openvz"})
_TAG_REFUSED: Final = re.compile(r'[\s,|"*?<>!]')
# What XML 1.0 cannot carry, not even escaped.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class LabelProblem(Enum):
    """Why a tag, a group or notes are refused."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    BAD_CHARACTER = "bad_character"


def tag_problem(tag: str) -> LabelProblem | None:
    """Tell why a tag is refused: tags are words, as a query writes them without quotes."""
    if not tag:
        return LabelProblem.EMPTY
    if len(tag) > LONGEST_TAG:
        return LabelProblem.TOO_LONG
    if _TAG_REFUSED.search(tag) or not tag.isprintable() or tag.startswith("-"):
        return LabelProblem.BAD_CHARACTER
    return None


def group_problem(group: str) -> LabelProblem | None:
    """Tell why a group's path is refused; the empty path means no group."""
    if len(group) > LONGEST_GROUP:
        return LabelProblem.TOO_LONG
    return None if group.isprintable() else LabelProblem.BAD_CHARACTER


def notes_problem(notes: str) -> LabelProblem | None:
    """Tell why notes are refused; several lines are fine."""
    if len(notes) > LONGEST_NOTES:
        return LabelProblem.TOO_LONG
    return LabelProblem.BAD_CHARACTER if _NOT_XML.search(notes) else None


def normal_group(group: str) -> str:
    """Return a group's path without blanks around its parts and without empty parts."""
    parts = (part.strip() for part in group.split("/"))
    return "/".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Labels:
    """What people say about a machine; kept in its metadata.

    Attributes:
        tags: Single words, in the order given.
        group: A path such as "production/databases", or empty.
        notes: Free text of several lines.
    """

    tags: tuple[str, ...] = ()
    group: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class DiskConfig:
    """One disk, drive or floppy.

    Attributes:
        target: The name in the guest ("vda").
        bus: "virtio", "sata", ... or empty.
        device: "disk", "cdrom", "floppy" or "lun".
        source: A path, a URL, "pool/volume", or empty for an empty drive.
        source_kind: "file", "block", "volume", "network", ...
        format: The image format, or empty where the definition does not say.
        readonly: Whether the guest may not write.
        shareable: Whether several guests may use it at once.
        backing: The images below it, nearest first; only in the XML of a running domain.
    """

    target: str
    bus: str
    device: str
    source: str
    source_kind: str
    format: str
    readonly: bool
    shareable: bool
    backing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InterfaceConfig:
    """One network interface.

    Attributes:
        mac: The hardware address, lower case, or empty.
        kind: "network", "bridge", "direct", "user", "hostdev", ...
        source: The network, bridge or device it hangs on, or empty.
        model: "virtio", "e1000e", ... or empty.
        target: The device on the node ("vnet3") while running, or empty.
        link_up: Whether the cable is plugged in.
        alias: The device's alias, or empty.
    """

    mac: str
    kind: str
    source: str
    model: str
    target: str
    link_up: bool
    alias: str


@dataclass(frozen=True, slots=True)
class GraphicsConfig:
    """One graphical display.

    Attributes:
        kind: "vnc", "spice", ...
        port: The TCP port, or None where none is given (yet).
        listen: The address or socket it listens on, or empty.
    """

    kind: str
    port: int | None
    listen: str


@dataclass(frozen=True, slots=True)
class DomainConfig:
    """A domain's definition, in the parts that lists, search and overview show.

    Attributes:
        os_id: libosinfo's identifier, or empty.
        os_label: Its short name ("Debian 12"), or empty.
        virt_type: "kvm", "qemu", "lxc", ...
        os_type: "hvm", "exe", "xen", ...
        firmware: "bios", "efi", or empty where that means nothing.
        vcpus_current: The processors now.
        vcpus_max: The most it can have without a restart.
        memory_kib: The memory now, in KiB.
        max_memory_kib: The most it can have without a restart, in KiB.
        cpu_mode: "host-passthrough", "custom", ... or empty.
        nvram: The path of the UEFI variables, or empty.
        hostdevs: The number of devices passed through.
        agent_connected: Whether the guest agent answers; None where the XML does not say.
        has_numa: Whether NUMA cells or a NUMA policy are set.
        has_pinning: Whether processors are pinned.
        digest: SHA-256 (hex) of the canonical XML.
        hostdev_addresses: What the devices passed through are on the node: "pci 0000:01:00.0"
            (also of interfaces and NVMe disks), "usb 001:004" or else "usb 046d:c52b",
            "scsi host0:0:1:0", "mdev UUID", "net eth0".
    """

    uuid: str
    name: str
    title: str
    description: str
    notes: str
    tags: tuple[str, ...]
    group: str
    os_id: str
    os_label: str
    virt_type: str
    os_type: str
    arch: str
    machine: str
    firmware: str
    vcpus_current: int
    vcpus_max: int
    memory_kib: int
    max_memory_kib: int
    cpu_mode: str
    disks: tuple[DiskConfig, ...]
    interfaces: tuple[InterfaceConfig, ...]
    graphics: tuple[GraphicsConfig, ...]
    has_tpm: bool
    nvram: str
    hostdevs: int
    has_agent_channel: bool
    agent_connected: bool | None
    has_numa: bool
    has_pinning: bool
    digest: str
    hostdev_addresses: tuple[str, ...] = ()

    @property
    def is_container(self) -> bool:
        """Tell whether this is a container rather than a virtual machine."""
        return self.os_type in _CONTAINER_OS_TYPES or self.virt_type in _CONTAINER_DRIVERS


_OS_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "almalinux": "AlmaLinux",
        "alpinelinux": "Alpine",
        "alt": "ALT",
        "altlinux": "ALT",
        "archlinux": "Arch Linux",
        "centos": "CentOS",
        "centos-stream": "CentOS Stream",
        "dragonflybsd": "DragonFly BSD",
        "eos": "Endless OS",
        "fedora-coreos": "Fedora CoreOS",
        "freebsd": "FreeBSD",
        "freedos": "FreeDOS",
        "gnome": "GNOME OS",
        "macosx": "Mac OS X",
        "miraclelinux": "MIRACLE LINUX",
        "msdos": "MS-DOS",
        "netbsd": "NetBSD",
        "nixos": "NixOS",
        "ol": "Oracle Linux",
        "openbsd": "OpenBSD",
        "opensuse": "openSUSE",
        "rhel": "RHEL",
        "rhel-atomic": "RHEL Atomic",
        "rhl": "Red Hat Linux",
        "rocky": "Rocky Linux",
        "scientificlinux": "Scientific Linux",
        "sle": "SLE",
        "sled": "SLED",
        "sles": "SLES",
        "slem": "SLE Micro",
        "voidlinux": "Void Linux",
        "win": "Windows",
    }
)

_WINDOWS_VERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "2k": "2000",
        "2k3": "Server 2003",
        "2k3r2": "Server 2003 R2",
        "2k8": "Server 2008",
        "2k8r2": "Server 2008 R2",
        "2k12": "Server 2012",
        "2k12r2": "Server 2012 R2",
        "2k16": "Server 2016",
        "2k19": "Server 2019",
        "2k22": "Server 2022",
        "2k25": "Server 2025",
        "vista": "Vista",
        "xp": "XP",
        "me": "Me",
        "nt3.51": "NT 3.51",
        "nt4.0": "NT 4.0",
    }
)

# Versions that say no more than the name does.
_NO_VERSION: Final = frozenset({"", "unknown", "rolling"})


def os_label(os_id: str) -> str:
    """Return the short name of an operating system: "Debian 12", "Windows 11", "RHEL 9".

    Args:
        os_id: libosinfo's identifier ("http://debian.org/debian/12"). Of one that is not
            known the last two parts of its path are used. These are proper names.
    """
    path = os_id.partition("://")[2].split("/")[1:]
    parts = [part for part in path if part]
    if not parts:
        return ""
    if len(parts) == 1:
        return _os_name(parts[0])
    family, version = parts[-2:]
    if family == "win":
        version = _WINDOWS_VERSIONS.get(version, version)
    if version in _NO_VERSION:
        return _os_name(family)
    if version.isalpha() and version.islower():
        version = version.capitalize()
    return f"{_os_name(family)} {version}"


def _os_name(family: str) -> str:
    known = _OS_NAMES.get(family)
    if known is not None:
        return known
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]", family) if word)
