"""One NUMA cell: its CPUs, its memory, the machines that are there."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from virtgui.core.units import format_bytes
from virtgui.core.values.topology import Topology
from virtgui.models.numa.cells import CellView, Memory
from virtgui.models.numa.words import caches_words, cell_qualifier, cell_title, sockets_words
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_CARD
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.card import Card
from virtgui.views.widgets.numa.drag import Target
from virtgui.views.widgets.numa.machines import MachineList
from virtgui.views.widgets.numa.memory_bar import MemoryBar
from virtgui.views.widgets.numa.tiles import CpuTiles
from virtgui.views.widgets.text import ElidedLabel, TextLabel


class CellCard(Card):
    """A cell's card; the whole of it takes what is dropped, a tile takes it for its CPU."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self.setObjectName("cell_card")
        self._view: CellView | None = None
        self._is_target = False
        self._load = TextLabel(look, font="body-medium")
        self.add_to_head(self._load)
        self.tiles = CpuTiles(look)
        self._parts = ElidedLabel(look, font="small", ink="muted")
        self._free = TextLabel(look, ink="muted")
        self.memory = MemoryBar(look)
        self.machines = MachineList(look)
        line = QHBoxLayout()
        self._memory_word = TextLabel(look, self.tr("Memory"), font="body-medium")
        line.addWidget(self._memory_word)
        line.addStretch(1)
        line.addWidget(self._free)
        body = self.body
        body.addWidget(self.tiles)
        body.addWidget(self._parts)
        body.addSpacing(look.px(4))
        body.addLayout(line)
        body.addWidget(self.memory)
        body.addSpacing(look.px(4))
        body.addWidget(self.machines)
        body.addStretch(1)

    @property
    def number(self) -> int:
        """The cell's number; -1 before there is one."""
        return self._view.cell.id if self._view else -1

    def show_cell(self, view: CellView, topology: Topology, *, is_old: bool = False) -> None:
        """Show a cell as it is."""
        self._view = view
        self.set_title(cell_title(view.cell), cell_qualifier(view.cell))
        self._load.setText("" if is_old else view.load_words)
        parts = (sockets_words(view.cell), caches_words(view.cell, topology.caches))
        self._parts.set_full_text(" · ".join(part for part in parts if part))
        self._parts.setVisible(any(parts))
        self.tiles.setVisible(bool(view.cell.cpus))
        self.tiles.set_lines(view.lines, is_old=is_old)
        self._free.setText(self._free_words(view.memory))
        self.memory.show_memory(view.memory, is_old=is_old)
        self.machines.set_rows(view.rows, is_old=is_old)

    def _free_words(self, memory: Memory) -> str:
        if not memory.total:
            return self.tr("unknown")
        total = format_bytes(memory.total * 1024)
        if memory.free is None:
            return total
        return self.tr("{free} of {total} free").format(
            free=format_bytes(memory.free * 1024), total=total
        )

    def target_at(self, place: QPoint) -> Target | None:
        """What would take something that is dropped at a point of the screen."""
        if self._view is None or not self.rect().contains(self.mapFromGlobal(place)):
            return None
        cpu = None
        if self.tiles.isVisible():
            cpu = self.tiles.cpu_at(self.tiles.mapFromGlobal(place))
        return Target(self._view.cell.id, cpu)

    def set_target(self, target: Target | None) -> None:
        """Show that something would be dropped here."""
        is_mine = target is not None and target.cell == self.number
        self.tiles.set_target(target.cpu if is_mine and target else None)
        is_target = is_mine and target is not None and target.cpu is None
        if is_target != self._is_target:
            self._is_target = is_target
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the border, stronger while something would be dropped here."""
        super().paintEvent(event)
        if self._is_target:
            look, painter = self._look, QPainter(self)
            area: QRect = self.rect()
            radius = look.px(RADIUS_CARD)
            fill = look.tokens.faded("accent", 0.06)
            draw_box(painter, area, fill=fill, outline=look.color("accent"), radius=radius, width=2)
            painter.end()
