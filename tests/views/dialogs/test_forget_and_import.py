"""Forgetting connections, and taking over those of others."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QFileDialog,
    QLabel,
    QPushButton,
    QWidget,
)

from tests.models.test_connections_store import FULL, fill
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import Answer
from virtgui.core.queries import (
    CountSecrets,
    FindAddresses,
    FoundAddress,
    KeyRing,
    ReadKeyRing,
)
from virtgui.models.connection_file import write_connections
from virtgui.models.connections_store import ConnectionsStore
from virtgui.views.dialogs.folder_name import FolderDialog
from virtgui.views.dialogs.forget_connection import ForgetDialog
from virtgui.views.dialogs.import_connections import ImportDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton
BROKEN = ErrorInfo(ErrorKind.INTERNAL, Remedy.NOTHING, "no")


@pytest.fixture
def store(qapp, tmp_path):
    return ConnectionsStore(tmp_path / "c.json")


def answer(world, kind, value=None, error=None):
    for number, query in list(world.backend.asked.items()):
        if isinstance(query, kind):
            world.post(Answer(number, value, error))
    # New rows are seen once they are laid out.
    QApplication.processEvents()


def shown(qtbot, dialog):
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def said(dialog):
    return " | ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


# Forgetting


def test_forgetting_says_what_is_lost_and_offers_no_secrets_where_there_are_none(
    qtbot, look, world
):
    dialog = shown(qtbot, ForgetDialog(look, world.dispatcher, [FULL]))
    answer(world, ReadKeyRing, KeyRing("GNOME Keyring"))
    answer(world, CountSecrets, 0)
    assert "Forget kvm-01?" in said(dialog)
    assert "Nothing changes on the host" in said(dialog)
    assert not dialog.findChild(QCheckBox, "secrets").isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_secrets_are_removed_on_wish_only(qtbot, look, world, store):
    fill(store, "a", "b")
    dialog = shown(qtbot, ForgetDialog(look, world.dispatcher, store.all()))
    answer(world, CountSecrets, 2)
    answer(world, ReadKeyRing, KeyRing("GNOME Keyring"))
    box = dialog.findChild(QCheckBox, "secrets")
    assert box.isVisible()
    assert "4 secrets" in said(dialog)
    assert "GNOME Keyring" in said(dialog)
    assert not dialog.forgets_secrets
    qtbot.mouseClick(box, LEFT)
    qtbot.mouseClick(dialog.primary, LEFT)
    assert dialog.forgets_secrets
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_a_key_ring_that_fails_is_left_alone(qtbot, look, world):
    dialog = shown(qtbot, ForgetDialog(look, world.dispatcher, [FULL]))
    answer(world, ReadKeyRing, None, BROKEN)
    answer(world, CountSecrets, None, BROKEN)
    assert not dialog.findChild(QCheckBox, "secrets").isVisible()
    assert dialog.primary.isEnabled()


# Importing

FOUND = (
    FoundAddress("qemu:///system", "", "virt-manager"),
    FoundAddress("qemu+ssh://root@far/system", "", "virt-manager"),
    FoundAddress("qemu+ssh://near/system", "box <b>1</b>", "virsh"),
    FoundAddress("qemu+ssh://near/system", "again", "environment"),
    FoundAddress("nonsense", "", "virsh"),
)


@pytest.fixture
def dialog(qtbot, look, world, store):
    fill(store, "a")
    store.rename(store.all()[0].id, "Known")
    made = ImportDialog(look, world.dispatcher, store)
    yield shown(qtbot, made)
    made.close()


def offers(dialog):
    boxes = [box for box in dialog.findChildren(QCheckBox) if box.objectName().startswith("offer")]
    return {box.accessibleName(): box for box in boxes}


def test_what_others_know_is_ticked_but_for_what_is_there(world, dialog, store):
    store.add(FULL)
    assert not dialog.primary.isEnabled()
    answer(world, FindAddresses, (*FOUND, FoundAddress("qemu+ssh://a/system", "x", "virsh")))
    boxes = offers(dialog)
    assert [name for name, box in boxes.items() if box.isEnabled()] == [
        "This computer", "far", "box <b>1</b>",
    ]  # fmt: skip
    assert not boxes["x"].isChecked()
    assert "Already there as \u2068Known\u2069." in said(dialog)
    assert [spec.uri for spec in dialog.specs()] == [address.uri for address in FOUND[:3]]
    assert dialog.primary.text() == "Import 3 connections"
    assert not dialog.connects


def test_ticks_by_mouse(qtbot, world, dialog):
    answer(world, FindAddresses, FOUND)
    tick_all = dialog.findChild(QPushButton, "tick_all")
    qtbot.mouseClick(tick_all, LEFT)
    assert dialog.specs() == ()
    assert not dialog.primary.isEnabled()
    qtbot.mouseClick(offers(dialog)["far"], LEFT)
    qtbot.mouseClick(dialog.findChild(QCheckBox, "connect_now"), LEFT)
    assert dialog.primary.isEnabled()
    qtbot.mouseClick(dialog.primary, LEFT)
    assert [spec.name for spec in dialog.specs()] == ["far"]
    assert dialog.connects


def test_nothing_found_says_so_and_files_are_still_read(world, dialog, store, tmp_path):
    answer(world, FindAddresses, None, BROKEN)
    assert "know no connections" in said(dialog)
    path = tmp_path / "out.json"
    write_connections(path, [FULL, store.all()[0]])
    dialog.read(path)
    store.files.flush()
    assert "know no connections" not in said(dialog)
    assert [spec.group for spec in dialog.specs()] == ["site/berlin"]


@pytest.mark.parametrize("content", ["root:x:0:0", json.dumps({"kind": "other"})])
def test_foreign_files_are_refused_with_a_sentence(dialog, store, tmp_path, content):
    path = tmp_path / "passwd"
    path.write_text(content)
    dialog.read(path)
    store.files.flush()
    assert "passwd\u2069 is no list of connections" in said(dialog)
    assert dialog.specs() == ()


def test_a_file_is_chosen_without_holding_up_the_window(qtbot, dialog, store, tmp_path):
    path = tmp_path / "out.json"
    write_connections(path, [FULL])
    qtbot.mouseClick(dialog.findChild(QPushButton, "from_file"), LEFT)
    chooser = dialog.findChild(QFileDialog, "choose_file")
    chooser.fileSelected.emit(str(path))
    chooser.close()
    store.files.flush()
    assert [spec.name for spec in dialog.specs()] == ["kvm-01"]


def test_an_answer_after_the_end_is_not_wanted(dialog, store, tmp_path):
    path = tmp_path / "out.json"
    write_connections(path, [FULL])
    dialog.read(path)
    dialog.reject()
    store.files.flush()
    assert dialog.specs() == ()


# Folders


def test_the_name_of_a_folder(qtbot, look):
    dialog = shown(qtbot, FolderDialog(look, "Move", "Move", ("site",)))
    assert not dialog.primary.isEnabled()
    field = dialog.findChild(QWidget, "folder").line
    qtbot.keyClicks(field, " a // b ")
    assert dialog.folder == "a/b"
    assert dialog.primary.isEnabled()
    field.setText("x" * 5000)
    assert not dialog.primary.isEnabled()
