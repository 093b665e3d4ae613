"""Lanes: the threads in which a connection's blocking calls run."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

from virtgui.backend.reactor import Reactor

T = TypeVar("T")


class Priority(IntEnum):
    """What goes first inside a lane."""

    USER = 0
    EVENT = 1
    """Re-reading what an event has named."""
    QUERY = 2
    BACKGROUND = 3
    IDLE = 4
    """What nobody waits for."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a call gave: a value, or the exception that it raised."""

    value: T | None = None
    error: Exception | None = None
    seconds: float = 0.0
    """How long the call took."""

    def get(self) -> T:
        """The value.

        Raises:
            Exception: what the call raised.
        """
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # T may include None


class Job:
    """One call on its way through a lane."""

    __slots__ = ("_done", "_work", "dropped", "started")

    def __init__(self, work: Callable[[], object], done: Callable[[Outcome[object]], None]) -> None:
        self._work = work
        self._done = done
        self.started: float | None = None
        """Monotonic seconds; None while it waits."""
        self.dropped = False

    def drop(self) -> bool:
        """Take the call back if it has not begun; whether that was so."""
        self.dropped = self.started is None
        return self.dropped

    def run(self, reactor: Reactor) -> None:
        """Make the call in this thread and post its outcome to the reactor."""
        begun = time.monotonic()
        try:
            value = self._work()
        except Exception as error:  # noqa: BLE001  # it is raised again where it was asked for
            # Whatever it is belongs to the one who asked; it is raised there again.
            reactor.post(self._done, Outcome(None, error, time.monotonic() - begun))
        else:
            reactor.post(self._done, Outcome(value, None, time.monotonic() - begun))
        del self._work


class Lane:
    """A few threads with a queue by priority; threads start when first needed."""

    def __init__(self, name: str, threads: int, reactor: Reactor) -> None:
        self._name = name
        self._limit = threads
        self._reactor = reactor
        self._queue: list[tuple[int, int, Job]] = []
        self._order = itertools.count()
        self._condition = threading.Condition()
        self._threads = 0
        self._idle = 0
        self._running = 0
        self._closed = False

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[Outcome[T]], None],
        priority: Priority = Priority.USER,
    ) -> Job:
        """Queue a call; `done` gets its outcome on the reactor's thread."""
        job = Job(work, done)  # type: ignore[arg-type]  # one T joins both
        with self._condition:
            heapq.heappush(self._queue, (priority, next(self._order), job))
            if self._idle < len(self._queue) and self._threads < self._limit:
                self._threads += 1
                name = f"{self._name}-{self._threads}"
                threading.Thread(target=self._run, name=name, daemon=True).start()
            self._condition.notify()
        return job

    def close(self) -> None:
        """Take no more; threads end when their call returns, however long that takes."""
        with self._condition:
            self._closed = True
            self._queue.clear()
            self._condition.notify_all()

    def wait_until_idle(self) -> None:
        """Wait until no call is on its way, however long that takes; after `close` only."""
        with self._condition:
            while self._running:
                self._condition.wait()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            job.run(self._reactor)
            del job
            with self._condition:
                self._running -= 1
                if self._closed:
                    self._condition.notify_all()

    def _next(self) -> Job | None:
        with self._condition:
            while True:
                if self._closed:
                    return None
                if self._queue:
                    job = heapq.heappop(self._queue)[2]
                    if not job.dropped:
                        job.started = time.monotonic()
                        self._running += 1
                        return job
                    continue
                self._idle += 1
                self._condition.wait()
                self._idle -= 1
