"""The charts of a machine: mouse, keyboard, ranges, table, files, and what a hidden page costs."""

import csv
import io
import math
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox

from tests.views.pages.charts_world import HOST, KEYS, NOW, WEB, ChartWorld, Mark
from tests.views.pages.world import DOMAIN, OFF
from virtgui.core.changes import ChangeSet
from virtgui.core.refs import DOMAIN as DOMAIN_KIND
from virtgui.core.refs import NODE, node_ref
from virtgui.core.values.alert import Rule
from virtgui.core.values.sample import Details, Observed, SampleBatch
from virtgui.views.pages.performance_tab import PerformanceTab

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def world(qapp, tmp_path):
    made = ChartWorld(tmp_path)
    made.open(DOMAIN)
    return made


@pytest.fixture
def tab(qtbot, look, world):
    rules = (Rule("r", "cpu.used", 0.9),)
    made = PerformanceTab(
        look=look, feed=world.feed, dispatcher=world.dispatcher, settings=world.settings,
        kind=DOMAIN_KIND, rules=lambda: rules, now=world.clock,
    )  # fmt: skip
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show_object(WEB)
    return made


@pytest.fixture
def shown(qtbot, world, tab):
    """Shown, with ten minutes of history and some polls, everything drawn."""
    tab.show()
    qtbot.waitExposed(tab)
    qtbot.waitUntil(lambda: len(world.backend.asked) > 0)
    world.poll(5)
    settle(qtbot, tab)
    return tab


def settle(qtbot, tab):
    """Wait until nothing is to be drawn any more."""
    qtbot.waitUntil(lambda: tab._turn.isActive() is False and not tab._pointing.isActive())
    qtbot.wait(20)
    qtbot.waitUntil(lambda: tab._turn.isActive() is False)
    QApplication.processEvents()


def card(tab, key):
    return next(one for one in tab.grid.cards if one.spec.key == key)


def plot(tab, key="cpu"):
    return card(tab, key).plot


def drag(qtbot, chart, by):
    view, middle = chart.viewport(), chart.viewport().rect().center()
    QTest.mousePress(view, LEFT, Qt.KeyboardModifier.NoModifier, middle)
    for step in range(1, 6):
        QTest.mouseMove(view, middle + QPoint(by * step // 5, 0))
        QApplication.processEvents()
    QTest.mouseRelease(view, LEFT, Qt.KeyboardModifier.NoModifier, middle + QPoint(by, 0))


def turn_wheel(chart, notches, x_share=0.5):
    box = chart.place.plot
    at = QPointF(box.left() + box.width() * x_share, box.center().y())
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        at, chart.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), none,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart.viewport(), event)


def entry(menu, name):
    found = menu.findChild(QAction, name)
    assert found is not None, [action.objectName() for action in menu.actions()]
    return found


def test_the_usual_charts_show_history_and_live(shown):
    assert [one.spec.key for one in shown.grid.cards] == ["cpu", "memory", "disk", "net"]
    for one in shown.grid.cards:
        assert one.scene is not None, one.sentence
        assert len(one.scene.drawing.lines) == 2
        assert len(one.scene.drawing.lines[0].times) > 190
        assert not one.scene.drawing.gaps
    assert card(shown, "cpu").scene.drawing.thresholds[0].text == "Warn above 90 %"
    assert card(shown, "memory").scene.drawing.axis.texts[-1] == "4 GiB"


def test_times_below_each_other_agree(shown):
    lefts = {one.plot.place.plot.left() for one in shown.grid.cards}
    assert len(lefts) == 1


def test_dragging_pans_all_charts(qtbot, shown):
    before = shown.chart_window.span()
    width = plot(shown).place.plot.width()
    drag(qtbot, plot(shown), 100)
    settle(qtbot, shown)
    span = shown.chart_window.span()
    assert before.end - span.end == pytest.approx(600 * 100 / width, rel=0.1)
    assert {one.scene.span.end for one in shown.grid.cards} == {span.end}
    assert not shown.chart_window.is_following
    drag(qtbot, plot(shown), -400)
    assert shown.chart_window.is_following


def test_the_wheel_zooms_at_the_pointer(qtbot, shown):
    shown.chart_window.pan(-600)
    settle(qtbot, shown)
    chart = plot(shown)
    before = chart.place.time(chart.place.plot.left() + 0.25 * chart.place.plot.width())
    turn_wheel(chart, 2, 0.25)
    settle(qtbot, shown)
    assert shown.chart_window.seconds < 600
    after = chart.place.time(chart.place.plot.left() + 0.25 * chart.place.plot.width())
    assert after == pytest.approx(before, abs=2)
    turn_wheel(chart, -6, 0.25)
    assert shown.chart_window.seconds > 600


def test_double_click_goes_back_to_now(qtbot, shown):
    shown.chart_window.pan(-1000)
    settle(qtbot, shown)
    view = plot(shown).viewport()
    QTest.mouseDClick(view, LEFT, Qt.KeyboardModifier.NoModifier, view.rect().center())
    assert shown.chart_window.is_following
    assert shown.chart_window.range == "10min"


def test_ranges_and_steps(qtbot, shown, world):
    count = len(world.backend.asked)
    shown.bar.ranges.segment_chosen.emit("7d")
    assert shown.chart_window.seconds == 7 * 86400
    qtbot.waitUntil(lambda: len(world.backend.asked) > count)
    QTest.mouseClick(shown.bar.back, LEFT)
    assert not shown.chart_window.is_following
    QTest.mouseClick(shown.bar.forward, LEFT)
    assert shown.chart_window.is_following
    settle(qtbot, shown)
    assert not shown.bar.forward.isEnabled()
    assert shown.bar.ranges.current() == "7d"


def test_a_pause_holds_the_picture(qtbot, shown, world):
    QTest.mouseClick(shown.bar.pause, LEFT)
    before = shown.chart_window.span()
    world.poll(5)
    settle(qtbot, shown)
    assert card(shown, "cpu").scene.span.end == before.end
    assert shown.bar.pause.label == "Go on"
    QTest.mouseClick(shown.bar.pause, LEFT)
    settle(qtbot, shown)
    assert card(shown, "cpu").scene.span.end == world.now


def test_a_click_on_the_legend_hides_and_a_double_click_leaves_alone(qtbot, shown):
    one = card(shown, "cpu")
    legend = one.legend

    def click(key, what=QTest.mouseClick):
        middle = legend.box(key).center()
        what(legend, LEFT, Qt.KeyboardModifier.NoModifier, middle)
        settle(qtbot, shown)

    click("cpu.wait")
    assert [line.item for line in one.scene.drawing.lines] == [0]
    assert [e.is_hidden for e in legend.entries] == [False, True]
    click("cpu.wait")
    assert len(one.scene.drawing.lines) == 2
    click("cpu.wait", double_click)
    assert [line.item for line in one.scene.drawing.lines] == [1]
    click("cpu.wait", double_click)
    assert len(one.scene.drawing.lines) == 2


def double_click(widget, *args):
    """As a hand does it: the first click of the two counts as one."""
    QTest.mouseClick(widget, *args)
    QTest.mouseDClick(widget, *args)


def test_the_legend_by_keyboard(qtbot, shown):
    one = card(shown, "cpu")
    one.legend.setFocus()
    QTest.keyClick(one.legend, Qt.Key.Key_Right)
    QTest.keyClick(one.legend, Qt.Key.Key_Space)
    settle(qtbot, shown)
    assert one.hidden == {"cpu.wait"}
    QTest.keyClick(one.legend, Qt.Key.Key_Return)
    assert one.hidden == {"cpu.used"}


def test_the_cross_hair_is_on_all_charts_and_the_legend_reads_it(qtbot, shown):
    chart = plot(shown)
    middle = chart.place.plot.center().toPoint()
    QTest.mouseMove(chart.viewport(), middle)
    settle(qtbot, shown)
    at = {one.plot.cursor_at for one in shown.grid.cards}
    assert len(at) == 1
    assert at.pop() == pytest.approx(chart.place.time(middle.x()), abs=3)
    moment, value = chart.cursor_at, card(shown, "cpu").legend.entries[0].value
    line = card(shown, "cpu").scene.drawing.lines[0]
    nearest = line.raw[abs(line.times - moment).argmin()]
    assert value.startswith(f"{nearest * 100:.0f}")
    QApplication.sendEvent(chart.viewport(), QEvent(QEvent.Type.Leave))
    shown._on_pointed(None)
    settle(qtbot, shown)
    assert chart.cursor_at is None


def test_arrow_keys_move_the_cross_hair_and_it_is_read(qtbot, shown):
    chart = plot(shown)
    shown.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    settle(qtbot, shown)
    last = chart.cursor_at
    QTest.keyClick(chart, Qt.Key.Key_Left)
    settle(qtbot, shown)
    assert last - chart.cursor_at == pytest.approx(3.0)
    text = chart.accessibleDescription()
    assert text.startswith("At ")
    assert "Used" in text.split(".")[0]
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    settle(qtbot, shown)
    assert chart.cursor_at is None


def test_keys_zoom_and_go_to_the_ends(qtbot, shown, world):
    chart = plot(shown)
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert shown.chart_window.seconds == pytest.approx(400)
    QTest.keyClick(chart, Qt.Key.Key_Minus)
    assert shown.chart_window.seconds == pytest.approx(600)
    QTest.keyClick(chart, Qt.Key.Key_PageUp)
    assert not shown.chart_window.is_following
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert shown.chart_window.span().begin == world.backend.oldest
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert shown.chart_window.is_following


def test_a_chart_says_itself_in_words(shown):
    text = plot(shown).accessibleDescription()
    for word in ("Used: last", "lowest", "average", "highest", "Waiting for the host"):
        assert word in text
    assert plot(shown).accessibleName() == "CPU"


def test_a_gap_is_hatched_and_told(qtbot, shown, world):
    world.now += 40
    world.poll(3)
    settle(qtbot, shown)
    gaps = card(shown, "cpu").scene.drawing.gaps
    assert len(gaps) == 1
    assert gaps[0][1] - gaps[0][0] == pytest.approx(43)
    assert "1 gap" in plot(shown).accessibleDescription()


def test_silence_grows_by_itself(qtbot, shown, world):
    world.now += 60
    qtbot.waitUntil(lambda: bool(card(shown, "cpu").scene.drawing.gaps), timeout=3000)
    assert card(shown, "cpu").scene.drawing.gaps[0][1] == world.now


def test_a_first_reading_has_no_rates_and_makes_no_spike(qtbot, shown, world):
    world.now += 3
    values = tuple(math.nan for _ in KEYS)
    world.post(SampleBatch(HOST, 0, world.now, {}, None, {WEB: Details(KEYS, values, 0.0)}))
    world.poll(2)
    settle(qtbot, shown)
    assert len(card(shown, "disk").scene.drawing.gaps) == 1


def test_events_are_marked_and_told_on_a_click(qtbot, world, tab, monkeypatch):
    # Without a window system a menu cannot take the keyboard, and warns.
    monkeypatch.setattr(QMenu, "popup", lambda *a: None)
    world.backend.marks = (Mark(NOW - 300, "started", "migrated"),)
    tab.show()
    qtbot.waitUntil(lambda: bool(world.backend.asked))
    world.poll(2)
    qtbot.waitUntil(lambda: bool(card(tab, "cpu").scene and card(tab, "cpu").scene.marks))
    settle(qtbot, tab)
    chart = plot(tab)
    place = QPoint(round(chart.place.x(NOW - 300)), round(chart.place.plot.top() - 7))
    assert chart.marks_at(QPointF(place))[0].text == "Arrived by migration"
    QTest.mouseClick(chart.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    menu = card(tab, "cpu").findChild(QMenu, "chart_marks")
    assert "Arrived by migration" in menu.actions()[0].text()


def test_charts_are_added_moved_split_and_removed_and_kept(qtbot, shown, world, look):
    menu = QMenu(shown)
    shown.fill_add(menu)
    assert entry(menu, "cpu").isChecked()
    entry(menu, "vcpus").trigger()
    settle(qtbot, shown)
    assert [one.spec.key for one in shown.grid.cards][-1] == "vcpus"
    card(shown, "vcpus").move_wanted.emit(-1)
    card(shown, "memory").removal_wanted.emit()
    own = QMenu(shown)
    settle(qtbot, shown)
    card(shown, "disk").fill_menu(own)
    entry(own, "split").trigger()
    settle(qtbot, shown)
    keys = [one.spec.key for one in shown.grid.cards]
    assert keys == ["cpu", "disk", "vcpus", "net"]
    assert [item.name for item in card(shown, "disk").scene.drawing.items] == ["vda", "vdb"]
    assert world.settings.get("charts.domain") == ["cpu", "disk:split", "vcpus", "net"]
    again = PerformanceTab(
        look=look, feed=world.feed, dispatcher=world.dispatcher, settings=world.settings,
        kind=DOMAIN_KIND,
    )  # fmt: skip
    qtbot.addWidget(again)
    assert [one.spec.key for one in again.grid.cards] == keys


def test_more_than_six_are_one_entry(qtbot, shown):
    shown.board.set_shown("vcpus", is_shown=True)
    shown.resize(1200, 1200)
    settle(qtbot, shown)
    entries = card(shown, "vcpus").legend.entries
    assert [e.name for e in entries][:2] == ["vCPU 0", "vCPU 1"]
    assert entries[-1].name == "2 others"


def test_a_chart_without_figures_says_why(qtbot, shown):
    for key in ("iothreads", "memory_guest"):
        shown.board.set_shown(key, is_shown=True)
    shown.resize(1200, 1300)
    settle(qtbot, shown)
    assert "no I/O threads" in card(shown, "iothreads").sentence
    assert "balloon" in card(shown, "memory_guest").sentence
    with qtbot.waitSignal(shown.link_used) as told:
        card(shown, "memory_guest")._link.click()
    assert told.args == ["hardware"]


def test_a_machine_that_is_off_says_so(qtbot, world, tab):
    world.backend.oldest = NOW + 1
    world.post(ChangeSet(HOST, (OFF,)))
    tab.show()
    settle(qtbot, tab)
    assert all("shut off" in one.sentence for one in tab.grid.cards)


def test_the_figures_as_a_table(qtbot, shown, world):
    QTest.mouseClick(shown.bar.table, LEFT)
    settle(qtbot, shown)
    assert shown.is_table
    model = shown.table.model()
    assert model.columnCount() == 9
    rows = model.rowCount()
    assert rows > 190
    drawn = plot(shown).paints
    world.poll(3)
    settle(qtbot, shown)
    assert model.rowCount() in range(rows - 3, rows + 4)
    assert plot(shown).paints == drawn
    QTest.mouseClick(shown.bar.table, LEFT)
    assert not shown.is_table


def test_what_is_shown_is_written_by_the_worker(qtbot, shown, tmp_path, monkeypatch):
    path = tmp_path / "figures.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *a: (str(path), "")))
    menu = QMenu(shown)
    shown.bar.fill_export(menu)
    threads = []
    write = Path.write_text
    monkeypatch.setattr(
        Path,
        "write_text",
        lambda *a, **k: threads.append(threading.current_thread().name) or write(*a, **k),
    )
    entry(menu, "csv").trigger()
    assert shown._files.flush()
    assert threads == ["files"]
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    assert rows[0][:2] == ["Time", "CPU: Used (%)"]
    assert len(rows) > 190
    assert "figures.csv" in shown.bar.note.full_text


def test_a_file_that_cannot_be_written_is_told(qtbot, shown, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(QMessageBox, "warning", staticmethod(lambda *a: told.append(a[2])))
    shown.save_csv(tmp_path / "no" / "figures.csv")
    assert shown._files.flush()
    assert "could not be written" in told[0]


def test_the_text_form_is_copied(shown):
    shown.copy_text()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("web-01\n")
    assert "Disk: Read, above" in text


def test_the_scrubber_chooses_a_time(qtbot, shown):
    strip = shown.scrubber
    with qtbot.waitSignal(strip.span_chosen):
        QTest.mouseClick(
            strip, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(strip.width() // 3, 10)
        )
    assert not shown.chart_window.is_following
    before = shown.chart_window.span()
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert shown.chart_window.span().end < before.end


def test_a_hidden_page_observes_asks_and_paints_nothing(qtbot, shown, world):
    assert world.backend.observed == {Observed(WEB)}
    shown.hide()
    QApplication.processEvents()
    assert world.backend.observed == frozenset()
    drawn, asked = plot(shown).paints, len(world.backend.asked)
    world.poll(5)
    shown.chart_window.pan(-5000)
    qtbot.wait(250)
    assert plot(shown).paints == drawn
    assert len(world.backend.asked) == asked
    assert not shown._turn.isActive()
    assert not shown._tick.isActive()
    shown.show()
    assert world.backend.observed == {Observed(WEB)}


def test_charts_out_of_sight_are_not_drawn(qtbot, shown, world):
    for key in ("vcpus", "vcpu_delay", "disk_requests", "net_packets"):
        shown.board.set_shown(key, is_shown=True)
    shown.resize(1200, 600)
    settle(qtbot, shown)
    last = card(shown, "net_packets")
    assert last.visibleRegion().isEmpty()
    world.poll(2)
    settle(qtbot, shown)
    assert last.scene is None
    bar = shown.grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle(qtbot, shown)
    assert last.scene is not None


def test_a_batch_of_polls_is_drawn_once(qtbot, shown, world):
    before = plot(shown).paints
    for _ in range(20):
        world.poll()
    settle(qtbot, shown)
    assert plot(shown).paints - before <= 3


def test_another_machine_has_its_own_charts(qtbot, shown, world):
    other = WEB._replace(key="other")
    shown.show_object(other)
    settle(qtbot, shown)
    assert world.backend.observed == {Observed(other)}


def test_charts_of_cpus_cost_calls_only_while_they_are_shown(qtbot, look, world):
    made = PerformanceTab(
        look=look, feed=world.feed, dispatcher=world.dispatcher, settings=world.settings,
        kind=NODE, now=world.clock,
    )  # fmt: skip
    qtbot.addWidget(made)
    made.show_object(node_ref(HOST))
    made.show()
    assert world.backend.observed == {Observed(node_ref(HOST))}
    made.board.set_shown("node_cpus", is_shown=True)
    assert world.backend.observed == {Observed(node_ref(HOST), is_deep=True)}
    made.board.set_shown("node_cpus", is_shown=False)
    assert world.backend.observed == {Observed(node_ref(HOST))}


@pytest.mark.parametrize(("width", "columns"), [(1200, 2), (560, 1)])
def test_one_column_where_it_is_narrow(qtbot, shown, width, columns):
    shown.resize(width, 700)
    settle(qtbot, shown)
    lefts = {one.x() for one in shown.grid.cards}
    assert len(lefts) == columns
    assert shown.bar.width() <= width


def test_colours_follow_the_scheme(qtbot, shown, look):
    before = plot(shown).grab().toImage().pixelColor(2, 2)
    look.set_theme("dark")
    settle(qtbot, shown)
    assert plot(shown).grab().toImage().pixelColor(2, 2) != before
