"""Sentences for thresholds: what a rule watches for, and what an alert says."""

import math
import time
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from virtgui.core.values.alert import Alert, Rule, ScopeKind
from virtgui.models.charts.chart_specs import part_name
from virtgui.models.charts.chart_units import measure_of, value_text
from virtgui.models.durations import duration_text, moment_text
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.models.translate import translate

_METRICS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cpu.used": QT_TRANSLATE_NOOP("Alerts", "CPU of the machine"),
        "cpu.node": QT_TRANSLATE_NOOP("Alerts", "CPU of the host that the machine takes"),
        "cpu.wait": QT_TRANSLATE_NOOP("Alerts", "Waiting for the host's CPUs"),
        "memory.usable_share": QT_TRANSLATE_NOOP("Alerts", "Memory available in the guest"),
        "memory.swap_in": QT_TRANSLATE_NOOP("Alerts", "Swap read in the guest"),
        "memory.swap_out": QT_TRANSLATE_NOOP("Alerts", "Swap written in the guest"),
        "memory.rss": QT_TRANSLATE_NOOP("Alerts", "Memory on the host"),
        "disk.read": QT_TRANSLATE_NOOP("Alerts", "Disk read"),
        "disk.write": QT_TRANSLATE_NOOP("Alerts", "Disk written"),
        "disk.read_latency": QT_TRANSLATE_NOOP("Alerts", "Time of a disk read"),
        "disk.write_latency": QT_TRANSLATE_NOOP("Alerts", "Time of a disk write"),
        "disk.errors": QT_TRANSLATE_NOOP("Alerts", "Disk errors"),
        "net.received": QT_TRANSLATE_NOOP("Alerts", "Network received"),
        "net.sent": QT_TRANSLATE_NOOP("Alerts", "Network sent"),
        "net.errors": QT_TRANSLATE_NOOP("Alerts", "Network errors"),
        "net.drops": QT_TRANSLATE_NOOP("Alerts", "Network packets dropped"),
        "pool.used_share": QT_TRANSLATE_NOOP("Alerts", "Storage pool in use"),
        "node.cpu": QT_TRANSLATE_NOOP("Alerts", "CPU of the host"),
        "node.iowait": QT_TRANSLATE_NOOP("Alerts", "Host waits for its disks"),
        "node.memory_share": QT_TRANSLATE_NOOP("Alerts", "Memory of the host in use"),
    }
)


def metric_word(metric: str) -> str:
    """What a rule watches; the code itself for a metric that has no word."""
    source = _METRICS.get(metric)
    return translate("Alerts", source) if source else metric


def figure_text(metric: str, value: float) -> str:
    """A figure or limit with its unit."""
    return value_text(measure_of(metric), value)


def limit_words(rule: Rule) -> str:
    """The limit of a rule: "above 90 % for 5 min", "below 5 %"."""
    limit = figure_text(rule.metric, rule.limit)
    words = translate("Alerts", "below {0}") if rule.is_below else translate("Alerts", "above {0}")
    if rule.seconds <= 0:
        return words.format(limit)
    span = duration_text(round(rule.seconds), 1)
    return translate("Alerts", "{0} for {1}").format(words.format(limit), span)


def rule_words(rule: Rule) -> str:
    """What a rule watches for, without where: "CPU of the machine above 90 % for 5 min"."""
    words = translate("Alerts", "{0} {1}")
    return words.format(metric_word(rule.metric), limit_words(rule))


def scope_words(rule: Rule, name: str = "") -> str:
    """Where a rule watches: "Everywhere", "machines with the tag web", or the object's name.

    Args:
        rule: the rule.
        name: the name of its host or machine; empty when it is not known now.
    """
    shown = in_sentence(name)
    match rule.scope.kind:
        case ScopeKind.ALL:
            return translate("Alerts", "Everywhere")
        case ScopeKind.TAG:
            tag = in_sentence(rule.scope.key)
            return translate("Alerts", "Machines with the tag {0}").format(tag)
        case ScopeKind.NODE if name:
            return translate("Alerts", "Host {0} and everything on it").format(shown)
        case ScopeKind.NODE:
            return translate("Alerts", "A host that is not known now")
        case ScopeKind.DOMAIN if name:
            return translate("Alerts", "Machine {0}").format(shown)
        case ScopeKind.DOMAIN:
            return translate("Alerts", "A machine that is not known now")


def alert_words(alert: Alert) -> str:
    """What an alert says, without its object: "CPU 97 %, above 90 % for 5 min"."""
    what = _subject_words(alert)
    if math.isinf(alert.value):
        return what
    figure = figure_text(alert.rule.metric, alert.value)
    return translate("Alerts", "{0}: {1}, {2}").format(what, figure, limit_words(alert.rule))


def alert_lines(alerts: Iterable[Alert]) -> str:
    """A sentence for each alert, under each other: for tool tips."""
    return "\n".join(map(alert_words, alerts))


def silence_words(until: float) -> str:
    """How long an alert is silent: "acknowledged", "silent until 15:04".

    Args:
        until: wall clock seconds; 0 for as long as it goes on.
    """
    if until <= 0:
        return translate("Alerts", "acknowledged")
    words = translate("Alerts", "silent until {0}")
    return words.format(moment_text(until, time.time()))


def _subject_words(alert: Alert) -> str:
    what = metric_word(alert.rule.metric)
    if not alert.series.part:
        return what
    part = one_line(part_name(alert.series.metric, alert.series.part))
    return translate("Alerts", "{0} ({1})").format(what, part)
