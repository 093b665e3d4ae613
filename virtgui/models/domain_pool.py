"""All domains that the table knows: which of them the filter lets through, and how many.

Plain Python; what follows for item views is the model's. Work is in proportion to what changed.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.search import Query
from virtgui.core.values.domain import Domain
from virtgui.models.domain_cells import CellContext
from virtgui.models.domain_rows import SEGMENTS, DomainRow, Host, SegmentKey
from virtgui.models.domain_scope import Scope
from virtgui.models.search_index import RowSubject

_SLOW_FIELDS: Final = frozenset({"uptime"})
_POLLED_FIELDS: Final = frozenset({"cpu"})


class DomainPool:
    """Rows by reference, judged against scope, query and segment."""

    def __init__(self, context: CellContext) -> None:
        self._context = context
        self._rows: dict[ObjectRef, DomainRow] = {}
        self._nodes: dict[ConnectionId, dict[ObjectRef, DomainRow]] = {}
        self._by_name: list[DomainRow] = []
        self._is_sorted = True
        self._has_gone = False
        self.scope = Scope.fleet()
        self.query: Query | None = None
        self.segment: SegmentKey = "all"
        self.counts: dict[SegmentKey, int] = dict.fromkeys(SEGMENTS, 0)

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, ref: ObjectRef) -> DomainRow | None:
        """The row of a domain."""
        return self._rows.get(ref)

    def with_alerts(self) -> list[DomainRow]:
        """The rows of domains with open alerts."""
        return [row for row in self._rows.values() if row.has_alerts]

    def of_node(self, connection: ConnectionId) -> Iterable[DomainRow]:
        """The rows of a connection."""
        return self._nodes.get(connection, {}).values()

    def nodes(self) -> Iterator[tuple[ConnectionId, int]]:
        """How many rows in scope each connection has; connections without any are left out."""
        for connection, rows in self._nodes.items():
            count = sum(row.in_scope for row in rows.values())
            if count:
                yield connection, count

    def add(self, domain: Domain, host: Host) -> DomainRow:
        """Take in a new domain."""
        row = DomainRow(domain, host)
        row.has_alerts = bool(self._context.alerts(row.ref))
        row.settle()
        row.subject = RowSubject(row, self._context.series, self._context.now)
        self._rows[row.ref] = row
        self._nodes.setdefault(row.ref.connection, {})[row.ref] = row
        self._by_name.append(row)
        self._is_sorted = False
        self._judge(row)
        return row

    def remove(self, ref: ObjectRef) -> DomainRow | None:
        """Forget a domain."""
        row = self._rows.pop(ref, None)
        if row is not None:
            del self._nodes[ref.connection][ref]
            self._count(row, -1)
            row.is_gone, self._has_gone = True, True
        return row

    def change(self, row: DomainRow, domain: Domain) -> bool:
        """Show another value of a domain; whether it comes or goes by that, or is renamed."""
        is_renamed = domain.name != row.domain.name
        self._count(row, -1)
        row.take(domain)
        row.subject.refresh()
        self._is_sorted = self._is_sorted and not is_renamed
        return self._judge(row) or is_renamed

    def set_alerts(self, row: DomainRow) -> bool:
        """Another alert of a domain is on or over; whether it comes or goes by that."""
        self._count(row, -1)
        row.has_alerts = bool(self._context.alerts(row.ref))
        row.settle()
        return self._judge(row)

    def set_host(self, host: Host) -> None:
        """Tell the rows of a connection what became of their host."""
        for row in self.of_node(host.connection):
            self._count(row, -1)
            row.host = host
            row.settle()
            row.subject.refresh()
            self._judge(row)

    def set_filter(
        self,
        scope: Scope | None = None,
        query: Query | None = None,
        segment: SegmentKey | None = None,
    ) -> None:
        """Change what is shown; what is not given stays. An empty query shows all."""
        self.scope = scope if scope is not None else self.scope
        self.segment = segment if segment is not None else self.segment
        if query is not None:
            self.query = None if query.is_empty else query
        self.judge_all()

    @property
    def follows_polls(self) -> bool:
        """Whether a poll can change what the filter lets through."""
        return self._has_field(_POLLED_FIELDS)

    @property
    def follows_time(self) -> bool:
        """Whether time alone can change what the filter lets through."""
        return self._has_field(_SLOW_FIELDS)

    def judge_all(self) -> None:
        """Judge all rows anew."""
        inside = self._matching(row for row in self._rows.values() if self.scope.holds(row))
        for row in self._rows.values():
            row.in_scope = False
            row.is_shown = False
        self.counts = dict.fromkeys(SEGMENTS, 0)
        is_wanted = self._segment_test()
        for row in inside:
            row.in_scope = True
            row.is_shown = is_wanted(row)
            self._count(row, 1)

    def shown(self) -> list[DomainRow]:
        """The rows that the filter lets through, by name."""
        if self._has_gone:
            self._by_name = [row for row in self._by_name if not row.is_gone]
            self._has_gone = False
        if not self._is_sorted:
            self._by_name.sort(key=lambda row: (row.name_key, row.ref))
            self._is_sorted = True
        return [row for row in self._by_name if row.is_shown]

    def _has_field(self, fields: frozenset[str]) -> bool:
        queries = (self.query, self.scope.query)
        return any(query is not None and query.fields & fields for query in queries)

    def _matching(self, rows: Iterable[DomainRow]) -> list[DomainRow]:
        subjects = [row.subject for row in rows]
        for query in (self.scope.query, self.query):
            if query is not None:
                subjects = query.filter(subjects)
        return [subject.row for subject in subjects]

    def _matches(self, row: DomainRow) -> bool:
        queries = (self.scope.query, self.query)
        return all(query is None or query.matches(row.subject) for query in queries)

    def _segment_test(self) -> Callable[[DomainRow], bool]:
        wanted = self.segment
        if wanted == "all":
            return lambda row: True
        if wanted == "attention":
            return lambda row: row.needs_attention
        return lambda row: row.segment == wanted

    def _judge(self, row: DomainRow) -> bool:
        """Judge a row that is not counted now; whether it comes or goes."""
        before = row.is_shown
        row.in_scope = self.scope.holds(row) and self._matches(row)
        row.is_shown = row.in_scope and self._segment_test()(row)
        self._count(row, 1)
        return row.is_shown != before

    def _count(self, row: DomainRow, step: int) -> None:
        if row.in_scope:
            counts = self.counts
            counts["all"] += step
            counts[row.segment] += step
            if row.needs_attention:
                counts["attention"] += step
