"""libvirt's numbers as our codes.

Codes are libvirt's own names in lower case, taken from the constants of the library, so that a
newer libvirt brings its newer reasons along.
"""

from bisect import bisect_left
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import libvirt

from virtgui.core.values.domain import DomainState

STATES: Final[Mapping[int, DomainState]] = MappingProxyType(
    {
        getattr(libvirt, f"VIR_DOMAIN_{state.name}"): state
        for state in DomainState
        if hasattr(libvirt, f"VIR_DOMAIN_{state.name}")
    }
)


_CONSTANTS: Final = tuple(
    sorted((name, value) for name, value in vars(libvirt).items() if isinstance(value, int))
)
"""All of the library's constants by name, so that a prefix is found without reading all."""


def names(prefix: str, *, without: tuple[str, ...] = ()) -> Mapping[int, str]:
    """The constants that begin with a prefix, as number to lower-case rest of the name."""
    found: dict[int, str] = {}
    for name, value in _CONSTANTS[bisect_left(_CONSTANTS, (prefix,)) :]:
        if not name.startswith(prefix):
            break
        rest = name.removeprefix(prefix)
        if not any(rest.startswith(other) for other in without):
            found.setdefault(value, rest.lower())
    return MappingProxyType(found)


REASONS: Final[Mapping[DomainState, Mapping[int, str]]] = MappingProxyType(
    {
        state: names(
            f"VIR_DOMAIN_{state.name}_",
            without=("SUSPENDED_", "FLAG") if state is DomainState.SHUTDOWN else (),
        )
        for state in DomainState
    }
)


def state_of(number: int) -> DomainState:
    """The state for libvirt's number; an unknown one is no state."""
    return STATES.get(number, DomainState.NOSTATE)


def reason_of(state: DomainState, number: int) -> str:
    """The reason's code; ``unknown`` for numbers nobody named."""
    return REASONS[state].get(number, "unknown")
