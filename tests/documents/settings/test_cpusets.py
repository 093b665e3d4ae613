"""Sets of numbers as libvirt writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.documents.settings.cpusets import (
    CpusetError,
    format_cpuset,
    parse_cpuset,
    read_cpuset,
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", set()),
        ("0", {0}),
        ("0-3,7", {0, 1, 2, 3, 7}),
        ("0-3,^2", {0, 1, 3}),
        (" 1 , 3 - 4 ", {1, 3, 4}),
        ("^5,1", {1}),
    ],
)
def test_reading(text, numbers):
    assert parse_cpuset(text) == numbers


@pytest.mark.parametrize("text", ["a", "1-", "-1", "3-1", "1,,2", "^", "0-99999999", "١"])
def test_refusing(text):
    with pytest.raises(CpusetError):
        parse_cpuset(text)
    assert read_cpuset(text) == frozenset()


@given(st.frozensets(st.integers(0, 300)))
def test_what_is_written_can_be_read(numbers):
    assert parse_cpuset(format_cpuset(numbers)) == numbers


def test_ranges_are_short():
    assert format_cpuset((3, 1, 2, 7, 9, 10)) == "1-3,7,9-10"
