"""How an opening goes on: told to the window, and timed by the doctor."""

from collections.abc import Callable
from dataclasses import dataclass

from virtgui.core.errors import ErrorInfo
from virtgui.core.values.connection import ConnectStep


def _nothing(*_: object) -> None:
    """For those who do not want to know."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a way to a node tells what happens to it. Called in worker threads; none may wait."""

    step: Callable[[ConnectStep, str], None] = _nothing
    """A step begins; the second is the jump host that it is about, or empty."""
    found: Callable[[ConnectStep, str], None] = _nothing
    """A plain fact that a step has found out."""
    asking: Callable[[bool], None] = _nothing
    """A question to the user waits, or waits no more."""
    note: Callable[[str, ErrorInfo], None] = _nothing
    """Something failed that the way does without; the first is the event's code for the log."""
    lost: Callable[[ErrorInfo], None] = _nothing
    """The way broke after it was open."""
