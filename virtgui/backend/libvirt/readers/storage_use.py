"""Who uses which storage: what a delete may touch, and what it must not. Lane threads only.

libvirt deletes a running guest's disk without complaint; this is the only guard. When anything
could not be read, nothing may be ticked: a user may hide in what we do not know.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import libvirt

from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.core.queries import DeletePlan, KeepReason, StorageUse
from virtgui.core.values.domain_config import DiskConfig, DomainConfig
from virtgui.documents.domain import read_domain_config
from virtgui.documents.storage import VolumeConfig, read_volume


@dataclass(frozen=True, slots=True)
class KnownVolume:
    """A volume of an active pool."""

    pool: str
    name: str
    info: VolumeConfig


@dataclass(slots=True)
class StorageMap:
    """All volumes of a node's active pools, and whether all could be read."""

    by_path: dict[str, KnownVolume] = field(default_factory=dict)
    by_name: dict[tuple[str, str], str] = field(default_factory=dict)
    complete: bool = True

    def chain(self, path: str) -> tuple[str, ...]:
        """What a volume is built upon, nearest first."""
        found: list[str] = []
        volume = self.by_path.get(path)
        while volume and volume.info.backing_path and volume.info.backing_path not in found:
            found.append(volume.info.backing_path)
            volume = self.by_path.get(volume.info.backing_path)
        return tuple(found)

    def overlays(self, path: str) -> tuple[str, ...]:
        """The volumes directly built upon a path."""
        return tuple(
            other for other, volume in self.by_path.items() if volume.info.backing_path == path
        )


def read_storage_map(connection: libvirt.virConnect) -> StorageMap:
    """Read all volumes of all active pools."""
    found = StorageMap()
    try:
        pools = connection.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)
    except libvirt.libvirtError as error:
        if not is_unsupported(error):
            raise
        return found
    for pool in pools:
        try:
            volumes = pool.listAllVolumes(0)
        except libvirt.libvirtError:
            found.complete = False
            continue
        for volume in volumes:
            _add(found, pool.name(), volume)
    return found


def _add(found: StorageMap, pool: str, volume: libvirt.virStorageVol) -> None:
    try:
        info = read_volume(volume.XMLDesc(0))
    except libvirt.libvirtError as error:
        # Gone since it was listed is no loss; unreadable is.
        found.complete &= error.get_error_code() == libvirt.VIR_ERR_NO_STORAGE_VOL
        return
    found.by_path[info.path] = KnownVolume(pool, volume.name(), info)
    found.by_name[(pool, volume.name())] = info.path


def read_delete_plan(
    connection: libvirt.virConnect, uuid: str, known: Mapping[str, DomainConfig]
) -> DeletePlan:
    """What deleting a domain would touch, judged by all definitions of its node."""
    domain = connection.lookupByUUIDString(uuid)
    own = both_configs(domain)
    others, complete = other_configs(connection, uuid, known)
    storage_map = read_storage_map(connection)
    storage_map.complete &= complete
    return DeletePlan(
        storage=tuple(_uses(own, others, storage_map)),
        has_nvram=any(config.nvram or config.firmware == "efi" for config in own),
        has_managed_save=_is_true(domain.hasManagedSaveImage),
        snapshots=_count(domain.snapshotNum),
        checkpoints=_count(lambda: len(domain.listAllCheckpoints(0))),
        has_tpm=any(config.has_tpm for config in own),
        is_active=bool(domain.isActive()),
    )


def read_volume_use(
    connection: libvirt.virConnect, path: str
) -> tuple[KeepReason, tuple[str, ...]]:
    """Why a volume must be kept, and who uses it, judged by all definitions of its node.

    All are read afresh: what events have kept may be a moment old, and lack who came just now.
    """
    storage_map = read_storage_map(connection)
    configs, complete = other_configs(connection, "", {})
    users = sorted(name for name, own in configs.items() if path in _paths(own, storage_map))
    if users:
        return KeepReason.USED_BY_DOMAIN, tuple(users)
    overlays = tuple(storage_map.by_path[other].name for other in storage_map.overlays(path))
    if overlays:
        return KeepReason.BACKING_OF_VOLUME, overlays
    is_sure = complete and storage_map.complete
    return (KeepReason.NONE if is_sure else KeepReason.UNKNOWN_USERS), ()


def both_configs(domain: libvirt.virDomain) -> tuple[DomainConfig, ...]:
    """The definition in force, and the one for the next start where it differs."""
    live = read_domain_config(domain.XMLDesc(0))
    if not domain.isActive() or not domain.isPersistent():
        return (live,)
    kept = read_domain_config(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
    return (live, kept)


def other_configs(
    connection: libvirt.virConnect, uuid: str, known: Mapping[str, DomainConfig]
) -> tuple[dict[str, tuple[DomainConfig, ...]], bool]:
    """The definitions of all other domains by name, and whether all could be read.

    Those of running domains are read afresh with their next definition; those of the others are
    taken as events have kept them.
    """
    found: dict[str, tuple[DomainConfig, ...]] = {}
    complete = True
    for domain in connection.listAllDomains(0):
        other = domain.UUIDString()
        if other == uuid:
            continue
        try:
            fresh = domain.ID() >= 0 or other not in known
            found[domain.name()] = both_configs(domain) if fresh else (known[other],)
        except libvirt.libvirtError as error:
            complete &= error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN
    return found, complete


def disk_path(disk: DiskConfig, storage_map: StorageMap) -> str:
    """The path of a disk's source; a pool and volume are looked up."""
    if disk.source_kind == "volume":
        pool, _, name = disk.source.partition("/")
        return storage_map.by_name.get((pool, name), "")
    return disk.source


def _paths(configs: Iterable[DomainConfig], storage_map: StorageMap) -> set[str]:
    """Every path that definitions use, with all that these are built upon."""
    found: set[str] = set()
    for config in configs:
        for disk in config.disks:
            path = disk_path(disk, storage_map)
            if path:
                found.update((path, *disk.backing, *storage_map.chain(path)))
    return found


def _uses(
    own: tuple[DomainConfig, ...],
    others: Mapping[str, tuple[DomainConfig, ...]],
    storage_map: StorageMap,
) -> Iterable[StorageUse]:
    paths_of = {name: _paths(configs, storage_map) for name, configs in others.items()}
    own_tops = {disk_path(disk, storage_map) for config in own for disk in config.disks}
    seen: set[str] = set()
    for config in own:
        for disk in config.disks:
            top = disk_path(disk, storage_map) or disk.source
            if not top or top in seen:
                continue
            seen.add(top)
            yield _use(disk, top, paths_of, storage_map, own_tops, is_backing=False)
            for path in dict.fromkeys((*disk.backing, *storage_map.chain(top))):
                if path not in seen:
                    seen.add(path)
                    yield _use(disk, path, paths_of, storage_map, own_tops, is_backing=True)


def _use(
    disk: DiskConfig,
    path: str,
    paths_of: Mapping[str, set[str]],
    storage_map: StorageMap,
    own_tops: set[str],
    *,
    is_backing: bool,
) -> StorageUse:
    volume = storage_map.by_path.get(path)
    domains = tuple(sorted(name for name, paths in paths_of.items() if path in paths))
    overlays = tuple(
        storage_map.by_path[other].name
        for other in storage_map.overlays(path)
        if other not in own_tops
    )
    reason, users = _judge(disk, volume, domains, overlays, storage_map, is_backing=is_backing)
    return StorageUse(
        target=disk.target,
        device=disk.device,
        path=path,
        pool=volume.pool if volume else "",
        volume=volume.name if volume else "",
        capacity=volume.info.capacity if volume else None,
        allocation=volume.info.allocation if volume else None,
        reason=reason,
        users=users,
        is_backing=is_backing,
    )


def _judge(
    disk: DiskConfig,
    volume: KnownVolume | None,
    domains: tuple[str, ...],
    overlays: tuple[str, ...],
    storage_map: StorageMap,
    *,
    is_backing: bool,
) -> tuple[KeepReason, tuple[str, ...]]:
    if domains:
        return KeepReason.USED_BY_DOMAIN, domains
    if overlays:
        return KeepReason.BACKING_OF_VOLUME, overlays
    if volume is None:
        return KeepReason.NOT_IN_POOL, ()
    if not storage_map.complete:
        return KeepReason.UNKNOWN_USERS, ()
    if disk.device in ("cdrom", "floppy") or (disk.readonly and not is_backing):
        return KeepReason.READ_ONLY_MEDIA, ()
    return (KeepReason.SHAREABLE if disk.shareable else KeepReason.NONE), ()


def _is_true(call: Callable[[], int]) -> bool:
    return _count(call) > 0


def _count(call: Callable[[], int]) -> int:
    """What a counting function tells; none where the driver has no such thing."""
    try:
        return int(call())
    except libvirt.libvirtError as error:
        if is_unsupported(error) or error.get_error_code() == libvirt.VIR_ERR_OPERATION_INVALID:
            return 0
        raise
