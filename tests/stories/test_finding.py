"""Searching, filtering, grouping, sorting, and what of it is kept over a restart."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox

from tests.qt_fixtures import wait_for
from tests.stories.hands import entry
from virtgui.models.columns import POSITIONS


@pytest.fixture
def hands(start):
    made = start(demo=True)
    wait_for(lambda: len(made.shown_names()) == 17)
    wait_for(lambda: all(domain.tags for domain in made.feed.inventory.domains()))
    return made


def _click_heading(hands, key):
    header = hands.table.horizontalHeader()
    number = POSITIONS[key]
    place = QPoint(header.sectionViewportPosition(number) + 20, header.height() // 2)
    hands.click(header.viewport(), place)


def test_the_list_follows_each_letter(hands):
    hands.search("w")
    everything_with_w = set(hands.shown_names())
    hands.type("eb")
    assert everything_with_w > set(hands.shown_names())
    assert hands.shown_names() == ["web-01", "web-02", "web-03", "web-canary"]
    hands.type("-0")
    assert hands.shown_names() == ["web-01", "web-02", "web-03"]
    hands.type(" state:shutoff")
    assert hands.shown_names() == []
    hands.key(Qt.Key.Key_Escape)
    if hands.window.search.text():
        hands.key(Qt.Key.Key_Escape)
    assert len(hands.shown_names()) == 17


def test_nothing_found_offers_the_way_back(hands):
    hands.search("no-such-machine")
    wait_for(lambda: hands.says("Nothing matches"))
    hands.press("Show all")
    assert len(hands.shown_names()) == 17
    assert hands.window.search.text() == ""


def test_completion_by_keys_and_a_saved_view(hands):
    hands.search("tag:we")
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Tab)
    assert hands.window.search.text() == "tag:web "
    assert sorted(hands.shown_names()) == ["web-01", "web-02", "web-03", "web-canary"]

    def name_it(dialog):
        hands.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        hands.type("Shop")
        hands.key(Qt.Key.Key_Return)

    with hands.answering(name_it):
        hands.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert "Shop" in hands.navigator_rows()
    hands.key(Qt.Key.Key_Escape)
    hands.click_navigator("All virtual machines")
    wait_for(lambda: len(hands.shown_names()) == 17)
    hands.click_navigator("Shop")
    wait_for(lambda: len(hands.shown_names()) == 4)


def test_segments_and_grouping(hands):
    hands.press("Not running 5")
    shown = set(hands.shown_names())
    assert {"ci-runner-02", "test-rhel9", "win-build"} <= shown
    assert "web-01" not in shown
    hands.press("All 17")
    combo = next(c for c in hands.window.findChildren(QComboBox) if c.isVisible())
    hands.choose_in_combo(combo, "Group")
    wait_for(lambda: hands.table.model().grouping == "group")
    names = hands.shown_names()
    assert names.index("ci-runner-01") < names.index("db-01") < names.index("web-01")


def test_sorting_by_a_heading_keeps_the_selection(hands):
    hands.select("web-01", "db-01")
    before = hands.shown_names()
    _click_heading(hands, "name")
    wait_for(lambda: hands.shown_names() == before[::-1])
    assert sorted(hands.selected_names()) == ["db-01", "web-01"]
    hands.search("web")
    assert hands.selected_names() == ["web-01"]


def test_what_was_arranged_is_there_after_a_restart(start, hands):
    header = hands.table.horizontalHeader()
    assert not header.isSectionHidden(POSITIONS["tags"])
    hands.press("Columns")
    hands.choose("Tags")
    assert header.isSectionHidden(POSITIONS["tags"])
    _click_heading(hands, "name")
    _open_folder(hands, "Demo host")
    _open_folder(hands, "Web")
    assert "web-01" in hands.navigator_rows()
    assert "db-01" not in hands.navigator_rows()
    order = hands.shown_names()
    hands.window.resize(1000, 700)
    start.end(hands)
    again = start(demo=True, size=None)
    wait_for(lambda: len(again.shown_names()) == 17)
    assert again.table.horizontalHeader().isSectionHidden(POSITIONS["tags"])
    assert again.shown_names() == order
    # The pretended screen is 800 wide and high, and windows are fitted into it.
    assert again.window.height() == 700
    again.window.resize(1500, 950)
    wait_for(lambda: "web-01" in again.navigator_rows())
    assert "db-01" not in again.navigator_rows()
    again.press("Columns")
    assert not entry(again.menu(), "Tags").isChecked()


def test_a_folder_that_was_closed_stays_closed_when_machines_come(start, make_node, hands):
    _open_folder(hands, "Demo host")
    _open_folder(hands, "Web")
    start.end(hands)
    again = start(demo=True)
    wait_for(lambda: "web-01" in again.navigator_rows())
    _open_folder(again, "Web")
    assert "web-01" not in again.navigator_rows()
    again.program.open(_arguments(make_node(running=("newcomer",))))
    wait_for(lambda: again.has_domain("newcomer"))
    assert "web-01" not in again.navigator_rows()


def test_open_folders_of_a_host_that_was_not_there_are_kept(start, hands):
    _open_folder(hands, "Demo host")
    _open_folder(hands, "Web")
    start.end(hands)
    start.end(start())
    again = start(demo=True)
    wait_for(lambda: "web-01" in again.navigator_rows())


def _arguments(uri):
    from virtgui.cli import Arguments

    return Arguments(uris=(uri,))


def _open_folder(hands, text):
    """Click the chevron of a row of the navigator."""
    view = hands.window.navigator.view
    index = view.indexAt(hands.navigator_place(text))
    row = view.visualRect(index)
    row.setLeft(0)
    place = view.itemDelegate().chevron_rect(index, row).center()
    hands.click(view.viewport(), place)
