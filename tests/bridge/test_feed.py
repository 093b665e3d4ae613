"""The feed: order, batches, one beat."""

import threading

from tests.qt_fixtures import wait_for
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import (
    ConnectionGone,
    EventHappened,
    Fault,
    PollMissed,
    StatusChanged,
    TaskChanged,
)
from virtgui.core.ops.domain import PauseDomain
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.event import Event, EventKind
from virtgui.core.values.sample import DomainLoad, SampleBatch
from virtgui.core.values.task import Task, TaskState

C = ConnectionId("c")
REF = domain_ref(C, "u")
SPEC = ConnectionSpec(C, "test:///default", "c")


def row(name="n", state=DomainState.RUNNING):
    return Domain(REF, name, state)


def test_ten_thousand_events_from_a_worker_are_a_few_deliveries(feed):
    seen = []
    feed.events_logged.connect(seen.append)
    event = Event(REF, "n", 1.0, EventKind.REBOOT)

    def work():
        for _ in range(10_000):
            feed.post(EventHappened(event))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    wait_for(lambda: sum(len(batch) for batch in seen) == 10_000)
    assert len(seen) <= 3


def test_all_kinds_reach_their_signals_in_one_beat(feed):
    told = []
    for name in (
        "inventory_changed", "statuses_changed", "samples_arrived", "events_logged",
        "tasks_changed", "fault_reported",
    ):  # fmt: skip
        getattr(feed, name).connect(lambda value, name=name: told.append(name))
    task = Task(1, PauseDomain(ref=REF), "n", "c", "test:///default", TaskState.QUEUED, 1.0)
    for message in (
        StatusChanged(ConnectionStatus(SPEC, ConnectionState.CONNECTED)),
        ChangeSet(C, (row(),)),
        SampleBatch(C, 1.0, 1.0, {"u": DomainLoad(0.1, 1, 0.1, 1, 1)}),
        EventHappened(Event(REF, "n", 1.0, EventKind.REBOOT)),
        TaskChanged(task),
        Fault("x", "trace"),
    ):
        feed.post(message)
    feed.deliver()
    assert told == [
        "statuses_changed", "inventory_changed", "samples_arrived", "events_logged",
        "tasks_changed", "fault_reported",
    ]  # fmt: skip
    assert feed.inventory.domain(REF) == row()
    assert feed.series.load(REF).cpu == 0.1


def test_only_the_last_state_of_a_beat_counts(feed):
    deltas, tasks = [], []
    feed.inventory_changed.connect(deltas.append)
    feed.tasks_changed.connect(tasks.append)
    task = Task(1, PauseDomain(ref=REF), "n", "c", "", TaskState.QUEUED, 1.0)
    feed.post(ChangeSet(C, (row("a"),)))
    feed.post(ChangeSet(C, (row("b"),)))
    feed.post(TaskChanged(task))
    feed.post(TaskChanged(Task(1, task.operation, "n", "c", "", TaskState.DONE, 1.0)))
    feed.deliver()
    assert len(deltas) == 1
    assert deltas[0].added == (REF,)
    assert feed.inventory.domain(REF).name == "b"
    assert [item.state for item in tasks[0]] == [TaskState.DONE]


def test_a_connection_that_is_gone_takes_its_rows_along(feed):
    gone = []
    feed.connection_gone.connect(gone.append)
    feed.post(StatusChanged(ConnectionStatus(SPEC)))
    feed.post(ChangeSet(C, (row(),)))
    feed.deliver()
    feed.post(ChangeSet(C, (row("late"),)))
    feed.post(ConnectionGone(C))
    feed.deliver()
    assert gone == [C]
    assert feed.inventory.domain(REF) is None
    assert feed.statuses == {}


def test_a_missed_poll_leaves_nothing_current(feed):
    feed.post(SampleBatch(C, 1.0, 1.0, {"u": DomainLoad(0.1, 1, 0.1, 1, 1)}))
    feed.deliver()
    feed.post(PollMissed(C))
    feed.deliver()
    assert feed.series.load(REF) is None
