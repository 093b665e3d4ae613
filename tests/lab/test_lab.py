"""The lab itself: its nodes, guests, faults and what is left when it is gone."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.lab import cgroups, cluster, guest
from tests.lab.cluster import NAMES, Lab, lab_unavailable_reason, registered, remove_stale
from tests.lab.delay_proxy import CallCounter, DelayProxy
from tests.lab.faults import answers
from tests.lab.node import Node
from tests.lab.shell import LabError, run, wait_until

pytestmark = pytest.mark.lab
CONNECT_OPEN, CONNECT_CLOSE = 1, 2


def capabilities(node: Node) -> ET.Element:
    return ET.fromstring(node.virsh("capabilities"))


def test_each_node_is_a_host_of_its_own(lab: Lab) -> None:
    assert [lab[name].virsh("hostname").strip() for name in NAMES] == list(NAMES)
    uuids = [capabilities(lab[name]).findtext("host/uuid") for name in NAMES]
    assert uuids == [lab[name].host_uuid for name in NAMES]
    assert len(set(uuids)) == 3


def test_only_beta_shows_two_numa_cells(lab: Lab) -> None:
    cells = [len(capabilities(lab[name]).findall("host/topology/cells/cell")) for name in NAMES]
    assert cells[1] == 2
    assert cells[0] == cells[2] != 0
    assert "1:" in lab["beta"].virsh("freecell", "--all")


def test_nodes_reach_each_other_by_name_and_ssh(lab: Lab) -> None:
    words = ["ssh", "-o", "BatchMode=yes", f"root@{lab['beta'].address}", "hostname"]
    assert lab["alpha"].run(*words).strip() == "beta"
    lab["alpha"].run("busybox", "ping", "-c", "1", "-W", "2", "gamma")


def test_lab_key_opens_a_node_from_outside(alpha: Node, tmp_path: Path) -> None:
    known = tmp_path / "known_hosts"
    known.write_text(alpha.host_key() + "\n")
    options = ["-i", str(alpha.ssh_key), "-o", f"UserKnownHostsFile={known}", "-o", "BatchMode=yes"]
    assert run(["ssh", *options, f"root@{alpha.address}", "hostname"]).strip() == "alpha"


def test_guest_boots_and_obeys_the_power_button(alpha: Node) -> None:
    started = guest.start_guest(alpha, "obedient")
    started.wait_ready()
    started.virsh("shutdown")
    started.wait_state("shut off")
    assert "power button" in started.serial()


def test_stuck_guest_ignores_the_power_button(alpha: Node) -> None:
    started = guest.start_guest(alpha, "stubborn", stuck=True)
    started.wait_ready()
    started.virsh("shutdown")
    with pytest.raises(LabError):
        started.wait_state("shut off", timeout=2.0)


def test_guest_sees_disk_and_gets_an_address(alpha: Node) -> None:
    alpha.virsh("net-start", "default")
    disk = guest.make_disk(alpha, "wired")
    arguments = "net=dhcp"
    started = guest.start_guest(
        alpha, "wired", disk=disk, network="default", arguments=arguments, video=True
    )
    started.wait_ready()
    assert "ADDRESS 192.168.122." in started.serial()
    assert "vda" in alpha.virsh("domblklist", "wired")


def test_container_runs(gamma: Node) -> None:
    container = guest.start_container(gamma, "box")
    assert container.state() == "running"
    container.virsh("destroy")
    assert container.state() == "shut off"


def test_frozen_daemon_answers_nothing_until_it_goes_on(beta: Node) -> None:
    beta.stop_daemon()
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.settimeout(0.3)
        waiting.connect(str(beta.socket))
        with pytest.raises(TimeoutError):
            waiting.recv(1)
    beta.continue_daemon()
    beta.wait_daemon()


def test_guests_and_containers_survive_a_killed_daemon(beta: Node) -> None:
    machine = guest.start_guest(beta, "survivor")
    container = guest.start_container(beta, "box")
    beta.kill_daemon()
    assert beta.daemon_pid is None
    assert not answers(beta.uri)
    beta.start_daemon()
    assert machine.state() == container.state() == "running"


def test_node_without_link_is_silent_until_it_is_back(gamma: Node) -> None:
    assert gamma.scan_host_key()
    gamma.link_down()
    assert not gamma.scan_host_key()
    gamma.link_up()
    wait_until(lambda: bool(gamma.scan_host_key()), "the link")


def test_new_host_key_is_shown(gamma: Node) -> None:
    before = gamma.scan_host_key()
    gamma.new_host_keys()
    after = gamma.scan_host_key()
    assert after not in {before, ""}
    assert after == gamma.host_key()


def test_restoring_a_node_undoes_faults_and_leaves_nothing(lab: Lab) -> None:
    node = lab["alpha"]
    guest.define_guest(node, "leftover", disk=guest.make_disk(node, "leftover"))
    node.link_down()
    node.stop_daemon()
    assert not node.is_clean()
    node.restore()
    node.sweep()
    assert node.is_clean()
    assert node.virsh("list", "--all", "--name").split() == []
    assert node.scan_host_key()


def test_proxy_adds_its_delay_and_counts_calls(alpha: Node) -> None:
    def seconds(uri: str) -> float:
        begin = time.monotonic()
        run(["virsh", "-c", uri, "hostname"])
        return time.monotonic() - begin

    direct = min(seconds(alpha.uri) for _ in range(3))
    with DelayProxy(alpha.socket, delay=0.05) as proxy:
        slow = seconds(proxy.uri)
        counted = proxy.total_calls
        assert proxy.calls[CONNECT_OPEN] == proxy.calls[CONNECT_CLOSE] == 1
        assert proxy.bytes_up > 28 * counted
        assert proxy.bytes_down > 0
    assert counted >= 4
    assert 0.1 * counted * 0.7 < slow - direct < 0.1 * counted + 1.5


def test_proxy_keeps_order_and_throughput(tmp_path: Path) -> None:
    data = os.urandom(1 << 22)
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = ("127.0.0.1", server.getsockname()[1])
        with DelayProxy(target, delay=0.1, listen=tmp_path / "s", count_calls=False) as proxy:
            begin = time.monotonic()
            received = _pass_through(proxy, server, data)
            elapsed = time.monotonic() - begin
            assert proxy.bytes_up == len(data)
    assert received == data
    assert 0.1 <= elapsed < 2.0


def _pass_through(proxy: DelayProxy, server: socket.socket, data: bytes) -> bytes:
    command = [sys.executable, "-c", SENDER, str(proxy.socket_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as sender:
        accepted, _ = server.accept()
        with accepted, accepted.makefile("rb") as stream:
            assert sender.stdin is not None
            sender.stdin.write(data)
            sender.stdin.close()
            return stream.read()


SENDER = """
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(sys.stdin.buffer.read())
"""


def test_call_counter_reads_a_stream_cut_anywhere() -> None:
    proxy = DelayProxy(("127.0.0.1", 1))
    counter = CallCounter(proxy.program_calls)
    call = (32).to_bytes(4) + (0x20008086).to_bytes(4) + b"\0\0\0\1" + (344).to_bytes(4) + bytes(16)
    beat = (28).to_bytes(4) + (0x6B656570).to_bytes(4) + b"\0\0\0\1\0\0\0\1" + bytes(12)
    for byte in call + beat + call:
        counter.feed(bytes([byte]))
    assert proxy.calls == {344: 2}
    proxy.stop()


class Traces:
    """What one lab could leave behind, told apart from what labs of others have."""

    def __init__(self, number: int, state: Path) -> None:
        self.number = number
        self.state = state
        self.processes = cgroups.processes(cgroups.branch(f"vg{number}"))

    def left(self) -> list[str]:
        """Name everything that is still there."""
        places = [self.state]
        if self.number not in registered():
            places += cgroups.branch(f"vg{self.number}")
            places += Path("/run/netns").glob(f"vg{self.number}-*")
            places += Path("/sys/class/net").glob(f"vg{self.number}*")
        mounts = Path("/proc/self/mounts").read_text().splitlines()
        return [
            *[f"process {process}" for process in cgroups.alive(self.processes)],
            *[str(place) for place in places if place.exists()],
            *[line for line in mounts if str(self.state) in line],
        ]


def test_nothing_is_left_when_a_lab_is_gone() -> None:
    with Lab() as second:
        guest.start_guest(second["alpha"], "left")
        guest.start_container(second["beta"], "box")
        second["beta"].virsh("net-start", "default")
        traces = Traces(second.number, second.state)
        assert len(traces.processes) > 15
    assert traces.left() == []


CRASHING = """
import sys, tests.lab.cluster, tests.lab.guest
lab = tests.lab.cluster.Lab().up()
tests.lab.guest.start_guest(lab["alpha"], "orphan")
print(lab.number, lab.state, flush=True)
sys.stdin.read()
"""


def test_a_killed_run_ends_its_nodes_and_the_next_cleans_up() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CRASHING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run_to_kill:
        assert run_to_kill.stdout is not None
        number, state = run_to_kill.stdout.readline().split()
        traces = Traces(int(number), Path(state))
        run_to_kill.send_signal(signal.SIGKILL)
    assert len(traces.processes) > 15
    wait_until(lambda: not cgroups.processes(cgroups.branch(f"vg{number}")), "the nodes to end")
    remove_stale()
    assert traces.left() == []


def test_a_lab_meant_to_stay_outlives_its_maker_until_it_is_taken_down() -> None:
    # The path of a socket has 107 characters at most, and a worker's own folder takes most of it.
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        _keep_and_take_down(Path(folder) / "kept")


def _keep_and_take_down(state: Path) -> None:
    command = [sys.executable, "-m", "tests.lab"]
    printed = run([*command, "up", "--state", str(state)])
    number = next(key for key, facts in registered().items() if facts["state"] == str(state))
    traces = Traces(number, state)
    socket_path = state / "gamma" / "run" / "libvirt" / "libvirt-sock"
    assert str(socket_path) in printed
    assert answers(f"lxc+unix:///system?socket={socket_path}")
    remove_stale()
    assert socket_path.exists()
    run([*command, "down", "--state", str(state)])
    assert traces.left() == []


def test_the_reason_is_said_where_the_lab_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lab_unavailable_reason() is None
    monkeypatch.setattr(cluster, "COMMANDS", ("ip", "no-such-command"))
    assert lab_unavailable_reason() == "needs the commands no-such-command"
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert lab_unavailable_reason() == "needs root"
