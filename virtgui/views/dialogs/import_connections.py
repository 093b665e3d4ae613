"""Takes over connections that other programs know, or that were exported to a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.errors import ErrorInfo
from virtgui.core.queries import FindAddresses, FoundAddress
from virtgui.core.redact import redact
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.connection_file import (
    ReadFile,
    address_key,
    problem_sentence,
    read_connections,
)
from virtgui.models.connections_store import ConnectionsStore, new_connection
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.views.dialogs.connection_words import address_sentence, usual_name
from virtgui.views.dialogs.fitted import CheckRow, ErrorPanel, FittedDialog, fit_list
from virtgui.views.look.look import Look
from virtgui.views.widgets.busy import BusyRing
from virtgui.views.widgets.buttons import LinkButton
from virtgui.views.widgets.dialog import MEDIUM_WIDTH
from virtgui.views.widgets.surface import ScrollPage
from virtgui.views.widgets.text import TextLabel

_TALLEST: Final = 340


@dataclass(slots=True)
class _Offer:
    """One connection that can be ticked."""

    spec: ConnectionSpec
    row: CheckRow


class ImportDialog(FittedDialog):
    """Lists what was found, with ticks; what is there already is greyed and says so.

    Accepted by "Import"; `specs()` are the connections then, and `connects` the tick that says
    whether they are to be opened at once.
    """

    def __init__(
        self,
        look: Look,
        dispatcher: Dispatcher,
        store: ConnectionsStore,
        parent: QWidget | None = None,
    ) -> None:
        title = self.tr("Import connections")
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("import_dialog")
        self._dispatcher = dispatcher
        self._store = store
        self._offers: list[_Offer] = []
        self._known = {address_key(spec.uri): spec.name for spec in store.all()}
        self._is_over = False
        self._build(title)
        self._query = dispatcher.ask(FindAddresses(), self._take_found, self._take_nothing)
        self._check()

    @property
    def connects(self) -> bool:
        """Whether the imported ones are to be opened at once."""
        return self._connect.box.isChecked()

    def specs(self) -> tuple[ConnectionSpec, ...]:
        """What is ticked, in the order of the list."""
        return tuple(offer.spec for offer in self._offers if offer.row.box.isChecked())

    def read(self, path: Path) -> None:
        """Offer what a file has."""
        work = partial(read_connections, path)
        self._store.files.run(
            work, partial(self._take_file, path), partial(self._take_unreadable, path)
        )

    def done(self, result: int) -> None:
        """Answers that are still under way are not wanted any more."""
        self._is_over = True
        self._dispatcher.take_back(self._query)
        super().done(result)

    def fit(self) -> None:
        """Gives the list the height that it needs, as long as it is not tall."""
        fit_list(self._page, self._look, _TALLEST)
        super().fit()

    def _build(self, title: str) -> None:
        look = self._look
        self.add_title(title, "save")
        words = self.tr("Addresses are taken over, never passwords. Nothing changes elsewhere.")
        self.add_text(words, "muted")
        self._error = ErrorPanel(look)
        self._error.hide()
        self.body.addWidget(self._error)
        self._reading = self._make_reading()
        self.body.addWidget(self._reading)
        self._nothing = self.add_text(
            self.tr("virt-manager and virsh know no connections on this computer."), "muted"
        )
        self._nothing.hide()
        self._page = ScrollPage(look, "base", margin=0, spacing=10)
        self._page.body.setContentsMargins(0, 0, look.px(8), 0)
        self._page.body.addStretch(1)
        policy = QSizePolicy.Policy
        self._page.setSizePolicy(policy.Preferred, policy.Expanding)
        self.body.addWidget(self._page, 1)
        self._connect = CheckRow(look, self.tr("Connect them now"))
        self._connect.box.setObjectName("connect_now")
        self.body.addWidget(self._connect)
        self._add_buttons()

    def _add_buttons(self) -> None:
        self._file = self.add_button(self.tr("From a file…"))
        self._file.setObjectName("from_file")
        self._file.clicked.connect(self._ask_file)
        self.foot_start.addWidget(self._file)
        self._all = LinkButton(self._look, self.tr("Tick all"))
        self._all.setObjectName("tick_all")
        self._all.clicked.connect(self._tick_all)
        self.foot_start.addWidget(self._all)
        self.add_primary(self.tr("Import"))
        self.add_cancel()

    def _make_reading(self) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._look.px(8))
        line.addWidget(BusyRing(self._look))
        words = self.tr("Asking virt-manager and virsh…")
        line.addWidget(TextLabel(self._look, words, ink="muted"), 1)
        return holder

    # What is found.

    @Slot(object)
    def _take_found(self, found: tuple[FoundAddress, ...]) -> None:
        self._reading.hide()
        specs = []
        for address in found:
            name = address.name or usual_name(address.uri)
            specs.append((new_connection(address.uri, name), self._source(address.source)))
        self._nothing.setVisible(not specs)
        self._offer(specs)

    @Slot(object)
    def _take_nothing(self, error: ErrorInfo) -> None:
        """Other programs could not be asked; files can be read all the same."""
        del error
        self._reading.hide()
        self._nothing.show()
        self.fit_soon()

    def _take_file(self, path: Path, content: ReadFile) -> None:
        if self._is_over:
            return
        self._error.hide()
        if content.problem is not None:
            self._say(problem_sentence(content.problem, path))
            return
        if content.left_out:
            words = self.tr("%n entries of {0} are no connections.", "", content.left_out)
            self._say(words.format(in_sentence(path.name)))
        self._nothing.hide()
        source = one_line(path.name)
        self._offer([(spec, source) for spec in content.specs])

    def _take_unreadable(self, path: Path, error: OSError) -> None:
        del error
        if not self._is_over:
            self._say(self.tr("{0} could not be read.").format(in_sentence(path.name)))

    def _say(self, sentence: str) -> None:
        self._error.show_words(sentence)
        self._error.show()
        self.fit_soon()

    def _source(self, source: str) -> str:
        words = {"environment": self.tr("environment")}
        return words.get(source, source)

    def _offer(self, found: Sequence[tuple[ConnectionSpec, str]]) -> None:
        """Add rows; those of the same address as an earlier row are there already."""
        for spec, source in found:
            row = self._make_row(spec, source)
            self._known.setdefault(address_key(spec.uri), spec.name)
            self._offers.append(_Offer(spec, row))
            self._page.body.insertWidget(self._page.body.count() - 1, row)
        self._check()
        self.fit_soon()

    def _make_row(self, spec: ConnectionSpec, source: str) -> CheckRow:
        refusal = self._refusal(spec)
        address = one_line(redact(spec.uri))
        facts = [part for part in (address, one_line(spec.group), source) if part]
        row = CheckRow(self._look, one_line(spec.name) or address, "  ·  ".join(facts))
        row.box.setObjectName(f"offer.{len(self._offers)}")
        row.box.toggled.connect(self._check)
        if refusal:
            row.setEnabled(False)
            row.set_hint("\n".join(("  ·  ".join(facts), refusal)))
        else:
            row.box.setChecked(True)
        return row

    def _refusal(self, spec: ConnectionSpec) -> str:
        known = self._known.get(address_key(spec.uri))
        if known is not None:
            return self.tr("Already there as {0}.").format(in_sentence(known))
        severity, sentence = address_sentence(spec.uri)
        return sentence if severity == "error" else ""

    # Ticks.

    @Slot()
    def _tick_all(self) -> None:
        able = list(self._able())
        on = not all(offer.row.box.isChecked() for offer in able)
        for offer in able:
            offer.row.box.setChecked(on)

    def _able(self) -> Iterable[_Offer]:
        return (offer for offer in self._offers if offer.row.isEnabled())

    @Slot()
    def _check(self) -> None:
        able = list(self._able())
        count = len(self.specs())
        self._all.setVisible(len(able) > 1)
        is_full = bool(able) and count == len(able)
        self._all.set_label(self.tr("Tick none") if is_full else self.tr("Tick all"))
        self._connect.setVisible(bool(able))
        if self.primary is not None:
            words = self.tr("Import %n connections", "", count) if count else self.tr("Import")
            self.primary.set_label(words)
            self.primary.set_reason("" if count else self.tr("Nothing is ticked."))

    @Slot()
    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Import connections"), QDir.homePath())
        dialog.setObjectName("choose_file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Connections (*.json)"), self.tr("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()
