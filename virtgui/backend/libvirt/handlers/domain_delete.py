"""Delete: the definition, what belongs to it, and ticked volumes. Ops lane threads."""

from collections.abc import Mapping

import libvirt

from virtgui.backend.libvirt.handlers.domain_power import lookup
from virtgui.backend.libvirt.handlers.effect import Effect
from virtgui.backend.libvirt.readers.storage_use import read_delete_plan
from virtgui.core.errors import ConflictError, NotFoundError, Remedy
from virtgui.core.ops import domain as ops
from virtgui.core.queries import DeletePlan
from virtgui.core.values.domain_config import DomainConfig


def delete(
    connection: libvirt.virConnect,
    operation: ops.DeleteDomain,
    known: Mapping[str, DomainConfig],
) -> Effect:
    """Check again, stop, undefine, then delete volumes.

    Raises:
        ConflictError: it runs and was not to be stopped; a volume has another user now; or a
            volume could not be deleted after the definition was.
    """
    domain = lookup(connection, operation)
    # What events have kept may lack who took a disk just now: before storage goes all is read.
    trusted = {} if operation.volumes else known
    plan = read_delete_plan(connection, operation.ref.key, trusted)
    _check(operation, plan)
    persistent = bool(domain.isPersistent())
    if plan.is_active:
        domain.destroy()
    if persistent:
        flags = undefine_flags(operation, plan)
        if flags:
            domain.undefineFlags(flags)
        else:
            domain.undefine()
    _delete_volumes(connection, operation.volumes)
    return Effect(refresh=(operation.ref.key,), remark="" if operation.volumes else "storage_kept")


def _check(operation: ops.DeleteDomain, plan: DeletePlan) -> None:
    if plan.is_active and not operation.stop_first:
        raise ConflictError("domain is running", remedy=Remedy.LOOK_AT_STATE)
    uses = {use.path: use for use in plan.storage}
    for path in operation.volumes:
        use = uses.get(path)
        if use is None:
            raise NotFoundError(f"{path} is no longer a volume of this domain", subject=path)
        if not use.deletable:
            raise ConflictError(
                f"{path}: {use.reason.value} {', '.join(use.users)}".strip(),
                remedy=Remedy.STOP_OTHER_USER,
                subject=path,
            )


def undefine_flags(operation: ops.DeleteDomain, plan: DeletePlan) -> int:
    """Libvirt's flags for what the domain really has; drivers refuse flags they do not know."""
    flags = 0
    if plan.has_managed_save and operation.managed_save:
        flags |= libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
    if plan.snapshots and operation.snapshots:
        flags |= libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    if plan.checkpoints and operation.checkpoints:
        flags |= libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
    if plan.has_nvram:
        nvram, keep = libvirt.VIR_DOMAIN_UNDEFINE_NVRAM, libvirt.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM
        flags |= nvram if operation.nvram else keep
    if plan.has_tpm:
        tpm, keep = libvirt.VIR_DOMAIN_UNDEFINE_TPM, libvirt.VIR_DOMAIN_UNDEFINE_KEEP_TPM
        flags |= tpm if operation.tpm else keep
    return int(flags)


def _delete_volumes(connection: libvirt.virConnect, paths: tuple[str, ...]) -> None:
    """Delete each; tell all that failed, not only the first."""
    failed: list[str] = []
    for path in paths:
        try:
            connection.storageVolLookupByPath(path).delete(0)
        except libvirt.libvirtError as error:
            failed.append(f"{path}: {error.get_error_message()}")
    if failed:
        raise ConflictError(
            "the definition was deleted, but not: " + "; ".join(failed),
            remedy=Remedy.ASK_ADMINISTRATOR,
        )
