"""The file of figures: what was measured of every object, in four resolutions. Blocks.

One SQLite file; one thread at a time may call. Each reading is in exactly one resolution: as it was
polled for ten minutes, then every 15 s for three hours, every 2 min for two days, every 30 min for
a year. What becomes too old for one is rolled up into the next.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from virtgui.backend.figures_rows import Rows, joined, pack, rolled_up, unpack
from virtgui.backend.sqlite_file import FileDamagedError, SqliteFile
from virtgui.core.metrics import METRICS, SeriesKey
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.series import Mark

SCHEMA_VERSION: Final = 1
MOST_BYTES: Final = 2 * 1024 * 1024 * 1024
"""How much the file may take."""
MOST_MARKS: Final = 500
"""How many events of one object are kept."""
_CUT_SHARE: Final = 0.05

_SCHEMA: Final = f"""
CREATE TABLE objects (
    id INTEGER PRIMARY KEY, connection TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    UNIQUE (connection, kind, key)
);
CREATE TABLE layouts (id INTEGER PRIMARY KEY, keys TEXT NOT NULL UNIQUE);
CREATE TABLE blocks (
    object INTEGER NOT NULL, level INTEGER NOT NULL, begin REAL NOT NULL, end REAL NOT NULL,
    layout INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX block_times ON blocks (object, level, end);
CREATE INDEX block_ends ON blocks (end);
CREATE TABLE marks (
    object INTEGER NOT NULL, at REAL NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX mark_times ON marks (object, at);
PRAGMA user_version = {SCHEMA_VERSION}
"""


@dataclass(frozen=True, slots=True)
class Level:
    """One resolution."""

    step: float
    """Seconds between two rows; 0 as they were polled."""
    kept: float
    """Seconds after which its rows go to the next level, or away."""
    slack: float
    """Seconds that they may be late, so that a block is worth its row."""


LEVELS: Final = (
    Level(0.0, 600.0, 480.0),
    Level(15.0, 3 * 3600.0, 2 * 3600.0),
    Level(120.0, 2 * 86400.0, 86400.0),
    Level(1800.0, 365 * 86400.0, 30 * 86400.0),
)


class FiguresFile:
    """Figures and events of objects on disk. Opened when first used."""

    def __init__(
        self,
        path: Path,
        on_damage: Callable[[FileDamagedError], None],
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._file = SqliteFile(path, _SCHEMA, SCHEMA_VERSION, self._damaged)
        self._on_damage = on_damage
        self._most_bytes = most_bytes
        self._layouts: dict[tuple[SeriesKey, ...], int] = {}
        self._keys: dict[int, tuple[SeriesKey, ...]] = {}
        self._objects: dict[ObjectRef, int] = {}

    def append(self, pieces: Iterable[tuple[ObjectRef, Rows]]) -> None:
        """Keep what was polled, of many objects at once.

        Raises:
            sqlite3.Error: the file cannot be written.
            UnsupportedError: a newer program made the file.
        """

        def write(database: sqlite3.Connection) -> None:
            for ref, rows in pieces:
                self._insert(database, self._object(database, ref), 0, rows)

        self._write(write)

    def roll_up(self, ref: ObjectRef, now: float) -> None:
        """Give rows that are too old for their level to the next one, and drop the oldest."""

        def write(database: sqlite3.Connection) -> None:
            number = self._object(database, ref)
            for level in range(len(LEVELS)):
                self._promote(database, number, level, now)

        self._write(write)

    def read(self, ref: ObjectRef, begin: float, end: float) -> list[Rows]:
        """All rows of an object that touch a time, each piece in its own resolution."""
        query = (
            "SELECT layout, body FROM blocks JOIN objects ON objects.id = blocks.object"
            " WHERE connection = ? AND kind = ? AND key = ? AND blocks.end >= ?"
            " AND blocks.begin <= ? ORDER BY blocks.end"
        )
        found = self._file.read(query, (*ref, begin, end))
        return [unpack(body, self._keys_of(layout)) for layout, body in found]

    def oldest(self, ref: ObjectRef) -> float | None:
        """Since when there are figures of an object; None where there are none."""
        query = (
            "SELECT min(begin) FROM blocks JOIN objects ON objects.id = blocks.object"
            " WHERE connection = ? AND kind = ? AND key = ?"
        )
        ((found,),) = self._file.read(query, ref)
        return found if isinstance(found, float) else None

    def add_mark(self, ref: ObjectRef, mark: Mark) -> None:
        """Keep an event; too many of one object push out the oldest."""

        def write(database: sqlite3.Connection) -> None:
            number = self._object(database, ref)
            values = (number, mark.at, mark.what, mark.detail)
            database.execute("INSERT INTO marks VALUES (?, ?, ?, ?)", values)
            newest = "SELECT rowid FROM marks WHERE object = ? ORDER BY at DESC LIMIT ?"
            query = f"DELETE FROM marks WHERE object = ? AND rowid NOT IN ({newest})"  # noqa: S608
            database.execute(query, (number, number, MOST_MARKS))

        self._write(write)

    def marks(self, ref: ObjectRef, begin: float, end: float) -> tuple[Mark, ...]:
        """The events of an object in a time."""
        query = (
            "SELECT at, what, detail FROM marks JOIN objects ON objects.id = marks.object"
            " WHERE connection = ? AND kind = ? AND key = ? AND at BETWEEN ? AND ? ORDER BY at"
        )
        return tuple(Mark(*row) for row in self._file.read(query, (*ref, begin, end)))

    def forget(self, connection: ConnectionId) -> None:
        """Drop everything of a connection."""

        def write(database: sqlite3.Connection) -> None:
            of_it = "(SELECT id FROM objects WHERE connection = ?)"
            for table in ("blocks", "marks"):
                query = f"DELETE FROM {table} WHERE object IN {of_it}"  # noqa: S608  # constants
                database.execute(query, (connection,))
            database.execute("DELETE FROM objects WHERE connection = ?", (connection,))

        self._objects = {
            ref: number for ref, number in self._objects.items() if ref.connection != connection
        }
        self._write(write)

    def refs(self) -> list[ObjectRef]:
        """All objects of which there is anything."""
        rows = self._file.read("SELECT connection, kind, key FROM objects")
        return [ObjectRef(ConnectionId(row[0]), row[1], row[2]) for row in rows]

    def usage(self) -> tuple[int, int, float | None]:
        """Bytes in use, number of objects, and the oldest time."""
        ((pages,),) = self._file.read("PRAGMA page_count")
        ((free,),) = self._file.read("PRAGMA freelist_count")
        ((size,),) = self._file.read("PRAGMA page_size")
        ((count,),) = self._file.read("SELECT count(*) FROM objects")
        ((oldest,),) = self._file.read("SELECT min(begin) FROM blocks")
        return (pages - free) * size, count, oldest

    def keep_within_bounds(self) -> None:
        """Drop the oldest figures of all objects until the file is no larger than it may be."""
        used, _, _ = self.usage()
        while used > self._most_bytes:
            ((count,),) = self._file.read("SELECT count(*) FROM blocks")
            cut = max(1, int(count * _CUT_SHARE))

            def write(database: sqlite3.Connection, cut: int = cut) -> None:
                oldest = "SELECT rowid FROM blocks ORDER BY end LIMIT ?"
                query = f"DELETE FROM blocks WHERE rowid IN ({oldest})"  # noqa: S608  # constants
                database.execute(query, (cut,))

            self._write(write)
            if count <= cut:
                return
            used, _, _ = self.usage()

    def close(self) -> None:
        """Close the file; it is opened again when it is used again."""
        self._file.close()

    def _write(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Write; after a failure the numbers that were given out meanwhile are not true."""
        try:
            self._file.write(work)
        except sqlite3.Error:
            self._forget_numbers()
            raise

    def _damaged(self, error: FileDamagedError) -> None:
        self._forget_numbers()
        self._on_damage(error)

    def _forget_numbers(self) -> None:
        self._layouts.clear()
        self._keys.clear()
        self._objects.clear()

    def _insert(self, database: sqlite3.Connection, number: int, level: int, rows: Rows) -> None:
        if not len(rows):
            return
        values = (
            number, level, float(rows.begins[0]), float(rows.ends[-1]),
            self._layout(database, rows.keys), pack(rows),
        )  # fmt: skip
        database.execute("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)", values)

    def _promote(self, database: sqlite3.Connection, number: int, level: int, now: float) -> None:
        """Roll the rows of a level that are too old for it up into the next one."""
        here = LEVELS[level]
        query = "SELECT min(end) FROM blocks WHERE object = ? AND level = ?"
        (first,) = database.execute(query, (number, level)).fetchone()
        if first is None or now - first < here.kept + here.slack:
            return
        if level + 1 == len(LEVELS):
            query = "DELETE FROM blocks WHERE object = ? AND level = ? AND end < ?"
            database.execute(query, (number, level, now - here.kept))
            return
        step = LEVELS[level + 1].step
        cut = (now - here.kept) // step * step
        query = (
            "SELECT rowid, layout, body FROM blocks"
            " WHERE object = ? AND level = ? AND begin < ? ORDER BY end"
        )
        found = database.execute(query, (number, level, cut)).fetchall()
        pieces = [unpack(body, self._keys_of(layout)) for _, layout, body in found]
        for rows in _by_layout(pieces):
            self._insert(database, number, level, rows.part(rows.ends > cut))
            self._insert(database, number, level + 1, _kept(_coarser(rows, cut, step), level + 1))
        database.executemany("DELETE FROM blocks WHERE rowid = ?", [(row[0],) for row in found])

    def _object(self, database: sqlite3.Connection, ref: ObjectRef) -> int:
        number = self._objects.get(ref)
        if number is None:
            query = "INSERT OR IGNORE INTO objects VALUES (NULL, ?, ?, ?)"
            database.execute(query, ref)
            query = "SELECT id FROM objects WHERE connection = ? AND kind = ? AND key = ?"
            (number,) = database.execute(query, ref).fetchone()
            self._objects[ref] = int(number)
        return int(number)

    def _layout(self, database: sqlite3.Connection, keys: tuple[SeriesKey, ...]) -> int:
        number = self._layouts.get(keys)
        if number is None:
            text = json.dumps([key.text for key in keys])
            database.execute("INSERT OR IGNORE INTO layouts VALUES (NULL, ?)", (text,))
            query = "SELECT id FROM layouts WHERE keys = ?"
            (number,) = database.execute(query, (text,)).fetchone()
            self._layouts[keys] = int(number)
        return int(number)

    def _keys_of(self, layout: int) -> tuple[SeriesKey, ...]:
        keys = self._keys.get(layout)
        if keys is None:
            ((text,),) = self._file.read("SELECT keys FROM layouts WHERE id = ?", (layout,))
            keys = self._keys[layout] = tuple(SeriesKey.of(item) for item in json.loads(text))
        return keys


def _by_layout(pieces: Sequence[Rows]) -> list[Rows]:
    """Pieces joined as long as they have the same series."""
    found: list[list[Rows]] = []
    for piece in pieces:
        if found and found[-1][-1].keys == piece.keys:
            found[-1].append(piece)
        else:
            found.append([piece])
    return [joined(group) for group in found]


def _coarser(rows: Rows, cut: float, step: float) -> Rows:
    return rolled_up(rows.part(rows.ends <= cut), step)


def _kept(rows: Rows, level: int) -> Rows:
    """For the last level the series that are kept for a year, for others all."""
    if level + 1 < len(LEVELS):
        return rows
    keys = tuple(
        key
        for key in rows.keys
        if not key.part and key.metric in METRICS and METRICS[key.metric].is_kept
    )
    return rows.columns(keys) if keys else rows.part(rows.ends < 0)
