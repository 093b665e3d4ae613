"""The domain table on screen: selection, keys, links, columns, rings."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from tests.models.domain_feed import IDLE, NOW, FleetFeed, host, make, ref, small_fleet
from virtgui.core.ops import domain as ops
from virtgui.core.search import parse_query
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.domain import DomainState
from virtgui.core.values.task import TaskState
from virtgui.models.columns import COLUMNS, LIVE_COLUMNS, POSITIONS
from virtgui.models.domain_table import DomainTableModel
from virtgui.models.settings_store import Settings
from virtgui.views.delegates.domain_cells import value_room
from virtgui.views.domain_table_view import DomainTableView

WEB2, WEB10, MAIL = ref("alpha", "web-2"), ref("alpha", "web-10"), ref("beta", "mail")


@pytest.fixture
def feed(qapp):
    return small_fleet()


@pytest.fixture
def view(qtbot, shared_look, feed, tmp_path):
    return show_view(qtbot, shared_look, feed, tmp_path)


def show_view(qtbot, look, feed, folder):
    model = DomainTableModel(feed, now=lambda: NOW)
    view = DomainTableView(look, model, Settings(folder / "settings.json"))
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(1250, 400)
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    view.setFocus()
    return view


def go_to(view, where):
    view.setCurrentIndex(view.model().index(view.model().position_of(where), 0))


def press(view, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(view, key, modifier)


def heights_are_right(view):
    model, header = view.model(), view.verticalHeader()
    sizes = {
        (model.group_row(n) is not None): header.sectionSize(n) for n in range(model.rowCount())
    }
    groups = set(model.group_positions())
    return all(header.sectionSize(n) == sizes[n in groups] for n in range(model.rowCount())) and (
        not groups or sizes[True] > sizes[False]
    )


def test_selection_and_current_row_survive_all_rearrangements(view, feed):
    model = view.model()
    view.select_refs([WEB2, MAIL])
    view.selectionModel().setCurrentIndex(
        model.index(model.position_of(MAIL), 0), view.selectionModel().SelectionFlag.NoUpdate
    )
    model.sort_by("state", is_descending=True)
    model.set_grouping("none")
    feed.put(make("alpha", "aaa"))
    feed.change(WEB2, name="zzz")
    model.set_grouping("state")
    model.beginResetModel()
    model.endResetModel()
    assert set(view.selected_refs()) == {WEB2, MAIL}
    assert view.current_ref() == MAIL


def test_headings_keep_their_height_whatever_happens(view, feed):
    model = view.model()
    assert heights_are_right(view)
    model.set_grouping("state")
    assert heights_are_right(view)
    feed.put(*(make("beta", f"n{n}", DomainState.SHUTOFF) for n in range(9)))
    model.sort_by("name", is_descending=True)
    assert heights_are_right(view)
    model.set_collapsed(0, True)
    model.set_grouping("node")
    assert heights_are_right(view)
    view.set_density("comfortable")
    model.set_query(parse_query("web"))
    model.set_query(parse_query(""))
    assert view.verticalHeader().sectionSize(1) > view.verticalHeader().sectionSize(0)


def test_select_all_takes_domains_and_no_headings(view):
    press(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(view.selected_refs()) == 5
    assert not view.selectionModel().isSelected(view.model().index(0, 0))


def test_selection_changed_carries_references_in_order_of_rows(view):
    spy = QSignalSpy(view.selection_changed)
    view.select_refs([MAIL, WEB2])
    assert spy.at(spy.count() - 1) == [(WEB2, MAIL)]


def test_removed_domains_leave_the_selection(view, feed, qtbot):
    view.select_refs([WEB2, MAIL])
    with qtbot.waitSignal(view.selection_changed) as told:
        feed.drop(WEB2)
    assert told.args == [(MAIL,)]


def test_enter_and_double_click_open(view):
    spy = QSignalSpy(view.domain_opened)
    go_to(view, WEB10)
    press(view, Qt.Key.Key_Return)
    box = view.visualRect(view.model().index(view.model().position_of(MAIL), 0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert [spy.at(n)[0] for n in range(spy.count())] == [WEB10, MAIL]


def test_a_double_click_beside_the_title_of_a_host_opens_it(view):
    view.grab()
    spy = QSignalSpy(view.node_opened)
    y = view.visualRect(view.model().index(0, 0)).center().y()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, y))
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(900, y))
    assert [spy.at(n) for n in range(spy.count())] == [[host("alpha")]]


def test_left_and_right_walk_and_fold_groups(view):
    model = view.model()
    go_to(view, WEB2)
    press(view, Qt.Key.Key_Left)
    assert view.currentIndex().row() == 0
    press(view, Qt.Key.Key_Left)
    assert model.group_row(0).is_collapsed
    assert model.rowCount() == 4
    press(view, Qt.Key.Key_Right)
    assert model.rowCount() == 7
    press(view, Qt.Key.Key_Right)
    assert view.currentIndex().row() == 1
    press(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 6
    press(view, Qt.Key.Key_Home)
    press(view, Qt.Key.Key_Return)
    assert model.rowCount() == 4


def test_typing_goes_to_names(view):
    QTest.keyClicks(view, "web-1")
    assert view.current_ref() == WEB10
    assert view.selected_refs() == (WEB10,)


def test_a_click_on_the_title_of_a_group_folds_it(view):
    view.grab()
    box = view.visualRect(view.model().index(0, 0))
    title = QPoint(30, box.center().y())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=title)
    assert view.model().group_row(0).is_collapsed


def test_links_of_a_silent_host_ask_for_what_they_say(view, feed):
    feed.say("beta", ConnectionState.WAITING, last_answer_at=NOW - 100, retry_at=NOW + 9)
    view.grab()
    retries, reasons = QSignalSpy(view.retry_requested), QSignalSpy(view.reason_requested)
    row = view.model().group_position(("node", "beta"))
    y = view.visualRect(view.model().index(row, 0)).center().y()
    for x in range(300, 1200, 10):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert retries.at(0) == [host("beta")]
    assert reasons.at(0) == [host("beta")]


def test_a_host_that_asks_offers_its_question(view, feed):
    feed.say("beta", ConnectionState.ATTENTION)
    view.grab()
    answers, retries = QSignalSpy(view.answer_requested), QSignalSpy(view.retry_requested)
    row = view.model().group_position(("node", "beta"))
    y = view.visualRect(view.model().index(row, 0)).center().y()
    for x in range(200, 1200, 10):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert answers.at(0) == [host("beta")]
    assert retries.count() == 0


def test_the_ring_turns_only_while_something_in_transit_is_on_screen(view, feed, qtbot):
    clock = view._look.busy
    shut = ops.ShutdownDomain(ref=WEB2)
    assert not clock.is_running
    feed.task(1, shut)
    qtbot.waitUntil(lambda: clock.is_running)
    feed.task(1, shut, TaskState.DONE)
    qtbot.waitUntil(lambda: not clock.is_running)


def test_visible_rows_are_told_after_they_settle(view, feed, qtbot):
    feed.put(*(make("beta", f"vm-{n:03}") for n in range(200)))
    with qtbot.waitSignal(view.visible_changed) as told:
        view.scrollToBottom()
    assert told.args[0] == view.visible_refs()
    assert ref("beta", "vm-199") in told.args[0]
    assert ref("alpha", "web-2") not in told.args[0]
    assert len(told.args[0]) < 30


def test_clicks_on_headings_sort_numbers_the_largest_first(view):
    header = view.columns
    for key, expected in (("cpu", ("cpu", True)), ("name", ("name", False))):
        x = header.sectionViewportPosition(POSITIONS[key]) + 20
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
        assert view.model().sorting == expected
    assert header.sortIndicatorSection() == POSITIONS["name"]


def test_columns_and_sorting_are_kept_over_a_restart(qtbot, shared_look, feed, tmp_path):
    first = show_view(qtbot, shared_look, feed, tmp_path)
    first.columns.show_column("vcpus", True)
    first.columns.show_column("disk", False)
    first.columns.moveSection(first.columns.visualIndex(POSITIONS["uptime"]), 1)
    first.columns.resizeSection(POSITIONS["tags"], 77)
    first.columns.keep()
    first.model().sort_by("memory", is_descending=True)
    second = show_view(qtbot, shared_look, feed, tmp_path)
    keys = second.columns.shown_keys()
    assert keys[:3] == ("name", "uptime", "state")
    assert "vcpus" in keys
    assert "disk" not in keys
    assert second.columns.sectionSize(POSITIONS["tags"]) == 77
    assert second.model().sorting == ("memory", True)


def test_spoilt_column_settings_do_no_harm(qtbot, shared_look, feed, tmp_path):
    kept = [{"key": "nonsense"}, 5, {"key": "cpu", "width": "wide", "shown": True}]
    Settings(tmp_path / "settings.json").keep_window_state("table.columns", kept)
    view = show_view(qtbot, shared_look, feed, tmp_path)
    assert view.columns.sectionSize(POSITIONS["cpu"]) > 40
    assert "name" in view.columns.shown_keys()


def test_columns_fill_the_width_and_give_up_curves_before_values(view, shared_look):
    wide = fitted(view, 2 * view.columns.length())
    name = shared_look.px(COLUMNS[POSITIONS["name"]].min_width)
    room = sum(wide.values()) - wide["name"] + name
    assert fitted(view, room) == wide | {"name": name}
    values = {
        COLUMNS[number].key: value_room(shared_look, COLUMNS[number]) for number in LIVE_COLUMNS
    }
    assert all(values[key] < wide[key] for key in values)
    room -= sum(wide[key] - values[key] for key in values)
    bare = wide | values | {"name": name}
    assert fitted(view, room) == bare
    assert fitted(view, room - 5) == bare | {"tags": bare["tags"] - 5}
    assert fitted(view, sum(wide.values())) == wide


def fitted(view, room):
    """The widths of all columns shown when they have so much room together, in pixels."""
    header = view.columns
    view.resize(room + view.width() - view.viewport().width(), 400)
    QApplication.processEvents()
    assert header.length() == view.viewport().width() == room
    return {key: header.sectionSize(POSITIONS[key]) for key in header.shown_keys()}


def test_context_menu_asks_with_the_selection(view):
    asked = QSignalSpy(view.menu_requested)
    view.select_refs([WEB2, WEB10])
    box = view.visualRect(view.model().index(view.model().position_of(WEB2), 0))
    place = view.viewport().mapToGlobal(box.center())
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, box.center(), place)
    QApplication.sendEvent(view.viewport(), event)
    assert asked.at(0) == [place, (WEB2, WEB10)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_selected_rows_are_tinted_with_a_bar_where_reading_begins(
    view, feed, shared_look, theme, direction
):
    shared_look.set_theme(theme)
    view.setLayoutDirection(direction)
    feed.load("alpha", web_2=IDLE, web_10=IDLE)
    view.select_refs([WEB2])
    image = view.viewport().grab().toImage()
    y = view.visualRect(view.model().index(view.model().position_of(WEB2), 0)).center().y()
    edge = 1 if direction == Qt.LayoutDirection.LeftToRight else view.viewport().width() - 2
    assert image.pixelColor(edge, y) == shared_look.color("accent")
    tint = {shared_look.color(role).name() for role in ("selection", "selection-off")}
    inner = 8 if edge == 1 else view.viewport().width() - 9
    assert image.pixelColor(inner, y).name() in tint
    shared_look.set_theme("light")


def test_an_empty_fleet_paints(qtbot, shared_look, tmp_path):
    view = show_view(qtbot, shared_look, FleetFeed(), tmp_path)
    assert not view.grab().isNull()
    assert view.visible_refs() == frozenset()
    press(view, Qt.Key.Key_Return)
    press(view, Qt.Key.Key_Left)
    QTest.keyClicks(view, "x")
    assert view.selected_refs() == ()


def test_usual_columns_bring_back_order_width_and_choice(view):
    header = view.columns
    usual = header.shown_keys()
    header.show_column("uuid", True)
    header.moveSection(4, 0)
    header.show_usual()
    assert header.shown_keys() == usual


def test_columns_are_those_of_the_settings_and_follow_them(view):
    header, settings = view.columns, view.columns._settings
    usual = header.shown_keys()
    header.show_column("disk", False)
    header.keep()
    assert settings.get("table.columns") == [key for key in usual if key != "disk"]
    settings.set("table.columns", ["cpu", "uuid"])
    assert header.shown_keys() == ("name", "cpu", "uuid")
    settings.set("table.columns", [])
    assert header.shown_keys() == usual


def test_a_whole_address_fits_at_the_usual_width(view, shared_look):
    view.resize(1200, 400)
    QApplication.processEvents()
    room = view.columns.sectionSize(POSITIONS["address"]) - shared_look.px(14)
    assert shared_look.measure("body").horizontalAdvance("192.168.122.202") <= room


def test_no_value_is_cut_before_words_are(view, shared_look):
    view.resize(shared_look.px(900), 400)
    QApplication.processEvents()
    strong = shared_look.measure("body-strong")
    for key, sample in (("cpu", "100 %"), ("memory", "1023 GiB"), ("disk", "999 MB/s")):
        room = view.columns.sectionSize(POSITIONS[key]) - shared_look.px(16)
        assert strong.horizontalAdvance(sample) <= room + 1 or key == "disk"
    assert view.columns.sectionSize(POSITIONS["tags"]) < shared_look.px(120)


def test_a_selection_with_the_keyboard_has_its_own_tint(view, shared_look):
    view.select_refs([WEB2])
    box = view.visualRect(view.model().index(view.model().position_of(WEB2), 0))
    inner = (8, box.center().y())
    image = view.viewport().grab().toImage()
    assert image.pixelColor(*inner).name() == shared_look.color("selection").name()
    view.clearFocus()
    image = view.viewport().grab().toImage()
    assert image.pixelColor(*inner).name() == shared_look.color("selection-off").name()


def test_rows_of_a_poll_repaint_their_live_cells_only(view, feed, qtbot):
    painted = []
    view._delegate.paint_cell = lambda painter, rect, row, number, chosen: painted.append(
        (row.ref, number)
    )
    qtbot.wait(1)
    painted.clear()
    feed.load("beta", mail=IDLE)
    qtbot.waitUntil(lambda: bool(painted))
    assert {where.connection for where, _ in painted} == {"beta"}
    assert {number for _, number in painted} == {
        POSITIONS[k] for k in ("cpu", "memory", "disk", "network")
    }
