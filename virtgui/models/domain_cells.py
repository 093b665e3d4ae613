"""What the cells of the domain table show: plain values, made from a row, painted by a delegate.

A blank text means that the figure does not apply; a dash that it should be known but is not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from virtgui.core.series import SeriesStore
from virtgui.core.units import format_bytes, format_rate
from virtgui.core.values.domain import ShownState
from virtgui.core.values.task import Task
from virtgui.models.domain_rows import DomainRow
from virtgui.models.durations import duration_text
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line
from virtgui.models.translate import translate
from virtgui.models.words import STATE_ICONS, reason_word, state_word

_CONTEXT: Final = "DomainCells"
UNKNOWN: Final = "–"
LOAD_LIMITS: Final[Mapping[str, float]] = MappingProxyType({"cpu": 0.9, "memory": 0.9})
"""Shares from which on a load is marked."""

_WORDED: Final = frozenset({ShownState.RUNNING, ShownState.SHUTTING_DOWN})
_ALARMING: Final = frozenset({ShownState.PAUSED, ShownState.CRASHED})

_TRANSITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": QT_TRANSLATE_NOOP("DomainCells", "Starting"),
        "pause": QT_TRANSLATE_NOOP("DomainCells", "Pausing"),
        "resume": QT_TRANSLATE_NOOP("DomainCells", "Resuming"),
        "shutdown": QT_TRANSLATE_NOOP("DomainCells", "Shutting down"),
        "reboot": QT_TRANSLATE_NOOP("DomainCells", "Rebooting"),
        "reset": QT_TRANSLATE_NOOP("DomainCells", "Resetting"),
        "destroy": QT_TRANSLATE_NOOP("DomainCells", "Forcing off"),
        "managed_save": QT_TRANSLATE_NOOP("DomainCells", "Saving"),
        "save_file": QT_TRANSLATE_NOOP("DomainCells", "Saving"),
        "restore_file": QT_TRANSLATE_NOOP("DomainCells", "Restoring"),
        "core_dump": QT_TRANSLATE_NOOP("DomainCells", "Dumping memory"),
        "pm_suspend": QT_TRANSLATE_NOOP("DomainCells", "Going to sleep"),
        "pm_wake": QT_TRANSLATE_NOOP("DomainCells", "Waking up"),
        "migrate": QT_TRANSLATE_NOOP("DomainCells", "Migrating"),
        "delete": QT_TRANSLATE_NOOP("DomainCells", "Deleting"),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source)


class NameCell(NamedTuple):
    """Name and, with tall rows, title or description."""

    text: str
    second: str
    icon: str
    ink: str


class StateCell(NamedTuple):
    """State as icon and word; the ring turns while something is on its way."""

    text: str
    second: str
    icon: str
    icon_ink: str
    ink: str
    is_busy: bool


class LoadCell(NamedTuple):
    """A figure with its curve."""

    text: str
    metric: str
    ink: str
    has_curve: bool
    is_old: bool
    is_over: bool
    """Whether it is above the limit."""


class TagsCell(NamedTuple):
    """Tags."""

    text: str
    tags: tuple[str, ...]
    ink: str


class TextCell(NamedTuple):
    """Plain text."""

    text: str
    ink: str = "text"
    short: str = ""
    """What is shown where the text does not fit."""


Cell = NameCell | StateCell | LoadCell | TagsCell | TextCell
BLANK: Final = TextCell("")


@dataclass(frozen=True, slots=True)
class CellContext:
    """What cells are made from besides the row."""

    series: SeriesStore
    now: Callable[[], float]


def is_transit(task: Task) -> bool:
    """Whether a task shows in the state of its domain."""
    return not task.state.is_over and task.operation.code in _TRANSITS


def ink(row: DomainRow) -> str:
    """Colour role of a row's plain texts."""
    return "muted" if row.host.is_old else "text"


def name_cell(row: DomainRow, context: CellContext) -> NameCell:
    """The name as plain text."""
    del context
    config = row.domain.config
    second = row.domain.title or (config.description if config else "")
    icon = "container" if row.domain.is_container else ""
    return NameCell(one_line(row.domain.name), one_line(second), icon, ink(row))


def state_cell(row: DomainRow, context: CellContext) -> StateCell:
    """The state, or what is going on."""
    state = row.shown_state
    if row.host.is_old:
        return StateCell(
            state_word(state, is_old=True), "", "st-unknown", "unknown", "muted", False
        )
    if row.task is not None:
        return StateCell(_transit_text(row.task), "", "st-busy", "busy", "text", True)
    icon, icon_ink = STATE_ICONS[state]
    is_alarming = state in _ALARMING
    second = reason_word(row.domain.reason) if is_alarming else ""
    word = state_word(state)
    if state is ShownState.CRASHED and row.domain.state_since:
        word = f"{word} {duration_text(context.now() - row.domain.state_since, 1)}"
    word_ink = icon_ink if is_alarming else "text" if state in _WORDED else "muted"
    return StateCell(word, second, icon, icon_ink, word_ink, state is ShownState.SHUTTING_DOWN)


def _transit_text(task: Task) -> str:
    word = _tr(_TRANSITS[task.operation.code])
    if task.progress is None or task.progress.fraction is None:
        return word
    return f"{word} {task.progress.fraction * 100:.0f} %"


def state_tip(row: DomainRow, context: CellContext) -> str:
    """State and reason in one sentence: "Paused because of a disk error"."""
    cell = state_cell(row, context)
    reason = "" if row.task is not None or row.host.is_old else reason_word(row.domain.reason)
    return f"{cell.text} {reason}" if reason else cell.text


def load_value(row: DomainRow, context: CellContext, metric: str) -> float | None:
    """The figure of now, or None."""
    load = context.series.load(row.ref)
    return None if load is None else getattr(load, metric)


def load_cell(row: DomainRow, context: CellContext, metric: str) -> LoadCell:
    """A live figure; blank while the domain does not run."""
    if not row.domain.is_active:
        return LoadCell("", metric, "muted", False, False, False)
    if row.host.is_old:
        return LoadCell(UNKNOWN, metric, "muted", True, True, False)
    value = load_value(row, context, metric)
    if value is None:
        asleep = row.shown_state is ShownState.SUSPENDED
        return LoadCell("" if asleep else UNKNOWN, metric, "muted", True, False, False)
    text, is_idle = _load_text(row, context, metric, value)
    limit = LOAD_LIMITS.get(metric)
    if limit is not None and value >= limit:
        return LoadCell(text, metric, "warn", True, False, True)
    return LoadCell(text, metric, "muted" if is_idle else "text", True, False, False)


def _load_text(row: DomainRow, context: CellContext, metric: str, value: float) -> tuple[str, bool]:
    if metric == "cpu":
        percent = round(value * 100)
        return f"{percent} %", percent == 0
    if metric == "memory":
        used = load_value(row, context, "memory_kib")
        return (UNKNOWN, True) if used is None else (format_bytes(used * 1024), False)
    text = format_rate(value)
    return text, text == "0"


def load_words(cell: LoadCell, title: str) -> str:
    """A figure for the screen reader: "CPU 97 percent, above the limit of 90"."""
    if not cell.text:
        return translate("DomainCells", "{0} does not apply").format(title)
    if cell.text == UNKNOWN:
        return translate("DomainCells", "{0} unknown").format(title)
    value = cell.text.replace(" %", translate("DomainCells", " percent"))
    if not cell.is_over:
        return f"{title} {value}"
    limit = round(LOAD_LIMITS[cell.metric] * 100)
    return translate("DomainCells", "{0} {1}, above the limit of {2}").format(title, value, limit)


def load_tip(row: DomainRow, context: CellContext, metric: str) -> str:
    """The exact figures behind a cell."""
    cell = load_cell(row, context, metric)
    if not cell.text or cell.text == UNKNOWN:
        return ""
    if metric == "memory":
        share = load_value(row, context, "memory") or 0.0
        total = format_bytes(row.domain.memory_kib * 1024)
        return translate("DomainCells", "{0} of {1}, {2} %").format(
            cell.text, total, f"{share * 100:.1f}"
        )
    if metric == "cpu":
        share = load_value(row, context, "cpu") or 0.0
        return translate("DomainCells", "{0} % of {1} vCPUs").format(
            f"{share * 100:.1f}", row.domain.vcpus
        )
    return translate("DomainCells", "{0} in both directions").format(cell.text)


def tags_cell(row: DomainRow, context: CellContext) -> TagsCell:
    """The owner's tags."""
    del context
    tags = tuple(one_line(tag) for tag in row.domain.tags)
    return TagsCell(", ".join(tags), tags, ink(row))


def uptime_cell(row: DomainRow, context: CellContext) -> TextCell:
    """How long it runs; a dash where the start was not seen."""
    if not row.domain.is_active:
        return BLANK
    started = row.domain.started_at
    if row.host.is_old or started is None or not row.domain.start_seen:
        return TextCell(UNKNOWN, "muted")
    return TextCell(duration_text(context.now() - started, 1))


def uptime_tip(row: DomainRow, context: CellContext) -> str:
    """How long it runs, in full."""
    started = row.domain.started_at
    if not row.domain.is_active or started is None or row.host.is_old:
        return ""
    span = duration_text(context.now() - started)
    if row.domain.start_seen:
        return span
    return translate("DomainCells", "At least {0}: it ran already when it was first seen").format(
        span
    )


def address_cell(row: DomainRow, context: CellContext) -> TextCell:
    """The first address, and how many more there are."""
    del context
    addresses = row.domain.addresses
    if not addresses:
        return BLANK
    first = one_line(addresses[0])
    if len(addresses) == 1:
        return TextCell(first, ink(row))
    return TextCell(f"{first} +{len(addresses) - 1}", ink(row), first)


def size_cell(row: DomainRow, kib: int) -> TextCell:
    """An amount of memory."""
    return TextCell(format_bytes(kib * 1024), ink(row)) if kib else BLANK


def text_cell(row: DomainRow, text: str) -> TextCell:
    """Any text from outside, in one line."""
    return TextCell(one_line(text), ink(row)) if text else BLANK


def flag_cell(row: DomainRow, flag: bool) -> TextCell:
    """Yes or no."""
    if flag:
        return TextCell(translate("DomainCells", "Yes"), ink(row))
    return TextCell(translate("DomainCells", "No"), "muted")
