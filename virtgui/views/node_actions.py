"""Runs actions on hosts: connect, disconnect, rename, forget, restore from a file."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QInputDialog, QLineEdit, QMenu, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.models.connections_store import ConnectionsStore, new_connection
from virtgui.views.dialogs.confirm import ConfirmDialog, ConfirmQuestion
from virtgui.views.look.look import Look

_DOWN = (ConnectionState.OFFLINE, ConnectionState.FAILED, ConnectionState.WAITING)


class NodeActions(QObject):
    """Menus and execution of actions on hosts."""

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

    def connect_node(self, connection: ConnectionId) -> None:
        """Open, or try again at once."""
        spec = self._connections.get(connection)
        if spec:
            self._dispatcher.connect_node(spec)

    def disconnect_node(self, connection: ConnectionId) -> None:
        """Close; the rows stay as old data."""
        self._dispatcher.disconnect_node(connection)

    def connect_uri(self, uri: str) -> None:
        """Open an address that was offered; it is kept."""
        spec = self._connections.by_uri(uri) or new_connection(uri)
        self._dispatcher.connect_node(self._connections.add(spec))

    def add(self) -> None:
        """Ask for a new connection."""
        self._ask_connection(None)

    def edit(self, spec: ConnectionSpec) -> None:
        """Ask for other settings of a connection; it is opened anew when they are taken."""
        self._ask_connection(spec)

    def _ask_connection(self, edited: ConnectionSpec | None) -> None:
        from virtgui.views.dialogs.add_connection import AddConnectionDialog

        dialog = AddConnectionDialog(
            self._look, self._dispatcher, self._feed, self._connections, self._window, spec=edited
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            spec = self._connections.add(dialog.spec())
            if edited is not None:
                self._dispatcher.disconnect_node(spec.id)
            if dialog.connect_now:
                self._dispatcher.connect_node(spec)
        dialog.deleteLater()

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
        if accepted and name.strip():
            renamed = self._connections.rename(connection, name.strip())
            status = self._feed.status(connection)
            if renamed and status and status.state not in _DOWN:
                self._dispatcher.connect_node(renamed)

    def forget(self, connection: ConnectionId) -> None:
        """Take a connection off the list, after asking."""
        spec = self._connections.get(connection)
        if spec is None:
            return
        question = ConfirmQuestion(
            title=self.tr("Forget {0}?").format(spec.name),
            lines=(
                self.tr("It leaves the list, with what is remembered of it here."),
                self.tr("Nothing changes on the host; its machines run on."),
            ),
            verb=self.tr("Forget host"),
        )
        dialog = ConfirmDialog(self._look, question, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._dispatcher.forget_node(connection)
            self._connections.remove(connection)
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
        spec = self._connections.get(connection)
        if spec:
            QGuiApplication.clipboard().setText(spec.uri)

    def fill_menu(self, menu: QMenu, connection: ConnectionId) -> None:
        """Put all actions on a host into a menu."""
        spec, status = self._connections.get(connection), self._feed.status(connection)
        if spec is None:
            return
        state = status.state if status else ConnectionState.OFFLINE
        self._add_link_entries(menu, spec, state)
        menu.addSeparator()
        restore = menu.addAction(self.tr("Restore a machine from a file…"))
        restore.triggered.connect(lambda: self.restore(connection))
        restore.setEnabled(state is ConnectionState.CONNECTED and not spec.read_only)
        menu.addSeparator()
        icon = self._look.icon
        change = menu.addAction(icon("settings"), self.tr("Edit connection…"))
        change.triggered.connect(lambda: self.edit(spec))
        rename = menu.addAction(icon("edit"), self.tr("Rename…"))
        rename.triggered.connect(lambda: self.rename(connection))
        copy = menu.addAction(icon("copy"), self.tr("Copy address"))
        copy.triggered.connect(lambda: self.copy_address(connection))
        forget = menu.addAction(icon("delete"), self.tr("Forget…"))
        forget.triggered.connect(lambda: self.forget(connection))

    def _add_link_entries(self, menu: QMenu, spec: ConnectionSpec, state: ConnectionState) -> None:
        icon, connection = self._look.icon, spec.id
        if state is ConnectionState.OFFLINE:
            entry = menu.addAction(icon("connect"), self.tr("Connect"))
            entry.triggered.connect(lambda: self.connect_node(connection))
            return
        if state is not ConnectionState.CONNECTED:
            retry = menu.addAction(icon("refresh"), self.tr("Retry now"))
            retry.triggered.connect(lambda: self.connect_node(connection))
            why = menu.addAction(icon("question"), self.tr("Find out why…"))
            why.triggered.connect(lambda: self.explain(connection))
        entry = menu.addAction(icon("close"), self.tr("Disconnect"))
        entry.triggered.connect(lambda: self.disconnect_node(connection))
