"""The columns as data."""

from virtgui.models.columns import COLUMNS, LIVE_COLUMNS, POSITIONS

USUAL = (
    "name", "state", "cpu", "memory", "disk", "network", "address", "tags", "system", "uptime",
)  # fmt: skip


def test_usual_columns_are_those_of_the_design_in_their_widths():
    shown = [column for column in COLUMNS if column.is_visible]
    assert tuple(column.key for column in shown) == USUAL
    assert [column.width for column in shown] == [160, 132, 108, 124, 124, 124, 122, 120, 100, 60]


def test_keys_are_unique_and_live_columns_stand_together():
    assert len(POSITIONS) == len(COLUMNS)
    assert tuple(range(LIVE_COLUMNS[0], LIVE_COLUMNS[0] + 4)) == LIVE_COLUMNS


def test_no_column_is_narrower_than_it_may_be():
    assert all(column.min_width <= column.width for column in COLUMNS)
