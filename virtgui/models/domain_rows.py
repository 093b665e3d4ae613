"""Rows of the domain table: an object per domain and per group.

They stay the same objects while what they show changes: identity tells what moved.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.domain import Domain, ShownState
from virtgui.core.values.task import Task
from virtgui.models.marks import needs_attention
from virtgui.models.search_index import RowSubject

SegmentKey = Literal["all", "running", "not_running", "unknown", "attention"]
SEGMENTS: Final[tuple[SegmentKey, ...]] = (
    "all", "running", "not_running", "unknown", "attention",
)  # fmt: skip

Grouping = Literal["node", "group", "tag", "state", "none"]
GROUPINGS: Final[tuple[Grouping, ...]] = ("node", "group", "tag", "state", "none")

GroupKey = tuple[Grouping, str]

_NUMBER: Final = re.compile(r"\d+")
_LONGEST_NUMBER: Final = 99
_RUNNING: Final = frozenset({ShownState.RUNNING, ShownState.SHUTTING_DOWN})


def natural_key(text: str) -> str:
    """A key by which "web-2" stands before "web-10", whatever the case."""
    return _NUMBER.sub(_padded, text.casefold())


def _padded(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0") or "0"
    return f"{min(len(digits), _LONGEST_NUMBER):02}{digits}"


@dataclass(frozen=True, slots=True)
class Host:
    """What the rows of one connection need to know of it."""

    connection: ConnectionId
    name: str
    is_old: bool = False
    """Whether what is known of its domains is a memory."""

    @classmethod
    def of(cls, connection: ConnectionId, status: ConnectionStatus | None) -> "Host":
        """The host of a connection; one without a status is taken at its word."""
        if status is None:
            return cls(connection, connection)
        return cls(connection, status.spec.name, status.has_old_data)


class DomainRow:
    """One domain in the table."""

    __slots__ = (
        "cells", "domain", "has_alerts", "host", "in_scope", "is_announced", "is_gone",
        "is_shown", "name_key", "needs_attention", "ref", "segment", "shown_state", "subject",
        "task",
    )  # fmt: skip

    subject: RowSubject

    def __init__(self, domain: Domain, host: Host) -> None:
        self.ref: ObjectRef = domain.ref
        self.host = host
        self.task: Task | None = None
        self.cells: dict[str, object] = {}
        self.segment: SegmentKey = "unknown"
        self.needs_attention = False
        self.has_alerts = False
        self.in_scope = False
        self.is_shown = False
        self.is_gone = False
        self.is_announced = False
        self.name_key = ""
        self.domain = domain
        self.shown_state = domain.shown_state
        self.take(domain)

    def take(self, domain: Domain) -> None:
        """Show another value of the same domain."""
        if not self.name_key or domain.name != self.domain.name:
            self.name_key = natural_key(domain.name)
        self.domain = domain
        self.shown_state = domain.shown_state
        self.settle()

    def settle(self) -> None:
        """Work out anew what follows from the domain and its host."""
        self.segment = self._segment()
        is_old = self.host.is_old
        self.needs_attention = needs_attention(
            self.domain, is_old=is_old, has_alerts=self.has_alerts
        )
        self.cells.clear()

    def _segment(self) -> SegmentKey:
        if self.host.is_old or self.shown_state is ShownState.UNKNOWN:
            return "unknown"
        return "running" if self.shown_state in _RUNNING else "not_running"


class GroupRow:
    """The heading of a group."""

    __slots__ = ("connection", "is_collapsed", "key", "rows")

    def __init__(self, key: GroupKey, connection: ConnectionId | None = None) -> None:
        self.key = key
        self.connection = connection
        self.rows: list[DomainRow] = []
        self.is_collapsed = False


Row = DomainRow | GroupRow
