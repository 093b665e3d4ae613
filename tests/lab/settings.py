"""What a node's folders and configuration files hold."""

import os
import subprocess
from pathlib import Path
from typing import Final

PASSWORD: Final = "lab"
# root's password on every node, made by `openssl passwd -6 -salt virtguilab lab`
PASSWORD_HASH: Final = (
    "$6$virtguilab$Aty.D5nowDJLvWNfpjzwuROdxSnrEy3D5PbyO/pUv26iyWgXCDZTs30Lh7K5teG3"
    "gC2yO2yvZOzQ.08BtTTzy1"
)
OVERLAID: Final = (
    "/etc/libvirt",
    "/etc/ssh",
    "/var/lib/libvirt",
    "/var/log/libvirt",
    "/var/cache/libvirt",
    "/root",
)
RUN_FOLDERS: Final = ("dbus", "lock", "sshd", "libvirt", "user")

LIBVIRTD: Final = """\
unix_sock_group = "root"
unix_sock_ro_perms = "0777"
unix_sock_rw_perms = "0700"
auth_unix_ro = "none"
auth_unix_rw = "none"
host_uuid = "{uuid}"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
"""
QEMU: Final = """\
security_driver = "none"
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
"""
LXC: Final = 'security_driver = "none"\n'
SSHD: Final = """\
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/sshd.pid
UsePAM no
UseDNS no
StrictModes no
PermitRootLogin yes
MaxStartups 100
MaxSessions 100
AllowStreamLocalForwarding yes
Subsystem sftp internal-sftp
"""
DBUS: Final = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_type="method_call"/>
    <allow send_type="signal"/><allow receive_type="method_call"/>
    <allow receive_type="signal"/><allow receive_type="method_return"/>
    <allow receive_type="error"/><allow send_requested_reply="true"/>
  </policy>
</busconfig>
"""


def overlay_name(target: str) -> str:
    """Return the folder name that stands for an overlaid path."""
    return target.strip("/").replace("/", "-")


def make_key(path: Path, comment: str) -> str:
    """Make an ed25519 key pair without pass-phrase; return the public line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(path)],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return Path(f"{path}.pub").read_text().strip()


def write_shadow(path: Path) -> None:
    """Copy the password file with a known password for root: the machine's own is often locked."""
    lines = Path("/etc/shadow").read_text().splitlines()
    others = [line for line in lines if not line.startswith("root:")]
    path.touch(mode=0o600)
    path.write_text("\n".join([f"root:{PASSWORD_HASH}:19000:0:99999:7:::", *others, ""]))


def write_numa_view(folder: Path) -> None:
    """Write a /sys/devices/system/node that shows two cells, the processors split between them."""
    processors = sorted(os.sched_getaffinity(0))
    half = (len(processors) + 1) // 2
    folder.mkdir(parents=True)
    for name in ("online", "possible", "has_cpu", "has_memory", "has_normal_memory"):
        (folder / name).write_text("0-1\n")
    for cell, mine in enumerate((processors[:half], processors[half:])):
        _write_cell(folder / f"node{cell}", cell, mine)


def _write_cell(folder: Path, cell: int, processors: list[int]) -> None:
    folder.mkdir()
    (folder / "cpulist").write_text(",".join(map(str, processors)) + "\n")
    (folder / "cpumap").write_text(_mask(sum(1 << number for number in processors)) + "\n")
    (folder / "distance").write_text("10 21\n" if cell == 0 else "21 10\n")
    (folder / "meminfo").write_text(
        f"Node {cell} MemTotal: 4194304 kB\nNode {cell} MemFree: {2097152 >> cell} kB\n"
        f"Node {cell} MemUsed: {2097152 * (1 + cell) >> cell} kB\nNode {cell} HugePages_Total: 0\n"
        f"Node {cell} HugePages_Free: 0\nNode {cell} HugePages_Surp: 0\n"
    )
    (folder / "numastat").write_text("numa_hit 0\nnuma_miss 0\n")
    for number in processors:
        (folder / f"cpu{number}").symlink_to(f"../../cpu/cpu{number}")
    pages = folder / "hugepages" / "hugepages-2048kB"
    pages.mkdir(parents=True)
    for name in ("nr_hugepages", "free_hugepages", "surplus_hugepages"):
        (pages / name).write_text("0\n")


def _mask(bits: int) -> str:
    """Write a processor mask as the kernel does: groups of 32 bits, the highest first."""
    groups: list[str] = []
    while bits or not groups:
        groups.append(f"{bits & 0xFFFFFFFF:08x}")
        bits >>= 32
    return ",".join(reversed(groups))
