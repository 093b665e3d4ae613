"""From a name to a connected socket: look up, then try the addresses side by side."""

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from typing import Final

from virtgui.backend.ssh.threads import in_thread

STAGGER: Final = 0.25
"""Seconds before the next address is tried beside the first (RFC 8305)."""

_FAMILIES: Final = (
    ("inet", socket.AF_INET),
    ("inet6", socket.AF_INET6),
)


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a host."""

    family: int
    at: tuple[object, ...]

    @property
    def text(self) -> str:
        """The address in its usual form."""
        return str(self.at[0])


async def resolve(host: str, port: int, family: str = "any") -> tuple[Address, ...]:
    """The addresses of a host, in the system's order.

    Raises:
        socket.gaierror: there are none.
    """
    wanted = dict(_FAMILIES).get(family, socket.AF_UNSPEC)
    try:
        found = await in_thread(
            lambda: socket.getaddrinfo(host, port, family=wanted, type=socket.SOCK_STREAM)
        )
    except UnicodeError as error:  # no name at all: "a..b"
        raise socket.gaierror(socket.EAI_NONAME, f"{host}: {error}") from None
    return tuple(dict.fromkeys(Address(entry[0], entry[4]) for entry in found))


async def connect(addresses: tuple[Address, ...], limit: float, source: str = "") -> socket.socket:
    """Connect to the first address that answers.

    Args:
        addresses: where to, the best first.
        limit: seconds that it may take.
        source: the local address to connect from; empty for the system's choice.

    Raises:
        TimeoutError: nothing answered in time.
        OSError: all addresses refused.
    """
    tasks: list[asyncio.Task[socket.socket]] = []
    try:
        async with asyncio.timeout(limit):
            return await _race(addresses, source, tasks)
    except TimeoutError:
        told = ", ".join(address.text for address in addresses)
        raise TimeoutError(f"{told}: no answer within {limit:g} s") from None
    finally:
        for task in tasks:
            task.cancel()


async def _race(
    addresses: tuple[Address, ...], source: str, tasks: list[asyncio.Task[socket.socket]]
) -> socket.socket:
    errors: list[OSError] = []
    waiting = list(addresses)
    pending: set[asyncio.Task[socket.socket]] = set()
    while waiting or pending:
        if waiting:
            task = asyncio.ensure_future(_connect_one(waiting.pop(0), source))
            tasks.append(task)
            pending.add(task)
        done, pending = await asyncio.wait(
            pending,
            timeout=STAGGER if waiting else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
        for task in done:
            error = task.exception()
            if error is None:
                return task.result()
            if not isinstance(error, OSError):
                raise error
            errors.append(error)
    raise errors[0]


async def _connect_one(address: Address, source: str) -> socket.socket:
    made = socket.socket(address.family, socket.SOCK_STREAM)
    with contextlib.ExitStack() as on_error:
        on_error.callback(made.close)
        made.setblocking(False)
        if source:
            made.bind((source, 0))
        await asyncio.get_running_loop().sock_connect(made, address.at)
        on_error.pop_all()
    return made
