"""The backend's own thread: all bookkeeping of all connections happens here, one thing at a time.

Nothing that can wait runs on it: what waits runs in lanes and posts its outcome back. So the
state of connections needs no locks, and a node that hangs cannot hold up another.
"""

import heapq
import itertools
import queue
import threading
import time
from collections.abc import Callable
from typing import Any


class Timer:
    """A call that is due later; can be taken back. Reactor thread only."""

    __slots__ = ("call", "cancelled")

    def __init__(self, call: Callable[[], None]) -> None:
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        """Take the call back; harmless when it has happened."""
        self.cancelled = True


class Reactor:
    """A thread with an inbox and timers."""

    def __init__(self, on_fault: Callable[[BaseException], None]) -> None:
        self._on_fault = on_fault
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._thread = threading.Thread(target=self._run, name="backend", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is in the inbox now; from any thread but its own."""
        self._inbox.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def post(self, call: Callable[..., None], *args: Any) -> None:
        """Have a function called on the reactor's thread; from any thread."""
        self._inbox.put(lambda: call(*args))

    def later(self, delay: float, call: Callable[..., None], *args: Any) -> Timer:
        """Have a function called in `delay` seconds. Reactor thread only."""
        timer = Timer(lambda: call(*args))
        due = time.monotonic() + delay
        heapq.heappush(self._timers, (due, next(self._order), timer))
        return timer

    def _run(self) -> None:
        while True:
            try:
                call = self._inbox.get(timeout=self._wait())
            except queue.Empty:
                self._fire()
                continue
            if call is None:
                return
            self._guarded(call)
            self._fire()

    def _wait(self) -> float | None:
        while self._timers and self._timers[0][2].cancelled:
            heapq.heappop(self._timers)
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None

    def _fire(self) -> None:
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            timer = heapq.heappop(self._timers)[2]
            if not timer.cancelled:
                self._guarded(timer.call)

    def _guarded(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001  # told, and the thread must live
            # A defect in one connection's bookkeeping is reported, and must not end the others'.
            self._on_fault(error)
