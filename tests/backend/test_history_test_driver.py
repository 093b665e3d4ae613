"""The history as it fills itself, on libvirt's test driver."""

import pytest

from tests.backend.historian import Historian
from tests.backend.recorder import Recorder
from virtgui.backend.fleet import Fleet
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.ops import domain as ops
from virtgui.core.ports import Polling
from virtgui.core.queries import ReadRemoved, ReadVersions, SetVersionRemark
from virtgui.core.refs import ConnectionId, domain_ref, node_ref
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.task import TaskState
from virtgui.core.values.version import Origin

SMALL = "<domain type='test'><name>{}</name><memory>8192</memory><os><type>hvm</type></os></domain>"


@pytest.fixture
def historian(fleet, recorder):
    return Historian(fleet, recorder)


def _do(fleet, recorder, operation, name, state=TaskState.DONE):
    task = recorder.wait_task(fleet.submit(operation, name, 1))
    assert task.state is state, task
    return task


def test_all_domains_are_seen_once(opened, recorder, fleet, historian, test_node):
    opened(test_node)
    for name in ("one", "two", "three"):
        (version,) = historian.wait_count(recorder.domain(name).ref, 1)
        assert (version.name, version.origin, version.user) == (name, Origin.SEEN, "")
        assert f"<name>{name}</name>" in historian.text(version)


def test_what_this_program_changes_is_its_work(opened, recorder, fleet, historian, test_node):
    opened(test_node)
    ref = recorder.domain("one").ref
    historian.wait_count(ref, 1)
    _do(fleet, recorder, ops.SetTitle(ref=ref, title="Shop"), "one")
    version = historian.wait_count(ref, 2)[0]
    assert (version.origin, version.operation) == (Origin.APPLIED, "set_title")
    assert version.user
    assert "<title>Shop</title>" in historian.text(version)
    _do(fleet, recorder, ops.SetTitle(ref=ref, title="Shop"), "one")
    _do(fleet, recorder, ops.SetDescription(ref=ref, description="d"), "one")
    versions = historian.wait_count(ref, 3)
    assert [item.operation for item in versions] == ["set_description", "set_title", ""]


def test_deleted_and_brought_back(opened, recorder, fleet, historian, test_node):
    connection = opened(test_node)
    ref = recorder.domain("one").ref
    _do(fleet, recorder, ops.DeleteDomain(ref=ref, stop_first=True), "one")
    removed = historian.wait_removed(connection, "one")
    assert (removed.operation, bool(removed.user)) == ("delete", True)
    back = ops.DefineDomain(ref=node_ref(connection), xml=historian.text(removed))
    task = _do(fleet, recorder, back, "one")
    assert task.remark == ""
    recorder.wait(lambda: recorder.domain("one") and recorder.domain("one").ref == ref)
    newest = historian.wait(ref, lambda v: v[0].origin is not Origin.REMOVED)[0]
    assert (newest.origin, newest.operation) == (Origin.APPLIED, "define_domain")
    assert historian.ask(ReadRemoved(connection)) == ()
    task = _do(fleet, recorder, back, "one", TaskState.FAILED)
    assert (task.error.kind, task.error.remedy) == (ErrorKind.CONFLICT, Remedy.CHANGE_NAME)


def test_a_name_that_is_taken_is_refused(opened, recorder, fleet, test_node):
    connection = opened(test_node)
    xml = SMALL.format("two")
    new = ops.DefineDomain(ref=node_ref(connection), xml=xml)
    task = _do(fleet, recorder, new, "two", TaskState.FAILED)
    assert (task.error.kind, task.error.subject) == (ErrorKind.CONFLICT, "two")
    other = ops.DefineDomain(ref=node_ref(connection), xml=xml.replace("two", "four"))
    _do(fleet, recorder, other, "four")
    recorder.wait(lambda: recorder.domain("four"))


@pytest.mark.parametrize("xml", ["", "<domain", "<network><name>x</name></network>"])
def test_what_is_no_domain_is_refused(opened, recorder, fleet, test_node, xml):
    connection = opened(test_node)
    new = ops.DefineDomain(ref=node_ref(connection), xml=xml)
    task = _do(fleet, recorder, new, "x", TaskState.FAILED)
    assert task.error.kind is ErrorKind.INVALID


def test_a_new_domain_without_uuid_is_the_work_of_its_operation(
    opened, recorder, fleet, historian, test_node
):
    connection = opened(test_node)
    xml = SMALL.format("four")
    _do(fleet, recorder, ops.DefineDomain(ref=node_ref(connection), xml=xml), "four")
    recorder.wait(lambda: recorder.domain("four"))
    (version,) = historian.wait_count(recorder.domain("four").ref, 1)
    assert (version.origin, version.operation) == (Origin.APPLIED, "define_domain")


def test_the_history_outlives_the_program_and_needs_no_node(
    tmp_path, event_loop_thread, test_node, recorder
):
    connection = ConnectionId("n")
    history = tmp_path / "data" / "history.sqlite"
    refs = {}
    for run in range(2):
        heard = Recorder() if run else recorder
        fleet = Fleet(heard, tmp_path / "cache" / "c.sqlite", Polling(interval=0.5), None, history)
        if run == 0:
            fleet.connect(ConnectionSpec(connection, test_node, "n"))
            heard.wait(lambda heard=heard: heard.domain("two"))
            refs = {row.name: row.ref for row in heard.inventory.domains()}
            Historian(fleet, heard).wait_count(refs["two"], 1)
        else:
            historian = Historian(fleet, heard)
            (version,) = historian.versions(refs["two"])
            historian.ask(SetVersionRemark(version.id, "as it was"))
            assert historian.versions(refs["two"])[0].remark == "as it was"
            assert "<name>two</name>" in historian.text(version)
            assert not heard.statuses
        fleet.close()
    left = sorted(path.name for path in history.parent.iterdir())
    assert left == ["figures.sqlite", "history.sqlite"]


def test_forgotten_connections_leave_no_history(opened, recorder, fleet, historian, test_node):
    connection = opened(test_node)
    ref = recorder.domain("one").ref
    historian.wait_count(ref, 1)
    fleet.forget(connection)
    historian.wait_count(ref, 0)


def test_an_unknown_version_has_no_text(fleet, recorder):
    number = fleet.ask(SetVersionRemark(99, "?"))
    answer = recorder.wait(lambda: recorder.answers.get(number))
    assert answer.error.kind is ErrorKind.NOT_FOUND
    empty = fleet.ask(ReadVersions(domain_ref(ConnectionId("n"), "u")))
    assert recorder.wait(lambda: recorder.answers.get(empty)).value == ()
