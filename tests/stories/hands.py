"""The hands and eyes of a person at the window: mouse and keys in, texts out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)

from tests.qt_fixtures import wait_for
from virtgui.app import Program
from virtgui.core.refs import ObjectRef
from virtgui.core.values.domain import Domain
from virtgui.models.columns import POSITIONS
from virtgui.models.navigator import ITEM_ROLE
from virtgui.models.task_list import TASK_ROLE

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier

Answer = Callable[[QDialog], None]


class Hands:
    """Uses the window of a program as a person does."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.window = program.window
        self.feed = program.feed

    # Looking.

    def find(self, kind: type, name: str, inside: QWidget | None = None) -> QWidget:
        """The one visible widget of a kind with that object name."""
        place = inside or self.window
        found = [widget for widget in place.findChildren(kind, name) if widget.isVisible()]
        assert len(found) == 1, (name, found)
        return found[0]

    def button(self, words: str, inside: QWidget | None = None) -> QAbstractButton:
        """The one visible button with these words, or this object name."""
        place = inside or self.window
        buttons = [b for b in place.findChildren(QAbstractButton) if b.isVisible()]
        found = [b for b in buttons if words in (b.objectName(), b.text(), b.accessibleName())]
        assert len(found) == 1, (words, [(b.objectName(), b.accessibleName()) for b in buttons])
        return found[0]

    def texts(self, inside: QWidget | None = None) -> list[str]:
        """Every text of visible labels."""
        labels = (inside or self.window).findChildren(QLabel)
        own = [getattr(label, "full_text", label.text) for label in labels if label.isVisible()]
        return [text() if callable(text) else text for text in own]

    def says(self, words: str, inside: QWidget | None = None) -> bool:
        """Whether a visible label has these words."""
        return any(words in text for text in self.texts(inside))

    @property
    def table(self) -> QTableView:
        """The domain table that is shown."""
        return self.find(QTableView, "domain_table")

    def has_table(self) -> bool:
        """Whether a table is shown; an explanation stands in its place while it is empty."""
        tables = self.window.findChildren(QTableView, "domain_table")
        return any(table.isVisible() for table in tables)

    def domain(self, name: str) -> Domain:
        """What is known of a domain."""
        return next(d for d in self.feed.inventory.domains() if d.name == name)

    def has_domain(self, name: str) -> bool:
        """Whether a domain is known."""
        return any(domain.name == name for domain in self.feed.inventory.domains())

    def ref(self, name: str) -> ObjectRef:
        """The reference of a domain."""
        return self.domain(name).ref

    def shown_names(self) -> list[str]:
        """The names in the table, from top to bottom."""
        if not self.has_table():
            return []
        return [row.domain.name for row in self.table.model().domain_rows()]

    def selected_names(self) -> list[str]:
        """The names of the selected rows."""
        found = (self.feed.inventory.domain(ref) for ref in self.table.selected_refs())
        return [domain.name for domain in found if domain]

    def cell(self, name: str, column: str) -> str:
        """The text of a cell of the table."""
        model = self.table.model()
        position = model.position_of(self.ref(name))
        assert position >= 0, f"{name} is not in the table"
        return model.index(position, POSITIONS[column]).data()

    def state(self, name: str) -> str:
        """The word in the column of states; nothing while there is no such row."""
        if not self.has_table():
            return ""
        model = self.table.model()
        known = self.has_domain(name) and model.position_of(self.ref(name)) >= 0
        return self.cell(name, "state") if known else ""

    def wait_state(self, name: str, word: str, seconds: float = 30.0) -> None:
        """Wait until the row says so."""
        wait_for(lambda: self.state(name) == word, seconds)

    def tasks(self) -> list[str]:
        """The rows of the task pane."""
        model = self.window.task_pane.task_table.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def newest_task(self) -> str:
        """The first row of the task pane, or nothing."""
        return self.tasks()[0] if self.tasks() else ""

    def running_tasks(self) -> int:
        """How many tasks are on their way."""
        model = self.window.task_pane.task_table.model()
        rows = (model.index(row, 0).data(TASK_ROLE) for row in range(model.rowCount()))
        return sum(1 for task in rows if not task.state.is_over)

    def wait_task(self, words: str, seconds: float = 30.0) -> str:
        """Wait until the newest task is over and begins so; its row."""
        wait_for(lambda: self.newest_task().startswith(words) and not self.running_tasks(), seconds)
        return self.newest_task()

    def navigator_rows(self) -> list[str]:
        """The texts of the navigator, opened rows only, from top to bottom."""
        view = self.window.navigator.view
        found, index = [], view.model().index(0, 0)
        while index.isValid():
            found.append(index.data(ITEM_ROLE).text)
            index = view.indexBelow(index)
        return found

    # Acting.

    def come_back(self) -> None:
        """Give the keyboard back after a dialog or menu: without a screen nobody else does."""
        if QApplication.activeWindow() is None:
            window = QApplication.activeModalWidget() or self.window
            window.activateWindow()
            wait_for(window.isActiveWindow)

    def click(self, widget: QWidget, point: QPoint | None = None, keys=NO_KEY) -> None:
        """Click with the left button; a control that is disabled fails."""
        self.come_back()
        assert widget.isVisible()
        assert widget.isEnabled(), widget.toolTip()
        QTest.mouseClick(widget, LEFT, keys, point or widget.rect().center())

    def press(self, words: str, inside: QWidget | None = None) -> None:
        """Click a button by its words or its object name, once it can be clicked."""
        button = self.button(words, inside)
        # The buttons follow the selection a moment later.
        wait_for(lambda: button.isEnabled() or not button.isVisible())
        self.click(button)

    def key(self, key: Qt.Key, keys=NO_KEY) -> None:
        """Press a key wherever the keyboard is."""
        self.come_back()
        QTest.keyClick(QApplication.focusWidget() or self.window, key, keys)

    def type(self, text: str) -> None:
        """Type wherever the keyboard is."""
        self.come_back()
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def row_point(self, name: str) -> QPoint:
        """Where the name of a domain stands in the table."""
        table = self.table
        wait_for(lambda: table.model().position_of(self.ref(name)) >= 0)
        index = table.model().index(table.model().position_of(self.ref(name)), POSITIONS["name"])
        table.scrollTo(index)
        return QPoint(table.visualRect(index).left() + 30, table.visualRect(index).center().y())

    def select(self, *names: str) -> None:
        """Click the first, Ctrl and click the others."""
        for number, name in enumerate(names):
            point = self.row_point(name)
            self.click(self.table.viewport(), point, CTRL if number else NO_KEY)
        wait_for(lambda: sorted(self.selected_names()) == sorted(names))

    def select_to(self, name: str) -> None:
        """Shift and click: everything up to there."""
        self.click(self.table.viewport(), self.row_point(name), SHIFT)

    def open_row(self, name: str) -> None:
        """Double click a row."""
        point = self.row_point(name)
        view = self.table.viewport()
        QTest.mouseClick(view, LEFT, NO_KEY, point)
        QTest.mouseDClick(view, LEFT, NO_KEY, point)

    def menu_of_row(self, name: str) -> QMenu:
        """Open the context menu of a row."""
        self.select(name)
        return self.menu_of_selection(name)

    def menu_of_selection(self, name: str) -> QMenu:
        """Open the context menu on a row of the selection."""
        return self.menu_at(self.table.viewport(), self.row_point(name))

    def menu_at(self, widget: QWidget, point: QPoint) -> QMenu:
        """Ask for the context menu at a place."""
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, point, widget.mapToGlobal(point))
        QApplication.sendEvent(widget, event)
        return self.menu()

    def menu(self, besides: QMenu | None = None) -> QMenu:
        """The menu that is open, or has just been opened from another."""

        def is_open() -> bool:
            found = QApplication.activePopupWidget()
            return isinstance(found, QMenu) and found is not besides

        wait_for(is_open)
        return QApplication.activePopupWidget()

    def choose(self, *path: str) -> None:
        """Click through the open menu and its submenus, by words or object names."""
        menu = self.menu()
        for number, words in enumerate(path):
            action = entry(menu, words)
            place = menu.actionGeometry(action).center()
            if number + 1 < len(path):
                QTest.mouseClick(menu, LEFT, NO_KEY, place)
                menu = self.menu(besides=menu)
            else:
                assert action.isEnabled(), action.toolTip()
                QTest.mouseClick(menu, LEFT, NO_KEY, place)

    def choose_from_button(self, words: str, *path: str) -> None:
        """Click a button that opens a menu, and click through the menu."""
        with self.in_loop(lambda: self.choose(*path)):
            self.press(words)

    @contextmanager
    def in_loop(self, act: Callable[[], object]) -> Iterator[None]:
        """Do something once the loop turns: what is done meanwhile may wait in a loop of its own.

        It begins when a pop-up is open.
        """
        done, errors = [], []
        timer = QTimer()
        timer.setInterval(10)

        def look() -> None:
            if QApplication.activePopupWidget() is None:
                return
            timer.stop()
            try:
                act()
            except BaseException as error:
                errors.append(error)
                self.close_menus()
            done.append(True)

        timer.timeout.connect(look)
        timer.start()
        yield
        wait_for(lambda: done)
        if errors:
            raise errors[0]

    def choose_in_combo(self, combo: QComboBox, words: str) -> None:
        """Click a combo box, move to an entry with the arrow keys, Enter."""

        def pick() -> None:
            view = combo.view()
            wanted = combo.findText(words)
            assert wanted >= 0, words
            QTest.keyClick(view, Qt.Key.Key_Home)
            for _ in range(wanted):
                QTest.keyClick(view, Qt.Key.Key_Down)
            QTest.keyClick(view, Qt.Key.Key_Return)

        with self.in_loop(pick):
            self.click(combo)

    def close_menus(self) -> None:
        """Esc until no menu is open."""
        while isinstance(QApplication.activePopupWidget(), QMenu):
            QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Escape)

    @contextmanager
    def answering(self, *answers: Answer) -> Iterator[None]:
        """Answer the dialogs that open meanwhile, one after the other; each has to open.

        An answer that fails closes its dialog, and the failure is told afterwards.
        """
        answered = _Answers(list(answers))
        yield
        try:
            wait_for(lambda: not answered.waiting or answered.errors)
        finally:
            answered.timer.stop()
        if answered.errors:
            raise answered.errors[0]

    def search(self, text: str) -> None:
        """Ctrl+F and type."""
        self.key(Qt.Key.Key_F, CTRL)
        assert self.window.search.hasFocus()
        self.type(text)

    def click_navigator(self, text: str) -> None:
        """Click a row of the navigator."""
        view = self.window.navigator.view
        self.click(view.viewport(), self.navigator_place(text))

    def navigator_place(self, text: str) -> QPoint:
        """Where the words of a row of the navigator stand."""
        view = self.window.navigator.view
        index = view.model().index(0, 0)
        while index.isValid() and index.data(ITEM_ROLE).text != text:
            index = view.indexBelow(index)
        assert index.isValid(), (text, self.navigator_rows())
        view.scrollTo(index)
        return view.visualRect(index).center()


class _Answers:
    """Watches for modal dialogs and answers each in its turn."""

    def __init__(self, waiting: list[Answer]) -> None:
        self.waiting, self.errors = waiting, []
        self._busy = False
        self.timer = QTimer()
        self.timer.setInterval(10)
        self.timer.timeout.connect(self._look)
        self.timer.start()

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if self._busy or not isinstance(dialog, QDialog) or not dialog.isVisible():
            return
        if not dialog.isActiveWindow():
            dialog.activateWindow()
            return
        self._busy = True
        try:
            if not self.waiting:
                raise AssertionError(f"unexpected dialog: {dialog.windowTitle()}")
            self.waiting[0](dialog)
            self.waiting.pop(0)
            assert not dialog.isVisible(), "the dialog is still open after its answer"
        except BaseException as error:
            self.errors.append(error)
            dialog.reject()
        finally:
            self._busy = False


def entry(menu: QMenu, words: str):
    """The entry of a menu with these words or this object name."""
    actions = [action for action in menu.actions() if not action.isSeparator()]
    found = [a for a in actions if words in (a.objectName(), a.text().replace("&", ""))]
    assert len(found) == 1, (words, [action.text() for action in actions])
    return found[0]


def field(dialog: QWidget, name: str) -> QLineEdit:
    """A visible text field by its object name."""
    found = [one for one in dialog.findChildren(QLineEdit, name) if one.isVisible()]
    assert len(found) == 1, name
    return found[0]


def flush_deleted() -> None:
    """Let go what was to be deleted later."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
