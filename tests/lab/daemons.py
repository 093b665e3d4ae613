"""More libvirt daemons on a node, each with its own configuration and nothing of the node's own.

Such a daemon has a mount namespace of its own with empty folders for state and configuration, so
that it needs no other node, and the node's libvirtd does not notice it.
"""

import os
import shlex
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.lab.certificates import Authority
from tests.lab.node import Node
from tests.lab.settings import PASSWORD_HASH
from tests.lab.shell import LabError, wait_until

TLS_PORT: Final = 16514
TCP_PORT: Final = 16509

_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
_OWN_FOLDERS: Final = ("/run/libvirt", "/etc/libvirt", "/var/lib/libvirt", "/var/log/libvirt")


@dataclass(frozen=True)
class ExtraDaemon:
    """A libvirtd beside the node's own."""

    node: Node
    folder: Path
    pid: int

    @property
    def socket(self) -> Path:
        """Its Unix socket, as seen from outside the node."""
        return self.folder / "libvirt-sock"

    def uri(self, transport: str, query: str = "") -> str:
        """The address of its QEMU driver for a client outside the node."""
        if transport == "unix":
            return f"qemu+unix:///system?socket={self.socket}"
        return f"qemu+{transport}://{self.node.address}/system{query}"


@contextmanager
def extra_daemon(node: Node, *settings: str, sasl: str = "") -> Iterator[ExtraDaemon]:
    """Run another libvirtd on the node while the context lasts.

    Args:
        node: where.
        settings: lines of libvirtd.conf; with a "listen_" among them it listens.
        sasl: the SASL library's settings for it; empty for the system's.
    """
    folder = node.folder / "extra-daemon"
    folder.mkdir()
    pid_file = folder / "pid"
    config = folder / "libvirtd.conf"
    base = [f'unix_sock_dir = "{folder}"', f'host_uuid = "{node.host_uuid}"']
    config.write_text("\n".join([*base, *settings, ""]))
    listens = any(line.startswith("listen_t") and line.endswith("1") for line in settings)
    command = ["libvirtd", "--config", str(config), "--pid-file", str(pid_file)]
    steps = [f"mount -t tmpfs none {place}" for place in _OWN_FOLDERS]
    if sasl:
        (folder / "sasl2").mkdir()
        (folder / "sasl2" / "libvirt.conf").write_text(sasl)
        steps.append(f"mount --bind {folder / 'sasl2'} /etc/sasl2")
    steps.append("exec " + shlex.join([*command, *(["--listen"] if listens else [])]))
    log = node.folder / "unshare.log"
    log.unlink(missing_ok=True)
    pid = node.spawn("unshare", "-m", "sh", "-ec", "; ".join(steps))
    made = ExtraDaemon(node, folder, pid)
    try:
        _wait(made, log)
        yield made
    finally:
        _end(pid)
        shutil.rmtree(folder)


def _wait(daemon: ExtraDaemon, log: Path) -> None:
    def is_up() -> bool:
        if not Path(f"/proc/{daemon.pid}").exists():
            raise LabError(log.read_text())
        return daemon.socket.is_socket()

    wait_until(is_up, f"{daemon.socket}")


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), "the other libvirtd to end")


def tls(folder: Path, authority: Authority, *addresses: str, days: int = 10) -> tuple[str, ...]:
    """Settings for a daemon that listens for TLS, with a certificate for those addresses."""
    made = authority.write(folder, "server", *addresses, days=days)
    return (
        "listen_tls = 1",
        f'ca_file = "{made}/cacert.pem"',
        f'cert_file = "{made}/servercert.pem"',
        f'key_file = "{made}/serverkey.pem"',
    )


@contextmanager
def sasl_daemon(
    node: Node, user: str, password: str, *settings: str, mechanism: str = "scram-sha-256"
) -> Iterator[ExtraDaemon]:
    """A daemon whose Unix socket asks for a user name and a password."""
    database = node.folder / "sasl.db"
    config = f"mech_list: {mechanism}\nsasldb_path: {database}\n"
    node.run(
        "sh", "-c", 'printf %s "$1" | saslpasswd2 -p -c -f "$2" -u "$3" -a libvirt "$4"',
        "sh", password, str(database), node.name, user,
    )  # fmt: skip
    try:
        with extra_daemon(node, 'auth_unix_rw = "sasl"', *settings, sasl=config) as made:
            yield made
    finally:
        database.unlink()


@contextmanager
def hidden(node: Node, *programs: str) -> Iterator[None]:
    """Have programs not found on the node; those that it does not have anyway do not matter."""
    found = [path for name in programs if (path := shutil.which(name, path=_PATH))]
    for path in found:
        node.run("mount", "--bind", "/dev/null", path)
    try:
        yield
    finally:
        for path in found:
            node.run("umount", path)


@contextmanager
def plain_user(node: Node, name: str) -> Iterator[str]:
    """A user without any rights on the node, who logs in with the lab's password."""
    users = node.folder / "passwd"
    users.write_text(Path("/etc/passwd").read_text() + f"{name}:x:4711:65534::/:/bin/sh\n")
    secrets = node.folder / "shadow"
    before = secrets.read_text()
    with secrets.open("a") as file:
        file.write(f"{name}:{PASSWORD_HASH}:19000:0:99999:7:::\n")
    node.run("mount", "--bind", str(users), "/etc/passwd")
    try:
        yield name
    finally:
        node.run("umount", "/etc/passwd")
        users.unlink()
        secrets.write_text(before)
