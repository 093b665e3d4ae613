"""Alerts in the navigator: marks of machines, hosts and folders, and their words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from tests.models.alert_samples import CPU, NOW, POOL_FULL, make_alert, over, post
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import StatusChanged
from virtgui.core.refs import POOL, ConnectionId, ObjectRef, domain_ref, node_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState
from virtgui.documents.domain import read_domain_config
from virtgui.models import place as places
from virtgui.models.alert_book import AlertBook
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.navigator import ITEM_ROLE, NavigatorModel
from virtgui.models.settings_store import Settings

C = ConnectionId("c")
WEB = domain_ref(C, "web")
BUSY = make_alert(CPU, WEB)
FULL = make_alert(POOL_FULL, ObjectRef(C, POOL, "default"), 0.91)
TIP, WORDS = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def store(qapp, tmp_path):
    store = ConnectionsStore(tmp_path / "c.json")
    store.add(ConnectionSpec(C, "qemu:///system", "kvm-01", group="west"))
    return store


def say(feed, store, state=ConnectionState.CONNECTED):
    feed.post(StatusChanged(ConnectionStatus(store.get(C), state, last_answer_at=1.0)))
    feed.deliver()


@pytest.fixture
def book(feed, tmp_path):
    return AlertBook(feed, Settings(tmp_path / "s.json"), feed, clock=lambda: NOW)


@pytest.fixture
def model(feed, store, book):
    say(feed, store)
    feed.post(ChangeSet(C, (Domain(WEB, "web", DomainState.RUNNING),)))
    feed.deliver()
    return NavigatorModel(feed, store, list, feed, alerts=book)


def row(model, place):
    return model.index_of(place)


def mark(model, place):
    return row(model, place).data(ITEM_ROLE).mark


MACHINE, HOST, FOLDER = places.domain_place(WEB), places.node_place(C), places.folder_place("west")


def test_a_machine_is_marked_and_says_why(feed, model):
    assert mark(model, MACHINE) == ""
    changed = QSignalSpy(model.dataChanged)
    post(feed, BUSY)
    assert changed.count() > 0
    assert mark(model, MACHINE) == "warn"
    words = "CPU of the machine: 97 %, above 90 % for 5 min"
    assert row(model, MACHINE).data(TIP).split("\n") == ["web", "Running", words]
    assert row(model, MACHINE).data(WORDS) == f"web, Running, {words}"
    assert mark(model, HOST) == "lk-ok", "a host has marks for itself and its pools"
    post(feed, over(BUSY))
    assert mark(model, MACHINE) == ""
    assert words not in row(model, MACHINE).data(TIP)


def test_the_words_tell_the_figure_of_now(feed, model):
    post(feed, BUSY)
    post(feed, make_alert(CPU, WEB, 0.99))
    assert "99 %" in row(model, MACHINE).data(TIP)


@pytest.mark.parametrize("alert", [FULL, make_alert(CPU, node_ref(C))])
def test_a_host_and_its_folder_are_marked(feed, model, alert):
    post(feed, alert)
    assert (mark(model, HOST), mark(model, FOLDER)) == ("warn", "warn")
    assert "above" in row(model, HOST).data(TIP)
    assert "above" in row(model, HOST).data(WORDS)
    post(feed, over(alert))
    assert (mark(model, HOST), mark(model, FOLDER)) == ("lk-ok", "")


def test_a_bad_link_is_worse(feed, store, model):
    post(feed, FULL, BUSY)
    say(feed, store, ConnectionState.WAITING)
    assert (mark(model, HOST), mark(model, FOLDER)) == ("lk-stale", "lk-stale")
    assert mark(model, MACHINE) == "", "nobody knows how it fares now"
    say(feed, store)
    assert (mark(model, HOST), mark(model, MACHINE)) == ("warn", "warn")


def test_needs_attention_counts_machines_with_alerts(feed, book, model):
    fleet = row(model, places.ATTENTION)
    assert fleet.data(ITEM_ROLE).count == 0
    post(feed, BUSY, FULL)
    assert fleet.data(ITEM_ROLE).count == 1
    book.acknowledge([BUSY])
    assert fleet.data(ITEM_ROLE).count == 0
    assert mark(model, MACHINE) == ""


def test_a_tree_that_is_built_late_has_the_marks(feed, store, book):
    say(feed, store)
    feed.post(ChangeSet(C, (Domain(WEB, "web", DomainState.RUNNING),)))
    post(feed, BUSY, FULL)
    model = NavigatorModel(feed, store, list, feed, alerts=book)
    assert [mark(model, place) for place in (MACHINE, HOST, FOLDER)] == ["warn"] * 3


def test_a_folder_of_machines_is_marked_for_what_is_in_it(feed, store, model):
    config = read_domain_config(
        "<domain type='kvm'><name>web</name><metadata>"
        "<machine xmlns='https://virtgui.org/xmlns/machine/1'><group>shop/front</group></machine>"
        "</metadata><os><type>hvm</type></os></domain>"
    )
    feed.post(ChangeSet(C, (Domain(WEB, "web", DomainState.RUNNING, config=config),)))
    feed.deliver()
    shop, front = places.group_place(C, "shop"), places.group_place(C, "shop/front")
    assert mark(model, shop) == ""
    post(feed, BUSY)
    assert (mark(model, shop), mark(model, front), mark(model, MACHINE)) == ("warn",) * 3
    assert row(model, shop).data(TIP) == "1 beyond a limit: web"
    assert "1 beyond a limit: web" in row(model, front).data(WORDS)
    say(feed, store, ConnectionState.WAITING)
    assert mark(model, shop) == ""
    say(feed, store)
    assert mark(model, shop) == "warn"
    post(feed, over(BUSY))
    assert (mark(model, shop), mark(model, front)) == ("", "")
