"""The saved connections: which nodes, by which address, in which order. Never a secret."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from virtgui.bridge.file_worker import FileWorker
from virtgui.core.refs import ConnectionId
from virtgui.core.uri import UriError, parse_uri
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.domain_config import normal_group
from virtgui.models.connection_entries import FIELDS, entry_of, read_entry, without_secret
from virtgui.models.settings_store import read_whole, write_whole

FORMAT: Final = 1
DEMO_ID: Final = ConnectionId("demo")
WRITE_AFTER_MS: Final = 100
"""A burst of changes is written once."""

_Specs = dict[ConnectionId, ConnectionSpec]


class ConnectionsStore(QObject):
    """The list of connections, in the user's order; folders are there while something is in them.

    Changes are written a moment later, in a worker; `flush` at the end of the program.

    Signals:
        changed: it is another list now.
        problem_arisen: the list could not be written; carries the sentence that says so.
    """

    changed = Signal()
    problem_arisen = Signal(object)

    def __init__(
        self, path: Path, parent: QObject | None = None, *, files: FileWorker | None = None
    ) -> None:
        super().__init__(parent)
        self._path = path
        self.files = files or FileWorker(self)
        """Reads and writes; for other files of connections, too."""
        content, self.problem = read_whole(path, FORMAT)
        self._rest = {key: value for key, value in content.items() if key != "connections"}
        self._specs: _Specs = {}
        self._foreign: dict[ConnectionId, dict[str, Any]] = {}
        self._unread: list[Any] = []
        self._read(content.get("connections"))
        self._temporary: set[ConnectionId] = set()
        self._is_unwritten = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WRITE_AFTER_MS)
        self._later.timeout.connect(self._write)

    # What is there.

    def all(self) -> tuple[ConnectionSpec, ...]:
        """All connections in their order."""
        return tuple(self._specs.values())

    def get(self, connection: ConnectionId) -> ConnectionSpec | None:
        """The connection of that id."""
        return self._specs.get(connection)

    def by_uri(self, uri: str) -> ConnectionSpec | None:
        """The connection with that address, if it is known."""
        return next((spec for spec in self._specs.values() if spec.uri == uri), None)

    def is_temporary(self, connection: ConnectionId) -> bool:
        """Whether a connection is of this run only."""
        return connection in self._temporary

    def kept(self) -> tuple[ConnectionSpec, ...]:
        """Those that the next start will have, in their order."""
        return tuple(spec for spec in self._specs.values() if spec.id not in self._temporary)

    def folders(self) -> tuple[str, ...]:
        """The paths of all folders with those around them, in the order of the connections."""
        found: dict[str, None] = {}
        for spec in self._specs.values():
            parts = spec.group.split("/") if spec.group else []
            for count in range(1, len(parts) + 1):
                found["/".join(parts[:count])] = None
        return tuple(found)

    def inside(self, folder: str) -> tuple[ConnectionId, ...]:
        """The connections in a folder and in the folders in it, in their order."""
        return tuple(spec.id for spec in self._specs.values() if is_inside(spec.group, folder))

    # Changes.

    def add(self, spec: ConnectionSpec, *, keep: bool = True) -> ConnectionSpec:
        """Add or replace a connection; `keep` is False for those of this run only."""
        return self.add_all((spec,), keep=keep)[0]

    def add_all(
        self, specs: Iterable[ConnectionSpec], *, keep: bool = True
    ) -> tuple[ConnectionSpec, ...]:
        """Add or replace connections as one change."""
        clean = tuple(without_secret(spec) for spec in specs)
        self._specs.update((spec.id, spec) for spec in clean)
        ids = {spec.id for spec in clean}
        if keep:
            self._temporary -= ids
            self._save()
        else:
            self._temporary |= ids
        self.changed.emit()
        return clean

    def update(self, spec: ConnectionSpec) -> ConnectionSpec:
        """Replace a connection; one of this run only stays so."""
        return self.add(spec, keep=spec.id not in self._temporary)

    def rename(self, connection: ConnectionId, name: str) -> ConnectionSpec | None:
        """Give a connection another name."""
        spec = self._specs.get(connection)
        return None if spec is None else self.update(replace(spec, name=name))

    def remove(self, *connections: ConnectionId) -> None:
        """Forget connections."""
        gone = [self._specs.pop(key) for key in connections if key in self._specs]
        for spec in gone:
            self._foreign.pop(spec.id, None)
        if gone:
            self._save()
            self.changed.emit()

    def move(
        self,
        connections: Collection[ConnectionId],
        *,
        folder: str | None = None,
        before: ConnectionId | None = None,
    ) -> None:
        """Put connections together before another one, or after the last of their folder.

        Args:
            connections: which; they keep their order among each other.
            folder: the folder they go to; None leaves each where it is.
            before: the one after them; None puts them at the folder's end.
        """
        moved = [spec for spec in self._specs.values() if spec.id in connections]
        rest = [spec for spec in self._specs.values() if spec.id not in connections]
        if not moved:
            return
        goal = self._behind(connections, before)
        if folder is not None:
            moved = [replace(spec, group=normal_group(folder)) for spec in moved]
        at = _place(rest, moved[0].group, goal)
        self._take((*rest[:at], *moved, *rest[at:]))

    def move_folder(self, folder: str, into: str, *, before: ConnectionId | None = None) -> None:
        """Put a folder with all that is in it into another one; not into itself."""
        name = folder.rsplit("/", 1)[-1]
        if not folder or is_inside(into, folder):
            return
        ids = self.inside(folder)
        if f"{into}/{name}".lstrip("/") != folder:
            self._rename_folder(folder, f"{into}/{name}")
        if before is not None:
            self.move(ids, before=before)
        else:
            self._changed_order()

    def rename_folder(self, folder: str, path: str) -> None:
        """Give a folder another path."""
        self._rename_folder(folder, path)
        self._changed_order()

    def shift(self, connections: Collection[ConnectionId], *, up: bool) -> None:
        """Put each connection one place up or down among those of its own folder."""
        order = list(self._specs.values())
        for folder in dict.fromkeys(spec.group for spec in order if spec.id in connections):
            places = [place for place, spec in enumerate(order) if spec.group == folder]
            shifted = _shifted([order[place] for place in places], connections, up=up)
            for place, spec in zip(places, shifted, strict=True):
                order[place] = spec
        self._take(order)

    def _behind(
        self, moved: Collection[ConnectionId], before: ConnectionId | None
    ) -> ConnectionId | None:
        """The first that stays where it is, from the one on before which they go."""
        ids = list(self._specs)
        if before not in ids:
            return None
        return next((key for key in ids[ids.index(before) :] if key not in moved), None)

    def _rename_folder(self, folder: str, path: str) -> None:
        path = normal_group(path)
        for spec in tuple(self._specs.values()):
            if is_inside(spec.group, folder):
                group = normal_group(path + spec.group[len(folder) :])
                self._specs[spec.id] = replace(spec, group=group)

    def _take(self, specs: Iterable[ConnectionSpec]) -> None:
        taken = {spec.id: spec for spec in specs}
        if list(taken.items()) != list(self._specs.items()):
            self._specs = taken
            self._changed_order()

    def _changed_order(self) -> None:
        self._save()
        self.changed.emit()

    # The file.

    def flush(self) -> bool:
        """Write now what is not written yet, and wait for it; whether that was possible."""
        if self._is_unwritten:
            self._write()
        return self.files.flush() and not self._is_unwritten

    def _read(self, entries: object) -> None:
        for entry in entries if isinstance(entries, list) else []:
            spec = read_entry(entry) if isinstance(entry, dict) else None
            if spec is None or spec.id in self._specs:
                self._unread.append(entry)
                continue
            self._specs[spec.id] = spec
            self._foreign[spec.id] = {key: entry[key] for key in entry if key not in FIELDS}

    def _save(self) -> None:
        self._is_unwritten = True
        if not self._later.isActive():
            self._later.start()

    def _write(self) -> None:
        self._later.stop()
        self._is_unwritten = False
        entries = [{**self._foreign.get(s.id, {}), **entry_of(s)} for s in self.kept()]
        content = {**self._rest, "format": FORMAT, "connections": [*entries, *self._unread]}
        self.files.run(partial(write_whole, self._path, content), _done, self._on_failure)

    def _on_failure(self, error: OSError) -> None:
        self._is_unwritten = True
        sentence = self.tr("The list of connections was not kept: {0} could not be written ({1}).")
        reason = error.strerror or type(error).__name__
        self.problem_arisen.emit(sentence.format(str(self._path), reason))


def is_inside(path: str, folder: str) -> bool:
    """Whether a folder's path is that folder or lies in it; everything lies in the empty one."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def new_connection(uri: str, name: str = "", *, read_only: bool = False) -> ConnectionSpec:
    """A new connection with an id of its own; its name defaults to the address in short."""
    return ConnectionSpec(new_id(), uri, name or short_name(uri), read_only=read_only)


def new_id() -> ConnectionId:
    """An id that no connection has."""
    return ConnectionId(uuid.uuid4().hex[:12])


def short_name(uri: str) -> str:
    """A short name for an address; the address itself when it is nonsense."""
    try:
        return parse_uri(uri).display_name
    except UriError:
        return uri


def _done(_result: None) -> None:
    """Nothing is to be said of what went well."""


def _place(rest: list[ConnectionSpec], folder: str, goal: ConnectionId | None) -> int:
    for place, spec in enumerate(rest):
        if goal is not None and spec.id == goal:
            return place
    last = [place for place, spec in enumerate(rest) if spec.group == folder]
    return last[-1] + 1 if last else len(rest)


def _shifted(
    specs: list[ConnectionSpec], chosen: Collection[ConnectionId], *, up: bool
) -> list[ConnectionSpec]:
    """The list with the chosen ones a place further; those at the end stay as they are."""
    found = specs if up else specs[::-1]
    found = list(found)
    for place in range(1, len(found)):
        if found[place].id in chosen and found[place - 1].id not in chosen:
            found[place - 1], found[place] = found[place], found[place - 1]
    return found if up else found[::-1]
