"""The XML tab and the editor behind it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.documents.editing.samples import TEXT
from tests.models.hardware.editing_world import OTHER, definition
from tests.qt_fixtures import wait_for
from virtgui.views.pages.hardware.xml_tab import XmlTab

HOME = (Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def tab(tab_world, look, qtbot):
    made = XmlTab(look=look, host=tab_world.host)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def write(tab, text):
    QTest.keyClick(tab.editor.area, *HOME)
    QTest.keyClicks(tab.editor.area, text)


def test_what_is_typed_becomes_the_draft(tab, tab_world):
    editor = tab_world.open(TEXT)
    assert tab.editor.text() == editor.draft.text
    write(tab, "<")
    wait_for(lambda: editor.draft.error is not None)
    assert any("not well-formed in line 1" in note.sentence for note in tab.banners.notes)
    tab._on_link("undo")
    assert editor.draft.error is None
    assert tab.editor.text() == editor.draft.text


def test_news_from_outside_do_not_cost_what_was_just_typed(tab, tab_world):
    editor = tab_world.open(TEXT)
    write(tab, "<")
    editor.reload()
    tab_world.answer(definition(TEXT, TEXT))
    assert tab.editor.text().startswith("<<")
    assert editor.draft.text.startswith("<<")


def test_typing_does_not_take_back_what_others_changed_meanwhile(tab, tab_world):
    editor = tab_world.open(TEXT)
    write(tab, "<")
    editor.reload()
    tab_world.answer(definition(TEXT.replace("<shares>1024</shares>", "<shares>512</shares>")))
    assert editor.draft.text.startswith("<<")
    assert editor.situation.theirs is not None
    assert editor.draft.base.element.findtext("cputune/shares") == "1024"


def test_undo_takes_back_what_was_just_typed(tab, tab_world):
    editor = tab_world.open(TEXT)
    write(tab, "<")
    tab._undo()
    assert tab.editor.text() == editor.draft.base_text
    tab._redo()
    assert tab.editor.text().startswith("<<")


def test_typing_does_not_follow_to_another_machine(tab, tab_world):
    editor = tab_world.open(TEXT)
    write(tab, "<")
    tab_world.open(TEXT.replace("db-01", "db-02"), ref=OTHER)
    assert "db-02" in tab.editor.text()
    assert editor.draft.error is None
    assert not editor.has_edits


def test_leaving_the_tab_takes_the_typing_along(tab, tab_world):
    editor = tab_world.open(TEXT)
    write(tab, "<")
    tab.hide()
    assert editor.draft.error is not None


def test_locked_text_cannot_be_changed(tab, tab_world):
    tab_world.connect(read_only=True)
    tab_world.open(TEXT)
    assert tab.editor.is_read_only()
    write(tab, "<")
    assert not tab_world.editor.has_edits


def test_what_runs_and_what_waits(tab, tab_world):
    running = TEXT.replace("<shares>1024</shares>", "<shares>9</shares>")
    tab_world.open(TEXT, running)
    for way in ("changes", "running", "waiting", "edited"):
        tab._on_way(way)
    tab._on_way("running")
    assert "<shares>9</shares>" in tab._running.text()
    assert tab._running.is_read_only()
