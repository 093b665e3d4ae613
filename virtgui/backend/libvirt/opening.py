"""One try to open a connection: its thread, its way, its steps and its questions."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import libvirt

from virtgui.backend.lanes import Lane, Outcome
from virtgui.backend.progress import Progress
from virtgui.backend.reactor import Reactor, Timer
from virtgui.backend.way import Way, WayMaker
from virtgui.core.errors import ErrorInfo
from virtgui.core.values.connection import ConnectionSpec, ConnectStep

OPEN_PATIENCE: Final = 8.0
"""Seconds without a step after which an opening is called silent; it may still succeed."""


@dataclass(frozen=True, slots=True)
class OpeningEvents:
    """What the owner is told, on the reactor's thread."""

    step: Callable[[ConnectStep, str], None]
    asking: Callable[[bool], None]
    slow: Callable[[], None]
    over: Callable[["Opening", Outcome[libvirt.virConnect]], None]
    note: Callable[[str, ErrorInfo], None]
    """Something failed that the way does without, for the log."""
    lost: Callable[["Opening", ErrorInfo], None]
    """The way broke after it was open."""


class Opening:
    """Runs from its making until it is over or cancelled. Reactor thread."""

    def __init__(
        self, spec: ConnectionSpec, ways: WayMaker, reactor: Reactor, events: OpeningEvents
    ) -> None:
        self._reactor = reactor
        self._events = events
        self._is_over = False
        self._is_asking = False
        self._watchdog: Timer | None = None
        self._lane = Lane("open", 1, reactor)
        progress = Progress(
            step=lambda step, host: reactor.post(self._on_step, step, host),
            asking=lambda asks: reactor.post(self._on_asking, asks),
            note=lambda what, error: reactor.post(events.note, what, error),
            lost=lambda error: reactor.post(events.lost, self, error),
        )
        self.way: Way = ways(spec, progress)
        self._watch()
        self._lane.submit(self.way.open, self._done)

    def cancel(self) -> None:
        """Not wanted any more: what hangs closes what it opens when it comes back."""
        self._finish()
        self.way.close()

    def _done(self, outcome: Outcome[libvirt.virConnect]) -> None:
        self._lane.close()
        was_cancelled = self._is_over
        self._finish()
        if not was_cancelled:
            self._events.over(self, outcome)
        elif outcome.value is not None:
            # In a thread that may wait for a silent node, as the reactor may not.
            connection = outcome.value
            threading.Thread(
                target=lambda: _close(connection), name="libvirt-close", daemon=True
            ).start()

    def _finish(self) -> None:
        self._is_over = True
        if self._watchdog is not None:
            self._watchdog.cancel()

    def _on_step(self, step: ConnectStep, host: str) -> None:
        if not self._is_over:
            self._watch()
            self._events.step(step, host)

    def _on_asking(self, asks: bool) -> None:
        self._is_asking = asks
        if not self._is_over:
            self._watch()
            self._events.asking(asks)

    def _watch(self) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()
        if not self._is_asking:
            self._watchdog = self._reactor.later(OPEN_PATIENCE, self._events.slow)


def _close(connection: libvirt.virConnect) -> None:
    with contextlib.suppress(libvirt.libvirtError):  # its way is closed already
        connection.close()
