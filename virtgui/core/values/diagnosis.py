"""The test of a connection: step by step, each with its time and outcome."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from virtgui.core.errors import ErrorInfo
from virtgui.core.values.connection import ConnectionSpec


class DoctorStep(Enum):
    """What is tried, in this order; local and TLS connections leave some out."""

    RESOLVE = "resolve"
    """The name becomes addresses."""
    PORT = "port"
    """The port answers."""
    HOST_KEY = "host_key"
    LOGIN = "login"
    HELPER = "helper"
    """A program on the far side that joins the channel to libvirt's socket."""
    SOCKET = "socket"
    """The daemon's socket is there and somebody listens."""
    PERMISSION = "permission"
    """The user may use the socket."""
    RPC = "rpc"
    """libvirt answers a call."""
    VERSIONS = "versions"


SSH_STEPS: Final = tuple(DoctorStep)
LOCAL_STEPS: Final = (
    DoctorStep.SOCKET,
    DoctorStep.PERMISSION,
    DoctorStep.RPC,
    DoctorStep.VERSIONS,
)
NET_STEPS: Final = (DoctorStep.RESOLVE, DoctorStep.PORT, DoctorStep.RPC, DoctorStep.VERSIONS)
OTHER_STEPS: Final = (DoctorStep.RPC, DoctorStep.VERSIONS)


class StepState(Enum):
    """How far a step is."""

    WAITING = "waiting"
    RUNNING = "running"
    ASKING = "asking"
    """Waits for an answer of the user."""
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not reached, because a step before it failed."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step."""

    step: DoctorStep
    state: StepState = StepState.WAITING
    seconds: float | None = None
    """How long it took, without the time that the user took to answer."""
    found: tuple[str, ...] = ()
    """What was found, as plain facts: addresses, a fingerprint, a path, versions."""
    error: ErrorInfo | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A test on its way, or over."""

    id: int
    spec: ConnectionSpec
    steps: tuple[StepResult, ...]
    is_over: bool = False

    @property
    def failed(self) -> StepResult | None:
        """The step that failed, if one did."""
        return next((step for step in self.steps if step.state is StepState.FAILED), None)
