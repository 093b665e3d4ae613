"""`python -m benchmarks`: measure, print, and write docs/benchmarks.md."""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable
from types import MappingProxyType

from benchmarks import charts, editor, events, link, rows, silence, ssh, stalls, start, year
from benchmarks.bench import Bench
from benchmarks.figures import plain
from benchmarks.machine import busy_cores, load_average
from benchmarks.page import Section, write_page
from benchmarks.running import warm_up

PARTS: MappingProxyType[str, Callable[[Bench], None]] = MappingProxyType(
    {
        "start": start.measure,
        "link": link.measure,
        "ssh": ssh.measure,
        "stalls": stalls.measure,
        "events": events.measure,
        "silence": silence.measure,
        "rows": rows.measure,
        "editor": editor.measure,
        "charts": charts.measure,
        "year": year.measure,
    }
)


def main() -> int:
    """Run what was asked for; the exit code says whether it could be measured, not how it went."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(PARTS), help="this part alone")
    parser.add_argument("--quick", action="store_true", help="a third of the repetitions")
    parser.add_argument("--no-page", action="store_true", help="leave docs/benchmarks.md alone")
    arguments = parser.parse_args()
    chosen = arguments.only or list(PARTS)
    sections = {}
    with Bench(quick=arguments.quick) as bench:
        warm_up()
        for name in chosen:
            sections[name] = _run(bench, name)
    print()
    print(plain(bench.figures))
    if not arguments.no_page:
        write_page(sections)
    return 0


def _run(bench: Bench, name: str) -> Section:
    print(f"{name} (load {load_average():.1f})", flush=True)
    first, first_beats = len(bench.figures), len(bench.histograms)
    begun, (busy, total) = time.monotonic(), busy_cores()
    PARTS[name](bench)
    busy_then, total_then = busy_cores()
    return Section(
        figures=bench.figures[first:],
        histograms=bench.histograms[first_beats:],
        date=dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        seconds=time.monotonic() - begun,
        busy=(busy_then - busy) / (total_then - total),
        quick=bench.quick,
    )


if __name__ == "__main__":
    sys.exit(main())
