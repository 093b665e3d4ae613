"""More SSH servers on a node, each on a port of its own with options of its own."""

import base64
import hashlib
import hmac
import os
import signal
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.lab.node import Node
from tests.lab.shell import run, wait_until

TOTP_SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEH"
"""The secret of the second factor, in base 32."""

PAM: Final = """\
auth requisite pam_unix.so
auth required pam_google_authenticator.so secret=/root/.second_factor user=root no_increment_hotp
account required pam_permit.so
session required pam_permit.so
"""


@contextmanager
def extra_sshd(node: Node, port: int, *options: str) -> Iterator[int]:
    """Run another sshd on the node while the context lasts; gives its port."""
    words = [word for option in options for word in ("-o", option)]
    pid_file = f"/run/sshd-{port}.pid"
    node.spawn(
        "/usr/sbin/sshd", "-D", "-e", "-f", "/etc/ssh/sshd_config",
        "-p", str(port), "-o", f"PidFile={pid_file}", *words,
    )  # fmt: skip
    file = node.run_folder / f"sshd-{port}.pid"
    wait_until(file.exists, f"sshd of {node.name} on port {port}")
    try:
        yield port
    finally:
        os.kill(int(file.read_text()), signal.SIGKILL)
        file.unlink()


@contextmanager
def two_factor_sshd(node: Node, port: int) -> Iterator[int]:
    """An sshd that asks for the password and a code that changes with the time, through PAM."""
    # sshd takes the PAM service of its program's name; the file is laid over inside the node only.
    service = node.folder / "pam-sshd"
    service.write_text(PAM)
    secret = node.path("/root/.second_factor")
    secret.write_text(f'{TOTP_SECRET}\n" WINDOW_SIZE 17\n" TOTP_AUTH\n')
    secret.chmod(0o400)
    node.run("mount", "--bind", str(service), "/etc/pam.d/sshd")
    try:
        with extra_sshd(
            node, port, "UsePAM=yes", "KbdInteractiveAuthentication=yes",
            "PasswordAuthentication=no", "PubkeyAuthentication=no",
        ) as ready:  # fmt: skip
            yield ready
    finally:
        node.run("umount", "/etc/pam.d/sshd")
        secret.unlink()


def one_time_code(at: float | None = None) -> str:
    """The six digits that the second factor expects now (RFC 6238)."""
    padded = TOTP_SECRET + "=" * (-len(TOTP_SECRET) % 8)
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(padded), counter, hashlib.sha1).digest()
    start = digest[-1] & 0xF
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def certify_host(node: Node, folder: Path, *principals: str) -> str:
    """Have a new authority sign the node's host key; the authority's public line.

    The certificate is at /etc/ssh/ssh_host_ed25519_key-cert.pub on the node.
    """
    authority = folder / "authority"
    run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "authority", "-f", str(authority)])
    public = folder / "host.pub"
    public.write_text(node.path("/etc/ssh/ssh_host_ed25519_key.pub").read_text())
    sign = ["ssh-keygen", "-q", "-s", str(authority), "-I", node.name, "-h"]
    run([*sign, "-n", ",".join(principals), str(public)])
    made = folder / "host-cert.pub"
    node.path("/etc/ssh/ssh_host_ed25519_key-cert.pub").write_text(made.read_text())
    return Path(f"{authority}.pub").read_text().strip()


@contextmanager
def agent_with(folder: Path, *keys: Path) -> Iterator[str]:
    """A real ssh-agent that holds keys; gives its socket."""
    socket = folder / "agent.sock"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    try:
        wait_until(socket.exists, "the agent")
        environ = {**os.environ, "SSH_AUTH_SOCK": str(socket)}
        for key in keys:
            subprocess.run(["ssh-add", "-q", str(key)], env=environ, check=True)
        yield str(socket)
    finally:
        agent.terminate()
        agent.wait(10)
