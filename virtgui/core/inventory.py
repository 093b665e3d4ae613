"""The latest value of every object of the fleet.

Lives in the GUI thread; change sets are applied there, in order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from types import MappingProxyType

from virtgui.core.changes import ChangeSet, Delta, Value
from virtgui.core.refs import DOMAIN, ConnectionId, Kind, ObjectRef, node_ref
from virtgui.core.values.domain import Domain
from virtgui.core.values.node import Node

_FIELDS = MappingProxyType(
    {kind: tuple(item.name for item in fields(kind)) for kind in (Domain, Node)}
)


def changed_fields(old: Value, new: Value) -> frozenset[str]:
    """The names of the fields in which two values of one object differ."""
    return frozenset(
        name for name in _FIELDS[type(new)] if getattr(old, name) != getattr(new, name)
    )


class Inventory:
    """Values by reference, grouped by connection and kind."""

    def __init__(self) -> None:
        self._values: dict[ConnectionId, dict[Kind, dict[ObjectRef, Value]]] = {}

    def apply(self, changes: Iterable[ChangeSet]) -> Delta:
        """Take change sets in their order; tell what differs from before all of them."""
        before: dict[ObjectRef, Value | None] = {}
        for change in changes:
            self._apply_one(change, before)
        return self._delta(before)

    def drop(self, connection: ConnectionId) -> Delta:
        """Forget a connection and all that it had."""
        kinds = self._values.pop(connection, {})
        return Delta(
            removed={ref: value for group in kinds.values() for ref, value in group.items()}
        )

    def get(self, ref: ObjectRef) -> Value | None:
        """The value of an object, or None when it is not there."""
        return self._group(ref.connection, ref.kind).get(ref)

    def domain(self, ref: ObjectRef) -> Domain | None:
        """The domain of that reference, or None."""
        value = self.get(ref)
        return value if isinstance(value, Domain) else None

    def node(self, connection: ConnectionId) -> Node | None:
        """The node of a connection, or None before it was read."""
        value = self.get(node_ref(connection))
        return value if isinstance(value, Node) else None

    def domains(self, connection: ConnectionId | None = None) -> Iterator[Domain]:
        """All domains, or those of one connection, in no particular order."""
        chosen = self._values if connection is None else {connection: None}
        for key in list(chosen):
            for value in self._group(key, DOMAIN).values():
                if isinstance(value, Domain):
                    yield value

    def count(self, connection: ConnectionId) -> int:
        """How many domains a connection has."""
        return len(self._group(connection, DOMAIN))

    def _group(self, connection: ConnectionId, kind: Kind) -> dict[ObjectRef, Value]:
        return self._values.get(connection, {}).get(kind, {})

    def _apply_one(self, change: ChangeSet, before: dict[ObjectRef, Value | None]) -> None:
        for kind in change.complete:
            self._drop_missing(change, kind, before)
        for value in change.values:
            group = self._values.setdefault(change.connection, {}).setdefault(value.ref.kind, {})
            before.setdefault(value.ref, group.get(value.ref))
            group[value.ref] = value
        for ref in change.removed:
            self._remove(ref, before)

    def _drop_missing(
        self, change: ChangeSet, kind: Kind, before: dict[ObjectRef, Value | None]
    ) -> None:
        kept = {value.ref for value in change.values if value.ref.kind == kind}
        for ref in self._group(change.connection, kind).keys() - kept:
            self._remove(ref, before)

    def _remove(self, ref: ObjectRef, before: dict[ObjectRef, Value | None]) -> None:
        group = self._group(ref.connection, ref.kind)
        if ref in group:
            before.setdefault(ref, group.pop(ref))
            group.pop(ref, None)

    def _delta(self, before: dict[ObjectRef, Value | None]) -> Delta:
        added, changed, removed = [], {}, {}
        for ref, old in before.items():
            new = self.get(ref)
            if old is None and new is not None:
                added.append(ref)
            elif old is not None and new is None:
                removed[ref] = old
            elif old is not None and new is not None and old is not new:
                names = changed_fields(old, new)
                if names:
                    changed[ref] = names
        return Delta(tuple(added), changed, removed)
