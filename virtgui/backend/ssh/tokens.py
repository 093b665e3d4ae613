"""What stands for something else in values of an SSH configuration: ``~``, ``%h``, ``${HOME}``."""

import hashlib
import os
import pwd
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from virtgui.core.errors import InvalidError, Remedy

_TOKEN: Final = re.compile(r"%(.?)", re.DOTALL)
_TOKEN_OR_VARIABLE: Final = re.compile(r"%(.?)|\$\{([^}]*)\}", re.DOTALL)
# A value that reaches the user's shell must not end or split a word there, nor look like an option.
_UNSAFE_HOST: Final = re.compile(r"^-|[\s\x00-\x1f\x7f'`\"$\\;&<>|(){}]")
_UNSAFE_USER: Final = re.compile(r"^-|[\x00-\x1f\x7f'`\"$;&<>|(){}]|\s-|\\$")


@dataclass(frozen=True, slots=True)
class Names:
    """What the tokens of ssh_config(5) stand for."""

    original: str
    """The host as it was given."""
    host: str
    port: int
    user: str
    local_user: str
    home: Path
    alias: str = ""

    def proxy_tokens(self) -> dict[str, str]:
        """Those of ProxyCommand and ProxyJump."""
        return {
            "%": "%",
            "h": self.host,
            "n": self.original,
            "p": str(self.port),
            "r": self.user,
        }

    def path_tokens(self) -> dict[str, str]:
        """Those of the options that name files."""
        local = socket.gethostname()
        whole = f"{local}{self.host}{self.port}{self.user}"
        return self.proxy_tokens() | {
            "C": hashlib.sha1(whole.encode(), usedforsecurity=False).hexdigest(),
            "d": str(self.home),
            "i": str(os.getuid()),
            "k": self.alias or self.original,
            "L": local.partition(".")[0],
            "l": local,
            "u": self.local_user,
        }


def refuse_unsafe(host: str, user: str) -> None:
    """Refuse what OpenSSH refuses, because it could do harm in a command.

    Raises:
        InvalidError: the host or the user has characters of the shell in it.
    """
    if not host or _UNSAFE_HOST.search(host):
        raise config_error("the host name contains invalid characters", host)
    if _UNSAFE_USER.search(user):
        raise config_error("the user name contains invalid characters", host)


def expand_proxy(text: str, names: Names) -> str:
    """Expand the tokens of ProxyCommand and ProxyJump.

    Raises:
        InvalidError: there is a token that does not belong here.
    """
    tokens = names.proxy_tokens()
    return _TOKEN.sub(lambda match: _token(match[1], tokens, names.original), text)


def expand_path(text: str, names: Names, environ: Mapping[str, str]) -> str:
    """Expand the tilde, tokens and variables of an option that names a file.

    Raises:
        InvalidError: a token, a variable or a user is not known.
    """
    tokens = names.path_tokens()

    def value(match: re.Match[str]) -> str:
        if match[2] is None:
            return _token(match[1], tokens, names.original)
        if match[2] not in environ:
            raise config_error(f"environment variable {match[2]} is not set", names.original)
        return environ[match[2]]

    return _TOKEN_OR_VARIABLE.sub(value, expand_tilde(text, names.home))


def expand_tilde(text: str, home: Path) -> str:
    """Put the home folder of the user, or of another one, in the place of ``~``.

    Raises:
        InvalidError: there is no such user.
    """
    if not text.startswith("~"):
        return text
    user, slash, rest = text[1:].partition("/")
    if not user:
        return f"{home}{slash}{rest}"
    try:
        return f"{pwd.getpwnam(user).pw_dir}{slash}{rest}"
    except KeyError:
        raise config_error(f"no such user: {user}", text) from None


def config_error(detail: str, subject: str) -> InvalidError:
    """An error of the SSH configuration."""
    return InvalidError(detail, remedy=Remedy.CHECK_SSH_CONFIG, subject=subject)


def _token(letter: str, tokens: Mapping[str, str], subject: str) -> str:
    if letter not in tokens:
        raise config_error(f"unknown key %{letter}", subject)
    return tokens[letter]
