"""The lab: three nodes on one switch, brought up together and taken away without a trace."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from tests.lab import cgroups, guest
from tests.lab.node import Node, NodePlan
from tests.lab.settings import make_key
from tests.lab.shell import LabError, run

REGISTRY = Path("/run/virtgui-lab")
NAMES = ("alpha", "beta", "gamma")
MOST_LABS = 10
COMMANDS = (
    "ip",
    "tc",
    "virsh",
    "libvirtd",
    "virtlogd",
    "virtlockd",
    "dbus-daemon",
    "sshd",
    "ssh-keygen",
    "ssh-keyscan",
    "nsenter",
    "qemu-system-x86_64",
    "qemu-img",
    "busybox",
    "cpio",
)


def lab_unavailable_reason() -> str | None:
    """Say why the lab cannot run here, None when it can."""
    if os.geteuid() != 0:
        return "needs root"
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [name for name in COMMANDS if shutil.which(name, path=path) is None]
    if missing:
        return f"needs the commands {', '.join(missing)}"
    if not cgroups.writable():
        return "needs control groups that can be written"
    if not Path("/proc/self/ns/cgroup").exists() or "overlay" not in _file_systems():
        return "needs a kernel with namespaces and overlay file systems"
    return guest.missing_reason()


def _file_systems() -> str:
    return Path("/proc/filesystems").read_text()


class Lab:
    """Three real libvirt nodes: alpha, beta (which shows two NUMA cells) and gamma."""

    def __init__(self, state: Path | None = None, *, keep: bool = False) -> None:
        """Plan a lab.

        Args:
            state: The folder for everything it writes; a new private one by default.
            keep: Stay up after this process has ended.
        """
        self._wanted_state = state
        self._keep = keep
        self.number = -1
        self.state = Path()
        self.nodes: dict[str, Node] = {}

    @property
    def name(self) -> str:
        """The prefix of all names of this lab: several can stand side by side."""
        return f"vg{self.number}"

    def __getitem__(self, name: str) -> Node:
        return self.nodes[name]

    @property
    def ssh_key(self) -> Path:
        """The private key that opens root on every node."""
        return self.state / "ssh" / "id_ed25519"

    def up(self) -> Self:
        """Bring the nodes up, side by side.

        Raises:
            LabError: a node did not come up; nothing is left of the others.
        """
        remove_stale()
        self._register()
        try:
            self._plan_nodes()
            _make_network(self.name, self.number, list(self.nodes))
            self._start_nodes()
        except BaseException:
            self.down()
            raise
        return self

    def __enter__(self) -> Self:
        return self.up()

    def __exit__(self, *_: object) -> None:
        self.down()

    def _register(self) -> None:
        with _registry_lock():
            numbers = [n for n in range(MOST_LABS) if not (REGISTRY / str(n)).exists()]
            if not numbers:
                raise LabError(f"{MOST_LABS} labs are up already")
            self.number = numbers[0]
            self.state = self._make_state()
            owner = 0 if self._keep else os.getpid()
            facts = {
                "state": str(self.state),
                "owner": owner,
                "born": _born(owner),
                "netns_folder": _is_mount(Path("/run/netns")),
            }
            (REGISTRY / str(self.number)).write_text(json.dumps(facts))

    def _make_state(self) -> Path:
        if self._wanted_state is None:
            return Path(tempfile.mkdtemp(prefix="virtgui-lab-"))
        self._wanted_state.mkdir(parents=True, exist_ok=False)
        return self._wanted_state.resolve()

    def _plan_nodes(self) -> None:
        if _is_overlay(self.state):
            run(["mount", "-t", "tmpfs", "tmpfs", str(self.state)])
        for position, name in enumerate(NAMES):
            address = f"10.213.{77 + self.number}.{11 + position}"
            plan = NodePlan(name, self.name, address, numa=name == "beta")
            self.nodes[name] = Node(plan, self.state)

    def _start_nodes(self) -> None:
        nodes = list(self.nodes.values())
        lines = ["127.0.0.1 localhost", *[f"{node.address} {node.name}" for node in nodes], ""]
        hosts = "\n".join(lines)
        public = make_key(self.ssh_key, "lab")
        owner = 0 if self._keep else os.getpid()
        with ThreadPoolExecutor(len(nodes)) as pool:
            list(pool.map(lambda node: node.prepare(hosts, public), nodes))
            known = "".join(f"{node.host_key()}\n" for node in nodes)
            list(pool.map(lambda node: _start(node, known, owner), nodes))

    def down(self) -> None:
        """Take everything away."""
        if self.number < 0:
            return
        for node in self.nodes.values():
            node.stop()
            node.keep_capabilities()
        _remove(self.number)
        self.number, self.nodes = -1, {}


def _start(node: Node, known_hosts: str, owner: int) -> None:
    node.trust(known_hosts)
    node.start(owner)
    node.start_services()
    node.wait_daemon()


def _make_network(lab: str, number: int, names: list[str]) -> None:
    """A switch in a namespace of its own (where no firewall of the machine filters) and cables."""
    switch = f"{lab}-switch"
    lines = [f"netns add {switch}", *[f"netns add {lab}-{name}" for name in names]]
    lines += [f"link add {lab} type veth peer name uplink netns {switch}"]
    lines += [f"addr add 10.213.{77 + number}.1/24 dev {lab}", f"link set {lab} up"]
    run(["ip", "-batch", "-"], text="\n".join(lines) + "\n")
    ports = [f"{lab}-{name}" for name in names]
    inner = ["link add br0 type bridge", "link set br0 up"]
    inner += [f"link add {port} type veth peer name eth0 netns {port}" for port in ports]
    inner += [f"link set {port} master br0 up" for port in ["uplink", *ports]]
    run(["ip", "-n", switch, "-batch", "-"], text="\n".join(inner) + "\n")
    for position, port in enumerate(ports):
        address = f"10.213.{77 + number}.{11 + position}/24"
        own = ["link set lo up", f"addr add {address} dev eth0", "link set eth0 up"]
        own += [f"route add default via 10.213.{77 + number}.1"]
        run(["ip", "-n", port, "-batch", "-"], text="\n".join(own) + "\n")


@contextmanager
def _registry_lock() -> Iterator[None]:
    """Keep other processes from taking the same number or removing a lab that is being made."""
    while True:
        REGISTRY.mkdir(exist_ok=True)
        lock = os.open(REGISTRY, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if REGISTRY.exists() and os.fstat(lock).st_ino == REGISTRY.stat().st_ino:
            break
        os.close(lock)
    try:
        yield
    finally:
        if not any(REGISTRY.iterdir()):
            REGISTRY.rmdir()
        os.close(lock)


def _born(pid: int) -> str:
    """Return when a process started: with its id that names it for good. Empty when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def registered() -> dict[int, dict[str, object]]:
    """Return the facts of every lab that is up or was left behind, by number."""
    if not REGISTRY.exists():
        return {}
    return {int(file.name): json.loads(file.read_text()) for file in sorted(REGISTRY.iterdir())}


def remove_stale(*, kept: bool = False, state: Path | None = None) -> list[int]:
    """Remove what ended processes left behind; return the numbers of those labs.

    Args:
        kept: Remove the labs that are meant to stay as well.
        state: Remove only the lab of this folder.
    """
    removed = []
    with _registry_lock():
        for number, facts in registered().items():
            owner = int(str(facts["owner"]))
            if state is not None and str(state) != facts["state"]:
                continue
            if kept if owner == 0 else _born(owner) != facts["born"]:
                _remove_locked(number)
                removed.append(number)
    return removed


def _remove(number: int) -> None:
    with _registry_lock():
        _remove_locked(number)


def _remove_locked(number: int) -> None:
    """Remove processes, groups, network, files, in this order, whatever part of them is there."""
    file = REGISTRY / str(number)
    facts = json.loads(file.read_text())
    lab = f"vg{number}"
    _end_nodes(lab, Path(str(facts["state"])))
    groups = cgroups.branch(lab)
    cgroups.remove(groups)
    _remove_network(lab, netns_folder=bool(facts["netns_folder"]))
    state = Path(str(facts["state"]))
    if _is_mount(state):
        run(["umount", str(state)])
    if state.exists():
        shutil.rmtree(state)
    file.unlink()


def _end_nodes(lab: str, state: Path) -> None:
    """End what runs; a node's first process last, so that no dead child stays uncollected."""
    for name in NAMES:
        groups = cgroups.branch(lab, name)
        try:
            first = int((state / name / "pid").read_text())
        except (OSError, ValueError):
            first = 0
        if first in cgroups.processes(groups):
            cgroups.kill_all(groups, spare=first)
    cgroups.kill_all(cgroups.branch(lab))


def _is_mount(folder: Path) -> bool:
    """Tell from the table: a folder bound to itself looks like no mount to `stat`."""
    lines = Path("/proc/self/mounts").read_text().splitlines()
    return str(folder) in [line.split()[1] for line in lines]


def _remove_network(lab: str, *, netns_folder: bool) -> None:
    folder = Path("/run/netns")
    for name in [entry.name for entry in folder.glob(f"{lab}-*")]:
        run(["ip", "netns", "del", name])
    if Path(f"/sys/class/net/{lab}").exists():
        run(["ip", "link", "del", lab], check=False)
    if not netns_folder and _is_mount(folder) and not any(folder.iterdir()):
        run(["umount", str(folder)])
        folder.rmdir()


def _is_overlay(folder: Path) -> bool:
    return run(["stat", "-f", "-c", "%T", str(folder)]).strip().startswith("overlay")
