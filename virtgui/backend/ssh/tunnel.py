"""The local end of a way over SSH: a Unix socket that only this user can reach."""

import asyncio
import contextlib
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Final

from virtgui.backend.ssh.channel import Channel
from virtgui.backend.ssh.connection import SshConnection
from virtgui.backend.ssh.helper import FarSide
from virtgui.core.errors import Remedy, ResourceError, VirtguiError

PREFIX: Final = "ssh-"
LONGEST: Final = 107
"""Bytes of a socket's path that the system takes."""
_RANDOM: Final = 8
"""Signs that mkdtemp adds."""


class Tunnel:
    """Listens in a private folder and gives each libvirt connection a channel of its own.

    Made and used in the SSH loop's thread; `error` may be read from any.
    """

    def __init__(self, connection: SshConnection, far: FarSide, folder: Path) -> None:
        self._connection = connection
        self._far = far
        self._parent = folder
        self._folder: Path | None = None
        self._server: asyncio.AbstractServer | None = None
        self._channels: weakref.WeakSet[Channel] = weakref.WeakSet()
        self.is_direct = False
        """Whether channels go to the socket themselves, because there is no helper."""
        self.error: VirtguiError | None = None
        """Why the last channel ended; libvirt itself only sees the end."""

    @property
    def path(self) -> Path:
        """The socket's path, once it listens."""
        return (self._folder or self._parent) / "s"

    async def start(self) -> None:
        """Listen.

        Raises:
            ResourceError: the folder or the socket cannot be made.
        """
        loop = asyncio.get_running_loop()
        try:
            self._folder = _private_folder(self._parent)
            self._server = await loop.create_unix_server(self._accept, self.path)
        except OSError as error:
            self.close()
            raise ResourceError(
                f"{self._parent}: {error}", remedy=Remedy.RETRY, subject=str(self._parent)
            ) from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop listening, end the channels, remove the folder."""
        if self._server is not None:
            self._server.close()
        for channel in list(self._channels):
            channel.close()
        self._channels.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _accept(self) -> Channel:
        channel = Channel(
            self._connection,
            self._far,
            self._on_failed,
            self._on_joined,
            starts_direct=self.is_direct,
        )
        self._channels.add(channel)
        return channel

    def _on_failed(self, error: VirtguiError) -> None:
        self.error = error

    def _on_joined(self, is_direct: bool) -> None:
        self.is_direct = is_direct


def _private_folder(parent: Path) -> Path:
    """A new folder; in the system's folder for such things where the path would be too long."""
    prefix = f"{PREFIX}{os.getpid()}-"
    room = LONGEST - len(prefix) - _RANDOM - len("//s")
    place = parent if len(os.fsencode(parent)) <= room else Path(tempfile.gettempdir())
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    # mkdtemp makes the folder for its owner only (0700).
    return Path(tempfile.mkdtemp(prefix=prefix, dir=place))


def remove_stale(folder: Path) -> None:
    """Remove the folders of programs that were killed. Any thread."""
    for found in folder.glob(f"{PREFIX}*-*"):
        with contextlib.suppress(ValueError):
            pid = int(found.name.removeprefix(PREFIX).split("-")[0])
            if not _is_alive(pid):
                shutil.rmtree(found, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
