"""Tasks: operations on their way, and how they ended."""

from dataclasses import dataclass
from enum import Enum

from virtgui.core.errors import ErrorInfo
from virtgui.core.ops.base import Operation
from virtgui.core.values.live_step import PartReport


class TaskState(Enum):
    """Where a task stands."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    """libvirt has done its part; the guest has not done its own yet."""
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """The connection was lost before the answer: nobody knows, and the task says so."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self in _OVER


_OVER = frozenset({TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED, TaskState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a libvirt job is."""

    fraction: float | None
    done_bytes: int = 0
    total_bytes: int = 0
    rate: float | None = None
    """Bytes a second."""
    remaining: float | None = None
    """Seconds, when libvirt or the rate tells."""


@dataclass(frozen=True, slots=True)
class Task:
    """One operation from its submission to its end."""

    id: int
    operation: Operation
    name: str
    """The object's name at submission."""
    node: str
    """The connection's shown name."""
    uri: str
    state: TaskState
    submitted_at: float
    """Wall clock, seconds, as the two below."""
    started_at: float | None = None
    ended_at: float | None = None
    progress: Progress | None = None
    error: ErrorInfo | None = None
    cancellable: bool = False
    remark: str = ""
    """A code for what is worth saying besides the state, such as ``storage_kept``."""
    parts: tuple[PartReport, ...] = ()
    """How each part ended, of an operation that has parts."""
    batch: int = 0
    """The submission it came with: tasks started together share it."""

    @property
    def virsh(self) -> tuple[str, ...]:
        """The equivalent command lines."""
        return self.operation.virsh(self.uri, self.name)
