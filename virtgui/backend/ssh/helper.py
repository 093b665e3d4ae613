"""What joins a channel to libvirt's socket on the far side.

In this order: `virt-ssh-helper`, which knows where the daemons' sockets are; `nc -U` or `socat`
on the socket; and, where no command can be run, a direct channel to the socket itself.
"""

import shlex
from dataclasses import dataclass
from typing import Final

from virtgui.backend.sockets import MODULAR_DAEMONS
from virtgui.core.ssh_options import SshOptions
from virtgui.core.uri import parse_uri

NO_HELPER: Final = 96
"""Exit code of our script when the far side has none of the programs."""
NO_SOCKET: Final = 97
"""Exit code of our script when there is no socket to join to."""

_SYSTEM: Final = "/run/libvirt"
_OLD_SYSTEM: Final = "/var/run/libvirt"


@dataclass(frozen=True, slots=True)
class FarSide:
    """What is to be opened there."""

    uri: str
    """The far side's own address: "qemu:///system"."""
    driver: str
    is_session: bool
    read_only: bool
    socket: str = ""
    mode: str = "auto"
    proxy: str = "auto"
    netcat: str = ""

    @property
    def sockets(self) -> tuple[str, ...]:
        """Where the socket may be, the likeliest first; a session's by shell variables.

        The modular daemon comes before libvirtd, as in libvirt's own client.
        """
        if self.socket:
            return (self.socket,)
        ending = "-sock" if self.is_session or not self.read_only else "-sock-ro"
        names = [f"{name}{ending}" for name in self._daemons()]
        if self.is_session:
            folders = ["${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/libvirt", "$HOME/.cache/libvirt"]
        else:
            folders = [_SYSTEM, _OLD_SYSTEM]
        return tuple(f"{folder}/{name}" for folder in folders for name in names)

    def _daemons(self) -> tuple[str, ...]:
        modular = MODULAR_DAEMONS.get(self.driver, "")
        if self.mode == "legacy" or not modular:
            return ("libvirt",)
        return (modular,) if self.mode == "direct" else (modular, "libvirt")

    @property
    def direct_sockets(self) -> tuple[str, ...]:
        """The sockets that can be named without a shell."""
        return tuple(path for path in self.sockets if "$" not in path)

    def command(self) -> str:
        """The command for the channel: one `sh -c` with everything quoted.

        The user's login shell may be any: it sees single-quoted words only.
        """
        return shlex.join(["sh", "-c", self.script()])

    def script(self) -> str:
        """Runs the first helper that is there; ends with NO_HELPER when none is."""
        parts = []
        if self.proxy != "netcat" and not self.socket:
            parts.append(_native(self))
        if self.proxy != "native" or self.socket:
            parts.append(_joined(self))
        parts.append(f"exit {NO_HELPER}")
        return "; ".join(parts)


def far_side(options: SshOptions, *, read_only: bool) -> FarSide:
    """What an address over SSH wants opened.

    Raises:
        UriError: its `name` parameter is no address.
    """
    uri = parse_uri(options.far_uri)
    return FarSide(
        uri=options.far_uri,
        driver=uri.driver,
        is_session=uri.path == "/session",
        read_only=read_only,
        socket=options.socket,
        mode=options.mode,
        proxy=options.proxy,
        netcat=options.netcat,
    )


def _native(far: FarSide) -> str:
    flag = "-r " if far.read_only else ""
    run = f"exec virt-ssh-helper {flag}{shlex.quote(far.uri)}"
    return f"if command -v virt-ssh-helper >/dev/null 2>&1; then {run}; fi"


def _joined(far: FarSide) -> str:
    """Find the socket, then nc or socat; some nc need -q to end with the channel."""
    netcat = shlex.quote(far.netcat or "nc")
    paths = " ".join(_path(path, is_ours=not far.socket) for path in far.sockets)
    find = f'S=; for P in {paths}; do if test -S "$P"; then S="$P"; break; fi; done'
    no_socket = f'if test -z "$S"; then echo "no socket at {_shown(far)}" >&2; exit {NO_SOCKET}; fi'
    quits = f"{netcat} -h 2>&1 | grep -e '-q ' >/dev/null 2>&1"
    nc = (
        f"if command -v {netcat} >/dev/null 2>&1; then {no_socket}; "
        f'if {quits}; then exec {netcat} -q 0 -U "$S"; else exec {netcat} -U "$S"; fi; fi'
    )
    socat = (
        f'if command -v socat >/dev/null 2>&1; then {no_socket}; exec socat - UNIX-CONNECT:"$S"; fi'
    )
    return f"{find}; {nc}; {socat}"


def _path(path: str, *, is_ours: bool) -> str:
    """A path of ours, whose shell variables count, or the address's own, which is quoted."""
    return f'"{path}"' if is_ours else shlex.quote(path)


def _shown(far: FarSide) -> str:
    """The sockets in a message inside double quotes of the script."""
    if not far.socket:
        return ", ".join(far.sockets)
    return "".join(sign for sign in far.socket if sign not in '"`\\$')
