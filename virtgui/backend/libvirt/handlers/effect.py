"""What a handler leaves to be done by the connection."""

from collections.abc import Callable
from dataclasses import dataclass

from virtgui.core.values.domain import Domain


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
    """The outcome of an operation that succeeded."""

    refresh: tuple[str, ...] = ()
    """UUIDs of domains to read again."""
    wait: Wait | None = None
    remark: str = ""
