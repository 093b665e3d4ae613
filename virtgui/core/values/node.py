"""The machine at the other end of a connection."""

from dataclasses import dataclass

from virtgui.core.refs import ObjectRef


@dataclass(frozen=True, slots=True)
class NumaCell:
    """One NUMA cell of a node."""

    id: int
    memory_kib: int
    cpus: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """What a node is: read at connect, and again when it changes."""

    ref: ObjectRef
    hostname: str
    arch: str = ""
    cpu_model: str = ""
    cpu_vendor: str = ""
    cpus: int = 0
    mhz: int = 0
    sockets: int = 0
    cores: int = 0
    threads: int = 0
    memory_kib: int = 0
    cells: tuple[NumaCell, ...] = ()
    host_uuid: str = ""
    hypervisor: str = ""
    """libvirt's name of the driver, such as QEMU."""
    hypervisor_version: str = ""
    libvirt_version: str = ""
    manufacturer: str = ""
    product: str = ""
    guest_kinds: tuple[str, ...] = ()
    """The virtualisation types offered: kvm, qemu, lxc …"""
