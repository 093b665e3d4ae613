"""The history of figures: rows, the file with its four resolutions, the store."""

import math
import sqlite3
import time
from array import array

import numpy as np
import pytest

from virtgui.backend.figures import FiguresStore
from virtgui.backend.figures_file import LEVELS, FiguresFile
from virtgui.backend.figures_rows import Rows, joined, pack, rolled_up, rows_of, unpack, with_gaps
from virtgui.backend.reactor import Reactor
from virtgui.core.metrics import SeriesKey
from virtgui.core.queries import ReadSeries, ReadSeriesUsage
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.sample import Details
from virtgui.core.values.series import Mark

REF = domain_ref(ConnectionId("c"), "u")
CPU, DISK = SeriesKey("cpu.used"), SeriesKey("disk.read")
PART = SeriesKey("disk.read", "vda")
KEYS = (CPU, DISK, PART)


def polls(begin, count, *, pace=3.0, keys=KEYS, value=lambda at: (0.5, at, 1e-3)):
    return [
        (begin + pace * number, Details(keys, value(begin + pace * number), pace))
        for number in range(count)
    ]


def test_what_is_packed_comes_back():
    rows = rows_of([(10.0, Details(KEYS, (0.25, 1e12, math.nan), 3.0))] * 3)
    again = unpack(pack(rows), KEYS)
    assert again.begins.tolist() == [7.0] * 3
    assert again.mean[0, 1] == np.float32(1e12)
    assert np.isnan(again.low[:, 2]).all()
    rolled = rolled_up(rows_of(polls(0.0, 10)), 15.0)
    again = unpack(pack(rolled), KEYS)
    np.testing.assert_allclose(again.low, rolled.low, rtol=1e-4)
    np.testing.assert_allclose(again.high, rolled.high, rtol=1e-4)


def test_a_roll_up_keeps_extremes_and_weighs_by_time():
    readings = [
        (3.0, Details((CPU,), (1.0,), 3.0)),
        (12.0, Details((CPU,), (0.0,), 9.0)),
        (15.0, Details((CPU,), (math.nan,), 3.0)),
    ]
    rows = rolled_up(rows_of(readings), 15.0)
    assert len(rows) == 1
    assert (rows.begins[0], rows.ends[0]) == (0.0, 15.0)
    assert rows.mean[0, 0] == pytest.approx(0.25)
    assert (rows.low[0, 0], rows.high[0, 0]) == (0.0, 1.0)


def test_only_gaps_roll_up_to_a_gap():
    rows = rolled_up(rows_of([(n, Details((CPU,), (math.nan,), 1.0)) for n in (1, 2)]), 15.0)
    assert math.isnan(rows.mean[0, 0])
    assert math.isnan(rows.high[0, 0])


def test_missed_polls_are_a_gap_and_slow_ones_are_not():
    readings = [*polls(10.0, 3), *polls(100.0, 2, pace=60.0)]
    times, _low, mean, _high = with_gaps(rows_of(readings), 1.0)
    assert times.tolist() == [10.0, 13.0, 16.0, 28.0, 100.0, 160.0]
    assert np.isnan(mean[3]).all()
    assert np.isfinite(mean[[0, 1, 2, 4, 5]]).all()


def test_pieces_with_other_devices_are_joined():
    other = SeriesKey("disk.read", "vdb")
    parts = [rows_of(polls(100.0, 2, keys=(other,), value=lambda at: (7.0,))), rows_of(polls(0, 2))]
    rows = joined(parts)
    assert set(rows.keys) == {*KEYS, other}
    assert rows.ends.tolist() == [0.0, 3.0, 100.0, 103.0]
    column = rows.mean[:, rows.keys.index(other)]
    assert np.isnan(column[:2]).all()
    assert column[2:].tolist() == [7.0, 7.0]


@pytest.fixture
def file(tmp_path):
    told = []
    opened = FiguresFile(tmp_path / "figures.sqlite", told.append)
    opened.told = told
    yield opened
    opened.close()


def levels_of(file):
    return dict(file._file.read("SELECT level, count(*) FROM blocks GROUP BY level"))


def age_of_each(file, now, seconds, *, pace=15.0, every=600.0):
    """A history that was written and rolled up all along, as a running program does."""
    at = now - seconds
    while at < now:
        count = int(every / pace)
        file.append([(REF, rows_of(polls(at, count, pace=pace)))])
        at += every
        file.roll_up(REF, at)


def test_every_reading_is_in_one_resolution_and_none_is_lost(file):
    now = 1_000_000_000.0
    age_of_each(file, now, 4 * 86400.0)
    parts = file.read(REF, 0.0, now)
    assert set(levels_of(file)) == {0, 1, 2, 3}
    rows = joined(parts, (CPU,))
    assert (np.diff(rows.ends) > 0).all()
    assert with_gaps(rows, 1.0)[0].size == rows.ends.size
    assert rows.begins[0] == now - 4 * 86400.0 - 15.0
    assert rows.ends[-1] > now - 16.0
    assert np.nanmax(np.abs(rows.mean - 0.5)) == 0.0
    steps = np.diff(rows.ends)
    assert steps[0] == LEVELS[3].step
    assert steps[-1] == 15.0


def test_details_are_kept_for_two_days_and_the_rest_for_a_year(file):
    now = 1_000_000_000.0
    age_of_each(file, now, 4 * 86400.0)
    oldest = file.read(REF, 0.0, now - 3 * 86400.0)
    assert {key for rows in oldest for key in rows.keys} == {CPU, DISK}
    file.roll_up(REF, now + 400 * 86400.0)
    file.roll_up(REF, now + 400 * 86400.0)
    assert file.read(REF, 0.0, now - 3 * 86400.0) == []


def test_the_file_stays_within_its_bounds(tmp_path):
    file = FiguresFile(tmp_path / "figures.sqlite", pytest.fail, most_bytes=300_000)
    random = np.random.default_rng(1)
    for number in range(60):
        values = random.random((400, 3)).astype(np.float32)
        at = np.arange(400, dtype=np.float64) + 1e6 * number
        file.append([(REF, Rows(KEYS, at, at + 1, values, values, values))])
    assert file.usage()[0] > 300_000
    file.keep_within_bounds()
    assert file.usage()[0] <= 300_000
    assert file.oldest(REF) > 0.0
    assert file.read(REF, 59e6, 60e6)
    file.close()


def test_a_damaged_file_is_moved_aside_and_a_new_one_begins(tmp_path):
    path = tmp_path / "figures.sqlite"
    path.write_bytes(b"nonsense" * 1000)
    told = []
    file = FiguresFile(path, told.append)
    file.append([(REF, rows_of(polls(0.0, 3)))])
    assert len(told) == 1
    assert told[0].aside.exists()
    assert len(file.read(REF, 0.0, 100.0)) == 1
    file.close()


def test_marks_are_kept_in_order_and_not_without_end(file, monkeypatch):
    monkeypatch.setattr("virtgui.backend.figures_file.MOST_MARKS", 5)
    for number in range(8):
        file.add_mark(REF, Mark(float(number), "started", "booted"))
    assert [mark.at for mark in file.marks(REF, 0.0, 100.0)] == [3.0, 4.0, 5.0, 6.0, 7.0]


def test_a_forgotten_connection_leaves_nothing(file):
    file.append([(REF, rows_of(polls(0.0, 3)))])
    file.add_mark(REF, Mark(1.0, "started"))
    file.forget(REF.connection)
    assert file.refs() == []
    assert file.usage()[1] == 0
    file.append([(REF, rows_of(polls(9.0, 3)))])
    assert len(file.read(REF, 0.0, 100.0)) == 1


def test_an_error_while_writing_leaves_the_file_usable(file):
    def fail(database):
        file._object(database, REF)
        raise sqlite3.OperationalError("disk full")

    with pytest.raises(sqlite3.OperationalError):
        file._write(fail)
    file.append([(REF, rows_of(polls(0.0, 3)))])
    assert len(file.read(REF, 0.0, 100.0)) == 1


@pytest.fixture
def reactor():
    running = Reactor(pytest.fail)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def store(tmp_path, reactor):
    made = FiguresStore(tmp_path / "figures.sqlite", reactor, pytest.fail)
    yield made
    made.close()


def wait_for(condition):
    end = time.monotonic() + 10.0
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def ask(store, query):
    answers = []
    store.ask(query, answers.append)
    wait_for(lambda: answers)
    return answers[0].get()


def test_what_was_just_polled_is_in_the_answer_at_once(store):
    now = time.time()
    for at, details in polls(now - 30.0, 10):
        store.record(at, {REF: details})
    store.mark(REF, Mark(now - 20.0, "started", "booted"))
    wait_for(lambda: ask(store, ReadSeries(REF, now - 60.0, now)).marks)
    span = ask(store, ReadSeries(REF, now - 60.0, now, frozenset({CPU})))
    assert list(span.curves) == [CPU]
    assert span.curves[CPU].mean == array("f", [0.5] * 10)
    assert span.step == pytest.approx(3.0)
    assert span.oldest == pytest.approx(now - 33.0)


def test_a_long_time_is_answered_in_even_steps(store, reactor, tmp_path):
    now = time.time()
    store.close()
    file = FiguresFile(tmp_path / "figures.sqlite", pytest.fail)
    age_of_each(file, now, 86400.0)
    file.close()
    again = FiguresStore(tmp_path / "figures.sqlite", reactor, pytest.fail)
    day = ask(again, ReadSeries(REF, now - 86400.0, now))
    assert day.step == 120.0
    assert 700 <= len(day.times) <= 722
    assert not any(math.isnan(value) for value in day.curves[CPU].mean)
    few = ask(again, ReadSeries(REF, now - 86400.0, now, most_points=100))
    assert len(few.times) <= 102
    usage = ask(again, ReadSeriesUsage())
    assert usage.objects == 1
    assert usage.bytes > 0
    again.close()


def test_the_end_of_the_program_writes_what_waits(tmp_path, reactor):
    now = time.time()
    store = FiguresStore(tmp_path / "figures.sqlite", reactor, pytest.fail)
    for at, details in polls(now - 6.0, 3):
        store.record(at, {REF: details})
    store.close()
    file = FiguresFile(tmp_path / "figures.sqlite", pytest.fail)
    assert sum(len(rows) for rows in file.read(REF, 0.0, now)) == 3
    file.close()


def test_nothing_known_is_an_empty_answer(store):
    span = ask(store, ReadSeries(REF, 0.0, 10.0))
    assert len(span.times) == 0
    assert span.oldest is None


def test_readings_that_cannot_be_written_do_not_pile_up(tmp_path, reactor, monkeypatch):
    monkeypatch.setattr("virtgui.backend.figures.MOST_WAITING", 5)
    monkeypatch.setattr("virtgui.backend.figures.FLUSH_SECONDS", 0.0)
    told = []
    (tmp_path / "figures.sqlite").mkdir()  # no file can be opened there
    store = FiguresStore(tmp_path / "figures.sqlite", reactor, told.append)
    for at, details in polls(0.0, 20):
        store.record(at, {REF: details})
    wait_for(lambda: told and len(store._keeper._waiting[REF]) == 5)
    assert [at for at, _ in store._keeper._waiting[REF]] == [45.0, 48.0, 51.0, 54.0, 57.0]
    assert len(told) == 1
    store.close()
