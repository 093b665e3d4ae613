"""Guests small enough to boot in seconds without hardware help, and containers."""

import gzip
import hashlib
import os
import shutil
import subprocess
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from tests.lab.node import Node
from tests.lab.shell import LabError, run, wait_until

CACHE: Final = Path("/var/cache/virtgui-lab")
# In the order of their dependencies; what a kernel has built in is left out.
MODULES: Final = (
    "virtio_ring",
    "virtio",
    "virtio_pci_modern_dev",
    "virtio_pci_legacy_dev",
    "virtio_pci",
    "failover",
    "net_failover",
    "virtio_net",
    "virtio_blk",
    "virtio_balloon",
    "button",
    "evdev",
)
READY: Final = "READY"
# Words of the kernel's command line steer it: `stuck` ignores the power button, `net=dhcp` asks
# for a lease, `dirty=KiB` rewrites that much memory with non-zero data again and again, `spin=N`
# keeps processor N busy, `write=KiB` writes that much to the disk and `send=KiB` to the gateway,
# both once and some seconds after the start.
INIT: Final = """\
#!/bin/busybox sh
/bin/busybox mkdir -p /bin /sbin /proc /sys /dev /tmp
/bin/busybox --install -s /bin
export PATH=/bin HOME=/ TERM=vt100
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
for module in $(cat /modules/order); do insmod /modules/$module 2>/dev/null; done
ip link set lo up
stuck= net= dirty= spin= write= send=
for word in $(cat /proc/cmdline); do
  case $word in stuck) stuck=1 ;; net=*) net=${word#net=} ;; dirty=*) dirty=${word#dirty=} ;;
    spin=*) spin=${word#spin=} ;; write=*) write=${word#write=} ;; send=*) send=${word#send=} ;;
  esac
done
for event in /sys/class/input/event*; do
  # Opened before READY is said: no press after it is lost.
  [ "$(cat $event/device/name)" = "Power Button" ] && exec 3</dev/input/${event##*/}
done
watch_button() {
  dd bs=24 count=1 <&3 >/dev/null 2>&1
  echo "power button" >/dev/console
  poweroff -f
}
dirty_memory() {
  while :; do dd if=/dev/urandom of=/tmp/dirty bs=1k count=$1 2>/dev/null; done
}
[ -n "$stuck" ] || watch_button &
[ -z "$dirty" ] || dirty_memory "$dirty" &
spin() { while :; do :; done; }
[ -z "$spin" ] || { taskset -p $((1 << spin)) $$ >/dev/null; spin & taskset -p 1 $$ >/dev/null; }
write_disk() {
  sleep 8
  dd if=/dev/zero of=/dev/vda bs=64k count=$(($1 / 64)) conv=fsync 2>/dev/null
  echo "WROTE $1" >/dev/ttyS0
}
[ -z "$write" ] || write_disk "$write" &
send_data() {
  sleep 8
  gateway=$(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')
  dd if=/dev/zero bs=1k count=$1 2>/dev/null | nc $gateway 5001
  echo "SENT $1" >/dev/ttyS0
}
if [ "$net" = dhcp ]; then
  ip link set eth0 up
  udhcpc -i eth0 -q -n -s /lease 2>/dev/null
fi
[ -z "$send" ] || send_data "$send" &
[ -c /dev/tty1 ] && echo READY >/dev/tty1
echo READY >/dev/ttyS0
while :; do setsid sh -c 'exec sh </dev/ttyS0 >/dev/ttyS0 2>&1'; done
"""
LEASE: Final = """\
#!/bin/sh
[ "$1" = bound ] && ip addr add "$ip/${mask:-24}" dev "$interface" && echo "ADDRESS $ip" >/dev/ttyS0
[ "$1" = bound ] && [ -n "$router" ] && ip route add default via "${router%% *}"
exit 0
"""


def kernels() -> list[tuple[Path, Path]]:
    """Return (kernel, its modules) of every usable kernel, the small cloud kernels first."""
    found = []
    for kernel in sorted(Path("/boot").glob("vmlinuz-*"), reverse=True):
        modules = Path("/lib/modules") / kernel.name.removeprefix("vmlinuz-")
        if modules.is_dir() and os.access(kernel, os.R_OK):
            found.append((kernel, modules))
    return sorted(found, key=lambda pair: "cloud" not in pair[0].name)


def missing_reason() -> str | None:
    """Say what guests would need that is not here."""
    if not kernels():
        return "needs a kernel for guests: /boot/vmlinuz-* with its /lib/modules"
    busybox = shutil.which("busybox")
    if busybox is None or b"/ld-linux" in Path(busybox).read_bytes()[:4096]:
        return "needs a busybox without shared libraries (busybox-static)"
    return None


def boot_files() -> tuple[Path, Path]:
    """Return kernel and initramfs; the latter is made once and kept in a cache folder."""
    kernel, modules = kernels()[0]
    recipe = "\n".join([kernel.name, INIT, LEASE, *MODULES])
    digest = hashlib.sha256(recipe.encode()).hexdigest()[:12]
    image = CACHE / f"initramfs-{digest}.gz"
    if not image.exists():
        CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
        _build_image(image, modules)
    return kernel, image


def _build_image(image: Path, modules: Path) -> None:
    tree = CACHE / f"tree-{os.getpid()}"
    (tree / "bin").mkdir(parents=True)
    (tree / "dev").mkdir()
    shutil.copy(shutil.which("busybox") or "/bin/busybox", tree / "bin" / "busybox")
    _copy_modules(modules, tree / "modules")
    for name, text in (("init", INIT), ("lease", LEASE)):
        (tree / name).write_text(text)
        (tree / name).chmod(0o755)
    run(["mknod", str(tree / "dev" / "console"), "c", "5", "1"])
    names = "\n".join(sorted(str(path.relative_to(tree)) for path in tree.rglob("*")))
    packed = subprocess.run(
        ["cpio", "--quiet", "-o", "-H", "newc"],
        cwd=tree,
        input=names.encode(),
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    part = image.with_suffix(f".{os.getpid()}")
    part.write_bytes(gzip.compress(packed, 6, mtime=0))
    part.rename(image)
    shutil.rmtree(tree)


def _copy_modules(source: Path, target: Path) -> None:
    target.mkdir()
    files = {path.name.split(".")[0].replace("-", "_"): path for path in source.rglob("*.ko*")}
    order = [name for name in MODULES if name in files]
    for name in order:
        (target / f"{name}.ko").write_bytes(_unpacked(files[name]))
    (target / "order").write_text("\n".join(f"{name}.ko" for name in order))


def _unpacked(module: Path) -> bytes:
    tools = {".zst": "zstd", ".xz": "xz", ".gz": "gzip"}
    if module.suffix not in tools:
        return module.read_bytes()
    command = [tools[module.suffix], "-dc", str(module)]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


@dataclass(frozen=True, kw_only=True)
class GuestOptions:
    """What a guest has beyond a processor, memory and a serial console."""

    memory_mib: int = 160
    vcpus: int = 1
    arguments: str = ""
    stuck: bool = False
    video: bool = False
    disk: str = ""
    network: str = ""
    title: str = ""
    devices: str = ""
    numa_node: int | None = None


def serial_log(name: str) -> str:
    """Return the path, on its node, of what a guest wrote to its serial line."""
    return f"/var/log/libvirt/qemu/{name}-serial.log"


def domain_xml(name: str, options: GuestOptions | None = None, **changes: object) -> str:
    """Return the definition of a small guest.

    Args:
        name: Its name; its uuid follows from it.
        options: What it has.
        changes: Single fields of `GuestOptions`.
    """
    chosen = replace(options or GuestOptions(), **changes)  # type: ignore[arg-type]
    kernel, image = boot_files()
    title = f"<title>{escape(chosen.title)}</title>" if chosen.title else ""
    return f"""<domain type='qemu'>
  <name>{escape(name)}</name><uuid>{guest_uuid(name)}</uuid>{title}
  <memory unit='MiB'>{chosen.memory_mib}</memory><vcpu>{chosen.vcpus}</vcpu>{_numa(chosen)}
  <os><type arch='x86_64'>hvm</type>
    <kernel>{kernel}</kernel><initrd>{image}</initrd>
    <cmdline>{escape(_command_line(chosen))}</cmdline></os>
  <features><acpi/></features>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
  <devices>
    <serial type='pty'><log file='{escape(serial_log(name))}' append='off'/></serial>
    <console type='pty'><target type='serial'/></console>
    {_extras(chosen)}
  </devices>
</domain>"""


def guest_uuid(name: str) -> str:
    """Return the uuid of the guest or container of this name."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.guest.example"))


def _numa(options: GuestOptions) -> str:
    if options.numa_node is None:
        return ""
    return f"<numatune><memory mode='preferred' nodeset='{options.numa_node}'/></numatune>"


def _command_line(options: GuestOptions) -> str:
    words = ["console=ttyS0 quiet loglevel=3 panic=1 mitigations=off nokaslr random.trust_cpu=on"]
    words += ["tsc=reliable no_timer_check i8042.noaux"]
    words += ["console=tty0 console=ttyS0"] if options.video else []
    words += ["stuck"] if options.stuck else []
    return " ".join([*words, options.arguments]).strip()


def _extras(options: GuestOptions) -> str:
    parts = [options.devices]
    if options.disk:
        parts.append(
            "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
            f"<source file='{escape(options.disk)}'/><target dev='vda' bus='virtio'/></disk>"
        )
    if options.network:
        parts.append(
            f"<interface type='network'><source network='{escape(options.network)}'/>"
            "<model type='virtio'/></interface>"
        )
    if options.video:
        parts.append(
            "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>"
            "<video><model type='vga'/></video>"
        )
    else:
        parts.append("<video><model type='none'/></video>")
    return "\n    ".join(part for part in parts if part)


def container_xml(name: str, *, memory_mib: int = 64, script: str = "while :; do sh; done") -> str:
    """Return the definition of a container that runs a busybox shell script."""
    return f"""<domain type='lxc'>
  <name>{escape(name)}</name><uuid>{guest_uuid(name)}</uuid>
  <memory unit='MiB'>{memory_mib}</memory><vcpu>1</vcpu>
  <os><type>exe</type><init>/bin/busybox</init>
    <initarg>sh</initarg><initarg>-c</initarg><initarg>{escape(script)}</initarg></os>
  <devices><console type='pty'/></devices>
</domain>"""


@dataclass(frozen=True)
class Guest:
    """A domain that was defined on a node of the lab."""

    node: Node
    name: str
    lxc: bool = False

    def virsh(self, command: str, *arguments: str) -> str:
        """Run a virsh command on this domain."""
        return self.node.virsh(command, self.name, *arguments, lxc=self.lxc)

    def state(self) -> str:
        """Return virsh's word for its state."""
        return self.virsh("domstate").strip()

    def wait_state(self, state: str, timeout: float = 20.0) -> None:
        """Wait until it is in a state, given as virsh's word."""
        wait_until(lambda: self.state() == state, f"{self.name} to be {state}", timeout)

    def serial(self) -> str:
        """Return what it wrote to its serial line since its start."""
        try:
            return self.node.path(serial_log(self.name)).read_text(errors="replace")
        except FileNotFoundError:
            return ""

    def wait_serial(self, text: str, timeout: float = 60.0) -> None:
        """Wait until a text appears on its serial line.

        Raises:
            LabError: it did not; the message has the line's last words.
        """
        try:
            wait_until(lambda: text in self.serial(), f"{text!r} from {self.name}", timeout)
        except LabError as error:
            raise LabError(f"{error}: {self.serial()[-400:]}") from None

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Wait until it has booted."""
        self.wait_serial(READY, timeout)


def define_guest(node: Node, name: str, **changes: object) -> Guest:
    """Define a guest; keyword arguments are the fields of `GuestOptions`."""
    options = GuestOptions(**changes)  # type: ignore[arg-type]
    return _define(Guest(node, name), domain_xml(name, options))


def start_guest(node: Node, name: str, **changes: object) -> Guest:
    """Define and start a guest; `wait_ready` says when it has booted."""
    guest = define_guest(node, name, **changes)
    guest.virsh("start")
    return guest


def start_container(node: Node, name: str, **options: object) -> Guest:
    """Define and start a container; keyword arguments are those of `container_xml`."""
    text = container_xml(name, **options)  # type: ignore[arg-type]
    guest = _define(Guest(node, name, lxc=True), text)
    guest.virsh("start")
    return guest


def _define(guest: Guest, text: str) -> Guest:
    file = guest.node.folder / f"{guest_uuid(guest.name)}.xml"
    file.write_text(text)
    guest.node.virsh("define", str(file), lxc=guest.lxc)
    file.unlink()
    return guest


def make_disk(node: Node, name: str, size_mib: int = 64) -> str:
    """Make a qcow2 disk in the node's image folder; return its path there."""
    path = f"/var/lib/libvirt/images/{name}.qcow2"
    node.run("qemu-img", "create", "-q", "-f", "qcow2", path, f"{size_mib}M")
    return path
