"""Which function does which operation: the one list of all."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import libvirt

from virtgui.backend.libvirt.handlers import (
    domain_apply,
    domain_define,
    domain_delete,
    domain_disk,
    domain_identity,
    domain_power,
    domain_save,
    placement,
    storage,
)
from virtgui.backend.libvirt.handlers.effect import Effect, Tell
from virtgui.core.ops import domain as ops
from virtgui.core.ops.base import Operation
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.ops.placement import AllocatePages, Placing
from virtgui.core.ops.storage import CreateVolume, DeleteVolume
from virtgui.core.values.domain_config import DomainConfig

Handler = Callable[[libvirt.virConnect, Any], Effect]

HANDLERS: Final[Mapping[type[Operation], Handler]] = MappingProxyType(
    {
        ops.StartDomain: domain_power.start,
        ops.PauseDomain: domain_power.pause,
        ops.ResumeDomain: domain_power.resume,
        ops.ShutdownDomain: domain_power.shutdown,
        ops.RebootDomain: domain_power.reboot,
        ops.ResetDomain: domain_power.reset,
        ops.DestroyDomain: domain_power.destroy,
        ops.InjectNmi: domain_power.inject_nmi,
        ops.SuspendDomainPm: domain_power.pm_suspend,
        ops.WakeDomain: domain_power.pm_wake,
        ops.ManagedSaveDomain: domain_save.managed_save,
        ops.DiscardSavedState: domain_save.discard,
        ops.SaveDomainToFile: domain_save.save_file,
        ops.RestoreDomainFromFile: domain_save.restore_file,
        ops.CoreDumpDomain: domain_save.core_dump,
        ops.SetAutostart: domain_identity.autostart,
        ops.RenameDomain: domain_identity.rename,
        ops.SetTitle: domain_identity.set_title,
        ops.SetDescription: domain_identity.set_description,
        ops.SetLabels: domain_identity.set_labels,
        ops.DefineDomain: domain_define.define,
        ops.ResizeDisk: domain_disk.resize,
        CreateVolume: storage.create,
        DeleteVolume: storage.delete,
        AllocatePages: placement.allocate_pages,
    }
)


def run_operation(
    connection: libvirt.virConnect,
    operation: Operation,
    known: Mapping[str, DomainConfig],
    tell: Tell,
) -> Effect:
    """Do an operation.

    Args:
        connection: The node.
        operation: What is to be done.
        known: What is known of the node's domains, by UUID.
        tell: Told of the parts of an operation that has some, as they end.

    Raises:
        libvirt.libvirtError: the node refused, or was lost.
        VirtguiError: we refused before asking the node.
    """
    if isinstance(operation, ops.DeleteDomain):
        return domain_delete.delete(connection, operation, known)
    if isinstance(operation, ApplyDefinition):
        return domain_apply.apply(connection, operation, tell)
    if isinstance(operation, Placing):
        return placement.place(connection, operation, tell)
    return HANDLERS[type(operation)](connection, operation)
