"""The history of figures: what a year of 1,000 domains takes, costs to write and to read."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from virtgui.backend.figures import FiguresStore
from virtgui.backend.figures_file import LEVELS, FiguresFile, _kept
from virtgui.backend.figures_rows import Rows, rows_of
from virtgui.backend.libvirt.details import make_plan
from virtgui.backend.reactor import Reactor
from virtgui.core.metrics import SeriesKey
from virtgui.core.queries import ReadSeries
from virtgui.core.refs import ConnectionId, ObjectRef, domain_ref
from virtgui.core.values.sample import Details

PACE = 3.0
ROWS = (20, 32, 60, 48)
"""Rows of a block of each level, as the program writes them."""


def measure(bench: Bench) -> None:
    """Fill a file with a year, then write a minute more and read from it."""
    count = 100 if bench.quick else 1000
    with TemporaryDirectory(prefix="virtgui-year-") as folder:
        path = Path(folder) / "figures.sqlite"
        file = FiguresFile(path, _raise, most_bytes=1 << 40)
        refs = [domain_ref(ConnectionId("node"), f"{number:08}") for number in range(count)]
        now = time.time()
        keys = make_plan(_record(), 32).keys
        begun = time.monotonic()
        for ref in refs:
            _fill(file, ref, keys, now)
        note = f"{len(keys)} series each, made in {time.monotonic() - begun:.0f} s; noisy figures"
        used, _, _ = file.usage()
        name = f"{count:,} domains"
        size = used / 1024**2
        bench.add(Figure(f"a year of history of {name}", "MiB", [size], digits=0, note=note))
        _write_minute(bench, file, refs, keys, now, name)
        file.close()
        _read(bench, path, refs, now)


def _write_minute(
    bench: Bench, file: FiguresFile, refs: list[ObjectRef], keys: tuple[SeriesKey, ...],
    now: float, name: str,
) -> None:  # fmt: skip
    """A minute of polls of all, written, and a quarter of all rolled up, as each 4 min."""
    costs = []
    for minute in bench.times(3):
        begin = now + 60 * minute
        values = np.random.default_rng(minute).random((20, len(keys))).tolist()
        polls = [
            (begin + PACE * number, Details(keys, tuple(row), PACE))
            for number, row in enumerate(values)
        ]
        begun = time.process_time()
        file.append([(ref, rows_of(polls)) for ref in refs])
        for ref in refs[: len(refs) // 4]:
            file.roll_up(ref, begin + 60)
        costs.append(time.process_time() - begun)
    bench.add(Figure(f"processor to write a minute of {name}", "s", costs, digits=2))


def _read(bench: Bench, path: Path, refs: list[ObjectRef], now: float) -> None:
    reactor = Reactor(_raise)
    reactor.start()
    store = FiguresStore(path, reactor, _raise, most_bytes=1 << 40)
    for name, seconds in (
        ("10 min", 600.0), ("2 h", 7200.0), ("a week", 7 * 86400.0), ("a year", 360 * 86400.0),
    ):  # fmt: skip
        spent = []
        for number in bench.times(15):
            ref = refs[number * 7 % len(refs)]
            begun = time.monotonic()
            _ask(store, ReadSeries(ref, now - seconds, now))
            spent.append((time.monotonic() - begun) * 1000)
        bench.add(Figure(f"read {name} of a domain, all series", "ms", spent, digits=0))
    store.close()
    reactor.stop()


def _ask(store: FiguresStore, query: ReadSeries) -> None:
    answers: list[object] = []
    store.ask(query, answers.append)
    while not answers:
        time.sleep(0.0005)


def _fill(file: FiguresFile, ref: ObjectRef, keys: tuple[SeriesKey, ...], now: float) -> None:
    """Blocks of all levels, each as far back as it is kept."""
    random = np.random.default_rng(abs(hash(ref)) % 2**32)
    blocks: list[tuple[int, Rows]] = []
    newest = now
    for level, size in enumerate(ROWS):
        oldest = now - LEVELS[level].kept
        span = size * (LEVELS[level].step or PACE)
        while newest > oldest:
            blocks.append((level, _noise(random, keys, level, newest - span, size)))
            newest -= span

    def write(database: object) -> None:
        number = file._object(database, ref)
        for level, rows in blocks:
            file._insert(database, number, level, rows)

    file._file.write(write)


def _noise(
    random: np.random.Generator, keys: tuple[SeriesKey, ...], level: int, begin: float, size: int
) -> Rows:
    """Figures that move a little about a mean; a third of the series rests at zero."""
    step = LEVELS[level].step or PACE
    ends = begin + step * (np.arange(size) + 1)
    mean = (1e6 * (1 + 0.1 * random.standard_normal((size, len(keys))))).astype(np.float32)
    mean[:, ::3] = 0
    spread = np.abs(random.standard_normal(mean.shape)).astype(np.float32) * mean * 0.1
    if level == 0:
        return Rows(keys, ends - step, ends, mean, mean, mean)
    rows = Rows(keys, ends - step, ends, mean - spread, mean, mean + spread)
    return _kept(rows, level)


def _record() -> dict[str, object]:
    """What libvirt tells of a usual machine: two vCPUs, one disk, one interface."""
    names = ["cpu.time", "cpu.user", "cpu.system", "balloon.rss"]
    names += [f"vcpu.{n}.{word}" for n in (0, 1) for word in ("time", "wait", "delay")]
    names += [f"balloon.{word}" for word in ("current", "maximum", "swap_in", "swap_out")]
    names += [f"balloon.{word}" for word in ("major_fault", "minor_fault")]
    for word in ("rd", "wr", "fl"):
        names += [f"block.0.{word}.{what}" for what in ("reqs", "bytes", "times")]
    names += [f"block.0.{word}" for word in ("allocation", "capacity", "physical")]
    for way in ("rx", "tx"):
        names += [f"net.0.{way}.{what}" for what in ("bytes", "pkts", "errs", "drop")]
    found: dict[str, object] = dict.fromkeys(names, 1)
    counts = {"vcpu.current": 2, "vcpu.maximum": 2, "block.count": 1, "net.count": 1}
    return {**found, **counts, "block.0.name": "vda", "net.0.name": "vnet0"}


def _raise(error: BaseException) -> None:
    raise error
