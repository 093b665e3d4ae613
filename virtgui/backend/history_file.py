"""The file of the history: definitions by content, and who had which one when. Blocks.

One SQLite file with a write-ahead log, so that a program that is killed leaves it whole and two
programs can use it at once. One thread at a time may call. Texts must come without secrets.
"""

import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from virtgui.backend.sqlite_file import FileDamagedError, SqliteFile
from virtgui.core.errors import NotFoundError
from virtgui.core.refs import ConnectionId, Kind, ObjectRef
from virtgui.core.values.version import Origin, Version

MOST_VERSIONS: Final = 200
"""How many versions of one object are kept."""
MOST_BYTES: Final = 256 * 1024 * 1024
"""How much all texts may take, compressed."""
SCHEMA_VERSION: Final = 1

_SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS texts (
    digest TEXT PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, connection TEXT NOT NULL, kind TEXT NOT NULL,
    key TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, at REAL NOT NULL,
    origin TEXT NOT NULL, operation TEXT NOT NULL, user TEXT NOT NULL, remark TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS checked (
    connection TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, plain TEXT NOT NULL,
    PRIMARY KEY (connection, kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS text_sizes ON texts (size);
CREATE INDEX IF NOT EXISTS version_objects ON versions (connection, kind, key, id);
CREATE INDEX IF NOT EXISTS version_texts ON versions (digest);
PRAGMA user_version = {SCHEMA_VERSION}
"""
_COLUMNS: Final = "id, connection, kind, key, name, digest, at, origin, operation, user, remark"
_OBJECT: Final = "connection = ? AND kind = ? AND key = ?"
_IS_NEWEST: Final = (
    "id = (SELECT max(id) FROM versions AS other WHERE other.connection = versions.connection"
    " AND other.kind = versions.kind AND other.key = versions.key)"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is kept."""

    versions: int = MOST_VERSIONS
    """Of one object."""
    bytes: int = MOST_BYTES
    """Of all texts together, compressed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A definition to keep; `text` has no secrets."""

    ref: ObjectRef
    name: str
    digest: str
    text: str
    at: float
    origin: Origin = Origin.SEEN
    operation: str = ""
    user: str = ""
    plain: str = ""
    """A digest by which a later look tells cheaply that nothing has changed; empty for none."""


class HistoryFile:
    """Versions of definitions on disk. Opened when first used."""

    def __init__(
        self,
        path: Path,
        on_damage: Callable[[FileDamagedError], None],
        limits: Limits | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._file = SqliteFile(path, _SCHEMA, SCHEMA_VERSION, on_damage)

    def record(self, entry: Entry) -> None:
        """Keep a definition, unless it is the object's newest already.

        Raises:
            sqlite3.Error: the file cannot be written.
            UnsupportedError: a newer program made the file.
        """
        self._file.write(lambda database: self._record(database, entry))

    def remove(self, ref: ObjectRef, at: float, operation: str = "", user: str = "") -> None:
        """Note that an object is gone; one of which nothing is known leaves no trace."""
        self._file.write(lambda database: _remove(database, ref, at, operation, user))

    def keep_present(
        self, connection: ConnectionId, kind: Kind, keys: frozenset[str], at: float
    ) -> None:
        """Note that all other objects of a connection are gone."""

        def write(database: sqlite3.Connection) -> None:
            query = f"SELECT DISTINCT key FROM versions WHERE connection = ? AND kind = ? AND origin <> ? AND {_IS_NEWEST}"  # noqa: E501, S608  # constants
            rows = database.execute(query, (connection, kind, Origin.REMOVED.value)).fetchall()
            for (key,) in rows:
                if key not in keys:
                    _remove(database, ObjectRef(connection, kind, key), at, "", "")

        self._file.write(write)

    def forget(self, connection: ConnectionId) -> None:
        """Drop everything of a connection."""

        def write(database: sqlite3.Connection) -> None:
            database.execute("DELETE FROM versions WHERE connection = ?", (connection,))
            database.execute("DELETE FROM checked WHERE connection = ?", (connection,))
            database.execute("DELETE FROM texts WHERE digest NOT IN (SELECT digest FROM versions)")

        self._file.write(write)

    def checked(self, connection: ConnectionId, kind: Kind) -> dict[str, str]:
        """By key: the cheap digest with which an object's definition was last looked at."""
        query = "SELECT key, plain FROM checked WHERE connection = ? AND kind = ?"
        return dict(self._file.read(query, (connection, kind)))

    def versions(self, ref: ObjectRef) -> tuple[Version, ...]:
        """All versions of an object, the newest first."""
        query = f"SELECT {_COLUMNS} FROM versions WHERE {_OBJECT} ORDER BY id DESC"  # noqa: S608
        return tuple(_version(row) for row in self._file.read(query, ref))

    def removed(self, connection: ConnectionId) -> tuple[Version, ...]:
        """The newest version of each object that is gone, the last one first."""
        query = f"SELECT {_COLUMNS} FROM versions WHERE connection = ? AND origin = ? AND {_IS_NEWEST} ORDER BY id DESC"  # noqa: E501, S608  # constants
        rows = self._file.read(query, (connection, Origin.REMOVED.value))
        return tuple(_version(row) for row in rows)

    def text(self, digest: str) -> str:
        """The definition of that digest.

        Raises:
            NotFoundError: there is none, or none any more.
        """
        rows = self._file.read("SELECT body FROM texts WHERE digest = ?", (digest,))
        if not rows:
            raise NotFoundError("this version is no longer kept", subject=digest)
        return zlib.decompress(rows[0][0]).decode()

    def set_remark(self, version: int, remark: str) -> None:
        """Write what the user says of a version.

        Raises:
            NotFoundError: there is no such version, or not any more.
        """

        def write(database: sqlite3.Connection) -> int:
            query = "UPDATE versions SET remark = ? WHERE id = ?"
            return database.execute(query, (remark, version)).rowcount

        if not self._file.write(write):
            raise NotFoundError("this version is no longer kept", subject=str(version))

    def close(self) -> None:
        """Close the file; it is opened again when it is used again."""
        self._file.close()

    def _record(self, database: sqlite3.Connection, entry: Entry) -> None:
        if entry.plain:
            values = (*entry.ref, entry.plain)
            database.execute("INSERT OR REPLACE INTO checked VALUES (?, ?, ?, ?)", values)
        newest = _newest(database, entry.ref)
        if newest and newest.digest == entry.digest and newest.origin is not Origin.REMOVED:
            return
        body = zlib.compress(entry.text.encode())
        query = "INSERT OR IGNORE INTO texts VALUES (?, ?, ?)"
        database.execute(query, (entry.digest, len(body), body))
        _insert(
            database, entry.ref, entry.name, entry.digest, entry.at, entry.origin,
            entry.operation, entry.user,
        )  # fmt: skip
        self._trim_object(database, entry.ref)
        self._trim_all(database)

    def _trim_object(self, database: sqlite3.Connection, ref: ObjectRef) -> None:
        """Drop the oldest of too many versions: first those that nobody has remarked on."""
        query = f"SELECT count(*) FROM versions WHERE {_OBJECT}"  # noqa: S608
        (count,) = database.execute(query, ref).fetchone()
        if count > self._limits.versions:
            query = f"SELECT id, digest FROM versions WHERE {_OBJECT} AND NOT {_IS_NEWEST} ORDER BY remark <> '', id LIMIT ?"  # noqa: E501, S608  # constants
            rows = database.execute(query, (*ref, count - self._limits.versions)).fetchall()
            _drop(database, rows)

    def _trim_all(self, database: sqlite3.Connection) -> None:
        """Make room: old versions first, and only then objects that are gone, the oldest first."""
        while _size(database) > self._limits.bytes:
            gone = f"{_IS_NEWEST} AND origin = '{Origin.REMOVED.value}'"
            query = f"SELECT id, digest FROM versions WHERE NOT ({_IS_NEWEST}) OR ({gone}) ORDER BY {_IS_NEWEST}, remark <> '', id LIMIT 1"  # noqa: E501, S608  # constants
            rows = database.execute(query).fetchall()
            if not rows:
                return  # what is left are definitions as they are now
            _drop(database, rows)


def _newest(database: sqlite3.Connection, ref: ObjectRef) -> Version | None:
    query = f"SELECT {_COLUMNS} FROM versions WHERE {_OBJECT} ORDER BY id DESC LIMIT 1"  # noqa: S608
    row = database.execute(query, ref).fetchone()
    return _version(row) if row else None


def _remove(
    database: sqlite3.Connection, ref: ObjectRef, at: float, operation: str, user: str
) -> None:
    database.execute(f"DELETE FROM checked WHERE {_OBJECT}", ref)  # noqa: S608
    last = _newest(database, ref)
    if last and last.origin is not Origin.REMOVED:
        _insert(database, ref, last.name, last.digest, at, Origin.REMOVED, operation, user)


def _insert(
    database: sqlite3.Connection, ref: ObjectRef, name: str, digest: str, at: float,
    origin: Origin, operation: str, user: str,
) -> None:  # fmt: skip
    values = (*ref, name, digest, at, origin.value, operation, user, "")
    database.execute("INSERT INTO versions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def _drop(database: sqlite3.Connection, rows: list[tuple[int, str]]) -> None:
    """Delete versions, and the texts that no other version has."""
    database.executemany("DELETE FROM versions WHERE id = ?", [(row[0],) for row in rows])
    query = "DELETE FROM texts WHERE digest = ? AND NOT EXISTS (SELECT 1 FROM versions WHERE digest = ?)"  # noqa: E501
    database.executemany(query, [(digest, digest) for _, digest in rows])


def _size(database: sqlite3.Connection) -> int:
    (size,) = database.execute("SELECT coalesce(sum(size), 0) FROM texts").fetchone()
    return int(size)


def _version(row: tuple[Any, ...]) -> Version:
    number, connection, kind, key, name, digest, at, origin, operation, user, remark = row
    ref = ObjectRef(ConnectionId(connection), kind, key)
    return Version(number, ref, name, digest, at, Origin(origin), operation, user, remark)
