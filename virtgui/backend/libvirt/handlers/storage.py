"""Create and delete volumes. Lane threads."""

import libvirt

from virtgui.backend.libvirt.handlers.effect import Effect
from virtgui.backend.libvirt.readers.storage_use import read_volume_use
from virtgui.core.errors import ConflictError, InvalidError, Remedy
from virtgui.core.ops.storage import CreateVolume, DeleteVolume
from virtgui.core.queries import KeepReason
from virtgui.documents.create.volume import volume_xml


def create(connection: libvirt.virConnect, operation: CreateVolume) -> Effect:
    """Create a volume.

    Raises:
        InvalidError: its name cannot be written down.
        libvirt.libvirtError: the pool is gone or stopped, the name is taken, or space is missing.
    """
    try:
        text = volume_xml(
            operation.name,
            operation.capacity,
            allocation=operation.allocation,
            volume_format=operation.format,
        )
    except ValueError as error:
        raise InvalidError(str(error), subject=operation.name) from error
    flags = libvirt.VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA if operation.preallocates else 0
    connection.storagePoolLookupByName(operation.pool).createXML(text, flags)
    return Effect()


def delete(connection: libvirt.virConnect, operation: DeleteVolume) -> Effect:
    """Look again who uses a volume, then delete it.

    Raises:
        ConflictError: some machine or volume uses it, or not all could be asked.
        libvirt.libvirtError: there is no such volume, or the node refused.
    """
    volume = connection.storageVolLookupByPath(operation.path)
    reason, users = read_volume_use(connection, operation.path)
    if reason is not KeepReason.NONE:
        raise ConflictError(
            f"{operation.path}: {reason.value} {', '.join(users)}".strip(),
            remedy=Remedy.STOP_OTHER_USER,
            subject=operation.path,
        )
    volume.delete(0)
    return Effect()
