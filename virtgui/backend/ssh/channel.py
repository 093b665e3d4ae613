"""One libvirt connection inside an SSH connection: a local socket's bytes through a channel."""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import asyncssh

from virtgui.backend.ssh.connection import SshConnection
from virtgui.backend.ssh.errors import translate
from virtgui.backend.ssh.helper import NO_HELPER, NO_SOCKET, FarSide
from virtgui.core.errors import (
    PermissionDeniedError,
    Remedy,
    UnreachableError,
    VirtguiError,
)
from virtgui.core.redact import redact

MOST_KEPT: Final = 1 << 16
"""Bytes that are kept until the far side answers, to be said again to another helper."""
NOT_FOUND: Final = 127
_STDERR: Final = 4000


class _FarEnd(asyncssh.SSHClientSession[bytes]):
    """The channel's side: gives what arrives to the local socket."""

    def __init__(self, channel: "Channel") -> None:
        self._channel = channel
        self.errors = b""
        self.status: int | None = None

    def connection_made(self, chan: Any) -> None:
        """Override asyncssh.SSHSession: the channel is open, what it shall do is asked next."""
        self._channel.far_opened(self, chan)

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Override asyncssh.SSHSession."""
        if datatype == asyncssh.EXTENDED_DATA_STDERR:
            self.errors = (self.errors + data)[-_STDERR:]
        else:
            self._channel.from_far(data)

    def exit_status_received(self, status: int) -> None:
        """Override asyncssh.SSHClientSession."""
        self.status = status

    def pause_writing(self) -> None:
        """Override asyncssh.SSHSession: the far side does not keep up."""
        self._channel.hold_local(True)

    def resume_writing(self) -> None:
        """Override asyncssh.SSHSession."""
        self._channel.hold_local(False)

    def eof_received(self) -> bool:
        """Override asyncssh.SSHSession: libvirt never half-closes."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Override asyncssh.SSHSession."""
        self._channel.far_ended(self, exc)


class Channel(asyncio.Protocol):
    """Joins one local connection to the far side's socket. The SSH loop's thread."""

    def __init__(
        self,
        connection: SshConnection,
        far: FarSide,
        on_failed: Callable[[VirtguiError], None],
        on_joined: Callable[[bool], None],
        *,
        starts_direct: bool,
    ) -> None:
        self._connection = connection
        self._far = far
        self._on_failed = on_failed
        self._on_joined = on_joined
        self._local: asyncio.Transport | None = None
        self._channel: Any = None
        self._end: _FarEnd | None = None
        self._kept: bytearray | None = bytearray()
        self._held = False
        self._is_direct = starts_direct
        self._is_joined = False
        self._is_over = False
        self._joining: asyncio.Task[None] | None = None

    # The local socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Override asyncio.Protocol: libvirt has come."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # asyncio's promise
        self._local = transport
        self._joining = asyncio.ensure_future(self._join())

    def data_received(self, data: bytes) -> None:
        """Override asyncio.Protocol."""
        if self._kept is not None:
            self._kept += data
            if len(self._kept) > MOST_KEPT:
                self._keep_no_more()
        if self._channel is not None:
            self._write(data)

    def _keep_no_more(self) -> None:
        if self._channel is not None:
            self._kept = None
        elif self._local is not None:
            self._local.pause_reading()  # until the channel is there

    def _write(self, data: bytes) -> None:
        # A channel that is closing tells why by its end.
        with contextlib.suppress(BrokenPipeError):
            self._channel.write(data)

    def pause_writing(self) -> None:
        """Override asyncio.Protocol: libvirt does not keep up."""
        self._held = True
        if self._channel is not None:
            self._channel.pause_reading()

    def resume_writing(self) -> None:
        """Override asyncio.Protocol."""
        self._held = False
        if self._channel is not None:
            self._channel.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Override asyncio.Protocol: libvirt has gone."""
        del exc
        self._is_over = True
        # One that is being opened is ended once it is there: asyncssh would forget it, and the
        # far side would keep it.
        if self._channel is not None:
            self._channel.abort()

    def hold_local(self, held: bool) -> None:  # asyncssh's two callbacks in one
        """Let libvirt wait while the far side does not keep up."""
        if self._local is None or self._local.is_closing():
            return
        if held:
            self._local.pause_reading()
        else:
            self._local.resume_reading()

    def close(self) -> None:
        """End it from our side."""
        if self._local is not None:
            self._local.abort()

    # The far side

    async def _join(self) -> None:
        try:
            if self._is_direct:
                await self._join_directly()
            else:
                await self._join_by_command()
        except asyncssh.ChannelOpenError as error:
            if self._is_direct:
                self._fail(self._no_direct(error))
            else:
                await self._fall_back(error)
        except (OSError, asyncssh.Error) as error:
            self._fail(translate(error, self._connection.machine))

    async def _join_by_command(self) -> None:
        await self._connection.ssh.create_session(
            lambda: _FarEnd(self), self._far.command(), encoding=None, request_pty=False
        )

    async def _join_directly(self) -> None:
        error: asyncssh.ChannelOpenError | None = None
        # asyncssh calls the same methods on all kinds of sessions; only its types differ.
        make: Callable[[], Any] = partial(_FarEnd, self)
        for path in self._far.direct_sockets:
            try:
                await self._connection.ssh.create_unix_connection(make, path)
            except asyncssh.ChannelOpenError as refused:
                error = refused
            else:
                return
        raise error or asyncssh.ChannelOpenError(
            asyncssh.OPEN_CONNECT_FAILED, "the socket's path is not known without a shell"
        )

    def far_opened(self, end: _FarEnd, channel: Any) -> None:
        """A channel is open; asyncssh asks for the command next, in this turn of the loop.

        What libvirt has to say goes right behind that: waiting for the far side's yes would cost
        a round trip. Should it say no, the bytes are still kept for the next try.
        """
        self._end = end
        asyncio.get_running_loop().call_soon(self._begin, channel)

    def _begin(self, channel: Any) -> None:
        self._channel = channel
        if self._is_over:
            channel.abort()
            return
        if self._held:
            channel.pause_reading()
        self.hold_local(False)
        if self._kept:
            self._write(bytes(self._kept))

    def from_far(self, data: bytes) -> None:
        """Bytes from the far side."""
        self._kept = None
        if not self._is_joined:
            self._is_joined = True
            self._on_joined(self._is_direct)
        if self._local is not None:
            self._local.write(data)

    def far_ended(self, end: _FarEnd, error: Exception | None) -> None:
        """The channel is closed: by the helper's end, or with the connection."""
        if self._is_over or end is not self._end:
            return
        no_command = end.status in (NO_HELPER, NOT_FOUND)
        if no_command and self._kept is not None and not self._is_direct:
            self._joining = asyncio.ensure_future(self._fall_back(None))
            return
        self._fail(self._reason(end, error))

    async def _fall_back(self, error: asyncssh.ChannelOpenError | None) -> None:
        """No command can be run there: try the socket itself, if the user wants no other way."""
        if self._is_over:
            return
        self._is_direct, self._channel, self._end = True, None, None
        if self._far.proxy == "auto" and self._kept is not None:
            await self._join()
        else:
            self._fail(self._no_direct(error))

    def _no_direct(self, error: Exception | None) -> VirtguiError:
        detail = redact(str(error or "")) or "neither virt-ssh-helper nor nc nor socat is there"
        host = self._connection.machine
        return UnreachableError(detail, remedy=Remedy.INSTALL_HELPER, subject=host)

    def _reason(self, end: _FarEnd, error: Exception | None) -> VirtguiError:
        text = redact(end.errors.decode(errors="replace").strip())
        host = self._connection.machine
        if error is not None:
            return translate(error, host)
        if "Permission denied" in text:
            user = self._connection.ssh.get_extra_info("username") or ""
            return PermissionDeniedError(text, remedy=Remedy.JOIN_GROUP, subject=str(user))
        is_missing = end.status == NO_SOCKET or any(
            sign in text for sign in ("No such file", "Connection refused", "cannot connect to")
        )
        if is_missing:
            return UnreachableError(text, remedy=Remedy.START_DAEMON, subject=host)
        return UnreachableError(text or "the channel ended", remedy=Remedy.WAIT, subject=host)

    def _fail(self, error: VirtguiError) -> None:
        if self._is_over:
            return  # libvirt has gone, and nobody asks why
        self._is_over = True
        self._on_failed(error)
        if self._local is not None:
            self._local.close()
