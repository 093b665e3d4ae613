"""One thread that keeps data on disk for the backend: in order, and never waited for."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from virtgui.backend.lanes import Lane, Outcome, Priority
from virtgui.backend.reactor import Reactor

T = TypeVar("T")


class DataLane:
    """Writes in the order of the wishes; questions go before what is still to be written."""

    def __init__(
        self, name: str, reactor: Reactor, on_fault: Callable[[BaseException], None]
    ) -> None:
        self._lane = Lane(name, 1, reactor)
        self._on_fault = on_fault
        self._has_failed = False

    def write(self, work: Callable[[], object]) -> None:
        """Do something, some time."""
        self._lane.submit(work, self.note, Priority.BACKGROUND)

    def ask(self, work: Callable[[], T], done: Callable[[Outcome[T]], None]) -> None:
        """Have something read for somebody who waits."""
        self._lane.submit(work, done, Priority.QUERY)

    def load(self, work: Callable[[], T], done: Callable[[Outcome[T]], None]) -> None:
        """Have something read before anything else."""
        self._lane.submit(work, done)

    def note(self, outcome: Outcome[Any]) -> None:
        """Tell of the first failure of a row: a full disk must not fill the screen as well."""
        if outcome.error is not None and not self._has_failed:
            self._on_fault(outcome.error)
        self._has_failed = outcome.error is not None

    def close(self, last: Callable[[], object], seconds: float) -> None:
        """Do what waits and one last thing, for so many seconds at most; take no more."""
        closed = threading.Event()

        def close() -> None:
            try:
                last()
            finally:
                closed.set()

        self.write(close)
        closed.wait(seconds)
        self._lane.close()
