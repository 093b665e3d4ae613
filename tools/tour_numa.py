"""The part of the tour that shows the NUMA page: of the demo host, and of a host with two nodes.

libvirt's test hypervisor tells no loads and moves no memory, so that a host whose answers are
made by hand (`tests.views.pages.numa_world`) shows warnings, the heat map and proposals.
"""

import random
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tests.views.pages.numa_world import HOST, LOADS, NumaWorld, make_topology, ref_of
from virtgui.models import place as places
from virtgui.models.connections_store import DEMO_ID
from virtgui.views.pages.numa_tab import NumaTab
from virtgui.views.widgets.numa.dialogs import PagesDialog
from virtgui.views.widgets.numa.drag import Load, Target

if TYPE_CHECKING:
    from tools.tour import Tour

_POLLS = 120


class NumaTour:
    """Takes the pictures of the NUMA page."""

    def __init__(self, tour: "Tour") -> None:
        self._tour = tour

    def run(self) -> None:
        """All of them."""
        self._demo()
        self._two_nodes()
        self._many()

    def _demo(self) -> None:
        window = self._tour.window
        window.go(places.node_place(DEMO_ID))
        page = window.pages.stack.currentWidget()
        page.choose_tab("numa")
        self._tour.wait(3)
        self._tour.save("host-numa-demo")
        page.choose_tab("overview")

    def _open(self, world: NumaWorld) -> NumaTab:
        tab = NumaTab(self._tour.program.look, world.feed, world.dispatcher, now=world.clock)
        tab.resize(1200, 900)
        tab.show()
        world.open()
        tab.aim(HOST)
        world.settle()
        noise = random.Random(1)
        for step in range(_POLLS):
            loads = [min(100, max(0, load + noise.gauss(0, 10))) for load in LOADS]
            world.poll(loads, at=world.now - (_POLLS - 1 - step) * 5)
        world.poll()
        return tab

    def _save(self, name: str, widget: QWidget) -> None:
        self._tour.wait(0.3)
        self._tour.save(name, widget)

    def _two_nodes(self) -> None:
        tab = self._open(NumaWorld())
        self._save("host-numa", tab)
        tab._drop(Load(ref_of("db-02"), "db-02"), Target(0))
        tab.map.reveal(ref_of("db-02"))
        self._save("host-numa-proposal", tab)
        tab._discard()
        tab.suggest.click()
        self._save("host-numa-suggestion", tab)
        tab._close_panel()
        tab.bar.way.choose("table")
        tab._on_way("table")
        self._save("host-numa-table", tab)
        node = tab.watch.node
        if node is not None:
            dialog = PagesDialog(self._tour.program.look, node, tab.views(), tab)
            dialog.show()
            self._save("dialog-huge-pages", dialog)
            dialog.close()
        tab.close()

    def _many(self) -> None:
        tab = self._open(NumaWorld(topology=make_topology(4, 32, 2, gib=512)))
        self._save("host-numa-many-cpus", tab)
        tab.close()
