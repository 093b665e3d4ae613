"""Adding and editing connections."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from tests.views.look.test_tokens import BOTH, GROUNDS, contrast
from virtgui.core.queries import FindLocalHypervisors, FindSshHosts, LocalHypervisor, SshHost
from virtgui.core.ssh_options import OptionRefusal, RefusedOption
from virtgui.core.uri import UriProblem
from virtgui.core.values.connection import LABEL_COLORS, ConnectionSpec
from virtgui.models.connection_form import PATHS, Place
from virtgui.models.connections_store import DEMO_ID, ConnectionsStore, new_connection
from virtgui.models.error_words import address_problem
from virtgui.views.dialogs.add_connection import AddConnectionDialog
from virtgui.views.dialogs.connection_words import (
    address_sentence,
    color_word,
    driver_word,
    drivers_for,
    found_word,
    is_guarded_label,
    refusal_sentence,
    same_address,
    usual_name,
)
from virtgui.views.widgets.dialog import WIDE_WIDTH

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", "grabbing the keyboard")
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key
HOSTS = (SshHost("kvm-01", "config"), SshHost("kvm-02", "config"), SshHost("old", "known_hosts"))
FULL = ConnectionSpec(
    "kvm", "qemu+ssh://ops@kvm-01:2222/session?socket=/s", "First", read_only=True,
    autoconnect=False, group="site/rack", label="production", color="red", is_guarded=True,
    poll_interval=5.0, notes="Ask Jo.\nTwice.",
)  # fmt: skip


@pytest.fixture
def store(qapp, tmp_path):
    return ConnectionsStore(tmp_path / "connections.json")


@pytest.fixture
def open_dialog(qtbot, look, world, store):
    def make(spec=None, **values):
        dialog = AddConnectionDialog(look, world.dispatcher, world.feed, store, spec=spec, **values)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return make


def said(dialog):
    return " | ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def later(dialog):
    return dialog.findChild(QPushButton, "save_for_later")


def checker(dialog):
    return dialog.findChild(QPushButton, "test_connection")


def line(dialog, name):
    found = dialog.findChild(QWidget, name)
    return found.line if isinstance(found, QComboBox) else found


def choose(qtbot, dialog, place):
    radio = dialog.findChild(QRadioButton, place)
    qtbot.mouseClick(radio, LEFT, pos=QPoint(8, radio.height() // 2))


def pick(qtbot, dialog, name, value):
    """Choose from a list by keys, as a person does."""
    combo = dialog.findChild(QComboBox, name)
    place = combo.findData(value)
    assert place >= 0, value
    qtbot.keyClick(combo, Key.Key_Home)
    for _ in range(place):
        qtbot.keyClick(combo, Key.Key_Down)
    assert combo.currentData() == value


def type_into(qtbot, dialog, name, text):
    field = line(dialog, name)
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Key.Key_Delete)
    qtbot.keyClicks(field, text)


def type_address(qtbot, dialog, text):
    type_into(qtbot, dialog, "uri", text)


def uri(dialog):
    return line(dialog, "uri").text()


def test_enter_connects_to_this_computer(qtbot, open_dialog):
    dialog = open_dialog()
    qtbot.keyClick(dialog, Key.Key_Return)
    assert dialog.result() == 1
    assert dialog.connect_now
    spec = dialog.spec()
    assert (spec.uri, spec.name, spec.read_only, spec.autoconnect, spec.is_demo) == (
        "qemu:///system", "This computer", False, True, False,
    )  # fmt: skip


def test_the_identity_stays_the_same(open_dialog):
    dialog = open_dialog()
    assert dialog.spec() == dialog.spec()


@pytest.mark.parametrize("driver", drivers_for(Place.LOCAL))
def test_every_hypervisor_of_this_computer(qtbot, open_dialog, driver):
    dialog = open_dialog()
    pick(qtbot, dialog, "driver", driver)
    assert uri(dialog) == f"{driver}://{PATHS[driver][0]}"
    assert dialog.findChild(QComboBox, "driver").currentText() == driver_word(driver)
    assert dialog.spec().name == ("This computer" if driver == "qemu" else driver_word(driver))


def test_the_form_follows_the_address(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "ch+ssh://ops@kvm-01:2222/session?keyfile=/k&proxyjump=a,b")
    assert dialog.findChild(QRadioButton, "ssh").isChecked()
    names = ("host", "user", "port", "key_file", "jump")
    shown = [line(dialog, name).text() for name in names]
    assert shown == ["kvm-01", "ops", "2222", "/k", "a,b"]
    assert dialog.findChild(QComboBox, "driver").currentData() == "ch"
    assert dialog.findChild(QComboBox, "path").currentData() == "/session"
    assert line(dialog, "uri").hasFocus()
    type_address(qtbot, dialog, "bhyve:///system")
    assert dialog.findChild(QRadioButton, "local").isChecked()
    assert not line(dialog, "host").isVisible()


def test_the_address_follows_the_form(qtbot, open_dialog):
    dialog = open_dialog()
    choose(qtbot, dialog, "ssh")
    assert uri(dialog) == "qemu+ssh:///system"
    assert not dialog.primary.isEnabled()
    assert "missing" in dialog.primary.toolTip()
    qtbot.keyClicks(QApplication.focusWidget(), "kvm-04")
    assert uri(dialog) == "qemu+ssh://kvm-04/system"
    assert dialog.primary.isEnabled()
    assert dialog.spec().name == "kvm-04"
    type_into(qtbot, dialog, "user", "ops")
    type_into(qtbot, dialog, "port", "9x999")
    type_into(qtbot, dialog, "key_file", "~/.ssh/two words")
    type_into(qtbot, dialog, "jump", "jo@gate:22, second")
    pick(qtbot, dialog, "path", "/session")
    assert uri(dialog) == (
        "qemu+ssh://ops@kvm-04:9999/session?keyfile=~/.ssh/two%20words&proxyjump=jo@gate:22,second"
    )
    type_into(qtbot, dialog, "key_file", "")
    type_into(qtbot, dialog, "port", "")
    assert uri(dialog) == "qemu+ssh://ops@kvm-04/session?proxyjump=jo@gate:22,second"


def test_the_advanced_part_is_folded_and_written(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "qemu+ssh://h/system")
    assert not line(dialog, "socket").isVisible()
    qtbot.mouseClick(dialog.findChild(QAbstractButton, "advanced"), LEFT)
    assert line(dialog, "socket").isVisible()
    type_into(qtbot, dialog, "socket", "/run/s")
    type_into(qtbot, dialog, "netcat", "ncat")
    pick(qtbot, dialog, "helper", "netcat")
    pick(qtbot, dialog, "mode", "legacy")
    ending = "?socket=/run/s&proxy=netcat&mode=legacy&netcat=ncat"
    assert uri(dialog) == f"qemu+ssh://h/system{ending}"
    pick(qtbot, dialog, "mode", "")
    assert uri(dialog) == "qemu+ssh://h/system?socket=/run/s&proxy=netcat&netcat=ncat"


def test_another_place_and_back_loses_nothing(qtbot, open_dialog):
    dialog = open_dialog(FULL)
    choose(qtbot, dialog, "local")
    assert uri(dialog) == "qemu:///session"
    choose(qtbot, dialog, "ssh")
    assert dialog.spec() == FULL
    assert line(dialog, "host").hasFocus()


def test_arrow_keys_walk_over_the_places(qtbot, open_dialog):
    dialog = open_dialog()
    for name, shown in (("ssh", "qemu+ssh:///system"), ("other", "qemu+tls:///system")):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Down)
        radio = dialog.findChild(QRadioButton, name)
        assert radio.isChecked()
        assert radio.hasFocus()
        assert uri(dialog) == shown


def test_an_unfinished_address_leaves_the_form_as_it_is(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "xen+ssh://ops@kvm-01/system")
    type_address(qtbot, dialog, "xen+ss")
    assert line(dialog, "host").text() == "kvm-01"
    assert dialog.findChild(QRadioButton, "ssh").isChecked()
    qtbot.keyClicks(line(dialog, "uri"), "h://b")
    assert line(dialog, "host").text() == "b"


def test_an_unfinished_address_stays_when_the_form_is_only_visited(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "qemu+ssh://kvm-01/system")
    type_address(qtbot, dialog, "qemu+ssh://kvm-01:/system")
    for name in ("host", "user", "uri"):
        line(dialog, name).setFocus()
    assert uri(dialog) == "qemu+ssh://kvm-01:/system"
    assert address_problem(UriProblem.BAD_PORT) in said(dialog)


def test_a_saved_address_that_is_nonsense_can_be_corrected(qtbot, open_dialog):
    dialog = open_dialog(replace(FULL, uri="qemu+ssh://a b/system"))
    assert uri(dialog) == "qemu+ssh://a b/system"
    assert address_problem(UriProblem.SPACE) in said(dialog)
    type_address(qtbot, dialog, "qemu+ssh://ab/system")
    assert dialog.primary.isEnabled()


def test_a_command_line_is_pasted(qtbot, open_dialog):
    dialog = open_dialog()
    QApplication.clipboard().setText(" virsh -c 'qemu+ssh://ops@kvm-01/system?no_tty=1' list ")
    field = line(dialog, "uri")
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert uri(dialog) == "qemu+ssh://ops@kvm-01/system?no_tty=1"
    assert line(dialog, "user").text() == "ops"
    assert dialog.spec().uri == "qemu+ssh://ops@kvm-01/system?no_tty=1"


def test_a_host_with_its_user_and_port_is_taken_apart(qtbot, open_dialog):
    dialog = open_dialog()
    choose(qtbot, dialog, "ssh")
    qtbot.keyClicks(line(dialog, "host"), "ops@kvm-01:2222")
    assert "not valid" not in said(dialog)
    qtbot.keyClick(line(dialog, "host"), Key.Key_Tab)
    assert uri(dialog) == "qemu+ssh://ops@kvm-01:2222/system"
    assert [line(dialog, name).text() for name in ("host", "user", "port")] == [
        "kvm-01", "ops", "2222",
    ]  # fmt: skip


def test_enter_in_the_host_connects(qtbot, open_dialog):
    dialog = open_dialog()
    choose(qtbot, dialog, "ssh")
    qtbot.keyClicks(line(dialog, "host"), "ops@kvm-01")
    qtbot.keyClick(line(dialog, "host"), Key.Key_Return)
    assert dialog.result() == 1
    assert dialog.spec().uri == "qemu+ssh://ops@kvm-01/system"


def test_a_wrong_host_is_told_beside_it(qtbot, open_dialog):
    dialog = open_dialog()
    choose(qtbot, dialog, "ssh")
    type_into(qtbot, dialog, "host", "kvm 04")
    line(dialog, "user").setFocus()
    assert address_problem(UriProblem.BAD_HOST) in said(dialog)
    assert dialog.target.host.property("severity") == "error"
    assert not line(dialog, "uri").property("severity")
    assert not dialog.primary.isEnabled()
    type_into(qtbot, dialog, "host", "kvm-04")
    assert address_problem(UriProblem.BAD_HOST) not in said(dialog)
    assert dialog.primary.isEnabled()


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("port", "0", UriProblem.BAD_PORT),
        ("port", "99999", UriProblem.BAD_PORT),
        ("user", "-oProxyCommand=x", UriProblem.BAD_USER),
    ],
)
def test_a_wrong_user_or_port_is_told_beside_it(qtbot, open_dialog, name, text, problem):
    dialog = open_dialog()
    type_address(qtbot, dialog, "qemu+ssh://h/system")
    type_into(qtbot, dialog, name, text)
    assert address_problem(problem) in said(dialog)
    assert line(dialog, name).property("severity") == "error"
    assert not later(dialog).isEnabled()


def test_a_wrong_jump_host_is_told_beside_it(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "qemu+ssh://h/system")
    type_into(qtbot, dialog, "jump", "gate,,x")
    assert "is not a jump host" in said(dialog)
    assert not dialog.primary.isEnabled()
    type_into(qtbot, dialog, "jump", "gate,x")
    assert dialog.primary.isEnabled()


def test_the_public_half_of_a_key_is_warned_of(qtbot, open_dialog, monkeypatch):
    dialog = open_dialog()
    type_address(qtbot, dialog, "qemu+ssh://h/system")
    chosen = iter([("/root/.ssh/id.pub", ""), ("", ""), ("/root/.ssh/id", "")])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: next(chosen))
    button = dialog.findChild(QPushButton, "choose_key")
    for _ in range(2):
        qtbot.mouseClick(button, LEFT)
        assert uri(dialog) == "qemu+ssh://h/system?keyfile=/root/.ssh/id.pub"
        assert "public half" in said(dialog)
        assert dialog.primary.isEnabled()
    qtbot.mouseClick(button, LEFT)
    assert uri(dialog) == "qemu+ssh://h/system?keyfile=/root/.ssh/id"
    assert "public half" not in said(dialog)


def test_hosts_of_the_ssh_files_are_offered_with_their_source(qtbot, open_dialog, world):
    dialog = open_dialog()
    choose(qtbot, dialog, "ssh")
    qtbot.keyClicks(line(dialog, "host"), "k")
    world.answer(HOSTS, place=1)
    assert line(dialog, "host").text() == "k"
    host = dialog.target.host
    assert [host.itemText(place) for place in range(host.count())] == ["kvm-01", "kvm-02", "old"]
    qtbot.keyClicks(line(dialog, "host"), "vm")
    popup = host.completer().popup()
    assert popup.isVisible()
    assert popup.model().rowCount() == 2
    option = _option(popup, 0)
    assert option.text == "kvm-01  ·  SSH configuration"
    qtbot.keyClick(popup, Key.Key_Down)
    qtbot.keyClick(popup, Key.Key_Down)
    qtbot.keyClick(popup, Key.Key_Return)
    assert dialog.isVisible()
    assert uri(dialog) == "qemu+ssh://kvm-02/system"


def _option(view, row):
    from PySide6.QtWidgets import QStyleOptionViewItem

    option = QStyleOptionViewItem()
    view.itemDelegate().initStyleOption(option, view.model().index(row, 0))
    return option


def test_a_host_is_chosen_from_the_list(qtbot, open_dialog, world):
    dialog = open_dialog()
    world.answer(HOSTS, place=1)
    choose(qtbot, dialog, "ssh")
    qtbot.keyClick(dialog.target.host, Key.Key_Down)
    assert uri(dialog) == "qemu+ssh://kvm-01/system"


def test_refused_options_are_named_with_their_reason(qtbot, open_dialog):
    dialog = open_dialog()
    text = "qemu+ssh://h/system?command=/bin/ssh&no_verify=1&mode=odd&pkipath=/p&no_tty=1"
    type_address(qtbot, dialog, text)
    for sentence in (
        "command=/bin/ssh is left out: virtgui speaks SSH itself.",
        "no_verify=1 is left out: host keys are always checked.",
        "mode=odd is left out: this value is not known.",
        "pkipath=/p is left out",
    ):
        assert sentence in said(dialog)
    assert "no_tty" not in said(dialog)
    assert line(dialog, "uri").property("severity") == "warn"
    qtbot.mouseClick(later(dialog), LEFT)
    assert dialog.spec().uri == text


@pytest.mark.parametrize("reason", OptionRefusal)
def test_every_refusal_has_words_and_long_values_are_cut(reason):
    sentence = refusal_sentence(RefusedOption("name", "x" * 500, reason))
    assert sentence.startswith("name=xxx")
    assert sentence.endswith(".")
    assert len(sentence) < 140


def test_the_demo_host_has_its_own_identity(qtbot, open_dialog):
    dialog = open_dialog()
    pick(qtbot, dialog, "driver", "test")
    spec = dialog.spec()
    assert (spec.uri, spec.id, spec.name, spec.is_demo) == (
        "test:///default", DEMO_ID, "Demo host", True,
    )  # fmt: skip


def test_another_address_is_saved_for_later(qtbot, open_dialog):
    dialog = open_dialog()
    heard = []
    dialog.accepted.connect(lambda: heard.append(dialog.connect_now))
    type_address(qtbot, dialog, "qemu+ssh://ops@kvm-04.example.net/system")
    assert line(dialog, "name").text() == "kvm-04.example.net"
    dialog.findChild(QCheckBox, "read_only").click()
    dialog.findChild(QCheckBox, "autoconnect").click()
    qtbot.mouseClick(later(dialog), LEFT)
    spec = dialog.spec()
    assert heard == [False]
    assert (spec.uri, spec.name) == (
        "qemu+ssh://ops@kvm-04.example.net/system", "kvm-04.example.net",
    )  # fmt: skip
    assert (spec.read_only, spec.autoconnect) == (True, False)


def test_a_name_of_ones_own_stays(qtbot, open_dialog):
    dialog = open_dialog()
    type_into(qtbot, dialog, "name", "Mine")
    type_address(qtbot, dialog, "xen+ssh://x/system")
    assert dialog.spec().name == "Mine"
    type_into(qtbot, dialog, "name", "")
    assert dialog.spec().name == "x"


@pytest.mark.parametrize("text", ["qemu+shh://h/system", "qemu", "a b", "qemu:system", "foo://h/"])
def test_a_bad_address_is_told_while_it_is_typed(qtbot, open_dialog, text):
    dialog = open_dialog()
    type_address(qtbot, dialog, text)
    severity, sentence = address_sentence(text)
    assert severity == "error"
    assert sentence in said(dialog)
    for button in (dialog.primary, later(dialog), checker(dialog)):
        assert not button.isEnabled()
        assert sentence in button.toolTip()
    assert sentence in line(dialog, "uri").accessibleDescription()


def test_an_empty_address_is_not_scolded_at_but_cannot_connect(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "")
    assert line(dialog, "uri").property("severity") == ""
    assert not dialog.primary.isEnabled()
    assert "qemu+tls://" in said(dialog)


def test_clear_text_needs_a_word(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "qemu+tcp://kvm-04/system")
    assert "Not encrypted" in said(dialog)
    assert line(dialog, "uri").property("severity") == "warn"
    for button in (dialog.primary, later(dialog), checker(dialog)):
        assert not button.isEnabled()
    qtbot.mouseClick(dialog.findChild(QCheckBox, "accepts_clear"), LEFT, pos=QPoint(8, 8))
    assert dialog.primary.isEnabled()
    assert dialog.spec().accepts_clear
    pick(qtbot, dialog, "transport", "tls")
    assert uri(dialog) == "qemu+tls://kvm-04/system"
    assert not dialog.findChild(QCheckBox, "accepts_clear").isVisible()
    assert not dialog.spec().accepts_clear


def test_other_ways_have_their_own_fields(qtbot, open_dialog):
    dialog = open_dialog()
    choose(qtbot, dialog, "other")
    assert line(dialog, "uri").selectedText() == "qemu+tls:///system"
    type_into(qtbot, dialog, "host", "esx-01")
    pick(qtbot, dialog, "driver", "esx")
    type_into(qtbot, dialog, "user", "root")
    assert uri(dialog) == "esx://root@esx-01/"
    for name in ("transport", "path", "key_file", "jump"):
        assert not dialog.findChild(QWidget, name).isVisible()


def test_a_password_is_not_kept(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "esx://root:geheim@esx.example/")
    assert "not kept" in said(dialog)
    assert "geheim" not in dialog.spec().uri


def test_a_known_address_says_whose_it_is(qtbot, open_dialog, store):
    store.add(new_connection("qemu+ssh://kvm-01/system", "kvm-01"))
    dialog = open_dialog()
    type_address(qtbot, dialog, "qemu+ssh://kvm-01/system")
    assert "kvm-01 has this address already." in said(dialog)
    assert dialog.primary.isEnabled()


def test_what_was_found_here_is_said(open_dialog, world):
    dialog = open_dialog()
    assert list(world.backend.asked.values()) == [FindLocalHypervisors(), FindSshHosts()]
    world.answer((LocalHypervisor("qemu:///system", usable=False, reason="no_socket"),))
    assert "It is not running on this computer." in said(dialog)


@pytest.mark.parametrize("reason", ["answers", "no_socket", "permission", "no_driver"])
def test_every_finding_has_words(reason):
    assert found_word(reason).endswith(".")


def test_what_is_saved_is_shown_and_comes_back_untouched(open_dialog, store):
    store.add(FULL)
    dialog = open_dialog(FULL)
    assert dialog.windowTitle() == "Edit connection"
    assert "already" not in said(dialog)
    assert dialog.spec() == FULL
    assert not dialog.needs_reopening
    # What is not as usual is in sight.
    assert line(dialog, "socket").isVisible()
    assert dialog.findChild(QPlainTextEdit, "notes").isVisible()


@pytest.mark.parametrize(
    "text",
    ["qemu+SSH://h/?mode=auto;mode=direct", "test:///srv/a.xml", "qemu+ext:///system?command=/b",
     "qemu+unix:///session?socket=/s", "vpx://h/dc/cluster?no_verify=1", "lxc:///"],
)  # fmt: skip
def test_any_saved_address_comes_back_untouched(open_dialog, text):
    spec = replace(FULL, uri=text)
    assert open_dialog(spec).spec() == spec


def test_editing_keeps_the_identity(qtbot, open_dialog, store):
    old = store.add(new_connection("qemu+ssh://kvm-01/system", "kvm-01", read_only=True))
    dialog = open_dialog(old)
    type_into(qtbot, dialog, "host", "kvm-01.example")
    spec = dialog.spec()
    assert (spec.id, spec.uri) == (old.id, "qemu+ssh://kvm-01.example/system")
    assert (spec.name, spec.read_only) == ("kvm-01", True)
    assert dialog.needs_reopening


def test_all_details_by_keys(qtbot, open_dialog, store):
    store.add(replace(new_connection("qemu+ssh://x/system"), group="site/rack"))
    dialog = open_dialog()
    folder = dialog.findChild(QComboBox, "folder")
    assert [folder.itemText(place) for place in range(folder.count())] == ["site/rack"]
    assert folder.currentText() == ""
    type_into(qtbot, dialog, "folder", " a // b/ ")
    button = dialog.findChild(QAbstractButton, "more")
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Space)
    type_into(qtbot, dialog, "label", "lab 7")
    pick(qtbot, dialog, "color", "green")
    pick(qtbot, dialog, "pace", 30.0)
    notes = dialog.findChild(QPlainTextEdit, "notes")
    notes.setFocus()
    qtbot.keyClicks(notes, "Two\rlines")
    qtbot.keyClick(notes, Key.Key_Tab)
    assert not notes.hasFocus()
    spec = dialog.spec()
    assert (spec.group, spec.label, spec.color) == ("a/b", "lab 7", "green")
    assert (spec.poll_interval, spec.notes, spec.is_guarded) == (30.0, "Two\nlines", False)


def test_production_suggests_the_guard_until_the_user_decides(qtbot, open_dialog):
    dialog = open_dialog()
    guard = dialog.findChild(QCheckBox, "guard")
    dialog.findChild(QAbstractButton, "more").click()
    type_into(qtbot, dialog, "label", "Prod")
    assert guard.isChecked()
    type_into(qtbot, dialog, "label", "lab")
    assert not guard.isChecked()
    type_into(qtbot, dialog, "label", "live")
    guard.setFocus()
    qtbot.keyClick(guard, Key.Key_Space)
    assert not guard.isChecked()
    type_into(qtbot, dialog, "label", "production")
    assert not dialog.spec().is_guarded


def test_a_folder_that_cannot_be_is_told(qtbot, open_dialog):
    dialog = open_dialog()
    dialog.findChild(QComboBox, "folder").setEditText("a" * 5000)
    assert "too long" in said(dialog)
    assert not dialog.primary.isEnabled()


def test_the_test_gets_what_is_filled_in(qtbot, open_dialog, look, world):
    made = []

    def make(*args):
        made.append(args)
        dialog = QDialog(args[-1])
        dialog.open()
        dialog.finished.connect(lambda: None)
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, dialog, dialog.reject)
        return dialog

    dialog = open_dialog(tester=make)
    type_address(qtbot, dialog, "qemu+ssh://kvm-01/system")
    qtbot.mouseClick(checker(dialog), LEFT)
    assert made == [(look, world.dispatcher, world.feed, dialog.spec(), dialog)]
    assert made[0][3].uri == "qemu+ssh://kvm-01/system"
    assert dialog.isVisible()


def test_tab_goes_through_everything_in_reading_order(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "qemu+ssh://h/system")
    dialog.target.begin()
    dialog.findChild(QRadioButton, "ssh").setFocus()
    order = []
    for _ in range(40):
        name = QApplication.focusWidget().objectName()
        if name in order:
            break
        order.append(name)
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert order == [
        "ssh", "driver", "host", "user", "port", "key_file", "choose_key", "jump", "path",
        "advanced", "uri", "name", "folder", "read_only", "autoconnect", "more",
        "test_connection", "cancel", "save_for_later", "primary",
    ]  # fmt: skip


def test_every_control_has_a_name_for_screen_readers(open_dialog):
    dialog = open_dialog(FULL)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
    shown = [field for kind in kinds for field in dialog.findChildren(kind) if field.isVisible()]
    assert len(shown) > 25
    assert not [field.objectName() for field in shown if not _spoken(field)]


def _spoken(field):
    is_button = isinstance(field, QAbstractButton)
    return field.accessibleName() or (field.text() if is_button else "")


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_a_tall_dialog_scrolls_and_a_narrow_screen_gets_one_column(
    open_dialog, look, enlarge, qapp, share
):
    screen = qapp.primaryScreen().availableSize()
    # Of the screen, two columns with their margin take this share.
    enlarge(share * screen.width() / look.px(WIDE_WIDTH + 16))
    dialog = open_dialog(FULL)
    assert dialog.height() <= screen.height()
    assert dialog.width() <= screen.width()
    assert dialog.minimumSizeHint().width() <= screen.width()
    assert dialog.rect().contains(later(dialog).mapTo(dialog, later(dialog).rect().bottomRight()))
    on_top = dialog.target.mapTo(dialog, QPoint()).y() < dialog.address.mapTo(dialog, QPoint()).y()
    assert on_top == (share > 1)


@BOTH
@pytest.mark.parametrize("color", LABEL_COLORS)
def test_colours_stand_out_and_have_names(tokens, color):
    worst = min(contrast(tokens.color(f"label-{color}"), tokens.color(g)) for g in GROUNDS)
    assert worst >= 3.0
    assert color_word(color) not in ("", color)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("qemu:///system", "This computer"),
        ("qemu:///session", "QEMU/KVM, your session"),
        ("lxc:///system", "LXC containers"),
        ("test:///default", "Demo host"),
        ("test:///srv/a.xml", "test:/srv/a.xml"),
        ("ch:///session", "ch:session"),
        ("qemu+ssh://kvm-01/system", "kvm-01"),
        ("nonsense", ""),
    ],
)
def test_the_usual_name(qapp, text, name):
    assert usual_name(text) == name


def test_labels_that_ask_for_a_guard(qapp):
    assert [is_guarded_label(word) for word in ("Production", " prod ", "live", "lab", "")] == [
        True, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("place", Place)
def test_every_hypervisor_has_a_word(qapp, place):
    words = [driver_word(driver) for driver in drivers_for(place)]
    assert len(set(words)) == len(words) > 10
    assert words[0] == "QEMU/KVM"


def test_same_addresses():
    assert same_address("qemu:///system", " qemu:///system ")
    assert not same_address("qemu:///system", "qemu:///session")
    assert same_address("nonsense", "nonsense")


@pytest.mark.parametrize("problem", UriProblem)
def test_every_problem_of_an_address_has_words(problem):
    assert address_problem(problem).endswith(".")
