"""Connections, events and operations on libvirt's test driver."""

import subprocess

from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.features import Feature
from virtgui.core.ops import domain as ops
from virtgui.core.ports import Polling
from virtgui.core.queries import FindLocalHypervisors, ReadDeletePlan, ReadDomainXml
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.core.values.domain import DomainState, ShownState
from virtgui.core.values.event import EventKind
from virtgui.core.values.task import TaskState


def _ref(recorder, name):
    return recorder.domain(name).ref


def test_lists_all_domains_with_their_definitions(opened, recorder, test_node):
    opened(test_node)
    recorder.wait(lambda: all(row.config for row in recorder.inventory.domains()))
    rows = {row.name: row for row in recorder.inventory.domains()}
    assert set(rows) == {"one", "two", "three"}
    assert {row.state for row in rows.values()} == {DomainState.RUNNING}
    assert rows["one"].memory_kib == 64 * 1024
    assert rows["one"].vcpus == 1
    assert rows["one"].started_at is not None
    assert not rows["one"].start_seen


def test_reads_the_node(opened, recorder, test_node):
    connection = opened(test_node)
    node = recorder.wait(lambda: recorder.inventory.node(connection))
    assert node.hypervisor == "TEST"
    assert node.cpus > 0
    assert node.hostname


def test_life_cycle_each_with_its_event_and_task(opened, recorder, fleet, test_node):
    opened(test_node)
    ref = _ref(recorder, "one")
    for operation, state, word in (
        (ops.PauseDomain(ref=ref), DomainState.PAUSED, "suspended"),
        (ops.ResumeDomain(ref=ref), DomainState.RUNNING, "resumed"),
        (ops.ShutdownDomain(ref=ref), DomainState.SHUTOFF, "stopped"),
        (ops.StartDomain(ref=ref), DomainState.RUNNING, "started"),
        (ops.DestroyDomain(ref=ref), DomainState.SHUTOFF, "stopped"),
    ):
        task = recorder.wait_task(fleet.submit(operation, "one", 1))
        assert task.state is TaskState.DONE, task
        assert task.ended_at >= task.submitted_at
        recorder.wait(lambda state=state: recorder.domain("one").state is state)
        recorder.wait(lambda word=word: word in {event.what for event in recorder.events()})


def test_start_notes_when_it_was_seen(opened, recorder, fleet, test_node):
    opened(test_node)
    ref = _ref(recorder, "two")
    recorder.wait_task(fleet.submit(ops.DestroyDomain(ref=ref), "two", 1))
    recorder.wait(lambda: recorder.domain("two").started_at is None)
    recorder.wait_task(fleet.submit(ops.StartDomain(ref=ref), "two", 1))
    row = recorder.wait(lambda: recorder.domain("two").started_at and recorder.domain("two"))
    assert row.start_seen


def test_an_impossible_operation_fails_with_libvirts_words(opened, recorder, fleet, test_node):
    opened(test_node)
    ref = _ref(recorder, "one")
    task = recorder.wait_task(fleet.submit(ops.StartDomain(ref=ref), "one", 1))
    assert task.state is TaskState.FAILED
    assert task.error.kind is ErrorKind.CONFLICT
    assert task.error.libvirt_code in (1, 55)
    assert "running" in task.error.detail


def test_managed_save_restore_and_discard(opened, recorder, fleet, test_node):
    opened(test_node)
    ref = _ref(recorder, "one")
    recorder.wait_task(fleet.submit(ops.ManagedSaveDomain(ref=ref), "one", 1))
    recorder.wait(lambda: recorder.domain("one").shown_state is ShownState.SAVED)
    recorder.wait_task(fleet.submit(ops.DiscardSavedState(ref=ref), "one", 1))
    recorder.wait(lambda: recorder.domain("one").shown_state is ShownState.SHUTOFF)


def test_identity_and_autostart(opened, recorder, fleet, test_node):
    opened(test_node)
    ref = _ref(recorder, "three")
    for operation in (
        ops.SetTitle(ref=ref, title="A <b>title</b>"),
        ops.SetDescription(ref=ref, description="two\nlines & more"),
        ops.SetAutostart(ref=ref, enabled=True),
    ):
        assert recorder.wait_task(fleet.submit(operation, "three", 1)).state is TaskState.DONE
    row = recorder.wait(
        lambda: (
            recorder.domain("three").autostart
            and recorder.domain("three").config.description
            and recorder.domain("three")
        )
    )
    assert row.title == "A <b>title</b>"
    assert row.config.description == "two\nlines & more"


def test_rename_of_a_shut_off_domain_is_refused_by_this_driver(opened, recorder, fleet, test_node):
    connection = opened(test_node)
    assert Feature.RENAME not in recorder.statuses[connection].features


def test_labels_are_kept_in_the_domains_metadata(opened, recorder, fleet, test_node):
    from virtgui.core.values.domain_config import Labels
    from virtgui.documents.metadata import NAMESPACE, PREFIX, labels_element

    opened(test_node)
    ref = _ref(recorder, "one")
    labels = Labels(("prod", "web"), "shop/front", "call & ask <somebody>")
    operation = ops.SetLabels(
        ref=ref,
        tags=labels.tags,
        group=labels.group,
        notes=labels.notes,
        element=labels_element(labels),
        namespace=NAMESPACE,
        prefix=PREFIX,
    )
    task = recorder.wait_task(fleet.submit(operation, "one", 1))
    assert task.state is TaskState.DONE, task.error
    row = recorder.wait(lambda: recorder.domain("one").tags and recorder.domain("one"))
    assert row.tags == ("prod", "web")
    assert row.group == "shop/front"
    assert row.config.notes == "call & ask <somebody>"


def test_delete_removes_the_row(opened, recorder, fleet, test_node):
    opened(test_node)
    ref = _ref(recorder, "one")
    refused = recorder.wait_task(fleet.submit(ops.DeleteDomain(ref=ref), "one", 1))
    assert refused.state is TaskState.FAILED
    task = recorder.wait_task(fleet.submit(ops.DeleteDomain(ref=ref, stop_first=True), "one", 1))
    assert task.state is TaskState.DONE
    assert task.remark == "storage_kept"
    recorder.wait(lambda: recorder.domain("one") is None)
    assert EventKind.LIFECYCLE in {event.kind for event in recorder.events()}


def test_samples_come_with_every_poll(opened, recorder, test_node):
    opened(test_node)
    recorder.wait(lambda: len(recorder.batches()) >= 3)
    load = next(iter(recorder.batches()[-1].domains.values()))
    assert 0.0 <= load.cpu <= 1.0
    assert load.memory == 0.5


def test_read_only_refuses_operations_without_asking_the_node(opened, recorder, fleet, test_node):
    connection = opened(test_node, "ro", read_only=True)
    task = recorder.wait_task(fleet.submit(ops.PauseDomain(ref=_ref(recorder, "one")), "one", 1))
    assert task.state is TaskState.FAILED
    assert task.error.kind is ErrorKind.PERMISSION
    assert recorder.statuses[connection].spec.read_only


def test_queries(opened, recorder, fleet, test_node):
    opened(test_node)
    ref = _ref(recorder, "one")
    xml = recorder.wait(lambda: recorder.answers.get(fleet_ask(fleet, ReadDomainXml(ref))))
    assert "<name>one</name>" in xml.value
    number = fleet.ask(ReadDeletePlan(ref))
    plan = recorder.wait(lambda: recorder.answers.get(number))
    assert plan.error is None
    assert plan.value.is_active
    gone = fleet.ask(ReadDomainXml(domain_ref(ref.connection, "0" * 8)))
    answer = recorder.wait(lambda: recorder.answers.get(gone))
    assert answer.error is not None
    local = fleet.ask(FindLocalHypervisors())
    assert isinstance(recorder.wait(lambda: recorder.answers.get(local)).value, tuple)


_asked: dict[object, int] = {}


def fleet_ask(fleet, query):
    """Ask once, however often the wait looks."""
    key = (id(fleet), query)
    if key not in _asked:
        _asked[key] = fleet.ask(query)
    return _asked[key]


def _failed(fleet, recorder, uri):
    connection = ConnectionId("bad")
    fleet.connect(ConnectionSpec(connection, uri, "bad"))
    bad = (ConnectionState.FAILED, ConnectionState.WAITING)
    return recorder.wait(
        lambda: (
            recorder.statuses.get("bad")
            and recorder.statuses["bad"].state in bad
            and recorder.statuses["bad"]
        )
    )


def test_nonsense_address_fails_for_good(fleet, recorder):
    status = _failed(fleet, recorder, "not an address")
    assert status.state is ConnectionState.FAILED
    assert status.error.kind is ErrorKind.INVALID
    assert status.error.remedy is Remedy.CORRECT_ADDRESS


def test_unknown_driver_fails_for_good(fleet, recorder):
    status = _failed(fleet, recorder, "nonesuch:///system")
    assert status.state is ConnectionState.FAILED
    assert status.error.kind is ErrorKind.UNSUPPORTED
    assert status.error.subject == "nonesuch"


def test_missing_socket_is_tried_again(fleet, recorder, tmp_path):
    status = _failed(fleet, recorder, f"qemu+unix:///system?socket={tmp_path}/none")
    assert status.state is ConnectionState.WAITING
    assert status.error.remedy is Remedy.START_DAEMON
    assert status.retry_at > 0
    assert ConnectionState.CONNECTING in recorder.states


def test_one_bad_connection_leaves_the_others_alone(fleet, recorder, opened, test_node, tmp_path):
    _failed(fleet, recorder, f"qemu+unix:///system?socket={tmp_path}/none")
    opened(test_node)
    assert recorder.domain("one")


def test_disconnect_keeps_rows_and_forget_drops_them(fleet, recorder, opened, test_node):
    connection = opened(test_node)
    fleet.disconnect(connection)
    recorder.wait_state(connection, ConnectionState.OFFLINE)
    assert recorder.domain("one")
    task = recorder.wait_task(fleet.submit(ops.PauseDomain(ref=_ref(recorder, "one")), "one", 1))
    assert task.state is TaskState.FAILED
    assert task.error.kind is ErrorKind.UNREACHABLE
    fleet.forget(connection)
    recorder.wait(lambda: any(type(m).__name__ == "ConnectionGone" for m in recorder.messages))


def test_definitions_of_the_last_start_are_there_at_once(tmp_path, event_loop_thread, test_node):
    from tests.backend.recorder import Recorder
    from virtgui.backend.fleet import Fleet
    from virtgui.core.ports import Polling

    titles = []
    for _ in range(2):
        recorder = Recorder()
        fleet = Fleet(recorder, tmp_path / "cache.sqlite", Polling())
        fleet.connect(ConnectionSpec(ConnectionId("n"), test_node, "n"))
        recorder.wait(lambda r=recorder: r.domain("one") and r.domain("one").config)
        titles.append(recorder.domain("one").config.name)
        fleet.close()
    assert titles == ["one", "one"]
    text = subprocess.run(
        ["strings", str(tmp_path / "cache.sqlite")], capture_output=True, text=True, check=False
    ).stdout
    assert "passwd" not in text


def test_a_connection_may_have_a_pace_of_its_own(recorder, fleet, test_node):
    own, usual = ConnectionId("own"), ConnectionId("usual")
    fleet.set_polling(Polling(60.0))
    fleet.connect(ConnectionSpec(own, test_node, "own", poll_interval=0.5))
    fleet.connect(ConnectionSpec(usual, test_node, "usual"))

    def polls(connection):
        return len([batch for batch in recorder.batches() if batch.connection == connection])

    recorder.wait(lambda: polls(own) >= 4)
    assert polls(usual) <= 2
