"""Reads and writes files in a worker, so that a slow disk never holds up the window."""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

T = TypeVar("T")

LONGEST_WAIT: Final = 5.0
"""Seconds that the end of the program waits for a disk."""

_Outcome = Callable[[], None]


class FileWorker(QObject):
    """Does one thing after the other in a thread that lives as long as there is something to do.

    What it is given runs in that thread; the answers come in the GUI thread.
    """

    _ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._waiting: deque[Callable[[], _Outcome]] = deque()
        self._outcomes: deque[_Outcome] = deque()
        self._is_running = False
        self._ended.connect(self._deliver)

    def run(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[OSError], None],
    ) -> None:
        """Do something with files after what waits already; one of the two is called later."""
        with self._changed:
            self._waiting.append(lambda: _outcome(work, on_done, on_error))
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._work, name="files", daemon=True).start()

    def flush(self, seconds: float = LONGEST_WAIT) -> bool:
        """Wait until all is done and tell it; whether it was, in that time."""
        with self._changed:
            is_done = self._changed.wait_for(self._is_idle, seconds)
        self._deliver()
        return is_done

    def _is_idle(self) -> bool:
        return not self._is_running and not self._waiting

    def _work(self) -> None:
        """Runs in the worker."""
        while self._do_next():
            # The window may have gone meanwhile; what was written is written all the same.
            with suppress(RuntimeError):
                self._ended.emit()

    def _do_next(self) -> bool:
        with self._changed:
            if not self._waiting:
                self._is_running = False
                self._changed.notify_all()
                return False
            work = self._waiting.popleft()
        try:
            outcome = work()
        except BaseException:
            with self._changed:
                self._is_running = False
                self._changed.notify_all()
            raise
        with self._changed:
            self._outcomes.append(outcome)
        return True

    @Slot()
    def _deliver(self) -> None:
        while True:
            with self._changed:
                if not self._outcomes:
                    return
                outcome = self._outcomes.popleft()
            outcome()


def _outcome(
    work: Callable[[], Any], on_done: Callable[[Any], None], on_error: Callable[[OSError], None]
) -> _Outcome:
    try:
        result = work()
    except OSError as error:
        failed = error
        return lambda: on_error(failed)
    return lambda: on_done(result)
