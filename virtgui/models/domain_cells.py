"""What the cells of the domain table show: plain values, made from a row, painted by a delegate.

A blank text means that the figure does not apply; a dash that it should be known but is not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from virtgui.core.refs import ObjectRef
from virtgui.core.series import SeriesStore
from virtgui.core.units import format_bytes, format_rate
from virtgui.core.values.alert import Alert
from virtgui.core.values.domain import ShownState
from virtgui.core.values.task import Task
from virtgui.models.alert_words import alert_lines, alert_words, limit_words
from virtgui.models.domain_rows import DomainRow
from virtgui.models.durations import duration_text
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line
from virtgui.models.translate import translate
from virtgui.models.words import STATE_ICONS, reason_word, state_word

_CONTEXT: Final = "DomainCells"
UNKNOWN: Final = "–"
CELL_METRICS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "cpu": frozenset({"cpu.used"}),
        "memory": frozenset({"memory.usable_share", "memory.rss"}),
        "disk": frozenset({"disk.read", "disk.write"}),
        "net": frozenset({"net.received", "net.sent"}),
    }
)
"""By the load of a cell, the metrics whose alerts mark it; those of others mark the name."""

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
    is_marked: bool = False
    """Whether an alert is on that no other cell shows."""


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
    """Whether an alert is about it."""


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


class ShownFigures:
    """The metrics whose alerts are seen at a figure: those of hidden columns are not."""

    def __init__(self) -> None:
        self.metrics: frozenset[str] = frozenset().union(*CELL_METRICS.values())


def _no_alerts(_ref: ObjectRef) -> tuple[Alert, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class CellContext:
    """What cells are made from besides the row."""

    series: SeriesStore
    now: Callable[[], float]
    alerts: Callable[[ObjectRef], tuple[Alert, ...]] = _no_alerts
    """The open alerts of an object; a look-up, as it is asked with each painting."""
    shown: ShownFigures = field(default_factory=ShownFigures)


def cell_alerts(row: DomainRow, context: CellContext, metric: str) -> list[Alert]:
    """The alerts that a load's cell shows."""
    alerts = context.alerts(row.ref)
    if not alerts or row.host.is_old:
        return []
    return [alert for alert in alerts if alert.rule.metric in CELL_METRICS[metric]]


def name_alerts(row: DomainRow, context: CellContext) -> list[Alert]:
    """The alerts that are shown beside the name, as no cell has their figure."""
    alerts = context.alerts(row.ref)
    if not alerts or row.host.is_old:
        return []
    return [alert for alert in alerts if alert.rule.metric not in context.shown.metrics]


def is_transit(task: Task) -> bool:
    """Whether a task shows in the state of its domain."""
    return not task.state.is_over and task.operation.code in _TRANSITS


def ink(row: DomainRow) -> str:
    """Colour role of a row's plain texts."""
    return "muted" if row.host.is_old else "text"


def name_cell(row: DomainRow, context: CellContext) -> NameCell:
    """The name as plain text."""
    config = row.domain.config
    second = row.domain.title or (config.description if config else "")
    icon = "container" if row.domain.is_container else ""
    marked = bool(name_alerts(row, context))
    return NameCell(one_line(row.domain.name), one_line(second), icon, ink(row), marked)


def name_tip(row: DomainRow, context: CellContext) -> str:
    """What is wrong, where something is."""
    return alert_lines(name_alerts(row, context))


def name_words(row: DomainRow, context: CellContext) -> str:
    """The name for the screen reader, and what is wrong."""
    alerts = name_alerts(row, context)
    return ", ".join((one_line(row.domain.name), *map(alert_words, alerts)))


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
    if cell_alerts(row, context, metric):
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


def load_words(cell: LoadCell, title: str, alerts: Iterable[Alert] = ()) -> str:
    """A figure for the screen reader: "CPU 97 percent, above 90 % for 5 min"."""
    if not cell.text:
        return translate("DomainCells", "{0} does not apply").format(title)
    if cell.text == UNKNOWN:
        return translate("DomainCells", "{0} unknown").format(title)
    value = cell.text.replace(" %", translate("DomainCells", " percent"))
    # The load of the CPU is the figure itself; elsewhere it is another one that is beyond.
    said = (
        limit_words(one.rule) if one.rule.metric == "cpu.used" else alert_words(one)
        for one in alerts
    )
    return ", ".join((f"{title} {value}", *said))


def load_tip(row: DomainRow, context: CellContext, metric: str) -> str:
    """The exact figures behind a cell, and what is wrong with them."""
    figures = _load_figures(row, context, metric)
    alerts = alert_lines(cell_alerts(row, context, metric)) if figures else ""
    return "\n".join(part for part in (figures, alerts) if part)


def _load_figures(row: DomainRow, context: CellContext, metric: str) -> str:
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
