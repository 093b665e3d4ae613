"""Guarded hosts: those on which more than a click is asked before anything destructive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.domain import Domain


@dataclass(frozen=True, slots=True)
class GuardedHost:
    """One guarded host that a question concerns."""

    name: str
    label: str
    color: str


@dataclass(frozen=True, slots=True)
class Guard:
    """The guarded hosts that a question concerns; never empty."""

    hosts: tuple[GuardedHost, ...]


def guard_of(
    refs: Iterable[ObjectRef], statuses: Mapping[ConnectionId, ConnectionStatus]
) -> Guard | None:
    """The guarded hosts among those of some objects; None when there is none."""
    found: dict[ConnectionId, GuardedHost] = {}
    for ref in refs:
        status = statuses.get(ref.connection)
        if status is not None and status.spec.is_guarded:
            spec = status.spec
            found[ref.connection] = GuardedHost(spec.name, spec.label, spec.color)
    return Guard(tuple(found.values())) if found else None


def typed_for(domains: Iterable[Domain]) -> str:
    """What is to be typed: the name of one machine, the number of several."""
    found = list(domains)
    if len(found) == 1 and found[0].name.isprintable() and found[0].name.strip():
        return found[0].name.strip()
    return str(len(found))
