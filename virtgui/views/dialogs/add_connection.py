"""A new connection, or another address for one."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QDialog, QVBoxLayout, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.errors import ErrorInfo
from virtgui.core.queries import FindLocalHypervisors, FindSshHosts, LocalHypervisor, SshHost
from virtgui.core.uri import UriError, UriProblem, parse_uri
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.connection_entries import without_secret
from virtgui.models.connection_form import Place, follow, form_of, uri_of
from virtgui.models.connections_store import (
    DEMO_ID,
    ConnectionsStore,
    new_connection,
    short_name,
)
from virtgui.models.words import link_word
from virtgui.views.dialogs.connection_address import AddressPanel, Finding
from virtgui.views.dialogs.connection_details import DetailsPanel
from virtgui.views.dialogs.connection_target import TargetForm
from virtgui.views.dialogs.connection_words import (
    DEMO_URI,
    address_sentence,
    found_word,
    is_clear,
    refusal_sentences,
    same_address,
    usual_name,
)
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import LookButton
from virtgui.views.widgets.dialog import MEDIUM_WIDTH, WIDE_WIDTH
from virtgui.views.widgets.surface import Hairline

Tester = Callable[[Look, Dispatcher, Feed, ConnectionSpec, QWidget], QDialog]
"""Makes the dialog that tests a connection."""

_FIRST_URI: Final = "qemu:///system"
_EXAMPLES: Final = "qemu+tls://host.example/system, esx://server.example"
_ROOM: Final = 16
"""What must be free beside a wide dialog, in design pixels."""


class AddConnectionDialog(FittedDialog):
    """Asks which libvirt to connect to: by a form, or by its address beside it.

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
        tester: Tester | None = None,
    ) -> None:
        title = self.tr("Edit connection") if spec else self.tr("Add connection")
        room = _room(parent)
        self._is_wide = look.px(WIDE_WIDTH + _ROOM) <= room
        width = WIDE_WIDTH if self._is_wide else MEDIUM_WIDTH
        super().__init__(look, title, width=width, parent=parent)
        self.resize(min(self.width(), room), self.height())
        self.setObjectName("add_connection")
        self.connect_now = False
        self._dispatcher = dispatcher
        self._feed = feed
        self._store = store
        self._edited = spec
        self._tester = tester or _usual_tester
        self._new = new_connection(_FIRST_URI)
        self._found: dict[str, LocalHypervisor] = {}
        self._form_leads = spec is None
        self._build()
        self._add_buttons()
        self._fill(spec)
        self._listen()
        self._queries = (
            dispatcher.ask(FindLocalHypervisors(), self._take_found, self._not_found),
            dispatcher.ask(FindSshHosts(), self._take_hosts, self._not_found),
        )
        self._check()

    @property
    def needs_reopening(self) -> bool:
        """Whether an open connection must be opened anew to become what was filled in."""
        old, new = self._edited, self.spec()
        return old is None or (old.uri, old.read_only) != (new.uri, new.read_only)

    def spec(self) -> ConnectionSpec:
        """The connection as filled in; without a password that stood in the address."""
        uri = self.address.text
        base = self._edited or self._new
        if self._edited is None and uri == DEMO_URI and self._store.get(DEMO_ID) is None:
            base = replace(base, id=DEMO_ID)
        knows = is_clear(uri) and self.address.knows.box.isChecked()
        base = replace(base, uri=uri, is_demo=uri == DEMO_URI, accepts_clear=knows)
        return without_secret(self.details.applied(base, usual_name(uri) or short_name(uri)))

    def done(self, result: int) -> None:
        """What was asked for the form is not wanted any more."""
        for query in self._queries:
            self._dispatcher.take_back(query)
        super().done(result)

    def _build(self) -> None:
        look = self._look
        self.target = TargetForm(look, form_of(_FIRST_URI))
        self.address = AddressPanel(look)
        folders = [spec.group for spec in self._store.all()]
        self.details = DetailsPanel(look, folders)
        side = QVBoxLayout()
        side.setSpacing(look.px(16))
        side.addWidget(self.address)
        side.addWidget(Hairline(look))
        side.addWidget(self.details, 1)
        across = QBoxLayout.Direction.LeftToRight
        down = QBoxLayout.Direction.TopToBottom
        halves = QBoxLayout(across if self._is_wide else down)
        halves.setSpacing(look.px(20 if self._is_wide else 16))
        halves.addWidget(self.target, 1)
        lies = Qt.Orientation.Vertical if self._is_wide else Qt.Orientation.Horizontal
        halves.addWidget(Hairline(look, lies))
        halves.addLayout(side, 1)
        self.body.addLayout(halves, 1)

    def _add_buttons(self) -> None:
        self._test = self.add_button(self.tr("Test connection…"))
        self._test.setObjectName("test_connection")
        self.foot_start.addWidget(self._test)
        self._connect_button = self.add_primary(self.tr("Connect"), "connect")
        self.add_cancel()
        self._later = self.add_button(
            self.tr("Save") if self._edited else self.tr("Save for later")
        )
        self._later.setObjectName("save_for_later")
        # Accepted first, told later: who listens to `accepted` must know which it was.
        self._connect_button.clicked.disconnect(self.accept)
        self._connect_button.clicked.connect(lambda: self._finish(connect_now=True))
        self._later.clicked.connect(lambda: self._finish(connect_now=False))
        shown = sorted(self.findChildren(LookButton), key=self._end.indexOf)
        in_foot = [button for button in shown if self._end.indexOf(button) >= 0]
        for before, after in pairwise((self._test, *in_foot)):
            QWidget.setTabOrder(before, after)
        self._test.clicked.connect(self._on_test)

    def _fill(self, spec: ConnectionSpec | None) -> None:
        uri = spec.uri if spec else _FIRST_URI
        self.address.set_text(uri)
        self._follow_address()
        if spec is not None:
            self.details.fill(spec)
            self.address.knows.box.setChecked(spec.accepts_clear)
        else:
            self.details.suggest_name(usual_name(uri))
        self.target.open_advanced_if_used()
        self.target.begin()

    def _listen(self) -> None:
        self.target.edited.connect(self._on_form)
        self.target.left.connect(self._check)
        self.target.address_wanted.connect(self._begin_address)
        self.address.edited.connect(self._on_address)
        self.address.accepts_clear_changed.connect(self._check)
        self.details.edited.connect(self._check)
        for part in (self.target, self.details):
            part.resized.connect(self.fit_soon)

    @Slot()
    def _on_form(self) -> None:
        """The address follows the form."""
        self._form_leads = True
        self.address.set_text(uri_of(self.target.form))
        self._after_edit()

    @Slot()
    def _on_address(self) -> None:
        """The form follows the address as soon as it is one."""
        self._form_leads = False
        self._follow_address()
        self._after_edit()

    def _follow_address(self) -> None:
        text = self.address.text
        if address_sentence(text)[0] == "error":
            return
        form = follow(self.target.form, text)
        # Compared with what was read, too: another spelling of the same parts is to be kept.
        if (form, form.origin) != (self.target.form, self.target.form.origin):
            self.target.set_form(form)

    def _after_edit(self) -> None:
        self.details.suggest_name(usual_name(self.address.text))
        self._check()

    @Slot()
    def _begin_address(self) -> None:
        self.address.line.setFocus()
        self.address.line.selectAll()

    @Slot()
    def _check(self) -> None:
        text = self.address.text
        error = self._address_error(text)
        findings = self._findings(text, error)
        asks_clear = not error and is_clear(text)
        self.address.set_findings(findings, self._hint(text, error), asks_clear=asks_clear)
        found = self._found.get(text)
        self.target.set_found(found_word(found.reason) if found else "")
        reason = error or self.target.own_problem() or self.details.problem()
        if not reason and asks_clear and not self.address.knows.box.isChecked():
            reason = self.tr("Tick that you know that everything can be read on the way.")
        for button in (self._connect_button, self._later, self._test):
            button.set_reason(reason)
        self.fit_soon()

    def _address_error(self, text: str) -> str:
        """What is wrong with the address; shown beside its field when the form has it."""
        self._is_told = self.target.set_problem(_problem(text) if self._form_leads else None)
        if not text:
            return self.tr("The address is missing.")
        if self._form_leads and _problem(text) is UriProblem.HOST_MISSING:
            return self.tr("The name or address of the host is missing.")
        severity, sentence = address_sentence(text)
        return sentence if severity == "error" else ""

    def _findings(self, text: str, error: str) -> tuple[Finding, ...]:
        if not text or (error and self._is_told):
            return ()
        if error:
            return (("error", error),)
        sentences = (address_sentence(text)[1], self._duplicate(text), *refusal_sentences(text))
        return tuple(("warn", sentence) for sentence in sentences if sentence)

    def _hint(self, text: str, error: str) -> str:
        is_other = self.target.form.place is Place.OTHER
        if not text or (is_other and error):
            return self.tr("As libvirt writes it: {0}").format(_EXAMPLES)
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

    def _take_hosts(self, hosts: tuple[SshHost, ...]) -> None:
        self.target.set_hosts(hosts)

    def _not_found(self, error: ErrorInfo) -> None:
        """What there is stays unknown; everything can be typed all the same."""
        del error

    @Slot()
    def _on_test(self) -> None:
        dialog = self._tester(self._look, self._dispatcher, self._feed, self.spec(), self)
        dialog.exec()
        dialog.deleteLater()

    def _finish(self, *, connect_now: bool) -> None:
        self.connect_now = connect_now
        self.accept()


def _usual_tester(
    look: Look, dispatcher: Dispatcher, feed: Feed, spec: ConnectionSpec, parent: QWidget
) -> QDialog:
    from virtgui.views.dialogs.test_connection import TestConnectionDialog

    return TestConnectionDialog(look, dispatcher, feed, spec, parent)


def _problem(text: str) -> UriProblem | None:
    try:
        parse_uri(text)
    except UriError as error:
        return error.code
    return None


def _room(parent: QWidget | None) -> int:
    """How wide the screen is, in pixels."""
    screen = parent.screen() if parent is not None else QGuiApplication.primaryScreen()
    return screen.availableGeometry().width()
