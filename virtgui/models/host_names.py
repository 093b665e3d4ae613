"""Gives a connection that nobody has named the name of its host, once that is known."""

from PySide6.QtCore import QObject, Signal, Slot

from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.refs import NODE, ConnectionId
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.node import Node
from virtgui.models.connections_store import ConnectionsStore, short_name


class HostNames(QObject):
    """Watches for nodes and names their connections; opens and closes none.

    Signals:
        renamed: a connection has another name; carries the `ConnectionSpec`.
    """

    renamed = Signal(object)

    def __init__(
        self, feed: Feed, connections: ConnectionsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._feed = feed
        self._connections = connections
        feed.inventory_changed.connect(self._on_inventory)

    @Slot(object)
    def _on_inventory(self, delta: Delta) -> None:
        for ref in (*delta.added, *delta.changed):
            if ref.kind == NODE:
                self._name(ref.connection)

    def _name(self, connection: ConnectionId) -> None:
        spec, node = self._connections.get(connection), self._feed.inventory.node(connection)
        if spec is None or node is None or spec.is_demo or not node.hostname:
            return
        if spec.name != short_name(spec.uri):
            return
        name = self._free_name(spec, node)
        renamed = self._connections.rename(connection, name) if name != spec.name else None
        if renamed:
            self.renamed.emit(renamed)

    def _free_name(self, spec: ConnectionSpec, node: Node) -> str:
        """The host's short name; with the driver when another connection leads there too."""
        name = node.hostname.split(".", 1)[0]
        taken = {other.name for other in self._connections.all() if other.id != spec.id}
        return f"{name} ({node.hypervisor})" if name in taken else name
