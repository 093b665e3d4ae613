"""Nodes over SSH: opening over a slow link, calls through the tunnel, one node silent."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import libvirt

from benchmarks import running
from benchmarks.bench import Bench
from benchmarks.figures import Figure, quantile
from benchmarks.running import scratch
from tests.lab.delay_proxy import DelayProxy
from tests.lab.node import Node
from tests.lab.shell import run
from virtgui.backend.fleet import Fleet, start_event_loop
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import Message, StatusChanged
from virtgui.core.ports import Polling
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.core.values.sample import SampleBatch

DELAY = 0.025
DOMAINS = 500
RUNNING = 5
CALLS = 60
INTERVAL = 1.0
SILENCE = 15.0
SETTLING = 6.0
"""Seconds until what follows an opening is over."""


def measure(bench: Bench) -> None:
    """Everything on one filled node, with two others beside it."""
    node = bench.lab["alpha"]
    bench.fill(node, DOMAINS, RUNNING)
    start_event_loop(_raise)
    _start(bench, node)
    _open(bench, node)
    _calls(bench, node)
    _silence(bench)
    _stalls(bench, node)


def _raise(error: BaseException) -> None:
    raise error


def _start(bench: Bench, node: Node) -> None:
    """The whole program from its start; its floor is the bare table over libvirt's own SSH."""
    own, bare = [], []
    for _ in bench.times(5):
        with _slow(node) as port:
            with running.virtgui(DOMAINS, [_uri(node, "127.0.0.1", port)]) as program:
                own.append(program.usable())
            with running.floor(DOMAINS, _libvirt_uri(node, "127.0.0.1", port)) as program:
                bare.append(program.usable())
    work = f"start, connect over SSH and list {DOMAINS} domains, 50 ms round trip"
    bench.add(Figure(work, "s", own, 1.2, floor=bare))


def _open(bench: Bench, node: Node) -> None:
    """From the wish to connect to all rows, in a program that runs already."""
    own, theirs, connections = [], [], []
    for _ in bench.times(5):
        with _slow(node) as port:
            watcher, fleet = _fleet()
            before = _established(node)
            begun = time.monotonic()
            fleet.connect(_spec(_uri(node, "127.0.0.1", port), "node"))
            watcher.wait(lambda seen=watcher: len(seen.domains) >= DOMAINS)
            own.append(time.monotonic() - begun)
            connections.append(float(_established(node) - before))
            fleet.close()
            begun = time.monotonic()
            connection = libvirt.open(_libvirt_uri(node, "127.0.0.1", port))
            connection.listAllDomains()
            theirs.append(time.monotonic() - begun)
            connection.close()
    work = f"connect over SSH and list {DOMAINS} domains, 50 ms round trip"
    note = "floor: libvirt's own qemu+ssh, opening and one list"
    bench.add(Figure(work, "s", own, 1.2, floor=theirs, note=note))
    bench.add(Figure("SSH connections for it", "", connections, 1, digits=0))


def _calls(bench: Bench, node: Node) -> None:
    """A bulk statistics call through our tunnel and through libvirt's, in turn."""
    from virtgui.backend.answers import Answers
    from virtgui.backend.progress import Progress
    from virtgui.backend.prompter import Prompter
    from virtgui.backend.secrets import SecretStore
    from virtgui.backend.ways import Ways

    watcher = _Watcher()
    answers = Answers(SecretStore(scratch() / "secrets.json"))
    ways = Ways(Prompter(watcher), answers, _raise, scratch())
    way = ways.make(_spec(_uri(node, node.address, 22), "node"), Progress())
    ours = way.open()
    theirs = libvirt.open(_libvirt_uri(node, node.address, 22))
    own, bare = [], []
    for _ in range(CALLS):
        own.append(_timed(ours))
        bare.append(_timed(theirs))
    ours.close()
    theirs.close()
    way.close()
    ways.close()
    work = f"bulk statistics of {DOMAINS} domains through the tunnel"
    note = "floor: libvirt's own qemu+ssh"
    bench.add(Figure(work, "ms", own, budget_ratio=1.5, floor=bare, digits=1, note=note))


def _timed(connection: libvirt.virConnect) -> float:
    begun = time.monotonic()
    connection.getAllDomainStats(0, 0)
    return (time.monotonic() - begun) * 1000


def _silence(bench: Bench) -> None:
    """One node's cable is out: how late the polls of the others are."""
    silent, other = bench.lab["gamma"], bench.lab["beta"]
    watcher, fleet = _fleet()
    for node in (silent, other):
        fleet.connect(_spec(_uri(node, node.address, 22), node.name))
    names = (silent.name, other.name)
    watcher.wait(lambda: all(watcher.states.get(name) is _UP for name in names))
    calm = watcher.latest_poll(other.name, SILENCE)
    silent.link_down()
    begun = time.monotonic()
    late = watcher.latest_poll(other.name, SILENCE)
    noticed = watcher.left_at[silent.name] - begun
    silent.link_up()
    begun = time.monotonic()
    watcher.wait(lambda: watcher.states[silent.name] is _UP, 60)
    back = time.monotonic() - begun
    fleet.close()
    note = f"with the cable in: {calm:.0f}"
    work = "over SSH, most that another node's poll was late while one is silent"
    bench.add(Figure(work, "ms", [late], digits=0, note=note))
    bench.add(Figure("over SSH, a cut cable noticed", "s", [noticed], 10, digits=1))
    bench.add(Figure("over SSH, connected again after the cable is back", "s", [back], digits=1))


def _stalls(bench: Bench, node: Node) -> None:
    """The window's heartbeat while one of two nodes is silent, lost, and tried again."""
    silent = bench.lab["gamma"]
    uris = [_uri(one, one.address, 22) for one in (node, silent)]
    with running.virtgui(DOMAINS, uris, interval=INTERVAL, all_columns=True) as program:
        program.usable()
        time.sleep(SETTLING)
        silent.link_down()
        lateness, machine = program.lateness(SILENCE * 2)
        silent.link_up()
    note = f"the machine itself {quantile(machine, 0.99):.1f} / {max(machine):.0f} ms"
    work = f"over SSH, heartbeat p99, {DOMAINS} domains, one node silent"
    bench.add(Figure(work, "ms", [quantile(lateness, 0.99)], 16, digits=1, note=note))
    bench.add(Figure("over SSH, longest stall of the window then", "ms", [max(lateness)], 50))
    bench.add_lateness(f"over SSH, {DOMAINS} domains, one node silent", lateness)


_UP = ConnectionState.CONNECTED


class _Watcher:
    """A sink that keeps what is measured here."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.domains: set[object] = set()
        self.states: dict[str, ConnectionState] = {}
        self.left_at: dict[str, float] = {}
        self.polls: dict[str, list[float]] = {}

    def post(self, message: Message) -> None:
        """Take a message."""
        with self._condition:
            if isinstance(message, ChangeSet):
                self.domains.update(row.ref for row in message.values if row.ref.kind == "domain")
            elif isinstance(message, StatusChanged):
                name, state = message.status.id, message.status.state
                if self.states.get(name) is _UP and state is not _UP:
                    self.left_at[name] = time.monotonic()
                self.states[name] = state
            elif isinstance(message, SampleBatch):
                self.polls.setdefault(message.connection, []).append(time.monotonic())
            self._condition.notify_all()

    def wait(self, condition: "object", seconds: float = 30.0) -> None:
        """Wait until something is so."""
        assert callable(condition)
        with self._condition:
            if not self._condition.wait_for(condition, seconds):
                raise TimeoutError(f"{self.states}, {len(self.domains)} domains")

    def latest_poll(self, name: str, seconds: float) -> float:
        """The most that a poll came later than its pace in some time from now, milliseconds."""
        begun = time.monotonic()
        time.sleep(seconds)
        with self._condition:
            times = [at for at in self.polls[name] if at >= begun]
        gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
        return max(0.0, max(gaps) - INTERVAL) * 1000


def _fleet() -> tuple[_Watcher, Fleet]:
    watcher = _Watcher()
    cache = scratch() / f"cache-{time.monotonic_ns()}.sqlite"
    return watcher, Fleet(watcher, cache, Polling(INTERVAL))


def _spec(uri: str, name: str) -> ConnectionSpec:
    return ConnectionSpec(ConnectionId(name), uri, name)


def _uri(node: Node, host: str, port: int) -> str:
    known = _known_hosts(node, host, port)
    return f"qemu+ssh://root@{host}:{port}/system?keyfile={node.ssh_key}&known_hosts={known}"


def _libvirt_uri(node: Node, host: str, port: int) -> str:
    """libvirt's own SSH, by an `ssh` that leaves the user's own known hosts alone."""
    known = _known_hosts(node, host, port)
    program = scratch() / f"ssh-{host}-{port}"
    program.write_text(f'#!/bin/sh\nexec ssh -F none -o UserKnownHostsFile={known} "$@"\n')
    program.chmod(0o755)
    way = f"keyfile={node.ssh_key}&command={program}&no_tty=1"
    return f"qemu+ssh://root@{host}:{port}/system?{way}"


def _known_hosts(node: Node, host: str, port: int) -> Path:
    file = scratch() / f"known-{host}-{port}"
    key = node.host_key().split(" ", 1)[1]
    file.write_text(f"{host if port == 22 else f'[{host}]:{port}'} {key}\n")
    return file


@contextmanager
def _slow(node: Node) -> Iterator[int]:
    """A port that leads to the node's SSH server, 50 ms round trip away."""
    target = (node.address, 22)
    with DelayProxy(target, delay=DELAY, listen=("127.0.0.1", 0), count_calls=False) as proxy:
        yield proxy.port


def _established(node: Node) -> int:
    enter = ["nsenter", "-t", str(node.first_pid), "-n", "--"]
    text = run([*enter, "ss", "-Htn", "state", "established", "sport", "=", ":22"])
    return len(text.splitlines())
