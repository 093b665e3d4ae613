"""Domains as rows: what the lists, the tree and the overview show."""

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from virtgui.core.refs import ObjectRef
from virtgui.core.values.domain_config import DomainConfig


class DomainState(Enum):
    """libvirt's states of a domain (virDomainState)."""

    NOSTATE = "nostate"
    RUNNING = "running"
    BLOCKED = "blocked"
    PAUSED = "paused"
    SHUTDOWN = "shutdown"
    SHUTOFF = "shutoff"
    CRASHED = "crashed"
    PMSUSPENDED = "pmsuspended"


class ShownState(Enum):
    """The state as a person sees it: libvirt's, and what follows from saved state and age."""

    RUNNING = "running"
    PAUSED = "paused"
    SHUTTING_DOWN = "shutting_down"
    SHUTOFF = "shutoff"
    CRASHED = "crashed"
    SUSPENDED = "suspended"
    SAVED = "saved"
    UNKNOWN = "unknown"


_SHOWN = MappingProxyType(
    {
        DomainState.NOSTATE: ShownState.UNKNOWN,
        DomainState.RUNNING: ShownState.RUNNING,
        DomainState.BLOCKED: ShownState.RUNNING,
        DomainState.PAUSED: ShownState.PAUSED,
        DomainState.SHUTDOWN: ShownState.SHUTTING_DOWN,
        DomainState.SHUTOFF: ShownState.SHUTOFF,
        DomainState.CRASHED: ShownState.CRASHED,
        DomainState.PMSUSPENDED: ShownState.SUSPENDED,
    }
)


@dataclass(frozen=True, slots=True)
class Domain:
    """One virtual machine or container of one node."""

    ref: ObjectRef
    name: str
    state: DomainState
    reason: str = "unknown"
    """libvirt's reason for the state, as a code such as ``booted`` or ``ioerror``."""
    state_since: float | None = None
    """Wall clock of the last change of state, when it was seen."""
    run_id: int | None = None
    """libvirt's id while it runs."""
    persistent: bool = True
    autostart: bool = False
    managed_save: bool = False
    has_snapshots: bool = False
    vcpus: int = 0
    memory_kib: int = 0
    max_memory_kib: int = 0
    started_at: float | None = None
    """Wall clock of the start, or of when it was first seen running (see `start_seen`)."""
    start_seen: bool = False
    addresses: tuple[str, ...] = ()
    config: DomainConfig | None = None
    """Read from XML in the background; None until then."""

    @property
    def is_active(self) -> bool:
        """Whether a guest process exists."""
        return self.state not in (DomainState.SHUTOFF, DomainState.NOSTATE) and (
            self.state is not DomainState.CRASHED or self.run_id is not None
        )

    @property
    def shown_state(self) -> ShownState:
        """The state as a person sees it."""
        if self.managed_save and self.state is DomainState.SHUTOFF:
            return ShownState.SAVED
        return _SHOWN[self.state]

    @property
    def is_container(self) -> bool:
        """Whether it is a container, not a machine."""
        return self.config is not None and self.config.is_container

    @property
    def title(self) -> str:
        """The title given by its owner, or nothing."""
        return self.config.title if self.config else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """The owner's tags."""
        return self.config.tags if self.config else ()

    @property
    def group(self) -> str:
        """The owner's group, a path such as ``web/front``; empty when ungrouped."""
        return self.config.group if self.config else ""
