"""Unexpected exceptions of slots and workers, and Qt's own complaints, in one place."""

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from virtgui.core.messages import Fault
from virtgui.core.ports import Sink
from virtgui.core.redact import redact

log = logging.getLogger("virtgui.faults")


class FaultHooks:
    """Sends what nobody caught to the sink; installed once by the composition root."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._previous = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take over the hooks of Python and Qt."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread
        qInstallMessageHandler(self._qt_message)

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._previous
        qInstallMessageHandler(None)

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous[0](kind, error, trace)
            return
        text = redact("".join(traceback.format_exception(kind, error, trace)))
        log.error("unexpected: %s", text)
        self._sink.post(Fault(redact(f"{kind.__name__}: {error}"), text))

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught(args.exc_type, args.exc_value, args.exc_traceback)

    def _qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        del context
        level = logging.DEBUG if kind is QtMsgType.QtDebugMsg else logging.WARNING
        log.log(level, "Qt: %s", redact(message))
