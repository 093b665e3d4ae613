"""Connections in and out: from other programs and from files. Nothing here waits for a disk."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.connection_file import SUFFIX, write_connections
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.plain_text import in_sentence
from virtgui.views.dialogs.message import MessageDialog
from virtgui.views.look.look import Look


class ConnectionFiles(QObject):
    """Asks what to import and where to export.

    Signals:
        told: something was done that is to be said; carries the sentence.
        connect_wanted: connections were imported that are to be opened; carries their ids.
    """

    told = Signal(object)
    connect_wanted = Signal(object)

    def __init__(
        self,
        *,
        look: Look,
        dispatcher: Dispatcher,
        connections: ConnectionsStore,
        window: QWidget,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._look, self._dispatcher = look, dispatcher
        self._connections, self._window = connections, window

    def import_connections(self) -> None:
        """Offer what other programs know, and files."""
        from virtgui.views.dialogs.import_connections import ImportDialog

        dialog = ImportDialog(self._look, self._dispatcher, self._connections, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._take(dialog.specs(), connect=dialog.connects))
        dialog.open()

    def export(self, specs: Sequence[ConnectionSpec]) -> None:
        """Ask for a file and write connections to it."""
        dialog = QFileDialog(self._window, self.tr("Export connections"), QDir.homePath())
        dialog.setObjectName("export_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Connections (*.json)"))
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile(f"virtgui-connections{SUFFIX}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.write(Path(name), specs))
        dialog.open()

    def write(self, path: Path, specs: Sequence[ConnectionSpec]) -> None:
        """Write connections to a file; said when it is done."""
        work = partial(write_connections, path, tuple(specs))
        self._connections.files.run(
            work, partial(self._on_written, path), partial(self._on_failure, path)
        )

    def _take(self, specs: Sequence[ConnectionSpec], *, connect: bool) -> None:
        if not specs:
            return
        added = self._connections.add_all(specs)
        self.told.emit(self.tr("%n connections imported", "", len(added)))
        if connect:
            self.connect_wanted.emit([spec.id for spec in added])

    def _on_written(self, path: Path, count: int) -> None:
        words = self.tr("%n connections exported to {0}", "", count)
        self.told.emit(words.format(in_sentence(path.name)))

    def _on_failure(self, path: Path, error: OSError) -> None:
        title = self.tr("The connections were not exported")
        words = self.tr("{0} could not be written.").format(in_sentence(str(path)))
        dialog = MessageDialog(
            self._look, title, words, severity="error", details=str(error), parent=self._window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
