"""The details editor: how late the window's heartbeat comes while forms open and someone types."""

import json
import subprocess
import sys
from typing import Any

from benchmarks import running
from benchmarks.bench import Bench
from benchmarks.figures import Figure, quantile


def measure(bench: Bench) -> None:
    """Open every kind of form of a machine with 35 devices, then type a title."""
    runs = [_alone() for _ in bench.times(3)]
    opened = f"open {runs[0]['forms']} forms for the first time, 35 devices"
    longest = [max(run["opening"]) for run in runs]
    bench.add(Figure(f"{opened}: longest stall", "ms", longest, 50, digits=0))
    late = [quantile(run["opening"], 0.99) for run in runs]
    bench.add(Figure(f"{opened}: p99 of the heartbeat", "ms", late, digits=1))
    edits = [value for run in runs for value in run["edits"]]
    bench.add(Figure("one key in a form until all is shown", "ms", edits, 50, digits=0))
    typing = [max(run["typing"]) for run in runs]
    bench.add(Figure("typing in a form: longest stall", "ms", typing, 50, digits=0))


def _alone() -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.editor_alone"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=running.ROOT)
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found
