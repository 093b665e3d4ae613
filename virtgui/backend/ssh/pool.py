"""One SSH connection per node: those who go to the same machine as the same user share it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from virtgui.backend.ssh.connection import SshConnection

Opening = Callable[[], Coroutine[Any, Any, SshConnection]]


@dataclass(slots=True)
class _Entry:
    opening: asyncio.Task[SshConnection]
    users: set[object] = field(default_factory=set)


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

    async def take(self, key: tuple[object, ...], user: object, opening: Opening) -> SshConnection:
        """The connection of a route: the one that is there, or a new one.

        Who comes while it is being opened waits with the first; when that fails for the first
        (a question cancelled, say), the next one tries for itself.

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
                # The first one's cancelling ends the opening; a later one's only its waiting.
                return await (entry.opening if is_first else asyncio.shield(entry.opening))
            except BaseException:
                self._drop(key, entry, user)
                if is_first or not entry.opening.done() or _was_asked(entry.opening):
                    raise

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


def _was_asked(task: asyncio.Task[SshConnection]) -> bool:
    """Whether it ended by an error that holds for everybody, not by one user's going away."""
    return not task.cancelled()
