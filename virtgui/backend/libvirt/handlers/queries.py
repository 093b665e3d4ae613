"""Answers to the window's questions about one node. Ops lane threads."""

from collections.abc import Mapping
from typing import Any, Final

import libvirt

from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.backend.libvirt.readers.definition import read_definition
from virtgui.backend.libvirt.readers.domain_caps import read_caps, read_cpu_blockers
from virtgui.backend.libvirt.readers.node_choices import read_node_choices, read_one_volume
from virtgui.backend.libvirt.readers.node_devices import read_node_devices
from virtgui.backend.libvirt.readers.placement import read_node_topology, read_placement
from virtgui.backend.libvirt.readers.storage_use import read_delete_plan
from virtgui.core.errors import UnsupportedError
from virtgui.core.queries import (
    AddressInfo,
    NodeQuery,
    ReadAddresses,
    ReadCpuBlockers,
    ReadDefinition,
    ReadDeletePlan,
    ReadDomainCaps,
    ReadDomainXml,
    ReadNodeChoices,
    ReadNodeDevices,
    ReadPlacement,
    ReadTopology,
    ReadVolume,
)
from virtgui.core.values.domain_config import DomainConfig

# The guest agent is left out: it may keep a lane waiting for as long as the guest likes.
_SOURCES: Final = (
    ("lease", libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE),
    ("arp", libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP),
)


def run_query(
    connection: libvirt.virConnect, query: NodeQuery[Any], known: Mapping[str, DomainConfig]
) -> object:
    """Answer a question.

    Raises:
        UnsupportedError: nobody here can answer that kind of question.
        libvirt.libvirtError: the node could not.
    """
    match query:
        case ReadDomainXml():
            return read_xml(connection, query)
        case ReadAddresses():
            return read_addresses(connection, query.ref.key)
        case ReadDeletePlan():
            return read_delete_plan(connection, query.ref.key, known)
        case ReadDefinition():
            return read_definition(connection, query.ref.key)
        case _:
            return _run_node_query(connection, query, known)


def _run_node_query(
    connection: libvirt.virConnect, query: NodeQuery[Any], known: Mapping[str, DomainConfig]
) -> object:
    match query:
        case ReadDomainCaps():
            return read_caps(connection, query)
        case ReadCpuBlockers():
            return read_cpu_blockers(connection, query)
        case ReadNodeChoices():
            return read_node_choices(connection, known)
        case ReadNodeDevices():
            return read_node_devices(connection, known)
        case ReadTopology():
            return read_node_topology(connection)
        case ReadPlacement():
            return read_placement(connection, query)
        case ReadVolume():
            return read_one_volume(connection, query.pool, query.volume, known)
        case _:
            raise UnsupportedError(type(query).__name__)


def read_xml(connection: libvirt.virConnect, query: ReadDomainXml) -> str:
    """A definition, without secrets."""
    flags = libvirt.VIR_DOMAIN_XML_INACTIVE if query.inactive else 0
    return str(connection.lookupByUUIDString(query.ref.key).XMLDesc(flags))


def read_addresses(connection: libvirt.virConnect, uuid: str) -> tuple[AddressInfo, ...]:
    """Addresses that the node itself knows: from leases, else from its neighbour table."""
    domain = connection.lookupByUUIDString(uuid)
    found: dict[str, AddressInfo] = {}
    for source, number in _SOURCES:
        for info in _from_source(domain, source, number):
            found.setdefault(info.address, info)
    return tuple(found.values())


def _from_source(domain: libvirt.virDomain, source: str, number: int) -> list[AddressInfo]:
    try:
        interfaces = domain.interfaceAddresses(number)
    except libvirt.libvirtError as error:
        known = (libvirt.VIR_ERR_OPERATION_INVALID, libvirt.VIR_ERR_ARGUMENT_UNSUPPORTED)
        if is_unsupported(error) or error.get_error_code() in known:
            return []
        raise
    return [
        AddressInfo(name, entry.get("hwaddr") or "", item["addr"], item["prefix"], source)
        for name, entry in interfaces.items()
        for item in entry.get("addrs") or ()
    ]
