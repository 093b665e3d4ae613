"""The Hardware tab on a machine that only a test knows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.documents.editing.samples import TEXT
from tests.models.hardware.editing_world import definition
from tests.qt_fixtures import wait_for
from virtgui.core.values.connection import ConnectionState
from virtgui.documents.domain import DomainDocument
from virtgui.models.hardware.entries import Target
from virtgui.views.pages.hardware.form_view import FormView
from virtgui.views.pages.hardware.hardware_tab import HardwareTab
from virtgui.views.widgets.form import FormRow

MARKUP = "<b>bold</b>"
RUNNING = TEXT.replace("<domain type='kvm'>", "<domain type='kvm' id='3'>")
DISK = Target("disk", 0)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def tab(tab_world, look, qtbot):
    made = HardwareTab(look=look, host=tab_world.host)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    made.activateWindow()
    wait_for(made.isActiveWindow)
    return made


def settle(tab):
    QTest.qWait(0)
    wait_for(lambda: not tab._later.isActive() and not tab._list_later.isActive())
    wait_for(lambda: not [form for form in tab.findChildren(FormView) if form.is_busy])


def row(tab, label):
    settle(tab)
    rows = [r for r in tab.form.findChildren(FormRow) if r.isVisible() and r.label == label]
    assert len(rows) == 1, label
    return rows[0]


def write(tab, label, text):
    line = row(tab, label).field.findChild(QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    settle(tab)
    return line


def test_waiting_then_error_then_the_machine(tab, tab_world):
    from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy

    tab_world.editor.open(tab_world.editor.ref or __ref())
    assert tab._stack.currentIndex() == 0
    tab_world.answer(error=ErrorInfo(ErrorKind.TIMEOUT, Remedy.RETRY, ""))
    settle(tab)
    assert tab._stack.currentIndex() == 1
    tab_world.editor.reload()
    tab_world.answer(definition(TEXT))
    settle(tab)
    assert tab._stack.currentIndex() == 2


def __ref():
    from tests.models.hardware.editing_world import REF

    return REF


def test_keys_of_the_list_are_its_own(tab, tab_world):
    tab_world.open(TEXT)
    settle(tab)
    outside = []
    for keys in ("Del", "Alt+Down"):
        shortcut = QShortcut(keys, tab)
        shortcut.activated.connect(lambda: outside.append(1))
    tab.show_target(DISK)
    settle(tab)
    tab.entries.list.setFocus()
    QTest.keyClick(tab.entries.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle(tab)
    assert tab.form.target == Target("disk", 1)
    tab.show_target(Target("general"))
    QTest.keyClick(tab.entries.list, Qt.Key.Key_Delete)
    assert outside == []
    assert tab_world.editor.draft.text.count("<disk ") == 3


def test_undo_and_redo_by_keys_from_any_field(tab, tab_world):
    editor = tab_world.open(TEXT)
    settle(tab)
    line = write(tab, "Title", "New")
    for keys, title in (
        ((Qt.Key.Key_Z, CTRL), "Orders"),
        ((Qt.Key.Key_Z, CTRL | SHIFT), "New"),
        ((Qt.Key.Key_Z, CTRL), "Orders"),
        ((Qt.Key.Key_Y, CTRL), "New"),
    ):
        QTest.keyClick(line, *keys)
        settle(tab)
        assert editor.draft.document.element.findtext("title") == title
        assert line.text() == title


def test_markup_stays_text(tab, tab_world):
    text = TEXT.replace("Orders", "&lt;b&gt;bold&lt;/b&gt;")
    text = text.replace("data.raw", "&lt;b&gt;bold&lt;/b&gt;").replace("db-01.qcow2", "a&lt;i&gt;")
    tab_world.open(text, text)
    settle(tab)
    write(tab, "Title", "<i>other</i>")
    for target in tab.model.targets:
        tab.show_target(target)
        settle(tab)
    for label in tab.findChildren(QLabel):
        if "<" in label.text():
            assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
    assert any(MARKUP in label.text() for label in tab.findChildren(QLabel))


def test_what_others_do_meanwhile_blocks_and_is_merged(tab, tab_world):
    editor = tab_world.open(TEXT)
    settle(tab)
    write(tab, "Title", "mine")
    assert tab.review.apply.isEnabled()
    editor.reload()
    tab_world.answer(definition(TEXT.replace("1024", "512")))
    settle(tab)
    assert not tab.review.apply.isEnabled()
    assert "compare and merge" in tab.review.apply.toolTip()
    tab.apply()
    assert tab_world.backend.submitted == []
    tab._on_link("take_theirs")
    settle(tab)
    assert not editor.has_edits


def test_why_nothing_can_be_done(tab, tab_world):
    tab_world.open(TEXT)
    settle(tab)
    write(tab, "Title", "mine")
    tab_world.connect(ConnectionState.FAILED)
    settle(tab)
    assert not tab.review.apply.isEnabled()
    assert "stay here" in tab.review.apply.toolTip()
    tab_world.connect(read_only=True)
    settle(tab)
    assert not row(tab, "Title").field.isEnabled()
    assert not tab.entries.add.isEnabled()
    tab_world.connect()
    settle(tab)
    assert tab.review.apply.isEnabled()
    tab.apply()
    assert [name for _op, name in tab_world.backend.submitted] == ["db-01"]
    settle(tab)
    assert not row(tab, "Title").field.isEnabled()


@pytest.mark.usefixtures("right_to_left")
def test_right_to_left(tab, tab_world):
    tab_world.open(TEXT, RUNNING)
    settle(tab)
    line = write(tab, "Title", "x")
    line.setText("\u05e9\u05dc\u05d5\u05dd")
    line.textEdited.emit(line.text())
    settle(tab)
    assert tab.entries.x() > tab.form.x()
    assert tab.review.isVisible()
    assert tab.review.x() < tab.width() // 2


@pytest.mark.usefixtures("larger")
def test_larger_letters_cut_nothing(tab, tab_world):
    tab_world.open(TEXT, RUNNING)
    settle(tab)
    for target in (Target("general"), Target("cpu"), DISK):
        tab.show_target(target)
        settle(tab)
        QTest.qWait(20)
        for each in tab.form.findChildren(FormRow):
            if each.isVisible():
                assert each.field.height() >= each.field.fontMetrics().height(), each.label


def test_what_others_do_while_a_question_is_open_does_not_remove_another_device(
    tab, tab_world, monkeypatch
):
    editor = tab_world.open(TEXT)
    settle(tab)
    fewer = DomainDocument.parse(TEXT)
    disks = fewer.element.findall("devices/disk")
    names = [disk.find("target").get("dev") for disk in disks]
    disks[0].getparent().remove(disks[0])

    def may_remove(_scene, _target):
        editor.reload()
        tab_world.answer(definition(fewer.text()))
        return True

    monkeypatch.setattr(tab_world.host, "may_remove", may_remove)
    tab._remove(Target("disk", 1))
    left = editor.draft.document.element.findall("devices/disk/target")
    assert [target.get("dev") for target in left] == names[2:]


def test_the_xml_beside_the_form_does_not_take_back_what_others_changed(tab, tab_world):
    editor = tab_world.open(TEXT)
    settle(tab)
    tab.show_target(DISK)
    tab.form._show_xml.click()
    settle(tab)
    tab.form._xml.area.setFocus()
    wait_for(tab.form._xml.area.hasFocus)
    other = DomainDocument.parse(TEXT)
    other.element.find("devices/disk").set("snapshot", "manual")
    editor.reload()
    tab_world.answer(definition(other.text()))
    settle(tab)
    assert 'snapshot="manual"' in tab.form._xml.text()
    tab.form._xml.area.selectAll()
    QTest.keyClicks(tab.form._xml.area, "<")
    settle(tab)
    assert tab.form._xml.text() == "<"
    assert editor.draft.document.element.find("devices/disk").get("snapshot") == "manual"


def test_a_row_that_is_gone_is_passed_over(tab, tab_world):
    editor = tab_world.open(TEXT)
    settle(tab)
    tab.entries.list.move_requested.emit((Target("disk", 99), 1))
    assert not editor.has_edits
