"""Words for the parts of an application: what each was, and how it ended."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.values.live_step import LiveKind, LiveStep, PartReport, PartState
from virtgui.models.error_words import one_line
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line as plain

_KINDS: Final[Mapping[LiveKind, str]] = MappingProxyType(
    {
        LiveKind.ATTACH: QT_TRANSLATE_NOOP("Parts", "Attach {0}"),
        LiveKind.DETACH: QT_TRANSLATE_NOOP("Parts", "Detach {0}"),
        LiveKind.UPDATE: QT_TRANSLATE_NOOP("Parts", "Change {0}"),
        LiveKind.VCPUS: QT_TRANSLATE_NOOP("Parts", "Number of vCPUs"),
        LiveKind.MEMORY: QT_TRANSLATE_NOOP("Parts", "Memory"),
        LiveKind.PIN_VCPU: QT_TRANSLATE_NOOP("Parts", "Pin vCPU {0}"),
        LiveKind.PIN_EMULATOR: QT_TRANSLATE_NOOP("Parts", "Pin the emulator"),
        LiveKind.PIN_IOTHREAD: QT_TRANSLATE_NOOP("Parts", "Pin IOThread {0}"),
        LiveKind.ADD_IOTHREAD: QT_TRANSLATE_NOOP("Parts", "Add IOThread {0}"),
        LiveKind.REMOVE_IOTHREAD: QT_TRANSLATE_NOOP("Parts", "Remove IOThread {0}"),
        LiveKind.NUMA: QT_TRANSLATE_NOOP("Parts", "NUMA nodes of the memory"),
        LiveKind.SCHEDULER: QT_TRANSLATE_NOOP("Parts", "CPU limits"),
        LiveKind.MEMTUNE: QT_TRANSLATE_NOOP("Parts", "Memory limits"),
        LiveKind.BLKIO: QT_TRANSLATE_NOOP("Parts", "Disk weight"),
        LiveKind.IOTUNE: QT_TRANSLATE_NOOP("Parts", "Limits of {0}"),
        LiveKind.BALLOON_PERIOD: QT_TRANSLATE_NOOP("Parts", "Memory statistics"),
        LiveKind.LIFECYCLE: QT_TRANSLATE_NOOP("Parts", "What follows on {0}"),
        LiveKind.TITLE: QT_TRANSLATE_NOOP("Parts", "Title"),
        LiveKind.DESCRIPTION: QT_TRANSLATE_NOOP("Parts", "Description"),
        LiveKind.METADATA: QT_TRANSLATE_NOOP("Parts", "Metadata {0}"),
    }
)
_STATES: Final[Mapping[PartState, str]] = MappingProxyType(
    {
        PartState.DONE: QT_TRANSLATE_NOOP("Parts", "done"),
        PartState.FAILED: QT_TRANSLATE_NOOP("Parts", "failed"),
        PartState.SKIPPED: QT_TRANSLATE_NOOP("Parts", "not tried"),
        PartState.UNKNOWN: QT_TRANSLATE_NOOP("Parts", "outcome unknown"),
    }
)
_ICONS: Final[Mapping[PartState, tuple[str, str]]] = MappingProxyType(
    {
        PartState.DONE: ("ok", "ok"),
        PartState.FAILED: ("error", "error"),
        PartState.SKIPPED: ("refused", "muted"),
        PartState.UNKNOWN: ("question", "warn"),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate("Parts", source)


def part_name(part: PartReport) -> str:
    """What a part is about."""
    if part.step is None:
        return QCoreApplication.translate("Parts", "Definition for the next start")
    name = _tr(_KINDS[part.step.kind]).format(plain(_what(part.step)))
    if not part.step.is_kept:
        return name
    return QCoreApplication.translate("Parts", "{0}, for the next start").format(name)


def _what(step: LiveStep) -> str:
    return step.label or step.target


def _short_name(part: PartReport) -> str:
    return plain(part.step.label) if part.step and part.step.label else part_name(part)


def part_icon(part: PartReport, *, is_over: bool) -> tuple[str, str]:
    """Icon name and colour role for how a part stands."""
    is_to_come = part.state is PartState.UNKNOWN and not is_over
    return ("clock", "muted") if is_to_come else _ICONS[part.state]


def part_line(part: PartReport, *, is_over: bool) -> str:
    """A part, how it ended, and why, in one line; while the task runs some are still to come."""
    if part.state is PartState.UNKNOWN and not is_over:
        return part_name(part)
    words = (part_name(part), _tr(_STATES[part.state]), one_line(part.error) if part.error else "")
    return " · ".join(word for word in words if word)


def parts_sentence(parts: tuple[PartReport, ...]) -> str:
    """What was kept and what was not done, of a task that failed in part; empty for a whole one."""
    whole = [part for part in parts if part.step is None]
    missed = [part for part in parts if part.step is not None and part.state is not PartState.DONE]
    if not missed or any(part.state is not PartState.DONE for part in whole):
        return ""
    names = ", ".join(_with_reason(part) for part in missed)
    if whole:
        return QCoreApplication.translate(
            "Parts", "Kept for the next start; not changed now: {0}"
        ).format(names)
    if any(part.step is not None and part.step.is_kept for part in missed):
        return QCoreApplication.translate("Parts", "Not changed: {0}").format(names)
    return QCoreApplication.translate("Parts", "Not changed now: {0}").format(names)


def _with_reason(part: PartReport) -> str:
    name = _short_name(part)
    return f"{name} ({one_line(part.error)})" if part.error else name
