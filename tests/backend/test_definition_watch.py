"""What is read for the history, when, and for whose work it is taken."""

from dataclasses import replace
from types import SimpleNamespace

import libvirt
import pytest

from virtgui.backend.lanes import Outcome, Priority
from virtgui.backend.libvirt.definition_watch import DefinitionWatch, read_text, user_name
from virtgui.backend.libvirt.events import Decoded
from virtgui.core.ops import domain as ops
from virtgui.core.refs import ConnectionId, domain_ref, node_ref
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.event import EventKind
from virtgui.core.values.live_step import LiveKind, LiveStep, PartReport, PartState
from virtgui.core.values.task import Task, TaskState
from virtgui.core.values.version import Origin
from virtgui.documents.domain import read_domain_config

C = ConnectionId("c")
ME = user_name()
SECURE = libvirt.VIR_DOMAIN_XML_SECURE
DEFINED = Decoded(EventKind.LIFECYCLE, "defined", "updated")


def xml(uuid, text="1"):
    return (
        f"<domain type='kvm'><name>{uuid}</name><description>{text}</description>"
        "<os><type>hvm</type></os></domain>"
    )


def row(uuid, text="1", *, active=False, persistent=True):
    state = DomainState.RUNNING if active else DomainState.SHUTOFF
    config = read_domain_config(xml(uuid, text))
    return Domain(domain_ref(C, uuid), uuid, state, persistent=persistent, config=config)


def plain(uuid, text="1"):
    return read_domain_config(xml(uuid, text)).digest


def error(code):
    made = libvirt.libvirtError("no")
    made.err = (code, 10, "no", 2, None, None, None, 0, 0)
    return made


class Reactor:
    """Timers that ring when the test says so."""

    def __init__(self):
        self.timers = []

    def later(self, delay, call, *args):
        self.timers.append((delay, call, args))

    def ring(self):
        timers, self.timers = self.timers, []
        for _, call, args in timers:
            call(*args)


class History:
    def __init__(self, checked=None):
        self.checked = checked or {}
        self.sightings, self.removed, self.present = [], [], []
        self.loaded = None

    def load(self, connection, done):
        self.loaded = lambda: done(dict(self.checked))

    def record(self, sighting):
        self.sightings.append(sighting)

    def remove(self, ref, at, operation="", user=""):
        self.removed.append((ref.key, operation, user))

    def keep_present(self, connection, uuids, at):
        self.present.append(set(uuids))

    def said(self):
        """What was recorded since the last look."""
        found, self.sightings = self.sightings, []
        return [(s.ref.key, s.origin, s.operation, s.user) for s in found]


class Node:
    """Answers as libvirt does, from XML by UUID."""

    def __init__(self):
        self.texts, self.asked = {}, []
        self.refuses_secrets = False

    def lookupByUUIDString(self, uuid):  # noqa: N802  # libvirt's name
        if uuid not in self.texts:
            raise error(libvirt.VIR_ERR_NO_DOMAIN)
        return SimpleNamespace(XMLDesc=lambda flags: self._describe(uuid, flags))

    def _describe(self, uuid, flags):
        self.asked.append((uuid, flags))
        if flags & SECURE and self.refuses_secrets:
            raise error(libvirt.VIR_ERR_ACCESS_DENIED)
        return self.texts[uuid]


class Link:
    """A connection whose calls wait until the test lets them be answered."""

    ops = "ops"

    def __init__(self, node):
        self.node, self.calls = node, []

    def call(self, lane, work, done, priority):
        assert (lane, priority) == ("ops", Priority.IDLE)
        self.calls.append((work, done))
        assert len(self.calls) == 1, "one at a time"

    def answer(self):
        (work, done) = self.calls.pop()
        try:
            outcome = Outcome(work(self.node))
        except libvirt.libvirtError as failure:
            outcome = Outcome(None, failure)
        done(outcome)


class World:
    def __init__(self, checked=None, *, with_secrets=True):
        self.reactor, self.history, self.node = Reactor(), History(checked), Node()
        self.link = Link(self.node)
        self.watch = DefinitionWatch(C, self.reactor, self.history)
        self.watch.use(self.link, with_secrets=with_secrets)
        self._tasks = 0

    def start(self, *rows):
        """The way of a connection: list, definitions, time for the rest."""
        for item in rows:
            self.node.texts.setdefault(item.ref.key, xml(item.ref.key))
        self.watch.listed(frozenset(item.ref.key for item in rows))
        self.history.loaded()
        for item in rows:
            self.watch.read(item)
        self.watch.begin()
        return self.settle()

    def settle(self):
        """Let time go on until nothing happens any more; what was read."""
        before = len(self.node.asked)
        while self.link.calls or self.reactor.timers:
            self.reactor.ring()
            if self.link.calls:
                self.link.answer()
        return [uuid for uuid, _ in self.node.asked[before:]]

    def begin(self, operation):
        self._tasks += 1
        task = Task(self._tasks, operation, "n", "", "", TaskState.RUNNING, 0.0)
        return task, self.watch.began(task)

    def end(self, task, *touched, state=TaskState.DONE):
        self.watch.ended(replace(task, state=state), touched)


@pytest.fixture
def world():
    return World()


def title(uuid):
    return ops.SetTitle(ref=domain_ref(C, uuid), title="t")


def test_at_first_sight_everything_is_read_one_by_one_with_the_places_of_secrets(world):
    assert world.start(row("a"), row("b", active=True)) == ["a", "b"]
    assert world.history.said() == [("a", Origin.SEEN, "", ""), ("b", Origin.SEEN, "", "")]
    assert {flags for _, flags in world.node.asked} == {libvirt.VIR_DOMAIN_XML_INACTIVE | SECURE}
    assert world.history.present == [{"a", "b"}]


def test_nothing_is_read_before_the_definitions_on_screen_are(world):
    world.node.texts["a"] = xml("a")
    world.history.loaded()
    world.watch.read(row("a"))
    world.watch.happened("a", DEFINED)
    assert world.settle() == []
    world.watch.begin()
    assert world.settle() == ["a"]


def test_nothing_is_read_before_it_is_known_what_the_history_has():
    world = World({"a": plain("a")})
    world.watch.read(row("a"))
    world.watch.begin()
    assert world.settle() == []
    world.history.loaded()
    assert world.settle() == []


def test_what_has_not_changed_since_the_last_start_is_not_read():
    world = World({"a": plain("a"), "b": plain("b", "old")})
    assert world.start(row("a"), row("b")) == ["b"]


def test_what_runs_is_read_once_for_each_connection():
    world = World({"a": plain("a")})
    assert world.start(row("a", active=True)) == ["a"]
    world.watch.read(row("a", "hot-plugged", active=True))
    assert world.settle() == []
    world.watch.use(None)
    world.watch.use(world.link)
    world.watch.listed(frozenset({"a"}))
    world.watch.read(row("a", active=True))
    world.watch.begin()
    assert world.settle() == ["a"]


def test_a_transient_one_is_read_when_the_book_reads_something_else(world):
    world.start(row("a", active=True, persistent=False))
    world.watch.read(row("a", active=True, persistent=False))
    assert world.settle() == []
    world.watch.read(row("a", "more", active=True, persistent=False))
    assert world.settle() == ["a"]


@pytest.mark.parametrize(
    ("decoded", "reads"),
    [
        (DEFINED, True),
        (Decoded(EventKind.LIFECYCLE, "started"), True),
        (Decoded(EventKind.METADATA_CHANGE, "title"), True),
        (Decoded(EventKind.LIFECYCLE, "suspended"), False),
        (Decoded(EventKind.DEVICE_ADDED), False),
    ],
)
def test_events_say_what_to_read_again(world, decoded, reads):
    world.start(row("a"))
    for _ in range(5):
        world.watch.happened("a", decoded)
    assert world.settle() == (["a"] if reads else [])


def test_a_change_while_it_is_read_is_read_again(world):
    world.start(row("a"))
    world.watch.happened("a", DEFINED)
    world.reactor.ring()
    world.watch.happened("a", DEFINED)
    assert world.settle() == ["a", "a"]


def test_what_an_operation_makes_is_its_work_and_what_follows_is_not(world):
    world.start(row("a"))
    world.history.said()
    task, prepare = world.begin(title("a"))
    assert prepare is None
    world.watch.happened("a", Decoded(EventKind.METADATA_CHANGE, "title"))
    assert world.settle() == []
    world.end(task, "a")
    assert world.settle() == ["a"]
    assert world.history.said() == [("a", Origin.APPLIED, "set_title", ME)]
    world.watch.happened("a", DEFINED)
    world.settle()
    assert world.history.said() == [("a", Origin.SEEN, "", "")]


def test_the_work_of_an_operation_is_read_before_all_others(world):
    rows = [row(f"u{number}") for number in range(5)]
    for item in rows:
        world.node.texts[item.ref.key] = xml(item.ref.key)
    world.history.loaded()
    for item in rows:
        world.watch.read(item)
    task, _ = world.begin(title("u3"))
    world.end(task, "u3")
    assert world.settle() == ["u3"]
    world.watch.begin()
    assert world.settle() == ["u0", "u1", "u2", "u4"]


def test_a_failed_operation_has_made_nothing(world):
    world.start(row("a"))
    world.history.said()
    task, _ = world.begin(title("a"))
    world.end(task, state=TaskState.FAILED)
    world.settle()
    assert world.history.said() == [("a", Origin.SEEN, "", "")]


@pytest.mark.parametrize(
    ("kept", "origin"), [(PartState.DONE, Origin.APPLIED), (PartState.FAILED, Origin.SEEN)]
)
def test_an_operation_that_failed_in_part_has_made_what_was_kept(world, kept, origin):
    world.start(row("a"))
    world.history.said()
    task, _ = world.begin(title("a"))
    step = PartReport(LiveStep(LiveKind.VCPUS), PartState.FAILED)
    task = replace(task, parts=(PartReport(None, kept), step))
    world.end(task, "a", state=TaskState.FAILED)
    world.settle()
    assert [said[1] for said in world.history.said()] == [origin]


def test_credit_runs_out(world, monkeypatch):
    world.start(row("a"))
    world.history.said()
    task, _ = world.begin(title("a"))
    world.link.calls.append((lambda node: "", lambda outcome: None))  # the lane is slow
    world.watch._is_busy = True
    world.end(task, "a")
    world.link.calls.clear()
    world.watch._is_busy = False
    from virtgui.backend.libvirt import definition_watch

    later = definition_watch.time.monotonic() + definition_watch.GRACE + 1
    monkeypatch.setattr(definition_watch.time, "monotonic", lambda: later)
    world.watch.happened("a", DEFINED)
    world.settle()
    assert world.history.said() == [("a", Origin.SEEN, "", "")]


def test_what_is_not_in_the_history_yet_is_read_before_it_is_changed(world):
    world.node.texts["a"] = xml("a")
    world.history.loaded()
    task, prepare = world.begin(ops.DeleteDomain(ref=domain_ref(C, "a")))
    prepare(world.node)
    assert world.history.said() == [("a", Origin.SEEN, "", "")]
    world.watch.gone("a")
    world.end(task, "a")
    assert world.history.removed == [("a", "delete", ME)]


def test_reading_before_an_operation_fails_with_the_operation_only(world):
    world.history.loaded()
    _, prepare = world.begin(title("a"))
    prepare(world.node)
    assert world.history.said() == []


def test_two_operations_in_a_row_each_have_their_work(world):
    world.start(row("a"))
    world.history.said()
    first, _ = world.begin(title("a"))
    world.end(first, "a")
    second, prepare = world.begin(ops.SetDescription(ref=domain_ref(C, "a"), description="d"))
    world.link.calls.clear()
    world.watch._is_busy = False
    prepare(world.node)
    world.end(second, "a")
    world.settle()
    assert [item[2] for item in world.history.said()] == ["set_title", "set_description"]


def test_a_deleted_domain_is_gone_by_that_also_when_the_event_comes_late(world):
    world.start(row("a"))
    task, _ = world.begin(ops.DeleteDomain(ref=domain_ref(C, "a")))
    del world.node.texts["a"]
    world.end(task, "a")
    world.settle()
    world.watch.gone("a")
    assert world.history.removed == [("a", "delete", ME)]


def test_a_domain_that_somebody_else_removes_while_we_name_it_is_not_our_work(world):
    world.start(row("a"))
    world.begin(title("a"))
    world.watch.gone("a")
    assert world.history.removed == [("a", "", "")]


def test_a_new_definition_is_held_back_until_its_uuid_is_known(world):
    world.start(row("a"))
    world.history.said()
    operation = ops.DefineDomain(ref=node_ref(C), xml="<domain><name>new</name></domain>")
    task, prepare = world.begin(operation)
    assert prepare is None
    world.node.texts["n"] = xml("n")
    world.watch.happened("n", DEFINED)
    world.watch.read(row("n"))
    world.watch.happened("a", DEFINED)
    world.settle()
    assert world.history.said() == [("a", Origin.SEEN, "", "")]
    world.end(task, "n")
    world.settle()
    assert world.history.said() == [("n", Origin.APPLIED, "define_domain", ME)]


def test_operations_that_change_no_definition_are_not_its_business(world):
    world.start(row("a"))
    world.history.said()
    task, prepare = world.begin(ops.StartDomain(ref=domain_ref(C, "a")))
    world.end(task, "a")
    assert prepare is None
    assert world.settle() == []


def test_the_same_list_again_writes_nothing(world):
    world.start(row("a"))
    world.watch.listed(frozenset({"a"}))
    assert world.history.present == [{"a"}]
    world.watch.listed(frozenset())
    assert world.history.present == [{"a"}, set()]


def test_a_lost_connection_forgets_what_was_to_be_read(world):
    world.start(row("a"))
    world.watch.happened("a", DEFINED)
    world.watch.use(None)
    assert world.settle() == []


def test_where_secrets_are_refused_the_definition_is_read_without():
    node = Node()
    node.texts["a"] = xml("a")
    node.refuses_secrets = True
    assert read_text(node, "a", secure=True) == xml("a")
    assert [bool(flags & SECURE) for _, flags in node.asked] == [True, False]
    with pytest.raises(libvirt.libvirtError):
        read_text(node, "gone", secure=True)


def test_a_read_only_connection_is_not_asked_for_secrets():
    world = World(with_secrets=False)
    world.start(row("a"))
    assert [flags for _, flags in world.node.asked] == [libvirt.VIR_DOMAIN_XML_INACTIVE]
