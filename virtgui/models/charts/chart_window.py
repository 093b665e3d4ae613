"""What time the charts of a page show: following now, standing still, paused, zoomed."""

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QObject, Signal

from virtgui.models.charts.drawing import Span

DAY: Final = 86_400.0
RANGES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "live": 120.0,
        "10min": 600.0,
        "2h": 7200.0,
        "7d": 7 * DAY,
        "1y": 365 * DAY,
    }
)
"""Seconds of the ranges that are offered."""
FIRST_RANGE: Final = "10min"
SHORTEST: Final = 20.0
LONGEST: Final = 400 * DAY
_STEP_SHARE: Final = 0.75
"""A step back keeps a quarter in sight."""


class ChartWindow(QObject):
    """One time for all charts of a page.

    Signals:
        changed: another time is shown, beyond that it goes on by itself.
    """

    changed = Signal()

    def __init__(self, now: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._range: str = FIRST_RANGE
        self._span = RANGES[FIRST_RANGE]
        self._end: float | None = None
        self._paused_at: float | None = None

    @property
    def range(self) -> str:
        """The chosen range, or nothing when it was zoomed."""
        return self._range

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self._span

    @property
    def is_following(self) -> bool:
        """Whether it ends now, and goes on."""
        return self._end is None and self._paused_at is None

    @property
    def is_paused(self) -> bool:
        """Whether the user holds it."""
        return self._paused_at is not None

    def span(self) -> Span:
        """The time that is shown at this moment."""
        now = self._now()
        end = self._last(now) if self._end is None else self._end
        return Span(end - self._span, end, now)

    def _last(self, now: float) -> float:
        """The end of what may be shown."""
        return now if self._paused_at is None else self._paused_at

    def choose(self, name: str) -> None:
        """Show one of the ranges, up to now."""
        self._range, self._span, self._end = name, RANGES[name], None
        self.changed.emit()

    def pause(self, *, is_paused: bool) -> None:
        """Hold what is shown, or go on to follow."""
        if is_paused != self.is_paused:
            self._paused_at = self._now() if is_paused else None
            if not is_paused:
                self._end = None
            self.changed.emit()

    def follow(self) -> None:
        """Go to now, with the same length."""
        self._end = None
        self._paused_at = None
        self.changed.emit()

    def pan(self, seconds: float) -> None:
        """Go back by so much (negative) or on; at now it follows again."""
        now = self._now()
        last = self._last(now)
        end = (last if self._end is None else self._end) + seconds
        self._end = None if end >= last else end
        self.changed.emit()

    def step(self, direction: int) -> None:
        """Go on (1) or back (-1) by most of what is shown."""
        self.pan(direction * self._span * _STEP_SHARE)

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Show `factor` times as much; the moment `at` stays where it is, or else the end."""
        span = self.span()
        seconds = min(LONGEST, max(SHORTEST, self._span * factor))
        if seconds == self._span:
            return
        end = span.end
        if at is not None and self._end is not None:
            end = at + (span.end - at) * seconds / self._span
        elif at is not None and seconds < self._span:
            moved = at + (span.end - at) * seconds / self._span
            # Near the newest figures it stays with them.
            end = span.end if span.end - moved < 0.1 * seconds else moved
        self._show(end - seconds, end)

    def show(self, begin: float, end: float) -> None:
        """Show a certain time."""
        seconds = min(LONGEST, max(SHORTEST, end - begin))
        self._show(end - seconds, end)

    def _show(self, begin: float, end: float) -> None:
        self._span = end - begin
        self._range = next(
            (name for name, length in RANGES.items() if abs(length - self._span) < 1e-6 * length),
            "",
        )
        last = self._last(self._now())
        self._end = None if end >= last - 1e-3 else end
        self.changed.emit()
