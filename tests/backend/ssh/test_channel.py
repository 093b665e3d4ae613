"""A local connection joined to the far side's socket, through a real SSH server of the test's."""

import asyncio
import contextlib
import tempfile
import time
from pathlib import Path

import asyncssh
import pytest
from asyncssh.stream import SSHUNIXStreamSession

from tests.lab.delay_proxy import DelayProxy
from virtgui.backend.ssh.connection import SshConnection
from virtgui.backend.ssh.helper import NO_HELPER, NO_SOCKET, FarSide
from virtgui.backend.ssh.survey import run_script
from virtgui.backend.ssh.tunnel import Tunnel
from virtgui.core.errors import ErrorKind, Remedy, ResourceError, UnreachableError

SOCKET = "/far/socket"
GREETING = b"HELLO libvirt"


class Server(asyncssh.SSHServer):
    """Lets everybody in; its commands and sockets do what the test says."""

    def __init__(self, direct):
        self._direct = direct

    def begin_auth(self, username):
        return False

    def unix_connection_requested(self, dest_path):
        return self._direct(dest_path)


def exits(status, errors=b""):
    """A helper that reads nothing and ends."""

    async def run(process):
        process.stderr.write(errors)
        process.exit(status)

    return run


async def echoes(process):
    """A helper that gives back what it gets."""
    while data := await process.stdin.read(65536):
        process.stdout.write(data)
        await process.stdout.drain()
    process.exit(0)


def no_socket(path):
    raise asyncssh.ChannelOpenError(asyncssh.OPEN_CONNECT_FAILED, f"{path}: Connection refused")


def echoing_socket(path):
    assert path == SOCKET

    async def serve(reader, writer):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    return serve


class Story:
    """A tunnel to the server, as a test sees it."""

    def __init__(self, tunnel, connection, server):
        self.tunnel = tunnel
        self.connection = connection
        self.server = server

    async def ask(self, data=GREETING):
        """Say something through a channel of its own; what comes back until there is enough."""
        reader, writer = await asyncio.open_unix_connection(self.tunnel.path)
        with contextlib.closing(writer):
            writer.write(data)
            try:
                return await asyncio.wait_for(reader.readexactly(len(data)), 10)
            except asyncio.IncompleteReadError as error:
                return error.partial


@contextlib.contextmanager
def far_away(port, delay):
    """The port of a server that is as far away as a test says."""
    if not delay:
        yield port
        return
    there, here = ("127.0.0.1", port), ("127.0.0.1", 0)
    with DelayProxy(there, delay=delay, listen=here, count_calls=False) as proxy:
        yield proxy.port


def played(story, folder, command=None, direct=no_socket, delay=0.0, **far):
    """Play a story with a server on this computer and a tunnel to it."""

    async def play():
        key = asyncssh.generate_private_key("ssh-ed25519")
        server = await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[key], encoding=None, reuse_address=True,
            server_factory=lambda: Server(direct), process_factory=command,
        )  # fmt: skip
        port = stack.enter_context(far_away(server.get_port(), delay))
        ssh = await asyncssh.connect(
            "127.0.0.1", port, known_hosts=None, username="rosa", config=None,
            client_keys=None, agent_path=None, encoding=None,
        )  # fmt: skip
        connection = SshConnection([ssh], "far")
        side = FarSide("qemu:///system", "qemu", False, False, socket=SOCKET, **far)
        tunnel = Tunnel(connection, side, folder)
        await tunnel.start()
        try:
            await story(Story(tunnel, connection, server))
        finally:
            tunnel.close()
            ssh.close()
            await ssh.wait_closed()
            await asyncio.sleep(delay * 3)  # until the server has heard of it
            server.close()
            await server.wait_closed()
            await asyncio.sleep(0)

    with contextlib.ExitStack() as stack:
        asyncio.run(play())
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "s"
    made.mkdir()
    return made


def test_bytes_go_through_a_command_whole_in_both_directions(folder):
    async def story(told):
        data = bytes(range(256)) * 16384
        assert await told.ask(data) == data
        assert not told.tunnel.is_direct
        assert told.tunnel.error is None

    played(story, folder, echoes)


def test_the_first_words_go_right_behind_the_command(folder):
    async def story(told):
        begun = time.monotonic()
        assert await told.ask() == GREETING
        # Two round trips: the channel, then command and words; three if each were waited for.
        assert time.monotonic() - begun < 0.55

    played(story, folder, echoes, delay=0.1)


def test_who_goes_while_the_command_is_asked_for_leaves_nothing_behind(folder):
    asked = []

    def socket(path):
        asked.append(path)
        return no_socket(path)

    async def story(told):
        _, writer = await asyncio.open_unix_connection(told.tunnel.path)
        await asyncio.sleep(0.3)  # the channel is open by now, the answer to the command is not
        writer.close()
        await asyncio.sleep(0.4)
        assert asked == []
        assert told.tunnel.error is None

    played(story, folder, echoes, socket, delay=0.1)


def test_several_at_once_do_not_mix(folder):
    async def story(told):
        words = [bytes([number]) * 50_000 for number in range(8)]
        assert await asyncio.gather(*map(told.ask, words)) == words

    played(story, folder, echoes)


@pytest.mark.parametrize("status", [NO_HELPER, 127])
def test_without_a_helper_the_socket_itself_is_taken_and_the_first_words_are_said_again(
    folder, status
):
    async def story(told):
        assert await told.ask() == GREETING
        assert told.tunnel.is_direct
        assert await told.ask() == GREETING

    played(story, folder, exits(status), echoing_socket)


def test_where_no_command_may_be_run_the_socket_itself_is_taken(folder):
    async def story(told):
        assert await told.ask() == GREETING
        assert told.tunnel.is_direct

    played(story, folder, None, echoing_socket)


@pytest.mark.parametrize(
    ("command", "direct", "proxy"),
    [
        (exits(NO_HELPER), no_socket, "auto"),
        (None, no_socket, "auto"),
        (exits(NO_HELPER), echoing_socket, "native"),
        (exits(NO_HELPER), echoing_socket, "netcat"),
    ],
)
def test_with_no_way_at_all_or_none_that_is_wanted_a_helper_is_missing(
    folder, command, direct, proxy
):
    async def story(told):
        assert await told.ask() == b""
        error = told.tunnel.error.info
        assert (error.remedy, error.subject) == (Remedy.INSTALL_HELPER, "far")

    played(story, folder, command, direct, proxy=proxy)


@pytest.mark.parametrize(
    ("status", "errors", "kind", "remedy", "subject"),
    [
        (NO_SOCKET, b"no socket at /x", ErrorKind.UNREACHABLE, Remedy.START_DAEMON, "far"),
        (1, b"nc: Connection refused", ErrorKind.UNREACHABLE, Remedy.START_DAEMON, "far"),
        (1, b"nc: Permission denied", ErrorKind.PERMISSION, Remedy.JOIN_GROUP, "rosa"),
        (1, b"what else", ErrorKind.UNREACHABLE, Remedy.WAIT, "far"),
        (1, b"", ErrorKind.UNREACHABLE, Remedy.WAIT, "far"),
    ],
)
def test_the_helpers_last_words_say_what_is_wrong(folder, status, errors, kind, remedy, subject):
    async def story(told):
        assert await told.ask() == b""
        error = told.tunnel.error.info
        assert (error.kind, error.remedy, error.subject) == (kind, remedy, subject)
        assert errors.decode() in error.detail

    played(story, folder, exits(status, errors))


def test_a_connection_that_breaks_ends_the_local_one_and_says_why(folder):
    async def story(told):
        reader, writer = await asyncio.open_unix_connection(told.tunnel.path)
        writer.write(GREETING)
        assert await reader.readexactly(len(GREETING)) == GREETING
        told.connection.ssh.abort()
        assert await asyncio.wait_for(reader.read(), 5) == b""
        assert told.tunnel.error.info.kind is ErrorKind.UNREACHABLE
        writer.close()

    played(story, folder, echoes)


def test_the_local_end_that_goes_ends_the_far_one(folder):
    ended = asyncio.Event()

    async def waits(process):
        process.stdout.write(await process.stdin.read(len(GREETING)))
        try:
            await process.stdin.read()
        finally:
            ended.set()

    async def story(told):
        assert await told.ask() == GREETING
        await asyncio.wait_for(ended.wait(), 5)
        assert told.tunnel.error is None

    played(story, folder, waits)


def test_the_socket_is_its_owners_alone(folder):
    async def story(told):
        assert told.tunnel.path.parent.stat().st_mode & 0o777 == 0o700

    played(story, folder, echoes)


def test_a_folder_whose_path_is_too_long_for_sockets_is_not_used(folder):
    deep = folder / ("x" * 100)

    async def story(told):
        path = told.tunnel.path
        assert await told.ask() == GREETING
        assert path.parent.parent == Path(tempfile.gettempdir())
        assert path.parent.stat().st_mode & 0o777 == 0o700
        told.tunnel.close()
        assert not path.parent.exists()

    played(story, deep, echoes)


def test_a_folder_that_cannot_be_made_is_told(folder):
    place = folder / "file"
    place.touch()
    with pytest.raises(ResourceError, match="file"):
        asyncio.run(Tunnel(None, None, place).start())


def test_a_channel_that_opens_when_libvirt_has_gone_is_ended(folder):
    asked, ended = asyncio.Event(), asyncio.Event()
    may_open = asyncio.Event()

    async def opens_late(path):
        asked.set()
        await may_open.wait()
        return SSHUNIXStreamSession(reads)

    async def reads(reader, writer):
        with contextlib.suppress(asyncssh.Error):
            await reader.read()
        ended.set()

    async def story(told):
        told.tunnel.is_direct = True
        _, writer = await asyncio.open_unix_connection(told.tunnel.path)
        await asyncio.wait_for(asked.wait(), 5)
        writer.close()
        await writer.wait_closed()
        may_open.set()
        await asyncio.wait_for(ended.wait(), 5)

    played(story, folder, None, opens_late)


@pytest.mark.parametrize("is_early", [True, False])
def test_a_connection_lost_during_the_look_around_is_told(folder, is_early):
    async def waits(process):
        await process.stdin.read()

    async def story(told):
        connection = told.connection
        if is_early:
            connection.close()
        looking = asyncio.ensure_future(run_script(connection, "look"))
        await asyncio.sleep(0.1)
        connection.close()
        with pytest.raises(UnreachableError):
            await asyncio.wait_for(looking, 5)

    played(story, folder, waits)
