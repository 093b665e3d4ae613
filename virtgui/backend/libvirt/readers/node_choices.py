"""What a node has to offer to its domains. Lane threads only.

Lists are one call each; what a list does not tell takes a call for each object. Over a slow link
that adds up, so such calls are made only within a time: what is left then is known by what its
list said. Nothing is refreshed: that is for people to ask.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

import libvirt

from virtgui.backend.libvirt.enums import names
from virtgui.backend.libvirt.errors import is_link_loss, translate
from virtgui.core.values.domain_config import DomainConfig
from virtgui.core.values.node_choices import (
    Found,
    HostInterfaceChoice,
    NetworkChoice,
    NodeChoices,
    NumaCell,
    PoolChoice,
    SecretChoice,
    VolumeChoice,
)
from virtgui.documents.capabilities import NodeOffers, read_offers
from virtgui.documents.document import DocumentError
from virtgui.documents.node_choices import read_interface_choice, read_network_choice
from virtgui.documents.storage import read_pool, read_volume

DETAIL_SECONDS: Final = 2.0
"""How long details are asked for in one answer, object by object."""

T = TypeVar("T")
_Users = Mapping[str, tuple[str, ...]]
_STOPPED: Final = (libvirt.VIR_ERR_NO_STORAGE_POOL, libvirt.VIR_ERR_OPERATION_INVALID)
_USAGES: Final = names("VIR_SECRET_USAGE_TYPE_")


def read_node_choices(
    connection: libvirt.virConnect, known: Mapping[str, DomainConfig]
) -> NodeChoices:
    """Read everything but the devices; a list that fails says why and the others are there.

    Args:
        connection: The node.
        known: The definitions of its domains, for who uses a volume.

    Raises:
        libvirt.libvirtError: the connection was lost.
    """
    told = found(lambda: [read_offers(connection.getCapabilities())])
    offers = told.items[0] if told.items else NodeOffers()
    _, memory_mib, cpus, *_ = connection.getInfo()
    patience = Patience(DETAIL_SECONDS)
    return NodeChoices(
        cells=Found((), told.error) if told.error else _cells(connection, offers, patience),
        networks=found(lambda: _networks(connection, patience)),
        pools=found(lambda: _pools(connection, patience)),
        interfaces=found(lambda: _interfaces(connection, patience)),
        filters=found(lambda: sorted(item.name() for item in connection.listAllNWFilters(0))),
        secrets=found(lambda: [_secret(item) for item in connection.listAllSecrets(0)]),
        # The last one, for there may be thousands of them.
        volumes=_volumes(connection, volume_users(known), patience),
        security_models=offers.security_models,
        cpus=cpus,
        memory=memory_mib * 1024**2,
        has_iommu=offers.has_iommu,
    )


def read_one_volume(
    connection: libvirt.virConnect, pool: str, volume: str, known: Mapping[str, DomainConfig]
) -> VolumeChoice:
    """Read one volume with all that is known of it.

    Raises:
        libvirt.libvirtError: the node could not, or one of them is gone.
    """
    handle = connection.storagePoolLookupByName(pool).storageVolLookupByName(volume)
    users = volume_users(known)
    return _detailed(_volume(pool, handle, users), handle, users)


def found(call: Callable[[], list[T]]) -> Found[T]:
    """Make one list's calls; a failure becomes its error.

    Raises:
        libvirt.libvirtError: the connection was lost: then the whole question has no answer.
    """
    try:
        return Found(tuple(call()))
    except libvirt.libvirtError as error:
        if is_link_loss(error):
            raise
        return Found(error=translate(error).info)


class Patience:
    """Makes calls for details until a time is over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.has_skipped = False
        """Whether a call was not made because the time was over."""

    def detail(self, call: Callable[[], T], otherwise: T) -> T:
        """Make a call; `otherwise` when the time is over, or the object is gone or unreadable.

        Raises:
            libvirt.libvirtError: the connection was lost.
        """
        if time.monotonic() >= self._end:
            self.has_skipped = True
            return otherwise
        try:
            return call()
        except libvirt.libvirtError as error:
            if is_link_loss(error):
                raise
            return otherwise
        except DocumentError:
            return otherwise


def _networks(connection: libvirt.virConnect, patience: Patience) -> list[NetworkChoice]:
    flag = libvirt.VIR_CONNECT_LIST_NETWORKS_ACTIVE
    active = {network.name() for network in connection.listAllNetworks(flag)}

    def choice(network: libvirt.virNetwork) -> NetworkChoice:
        name, is_active = network.name(), network.name() in active
        return patience.detail(
            lambda: read_network_choice(network.XMLDesc(0), is_active=is_active),
            NetworkChoice(name, is_active),
        )

    return _sorted([choice(network) for network in connection.listAllNetworks(0)])


def _interfaces(connection: libvirt.virConnect, patience: Patience) -> list[HostInterfaceChoice]:
    flag = libvirt.VIR_CONNECT_LIST_INTERFACES_ACTIVE
    active = {interface.name() for interface in connection.listAllInterfaces(flag)}

    def choice(interface: libvirt.virInterface) -> HostInterfaceChoice:
        name, is_active = interface.name(), interface.name() in active
        plain = HostInterfaceChoice(name, "", is_active, (interface.MACString() or "").lower())
        read = patience.detail(
            lambda: read_interface_choice(interface.XMLDesc(0), is_active=is_active), plain
        )
        return replace(read, mac=read.mac or plain.mac)

    return _sorted([choice(interface) for interface in connection.listAllInterfaces(0)])


def _pools(connection: libvirt.virConnect, patience: Patience) -> list[PoolChoice]:
    flag = libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE
    active = {pool.name() for pool in connection.listAllStoragePools(flag)}

    def read(pool: libvirt.virStoragePool, is_active: bool) -> PoolChoice:
        config = read_pool(pool.XMLDesc(0))
        free = config.available if is_active else None
        return PoolChoice(pool.name(), is_active, config.kind, config.target_path, free)

    def choice(pool: libvirt.virStoragePool) -> PoolChoice:
        is_active = pool.name() in active
        return patience.detail(lambda: read(pool, is_active), PoolChoice(pool.name(), is_active))

    return _sorted([choice(pool) for pool in connection.listAllStoragePools(0)])


def _volumes(
    connection: libvirt.virConnect, users: _Users, patience: Patience
) -> Found[VolumeChoice]:
    """The volumes of the active pools: names first for all, then details while there is time."""
    flag = libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE
    pools = found(lambda: list(connection.listAllStoragePools(flag)))
    error = pools.error
    handles: list[tuple[str, libvirt.virStorageVol]] = []
    for pool in pools.items:
        listed = found(partial(_listed, pool))
        error = error or listed.error
        handles += [(pool.name(), volume) for volume in listed.items]

    def choice(pool: str, handle: libvirt.virStorageVol) -> VolumeChoice:
        plain = _volume(pool, handle, users)
        return patience.detail(lambda: _detailed(plain, handle, users), plain)

    return Found(tuple(_sorted([choice(*pair) for pair in handles])), error)


def _listed(pool: libvirt.virStoragePool) -> list[libvirt.virStorageVol]:
    """A pool's volumes; none where it stopped since it was listed."""
    try:
        return list(pool.listAllVolumes(0))
    except libvirt.libvirtError as error:
        if error.get_error_code() not in _STOPPED:
            raise
    return []


def _volume(pool: str, handle: libvirt.virStorageVol, users: _Users) -> VolumeChoice:
    """What the list tells: the key of a volume of files is its path."""
    key = handle.key()
    choice = VolumeChoice(pool, handle.name(), key if key.startswith("/") else "")
    return replace(choice, users=_users_of(choice, users))


def _detailed(plain: VolumeChoice, handle: libvirt.virStorageVol, users: _Users) -> VolumeChoice:
    config = read_volume(handle.XMLDesc(0))
    choice = replace(
        plain, path=config.path or plain.path, format=config.format, capacity=config.capacity
    )
    return replace(choice, users=_users_of(choice, users))


def volume_users(known: Mapping[str, DomainConfig]) -> _Users:
    """The names of domains by what their disks name: paths, and "pool/volume"."""
    users: dict[str, set[str]] = {}
    for config in known.values():
        for disk in config.disks:
            for source in (disk.source, *disk.backing):
                users.setdefault(source, set()).add(config.name)
    return {source: tuple(sorted(domains)) for source, domains in users.items() if source}


def _users_of(choice: VolumeChoice, users: _Users) -> tuple[str, ...]:
    places = (choice.path, f"{choice.pool}/{choice.name}")
    return tuple(sorted({name for place in places for name in users.get(place, ())}))


def _secret(secret: libvirt.virSecret) -> SecretChoice:
    usage = _USAGES.get(secret.usageType(), "")
    return SecretChoice(secret.UUIDString(), usage, secret.usageID() or "")


def _cells(
    connection: libvirt.virConnect, offers: NodeOffers, patience: Patience
) -> Found[NumaCell]:
    """The cells with what is free of them, where libvirt tells."""
    if not offers.cells:
        return Found()
    first = min(cell.id for cell in offers.cells)
    count = max(cell.id for cell in offers.cells) - first + 1
    sizes = list(offers.page_sizes)
    pages: Mapping[int, Mapping[int, int]] = patience.detail(
        lambda: connection.getFreePages(sizes, first, count, 0), {}
    )
    free: list[int] = patience.detail(lambda: connection.getCellsFreeMemory(first, count), [])
    # Where cells are missing in between, libvirt's list does not say whose figures it has.
    by_cell = dict(enumerate(free, first)) if len(free) == count == len(offers.cells) else {}
    return Found(
        tuple(
            replace(
                cell,
                free=by_cell.get(cell.id),
                pages=tuple(
                    replace(page, free=pages.get(cell.id, {}).get(page.kib)) for page in cell.pages
                ),
            )
            for cell in offers.cells
        )
    )


_Named = TypeVar("_Named", NetworkChoice, HostInterfaceChoice, PoolChoice, VolumeChoice)


def _sorted(choices: list[_Named]) -> list[_Named]:
    return sorted(choices, key=lambda choice: choice.name)
