"""What the layers promise each other: the backend as the window sees it, and the way back."""

from dataclasses import dataclass
from typing import Any, Protocol

from virtgui.core.messages import Message
from virtgui.core.ops.base import Operation
from virtgui.core.queries import Query
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.alert import Rule
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.prompt import PromptReply
from virtgui.core.values.sample import Observed


class Sink(Protocol):
    """Where the backend's messages go. Called from any thread; never waits."""

    def post(self, message: Message) -> None:
        """Take a message."""


@dataclass(frozen=True, slots=True)
class Polling:
    """How often and what the nodes are asked."""

    interval: float = 3.0
    """Seconds between two polls of a node."""
    cpu: bool = True
    memory: bool = True
    disk: bool = True
    network: bool = True
    slowed: bool = False
    """The window is hidden: poll at a fifth of the pace."""

    @property
    def pace(self) -> float:
        """Seconds between two polls as things are."""
        return self.interval * 5 if self.slowed else self.interval


class Backend(Protocol):
    """The backend as the window sees it. No call waits; answers come through the sink."""

    def connect(self, spec: ConnectionSpec) -> None:
        """Open a connection, or try again at once."""

    def disconnect(self, connection: ConnectionId) -> None:
        """Close a connection; what it had stays as old data."""

    def forget(self, connection: ConnectionId, *, secrets: bool = False) -> None:
        """Close a connection and drop what it had; on wish its key-ring entries too."""

    def update(self, spec: ConnectionSpec) -> None:
        """Take another name, pace or note for a connection, without opening or closing it."""

    def reply(self, prompt: int, reply: PromptReply) -> None:
        """Answer a question of a connection; one that is gone is ignored."""

    def diagnose(self, spec: ConnectionSpec) -> int:
        """Test a connection step by step; the id of the test."""

    def stop_diagnosis(self, diagnosis: int) -> None:
        """End a test; harmless when it is over."""

    def submit(self, operation: Operation, name: str, batch: int) -> int:
        """Start an operation; the task's id."""

    def cancel(self, task: int) -> None:
        """Cancel a task as far as libvirt can."""

    def ask(self, query: Query[Any]) -> int:
        """Ask; the id under which the answer comes."""

    def watch(self, refs: frozenset[ObjectRef]) -> None:
        """Tell what is on screen: it is read first, and addresses only for it."""

    def observe(self, observed: frozenset[Observed]) -> None:
        """Tell whose details are shown: they come with the samples, and only they."""

    def set_rules(self, rules: tuple[Rule, ...]) -> None:
        """Watch for these thresholds; the alerts of others are over."""

    def set_polling(self, polling: Polling) -> None:
        """Change the pace and content of polls."""

    def close(self) -> None:
        """End all threads; waits a moment, not for silent nodes."""
