"""Alerts: a figure is beyond the limit that a rule sets."""

from dataclasses import dataclass, field
from enum import Enum

from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import ConnectionId, ObjectRef


class ScopeKind(Enum):
    """What a rule is about."""

    ALL = "all"
    NODE = "node"
    """One host and everything on it."""
    TAG = "tag"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class RuleScope:
    """Which objects a rule watches."""

    kind: ScopeKind = ScopeKind.ALL
    connection: ConnectionId | None = None
    """Of a node or a domain."""
    key: str = ""
    """The tag, or the domain's UUID."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A threshold: a metric, a limit, how long it must be passed, and where."""

    id: str
    metric: str
    limit: float
    """In the metric's own unit: a share is 0 to 1."""
    is_below: bool = False
    """Whether too little is what is wrong."""
    seconds: float = 0.0
    """How long the limit must be passed without a break."""
    scope: RuleScope = field(default_factory=RuleScope)
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that is broken by an object, or no longer is."""

    rule: Rule
    ref: ObjectRef
    """A domain, a node, or a pool."""
    series: SeriesKey
    value: float
    """The figure of now, or the last one before it was over."""
    since: float
    """When the limit was passed first; wall clock, seconds."""
    is_over: bool = False

    @property
    def key(self) -> tuple[str, ObjectRef, str]:
        """What makes it this alert: rule, object, part."""
        return self.rule.id, self.ref, self.series.part
