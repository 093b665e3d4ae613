"""Connections on their way from one place of a list to another."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMimeData

from virtgui.core.refs import ConnectionId
from virtgui.models.connections_store import ConnectionsStore, is_inside

MIME: Final = "application/x-virtgui-connections"


@dataclass(frozen=True, slots=True)
class Dragged:
    """What is dragged: connections, and folders with all that is in them."""

    connections: tuple[ConnectionId, ...] = ()
    folders: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not self.connections and not self.folders


def packed(connections: Iterable[ConnectionId], folders: Iterable[str]) -> QMimeData:
    """The data of a drag; what lies in a dragged folder goes with it."""
    data = QMimeData()
    content = {"connections": list(connections), "folders": list(folders)}
    data.setData(MIME, json.dumps(content).encode())
    return data


def unpacked(data: QMimeData) -> Dragged:
    """What is dragged; nothing when it is something else."""
    if not data.hasFormat(MIME):
        return Dragged()
    content = json.loads(bytes(data.data(MIME).data()))
    ids = tuple(ConnectionId(key) for key in content["connections"])
    return Dragged(ids, tuple(content["folders"]))


def can_drop(dragged: Dragged, into: str) -> bool:
    """Whether it may go into a folder: no folder goes into itself."""
    return not dragged.is_empty and not any(is_inside(into, path) for path in dragged.folders)


def drop(
    store: ConnectionsStore, dragged: Dragged, into: str, before: ConnectionId | None = None
) -> bool:
    """Put what is dragged into a folder, before one of its connections or at its end."""
    if not can_drop(dragged, into):
        return False
    for folder in dragged.folders:
        store.move_folder(folder, into, before=before)
    own = set(dragged.connections)
    for folder in dragged.folders:
        own -= set(store.inside(folder))
    if own:
        store.move(own, folder=into, before=before)
    return True


def goal(
    store: ConnectionsStore, rows: Iterable[tuple[ConnectionId | None, str]], dragged: Dragged
) -> ConnectionId | None:
    """The connection before which something lands that is dropped above these rows.

    Args:
        store: where the folders are.
        rows: the connection of each, or None and the folder's path.
        dragged: what is dropped; connections stand below the folders beside them.
    """
    for connection, folder in rows:
        if connection is not None:
            return connection
        if dragged.folders:
            return store.inside(folder)[0]
    return None
