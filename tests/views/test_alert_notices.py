"""Limits that are passed while nobody looks: told by the desktop, several as one."""

import pytest

from tests.models.alert_samples import CPU, MEMORY, POOL_FULL, WAIT, make_alert, over, post
from tests.views.dialogs.samples import KVM, NOW, World, make_domain, ref
from virtgui.core.refs import POOL, ObjectRef
from virtgui.models.alert_book import AlertBook
from virtgui.models.settings_store import Settings
from virtgui.views.alert_notices import AlertNotices

BUSY = make_alert(CPU, ref("web"))


class Desktop:
    """A stand-in for the desktop and the window."""

    def __init__(self):
        self.told, self.is_seen = [], False

    def notify(self, title, text, problems):
        assert problems
        self.told.append((title, text))


@pytest.fixture
def world(qapp):
    world = World()
    world.status()
    world.domains(*(make_domain(name) for name in ("web", "db", "mail", "old")))
    return world


@pytest.fixture
def settings(qapp, tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def book(world, settings):
    return AlertBook(world.feed, settings, world.feed, clock=lambda: NOW)


@pytest.fixture
def desktop():
    return Desktop()


@pytest.fixture
def notices(world, settings, book, desktop):
    return AlertNotices(
        world.feed, settings, book, desktop.notify, lambda: desktop.is_seen, world.feed
    )


def test_one_is_told_with_its_name_and_sentence(world, notices, desktop):
    post(world.feed, BUSY)
    assert desktop.told == [], "others of the same cause are waited for"
    assert notices._timer.isActive()
    notices.tell()
    assert desktop.told == [("web", "CPU of the machine: 97 %, above 90 % for 5 min")]
    notices.tell()
    assert len(desktop.told) == 1


def test_a_pool_is_told_with_its_host(world, notices, desktop):
    post(world.feed, make_alert(POOL_FULL, ObjectRef(KVM, POOL, "default"), 0.9))
    notices.tell()
    assert desktop.told[0][0] == "default on kvm-02"


def test_several_are_told_as_one(world, notices, desktop):
    post(world.feed, BUSY, make_alert(MEMORY, ref("web"), 0.03))
    post(world.feed, make_alert(CPU, ref("db")))
    notices.tell()
    assert desktop.told == [("3 limits are passed", "web, db")]


def test_many_names_are_cut(world, notices, desktop):
    post(world.feed, *(make_alert(WAIT, ref(name)) for name in ("web", "db", "mail", "old")))
    notices.tell()
    assert desktop.told == [("4 limits are passed", "web, db, mail and 1 more")]


def test_who_looks_at_the_window_is_not_told(world, notices, desktop):
    desktop.is_seen = True
    post(world.feed, BUSY)
    assert not notices._timer.isActive()
    desktop.is_seen = False
    post(world.feed, make_alert(WAIT, ref("db")))
    desktop.is_seen = True
    notices.tell()
    assert desktop.told == []


def test_what_is_over_or_seen_meanwhile_is_not_told(world, book, notices, desktop):
    waits = make_alert(WAIT, ref("db"))
    post(world.feed, BUSY, waits)
    post(world.feed, over(BUSY))
    book.acknowledge([waits])
    notices.tell()
    assert desktop.told == []


def test_the_setting_switches_it_off(world, settings, notices, desktop):
    settings.set("notify.alerts", False)
    post(world.feed, BUSY)
    notices.tell()
    assert desktop.told == []
