"""XML while it is typed: colours, folds, pairs of tags, what may come at the cursor."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.models.xml_text import (
    LineState,
    SpanKind,
    Wanted,
    XmlLayout,
    change_between,
    closing_name,
    cursor_place,
    indent_after,
    line_spans,
    outdented,
)

DATA = Path(__file__).parents[1] / "documents" / "data"
BROKEN = st.text(st.sampled_from("<>/='\"!-? ab\n&;[]CDATA"), max_size=60)


def coloured(line, state=LineState.TEXT):
    spans, after = line_spans(line, state)
    return [(line[s.start : s.start + s.length], s.kind.value) for s in spans], after


def test_colours_of_a_line():
    spans, state = coloured("<disk type='file'>a &amp; b</disk><!-- x -->")
    assert spans == [
        ("<", "mark"), ("disk", "tag"), ("type", "attribute"), ("=", "mark"), ("'file'", "value"),
        (">", "mark"), ("&amp;", "entity"), ("</", "mark"), ("disk", "tag"), (">", "mark"),
        ("<!-- x -->", "comment"),
    ]  # fmt: skip
    assert state == LineState.TEXT


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (["<!-- a", "b", "c --> <x/>"], ["comment", "comment", "comment"]),
        (["<![CDATA[ a", "<b>", "]]>"], ["cdata", "cdata", "cdata"]),
        (["<a b='1", "2", "3'/>"], ["mark", "value", "value"]),
        (["<?xml", "x?>"], ["instruction", "instruction"]),
        (["<disk", "type='a'"], ["mark", "attribute"]),
    ],
)
def test_states_go_on_over_lines(lines, kinds):
    state, found = -1, []
    for line in lines:
        spans, state = line_spans(line, state)
        found.append(spans[0].kind.value)
    assert found == kinds
    assert state in (LineState.TEXT, LineState.TAG)


@given(BROKEN)
def test_no_text_is_too_broken(text):
    state = -1
    for line in text.split("\n"):
        spans, state = line_spans(line, state)
        ends = 0
        for span in spans:
            assert ends <= span.start < span.start + span.length <= len(line)
            assert span.kind in SpanKind
            ends = span.start + span.length
    layout = XmlLayout(text)
    assert "".join(text[t.start : t.end] for t in layout.tokens) == text
    for fold in layout.folds():
        assert 0 <= fold.first < fold.last <= text.count("\n")
    for position in range(len(text) + 1):
        layout.matching_tags(position)
        place = cursor_place(text, position)
        assert text[place.start : position].endswith(place.prefix)


def test_folds_of_elements_and_comments():
    text = "<a>\n  <b>\n    <c/>\n  </b>\n  <!-- x\n y -->\n  <d\n  e='1'/>\n</a>\n"
    assert [(f.first, f.last, f.depth) for f in XmlLayout(text).folds()] == [
        (0, 8, 0),
        (1, 3, 1),
        (4, 5, 1),
        (6, 7, 1),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<a><b|>x</b></a>", ["b", "b"]),
        ("<a><b>x</b|></a>", ["b", "b"]),
        ("<a><|b/></a>", ["b"]),
        ("<a>te|xt</a>", []),
        ("<a><b|>x</a>", []),
    ],
)
def test_tags_find_their_partner(text, found):
    position = text.index("|")
    text = text.replace("|", "")
    tags = XmlLayout(text).matching_tags(position)
    assert [text[start : start + length] for start, length in tags] == found


@pytest.mark.parametrize(
    ("text", "wanted", "path", "prefix", "attribute"),
    [
        ("|", Wanted.TEXT, "", "", ""),
        ("<|", Wanted.ELEMENT, "", "", ""),
        ("<domain><devi|", Wanted.ELEMENT, "domain", "devi", ""),
        ("<a><b/><|</a>", Wanted.ELEMENT, "a", "", ""),
        ("<a><b></b><c><|", Wanted.ELEMENT, "a/c", "", ""),
        ("<a><b></|", Wanted.CLOSING, "a/b", "", ""),
        ("<a><disk |", Wanted.ATTRIBUTE, "a/disk", "", ""),
        ("<a><disk type='x' de|", Wanted.ATTRIBUTE, "a/disk", "de", ""),
        ("<a><disk type='x' |/></a>", Wanted.ATTRIBUTE, "a/disk", "", ""),
        ("<a><disk type='|", Wanted.VALUE, "a/disk", "", "type"),
        ('<a><disk type="fi|', Wanted.VALUE, "a/disk", "fi", "type"),
        ("<a><disk type='fi|'/></a>", Wanted.VALUE, "a/disk", "fi", "type"),
        ("<a><disk type=|", Wanted.NOTHING, "a/disk", "", ""),
        ("<a><t>hv|", Wanted.TEXT, "a/t", "hv", ""),
        ("<a><!-- <b|", Wanted.NOTHING, "a", "", ""),
        ("<a><!-- <b> --><|", Wanted.ELEMENT, "a", "", ""),
        ("<a><b><c></b><|", Wanted.ELEMENT, "a", "", ""),
        ("<a><di|\n<c/></a>", Wanted.ELEMENT, "a", "di", ""),
    ],
)
def test_what_may_be_typed_at_the_cursor(text, wanted, path, prefix, attribute):
    position = text.index("|")
    place = cursor_place(text.replace("|", ""), position)
    assert (place.wanted, "/".join(place.path)) == (wanted, path)
    assert (place.prefix, place.attribute) == (prefix, attribute)
    assert place.start == position - len(prefix)


def test_attributes_that_are_there_are_known():
    text = "<a><disk type='x'  device='y'/></a>"
    place = cursor_place(text, text.index("  ") + 1)
    assert place.present == {"type", "device"}


def test_the_element_to_close():
    assert closing_name("<a><b><c/>", 10) == "b"
    assert closing_name("<a></a>", 7) == ""


@pytest.mark.parametrize(
    ("before", "after", "put"),
    [
        ("  <a>", "", ("\n    ", "")),
        ("  <a>", "</a>", ("\n    ", "\n  ")),
        ("  <a/>", "", ("\n  ", "")),
        ("  </a>", "", ("\n  ", "")),
        ("  <a b='>'>", "", ("\n    ", "")),
        ("  text", "", ("\n  ", "")),
    ],
)
def test_enter_indents(before, after, put):
    assert indent_after(before, after) == put


@pytest.mark.parametrize(("line", "count"), [("   a", 2), (" a", 1), ("a", 0), ("\ta", 1)])
def test_one_step_back(line, count):
    assert outdented(line) == count


@given(st.text("ab", max_size=20), st.text("ab", max_size=20))
def test_the_smallest_change_makes_the_new_text(old, new):
    start, end, put = change_between(old, new)
    assert old[:start] + put + old[end:] == new
    if old == new:
        assert (start, put) == (end, "")


def test_a_large_document_is_laid_out_in_a_blink():
    text = (DATA / "domain-kvm.xml").read_text("utf-8") * 60
    assert text.count("\n") > 5000
    start = time.monotonic()
    XmlLayout(text).folds()
    cursor_place(text, len(text))
    assert time.monotonic() - start < 1
