"""Which operation is possible now, and why not.

Pure functions of what is known; the backend may still refuse, the node has the last word.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from virtgui.core.features import Feature
from virtgui.core.ops import domain as ops
from virtgui.core.ops import placement
from virtgui.core.ops.base import Operation
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.values.connection import ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState


class Refusal(Enum):
    """Why an action cannot be done now."""

    NOT_CONNECTED = "not_connected"
    NO_ANSWER = "no_answer"
    READ_ONLY = "read_only"
    UNSUPPORTED = "unsupported"
    ALREADY_RUNNING = "already_running"
    NOT_RUNNING = "not_running"
    ALREADY_PAUSED = "already_paused"
    NOT_PAUSED = "not_paused"
    IS_PAUSED = "is_paused"
    MUST_BE_OFF = "must_be_off"
    ASLEEP = "asleep"
    NOT_ASLEEP = "not_asleep"
    TRANSIENT = "transient"
    NO_SAVED_STATE = "no_saved_state"
    NEEDS_AGENT = "needs_agent"
    CRASHED = "crashed"
    ALREADY_SET = "already_set"


Check = Callable[[Domain], Refusal | None]

_RUNNING: Final = frozenset({DomainState.RUNNING, DomainState.BLOCKED, DomainState.SHUTDOWN})


def _off(domain: Domain) -> Refusal | None:
    return Refusal.ALREADY_RUNNING if domain.is_active else None


def _must_be_off(domain: Domain) -> Refusal | None:
    if not domain.persistent:
        return Refusal.TRANSIENT
    return Refusal.MUST_BE_OFF if domain.is_active else None


def _active(domain: Domain) -> Refusal | None:
    return None if domain.is_active else Refusal.NOT_RUNNING


def _running(domain: Domain) -> Refusal | None:
    if domain.state in _RUNNING:
        return None
    if domain.state is DomainState.PMSUSPENDED:
        return Refusal.ASLEEP
    if domain.state is DomainState.PAUSED:
        return Refusal.IS_PAUSED
    return Refusal.CRASHED if domain.state is DomainState.CRASHED else Refusal.NOT_RUNNING


def _pausable(domain: Domain) -> Refusal | None:
    if domain.state is DomainState.PAUSED:
        return Refusal.ALREADY_PAUSED
    return _running(domain)


def _paused(domain: Domain) -> Refusal | None:
    return None if domain.state is DomainState.PAUSED else Refusal.NOT_PAUSED


def _persistent_active(domain: Domain) -> Refusal | None:
    return Refusal.TRANSIENT if not domain.persistent else _active(domain)


def _persistent(domain: Domain) -> Refusal | None:
    return None if domain.persistent else Refusal.TRANSIENT


def _asleep(domain: Domain) -> Refusal | None:
    return None if domain.state is DomainState.PMSUSPENDED else Refusal.NOT_ASLEEP


def _saved(domain: Domain) -> Refusal | None:
    return None if domain.managed_save else Refusal.NO_SAVED_STATE


def _sleepable(domain: Domain) -> Refusal | None:
    refusal = _running(domain)
    if refusal is None and not (domain.config and domain.config.agent_connected):
        return Refusal.NEEDS_AGENT
    return refusal


def _any(domain: Domain) -> Refusal | None:
    del domain
    return None


_RULES: Final[Mapping[type[Operation], tuple[Feature | None, Check]]] = MappingProxyType(
    {
        ops.StartDomain: (None, _off),
        ops.PauseDomain: (Feature.PAUSE, _pausable),
        ops.ResumeDomain: (Feature.PAUSE, _paused),
        ops.ShutdownDomain: (Feature.SHUTDOWN, _running),
        ops.RebootDomain: (Feature.REBOOT, _running),
        ops.ResetDomain: (Feature.RESET, _active),
        ops.DestroyDomain: (None, _active),
        ops.ManagedSaveDomain: (Feature.MANAGED_SAVE, _persistent_active),
        ops.DiscardSavedState: (Feature.MANAGED_SAVE, _saved),
        ops.SaveDomainToFile: (Feature.SAVE_FILE, _active),
        ops.CoreDumpDomain: (Feature.CORE_DUMP, _active),
        ops.InjectNmi: (Feature.NMI, _running),
        ops.SuspendDomainPm: (Feature.PM_SUSPEND, _sleepable),
        ops.WakeDomain: (Feature.PM_SUSPEND, _asleep),
        ops.SetAutostart: (Feature.AUTOSTART, _persistent),
        ops.RenameDomain: (Feature.RENAME, _must_be_off),
        ops.SetTitle: (Feature.METADATA, _any),
        ops.SetDescription: (Feature.METADATA, _any),
        ops.SetLabels: (Feature.METADATA, _any),
        ops.DeleteDomain: (None, _any),
        ops.ResizeDisk: (Feature.STORAGE, _any),
        ApplyDefinition: (Feature.DEFINE, _any),
        placement.PlaceDomain: (Feature.PIN, _any),
        placement.PinVcpu: (Feature.PIN, _any),
        placement.PinEmulator: (Feature.PIN, _any),
        placement.PinIothread: (Feature.PIN, _any),
        placement.SetMemoryCells: (Feature.NUMA_TUNE, _any),
    }
)


def link_refusal(status: ConnectionStatus | None) -> Refusal | None:
    """Why nothing at all can be done on a node now, or None."""
    if status is None or status.state is not ConnectionState.CONNECTED:
        stale = status is not None and status.state is ConnectionState.STALE
        return Refusal.NO_ANSWER if stale else Refusal.NOT_CONNECTED
    return Refusal.READ_ONLY if status.spec.read_only else None


def refusal(
    operation: type[Operation], domain: Domain, status: ConnectionStatus | None
) -> Refusal | None:
    """Why an operation on a domain is impossible now; None when it is possible."""
    blocked = link_refusal(status)
    if blocked or status is None:
        return blocked
    feature, check = _RULES[operation]
    if feature is not None and feature not in status.features:
        return Refusal.UNSUPPORTED
    return check(domain)
