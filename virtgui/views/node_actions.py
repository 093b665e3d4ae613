"""Runs actions on hosts: connect, edit, test, move, forget, restore from a file, and so on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QInputDialog, QLineEdit, QMenu, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.policy import link_refusal
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.models.connection_list import new_name
from virtgui.models.connection_texts import state_of
from virtgui.models.connections_store import ConnectionsStore, new_connection, new_id
from virtgui.models.words import refusal_word
from virtgui.views.connection_files import ConnectionFiles
from virtgui.views.look.look import Look
from virtgui.views.node_menus import NodeEntry, NodeMenus

_CLOSED = (ConnectionState.OFFLINE, ConnectionState.FAILED)


class NodeActions(QObject):
    """Menus and execution of actions on hosts.

    Signals:
        answer_requested: the question of a connection is to be shown; carries its id.
        told: something was done that is to be said; carries the sentence.
        thresholds_requested: the limits of a host are wanted; carries the node's reference.
    """

    answer_requested = Signal(object)
    thresholds_requested = Signal(object)
    told = Signal(object)

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        connections: ConnectionsStore,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._feed = feed
        self._dispatcher = dispatcher
        self._connections = connections
        self._window = window
        self._menus = NodeMenus(self, look=look, feed=feed, connections=connections)
        self._files = ConnectionFiles(
            look=look, dispatcher=dispatcher, connections=connections, window=window, parent=self
        )
        self._files.told.connect(self.told)
        self._files.connect_wanted.connect(self.connect_nodes)

    # Opening and closing.

    def connect_node(self, connection: ConnectionId) -> None:
        """Open, or try again at once."""
        self.connect_nodes((connection,))

    def connect_nodes(self, connections: Iterable[ConnectionId]) -> None:
        """Open several, all at the same time."""
        for spec in self._specs(connections):
            self._dispatcher.connect_node(spec)

    def disconnect_node(self, connection: ConnectionId) -> None:
        """Close; the rows stay as old data."""
        self._dispatcher.disconnect_node(connection)

    def disconnect_nodes(self, connections: Iterable[ConnectionId]) -> None:
        """Close several."""
        for connection in connections:
            self._dispatcher.disconnect_node(connection)

    def reconnect_nodes(self, connections: Iterable[ConnectionId]) -> None:
        """Close and open anew."""
        for spec in self._specs(connections):
            self._dispatcher.disconnect_node(spec.id)
            self._dispatcher.connect_node(spec)

    def connect_uri(self, uri: str) -> None:
        """Open an address that was offered; it is kept."""
        spec = self._connections.by_uri(uri) or new_connection(uri)
        self._dispatcher.connect_node(self._connections.update(spec))

    def answer(self, connection: ConnectionId) -> None:
        """Show what a connection waits for."""
        self.answer_requested.emit(connection)

    # What is saved.

    def add_far(self) -> None:
        """Ask for a new connection to another computer."""
        self.add(far=True)

    def add(self, *, far: bool = False) -> None:
        """Ask for a new connection; `far` begins with another computer over SSH."""
        from virtgui.views.dialogs.add_connection import AddConnectionDialog

        dialog = AddConnectionDialog(
            self._look, self._dispatcher, self._feed, self._connections, self._window
        )
        if far:
            dialog.target.choose_ssh()
        if dialog.exec() == QDialog.DialogCode.Accepted:
            spec = self._connections.add(dialog.spec())
            if dialog.connect_now:
                self._dispatcher.connect_node(spec)
        dialog.deleteLater()

    def edit(self, spec: ConnectionSpec) -> None:
        """Ask for other settings; the connection is opened anew only where that is needed."""
        from virtgui.views.dialogs.add_connection import AddConnectionDialog

        dialog = AddConnectionDialog(
            self._look, self._dispatcher, self._feed, self._connections, self._window, spec=spec
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._take_edited(
                dialog.spec(), reopen=dialog.needs_reopening, connect=dialog.connect_now
            )
        dialog.deleteLater()

    def edit_node(self, connection: ConnectionId) -> None:
        """Ask for other settings of the connection of that id."""
        spec = self._connections.get(connection)
        if spec:
            self.edit(spec)

    def update(self, spec: ConnectionSpec) -> None:
        """Take another name, folder, tick or note; nothing is opened or closed for it."""
        self._dispatcher.update_node(self._connections.update(spec))

    def rename(self, connection: ConnectionId) -> None:
        """Ask for another name of a connection."""
        spec = self._connections.get(connection)
        if spec is None:
            return
        name, accepted = QInputDialog.getText(
            self._window,
            self.tr("Rename host"),
            self.tr("Shown as"),
            QLineEdit.EchoMode.Normal,
            spec.name,
        )
        if accepted and name.strip() and name.strip() != spec.name:
            self.update(replace(spec, name=name.strip()))

    def duplicate(self, connection: ConnectionId) -> None:
        """Put a copy below a connection; it is not opened."""
        spec = self._connections.get(connection)
        if spec is None:
            return
        name = new_name(spec.name, (other.name for other in self._connections.all()))
        ids = [other.id for other in self._connections.all()]
        following = ids[ids.index(connection) + 1 :]
        copy = self._connections.add(replace(spec, id=new_id(), name=name))
        if following:
            self._connections.move((copy.id,), before=following[0])

    def forget(self, connection: ConnectionId) -> None:
        """Take a connection off the list, after asking."""
        self.forget_nodes((connection,))

    def forget_nodes(self, connections: Sequence[ConnectionId]) -> None:
        """Take connections off the list, after asking; on wish their secrets with them."""
        specs = self._specs(connections)
        if not specs:
            return
        from virtgui.views.dialogs.forget_connection import ForgetDialog

        dialog = ForgetDialog(self._look, self._dispatcher, specs, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            for spec in specs:
                self._dispatcher.forget_node(spec.id, secrets=dialog.forgets_secrets)
            self._connections.remove(*(spec.id for spec in specs))
        dialog.deleteLater()

    # Order and folders.

    def move_to(self, connections: Collection[ConnectionId], folder: str) -> None:
        """Put connections into a folder; the empty one is none."""
        self._connections.move(connections, folder=folder)
        self._tell_backend(connections)

    def move_to_new(self, connections: Collection[ConnectionId]) -> None:
        """Ask for the name of a folder and put connections into it."""
        folder = self._ask_folder(self.tr("Move to a new folder"), self.tr("Move"))
        if folder:
            self.move_to(connections, folder)

    def rename_folder(self, folder: str) -> None:
        """Ask for another path of a folder."""
        inside = self._connections.inside(folder)
        path = self._ask_folder(self.tr("Rename folder"), self.tr("Rename"), folder)
        if path and path != folder:
            self._connections.rename_folder(folder, path)
            self._tell_backend(inside)

    def dissolve_folder(self, folder: str) -> None:
        """Take a folder away; what is in it stands where it stood."""
        inside = self._connections.inside(folder)
        self._connections.rename_folder(folder, folder.rpartition("/")[0])
        self._tell_backend(inside)

    def shift(self, connections: Collection[ConnectionId], *, up: bool) -> None:
        """Put connections one place up or down."""
        self._connections.shift(connections, up=up)

    # Other.

    def test(self, connection: ConnectionId) -> None:
        """Test a connection step by step."""
        spec = self._connections.get(connection)
        if spec is None:
            return
        from virtgui.views.dialogs.test_connection import TestConnectionDialog

        dialog = TestConnectionDialog(self._look, self._dispatcher, self._feed, spec, self._window)
        dialog.exec()
        dialog.deleteLater()

    def explain(self, connection: ConnectionId) -> None:
        """Say why a host cannot be reached, and what to do."""
        status = self._feed.status(connection)
        if status is None:
            return
        from virtgui.views.dialogs.connection_problem import ConnectionProblemDialog

        dialog = ConnectionProblemDialog(self._look, status, self._window, feed=self._feed)
        dialog.retry_requested.connect(self._dispatcher.connect_node)
        dialog.edit_requested.connect(self.edit)
        dialog.exec()
        dialog.deleteLater()

    def removed(self, connection: ConnectionId) -> None:
        """Show the machines that are gone, with the way to bring them back."""
        from virtgui.views.dialogs.removed_domains import RemovedDomainsDialog

        refusal = link_refusal(self._feed.status(connection))
        spec = self._connections.get(connection)
        dialog = RemovedDomainsDialog(
            self._look,
            self._dispatcher,
            connection,
            spec.name if spec else str(connection),
            refusal=refusal_word(refusal) if refusal else "",
            parent=self._window,
        )
        dialog.exec()
        dialog.deleteLater()

    def restore(self, connection: ConnectionId) -> None:
        """Ask for a file of a saved machine and start it."""
        spec = self._connections.get(connection)
        if spec is None:
            return
        from virtgui.views.dialogs.host_files import RestoreFileDialog

        dialog = RestoreFileDialog(self._look, node_ref(connection), spec.name, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            operation = dialog.operation()
            self._dispatcher.submit(operation, operation.path)
        dialog.deleteLater()

    def copy_address(self, connection: ConnectionId) -> None:
        """Put the address on the clipboard."""
        self.copy_addresses((connection,))

    def copy_addresses(self, connections: Iterable[ConnectionId]) -> None:
        """Put addresses on the clipboard, a line each."""
        lines = [spec.uri for spec in self._specs(connections)]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def import_connections(self) -> None:
        """Offer what other programs, or a file, know."""
        self._files.import_connections()

    def export(self, connections: Iterable[ConnectionId] = ()) -> None:
        """Ask for a file and write connections to it; all that are kept unless some are given."""
        chosen = set(connections)
        self._files.export([s for s in self._connections.kept() if not chosen or s.id in chosen])

    # Menus.

    def entries(self, connections: Sequence[ConnectionId]) -> list[list[NodeEntry]]:
        """What can be done with connections, in groups; with the reason where it cannot."""
        return self._menus.entries(connections)

    def fill_menu(self, menu: QMenu, connection: ConnectionId) -> None:
        """Put all actions on a host into a menu."""
        self._menus.fill(menu, (connection,))

    def fill_menu_of(self, menu: QMenu, connections: Sequence[ConnectionId]) -> None:
        """Put all actions on hosts into a menu."""
        self._menus.fill(menu, connections)

    def thresholds(self, connection: ConnectionId) -> None:
        """Show the limits that are watched, to add some for a host."""
        self.thresholds_requested.emit(node_ref(connection))

    def fill_folder_menu(self, menu: QMenu, folder: str) -> None:
        """Put all actions on a folder of hosts into a menu."""
        self._menus.fill_folder(menu, folder)

    def _specs(self, connections: Iterable[ConnectionId]) -> list[ConnectionSpec]:
        found = (self._connections.get(connection) for connection in connections)
        return [spec for spec in found if spec is not None]

    def _take_edited(self, spec: ConnectionSpec, *, reopen: bool, connect: bool) -> None:
        was_open = state_of(self._feed.status(spec.id)) not in _CLOSED
        spec = self._connections.update(spec)
        if not reopen:
            self._dispatcher.update_node(spec)
            if connect and not was_open:
                self._dispatcher.connect_node(spec)
            return
        self._dispatcher.disconnect_node(spec.id)
        if connect or was_open:
            self._dispatcher.connect_node(spec)

    def _tell_backend(self, connections: Iterable[ConnectionId]) -> None:
        for spec in self._specs(connections):
            self._dispatcher.update_node(spec)

    def _ask_folder(self, title: str, verb: str, folder: str = "") -> str:
        from virtgui.views.dialogs.folder_name import FolderDialog

        known = self._connections.folders()
        dialog = FolderDialog(self._look, title, verb, known, self._window, folder=folder)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.folder if accepted else ""
