"""Versions of definitions: what the history keeps of an object."""

from dataclasses import dataclass
from enum import Enum

from virtgui.core.refs import ObjectRef


class Origin(Enum):
    """How the history came to a version."""

    SEEN = "seen"
    """It was there when the program looked: made by someone else, or before it came."""
    APPLIED = "applied"
    """An operation of this program made it."""
    REMOVED = "removed"
    """The definition was gone: the entry names the last one that was known."""


@dataclass(frozen=True, slots=True)
class Version:
    """One definition of an object at one time.

    Attributes:
        id: The entry's number; greater ones are newer.
        ref: The object.
        name: The object's name in this definition.
        digest: SHA-256 (hex) of the canonical form, by which its text is found.
        at: Wall clock in seconds when it was first seen.
        origin: How it came.
        operation: The code of the operation that made it, or empty.
        user: Who ran this program then, where it made it; or empty.
        remark: What the user wrote about it, or empty.
    """

    id: int
    ref: ObjectRef
    name: str
    digest: str
    at: float
    origin: Origin
    operation: str = ""
    user: str = ""
    remark: str = ""
