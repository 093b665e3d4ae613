"""A slow link: connect and list over 50 ms round trip, and the calls that it takes."""

import time

from benchmarks import running
from benchmarks.bench import Bench
from benchmarks.figures import Figure
from tests.lab.delay_proxy import DelayProxy
from tests.lab.node import Node

DELAY = 0.025
BULK_STATS = 344
"""REMOTE_PROC_CONNECT_GET_ALL_DOMAIN_STATS: one of these a poll."""
DEFINITION = 14
"""REMOTE_PROC_DOMAIN_GET_XML_DESC"""
BUDGETS = {200: 1.0, 500: 1.2}
MOST_CALLS = 40
POLLS = 8


def measure(bench: Bench) -> None:
    """Two lengths of list on a real node, five of its domains running."""
    node = bench.lab["alpha"]
    for count in BUDGETS:
        bench.fill(node, count, 5)
        _connect(bench, node, count)


def _connect(bench: Bench, node: Node, count: int) -> None:
    own, bare, calls, bare_calls, polled, bare_polled = [], [], [], [], [], []
    repetitions = bench.times(5)
    for number in repetitions:
        with _slow(node) as proxy, running.virtgui(count, [proxy.uri]) as program:
            own.append(program.usable())
            calls.append(float(proxy.total_calls))
            if number == 0:
                definitions = _until_read(proxy)
                polled.append(_per_poll(proxy))
        with _slow(node) as proxy, running.floor(count, proxy.uri) as program:
            bare.append(program.usable())
            bare_calls.append(float(proxy.total_calls))
            if number == 0:
                bare_polled.append(_per_poll(proxy))
    name = f"{count} domains, 50 ms round trip"
    bench.add(Figure(f"start, connect and list {name}", "s", own, BUDGETS[count], floor=bare))
    figure = Figure(f"calls until then, {name}", "", calls, MOST_CALLS, floor=bare_calls, digits=0)
    bench.add(figure)
    note = f"after {definitions} definitions were read"
    work = f"calls per poll, {name}"
    bench.add(Figure(work, "", polled, 2, floor=bare_polled, note=note))


def _slow(node: Node) -> DelayProxy:
    return DelayProxy(node.socket, delay=DELAY)


def _until_read(proxy: DelayProxy) -> int:
    """Wait until no definition is read any more; how many were."""
    before, now = -1, proxy.calls[DEFINITION]
    while now != before:
        time.sleep(4.0)
        before, now = now, proxy.calls[DEFINITION]
    return now


def _per_poll(proxy: DelayProxy) -> float:
    """Calls between two polls, over several of them, whole polls only."""
    _next_poll(proxy)
    proxy.reset_counts()
    while proxy.calls[BULK_STATS] < POLLS:
        time.sleep(0.05)
    # What follows the bulk call in its round comes within the next second.
    time.sleep(1.0)
    return proxy.total_calls / proxy.calls[BULK_STATS]


def _next_poll(proxy: DelayProxy) -> None:
    before = proxy.calls[BULK_STATS]
    while proxy.calls[BULK_STATS] == before:
        time.sleep(0.05)
    time.sleep(1.0)
