"""Links that are cut, hosts that are silent, servers that restart, many at once."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.backend.ssh.conftest import accepting
from tests.lab.guest import define_guest, start_guest
from tests.lab.shell import wait_until
from tests.lab.sshd import extra_sshd
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.ops import domain as ops
from virtgui.core.values.connection import ConnectionState, ConnectStep
from virtgui.core.values.domain import ShownState
from virtgui.core.values.prompt import PromptReply
from virtgui.core.values.task import TaskState

pytestmark = pytest.mark.lab


@pytest.fixture
def ready(remote):
    """A backend that knows the hosts and has the key."""
    remote.trust()
    remote.use_key()
    return remote


def test_a_host_that_drops_packets_is_called_silent_in_time(alpha, ready):
    alpha.link_down()
    ready.config("Host *\n ConnectTimeout 3\n")
    begun = time.monotonic()
    name = ready.connect(ready.uri())
    ready.person.wait_state(name, ConnectionState.WAITING)
    assert time.monotonic() - begun < 6
    assert ready.person.statuses[name].error.remedy is Remedy.CHECK_NETWORK
    alpha.link_up()
    ready.person.wait_state(name, ConnectionState.CONNECTED, 20)


def test_a_host_that_accepts_and_stays_silent_is_given_up(alpha, ready):
    ready.config("Host *\n ConnectTimeout 2\n")
    with _silent_server() as port:
        name = ready.connect(f"qemu+ssh://root@127.0.0.1:{port}/system")
        ready.person.wait_state(name, ConnectionState.WAITING, 8)
    error = ready.person.statuses[name].error
    assert error.kind is ErrorKind.TIMEOUT
    assert "says nothing" in error.detail


@contextmanager
def _silent_server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepted = []
        thread = threading.Thread(target=lambda: _accept_all(server, accepted), daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for made in accepted:
            made.close()


def _accept_all(server, accepted):
    try:
        while True:
            accepted.append(server.accept()[0])
    except OSError:
        return  # the server was closed


def test_a_cut_link_is_noticed_and_mended_while_the_others_go_on(alpha, beta, ready):
    define_guest(alpha, "here")
    cut = ready.open(ready.uri("alpha"), "cut")
    other = ready.open(ready.uri("beta"), "other")
    ready.person.wait(lambda: ready.person.domain("here"))
    alpha.link_down()
    begun = time.monotonic()
    ready.person.wait(lambda: ready.person.statuses[cut].state is not ConnectionState.CONNECTED)
    assert time.monotonic() - begun < 10
    before = len(_polls(ready, other))
    time.sleep(3)
    polls = _polls(ready, other)[before:]
    assert len(polls) >= 4
    assert ready.person.statuses[other].state is ConnectionState.CONNECTED
    assert ready.person.domain("here")
    ready.person.wait_state(cut, ConnectionState.WAITING, 20)
    alpha.link_up()
    begun = time.monotonic()
    ready.person.wait_state(cut, ConnectionState.CONNECTED, 30)
    assert ready.person.prompts == []


def _polls(remote, connection):
    return [batch.monotonic for batch in remote.person.batches() if batch.connection == connection]


def test_a_link_cut_during_an_operation_leaves_its_outcome_unknown_not_lost(alpha, ready):
    start_guest(alpha, "busy")
    name = ready.open(ready.uri())
    domain = ready.person.wait(lambda: ready.person.domain("busy"))
    # What follows the opening is over when polls come regularly: its calls must not hang now.
    ready.person.wait(lambda: len(_polls(ready, name)) > 3)
    alpha.stop_daemon()
    task_id = ready.fleet.submit(ops.PauseDomain(ref=domain.ref), "busy", 1)
    ready.person.wait(lambda: _task_state(ready, task_id) is TaskState.RUNNING)
    alpha.link_down()
    task = ready.person.wait_task(task_id, 40)
    assert task.state is TaskState.UNKNOWN
    alpha.continue_daemon()
    alpha.link_up()
    ready.person.wait_state(name, ConnectionState.CONNECTED, 40)
    ready.person.wait(lambda: ready.person.domain("busy").shown_state is not ShownState.UNKNOWN)


def test_a_restarted_server_is_found_again(alpha, ready):
    with extra_sshd(alpha, 2220) as port:
        name = ready.open(ready.uri(port=port))
        sessions = _sessions(alpha, port)
        assert len(sessions) == 1
    for pid in sessions:
        os.kill(pid, signal.SIGKILL)
    ready.person.wait_state(name, ConnectionState.WAITING)
    with extra_sshd(alpha, 2220):
        ready.person.wait_state(name, ConnectionState.CONNECTED, 20)


def _sessions(node, port):
    """The processes of sshd that serve a connection."""
    lines = node.run("ss", "-Htnp", "state", "established", "sport", "=", f":{port}").splitlines()
    return [int(line.split("pid=")[1].split(",")[0]) for line in lines if "pid=" in line]


def _connections(node):
    text = node.run("ss", "-Htn", "state", "established", "sport", "=", ":22")
    return len(text.splitlines())


def test_twenty_connections_to_three_nodes_start_at_once_over_three_ssh_connections(
    alpha, beta, gamma, ready
):
    nodes = (alpha, beta, gamma)
    before = [_connections(node) for node in nodes]
    names = []
    for number in range(20):
        node = nodes[number % 3]
        driver = "lxc" if number % 2 else "qemu"
        uri = ready.uri(node.name).replace("qemu+", f"{driver}+")
        names.append(ready.connect(uri, f"c{number}"))
    for name in names:
        ready.person.wait_state(name, ConnectionState.CONNECTED, 60)
    after = [_connections(node) for node in nodes]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1]
    for name in names:
        ready.fleet.disconnect(name)
    wait_until(lambda: [_connections(node) for node in nodes] == before, "SSH to end")


def test_one_that_waits_for_a_password_holds_up_nobody(alpha, beta, ready):
    (ready.ssh / "id_ed25519").unlink()
    key = ready.use_key("only_for_beta")
    waiting = ready.connect(ready.uri("alpha"), "waiting")
    begun = time.monotonic()
    ready.open(ready.uri("beta", query=f"?keyfile={key}"), "other")
    assert time.monotonic() - begun < 5
    ready.person.wait_state(waiting, ConnectionState.ATTENTION)
    time.sleep(9)  # longer than an opening may be silent
    assert ready.person.statuses[waiting].state is ConnectionState.ATTENTION


def test_the_program_ends_at_once_while_a_question_and_a_silent_host_wait(alpha, beta, remote):
    remote.trust()
    remote.connect(remote.uri("alpha"), "asks")
    remote.person.wait_state("asks", ConnectionState.ATTENTION)
    beta.link_down()
    remote.connect(remote.uri("beta"), "silent")
    begun = time.monotonic()
    remote.fleet.close()
    assert time.monotonic() - begun < 5
    beta.link_up()


def test_a_password_typed_while_another_connection_shares_the_way_serves_both(alpha, remote):
    remote.trust()
    remote.person.answer = accepting("lab")
    first = remote.connect(remote.uri(), "first")
    second = remote.connect(remote.uri().replace("qemu+", "lxc+"), "second")
    remote.person.wait_state(first, ConnectionState.CONNECTED)
    remote.person.wait_state(second, ConnectionState.CONNECTED)
    assert len(remote.person.prompts) == 1


def test_while_one_is_asked_the_others_of_its_way_wait_for_the_person_as_well(alpha, remote):
    remote.trust()
    first = remote.connect(remote.uri(), "first")
    remote.person.wait_state(first, ConnectionState.ATTENTION)
    second = remote.connect(remote.uri().replace("qemu+", "lxc+"), "second")
    remote.person.wait_state(second, ConnectionState.ATTENTION)
    time.sleep(9)  # longer than an opening may be silent
    states = {remote.person.statuses[name].state for name in (first, second)}
    assert states == {ConnectionState.ATTENTION}
    (prompt,) = remote.person.prompts
    remote.fleet.reply(prompt.id, PromptReply(accepted=True, answers=("lab",)))
    remote.person.wait_state(first, ConnectionState.CONNECTED)
    remote.person.wait_state(second, ConnectionState.CONNECTED)


def test_when_the_one_that_is_asked_goes_away_the_next_one_asks_for_itself(alpha, remote):
    remote.trust()
    first = remote.connect(remote.uri(), "first")
    remote.person.wait_state(first, ConnectionState.ATTENTION)
    for number in range(8):
        second = remote.connect(remote.uri().replace("qemu+", "lxc+"), f"next{number}")
        remote.person.wait_state(second, ConnectionState.ATTENTION)
        remote.fleet.disconnect(first)
        remote.person.wait(lambda: len(remote.person.prompts) == number + 2)  # noqa: B023
        assert remote.person.prompts[-1].node == second
        first = second


def test_another_address_is_taken_while_the_old_one_is_still_tried(alpha, ready):
    with _silent_server() as port:
        name = ready.connect(f"qemu+ssh://root@127.0.0.1:{port}/system")
        ready.person.wait(lambda: _step(ready, name) is ConnectStep.CHECKING_KEY)  # it hangs
        ready.open(ready.uri())
    node = ready.person.wait(lambda: ready.person.inventory.node(name))
    assert node.hostname == "alpha"


def test_another_address_is_taken_while_the_old_one_is_open(alpha, beta, ready):
    name = ready.open(ready.uri("beta"))
    ready.person.wait(lambda: ready.person.inventory.node(name))
    ready.connect(ready.uri("alpha"))
    ready.person.wait(lambda: ready.person.inventory.node(name).hostname == "alpha")


def test_connecting_once_more_leaves_a_waiting_question_as_it_is(alpha, remote):
    remote.trust()
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.ATTENTION)
    remote.connect(remote.uri())
    time.sleep(0.5)
    assert remote.person.statuses[name].state is ConnectionState.ATTENTION
    assert len(remote.person.prompts) == 1


def _step(remote, connection):
    status = remote.person.statuses.get(connection)
    return status and status.step


def _task_state(remote, task_id):
    task = remote.person.tasks.get(task_id)
    return task and task.state
