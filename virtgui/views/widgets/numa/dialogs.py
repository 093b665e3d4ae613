"""The two dialogs of the NUMA page: which CPUs, and how many huge pages."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from virtgui.core.ops.placement import AllocatePages
from virtgui.core.refs import ObjectRef
from virtgui.core.units import format_bytes
from virtgui.core.values.topology import Topology
from virtgui.documents.settings.cpusets import CpusetError, format_cpuset, parse_cpuset
from virtgui.models.numa.cells import CellView, Pool
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.fields import NumberField, set_severity
from virtgui.views.widgets.form import FormRow
from virtgui.views.widgets.text import TextLabel

_MOST_PAGES = 10_000_000


class CpusDialog(FittedDialog):
    """Asks for a set of CPUs, written as libvirt does."""

    def __init__(
        self, look: Look, name: str, topology: Topology, current: frozenset[int] | None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(look, "", parent=parent)
        self.setObjectName("cpus_dialog")
        self.setWindowTitle(self.tr("CPUs of {0}").format(name))
        self._topology = topology
        self.field = QLineEdit(format_cpuset(current or topology.cpu_ids))
        self.field.setAccessibleName(self.tr("CPUs"))
        self._row = FormRow(look, self.tr("CPUs"), self.field)
        self._row.set_hint(self._hint())
        self.body.addWidget(self._row)
        self.body.addStretch(1)
        self._place = self.add_primary(self.tr("Propose"))
        self.add_cancel()
        self.field.textChanged.connect(self._check)
        self._check()

    @property
    def cpus(self) -> frozenset[int]:
        """The CPUs that were chosen; empty for a text that is none."""
        try:
            return parse_cpuset(self.field.text()) & frozenset(self._topology.cpu_ids)
        except CpusetError:
            return frozenset()

    def _hint(self) -> str:
        cells = "; ".join(
            self.tr("node {number}: {cpus}").format(
                number=cell.id, cpus=format_cpuset(cell.cpu_ids)
            )
            for cell in self._topology.cells
        )
        return self.tr("Numbers and ranges such as 0-3,7. This host has {0}").format(cells)

    def _check(self) -> None:
        problem = self._problem()
        set_severity(self.field, "error" if problem else "")
        self._row.set_message("error" if problem else "", problem)
        self._place.set_reason(problem)

    def _problem(self) -> str:
        try:
            chosen = parse_cpuset(self.field.text())
        except CpusetError:
            return self.tr("This is no set of CPUs: 0-3,7 is one.")
        strange = chosen - frozenset(self._topology.cpu_ids)
        if strange:
            return self.tr("This host has no CPU {0}.").format(format_cpuset(strange))
        return "" if chosen else self.tr("At least one CPU is needed.")


class PagesDialog(FittedDialog):
    """Asks how many huge pages of which size a cell shall have."""

    def __init__(
        self,
        look: Look,
        node: ObjectRef,
        views: tuple[CellView, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "", parent=parent)
        self.setObjectName("pages_dialog")
        self.setWindowTitle(self.tr("Allocate huge pages"))
        self._node, self._views = node, tuple(view for view in views if view.memory.pools)
        self.cell = QComboBox()
        self.cell.setAccessibleName(self.tr("NUMA node"))
        self.page_size = QComboBox()
        self.page_size.setAccessibleName(self.tr("Size of a page"))
        self.count = NumberField(look, maximum=_MOST_PAGES)
        self.count.setAccessibleName(self.tr("Pages in all"))
        self._now = TextLabel(look, ink="muted", wrap=True)
        self._memory = TextLabel(look, ink="muted", wrap=True)
        self.add = QCheckBox(self.tr("Add so many to those there are"))
        self._count_row = FormRow(look, self.tr("Pages"), self.count)
        for view in self._views:
            self.cell.addItem(self.tr("Node {0}").format(view.cell.id))
        for row in (
            FormRow(look, self.tr("NUMA node"), self.cell),
            FormRow(look, self.tr("Size of a page"), self.page_size),
            self._count_row,
        ):
            self.body.addWidget(row)
        self.body.addWidget(self.add)
        self.body.addWidget(self._now)
        self.body.addWidget(self._memory)
        self.body.addStretch(1)
        self._allocate = self.add_primary(self.tr("Allocate"))
        self.add_cancel()
        self._listen()
        self._on_cell()

    def _listen(self) -> None:
        self.cell.currentIndexChanged.connect(self._on_cell)
        self.page_size.currentIndexChanged.connect(self._on_size)
        self.count.valueChanged.connect(self._check)
        self.add.toggled.connect(self._check)

    @property
    def operation(self) -> AllocatePages:
        """What was asked for."""
        view = self._views[self.cell.currentIndex()]
        return AllocatePages(
            ref=self._node,
            cell=view.cell.id,
            size_kib=self._pool.kib,
            count=round(self.count.value()),
            add=self.add.isChecked(),
        )

    @property
    def _pool(self) -> Pool:
        pools = self._views[self.cell.currentIndex()].memory.pools
        return pools[max(0, self.page_size.currentIndex())]

    def choose(self, cell: int) -> None:
        """Begin with a cell."""
        for place, view in enumerate(self._views):
            if view.cell.id == cell:
                self.cell.setCurrentIndex(place)

    def _on_cell(self) -> None:
        self.page_size.clear()
        for pool in self._views[self.cell.currentIndex()].memory.pools:
            self.page_size.addItem(format_bytes(pool.kib * 1024))

    def _on_size(self) -> None:
        if self.page_size.currentIndex() < 0:
            return
        self.count.setValue(0 if self.add.isChecked() else self._pool.count)
        self._check()

    def _check(self) -> None:
        pool, memory = self._pool, self._views[self.cell.currentIndex()].memory
        self._now.setText(self.tr("Now: {0}").format(pool.words))
        wanted = round(self.count.value())
        more = wanted if self.add.isChecked() else wanted - pool.count
        takes = format_bytes(abs(more) * pool.kib * 1024)
        free = memory.free
        said = "" if free is None else self.tr("Free memory of the node: {0}.").format(
            format_bytes(free * 1024)
        )  # fmt: skip
        if more > 0:
            said += " " + self.tr("This takes {0} of it.").format(takes)
        elif more < 0:
            said += " " + self.tr("This gives back {0}.").format(takes)
        self._memory.setText(said.strip())
        problem = self._problem(more, pool, free)
        self._count_row.set_message("error" if problem else "", problem)
        self._allocate.set_reason(problem or ("" if more else self.tr("Nothing would change.")))

    def _problem(self, more: int, pool: Pool, free: int | None) -> str:
        if free is not None and more * pool.kib > free:
            most = free // pool.kib
            return self.tr("There is memory for %n more page(s) at most.", "", most)
        if pool.free is not None and -more > pool.free:
            used = pool.count - pool.free
            return self.tr("%n page(s) are in use and cannot be given back.", "", used)
        return ""
