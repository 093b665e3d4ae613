"""Start: exec until the window, and until a list, can be used; memory then and after an hour."""

import time

from benchmarks import running
from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.machine import rss_mib

RATIO = 1.5
MEMORY = {1000: 180, 3000: 260}
FLOORS_FROM = 1000
"""Fewer rows start in the time that the window needs, which has a budget of its own."""


def measure(bench: Bench) -> None:
    """Windows first, then lists of growing length; program and floor take turns."""
    _window(bench)
    for count in (10, 100, 1000, 3000):
        _list(bench, count)
    for count in MEMORY:
        _memory(bench, count)


def _window(bench: Bench) -> None:
    own, bare = [], []
    for _ in bench.times(9):
        with running.virtgui(0, []) as program:
            own.append(program.usable())
        with running.floor(0) as program:
            bare.append(program.usable())
    bench.add(Figure("start to usable window, no connection", "s", own, 0.6, floor=bare))


def _list(bench: Bench, count: int) -> None:
    uri = bench.demo(count)
    own, bare, memory, bare_memory = [], [], [], []
    for _ in bench.times(5):
        with running.virtgui(count, [uri]) as program:
            own.append(program.usable())
            time.sleep(1.0)
            memory.append(rss_mib(program.pid))
        with running.floor(count, uri) as program:
            bare.append(program.usable())
            time.sleep(1.0)
            bare_memory.append(rss_mib(program.pid))
    ratio = RATIO if count >= FLOORS_FROM else None
    work = f"start to usable list, {count:,} domains"
    bench.add(Figure(work, "s", own, budget_ratio=ratio, floor=bare))
    work = f"memory 1 s after that, {count:,} domains"
    bench.add(Figure(work, "MiB", memory, floor=bare_memory, digits=0))


def _memory(bench: Bench, count: int) -> None:
    uri, found, bare = bench.demo(count), [], []
    for _ in bench.times(3):
        with running.virtgui(count, [uri], all_columns=True) as program:
            program.usable()
            time.sleep(10.0)
            program.do("history", polls=1200)
            program.wait("history")
            found.append(rss_mib(program.pid))
        with running.floor(count, uri) as program:
            program.usable()
            time.sleep(3.0)
            bare.append(rss_mib(program.pid))
    work = f"memory with an hour of history, {count:,} domains"
    note = "all definitions read, three fifths of the domains active"
    bench.add(Figure(work, "MiB", found, MEMORY[count], floor=bare, digits=0, note=note))
