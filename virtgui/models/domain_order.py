"""The order of the domain table: sorted rows, put into groups, as one flat list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from virtgui.core.refs import ConnectionId
from virtgui.models.columns import COLUMNS_BY_KEY, STATE_RANKS, Column
from virtgui.models.domain_cells import CellContext
from virtgui.models.domain_rows import DomainRow, Grouping, GroupKey, GroupRow, Row, natural_key


def sort_rows(
    rows: list[DomainRow], column: Column, context: CellContext, *, is_descending: bool
) -> list[DomainRow]:
    """Sort rows that come sorted by name; those without a value stand last either way."""
    if column.key == "name":
        return rows[::-1] if is_descending else rows
    keyed: list[tuple[Any, DomainRow]] = []
    without: list[DomainRow] = []
    for row in rows:
        key = column.sort(row, context)
        if key is None:
            without.append(row)
        else:
            keyed.append((key, row))
    # Sorting is stable in both directions: rows with equal keys stay in the order of names.
    keyed.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [row for _, row in keyed] + without


def _state(row: DomainRow) -> str:
    return "unknown" if row.host.is_old else row.shown_state.value


_GROUP_VALUES: Final[Mapping[Grouping, Callable[[DomainRow], str]]] = MappingProxyType(
    {
        "node": lambda row: row.ref.connection,
        "group": lambda row: row.domain.group,
        "tag": lambda row: row.domain.tags[0] if row.domain.tags else "",
        "state": _state,
    }
)

GROUPING_FIELDS: Final[Mapping[Grouping, frozenset[str]]] = MappingProxyType(
    {
        "node": frozenset(),
        "group": frozenset({"config"}),
        "tag": frozenset({"config"}),
        "state": frozenset({"state", "managed_save"}),
        "none": frozenset(),
    }
)
"""Fields of `Domain` that move a row to another group."""


class Arrangement:
    """How rows are sorted and grouped, and the rows of the groups.

    Grouped by tag, a domain stands under its first tag.
    """

    def __init__(self, context: CellContext) -> None:
        self._context = context
        self._groups: dict[GroupKey, GroupRow] = {}
        self.column = COLUMNS_BY_KEY["name"]
        self.is_descending = False
        self.grouping: Grouping = "node"

    def depends_on(self, fields: frozenset[str]) -> bool:
        """Whether a change of these fields of a domain can move its row."""
        return bool(fields & self.column.fields or fields & GROUPING_FIELDS[self.grouping])

    def group(self, key: GroupKey) -> GroupRow | None:
        """The row of a group."""
        return self._groups.get(key)

    def arrange(
        self, rows: list[DomainRow], empty_nodes: Iterable[ConnectionId], nodes: Sequence[str]
    ) -> list[Row]:
        """The flat list for rows that come sorted by name.

        Args:
            rows: What the filter lets through.
            empty_nodes: Connections that get a group even without rows.
            nodes: All connections in their order.
        """
        ordered = sort_rows(rows, self.column, self._context, is_descending=self.is_descending)
        if self.grouping == "none":
            return list(ordered)
        self._distribute(ordered, empty_nodes)
        flat: list[Row] = []
        for group in sorted(self._filled(empty_nodes), key=lambda item: self._rank(item, nodes)):
            flat.append(group)
            if not group.is_collapsed:
                flat.extend(group.rows)
        return flat

    def _distribute(self, rows: list[DomainRow], empty_nodes: Iterable[ConnectionId]) -> None:
        value_of = _GROUP_VALUES[self.grouping]
        buckets: dict[str, list[DomainRow]] = {}
        for row in rows:
            buckets.setdefault(value_of(row), []).append(row)
        for group in self._groups.values():
            group.rows = []
        for value, bucket in buckets.items():
            self._make(value).rows = bucket
        if self.grouping == "node":
            for connection in empty_nodes:
                self._make(connection)

    def _make(self, value: str) -> GroupRow:
        key = (self.grouping, value)
        group = self._groups.get(key)
        if group is None:
            connection = ConnectionId(value) if self.grouping == "node" else None
            group = self._groups[key] = GroupRow(key, connection)
        return group

    def _filled(self, empty_nodes: Iterable[ConnectionId]) -> list[GroupRow]:
        wanted = {("node", connection) for connection in empty_nodes}
        return [
            group
            for group in self._groups.values()
            if group.key[0] == self.grouping and (group.rows or group.key in wanted)
        ]

    def _rank(self, group: GroupRow, nodes: Sequence[str]) -> tuple[Any, ...]:
        value = group.key[1]
        if self.grouping == "state":
            return (STATE_RANKS.get(value, 99), value)
        if self.grouping == "node":
            return (nodes.index(value) if value in nodes else len(nodes), value)
        return (not value, natural_key(value), value)
