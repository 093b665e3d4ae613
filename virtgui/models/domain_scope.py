"""Which domains a list is about."""

from dataclasses import dataclass
from typing import Self

from virtgui.core.refs import ConnectionId
from virtgui.core.search import Query
from virtgui.models.domain_rows import DomainRow


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the fleet; what is not given does not limit.

    Attributes:
        connection: Domains of this connection only.
        group: Domains of this group and of the groups inside it.
        attention: Domains that need a person only.
        query: Domains that match a saved query only.
    """

    connection: ConnectionId | None = None
    group: str = ""
    attention: bool = False
    query: Query | None = None

    @classmethod
    def fleet(cls) -> Self:
        """All domains."""
        return cls()

    @classmethod
    def node(cls, connection: ConnectionId) -> Self:
        """The domains of one node."""
        return cls(connection=connection)

    @classmethod
    def folder(cls, connection: ConnectionId | None, path: str) -> Self:
        """The domains of a group, of one node or of all."""
        return cls(connection=connection, group=path)

    @classmethod
    def needing_attention(cls) -> Self:
        """The domains that need a person."""
        return cls(attention=True)

    @classmethod
    def saved(cls, query: Query) -> Self:
        """The domains that match a query."""
        return cls(query=query)

    @property
    def is_fleet(self) -> bool:
        """Whether nothing is left out."""
        return self == Scope()

    def holds(self, row: DomainRow) -> bool:
        """Whether a row is inside, the saved query aside."""
        if self.connection is not None and row.ref.connection != self.connection:
            return False
        if self.attention and not row.needs_attention:
            return False
        return not self.group or _is_inside(row.domain.group, self.group)


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
