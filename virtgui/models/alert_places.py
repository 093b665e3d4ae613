"""Where limits can be watched: the hosts, machines and tags that there are now, by name."""

from collections.abc import Iterable

from virtgui.bridge.feed import Feed
from virtgui.core.refs import DOMAIN, ConnectionId, ObjectRef, domain_ref
from virtgui.core.thresholds import in_scope
from virtgui.core.values.alert import Rule, RuleScope, ScopeKind
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.domain_rows import natural_key
from virtgui.models.plain_text import one_line
from virtgui.models.vocabulary import read_vocabulary


class WatchPlaces:
    """Names for scopes, and scopes for names."""

    def __init__(self, feed: Feed, connections: ConnectionsStore) -> None:
        self._feed, self._connections = feed, connections

    def name_of(self, scope: RuleScope) -> str:
        """The name of a scope's host or machine; empty for others, and when it is not known."""
        if scope.connection is None:
            return ""
        if scope.kind is ScopeKind.NODE:
            return self.host_name(scope.connection)
        domain = self._feed.inventory.domain(domain_ref(scope.connection, scope.key))
        return domain.name if domain else ""

    def name_of_ref(self, ref: ObjectRef) -> str:
        """The name of an object."""
        return self.name_of(scope_of(ref))

    def host_name(self, connection: ConnectionId) -> str:
        """The name of a host."""
        spec = self._connections.get(connection)
        return spec.name if spec else ""

    def hosts(self) -> list[tuple[ConnectionId, str]]:
        """All hosts by name."""
        found = [(spec.id, one_line(spec.name)) for spec in self._connections.all()]
        return sorted(found, key=lambda item: natural_key(item[1]))

    def machines(self) -> list[tuple[ObjectRef, str]]:
        """All machines with their hosts, by name."""
        found = [
            (domain.ref, self.machine_text(domain.ref)) for domain in self._feed.inventory.domains()
        ]
        return sorted(found, key=lambda item: natural_key(item[1]))

    def machine_text(self, ref: ObjectRef) -> str:
        """A machine and its host; two hosts may have machines of one name."""
        parts = (self.name_of(scope_of(ref)), self.host_name(ref.connection))
        return " · ".join(one_line(part) for part in parts if part)

    def tags(self) -> tuple[str, ...]:
        """All tags, the most used first."""
        return read_vocabulary(self._feed).tags

    def holding(self, rules: Iterable[Rule], ref: ObjectRef) -> list[Rule]:
        """The rules that watch an object, or for a host anything on it that needs no tag."""
        domain = self._feed.inventory.domain(ref)
        tags = frozenset(domain.tags) if domain else frozenset()
        is_machine = ref.kind == DOMAIN
        return [
            rule
            for rule in rules
            if in_scope(rule.scope, ref, tags)
            and not (is_machine and rule.metric.startswith(("node.", "pool.")))
        ]


def scope_of(ref: ObjectRef) -> RuleScope:
    """The scope of one machine, or of a host with everything on it."""
    if ref.kind == DOMAIN:
        return RuleScope(ScopeKind.DOMAIN, ref.connection, ref.key)
    return RuleScope(ScopeKind.NODE, ref.connection)
