"""A SQLite file of the program's own data: private, whole after a crash, shared by two programs.

Blocks; one thread at a time may call. A file that turns out to be damaged is moved aside and told,
and a new one begins.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from virtgui.core.errors import UnsupportedError

T = TypeVar("T")

BUSY_SECONDS: Final = 10.0
"""How long another program's writing is waited for."""

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY_CODE: Final = 0xFF


class FileDamagedError(Exception):
    """A data file was damaged; it was moved aside, and a new one begins.

    Attributes:
        aside: Where the damaged file is now.
    """

    def __init__(self, aside: Path) -> None:
        super().__init__(f"a data file was damaged and moved to {aside}")
        self.aside = aside


class SqliteFile:
    """One file with a schema of a version. Opened when first used."""

    def __init__(
        self,
        path: Path,
        schema: str,
        version: int,
        on_damage: Callable[[FileDamagedError], None],
    ) -> None:
        """Takes what the file shall be.

        Args:
            path: where; folders are made.
            schema: statements that make it, apart by semicolons; the last sets `user_version`.
            version: the schema's; a file of a newer one is refused.
            on_damage: told of a file that was moved aside.
        """
        self._path = path
        self._schema, self._version = schema, version
        self._on_damage = on_damage
        self._database: sqlite3.Connection | None = None
        self._inode = 0

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._path

    def read(self, query: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query.

        Raises:
            sqlite3.Error: the file cannot be read.
            UnsupportedError: a newer program made the file.
        """
        return self._guarded(lambda database: database.execute(query, tuple(values)).fetchall())

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something in one transaction.

        Raises:
            sqlite3.Error: the file cannot be written.
            UnsupportedError: a newer program made the file.
        """

        def write(database: sqlite3.Connection) -> T:
            with _transaction(database):
                return work(database)

        return self._guarded(write)

    def close(self) -> None:
        """Close the file; it is opened again when it is used again."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _guarded(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something with the file; once more with a new one if it turns out to be damaged."""
        try:
            return work(self._open())
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
        self._move_aside()
        return work(self._open())

    def _move_aside(self) -> None:
        self.close()
        if not self._path.exists() or self._path.stat().st_ino != self._inode:
            return  # another program has done it already
        aside = self._path.with_name(f"{self._path.name}.damaged")
        for ending in ("", "-wal", "-shm"):
            part = self._path.with_name(self._path.name + ending)
            if part.exists():
                part.replace(aside.with_name(aside.name + ending))
        self._on_damage(FileDamagedError(aside))

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
            self._inode = os.fstat(file).st_ino
            os.close(file)
            # Transactions are begun by hand: what is read in one must be from the same moment.
            self._database = sqlite3.connect(
                self._path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
            )
            try:
                self._prepare(self._database)
            except (sqlite3.Error, UnsupportedError):
                self.close()
                raise
        return self._database

    def _prepare(self, database: sqlite3.Connection) -> None:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > self._version:
            raise UnsupportedError(f"a newer version of the program made {self._path.name}")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if version < self._version:
            with _transaction(database):
                for statement in self._schema.split(";"):
                    database.execute(statement)


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & _PRIMARY_CODE in _DAMAGED
