"""The event loop of all SSH connections: one thread, started when first needed."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from virtgui.core.errors import CancelledError, VirtguiError

T = TypeVar("T")

_ENDING: Final = 2.0
"""Seconds to wait for the loop's end."""


class SshLoop:
    """Runs coroutines in a thread of its own. Methods may be called from any thread."""

    def __init__(self, on_fault: Callable[[BaseException], None]) -> None:
        self._on_fault = on_fault
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._is_stopped = False

    def run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine; its result as a future that any thread may wait for or cancel.

        Raises:
            CancelledError: the loop has ended.
        """
        with self._lock:
            loop = self._started()
            if loop is None:
                work.close()
                raise CancelledError("the program ends")
            return asyncio.run_coroutine_threadsafe(work, loop)

    def call(self, work: Callable[[], object]) -> None:
        """Have a function called in the loop's thread; not when the loop has ended."""
        with self._lock:
            loop = self._started()
            if loop is not None:
                loop.call_soon_threadsafe(work)

    def stop(self) -> None:
        """End the loop for good; what runs in it is dropped."""
        with self._lock:
            self._is_stopped = True
            loop, self._loop = self._loop, None
            thread, self._thread = self._thread, None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=_ENDING)

    def _started(self) -> asyncio.AbstractEventLoop | None:
        """The loop; None when it has ended. With the lock."""
        if self._loop is None and not self._is_stopped:
            self._loop = asyncio.new_event_loop()
            self._loop.set_exception_handler(self._report)
            self._thread = threading.Thread(
                target=_serve, args=(self._loop,), name="ssh", daemon=True
            )
            self._thread.start()
        return self._loop

    def _report(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Tell of what nobody expected; connections that end are expected and told elsewhere."""
        del loop
        error = context.get("exception")
        if error is None or isinstance(error, OSError | VirtguiError | asyncio.CancelledError):
            return
        self._on_fault(error)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    # What still runs is cancelled and may clean up behind itself.
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
