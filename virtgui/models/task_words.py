"""Words for tasks: what a row of the task pane says, cut into its columns."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.ops import domain as ops
from virtgui.core.ops.base import Operation
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.ops.placement import AllocatePages, Placing
from virtgui.core.ops.storage import CreateVolume, DeleteVolume
from virtgui.core.units import format_bytes, split_bytes
from virtgui.core.values.task import Progress, Task, TaskState
from virtgui.models.error_words import one_line
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.part_words import parts_sentence
from virtgui.models.plain_text import one_line as plain
from virtgui.models.translate import tr, translate
from virtgui.models.words import operation_word, task_state_word

_CONTEXT: Final = "Tasks"
_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400
_JUST_NOW: Final = 10
_SEPARATOR: Final = " · "
_LESS_THAN: Final = 10
"""Below this many seconds a span gets a tenth."""


class TaskAction(Enum):
    """The one thing that a task's row offers."""

    CANCEL = "cancel"
    SHOW_FIX = "show_fix"
    OPEN = "open"
    DETAILS = "details"


_ACTIONS: Final[Mapping[TaskAction, str]] = MappingProxyType(
    {
        TaskAction.CANCEL: QT_TRANSLATE_NOOP("Tasks", "Cancel"),
        TaskAction.SHOW_FIX: QT_TRANSLATE_NOOP("Tasks", "Show fix"),
        TaskAction.OPEN: QT_TRANSLATE_NOOP("Tasks", "Open"),
        TaskAction.DETAILS: QT_TRANSLATE_NOOP("Tasks", "Details"),
    }
)

_REMARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_sent": QT_TRANSLATE_NOOP("Tasks", "Not sent: nothing was changed"),
        "no_longer_waited_for": QT_TRANSLATE_NOOP(
            "Tasks", "No longer waited for; the guest was asked and may still follow"
        ),
        "was_asked": QT_TRANSLATE_NOOP(
            "Tasks", "Outcome unknown: the guest was asked, then the connection was lost"
        ),
        "asked": QT_TRANSLATE_NOOP("Tasks", "The guest was asked; it has not answered"),
        "guest_did_not_follow": QT_TRANSLATE_NOOP(
            "Tasks", "The guest was asked, but did not follow"
        ),
        "cannot_cancel_now": QT_TRANSLATE_NOOP("Tasks", "libvirt cannot cancel it now"),
        "storage_kept": QT_TRANSLATE_NOOP("Tasks", "Its storage was kept"),
        "secrets_lost": QT_TRANSLATE_NOOP(
            "Tasks", "Its passwords were not kept: set them again before you start it"
        ),
    }
)

_ICONS: Final[Mapping[TaskState, tuple[str, str]]] = MappingProxyType(
    {
        TaskState.QUEUED: ("clock", "muted"),
        TaskState.RUNNING: ("st-busy", "busy"),
        TaskState.WAITING: ("st-busy", "busy"),
        TaskState.DONE: ("ok", "ok"),
        TaskState.FAILED: ("error", "error"),
        TaskState.CANCELLED: ("refused", "muted"),
        TaskState.UNKNOWN: ("question", "warn"),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source)


def task_icon(state: TaskState) -> tuple[str, str]:
    """Icon name and colour role for where a task stands; `st-busy` is to be drawn as a ring."""
    return _ICONS[state]


def remark_word(code: str) -> str:
    """The sentence for a task's remark; an unknown one is shown as it is."""
    source = _REMARKS.get(code)
    return _tr(source) if source else code.replace("_", " ")


def action_of(task: Task, *, object_exists: bool) -> TaskAction:
    """What a task's row offers now."""
    if task.cancellable:
        return TaskAction.CANCEL
    if task.state is TaskState.FAILED:
        return TaskAction.SHOW_FIX
    if task.state is TaskState.DONE and object_exists:
        return TaskAction.OPEN
    return TaskAction.DETAILS


def action_word(action: TaskAction) -> str:
    """The verb of a row's link."""
    return _tr(_ACTIONS[action])


def clock_words(seconds: float) -> str:
    """How long something runs, as on a stop watch: "0:48", "12:03", "1:02:03"."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def span_words(seconds: float) -> str:
    """A span in one unit: "4.2 s", "48 s", "3 min", "5 h", "2 d"."""
    seconds = max(0.0, seconds)
    if seconds < _LESS_THAN:
        return translate("Tasks", "{0} s").format(f"{seconds:.1f}")
    if seconds < 2 * _MINUTE:
        return translate("Tasks", "{0} s").format(int(seconds))
    if seconds < 2 * _HOUR:
        return translate("Tasks", "{0} min").format(int(seconds // _MINUTE))
    if seconds < 2 * _DAY:
        return translate("Tasks", "{0} h").format(int(seconds // _HOUR))
    return translate("Tasks", "{0} d").format(int(seconds // _DAY))


def ago_words(seconds: float) -> str:
    """An age: "just now", "40 s ago", "2 min ago", "3 h ago", "5 d ago"."""
    if seconds < _JUST_NOW:
        return translate("Tasks", "just now")
    if seconds < _MINUTE:
        return translate("Tasks", "{0} s ago").format(int(seconds))
    if seconds < _HOUR:
        return translate("Tasks", "{0} min ago").format(int(seconds // _MINUTE))
    if seconds < _DAY:
        return translate("Tasks", "{0} h ago").format(int(seconds // _HOUR))
    return translate("Tasks", "{0} d ago").format(int(seconds // _DAY))


def time_words(task: Task, now: float) -> str:
    """The column of time: how long it runs, or how long ago it ended."""
    if task.state.is_over:
        ended = task.submitted_at if task.ended_at is None else task.ended_at
        return ago_words(now - ended)
    started = task.submitted_at if task.started_at is None else task.started_at
    return clock_words(now - started)


def percent_words(progress: Progress | None) -> str:
    """How far a job is, "62 %", or nothing where nobody knows."""
    if progress is None or progress.fraction is None:
        return ""
    share = min(1.0, max(0.0, progress.fraction))
    return translate("Tasks", "{0} %").format(int(share * 100))


def left_words(progress: Progress) -> str:
    """What is done, how fast, and what is left: "19.8 of 32 GiB · 1.1 GiB/s · about 12 s left"."""
    parts = [_amount_words(progress)]
    if progress.rate:
        parts.append(translate("Tasks", "{0}/s").format(format_bytes(progress.rate)))
    if progress.remaining is not None:
        parts.append(
            translate("Tasks", "about {0} left").format(
                span_words(max(1.0, round(progress.remaining)))
            )
        )
    elif progress.fraction is not None:
        parts.append(translate("Tasks", "time unknown"))
    return _SEPARATOR.join(part for part in parts if part)


def _amount_words(progress: Progress) -> str:
    if not progress.total_bytes:
        return format_bytes(progress.done_bytes) if progress.done_bytes else ""
    total, unit = split_bytes(progress.total_bytes)
    scale = progress.total_bytes / (float(total) or 1.0)
    done = min(progress.done_bytes, progress.total_bytes) / scale
    return translate("Tasks", "{0} of {1} {2}").format(_short(done), total, unit)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def _storage_words(
    operation: ops.ResizeDisk | CreateVolume | DeleteVolume | AllocatePages,
) -> str:
    if isinstance(operation, AllocatePages):
        return _pages_words(operation)
    if isinstance(operation, DeleteVolume):
        return operation.path
    if isinstance(operation, ops.ResizeDisk):
        size = format_bytes(operation.size_bytes)
        return translate("Tasks", "{0} to {1}").format(plain(operation.target), size)
    size = format_bytes(operation.capacity)
    return translate("Tasks", "{0} in {1}").format(size, plain(operation.pool))


def _pages_words(operation: AllocatePages) -> str:
    """How many pages of which size, and where."""
    count = f"+{operation.count}" if operation.add else str(operation.count)
    words = translate("Tasks", "{count} of {size} in node {cell}")
    return words.format(
        count=count, size=format_bytes(operation.size_kib * 1024), cell=operation.cell
    )


def detail_words(operation: Operation) -> str:
    """What an operation was given, where its verb does not say it: a path, a new name."""
    match operation:
        case ApplyDefinition() | Placing() if operation.count:
            return tr("%n change(s)", "", operation.count)
        case ops.ResizeDisk() | CreateVolume() | DeleteVolume() | AllocatePages():
            return _storage_words(operation)
        case ops.RenameDomain():
            return operation.new_name
        case ops.SaveDomainToFile() | ops.RestoreDomainFromFile() | ops.CoreDumpDomain():
            return operation.path
        case ops.SetTitle():
            return operation.title
        case ops.SetLabels():
            return ", ".join((*operation.tags, operation.group)).strip(", ")
        case ops.SetAutostart():
            return translate("Tasks", "on") if operation.enabled else translate("Tasks", "off")
        case ops.StartDomain() if operation.paused:
            return translate("Tasks", "paused")
        case ops.StartDomain() if operation.force_boot:
            return translate("Tasks", "without its saved state")
        case _:
            return ""


def sentence(task: Task, now: float) -> str:
    """What the row says beside its progress bar, in one line."""
    if task.state is TaskState.RUNNING:
        return _running(task)
    if task.state is TaskState.WAITING:
        since = task.submitted_at if task.started_at is None else task.started_at
        return _joined(task_state_word(task.state), span_words(int(now - since)), *_remark(task))
    if task.state is TaskState.FAILED:
        return _failed(task)
    if task.state is TaskState.DONE:
        return _joined(detail_words(task.operation), *_remark(task), _duration(task))
    if task.state is TaskState.UNKNOWN:
        lost = translate("Tasks", "Outcome unknown: the connection was lost before the answer")
        return remark_word(task.remark) if task.remark else lost
    if task.state is TaskState.CANCELLED:
        return remark_word(task.remark) if task.remark else task_state_word(task.state)
    return task_state_word(task.state)


def _running(task: Task) -> str:
    words = left_words(task.progress) if task.progress else ""
    return _joined(words or translate("Tasks", "In progress"), *_remark(task))


def _failed(task: Task) -> str:
    why = one_line(task.error) if task.error else task_state_word(task.state)
    if task.remark == "not_sent":
        return translate("Tasks", "Not sent: {0}").format(why)
    if task.remark:
        return remark_word(task.remark)
    return parts_sentence(task.parts) or why


def _remark(task: Task) -> tuple[str, ...]:
    return (remark_word(task.remark),) if task.remark else ()


def _duration(task: Task) -> str:
    if task.ended_at is None or task.started_at is None:
        return ""
    return span_words(task.ended_at - task.started_at)


def _joined(*parts: str) -> str:
    return _SEPARATOR.join(part for part in parts if part)


def accessible_words(task: Task, now: float) -> str:
    """The whole row for a screen reader."""
    state = "" if task.state is TaskState.RUNNING else task_state_word(task.state)
    parts = (
        operation_word(task.operation.code),
        plain(task.name),
        state,
        percent_words(task.progress) if task.state is TaskState.RUNNING else "",
        sentence(task, now),
        time_words(task, now),
    )
    return ", ".join(part for part in dict.fromkeys(parts) if part)


def line_words(task: Task, now: float) -> str:
    """The row as one line of text, for copying and tool-tips."""
    verb = operation_word(task.operation.code)
    percent = percent_words(task.progress) if task.state is TaskState.RUNNING else ""
    return _joined(verb, plain(task.name), percent, sentence(task, now))
