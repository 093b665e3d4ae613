"""Sentences for limits and for what passes them."""

import math

import pytest

from tests.models.alert_samples import CPU, ERRORS, MEMORY, NOW, POOL_FULL, make_alert
from virtgui.core.metrics import METRICS
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.alert import Rule, RuleScope, ScopeKind
from virtgui.models.alert_words import (
    alert_lines,
    alert_words,
    limit_words,
    metric_word,
    rule_words,
    scope_words,
    silence_words,
)
from virtgui.models.rules_store import WATCHABLE

KVM = ConnectionId("kvm-01")
WEB = domain_ref(KVM, "web")


@pytest.mark.parametrize("metric", WATCHABLE)
def test_every_figure_that_can_be_watched_exists_and_has_a_word(metric):
    assert metric in METRICS
    assert metric_word(metric) not in ("", metric)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (CPU, "above 90 % for 5 min"),
        (MEMORY, "below 5 %"),
        (Rule("r", "disk.write", 50e6, seconds=90.0), "above 50 MB/s for 1 min"),
        (Rule("r", "disk.read_latency", 0.02), "above 20 ms"),
    ],
)
def test_a_limit_in_words(rule, words):
    assert limit_words(rule) == words


def test_a_rule_in_words():
    assert rule_words(POOL_FULL) == "Storage pool in use above 85 %"


@pytest.mark.parametrize(
    ("scope", "name", "words"),
    [
        (RuleScope(), "", "Everywhere"),
        (RuleScope(ScopeKind.TAG, key="web"), "", "Machines with the tag \u2068web\u2069"),
        (RuleScope(ScopeKind.NODE, KVM), "kvm-01", "Host \u2068kvm-01\u2069 and everything on it"),
        (RuleScope(ScopeKind.NODE, KVM), "", "A host that is not known now"),
        (RuleScope(ScopeKind.DOMAIN, KVM, "x"), "a\nb", "Machine \u2068a␊b\u2069"),
        (RuleScope(ScopeKind.DOMAIN, KVM, "x"), "", "A machine that is not known now"),
    ],
)
def test_where(scope, name, words):
    assert scope_words(Rule("r", "cpu.used", 0.9, scope=scope), name) == words


def test_an_alert_tells_its_figure_and_the_limit():
    assert alert_words(make_alert(CPU, WEB)) == "CPU of the machine: 97 %, above 90 % for 5 min"


def test_an_alert_of_a_part_names_it_and_one_of_an_event_has_no_figure():
    assert alert_words(make_alert(ERRORS, WEB, math.inf, "vda")) == "Disk errors (vda)"
    evil = make_alert(ERRORS, WEB, 2.0, "vd\na")
    assert alert_words(evil) == "Disk errors (vd␊a): 2/s, above 0"


def test_several_stand_under_each_other():
    lines = alert_lines([make_alert(CPU, WEB), make_alert(MEMORY, WEB, 0.03)])
    assert lines.split("\n")[1] == "Memory available in the guest: 3 %, below 5 %"


def test_silence():
    assert silence_words(0) == "acknowledged"
    assert silence_words(NOW).startswith("silent until ")
