"""Events: kept by scope, bounded, and every code worded."""

import inspect

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from tests.views.dialogs.samples import KVM, NOW, World, ref
from virtgui.backend.libvirt import events as decoded
from virtgui.core.refs import ConnectionId, domain_ref, node_ref
from virtgui.core.values.event import Event, EventKind, Severity
from virtgui.models import event_list
from virtgui.models.event_list import EVENT_ROLE, NODE_ROLE, EventListModel, event_time
from virtgui.models.event_words import event_words, severity_icon, severity_word
from virtgui.views.look.tokens import LIGHT


def event(name="web-03", kind=EventKind.LIFECYCLE, what="started", detail="booted", **values):
    values.setdefault("at", NOW)
    return Event(values.pop("ref", ref(name)), name, kind=kind, what=what, detail=detail, **values)


@pytest.fixture
def world(qapp):
    world = World()
    world.status()
    return world


def watched(model):
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(model, mode, model)
    return model


def names(model):
    return [item.name for item in model.events()]


def test_newest_first(world):
    model = watched(EventListModel(world.feed))
    world.events(event("a"), event("b"))
    world.events(event("c"))
    assert names(model) == ["c", "b", "a"]
    assert model.index(0).data(EVENT_ROLE).name == "c"
    assert model.index(0).data(NODE_ROLE) == "kvm-02"


def test_scope_of_a_connection_and_of_an_object(world):
    everything = EventListModel(world.feed)
    of_node = EventListModel(world.feed, KVM)
    of_domain = EventListModel(world.feed, ref("a"))
    stranger = domain_ref(ConnectionId("other"), "x")
    world.events(event("a"), event("b"), event("x", ref=stranger))
    world.events(event("kvm-02", EventKind.CONNECTION, "lost", "", ref=node_ref(KVM)))
    assert len(names(everything)) == 4
    assert names(of_node) == ["kvm-02", "b", "a"]
    assert names(of_domain) == ["a"]


def test_a_new_page_takes_over_the_past_of_its_scope(world):
    everything = EventListModel(world.feed)
    world.events(event("a"), event("b"), event("a", what="stopped", detail="shutdown"))
    late = EventListModel(world.feed, ref("a"), history=everything)
    assert [item.what for item in late.events()] == ["stopped", "started"]


def test_the_oldest_are_dropped(world, monkeypatch):
    monkeypatch.setattr(event_list, "MOST_EVENTS", 5)
    model = watched(EventListModel(world.feed))
    world.events(*(event(str(number)) for number in range(4)))
    world.events(*(event(str(number)) for number in range(4, 12)))
    assert names(model) == ["11", "10", "9", "8", "7"]


def test_clearing(world):
    model = watched(EventListModel(world.feed))
    world.events(event())
    model.clear()
    assert model.rowCount() == 0


def test_the_line_names_time_object_and_host(world):
    model = EventListModel(world.feed)
    world.events(event())
    assert model.index(0).data() == f"{event_time(event())} · web-03 · kvm-02 · Started"
    assert event_time(event()).count(":") == 2


def lifecycle_codes():
    for what in decoded._LIFECYCLE.values():
        for detail in decoded._DETAILS[what].values():
            yield what, detail


@pytest.mark.parametrize(("what", "detail"), list(lifecycle_codes()))
def test_every_lifecycle_detail_of_libvirt_has_words(what, detail):
    words = event_words(event(what=what, detail=detail))
    assert words
    assert "(" not in words or "post-copy" in words, "shown by its code"


def test_there_are_many_lifecycle_details():
    assert len(list(lifecycle_codes())) > 35


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_has_words_and_shows_a_new_code(kind):
    plain = event_words(event(kind=kind, what="", detail=""))
    fresh = event_words(event(kind=kind, what="brand_new", detail=""))
    assert "{" not in plain
    assert "brand new" in fresh
    if kind is not EventKind.LIFECYCLE:
        assert plain


CODES = (
    (EventKind.WATCHDOG, "_WATCHDOG"),
    (EventKind.IO_ERROR, "_IO_ERROR"),
    (EventKind.GRAPHICS, "_GRAPHICS"),
    (EventKind.DISK_CHANGE, "_DISK"),
    (EventKind.TRAY_CHANGE, "_TRAY"),
    (EventKind.BLOCK_JOB, "_BLOCK_JOB"),
    (EventKind.AGENT_LIFECYCLE, "_AGENT_STATE"),
    (EventKind.METADATA_CHANGE, "_METADATA"),
    (EventKind.MEMORY_FAILURE, "_FAILURE_RECIPIENT"),
)


@pytest.mark.parametrize(("kind", "table"), CODES)
def test_every_code_of_the_other_events_has_words(kind, table):
    for code in getattr(decoded, table).values():
        words = event_words(event(kind=kind, what=code, detail=""))
        assert "(" not in words, code
        assert "{" not in words


def test_every_code_that_connections_log_has_words():
    from virtgui.backend.libvirt import session

    source = inspect.getsource(session)
    for code in ("connected", "answers_again", "no_answer", "lost"):
        assert f'self._log("{code}"' in source
        words = event_words(event(kind=EventKind.CONNECTION, what=code, detail=""))
        assert "(" not in words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"detail": "brand_new"}, "Started (brand new)"),
        ({"what": "teleported", "detail": ""}, "teleported"),
        ({"what": "crashed", "detail": "panicked"}, "Crashed: the guest's system panicked"),
        (
            {"kind": EventKind.IO_ERROR, "what": "pause", "detail": "",
             "data": (("device", "vda"), ("reason", "enospc"))},
            "Disk error on vda; it was paused: no space left on the host",
        ),
        (
            {"kind": EventKind.BLOCK_JOB, "what": "copy", "detail": "ready",
             "data": (("disk", "vda"),)},
            "Copying disk vda: ready to switch over",
        ),
        (
            {"kind": EventKind.BALLOON_CHANGE, "what": "", "data": (("kib", "2097152"),)},
            "Its memory is 2 GiB now",
        ),
        (
            {"kind": EventKind.JOB_COMPLETED, "what": "", "data": (("milliseconds", "1500"),)},
            "Its job ended after 1.5 s",
        ),
        (
            {"kind": EventKind.MEMORY_FAILURE, "what": "guest", "detail": "reset"},
            "Memory failure in the guest: it was reset",
        ),
    ],
)  # fmt: skip
def test_sentences(values, words):
    assert event_words(event(**values)) == words


@pytest.mark.parametrize("severity", Severity)
def test_severities_have_words_and_colours(severity):
    icon, role = severity_icon(severity)
    assert severity_word(severity)
    assert icon
    assert LIGHT.color(role).isValid()
