"""Sizes, rates, percentages and durations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.core.units import (
    Duration,
    DurationUnit,
    UnitError,
    UnitProblem,
    format_bytes,
    format_percent,
    format_rate,
    parse_duration,
    parse_latency,
    parse_number,
    parse_percent,
    parse_rate,
    parse_size,
    split_bytes,
    split_rate,
)

GIB = 1024**3


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4G", 4 * GIB),
        ("4GiB", 4 * GIB),
        (" 4 gib ", 4 * GIB),
        ("512 M", 512 * 1024**2),
        ("1.5T", 1536 * GIB),
        (".5K", 512),
        ("2GB", 2 * 10**9),
        ("100", 100),
        ("7 bytes", 7),
        ("+1k", 1024),
        ("18446744073709551615", 2**64 - 1),
    ],
)
def test_sizes_are_read_as_libvirt_counts(text, size):
    assert parse_size(text) == size


def test_plain_number_takes_the_default_unit():
    assert parse_size("4", "GiB") == 4 * GIB
    assert parse_size("4M", "GiB") == 4 * 1024**2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", UnitProblem.EMPTY),
        ("  ", UnitProblem.EMPTY),
        ("G", UnitProblem.NOT_A_NUMBER),
        ("1,5G", UnitProblem.NOT_A_NUMBER),
        ("1e3", UnitProblem.NOT_A_NUMBER),
        ("nan", UnitProblem.NOT_A_NUMBER),
        ("٣G", UnitProblem.NOT_A_NUMBER),
        ("4 parsecs", UnitProblem.UNKNOWN_UNIT),
        ("4%", UnitProblem.UNKNOWN_UNIT),
        ("-4G", UnitProblem.NEGATIVE),
        ("16E", UnitProblem.TOO_LARGE),
        ("9" * 63, UnitProblem.TOO_LARGE),
        ("9" * 5000, UnitProblem.NOT_A_NUMBER),
    ],
)
def test_bad_sizes_say_why(text, code):
    with pytest.raises(UnitError) as caught:
        parse_size(text)
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (500, "500 B"),
        (512, "0.5 KiB"),
        (GIB // 2, "0.5 GiB"),
        (300 * 1024**2, "300 MiB"),
        (int(4.4 * GIB), "4.4 GiB"),
        (4 * GIB, "4 GiB"),
        (int(9.97 * GIB), "10 GiB"),
        (105 * GIB, "105 GiB"),
        (2**64, "16 EiB"),
        (-5, "0 B"),
    ],
)
def test_bytes_are_written_with_two_digits(size, text):
    assert format_bytes(size) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0, "0"),
        (0.3, "0"),
        (-1, "0"),
        (999, "999 B/s"),
        (999.6, "1.0 kB/s"),
        (12_000, "12 kB/s"),
        (1_200_000, "1.2 MB/s"),
        (999_700, "1.0 MB/s"),
        (212_000_000, "212 MB/s"),
    ],
)
def test_rates_are_decimal(rate, text):
    assert format_rate(rate) == text


@pytest.mark.parametrize(
    ("percent", "text"),
    [(0, "0 %"), (0.01, "0 %"), (4.24, "4.2 %"), (9.96, "10 %"), (41.3, "41 %"), (400, "400 %")],
)
def test_percentages(percent, text):
    assert format_percent(percent) == text


def test_percentages_are_read():
    assert parse_percent("12.5 %") == 12.5
    assert parse_percent("250") == 250
    with pytest.raises(UnitError):
        parse_percent("5G")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("1d", 86400),
        ("1D 4h 30m", 86400 + 4 * 3600 + 1800),
        ("2h30m", 9000),
        ("15 min", 900),
        ("1.5 hours", 5400),
        ("2w", 14 * 86400),
    ],
)
def test_durations_are_read(text, seconds):
    assert parse_duration(text) == seconds


def test_duration_without_unit_takes_the_default():
    assert parse_duration("2", "d") == 2 * 86400


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", UnitProblem.EMPTY),
        ("1d foo", UnitProblem.NOT_A_NUMBER),
        ("3 fortnights", UnitProblem.UNKNOWN_UNIT),
        ("-1d", UnitProblem.NEGATIVE),
        ("9" * 40, UnitProblem.TOO_LARGE),
    ],
)
def test_bad_durations_say_why(text, code):
    with pytest.raises(UnitError) as caught:
        parse_duration(text)
    assert caught.value.code is code


def test_duration_pieces_are_the_two_largest_neighbours():
    day, hour, minute = DurationUnit.DAY, DurationUnit.HOUR, DurationUnit.MINUTE
    assert Duration.from_seconds(12 * 86400 + 4 * 3600 + 7).pieces() == ((12, day), (4, hour))
    assert Duration.from_seconds(86400 + 300).pieces() == ((1, day),)
    assert Duration.from_seconds(125).pieces(1) == ((2, minute),)
    assert Duration.from_seconds(3).pieces() == ((3, DurationUnit.SECOND),)
    assert Duration.from_seconds(float("inf")).pieces() == ((0, DurationUnit.SECOND),)


@given(st.text(max_size=80))
def test_any_text_is_a_quantity_or_a_unit_error(text):
    parsers = (parse_size, parse_duration, parse_percent, parse_rate, parse_latency, parse_number)
    for parse in parsers:
        try:
            value = parse(text)
        except UnitError:
            continue
        assert value >= 0


@given(st.integers(0, 2**63))
def test_written_sizes_read_back_within_their_precision(size):
    number, unit = split_bytes(size)
    assert abs(parse_size(f"{number}{unit}") - size) <= max(0.1 * size, 1)


@given(st.floats(0, 1e18))
def test_rates_never_show_four_digits(rate):
    assert len(split_rate(rate)[0].replace(".", "")) <= 3


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_rate, "5 MB/s", 5e6),
        (parse_rate, "1.5 MiB/s", 1.5 * 1024**2),
        (parse_rate, "250", 250.0),
        (parse_number, "10", 10.0),
        (parse_number, "0.5/s", 0.5),
        (parse_latency, "20 ms", 0.02),
        (parse_latency, "20", 0.02),
        (parse_latency, "1.5 s", 1.5),
        (parse_latency, "300 \u00b5s", 0.0003),
        (parse_latency, "300\u03bcs", 0.0003),
    ],
)
def test_rates_numbers_and_short_times(parse, text, value):
    assert parse(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("parse", "text", "code"),
    [
        (parse_rate, "5 apples/s", UnitProblem.UNKNOWN_UNIT),
        (parse_number, "5 kB", UnitProblem.UNKNOWN_UNIT),
        (parse_latency, "5 h", UnitProblem.UNKNOWN_UNIT),
        (parse_latency, "", UnitProblem.EMPTY),
        (parse_number, "-1", UnitProblem.NEGATIVE),
    ],
)
def test_what_is_no_such_quantity(parse, text, code):
    with pytest.raises(UnitError) as error:
        parse(text)
    assert error.value.code is code
