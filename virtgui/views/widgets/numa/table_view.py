"""The map as tables: nodes, CPUs and threads, to read and to copy from."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from virtgui.core.units import format_bytes, format_percent
from virtgui.documents.settings.cpusets import format_cpuset
from virtgui.models.numa.board import Item, ItemKind
from virtgui.models.numa.cells import CellView, Scenery, items_of
from virtgui.models.numa.words import item_words, place_words
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import CARD_GAP
from virtgui.views.pages.facts_table import Cell, FactsTable
from virtgui.views.widgets.card import Card

_DASH = "–"


class TableView(QWidget):
    """Three tables that say all that the map says."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nodes = FactsTable(
            look,
            (
                self.tr("Node"),
                self.tr("CPUs"),
                self.tr("Load"),
                self.tr("Memory"),
                self.tr("Free"),
                self.tr("Huge pages"),
                self.tr("Distances"),
            ),
            stretch=5,
            name=self.tr("NUMA nodes"),
        )
        self.cpus = FactsTable(
            look,
            (
                self.tr("CPU"),
                self.tr("Node"),
                self.tr("Socket"),
                self.tr("Core"),
                self.tr("Load"),
                self.tr("Pinned vCPUs"),
                self.tr("There"),
            ),
            stretch=6,
            name=self.tr("CPUs"),
        )
        self.threads = FactsTable(
            look,
            (
                self.tr("Virtual machine"),
                self.tr("Thread"),
                self.tr("Now"),
                self.tr("Next start"),
                self.tr("Ran last on"),
                self.tr("Use"),
                self.tr("Proposed"),
            ),
            stretch=0,
            name=self.tr("Threads and memory"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(CARD_GAP))
        for table in (self.nodes, self.cpus, self.threads):
            card = Card(look, table.accessibleName())
            card.body.addWidget(table)
            column.addWidget(card)
        column.addStretch(1)

    def show_all(self, scenery: Scenery, views: Sequence[CellView], *, is_old: bool) -> None:
        """Show everything as it is."""
        self.nodes.set_rows([self._node_row(view, is_old=is_old) for view in views])
        self.cpus.set_rows([row for view in views for row in self._cpu_rows(view, is_old=is_old)])
        self.threads.set_rows(self._thread_rows(scenery))

    def _node_row(self, view: CellView, *, is_old: bool) -> tuple[Cell, ...]:
        cell, memory = view.cell, view.memory
        distances = ", ".join(f"{other}: {value}" for other, value in cell.distances)
        cpus = _cpus_of(view)
        free = _DASH if memory.free is None else format_bytes(memory.free * 1024)
        return (
            Cell(str(cell.id)),
            Cell(cpus),
            Cell(_share(None if is_old else view.load)),
            Cell(format_bytes(memory.total * 1024) if memory.total else _DASH),
            Cell(free),
            Cell(" · ".join(pool.words for pool in memory.pools) or _DASH),
            Cell(distances or _DASH),
        )

    def _cpu_rows(self, view: CellView, *, is_old: bool) -> list[tuple[Cell, ...]]:
        tiles = {tile.cpu: tile for core in view.lines for tile in core}
        return [
            (
                Cell(str(cpu.id)),
                Cell(str(view.cell.id)),
                Cell(_DASH if cpu.socket is None else str(cpu.socket)),
                Cell(_DASH if cpu.core is None else str(cpu.core)),
                Cell(_share(None if is_old else tiles[cpu.id].load)),
                Cell(str(tiles[cpu.id].pinned) if tiles[cpu.id].pinned else _DASH),
                Cell(", ".join(tiles[cpu.id].here) or _DASH),
            )
            for cpu in view.cell.cpus
        ]

    def _thread_rows(self, scenery: Scenery) -> list[tuple[Cell, ...]]:
        placements = sorted(
            scenery.board.placements.values(), key=lambda each: scenery.name(each.ref).casefold()
        )
        return [
            self._thread_row(scenery, item, place)
            for placement in placements
            for place, item in enumerate(items_of(placement))
        ]

    def _thread_row(self, scenery: Scenery, item: Item, place: int) -> tuple[Cell, ...]:
        board = scenery.board
        placement = board.placements[item.ref]
        kept = board.pin_kept(item)
        last, use = _DASH, None
        if item.kind is ItemKind.VCPU:
            vcpu = placement.vcpus[place]
            last = _DASH if vcpu.last is None else str(vcpu.last)
            use = scenery.loads.vcpus.get((item.ref, item.number))
        wanted = board.wanted(item) if board.is_proposed(item) else None
        proposed = _DASH if wanted is None else place_words(item, wanted, board.topology)
        return (
            Cell(scenery.name(item.ref)),
            Cell(item_words(item)),
            Cell(place_words(item, board.pin_now(item), board.topology)),
            Cell(place_words(item, kept, board.topology) if placement.is_persistent else _DASH),
            Cell(last),
            Cell(_share(use)),
            Cell(proposed),
        )


def _cpus_of(view: CellView) -> str:
    return format_cpuset(view.cell.cpu_ids) or _DASH


def _share(value: float | None) -> str:
    return _DASH if value is None else format_percent(value * 100)
