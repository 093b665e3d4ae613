"""How objects are known: by connection, kind and key, never by name."""

from typing import Final, Literal, NamedTuple, NewType

ConnectionId = NewType("ConnectionId", str)
Kind = Literal["node", "domain", "pool"]

NODE: Final[Kind] = "node"
DOMAIN: Final[Kind] = "domain"
POOL: Final[Kind] = "pool"


class ObjectRef(NamedTuple):
    """The identity of one libvirt object; a tuple of strings, because it is hashed all the time."""

    connection: ConnectionId
    kind: Kind
    key: str
    """The UUID of a domain, the name of a pool; the connection id itself for a node."""


def node_ref(connection: ConnectionId) -> ObjectRef:
    """The reference of a connection's node."""
    return ObjectRef(connection, NODE, connection)


def domain_ref(connection: ConnectionId, uuid: str) -> ObjectRef:
    """The reference of a domain by its UUID."""
    return ObjectRef(connection, DOMAIN, uuid)
