"""Charts: how late the window's heartbeat comes while twelve of them live beside 1,000 domains."""

import json
import subprocess
import sys
from typing import Any

from benchmarks import running
from benchmarks.bench import Bench
from benchmarks.figures import Figure, quantile


def measure(bench: Bench) -> None:
    """A page of twelve charts of ten minutes: untouched, with the cross-hair, dragged."""
    runs = [_alone() for _ in bench.times(3)]
    name = "12 charts of 10 min, 1,000 domains live, 1 s poll"
    late = [quantile(run["resting"], 0.99) for run in runs]
    bench.add(Figure(f"{name}: p99 of the heartbeat", "ms", late, 16, digits=1))
    longest = [max(run["resting"]) for run in runs]
    bench.add(Figure(f"{name}: longest stall", "ms", longest, 50, digits=0))
    for what, words in (("pointing", "cross-hair moves"), ("dragging", "the time is dragged")):
        late = [quantile(run[what], 0.99) for run in runs]
        bench.add(Figure(f"12 charts, {words}: p99 of the heartbeat", "ms", late, digits=1))
    opened = [run["opened"] for run in runs]
    bench.add(Figure("open the page with 12 charts until all is drawn", "ms", opened, digits=0))
    hidden = [run["hidden"] for run in runs]
    bench.add(Figure("charts painted while their page is hidden", "", hidden, 0, digits=0))


def _alone() -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.charts_alone"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=running.ROOT)
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found
