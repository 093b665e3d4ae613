"""Words for the codes of the core: states, reasons, operations, refusals, connection states.

Tables hold source texts for Qt Linguist; functions give the translated word. What libvirt names
and we do not is shown by its own code, so that nothing is hidden.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.policy import Refusal
from virtgui.core.values.connection import ConnectionState, ConnectStep, LinkSecurity
from virtgui.core.values.domain import ShownState
from virtgui.core.values.task import TaskState
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import in_sentence

_CONTEXT: Final = "Words"


def translate(source: str) -> str:
    """The translated word for a source text of these tables."""
    return QCoreApplication.translate(_CONTEXT, source)


_STATES: Final[Mapping[ShownState, str]] = MappingProxyType(
    {
        ShownState.RUNNING: QT_TRANSLATE_NOOP("Words", "Running"),
        ShownState.PAUSED: QT_TRANSLATE_NOOP("Words", "Paused"),
        ShownState.SHUTTING_DOWN: QT_TRANSLATE_NOOP("Words", "Shutting down"),
        ShownState.SHUTOFF: QT_TRANSLATE_NOOP("Words", "Shut off"),
        ShownState.CRASHED: QT_TRANSLATE_NOOP("Words", "Crashed"),
        ShownState.SUSPENDED: QT_TRANSLATE_NOOP("Words", "Suspended"),
        ShownState.SAVED: QT_TRANSLATE_NOOP("Words", "Saved"),
        ShownState.UNKNOWN: QT_TRANSLATE_NOOP("Words", "Unknown"),
    }
)
_WAS: Final[Mapping[ShownState, str]] = MappingProxyType(
    {
        ShownState.RUNNING: QT_TRANSLATE_NOOP("Words", "Was running"),
        ShownState.PAUSED: QT_TRANSLATE_NOOP("Words", "Was paused"),
        ShownState.SHUTTING_DOWN: QT_TRANSLATE_NOOP("Words", "Was shutting down"),
        ShownState.SHUTOFF: QT_TRANSLATE_NOOP("Words", "Was shut off"),
        ShownState.CRASHED: QT_TRANSLATE_NOOP("Words", "Had crashed"),
        ShownState.SUSPENDED: QT_TRANSLATE_NOOP("Words", "Was suspended"),
        ShownState.SAVED: QT_TRANSLATE_NOOP("Words", "Was saved"),
        ShownState.UNKNOWN: QT_TRANSLATE_NOOP("Words", "Unknown"),
    }
)
STATE_ICONS: Final[Mapping[ShownState, tuple[str, str]]] = MappingProxyType(
    {
        ShownState.RUNNING: ("st-running", "running"),
        ShownState.PAUSED: ("st-paused", "paused"),
        ShownState.SHUTTING_DOWN: ("st-busy", "accent"),
        ShownState.SHUTOFF: ("st-shutoff", "shutoff"),
        ShownState.CRASHED: ("st-crashed", "crashed"),
        ShownState.SUSPENDED: ("st-suspended", "suspended"),
        ShownState.SAVED: ("st-saved", "saved"),
        ShownState.UNKNOWN: ("st-unknown", "unknown"),
    }
)
"""Icon name and colour role of each state."""


def state_word(state: ShownState, *, is_old: bool = False) -> str:
    """The word for a state; in the past tense when the data is old."""
    return translate((_WAS if is_old else _STATES)[state])


_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "booted": QT_TRANSLATE_NOOP("Words", "booted"),
        "migrated": QT_TRANSLATE_NOOP("Words", "migrated here"),
        "restored": QT_TRANSLATE_NOOP("Words", "restored from saved state"),
        "from_snapshot": QT_TRANSLATE_NOOP("Words", "reverted to a snapshot"),
        "unpaused": QT_TRANSLATE_NOOP("Words", "resumed"),
        "migration_canceled": QT_TRANSLATE_NOOP("Words", "migration was cancelled"),
        "save_canceled": QT_TRANSLATE_NOOP("Words", "saving was cancelled"),
        "wakeup": QT_TRANSLATE_NOOP("Words", "woke up"),
        "user": QT_TRANSLATE_NOOP("Words", "by a person"),
        "paused": QT_TRANSLATE_NOOP("Words", "by a person"),
        "migration": QT_TRANSLATE_NOOP("Words", "for migration"),
        "save": QT_TRANSLATE_NOOP("Words", "while it is saved"),
        "dump": QT_TRANSLATE_NOOP("Words", "while its memory is dumped"),
        "ioerror": QT_TRANSLATE_NOOP("Words", "because of a disk error"),
        "watchdog": QT_TRANSLATE_NOOP("Words", "by its watchdog"),
        "snapshot": QT_TRANSLATE_NOOP("Words", "while a snapshot is taken"),
        "shutting_down": QT_TRANSLATE_NOOP("Words", "while it shuts down"),
        "starting_up": QT_TRANSLATE_NOOP("Words", "while it starts"),
        "crashed": QT_TRANSLATE_NOOP("Words", "the guest crashed"),
        "panicked": QT_TRANSLATE_NOOP("Words", "the guest's system panicked"),
        "shutdown": QT_TRANSLATE_NOOP("Words", "the guest shut down"),
        "destroyed": QT_TRANSLATE_NOOP("Words", "forced off"),
        "saved": QT_TRANSLATE_NOOP("Words", "saved to disk"),
        "failed": QT_TRANSLATE_NOOP("Words", "it failed to start or broke off"),
        "daemon": QT_TRANSLATE_NOOP("Words", "ended while libvirt was restarted"),
        "postcopy": QT_TRANSLATE_NOOP("Words", "during migration"),
        "postcopy_failed": QT_TRANSLATE_NOOP("Words", "because the migration failed"),
        "api_error": QT_TRANSLATE_NOOP("Words", "because libvirt failed"),
    }
)


def reason_word(reason: str) -> str:
    """The words for libvirt's reason of a state; nothing when it gives none."""
    if reason in ("unknown", ""):
        return ""
    source = _REASONS.get(reason)
    return translate(source) if source else reason.replace("_", " ")


_OPERATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": QT_TRANSLATE_NOOP("Words", "Start"),
        "pause": QT_TRANSLATE_NOOP("Words", "Pause"),
        "resume": QT_TRANSLATE_NOOP("Words", "Resume"),
        "shutdown": QT_TRANSLATE_NOOP("Words", "Shut down"),
        "reboot": QT_TRANSLATE_NOOP("Words", "Reboot"),
        "reset": QT_TRANSLATE_NOOP("Words", "Reset"),
        "destroy": QT_TRANSLATE_NOOP("Words", "Force off"),
        "managed_save": QT_TRANSLATE_NOOP("Words", "Save"),
        "discard_saved": QT_TRANSLATE_NOOP("Words", "Discard saved state"),
        "save_file": QT_TRANSLATE_NOOP("Words", "Save to file"),
        "restore_file": QT_TRANSLATE_NOOP("Words", "Restore from file"),
        "core_dump": QT_TRANSLATE_NOOP("Words", "Dump memory"),
        "inject_nmi": QT_TRANSLATE_NOOP("Words", "Send NMI"),
        "pm_suspend": QT_TRANSLATE_NOOP("Words", "Put to sleep"),
        "pm_wake": QT_TRANSLATE_NOOP("Words", "Wake"),
        "autostart": QT_TRANSLATE_NOOP("Words", "Set start with host"),
        "rename": QT_TRANSLATE_NOOP("Words", "Rename"),
        "set_title": QT_TRANSLATE_NOOP("Words", "Set title"),
        "set_description": QT_TRANSLATE_NOOP("Words", "Set description"),
        "set_labels": QT_TRANSLATE_NOOP("Words", "Set tags and notes"),
        "delete": QT_TRANSLATE_NOOP("Words", "Delete"),
        "define_domain": QT_TRANSLATE_NOOP("Words", "Define"),
        "apply_definition": QT_TRANSLATE_NOOP("Words", "Apply changes"),
        "place_domain": QT_TRANSLATE_NOOP("Words", "Change placement"),
        "pin_vcpu": QT_TRANSLATE_NOOP("Words", "Pin vCPU"),
        "pin_emulator": QT_TRANSLATE_NOOP("Words", "Pin emulator"),
        "pin_iothread": QT_TRANSLATE_NOOP("Words", "Pin IOThread"),
        "set_memory_cells": QT_TRANSLATE_NOOP("Words", "Set NUMA nodes of the memory"),
        "allocate_pages": QT_TRANSLATE_NOOP("Words", "Allocate huge pages"),
        "resize_disk": QT_TRANSLATE_NOOP("Words", "Resize disk"),
        "create_volume": QT_TRANSLATE_NOOP("Words", "Create volume"),
        "delete_volume": QT_TRANSLATE_NOOP("Words", "Delete volume"),
    }
)


def operation_word(code: str) -> str:
    """The verb of an operation, as menus and tasks show it."""
    return translate(_OPERATIONS[code])


_REFUSALS: Final[Mapping[Refusal, str]] = MappingProxyType(
    {
        Refusal.NOT_CONNECTED: QT_TRANSLATE_NOOP("Words", "The host is not connected."),
        Refusal.NO_ANSWER: QT_TRANSLATE_NOOP("Words", "The host does not answer now."),
        Refusal.READ_ONLY: QT_TRANSLATE_NOOP("Words", "This connection is for observing only."),
        Refusal.UNSUPPORTED: QT_TRANSLATE_NOOP("Words", "This hypervisor cannot do it."),
        Refusal.ALREADY_RUNNING: QT_TRANSLATE_NOOP("Words", "It runs already."),
        Refusal.NOT_RUNNING: QT_TRANSLATE_NOOP("Words", "It is not running."),
        Refusal.ALREADY_PAUSED: QT_TRANSLATE_NOOP("Words", "It is paused already."),
        Refusal.NOT_PAUSED: QT_TRANSLATE_NOOP("Words", "It is not paused."),
        Refusal.IS_PAUSED: QT_TRANSLATE_NOOP("Words", "It is paused; resume it first."),
        Refusal.MUST_BE_OFF: QT_TRANSLATE_NOOP("Words", "It must be shut off first."),
        Refusal.ASLEEP: QT_TRANSLATE_NOOP("Words", "The guest sleeps; wake it first."),
        Refusal.NOT_ASLEEP: QT_TRANSLATE_NOOP("Words", "The guest does not sleep."),
        Refusal.TRANSIENT: QT_TRANSLATE_NOOP(
            "Words", "It has no saved definition: it is gone when it stops."
        ),
        Refusal.NO_SAVED_STATE: QT_TRANSLATE_NOOP("Words", "It has no saved state."),
        Refusal.NEEDS_AGENT: QT_TRANSLATE_NOOP(
            "Words", "It needs the QEMU guest agent, which is not connected."
        ),
        Refusal.CRASHED: QT_TRANSLATE_NOOP("Words", "The guest has crashed."),
        Refusal.ALREADY_SET: QT_TRANSLATE_NOOP("Words", "It is so already."),
    }
)


def refusal_word(refusal: Refusal) -> str:
    """The sentence that says why an action is impossible now."""
    return translate(_REFUSALS[refusal])


_LINK_STATES: Final[Mapping[ConnectionState, str]] = MappingProxyType(
    {
        ConnectionState.OFFLINE: QT_TRANSLATE_NOOP("Words", "Not connected"),
        ConnectionState.CONNECTING: QT_TRANSLATE_NOOP("Words", "Connecting"),
        ConnectionState.CONNECTED: QT_TRANSLATE_NOOP("Words", "Connected"),
        ConnectionState.STALE: QT_TRANSLATE_NOOP("Words", "No answer"),
        ConnectionState.WAITING: QT_TRANSLATE_NOOP("Words", "Waiting to connect again"),
        ConnectionState.FAILED: QT_TRANSLATE_NOOP("Words", "Cannot connect"),
        ConnectionState.ATTENTION: QT_TRANSLATE_NOOP("Words", "Needs an answer"),
    }
)


def link_word(state: ConnectionState) -> str:
    """The words for a connection's state."""
    return translate(_LINK_STATES[state])


_STEPS: Final[Mapping[ConnectStep, str]] = MappingProxyType(
    {
        ConnectStep.RESOLVING: QT_TRANSLATE_NOOP("Words", "Looking up the name"),
        ConnectStep.REACHING: QT_TRANSLATE_NOOP("Words", "Reaching the host"),
        ConnectStep.CHECKING_KEY: QT_TRANSLATE_NOOP("Words", "Checking the host key"),
        ConnectStep.LOGGING_IN: QT_TRANSLATE_NOOP("Words", "Logging in"),
        ConnectStep.STARTING_HELPER: QT_TRANSLATE_NOOP("Words", "Starting the helper"),
        ConnectStep.OPENING: QT_TRANSLATE_NOOP("Words", "Opening libvirt"),
        ConnectStep.LISTING: QT_TRANSLATE_NOOP("Words", "Reading the list"),
        ConnectStep.READY: QT_TRANSLATE_NOOP("Words", "Ready"),
    }
)
_STEPS_ON_THE_WAY: Final[Mapping[ConnectStep, str]] = MappingProxyType(
    {
        ConnectStep.RESOLVING: QT_TRANSLATE_NOOP("Words", "Looking up the name of jump host {0}"),
        ConnectStep.REACHING: QT_TRANSLATE_NOOP("Words", "Reaching jump host {0}"),
        ConnectStep.CHECKING_KEY: QT_TRANSLATE_NOOP("Words", "Checking the key of jump host {0}"),
        ConnectStep.LOGGING_IN: QT_TRANSLATE_NOOP("Words", "Logging in to jump host {0}"),
    }
)


def step_word(step: ConnectStep, host: str = "") -> str:
    """What a connecting connection is at; `host` names the jump host that it is about."""
    source = _STEPS_ON_THE_WAY.get(step) if host else None
    return translate(source).format(in_sentence(host)) if source else translate(_STEPS[step])


_SECURITY: Final[Mapping[LinkSecurity, str]] = MappingProxyType(
    {
        LinkSecurity.IN_PROCESS: QT_TRANSLATE_NOOP("Words", "Inside this program"),
        LinkSecurity.LOCAL_SOCKET: QT_TRANSLATE_NOOP("Words", "Local socket, nothing leaves here"),
        LinkSecurity.SSH: QT_TRANSLATE_NOOP("Words", "Encrypted by SSH"),
        LinkSecurity.TLS: QT_TRANSLATE_NOOP("Words", "Encrypted by TLS"),
        LinkSecurity.PLAIN: QT_TRANSLATE_NOOP("Words", "Not encrypted: others can read it"),
        LinkSecurity.UNKNOWN: QT_TRANSLATE_NOOP("Words", "Unknown"),
    }
)


def security_word(security: LinkSecurity) -> str:
    """The words for who could read what travels."""
    return translate(_SECURITY[security])


_TASK_STATES: Final[Mapping[TaskState, str]] = MappingProxyType(
    {
        TaskState.QUEUED: QT_TRANSLATE_NOOP("Words", "Waiting for its turn"),
        TaskState.RUNNING: QT_TRANSLATE_NOOP("Words", "Running"),
        TaskState.WAITING: QT_TRANSLATE_NOOP("Words", "Waiting for the guest"),
        TaskState.DONE: QT_TRANSLATE_NOOP("Words", "Done"),
        TaskState.FAILED: QT_TRANSLATE_NOOP("Words", "Failed"),
        TaskState.CANCELLED: QT_TRANSLATE_NOOP("Words", "Cancelled"),
        TaskState.UNKNOWN: QT_TRANSLATE_NOOP("Words", "Outcome unknown"),
    }
)


def task_state_word(state: TaskState) -> str:
    """The words for where a task stands."""
    return translate(_TASK_STATES[state])
