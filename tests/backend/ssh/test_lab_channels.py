"""What joins a channel to libvirt's socket: each helper in turn, on a real node."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.lab.guest import define_guest, start_guest
from tests.lab.sshd import extra_sshd
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.ops import domain as ops
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.task import TaskState

pytestmark = pytest.mark.lab

NATIVE = "/usr/bin/virt-ssh-helper"


@pytest.fixture
def ready(remote):
    """A backend that knows the hosts and has the key."""
    remote.trust()
    remote.use_key()
    return remote


@contextmanager
def hidden(node, *programs: str) -> Iterator[None]:
    """Lay an empty file that cannot be run over programs of the node."""
    blank = node.folder / "blank"
    blank.touch(mode=0o644)
    for program in programs:
        node.run("mount", "--bind", str(blank), program)
    try:
        yield
    finally:
        for program in programs:
            node.run("umount", program)


@contextmanager
def netcat(node) -> Iterator[None]:
    """Give the node an `nc`: busybox's, which speaks Unix sockets by `local:`, wrapped as nc -U."""
    folder = node.path("/root/bin")
    folder.mkdir()
    program = folder / "nc"
    program.write_text(
        "#!/usr/bin/python3\n"
        "import os, select, socket, sys\n"
        "made = socket.socket(socket.AF_UNIX)\n"
        "made.connect(sys.argv[sys.argv.index('-U') + 1])\n"
        "while True:\n"
        "    ready = select.select([0, made], [], [])[0]\n"
        "    for source, target in ((0, made), (made, 1)):\n"
        "        if source in ready:\n"
        "            data = os.read(source if source == 0 else made.fileno(), 65536)\n"
        "            if not data: sys.exit(0)\n"
        "            os.write(target if target == 1 else made.fileno(), data)\n"
    )
    program.chmod(0o755)
    try:
        yield
    finally:
        program.unlink()
        folder.rmdir()


def test_libvirt_s_own_helper_comes_first(alpha, ready):
    define_guest(alpha, "here")
    ready.open(ready.uri())
    assert "virt-ssh-helper qemu:///system" in alpha.commands()
    ready.person.wait(lambda: ready.person.domain("here"))


def test_netcat_is_used_where_the_address_wants_it(alpha, ready):
    define_guest(alpha, "here")
    with netcat(alpha):
        ready.open(ready.uri(query="?proxy=netcat&netcat=/root/bin/nc"))
        assert any("/root/bin/nc" in command for command in alpha.commands())
    ready.person.wait(lambda: ready.person.domain("here"))


def test_a_direct_channel_is_used_where_there_is_no_helper(alpha, ready):
    define_guest(alpha, "here")
    with hidden(alpha, NATIVE):
        ready.open(ready.uri())
    ready.person.wait(lambda: ready.person.domain("here"))
    assert not any("virt-ssh-helper" in command for command in alpha.commands())


def test_a_direct_channel_is_used_where_no_command_may_run(alpha, ready):
    define_guest(alpha, "here")
    with extra_sshd(alpha, 2230, "ForceCommand=/bin/false") as port:
        name = ready.connect(ready.uri(port=port))
        # /bin/false ends without a word and without our code: that is no missing helper.
        ready.person.wait_state(name, ConnectionState.WAITING)
    with extra_sshd(alpha, 2231, "MaxSessions=0") as port:
        ready.open(ready.uri(port=port), "direct")
    ready.person.wait(lambda: ready.person.domain("here"))


def test_a_host_without_any_way_to_the_socket_says_what_to_install(alpha, ready):
    with (
        hidden(alpha, NATIVE),
        extra_sshd(alpha, 2232, "AllowStreamLocalForwarding=no") as port,
    ):
        name = ready.connect(ready.uri(port=port))
        ready.person.wait_state(name, ConnectionState.WAITING)
    assert ready.person.statuses[name].error.remedy is Remedy.INSTALL_HELPER


def test_a_daemon_that_is_not_there_says_what_to_start(alpha, ready):
    socket = alpha.path("/run/libvirt/libvirt-sock")
    alpha.kill_daemon()
    moved = socket.rename(socket.with_name("gone"))
    name = ready.connect(ready.uri())
    ready.person.wait_state(name, ConnectionState.WAITING)
    error = ready.person.statuses[name].error
    assert (error.kind, error.remedy) == (ErrorKind.UNREACHABLE, Remedy.START_DAEMON)
    moved.unlink()
    alpha.start_daemon()
    ready.person.wait_state(name, ConnectionState.CONNECTED, 30)


def test_a_read_only_connection_is_opened_as_such(alpha, ready):
    ready.open(ready.uri(), read_only=True)
    assert "virt-ssh-helper -r qemu:///system" in alpha.commands()


def test_another_socket_of_the_address_is_used(alpha, ready):
    with netcat(alpha):
        query = "?socket=/run/libvirt/libvirt-sock&netcat=/root/bin/nc"
        ready.open(ready.uri(query=query))


def test_nobody_else_can_reach_the_local_socket(alpha, ready):
    ready.open(ready.uri())
    (folder,) = ready.sockets.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    ready.fleet.disconnect("node")
    ready.person.wait_state("node", ConnectionState.OFFLINE)


def test_many_definitions_come_through_the_channel(alpha, ready):
    for number in range(40):
        define_guest(alpha, f"guest-{number}")
    ready.open(ready.uri())
    ready.person.wait(lambda: len(list(ready.person.inventory.domains())) == 40)


def test_a_long_transfer_has_a_channel_of_its_own_in_the_same_connection(alpha, ready):
    start_guest(alpha, "long")
    before = _established(alpha)
    ready.open(ready.uri())
    domain = ready.person.wait(lambda: ready.person.domain("long"))
    save = ops.SaveDomainToFile(ref=domain.ref, path="/root/long.save")
    task = ready.person.wait_task(ready.fleet.submit(save, "long", 1), 60)
    assert task.state is TaskState.DONE, task
    helpers = [command for command in alpha.commands() if command.startswith("virt-ssh-helper")]
    assert len(helpers) == 2, helpers
    assert _established(alpha) == before + 1
    alpha.path("/root/long.save").unlink()


def _established(node):
    text = node.run("ss", "-Htn", "state", "established", "sport", "=", ":22")
    return len(text.splitlines())
