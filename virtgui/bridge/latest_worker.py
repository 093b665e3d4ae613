"""Works out answers in a worker for the newest request only, such as the check of a text."""

import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from PySide6.QtCore import QObject, Signal, Slot

LONGEST_WAIT: Final = 5.0
"""Seconds that `flush` waits unless told otherwise."""


class LatestWorker(QObject):
    """Runs one function in a worker thread, on the newest request; older ones are dropped.

    The function is called in the worker and never twice at once, so it may keep what is not safe
    for several threads. An exception of it goes to the hook for uncaught exceptions of threads,
    and the next request is worked on.

    Signals:
        answered: the answer to the newest request, in the GUI thread. An answer that is out of
            date when it comes is dropped.
    """

    answered = Signal(object)
    _ended = Signal()

    def __init__(
        self, work: Callable[[Any], Any], *, name: str = "latest", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._name = name
        self._changed = threading.Condition()
        self._waiting: deque[tuple[int, Any]] = deque(maxlen=1)
        self._answers: deque[tuple[int, Any]] = deque(maxlen=1)
        self._newest = 0
        self._is_running = False
        self._ended.connect(self._deliver)

    def request(self, request: object) -> None:
        """Ask for an answer; what was asked for before is of no interest any more."""
        with self._changed:
            self._newest += 1
            self._waiting.append((self._newest, request))
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def drop(self) -> None:
        """Forget what was asked for; no answer comes until the next request."""
        with self._changed:
            self._newest += 1
            self._waiting.clear()

    def flush(self, seconds: float = LONGEST_WAIT) -> bool:
        """Wait until all is worked out and tell it; whether it was, in that time."""
        with self._changed:
            is_done = self._changed.wait_for(lambda: not self._is_running, seconds)
        self._deliver()
        return is_done

    def _run(self) -> None:
        """Runs in the worker."""
        while (waiting := self._next()) is not None:
            number, request = waiting
            try:
                answer = self._work(request)
            except BaseException:  # noqa: BLE001  # told to whom all faults are told, whole
                _tell_fault()
                continue
            with self._changed:
                self._answers.append((number, answer))
            # The window may have gone meanwhile: nobody waits for this answer.
            with suppress(RuntimeError):
                self._ended.emit()

    def _next(self) -> tuple[int, Any] | None:
        with self._changed:
            if self._waiting:
                return self._waiting.popleft()
            self._is_running = False
            self._changed.notify_all()
            return None

    @Slot()
    def _deliver(self) -> None:
        with self._changed:
            found = self._answers.popleft() if self._answers else (0, None)
            is_newest = found[0] == self._newest
        if is_newest and found[0]:
            self.answered.emit(found[1])


def _tell_fault() -> None:
    kind, error, trace = sys.exc_info()
    thread = threading.current_thread()
    args = threading.ExceptHookArgs((kind or BaseException, error, trace, thread))
    threading.excepthook(args)
