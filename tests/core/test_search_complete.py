"""Completion of a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.core.search import parse_query
from virtgui.core.search_complete import Completion, CompletionKind, Vocabulary, complete

WORDS = Vocabulary(
    nodes=("alpha", "beta"),
    tags=("prod", "two words", "preprod"),
    groups=("prod/db",),
    systems=("Debian 12",),
    networks=("default",),
)


def proposals(text, cursor=None):
    """Return what each proposal would make of the text."""
    at = len(text) if cursor is None else cursor
    return [
        text[: item.replace_start] + item.insert + text[item.replace_end :]
        for item in complete(text, at, WORDS)
    ]


@pytest.mark.parametrize(
    ("text", "cursor", "first"),
    [
        ("", None, "state:"),
        ("st", None, "state:"),
        ("web cp", None, "web cpu>"),
        ("!ta", None, "!tag:"),
        ("state:", None, "state:running"),
        ("state:pa", None, "state:paused"),
        ("state:running,sh", None, "state:running,shutoff"),
        ("state:ru,paused", 8, "state:running,paused"),
        ("node:al web", 7, "node:alpha web"),
        ("host:be", None, "host:beta"),
        ("tag:two", None, 'tag:"two words"'),
        ("tag:reprod", None, "tag:preprod"),
        ("group:pr", None, "group:prod/db"),
        ("os:deb", None, 'os:"Debian 12"'),
        ("net:", None, "net:default"),
        ("kind:c", None, "kind:container"),
        ("autostart:n", None, "autostart:no"),
        ("sta:x", 2, "state:x"),
        ("alph", None, "node:alpha"),
        ("a |", None, "a |state:"),
    ],
)
def test_first_proposal(text, cursor, first):
    assert proposals(text, cursor)[0] == first


def test_fields_come_before_values():
    kinds = [item.kind for item in complete("d", 1, WORDS, limit=50)]
    values = [kind for kind in kinds if kind is not CompletionKind.FIELD]
    assert kinds[0] is CompletionKind.FIELD
    assert values
    assert kinds[-len(values) :] == values


def test_a_proposal_carries_its_bare_value():
    item = complete("tag:tw", 6, WORDS)[0]
    assert item == Completion(4, 6, '"two words"', CompletionKind.TAG, "two words")


def test_free_text_fields_propose_nothing():
    assert complete("name:we", 7, WORDS) == ()
    assert complete("mem>", 4, WORDS) == ()


def test_the_number_of_proposals_is_limited():
    assert len(complete("", 0, WORDS, limit=3)) == 3


@given(st.text(st.sampled_from('sta:te,|OR "!-=<prod'), max_size=20), st.integers(-5, 30))
def test_proposals_replace_text_around_the_cursor(text, cursor):
    inside = max(0, min(cursor, len(text)))
    for item in complete(text, cursor, WORDS):
        assert 0 <= item.replace_start <= inside <= item.replace_end <= len(text)


@given(st.sampled_from(["state:", "tag:", "node:", "group:", "os:", "net:", "kind:", "autostart:"]))
def test_every_proposed_value_is_understood(prefix):
    assert proposals(prefix)
    for text in proposals(prefix):
        assert parse_query(text).problems == ()
