"""Asks a backend for its history and waits for what is to come."""

import sqlite3
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.backend.recorder import Recorder
from virtgui.backend.fleet import Fleet
from virtgui.core.messages import Answer
from virtgui.core.queries import HistoryQuery, ReadRemoved, ReadVersions, ReadVersionText
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.version import Origin, Version


def kept_texts(path: Path) -> list[bytes]:
    """All texts of a history file: compressed, they could hide what a search is for."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT body FROM texts").fetchall()
    return [zlib.decompress(body) for (body,) in rows]


class Historian:
    """The history as the window would read it."""

    def __init__(self, fleet: Fleet, recorder: Recorder) -> None:
        self._fleet = fleet
        self._recorder = recorder

    def ask(self, query: HistoryQuery[Any]) -> Any:
        """The answer."""
        number = self._fleet.ask(query)
        answer: Answer = self._recorder.wait(lambda: self._recorder.answers.get(number))
        assert answer.error is None, answer.error
        return answer.value

    def versions(self, ref: ObjectRef) -> tuple[Version, ...]:
        """All versions, the newest first."""
        return tuple(self.ask(ReadVersions(ref)))

    def text(self, version: Version) -> str:
        """The definition of a version."""
        return str(self.ask(ReadVersionText(version.digest)))

    def wait(
        self,
        ref: ObjectRef,
        condition: Callable[[tuple[Version, ...]], object],
        seconds: float = 15,
    ) -> tuple[Version, ...]:
        """Ask until the versions of an object are as they should be."""
        end = time.monotonic() + seconds
        while not condition(found := self.versions(ref)):
            assert time.monotonic() < end, found
        return found

    def wait_count(self, ref: ObjectRef, count: int) -> tuple[Version, ...]:
        """Ask until an object has that many versions."""
        return self.wait(ref, lambda versions: len(versions) == count)

    def wait_removed(self, connection: ConnectionId, name: str) -> Version:
        """Ask until a removed object of that name is there."""
        end = time.monotonic() + 15
        while True:
            found: tuple[Version, ...] = self.ask(ReadRemoved(connection))
            named = [version for version in found if version.name == name]
            if named:
                assert named[0].origin is Origin.REMOVED
                return named[0]
            assert time.monotonic() < end, found
