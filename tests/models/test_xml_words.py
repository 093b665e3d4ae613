"""Sentences for what a schema refuses."""

import pytest

from virtgui.documents.schema_problem import SchemaCode, SchemaProblem
from virtgui.models.xml_words import (
    edit_distance,
    nearest_first,
    no_schema_text,
    schema_origin_text,
    schema_problem_text,
)


def words(code, **fields):
    text = schema_problem_text(SchemaProblem(code, **fields))
    return text.replace("\u2068", "").replace("\u2069", "")


def test_an_unknown_element_and_what_it_may_have_meant():
    known = ("address", "alias", "driver", "source")
    text = words(SchemaCode.UNKNOWN_ELEMENT, place="disk", subject="drvier", known=known)
    assert text == "“disk” has no element “drvier”; known are: driver, address, alias, source."


def test_many_are_cut():
    known = tuple(f"name{n:02}" for n in range(20))
    text = words(SchemaCode.UNKNOWN_ATTRIBUTE, place="disk", subject="@zzz", known=known)
    assert text.startswith("“disk” has no attribute “zzz”; known are: name00,")
    assert text.endswith("name07, …")


def test_a_bad_value():
    text = words(SchemaCode.BAD_VALUE, subject="@cache", value="nine", known=("none", "unsafe"))
    assert text == "“cache” cannot be “nine” here; known are: none, unsafe."


def test_names_from_outside_cannot_format_or_turn_the_sentence():
    text = words(SchemaCode.MISSING, place="{what}\u202e", subject="{0}")
    assert "{0}" in text
    assert "{what}" in text


@pytest.mark.parametrize("code", list(SchemaCode))
def test_each_problem_has_a_sentence(code):
    text = words(code, place="p", subject="s", value="v", detail="d")
    assert text.endswith(".")
    assert "{" not in text


def test_where_the_check_comes_from():
    assert "9.0.0" in schema_origin_text("9.0.0")
    assert schema_origin_text("") != schema_origin_text("9.0.0")
    assert "not installed" in no_schema_text()


@pytest.mark.parametrize(
    ("one", "other", "far"), [("drvier", "driver", 1), ("a", "", 1), ("abc", "abd", 1), ("", "", 0)]
)
def test_how_far_names_are_apart(one, other, far):
    assert edit_distance(one, other) == edit_distance(other, one) == far


def test_names_far_away_keep_their_order():
    assert nearest_first("zzzz", ("b", "a")) == ("b", "a")
