"""The limits: kept in the settings, told to the backend."""

from dataclasses import replace

import pytest

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.refs import ConnectionId
from virtgui.core.values.alert import RuleScope, ScopeKind
from virtgui.models.rules_store import (
    RULES,
    RULES_SET,
    USUAL,
    RulesStore,
    new_rule,
    usual_rule,
)
from virtgui.models.settings_store import Settings


class ToldBackend:
    """A stand-in that writes down the rules it is told."""

    def __init__(self):
        self.told = []

    def set_rules(self, rules):
        self.told.append(rules)


@pytest.fixture
def settings(qapp, tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def backend():
    return ToldBackend()


@pytest.fixture
def store(feed, settings, backend):
    return RulesStore(settings, Dispatcher(backend, feed, feed), feed)


def test_the_usual_ones_are_watched_until_others_are_set(store, backend):
    assert store.all() == USUAL
    assert store.is_usual
    assert backend.told == [USUAL]


def test_a_change_is_told_once_and_nothing_is_dropped_in_between(store, backend, qtbot):
    with qtbot.waitSignal(store.changed):
        store.switch("usual-cpu", is_on=False)
    assert len(backend.told) == 2, "the others' alerts would be over and on again"
    assert [rule.id for rule in backend.told[1]] == [rule.id for rule in USUAL]
    assert not store.get("usual-cpu").is_enabled
    assert not store.is_usual


def test_added_changed_removed(store):
    scope = RuleScope(ScopeKind.TAG, key="web")
    rule = replace(usual_rule("cpu.used", scope), limit=0.5)
    store.put(rule)
    assert store.all() == (*USUAL, rule)
    store.put(replace(rule, limit=0.6))
    assert store.get(rule.id).limit == 0.6
    store.remove("usual-cpu")
    assert [one.id for one in store.all()] == [*(one.id for one in USUAL[1:]), rule.id]
    store.set_usual()
    assert store.all() == USUAL


def test_after_the_usual_ones_the_old_ones_do_not_come_back(store, backend):
    store.remove("usual-cpu")
    store.set_usual()
    store.remove("usual-pool")
    assert [rule.id for rule in store.all()] == [one.id for one in USUAL if one.id != "usual-pool"]
    assert backend.told[-1] == store.all()


def test_everything_of_a_rule_is_kept(store, settings, feed):
    where = RuleScope(ScopeKind.DOMAIN, ConnectionId("kvm-01"), "uuid-1")
    rule = replace(
        new_rule("disk.write", 5e6, where), seconds=90.0, is_below=True, is_enabled=False
    )
    store.set_all((rule,))
    again = Settings(settings._path)
    assert RulesStore(again, Dispatcher(ToldBackend(), feed, feed), feed).all() == (rule,)


def test_no_rules_at_all_are_kept_as_that(store, settings, feed):
    store.set_all(())
    again = RulesStore(settings, Dispatcher(ToldBackend(), feed, feed), feed)
    assert again.all() == ()


@pytest.mark.parametrize(
    "row",
    [
        "?",
        {"metric": "never.was", "limit": 1},
        {"metric": "cpu.used", "limit": "much"},
        {"metric": "cpu.used", "limit": 0.9, "seconds": None},
        {"metric": "cpu.used", "limit": 0.9, "scope": "galaxy"},
    ],
)
def test_what_is_no_rule_is_left_out(store, settings, row):
    good = {"metric": "cpu.used", "limit": 0.9, "id": "good"}
    settings.set(RULES, [row, good])
    settings.set(RULES_SET, True)
    assert [rule.id for rule in store.all()] == ["good"]


def test_too_little_available_memory_is_what_is_wrong():
    assert usual_rule("memory.usable_share").is_below
    assert not usual_rule("cpu.used").is_below
