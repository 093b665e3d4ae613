"""The navigator's tree follows the inventory."""

import random
from dataclasses import replace

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from virtgui.core.changes import ChangeSet
from virtgui.core.messages import StatusChanged
from virtgui.core.refs import DOMAIN, ConnectionId, domain_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
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
