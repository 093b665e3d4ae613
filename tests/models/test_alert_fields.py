"""A limit as it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.core.metrics import unit_of
from virtgui.core.units import UnitError
from virtgui.core.values.alert import ScopeKind
from virtgui.models.alert_fields import (
    LONGEST,
    limit_sentence,
    limit_text,
    parse_limit,
    parse_span,
    scopes_of,
    span_sentence,
    span_text,
)
from virtgui.models.rules_store import USUAL, WATCHABLE, usual_rule


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("cpu.used", 0.9, "90 %"),
        ("cpu.used", 0.125, "12.5 %"),
        ("memory.rss", 8 * 1024.0**3, "8 GiB"),
        ("disk.write", 50e6, "50 MB/s"),
        ("disk.write", 1234567.0, "1234.567 kB/s"),
        ("disk.read_latency", 0.02, "20 ms"),
        ("net.drops", 10.0, "10/s"),
        ("disk.errors", 0.0, "0/s"),
    ],
)
def test_a_limit_is_written_as_it_can_be_read(metric, value, text):
    assert limit_text(metric, value) == text
    assert parse_limit(metric, text) == pytest.approx(value)


@pytest.mark.parametrize("metric", WATCHABLE)
def test_what_a_figure_begins_with_is_right(metric):
    rule = usual_rule(metric)
    text = limit_text(metric, rule.limit)
    assert parse_limit(metric, text) == pytest.approx(rule.limit)
    assert limit_sentence(metric, text, is_below=rule.is_below) == ""
    assert parse_span(span_text(rule.seconds)) == rule.seconds


@given(st.sampled_from(WATCHABLE), st.floats(0, 1e15))
def test_any_limit_is_read_back(metric, value):
    text = limit_text(metric, value)
    # Sizes and rates are whole bytes.
    least = 1.0 if "bytes" in unit_of(metric).value else 1e-6
    assert parse_limit(metric, text) == pytest.approx(value, rel=1e-6, abs=least)


@pytest.mark.parametrize(
    ("metric", "text", "below", "part"),
    [
        ("cpu.used", "", False, "missing"),
        ("cpu.used", "much", False, "90 %"),
        ("cpu.used", "5 GiB", False, "90 %"),
        ("cpu.used", "-5 %", False, "negative"),
        ("memory.usable_share", "0", True, "below 0"),
        ("pool.used_share", "100 %", False, "above 100 %"),
        ("pool.used_share", "120 %", True, "more than 100 %"),
        ("disk.write", "fast", False, "50 MB/s"),
        ("memory.rss", "9999999999 EiB", False, "too large"),
        ("disk.read_latency", "5 h", False, "20 ms"),
        ("net.drops", "5 MB", False, "number"),
    ],
)
def test_what_is_wrong_with_a_limit(metric, text, below, part):
    assert part in limit_sentence(metric, text, is_below=below)


def test_a_machine_may_use_more_than_its_cpus():
    assert limit_sentence("cpu.used", "150 %", is_below=False) == ""


@pytest.mark.parametrize(
    ("text", "seconds"), [("", 0), ("0", 0), ("5 min", 300), ("90", 90), ("1.5 h", 5400)]
)
def test_a_time(text, seconds):
    assert parse_span(text) == seconds
    assert span_sentence(text) == ""


@pytest.mark.parametrize("text", ["soon", "5 parsec", "-1 min", "8 d"])
def test_what_is_no_time(text):
    assert span_sentence(text)


def test_the_longest_time_fits():
    assert span_sentence(span_text(LONGEST)) == ""


def test_an_unreadable_limit_is_an_error():
    with pytest.raises(UnitError):
        parse_limit("cpu.used", "much")


@pytest.mark.parametrize("metric", WATCHABLE)
def test_hosts_and_pools_have_no_tags(metric):
    is_machine = not metric.startswith(("node.", "pool."))
    assert (ScopeKind.TAG in scopes_of(metric)) is is_machine
    assert ScopeKind.ALL in scopes_of(metric)


def test_the_usual_rules_are_among_what_can_be_chosen():
    assert {rule.metric for rule in USUAL} <= set(WATCHABLE)
