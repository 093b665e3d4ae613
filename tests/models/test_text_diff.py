"""Differences: both texts can be read from them again, and they are as small as one expects."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virtgui.models.text_diff import RowKind, TextDiff, changed_parts

LINES = st.lists(st.sampled_from(["<a>", "</a>", "<b x='1'/>", "<b x='2'/>", "", "t"]), max_size=25)


def joined(lines):
    return "".join(line + "\n" for line in lines)


def kinds(diff):
    return [row.kind.value for row in diff.rows]


def olds(rows):
    return [row.old_text for row in rows if row.old is not None]


def news(rows):
    return [row.new_text for row in rows if row.new is not None]


@given(LINES, LINES)
@settings(deadline=None)
def test_both_texts_are_in_the_rows_with_their_numbers(old, new):
    diff = TextDiff(joined(old), joined(new))
    assert olds(diff.rows) == old
    assert news(diff.rows) == new
    assert [row.old for row in diff.rows if row.old] == list(range(1, len(old) + 1))
    assert [row.new for row in diff.rows if row.new] == list(range(1, len(new) + 1))
    assert diff.is_empty == (old == new)
    for row in diff.rows:
        assert (row.kind is RowKind.EQUAL) <= (row.old_text == row.new_text)


@given(LINES, LINES, st.integers(0, 3))
@settings(deadline=None)
def test_the_unified_form_makes_the_new_text_of_the_old(old, new, context):
    text = TextDiff(joined(old), joined(new)).unified("a", "b", context)
    assert patched(old, text) == new
    assert bool(text) == (old != new)


def patched(lines, text):
    """What `patch` does."""
    result, position = [], 0
    for line in text.splitlines()[2:]:
        if line.startswith("@@"):
            start, _, length = line.split()[1][1:].partition(",")
            first = int(start) - (1 if length != "0" else 0)
            result += lines[position:first]
            position = first
        elif line.startswith("+"):
            result.append(line[1:])
        else:
            assert lines[position] == line[1:]
            if line.startswith(" "):
                result.append(line[1:])
            position += 1
    return result + lines[position:]


@given(LINES, LINES, st.frozensets(st.integers(1, 25)))
@settings(deadline=None)
def test_folding_hides_equal_lines_only(old, new, opened):
    diff = TextDiff(joined(old), joined(new))
    rows = list(diff.folded(opened))
    hidden = sum(row.folded for row in rows)
    shown = [row for row in rows if row.kind is not RowKind.FOLD]
    assert len(shown) + hidden == len(diff.rows)
    assert [r for r in shown if r.kind is not RowKind.EQUAL] == [
        r for r in diff.rows if r.kind is not RowKind.EQUAL
    ]
    assert not opened & {row.old for row in rows if row.kind is RowKind.FOLD}


def test_a_line_that_changed_stands_beside_its_new_form():
    diff = TextDiff("a\n<memory>4</memory>\nb\n", "a\n<memory>8</memory>\nb\n")
    assert kinds(diff) == ["equal", "changed", "equal"]
    row = diff.rows[1]
    assert row.old_text[slice(*_ends(row.old_parts[0]))] == "4"
    assert row.new_text[slice(*_ends(row.new_parts[0]))] == "8"


def _ends(stretch):
    return stretch[0], stretch[0] + stretch[1]


def test_unlike_lines_are_not_paired():
    assert kinds(TextDiff("<disk/>\n", "totally else here\n")) == ["removed", "added"]


def test_a_new_device_is_one_block_of_added_lines():
    disk = "<disk>\n  <source file='{}'/>\n</disk>\n"
    old = disk.format("a") + disk.format("c")
    diff = TextDiff(old, disk.format("a") + disk.format("b") + disk.format("c"))
    assert (diff.added, diff.removed) == (3, 0)


def test_context_is_kept_and_the_rest_folded():
    old = "".join(f"{n}\n" for n in range(40))
    diff = TextDiff(old, old.replace("20\n", "x\n"))
    rows = list(diff.folded())
    folds = [(row.old, row.folded) for row in rows if row.kind is RowKind.FOLD]
    assert folds == [(1, 17), (25, 16)]
    assert len(list(diff.folded(frozenset({1, 25})))) == len(diff.rows)


def test_hunks_name_their_lines_as_diff_does():
    old = "".join(f"{n}\n" for n in range(1, 31))
    text = TextDiff(old, old.replace("10\n", "").replace("25\n", "25\nx\n")).unified("old", "new")
    heads = [line for line in text.splitlines() if line.startswith("@@")]
    assert heads == ["@@ -7,7 +7,6 @@", "@@ -23,6 +22,7 @@"]
    assert text.startswith("--- old\n+++ new\n")


def test_five_thousand_lines_are_compared_at_once():
    devices = [
        f"<disk>\n  <driver/>\n  <target dev='vd{n}'/>\n  <x/>\n</disk>" for n in range(1000)
    ]
    old = "\n".join(devices)
    new = "\n".join(d.replace("<x/>", "<y/>") for d in reversed(devices[:500])) + old[20_000:]
    start = time.monotonic()
    diff = TextDiff(old, new)
    assert time.monotonic() - start < 3
    assert news(diff.rows) == new.split("\n")


def test_very_long_lines_are_not_looked_into():
    old, new = "a " * 3000, "b " * 3000
    assert changed_parts(old, new) == (((0, 6000),), ((0, 6000),))


@pytest.mark.parametrize(("old", "new"), [("", ""), ("a", "a\n"), ("a\n\n", "a\n\n")])
def test_equal_texts_have_no_difference(old, new):
    assert TextDiff(old, new).is_empty
    assert TextDiff(old, new).unified() == ""
