"""What a node has to offer to its domains, as values for the choices of forms."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from virtgui.core.errors import ErrorInfo

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A list of what was found, or why it could not be read: never an empty list instead.

    Items beside an error are all that was found before it.
    """

    items: tuple[T, ...] = ()
    error: ErrorInfo | None = None


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """A virtual network: name, whether it is active, its bridge, kind and port groups."""

    name: str
    is_active: bool
    bridge: str = ""
    forward: str = ""
    """"nat", "route", "bridge", "hostdev", ...; empty for an isolated one."""
    port_groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PoolChoice:
    """A storage pool: name, whether it is active, type ("dir", ...), path, free bytes."""

    name: str
    is_active: bool
    kind: str = ""
    path: str = ""
    free: int | None = None


@dataclass(frozen=True, slots=True)
class VolumeChoice:
    """A volume: its pool, name, path, format, capacity in bytes, and who uses it.

    Where a node has more volumes than can be asked in reasonable time, format and capacity of
    some are missing; `ReadVolume` tells them of one.
    """

    pool: str
    name: str
    path: str
    format: str = ""
    capacity: int | None = None
    users: tuple[str, ...] = ()
    """The names of domains of the node whose definitions name it."""


@dataclass(frozen=True, slots=True)
class HostInterfaceChoice:
    """An interface of the node: name, kind ("bridge", "ethernet", "bond", "vlan"), whether up."""

    name: str
    kind: str
    is_active: bool
    mac: str = ""


@dataclass(frozen=True, slots=True)
class NodeDeviceChoice:
    """A device of the node that may be passed through.

    Attributes:
        name: libvirt's name ("pci_0000_00_1f_2").
        kind: "pci", "usb_device", "scsi", "scsi_host", "mdev", "net", "drm", "ccw", ...
        product: What the device calls itself, or empty.
        vendor: Who made it, or empty.
        vendor_id: "0x8086", or empty; so `product_id`.
        address: As tools write it: "0000:00:1f.2", "001:004", "0:0:1:0", a UUID.
        driver: The driver that has it on the node, or empty.
        iommu_group: The number of its IOMMU group, or None.
        group_members: The addresses of all devices of that group.
        numa_cell: The NUMA cell that it hangs on, or None.
        parent: The name of the device it hangs on.
        path: A device file ("/dev/dri/renderD128", of a SCSI disk "/dev/sda"), or empty.
        mdev_type: The kind of mediated device, or empty.
        is_bridge: A PCI bridge or the root of a USB bus, which cannot be passed through.
        users: The names of domains whose definitions name it.
        net_name: The interface that the device is on the node ("eth0"), or empty.
        block_size: Bytes of the disk that a SCSI device is, or None.
    """

    name: str
    kind: str
    product: str = ""
    vendor: str = ""
    vendor_id: str = ""
    product_id: str = ""
    address: str = ""
    driver: str = ""
    iommu_group: int | None = None
    group_members: tuple[str, ...] = ()
    numa_cell: int | None = None
    parent: str = ""
    path: str = ""
    mdev_type: str = ""
    is_bridge: bool = False
    users: tuple[str, ...] = ()
    net_name: str = ""
    block_size: int | None = None


@dataclass(frozen=True, slots=True)
class SecretChoice:
    """A libvirt secret: its UUID, what it is for ("volume", "ceph", ...) and its usage name."""

    uuid: str
    usage: str
    usage_name: str


@dataclass(frozen=True, slots=True)
class PageSize:
    """Huge pages of one size (KiB) on one cell: how many there are, and how many are free."""

    kib: int
    total: int
    free: int | None = None


@dataclass(frozen=True, slots=True)
class NumaCell:
    """A NUMA cell of the node.

    Attributes:
        id: Its number.
        cpus: The numbers of its processors.
        memory: Bytes.
        free: Bytes, or None where not told.
        pages: Per page size what there is.
        distances: To each cell, by number.
    """

    id: int
    cpus: tuple[int, ...]
    memory: int
    free: int | None = None
    pages: tuple[PageSize, ...] = ()
    distances: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NodeChoices:
    """What a node offers; each list may be missing for a reason of its own.

    Attributes:
        filters: The names of nwfilters.
        security_models: The models of security labels ("selinux", "apparmor", "dac").
        cpus: How many processors the node has.
        memory: Bytes of memory of the node.
        has_iommu: Whether the node's IOMMU works; None where not told.
    """

    networks: Found[NetworkChoice] = Found()
    pools: Found[PoolChoice] = Found()
    volumes: Found[VolumeChoice] = Found()
    interfaces: Found[HostInterfaceChoice] = Found()
    filters: Found[str] = Found()
    secrets: Found[SecretChoice] = Found()
    cells: Found[NumaCell] = Found()
    security_models: tuple[str, ...] = ()
    cpus: int = 0
    memory: int = 0
    has_iommu: bool | None = None
