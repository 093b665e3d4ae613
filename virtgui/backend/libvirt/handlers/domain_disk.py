"""Make disks larger. Ops lane threads."""

import libvirt
from lxml import etree

from virtgui.backend.libvirt.handlers.domain_power import lookup
from virtgui.backend.libvirt.handlers.effect import Effect
from virtgui.core.errors import InvalidError, NotFoundError, Remedy, UnsupportedError
from virtgui.core.ops.domain import ResizeDisk
from virtgui.documents.document import parse_root
from virtgui.documents.properties import Path


def resize(connection: libvirt.virConnect, operation: ResizeDisk) -> Effect:
    """Make a disk larger: of a running guest so that it sees it, else its volume.

    Raises:
        InvalidError: it would become smaller, and what is at its end would be lost.
        NotFoundError: there is no such disk, or it is empty.
        UnsupportedError: it runs not, and its storage is in no pool.
    """
    domain = lookup(connection, operation)
    if domain.isActive():
        _refuse_to_shrink(operation, domain.blockInfo(operation.target)[0])
        flags = libvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES
        domain.blockResize(operation.target, operation.size_bytes, flags)
    else:
        volume = _volume(connection, domain, operation)
        _refuse_to_shrink(operation, volume.info()[1])
        volume.resize(operation.size_bytes, 0)
    return Effect(refresh=(operation.ref.key,))


def _refuse_to_shrink(operation: ResizeDisk, present: int) -> None:
    # libvirt and QEMU would do it without a word.
    if operation.size_bytes < present:
        raise InvalidError(
            f"{operation.target} has {present} bytes and cannot become smaller",
            subject=operation.target,
        )


def _volume(
    connection: libvirt.virConnect, domain: libvirt.virDomain, operation: ResizeDisk
) -> libvirt.virStorageVol:
    source = _source(domain, operation.target)
    pool, path = source.get("pool"), source.get("file") or source.get("dev")
    if pool:
        return connection.storagePoolLookupByName(pool).storageVolLookupByName(source.get("volume"))
    try:
        if path:
            return connection.storageVolLookupByPath(path)
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_NO_STORAGE_VOL:
            raise
    raise UnsupportedError(
        f"{path or operation.target} is in no storage pool",
        remedy=Remedy.NEEDS_POOL,
        subject=path or operation.target,
    )


def _source(domain: libvirt.virDomain, target: str) -> etree._Element:
    root = parse_root(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
    for disk in root.iterfind("devices/disk"):
        source = disk.find("source")
        if source is not None and Path("target/@dev").read(disk) == target:
            return source
    raise NotFoundError(f"there is no disk {target} with storage", subject=target)
