"""Secrets that a device names by their UUID or by their usage, never by both."""

from collections.abc import Callable
from typing import Any

from virtgui.models.hardware.scene import Scene

Put = Callable[[Any, Any, Scene], None]


def put_reference(mine: str, other: str, kind: str, word: Callable[[Any], str]) -> Put:
    """What gives one of the two names; the other one goes, and the kind of secret follows.

    Args:
        mine: The property that is set.
        other: The property that names the same secret in the other way.
        kind: The property that says what kind of secret it is.
        word: That kind, for a device.
    """

    def put(view: Any, value: str, scene: Scene) -> None:
        del scene
        if value == getattr(view, mine):
            return
        setattr(view, mine, value)
        if value:
            setattr(view, other, "")
        setattr(view, kind, word(view) if value or getattr(view, other) else "")

    return put
