"""A node that goes silent: when it is noticed, what the others lose, when it is back."""

import itertools
import time

from benchmarks import running
from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.running import Fact
from tests.lab.node import Node

INTERVAL = 3.0
LIVE = "connected"


def measure(bench: Bench) -> None:
    """Silent for a moment, so that the link lives, and for long, so that it is given up."""
    silent, other = bench.lab["gamma"], bench.lab["beta"]
    bench.fill(silent, 20, 2)
    bench.fill(other, 200, 10)
    for seconds in (12.0, 30.0):
        _silence(bench, silent, other, seconds)


def _silence(bench: Bench, silent: Node, other: Node, seconds: float) -> None:
    noticed, back, late = [], [], []
    with running.virtgui(220, [silent.uri, other.uri]) as program:
        program.usable()
        program.do("follow")
        for _ in bench.times(3):
            before = program.gather(8.0)
            begun = time.monotonic()
            silent.stop_daemon()
            facts = program.gather(seconds)
            told = [fact for fact in facts if _is_status(fact, silent) and fact["state"] != LIVE]
            noticed.append(told[0]["t"] - begun if told else seconds)
            late.append(_latest_poll(before + facts, silent))
            returned = time.monotonic()
            silent.continue_daemon()
            fact = program.wait_for(
                lambda fact: _is_status(fact, silent) and fact["state"] == LIVE, LIVE, 60.0
            )
            back.append(fact["t"] - returned)
    name = f"{seconds:g} s of silence"
    bench.add(Figure(f"noticed, {name}", "s", noticed, 10, digits=1))
    bench.add(Figure(f"back after its return, {name}", "s", back, 5, digits=1))
    work = f"most that another node's poll was late, {name}"
    bench.add(Figure(work, "ms", late, 100, digits=0, note="budget of the benchmark's own"))


def _is_status(fact: Fact, node: Node) -> bool:
    return bool(fact["what"] == "status" and str(node.socket) in fact["uri"])


def _latest_poll(facts: list[Fact], silent: Node) -> float:
    """The longest time between two polls of the other node beyond the interval, milliseconds."""
    own = {fact["connection"] for fact in facts if _is_status(fact, silent)}
    times = [
        fact["t"] for fact in facts if fact["what"] == "samples" and set(fact["connections"]) - own
    ]
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    return max(0.0, max(gaps) - INTERVAL) * 1000
