"""What happened, as libvirt tells it: one typed record per event."""

from dataclasses import dataclass
from enum import Enum

from virtgui.core.refs import ObjectRef


class EventKind(Enum):
    """The kinds of events in the log."""

    LIFECYCLE = "lifecycle"
    REBOOT = "reboot"
    RTC_CHANGE = "rtc_change"
    WATCHDOG = "watchdog"
    IO_ERROR = "io_error"
    GRAPHICS = "graphics"
    CONTROL_ERROR = "control_error"
    BLOCK_JOB = "block_job"
    BLOCK_THRESHOLD = "block_threshold"
    DISK_CHANGE = "disk_change"
    TRAY_CHANGE = "tray_change"
    PM_WAKEUP = "pm_wakeup"
    PM_SUSPEND = "pm_suspend"
    PM_SUSPEND_DISK = "pm_suspend_disk"
    BALLOON_CHANGE = "balloon_change"
    DEVICE_ADDED = "device_added"
    DEVICE_REMOVED = "device_removed"
    DEVICE_REMOVAL_FAILED = "device_removal_failed"
    TUNABLE = "tunable"
    AGENT_LIFECYCLE = "agent_lifecycle"
    MIGRATION_ITERATION = "migration_iteration"
    JOB_COMPLETED = "job_completed"
    METADATA_CHANGE = "metadata_change"
    MEMORY_FAILURE = "memory_failure"
    MEMORY_DEVICE_SIZE = "memory_device_size"
    CONNECTION = "connection"
    THRESHOLD = "threshold"
    """A figure passed a limit that the user has set, or came back."""


class Severity(Enum):
    """How much an event wants a person."""

    INFO = "info"
    OK = "ok"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one object."""

    ref: ObjectRef
    name: str
    """The object's name at that time."""
    at: float
    """Wall clock, seconds, when it reached us."""
    kind: EventKind
    what: str = ""
    """The event's own code, such as ``started`` or ``resumed``; empty when the kind says all."""
    detail: str = ""
    """libvirt's detail code, such as ``booted`` or ``migrated``."""
    data: tuple[tuple[str, str], ...] = ()
    """Named plain values: device alias, disk path, sizes."""
    severity: Severity = Severity.INFO
