"""Search and replacement, in Qt's positions."""

import time

import pytest

from virtgui.models.text_search import MOST_HITS, SearchTerm, find_all, replaced


def starts(text, *args):
    return [hit.start for hit in find_all(text, SearchTerm(*args))]


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (("disk",), [0, 5, 10]),
        (("disk", True), [0, 10]),
        (("disk", False, True), [0, 5]),
        (("d.s", False, False), []),
        (("d.s", False, False, True), [0, 5, 10]),
        (("^d", False, False, True), [0]),
        (("(", False, False, True), []),
        (("", False, False, True), []),
        (("x*", False, False, True), []),
    ],
)
def test_what_is_found(args, found):
    assert starts("disk DISK disks", *args) == found


def test_positions_are_those_of_qt():
    assert starts("\U0001f600a", "a") == [2]
    hits = find_all("\U0001f600a\U0001f600a", SearchTerm("a"))
    assert replaced("\U0001f600a\U0001f600a", hits, "bb") == "\U0001f600bb\U0001f600bb"


@pytest.mark.parametrize(
    ("pattern", "wanted", "result"),
    [
        (r"(a)(b)", r"\2\1", "ba-ba"),
        (r"a(b)", r"\9x", "x-x"),
        (r"ab", r"\n\t\\", "\n\t\\-\n\t\\"),
        (r"ab", r"\0\0", "abab-abab"),
    ],
)
def test_brackets_are_put_back(pattern, wanted, result):
    hits = find_all("ab-ab", SearchTerm(pattern, is_regex=True))
    assert replaced("ab-ab", hits, wanted) == result


def test_without_an_expression_signs_are_signs():
    assert replaced("ab", find_all("ab", SearchTerm("a")), r"\1") == r"\1b"


def test_there_is_an_end_to_everything():
    assert len(find_all("a" * 20_000, SearchTerm("a"))) == MOST_HITS
    start = time.monotonic()
    find_all("a" * 40 + "!", SearchTerm("(a+)+$", is_regex=True))
    assert time.monotonic() - start < 5
