"""Definitions of domains kept on disk, so that the next start has titles, tags and systems at once.

One SQLite file in the user's cache folder. Holds no secrets: the documents are read without
them. All access is on one lane thread. A broken file is thrown away; it is only a cache.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from virtgui.backend.lanes import Lane, Outcome, Priority
from virtgui.backend.reactor import Reactor
from virtgui.core.refs import ConnectionId
from virtgui.core.values.domain_config import DomainConfig
from virtgui.documents.document import DocumentError
from virtgui.documents.domain import read_domain_config

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS definition (
    connection TEXT NOT NULL, uuid TEXT NOT NULL, xml TEXT NOT NULL,
    PRIMARY KEY (connection, uuid)
) WITHOUT ROWID
"""


class ConfigCache:
    """Definitions by connection and UUID."""

    def __init__(self, path: Path, reactor: Reactor) -> None:
        self._path = path
        self._lane = Lane("config-cache", 1, reactor)
        self._database: sqlite3.Connection | None = None

    def load(
        self, connection: ConnectionId, done: Callable[[dict[str, DomainConfig]], None]
    ) -> None:
        """Read what is known of a connection; `done` is called on the reactor's thread."""

        def loaded(outcome: Outcome[dict[str, DomainConfig]]) -> None:
            done(outcome.value or {})

        self._lane.submit(lambda: self._load(connection), loaded)

    def store(self, connection: ConnectionId, documents: Iterable[tuple[str, str]]) -> None:
        """Keep documents, given as UUID and XML."""
        rows = [(connection, uuid, xml) for uuid, xml in documents]
        self._write("INSERT OR REPLACE INTO definition VALUES (?, ?, ?)", rows)

    def remove(self, connection: ConnectionId, uuids: Iterable[str]) -> None:
        """Forget domains."""
        rows = [(connection, uuid) for uuid in uuids]
        self._write("DELETE FROM definition WHERE connection = ? AND uuid = ?", rows)

    def forget(self, connection: ConnectionId) -> None:
        """Forget a connection."""
        self._write("DELETE FROM definition WHERE connection = ?", [(connection,)])

    def close(self) -> None:
        """Take no more."""
        self._lane.close()

    def _write(self, statement: str, rows: Sequence[tuple[str, ...]]) -> None:
        if rows:
            self._lane.submit(
                lambda: self._execute(statement, rows), lambda outcome: None, Priority.BACKGROUND
            )

    def _execute(self, statement: str, rows: Sequence[tuple[str, ...]]) -> None:
        database = self._open()
        with database:
            database.executemany(statement, rows)

    def _load(self, connection: ConnectionId) -> dict[str, DomainConfig]:
        found: dict[str, DomainConfig] = {}
        query = "SELECT uuid, xml FROM definition WHERE connection = ?"
        for uuid, xml in self._open().execute(query, (connection,)):
            try:
                found[uuid] = read_domain_config(xml)
            except DocumentError:
                continue  # it will be read from the node anyway
        return found

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            try:
                self._database = self._connect()
            except sqlite3.DatabaseError:
                self._path.unlink(missing_ok=True)
                self._database = self._connect()
        return self._database

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        database = sqlite3.connect(self._path, timeout=5, check_same_thread=False)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(_SCHEMA)
        return database
