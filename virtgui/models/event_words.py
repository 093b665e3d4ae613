"""Sentences for events: what happened to an object, in libvirt's codes made friendly.

A code that a newer libvirt brings is shown as it is, so that nothing is hidden.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.units import format_bytes
from virtgui.core.values.event import Event, EventKind, Severity
from virtgui.models.alert_words import figure_text, metric_word
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line
from virtgui.models.translate import translate

_CONTEXT: Final = "Events"

LIFECYCLE: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("defined", ""): QT_TRANSLATE_NOOP("Events", "Defined"),
        ("defined", "added"): QT_TRANSLATE_NOOP("Events", "Defined"),
        ("defined", "updated"): QT_TRANSLATE_NOOP("Events", "Definition changed"),
        ("defined", "renamed"): QT_TRANSLATE_NOOP("Events", "Renamed: this is its new name"),
        ("defined", "from_snapshot"): QT_TRANSLATE_NOOP(
            "Events", "Definition taken from a snapshot"
        ),
        ("undefined", ""): QT_TRANSLATE_NOOP("Events", "Definition deleted"),
        ("undefined", "removed"): QT_TRANSLATE_NOOP("Events", "Definition deleted"),
        ("undefined", "renamed"): QT_TRANSLATE_NOOP("Events", "Renamed: this was its old name"),
        ("started", ""): QT_TRANSLATE_NOOP("Events", "Started"),
        ("started", "booted"): QT_TRANSLATE_NOOP("Events", "Started"),
        ("started", "migrated"): QT_TRANSLATE_NOOP("Events", "Arrived by migration"),
        ("started", "restored"): QT_TRANSLATE_NOOP("Events", "Started from its saved state"),
        ("started", "from_snapshot"): QT_TRANSLATE_NOOP("Events", "Started from a snapshot"),
        ("started", "wakeup"): QT_TRANSLATE_NOOP("Events", "Woke up"),
        ("suspended", ""): QT_TRANSLATE_NOOP("Events", "Paused"),
        ("suspended", "paused"): QT_TRANSLATE_NOOP("Events", "Paused"),
        ("suspended", "migrated"): QT_TRANSLATE_NOOP("Events", "Paused for migration"),
        ("suspended", "ioerror"): QT_TRANSLATE_NOOP("Events", "Paused because of a disk error"),
        ("suspended", "watchdog"): QT_TRANSLATE_NOOP("Events", "Paused by its watchdog"),
        ("suspended", "restored"): QT_TRANSLATE_NOOP("Events", "Restored, and paused"),
        ("suspended", "from_snapshot"): QT_TRANSLATE_NOOP(
            "Events", "Reverted to a snapshot, and paused"
        ),
        ("suspended", "api_error"): QT_TRANSLATE_NOOP("Events", "Paused because libvirt failed"),
        ("suspended", "postcopy"): QT_TRANSLATE_NOOP(
            "Events", "Paused here: it goes on at the other host (post-copy)"
        ),
        ("suspended", "postcopy_failed"): QT_TRANSLATE_NOOP(
            "Events", "Paused because its migration failed (post-copy)"
        ),
        ("resumed", ""): QT_TRANSLATE_NOOP("Events", "Resumed"),
        ("resumed", "unpaused"): QT_TRANSLATE_NOOP("Events", "Resumed"),
        ("resumed", "migrated"): QT_TRANSLATE_NOOP("Events", "Goes on here after its migration"),
        ("resumed", "from_snapshot"): QT_TRANSLATE_NOOP("Events", "Goes on from a snapshot"),
        ("resumed", "postcopy"): QT_TRANSLATE_NOOP(
            "Events", "Goes on here while its memory still arrives (post-copy)"
        ),
        ("resumed", "postcopy_failed"): QT_TRANSLATE_NOOP(
            "Events", "Goes on after its migration failed (post-copy)"
        ),
        ("stopped", ""): QT_TRANSLATE_NOOP("Events", "Stopped"),
        ("stopped", "shutdown"): QT_TRANSLATE_NOOP("Events", "Shut down"),
        ("stopped", "destroyed"): QT_TRANSLATE_NOOP("Events", "Forced off"),
        ("stopped", "crashed"): QT_TRANSLATE_NOOP("Events", "Stopped because the guest crashed"),
        ("stopped", "migrated"): QT_TRANSLATE_NOOP("Events", "Left for another host"),
        ("stopped", "saved"): QT_TRANSLATE_NOOP("Events", "Saved and stopped"),
        ("stopped", "failed"): QT_TRANSLATE_NOOP(
            "Events", "Stopped: it did not start, or its process broke off"
        ),
        ("stopped", "from_snapshot"): QT_TRANSLATE_NOOP(
            "Events", "Reverted to a snapshot, and stopped"
        ),
        ("shutdown", ""): QT_TRANSLATE_NOOP("Events", "Shutting down"),
        ("shutdown", "finished"): QT_TRANSLATE_NOOP("Events", "The guest has shut down"),
        ("shutdown", "guest"): QT_TRANSLATE_NOOP("Events", "Shuts down, asked from inside"),
        ("shutdown", "host"): QT_TRANSLATE_NOOP("Events", "Shuts down, asked by the host"),
        ("pmsuspended", ""): QT_TRANSLATE_NOOP("Events", "Fell asleep"),
        ("pmsuspended", "memory"): QT_TRANSLATE_NOOP("Events", "Fell asleep in memory"),
        ("pmsuspended", "disk"): QT_TRANSLATE_NOOP("Events", "Fell asleep on disk"),
        ("crashed", ""): QT_TRANSLATE_NOOP("Events", "Crashed"),
        ("crashed", "panicked"): QT_TRANSLATE_NOOP(
            "Events", "Crashed: the guest's system panicked"
        ),
        ("crashed", "crashloaded"): QT_TRANSLATE_NOOP(
            "Events", "Crashed: the guest started its crash kernel"
        ),
    }
)
"""By code and detail; the empty detail serves those that nobody named."""

_PLAIN: Final[Mapping[EventKind, str]] = MappingProxyType(
    {
        EventKind.REBOOT: QT_TRANSLATE_NOOP("Events", "Rebooted"),
        EventKind.RTC_CHANGE: QT_TRANSLATE_NOOP("Events", "The guest set its clock"),
        EventKind.WATCHDOG: QT_TRANSLATE_NOOP("Events", "Its watchdog fired"),
        EventKind.IO_ERROR: QT_TRANSLATE_NOOP("Events", "Disk error on {0}"),
        EventKind.GRAPHICS: QT_TRANSLATE_NOOP("Events", "Display event"),
        EventKind.CONTROL_ERROR: QT_TRANSLATE_NOOP(
            "Events", "libvirt lost control of it; restart it when you can"
        ),
        EventKind.BLOCK_JOB: QT_TRANSLATE_NOOP("Events", "Work on disk {0}"),
        EventKind.BLOCK_THRESHOLD: QT_TRANSLATE_NOOP(
            "Events", "Disk {0} has grown over its threshold"
        ),
        EventKind.DISK_CHANGE: QT_TRANSLATE_NOOP("Events", "Disk {0} changed"),
        EventKind.TRAY_CHANGE: QT_TRANSLATE_NOOP("Events", "The tray of {0} moved"),
        EventKind.PM_WAKEUP: QT_TRANSLATE_NOOP("Events", "Woke up"),
        EventKind.PM_SUSPEND: QT_TRANSLATE_NOOP("Events", "Fell asleep in memory"),
        EventKind.PM_SUSPEND_DISK: QT_TRANSLATE_NOOP("Events", "Fell asleep on disk"),
        EventKind.BALLOON_CHANGE: QT_TRANSLATE_NOOP("Events", "Its memory changed"),
        EventKind.DEVICE_ADDED: QT_TRANSLATE_NOOP("Events", "Device {0} was added"),
        EventKind.DEVICE_REMOVED: QT_TRANSLATE_NOOP("Events", "Device {0} was removed"),
        EventKind.DEVICE_REMOVAL_FAILED: QT_TRANSLATE_NOOP(
            "Events", "The guest did not give up device {0}"
        ),
        EventKind.TUNABLE: QT_TRANSLATE_NOOP("Events", "Its limits were changed"),
        EventKind.AGENT_LIFECYCLE: QT_TRANSLATE_NOOP("Events", "Guest agent event"),
        EventKind.MIGRATION_ITERATION: QT_TRANSLATE_NOOP("Events", "Migration: round {0}"),
        EventKind.JOB_COMPLETED: QT_TRANSLATE_NOOP("Events", "Its job ended"),
        EventKind.METADATA_CHANGE: QT_TRANSLATE_NOOP("Events", "Its notes were changed"),
        EventKind.MEMORY_FAILURE: QT_TRANSLATE_NOOP("Events", "Memory failure"),
        EventKind.MEMORY_DEVICE_SIZE: QT_TRANSLATE_NOOP("Events", "Memory device {0} changed"),
        EventKind.CONNECTION: QT_TRANSLATE_NOOP("Events", "Connection event"),
        EventKind.THRESHOLD: QT_TRANSLATE_NOOP("Events", "A figure passed its limit"),
    }
)

_CODED: Final[Mapping[tuple[EventKind, str], str]] = MappingProxyType(
    {
        (EventKind.WATCHDOG, "none"): QT_TRANSLATE_NOOP("Events", "Its watchdog fired"),
        (EventKind.WATCHDOG, "pause"): QT_TRANSLATE_NOOP("Events", "Paused by its watchdog"),
        (EventKind.WATCHDOG, "reset"): QT_TRANSLATE_NOOP("Events", "Reset by its watchdog"),
        (EventKind.WATCHDOG, "poweroff"): QT_TRANSLATE_NOOP("Events", "Forced off by its watchdog"),
        (EventKind.WATCHDOG, "shutdown"): QT_TRANSLATE_NOOP("Events", "Shut down by its watchdog"),
        (EventKind.WATCHDOG, "debug"): QT_TRANSLATE_NOOP("Events", "Its watchdog fired"),
        (EventKind.WATCHDOG, "injectnmi"): QT_TRANSLATE_NOOP("Events", "Its watchdog sent an NMI"),
        (EventKind.IO_ERROR, "none"): QT_TRANSLATE_NOOP("Events", "Disk error on {0}, ignored"),
        (EventKind.IO_ERROR, "pause"): QT_TRANSLATE_NOOP(
            "Events", "Disk error on {0}; it was paused"
        ),
        (EventKind.IO_ERROR, "report"): QT_TRANSLATE_NOOP(
            "Events", "Disk error on {0}; the guest was told"
        ),
        (EventKind.GRAPHICS, "connect"): QT_TRANSLATE_NOOP("Events", "{0} opened its display"),
        (EventKind.GRAPHICS, "initialize"): QT_TRANSLATE_NOOP("Events", "{0} sees its display"),
        (EventKind.GRAPHICS, "disconnect"): QT_TRANSLATE_NOOP("Events", "{0} left its display"),
        (EventKind.DISK_CHANGE, "change_missing_on_start"): QT_TRANSLATE_NOOP(
            "Events", "Disk {0} was missing at the start and left empty"
        ),
        (EventKind.DISK_CHANGE, "drop_missing_on_start"): QT_TRANSLATE_NOOP(
            "Events", "Disk {0} was missing at the start and left out"
        ),
        (EventKind.TRAY_CHANGE, "open"): QT_TRANSLATE_NOOP("Events", "The tray of {0} was opened"),
        (EventKind.TRAY_CHANGE, "close"): QT_TRANSLATE_NOOP("Events", "The tray of {0} was closed"),
        (EventKind.AGENT_LIFECYCLE, "connected"): QT_TRANSLATE_NOOP(
            "Events", "The guest agent answers"
        ),
        (EventKind.AGENT_LIFECYCLE, "disconnected"): QT_TRANSLATE_NOOP(
            "Events", "The guest agent went away"
        ),
        (EventKind.METADATA_CHANGE, "description"): QT_TRANSLATE_NOOP(
            "Events", "Its description was changed"
        ),
        (EventKind.METADATA_CHANGE, "title"): QT_TRANSLATE_NOOP("Events", "Its title was changed"),
        (EventKind.METADATA_CHANGE, "element"): QT_TRANSLATE_NOOP(
            "Events", "Its tags or notes were changed"
        ),
        (EventKind.MEMORY_FAILURE, "hypervisor"): QT_TRANSLATE_NOOP(
            "Events", "Memory failure on the host"
        ),
        (EventKind.MEMORY_FAILURE, "guest"): QT_TRANSLATE_NOOP(
            "Events", "Memory failure in the guest"
        ),
        (EventKind.CONNECTION, "connected"): QT_TRANSLATE_NOOP("Events", "Connected"),
        (EventKind.CONNECTION, "answers_again"): QT_TRANSLATE_NOOP("Events", "Answers again"),
        (EventKind.CONNECTION, "no_answer"): QT_TRANSLATE_NOOP("Events", "Does not answer"),
        (EventKind.CONNECTION, "lost"): QT_TRANSLATE_NOOP("Events", "Connection lost"),
        (EventKind.CONNECTION, "secret_not_kept"): QT_TRANSLATE_NOOP(
            "Events", "The key ring did not keep the password"
        ),
        (EventKind.CONNECTION, "host_key_not_kept"): QT_TRANSLATE_NOOP(
            "Events", "The host key could not be written to known_hosts"
        ),
    }
)

_FAILURE_ACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ignore": QT_TRANSLATE_NOOP("Events", "ignored"),
        "inject": QT_TRANSLATE_NOOP("Events", "the guest was told"),
        "fatal": QT_TRANSLATE_NOOP("Events", "it cannot go on"),
        "reset": QT_TRANSLATE_NOOP("Events", "it was reset"),
    }
)

_BLOCK_JOBS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unknown": QT_TRANSLATE_NOOP("Events", "Work on disk {0}"),
        "pull": QT_TRANSLATE_NOOP("Events", "Pulling the base into disk {0}"),
        "copy": QT_TRANSLATE_NOOP("Events", "Copying disk {0}"),
        "commit": QT_TRANSLATE_NOOP("Events", "Committing disk {0}"),
        "active_commit": QT_TRANSLATE_NOOP("Events", "Committing disk {0}"),
        "backup": QT_TRANSLATE_NOOP("Events", "Backing up disk {0}"),
    }
)

_BLOCK_ENDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "completed": QT_TRANSLATE_NOOP("Events", "done"),
        "failed": QT_TRANSLATE_NOOP("Events", "failed"),
        "canceled": QT_TRANSLATE_NOOP("Events", "cancelled"),
        "ready": QT_TRANSLATE_NOOP("Events", "ready to switch over"),
    }
)

_SEVERITIES: Final[Mapping[Severity, str]] = MappingProxyType(
    {
        Severity.INFO: QT_TRANSLATE_NOOP("Events", "Information"),
        Severity.OK: QT_TRANSLATE_NOOP("Events", "Good"),
        Severity.WARN: QT_TRANSLATE_NOOP("Events", "Warning"),
        Severity.ERROR: QT_TRANSLATE_NOOP("Events", "Error"),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source)


def severity_word(severity: Severity) -> str:
    """The word for how much an event wants a person."""
    return _tr(_SEVERITIES[severity])


def severity_icon(severity: Severity) -> tuple[str, str]:
    """Icon name and colour role; information is muted, so that a calm log is grey."""
    return ("event", "muted") if severity is Severity.INFO else (severity.value, severity.value)


def event_words(event: Event) -> str:
    """What happened, as one sentence without its object."""
    special = _SPECIAL.get(event.kind)
    return special(event) if special else _usual(event)


def _usual(event: Event) -> str:
    source = _CODED.get((event.kind, event.what))
    if source is not None:
        return _tr(source).format(_subject(event))
    words = _tr(_PLAIN[event.kind]).format(_subject(event))
    return _with_code(words, event.what)


def _subject(event: Event) -> str:
    data = dict(event.data)
    for key in ("device", "disk", "peer", "path", "iteration"):
        if data.get(key):
            return data[key]
    return (
        translate("Events", "somebody")
        if event.kind is EventKind.GRAPHICS
        else translate("Events", "unknown")
    )


def _with_code(words: str, code: str) -> str:
    return translate("Events", "{0} ({1})").format(words, code.replace("_", " ")) if code else words


def _lifecycle(event: Event) -> str:
    known = LIFECYCLE.get((event.what, event.detail))
    if known is not None:
        return _tr(known)
    general = LIFECYCLE.get((event.what, ""))
    if general is None:
        return _with_code(event.what.replace("_", " "), event.detail)
    return _with_code(_tr(general), event.detail)


def _block_job(event: Event) -> str:
    source = _BLOCK_JOBS.get(event.what)
    words = _tr(source or _PLAIN[event.kind]).format(_subject(event))
    if source is None:
        words = _with_code(words, event.what)
    end = _BLOCK_ENDS.get(event.detail)
    ended = _tr(end) if end else event.detail.replace("_", " ")
    return translate("Events", "{0}: {1}").format(words, ended) if ended else words


def _memory_failure(event: Event) -> str:
    words = _usual(event)
    source = _FAILURE_ACTIONS.get(event.detail)
    after = _tr(source) if source else event.detail.replace("_", " ")
    return translate("Events", "{0}: {1}").format(words, after) if after else words


def _balloon(event: Event) -> str:
    kib = dict(event.data).get("kib", "")
    if not kib.isdigit():
        return _usual(event)
    return translate("Events", "Its memory is {0} now").format(format_bytes(int(kib) * 1024))


def _io_error(event: Event) -> str:
    reason = dict(event.data).get("reason", "")
    words = _usual(event)
    no_space = reason == "enospc"
    return (
        translate("Events", "{0}: no space left on the host").format(words) if no_space else words
    )


def _connection(event: Event) -> str:
    words, reason = _usual(event), dict(event.data).get("reason", "")
    return translate("Events", "{0}: {1}").format(words, reason) if reason else words


def _job_completed(event: Event) -> str:
    milliseconds = dict(event.data).get("milliseconds", "")
    if not milliseconds.isdigit():
        return _usual(event)
    return translate("Events", "Its job ended after {0} s").format(
        f"{int(milliseconds) / 1000:.1f}"
    )


def _threshold(event: Event) -> str:
    data = dict(event.data)
    if event.what not in ("passed", "over") or "metric" not in data:
        return _usual(event)
    what = metric_word(data["metric"])
    if data.get("part"):
        what = translate("Events", "{0} ({1})").format(what, one_line(data["part"]))
    figure, limit = data.get("figure", ""), data.get("limit", "")
    if event.what == "over":
        return translate("Events", "{0}: within its limit again").format(what)
    if not figure or not limit:
        return translate("Events", "{0}: beyond its limit").format(what)
    metric = data["metric"]
    words = translate("Events", "{0}: {1}, its limit is {2}")
    return words.format(what, figure_text(metric, float(figure)), figure_text(metric, float(limit)))


_SPECIAL: Final[Mapping[EventKind, Callable[[Event], str]]] = MappingProxyType(
    {
        EventKind.CONNECTION: _connection,
        EventKind.LIFECYCLE: _lifecycle,
        EventKind.THRESHOLD: _threshold,
        EventKind.BLOCK_JOB: _block_job,
        EventKind.MEMORY_FAILURE: _memory_failure,
        EventKind.BALLOON_CHANGE: _balloon,
        EventKind.IO_ERROR: _io_error,
        EventKind.JOB_COMPLETED: _job_completed,
    }
)
