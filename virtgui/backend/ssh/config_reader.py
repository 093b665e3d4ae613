"""Reads the SSH configuration for one host, before anything is expanded.

OpenSSH's own reader is asked (`ssh -G`), so that Include, Match and patterns mean what they mean
there. Where there is no `ssh` program, asyncssh's reader stands in: it knows Host, Match and
Include, but no `CanonicalizeHostname`, and the lists of algorithms only when they are given whole
(a list that begins with ``+``, ``-`` or ``^`` is left to the library's defaults).
"""

import os
import pwd
import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from asyncssh.config import SSHClientConfig, SSHConfig
from asyncssh.misc import IllegalUserName

from virtgui.backend.programs import run_program
from virtgui.backend.ssh.tokens import config_error
from virtgui.core.errors import DeadlineError, Remedy
from virtgui.core.redact import redact
from virtgui.core.ssh_options import SshOptions

DEADLINE: Final = 10.0
"""Seconds for `ssh -G`; a `Match exec` may take some of them."""

KEY_FILE: Final = "/virtgui/key-file-of-the-address"
"""Stands for the address's key file, whose name so needs no quoting for ssh."""

Values = Mapping[str, tuple[str, ...]]
"""The values of each keyword, in small letters; several where the keyword may stand repeatedly."""

_SYSTEM_CONFIG: Final = Path("/etc/ssh/ssh_config")
_IDENTITIES: Final = ("rsa", "ecdsa", "ecdsa_sk", "ed25519", "ed25519_sk", "dsa")
_OWN_DEFAULTS: Final = MappingProxyType(
    {
        "identityfile": tuple(f"~/.ssh/id_{kind}" for kind in _IDENTITIES),
        "userknownhostsfile": ("~/.ssh/known_hosts ~/.ssh/known_hosts2",),
        "globalknownhostsfile": ("/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2",),
    }
)
_EXPANDED_BY_LIBRARY: Final = ("CertificateFile", "IdentityAgent", "IdentityFile", "ProxyCommand")
_LISTS: Final = ("CertificateFile", "IdentityFile")
_HOST: Final = ("AddressFamily", "BindAddress", "Hostname", "HostKeyAlias", "Port", "User")
_KNOWN_HOSTS: Final = ("GlobalKnownHostsFile", "UserKnownHostsFile")
_LOGIN: Final = ("IdentitiesOnly", "KbdInteractiveAuthentication", "PasswordAuthentication")
_LINK: Final = ("Compression", "ConnectTimeout", "ServerAliveCountMax", "ServerAliveInterval")
_MORE: Final = ("PreferredAuthentications", "ProxyJump", "PubkeyAuthentication")
_ALGORITHMS: Final = ("HostKeyAlgorithms", "KexAlgorithms", "Ciphers", "MACs")
_PLAIN: Final = (*_HOST, *_KNOWN_HOSTS, *_LOGIN, *_LINK, *_MORE, *_ALGORITHMS)
_FAMILIES: Final = MappingProxyType(
    {socket.AF_UNSPEC: "any", socket.AF_INET: "inet", socket.AF_INET6: "inet6"}
)


def _environ() -> Mapping[str, str]:
    return MappingProxyType(dict(os.environ))


@dataclass(frozen=True, slots=True)
class SshFiles:
    """Where a user's SSH files are, and what belongs to the user besides."""

    home: Path
    user_name: str
    """The name of the local user."""
    config: Path | None = None
    """The only configuration to read; None for those that `ssh` itself reads."""
    agent: str | None = None
    """The agent's socket; None for no agent."""
    environ: Mapping[str, str] = field(default_factory=_environ, repr=False, compare=False)
    """For variables in the configuration, and for the programs that are run."""

    @classmethod
    def of_user(cls) -> "SshFiles":
        """Those of the user who runs the program."""
        # OpenSSH takes the home folder from the passwd database, whatever HOME says.
        user = pwd.getpwuid(os.getuid())
        return cls(Path(user.pw_dir), user.pw_name, agent=os.environ.get("SSH_AUTH_SOCK") or None)

    @property
    def folder(self) -> Path:
        """Where keys, configuration and known hosts are."""
        return self.home / ".ssh"


def read_values(options: SshOptions, files: SshFiles) -> tuple[Values, str]:
    """What the configuration says about a host, and who read it: "ssh" or "own".

    Raises:
        InvalidError: the configuration cannot be read; the detail is the reader's own sentence.
        DeadlineError: the reader takes too long.
    """
    try:
        return _ask_ssh(options, files), "ssh"
    except FileNotFoundError:
        return _ask_library(options, files), "own"


def _ask_ssh(options: SshOptions, files: SshFiles) -> Values:
    command = ["ssh", "-G", "-T", *_config_arguments(files)]
    if options.key_file:
        command += ["-o", f"IdentityFile={KEY_FILE}"]
    if options.jump:
        command += ["-o", "ProxyJump=none"]
    if options.port is not None:
        command += ["-p", str(options.port)]
    if options.user:
        command += ["-l", options.user]
    try:
        done = run_program([*command, "--", options.host], DEADLINE, files.environ)
    except TimeoutError as error:
        # Not the configuration's fault for good: a name server may be silent for now.
        raise DeadlineError(
            str(error), remedy=Remedy.CHECK_SSH_CONFIG, subject=options.host
        ) from None
    if done.code != 0:
        raise config_error(redact(done.errors.strip()) or f"ssh -G: {done.code}", options.host)
    return _rehomed(_parse(done.output.splitlines()), files)


def _config_arguments(files: SshFiles) -> list[str]:
    if files.config is not None:
        return ["-F", str(files.config)]
    if files.home == _passwd_home():
        return []
    own = files.folder / "config"
    return ["-F", str(own) if own.exists() else "none"]


def _parse(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        keyword, _, value = line.partition(" ")
        key = keyword.lower()
        found[key] = (*found.get(key, ()), value)
    return found


def _rehomed(values: dict[str, tuple[str, ...]], files: SshFiles) -> Values:
    """Values with our home where ssh has put that of the passwd database already."""
    home = _passwd_home()
    if files.home != home and "userknownhostsfile" in values:
        pattern = re.compile(rf"(^|\s){re.escape(str(home))}(?=/)")
        values["userknownhostsfile"] = tuple(
            pattern.sub(lambda match: f"{match[1]}{files.home}", value)
            for value in values["userknownhostsfile"]
        )
    return values


def _passwd_home() -> Path:
    return Path(pwd.getpwuid(os.getuid()).pw_dir)


def _ask_library(options: SshOptions, files: SshFiles) -> Values:
    paths = [files.config] if files.config else [files.folder / "config", _SYSTEM_CONFIG]
    given = [path for path in paths if path == files.config or path.is_file()]
    unset: tuple[()] = ()
    try:
        config = SSHClientConfig.load(
            None,
            given,
            False,
            False,
            False,
            files.user_name,
            options.user or unset,
            options.host,
            options.port or unset,
        )
        return _of_library(config, options)
    except (OSError, ValueError, IllegalUserName) as error:
        raise config_error(redact(str(error)), options.host) from None


def _of_library(config: SSHConfig, options: SshOptions) -> Values:
    found: dict[str, tuple[str, ...]] = {}
    for name in (*_EXPANDED_BY_LIBRARY, *_PLAIN):
        value = config.get(name, ())
        if value == ():
            continue
        texts = tuple(_texts(value if isinstance(value, list) else [value], name)) or ("none",)
        if name in _EXPANDED_BY_LIBRARY:
            # What was expanded there must not be expanded again here.
            texts = tuple(text.replace("%", "%%") for text in texts)
        found[name.lower()] = texts if name in _LISTS else (" ".join(texts),)
    if options.key_file:
        found["identityfile"] = (KEY_FILE, *found.get("identityfile", ()))
    if options.jump:
        found.pop("proxycommand", None)
        found.pop("proxyjump", None)
    return {**_OWN_DEFAULTS, **found}


def _texts(values: Iterable[object], name: str) -> Iterable[str]:
    for value in values:
        if value is None:
            yield "none"
        elif isinstance(value, bool):
            yield "yes" if value else "no"
        elif name == "AddressFamily":
            yield next(name for family, name in _FAMILIES.items() if family == value)
        elif not (name in _ALGORITHMS and str(value)[:1] in "+-^"):
            yield str(value)
