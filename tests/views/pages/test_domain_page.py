from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.views.pages.world import CONFIG, DOMAIN, HOST, NODE, NOW, OFF, WEB
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.ops.domain import ManagedSaveDomain, StartDomain
from virtgui.core.queries import AddressInfo, ReadAddresses
from virtgui.core.refs import domain_ref
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.domain import DomainState
from virtgui.core.values.task import Progress, TaskState
from virtgui.models.event_list import EventListModel
from virtgui.views.pages.domain_page import DomainPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEASE = AddressInfo("vnet0", "52:54:00:00:00:01", "10.0.0.5", 24, "lease")
LOOP = AddressInfo("lo", "00:00:00:00:00:00", "127.0.0.1", 8, "agent")
STRAY = AddressInfo("docker0", "02:42:00:00:00:01", "172.17.0.1", 16, "agent")


@pytest.fixture
def page(look, world, qtbot):
    page = DomainPage(
        look=look,
        feed=world.feed,
        dispatcher=world.dispatcher,
        settings=world.settings,
        actions=world.actions,
        now=world.clock,
    )
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    return page


def show(page, world, domain=DOMAIN):
    world.open(domain)
    page.show_domain(WEB)


def click(qtbot, page, name):
    button = page.findChild(QWidget, name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def sentences(page):
    return [note.sentence for note in page.banners.notes]


def test_running_machine(page, world):
    show(page, world)
    assert page.header._title.full_text == "web-01"
    assert page.header._state.text() == "Running"
    assert page.header._chips.accessibleName() == "prod, web"
    facts = page.header._facts.full_text.split("  ·  ")
    assert facts[0] == "kvm-01"
    assert facts[2:4] == ["4 GiB", "Debian 12"]
    assert facts[-1] == "up 1 d 1 h"
    identity, resources = page.overview.identity, page.overview.resources
    assert identity.value("state") == "Running, booted"
    assert identity.value("uuid") == WEB.key
    assert identity.value("run_id") == "3"
    assert identity.value("title") == "Shop front"
    assert resources.value("vcpus") == "2 of at most 8"
    assert resources.value("memory") == "4 GiB of at most 8 GiB"
    assert resources.value("virt").startswith("KVM")
    assert resources.value("firmware") == "UEFI"
    assert resources.value("agent") == "Connected"
    assert page.overview.notes.text() == "Behind the proxy.\n\nCall Ann."
    assert not page.banners.isVisible()


def test_emulation_is_explained(page, world):
    show(page, world, replace(DOMAIN, config=replace(CONFIG, virt_type="qemu")))
    assert "TCG" in page.overview.resources.value("virt")
    assert "slowly" in page.overview.resources.value("virt")


def test_disks_and_interfaces(page, world):
    show(page, world)
    disks, interfaces = page.overview.disks, page.overview.interfaces
    row = [disks.cell_text(0, column) for column in range(6)]
    assert row == ["vda", "Disk", "/images/web-01.qcow2", "qcow2", "virtio", "shared"]
    assert disks.cell_text(1, 2) == "Empty"
    assert disks.cell_text(1, 5) == "read only"
    assert interfaces.cell_text(0, 1) == "Network default"
    assert interfaces.cell_text(1, 1) == "Bridge br0"
    assert interfaces.cell_text(1, 4) == "Unplugged"
    last = disks.visualRect(disks.model().index(1, 0))
    assert disks.viewport().rect().contains(last)


def test_a_cell_can_be_copied_whole(page, world, qtbot):
    path = "/" + "deep/" * 80 + "disk.raw"
    disk = replace(CONFIG.disks[0], source=path)
    show(page, world, replace(DOMAIN, config=replace(CONFIG, disks=(disk,))))
    disks = page.overview.disks
    index = disks.model().index(0, 2)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == path
    disks.menu_for(index).actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == path
    disks.setCurrentIndex(index)
    qtbot.keyClick(disks, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\t")[2] == path


def test_definition_not_read_yet(page, world):
    show(page, world, replace(DOMAIN, config=None))
    assert page.overview.resources.value("virt") == "–"
    assert page.overview._no_disks.text() == "Its definition is not read yet."
    world.values(DOMAIN)
    assert page.overview.disks.row_count == 2
    assert not page.overview._no_disks.isVisible()


def test_loads_are_charted_and_gaps_stay_gaps(page, world):
    show(page, world)
    world.sample(load=(0.5, 2 * 1024 * 1024, 0.5, 1_500_000.0, None))
    world.sample(load=(None, 2 * 1024 * 1024, 0.5, 2_500_000.0, None))
    tiles = page.overview._tiles
    assert tiles["cpu"].value == "–"
    assert tiles["memory_kib"].value == "2 GiB"
    assert tiles["disk"].value == "2.5 MB/s"
    assert tiles["net"].value == "–"
    assert tiles["cpu"].chart._series == ((0.5, None),)
    assert tiles["net"].chart.top() == 100_000
    assert tiles["memory_kib"].chart.top() == 4 * 1024 * 1024


def test_what_is_never_told_says_so(page, world):
    show(page, world)
    for _ in range(5):
        world.sample(load=(0.5, 1.0, 0.5, None, 3.0))
    assert "not told" in page.overview._tiles["disk"]._qualifier.full_text
    assert "received" in page.overview._tiles["net"]._qualifier.full_text


def test_chart_says_how_far_it_goes_back(page, world):
    show(page, world)
    for _ in range(41):
        world.sample(load=(0.5, 1.0, 0.5, 1.0, 1.0))
    chart = page.overview._tiles["cpu"].chart
    assert (chart._span, chart._end) == ("2 min ago", "now")
    world.status(state=ConnectionState.STALE, last_answer_at=NOW)
    assert chart._span == "2 min before"
    assert chart._end != "now"


def test_stopped_machine_has_no_charts_and_offers_start(page, world, qtbot):
    show(page, world, OFF)
    assert page.overview.load.sentence == "It is not running."
    assert page.overview.interfaces.cell_text(0, 5) == ""
    assert list(page._buttons) == ["start", "start_menu"]
    click(qtbot, page, "start")
    assert world.actions.triggered == [("start", (WEB,))]
    assert world.backend.asked == []


def test_other_ways_to_start(page, world, qtbot):
    show(page, world, OFF)
    click(qtbot, page, "start_menu")
    menu = QGuiApplication.instance().activePopupWidget()
    names = [entry.objectName() for entry in menu.actions()]
    assert names == ["start_paused", "start_fresh", "start_options"]
    assert not menu.actions()[1].isEnabled()
    assert menu.actions()[1].toolTip() == "It has no saved state."
    menu.actions()[0].trigger()
    menu.close()
    assert world.actions.triggered == [("start_paused", (WEB,))]


def test_ways_to_shut_down(page, world):
    show(page, world)
    menu = page._buttons["shutdown_menu"].menu()
    menu.aboutToShow.emit()
    entries = {entry.objectName(): entry for entry in menu.actions() if not entry.isSeparator()}
    entries["shutdown_agent"].trigger()
    entries["destroy"].trigger()
    assert [one for one, _ in world.actions.triggered] == ["shutdown_agent", "destroy"]


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (DomainState.RUNNING, ["shutdown_menu", "pause", "managed_save"]),
        (DomainState.PAUSED, ["resume", "shutdown_menu", "managed_save"]),
        (DomainState.PMSUSPENDED, ["pm_wake", "shutdown_menu"]),
        (DomainState.CRASHED, ["shutdown_menu", "core_dump"]),
    ],
)
def test_buttons_follow_the_state(page, world, qtbot, state, buttons):
    show(page, world, replace(DOMAIN, state=state))
    assert list(page._buttons) == buttons
    wanted = next(name for name in buttons if name != "shutdown_menu")
    click(qtbot, page, wanted)
    assert world.actions.triggered == [(wanted, (WEB,))]


def test_impossible_buttons_say_why(page, world):
    show(page, world, replace(DOMAIN, persistent=False))
    assert page._buttons["pause"].isEnabled()
    save = page._buttons["managed_save"]
    assert not save.isEnabled()
    assert save.toolTip().startswith("It has no saved definition")


def test_buttons_stay_while_nothing_about_them_changes(page, world):
    show(page, world)
    before = dict(page._buttons)
    world.values(replace(DOMAIN, memory_kib=1024 * 1024))
    assert page._buttons == before
    assert "1 GiB" in page.header._facts.full_text


def test_more_menu_has_everything(page, world):
    show(page, world)
    page.header.menu.aboutToShow.emit()
    page.header.menu.actions()[-1].trigger()
    assert world.actions.triggered == [("delete", (WEB,))]


def test_transit_is_shown_and_ends(page, world):
    show(page, world, OFF)
    world.task(StartDomain(ref=WEB), TaskState.RUNNING)
    assert page.header._state.text() == "Starting"
    world.task(StartDomain(ref=WEB), TaskState.DONE)
    assert page.header._state.text() == "Shut off"


def test_transit_that_began_before_the_page_was_opened(page, world):
    world.open(DOMAIN)
    world.task(ManagedSaveDomain(ref=WEB), TaskState.RUNNING, progress=Progress(0.62))
    page.show_domain(WEB)
    assert page.header._state.text() == "Saving 62 %"


def test_tasks_of_others_are_passed_over(page, world):
    show(page, world)
    other = domain_ref(HOST, "other")
    world.task(ManagedSaveDomain(ref=other), TaskState.RUNNING)
    assert page.header._state.text() == "Running"


def test_crashed_machine_says_when_and_what_can_be_done(page, world, qtbot):
    crashed = replace(DOMAIN, state=DomainState.CRASHED, reason="panicked", state_since=NOW - 840)
    show(page, world, crashed)
    assert "panicked" in sentences(page)[0]
    assert "14 min" in sentences(page)[0]
    assert page.banners.notes[0].severity == "error"
    click(qtbot, page, "link_core_dump")
    assert world.actions.triggered == [("core_dump", (WEB,))]


def test_machine_that_crashed_and_ended_can_be_started(page, world, qtbot):
    show(page, world, replace(OFF, state=DomainState.CRASHED))
    click(qtbot, page, "link_start")
    assert world.actions.triggered == [("start", (WEB,))]


def test_paused_by_an_error(page, world, qtbot):
    show(page, world, replace(DOMAIN, state=DomainState.PAUSED, reason="ioerror"))
    assert "disk" in sentences(page)[0]
    click(qtbot, page, "link_resume")
    assert world.actions.triggered == [("resume", (WEB,))]


def test_paused_by_a_person_needs_no_banner(page, world):
    show(page, world, replace(DOMAIN, state=DomainState.PAUSED, reason="user"))
    assert sentences(page) == []


def test_transient_machine(page, world):
    show(page, world, replace(DOMAIN, persistent=False))
    assert sentences(page) == ["It has no kept definition: when it stops, it is gone."]
    assert "Not kept" in page.overview.identity.value("persistent")


def test_saved_machine(page, world, qtbot):
    show(page, world, replace(OFF, managed_save=True))
    assert page.header._state.text() == "Saved"
    click(qtbot, page, "link_discard_saved")
    assert world.actions.triggered == [("discard_saved", (WEB,))]


def test_container(page, world):
    config = replace(
        CONFIG, os_type="exe", virt_type="lxc", firmware="", cpu_mode="", disks=(), interfaces=()
    )
    show(page, world, replace(DOMAIN, config=config))
    assert page.header._icon._name == "container"
    assert "kernel" in page.overview.resources.value("virt")
    for key in ("agent", "tpm", "firmware", "cpu"):
        assert page.overview.resources._values[key].isHidden()
    assert page.overview._no_disks.text() == "No disks."
    assert not page.overview.disks.isVisible()


def test_stale_host(page, world, qtbot):
    show(page, world)
    world.sample(load=(0.5, 1.0, 0.5, 1.0, 1.0))
    world.status(state=ConnectionState.STALE, last_answer_at=NOW - 240)
    assert page.header._state.text() == "Was running"
    assert "up " not in page.header._facts.full_text
    assert "does not answer" in sentences(page)[0]
    assert "4 min ago" in sentences(page)[0]
    assert page.overview._tiles["cpu"].value == "–"
    assert page.overview.identity._values["uuid"]._text.ink == "muted"
    assert all(not button.isEnabled() for button in page._buttons.values())
    assert page._buttons["pause"].toolTip().startswith("The host does not answer now.")
    with qtbot.waitSignal(page.node_opened) as caught:
        click(qtbot, page, "link_show_node")
    assert caught.args == [HOST]


def test_failed_host(page, world):
    error = ErrorInfo(ErrorKind.UNREACHABLE, Remedy.CHECK_NETWORK, "x")
    show(page, world)
    world.status(state=ConnectionState.FAILED, error=error)
    assert "cannot be connected" in sentences(page)[0]
    assert page.overview.resources.value("vcpus") == "2 of at most 8"


def test_deleted_machine_stays_readable(page, world, qtbot):
    show(page, world)
    world.remove(WEB)
    assert "was deleted" in sentences(page)[0]
    assert page.header._title.full_text == "web-01"
    assert page.header._state.text() == "Gone"
    assert page._buttons == {}
    assert not page.header._more.isVisible()
    assert page.overview.identity.value("uuid") == WEB.key
    assert not page.overview._edit.isVisible()
    assert page.selected_refs() == ()
    with qtbot.waitSignal(page.left_requested):
        click(qtbot, page, "link_leave")


def test_time_of_deletion_stays(page, world):
    show(page, world)
    world.remove(WEB)
    before = sentences(page)
    world.now += 600
    page._timer.timeout.emit()
    assert sentences(page) == before


def test_machine_that_comes_back_is_shown_again(page, world):
    show(page, world)
    world.remove(WEB)
    world.values(OFF)
    assert sentences(page) == []
    assert page.header._state.text() == "Shut off"
    assert "start" in page._buttons
    assert page.header._more.isVisible()


def test_transient_machine_that_stopped(page, world):
    show(page, world, replace(DOMAIN, persistent=False))
    world.remove(WEB)
    assert "no kept definition" in sentences(page)[0]
    assert "deleted" not in sentences(page)[0]


def test_forgotten_host_is_not_called_a_deletion(page, world):
    show(page, world)
    world.forget()
    assert "taken off the list" in sentences(page)[0]
    assert page.header._title.full_text == "web-01"


def test_machine_not_known_yet(page, world):
    world.status(state=ConnectionState.CONNECTING, last_answer_at=None)
    page.show_domain(WEB)
    assert "not known here yet" in sentences(page)[0]
    assert not page.tabs.isVisible()
    world.open(DOMAIN)
    assert page.tabs.isVisible()
    assert page.header._title.full_text == "web-01"


def test_addresses_are_asked_for_and_say_who_told(page, world):
    show(page, world)
    assert world.backend.asked == [ReadAddresses(WEB)]
    world.answer((LEASE, LOOP, STRAY))
    assert page.overview.interfaces.cell_text(0, 5) == "10.0.0.5/24 (DHCP lease)"
    assert page.overview.interfaces.cell_text(1, 5) == "–"
    assert page.overview._other_addresses.text().count("172.17.0.1/16 (guest agent)") == 1
    assert "127.0.0.1" not in page.overview._other_addresses.text()
    assert "10.0.0.5" in page.header._facts.full_text


def test_addresses_are_asked_again_while_visible_only(page, world):
    show(page, world)
    page._address_timer.timeout.emit()
    assert len(world.backend.asked) == 2
    page.hide()
    assert not page._address_timer.isActive()
    world.answer((LEASE,))
    page.show()
    assert page.overview.interfaces.cell_text(0, 5) == "–"
    assert len(world.backend.asked) == 3


def test_addresses_that_nobody_tells(page, world):
    show(page, world)
    world.answer(error=ErrorInfo(ErrorKind.UNSUPPORTED, Remedy.NOTHING, "no"))
    assert page.overview.interfaces.cell_text(0, 5) == "–"


def test_answer_for_another_machine_does_not_land_here(page, world):
    show(page, world)
    other = domain_ref(HOST, "other")
    world.values(replace(OFF, ref=other, name="other"))
    page.show_domain(other)
    world.answer((LEASE,))
    assert page.overview.interfaces.cell_text(0, 5) == ""
    assert "10.0.0.5" not in page.header._facts.full_text


def test_links_act(page, world, qtbot):
    show(page, world)
    click(qtbot, page, "edit_labels")
    click(qtbot, page, "autostart")
    world.values(replace(DOMAIN, autostart=True))
    assert page.overview.identity.value("autostart") == "Yes"
    click(qtbot, page, "autostart")
    names = [name for name, _ in world.actions.triggered]
    assert names == ["labels", "autostart_on", "autostart_off"]
    with qtbot.waitSignal(page.node_opened):
        click(qtbot, page, "show_host")


def test_last_events_of_this_machine(page, world):
    show(page, world)
    world.event()
    world.event("stopped", "shutdown")
    world.event(ref=domain_ref(HOST, "other"))
    assert page.overview.events.lines() == ["Shut down", "Started"]


def test_events_from_before_when_somebody_kept_them(look, world, qtbot):
    kept = EventListModel(world.feed)
    world.open(DOMAIN)
    world.event()
    page = DomainPage(
        look=look, feed=world.feed, dispatcher=world.dispatcher, settings=world.settings,
        actions=world.actions, now=world.clock,
        event_models=lambda scope: EventListModel(world.feed, scope, history=kept),
    )  # fmt: skip
    qtbot.addWidget(page)
    page.show_domain(WEB)
    page.show()
    assert page.overview.events.lines() == ["Started"]


def test_hidden_page_does_nothing_until_shown(page, world):
    show(page, world)
    page.hide()
    assert not page._timer.isActive()
    world.values(OFF)
    assert page.header._state.text() == "Running"
    page.show()
    assert page.header._state.text() == "Shut off"


def test_deletion_while_hidden_is_told_when_shown(page, world):
    show(page, world)
    page.hide()
    world.remove(WEB)
    page.show()
    assert "was deleted" in sentences(page)[0]


def test_names_and_notes_are_plain_text(page, world):
    config = replace(
        CONFIG, title="<i>t</i>", description="<b>bold</b>", tags=("<u>x</u>",), os_label="<o>"
    )
    show(page, world, replace(DOMAIN, name="<b>web</b>\nx", config=config))
    assert page.header._title.full_text == "<b>web</b>␊x"
    assert page.overview.notes.text().startswith("<b>bold</b>")
    for label in page.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_fits_a_narrow_window(page, world, qapp):
    show(page, world, replace(DOMAIN, name="a-very-long-name-" * 8))
    page.resize(640, 600)
    qapp.processEvents()
    assert page.width() == 640
    assert page.overview.horizontalScrollBar().maximum() == 0


def test_everything_that_takes_a_click_has_a_name(page, world):
    show(page, world, replace(DOMAIN, state=DomainState.PAUSED, reason="ioerror"))
    world.values(NODE)
    for button in page.findChildren(QPushButton):
        if button.isVisible():
            assert button.accessibleName()


def test_page_follows_the_scheme(page, world, look, qapp):
    show(page, world)
    look.set_theme("dark")
    qapp.processEvents()
    assert page.grab().toImage().pixelColor(2, 80) == look.color("base")


def test_addresses_are_kept_readable_in_a_narrow_window(page, world, qapp):
    show(page, world)
    world.answer((LEASE,))
    table = page.overview.interfaces
    assert not table.isColumnHidden(2)
    page.resize(640, 600)
    qapp.processEvents()
    assert table.isColumnHidden(2)
    assert not table.isColumnHidden(0)
    assert table.columnWidth(5) >= table.fontMetrics().horizontalAdvance("10.0.0.5/24")
    page.resize(1200, 900)
    qapp.processEvents()
    assert not table.isColumnHidden(2)


def test_the_name_goes_before_the_words_of_buttons(page, world, qapp):
    name = "database-replica-frankfurt-01"
    show(page, world, replace(DOMAIN, name=name))
    page.resize(800, 600)
    qapp.processEvents()
    assert page.header._title.text() == name
    assert page._buttons["managed_save"].text() == ""
