"""libvirt's domain events, from numbers to typed records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import libvirt

from virtgui.backend.libvirt.enums import names
from virtgui.core.values.domain import DomainState
from virtgui.core.values.event import EventKind, Severity


@dataclass(frozen=True, slots=True)
class RawEvent:
    """What the event thread copies: plain values, nothing of libvirt's."""

    event_id: int
    uuid: str
    name: str
    run_id: int
    args: tuple[Any, ...]
    at: float
    """Wall clock, seconds."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What an event says, before it is joined with the object it speaks of."""

    kind: EventKind
    what: str = ""
    detail: str = ""
    data: tuple[tuple[str, str], ...] = ()
    severity: Severity = Severity.INFO


Decoder = Callable[[tuple[Any, ...]], Decoded]

_LIFECYCLE: Final = names(
    "VIR_DOMAIN_EVENT_",
    without=(
        "ID_", "DEFINED_", "UNDEFINED_", "STARTED_", "SUSPENDED_", "RESUMED_", "STOPPED_",
        "SHUTDOWN_", "PMSUSPENDED_", "CRASHED_", "WATCHDOG_", "IO_ERROR_", "GRAPHICS_", "DISK_",
        "TRAY_", "MEMORY_FAILURE_",
    ),
)  # fmt: skip
_DETAILS: Final = MappingProxyType(
    {
        what: names(f"VIR_DOMAIN_EVENT_{what.upper()}_")
        for what in (
            "defined", "undefined", "started", "suspended", "resumed", "stopped", "shutdown",
            "pmsuspended", "crashed",
        )
    }
)  # fmt: skip
_WATCHDOG: Final = names("VIR_DOMAIN_EVENT_WATCHDOG_")
_IO_ERROR: Final = names("VIR_DOMAIN_EVENT_IO_ERROR_")
_GRAPHICS: Final = names("VIR_DOMAIN_EVENT_GRAPHICS_", without=("ADDRESS_",))
_DISK: Final = names("VIR_DOMAIN_EVENT_DISK_")
_TRAY: Final = names("VIR_DOMAIN_EVENT_TRAY_CHANGE_")
_BLOCK_JOB: Final = names("VIR_DOMAIN_BLOCK_JOB_TYPE_")
_BLOCK_STATUS: Final = names("VIR_DOMAIN_BLOCK_JOB_", without=("TYPE_", "ABORT_", "SPEED_", "INFO"))
_AGENT_STATE: Final = names("VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_")
_AGENT_REASON: Final = names("VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_")
_METADATA: Final = names("VIR_DOMAIN_METADATA_")
_FAILURE_RECIPIENT: Final = names("VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_")
_FAILURE_ACTION: Final = names("VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_")

STATE_AFTER: Final[Mapping[str, DomainState]] = MappingProxyType(
    {
        "started": DomainState.RUNNING,
        "suspended": DomainState.PAUSED,
        "resumed": DomainState.RUNNING,
        "stopped": DomainState.SHUTOFF,
        "pmsuspended": DomainState.PMSUSPENDED,
        "crashed": DomainState.CRASHED,
    }
)
"""The state that a lifecycle event alone proves; it needs no further question to the node."""

_BAD_STOPS: Final = frozenset({"crashed", "failed"})


def _pairs(**values: object) -> tuple[tuple[str, str], ...]:
    return tuple((key, str(value)) for key, value in values.items() if value not in (None, ""))


def _lifecycle(args: tuple[Any, ...]) -> Decoded:
    what = _LIFECYCLE.get(args[0], str(args[0]))
    detail = _DETAILS.get(what, MappingProxyType({})).get(args[1], "")
    severity = Severity.INFO
    if what == "crashed" or (what == "stopped" and detail in _BAD_STOPS):
        severity = Severity.ERROR
    elif what == "suspended" and detail in ("ioerror", "watchdog", "api_error", "postcopy_failed"):
        severity = Severity.WARN
    return Decoded(EventKind.LIFECYCLE, what, detail, severity=severity)


def _plain(kind: EventKind) -> Decoder:
    return lambda args: Decoded(kind)


def _device(kind: EventKind, severity: Severity = Severity.INFO) -> Decoder:
    return lambda args: Decoded(kind, data=_pairs(device=args[0]), severity=severity)


def _watchdog(args: tuple[Any, ...]) -> Decoded:
    return Decoded(EventKind.WATCHDOG, _WATCHDOG.get(args[0], ""), severity=Severity.WARN)


def _io_error(args: tuple[Any, ...]) -> Decoded:
    path, device, action, reason = (*args, "")[:4]
    data = _pairs(path=path, device=device, reason=reason)
    return Decoded(EventKind.IO_ERROR, _IO_ERROR.get(action, ""), "", data, Severity.ERROR)


def _graphics(args: tuple[Any, ...]) -> Decoded:
    phase, _local, remote, scheme = args[:4]
    peer = remote.get("node", "") if isinstance(remote, dict) else ""
    return Decoded(EventKind.GRAPHICS, _GRAPHICS.get(phase, ""), "", _pairs(peer=peer, auth=scheme))


def _block_job(args: tuple[Any, ...]) -> Decoded:
    disk, kind, status = args[:3]
    what, detail = _BLOCK_JOB.get(kind, ""), _BLOCK_STATUS.get(status, "")
    severity = Severity.ERROR if detail == "failed" else Severity.INFO
    return Decoded(EventKind.BLOCK_JOB, what, detail, _pairs(disk=disk), severity)


def _disk_change(args: tuple[Any, ...]) -> Decoded:
    old, new, device, reason = args[:4]
    what = _DISK.get(reason, "")
    return Decoded(EventKind.DISK_CHANGE, what, "", _pairs(device=device, old=old, new=new))


def _tray(args: tuple[Any, ...]) -> Decoded:
    return Decoded(EventKind.TRAY_CHANGE, _TRAY.get(args[1], ""), "", _pairs(device=args[0]))


def _agent(args: tuple[Any, ...]) -> Decoded:
    state, reason = _AGENT_STATE.get(args[0], ""), _AGENT_REASON.get(args[1], "")
    return Decoded(EventKind.AGENT_LIFECYCLE, state, reason)


def _job_completed(args: tuple[Any, ...]) -> Decoded:
    params = args[0] if isinstance(args[0], dict) else {}
    data = _pairs(milliseconds=params.get("time_elapsed"), bytes=params.get("data_processed"))
    return Decoded(EventKind.JOB_COMPLETED, "", "", data)


def _metadata(args: tuple[Any, ...]) -> Decoded:
    return Decoded(
        EventKind.METADATA_CHANGE, _METADATA.get(args[0], ""), "", _pairs(namespace=args[1])
    )


def _threshold(args: tuple[Any, ...]) -> Decoded:
    device, path, threshold, excess = args[:4]
    data = _pairs(device=device, path=path, threshold=threshold, excess=excess)
    return Decoded(EventKind.BLOCK_THRESHOLD, "", "", data, Severity.WARN)


def _memory_failure(args: tuple[Any, ...]) -> Decoded:
    who, action = _FAILURE_RECIPIENT.get(args[0], ""), _FAILURE_ACTION.get(args[1], "")
    return Decoded(EventKind.MEMORY_FAILURE, who, action, severity=Severity.ERROR)


def _tunable(args: tuple[Any, ...]) -> Decoded:
    params = args[0] if isinstance(args[0], dict) else {}
    return Decoded(EventKind.TUNABLE, "", "", tuple((str(k), str(v)) for k, v in params.items()))


_DECODERS: Final[Mapping[str, Decoder]] = MappingProxyType(
    {
        "LIFECYCLE": _lifecycle,
        "REBOOT": _plain(EventKind.REBOOT),
        "RTC_CHANGE": lambda args: Decoded(EventKind.RTC_CHANGE, data=_pairs(offset=args[0])),
        "WATCHDOG": _watchdog,
        "GRAPHICS": _graphics,
        "IO_ERROR_REASON": _io_error,
        "CONTROL_ERROR": lambda args: Decoded(EventKind.CONTROL_ERROR, severity=Severity.ERROR),
        "DISK_CHANGE": _disk_change,
        "TRAY_CHANGE": _tray,
        "PMWAKEUP": _plain(EventKind.PM_WAKEUP),
        "PMSUSPEND": _plain(EventKind.PM_SUSPEND),
        "BALLOON_CHANGE": lambda args: Decoded(EventKind.BALLOON_CHANGE, data=_pairs(kib=args[0])),
        "PMSUSPEND_DISK": _plain(EventKind.PM_SUSPEND_DISK),
        "DEVICE_REMOVED": _device(EventKind.DEVICE_REMOVED),
        "BLOCK_JOB_2": _block_job,
        "TUNABLE": _tunable,
        "AGENT_LIFECYCLE": _agent,
        "DEVICE_ADDED": _device(EventKind.DEVICE_ADDED),
        "MIGRATION_ITERATION": lambda args: Decoded(
            EventKind.MIGRATION_ITERATION, data=_pairs(iteration=args[0])
        ),
        "JOB_COMPLETED": _job_completed,
        "DEVICE_REMOVAL_FAILED": _device(EventKind.DEVICE_REMOVAL_FAILED, Severity.WARN),
        "METADATA_CHANGE": _metadata,
        "BLOCK_THRESHOLD": _threshold,
        "MEMORY_FAILURE": _memory_failure,
        "MEMORY_DEVICE_SIZE_CHANGE": lambda args: Decoded(
            EventKind.MEMORY_DEVICE_SIZE, data=_pairs(device=args[0], size=args[1])
        ),
    }
)

DECODERS: Final[Mapping[int, Decoder]] = MappingProxyType(
    {
        getattr(libvirt, f"VIR_DOMAIN_EVENT_ID_{name}"): decoder
        for name, decoder in _DECODERS.items()
        if hasattr(libvirt, f"VIR_DOMAIN_EVENT_ID_{name}")
    }
)
"""By event id. IO_ERROR and BLOCK_JOB are left to their newer forms, which say more."""

LIFECYCLE_ID: Final = int(libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE)

READ_AGAIN: Final = frozenset(
    {
        EventKind.DEVICE_ADDED,
        EventKind.DEVICE_REMOVED,
        EventKind.DISK_CHANGE,
        EventKind.TRAY_CHANGE,
        EventKind.METADATA_CHANGE,
        EventKind.BALLOON_CHANGE,
        EventKind.AGENT_LIFECYCLE,
        EventKind.TUNABLE,
        EventKind.BLOCK_JOB,
        EventKind.MEMORY_DEVICE_SIZE,
        EventKind.PM_WAKEUP,
    }
)
"""Events after which the domain's definition or state differs from what we hold."""


def decode(event: RawEvent) -> Decoded:
    """The typed form of an event."""
    return DECODERS[event.event_id](event.args)
