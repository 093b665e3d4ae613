"""Offsets of Python and of Qt."""

from hypothesis import given
from hypothesis import strategies as st

from virtgui.models.utf16 import Utf16, qt_length

TEXTS = st.text(st.sampled_from("ab\n\u00e9\u2028\U0001f600"), max_size=20)


@given(TEXTS)
def test_there_and_back(text):
    units = Utf16(text) if text else None
    for offset in range(len(text)):
        position = units.to_qt(offset)
        assert position == qt_length(text[:offset])
        assert position == len(text[:offset].encode("utf-16-le")) // 2
        assert units.from_qt(position) == offset


def test_an_empty_text_has_one_place():
    assert Utf16("").to_qt(0) == Utf16("").from_qt(0) == 0
