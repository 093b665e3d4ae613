"""Figures against limits."""

import math
from dataclasses import replace

import pytest

from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import POOL, ConnectionId, ObjectRef, domain_ref, node_ref
from virtgui.core.thresholds import Thresholds
from virtgui.core.values.alert import Rule, RuleScope, ScopeKind
from virtgui.core.values.sample import Details

NODE = ConnectionId("n")
REF = domain_ref(NODE, "u")
CPU = SeriesKey("cpu.used")
BUSY = Rule("busy", "cpu.used", 0.9, seconds=300.0)
NOW = frozenset()


def at(value, key=CPU):
    return Details((key,), (value,), 3.0)


def told(found):
    return [(alert.rule.id, alert.value, alert.is_over) for alert in found]


def test_a_limit_must_be_passed_for_its_time_without_a_break():
    watch = Thresholds((BUSY,))
    assert watch.update(REF, NOW, at(0.95), 0.0) == []
    assert watch.update(REF, NOW, at(0.95), 200.0) == []
    assert watch.update(REF, NOW, at(0.2), 250.0) == []
    assert watch.update(REF, NOW, at(0.95), 290.0) == []
    assert watch.update(REF, NOW, at(0.95), 589.0) == []
    (alert,) = watch.update(REF, NOW, at(0.97), 590.0)
    assert (alert.since, alert.value, alert.is_over) == (290.0, 0.97, False)


def test_an_alert_is_told_once_until_its_figure_moves_and_then_over():
    watch = Thresholds((replace(BUSY, seconds=0.0),))
    assert told(watch.update(REF, NOW, at(0.95), 0.0)) == [("busy", 0.95, False)]
    assert watch.update(REF, NOW, at(0.95), 3.0) == []
    assert told(watch.update(REF, NOW, at(0.99), 6.0)) == [("busy", 0.99, False)]
    assert watch.update(REF, NOW, at(math.nan), 9.0) != [("busy", 0.99, True)]
    assert told(watch.update(REF, NOW, at(0.5), 12.0))[0][2] is True
    assert watch.update(REF, NOW, at(0.5), 15.0) == []


def test_trembling_about_the_limit_is_one_alert():
    watch = Thresholds((replace(BUSY, seconds=0.0),))
    found = []
    for second in range(20):
        found += watch.update(REF, NOW, at(0.905 if second % 2 else 0.895), float(second))
    assert not any(alert.is_over for alert in found)


def test_too_little_is_wrong_as_well():
    watch = Thresholds((Rule("low", "memory.usable_share", 0.05, is_below=True),))
    key = SeriesKey("memory.usable_share")
    assert watch.update(REF, NOW, at(0.06, key), 0.0) == []
    assert told(watch.update(REF, NOW, at(0.04, key), 3.0)) == [("low", 0.04, False)]


@pytest.mark.parametrize(
    ("scope", "hit"),
    [
        (RuleScope(), True),
        (RuleScope(ScopeKind.NODE, NODE), True),
        (RuleScope(ScopeKind.NODE, ConnectionId("other")), False),
        (RuleScope(ScopeKind.TAG, None, "web"), True),
        (RuleScope(ScopeKind.TAG, None, "db"), False),
        (RuleScope(ScopeKind.DOMAIN, NODE, "u"), True),
        (RuleScope(ScopeKind.DOMAIN, NODE, "v"), False),
    ],
)
def test_scopes(scope, hit):
    watch = Thresholds((replace(BUSY, seconds=0.0, scope=scope),))
    assert bool(watch.update(REF, frozenset({"web"}), at(1.0), 0.0)) is hit


def test_each_part_has_its_own_alert():
    watch = Thresholds((Rule("slow", "disk.read_latency", 0.1),))
    keys = (SeriesKey("disk.read_latency", "vda"), SeriesKey("disk.read_latency", "vdb"))
    found = watch.update(REF, NOW, Details(keys, (0.5, 0.01), 3.0), 0.0)
    assert [alert.series.part for alert in found] == ["vda"]


def test_what_has_no_figures_any_more_has_no_alert():
    pool = ObjectRef(NODE, POOL, "images")
    watch = Thresholds((replace(BUSY, seconds=0.0), Rule("full", "pool.used_share", 0.85)))
    watch.update(REF, NOW, at(1.0), 0.0)
    watch.update(pool, NOW, at(0.9, SeriesKey("pool.used_share")), 0.0)
    assert told(watch.keep([node_ref(NODE)])) == [("busy", 1.0, True)]
    assert told(watch.keep([], POOL)) == [("full", 0.9, True)]


def test_other_rules_end_the_alerts_of_those_that_are_gone():
    watch = Thresholds((replace(BUSY, seconds=0.0),))
    watch.update(REF, NOW, at(1.0), 0.0)
    assert told(watch.set_rules((replace(BUSY, limit=0.5, seconds=0.0),))) == [("busy", 1.0, True)]
    assert len(watch.update(REF, NOW, at(1.0), 3.0)) == 1
    assert len(watch.set_rules(())) == 1
    assert watch.update(REF, NOW, at(1.0), 6.0) == []


def test_a_disk_error_is_an_alert_at_once_until_it_is_mended():
    watch = Thresholds((Rule("errors", "disk.errors", 0.0, seconds=60.0),))
    (alert,) = watch.happened(REF, NOW, SeriesKey("disk.errors", "vda"), 5.0)
    assert alert.since == 5.0
    assert told(watch.recovered(REF, "disk.errors"))[0][2] is True
    assert watch.recovered(REF, "disk.errors") == []


def test_a_closed_connection_has_no_alerts():
    watch = Thresholds((replace(BUSY, seconds=0.0),))
    watch.update(REF, NOW, at(1.0), 0.0)
    assert len(watch.end_all()) == 1


def test_a_figure_that_is_not_known_changes_nothing():
    watch = Thresholds((replace(BUSY, seconds=0.0),))
    assert watch.update(REF, NOW, at(math.nan), 0.0) == []
    assert told(watch.update(REF, NOW, at(0.95), 3.0)) == [("busy", 0.95, False)]
    assert watch.update(REF, NOW, at(math.nan), 6.0) == []
    assert watch.update(REF, NOW, at(0.95), 9.0) == []


@pytest.mark.parametrize(
    ("metric", "parts"), [("disk.read", [""]), ("disk.read_latency", ["vda", "vdb"])]
)
def test_a_rule_is_about_the_sum_or_about_the_parts_that_are_to_blame(metric, parts):
    watch = Thresholds((Rule("much", metric, 0.1),))
    keys = tuple(SeriesKey(metric, part) for part in ("", "vda", "vdb"))
    found = watch.update(REF, NOW, Details(keys, (0.9, 0.5, 0.4), 3.0), 0.0)
    assert [alert.series.part for alert in found] == parts


def test_a_disk_that_was_taken_out_has_no_alert():
    watch = Thresholds((Rule("slow", "disk.read_latency", 0.1),))
    vda, vdb = (SeriesKey("disk.read_latency", part) for part in ("vda", "vdb"))
    watch.update(REF, NOW, Details((vda, vdb), (0.5, 0.4), 3.0), 0.0)
    (over,) = watch.update(REF, NOW, at(0.5, vda), 3.0)
    assert (over.series, over.is_over) == (vdb, True)


def test_what_an_event_said_needs_no_figure():
    watch = Thresholds((Rule("errors", "disk.errors", 0.0),))
    watch.happened(REF, NOW, SeriesKey("disk.errors", "vda"), 5.0)
    assert watch.update(REF, NOW, at(0.2), 6.0) == []
    assert len(watch.recovered(REF, "disk.errors")) == 1
