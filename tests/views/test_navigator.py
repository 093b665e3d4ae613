"""The navigator by mouse and keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QWidget

from tests.models.domain_feed import FleetFeed, config, host, make
from tests.models.test_connections_store import fill
from tests.views.pages.test_connections_page import drop
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models import place as places
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.navigator import ITEM_ROLE, NavigatorModel
from virtgui.models.settings_store import Settings
from virtgui.views.look.look import Look
from virtgui.views.navigator import Navigator

ALPHA = host("alpha")


@pytest.fixture(scope="module")
def look(qapp):
    return Look(qapp)


@pytest.fixture
def feed(qapp):
    made = FleetFeed()
    made.say("alpha")
    return made


@pytest.fixture
def store(tmp_path):
    made = ConnectionsStore(tmp_path / "c.json")
    made.add(ConnectionSpec(ALPHA, "qemu:///system", "alpha"))
    return made


@pytest.fixture
def make_navigator(qtbot, look, feed, store, tmp_path):
    def build():
        settings = Settings(tmp_path / "s.json")
        model = NavigatorModel(feed, store, list)
        made = Navigator(look, model, settings)
        qtbot.addWidget(made)
        made.resize(240, 600)
        made.show()
        return made

    return build


@pytest.fixture
def navigator(make_navigator, feed):
    made = make_navigator()
    feed.put(make("alpha", "web", config=config(group="Shop/Front")), make("alpha", "mail"))
    return made


def rows(navigator):
    view, found = navigator.view, []
    index = view.model().index(0, 0)
    while index.isValid():
        found.append(index.data(ITEM_ROLE).text)
        index = view.indexBelow(index)
    return found


def find(navigator, text):
    view = navigator.view
    index = view.model().index(0, 0)
    while index.data(ITEM_ROLE).text != text:
        index = view.indexBelow(index)
        assert index.isValid(), text
    return index


def click(navigator, text, *, chevron=False):
    view = navigator.view
    index = find(navigator, text)
    row = view.visualRect(index)
    row.setLeft(0)
    place = view.itemDelegate().chevron_rect(index, row).center() if chevron else row.center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_goes_there_and_a_chevron_only_opens(navigator):
    spy = QSignalSpy(navigator.view.place_chosen)
    click(navigator, "alpha", chevron=True)
    assert spy.count() == 0
    assert rows(navigator)[-3:] == ["alpha", "Shop", "mail"]
    click(navigator, "mail")
    assert [place.kind for place in spy.at(0)] == [places.PlaceKind.DOMAIN]
    click(navigator, "Shop")
    assert spy.at(1)[0] == places.group_place(ALPHA, "Shop")
    click(navigator, "alpha", chevron=True)
    assert "mail" not in rows(navigator)


def test_enter_goes_to_the_current_row(navigator):
    spy = QSignalSpy(navigator.view.place_chosen)
    navigator.view.setCurrentIndex(find(navigator, "Needs attention"))
    QTest.keyClick(navigator.view, Qt.Key.Key_Return)
    assert spy.at(0)[0] == places.ATTENTION


def test_a_place_shown_from_elsewhere_is_opened_and_not_gone_to_again(navigator, feed):
    spy = QSignalSpy(navigator.view.place_chosen)
    ref = next(domain.ref for domain in feed.inventory.domains() if domain.name == "web")
    navigator.view.show_place(places.domain_place(ref))
    assert rows(navigator)[-5:] == ["alpha", "Shop", "Front", "web", "mail"]
    assert navigator.view.currentIndex().data(ITEM_ROLE).text == "web"
    assert spy.count() == 0


def test_open_folders_are_kept_and_opened_once(navigator, make_navigator, feed):
    for name in ("alpha", "Shop", "Front"):
        click(navigator, name, chevron=True)
    assert "web" in rows(navigator)
    navigator.keep_state()
    again = make_navigator()
    assert "web" in rows(again)
    click(again, "Front", chevron=True)
    assert "web" not in rows(again)
    feed.put(make("alpha", "newcomer"))
    assert "newcomer" in rows(again)
    assert "web" not in rows(again)


def test_folders_that_are_not_there_yet_are_kept_for_the_next_time(navigator, make_navigator, feed):
    for name in ("alpha", "Shop"):
        click(navigator, name, chevron=True)
    navigator.keep_state()
    web = [domain for domain in feed.inventory.domains() if domain.name == "web"]
    feed.drop(*(domain.ref for domain in feed.inventory.domains()))
    without = make_navigator()
    without.keep_state()
    third = make_navigator()
    feed.put(*web)
    assert "Front" in rows(third)


def test_the_foot(navigator):
    for name, signal in (
        ("add_connection", navigator.add_requested),
        ("preferences", navigator.preferences_requested),
    ):
        spy = QSignalSpy(signal)
        QTest.mouseClick(navigator.findChild(QWidget, name), Qt.MouseButton.LeftButton)
        assert spy.count() == 1


# Folders of hosts


@pytest.fixture
def sorted_hosts(make_navigator, store):
    fill(store, "site/rack/a", "site/b", "lab/c")
    return make_navigator()


def test_folders_of_hosts_are_open_until_they_are_closed(sorted_hosts, make_navigator, store):
    shown = ["site", "rack", "a", "b", "lab", "c", "alpha"]
    assert rows(sorted_hosts)[-7:] == shown
    click(sorted_hosts, "site", chevron=True)
    assert rows(sorted_hosts)[-4:] == ["site", "lab", "c", "alpha"]
    sorted_hosts.keep_state()
    again = make_navigator()
    assert rows(again)[-4:] == ["site", "lab", "c", "alpha"]
    click(again, "site", chevron=True)
    assert rows(again)[-7:] == shown


def test_another_order_leaves_open_what_was_open(sorted_hosts, store, feed):
    feed.say("c")
    feed.put(make("c", "vm", config=config(group="Web")))
    for name in ("c", "Web"):
        click(sorted_hosts, name, chevron=True)
    click(sorted_hosts, "rack", chevron=True)
    store.move([host("c")], folder="site", before=host("b"))
    assert rows(sorted_hosts)[-7:] == ["site", "rack", "c", "Web", "vm", "b", "alpha"]


def test_a_folder_leads_to_its_connections_and_has_a_menu(sorted_hosts):
    went = QSignalSpy(sorted_hosts.view.place_chosen)
    wanted = QSignalSpy(sorted_hosts.view.folder_menu_requested)
    click(sorted_hosts, "rack")
    assert went.at(0)[0] == places.folder_place("site/rack")
    box = sorted_hosts.view.visualRect(find(sorted_hosts, "rack"))
    sorted_hosts.view.customContextMenuRequested.emit(box.center())
    assert wanted.at(0)[0][1] == "site/rack"


def test_the_colour_of_a_host_is_painted_beside_its_name(sorted_hosts, store, look):
    store.update(replace(store.get(host("c")), color="red", label="production"))
    picture = sorted_hosts.view.viewport().grab().toImage()
    box = sorted_hosts.view.visualRect(find(sorted_hosts, "c"))
    colors = {picture.pixelColor(x, box.center().y()).name() for x in range(box.right())}
    assert look.color("label-red").name() in colors


def test_a_host_is_dragged_into_a_folder(sorted_hosts, store):
    view = sorted_hosts.view
    model = view.model()
    data = model.mimeData([model.index_of(places.node_place(ALPHA))])
    drop(view, data, view.visualRect(find(sorted_hosts, "lab")).center())
    assert store.get(ALPHA).group == "lab"
    assert rows(sorted_hosts)[-3:] == ["lab", "c", "alpha"]
    drop(view, data, view.visualRect(find(sorted_hosts, "Needs attention")).center())
    assert store.get(ALPHA).group == "lab"
