"""The hands at the tabs that edit a machine's definition."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from tests.qt_fixtures import wait_for
from tests.stories.hands import CTRL, LEFT, NO_KEY, Hands
from virtgui.models.hardware.entries import Target
from virtgui.views.pages.hardware.form_view import FormView
from virtgui.views.widgets.form import FormRow


class EditorHands:
    """Uses the Hardware, XML and History tabs of one machine."""

    def __init__(self, hands: Hands, name: str) -> None:
        self.hands, self.name = hands, name

    @property
    def tab(self):
        """The Hardware tab, while it is shown."""
        return self.hands.find(QWidget, "hardware_tab")

    @property
    def editor(self):
        """What the tabs edit with."""
        return self.tab._editor

    def open(self, word="Running"):
        """Double click the machine in the list, click the tab."""
        hands = self.hands
        hands.wait_state(self.name, word)
        hands.open_row(self.name)
        self.click_tab("Hardware")
        wait_for(lambda: self.tab.model.rowCount() > 5)
        self.settle()
        return self

    def click_tab(self, title):
        """Click one of the tabs of the page."""
        hands = self.hands
        wait_for(lambda: [b for b in hands.window.findChildren(QTabBar) if b.isVisible()])
        bar = hands.find(QTabBar, "page_tabs")
        number = next(n for n in range(bar.count()) if bar.tabText(n) == title)
        hands.click(bar, bar.tabRect(number).center())
        wait_for(lambda: bar.currentIndex() == number)

    def settle(self):
        """Wait until all of the form is shown."""
        QTest.qWait(0)
        wait_for(lambda: not self.tab._later.isActive())
        wait_for(lambda: not [v for v in self.tab.findChildren(FormView) if v.is_busy])

    def titles(self):
        """The rows of the list: targets with their titles."""
        entries = [row for row in self.tab.model._rows if not isinstance(row, str)]
        return {entry.target: entry.title for entry in entries}

    def devices(self, tag):
        """The targets of a kind."""
        return [target for target in self.titles() if target.form == tag and target.is_device]

    def choose(self, form, number=None):
        """Click a part of the settings, or the device of a kind of that number."""
        self.settle()
        target = Target(form) if number is None else self.devices(form)[number]
        self.click_row(target)
        wait_for(lambda: self.tab.form.target == target)
        self.settle()
        return target

    def click_row(self, target):
        """Click a row of the list."""
        view, model = self.tab.entries.list, self.tab.model
        index = model.index(model.row_of(target))
        assert index.isValid(), (target, self.titles())
        view.scrollTo(index)
        self.hands.click(view.viewport(), view.visualRect(index).center())

    def row(self, label):
        """The visible row of the form with that label."""
        self.settle()
        found = [row for row in self.tab.form.findChildren(FormRow) if row.isVisible()]
        rows = [row for row in found if row.label == label]
        assert len(rows) == 1, (label, [row.label for row in found])
        return rows[0]

    def write(self, label, text):
        """Click a field, choose all of it, type, leave it."""
        field = self.row(label).field
        kinds = (QAbstractSpinBox, QPlainTextEdit, QLineEdit)
        inner = next(each for kind in kinds for each in field.findChildren(kind))
        inner.setFocus()
        self.hands.key(Qt.Key.Key_A, CTRL)
        self.hands.key(Qt.Key.Key_Delete)
        self.hands.type(text)
        self.hands.key(Qt.Key.Key_Tab)
        self.settle()

    def pick(self, label, value):
        """Choose a value in a combo box."""
        combo = self.row(label).field.findChild(QComboBox)
        row = combo.findData(value)
        assert row >= 0, (value, [combo.itemText(n) for n in range(combo.count())])

        def pick():
            view = combo.view()
            view.setCurrentIndex(combo.model().index(row, 0))
            QTest.keyClick(view, Qt.Key.Key_Return)

        with self.hands.in_loop(pick):
            self.hands.click(combo)
        # Without a screen nobody takes the keyboard from a pop-up that is gone.
        self.hands.window.activateWindow()
        wait_for(self.hands.window.isActiveWindow)
        combo.setFocus()
        self.settle()

    def add(self, title):
        """Through the dialog, by typing what is sought."""
        hands = self.hands

        def fill(dialog):
            hands.type(title)
            hands.press("Add device", dialog)

        with hands.answering(fill):
            hands.press("add_device", self.tab)
        self.settle()

    def says(self, words):
        """Whether a banner says so."""
        return any(words in note.sentence for note in self.tab.banners.notes)

    @property
    def review(self):
        """The changes that the review shows: device, setting, when."""
        self.settle()
        state = self.tab.review._state
        shown = state.entries if state is not None and self.tab.review.isVisible() else ()
        return [(entry.title, entry.setting, entry.moment.value) for entry in shown]

    def apply(self, seconds=30.0):
        """Click Apply and wait for the end of the task; its row."""
        before = len(self.hands.tasks())
        self.settle()
        self.hands.press("apply", self.tab)
        return self.applied(before, seconds)

    def applied(self, before, seconds=30.0):
        """Wait for the end of the task that was begun; its row."""
        hands = self.hands
        wait_for(lambda: len(hands.tasks()) == before + 1 and not hands.running_tasks(), seconds)
        wait_for(lambda: self.editor.situation.applying is None)
        self.settle()
        return hands.newest_task()

    def wait_calm(self):
        """Wait until nothing is to be applied."""
        wait_for(lambda: self.editor.draft and not self.editor.has_edits)
        self.settle()

    def double_click(self, widget):
        """Double click in the middle."""
        QTest.mouseDClick(widget, LEFT, NO_KEY, widget.rect().center())
