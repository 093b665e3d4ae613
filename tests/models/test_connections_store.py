"""The list of connections: order, folders, and what is written of it."""

import json
import stat
from dataclasses import replace

import pytest
from PySide6.QtTest import QSignalSpy

from tests.qt_fixtures import wait_for
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.connections_store import ConnectionsStore, new_connection
from virtgui.models.settings_store import StoreProblem

FULL = ConnectionSpec(
    ConnectionId("full"), "qemu+ssh://ops@kvm-01/system", "kvm-01", read_only=True,
    autoconnect=False, group="site/berlin", label="production", color="red", is_guarded=True,
    poll_interval=10.0, notes="Rack 4.\nCall Ann.", accepts_clear=True,
)  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return tmp_path / "c.json"


@pytest.fixture
def store(qapp, path):
    return ConnectionsStore(path)


def fill(store, *places):
    """Connections by their names, with their folders: "a", "f/b"."""
    specs = []
    for place in places:
        group, _, name = place.rpartition("/")
        specs.append(ConnectionSpec(ConnectionId(name), f"qemu+ssh://{name}/system", name))
        specs[-1] = replace(specs[-1], group=group)
    store.add_all(specs)


def order(store):
    return [f"{spec.group}/{spec.name}".lstrip("/") for spec in store.all()]


def test_every_field_is_kept(store, path):
    store.add(FULL)
    assert store.flush()
    assert ConnectionsStore(path).all() == (FULL,)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_connections_keep_their_order_and_no_secret(store, path):
    first = store.add(new_connection("qemu+tcp://joe:hunter2@far/system"))
    store.add(new_connection("lxc:///system", "Boxes", read_only=True))
    store.add(new_connection("test:///default"), keep=False)
    assert store.flush()
    assert "hunter2" not in path.read_text()
    assert "hunter2" not in first.uri
    again = ConnectionsStore(path)
    assert [spec.name for spec in again.all()] == ["far", "Boxes"]
    again.rename(first.id, "Near")
    again.remove(again.by_uri("lxc:///system").id)
    assert again.flush()
    assert [spec.name for spec in ConnectionsStore(path).all()] == ["Near"]


def test_a_burst_is_written_once_and_not_at_once(store, path, monkeypatch):
    written = []
    monkeypatch.setattr(
        "virtgui.models.connections_store.write_whole", lambda *given: written.append(given)
    )
    for number in range(20):
        store.add(new_connection("qemu:///system", f"h{number}"))
    assert not written
    wait_for(lambda: written)
    assert store.flush()
    assert len(written) == 1
    assert len(written[0][1]["connections"]) == 20


def test_one_of_this_run_stays_so_when_it_is_renamed(store, path):
    spec = store.add(new_connection("test:///default"), keep=False)
    store.rename(spec.id, "Other")
    assert store.is_temporary(spec.id)
    assert store.kept() == ()


def test_what_others_wrote_is_kept(store, path):
    entry = {"id": "a", "uri": "qemu:///system", "name": "A", "shade": 3}
    content = {"format": 1, "connections": [entry, {"uri": 5}, "odd"], "extra": [1]}
    path.write_text(json.dumps(content))
    store = ConnectionsStore(path)
    store.rename(ConnectionId("a"), "B")
    assert store.flush()
    written = json.loads(path.read_text())
    assert written["extra"] == [1]
    assert written["connections"][0]["shade"] == 3
    assert written["connections"][0]["name"] == "B"
    assert written["connections"][1:] == [{"uri": 5}, "odd"]


@pytest.mark.parametrize(
    ("field", "value", "usual"),
    [
        ("color", "beige", ""), ("color", ["red"], ""), ("group", " a // b ", "a/b"),
        ("label", 4, ""), ("is_guarded", "yes", False), ("autoconnect", None, True),
        ("poll_interval", True, None), ("poll_interval", -1, None), ("poll_interval", 5, 5.0),
        ("poll_interval", 1e400, None), ("notes", {}, ""),
    ],
)  # fmt: skip
def test_reading_is_tolerant(qapp, path, field, value, usual):
    entry = {"id": "a", "uri": "qemu:///system", "name": "A", field: value}
    path.write_text(json.dumps({"format": 1, "connections": [entry]}))
    assert getattr(ConnectionsStore(path).all()[0], field) == usual


def test_a_list_that_is_none_is_empty(qapp, path):
    path.write_text('{"format": 1, "connections": {"a": 1}}')
    store = ConnectionsStore(path)
    assert store.all() == ()
    assert store.problem is None
    path.write_text("{")
    assert ConnectionsStore(path).problem is StoreProblem.BROKEN


def test_a_failed_write_is_told_and_tried_again(store, path):
    told = QSignalSpy(store.problem_arisen)
    path.mkdir()
    store.add(FULL)
    assert not store.flush()
    assert told.count() >= 1
    assert str(path) in told.at(0)[0]
    path.rmdir()
    assert store.flush()
    assert ConnectionsStore(path).all() == (FULL,)


def test_moving(store):
    fill(store, "a", "f/b", "c", "f/d")
    store.move([ConnectionId("c")], before=ConnectionId("a"))
    assert order(store) == ["c", "a", "f/b", "f/d"]
    store.move([ConnectionId("d"), ConnectionId("a")], folder="g")
    assert order(store) == ["c", "f/b", "g/a", "g/d"]
    store.move([ConnectionId("c")], folder="f")
    assert order(store) == ["f/b", "f/c", "g/a", "g/d"]
    store.move([ConnectionId("b"), ConnectionId("a")], folder="", before=ConnectionId("a"))
    assert order(store) == ["f/c", "b", "a", "g/d"]


def test_a_move_to_where_it_is_changes_nothing(store):
    fill(store, "a", "b")
    spy = QSignalSpy(store.changed)
    store.move([ConnectionId("a")], folder="", before=ConnectionId("b"))
    store.move([ConnectionId("gone")], folder="x")
    assert spy.count() == 0


def test_moving_folders(store):
    fill(store, "x/a", "y/b", "y/z/c", "d")
    store.move_folder("y", "", before=ConnectionId("a"))
    assert order(store) == ["y/b", "y/z/c", "x/a", "d"]
    store.move_folder("y/z", "x")
    assert order(store) == ["y/b", "x/z/c", "x/a", "d"]
    store.move_folder("x", "x/z")
    assert "x/a" in order(store)
    assert store.folders() == ("y", "x", "x/z")
    store.rename_folder("x", "new/x")
    assert store.inside("new") == ("c", "a")


def test_shifting_stays_among_the_neighbours(store):
    fill(store, "a", "f/b", "c", "f/d", "e")
    store.shift([ConnectionId("c"), ConnectionId("d")], up=True)
    assert order(store) == ["c", "f/d", "a", "f/b", "e"]
    store.shift([ConnectionId("c"), ConnectionId("d")], up=True)
    assert order(store) == ["c", "f/d", "a", "f/b", "e"]
    store.shift([ConnectionId("c"), ConnectionId("a")], up=False)
    assert order(store) == ["e", "f/d", "c", "f/b", "a"]
