"""The SSH configuration of one host, as OpenSSH reads it, with everything expanded."""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote

from virtgui.backend.ssh.config_reader import KEY_FILE, SshFiles, Values, read_values
from virtgui.backend.ssh.tokens import (
    Names,
    config_error,
    expand_path,
    expand_proxy,
    expand_tilde,
    refuse_unsafe,
)
from virtgui.core.ssh_options import SshOptions

__all__ = ["Hop", "HostConfig", "SshFiles", "parse_jump", "read_host_config"]

AddressFamily = Literal["any", "inet", "inet6"]

DEFAULT_PORT: Final = 22
PUBLIC_KEY: Final = "publickey"
METHODS: Final = (PUBLIC_KEY, "keyboard-interactive", "password")
"""The ways to log in that are known here, in OpenSSH's order."""

_SWITCHES: Final = (
    (PUBLIC_KEY, "pubkeyauthentication"),
    ("keyboard-interactive", "kbdinteractiveauthentication"),
    ("password", "passwordauthentication"),
)
_NO: Final = frozenset({"no", "false"})
_AGENT_VARIABLE: Final = "SSH_AUTH_SOCK"
# ssh prints lists of files without quotes; each begins with a slash, or with what is one later.
_NEXT_FILE: Final = re.compile(r"\s+(?=[/~]|\$\{)")
_HOP: Final = re.compile(
    r"(?:(?P<user>.+)@)?(?:\[(?P<bracketed>[^\]]+)\]|(?P<plain>[^:\[\]/]+))(?::(?P<port>\d+))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Hop:
    """A machine on the way to another one."""

    host: str
    user: str = ""
    """Empty for what the configuration says."""
    port: int | None = None


@dataclass(frozen=True, slots=True)
class HostConfig:
    """How to reach one host and log in there."""

    original: str
    """The host as it was asked for."""
    host: str
    """The machine to connect to."""
    port: int
    user: str
    reader: str = "ssh"
    """Who read the configuration: ``ssh``, or ``own`` where there is no such program."""
    identity_files: tuple[Path, ...] = ()
    certificate_files: tuple[Path, ...] = ()
    identities_only: bool = False
    """Whether an agent's keys count only when a file names them."""
    identity_agent: str | None = None
    """The agent's socket; None for no agent."""
    proxy_jump: tuple[Hop, ...] = ()
    """The machines on the way, the nearest first."""
    proxy_command: tuple[str, ...] | None = None
    """The program whose standard input and output lead to the host, with its arguments."""
    user_known_hosts: tuple[Path, ...] = ()
    """The first is where a new host is written."""
    global_known_hosts: tuple[Path, ...] = ()
    revoked_host_keys: Path | None = None
    host_key_alias: str = ""
    hash_known_hosts: bool = False
    connect_timeout: float | None = None
    """Seconds, as the next; None for the program's own."""
    keepalive_interval: float = 0.0
    """0 where the configuration asks for none."""
    keepalive_count: int = 3
    methods: tuple[str, ...] = METHODS
    password_prompts: int = 3
    kex_algorithms: tuple[str, ...] = ()
    """Empty for the library's own, as the next ones; may hold names that the library lacks."""
    ciphers: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()
    host_key_algorithms: tuple[str, ...] = ()
    pubkey_algorithms: tuple[str, ...] = ()
    address_family: AddressFamily = "any"
    bind_address: str = ""
    compression: bool = False

    @property
    def known_name(self) -> tuple[str, int]:
        """Name and port under which known_hosts lists the host; an alias has no port."""
        if self.host_key_alias:
            return self.host_key_alias, DEFAULT_PORT
        return self.host, self.port


def read_host_config(options: SshOptions, files: SshFiles) -> HostConfig:
    """Read what the address and the SSH configuration say about a host; the address wins.

    Runs `ssh -G` and so blocks, for up to 10 s: call it in a worker thread.

    Raises:
        InvalidError: the configuration, or the address, cannot be used.
    """
    refuse_unsafe(options.host, options.user)
    values, reader = read_values(options, files)
    return _Assembler(options, files, values, reader).host_config()


def parse_jump(text: str) -> tuple[Hop, ...]:
    """Read ProxyJump's value: hops parted by commas, each ``[user@]host[:port]`` or an ssh URI.

    Raises:
        InvalidError: it is none.
    """
    if text.strip().lower() in ("", "none"):
        return ()
    return tuple(_parse_hop(part.strip()) for part in text.split(","))


def _parse_hop(text: str) -> Hop:
    is_uri = text.lower().startswith("ssh://")
    plain = text[len("ssh://") :].rstrip("/") if is_uri else text
    if _is_ipv6(plain):
        return Hop(plain)
    match = _HOP.fullmatch(plain)
    port = int(match["port"]) if match and match["port"] else None
    if match is None or (port is not None and not 0 < port < 65536):
        raise config_error(f"invalid jump host: {text}", text)
    user = match["user"] or ""
    return Hop(match["bracketed"] or match["plain"], unquote(user) if is_uri else user, port)


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False


class _Assembler:
    """Makes a host's configuration of the values that were read."""

    def __init__(self, options: SshOptions, files: SshFiles, values: Values, reader: str) -> None:
        self._reader = reader
        self._options = options
        self._files = files
        self._values = values
        self._names = Names(
            original=options.host,
            host=self._one("hostname", options.host),
            port=options.port or int(self._number("port", DEFAULT_PORT)),
            user=options.user or self._one("user", files.user_name),
            local_user=files.user_name,
            home=files.home,
            alias=self._one("hostkeyalias"),
        )

    def host_config(self) -> HostConfig:
        """Everything together."""
        names = self._names
        timeout = self._number("connecttimeout", 0.0)
        return HostConfig(
            original=names.original,
            host=names.host,
            port=names.port,
            user=names.user,
            reader=self._reader,
            identity_files=self._identity_files(),
            certificate_files=self._paths("certificatefile"),
            identities_only=bool(self._options.key_file) or self._is_on("identitiesonly"),
            identity_agent=self._agent(),
            proxy_jump=self._jump(),
            proxy_command=self._command(),
            user_known_hosts=self._user_known_hosts(),
            global_known_hosts=self._known_hosts("globalknownhostsfile"),
            revoked_host_keys=next(iter(self._paths("revokedhostkeys")), None),
            host_key_alias=names.alias,
            hash_known_hosts=self._is_on("hashknownhosts"),
            connect_timeout=timeout if timeout > 0 else None,
            keepalive_interval=self._number("serveraliveinterval", 0.0),
            keepalive_count=int(self._number("serveralivecountmax", 3)),
            methods=self._methods(),
            password_prompts=int(self._number("numberofpasswordprompts", 3)),
            kex_algorithms=self._list("kexalgorithms"),
            ciphers=self._list("ciphers"),
            macs=self._list("macs"),
            host_key_algorithms=self._list("hostkeyalgorithms"),
            pubkey_algorithms=self._list("pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes"),
            address_family=self._family(),
            bind_address=self._one("bindaddress"),
            compression=self._is_on("compression"),
        )

    def _one(self, keyword: str, default: str = "") -> str:
        value = self._values.get(keyword, (default,))[0]
        return default if value.lower() == "none" else value

    def _number(self, keyword: str, default: float) -> float:
        text = self._one(keyword)
        try:
            return float(text) if text else default
        except ValueError:
            raise config_error(f"{keyword}: {text}", self._options.host) from None

    def _is_on(self, keyword: str) -> bool:
        return self._one(keyword, "no").lower() not in _NO

    def _list(self, *keywords: str) -> tuple[str, ...]:
        found = next((self._one(word) for word in keywords if self._one(word)), "")
        return tuple(part for part in found.split(",") if part)

    def _path(self, text: str) -> Path:
        return Path(expand_path(text, self._names, self._files.environ))

    def _paths(self, keyword: str) -> tuple[Path, ...]:
        texts = (text for text in self._values.get(keyword, ()) if text.lower() != "none")
        return tuple(dict.fromkeys(self._path(text) for text in texts))

    def _identity_files(self) -> tuple[Path, ...]:
        given = Path(expand_tilde(self._options.key_file, self._files.home))
        found = self._paths("identityfile")
        return tuple(dict.fromkeys(given if path == Path(KEY_FILE) else path for path in found))

    def _agent(self) -> str | None:
        if "identityagent" not in self._values:
            return self._files.agent
        value = self._values["identityagent"][0]
        if value.lower() == "none":
            return None
        if value == _AGENT_VARIABLE:
            return self._files.agent
        if value.startswith("$") and not value.startswith("${"):
            return self._files.environ.get(value[1:]) or None
        return str(self._path(value))

    def _jump(self) -> tuple[Hop, ...]:
        if self._options.jump:
            return parse_jump(self._options.jump)
        hops = parse_jump(self._one("proxyjump"))
        return tuple(
            Hop(expand_proxy(hop.host, self._names), expand_proxy(hop.user, self._names), hop.port)
            for hop in hops
        )

    def _command(self) -> tuple[str, ...] | None:
        text = self._one("proxycommand")
        if not text or self._options.jump or self._one("proxyjump"):
            return None
        refuse_unsafe(self._names.host, self._names.user)
        shell = self._files.environ.get("SHELL") or "/bin/sh"
        return shell, "-c", f"exec {expand_proxy(text, self._names)}"

    def _user_known_hosts(self) -> tuple[Path, ...]:
        if self._options.known_hosts:
            return (Path(expand_tilde(self._options.known_hosts, self._files.home)),)
        return self._known_hosts("userknownhostsfile")

    def _known_hosts(self, keyword: str) -> tuple[Path, ...]:
        texts = [text for text in _NEXT_FILE.split(self._one(keyword).strip()) if text]
        if self._reader == "ssh":  # which has expanded the tokens already
            return tuple(Path(expand_tilde(text, self._files.home)) for text in texts)
        return tuple(self._path(text) for text in texts)

    def _methods(self) -> tuple[str, ...]:
        if self._options.methods:
            return self._options.methods
        wanted = self._list("preferredauthentications") or METHODS
        off = {name for name, switch in _SWITCHES if self._one(switch, "yes").lower() in _NO}
        return tuple(dict.fromkeys(name for name in wanted if name in METHODS and name not in off))

    def _family(self) -> AddressFamily:
        match self._one("addressfamily", "any").lower():
            case "inet":
                return "inet"
            case "inet6":
                return "inet6"
        return "any"
