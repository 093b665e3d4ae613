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
    noticed, back, moving, late, calm, missed = [], [], [], [], [], 0
    with running.virtgui(220, [silent.uri, other.uri]) as program:
        program.usable()
        program.do("follow")
        for _ in bench.times(3):
            before = program.gather(8.0)
            begun = time.monotonic()
            silent.stop_daemon()
            facts = program.gather(seconds)
            told = [fact for fact in facts if _is_status(fact, silent) and fact["state"] != LIVE]
            missed += not told
            noticed.append(told[0]["t"] - begun if told else seconds)
            own = {fact["connection"] for fact in before + facts if _is_status(fact, silent)}
            calm.append(_latest_poll(before, own))
            late.append(_latest_poll(facts, own))
            returned = time.monotonic()
            silent.continue_daemon()
            back.append(_live_again(program, silent) - returned)
            moving.append(_moving_again(program, own) - returned)
    name = f"{seconds:g} s of silence"
    note = f"{missed} of {len(noticed)} not noticed at all" if missed else ""
    bench.add(Figure(f"noticed, {name}", "s", noticed, 10, digits=1, note=note))
    bench.add(Figure(f"shown as connected after its return, {name}", "s", back, 5, digits=1))
    bench.add(Figure(f"its figures move after its return, {name}", "s", moving, 5, digits=1))
    note = f"without silence {max(calm):.0f}: a poll takes its own time"
    work = f"most that another node's poll was late, {name}"
    bench.add(Figure(work, "ms", late, digits=0, note=note))


def _live_again(program: running.Running, node: Node) -> float:
    fact = program.wait_for(
        lambda fact: _is_status(fact, node) and fact["state"] == LIVE, LIVE, 60.0
    )
    return float(fact["t"])


def _moving_again(program: running.Running, own: set[str]) -> float:
    """When the second poll came: the first has nothing yet to reckon rates from."""
    for _ in range(2):
        fact = program.wait_for(
            lambda fact: fact["what"] == "samples" and bool(set(fact["connections"]) & own),
            "samples",
        )
    return float(fact["t"])


def _is_status(fact: Fact, node: Node) -> bool:
    return bool(fact["what"] == "status" and str(node.socket) in fact["uri"])


def _latest_poll(facts: list[Fact], own: set[str]) -> float:
    """The longest time between two polls of other nodes beyond the interval, milliseconds."""
    times = [
        fact["t"] for fact in facts if fact["what"] == "samples" and set(fact["connections"]) - own
    ]
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    return max(0.0, max(gaps, default=INTERVAL) - INTERVAL) * 1000
