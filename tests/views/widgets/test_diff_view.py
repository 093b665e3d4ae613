"""The difference view: both layouts, folds, going from change to change, copying."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from virtgui.models.diff_lines import Tint
from virtgui.views.widgets.diff_view import DiffLayout, DiffView

OLD = "".join(f"line {n}\n" for n in range(1, 41))
NEW = OLD.replace("line 5\n", "line five\n").replace("line 30\n", "line 30\nmore\n")
NEW = NEW.replace("line 38\n", "")


@pytest.fixture
def view(look, qtbot):
    view = DiffView(look)
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.set_texts(OLD, NEW)
    view.show()
    return view


def tints(text):
    return [line.tint for line in text.lines if line.tint is not Tint.NONE]


def current(text):
    return text.lines[text.textCursor().blockNumber()].text


def test_old_and_new_lines_below_each_other(view):
    assert tints(view._one) == [
        Tint.REMOVED, Tint.ADDED, Tint.FOLD, Tint.ADDED, Tint.REMOVED,
    ]  # fmt: skip
    signs = [line.sign for line in view._one.lines if line.sign]
    assert signs == ["−", "+", "+", "−"]
    removed = next(line for line in view._one.lines if line.tint is Tint.REMOVED)
    assert (removed.old, removed.new, removed.text) == (5, None, "line 5")
    assert removed.parts == ((5, 1),)


def test_both_sides_have_the_same_height(view):
    view.set_layout(DiffLayout.SIDES)
    left, right = view._left.lines, view._right.lines
    assert len(left) == len(right)
    assert [(a.text, b.text) for a, b in zip(left, right, strict=True) if a.text != b.text] == [
        ("line 5", "line five"),
        ("", "more"),
        ("line 38", ""),
    ]
    fillers = [a.tint is Tint.FILLER for a in left], [b.tint is Tint.FILLER for b in right]
    assert [sum(side) for side in fillers] == [1, 1]


def test_sides_scroll_together(view):
    view.set_layout(DiffLayout.SIDES)
    view.resize(700, 150)
    view._left.verticalScrollBar().setValue(4)
    assert view._right.verticalScrollBar().value() == 4


@pytest.mark.parametrize("layout", list(DiffLayout))
def test_folds_open_by_key_and_click(view, layout):
    view.set_layout(layout)
    text = view._text()
    number = next(n for n, line in enumerate(text.lines) if line.fold)
    before = len(text.lines)
    text.show_line(number)
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert len(text.lines) > before
    assert not any(line.fold for line in text.lines)
    view.set_texts(OLD, NEW)
    block = text.document().findBlockByNumber(number)
    box = text.blockBoundingGeometry(block).translated(text.contentOffset())
    place = QPoint(10, round(box.center().y()))
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not any(line.fold for line in text.lines)


def test_changes_are_gone_through_and_around(view):
    seen = [current(view._one)]
    for _ in range(3):
        view.next_change()
        seen.append(current(view._one))
    assert seen == ["line 5", "more", "line 38", "line 5"]
    view.previous_change()
    assert current(view._one) == "line 38"


def test_the_difference_is_copied_whole(view):
    told = []
    view.copied.connect(lambda: told.append(1))
    view._copy.click()
    text = QGuiApplication.clipboard().text()
    assert text == view.diff.unified("Before", "After")
    assert "-line 5\n+line five\n" in text
    assert told == [1]


def test_no_difference_says_so(view):
    view.set_texts(OLD, OLD)
    assert view._stack.currentWidget() is view._empty
    assert not view._copy.isEnabled()
    view.next_change()
    view.set_layout(DiffLayout.SIDES)
    assert view._stack.currentWidget() is view._empty
    view.set_texts(OLD, NEW, ("Now", "Next start"))
    assert view._stack.currentWidget() is view._sides
    assert view._right.accessibleName() == "Next start"


def test_text_is_read_and_chosen_only(view):
    QTest.keyClicks(view._one, "xyz")
    assert view._one.toPlainText().count("\n") + 1 == len(view._one.lines)
    view._one.selectAll()
    assert "line five" in view._one.textCursor().selectedText()


def test_counts_are_told(view):
    assert view._count.full_text.startswith("2 ")
    assert "2" in view._count.full_text.split(",")[1]


def test_changed_words_are_marked_in_both_schemes(view, look):
    for theme in ("light", "dark"):
        look.set_theme(theme)
        lines = view._one.lines
        number = next(n for n, line in enumerate(lines) if line.tint is Tint.ADDED)
        (mark,) = view._one.document().findBlockByNumber(number).layout().formats()
        assert (mark.start, mark.length) == (5, 4)
        assert mark.format.background().color() == look.tokens.mixed("ok", "ok-tint", 0.22)
        assert not view.grab().isNull()


def test_five_thousand_lines(view):
    old = "".join(f"  <disk id='{n}'>\n    <x/>\n  </disk>\n" for n in range(1700))
    start = time.monotonic()
    view.set_texts(old, old.replace("7'>", "8'>"))
    view.grab()
    assert time.monotonic() - start < 4
    assert view.diff.added == 170
