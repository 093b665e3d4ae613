"""Start, pause, shut down, force off and their kin. Lane threads only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import libvirt

from virtgui.backend.libvirt.handlers.effect import Effect, Wait
from virtgui.core.ops import domain as ops
from virtgui.core.ops.base import Operation
from virtgui.core.values.domain import Domain, DomainState

SHUTDOWN_SECONDS: Final = 300.0
"""How long a shutdown is waited for before the task says that the guest does not follow."""
REBOOT_SECONDS: Final = 60.0

_SHUTDOWN_FLAGS: Final[Mapping[ops.PowerMode, int]] = MappingProxyType(
    {
        ops.PowerMode.DEFAULT: libvirt.VIR_DOMAIN_SHUTDOWN_DEFAULT,
        ops.PowerMode.ACPI: libvirt.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN,
        ops.PowerMode.AGENT: libvirt.VIR_DOMAIN_SHUTDOWN_GUEST_AGENT,
    }
)
_REBOOT_FLAGS: Final[Mapping[ops.PowerMode, int]] = MappingProxyType(
    {
        ops.PowerMode.DEFAULT: libvirt.VIR_DOMAIN_REBOOT_DEFAULT,
        ops.PowerMode.ACPI: libvirt.VIR_DOMAIN_REBOOT_ACPI_POWER_BTN,
        ops.PowerMode.AGENT: libvirt.VIR_DOMAIN_REBOOT_GUEST_AGENT,
    }
)
_SLEEP: Final[Mapping[ops.SleepTarget, int]] = MappingProxyType(
    {
        ops.SleepTarget.MEMORY: libvirt.VIR_NODE_SUSPEND_TARGET_MEM,
        ops.SleepTarget.DISK: libvirt.VIR_NODE_SUSPEND_TARGET_DISK,
    }
)


def lookup(connection: libvirt.virConnect, operation: Operation) -> libvirt.virDomain:
    """The domain that an operation is about."""
    return connection.lookupByUUIDString(operation.ref.key)


def _touched(operation: Operation, wait: Wait | None = None) -> Effect:
    return Effect(refresh=(operation.ref.key,), wait=wait)


def start(connection: libvirt.virConnect, operation: ops.StartDomain) -> Effect:
    """Start or restore."""
    flags = 0
    if operation.paused:
        flags |= libvirt.VIR_DOMAIN_START_PAUSED
    if operation.bypass_cache:
        flags |= libvirt.VIR_DOMAIN_START_BYPASS_CACHE
    if operation.force_boot:
        flags |= libvirt.VIR_DOMAIN_START_FORCE_BOOT
    domain = lookup(connection, operation)
    if flags:
        domain.createWithFlags(flags)
    else:
        domain.create()
    return _touched(operation)


def pause(connection: libvirt.virConnect, operation: ops.PauseDomain) -> Effect:
    """Stop the CPUs."""
    lookup(connection, operation).suspend()
    return _touched(operation)


def resume(connection: libvirt.virConnect, operation: ops.ResumeDomain) -> Effect:
    """Let the CPUs go on."""
    lookup(connection, operation).resume()
    return _touched(operation)


def is_off(row: Domain | None, what: str) -> bool:
    """Whether a guest has ended."""
    del what
    return row is None or not row.is_active


def has_rebooted(row: Domain | None, what: str) -> bool:
    """Whether a guest has begun to reboot, or ended instead."""
    return what == "reboot" or is_off(row, what)


def has_woken(row: Domain | None, what: str) -> bool:
    """Whether a sleeping guest runs again."""
    del what
    return row is None or row.state in (DomainState.RUNNING, DomainState.BLOCKED)


def shutdown(connection: libvirt.virConnect, operation: ops.ShutdownDomain) -> Effect:
    """Ask to shut down; the task is done when the guest has ended."""
    domain = lookup(connection, operation)
    if operation.mode is ops.PowerMode.DEFAULT:
        domain.shutdown()
    else:
        domain.shutdownFlags(_SHUTDOWN_FLAGS[operation.mode])
    return _touched(operation, Wait(is_off, SHUTDOWN_SECONDS))


def reboot(connection: libvirt.virConnect, operation: ops.RebootDomain) -> Effect:
    """Ask to reboot; the task is done when the guest does."""
    lookup(connection, operation).reboot(_REBOOT_FLAGS[operation.mode])
    return _touched(operation, Wait(has_rebooted, REBOOT_SECONDS, optional=True))


def reset(connection: libvirt.virConnect, operation: ops.ResetDomain) -> Effect:
    """Press the reset button."""
    lookup(connection, operation).reset(0)
    return _touched(operation)


def destroy(connection: libvirt.virConnect, operation: ops.DestroyDomain) -> Effect:
    """Force off."""
    domain = lookup(connection, operation)
    if operation.graceful:
        domain.destroyFlags(libvirt.VIR_DOMAIN_DESTROY_GRACEFUL)
    else:
        domain.destroy()
    return _touched(operation)


def inject_nmi(connection: libvirt.virConnect, operation: ops.InjectNmi) -> Effect:
    """Send an NMI."""
    lookup(connection, operation).injectNMI(0)
    return _touched(operation)


def pm_suspend(connection: libvirt.virConnect, operation: ops.SuspendDomainPm) -> Effect:
    """Ask the guest to sleep."""
    lookup(connection, operation).pMSuspendForDuration(_SLEEP[operation.target], 0, 0)
    return _touched(operation)


def pm_wake(connection: libvirt.virConnect, operation: ops.WakeDomain) -> Effect:
    """Wake the guest."""
    lookup(connection, operation).pMWakeup(0)
    return _touched(operation, Wait(has_woken, REBOOT_SECONDS, optional=True))
