"""The GUI thread: how late a heartbeat of 10 ms comes while everything lives; idle processor."""

import time
from dataclasses import dataclass

from benchmarks import running
from benchmarks.bench import Bench
from benchmarks.figures import Figure, quantile
from benchmarks.machine import cpu_seconds, rss_mib

SECONDS = 20.0
QUIET = 0.5
"""Seconds of processor time a second under which the reading of definitions counts as ended."""
PATIENCE = 90.0


@dataclass(frozen=True)
class Case:
    """One fleet and pace."""

    name: str
    uris: list[str]
    rows: int
    interval: float
    longest: float
    most_cpu: float | None = None


def measure(bench: Bench) -> None:
    """1,000 domains of one node at two paces, then 10,000 of a hundred."""
    one = [bench.demo(1000)]
    _case(bench, Case("1,000 live, 1 s poll", one, 1000, 1.0, 50))
    _case(bench, Case("1,000 live, 3 s poll", one, 1000, 3.0, 50))
    _floor(bench, "1,000 live, 3 s poll", one[0], 1000)
    _real(bench)
    many = [bench.demo(100, number) for number in range(100)]
    for interval in (1.0, 3.0):
        name = f"10,000 live on 100 connections, {interval:g} s poll"
        _case(bench, Case(name, many, 10_000, interval, 100))


def _case(bench: Bench, case: Case) -> None:
    longest, slow, half, memory, cpu, beats, machine = [], [], [], [], [], [], []
    usable: list[float] = []
    for _ in bench.times(3):
        with running.virtgui(
            case.rows, case.uris, interval=case.interval, all_columns=True
        ) as program:
            usable.append(program.usable(300.0))
            wait_until_calm(program)
            late, itself = program.lateness(SECONDS)
            beats += late
            machine += itself
            longest.append(max(late))
            slow.append(quantile(late, 0.99))
            half.append(quantile(late, 0.5))
            cpu.append(idle_cpu(program))
            memory.append(rss_mib(program.pid))
    bench.add_lateness(case.name, beats)
    note = of_machine(machine)
    bench.add(Figure(f"start to usable list, {case.name}", "s", usable))
    bench.add(Figure(f"heartbeat p50, {case.name}", "ms", half, digits=1))
    bench.add(Figure(f"heartbeat p99, {case.name}", "ms", slow, 16, digits=1))
    bench.add(
        Figure(f"longest stall, {case.name}", "ms", longest, case.longest, digits=1, note=note)
    )
    bench.add(Figure(f"processor a minute, {case.name}", "s", cpu, case.most_cpu))
    bench.add(Figure(f"memory, {case.name}", "MiB", memory, digits=0))


def _floor(bench: Bench, name: str, uri: str, rows: int) -> None:
    cpu, longest, machine = [], [], []
    for _ in bench.times(3):
        with running.floor(rows, uri) as program:
            program.usable()
            wait_until_calm(program)
            late, itself = program.lateness(SECONDS)
            longest.append(max(late))
            machine += itself
            cpu.append(idle_cpu(program))
    note = of_machine(machine)
    bench.add(Figure(f"floor: longest stall, {name}", "ms", longest, digits=1, note=note))
    bench.add(Figure(f"floor: processor a minute, {name}", "s", cpu))


def _real(bench: Bench) -> None:
    """A real node, whose driver works in its own process: what the program itself costs."""
    node = bench.lab["alpha"]
    bench.fill(node, 1000, 5)
    cpu, bare, longest, bare_longest, machine = [], [], [], [], []
    for _ in bench.times(3):
        with running.virtgui(1000, [node.uri], all_columns=True) as program:
            program.usable()
            wait_until_calm(program)
            late, itself = program.lateness(SECONDS)
            longest.append(max(late))
            machine += itself
            cpu.append(idle_cpu(program))
        with running.floor(1000, node.uri) as program:
            program.usable()
            wait_until_calm(program)
            bare_longest.append(max(program.lateness(SECONDS)[0]))
            bare.append(idle_cpu(program))
    name = "1,000 on libvirtd (5 running), 3 s poll"
    work = f"longest stall, {name}"
    note = of_machine(machine)
    bench.add(Figure(work, "ms", longest, 50, floor=bare_longest, digits=1, note=note))
    bench.add(Figure(f"processor a minute, {name}", "s", cpu, 1.0, floor=bare))


def of_machine(late: list[float]) -> str:
    """A note about the machine at the same time."""
    return f"the machine itself: p99 {quantile(late, 0.99):.1f}, longest {max(late):.1f}"


def wait_until_calm(program: running.Running) -> None:
    """Wait until definitions are read and first polls are over, three calm seconds on end."""
    end, calm, last = time.monotonic() + PATIENCE, 0, cpu_seconds(program.pid)
    while calm < 3 and time.monotonic() < end:
        time.sleep(1.0)
        now = cpu_seconds(program.pid)
        calm = calm + 1 if now - last < QUIET else 0
        last = now


def idle_cpu(program: running.Running) -> float:
    """Processor seconds a minute of an untouched window, without the heartbeat."""
    before, begun = cpu_seconds(program.pid), time.monotonic()
    time.sleep(SECONDS + 1.0)
    return (cpu_seconds(program.pid) - before) * 60 / (time.monotonic() - begun)
