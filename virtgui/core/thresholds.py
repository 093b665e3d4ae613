"""Whether figures are beyond their limits, and for how long: pure bookkeeping, any one thread."""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import DOMAIN, ObjectRef
from virtgui.core.values.alert import Alert, Rule, RuleScope, ScopeKind
from virtgui.core.values.sample import Details

AlertKey = tuple[str, ObjectRef, str]

CLEAR_SHARE = 0.02
"""How far back inside its limit a figure must be until its alert is over, as a share of the limit:
a figure that trembles about its limit raises one alert, not fifty."""

_BY_PART: Final = frozenset(
    {"disk.read_latency", "disk.write_latency", "disk.errors", "net.errors", "net.drops"}
)


class Thresholds:
    """Watches the figures of one connection's objects against rules."""

    def __init__(self, rules: tuple[Rule, ...] = ()) -> None:
        self._rules = tuple(rule for rule in rules if rule.is_enabled)
        self._passed: dict[AlertKey, Alert] = {}
        """Beyond the limit, told or not yet for long enough."""
        self._told: dict[AlertKey, Alert] = {}
        self._of: dict[ObjectRef, set[AlertKey]] = {}
        """The keys of what is passed, by object."""
        self._places = _Places()

    def set_rules(self, rules: tuple[Rule, ...]) -> list[Alert]:
        """Watch other rules; the alerts of those that are gone or changed, as over."""
        kept = set(rules)
        gone = [key for key, alert in self._passed.items() if alert.rule not in kept]
        self._rules = tuple(rule for rule in rules if rule.is_enabled)
        return self._end(gone)

    def update(
        self, ref: ObjectRef, tags: frozenset[str], details: Details, now: float
    ) -> list[Alert]:
        """What the figures of one object change: alerts that are new, have moved, or are over.

        Args:
            ref: the object.
            tags: a domain's tags.
            details: its figures; a gap neither begins nor ends anything.
            now: wall clock, seconds.
        """
        found = self._end(self._without_figure(ref, details))
        for rule in self._rules:
            if in_scope(rule.scope, ref, tags):
                for place in self._places.of(details.keys, rule.metric):
                    series, value = details.keys[place], details.values[place]
                    found += self._check(rule, ref, series, value, now)
        return found

    def happened(
        self, ref: ObjectRef, tags: frozenset[str], series: SeriesKey, now: float
    ) -> list[Alert]:
        """An event that breaks a rule by itself, such as a disk's error, at once."""
        found: list[Alert] = []
        for rule in self._rules:
            if rule.metric == series.metric and in_scope(rule.scope, ref, tags):
                found += self._check(replace(rule, seconds=0.0), ref, series, math.inf, now)
        return found

    def recovered(self, ref: ObjectRef, metric: str) -> list[Alert]:
        """What an event had said of an object is mended."""
        return self._end(
            [
                key
                for key, alert in self._passed.items()
                if (key[1], alert.series.metric) == (ref, metric)
            ]
        )

    def keep(self, refs: Iterable[ObjectRef], kind: str = DOMAIN) -> list[Alert]:
        """These are all objects of that kind that have figures; the alerts of others are over."""
        present = set(refs)
        return self._end(
            [key for key in self._passed if key[1].kind == kind and key[1] not in present]
        )

    def end_all(self) -> list[Alert]:
        """The connection is closed: nothing is known any more."""
        return self._end(list(self._passed))

    def _check(
        self, rule: Rule, ref: ObjectRef, series: SeriesKey, value: float, now: float
    ) -> list[Alert]:
        key = (rule.id, ref, series.part)
        if math.isnan(value):
            return []
        before = self._passed.get(key)
        if not is_beyond(rule, value, eased=before is not None):
            return self._end([key]) if before else []
        since = before.since if before else now
        alert = Alert(rule, ref, series, value, since)
        self._passed[key] = alert
        self._of.setdefault(ref, set()).add(key)
        if now - since < rule.seconds or self._told.get(key) == alert:
            return []
        self._told[key] = alert
        return [alert]

    def _without_figure(self, ref: ObjectRef, details: Details) -> list[AlertKey]:
        """What was passed by a part that is no more, such as a disk that was taken out."""
        keys = self._of.get(ref)
        if not keys:
            return []
        passed = ((key, self._passed[key]) for key in keys)
        return [
            key
            for key, alert in passed
            if math.isfinite(alert.value) and alert.series not in details.keys
        ]

    def _end(self, keys: Iterable[AlertKey]) -> list[Alert]:
        ended = []
        for key in keys:
            self._passed.pop(key, None)
            of_object = self._of.get(key[1])
            if of_object is not None:
                of_object.discard(key)
                if not of_object:
                    del self._of[key[1]]
            told = self._told.pop(key, None)
            if told is not None:
                ended.append(replace(told, is_over=True))
        return ended


def in_scope(scope: RuleScope, ref: ObjectRef, tags: frozenset[str]) -> bool:
    """Whether a rule with that scope is about the object."""
    match scope.kind:
        case ScopeKind.ALL:
            return True
        case ScopeKind.NODE:
            return ref.connection == scope.connection
        case ScopeKind.TAG:
            return scope.key in tags
        case ScopeKind.DOMAIN:
            return (ref.connection, ref.key) == (scope.connection, scope.key)


def is_beyond(rule: Rule, value: float, *, eased: bool = False) -> bool:
    """Whether a figure is beyond the rule's limit.

    Args:
        rule: the rule.
        value: the figure; NaN is not known, and beyond nothing.
        eased: whether it was beyond before: then it must come back a little further.
    """
    margin = abs(rule.limit) * CLEAR_SHARE if eased else 0.0
    if rule.is_below:
        return value < rule.limit + margin
    return value > rule.limit - margin


class _Places:
    """Where the figures of a metric stand among the keys of details.

    Keys are shared by objects with the same parts and stay the same from poll to poll.
    """

    MOST = 2000

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[SeriesKey, ...], dict[str, tuple[int, ...]]]] = {}

    def of(self, keys: tuple[SeriesKey, ...], metric: str) -> tuple[int, ...]:
        """The places of a metric's series."""
        known = self._known.get(id(keys))
        if known is None:
            if len(self._known) > self.MOST:
                self._known.clear()
            # The keys are held, so that no others can get their id.
            known = self._known[id(keys)] = (keys, {})
        places = known[1].get(metric)
        if places is None:
            places = known[1][metric] = _watched(keys, metric)
        return places


def _watched(keys: tuple[SeriesKey, ...], metric: str) -> tuple[int, ...]:
    """Where the series stand that a rule is about: the whole or the parts, never both.

    A sum tells how much is used; which disk fails or is slow only the parts tell. Of what has
    no choice, what there is.
    """
    places = [place for place, key in enumerate(keys) if key.metric == metric]
    wanted = [place for place in places if bool(keys[place].part) == (metric in _BY_PART)]
    return tuple(wanted or places)
