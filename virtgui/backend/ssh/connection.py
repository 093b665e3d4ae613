"""One authenticated SSH connection to a node, over jump hosts where the way asks for them."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import asyncssh

from virtgui.backend.answers import Answers
from virtgui.backend.progress import Progress
from virtgui.backend.prompter import Asker
from virtgui.backend.ssh import reach
from virtgui.backend.ssh.algorithms import algorithm_options
from virtgui.backend.ssh.config import HostConfig
from virtgui.backend.ssh.deadline import Deadline
from virtgui.backend.ssh.errors import translate
from virtgui.backend.ssh.known_hosts import fingerprint
from virtgui.backend.ssh.login import Login, LoginClient, machine_name
from virtgui.backend.ssh.proxy import ProxyProcess
from virtgui.backend.ssh.threads import in_thread
from virtgui.backend.ssh.trust import AcceptedOnce, Trust, UnvouchedKeyError
from virtgui.core.errors import (
    AuthenticationError,
    DeadlineError,
    Remedy,
    UnreachableError,
    VirtguiError,
)
from virtgui.core.redact import redact
from virtgui.core.values.connection import ConnectStep

PATIENCE: Final = 10.0
"""Seconds without any sign of life until a host is called silent."""
LOGIN_PATIENCE: Final = 120.0
"""Seconds for each step of a login: a phone or a hardware key may want a person's hand, of which
the server says nothing. It is as long as OpenSSH's servers wait for a login."""
KEEPALIVE_COUNT: Final = 3
_NEVER: Final = 1 << 30
"""Keep-alives without an answer, where the configuration has them never end a connection."""
MOST_TRIES: Final = 4
"""A try more for a key that was asked about, and for a server that hung up while one typed."""


@dataclass(frozen=True, slots=True)
class Route:
    """The machines on the way, the node itself last."""

    hops: tuple[HostConfig, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """What two connections must have in common to share one SSH connection."""
        return tuple(
            (
                *(hop.user, hop.host, hop.port, hop.proxy_command, hop.identity_files),
                *(hop.methods, hop.user_known_hosts, hop.host_key_alias),
            )
            for hop in self.hops
        )


@dataclass(frozen=True, slots=True)
class Context:
    """What an opening needs besides the route."""

    asker: Asker
    answers: Answers
    accepted: AcceptedOnce
    progress: Progress


class SshConnection:
    """An open connection. Methods belong to the SSH loop's thread."""

    def __init__(self, connections: list[asyncssh.SSHClientConnection], machine: str) -> None:
        self._connections = connections
        self.machine = machine
        self.opened_at = time.monotonic()
        self.is_lost = False
        self._listeners: list[Callable[[VirtguiError], None]] = []

    @property
    def ssh(self) -> asyncssh.SSHClientConnection:
        """Asyncssh's connection to the node itself."""
        return self._connections[-1]

    def on_lost(self, listener: Callable[[VirtguiError], None]) -> None:
        """Have the end of the connection told; at once when it has ended already."""
        self._listeners.append(listener)
        if self.is_lost:
            listener(UnreachableError("connection lost", remedy=Remedy.WAIT))

    def off_lost(self, listener: Callable[[VirtguiError], None]) -> None:
        """Tell it no more; harmless when it was never told."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def lose(self, error: BaseException | None) -> None:
        """The connection broke, or the one to a jump host under it did."""
        if self.is_lost:
            return
        self.is_lost = True
        known = translate(error, self.machine) if error else UnreachableError("connection closed")
        for listener in tuple(self._listeners):
            listener(known)
        self.close()

    def close(self) -> None:
        """End it, with those to the jump hosts; does not wait."""
        self.is_lost = True
        for connection in reversed(self._connections):
            connection.abort()


async def open_connection(route: Route, context: Context) -> SshConnection:
    """Connect and log in.

    Raises:
        VirtguiError: why it cannot be done.
    """
    made: list[asyncssh.SSHClientConnection] = []
    opened: list[SshConnection] = []

    def lost(error: Exception | None) -> None:
        for connection in opened:
            connection.lose(error)

    try:
        for config in route.hops:
            is_jump = config is not route.hops[-1]
            hop = _Hop(config, made[-1] if made else None, context, is_jump=is_jump)
            made.append(await hop.open(lost))
    except BaseException:
        for ssh in reversed(made):
            ssh.abort()
        raise
    connection = SshConnection(made, machine_name(route.hops[-1]))
    opened.append(connection)
    if any(ssh.is_closed() for ssh in made):
        connection.close()
        raise UnreachableError("the connection was lost at once", remedy=Remedy.WAIT)
    return connection


class _Hop:
    """One machine on the way: reach it, check its key, log in."""

    def __init__(
        self,
        config: HostConfig,
        via: asyncssh.SSHClientConnection | None,
        context: Context,
        *,
        is_jump: bool,
    ) -> None:
        self._config = config
        self._via = via
        self._context = context
        self._machine = machine_name(config)
        self._jump = self._machine if is_jump else ""
        self._deadline = Deadline(config.connect_timeout or PATIENCE)
        self._trust = Trust(config, context.accepted)
        self._login = Login(config, context.asker, context.answers, self._deadline)
        self._proxy: ProxyProcess | None = None

    async def open(
        self, on_lost: Callable[[Exception | None], None]
    ) -> asyncssh.SSHClientConnection:
        """Try until it is open, or it is clear that it will not be."""
        for _ in range(MOST_TRIES):
            await self._trust.read()
            try:
                return await self._try(on_lost)
            except UnvouchedKeyError as error:
                await self._trust.judge(error.key, self._context.asker, self._context.progress.note)
            except asyncssh.HostKeyNotVerifiable as error:
                if not self._trust.gives_up_certificate(error):
                    raise self._trust.refused(error) from None
            except (asyncssh.DisconnectError, OSError) as error:
                await self._ended(error)
            except asyncssh.ChannelOpenError as error:
                raise self._not_through(error) from None
            finally:
                self._login.close()
        raise UnreachableError("the server hung up again and again", remedy=Remedy.WAIT)

    async def _ended(self, error: Exception) -> None:
        """The try has ended; returns when it is worth another one.

        Raises:
            VirtguiError: it is not.
        """
        if isinstance(error, TimeoutError):
            raise self._silent(error) from None
        known = translate(error, self._machine)
        if isinstance(known, AuthenticationError):
            await self._login.refused()
        elif await self._login.settle():
            return
        raise await self._with_problems(known) from None

    async def _try(
        self, on_lost: Callable[[Exception | None], None]
    ) -> asyncssh.SSHClientConnection:
        try:
            way = await self._way()
        except (OSError, asyncssh.Error) as error:
            raise translate(error, self._machine) from None
        self._step(ConnectStep.CHECKING_KEY)
        async with self._deadline.guard():
            ssh = await self._connect(way, on_lost)
        self._found(ConnectStep.LOGGING_IN, self._login.method)
        key = ssh.get_server_host_key()
        if key is not None:
            self._found(ConnectStep.CHECKING_KEY, f"{key.get_algorithm()} {fingerprint(key)}")
        try:
            await self._login.succeeded(self._context.progress.note)
        except BaseException:
            ssh.abort()  # cancelled meanwhile: nobody would close what nobody has
            raise
        return ssh

    async def _connect(
        self, way: dict[str, Any], on_lost: Callable[[Exception | None], None]
    ) -> asyncssh.SSHClientConnection:
        clients: list[LoginClient] = []

        def make() -> LoginClient:
            lost = self._with_proxy(on_lost)
            clients.append(LoginClient(self._login, self._trust.check, self._begin_login, lost))
            return clients[0]

        try:
            return await asyncssh.connect(
                self._config.host,
                self._config.port,
                config=None,
                client_factory=make,
                known_hosts=self._trust.table(),
                **way,
                **self._options(),
            )
        except BaseException:
            if not clients and "sock" in way:
                way["sock"].close()  # which asyncssh has not taken over yet
            raise

    def _with_proxy(
        self, on_lost: Callable[[Exception | None], None]
    ) -> Callable[[Exception | None], None]:
        """The end of the connection is the end of its ProxyCommand."""
        proxy = self._proxy
        if proxy is None:
            return on_lost

        def lost(error: Exception | None) -> None:
            proxy.end()
            on_lost(error)

        return lost

    def _begin_login(self) -> None:
        self._deadline.relax(LOGIN_PATIENCE)
        self._step(ConnectStep.LOGGING_IN)

    async def _way(self) -> dict[str, Any]:
        """How asyncssh gets to the machine: through a jump host, a command, or a socket."""
        config = self._config
        if self._via is not None:
            self._step(ConnectStep.REACHING)
            return {"tunnel": self._via}
        if config.proxy_command is not None:
            self._step(ConnectStep.REACHING)
            self._proxy = await in_thread(partial(ProxyProcess, config.proxy_command))
            return {"sock": self._proxy.sock}
        self._step(ConnectStep.RESOLVING)
        limit = config.connect_timeout or PATIENCE
        async with asyncio.timeout(limit):
            addresses = await reach.resolve(config.host, config.port, config.address_family)
        self._found(ConnectStep.RESOLVING, ", ".join(address.text for address in addresses))
        self._step(ConnectStep.REACHING)
        sock = await reach.connect(addresses, limit, config.bind_address)
        self._found(ConnectStep.REACHING, f"{sock.getpeername()[0]} port {config.port}")
        return {"sock": sock}

    def _options(self) -> dict[str, Any]:
        config = self._config
        interval = config.keepalive_interval or PATIENCE / (KEEPALIVE_COUNT + 1)
        count = config.keepalive_count if config.keepalive_interval else KEEPALIVE_COUNT
        return {
            "username": config.user,
            "host_key_alias": config.host_key_alias or None,
            "client_keys": None,  # ours come from the callback, in OpenSSH's order
            "agent_path": None,
            "gss_host": None,
            "preferred_auth": list(config.methods),
            "login_timeout": 0,
            "keepalive_interval": interval,
            "keepalive_count_max": count or _NEVER,
            "encoding": None,
            "utf8_decode_errors": "replace",  # of banners, which may be written in anything
            **algorithm_options(
                config, self._trust.key_algorithms, certificates=self._trust.knows_authority
            ),
        }

    def _not_through(self, error: asyncssh.ChannelOpenError) -> VirtguiError:
        """The jump host before this machine does not get through to it."""
        detail = f"{self._machine}, seen from the jump host: {redact(error.reason)}"
        return UnreachableError(detail, remedy=Remedy.CHECK_NETWORK, subject=self._machine)

    async def _with_problems(self, error: VirtguiError) -> VirtguiError:
        """What the configuration has to do with it: a proxy's end, key files left out."""
        proxy = self._proxy
        if proxy is not None and isinstance(error, UnreachableError):
            detail = f"ProxyCommand ended: {await in_thread(proxy.last_words)}"
            return UnreachableError(detail, remedy=Remedy.CHECK_SSH_CONFIG, subject=self._machine)
        problems = tuple(("key_file", f"{path}: {code}") for path, code in self._login.problems)
        if not isinstance(error, AuthenticationError) or not problems:
            return error
        return AuthenticationError(error.info.detail, subject=self._machine, facts=problems)

    def _step(self, step: ConnectStep) -> None:
        self._context.progress.step(step, self._jump)

    def _found(self, step: ConnectStep, fact: str) -> None:
        self._context.progress.found(step, fact)

    def _silent(self, error: BaseException) -> VirtguiError:
        limit = self._deadline.limit
        return DeadlineError(
            str(error) or f"{self._machine} accepts connections but says nothing for {limit:g} s",
            remedy=Remedy.CHECK_NETWORK,
            subject=self._machine,
        )
