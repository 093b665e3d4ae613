"""What a libvirt address over SSH asks for: where, as whom, how; and what is refused, by name."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from virtgui.core.uri import ConnectionUri

SSH_TRANSPORTS: Final = frozenset({"ssh", "libssh", "libssh2"})

JUMP: Final = "proxyjump"
"""Our own parameter for jump hosts, written as OpenSSH's ProxyJump; libvirt has none for it."""

_HONOURED: Final = frozenset(
    {"keyfile", "known_hosts", "known_hosts_verify", "mode", "name", "netcat", "no_tty"}
    | {"no_verify", "proxy", "socket", "sshauth", JUMP}
)
_MODES: Final = ("auto", "direct", "legacy")
_PROXIES: Final = ("auto", "native", "netcat")
_METHODS: Final = (
    ("agent", "publickey"),
    ("privkey", "publickey"),
    ("password", "password"),
    ("keyboard-interactive", "keyboard-interactive"),
)


class OptionRefusal(Enum):
    """Why a parameter of an address is not honoured."""

    OWN_SSH = "own_ssh"
    """It names another SSH program; this one speaks SSH itself."""
    ALWAYS_VERIFIED = "always_verified"
    """It would leave the host key unchecked."""
    NOT_WITH_SSH = "not_with_ssh"
    """It belongs to another transport."""
    UNKNOWN_VALUE = "unknown_value"


@dataclass(frozen=True, slots=True)
class RefusedOption:
    """A parameter that stands in an address and is not honoured."""

    name: str
    value: str
    reason: OptionRefusal


@dataclass(frozen=True, slots=True)
class SshOptions:
    """What an address says about the way; what it leaves open the SSH configuration says."""

    host: str
    user: str = ""
    port: int | None = None
    key_file: str = ""
    jump: str = ""
    """ProxyJump's value: hops parted by commas, or "none"."""
    known_hosts: str = ""
    """A file instead of those of the configuration."""
    methods: tuple[str, ...] = ()
    """Ways to log in, in order, by their SSH names; empty for the configuration's."""
    socket: str = ""
    """The socket on the far side; empty for the daemon's usual one."""
    mode: str = "auto"
    """Which daemon: auto, direct (virtqemud …) or legacy (libvirtd)."""
    proxy: str = "auto"
    """Which helper: auto, native (virt-ssh-helper) or netcat."""
    netcat: str = ""
    """The far side's netcat; empty for `nc`."""
    far_uri: str = ""
    """What the far side opens: "qemu:///system"."""


def is_ssh(uri: ConnectionUri) -> bool:
    """Whether an address leads over SSH; the libssh kinds are the same way to us."""
    return uri.transport in SSH_TRANSPORTS


def ssh_options(uri: ConnectionUri) -> SshOptions:
    """Read an address over SSH; what is refused is left out."""
    refused = {option.name for option in refused_options(uri)}
    given = {name: value for name, value in reversed(uri.query) if name not in refused}
    return SshOptions(
        host=uri.host,
        user=uri.user,
        port=uri.port,
        key_file=given.get("keyfile", ""),
        jump=given.get(JUMP, ""),
        known_hosts=given.get("known_hosts", ""),
        methods=_methods(given.get("sshauth", "")),
        socket=given.get("socket", ""),
        mode=given.get("mode", "auto"),
        proxy=given.get("proxy", "auto"),
        netcat=given.get("netcat", ""),
        far_uri=given.get("name", "") or far_uri(uri),
    )


def far_uri(uri: ConnectionUri) -> str:
    """The address as the far side opens it: its own driver, without the way there."""
    ours = _HONOURED | {option.name for option in refused_options(uri)}
    kept = tuple(pair for pair in uri.query if pair[0] not in ours)
    return ConnectionUri(driver=uri.driver, path=uri.path, query=kept).build()


def refused_options(uri: ConnectionUri) -> tuple[RefusedOption, ...]:
    """The parameters of an address over SSH that are not honoured."""
    found = ((name, value, _refusal(name, value)) for name, value in uri.query)
    return tuple(RefusedOption(name, value, why) for name, value, why in found if why)


def _refusal(name: str, value: str) -> OptionRefusal | None:
    match name:
        case "command":
            return OptionRefusal.OWN_SSH
        case "no_verify" if value not in ("", "0"):
            return OptionRefusal.ALWAYS_VERIFIED
        case "known_hosts_verify" if value != "normal":
            return OptionRefusal.ALWAYS_VERIFIED
        case "pkipath" | "tls_priority" | "no_sanity":
            return OptionRefusal.NOT_WITH_SSH
    return None if _is_known_value(name, value) else OptionRefusal.UNKNOWN_VALUE


def _is_known_value(name: str, value: str) -> bool:
    if name == "mode":
        return value in _MODES
    if name == "proxy":
        return value in _PROXIES
    return name != "sshauth" or bool(_methods(value))


def _methods(value: str) -> tuple[str, ...]:
    """SSH's names of libvirt's ways to log in; none when one is unknown."""
    names = dict(_METHODS)
    words = [word.strip() for word in value.split(",") if word.strip()]
    if any(word not in names for word in words):
        return ()
    return tuple(dict.fromkeys(names[word] for word in words))
