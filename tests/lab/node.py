"""One node: its folders, its namespaces, its daemons, and ways in."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

from tests.lab import cgroups, settings
from tests.lab.faults import Faults
from tests.lab.shell import LabError, run, wait_until

CAPABILITIES = Path("/var/cache/virtgui-lab/qemu-capabilities")
INSIDE = Path(__file__).with_name("inside.py")


@dataclass(frozen=True)
class NodePlan:
    """What tells one node of a lab from the others."""

    name: str
    lab: str
    address: str
    numa: bool = False


class Node(Faults):
    """A libvirt node in its own namespaces."""

    def __init__(self, plan: NodePlan, state: Path) -> None:
        self.plan = plan
        self.name = plan.name
        self.address = plan.address
        self.state = state
        self.folder = state / plan.name
        self.run_folder = self.folder / "run"
        self.netns = f"{plan.lab}-{plan.name}"
        self.port = self.netns
        self.switch = f"{plan.lab}-switch"
        self.user = "root"
        self.password = settings.PASSWORD
        self.ssh_key = state / "ssh" / "id_ed25519"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def host_uuid(self) -> str:
        """The uuid this node's libvirtd gives as its host's."""
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{self.name}.lab.example"))

    @property
    def socket(self) -> Path:
        """libvirtd's socket, as seen from outside the node."""
        return self.run_folder / "libvirt" / "libvirt-sock"

    @property
    def uri(self) -> str:
        """The QEMU driver's URI for a client outside the node."""
        return f"qemu+unix:///system?socket={self.socket}"

    @property
    def lxc_uri(self) -> str:
        """The LXC driver's URI for a client outside the node."""
        return f"lxc+unix:///system?socket={self.socket}"

    @property
    def ssh_uri(self) -> str:
        """A URI for libvirt's own SSH transport with the lab's key."""
        return f"qemu+ssh://root@{self.address}/system?keyfile={self.ssh_key}"

    def path(self, inside: str) -> Path:
        """Return where a file of the running node is found from outside, to read and to write.

        Through the node's own mounts: a change made in an overlay's upper folder may go unseen.
        """
        return Path(f"/proc/{self.first_pid}/root{inside}")

    @property
    def first_pid(self) -> int:
        """The node's first process; it holds the namespaces."""
        return int((self.folder / "pid").read_text())

    def _upper(self, target: str) -> Path:
        return self.folder / "upper" / settings.overlay_name(target)

    def prepare(self, hosts: str, public_key: str) -> None:
        """Write the node's folders and configuration."""
        for target in settings.OVERLAID:
            self._upper(target).mkdir(parents=True)
            (self.folder / "work" / settings.overlay_name(target)).mkdir(parents=True)
        self._upper("/root").chmod(0o700)
        for name in settings.RUN_FOLDERS:
            (self.run_folder / name).mkdir(parents=True)
        (self.folder / "hosts").write_text(hosts)
        (self.folder / "resolv.conf").touch()
        (self.folder / "dbus.conf").write_text(settings.DBUS)
        settings.write_shadow(self.folder / "shadow")
        self._write_libvirt()
        self._write_ssh(public_key)
        if self.plan.numa:
            settings.write_numa_view(self.folder / "numa")

    def _write_libvirt(self) -> None:
        etc = self._upper("/etc/libvirt")
        (etc / "libvirtd.conf").write_text(settings.LIBVIRTD.format(uuid=self.host_uuid))
        (etc / "qemu.conf").write_text(settings.QEMU)
        (etc / "lxc.conf").write_text(settings.LXC)
        (self._upper("/var/lib/libvirt") / "images").mkdir(mode=0o711)
        if CAPABILITIES.exists():
            ignored = shutil.ignore_patterns("*[!l]")
            shutil.copytree(CAPABILITIES, self._capabilities(), ignore=ignored)

    def _capabilities(self) -> Path:
        return self._upper("/var/cache/libvirt") / "qemu" / "capabilities"

    def keep_capabilities(self) -> None:
        """Save what libvirt found out about QEMU for the next lab; libvirt checks that it holds."""
        CAPABILITIES.mkdir(parents=True, exist_ok=True)
        for found in self._capabilities().glob("*.xml"):
            kept = CAPABILITIES / found.name
            if not kept.exists() or kept.read_bytes() != found.read_bytes():
                part = kept.with_suffix(f".{os.getpid()}")
                part.write_bytes(found.read_bytes())
                part.rename(kept)

    def _write_ssh(self, public_key: str) -> None:
        etc = self._upper("/etc/ssh")
        (etc / "sshd_config").write_text(settings.SSHD)
        settings.make_key(etc / "ssh_host_ed25519_key", self.name)
        home = self._upper("/root") / ".ssh"
        home.mkdir(mode=0o700)
        (home / "authorized_keys").write_text(public_key + "\n")
        (home / "id_ed25519").touch(mode=0o600)
        (home / "id_ed25519").write_text(self.ssh_key.read_text())
        (home / "config").write_text("")

    def trust(self, known_hosts: str) -> None:
        """Let root on this node log in to the others without a question."""
        (self._upper("/root") / ".ssh" / "known_hosts").write_text(known_hosts)

    def host_key(self) -> str:
        """Return the known_hosts line of this node's key."""
        key_file = self._upper("/etc/ssh") / "ssh_host_ed25519_key.pub"
        kind, key = key_file.read_text().split()[:2]
        return f"{self.address} {kind} {key}"

    def start(self, owner: int) -> None:
        """Start the node's first process; it ends when the process `owner` does (0: never)."""
        config = self.folder / "inside.json"
        config.write_text(json.dumps(self._config(owner)))
        with (self.folder / "inside.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(INSIDE), str(config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )
        (self.folder / "pid").write_text(str(self._process.pid))

    def _config(self, owner: int) -> dict[str, object]:
        lab = self.plan.lab
        work = self.folder / "work"
        names = {target: settings.overlay_name(target) for target in settings.OVERLAID}
        overlays = [
            (target, str(self._upper(target)), str(work / name)) for target, name in names.items()
        ]
        return {
            "name": self.name,
            "netns": self.netns,
            "owner": owner,
            "agent": str(self._agent),
            "cgroups": [str(place) for place in cgroups.make_branch(lab, self.name)],
            "hierarchies": {name: str(place) for name, place in cgroups.hierarchies().items()},
            "overlays": overlays,
            "binds": self._binds(),
        }

    def _binds(self) -> list[tuple[str, str]]:
        binds = [(str(self.folder / name), f"/etc/{name}") for name in ("hosts", "shadow")]
        resolver = Path("/etc/resolv.conf").resolve()
        if resolver.is_relative_to("/etc") and resolver.exists():
            binds.append((str(self.folder / "resolv.conf"), str(resolver)))
        if self.plan.numa:
            binds.append((str(self.folder / "numa"), "/sys/devices/system/node"))
        return [*binds, (str(self.run_folder), "/run")]

    @property
    def _agent(self) -> Path:
        return self.folder / "agent"

    def start_services(self) -> None:
        """Start the daemons; `wait_daemon` says when libvirtd answers."""
        wait_until(self._inside_ready, f"{self.name} to enter its namespaces")
        self.spawn(
            "dbus-daemon", f"--config-file={self.folder / 'dbus.conf'}", "--nofork", "--nopidfile"
        )
        bus = self.run_folder / "dbus" / "system_bus_socket"
        wait_until(bus.exists, f"D-Bus of {self.name}")
        self.spawn("virtlogd")
        self.spawn("virtlockd")
        self.spawn("libvirtd", "--pid-file", "/run/libvirtd.pid")
        self.spawn("/usr/sbin/sshd", "-D", "-e", "-f", "/etc/ssh/sshd_config")

    def _inside_ready(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise LabError((self.folder / "inside.log").read_text())
        return self._agent.exists()

    def spawn(self, *arguments: str) -> int:
        """Start a process in the node and return its id; its output goes to a file of its name.

        Raises:
            LabError: it cannot be started.
        """
        log = self.folder / f"{Path(arguments[0]).name}.log"
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10.0)
            connection.connect(str(self._agent))
            request = json.dumps({"arguments": arguments, "log": str(log)}) + "\n"
            connection.sendall(request.encode())
            reply = json.loads(connection.makefile().readline())
        if "error" in reply:
            raise LabError(f"{arguments[0]} on {self.name}: {reply['error']}")
        return int(reply["pid"])

    def run(self, *arguments: str, timeout: float = 60.0, check: bool = True) -> str:
        """Run a command inside the node to its end and return what it printed."""
        enter = ["nsenter", "-t", str(self.first_pid), "-m", "-u", "-n", "-C", "--"]
        return run([*enter, *arguments], timeout=timeout, check=check)

    def commands(self) -> list[str]:
        """Return the command lines of the processes of this node, and of no other."""
        found = []
        for pid in cgroups.processes(self._groups()):
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                found.append(b" ".join(words).decode(errors="replace").strip())
        return found

    def virsh(self, *arguments: str, lxc: bool = False, timeout: float = 60.0) -> str:
        """Run virsh on this node's QEMU (or LXC) driver and return what it printed."""
        uri = self.lxc_uri if lxc else self.uri
        return run(["virsh", "-q", "-c", uri, *arguments], timeout=timeout)

    def is_clean(self) -> bool:
        """Tell from the files alone whether nothing that a test made is left on the node."""
        etc, live = "/etc/libvirt", "/run/libvirt"
        kept = ["qemu", "lxc", "storage", "secrets"]
        folders = [f"{etc}/{name}" for name in kept] + [f"{live}/{name}" for name in kept]
        found = [entry for folder in folders for entry in self._files(folder, ".xml")]
        found += self._files(f"{live}/network", ".xml") + self._files("/var/lib/libvirt/images")
        networks = self._files(f"{etc}/qemu/networks", ".xml")
        return not found and all(entry.name == "default.xml" for entry in networks)

    def sweep(self) -> None:
        """Destroy and undefine everything that was made on the node."""
        if self.is_clean():
            return
        run([sys.executable, "-m", "tests.lab.sweep", self.uri, self.lxc_uri], timeout=120.0)
        for volume in self._files("/var/lib/libvirt/images"):
            volume.unlink()

    def _files(self, folder: str, ending: str = "") -> list[Path]:
        try:
            found = [Path(entry) for entry in os.scandir(self.path(folder)) if entry.is_file()]
        except FileNotFoundError:
            return []
        return [file for file in found if file.name.endswith(ending)]

    def _groups(self) -> list[Path]:
        return cgroups.branch(self.plan.lab, self.name)

    def stop(self) -> None:
        """End every process of the node."""
        alive = self._process is not None and self._process.poll() is None
        if alive:
            cgroups.kill_all(self._groups(), spare=self.first_pid)
        cgroups.kill_all(self._groups())
        if self._process is not None:
            self._process.wait(10.0)
        cgroups.remove(self._groups())
