from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.views.pages.world import DOMAIN, HOST, NODE, NOW, OFF, SPEC, STATUS, WEB
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.features import Feature
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.connection import ConnectionState, LinkSecurity
from virtgui.core.values.domain import ShownState
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.domain_scope import Scope
from virtgui.views.pages.node_page import NodePage
from virtgui.views.panes.event_table import EventTable

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

NO_STATS = frozenset(Feature) - {Feature.NODE_STATS}
DENIED = ErrorInfo(ErrorKind.PERMISSION, Remedy.JOIN_GROUP, "no")


class List(QWidget):
    def __init__(self):
        super().__init__()
        self.scopes = []
        self.is_embedded = False

    def set_embedded(self, embedded):
        self.is_embedded = embedded

    def set_scope(self, scope, title, icon):
        self.scopes.append(scope)

    def selected_refs(self):
        return (WEB,)


@pytest.fixture
def page(look, world, qtbot):
    page = NodePage(
        look=look,
        feed=world.feed,
        dispatcher=world.dispatcher,
        settings=world.settings,
        make_list=List,
        now=world.clock,
    )
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    return page


def click(qtbot, page, name):
    button = page.findChild(QWidget, name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def banner(page):
    return page.banners.notes[0].sentence


def test_fresh_host_shows_what_it_is(page, world):
    world.open(DOMAIN)
    page.show_node(HOST)
    assert page.header._title.full_text == "kvm-01"
    assert page.header._state.text() == "Connected"
    facts = page.header._facts.full_text
    assert "QEMU 7.2.0" in facts
    assert "256 GiB" in facts
    assert "12 ms" in facts
    hardware, software = page.overview.hardware, page.overview.software
    assert hardware.value("host") == "kvm-01.example.org"
    assert hardware.value("maker") == "Dell R7525"
    assert hardware.value("topology") == "2 sockets × 8 cores × 2 threads"
    assert hardware.value("clock") == "2.6 GHz"
    assert hardware.value("cell0") == "CPUs 0-7, 128 GiB"
    assert hardware.value("cell1") == "CPUs 8-9,12, 128 GiB"
    assert software.value("guests") == "Virtual machines with KVM, emulated machines"
    assert page.overview.connection.value("address") == "qemu:///system"
    assert "for 2 h" in page.overview.connection.value("since")
    assert not page.banners.isVisible()


def test_machines_are_counted_and_lead_to_the_list(page, world, qtbot):
    others = [replace(OFF, ref=domain_ref(HOST, str(n))) for n in range(3)]
    foreign = replace(DOMAIN, ref=domain_ref(ConnectionId("x"), "y"))
    world.open(DOMAIN, *others)
    world.values(foreign)
    page.show_node(HOST)
    row = page.findChild(QWidget, "state_shutoff")
    assert row.count == 3
    assert row.accessibleName() == "Shut off, 3"
    assert not page.findChild(QWidget, "state_crashed").isVisible()
    with qtbot.waitSignal(page.state_chosen) as caught:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert caught.args == [(HOST, ShownState.SHUTOFF)]
    assert page.tabs.current == "machines"


def test_counts_follow_the_machines(page, world):
    world.open(DOMAIN)
    page.show_node(HOST)
    world.values(OFF)
    assert page.findChild(QWidget, "state_running").count == 0
    assert page.findChild(QWidget, "state_shutoff").count == 1


def test_loads_are_charted(page, world):
    world.open()
    page.show_node(HOST)
    world.sample(node=(0.41, 64 * 1024 * 1024, 256 * 1024 * 1024))
    world.sample(node=(None, 128 * 1024 * 1024, 256 * 1024 * 1024))
    assert page.overview._cpu.value == "–"
    assert page.overview._memory.value == "128 GiB"
    assert page.overview._cpu.chart._series == ((pytest.approx(0.41), None),)
    assert "128 GiB" in page.overview._memory.chart.accessibleDescription()


def test_samples_of_other_hosts_are_passed_over(page, world):
    world.open()
    page.show_node(HOST)
    before = page.overview._cpu.chart._series
    world.sample(node=(0.5, 1, 2), connection=ConnectionId("other"))
    assert page.overview._cpu.chart._series == before


def test_host_without_statistics_says_so(page, world):
    world.status(features=NO_STATS)
    page.show_node(HOST)
    assert "does not tell" in page.overview.load.sentence


def test_host_that_never_tells_says_so(page, world):
    world.open()
    page.show_node(HOST)
    for _ in range(5):
        world.sample(node=(None, None, 0))
    assert "does not tell" in page.overview.load.sentence
    world.sample(node=(0.2, 1, 2))
    assert page.overview.load.sentence == ""


def test_stale_host_keeps_its_data_muted_with_its_age(page, world, qtbot):
    world.open(DOMAIN)
    page.show_node(HOST)
    world.status(state=ConnectionState.STALE, last_answer_at=NOW - 240)
    assert "kvm-01\u2069 does not answer." in banner(page)
    assert "4 min ago" in banner(page)
    assert page.overview.hardware.value("host") == "kvm-01.example.org"
    assert page.overview.hardware._values["host"]._text.ink == "muted"
    assert page.findChild(QWidget, "state_running").text() == "Was running"
    with qtbot.waitSignal(page.retry_requested) as caught:
        click(qtbot, page, "link_retry")
    assert caught.args == [HOST]


def test_age_grows_by_itself(page, world):
    world.open()
    page.show_node(HOST)
    world.status(state=ConnectionState.STALE, last_answer_at=NOW - 240)
    link = page.findChild(QPushButton, "link_retry")
    world.now += 60
    page._timer.timeout.emit()
    assert "5 min ago" in banner(page)
    assert page.findChild(QPushButton, "link_retry") is link


def test_waiting_host_says_when_it_is_tried(page, world, qtbot):
    error = ErrorInfo(ErrorKind.UNREACHABLE, Remedy.CHECK_NETWORK, "x")
    world.status(state=ConnectionState.WAITING, retry_at=NOW + 20, error=error)
    page.show_node(HOST)
    assert "Next try in 20 s." in banner(page)
    with qtbot.waitSignal(page.reason_requested):
        click(qtbot, page, "link_reason")


def test_failed_host_says_what_why_and_next(page, world, qtbot):
    world.status(state=ConnectionState.FAILED, error=DENIED, last_answer_at=None)
    page.show_node(HOST)
    note = page.banners.notes[0]
    assert note.severity == "error"
    assert "cannot be connected" in note.sentence
    assert "You may not use libvirt there." in note.sentence
    assert note.sentence.endswith("sudo usermod -aG libvirt $USER")
    assert page.overview.hardware.value("host") == "–"
    with qtbot.waitSignal(page.connect_requested) as caught:
        click(qtbot, page, "connect")
    assert caught.args == [HOST]


def test_host_never_connected_is_named_by_its_connection(page, world, look, qtbot, tmp_path):
    store = ConnectionsStore(tmp_path / "connections.json")
    store.add(replace(SPEC, name="Cellar"))
    other = NodePage(
        look=look, feed=world.feed, dispatcher=world.dispatcher, settings=world.settings,
        make_list=List, connections=store, now=world.clock,
    )  # fmt: skip
    qtbot.addWidget(other)
    other.show()
    other.show_node(HOST)
    assert other.header._title.full_text == "Cellar"
    assert "not connected" in banner(other)


def test_buttons_follow_the_connection(page, world, qtbot):
    world.open()
    page.show_node(HOST)
    assert page.findChild(QPushButton, "connect") is None
    with qtbot.waitSignal(page.disconnect_requested):
        click(qtbot, page, "disconnect")
    with qtbot.waitSignal(page.restore_requested):
        click(qtbot, page, "restore")
    world.status(state=ConnectionState.OFFLINE)
    assert "connect" in page._buttons
    assert "disconnect" not in page._buttons
    assert not page._buttons["restore"].isEnabled()
    assert page._buttons["restore"].toolTip().startswith("The host is not connected.")


def test_observing_only_cannot_restore(page, world):
    world.status(spec=replace(SPEC, read_only=True))
    page.show_node(HOST)
    assert "observing only" in page._buttons["restore"].toolTip()
    assert "observing only" in page.header._facts.full_text


@pytest.mark.parametrize("key", ["rename", "copy", "forget"])
def test_more_menu_asks_for_the_rest(page, world, qtbot, key):
    world.open()
    page.show_node(HOST)
    page.header.menu.aboutToShow.emit()
    entry = next(one for one in page.header.menu.actions() if one.objectName() == key)
    with qtbot.waitSignal(getattr(page, f"{key}_requested")) as caught:
        entry.trigger()
    assert caught.args == [HOST]


def test_list_is_made_when_wanted_and_aimed_at_the_host(page, world):
    world.open()
    page.show_node(HOST)
    assert page.tabs.page("machines") is None
    assert page.selected_refs() == ()
    page.choose_tab("machines")
    found = page.tabs.page("machines")
    assert found.scopes == [Scope.node(HOST)]
    assert page.selected_refs() == (WEB,)
    other = ConnectionId("kvm-02")
    world.status(spec=replace(SPEC, id=other, name="kvm-02"))
    page.show_node(other)
    assert found.scopes[-1] == Scope.node(other)


def test_events_of_this_host_only(page, world):
    world.open(DOMAIN)
    page.show_node(HOST)
    for _ in range(9):
        world.event()
    world.event("stopped", "shutdown")
    world.event("crashed", "panicked", domain_ref(ConnectionId("x"), "y"))
    lines = page.overview.events.lines()
    assert len(lines) == 8
    assert lines[0] == "Shut down"
    page.choose_tab("events")
    table = page.tabs.page("events")
    assert isinstance(table, EventTable)
    assert table.model().rowCount() == 10
    other = ConnectionId("x")
    page.show_node(other)
    assert page.tabs.page("events").model().rowCount() == 0


def test_hidden_page_does_nothing_until_shown(page, world):
    world.open(DOMAIN)
    page.show_node(HOST)
    page.hide()
    assert not page._timer.isActive()
    world.status(state=ConnectionState.STALE)
    assert page.header._state.text() == "Connected"
    page.show()
    assert page._timer.isActive()
    assert page.header._state.text() == "No answer"


def test_names_are_plain_text(page, world):
    name = "<b>kvm</b>\nnext"
    world.status(spec=replace(SPEC, name=name), security=LinkSecurity.PLAIN)
    world.values(replace(NODE, hostname="<img src=x>"))
    page.show_node(HOST)
    assert page.header._title.full_text == "<b>kvm</b>␊next"
    assert "not encrypted" in page.header._facts.full_text
    for label in page.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_fits_a_narrow_window(page, world, qapp):
    world.open(DOMAIN)
    page.show_node(HOST)
    page.resize(640, 600)
    qapp.processEvents()
    assert page.width() == 640
    assert page.overview.horizontalScrollBar().maximum() == 0
    assert page.overview.machines.geometry().left() == page.overview.load.geometry().left()


def test_status_without_news_is_the_same(page, world):
    world.open()
    page.show_node(HOST)
    before = dict(page._buttons)
    world.status(STATUS, latency=0.5)
    assert page._buttons == before
    assert "500 ms" in page.header._facts.full_text


def test_the_list_of_machines_does_not_repeat_the_name_of_the_host(page, world):
    world.open()
    page.show_node(HOST)
    page.choose_tab("machines")
    assert page.findChild(List).is_embedded
