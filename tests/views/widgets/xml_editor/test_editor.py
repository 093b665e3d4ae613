"""The XML editor under the hands of a user."""

import time

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QToolTip

from tests.qt_fixtures import wait_for
from virtgui.documents.schema import Schema, find_schemas
from virtgui.documents.schema_problem import SchemaCode, SchemaProblem
from virtgui.views.widgets.xml_editor.completer import Completer, CompletionPopup
from virtgui.views.widgets.xml_editor.editor import XmlEditor
from virtgui.views.widgets.xml_editor.find_bar import FindBar
from virtgui.views.widgets.xml_editor.gutter import Gutter
from virtgui.views.widgets.xml_editor.problem_strip import ProblemStrip

# The list is raised above other windows, which the screen of the tests does not do.
pytestmark = pytest.mark.qt_log_ignore("does not support (propagateSizeHints|raise)")

TEXT = """<domain>
  <name>web</name>
  <devices>
    <disk>
      <source file='a'/>
      <target dev='vda'/>
    </disk>
    <disk>
      <target dev='vdb'/>
    </disk>
  </devices>
</domain>
"""
Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def model():
    return Schema(find_schemas(), "domain").completion()


@pytest.fixture
def editor(look, qtbot):
    editor = XmlEditor(look)
    qtbot.addWidget(editor)
    editor.resize(600, 500)
    editor.set_text(TEXT, keep_cursor=False)
    editor.show()
    editor.area.setFocus()
    return editor


def put(editor, marked):
    """Show a text with the cursor where "|" stands."""
    position = marked.index("|")
    editor.set_text(marked.replace("|", ""), keep_cursor=False)
    cursor = editor.area.textCursor()
    cursor.setPosition(position)
    editor.area.setTextCursor(cursor)


def marked(editor):
    """The text with "|" where the cursor stands."""
    text, position = editor.text(), editor.area.textCursor().position()
    return text[:position] + "|" + text[position:]


def type_in(editor, text):
    QTest.keyClicks(editor.area, text)


def press(editor, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(editor.area, key, modifiers)


def hidden(editor):
    document = editor.area.document()
    return [
        n for n in range(document.blockCount()) if not document.findBlockByNumber(n).isVisible()
    ]


def completer(editor):
    return editor.findChild(Completer)


def find_bar(editor):
    return editor.findChild(FindBar)


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("  <a>|", "\n", "  <a>\n    |"),
        ("  <a>|</a>", "\n", "  <a>\n    |\n  </a>"),
        ("  <a/>|", "\n", "  <a/>\n  |"),
        ("<a>\n  <b>x<|", "/", "<a>\n  <b>x</b>|"),
        ("<a>\n  <b/>\n  <|", "/", "<a>\n  <b/>\n</a>|"),
        ("<a/|", "/", "<a//|"),
        ("a|b", "\t", "a  |b"),
        ("<!-- 😀 --><a>|</a>", "\n", "<!-- 😀 --><a>\n  |\n</a>"),
    ],
)
def test_typing_is_helped(editor, before, typed, after):
    if "😀" in before:
        editor.set_text(before.replace("|", ""), keep_cursor=False)
        cursor = editor.area.textCursor()
        cursor.setPosition(before.index("|") + 1)
        editor.area.setTextCursor(cursor)
    else:
        put(editor, before)
    keys = {"\n": Key.Key_Return, "\t": Key.Key_Tab}
    if typed in keys:
        press(editor, keys[typed])
    else:
        type_in(editor, typed)
    assert editor.text() == after.replace("|", "")
    if "😀" not in before:
        assert marked(editor) == after


def test_selected_lines_go_in_and_out(editor):
    put(editor, "|<a>\n<b/>\n\n</a>")
    cursor = editor.area.textCursor()
    cursor.setPosition(11, cursor.MoveMode.KeepAnchor)
    editor.area.setTextCursor(cursor)
    press(editor, Key.Key_Tab)
    assert editor.text() == "  <a>\n  <b/>\n\n  </a>"
    press(editor, Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert editor.text() == "<a>\n<b/>\n\n</a>"
    editor.undo()
    assert editor.text() == "  <a>\n  <b/>\n\n  </a>"


def test_tab_leaves_after_escape(editor, qtbot):
    press(editor, Key.Key_Escape)
    press(editor, Key.Key_Tab)
    assert editor.text() == TEXT
    press(editor, Key.Key_A)
    press(editor, Key.Key_Tab)
    assert editor.text() != TEXT


def test_only_users_edit(editor, qtbot):
    told = []
    editor.text_edited.connect(lambda: told.append("edited"))
    editor.text_settled.connect(lambda: told.append("settled"))
    editor.set_text(TEXT.replace("web", "db"))
    assert told == []
    type_in(editor, "xy")
    assert told == ["edited", "edited"]
    wait_for(lambda: "settled" in told)
    assert told == ["edited", "edited", "settled"]


def test_a_text_from_elsewhere_keeps_cursor_folds_and_undo(editor):
    editor.area.go_to(9, 10)
    type_in(editor, "x")
    mine = editor.text()
    cursor = editor.area.textCursor()
    block, column = cursor.blockNumber(), cursor.positionInBlock()
    editor.area.folding.fold(3)
    assert hidden(editor) == [4, 5, 6]
    editor.set_text(mine.replace("web", "a longer name\nover two lines"))
    cursor = editor.area.textCursor()
    assert (cursor.blockNumber(), cursor.positionInBlock()) == (block + 1, column)
    assert hidden(editor) == [5, 6, 7]
    editor.undo()
    assert editor.text() == mine
    editor.undo()
    assert editor.text() == TEXT
    editor.redo()
    assert editor.text() == mine


def test_folds_hide_lines_and_open_where_they_are_needed(editor):
    editor.fold_all()
    assert hidden(editor) == [3, 4, 5, 6, 7, 8, 9, 10]
    editor.unfold_all()
    assert hidden(editor) == []
    editor.area.go_to(5, 1)
    editor.fold()
    assert hidden(editor) == [4, 5, 6]
    assert editor.area.textCursor().blockNumber() == 3
    editor.go_to(6)
    assert hidden(editor) == []
    editor.area.folding.fold(3)
    editor.area.go_to(4, 1)
    editor.unfold()
    assert hidden(editor) == []


def test_a_fold_whose_tags_are_gone_opens(editor):
    editor.area.folding.fold(3)
    editor.set_text(TEXT.replace("    <disk>\n      <source", "    <dis>\n      <source"))
    assert hidden(editor) == []


def test_the_gutter_folds_and_chooses_lines(editor):
    gutter = editor.findChild(Gutter)
    line = editor.area.visible_lines()[3][1].center().y()
    QTest.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(gutter.width() - 4, round(line)))
    assert hidden(editor) == [4, 5, 6]
    QTest.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(4, round(line)))
    assert editor.area.textCursor().selectedText().strip("\u2029") == "    <disk>"
    sign = editor.area.visible_lines()[3]
    box = editor.area._fold_box(*sign)
    QTest.mouseClick(editor.area.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert hidden(editor) == []


def test_the_partner_of_a_tag_is_marked(editor):
    editor.area.go_to(4, 7)
    marks = [m.cursor for m in editor.area._layers["tags"]]
    assert [(c.selectedText(), c.blockNumber()) for c in marks] == [("disk", 3), ("disk", 6)]
    editor.area.go_to(2, 10)
    assert editor.area._layers["tags"] == []


def test_format_is_one_step_of_undo(editor):
    editor.set_text("<a><b>t</b></a>", keep_cursor=False)
    assert editor.format_document()
    assert editor.text() == "<a>\n  <b>t</b>\n</a>\n"
    editor.undo()
    assert editor.text() == "<a><b>t</b></a>"
    editor.set_text("<a><b></a>", keep_cursor=False)
    assert not editor.format_document()


def test_read_only_text_is_read_and_not_changed(editor):
    editor.set_read_only(True)
    type_in(editor, "x<")
    press(editor, Key.Key_Return)
    press(editor, Key.Key_Space, CONTROL)
    editor.open_replace()
    editor._replace_all()
    assert editor.text() == TEXT
    assert editor.is_read_only()
    assert not completer(editor).is_open
    assert not find_bar(editor)._all.isVisible()
    editor.set_read_only(False)
    editor.area.setFocus()
    type_in(editor, "x")
    assert editor.text() != TEXT


def test_problems_are_marked_listed_and_lead_to_their_place(editor):
    problems = (
        SchemaProblem(SchemaCode.UNKNOWN_ELEMENT, 5, 7, 7, place="disk", subject="source"),
        SchemaProblem(SchemaCode.NOT_WELL_FORMED, 12, 400, detail="x"),
    )
    editor.set_problems(problems)
    assert editor.problems == problems
    (mark, _) = editor.area._layers["problems"]
    assert mark.cursor.selectedText() == "<source"
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    assert mark.format.underlineStyle() == wave
    strip = editor.findChild(ProblemStrip)
    assert strip.isVisible()
    assert [text.split(":")[0] for text in strip.texts] == ["Line 5", "Line 12"]
    rows = strip.findChild(QListWidget)
    rows.setFocus()
    rows.setCurrentRow(0)
    QTest.keyClick(rows, Key.Key_Return)
    cursor = editor.area.textCursor()
    assert (cursor.blockNumber(), cursor.positionInBlock()) == (4, 6)
    assert "source" in editor.area.problem_at(4)
    editor.set_problems(())
    assert not strip.isVisible()
    assert editor.area.problem_at(4) == ""


def test_a_problem_is_told_under_the_pointer(editor):
    editor.set_problems((SchemaProblem(SchemaCode.MISSING, 4, 5, 5, place="<b>disk", subject="x"),))
    box = editor.area.visible_lines()[3][1]
    for widget in (editor.findChild(Gutter), editor.area):
        place = QPoint(5, round(box.center().y()))
        if widget is editor.area:
            place = editor.area.viewport().mapTo(editor.area, place)
        event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
        QApplication.sendEvent(widget, event)
        assert "disk" in QToolTip.text()
        assert "<b>" not in QToolTip.text()
        QToolTip.hideText()


def test_elements_attributes_and_values_are_completed(editor, model):
    editor.set_completion(model)
    put(editor, "<domain>\n  <devices>\n    <disk>\n      |\n    </disk>\n  </devices>\n</domain>")
    type_in(editor, "<")
    assert {"driver", "source", "target"} <= set(completer(editor).labels)
    type_in(editor, "driv")
    assert completer(editor).labels == ("driver",)
    press(editor, Key.Key_Return)
    type_in(editor, " ")
    assert "cache" in completer(editor).labels
    type_in(editor, "cach")
    press(editor, Key.Key_Tab)
    assert "<driver cache='|'" in marked(editor)
    assert "none" in completer(editor).labels
    type_in(editor, "non")
    press(editor, Key.Key_Return)
    assert "<driver cache='none|'" in marked(editor)
    assert not completer(editor).is_open


def test_the_list_is_moved_through_and_left_by_keys(editor, model):
    editor.set_completion(model)
    put(editor, "<domain><os>|</os></domain>")
    press(editor, Key.Key_Space, CONTROL)
    assert not completer(editor).is_open
    put(editor, "<domain><devices><disk |/></devices></domain>")
    press(editor, Key.Key_Space, CONTROL)
    labels = completer(editor).labels
    press(editor, Key.Key_Down)
    press(editor, Key.Key_Down)
    press(editor, Key.Key_Up)
    press(editor, Key.Key_Return)
    assert f"<disk {labels[1]}='|'/>" in marked(editor)
    press(editor, Key.Key_Escape)
    assert not completer(editor).is_open
    press(editor, Key.Key_Space, CONTROL)
    completer(editor)._popup.view.clicked.emit(completer(editor)._popup.model.index(0))
    assert not completer(editor).is_open


def test_the_list_goes_with_cursor_and_focus(editor, model):
    editor.set_completion(model)
    put(editor, "<domain>\n|</domain>")
    type_in(editor, "<")
    popup = editor.findChild(CompletionPopup)
    assert popup.isVisible()
    press(editor, Key.Key_Home, CONTROL)
    assert not popup.isVisible()
    put(editor, "<domain>\n|</domain>")
    type_in(editor, "<")
    editor.open_find()
    QApplication.processEvents()
    editor.area.focus_lost.emit()
    assert not popup.isVisible()


def test_without_a_schema_tags_are_closed_all_the_same(editor):
    put(editor, "<a><b>x</|")
    press(editor, Key.Key_Space, CONTROL)
    assert completer(editor).labels == ("b",)
    press(editor, Key.Key_Return)
    assert editor.text() == "<a><b>x</b>"


def test_hits_are_counted_and_gone_through(editor):
    editor.open_find()
    bar = find_bar(editor)
    bar._field.setText("DISK")
    assert bar.count_words == "1 of 4"
    QTest.keyClick(bar._field, Key.Key_Return)
    assert bar.count_words == "2 of 4"
    QTest.keyClick(bar._field, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(bar._field, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count_words == "4 of 4"
    assert editor.area.textCursor().selectedText() == "disk"
    bar._case.setChecked(True)
    assert bar.count_words == "No hits"
    bar._field.setText("(")
    assert bar.count_words == "No hits"
    bar._regex.setChecked(True)
    assert bar.count_words == "Not a regular expression"
    QTest.keyClick(bar._field, Key.Key_Escape)
    assert not bar.isVisible()
    assert editor.area._layers["hits"] == []


def test_whole_words_and_hits_in_folds(editor):
    editor.area.folding.fold(3)
    editor.open_find()
    bar = find_bar(editor)
    bar._word.setChecked(True)
    bar._field.setText("vd")
    assert bar.count_words == "No hits"
    bar._field.setText("vda")
    assert bar.count_words == "1 of 1"
    assert hidden(editor) == []


def test_replacing_one_and_all(editor):
    editor.open_replace()
    bar = find_bar(editor)
    bar._field.setText(r"dev='(vd.)'")
    bar._regex.setChecked(True)
    bar._with.setText(r"dev='\1x'")
    bar._one.click()
    assert editor.text() == TEXT.replace("'vda'", "'vdax'")
    editor.undo()
    editor.area.go_to(1, 1)
    bar._all.click()
    assert editor.text() == TEXT.replace("'vda'", "'vdax'").replace("'vdb'", "'vdbx'")
    editor.undo()
    assert editor.text() == TEXT


def test_shortcuts_open_bars_and_ask_for_lines(editor, monkeypatch):
    bar = find_bar(editor)
    editor.activateWindow()
    wait_for(editor.area.hasFocus)
    press(editor, Key.Key_F, CONTROL)
    assert bar.isVisible()
    assert not bar._with.isVisible()
    editor.area.setFocus()
    press(editor, Key.Key_H, CONTROL)
    assert bar._with.isVisible()
    asked = []
    name = "virtgui.views.widgets.xml_editor.editor.QInputDialog.getInt"
    monkeypatch.setattr(name, lambda *args: asked.append(args[3:]) or (9, True))
    editor.area.setFocus()
    press(editor, Key.Key_G, CONTROL)
    assert asked == [(1, 1, 13)]
    assert editor.area.textCursor().blockNumber() == 8


def test_places_beyond_the_text_are_no_fault(editor):
    editor.go_to(999, 999)
    editor.go_to(0, 0)
    assert editor.area.textCursor().position() == 0
    editor.set_text("", keep_cursor=True)
    editor.go_to(1, 1)
    editor.set_problems((SchemaProblem(SchemaCode.EMPTY),))
    assert editor.text() == ""


def test_colours_follow_the_look(editor, look):
    def ink():
        block = editor.area.document().findBlockByNumber(1)
        ranges = block.layout().formats()
        return ranges[1].format.foreground().color()

    assert ink() == look.color("xml-tag")
    look.set_theme("dark")
    assert ink() == look.color("xml-tag")
    assert not editor.grab().isNull()


def test_xml_stays_left_to_right(editor, qapp):
    editor.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert editor.area.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert editor.findChild(Gutter).x() < 3


def test_everything_has_a_name(editor):
    editor.open_replace()
    for widget in editor.findChildren(QLineEdit):
        assert widget.accessibleName()
    assert editor.area.accessibleName() == "XML"
    assert "Esc" in editor.area.accessibleDescription()


def test_five_thousand_lines_stay_fluent(editor, model):
    editor.set_completion(model)
    disk = "    <disk type='file'>\n      <source file='x'/>\n    </disk>\n"
    text = "<domain>\n  <devices>\n" + disk * 1700 + "  </devices>\n</domain>\n"
    editor.set_text(text, keep_cursor=False)
    editor.area.go_to(5000, 1)
    QApplication.processEvents()
    longest = 0.0
    for letter in "<so a='x'":
        start = time.monotonic()
        type_in(editor, letter)
        QApplication.processEvents()
        longest = max(longest, time.monotonic() - start)
    assert longest < 0.4
    start = time.monotonic()
    editor.fold_all()
    QApplication.processEvents()
    assert time.monotonic() - start < 1.5


def test_no_letter_is_lost(editor):
    text = "<a>\n  <b>no\u00a0break \U0001f600 \u2028 \t tab</b>\n</a>"
    editor.set_text(text, keep_cursor=False)
    assert editor.text() == text
    editor.set_text(text.replace("tab", "tub"))
    assert editor.text() == text.replace("tab", "tub")
    assert editor.format_document()
    assert editor.text() == text.replace("tab", "tub") + "\n"
    editor.set_problems((SchemaProblem(SchemaCode.OTHER, 2, 21, 3, place="b"),))
    (mark,) = editor.area._layers["problems"]
    assert mark.cursor.selectedText() == "tub"
