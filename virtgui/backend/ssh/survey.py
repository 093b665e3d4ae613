"""A look around on the far side: helpers, sockets, and what the user may do with them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import asyncssh

from virtgui.backend.ssh.connection import SshConnection
from virtgui.backend.ssh.errors import translate
from virtgui.backend.ssh.helper import FarSide
from virtgui.core.errors import Remedy, UnreachableError

if TYPE_CHECKING:
    from virtgui.backend.ssh.way import SshWay

_PATIENCE: Final = 15.0
"""Seconds for the look."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is there."""

    helpers: tuple[str, ...] = ()
    """Paths of virt-ssh-helper, nc and socat."""
    sockets: tuple[str, ...] = ()
    usable: tuple[str, ...] = ()
    """Those of the sockets that the user may read and write."""
    user: str = ""
    """The user's name and groups there."""


def survey(way: "SshWay") -> Survey | None:
    """Look around; None where no command can be run. Blocks; worker threads only.

    Raises:
        VirtguiError: the connection is not open.
    """
    text = way.run(survey_script(way.far), _PATIENCE)
    return None if text is None else read_survey(text)


def survey_script(far: FarSide) -> str:
    """A shell script that prints a line for each thing that is there."""
    paths = " ".join(path if path.startswith('"') else f'"{path}"' for path in _quoted(far))
    return (
        "for H in virt-ssh-helper nc socat; do "
        'P=$(command -v "$H" 2>/dev/null) && echo "helper $P"; done; '
        f'for S in {paths}; do if test -S "$S"; then echo "socket $S"; '
        'if test -r "$S" -a -w "$S"; then echo "usable $S"; fi; fi; done; '
        'echo "user $(id -un) ($(id -nG))"'
    )


def _quoted(far: FarSide) -> tuple[str, ...]:
    """Paths as they may stand in double quotes: a path of the user's own keeps nothing special."""
    if not far.socket:
        return far.sockets
    escaped = "".join(f"\\{sign}" if sign in '"\\$`' else sign for sign in far.socket)
    return (escaped,)


def read_survey(text: str) -> Survey:
    """What the script has printed."""
    lines: dict[str, list[str]] = {"helper": [], "socket": [], "usable": [], "user": []}
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word in lines and rest:
            lines[word].append(rest)
    return Survey(
        tuple(lines["helper"]),
        _once(lines["socket"]),
        _once(lines["usable"]),
        " ".join(lines["user"]),
    )


def _once(paths: list[str]) -> tuple[str, ...]:
    """/var/run is a link to /run nearly everywhere: the same socket is named once."""
    return tuple(dict.fromkeys(path.replace("/var/run/", "/run/", 1) for path in paths))


async def run_script(connection: SshConnection, command: str) -> str | None:
    """What a command prints; None where none can be run. The SSH loop's thread.

    Raises:
        VirtguiError: the connection was lost meanwhile.
    """
    try:
        done = await connection.ssh.run(
            command, encoding="utf-8", errors="replace", request_pty=False
        )
    except (OSError, asyncssh.Error) as error:
        # A refused channel of a living connection only means that no command can be run.
        if not isinstance(error, asyncssh.ChannelOpenError):
            raise translate(error, connection.machine) from None
        text = ""
    else:
        text = done.stdout if isinstance(done.stdout, str) else ""
    if connection.is_lost:
        raise UnreachableError("connection lost", remedy=Remedy.WAIT, subject=connection.machine)
    return text if "user " in text else None
