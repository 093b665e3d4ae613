"""What a screen reader has to work with."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)

from tests.qt_fixtures import wait_for

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)


def _name(widget):
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def _nameless(window):
    for kind in CONTROLS:
        for widget in window.findChildren(kind):
            # Headers and fields of numbers are read with what they are parts of.
            is_part = isinstance(widget, QHeaderView) or "spinbox" in widget.objectName()
            if is_part or not widget.isVisible():
                continue
            if not _name(widget).strip():
                yield (type(widget).__name__, widget.objectName(), widget.parent())


@pytest.fixture
def hands(start):
    made = start()
    assert not list(_nameless(made.window)), "on the welcome page"
    made.press("open_demo")
    wait_for(lambda: len(made.shown_names()) == 17)
    return made


def test_every_control_has_a_name(hands):
    hands.press("unfold")
    hands.select("web-01")
    places = (
        lambda: None,
        lambda: hands.open_row("web-01"),
        lambda: hands.click_navigator("Demo host"),
        lambda: hands.click_navigator("Needs attention"),
    )
    for go in places:
        go()
        QApplication.processEvents()
        assert not list(_nameless(hands.window)), hands.window.windowTitle()


def test_dialogs_and_the_palette(hands):
    hands.press("commands")
    assert not list(_nameless(hands.window))
    hands.key(Qt.Key.Key_Escape)

    def look(dialog):
        assert not list(_nameless(dialog))
        assert dialog.windowTitle()
        dialog.reject()

    with hands.answering(look):
        hands.press("preferences")
    with hands.answering(look):
        hands.press("add_connection")


def test_rows_can_be_read(hands):
    table = hands.table
    model = table.model()
    index = model.index(model.position_of(hands.ref("web-01")), 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "web-01"
    described = index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "web-01" in described
    assert "Running" in described
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.role() in (QAccessible.Role.Table, QAccessible.Role.Tree)
    assert interface.text(QAccessible.Text.Name) == "Virtual machines"
    cells = (interface.child(number) for number in range(interface.childCount()))
    assert "web-01" in {cell.text(QAccessible.Text.Name) for cell in cells}


def test_tasks_can_be_read(hands):
    hands.menu_of_row("web-01")
    hands.choose("pause")
    wait_for(lambda: hands.tasks() and not hands.running_tasks())
    model = hands.window.task_pane.task_table.model()
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Pause, web-01, Done")
