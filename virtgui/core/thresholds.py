"""Whether figures are beyond their limits, and for how long: pure bookkeeping, any one thread."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import DOMAIN, ObjectRef
from virtgui.core.values.alert import Alert, Rule, RuleScope, ScopeKind
from virtgui.core.values.sample import Details

AlertKey = tuple[str, ObjectRef, str]

CLEAR_SHARE = 0.02
"""How far back inside its limit a figure must be until its alert is over, as a share of the limit:
a figure that trembles about its limit raises one alert, not fifty."""


class Thresholds:
    """Watches the figures of one connection's objects against rules."""

    def __init__(self, rules: tuple[Rule, ...] = ()) -> None:
        self._rules = tuple(rule for rule in rules if rule.is_enabled)
        self._passed: dict[AlertKey, Alert] = {}
        """Beyond the limit, told or not yet for long enough."""
        self._told: dict[AlertKey, Alert] = {}

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
        found: list[Alert] = []
        for rule in self._rules:
            if in_scope(rule.scope, ref, tags):
                for series, value in _figures(details, rule.metric):
                    found += self._check(rule, ref, series, value, now)
        return found

    def happened(
        self, ref: ObjectRef, tags: frozenset[str], metric: str, part: str, now: float
    ) -> list[Alert]:
        """An event that is itself the figure, such as a disk's error: a figure of one."""
        details = Details((SeriesKey(metric, part),), (1.0,), 0.0)
        return self.update(ref, tags, details, now)

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
        before = self._passed.get(key)
        if not is_beyond(rule, value, eased=before is not None):
            return self._end([key]) if before else []
        since = before.since if before else now
        alert = Alert(rule, ref, series, value, since)
        self._passed[key] = alert
        if now - since < rule.seconds or self._told.get(key) == alert:
            return []
        self._told[key] = alert
        return [alert]

    def _end(self, keys: Iterable[AlertKey]) -> list[Alert]:
        ended = []
        for key in keys:
            self._passed.pop(key, None)
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
    if math.isnan(value):
        return eased
    margin = abs(rule.limit) * CLEAR_SHARE if eased else 0.0
    if rule.is_below:
        return value < rule.limit + margin
    return value > rule.limit - margin


def _figures(details: Details, metric: str) -> Iterator[tuple[SeriesKey, float]]:
    for key, value in zip(details.keys, details.values, strict=True):
        if key.metric == metric:
            yield key, value
