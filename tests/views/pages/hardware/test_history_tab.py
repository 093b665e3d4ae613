"""The History tab with versions that only a test knows."""

import pytest
from PySide6.QtCore import QItemSelectionModel

from tests.documents.editing.samples import TEXT
from tests.models.hardware.editing_world import NOW, REF
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import Answer
from virtgui.core.queries import ReadVersions, ReadVersionText
from virtgui.core.values.version import Origin, Version
from virtgui.views.pages.hardware.history_tab import HistoryTab

OLD = TEXT.replace("Orders", "Older")
TEXTS = {"new": TEXT, "old": OLD}
VERSIONS = (
    Version(2, REF, "db-01", "new", NOW - 5, Origin.APPLIED, "apply_definition", "ann"),
    Version(1, REF, "db-01", "old", NOW - 500, Origin.SEEN, remark="<b>before</b>"),
)


@pytest.fixture
def tab(tab_world, look, qtbot):
    made = HistoryTab(look=look, dispatcher=tab_world.dispatcher, editor=tab_world.editor,
                      now=lambda: NOW)  # fmt: skip
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


def answer_texts(world):
    """Answer each question for a text that still waits."""
    for number, query in enumerate(world.backend.asked, 1):
        if isinstance(query, ReadVersionText):
            world.post(Answer(number, TEXTS[query.digest], None))


def show(tab, world, *, is_gone=False):
    tab.show_object(REF, is_gone=is_gone)
    world.answer(VERSIONS, kind=ReadVersions)
    answer_texts(world)


def choose(tab, row):
    flags = QItemSelectionModel.SelectionFlag
    tab.list.selectionModel().select(tab.model.index(row, 0), flags.ClearAndSelect | flags.Rows)


def test_nothing_yet_and_an_error(tab, tab_world):
    tab.show_object(REF, is_gone=False)
    tab_world.answer((), kind=ReadVersions)
    assert tab._stack.currentIndex() == 0
    tab.refresh()
    error = ErrorInfo(ErrorKind.INTERNAL, Remedy.RETRY, "")
    tab_world.answer(error=error, kind=ReadVersions)
    assert tab._stack.currentIndex() == 1


def test_a_version_is_rolled_back_as_an_edit(tab, tab_world):
    editor = tab_world.open(TEXT)
    wanted = []
    tab.review_requested.connect(lambda: wanted.append(1))
    show(tab, tab_world)
    choose(tab, 1)
    answer_texts(tab_world)
    tab._roll_back.click()
    assert wanted == [1]
    assert editor.draft.document.element.findtext("title") == "Older"
    editor.undo()
    assert not editor.has_edits


def test_two_versions_cannot_be_rolled_back(tab, tab_world):
    tab_world.open(TEXT)
    show(tab, tab_world)
    tab.list.selectAll()
    assert not tab._roll_back.isEnabled()
    assert not tab._remark.isEnabled()
    assert len(tab.selected()) == 2


def test_a_machine_that_is_gone_is_brought_back(tab, tab_world):
    wanted = []
    tab.define_requested.connect(wanted.append)
    show(tab, tab_world, is_gone=True)
    choose(tab, 1)
    answer_texts(tab_world)
    tab._roll_back.click()
    assert wanted == [(VERSIONS[1], OLD)]


def test_the_choice_stays_while_versions_come(tab, tab_world):
    tab_world.open(TEXT)
    show(tab, tab_world)
    choose(tab, 1)
    newer = Version(3, REF, "db-01", "new", NOW, Origin.SEEN)
    tab.refresh()
    tab_world.answer((newer, *VERSIONS), kind=ReadVersions)
    assert [version.id for version in tab.selected()] == [1]


def test_nobody_waits_for_answers_while_it_is_hidden(tab, tab_world):
    tab.show_object(REF, is_gone=False)
    tab.hide()
    tab_world.answer(VERSIONS, kind=ReadVersions)
    assert tab.model.versions == ()
