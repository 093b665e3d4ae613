"""Where the data of a new disk are: a new image, a volume that is there, or not chosen yet."""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from virtgui.core.ops.storage import CreateVolume
from virtgui.core.refs import ObjectRef
from virtgui.core.units import format_bytes
from virtgui.core.values.node_choices import PoolChoice, VolumeChoice
from virtgui.documents.devices.disk import DiskDevice
from virtgui.documents.document import parse_root
from virtgui.documents.domain import DiskElement
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import check_xml_text
from virtgui.models.hardware.device_parts import machines_with
from virtgui.models.hardware.disk_switch import free_target
from virtgui.models.hardware.fields import Choice, Finding, error, warning, words
from virtgui.models.hardware.new.disk import best_bus, new_disk
from virtgui.models.hardware.new.text import xml
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

FILE_POOLS: Final = ("dir", "fs", "netfs", "vstorage")
"""Pools of files: formats can be chosen, and space is taken when it is needed."""
PLAIN_POOLS: Final = ("logical", "zfs")
"""Pools whose volumes are devices without a format."""
FORMATS: Final = ("qcow2", "raw")
USUAL_SIZE: Final = 20 * 1024**3
"""Bytes."""


@dataclass(frozen=True, slots=True)
class NewImage:
    """An image to be created.

    Attributes:
        pool: The pool's name.
        name: Its name in the pool.
        capacity: Bytes that the guest sees; None while not typed.
        format: "qcow2" or "raw".
        allocate: Whether all space is taken at once.
    """

    pool: str = ""
    name: str = ""
    capacity: int | None = USUAL_SIZE
    format: str = FORMATS[0]
    allocate: bool = False


def can_choose_storage(scene: Scene) -> bool:
    """Whether a new disk may have an image or volume from the beginning."""
    return not scene.is_container


def _pools(scene: Scene) -> tuple[PoolChoice, ...]:
    return () if scene.choices is None else scene.choices.pools.items


def _volumes(scene: Scene) -> tuple[VolumeChoice, ...]:
    return () if scene.choices is None else scene.choices.volumes.items


def pool_of(scene: Scene, name: str) -> PoolChoice | None:
    """The node's pool of that name."""
    return next((pool for pool in _pools(scene) if pool.name == name), None)


def has_formats(scene: Scene, pool: str) -> bool:
    """Whether images of a pool have a format, and need not take their space at once."""
    found = pool_of(scene, pool)
    return found is not None and found.kind in FILE_POOLS


def pool_choices(scene: Scene) -> tuple[Choice, ...]:
    """The pools with what is free in each; those that cannot take an image say why."""
    found = [_pool_choice(pool) for pool in _pools(scene)]
    return tuple(sorted(found, key=lambda choice: bool(choice.reason)))


def _pool_choice(pool: PoolChoice) -> Choice:
    label, reason = pool.name, ""
    if pool.free is not None:
        pattern = words(QT_TRANSLATE_NOOP("Hardware", "{pool} ({free} free)"))
        label = pattern.format(pool=pool.name, free=format_bytes(pool.free))
    if not pool.is_active:
        reason = words(QT_TRANSLATE_NOOP("Hardware", "The pool is not active."))
    elif pool.kind not in (*FILE_POOLS, *PLAIN_POOLS):
        reason = words(
            QT_TRANSLATE_NOOP("Hardware", "Volumes cannot be created in a pool of this kind.")
        )
    return Choice(pool.name, label, reason)


def first_image(scene: Scene) -> NewImage:
    """What is proposed: the pool with most space, a name that is free."""
    usable = [choice.value for choice in pool_choices(scene) if not choice.reason]
    pools = [pool for pool in _pools(scene) if pool.name in usable]
    best = max(pools, key=lambda pool: (pool.kind in FILE_POOLS, pool.free or 0), default=None)
    image = NewImage(pool="" if best is None else best.name)
    return replace(image, name=free_name(scene, image))


def free_name(scene: Scene, image: NewImage) -> str:
    """A name such as "web-01-vdb.qcow2" that no volume of the pool has."""
    target = free_target(scene, best_bus(scene))
    machine = scene.document.name.replace("/", "-").strip() or "disk"
    stem = f"{machine}-{target}"
    ending = _ending(image.format) if has_formats(scene, image.pool) else ""
    taken = _taken_names(scene, image.pool)
    name, number = f"{stem}{ending}", 2
    while name in taken:
        name, number = f"{stem}-{number}{ending}", number + 1
    return name


def _ending(image_format: str) -> str:
    return ".qcow2" if image_format == "qcow2" else ".img"


def _taken_names(scene: Scene, pool: str) -> set[str]:
    """What volumes are called, and images that edits are about to use."""
    taken = {volume.name for volume in _volumes(scene) if volume.pool == pool}
    for place in _own_places(scene):
        taken.add(posixpath.basename(place))
    return taken


def _own_places(scene: Scene) -> set[str]:
    disks = [item for item in devices_of(scene.document.element) if item.tag == "disk"]
    return {DiskElement(disk).source() for disk in disks} - {""}


def check_image(scene: Scene, image: NewImage) -> dict[str, Finding]:
    """What is wrong with an image to be created, by field."""
    found = {
        "pool": _check_pool(scene, image),
        "name": _check_name(scene, image),
        "capacity": _check_capacity(scene, image),
    }
    return {name: finding for name, finding in found.items() if finding is not None}


def _check_pool(scene: Scene, image: NewImage) -> Finding | None:
    if scene.choices is None:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The pools are not known yet.")))
    choice = next((one for one in pool_choices(scene) if one.value == image.pool), None)
    if choice is None:
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "{host} has no pool that can take an image.")
            ).format(host=scene.node_name)
        )
    return error(choice.reason) if choice.reason else None


def _check_name(scene: Scene, image: NewImage) -> Finding | None:
    name = image.name
    if not name.strip():
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The name is missing.")))
    if "/" in name or name in (".", "..") or not _can_be_written(name):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "A volume cannot have this name.")))
    if name in _taken_names(scene, image.pool):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "{pool} has a volume of this name.")).format(
                pool=image.pool
            )
        )
    return None


def _can_be_written(name: str) -> bool:
    try:
        check_xml_text(name)
    except ValueError:
        return False
    return not any(ord(letter) < ord(" ") for letter in name)


def _check_capacity(scene: Scene, image: NewImage) -> Finding | None:
    if not image.capacity:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The size is missing.")))
    pool = pool_of(scene, image.pool)
    if pool is None or pool.free is None or image.capacity <= pool.free:
        return None
    free = format_bytes(pool.free)
    if image.allocate or not has_formats(scene, image.pool):
        sentence = words(QT_TRANSLATE_NOOP("Hardware", "{pool} has only {free} free."))
        return error(sentence.format(pool=pool.name, free=free))
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware", "{pool} has only {free} free; the guest may use it up while it writes."
        )
    )
    return warning(sentence.format(pool=pool.name, free=free))


def operation_for(node: ObjectRef, scene: Scene, image: NewImage) -> CreateVolume:
    """What creates the image."""
    formatted = has_formats(scene, image.pool)
    return CreateVolume(
        ref=node,
        pool=image.pool,
        name=image.name,
        capacity=image.capacity or 0,
        format=image.format if formatted else "",
        allocate=image.allocate and formatted,
    )


def disk_with_image(scene: Scene, image: NewImage) -> str:
    """A disk on an image that is being created."""
    pool = pool_of(scene, image.pool)
    path, kind = "", "raw"
    if pool is not None and pool.kind in FILE_POOLS:
        kind = image.format
        path = posixpath.join(pool.path, image.name) if pool.path else ""
    return disk_with_volume(scene, VolumeChoice(image.pool, image.name, path, kind))


def disk_with_volume(scene: Scene, volume: VolumeChoice) -> str:
    """A disk on a volume: by its path where it is a file, else by pool and name."""
    element = parse_root(new_disk(scene))
    disk, pool = DiskDevice(element), pool_of(scene, volume.pool)
    is_file = volume.path.startswith("/") and not volume.path.startswith("/dev/")
    if is_file and (pool is None or pool.kind in ("", *FILE_POOLS)):
        disk.file = volume.path
    else:
        disk.kind, disk.pool, disk.volume = "volume", volume.pool, volume.name
    if disk.format:
        disk.format = _driver_format(volume)
    return xml(element)


def _driver_format(volume: VolumeChoice) -> str:
    known = volume.format in ("qcow2", "qed", "qcow", "vmdk", "vdi", "vpc", "luks")
    return volume.format if known else "raw"


def volume_choices(scene: Scene) -> Sequence[Choice]:
    """The node's volumes: those that nobody has first; the values are "pool/name"."""
    own = _own_places(scene)
    items = sorted(
        _volumes(scene), key=lambda item: (_rank(item, scene, own), item.pool, item.name)
    )
    return [_volume_choice(item, scene, own) for item in items]


def _others(item: VolumeChoice, scene: Scene) -> tuple[str, ...]:
    """The other machines that have a volume."""
    return tuple(name for name in item.users if name != scene.base.name)


def _rank(item: VolumeChoice, scene: Scene, own: set[str]) -> int:
    if _is_own(item, own):
        return 3
    if _others(item, scene):
        return 2
    return int(item.path.lower().endswith(".iso"))


def _is_own(item: VolumeChoice, own: set[str]) -> bool:
    return item.path in own or f"{item.pool}/{item.name}" in own


def _volume_choice(item: VolumeChoice, scene: Scene, own: set[str]) -> Choice:
    others = _others(item, scene)
    label = f"{item.name} ({item.pool})"
    if item.capacity is not None:
        label = f"{label}, {format_bytes(item.capacity)}"
    reason, hint = "", ""
    if _is_own(item, own):
        reason = words(QT_TRANSLATE_NOOP("Hardware", "This machine has it already."))
    elif others:
        label = words(QT_TRANSLATE_NOOP("Hardware", "{volume}, used by {machines}")).format(
            volume=label, machines=machines_with(others)
        )
        hint = ", ".join(others)
    return Choice(f"{item.pool}/{item.name}", label, reason, hint)


def volume_of(scene: Scene, value: str) -> VolumeChoice | None:
    """The volume that a choice means."""
    return next((item for item in _volumes(scene) if f"{item.pool}/{item.name}" == value), None)


def check_volume(scene: Scene, value: str) -> Finding | None:
    """What is to be known about an existing volume before a disk is put on it."""
    volume = volume_of(scene, value)
    if volume is None:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "No volume is chosen.")))
    if _is_own(volume, _own_places(scene)):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "This machine has it already.")))
    others = _others(volume, scene)
    if others:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "Used by {machines}, too. Two machines that write to it destroy its data.",
            )
        )
        return warning(sentence.format(machines=machines_with(others)))
    return None
