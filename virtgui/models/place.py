"""Places: what the window can show, as values; kept in the way back, asked for by arguments."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from virtgui.core.refs import ConnectionId, ObjectRef


class PlaceKind(Enum):
    """The kinds of pages."""

    WELCOME = "welcome"
    FLEET = "fleet"
    ATTENTION = "attention"
    SAVED = "saved"
    NODE = "node"
    GROUP = "group"
    DOMAIN = "domain"
    CONNECTIONS = "connections"
    COMPARE = "compare"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the window."""

    kind: PlaceKind
    connection: ConnectionId | None = None
    ref: ObjectRef | None = None
    group: str = ""
    """The group of a list, or the folder of connections."""
    query: str = ""
    """The query of a saved view."""
    name: str = ""
    """The name of a saved view."""
    refs: tuple[ObjectRef, ...] = ()
    """The domains that are compared."""


FLEET = Place(PlaceKind.FLEET)
ATTENTION = Place(PlaceKind.ATTENTION)
TOP = Place(PlaceKind.TOP)
WELCOME = Place(PlaceKind.WELCOME)
CONNECTIONS = Place(PlaceKind.CONNECTIONS)


def node_place(connection: ConnectionId) -> Place:
    """The page of a node."""
    return Place(PlaceKind.NODE, connection)


def folder_place(folder: str) -> Place:
    """A folder in the list of connections."""
    return Place(PlaceKind.CONNECTIONS, group=folder)


def group_place(connection: ConnectionId, group: str) -> Place:
    """The list of a group of a node."""
    return Place(PlaceKind.GROUP, connection, group=group)


def compare_place(refs: Iterable[ObjectRef]) -> Place:
    """The charts of several domains in one."""
    return Place(PlaceKind.COMPARE, refs=tuple(refs))


def domain_place(ref: ObjectRef) -> Place:
    """The page of a domain."""
    return Place(PlaceKind.DOMAIN, ref.connection, ref)
