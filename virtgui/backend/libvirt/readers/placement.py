"""How a node is built, and where its domains run. Lane threads only.

libvirt has no call that tells of all domains at once: each costs its vCPUs and two definitions.
So they are read within a time, those longest not read first.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import libvirt

from virtgui.backend.libvirt.errors import is_link_loss, is_unsupported
from virtgui.backend.libvirt.readers.node_choices import Patience
from virtgui.core.queries import ReadPlacement
from virtgui.core.refs import domain_ref
from virtgui.core.values.placement import (
    CpuSet,
    DomainPlacement,
    NodePlacement,
    ThreadPlace,
    VcpuPlace,
)
from virtgui.core.values.topology import Cell, PagePool, Topology
from virtgui.documents.placement import Tuning, read_tuning, thread_places
from virtgui.documents.topology import read_topology

READ_SECONDS: Final = 1.0
"""How long domains are read for one answer; at least one is."""
_NOT_TOLD: Final = (libvirt.VIR_ERR_OPERATION_INVALID, libvirt.VIR_ERR_INVALID_ARG)


def read_node_topology(connection: libvirt.virConnect) -> Topology:
    """Cells, CPUs and caches, and what is free of memory and pages; what is not told is None.

    Raises:
        libvirt.libvirtError: the connection was lost, or the node could not.
    """
    try:
        topology = read_topology(connection.getCapabilities())
    except libvirt.libvirtError as error:
        if not is_unsupported(error):
            raise
        topology = Topology()
    if not topology.cells:
        _, memory_mib, cpus, *_ = connection.getInfo()
        return Topology.flat(cpus, memory_mib * 1024)
    return _with_free(connection, topology)


def _with_free(connection: libvirt.virConnect, topology: Topology) -> Topology:
    first, last = topology.cells[0].id, topology.cells[-1].id
    count = last - first + 1
    sizes = sorted({pool.kib for cell in topology.cells for pool in cell.pages})
    patience = Patience(READ_SECONDS)
    free: list[int] = patience.detail(lambda: connection.getCellsFreeMemory(first, count), [])
    pages: Mapping[int, Mapping[int, int]] = {}
    if sizes:
        pages = patience.detail(lambda: connection.getFreePages(sizes, first, count, 0), {})
    # Where cells are missing in between, the list does not say whose figures it has.
    is_whole = len(free) == count == len(topology.cells)
    cells = (
        _cell_with_free(cell, pages.get(cell.id, {}), free[place] if is_whole else None)
        for place, cell in enumerate(topology.cells)
    )
    return replace(topology, cells=tuple(cells))


def _cell_with_free(cell: Cell, pages: Mapping[int, int], free: int | None) -> Cell:
    pools = (PagePool(pool.kib, pool.count, pages.get(pool.kib)) for pool in cell.pages)
    return replace(cell, pages=tuple(pools), free_kib=None if free is None else free // 1024)


def read_placement(connection: libvirt.virConnect, query: ReadPlacement) -> NodePlacement:
    """Read the running domains as far as there is time.

    Raises:
        libvirt.libvirtError: the connection was lost, or there is no list.
    """
    end = time.monotonic() + READ_SECONDS
    flag = libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE
    handles = {domain.UUIDString(): domain for domain in connection.listAllDomains(flag)}
    wanted = dict.fromkeys((*(key for key in query.first if key in handles), *handles))
    sets = _Sets()
    found: list[DomainPlacement] = []
    for key in wanted:
        if found and time.monotonic() >= end:
            break
        placement = _read_one(handles[key], query, sets)
        if placement is not None:
            found.append(placement)
    return NodePlacement(tuple(found), tuple(handles))


def _read_one(
    domain: libvirt.virDomain, query: ReadPlacement, sets: "_Sets"
) -> DomainPlacement | None:
    """One domain; None when it has stopped meanwhile."""
    try:
        live = read_tuning(domain.XMLDesc(0))
        kept, is_persistent = _kept(domain, live)
        vcpus, has_affinity = _vcpus(domain, live, kept, sets)
    except libvirt.libvirtError as error:
        if is_link_loss(error):
            raise
        return None
    return DomainPlacement(
        ref=domain_ref(query.ref.connection, domain.UUIDString()),
        read_at=time.monotonic(),
        vcpus=vcpus,
        emulator=ThreadPlace(0, live.emulator, kept.emulator),
        iothreads=thread_places(live, kept),
        memory=live.memory,
        memory_kept=kept.memory,
        memory_kib=live.memory_kib,
        page_kib=live.page_kib,
        cells=live.cells,
        is_persistent=is_persistent,
        has_affinity=has_affinity,
    )


def _kept(domain: libvirt.virDomain, live: Tuning) -> tuple[Tuning, bool]:
    """The definition of the next start; a domain that has none is what it is now."""
    if not domain.isPersistent():
        return live, False
    return read_tuning(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)), True


def _vcpus(
    domain: libvirt.virDomain, live: Tuning, kept: Tuning, sets: "_Sets"
) -> tuple[tuple[VcpuPlace, ...], bool]:
    """The vCPUs; without a word of the driver only their pins are known."""
    try:
        states, maps = domain.vcpus()
    except libvirt.libvirtError as error:
        if not is_unsupported(error) and error.get_error_code() not in _NOT_TOLD:
            raise
        states, maps = [], []
    if not states:
        numbers = range(live.vcpus)
        return tuple(VcpuPlace(n, pin=live.pin(n), kept=kept.pin(n)) for n in numbers), False
    return (
        tuple(
            VcpuPlace(
                number=number,
                may=sets.of(may),
                last=cpu if cpu >= 0 else None,
                time_ns=used,
                pin=live.pin(number),
                kept=kept.pin(number),
            )
            for (number, _state, used, cpu), may in zip(states, maps, strict=True)
        ),
        True,
    )


class _Sets:
    """Sets of CPUs: vCPUs that may run on the same share one, which makes them cheap to compare."""

    def __init__(self) -> None:
        self._known: dict[tuple[bool, ...], CpuSet] = {}

    def of(self, bits: tuple[bool, ...]) -> CpuSet | None:
        """The set that libvirt's list of yes and no stands for; None for all.

        Not every driver's list is as long as its node has CPUs.
        """
        if all(bits):
            return None
        found = self._known.get(bits)
        if found is None:
            found = frozenset(number for number, is_set in enumerate(bits) if is_set)
            self._known[bits] = found
        return found
