"""The page of all connections, by mouse and keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from tests.models.test_connections_store import FULL, fill, order
from tests.qt_fixtures import wait_for
from tests.views.dialogs.samples import World
from virtgui.core.messages import StatusChanged
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionState, ConnectionStatus
from virtgui.models.connection_file import read_connections
from virtgui.models.connection_list import Col
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.settings_store import Settings
from virtgui.views.node_actions import NodeActions
from virtgui.views.pages.connections_page import ConnectionsPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
A, B, C, D = (ConnectionId(key) for key in "abcd")
NOW = 1_700_000_000.0


class Desk:
    """A page with all that is behind it."""

    def __init__(self, qtbot, look, folder):
        self.qtbot = qtbot
        self.world = World()
        self.feed, self.backend = self.world.feed, self.world.backend
        self.store = ConnectionsStore(folder / "c.json")
        self.settings = Settings(folder / "s.json")
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.look = look
        self.now = NOW
        self.actions = NodeActions(look=look, feed=self.feed, dispatcher=self.world.dispatcher,
                                   connections=self.store, window=self.window)  # fmt: skip
        self.page = self.make()

    def make(self):
        page = ConnectionsPage(look=self.look, feed=self.feed, settings=self.settings,
                               connections=self.store, actions=self.actions,
                               clock=lambda: self.now)  # fmt: skip
        self.qtbot.addWidget(page)
        page.resize(1200, 700)
        page.show()
        page.activateWindow()
        page.table.setFocus()
        return page

    @property
    def table(self):
        return self.page.table

    def say(self, connection, state, **values):
        spec = self.store.get(connection)
        self.world.post(StatusChanged(ConnectionStatus(spec, state, **values)))

    def select(self, *connections):
        self.table.select(connections)
        self.settle()

    def settle(self):
        self.page._refresh()
        QApplication.processEvents()

    def click(self, connection, column=Col.NAME, keys=Qt.KeyboardModifier.NoModifier):
        index = self.page.model.index_of(connection).siblingAtColumn(column)
        place = self.table.visualRect(index).center()
        QTest.mouseClick(self.table.viewport(), LEFT, keys, place)
        self.settle()

    def button(self, name):
        return self.page.findChild(QPushButton, name)

    def press(self, name):
        QTest.mouseClick(self.button(name), LEFT)

    def menu(self):
        menu = QMenu()
        self.page._fill(menu)
        return {entry.objectName(): entry for entry in menu.actions()}, menu

    def trigger(self, key):
        entries, _menu = self.menu()
        entries[key].trigger()

    def in_dialog(self, act, use):
        """Do what opens a modal dialog and use it."""
        seen = []

        def look_at():
            dialog = QApplication.activeModalWidget()
            assert dialog is not None
            seen.append(dialog.objectName())
            use(dialog)

        QTimer.singleShot(0, look_at)
        act()
        return seen[0]


@pytest.fixture
def desk(qtbot, look, tmp_path):
    made = Desk(qtbot, look, tmp_path)
    yield made
    made.page.close()


def test_without_connections_it_says_how_to_get_one(desk):
    wanted = QSignalSpy(desk.page.demo_requested)
    assert desk.button("empty_add").isVisible()
    desk.press("empty_demo")
    assert wanted.count() == 1
    fill(desk.store, "a")
    desk.settle()
    assert desk.table.isVisible()
    assert not desk.button("empty_add").isVisible()


def test_buttons_follow_selection_and_state(desk):
    fill(desk.store, "a", "b")
    desk.settle()
    assert desk.button("connect").reason == "Select connections first."
    desk.click(A)
    assert desk.button("connect").isEnabled()
    assert desk.button("disconnect").reason == "It is not connected."
    desk.press("connect")
    assert [spec.id for spec in desk.backend.connected] == [A]
    desk.say(A, ConnectionState.CONNECTED)
    desk.settle()
    assert desk.button("connect").reason == "It is connected already."
    desk.press("disconnect")
    assert desk.backend.disconnected == [A]
    desk.say(A, ConnectionState.WAITING, retry_at=NOW + 5)
    desk.settle()
    assert desk.button("connect").label == "Retry now"
    desk.click(B, keys=CTRL)
    assert desk.button("edit").reason == "Select one connection only."
    assert desk.button("connect").label == "Connect"
    desk.press("connect")
    assert [spec.id for spec in desk.backend.connected] == [A, A, B]


def test_a_waiting_connection_counts_down(desk):
    fill(desk.store, "a")
    desk.say(A, ConnectionState.WAITING, retry_at=NOW + 12)
    index = desk.page.model.index_of(A).siblingAtColumn(Col.STATE)
    told = QSignalSpy(desk.page.model.dataChanged)
    assert index.data() == "Waiting, 12 s"
    desk.now = NOW + 4
    desk.page.model.tick()
    assert index.data() == "Waiting, 8 s"
    assert told.count() == 1


def test_a_question_can_be_answered_from_here(desk):
    fill(desk.store, "a", "b")
    desk.say(B, ConnectionState.ATTENTION)
    desk.settle()
    wanted = QSignalSpy(desk.actions.answer_requested)
    desk.press("link_b")
    desk.select(B)
    entries, _menu = desk.menu()
    entries["answer"].trigger()
    assert [wanted.at(0)[0], wanted.at(1)[0]] == [B, B]
    desk.say(B, ConnectionState.CONNECTED)
    desk.settle()
    assert "answer" not in desk.menu()[0]
    assert desk.page.banners.notes == ()


def test_start_is_ticked_in_place_and_nothing_is_opened(desk):
    fill(desk.store, "a")
    desk.settle()
    desk.click(A, Col.AUTOCONNECT)
    assert not desk.store.get(A).autoconnect
    assert [spec.autoconnect for spec in desk.backend.updated] == [False]
    assert desk.backend.connected == desk.backend.disconnected == []


def test_f2_renames_in_place(desk):
    fill(desk.store, "a", "b")
    desk.select(A)
    QTest.keyClick(desk.table, Qt.Key.Key_F2)
    field = desk.table.viewport().findChild(QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "kvm-07")
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_for(lambda: desk.store.get(A).name == "kvm-07")
    assert [spec.name for spec in desk.backend.updated] == ["kvm-07"]
    assert desk.backend.connected == []


def test_keys_copy_and_shift(desk):
    fill(desk.store, "a", "b", "c")
    desk.select(B, C)
    QTest.keyClick(desk.table, Qt.Key.Key_C, CTRL)
    copied = QGuiApplication.clipboard().text()
    assert copied == "qemu+ssh://b/system\nqemu+ssh://c/system"
    QTest.keyClick(desk.table, Qt.Key.Key_Up, CTRL)
    assert order(desk.store) == ["b", "c", "a"]
    assert desk.table.selected() == (B, C)
    QTest.keyClick(desk.table, Qt.Key.Key_Down, CTRL)
    assert order(desk.store) == ["a", "b", "c"]


def test_delete_forgets_what_is_selected(desk):
    fill(desk.store, "a", "b", "c")
    desk.select(A, C)
    cancel = desk.in_dialog(lambda: QTest.keyClick(desk.table, Qt.Key.Key_Delete), QDialog.reject)
    assert cancel == "forget_dialog"
    assert len(desk.store.all()) == 3
    desk.in_dialog(lambda: QTest.keyClick(desk.table, Qt.Key.Key_Delete), QDialog.accept)
    assert desk.backend.forgotten == [(A, False), (C, False)]
    assert order(desk.store) == ["b"]


def test_enter_edits_and_only_what_must_is_opened_anew(desk):
    fill(desk.store, "a")
    desk.say(A, ConnectionState.CONNECTED)
    desk.select(A)

    def rename(dialog):
        dialog.details.name.setText("Other")
        dialog.accept()

    def observe(dialog):
        dialog.details.read_only.box.setChecked(True)
        dialog.accept()

    name = desk.in_dialog(lambda: QTest.keyClick(desk.table, Qt.Key.Key_Return), rename)
    assert name == "add_connection"
    assert [spec.name for spec in desk.backend.updated] == ["Other"]
    assert desk.backend.connected == desk.backend.disconnected == []
    desk.in_dialog(lambda: desk.press("edit"), observe)
    assert desk.backend.disconnected == [A]
    assert [spec.read_only for spec in desk.backend.connected] == [True]


def test_a_double_click_edits(desk):
    fill(desk.store, "a")
    desk.settle()
    box = desk.table.visualRect(desk.page.model.index_of(A))
    act = lambda: QTest.mouseDClick(desk.table.viewport(), LEFT, pos=box.center())  # noqa: E731
    assert desk.in_dialog(act, QDialog.reject) == "add_connection"


def test_a_copy_stands_below_and_is_not_opened(desk):
    desk.store.add_all([FULL])
    fill(desk.store, "b")
    desk.select(FULL.id)
    desk.trigger("duplicate")
    names = [spec.name for spec in desk.store.all()]
    assert names == ["kvm-01", "kvm-01 (copy)", "b"]
    copy = desk.store.all()[1]
    assert replace(copy, id=FULL.id, name=FULL.name) == FULL
    assert copy.id != FULL.id
    assert desk.backend.connected == []


def test_moving_to_folders_by_menu(desk):
    fill(desk.store, "f/a", "b", "c")
    desk.select(B, C)
    _entries, menu = desk.menu()
    inner = next(entry.menu() for entry in menu.actions() if entry.objectName() == "folders")
    by_name = {entry.objectName(): entry for entry in inner.actions()}
    assert by_name["folder."].isChecked()
    by_name["folder.f"].trigger()
    assert order(desk.store) == ["f/a", "f/b", "f/c"]
    assert desk.table.selected() == (B, C)

    def name(dialog):
        dialog.findChild(QWidget, "folder").line.setText("new/deep")
        dialog.accept()

    desk.in_dialog(by_name["new_folder"].trigger, name)
    assert order(desk.store) == ["f/a", "new/deep/b", "new/deep/c"]
    assert {spec.group for spec in desk.backend.updated} == {"f", "new/deep"}


def test_folders_are_renamed_and_removed(desk):
    fill(desk.store, "f/g/a", "f/b")
    desk.table.show_folder("f/g")

    def name(dialog):
        dialog.findChild(QWidget, "folder").line.setText("h")
        dialog.accept()

    desk.in_dialog(lambda: QTest.keyClick(desk.table, Qt.Key.Key_F2), name)
    assert order(desk.store) == ["h/a", "f/b"]
    desk.table.show_folder("h")
    desk.trigger("dissolve")
    assert order(desk.store) == ["a", "f/b"]


def test_a_folder_is_acted_upon_as_a_whole(desk):
    fill(desk.store, "f/a", "f/g/b", "c")
    desk.table.show_folder("f")
    desk.settle()
    desk.press("connect")
    assert [spec.id for spec in desk.backend.connected] == [A, B]


def test_closed_folders_stay_closed(desk):
    fill(desk.store, "f/a", "g/b")
    desk.settle()
    QTest.keyClick(desk.table, Qt.Key.Key_Home)
    QTest.keyClick(desk.table, Qt.Key.Key_Return)
    assert not desk.table.isExpanded(desk.page.model.index_of_folder("f"))
    desk.store.move([B], folder="")
    assert not desk.table.isExpanded(desk.page.model.index_of_folder("f"))
    again = desk.make()
    assert not again.table.isExpanded(again.model.index_of_folder("f"))
    again.close()


def test_a_folder_that_is_shown_is_selected_once(desk):
    fill(desk.store, "f/a", "b")
    desk.page.show_folder("f")
    assert desk.table.selected_folder() == "f"
    desk.select(B)
    desk.page.show_folder("f")
    assert desk.table.selected() == (B,)


def test_the_context_menu_by_key(desk, qtbot):
    fill(desk.store, "a")
    desk.select(A)
    opened = QSignalSpy(desk.page.node_opened)
    reason, place = QContextMenuEvent.Reason.Keyboard, QPoint(1, 1)
    event = QContextMenuEvent(reason, place, desk.table.mapToGlobal(place))
    QApplication.sendEvent(desk.table.viewport(), event)
    wait_for(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    keys = [entry.objectName() for entry in menu.actions() if entry.objectName()]
    assert keys == [
        "show", "connect", "disconnect", "reconnect", "edit", "test", "rename", "thresholds",
        "restore", "removed", "copy", "duplicate", "export", "folders", "forget",
    ]  # fmt: skip
    restore = next(entry for entry in menu.actions() if entry.objectName() == "restore")
    assert not restore.isEnabled()
    assert restore.toolTip() == "The host is not connected."
    menu.actions()[0].trigger()
    menu.close()
    assert opened.at(0)[0] == A


def test_reconnecting(desk):
    fill(desk.store, "a", "b")
    desk.say(A, ConnectionState.CONNECTED)
    desk.select(A, B)
    desk.trigger("reconnect")
    assert desk.backend.disconnected == [A]
    assert [spec.id for spec in desk.backend.connected] == [A]


def test_exporting_the_selection(desk, tmp_path):
    fill(desk.store, "a", "b", "c")
    told = QSignalSpy(desk.actions.told)
    desk.select(A, C)
    desk.trigger("export")
    chooser = desk.window.findChild(QFileDialog, "export_dialog")
    path = tmp_path / "out.json"
    chooser.fileSelected.emit(str(path))
    chooser.close()
    wait_for(lambda: told.count() == 1)
    assert "out.json" in told.at(0)[0]
    assert [spec.name for spec in read_connections(path).specs] == ["a", "c"]


def test_a_failed_export_is_said_in_a_dialog(desk, tmp_path):
    fill(desk.store, "a")
    blocked = tmp_path / "file"
    blocked.write_text("")
    desk.actions._files.write(blocked / "out.json", desk.store.all())
    wait_for(lambda: desk.window.findChild(QDialog, "message_dialog") is not None)
    dialog = desk.window.findChild(QDialog, "message_dialog")
    assert dialog.windowTitle() == "The connections were not exported"
    dialog.close()


def test_importing_adds_and_connects_on_wish(desk):
    desk.actions.import_connections()
    dialog = desk.window.findChild(QDialog, "import_dialog")
    desk.world.answer((), None, place=-1)
    specs = (replace(FULL, id=ConnectionId("new")),)
    dialog.specs = lambda: specs
    dialog._connect.box.setChecked(True)
    dialog.accept()
    assert desk.store.all() == specs
    assert [spec.id for spec in desk.backend.connected] == ["new"]


def drop(view, data, place):
    """As the system tells of a drag that enters, moves and ends."""
    move, buttons = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(place, move, data, buttons, keys),
        QDragMoveEvent(place, move, data, buttons, keys),
        QDropEvent(QPointF(place), move, data, buttons, keys),
    ):
        QApplication.sendEvent(view.viewport(), event)


def test_rows_are_dragged_to_another_place(desk):
    fill(desk.store, "f/a", "b", "c")
    desk.settle()
    model, table = desk.page.model, desk.table
    data = model.mimeData([model.index_of(C)])
    above = table.visualRect(model.index_of(B)).topLeft()
    drop(table, data, above + QPoint(20, 1))
    assert order(desk.store) == ["f/a", "c", "b"]
    drop(table, data, table.visualRect(model.index_of_folder("f")).center())
    assert order(desk.store) == ["f/a", "f/c", "b"]
    drop(table, data, QPoint(300, table.viewport().height() - 5))
    assert order(desk.store) == ["f/a", "b", "c"]


def test_no_column_is_wider_than_the_page_and_names_are_always_there(desk):
    desk.store.add(FULL)
    for width in (1600, 900, 500, 300):
        desk.page.resize(width, 500)
        QApplication.processEvents()
        header = desk.table.header()
        shown = [column for column in Col if not header.isSectionHidden(column)]
        assert Col.NAME in shown
        assert Col.STATE in shown
        if width > 400:
            assert header.length() <= desk.table.viewport().width()


def test_columns_without_a_word_are_left_out(desk):
    fill(desk.store, "a")
    desk.settle()
    desk.page.resize(1900, 500)
    QApplication.processEvents()
    header = desk.table.header()
    assert header.isSectionHidden(Col.NOTES)
    desk.store.update(replace(desk.store.get(A), notes="Call Ann."))
    assert not header.isSectionHidden(Col.NOTES)


@pytest.mark.parametrize("direction", Qt.LayoutDirection)
def test_every_state_is_painted(desk, direction):
    fill(desk.store, "f/a", "f/g/b", "c")
    desk.store.add(FULL)
    desk.page.setLayoutDirection(direction)
    for state in ConnectionState:
        desk.say(A, state, retry_at=NOW + 3)
        assert not desk.page.grab().isNull()
