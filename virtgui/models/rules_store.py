"""The thresholds that are watched for: kept in the settings, told to the backend."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

from PySide6.QtCore import QObject, Signal, Slot

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.metrics import METRICS
from virtgui.core.refs import ConnectionId
from virtgui.core.values.alert import Rule, RuleScope, ScopeKind
from virtgui.models.settings_store import Settings

RULES: Final = "alerts.rules"
RULES_SET: Final = "alerts.rules_set"

USUAL: Final = (
    Rule("usual-cpu", "cpu.used", 0.9, seconds=300.0),
    Rule("usual-memory", "memory.usable_share", 0.05, is_below=True, seconds=60.0),
    Rule("usual-pool", "pool.used_share", 0.85),
    Rule("usual-disk-errors", "disk.errors", 0.0),
    Rule("usual-drops", "net.drops", 10.0, seconds=60.0, is_enabled=False),
    Rule("usual-wait", "cpu.wait", 0.2, seconds=300.0, is_enabled=False),
    Rule("usual-node-cpu", "node.cpu", 0.95, seconds=300.0, is_enabled=False),
    Rule("usual-node-memory", "node.memory_share", 0.95, seconds=60.0),
)
"""What is watched until the user says otherwise."""

WATCHABLE: Final = (
    "cpu.used", "cpu.node", "cpu.wait", "memory.usable_share", "memory.swap_in", "memory.swap_out",
    "memory.rss", "disk.read", "disk.write", "disk.read_latency", "disk.write_latency",
    "disk.errors", "net.received", "net.sent", "net.errors", "net.drops", "pool.used_share",
    "node.cpu", "node.iowait", "node.memory_share",
)  # fmt: skip
"""The metrics that a rule can be about, in the order of a choice."""

_LIMITS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "cpu.node": 0.5,
        "memory.swap_in": 1e6,
        "memory.swap_out": 1e6,
        "memory.rss": 8 * 1024.0**3,
        "disk.read": 100e6,
        "disk.write": 100e6,
        "disk.read_latency": 0.05,
        "disk.write_latency": 0.05,
        "net.received": 100e6,
        "net.sent": 100e6,
        "net.errors": 0.0,
        "node.iowait": 0.2,
    }
)
"""What to begin with, for metrics that are not watched usually."""


class RulesStore(QObject):
    """The rules, in their order.

    Signals:
        changed: there are other rules.
    """

    changed = Signal()

    def __init__(
        self, settings: Settings, dispatcher: Dispatcher, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._dispatcher = settings, dispatcher
        self._rules = self._read()
        settings.changed.connect(self._on_setting)
        dispatcher.set_rules(self._rules)

    def all(self) -> tuple[Rule, ...]:
        """All rules, those that are switched off among them."""
        return self._rules

    @property
    def is_usual(self) -> bool:
        """Whether these are the rules of the beginning."""
        return self._rules == USUAL

    def get(self, rule_id: str) -> Rule | None:
        """The rule of that id."""
        return next((rule for rule in self._rules if rule.id == rule_id), None)

    def put(self, rule: Rule) -> None:
        """Keep a rule in the place of the one with its id, or as a new one after all others."""
        if self.get(rule.id) is None:
            self.set_all((*self._rules, rule))
        else:
            self.set_all(tuple(rule if old.id == rule.id else old for old in self._rules))

    def remove(self, rule_id: str) -> None:
        """Forget a rule."""
        self.set_all(tuple(rule for rule in self._rules if rule.id != rule_id))

    def switch(self, rule_id: str, *, is_on: bool) -> None:
        """Watch for a rule or not, and keep it."""
        rule = self.get(rule_id)
        if rule is not None:
            self.put(replace(rule, is_enabled=is_on))

    def set_usual(self) -> None:
        """Back to the rules of the beginning."""
        self._settings.set(RULES_SET, False)

    def set_all(self, rules: tuple[Rule, ...]) -> None:
        """Keep these rules in place of those of before."""
        # In this order: the mark makes them count, and nothing is watched by half a change.
        self._settings.set(RULES, [_written(rule) for rule in rules])
        self._settings.set(RULES_SET, True)

    @Slot(object)
    def _on_setting(self, key: str) -> None:
        rules = self._read() if key in (RULES, RULES_SET) else self._rules
        if rules != self._rules:
            self._rules = rules
            self._dispatcher.set_rules(rules)
            self.changed.emit()

    def _read(self) -> tuple[Rule, ...]:
        if not self._settings.get(RULES_SET):
            return USUAL
        found = (_read(item) for item in self._settings.get(RULES))
        return tuple(rule for rule in found if rule is not None)


def new_rule(metric: str, limit: float, scope: RuleScope | None = None) -> Rule:
    """A rule with an id of its own."""
    below = metric == "memory.usable_share"
    return Rule(uuid4().hex, metric, limit, is_below=below, scope=scope or RuleScope())


def usual_rule(metric: str, scope: RuleScope | None = None) -> Rule:
    """A rule with an id of its own and a limit to begin with."""
    usual = next((rule for rule in USUAL if rule.metric == metric), None)
    if usual is None:
        return replace(new_rule(metric, _LIMITS.get(metric, 1.0), scope), seconds=60.0)
    return replace(new_rule(metric, usual.limit, scope), seconds=usual.seconds)


def _written(rule: Rule) -> dict[str, Any]:
    scope = rule.scope
    return {
        "id": rule.id,
        "metric": rule.metric,
        "limit": rule.limit,
        "below": rule.is_below,
        "seconds": rule.seconds,
        "scope": scope.kind.value,
        "connection": scope.connection or "",
        "key": scope.key,
        "enabled": rule.is_enabled,
    }


def _read(item: object) -> Rule | None:
    """A rule of the settings file, or None where it is none of ours."""
    if not isinstance(item, Mapping) or item.get("metric") not in METRICS:
        return None
    limit, seconds = item.get("limit"), item.get("seconds", 0.0)
    if not isinstance(limit, int | float) or not isinstance(seconds, int | float):
        return None
    try:
        kind = ScopeKind(item.get("scope", "all"))
    except ValueError:
        return None
    connection = ConnectionId(str(item["connection"])) if item.get("connection") else None
    return Rule(
        id=str(item.get("id") or uuid4().hex),
        metric=str(item["metric"]),
        limit=float(limit),
        is_below=item.get("below") is True,
        seconds=float(seconds),
        scope=RuleScope(kind, connection, str(item.get("key", ""))),
        is_enabled=item.get("enabled") is not False,
    )
