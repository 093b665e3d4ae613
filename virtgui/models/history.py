"""The way through the window: back and forward, as in a browser."""

from typing import Final

from PySide6.QtCore import QObject, Signal

from virtgui.models.place import Place

_LONGEST: Final = 100


class PlaceHistory(QObject):
    """Places in the order in which they were shown. `changed` tells that the ways changed."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: list[Place] = []
        self._at = -1

    @property
    def current(self) -> Place | None:
        """Where the window is."""
        return self._places[self._at] if self._places else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a place after this one."""
        return self._at + 1 < len(self._places)

    def visit(self, place: Place) -> None:
        """Go to a new place; what was ahead is forgotten."""
        if place == self.current:
            return
        del self._places[self._at + 1 :]
        self._places.append(place)
        del self._places[:-_LONGEST]
        self._at = len(self._places) - 1
        self.changed.emit()

    def step(self, direction: int) -> Place | None:
        """Go back (-1) or forward (1); the place there, or None at the end."""
        target = self._at + direction
        if not 0 <= target < len(self._places):
            return None
        self._at = target
        self.changed.emit()
        return self._places[target]

    def forget(self, place: Place) -> None:
        """Take a place that is gone out of the way."""
        kept: list[Place] = []
        at = -1
        for number, other in enumerate(self._places):
            # What stood around it may be the same place: that is one step, not two.
            if other != place and kept[-1:] != [other]:
                kept.append(other)
            if number <= self._at:
                at = len(kept) - 1
        self._places, self._at = kept, max(at, 0) if kept else -1
        self.changed.emit()
