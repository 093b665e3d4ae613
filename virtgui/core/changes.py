"""Change sets: what the backend has learnt, and what the inventory made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from virtgui.core.refs import ConnectionId, Kind, ObjectRef
from virtgui.core.values.domain import Domain
from virtgui.core.values.node import Node

Value = Domain | Node


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """New values of one connection's objects."""

    connection: ConnectionId
    values: tuple[Value, ...] = ()
    removed: tuple[ObjectRef, ...] = ()
    complete: frozenset[Kind] = frozenset()
    """Kinds of which `values` is the whole list: what is not in it is gone."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What applying change sets has changed in the inventory."""

    added: tuple[ObjectRef, ...] = ()
    changed: Mapping[ObjectRef, frozenset[str]] = field(default_factory=dict)
    """The names of the fields that differ."""
    removed: Mapping[ObjectRef, Value] = field(default_factory=dict)
    """The last known values of what is gone."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)
