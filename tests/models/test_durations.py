"""Words for spans and ages."""

import time

from virtgui.models.durations import age_text, duration_text, moment_text


def test_spans_show_their_largest_pieces(qapp):
    assert duration_text(12 * 86400 + 4 * 3600 + 59) == "12 d 4 h"
    assert duration_text(12 * 86400 + 4 * 3600, 1) == "12 d"
    assert duration_text(0) == "0 s"


def test_ages(qapp):
    assert age_text(2) == "just now"
    assert age_text(150) == "2 min ago"


def test_moments_of_other_days_have_a_date(qapp):
    now = time.mktime((2026, 5, 5, 12, 0, 0, 0, 0, -1))
    same = moment_text(now - 60, now)
    assert "11" in same
    assert len(moment_text(now - 3 * 86400, now)) > len(same)
