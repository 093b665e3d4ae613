"""Sort and filter 10,000 rows: in the model alone, and with the table that shows them."""

import json
import subprocess
import sys
import time
from typing import Any

from benchmarks import running
from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.stalls import wait_until_calm

BUDGET = 50.0
STEPS: list[list[Any]] = [
    ["sort_by", "cpu", True],
    ["sort_by", "address", False],
    ["sort_by", "tags", False],
    ["sort_by", "state", False],
    ["sort_by", "name", True],
    ["sort_by", "name", False],
    ["set_query", "vm-01"],
    ["set_query", "state:running tag:prod"],
    ["set_query", ""],
    ["set_segment", "running"],
    ["set_segment", "all"],
    ["set_grouping", "none"],
    ["set_grouping", "node"],
]


def measure(bench: Bench) -> None:
    """The same steps in both."""
    alone = [_alone() for _ in bench.times(5)]
    _add(bench, "model", [item["ms"] for item in alone], BUDGET)
    grown = [float(item["grown"]) for item in alone]
    bench.add(Figure("memory of 10,000 rows in the model", "MiB", grown, digits=0))
    many = [bench.demo(100, number) for number in range(100)]
    shown = []
    with running.virtgui(10_000, many, interval=60.0) as program:
        program.usable(300.0)
        wait_until_calm(program)
        for _ in bench.times(5):
            program.do("arrange", steps=STEPS)
            shown.append(program.wait("arranged")["ms"])
            time.sleep(1.0)
    _add(bench, "with repaint", shown, None)


def _add(bench: Bench, name: str, runs: list[list[float]], budget: float | None) -> None:
    for step, values in zip(STEPS, zip(*runs, strict=True), strict=True):
        words = " ".join(str(word) for word in step[1:] if not isinstance(word, bool))
        what = f"{str(step[0]).replace('_', ' ')} {words or 'nothing'}"
        work = f"10,000 rows, {name}: {what}"
        bench.add(Figure(work, "ms", list(values), budget, digits=1))


def _alone() -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.rows_alone", json.dumps(STEPS)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=running.ROOT)
    found: dict[str, Any] = json.loads(told.stdout)
    return found
