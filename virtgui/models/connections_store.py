"""The saved connections: which nodes, by which address, in which order. Never a secret."""

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from virtgui.core.refs import ConnectionId
from virtgui.core.uri import UriError, parse_uri
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.settings_store import read_whole, write_whole

FORMAT: Final = 1
DEMO_ID: Final = ConnectionId("demo")


class ConnectionsStore(QObject):
    """The list of connections. `changed` tells that it is another one now."""

    changed = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        content, self.problem = read_whole(path, FORMAT)
        entries = content.get("connections", [])
        found = [_spec_of(entry) for entry in entries if isinstance(entry, dict)]
        self._specs = {spec.id: spec for spec in found if spec}
        self._temporary: set[ConnectionId] = set()

    def all(self) -> tuple[ConnectionSpec, ...]:
        """All connections in their order."""
        return tuple(self._specs.values())

    def get(self, connection: ConnectionId) -> ConnectionSpec | None:
        """The connection of that id."""
        return self._specs.get(connection)

    def by_uri(self, uri: str) -> ConnectionSpec | None:
        """The connection with that address, if it is known."""
        return next((spec for spec in self._specs.values() if spec.uri == uri), None)

    def add(self, spec: ConnectionSpec, *, keep: bool = True) -> ConnectionSpec:
        """Add or replace a connection; `keep` is False for those of this run only."""
        spec = without_secret(spec)
        self._specs[spec.id] = spec
        if keep:
            self._temporary.discard(spec.id)
            self._save()
        else:
            self._temporary.add(spec.id)
        self.changed.emit()
        return spec

    def rename(self, connection: ConnectionId, name: str) -> ConnectionSpec | None:
        """Give a connection another name."""
        spec = self._specs.get(connection)
        if spec is None:
            return None
        return self.add(replace(spec, name=name), keep=connection not in self._temporary)

    def remove(self, connection: ConnectionId) -> None:
        """Forget a connection."""
        if self._specs.pop(connection, None):
            self._save()
            self.changed.emit()

    def _save(self) -> None:
        kept = [_entry_of(spec) for spec in self._specs.values() if spec.id not in self._temporary]
        write_whole(self._path, {"format": FORMAT, "connections": kept})


def new_connection(uri: str, name: str = "", *, read_only: bool = False) -> ConnectionSpec:
    """A new connection with an id of its own; its name defaults to the address in short."""
    return ConnectionSpec(
        id=ConnectionId(uuid.uuid4().hex[:12]),
        uri=uri,
        name=name or short_name(uri),
        read_only=read_only,
    )


def short_name(uri: str) -> str:
    """A short name for an address; the address itself when it is nonsense."""
    try:
        return parse_uri(uri).display_name
    except UriError:
        return uri


def without_secret(spec: ConnectionSpec) -> ConnectionSpec:
    """The connection without a password that somebody wrote into the address."""
    try:
        uri = parse_uri(spec.uri)
    except UriError:
        return spec
    return replace(spec, uri=uri.without_secret().original) if uri.password is not None else spec


def _entry_of(spec: ConnectionSpec) -> dict[str, Any]:
    return {
        "id": spec.id,
        "uri": spec.uri,
        "name": spec.name,
        "read_only": spec.read_only,
        "autoconnect": spec.autoconnect,
        "is_demo": spec.is_demo,
    }


def _spec_of(entry: dict[str, Any]) -> ConnectionSpec | None:
    texts = (entry.get("id"), entry.get("uri"), entry.get("name", ""))
    if not all(isinstance(text, str) for text in texts) or not texts[0]:
        return None
    return ConnectionSpec(
        ConnectionId(str(texts[0])),
        str(texts[1]),
        str(texts[2]),
        read_only=entry.get("read_only") is True,
        autoconnect=entry.get("autoconnect") is not False,
        is_demo=entry.get("is_demo") is True,
    )
