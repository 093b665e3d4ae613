"""Connections: how one is described, and how it fares."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from virtgui.core.errors import ErrorInfo
from virtgui.core.features import Feature
from virtgui.core.refs import ConnectionId, ObjectRef, node_ref

LABEL_COLORS: Final = ("red", "orange", "yellow", "green", "blue", "purple", "gray")
"""The colours a connection can be marked with, by name; the look knows their values."""


@dataclass(frozen=True, slots=True)
class ConnectionSpec:
    """What the user saved about a connection; never holds a secret."""

    id: ConnectionId
    uri: str
    name: str
    read_only: bool = False
    autoconnect: bool = True
    is_demo: bool = False
    group: str = ""
    """The folder it is listed in, "a/b" for a folder in a folder; empty for none."""
    label: str = ""
    """A word of the user's, such as "production"."""
    color: str = ""
    """One of `LABEL_COLORS`, or empty."""
    is_guarded: bool = False
    """Destructive actions ask for more than a click."""
    poll_interval: float | None = None
    """Seconds between two polls, or None for the program's own pace."""
    notes: str = ""
    accepts_clear: bool = False
    """The user knows that nothing on the way is encrypted."""
    prometheus: str = ""
    """The address of a Prometheus server that has older figures of the node; empty for none."""


class ConnectionState(Enum):
    """Where the connection's state machine stands."""

    OFFLINE = "offline"
    """Not wanted now."""
    CONNECTING = "connecting"
    CONNECTED = "connected"
    STALE = "stale"
    """Open, but the node does not answer at the moment."""
    WAITING = "waiting"
    """Lost; the next try is due at `retry_at`."""
    FAILED = "failed"
    """Tries are useless until the user changes something."""
    ATTENTION = "attention"
    """Waits for an answer of the user."""


class ConnectStep(Enum):
    """What a connecting connection is at, in the usual order."""

    RESOLVING = "resolving"
    REACHING = "reaching"
    CHECKING_KEY = "checking_key"
    LOGGING_IN = "logging_in"
    STARTING_HELPER = "starting_helper"
    OPENING = "opening"
    LISTING = "listing"
    READY = "ready"


class LinkSecurity(Enum):
    """Who could read what travels."""

    IN_PROCESS = "in_process"
    LOCAL_SOCKET = "local_socket"
    SSH = "ssh"
    TLS = "tls"
    PLAIN = "plain"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """The state of one connection at one moment."""

    spec: ConnectionSpec
    state: ConnectionState = ConnectionState.OFFLINE
    step: ConnectStep = ConnectStep.OPENING
    step_host: str = ""
    """The host that the step is about, when it is a jump host on the way."""
    error: ErrorInfo | None = None
    connected_at: float | None = None
    """Wall clock, seconds."""
    last_answer_at: float | None = None
    """Wall clock of the last answer of the node: the age of what is shown."""
    retry_at: float | None = None
    """Wall clock of the next try, when waiting."""
    latency: float | None = None
    """Round trip of the quickest of the last calls, seconds."""
    security: LinkSecurity = LinkSecurity.UNKNOWN
    driver: str = ""
    """libvirt's name of the driver: QEMU, LXC, TEST …"""
    features: frozenset[Feature] = field(default_factory=frozenset)

    @property
    def id(self) -> ConnectionId:
        """The connection's id."""
        return self.spec.id

    @property
    def ref(self) -> ObjectRef:
        """The reference of the connection's node."""
        return node_ref(self.spec.id)

    @property
    def is_live(self) -> bool:
        """Whether what is shown of the node is true now."""
        return self.state is ConnectionState.CONNECTED

    @property
    def has_old_data(self) -> bool:
        """Whether rows of this node are memories of an earlier time."""
        return self.last_answer_at is not None and not self.is_live
