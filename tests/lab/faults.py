"""What can go wrong with a node, on purpose, and how it is put right."""

import os
import signal
from pathlib import Path

from tests.lab.shell import LabError, run, wait_until


class Faults:
    """Faults of a node; `Node` brings the attributes."""

    name: str
    address: str
    run_folder: Path
    switch: str
    port: str

    @property
    def uri(self) -> str:
        """The QEMU driver's URI."""
        raise NotImplementedError

    def spawn(self, *arguments: str) -> int:
        """Start a process in the node."""
        raise NotImplementedError

    def run(self, *arguments: str, timeout: float = 60.0, check: bool = True) -> str:
        """Run a command in the node."""
        raise NotImplementedError

    def path(self, inside: str) -> Path:
        """Return where a file of the node lies outside."""
        raise NotImplementedError

    @property
    def daemon_pid(self) -> int | None:
        """The process of libvirtd, None when there is none."""
        try:
            pid = int((self.run_folder / "libvirtd.pid").read_text())
            name = Path(f"/proc/{pid}/comm").read_text().strip()
        except (OSError, ValueError):
            return None
        return pid if name == "libvirtd" and _state(pid) not in "ZX" else None

    def stop_daemon(self) -> None:
        """Freeze libvirtd: it stays connected and answers nothing."""
        pid = self._signal(signal.SIGSTOP)
        wait_until(lambda: _state(pid) == "T", f"libvirtd of {self.name} to stand still")

    def continue_daemon(self) -> None:
        """Let a frozen libvirtd go on."""
        if self.daemon_pid is not None:
            self._signal(signal.SIGCONT)

    def kill_daemon(self) -> None:
        """End libvirtd at once; its guests and containers go on."""
        self._signal(signal.SIGKILL)
        wait_until(lambda: self.daemon_pid is None, f"libvirtd of {self.name} to end")

    def start_daemon(self) -> None:
        """Start libvirtd, if there is none, and wait until it answers."""
        if self.daemon_pid is None:
            self.spawn("libvirtd", "--pid-file", "/run/libvirtd.pid")
        self.wait_daemon()

    def wait_daemon(self, timeout: float = 30.0) -> None:
        """Wait until libvirtd answers a call."""
        socket = self.run_folder / "libvirt" / "libvirt-sock"
        wait_until(lambda: self.daemon_pid is not None and socket.exists(), f"{socket}", timeout)
        wait_until(lambda: answers(self.uri), f"libvirtd of {self.name} to answer", timeout)

    def _signal(self, number: signal.Signals) -> int:
        pid = self.daemon_pid
        if pid is None:
            raise LabError(f"{self.name} has no libvirtd")
        os.kill(pid, number)
        return pid

    def link_down(self) -> None:
        """Take the node's cable out: packets are lost silently."""
        run(["ip", "-n", self.switch, "link", "set", self.port, "down"])

    def link_up(self) -> None:
        """Put the cable back."""
        run(["ip", "-n", self.switch, "link", "set", self.port, "up"])

    def limit_rate(self, megabits: int | None) -> None:
        """Limit what flows towards the node, in Mbit/s; None takes the limit away."""
        base = ["tc", "-n", self.switch, "qdisc"]
        if megabits is None:
            run([*base, "del", "dev", self.port, "root"], check=False)
            return
        shape = ["tbf", "rate", f"{megabits}mbit", "burst", "256k", "latency", "50ms"]
        run([*base, "replace", "dev", self.port, "root", *shape])

    def new_host_keys(self) -> None:
        """Give sshd another host key, as a reinstalled machine has."""
        key = "/etc/ssh/ssh_host_ed25519_key"
        self.run("rm", "-f", key, f"{key}.pub")
        self.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", self.name, "-f", key)
        line = self.path(f"{key}.pub").read_text().split()[1]
        os.kill(int((self.run_folder / "sshd.pid").read_text()), signal.SIGHUP)
        wait_until(lambda: line in self.scan_host_key(), f"sshd of {self.name} to show its new key")

    def scan_host_key(self) -> str:
        """Return the known_hosts line of the key that sshd shows now, empty when it does not."""
        scan = ["ssh-keyscan", "-T", "2", "-t", "ed25519", self.address]
        return run(scan, check=False).strip()

    def restore(self) -> None:
        """Undo every fault: link, rate, daemon."""
        self.link_up()
        self.limit_rate(None)
        self.continue_daemon()
        self.start_daemon()


def answers(uri: str) -> bool:
    """Tell whether a libvirt daemon answers within a few seconds."""
    try:
        return bool(run(["virsh", "-q", "-c", uri, "uri"], timeout=5.0, check=False).strip())
    except LabError:
        return False


def _state(pid: int) -> str:
    """Return the letter of a process's state, X when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"
