"""The navigator's tree follows the inventory."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from tests.models.test_connections_store import fill
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import StatusChanged
from virtgui.core.refs import DOMAIN, ConnectionId, domain_ref
from virtgui.core.values.connection import (
    ConnectionSpec,
    ConnectionState,
    ConnectionStatus,
    ConnectStep,
)
from virtgui.core.values.domain import Domain, DomainState
from virtgui.documents.domain import read_domain_config
from virtgui.models import place as places
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.navigator import ITEM_ROLE, NavigatorModel

C = ConnectionId("c")
XML = """<domain type='kvm'><name>x</name><metadata>
<machine xmlns='https://virtgui.org/xmlns/machine/1'><group>{}</group></machine></metadata>
<os><type>hvm</type></os></domain>"""


@pytest.fixture
def model(qapp, feed, tmp_path):
    store = ConnectionsStore(tmp_path / "c.json")
    spec = store.add(ConnectionSpec(C, "qemu:///system", "kvm-01"))
    made = NavigatorModel(feed, store, lambda: [{"name": "Web", "query": "tag:web"}])
    tester = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Warning, made
    )
    feed.post(StatusChanged(ConnectionStatus(spec, ConnectionState.CONNECTED, last_answer_at=1.0)))
    feed.deliver()
    yield made
    del tester


def row(key, name=None, group="", state=DomainState.RUNNING):
    config = read_domain_config(XML.format(group)) if group else None
    return Domain(domain_ref(C, key), name or f"vm-{key}", state, run_id=1, config=config)


def tree(model, parent=None):
    index = model.index_of(places.node_place(C)) if parent is None else parent
    found = {}
    for number in range(model.rowCount(index)):
        child = model.index(number, 0, index)
        item = child.data(ITEM_ROLE)
        found[item.text] = tree(model, child) if item.icon == "group" else item.icon
    return found


def post(feed, *changes):
    for change in changes:
        feed.post(change)
    feed.deliver()


def test_domains_stand_in_their_groups_sorted(model, feed):
    post(feed, ChangeSet(C, (row("2", "b"), row("1", "A"), row("3", "c", "web/front"))))
    assert tree(model) == {"web": {"front": {"c": "st-running"}}, "A": "st-running",
                           "b": "st-running"}  # fmt: skip
    node = model.index_of(places.node_place(C)).data(ITEM_ROLE)
    assert node.count == 3
    assert node.mark == "lk-ok"


def test_a_renamed_or_regrouped_domain_moves_and_empty_groups_go(model, feed):
    post(feed, ChangeSet(C, (row("1", "a", "g/h"),)))
    post(feed, ChangeSet(C, (row("1", "z", "other"),)))
    assert tree(model) == {"other": {"z": "st-running"}}
    post(feed, ChangeSet(C, removed=(domain_ref(C, "1"),)))
    assert tree(model) == {}


def test_a_silent_host_shows_unknown_states(model, feed):
    post(feed, ChangeSet(C, (row("1"),)))
    status = replace(feed.status(C), state=ConnectionState.STALE)
    post(feed, StatusChanged(status))
    assert tree(model) == {"vm-1": "st-unknown"}
    assert model.index_of(places.node_place(C)).data(ITEM_ROLE).mark == "lk-stale"


def test_attention_is_counted(model, feed):
    bad = replace(row("1"), state=DomainState.PAUSED, reason="ioerror")
    post(feed, ChangeSet(C, (bad, row("2", state=DomainState.CRASHED), row("3"))))
    assert model.index_of(places.ATTENTION).data(ITEM_ROLE).count == 2
    post(feed, ChangeSet(C, (row("1"),)))
    assert model.index_of(places.ATTENTION).data(ITEM_ROLE).count == 1


def test_any_sequence_gives_the_same_tree_as_one_list(model, feed):
    chance = random.Random(4)
    rows = {}
    for _ in range(120):
        key = str(chance.randrange(30))
        if chance.random() < 0.3:
            rows.pop(key, None)
            post(feed, ChangeSet(C, removed=(domain_ref(C, key),)))
        else:
            rows[key] = row(key, f"n{chance.randrange(9)}", chance.choice(("", "g", "g/h")))
            post(feed, ChangeSet(C, (rows[key],)))
    shown = tree(model)
    post(feed, ChangeSet(C, (), complete=frozenset((DOMAIN,))))
    post(feed, ChangeSet(C, tuple(rows.values())))
    assert tree(model) == shown


def test_many_at_once(model, feed):
    post(feed, ChangeSet(C, tuple(row(str(number)) for number in range(500))))
    assert len(tree(model)) == 500
    post(feed, ChangeSet(C, tuple(row(f"x{number}") for number in range(500))))
    assert len(tree(model)) == 1000


def test_saved_views_have_their_place(model):
    place = places.Place(places.PlaceKind.SAVED, query="tag:web", name="Web")
    assert model.index_of(place).data(ITEM_ROLE).text == "Web"


# Hosts in folders


@pytest.fixture
def store(qapp, tmp_path):
    return ConnectionsStore(tmp_path / "n.json")


@pytest.fixture
def hosts(store, feed):
    made = NavigatorModel(feed, store, list, clock=lambda: 1_700_000_000.0)
    tester = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Warning, made
    )
    yield made
    del tester


def host_tree(model, parent=None):
    parent = parent or model.index(1, 0)
    found = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        item = index.data(ITEM_ROLE)
        found.append((item.text, host_tree(model, index)) if item.folder else item.text)
    return found


def test_hosts_stand_in_their_folders_and_order(hosts, store):
    fill(store, "a", "y/b", "x/z/c", "y/d")
    assert host_tree(hosts) == [("y", ["b", "d"]), ("x", [("z", ["c"])]), "a"]
    store.move([ConnectionId("d")], before=ConnectionId("b"))
    store.move([ConnectionId("a")], folder="x/z")
    assert host_tree(hosts) == [("y", ["d", "b"]), ("x", [("z", ["c", "a"])])]


def test_a_new_host_is_put_in_without_building_all_anew(hosts, store):
    fill(store, "y/a", "b")
    resets = QSignalSpy(hosts.modelReset)
    fill(store, "y/c", "n/m/d", "e")
    assert resets.count() == 0
    assert host_tree(hosts) == [("y", ["a", "c"]), ("n", [("m", ["d"])]), "b", "e"]


def test_machines_find_their_host_in_its_folder(hosts, store, feed):
    fill(store, "y/c")
    post(feed, ChangeSet(C, (row("1", "vm"),)))
    index = hosts.index_of(places.node_place(C))
    assert hosts.index(0, 0, index).data() == "vm"
    assert hosts.index_of(places.folder_place("y")).data() == "y"


def test_a_folder_shows_what_is_worst_in_it(hosts, store, feed):
    fill(store, "y/z/a", "y/b")
    folder = hosts.index_of(places.folder_place("y"))
    assert folder.data(ITEM_ROLE).mark == ""
    for key, state, mark in (
        ("b", ConnectionState.CONNECTED, ""),
        ("b", ConnectionState.WAITING, "lk-stale"),
        ("b", ConnectionState.FAILED, "error"),
        ("a", ConnectionState.ATTENTION, "question"),
    ):
        post(feed, StatusChanged(ConnectionStatus(store.get(ConnectionId(key)), state)))
        assert folder.data(ITEM_ROLE).mark == mark


def test_a_host_says_label_colour_step_and_when_it_is_tried_again(hosts, store, feed):
    spec = store.add(ConnectionSpec(C, "qemu+ssh://kvm/system", "kvm", label="production",
                                    color="red", notes="Call Ann."))  # fmt: skip
    index = hosts.index_of(places.node_place(C))
    item = index.data(ITEM_ROLE)
    assert (item.label, item.color) == ("production", "red")
    step = ConnectionStatus(
        spec, ConnectionState.CONNECTING, step=ConnectStep.LOGGING_IN, step_host="gate"
    )
    post(feed, StatusChanged(step))
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "Logging in to jump host" in tip
    assert "Label: production" in tip
    assert "Call Ann." in tip
    waiting = replace(step, state=ConnectionState.WAITING, retry_at=1_700_000_009.0)
    post(feed, StatusChanged(waiting))
    assert "Waiting, 9 s" in index.data(Qt.ItemDataRole.ToolTipRole)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("kvm, Waiting, 9 s, production")


def test_hosts_are_dropped_elsewhere(hosts, store):
    fill(store, "f/a", "b", "c")
    section = hosts.index(1, 0)

    def drop(place, row, parent):
        data = hosts.mimeData([hosts.index_of(place)])
        move = Qt.DropAction.MoveAction
        can = hosts.canDropMimeData(data, move, row, 0, parent)
        return can and hosts.dropMimeData(data, move, row, 0, parent)

    assert drop(places.node_place(C), 1, section)
    assert host_tree(hosts) == [("f", ["a"]), "c", "b"]
    folder = hosts.index_of(places.folder_place("f"))
    assert drop(places.node_place(ConnectionId("b")), -1, folder)
    assert host_tree(hosts) == [("f", ["a", "b"]), "c"]
    folder = hosts.index_of(places.folder_place("f"))
    assert not drop(places.folder_place("f"), -1, folder)
    assert not drop(places.node_place(C), -1, hosts.index(0, 0))


def test_connections_have_their_place(hosts):
    assert hosts.index_of(places.CONNECTIONS).data() == "Connections"
