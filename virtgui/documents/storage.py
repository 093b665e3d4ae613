"""Volumes and pools, as far as choosing and deleting them needs it."""

from dataclasses import dataclass
from typing import Final

from virtgui.documents.document import Document, DocumentError, DocumentProblem
from virtgui.documents.properties import size, text

_POOL_ROOT: Final = "pool"
_VOLUME_ROOT: Final = "volume"


class VolumeDocument(Document):
    """The XML of a storage volume."""

    __slots__ = ()

    name = text("name")
    key = text("key")
    kind = text("@type")
    capacity = size("capacity", "bytes")
    allocation = size("allocation", "bytes")
    path = text("target/path")
    format = text("target/format/@type")
    backing_path = text("backingStore/path")
    backing_format = text("backingStore/format/@type")


class PoolDocument(Document):
    """The XML of a storage pool."""

    __slots__ = ()

    name = text("name")
    uuid = text("uuid")
    kind = text("@type")
    capacity = size("capacity", "bytes")
    allocation = size("allocation", "bytes")
    available = size("available", "bytes")
    source_name = text("source/name")
    source_host = text("source/host/@name")
    source_path = text("source/dir/@path")
    source_device = text("source/device/@path")
    target_path = text("target/path")


@dataclass(frozen=True, slots=True)
class VolumeConfig:
    """A volume's definition.

    Attributes:
        kind: "file", "block", "dir", "network", ... or empty.
        capacity: The size that the guest sees, in bytes, or None.
        allocation: The space taken now, in bytes, or None.
        backing_path: The image below it, or empty.
    """

    name: str
    key: str
    kind: str
    path: str
    format: str
    capacity: int | None
    allocation: int | None
    backing_path: str
    backing_format: str


@dataclass(frozen=True, slots=True)
class PoolConfig:
    """A pool's definition.

    Attributes:
        kind: "dir", "logical", "iscsi", ...
        source: What it is made of: a host, directory, device or name, or empty.
        target_path: Where its volumes appear on the node, or empty.
    """

    name: str
    uuid: str
    kind: str
    source: str
    target_path: str
    capacity: int | None
    allocation: int | None
    available: int | None


def read_volume(xml_text: str) -> VolumeConfig:
    """Read a volume's XML.

    Raises:
        DocumentError: The text is not the XML of a volume.
    """
    volume = VolumeDocument.parse(xml_text)
    _check_root(volume, _VOLUME_ROOT)
    return VolumeConfig(
        name=volume.name,
        key=volume.key,
        kind=volume.kind,
        path=volume.path,
        format=volume.format,
        capacity=volume.capacity,
        allocation=volume.allocation,
        backing_path=volume.backing_path,
        backing_format=volume.backing_format,
    )


def read_pool(xml_text: str) -> PoolConfig:
    """Read a pool's XML.

    Raises:
        DocumentError: The text is not the XML of a pool.
    """
    pool = PoolDocument.parse(xml_text)
    _check_root(pool, _POOL_ROOT)
    place = pool.source_path or pool.source_device or pool.source_name
    return PoolConfig(
        name=pool.name or pool.source_name,
        uuid=pool.uuid,
        kind=pool.kind,
        source=":".join(part for part in (pool.source_host, place) if part),
        target_path=pool.target_path,
        capacity=pool.capacity,
        allocation=pool.allocation,
        available=pool.available,
    )


def _check_root(document: Document, name: str) -> None:
    if document.element.tag != name:
        raise DocumentError(DocumentProblem.WRONG_ROOT, detail=str(document.element.tag))
