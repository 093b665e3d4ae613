"""The base of all operations."""

import shlex
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from virtgui.core.refs import ObjectRef


class Lane(Enum):
    """Which lane of a connection carries an operation."""

    OPS = "ops"
    URGENT = "urgent"
    """What must get through while others wait, such as forcing a stuck guest off."""
    BULK = "bulk"
    """Long transfers; a libvirt connection of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A wish of the user on one object.

    A frozen value: it can be compared, logged, kept, sent again. Its class gives the menu entry,
    the task, the confirmation and the virsh line.
    """

    ref: ObjectRef

    code: ClassVar[str] = ""
    """A stable name for logs, tests and texts."""
    lane: ClassVar[Lane] = Lane.OPS
    loses_data: ClassVar[bool] = False
    """Whether it may lose what a guest has not written, or more."""
    has_job: ClassVar[bool] = False
    """Whether libvirt reports a job with progress for it, and can cancel that."""
    changes_definition: ClassVar[bool] = False
    """Whether the history names it as the maker of the definition that follows."""
    has_parts: ClassVar[bool] = False
    """Whether it is done in parts, each with its own outcome, and can be stopped between them."""

    def commands(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The virsh commands, each as words, without ``virsh`` and the connection."""
        raise NotImplementedError

    def virsh(self, uri: str, name: str) -> tuple[str, ...]:
        """The equivalent shell lines, quoted."""
        return tuple(shlex.join(("virsh", "-c", uri, *words)) for words in self.commands(name))
