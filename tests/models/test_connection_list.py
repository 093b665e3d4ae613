"""The list of all connections in their folders."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from tests.models.test_connections_store import FULL, fill, order
from virtgui.core.messages import StatusChanged
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import (
    ConnectionState,
    ConnectionStatus,
    ConnectStep,
    LinkSecurity,
)
from virtgui.models.connection_list import CELL_ROLE, Col, ConnectionListModel, new_name
from virtgui.models.connections_store import ConnectionsStore

NOW = 1_700_000_000.0
A, B, C = ConnectionId("a"), ConnectionId("b"), ConnectionId("c")
_Role = Qt.ItemDataRole


@pytest.fixture
def store(qapp, tmp_path):
    return ConnectionsStore(tmp_path / "c.json")


@pytest.fixture
def model(feed, store):
    made = ConnectionListModel(feed, store, clock=lambda: NOW)
    tester = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Warning, made
    )
    yield made
    del tester


def say(feed, spec, state, **values):
    feed.post(StatusChanged(ConnectionStatus(spec, state, **values)))
    feed.deliver()


def tree(model, parent=None):
    parent = parent or QModelIndex()
    found = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        inside = tree(model, index)
        found.append((index.data(), inside) if model.item_at(index).is_folder else index.data())
    return found


def text(model, connection, column, role=_Role.DisplayRole):
    return model.index_of(connection).siblingAtColumn(column).data(role)


def test_folders_stand_before_the_connections_beside_them(model, store):
    fill(store, "a", "y/b", "x/z/c", "y/d")
    assert tree(model) == [("y", ["b", "d"]), ("x", [("z", ["c"])]), "a"]
    store.move([A], folder="x")
    assert tree(model) == [("y", ["b", "d"]), ("x", [("z", ["c"]), "a"])]
    store.remove(C)
    assert tree(model) == [("y", ["b", "d"]), ("x", ["a"])]


@pytest.mark.parametrize(
    ("state", "values", "words", "icon"),
    [
        (ConnectionState.OFFLINE, {}, "Not connected", "lk-off"),
        (ConnectionState.CONNECTING, {"step": ConnectStep.LOGGING_IN}, "Logging in", "st-busy"),
        (ConnectionState.CONNECTED, {}, "Connected", "lk-ok"),
        (ConnectionState.STALE, {}, "No answer", "lk-stale"),
        (ConnectionState.WAITING, {"retry_at": NOW + 12.4}, "Waiting, 12 s", "lk-stale"),
        (ConnectionState.WAITING, {"retry_at": NOW}, "Trying again", "lk-stale"),
        (ConnectionState.FAILED, {}, "Cannot connect", "error"),
        (ConnectionState.ATTENTION, {}, "Needs an answer", "question"),
    ],
)
def test_every_state_has_words_and_a_mark(model, store, feed, state, values, words, icon):
    say(feed, store.add(FULL), state, **values)
    cell = text(model, FULL.id, Col.STATE, CELL_ROLE)
    assert (cell.text, cell.icon[0]) == (words, icon)
    assert (
        text(model, FULL.id, Col.NAME, _Role.AccessibleTextRole) == f"kvm-01, production, {words}"
    )


def test_the_cells_of_a_connection(model, store, feed):
    say(feed, store.add(FULL), ConnectionState.CONNECTED, connected_at=NOW - 7200, latency=0.012,
        security=LinkSecurity.SSH)  # fmt: skip
    assert text(model, FULL.id, Col.ADDRESS) == "qemu+ssh://ops@kvm-01/system"
    assert text(model, FULL.id, Col.SECURITY) == "SSH"
    assert text(model, FULL.id, Col.LATENCY) == "12 ms"
    assert text(model, FULL.id, Col.SINCE) == "2 h"
    assert text(model, FULL.id, Col.ACCESS) == "Observe only"
    assert text(model, FULL.id, Col.PACE) == "10 s"
    assert text(model, FULL.id, Col.NOTES) == "Rack 4. Call Ann."
    assert text(model, FULL.id, Col.AUTOCONNECT, _Role.CheckStateRole) == Qt.CheckState.Unchecked
    tip = text(model, FULL.id, Col.NAME, _Role.ToolTipRole)
    for part in ("Connected", "12 ms", "Encrypted by SSH", "production", "Call Ann."):
        assert part in tip


def test_a_host_that_is_gone_shows_no_old_latency(model, store, feed):
    say(feed, store.add(FULL), ConnectionState.STALE, connected_at=NOW - 60, latency=0.01,
        security=LinkSecurity.SSH)  # fmt: skip
    for column in (Col.SECURITY, Col.LATENCY, Col.SINCE):
        assert text(model, FULL.id, column) == ""


def test_folders_count_and_follow(model, store, feed):
    fill(store, "f/a", "f/g/b", "c")
    index = model.index_of_folder("f").siblingAtColumn(Col.STATE)
    assert index.data() == "0 of 2 connected"
    spy = QSignalSpy(model.dataChanged)
    say(feed, store.get(B), ConnectionState.CONNECTED)
    assert index.data() == "1 of 2 connected"
    assert model.index_of_folder("f") in {change[0].siblingAtColumn(0) for change in spy_all(spy)}


def spy_all(spy):
    return [spy.at(number) for number in range(spy.count())]


def test_other_words_change_cells_and_another_order_the_rows(model, store):
    fill(store, "a", "b")
    resets = QSignalSpy(model.modelReset)
    store.rename(A, "z")
    assert resets.count() == 0
    assert tree(model) == ["z", "b"]
    store.move([B], before=A)
    assert resets.count() == 1


def test_names_and_ticks_are_changed_in_place(model, store):
    fill(store, "a")
    spy = QSignalSpy(model.spec_edited)
    index = model.index_of(A)
    assert index.data(_Role.EditRole) == "a"
    assert not model.setData(index, "  ")
    assert not model.setData(index, "a")
    assert model.setData(index, " Anna ")
    assert model.setData(index.siblingAtColumn(Col.AUTOCONNECT), None, _Role.CheckStateRole)
    spec = store.get(A)
    wanted = [replace(spec, name="Anna"), replace(spec, autoconnect=False)]
    assert [change[0] for change in spy_all(spy)] == wanted


def drop(model, dragged, row, parent=None):
    data = model.mimeData([index for one in dragged for index in [one, one.siblingAtColumn(1)]])
    into = parent or QModelIndex()
    if not model.canDropMimeData(data, Qt.DropAction.MoveAction, row, 0, into):
        return False
    return model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, into)


def test_rows_are_dropped_between_rows_and_into_folders(model, store):
    fill(store, "f/a", "b", "c", "f/d")
    assert drop(model, [model.index_of(C)], 1)
    assert order(store) == ["f/a", "c", "b", "f/d"]
    assert drop(model, [model.index_of(C)], -1, model.index_of_folder("f"))
    assert order(store) == ["f/a", "b", "f/d", "f/c"]
    assert drop(model, [model.index_of(B)], 0, model.index_of_folder("f"))
    assert order(store)[0] == "f/b"


def test_folders_are_dropped_but_not_into_themselves(model, store):
    fill(store, "x/a", "y/b", "c")
    x, y = model.index_of_folder("x"), model.index_of_folder("y")
    assert drop(model, [y], 0)
    assert tree(model) == [("y", ["b"]), ("x", ["a"]), "c"]
    x, y = model.index_of_folder("x"), model.index_of_folder("y")
    assert not drop(model, [x], -1, x)
    assert drop(model, [x, model.index_of(C)], -1, y)
    assert tree(model) == [("y", [("x", ["a"]), "b", "c"])]


def test_the_selection_means_what_lies_in_its_folders(model, store):
    fill(store, "f/a", "b", "f/g/c")
    rows = [model.index_of(B), model.index_of_folder("f")]
    assert model.connections_in(rows) == (A, B, C)


def test_names_of_copies(qapp):
    assert new_name("k", ["k"]) == "k (copy)"
    assert new_name("k", ["k", "k (copy)", "k (copy 2)"]) == "k (copy 3)"
