"""Blocking calls beside the event loop, in threads that never hold up the end of the program.

asyncio's own executor is joined when the interpreter ends: a name server that does not answer,
or a key ring that waits for its user, would keep the program alive.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def in_thread(call: Callable[[], T]) -> T:
    """Make a call in a thread of its own and wait for what it gives."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001  # raised again where it was asked for
            _tell(future, error=error)
        else:
            _tell(future, result=result)

    threading.Thread(target=run, name="ssh-call", daemon=True).start()
    return await asyncio.wrap_future(future)


def _tell(
    future: Future[T], *, result: T | None = None, error: BaseException | None = None
) -> None:
    if not future.set_running_or_notify_cancel():
        return  # nobody waits any more
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)  # type: ignore[arg-type]  # T may include None
