"""Alerts of now: which are open, which the user has silenced, and until when."""

from datetime import datetime

import pytest

from tests.models.alert_samples import (
    CPU,
    MEMORY,
    NOW,
    POOL_FULL,
    WAIT,
    Clock,
    make_alert,
    over,
    post,
)  # fmt: skip
from virtgui.core.refs import POOL, ConnectionId, ObjectRef, domain_ref, node_ref
from virtgui.models.alert_book import (
    CONFIRM_WITHIN,
    HOUR,
    SILENCED,
    AlertBook,
    next_morning,
)
from virtgui.models.settings_store import Settings

KVM = ConnectionId("kvm-01")
WEB, DB = domain_ref(KVM, "web"), domain_ref(KVM, "db")
BUSY = make_alert(CPU, WEB)
FULL = make_alert(MEMORY, DB, 0.03, since=NOW + 5)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def settings(qapp, tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def book(feed, settings, clock):
    return AlertBook(feed, settings, feed, clock=clock)


def kept(signal):
    found = []
    signal.connect(found.append)
    return found


def test_what_is_open_by_age_and_by_object(feed, book):
    post(feed, FULL, BUSY)
    assert book.open() == [BUSY, FULL]
    assert (book.of(WEB), book.count(WEB), book.count(node_ref(KVM))) == ((BUSY,), 1, 0)
    post(feed, over(BUSY))
    assert book.open() == [FULL]
    assert book.of(WEB) == ()


def test_a_book_that_is_opened_late_knows_what_is_on(feed, settings, clock):
    post(feed, BUSY)
    raised = []
    book = AlertBook(feed, settings, feed, clock=clock)
    book.raised.connect(raised.append)
    assert book.open() == [BUSY]
    post(feed, make_alert(CPU, WEB, 0.99))
    assert raised == []


def test_a_host_has_its_own_alerts_and_those_of_its_pools(feed, book):
    own = make_alert(CPU, node_ref(KVM))
    pool = make_alert(POOL_FULL, ObjectRef(KVM, POOL, "default"))
    other = make_alert(CPU, node_ref(ConnectionId("other")))
    post(feed, own, pool, other, BUSY)
    assert book.of_host(KVM) == [own, pool]


def test_new_ones_are_told_once_and_figures_that_move_are_none(feed, book):
    raised, marks, changed = kept(book.raised), kept(book.marks_changed), kept(book.changed)
    post(feed, BUSY)
    post(feed, make_alert(CPU, WEB, 0.99))
    assert raised == [[BUSY]]
    assert marks == [frozenset({WEB})]
    assert changed == [frozenset({WEB})] * 2
    post(feed, over(BUSY))
    post(feed, BUSY)
    assert raised == [[BUSY], [BUSY]]


def test_other_objects_are_not_told_of(feed, book):
    post(feed, BUSY, FULL)
    changed = kept(book.changed)
    post(feed, make_alert(CPU, WEB, 0.99))
    assert changed == [frozenset({WEB})]
    post(feed, make_alert(CPU, WEB, 0.99))
    assert len(changed) == 1


def test_acknowledged_is_silent_until_it_is_over(feed, book):
    post(feed, BUSY)
    book.acknowledge([BUSY])
    assert (book.open(), book.count(WEB), book.silenced()) == ([], 0, [BUSY])
    post(feed, make_alert(CPU, WEB, 0.99))
    assert book.open() == []
    raised = kept(book.raised)
    post(feed, over(BUSY))
    post(feed, BUSY)
    assert book.open() == [BUSY]
    assert raised == [[BUSY]]


def test_another_alert_of_the_same_object_is_not_silent(feed, book):
    waits = make_alert(WAIT, WEB, since=NOW + 1)
    post(feed, BUSY, waits)
    marks = kept(book.marks_changed)
    book.acknowledge([BUSY])
    assert book.of(WEB) == (waits,)
    assert marks == [frozenset({WEB})]


def test_snoozed_comes_back_and_is_told_again(feed, book, clock):
    post(feed, BUSY)
    raised = kept(book.raised)
    book.snooze([BUSY], HOUR)
    assert book.silent_until(BUSY) == NOW + HOUR
    clock.now += HOUR - 1
    book.look_at_clock()
    assert book.open() == []
    clock.now += 2
    book.look_at_clock()
    assert book.open() == [BUSY]
    assert raised == [[BUSY]]


def test_the_timer_looks_at_the_clock_only_while_somebody_sleeps(feed, book, clock):
    timer = book._timer
    assert not timer.isActive()
    post(feed, BUSY)
    book.snooze([BUSY], 20)
    assert timer.isActive()
    assert 0 < timer.interval() <= 20_000
    book.snooze([BUSY], HOUR)
    assert timer.interval() <= 60_000, "the time of a computer's sleep does not count"
    clock.now += HOUR + 1
    timer.timeout.emit()
    assert book.open() == [BUSY]
    assert not timer.isActive()


def test_until_tomorrow_is_the_next_morning_here():
    late = datetime(2026, 3, 28, 23, 30).astimezone()  # the night in which clocks may change
    morning = datetime.fromtimestamp(next_morning(late.timestamp())).astimezone()
    assert (morning.day, morning.hour, morning.minute) == (29, 8, 0)
    early = datetime(2026, 3, 28, 0, 10).astimezone()
    assert next_morning(early.timestamp()) == next_morning(late.timestamp())


def test_silence_is_kept_over_a_restart(feed, settings, clock, book):
    post(feed, BUSY, FULL)
    book.acknowledge([BUSY])
    book.snooze_until_morning([FULL])
    later = AlertBook(feed, settings, feed, clock=clock)
    assert later.silenced() == [BUSY, FULL]
    assert later.silent_until(FULL) == next_morning(NOW)


def test_an_old_acknowledgement_does_not_silence_what_comes_much_later(feed, settings, clock, book):
    post(feed, BUSY, FULL)
    book.acknowledge([BUSY, FULL])
    feed.alerts.clear()
    later = AlertBook(feed, settings, feed, clock=clock)
    post(feed, BUSY)
    clock.now += CONFIRM_WITHIN + 1
    later.look_at_clock()
    post(feed, FULL)
    assert later.silenced() == [BUSY], "it went on"
    assert later.open() == [FULL], "nobody knows what was meanwhile"


def test_shown_again(feed, book):
    post(feed, BUSY)
    book.acknowledge([BUSY])
    book.show_again([BUSY])
    assert book.open() == [BUSY]


@pytest.mark.parametrize("rows", [[{"until": "soon"}], ["?"], [{"until": 0}], [{}]])
def test_settings_that_say_nothing_silence_nothing(feed, settings, clock, rows):
    settings.set(SILENCED, rows)
    book = AlertBook(feed, settings, feed, clock=clock)
    post(feed, BUSY)
    assert book.open() == [BUSY]


def test_over_and_on_again_in_one_breath_stays_silent(feed, book):
    post(feed, BUSY)
    book.acknowledge([BUSY])
    post(feed, over(BUSY), make_alert(CPU, WEB, 0.95, since=NOW + 9))
    assert book.open() == []


def test_on_and_over_in_one_breath_is_not_told(feed, book):
    raised = kept(book.raised)
    post(feed, BUSY, over(BUSY))
    assert raised == []
