"""A new connection, or another address for one."""

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.errors import ErrorInfo
from virtgui.core.queries import FindLocalHypervisors, LocalHypervisor
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.connections_store import (
    DEMO_ID,
    ConnectionsStore,
    new_connection,
    short_name,
    without_secret,
)
from virtgui.models.words import link_word
from virtgui.views.dialogs.connection_words import (
    DEMO_URI,
    LOCAL_KINDS,
    address_sentence,
    found_word,
    local_word,
    same_address,
)
from virtgui.views.dialogs.fitted import CheckGroup, CheckRow, FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.dialog import MEDIUM_WIDTH

_FIRST_ADDRESS = "qemu+ssh://root@host.example/system"


class AddConnectionDialog(FittedDialog):
    """Asks which libvirt to connect to.

    Accepted by Connect or by "Save for later"; `spec()` is the connection then, and
    `connect_now` tells which of the two it was. With `spec` given it edits that connection.
    """

    def __init__(
        self,
        look: Look,
        dispatcher: Dispatcher,
        feed: Feed,
        store: ConnectionsStore,
        parent: QWidget | None = None,
        *,
        spec: ConnectionSpec | None = None,
    ) -> None:
        title = self.tr("Edit connection") if spec else self.tr("Add connection")
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("add_connection")
        self.connect_now = False
        self._dispatcher = dispatcher
        self._feed = feed
        self._store = store
        self._edited = spec
        self._new = new_connection(LOCAL_KINDS[0].uri)
        self._found: dict[str, LocalHypervisor] = {}
        self._name_is_own = spec is not None
        self._build()
        self._add_buttons()
        self._fill(spec)
        self._query = dispatcher.ask(FindLocalHypervisors(), self._take_found, self._not_found)
        self._connect()
        self._check()

    def spec(self) -> ConnectionSpec:
        """The connection as filled in; without a password that stood in the address."""
        uri = self.uri.text().strip()
        name = self.name.text().strip() or short_name(uri)
        base = self._edited or self._new
        if self._edited is None and uri == DEMO_URI and self._store.get(DEMO_ID) is None:
            base = replace(base, id=DEMO_ID)
        changed = replace(
            base,
            uri=uri,
            name=name,
            read_only=self.read_only.box.isChecked(),
            autoconnect=self.autoconnect.box.isChecked(),
            is_demo=uri == DEMO_URI,
        )
        return without_secret(changed)

    def done(self, result: int) -> None:
        """The search for local hypervisors is not wanted any more."""
        self._dispatcher.take_back(self._query)
        super().done(result)

    def _build(self) -> None:
        self.add_title(self.tr("Connect to"))
        self.form = self.add_form()
        self.local = QRadioButton(self.tr("This computer"))
        self.other = QRadioButton(self.tr("Other libvirt address"))
        self.local.setObjectName("local")
        self.other.setObjectName("other")
        self._group = QButtonGroup(self)
        places = QWidget()
        column = QVBoxLayout(places)
        column.setContentsMargins(0, self._look.px(4), 0, 0)
        column.setSpacing(self._look.px(8))
        for radio in (self.local, self.other):
            self._group.addButton(radio)
            column.addWidget(radio)
        self.form.add_row(self.tr("Host"), places)
        self.driver = QComboBox()
        self.driver.setObjectName("driver")
        for kind in LOCAL_KINDS:
            self.driver.addItem(local_word(kind), kind.uri)
        self._driver_row = self.form.add_row(self.tr("Driver"), self.driver)
        self.uri = QLineEdit()
        self.uri.setObjectName("uri")
        self._uri_row = self.form.add_row(self.tr("Address"), self.uri, stretch=True)
        self.name = QLineEdit()
        self.name.setObjectName("name")
        self.form.add_row(self.tr("Shown as"), self.name, stretch=True)
        self.read_only = self._tick("read_only", self.tr("Observe only, change nothing"))
        self.autoconnect = self._tick("autoconnect", self.tr("Connect when the program starts"))
        ticks = CheckGroup(self._look, (self.read_only, self.autoconnect))
        self.form.add_row("", ticks, stretch=True)
        self.body.addStretch(1)

    def _tick(self, name: str, words: str) -> CheckRow:
        row = CheckRow(self._look, words)
        row.box.setObjectName(name)
        return row

    def _add_buttons(self) -> None:
        self._connect_button = self.add_primary(self.tr("Connect"), "connect")
        self.add_cancel()
        self._later = self.add_button(self.tr("Save for later"))
        self._later.setObjectName("save_for_later")
        # Accepted first, told later: who listens to `accepted` must know which it was.
        self._connect_button.clicked.disconnect(self.accept)
        self._connect_button.clicked.connect(lambda: self._finish(connect_now=True))
        self._later.clicked.connect(lambda: self._finish(connect_now=False))

    def _fill(self, spec: ConnectionSpec | None) -> None:
        uri = spec.uri if spec else LOCAL_KINDS[0].uri
        place = self.driver.findData(uri)
        is_local = place >= 0
        (self.local if is_local else self.other).setChecked(True)
        self.driver.setCurrentIndex(max(0, place))
        self.uri.setText(uri)
        self.name.setText(spec.name if spec else self._usual_name(uri))
        self.read_only.box.setChecked(spec.read_only if spec else False)
        self.autoconnect.box.setChecked(spec.autoconnect if spec else True)
        self._driver_row.setVisible(is_local)
        (self.driver if is_local else self.uri).setFocus()

    def _connect(self) -> None:
        self._group.buttonToggled.connect(self._on_place)
        self.driver.currentIndexChanged.connect(self._on_driver)
        self.uri.textChanged.connect(self._on_uri)
        self.name.textEdited.connect(self._on_name)

    def _usual_name(self, uri: str) -> str:
        place = self.driver.findData(uri)
        if place >= 0:
            return self.tr("This computer") if place == 0 else self.driver.itemText(place)
        return short_name(uri) if address_sentence(uri)[0] != "error" else ""

    @Slot()
    def _on_place(self) -> None:
        is_local = self.local.isChecked()
        self._driver_row.setVisible(is_local)
        if is_local:
            self._on_driver()
            self.driver.setFocus()
        elif self.driver.findData(self.uri.text().strip()) >= 0:
            self.uri.clear()
            self.uri.setFocus()
        self._check()

    @Slot()
    def _on_driver(self) -> None:
        self.uri.setText(str(self.driver.currentData()))

    @Slot()
    def _on_uri(self) -> None:
        """The list follows what is typed; what it does not have is another address."""
        uri = self.uri.text().strip()
        place = self.driver.findData(uri)
        if place >= 0 and self.local.isChecked():
            self.driver.setCurrentIndex(place)
        elif self.local.isChecked():
            self._leave_local()
        if not self._name_is_own:
            self.name.setText(self._usual_name(uri))
        self._check()

    def _leave_local(self) -> None:
        self._group.blockSignals(True)
        self.other.setChecked(True)
        self._group.blockSignals(False)
        self._driver_row.hide()

    @Slot()
    def _on_name(self) -> None:
        self._name_is_own = bool(self.name.text().strip())

    @Slot()
    def _check(self) -> None:
        text = self.uri.text().strip()
        severity, sentence = address_sentence(text) if text else ("error", "")
        if severity != "error" and not sentence:
            sentence = self._duplicate(text)
            severity = "warn" if sentence else ""
        self._uri_row.set_message(severity if sentence else "", sentence)
        self._uri_row.set_hint(self._hint(text, severity))
        reason = sentence or self.tr("The address is missing.")
        for button in (self._connect_button, self._later):
            button.set_reason(reason if severity == "error" else "")
        self.fit_soon()

    def _hint(self, text: str, severity: str) -> str:
        found = self._found.get(text)
        if found is not None:
            return found_word(found.reason)
        if self.other.isChecked() and (not text or severity == "error"):
            words = self.tr("As libvirt writes it: {0}, lxc:///system, esx://server.example")
            return words.format(_FIRST_ADDRESS)
        return ""

    def _duplicate(self, text: str) -> str:
        for spec in self._store.all():
            is_self = self._edited is not None and spec.id == self._edited.id
            if not is_self and same_address(spec.uri, text):
                status = self._feed.status(spec.id)
                state = link_word(status.state) if status else ""
                words = self.tr("{0} has this address already ({1}).")
                plain = self.tr("{0} has this address already.")
                return words.format(spec.name, state) if state else plain.format(spec.name)
        return ""

    def _take_found(self, found: tuple[LocalHypervisor, ...]) -> None:
        self._found = {item.uri: item for item in found}
        self._check()

    def _not_found(self, error: ErrorInfo) -> None:
        """What answers here stays unknown; the address can be used all the same."""
        del error

    def _finish(self, *, connect_now: bool) -> None:
        self.connect_now = connect_now
        self.accept()
