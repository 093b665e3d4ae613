"""The way over SSH: one connection per node, a local socket, libvirt's bytes in channels."""

import concurrent.futures
import contextlib
import shlex
import weakref
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import libvirt

from virtgui.backend.answers import Answers
from virtgui.backend.credentials import Credentials
from virtgui.backend.progress import Progress
from virtgui.backend.prompter import Asker
from virtgui.backend.ssh.config import HostConfig, SshFiles, read_host_config
from virtgui.backend.ssh.connection import Context, Route, SshConnection, open_connection
from virtgui.backend.ssh.helper import FarSide, far_side
from virtgui.backend.ssh.loop import SshLoop
from virtgui.backend.ssh.pool import SshPool
from virtgui.backend.ssh.survey import run_script
from virtgui.backend.ssh.trust import AcceptedOnce
from virtgui.backend.ssh.tunnel import Tunnel
from virtgui.core.errors import CancelledError, InvalidError, Remedy, UnreachableError, VirtguiError
from virtgui.core.ssh_options import SshOptions, ssh_options
from virtgui.core.uri import ConnectionUri, UriError, parse_uri
from virtgui.core.values.connection import ConnectionSpec, ConnectStep

MOST_HOPS: Final = 8
_CLOSING: Final = 1.0
"""Seconds to remove the sockets at the end."""


@dataclass(frozen=True, slots=True)
class SshMachinery:
    """What all ways over SSH share."""

    loop: SshLoop
    pool: SshPool
    answers: Answers
    accepted: AcceptedOnce
    files: SshFiles
    folder: Path
    """Where the private folders of the sockets are made; short, and the user's own."""
    tunnels: "weakref.WeakSet[Tunnel]" = field(default_factory=weakref.WeakSet)
    """Those that are open, to be closed at the end."""

    def close(self) -> None:
        """End all tunnels and the loop; waits a moment. Any thread but the loop's."""
        with contextlib.suppress(TimeoutError, CancelledError):
            self.loop.run(self._close_tunnels()).result(_CLOSING)
        self.loop.stop()

    async def _close_tunnels(self) -> None:
        for tunnel in list(self.tunnels):
            tunnel.close()
        self.pool.close()


class SshWay:
    """A way to one node. `open` in worker threads, `close` in any."""

    def __init__(
        self,
        spec: ConnectionSpec,
        progress: Progress,
        asker: Asker,
        machinery: SshMachinery,
        *,
        is_shared: bool = True,
    ) -> None:
        self._spec = spec
        self._progress = progress
        self._asker = asker
        self._machinery = machinery
        self._credentials = Credentials(asker, machinery.answers, progress.note)
        asker.also_tell(self._tell_sharers)
        self._making: Future[Tunnel] | None = None
        self._key: tuple[object, ...] | None = None
        self._tunnel: Tunnel | None = None
        self._connection: SshConnection | None = None
        self._is_closed = False
        self._is_shared = is_shared

    def open(self) -> libvirt.virConnect:
        """Open a libvirt connection in a channel of its own. Blocks; worker threads only.

        Raises:
            VirtguiError: why it cannot be done.
            libvirt.libvirtError: what libvirt says.
        """
        tunnel = self._made()
        self._progress.step(ConnectStep.STARTING_HELPER, "")
        tunnel.error = None
        try:
            opened = self._credentials.open(
                self._local_uri(tunnel.path), read_only=self._spec.read_only
            )
        except libvirt.libvirtError:
            if tunnel.error is not None:
                raise tunnel.error from None
            raise
        if tunnel.is_direct:
            self._progress.found(ConnectStep.STARTING_HELPER, "direct-streamlocal")
        return opened

    def prepare(self) -> None:
        """Make the way without opening anything over it. Blocks; worker threads only.

        Raises:
            VirtguiError: why it cannot be done.
        """
        self._made()

    @property
    def far(self) -> FarSide:
        """What is to be opened on the far side."""
        return far_side(ssh_options(parse_uri(self._spec.uri)), read_only=self._spec.read_only)

    def run(self, script: str, patience: float) -> str | None:
        """What a shell script prints on the far side. Blocks; worker threads only.

        Returns:
            None where no command can be run, or it takes longer than `patience` seconds.
        """
        connection = self._connection
        if connection is None:
            raise UnreachableError("the way is not made", remedy=Remedy.WAIT)
        command = shlex.join(["sh", "-c", script])
        running = self._machinery.loop.run(run_script(connection, command))
        try:
            return running.result(patience)
        except TimeoutError:
            running.cancel()
            return None

    def close(self) -> None:
        """End everything; takes back what is asked."""
        self._is_closed = True
        self._machinery.loop.call(self._end)

    def _made(self) -> Tunnel:
        if self._tunnel is not None:
            return self._tunnel
        self._ensure_wanted()
        try:
            options = ssh_options(parse_uri(self._spec.uri))
            far = far_side(options, read_only=self._spec.read_only)
            route = find_route(options, self._machinery.files)
        except UriError as error:
            raise InvalidError(str(error), remedy=Remedy.CORRECT_ADDRESS) from None
        making = self._making = self._machinery.loop.run(self._make(route, far))
        try:
            return making.result()
        except concurrent.futures.CancelledError:
            raise CancelledError("the connection is being closed") from None

    def _ensure_wanted(self) -> None:
        if self._is_closed:
            raise CancelledError("the connection is being closed")

    async def _make(self, route: Route, far: FarSide) -> Tunnel:
        machinery = self._machinery
        self._ensure_wanted()
        context = Context(self._asker, machinery.answers, machinery.accepted, self._progress)
        self._key = route.key if self._is_shared else (*route.key, id(self))
        connection = await machinery.pool.take(
            self._key, self, lambda: open_connection(route, context), self._progress.asking
        )
        tunnel = Tunnel(connection, far, machinery.folder)
        try:
            await tunnel.start()
        except BaseException:
            machinery.pool.give_back(self._key, self)
            raise
        machinery.tunnels.add(tunnel)
        self._connection, self._tunnel = connection, tunnel
        if self._is_closed:
            self._end()
            raise CancelledError("the connection is being closed")
        connection.on_lost(self._lost)
        return tunnel

    def _tell_sharers(self, asks: bool) -> None:
        """Those who wait for the same SSH connection wait for the person as well. Any thread."""
        machinery, key = self._machinery, self._key
        if key is not None:
            machinery.loop.call(lambda: machinery.pool.tell_asking(key, self, asks))

    def _lost(self, error: VirtguiError) -> None:
        if not self._is_closed:
            self._progress.lost(error.info)

    def _end(self) -> None:
        # First of all: a question taken back would fail the opening for all who wait for it,
        # while one that is cancelled leaves it to the next of them.
        if self._making is not None and not self._making.done():
            self._making.cancel()
        self._asker.close()
        if self._connection is not None:
            self._connection.off_lost(self._lost)
        if self._tunnel is not None:
            self._tunnel.close()
        if self._key is not None:
            self._machinery.pool.give_back(self._key, self)

    def _local_uri(self, socket: Path) -> str:
        uri = parse_uri(self._spec.uri)
        local = ConnectionUri(
            driver=uri.driver,
            transport="unix",
            path=uri.path,
            # The name goes to the far side as it is: its own driver, path and parameters.
            query=(("socket", str(socket)), ("name", self.far.uri)),
        )
        return local.build()


def find_route(options: SshOptions, files: SshFiles) -> Route:
    """The machines on the way to a node, from the address and the SSH configuration. Blocks.

    The first jump host's own jump hosts come before it, as in OpenSSH.

    Raises:
        VirtguiError: the configuration cannot be used.
    """
    return Route(tuple(_hops(read_host_config(options, files), files, MOST_HOPS)))


def _hops(config: HostConfig, files: SshFiles, most: int) -> list[HostConfig]:
    if most == 0:
        raise InvalidError(
            "jump hosts lead in a circle", remedy=Remedy.CHECK_SSH_CONFIG, subject=config.host
        )
    way: list[HostConfig] = []
    for number, hop in enumerate(config.proxy_jump):
        found = read_host_config(SshOptions(hop.host, user=hop.user, port=hop.port), files)
        way += _hops(found, files, most - 1) if number == 0 else [found]
    return [*way, config]
