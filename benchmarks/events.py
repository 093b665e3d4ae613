"""From a change made by someone else to the row painted, near and over a slow link."""

import random
import threading
import time

import libvirt

from benchmarks import running
from benchmarks.bench import Bench
from benchmarks.figures import Figure, quantile
from benchmarks.stalls import wait_until_calm
from tests.lab.delay_proxy import DelayProxy
from tests.lab.node import Node

DOMAINS, RUNNING = 200, 10
CHANGES = 20
BURSTS = 6
SINGLE = {"local": 30.0, "50 ms round trip": 80.0}


def measure(bench: Bench) -> None:
    """One change and ten at once; the changing connection is always near."""
    node = bench.lab["beta"]
    bench.fill(node, DOMAINS, RUNNING)
    _link(bench, node, node.uri, "local")
    with DelayProxy(node.socket, delay=0.025) as proxy:
        _link(bench, node, proxy.uri, "50 ms round trip")


def _link(bench: Bench, node: Node, uri: str, name: str) -> None:
    outside = libvirt.open(node.uri)
    found = {domain.name(): domain for domain in outside.listAllDomains()}
    domains = [found[f"bench-{number:04}"] for number in range(RUNNING)]
    with running.virtgui(DOMAINS, [uri]) as program:
        program.usable()
        wait_until_calm(program)
        program.do("follow")
        program.wait("following")
        chance = random.Random(1)
        took = [_change(program, domains[0], chance) for _ in bench.times(CHANGES)]
        bursts = [_burst(program, domains, chance) for _ in bench.times(BURSTS)]
    outside.close()
    ends = quantile(took, 0.95)
    note = f"p95 {ends:.0f} ms"
    work = f"outside change to painted row, {name}"
    bench.add(Figure(work, "ms", took, SINGLE[name], digits=0, note=note))
    stalls, right = zip(*bursts, strict=True)
    has_budget = name != "local"
    work = f"ten changes at once: longest stall, {name}"
    bench.add(Figure(work, "ms", list(stalls), 30 if has_budget else None, digits=1))
    work = f"ten changes at once: list right, {name}"
    bench.add(Figure(work, "s", list(right), 0.2 if has_budget else None))


def _toggle(domain: libvirt.virDomain) -> str:
    """Pause it or let it go on; the state it is in afterwards."""
    if domain.state()[0] == libvirt.VIR_DOMAIN_PAUSED:
        domain.resume()
        return "running"
    domain.suspend()
    return "paused"


def _change(program: running.Running, domain: libvirt.virDomain, chance: random.Random) -> float:
    program.gather(chance.uniform(0.4, 1.1))
    wanted = "paused" if domain.state()[0] == libvirt.VIR_DOMAIN_RUNNING else "running"
    begun = time.monotonic()
    _toggle(domain)
    name = domain.name()
    program.wait_for(
        lambda fact: fact["what"] == "states" and fact["states"].get(name) == wanted, wanted
    )
    return (float(program.wait("painted")["t"]) - begun) * 1000


def _burst(
    program: running.Running, domains: list[libvirt.virDomain], chance: random.Random
) -> tuple[float, float]:
    """Longest stall in milliseconds and seconds until all ten are shown right."""
    program.gather(chance.uniform(0.5, 1.5))
    now = domains[0].state()[0]
    wanted = "paused" if now == libvirt.VIR_DOMAIN_RUNNING else "running"
    missing = {domain.name() for domain in domains}
    program.do("beat")
    time.sleep(0.3)
    threads = [threading.Thread(target=_toggle, args=(domain,)) for domain in domains]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    while missing:
        fact = program.wait("states")
        missing -= {name for name, state in fact["states"].items() if state == wanted}
    right = float(program.wait("painted")["t"]) - begun
    for thread in threads:
        thread.join()
    time.sleep(1.0)
    program.do("rest")
    return max(program.wait("beats")["lateness"]), right
