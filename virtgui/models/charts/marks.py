"""What happened, on the axis of charts: which events are marked there, and in which words."""

from dataclasses import dataclass
from typing import Final

from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.alert import Alert
from virtgui.core.values.event import Event, EventKind
from virtgui.core.values.series import Mark
from virtgui.models.charts.chart_units import measure_of, value_text
from virtgui.models.event_words import LIFECYCLE, event_words
from virtgui.models.plain_text import one_line
from virtgui.models.translate import translate

_KINDS: Final = frozenset(
    {
        EventKind.LIFECYCLE,
        EventKind.REBOOT,
        EventKind.WATCHDOG,
        EventKind.IO_ERROR,
        EventKind.BLOCK_JOB,
        EventKind.BLOCK_THRESHOLD,
        EventKind.DEVICE_ADDED,
        EventKind.DEVICE_REMOVED,
        EventKind.BALLOON_CHANGE,
        EventKind.MEMORY_FAILURE,
        EventKind.MEMORY_DEVICE_SIZE,
        EventKind.TUNABLE,
    }
)
_NOTHING_DONE: Final = frozenset({"defined", "undefined", "shutdown"})
"""A definition is not what a machine does, and that it is about to stop is told by its end."""


@dataclass(frozen=True, slots=True)
class ChartMark:
    """One mark: when, and what happened in words."""

    at: float
    """Wall clock seconds."""
    code: str
    """What makes two tellings of the same thing the same."""
    text: str
    is_warning: bool = False


def mark_of_event(event: Event) -> ChartMark | None:
    """The mark of an event, or None when it is none for charts."""
    if event.kind not in _KINDS or event.what in _NOTHING_DONE:
        return None
    code = event.what or event.kind.value
    return ChartMark(event.at, code, one_line(event_words(event)))


def mark_of_history(mark: Mark) -> ChartMark:
    """A mark of the history in words."""
    return ChartMark(mark.at, mark.what, one_line(_words(mark)))


def _words(mark: Mark) -> str:
    if (mark.what, mark.detail) in LIFECYCLE or (mark.what, "") in LIFECYCLE:
        # Only codes count for the words of a life-cycle event.
        ref = domain_ref(ConnectionId(""), "")
        return event_words(Event(ref, "", mark.at, EventKind.LIFECYCLE, mark.what, mark.detail))
    try:
        kind = EventKind(mark.what)
    except ValueError:
        return mark.detail or mark.what.replace("_", " ")
    ref = domain_ref(ConnectionId(""), "")
    return event_words(Event(ref, "", mark.at, kind, "", mark.detail))


def mark_of_alert(alert: Alert) -> ChartMark:
    """A limit that was passed."""
    rule = alert.rule
    limit = value_text(measure_of(rule.metric), rule.limit)
    words = (
        translate("Charts", "Limit passed: below {0}")
        if rule.is_below
        else translate("Charts", "Limit passed: above {0}")
    )
    return ChartMark(alert.since, f"limit {rule.id}", words.format(limit), is_warning=True)
