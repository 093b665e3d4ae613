"""The page of many domains: facts, buttons, filter, empty states, export."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QMenu, QPushButton

from tests.models.domain_feed import NOW, FleetFeed, host, ref, small_fleet
from virtgui.core.search import parse_query
from virtgui.core.values.connection import ConnectionState
from virtgui.models.actions import ACTIONS, possible
from virtgui.models.domain_scope import Scope
from virtgui.models.settings_store import Settings
from virtgui.views.pages.domain_list_page import DomainListPage
from virtgui.views.widgets.filter_bar import FilterBar
from virtgui.views.widgets.page_header import PageHeader
from virtgui.views.widgets.text import ElidedLabel

WEB2, DB, OLD = ref("alpha", "web-2"), ref("alpha", "db-1"), ref("beta", "old")


class Actions:
    """Answers as the program's own do, and notes what is asked of it."""

    def __init__(self, feed):
        self.feed, self.done = feed, []

    def fill_menu(self, menu, refs):
        menu.addAction(f"menu for {len(refs)}")

    def trigger(self, action_id, refs):
        self.done.append((action_id, tuple(refs)))

    def possible(self, action_id, refs):
        domains = [self.feed.inventory.domain(item) for item in refs]
        return possible(ACTIONS[action_id], domains, self.feed.statuses)


@pytest.fixture
def feed(qapp):
    return small_fleet()


@pytest.fixture
def page(qtbot, shared_look, feed, tmp_path):
    return show_page(qtbot, shared_look, feed, tmp_path)


def show_page(qtbot, look, feed, folder):
    actions = Actions(feed)
    settings = Settings(folder / "settings.json")
    page = DomainListPage(look=look, feed=feed, settings=settings, actions=actions)
    page.done, page.kept = actions.done, settings
    qtbot.addWidget(page)
    page.resize(1250, 600)
    page.show()
    qtbot.waitExposed(page)
    return page


def facts(page):
    labels = page.findChild(PageHeader).findChildren(ElidedLabel)
    return [label.full_text for label in labels]


def button(page, words):
    found = [item for item in page.findChildren(QPushButton) if item.accessibleName() == words]
    return found[0]


def test_facts_name_counts_hosts_and_silence(page, feed):
    assert facts(page) == [
        "All virtual machines",
        "5 on 2 hosts  ·  3 running  ·  1 needs attention",
    ]
    feed.say("beta", ConnectionState.STALE, last_answer_at=NOW - 60)
    assert facts(page)[1] == "5 on 2 hosts  ·  2 running  ·  1 host does not answer"


def test_a_scope_has_its_own_title_and_rows(page):
    page.set_scope(Scope.node(host("beta")), "beta", "node")
    assert facts(page) == ["beta", "2 virtual machines  ·  1 running  ·  1 needs attention"]
    assert [row.ref.key for row in page.model.domain_rows()] == ["mail", "old"]


def test_buttons_act_on_the_selection_and_say_why_not(page, qtbot):
    start = button(page, "Start")
    assert start.toolTip().startswith("Select virtual machines first.")
    page.table.select_refs([WEB2])
    qtbot.waitUntil(lambda: start.toolTip().startswith("It runs already."))
    assert not start.isEnabled()
    page.table.select_refs([WEB2, DB])
    qtbot.waitUntil(start.isEnabled)
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    assert page.done == [("start", (DB, WEB2))]


def test_buttons_follow_changes_of_the_selected_domain(page, feed, qtbot):
    start = button(page, "Start")
    page.table.select_refs([DB])
    qtbot.waitUntil(start.isEnabled)
    feed.say("alpha", ConnectionState.WAITING)
    qtbot.waitUntil(lambda: start.toolTip().startswith("The host is not connected."))


def test_power_menu_offers_what_is_possible(page):
    page.table.select_refs([DB])
    menu = button(page, "Shut down").menu()
    menu.aboutToShow.emit()
    assert [(entry.text(), entry.isEnabled()) for entry in menu.actions()] == [
        ("Shut down", False), ("Reboot", False), ("Reset", False), ("Force off", False),
    ]  # fmt: skip
    page.table.select_refs([WEB2])
    menu.aboutToShow.emit()
    assert menu.actions()[3].isEnabled()
    menu.actions()[3].trigger()
    assert page.done == [("destroy", (WEB2,))]


def test_the_selection_is_named_and_can_be_dropped(page):
    page.table.select_refs([WEB2, OLD])
    QTest.mouseClick(button(page, "Clear the selection"), Qt.MouseButton.LeftButton)
    assert page.selected_refs() == ()


def test_nothing_matches_offers_the_way_back(page):
    cleared = QSignalSpy(page.query_cleared)
    page.set_query("nosuch", parse_query("nosuch"))
    show_all = button(page, "Show all")
    assert show_all.isVisible()
    assert not page.table.isVisible()
    QTest.mouseClick(show_all, Qt.MouseButton.LeftButton)
    assert page.table.isVisible()
    assert page.model.query is None
    assert cleared.count() == 1


def test_a_fleet_without_hosts_says_what_belongs_here(qtbot, shared_look, tmp_path):
    page = show_page(qtbot, shared_look, FleetFeed(), tmp_path)
    assert not page.table.isVisible()
    assert facts(page)[1].startswith("0 on 0 hosts")


def test_segments_filter_and_groupings_and_density_are_settings(page):
    bar = page.findChild(FilterBar)
    bar.segment_chosen.emit("not_running")
    assert {row.ref for row in page.model.domain_rows()} == {DB, OLD}
    bar.grouping_chosen.emit("state")
    assert page.model.grouping == "state"
    assert page.kept.get("table.group_by") == "state"
    before = page.table.rowHeight(1)
    bar.density_requested.emit()
    assert page.kept.get("look.density") == "comfortable"
    assert page.table.rowHeight(1) > before


def test_export_writes_the_shown_columns_in_their_order(page, tmp_path):
    page.table.columns.show_column("disk", False)
    page.set_query("web", parse_query("web"))
    assert page.export_to(tmp_path / "out.csv") == 2
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0][:4] == ["Name", "State", "CPU", "Memory"]
    assert "Disk" not in lines[0]
    assert lines[0][-1] == "Host"
    assert [line[0] for line in lines[1:]] == ["web-2", "web-10"]


def test_the_bar_gives_words_up_before_it_is_cut(page):
    bar = page.findChild(FilterBar)
    export = button(page, "Export")
    assert export.text() == "Export"
    page.resize(760, 500)
    assert export.text() == ""
    assert export.accessibleName() == "Export"
    assert bar.width() <= 760


def test_embedded_it_shows_facts_and_buttons_without_a_name(qtbot, shared_look, feed, tmp_path):
    page = show_page(qtbot, shared_look, feed, tmp_path)
    page = page[0] if isinstance(page, tuple) else page
    header = page.findChild(PageHeader)
    tall = header.height()
    page.set_embedded(True)
    qtbot.waitUntil(lambda: header.height() < tall)
    assert not header._title.isVisible()
    assert page.findChild(QPushButton) is not None


def test_several_machines_can_be_compared_one_cannot(page, qtbot):
    one, two, many = QMenu(page), QMenu(page), QMenu(page)
    page._add_compare(one, (WEB2,))
    page._add_compare(two, (WEB2, DB))
    page._add_compare(many, (WEB2,) * 13)
    assert one.isEmpty()
    assert not many.actions()[0].isEnabled()
    assert "12" in many.actions()[0].toolTip()
    with qtbot.waitSignal(page.compare_requested) as told:
        two.actions()[0].trigger()
    assert told.args == [(WEB2, DB)]
