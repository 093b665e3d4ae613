"""ProxyCommand: a program of the user's whose input and output lead to the host."""

import contextlib
import os
import socket
import subprocess
import threading
from collections.abc import Sequence
from typing import Final

from virtgui.core.redact import redact

_ERRORS: Final = 4000
"""The most of its complaints that is kept, bytes."""
_LAST_WORDS: Final = 1.0
"""Seconds to wait for the program's end, to learn why it ended."""


class ProxyProcess:
    """The running program; `sock` is our end of the way. Its end is awaited in a thread."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start it.

        Raises:
            OSError: the shell that runs it cannot be started.
        """
        ours, its = socket.socketpair()
        with its, contextlib.ExitStack() as on_error:
            on_error.callback(ours.close)
            self._process = subprocess.Popen(  # noqa: S603  # the user's own configuration
                list(command), stdin=its.fileno(), stdout=its.fileno(), stderr=subprocess.PIPE
            )
            on_error.pop_all()
        ours.setblocking(False)
        self.sock = ours
        self._errors = b""
        self._reaper = threading.Thread(target=self._reap, name="ssh-proxy", daemon=True)
        self._reaper.start()

    def end(self) -> None:
        """End it; harmless when it has ended. Does not wait."""
        if self._process.poll() is None:
            self._process.terminate()

    def last_words(self) -> str:
        """What it complained of, once it has ended. Blocks for a moment; worker threads only."""
        self._reaper.join(_LAST_WORDS)
        return redact(self._errors.decode(errors="replace").strip())

    def _reap(self) -> None:
        errors = self._process.stderr
        if errors is not None:
            with errors:
                while part := os.read(errors.fileno(), _ERRORS):
                    self._errors = (self._errors + part)[-_ERRORS:]
        self._process.wait()
