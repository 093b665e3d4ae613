"""Adding and editing connections."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from virtgui.core.queries import FindLocalHypervisors, LocalHypervisor
from virtgui.core.uri import UriProblem
from virtgui.models.connections_store import DEMO_ID, ConnectionsStore, new_connection
from virtgui.models.error_words import address_problem
from virtgui.views.dialogs.add_connection import AddConnectionDialog
from virtgui.views.dialogs.connection_words import (
    LOCAL_KINDS,
    address_sentence,
    found_word,
    local_word,
    same_address,
)

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(qapp, tmp_path):
    return ConnectionsStore(tmp_path / "connections.json")


@pytest.fixture
def open_dialog(qtbot, look, world, store):
    def make(spec=None):
        dialog = AddConnectionDialog(look, world.dispatcher, world.feed, store, spec=spec)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def said(dialog):
    return " | ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def later(dialog):
    return dialog.findChild(QPushButton, "save_for_later")


def type_address(qtbot, dialog, text):
    dialog.other.click()
    dialog.uri.clear()
    qtbot.keyClicks(dialog.uri, text)


def test_enter_connects_to_this_computer(qtbot, open_dialog):
    dialog = open_dialog()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == 1
    assert dialog.connect_now
    spec = dialog.spec()
    assert (spec.uri, spec.name, spec.read_only, spec.autoconnect, spec.is_demo) == (
        "qemu:///system", "This computer", False, True, False,
    )  # fmt: skip


def test_the_identity_stays_the_same(open_dialog):
    dialog = open_dialog()
    assert dialog.spec() == dialog.spec()


def test_the_address_follows_the_driver_and_the_driver_the_address(qtbot, open_dialog):
    dialog = open_dialog()
    for place, kind in enumerate(LOCAL_KINDS):
        dialog.driver.setCurrentIndex(place)
        assert dialog.uri.text() == kind.uri
        assert local_word(kind) == dialog.driver.currentText()
    dialog.uri.setText("lxc:///system")
    assert dialog.driver.currentData() == "lxc:///system"
    dialog.uri.setText("bhyve:///system")
    assert dialog.other.isChecked()
    assert not dialog.driver.isVisible()
    assert dialog.spec().uri == "bhyve:///system"


def test_the_demo_host_has_its_own_identity(open_dialog):
    dialog = open_dialog()
    dialog.driver.setCurrentIndex(dialog.driver.findData("test:///default"))
    spec = dialog.spec()
    assert (spec.id, spec.name, spec.is_demo) == (DEMO_ID, "Demo host", True)


def test_another_address_is_saved_for_later(qtbot, open_dialog):
    dialog = open_dialog()
    heard = []
    dialog.accepted.connect(lambda: heard.append(dialog.connect_now))
    type_address(qtbot, dialog, "qemu+ssh://ops@kvm-04.example.net/system")
    assert dialog.name.text() == "kvm-04.example.net"
    dialog.read_only.box.click()
    dialog.autoconnect.box.click()
    qtbot.mouseClick(later(dialog), LEFT)
    spec = dialog.spec()
    assert heard == [False]
    assert (spec.uri, spec.name) == (
        "qemu+ssh://ops@kvm-04.example.net/system", "kvm-04.example.net",
    )  # fmt: skip
    assert (spec.read_only, spec.autoconnect) == (True, False)


def test_a_name_of_ones_own_stays(qtbot, open_dialog):
    dialog = open_dialog()
    dialog.name.clear()
    qtbot.keyClicks(dialog.name, "Mine")
    type_address(qtbot, dialog, "xen+ssh://x/system")
    assert dialog.spec().name == "Mine"


@pytest.mark.parametrize("text", ["qemu+shh://h/system", "qemu", "a b", "qemu:system", "foo://h/"])
def test_a_bad_address_is_told_while_it_is_typed(qtbot, open_dialog, text):
    dialog = open_dialog()
    type_address(qtbot, dialog, text)
    severity, sentence = address_sentence(text)
    assert severity == "error"
    assert sentence in said(dialog)
    assert not dialog.primary.isEnabled()
    assert not later(dialog).isEnabled()
    assert sentence in dialog.primary.toolTip()


def test_an_empty_address_is_not_scolded_at_but_cannot_connect(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "")
    assert dialog.uri.property("severity") == ""
    assert not dialog.primary.isEnabled()
    assert "qemu+ssh://" in said(dialog)


def test_clear_text_is_warned_of_and_not_forbidden(qtbot, open_dialog):
    dialog = open_dialog()
    type_address(qtbot, dialog, "qemu+tcp://kvm-04/system")
    assert "Not encrypted" in said(dialog)
    assert dialog.uri.property("severity") == "warn"
    assert dialog.primary.isEnabled()


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


def test_what_was_found_here_is_said(open_dialog, world):
    dialog = open_dialog()
    assert list(world.backend.asked.values()) == [FindLocalHypervisors()]
    world.answer((LocalHypervisor("qemu:///system", usable=False, reason="no_socket"),))
    assert "It is not running on this computer." in said(dialog)


@pytest.mark.parametrize("reason", ["answers", "no_socket", "permission", "no_driver"])
def test_every_finding_has_words(reason):
    assert found_word(reason).endswith(".")


def test_editing_keeps_the_identity(qtbot, open_dialog, store):
    old = store.add(new_connection("qemu+ssh://kvm-01/system", "kvm-01", read_only=True))
    dialog = open_dialog(old)
    assert dialog.windowTitle() == "Edit connection"
    assert dialog.other.isChecked()
    assert "already" not in said(dialog)
    dialog.uri.setText("qemu+ssh://kvm-01.example/system")
    spec = dialog.spec()
    assert (spec.id, spec.uri) == (old.id, "qemu+ssh://kvm-01.example/system")
    assert (spec.name, spec.read_only) == ("kvm-01", True)


def test_same_addresses():
    assert same_address("qemu:///system", " qemu:///system ")
    assert not same_address("qemu:///system", "qemu:///session")
    assert same_address("nonsense", "nonsense")


@pytest.mark.parametrize("problem", UriProblem)
def test_every_problem_of_an_address_has_words(problem):
    assert address_problem(problem).endswith(".")
