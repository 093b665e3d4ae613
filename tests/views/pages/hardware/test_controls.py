"""Controls show what a document says, and tell what a person makes of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)

from virtgui.models.hardware.fields import Choice, Control, Field
from virtgui.views.pages.hardware.controls import make_control

MARKUP = "<b>bold</b> &amp; <img src='x'>"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def make(look, qtbot):
    def made(control, **more):
        widget = make_control(look, Field(id="x", label="X", control=control, **more))
        qtbot.addWidget(widget)
        told = []
        widget.edited.connect(told.append)
        widget.show()
        return widget, told

    return made


@pytest.mark.parametrize("control", [Control.TEXT, Control.COMBO, Control.SECRET])
def test_text_is_read_and_written(make, control):
    widget, told = make(control)
    line = widget.findChild(QLineEdit)
    for value in (MARKUP, "", None, "\u05e9\u05dc\u05d5\u05dd", "x" * 5000):
        widget.show_value(value, ())
        assert line.text() == (value or "")
    assert told == []
    widget.show_value("", ())
    QTest.keyClicks(line, "ab")
    assert told == ["a", "ab"]
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    assert told[-1] == ""


def test_a_secret_is_hidden(make):
    widget, _told = make(Control.SECRET)
    widget.show_value("geheim", ())
    assert "geheim" not in widget.findChild(QLineEdit).displayText()


def test_long_text(make):
    widget, told = make(Control.LONG_TEXT)
    area = widget.findChild(QPlainTextEdit)
    widget.show_value("one\n<b>two</b>", ())
    assert area.toPlainText() == "one\n<b>two</b>"
    widget.show_value(None, ())
    assert area.toPlainText() == ""
    assert told == []
    QTest.keyClicks(area, "a")
    assert told == ["a"]


@pytest.mark.parametrize("value", [0, 1, -3, 2**31, 2**53 - 1, 2**53, 2**63 - 1, 2**64 - 1])
def test_a_number_is_shown_as_it_is(make, value):
    widget, told = make(Control.NUMBER, low=-10, high=2**64)
    widget.show_value(value, ())
    spin = widget.findChild(QDoubleSpinBox)
    assert spin.text() == str(value)
    spin.setFocus()
    QTest.keyClick(spin, Qt.Key.Key_Tab)
    spin.interpretText()
    assert told == []
    widget.show_value(None, ())
    assert spin.text() == "Default"
    widget.show_value(7, ())
    assert spin.text() == "7"
    assert told == []


def test_a_number_is_typed_and_emptied(make):
    widget, told = make(Control.NUMBER)
    widget.show_value(None, ())
    spin = widget.findChild(QDoubleSpinBox)
    spin.selectAll()
    QTest.keyClicks(spin, "4096")
    assert told[-1] == 4096
    assert all(isinstance(one, int) for one in told)
    spin.selectAll()
    QTest.keyClick(spin, Qt.Key.Key_Delete)
    assert told[-1] is None
    spin.selectAll()
    QTest.keyClicks(spin, "-5")
    assert told[-1] != -5


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (1024, "1 KiB"),
        (1536, "1536 B"),
        (8 * 2**30, "8 GiB"),
        (3 * 2**40, "3 TiB"),
        (9007199254740991 * 1024, "9007199254740991 KiB"),
    ],
)
def test_a_size_is_shown_in_a_fitting_unit(make, value, shown):
    widget, told = make(Control.SIZE)
    widget.show_value(value, ())
    spin, unit = widget.findChild(QDoubleSpinBox), widget.findChild(QComboBox)
    assert f"{spin.text()} {unit.currentText()}" == shown
    assert told == []


def test_a_size_beyond_all_is_not_cut(make):
    widget, told = make(Control.SIZE)
    widget.show_value(2**63 - 1, ())
    spin, unit = widget.findChild(QDoubleSpinBox), widget.findChild(QComboBox)
    factor = int(unit.currentData())
    assert abs(spin.value() * factor - 2**63) / 2**63 < 1e-6
    assert told == []


def test_another_unit_says_the_same_size(make):
    widget, told = make(Control.SIZE)
    widget.show_value(2**30, ())
    spin, unit = widget.findChild(QDoubleSpinBox), widget.findChild(QComboBox)
    unit.setCurrentText("MiB")
    unit.activated.emit(unit.currentIndex())
    assert spin.text() == "1024"
    assert told == []
    spin.selectAll()
    QTest.keyClicks(spin, "512")
    assert told[-1] == 512 * 2**20


def test_a_choice_has_what_the_document_has(make):
    options = (Choice("none", "None"), Choice("x", MARKUP), Choice("no", "No", reason="Because."))
    widget, told = make(Control.CHOICE)
    combo = widget.findChild(QComboBox)
    widget.show_value("from elsewhere", options)
    assert combo.currentText() == "from elsewhere"
    widget.show_value("", options)
    assert combo.currentText() == "Default"
    widget.show_value("no", options)
    assert combo.currentText() == "No"
    assert not combo.model().item(2).isEnabled()
    combo.activated.emit(combo.currentIndex())
    assert told == ["no"]


def test_switch_and_three_states(make):
    widget, told = make(Control.SWITCH)
    box = widget.findChild(QCheckBox)
    widget.show_value(True, ())
    assert box.isChecked()
    assert told == []
    box.click()
    assert told == [False]
    widget, told = make(Control.TRISTATE)
    combo = widget.findChild(QComboBox)
    for value, row in ((None, 0), (True, 1), (False, 2)):
        widget.show_value(value, ())
        assert combo.currentIndex() == row
        combo.activated.emit(row)
    assert told == [None, True, False]


@pytest.mark.parametrize(("value", "shown"), [(MARKUP, MARKUP), ("", "–"), (None, "–"), (0, "0")])
def test_a_fact_is_plain_text(make, value, shown):
    widget, _told = make(Control.FACT)
    widget.show_value(value, ())
    label = widget.findChild(QLabel)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.full_text == shown


def test_locked_says_why(make):
    for control in Control:
        widget, _told = make(control)
        widget.set_locked("Read only.")
        assert not widget.isEnabled()
        assert widget.toolTip() == "Read only."
        widget.set_locked("")
        assert widget.isEnabled()
