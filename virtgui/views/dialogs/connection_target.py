"""The left half of the connection dialog: where the hypervisor is, and the way there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QRegularExpression, QSignalBlocker, Signal, Slot
from PySide6.QtGui import QGuiApplication, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from virtgui.core.queries import SshHost
from virtgui.core.uri import UriProblem
from virtgui.models.connection_form import (
    FAR_DRIVERS,
    PATHS,
    ConnectionForm,
    Place,
    bad_hop,
    with_driver,
    with_host,
    with_place,
)
from virtgui.models.error_words import address_problem
from virtgui.models.plain_text import one_line
from virtgui.views.dialogs.connection_parts import (
    Fold,
    HostField,
    KeyField,
    address_line,
    let_grow,
    set_line,
)
from virtgui.views.dialogs.connection_words import driver_word, drivers_for, path_word
from virtgui.views.look.look import Look
from virtgui.views.widgets.fields import set_severity
from virtgui.views.widgets.form import FormGrid, FormRow
from virtgui.views.widgets.surface import Hairline
from virtgui.views.widgets.text import TextLabel

_DIGITS: Final = "[0-9]{0,5}"
_HOST_PROBLEMS: Final = (
    UriProblem.BAD_HOST,
    UriProblem.SPACE,
    UriProblem.BAD_CHARACTER,
    UriProblem.HOST_MISSING,
)
_Lines = Sequence[tuple[str, str]]


class TargetForm(QWidget):
    """The parts of an address as fields; `form` is what they say.

    Signals:
        edited: the user changed a field.
        left: the host is written, as it stands; what is wrong with it may be said.
        resized: rows came or went.
        address_wanted: the user chose to write the address as it is.
    """

    edited = Signal()
    left = Signal()
    resized = Signal()
    address_wanted = Signal()

    def __init__(self, look: Look, form: ConnectionForm, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.form = form
        self._places: dict[Place, QRadioButton] = {}
        self._chose_by_mouse = False
        self._host_is_wrong = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(TextLabel(look, self.tr("Connect to"), font="section", wrap=True))
        self._grid = FormGrid(look, bar_room=False)
        column.addWidget(self._grid)
        self._add_places()
        self._grid.add_widget(Hairline(look))
        self._add_fields()
        self._advanced = Fold(look, self.tr("Advanced"))
        self._advanced.button.setObjectName("advanced")
        self._add_advanced()
        column.addWidget(self._advanced)
        column.addStretch(1)
        self._listen()
        self.set_form(form)

    def begin(self) -> None:
        """Put the keyboard's focus where a person begins."""
        is_ssh = self.form.place is Place.SSH
        (self.host if is_ssh else self._places[self.form.place]).setFocus()

    def choose_ssh(self) -> None:
        """Another computer over SSH, with the keyboard where its name goes."""
        self._places[Place.SSH].setChecked(True)
        self._on_place()
        self.host.setFocus()

    def set_form(self, form: ConnectionForm) -> None:
        """Show an address; nothing is emitted."""
        is_other_place = form.place is not self.form.place
        self.form = form
        with QSignalBlocker(self._group):
            self._places[form.place].setChecked(True)
        self._fill_lists()
        self.host.set_host(form.host)
        set_line(self.user, form.user)
        set_line(self.port, "" if form.port is None else str(form.port))
        set_line(self.key.line, form.key_file)
        set_line(self.jump, form.jump)
        set_line(self.socket, form.socket)
        set_line(self.netcat, form.netcat)
        for combo, value in ((self.helper, form.proxy), (self.mode, form.mode)):
            combo.setCurrentIndex(max(0, combo.findData(value)))
        self._show_rows()
        if is_other_place:
            self.resized.emit()

    def open_advanced_if_used(self) -> None:
        """Unfold what is folded when it says something."""
        form = self.form
        if form.place is Place.SSH and (form.socket or form.proxy or form.mode or form.netcat):
            self._advanced.set_open(True)

    def set_hosts(self, hosts: Sequence[SshHost]) -> None:
        """Offer hosts that the user's SSH files name."""
        self.host.set_hosts(hosts)

    def set_found(self, sentence: str) -> None:
        """Say what was found of this computer's hypervisor."""
        self._driver_row.set_hint(sentence)

    def set_problem(self, code: UriProblem | None) -> bool:
        """Show what is wrong beside the field that it concerns; False when it is none of them."""
        words = address_problem(code) if code else ""
        is_host = code in _HOST_PROBLEMS
        # Nobody is scolded while still typing, as "user@host" becomes two fields afterwards.
        is_typing = self.host.line.hasFocus() and not self._host_is_wrong
        shows_host = is_host and bool(self.form.host) and not is_typing
        self._host_is_wrong = shows_host
        self._say(self._host_row, words if shows_host else "")
        self._say(self._user_row, words if code is UriProblem.BAD_USER else "")
        self._say(self._port_row, words if code is UriProblem.BAD_PORT else "")
        return is_host or code in (UriProblem.BAD_USER, UriProblem.BAD_PORT)

    def own_problem(self) -> str:
        """What is wrong in a field though the address is one; shown there too."""
        hop = bad_hop(self.form.jump) if self.form.place is Place.SSH else ""
        words = self.tr("{0} is not a jump host; user@host:port fits, several parted by commas.")
        sentence = words.format(one_line(hop)) if hop else ""
        self._say(self._jump_row, sentence)
        is_public = self.form.key_file.endswith(".pub")
        public = self.tr("This is the public half of a key. The key is the file without .pub.")
        self._key_row.set_message("warn" if is_public else "", public if is_public else "")
        set_severity(self.key.line, "warn" if is_public else "")
        return sentence

    def _add_places(self) -> None:
        words = {
            Place.LOCAL: self.tr("This computer"),
            Place.SSH: self.tr("Another computer, over SSH"),
            Place.OTHER: self.tr("Other libvirt address"),
        }
        self._group = QButtonGroup(self)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, self._look.px(4), 0, 0)
        column.setSpacing(self._look.px(8))
        for place, word in words.items():
            radio = QRadioButton(word)
            radio.setObjectName(place.value)
            self._places[place] = radio
            self._group.addButton(radio)
            column.addWidget(radio)
        self._grid.add_row(self.tr("Host"), box)

    def _add_fields(self) -> None:
        from_config = self.tr("From the SSH configuration")
        self.driver = self._list("driver")
        self._driver_row = self._row(self.tr("Hypervisor"), self.driver)
        self.transport = self._list("transport")
        self._transport_row = self._row(self.tr("Protection"), self.transport)
        self.host = HostField("kvm-01.example.net")
        self.host.setObjectName("host")
        self._host_row = self._row(self.tr("Name or address"), self.host)
        self.host.line.setAccessibleName(self._host_row.label)
        self.user = self._line("user", from_config)
        self._user_row = self._row(self.tr("User"), self.user)
        self.port = self._line("port", from_config)
        self.port.setValidator(QRegularExpressionValidator(QRegularExpression(_DIGITS), self.port))
        self._port_row = self._row(self.tr("Port"), self.port)
        self.key = KeyField(self._look, self.tr("Agent and usual keys"))
        self._key_row = self._row(self.tr("Key file"), self.key)
        self.key.line.setAccessibleName(self._key_row.label)
        self.jump = self._line("jump", from_config)
        self._jump_row = self._row(self.tr("Jump host"), self.jump)
        self.path = self._list("path")
        self._path_row = self._row(self.tr("libvirt instance"), self.path)

    def _add_advanced(self) -> None:
        grid = FormGrid(self._look, bar_room=False)
        self.helper = self._list("helper")
        self.mode = self._list("mode")
        automatic = self.tr("Automatic")
        _fill(self.helper, [("", automatic), ("native", "virt-ssh-helper"), ("netcat", "netcat")])
        direct, legacy = self.tr("One for each driver: {0}"), self.tr("One for all: {0}")
        modes = [("direct", direct.format("virtqemud…")), ("legacy", legacy.format("libvirtd"))]
        _fill(self.mode, [("", automatic), *modes])
        self.socket = self._line("socket", self.tr("The usual one"))
        self.netcat = self._line("netcat", "nc")
        for label, field in (
            (self.tr("Socket there"), self.socket),
            (self.tr("Helper there"), self.helper),
            (self.tr("Daemon"), self.mode),
            (self.tr("netcat there"), self.netcat),
        ):
            grid.add_row(label, field, stretch=True)
        self._advanced.body.addWidget(grid)

    def _listen(self) -> None:
        self._group.buttonToggled.connect(self._on_place)
        for radio in self._places.values():
            radio.pressed.connect(self._note_mouse)
        self.driver.activated.connect(self._on_driver)
        self.host.host_edited.connect(lambda: self._edit(host=self.host.host))
        self.host.host_left.connect(self._on_host_left)
        self.path.activated.connect(lambda: self._edit(path=self.path.currentData()))
        self.transport.activated.connect(self._on_transport)
        self.helper.activated.connect(lambda: self._edit(proxy=self.helper.currentData()))
        self.mode.activated.connect(lambda: self._edit(mode=self.mode.currentData()))
        self.user.textEdited.connect(lambda text: self._edit(user=text.strip()))
        self.port.textEdited.connect(lambda text: self._edit(port=int(text) if text else None))
        self.key.line.textEdited.connect(lambda text: self._edit(key_file=text.strip()))
        self.jump.textEdited.connect(lambda text: self._edit(jump="".join(text.split())))
        self.socket.textEdited.connect(lambda text: self._edit(socket=text.strip()))
        self.netcat.textEdited.connect(lambda text: self._edit(netcat=text.strip()))
        self._advanced.toggled.connect(self.resized)

    def _edit(self, **changes: Any) -> None:
        self.form = replace(self.form, **changes)
        self.edited.emit()

    @Slot()
    def _note_mouse(self) -> None:
        # Arrow keys walk over the places; the keyboard's focus must stay on them then.
        self._chose_by_mouse = bool(QGuiApplication.mouseButtons())

    @Slot()
    def _on_place(self) -> None:
        chosen = next(place for place, radio in self._places.items() if radio.isChecked())
        if chosen is self.form.place:
            return
        self.set_form(with_place(self.form, chosen))
        self.edited.emit()
        if not self._chose_by_mouse:
            return
        self._chose_by_mouse = False
        if chosen is Place.OTHER:
            self.address_wanted.emit()
        else:
            (self.host if chosen is Place.SSH else self.driver).setFocus()

    @Slot()
    def _on_driver(self) -> None:
        self.set_form(with_driver(self.form, str(self.driver.currentData())))
        self.edited.emit()
        self.resized.emit()

    @Slot()
    def _on_transport(self) -> None:
        chosen = str(self.transport.currentData())
        if chosen != (self.form.transport or "tls"):
            self._edit(transport=chosen)

    @Slot()
    def _on_host_left(self) -> None:
        """A host may have been written with its user and port, or as a whole address."""
        form = with_host(self.form, self.host.host)
        if form == self.form:
            self.left.emit()
            return
        self.set_form(form)
        self.edited.emit()

    def _fill_lists(self) -> None:
        form = self.form
        drivers = drivers_for(form.place)
        offered = drivers if form.driver in drivers else (*drivers, form.driver)
        _fill(self.driver, [(driver, driver_word(driver)) for driver in offered])
        self.driver.setCurrentIndex(self.driver.findData(form.driver))
        paths = PATHS.get(form.driver, ())
        shown = paths if form.path in paths else (*paths, form.path)
        _fill(self.path, [(path, path_word(path)) for path in shown])
        self.path.setCurrentIndex(self.path.findData(form.path))
        self._fill_transports()

    def _fill_transports(self) -> None:
        ways = [("tls", self.tr("TLS")), ("tcp", self.tr("None: clear text"))]
        transport = self.form.transport or "tls"
        if transport not in ("tls", "tcp"):
            ways.append((transport, transport))
        _fill(self.transport, ways)
        self.transport.setCurrentIndex(self.transport.findData(transport))

    def _show_rows(self) -> None:
        form = self.form
        is_ssh, is_far = form.place is Place.SSH, form.place is not Place.LOCAL
        is_own_way = form.driver in FAR_DRIVERS
        for row in (self._host_row, self._user_row, self._port_row):
            row.setVisible(is_far and form.transport not in ("unix", "ext"))
        for part in (self._key_row, self._jump_row, self._advanced):
            part.setVisible(is_ssh)
        is_other = form.place is Place.OTHER and not is_own_way
        self._transport_row.setVisible(is_other)
        usual = PATHS.get(form.driver, ())
        has_choice = len(usual) > 1 or form.path not in usual
        self._path_row.setVisible(has_choice and not is_own_way and form.driver != "test")
        config = self.tr("From the SSH configuration")
        self.user.setPlaceholderText(config if is_ssh else "")
        self.port.setPlaceholderText(config if is_ssh else self.tr("The usual one"))

    def _say(self, row: FormRow, sentence: str) -> None:
        row.set_message("error" if sentence else "", sentence)

    def _row(self, label: str, field: QWidget) -> FormRow:
        row = self._grid.add_row(label, field, stretch=True)
        let_grow(row)
        return row

    def _line(self, name: str, placeholder: str) -> QLineEdit:
        line = address_line(placeholder)
        line.setObjectName(name)
        return line

    def _list(self, name: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setMinimumContentsLength(8)
        return combo


def _fill(combo: QComboBox, items: _Lines) -> None:
    """Offer values by their words, unless they are offered already."""
    if [combo.itemData(place) for place in range(combo.count())] == [item[0] for item in items]:
        return
    combo.clear()
    for value, word in items:
        combo.addItem(word, value)
