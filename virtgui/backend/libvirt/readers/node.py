"""The node: what it is, read once per connect. Lane threads only."""

import libvirt

from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.values.node import Node
from virtgui.documents.capabilities import Capabilities, read_capabilities
from virtgui.documents.sysinfo import read_maker


def version_text(number: int) -> str:
    """Libvirt's packed version, such as 9000000, as ``9.0.0``."""
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"


def read_node(connection: libvirt.virConnect, connection_id: ConnectionId) -> Node:
    """Host name, processor, memory, NUMA cells and versions."""
    model, memory_mib, cpus, mhz, cells, sockets, cores, threads = connection.getInfo()
    capabilities = _capabilities(connection)
    manufacturer, product = _maker(connection)
    return Node(
        ref=node_ref(connection_id),
        hostname=connection.getHostname(),
        arch=capabilities.arch or model,
        cpu_model=capabilities.cpu_model or model,
        cpu_vendor=capabilities.cpu_vendor,
        cpus=cpus,
        mhz=mhz,
        sockets=sockets * max(1, cells),
        cores=cores,
        threads=threads,
        memory_kib=memory_mib * 1024,
        cells=capabilities.cells,
        host_uuid=capabilities.host_uuid,
        hypervisor=connection.getType(),
        hypervisor_version=_version(connection),
        libvirt_version=version_text(connection.getLibVersion()),
        manufacturer=manufacturer,
        product=product,
        guest_kinds=capabilities.guest_kinds,
    )


def _version(connection: libvirt.virConnect) -> str:
    try:
        return version_text(connection.getVersion())
    except libvirt.libvirtError as error:
        if not is_unsupported(error):
            raise
        return ""


def _capabilities(connection: libvirt.virConnect) -> Capabilities:
    try:
        return read_capabilities(connection.getCapabilities())
    except libvirt.libvirtError as error:
        if not is_unsupported(error):
            raise
        return Capabilities()


def _maker(connection: libvirt.virConnect) -> tuple[str, str]:
    """Maker and product of the machine; nothing where the firmware does not tell."""
    try:
        return read_maker(connection.getSysinfo(0))
    except libvirt.libvirtError:
        return "", ""
