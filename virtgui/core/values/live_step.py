"""Steps by which a running domain is changed, each a libvirt call of its own."""

from dataclasses import dataclass, field
from enum import Enum

from virtgui.core.errors import ErrorInfo


class LiveKind(Enum):
    """Which call."""

    ATTACH = "attach_device"
    DETACH = "detach_device"
    UPDATE = "update_device"
    VCPUS = "set_vcpus"
    MEMORY = "set_memory"
    PIN_VCPU = "pin_vcpu"
    PIN_EMULATOR = "pin_emulator"
    PIN_IOTHREAD = "pin_iothread"
    ADD_IOTHREAD = "add_iothread"
    REMOVE_IOTHREAD = "remove_iothread"
    NUMA = "set_numa"
    SCHEDULER = "set_scheduler"
    MEMTUNE = "set_memtune"
    BLKIO = "set_blkio"
    IOTUNE = "set_iotune"
    BALLOON_PERIOD = "set_balloon_period"
    LIFECYCLE = "set_lifecycle"
    TITLE = "set_title"
    DESCRIPTION = "set_description"
    METADATA = "set_metadata"


@dataclass(frozen=True, slots=True)
class LiveStep:
    """One change of what runs.

    Attributes:
        kind: Which call.
        target: What it acts on: a disk's target, a vCPU's or IOThread's number, an event's name,
            a metadata namespace; empty where the kind says it.
        values: Names and values of parameters as libvirt's API names them; the values of single
            settings have the empty name.
        xml: The device, or the metadata element; empty where there is none. May carry a secret.
        label: The device's name for reports: "vda", a MAC address, an element name.
        is_kept: Whether it changes the definition of the next start instead of what runs.
    """

    kind: LiveKind
    target: str = ""
    values: tuple[tuple[str, int | str], ...] = ()
    xml: str = field(default="", repr=False)
    label: str = ""
    is_kept: bool = False


class PartState(Enum):
    """How a part of an application ended."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not tried, because what it builds upon failed."""
    UNKNOWN = "unknown"
    """No answer: the connection was lost, or the guest has not let a device go yet."""


@dataclass(frozen=True, slots=True)
class PartReport:
    """How one part of an application ended.

    Attributes:
        step: The live step; None for the persistent definition.
        state: How.
        error: Why not.
    """

    step: LiveStep | None
    state: PartState
    error: ErrorInfo | None = None
