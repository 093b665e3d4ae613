"""What machines of one kind can have on a node. Lane threads only."""

import re
from dataclasses import replace
from typing import Final
from xml.sax.saxutils import escape

import libvirt

from virtgui.backend.libvirt.errors import is_link_loss, is_unsupported
from virtgui.core.queries import ReadCpuBlockers, ReadDomainCaps
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.documents.capabilities import NodeOffers, read_offers
from virtgui.documents.document import parse_root
from virtgui.documents.domain_caps import read_domain_caps

_FEATURE: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*", re.IGNORECASE)
_UNKNOWN_MACHINE: Final = frozenset(
    {libvirt.VIR_ERR_INVALID_ARG, libvirt.VIR_ERR_CONFIG_UNSUPPORTED}
)


def read_caps(connection: libvirt.virConnect, query: ReadDomainCaps) -> DomainCaps:
    """Read what libvirt tells of one kind of machine, in three calls.

    A machine type that the emulator no longer has does not leave a domain without choices: they
    are then those of the usual one, which the answer names. Drivers without such a function have
    what the node's capabilities tell: emulator, machine types, and the most processors.

    Raises:
        libvirt.libvirtError: the node could not: no emulator for that architecture, ...
    """
    offers = read_offers(connection.getCapabilities())
    try:
        caps = read_domain_caps(_ask(connection, query))
    except libvirt.libvirtError as error:
        if not is_unsupported(error):
            raise
        return _from_offers(offers, query)
    kind = offers.guest(caps.virt_type, caps.arch)
    return replace(
        caps,
        machines=kind.machines if kind else (),
        cpu_features=_features(connection, offers, caps),
    )


def read_cpu_blockers(connection: libvirt.virConnect, query: ReadCpuBlockers) -> tuple[str, ...]:
    """Read which features of a processor model the node lacks.

    No function of libvirt 9 tells this for all models; comparing one tells it in the text of
    the refusal, which is read as far as it is a list of names.

    Raises:
        libvirt.libvirtError: the node could not: a model that it does not know, ...
    """
    model = f"<cpu mode='custom' match='exact'><model>{escape(query.model)}</model></cpu>"
    flags = libvirt.VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE
    kind = [part or None for part in (query.emulator, query.arch, query.machine, query.virt_type)]
    try:
        connection.compareHypervisorCPU(*kind, model, flags)
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_CPU_INCOMPATIBLE:
            raise
        return _named_features(error.get_error_message() or "")
    return ()


def _named_features(message: str) -> tuple[str, ...]:
    """The names at the end of libvirt's sentence; none where its end is something else."""
    names = [name.strip() for name in message.rpartition(":")[2].split(",")]
    return tuple(names) if all(map(_FEATURE.fullmatch, names)) else ()


def _ask(connection: libvirt.virConnect, query: ReadDomainCaps) -> str:
    arch, virt_type = query.arch or None, query.virt_type or None
    emulator, machine = query.emulator or None, query.machine or None
    try:
        return str(connection.getDomainCapabilities(emulator, arch, machine, virt_type, 0))
    except libvirt.libvirtError as error:
        if machine is None or error.get_error_code() not in _UNKNOWN_MACHINE:
            raise
    return str(connection.getDomainCapabilities(emulator, arch, None, virt_type, 0))


def _from_offers(offers: NodeOffers, query: ReadDomainCaps) -> DomainCaps:
    kind = offers.guest(query.virt_type, query.arch, query.emulator)
    kind = kind or offers.guest(query.virt_type, query.arch)
    if kind is None:
        return DomainCaps(arch=query.arch, virt_type=query.virt_type, machine=query.machine)
    machine = query.machine or next(iter(kind.machines), "")
    return DomainCaps(
        emulator=kind.emulator,
        machine=machine,
        arch=kind.arch,
        virt_type=kind.virt_type,
        vcpus_max=dict(kind.vcpus_max).get(machine),
        machines=kind.machines,
    )


def _features(
    connection: libvirt.virConnect, offers: NodeOffers, caps: DomainCaps
) -> tuple[str, ...]:
    """All features of the node's processor, those of its model included where libvirt tells."""
    if caps.arch and offers.arch != caps.arch:
        return ()
    found = {*caps.cpu_features, *offers.cpu_features}
    flags = libvirt.VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES
    try:
        expanded = parse_root(connection.baselineCPU([offers.cpu_xml], flags))
    except libvirt.libvirtError as error:
        if is_link_loss(error):
            raise
        return tuple(sorted(found))
    required = expanded.iterfind("feature[@policy='require']")
    return tuple(sorted(found | {feature.get("name", "") for feature in required}))
