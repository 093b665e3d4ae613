"""What a handler leaves to be done by the connection."""

from collections.abc import Callable
from dataclasses import dataclass

from virtgui.core.errors import ErrorInfo
from virtgui.core.values.domain import Domain
from virtgui.core.values.live_step import PartReport

Tell = Callable[[tuple[PartReport, ...]], bool]
"""Tells how the parts of an operation stand; gives whether it is to go on. Lane threads."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A task goes on until the guest has followed."""

    met: Callable[[Domain | None, str], bool]
    """Given the domain's row now (None when gone) and the event's code: is it done?"""
    seconds: float
    optional: bool = False
    """Whether running out of time is no failure: some drivers never tell."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The outcome of an operation that succeeded, as a whole or in some of its parts."""

    refresh: tuple[str, ...] = ()
    """UUIDs of domains to read again."""
    wait: Wait | None = None
    remark: str = ""
    parts: tuple[PartReport, ...] = ()
    """How each part ended."""
    error: ErrorInfo | None = None
    """Of the first part that failed; then the whole has."""
