"""What every measurement gets, and where it leaves what it found."""

import contextlib
import sys
from functools import cached_property
from typing import Self

import libvirt

from benchmarks.figures import Figure, Histogram
from benchmarks.running import scratch
from tests.lab.cluster import Lab
from tests.lab.node import Node
from virtgui.backend.demo import write_demo

_RUNNING_XML = """<domain type='qemu'><name>{name}</name><memory unit='MiB'>16</memory>
<vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os>
<devices><emulator>/usr/bin/qemu-system-x86_64</emulator>
<controller type='usb' model='none'/><memballoon model='virtio'/>
<video><model type='none'/></video></devices></domain>"""


class Bench:
    """One run of the benchmarks."""

    def __init__(self, *, quick: bool) -> None:
        self.quick = quick
        self.figures: list[Figure] = []
        self.histograms: list[Histogram] = []
        self._stack = contextlib.ExitStack()
        libvirt.registerErrorHandler(lambda context, error: None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def times(self, usual: int) -> range:
        """Repetitions: fewer when quick."""
        return range(max(1, usual // 3) if self.quick else usual)

    def add(self, figure: Figure) -> None:
        """Take a figure and say it."""
        self.figures.append(figure)
        print("  " + " | ".join(cell for cell in figure.cells() if cell), flush=True)

    def add_lateness(self, name: str, lateness: list[float]) -> None:
        """Take a histogram."""
        self.histograms.append(Histogram(name, lateness))

    def demo(self, count: int, number: int = 0) -> str:
        """The address of a test driver's node with so many domains."""
        path = scratch() / f"node-{count}-{number}.xml"
        return f"test://{path}" if path.exists() else write_demo(path, count)

    @cached_property
    def lab(self) -> Lab:
        """Real nodes, up until the end of the run."""
        print("  (lab comes up)", file=sys.stderr, flush=True)
        return self._stack.enter_context(Lab())

    def fill(self, node: Node, count: int, running: int) -> None:
        """Define domains on a node until it has so many; the first of them run, without a disk."""
        connection = libvirt.open(node.uri)
        known = {domain.name(): domain for domain in connection.listAllDomains()}
        for number in range(count):
            name = f"bench-{number:04}"
            if name not in known:
                known[name] = connection.defineXML(_RUNNING_XML.format(name=name))
        for number in range(running):
            domain = known[f"bench-{number:04}"]
            if not domain.isActive():
                domain.create()
        connection.close()
