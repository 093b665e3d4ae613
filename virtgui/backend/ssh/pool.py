"""One SSH connection per node: those who go to the same machine as the same user share it."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

from virtgui.backend.ssh.connection import SshConnection

Opening = Callable[[], Coroutine[Any, Any, SshConnection]]
Asking = Callable[[bool], None]


def _nobody(asks: bool) -> None:
    """For those who do not want to know."""


@dataclass(slots=True)
class _Entry:
    opening: asyncio.Task[SshConnection]
    users: set[object] = field(default_factory=set)
    is_asking: bool = False
    """Whether the opening waits for a person."""
    waiting: dict[object, Asking] = field(default_factory=dict)
    """Those who wait with the first, each with what tells it that a person is asked."""


class SshPool:
    """The open connections by route. The SSH loop's thread."""

    def __init__(self) -> None:
        self._entries: dict[tuple[object, ...], _Entry] = {}

    @property
    def count(self) -> int:
        """How many connections there are, those that are being opened included."""
        return len(self._entries)

    def close(self) -> None:
        """End all connections."""
        for key, entry in list(self._entries.items()):
            for user in list(entry.users):
                self.give_back(key, user)

    async def take(
        self,
        key: tuple[object, ...],
        user: object,
        opening: Opening,
        on_asking: Asking = _nobody,
    ) -> SshConnection:
        """The connection of a route: the one that is there, or a new one.

        Who comes while it is being opened waits with the first, and is told by `on_asking` while
        a person is asked. A failure is everybody's, a question that the user cancels as well;
        when the first goes away (is disconnected, say), the next one opens for itself.

        Raises:
            VirtguiError: it cannot be opened.
        """
        while True:
            entry = self._entries.get(key)
            is_first = entry is None or _is_dead(entry)
            if entry is None or is_first:
                entry = self._entries[key] = _Entry(asyncio.ensure_future(opening()))
            entry.users.add(user)
            try:
                if is_first:
                    return await entry.opening  # whose cancelling ends the opening
                with _told(entry, user, on_asking):
                    return await asyncio.shield(entry.opening)
            except BaseException:
                self._drop(key, entry, user)
                if is_first or _is_cancelled() or not entry.opening.cancelled():
                    raise

    def tell_asking(self, key: tuple[object, ...], user: object, asks: bool) -> None:
        """A person is asked by the one who opens, or no more: so all who wait with it wait."""
        entry = self._entries.get(key)
        if entry is None or user not in entry.users or entry.opening.done():
            return
        if entry.is_asking != asks:
            entry.is_asking = asks
            for tell in entry.waiting.values():
                tell(asks)

    def give_back(self, key: tuple[object, ...], user: object) -> None:
        """Need it no more; the last one ends it."""
        entry = self._entries.get(key)
        if entry is None or user not in entry.users:
            return
        entry.users.discard(user)
        if not entry.users:
            del self._entries[key]
            if not entry.opening.done():
                entry.opening.cancel()
            elif not entry.opening.cancelled() and entry.opening.exception() is None:
                entry.opening.result().close()

    def _drop(self, key: tuple[object, ...], entry: _Entry, user: object) -> None:
        entry.users.discard(user)
        if self._entries.get(key) is entry and entry.opening.done():
            del self._entries[key]


def _is_dead(entry: _Entry) -> bool:
    task = entry.opening
    if not task.done():
        return False
    return task.cancelled() or task.exception() is not None or task.result().is_lost


def _is_cancelled() -> bool:
    """Whether the one who waits goes away itself."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


@contextlib.contextmanager
def _told(entry: _Entry, user: object, on_asking: Asking) -> Iterator[None]:
    entry.waiting[user] = on_asking
    if entry.is_asking:
        on_asking(True)
    try:
        yield
    finally:
        del entry.waiting[user]
        if entry.is_asking:
            on_asking(False)
