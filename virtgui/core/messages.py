"""What the backend tells the window: each a frozen value, delivered in order."""

from dataclasses import dataclass

from virtgui.core.changes import ChangeSet
from virtgui.core.errors import ErrorInfo
from virtgui.core.refs import ConnectionId
from virtgui.core.values.alert import Alert
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.diagnosis import Diagnosis
from virtgui.core.values.event import Event
from virtgui.core.values.prompt import Prompt
from virtgui.core.values.sample import SampleBatch
from virtgui.core.values.task import Task


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A connection is in another state."""

    status: ConnectionStatus


@dataclass(frozen=True, slots=True)
class ConnectionGone:
    """A connection was forgotten, and all that it had."""

    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class EventHappened:
    """An event for the log."""

    event: Event


@dataclass(frozen=True, slots=True)
class PollMissed:
    """A node did not answer a poll: its series have a gap."""

    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class AlertChanged:
    """A threshold is passed, its figure is another, or it is over."""

    alert: Alert


@dataclass(frozen=True, slots=True)
class TaskChanged:
    """A task is new, or further on its way."""

    task: Task


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query, or why there is none."""

    query_id: int
    value: object = None
    error: ErrorInfo | None = None


@dataclass(frozen=True, slots=True)
class PromptAsked:
    """A connection asks the user something; it waits until `Backend.reply`."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class PromptWithdrawn:
    """A question needs no answer any more: it was answered, or what asked it is gone."""

    prompt_id: int


@dataclass(frozen=True, slots=True)
class DiagnosisChanged:
    """A test of a connection is further on its way."""

    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class Fault:
    """Something unexpected in a worker, for the report dialog; redacted."""

    summary: str
    trace: str


Message = (
    StatusChanged
    | ConnectionGone
    | ChangeSet
    | SampleBatch
    | PollMissed
    | EventHappened
    | AlertChanged
    | TaskChanged
    | Answer
    | PromptAsked
    | PromptWithdrawn
    | DiagnosisChanged
    | Fault
)
