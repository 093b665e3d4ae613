"""Which way leads to which address; what all ways share lives here."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import libvirt

from virtgui.backend.answers import Answers
from virtgui.backend.credentials import Credentials
from virtgui.backend.progress import Progress
from virtgui.backend.prompter import Asker, Prompter
from virtgui.backend.way import DirectWay, Way
from virtgui.core.errors import CancelledError
from virtgui.core.refs import ConnectionId
from virtgui.core.ssh_options import is_ssh
from virtgui.core.uri import UriError, parse_uri
from virtgui.core.values.connection import ConnectionSpec

if TYPE_CHECKING:
    from virtgui.backend.ssh.config_reader import SshFiles
    from virtgui.backend.ssh.way import SshMachinery, SshWay


class Ways:
    """Makes the ways of all connections. Any thread; nothing here waits.

    What SSH needs is loaded by the first way that needs it, in its own worker thread.
    """

    def __init__(
        self,
        prompter: Prompter,
        answers: Answers,
        on_fault: Callable[[BaseException], None],
        folder: Path,
        files: "SshFiles | None" = None,
    ) -> None:
        self._prompter = prompter
        self.answers = answers
        self._ssh = SshParts(answers, on_fault, folder, files)

    def make(self, spec: ConnectionSpec, progress: Progress, diagnosis: int | None = None) -> Way:
        """The way to a connection's node; nothing is opened yet."""
        asker = Asker(self._prompter, spec, progress.asking, diagnosis)
        if goes_over_ssh(spec.uri):
            return LateSshWay(spec, progress, asker, self._ssh, is_shared=diagnosis is None)
        return DirectWay(spec, progress, Credentials(asker, self.answers, progress.note))

    def load_ssh(self) -> None:
        """Load what SSH needs, so that the first way over it has it at once."""
        self._ssh.get()

    def forget(self, connection: ConnectionId) -> None:
        """Drop what is held in memory for a connection."""
        self.answers.forget(connection)

    def close(self) -> None:
        """End what is shared."""
        self._ssh.close()


def goes_over_ssh(uri: str) -> bool:
    """Whether an address leads over SSH."""
    try:
        return is_ssh(parse_uri(uri))
    except UriError:
        return False


class SshParts:
    """What all ways over SSH share, made by the first that needs it. Worker threads."""

    def __init__(
        self,
        answers: Answers,
        on_fault: Callable[[BaseException], None],
        folder: Path,
        files: "SshFiles | None",
    ) -> None:
        self._answers = answers
        self._on_fault = on_fault
        self._folder = folder
        self._files = files
        self._lock = threading.Lock()
        self._made: SshMachinery | None = None

    def get(self) -> "SshMachinery":
        """The parts; loads the SSH library the first time, which takes some 0.3 s."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def close(self) -> None:
        """End the loop, if it was ever begun."""
        with self._lock:
            if self._made is not None:
                self._made.close()

    def _make(self) -> "SshMachinery":
        from virtgui.backend.ssh.config import SshFiles
        from virtgui.backend.ssh.loop import SshLoop
        from virtgui.backend.ssh.pool import SshPool
        from virtgui.backend.ssh.trust import AcceptedOnce
        from virtgui.backend.ssh.tunnel import remove_stale
        from virtgui.backend.ssh.way import SshMachinery

        remove_stale(self._folder)
        files = self._files or SshFiles.of_user()
        loop = SshLoop(self._on_fault)
        return SshMachinery(loop, SshPool(), self._answers, AcceptedOnce(), files, self._folder)


class LateSshWay:
    """A way over SSH that is put together in the worker thread that opens it."""

    def __init__(
        self,
        spec: ConnectionSpec,
        progress: Progress,
        asker: Asker,
        parts: SshParts,
        *,
        is_shared: bool,
    ) -> None:
        self._spec = spec
        self._progress = progress
        self._asker = asker
        self._parts = parts
        self._is_shared = is_shared
        self._lock = threading.Lock()
        self._is_closed = False
        self._way: SshWay | None = None

    def open(self) -> libvirt.virConnect:
        """Open a libvirt connection. Blocks; worker threads only."""
        return self.ready().open()

    def ready(self) -> "SshWay":
        """The way itself. Worker threads only.

        Raises:
            CancelledError: it was closed meanwhile.
        """
        from virtgui.backend.ssh.way import SshWay

        parts = self._parts.get()
        with self._lock:
            if self._is_closed:
                raise CancelledError("the connection is being closed")
            if self._way is None:
                self._way = SshWay(
                    self._spec, self._progress, self._asker, parts, is_shared=self._is_shared
                )
            return self._way

    def close(self) -> None:
        """End it. Any thread; does not wait."""
        with self._lock:
            self._is_closed = True
            way = self._way
        if way is None:
            self._asker.close()
        else:
            way.close()
