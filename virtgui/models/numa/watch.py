"""What the NUMA page knows of one host: asks for it while the page is shown, and keeps it."""

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.errors import ErrorInfo
from virtgui.core.features import Feature
from virtgui.core.ops.placement import AllocatePages, PlaceDomain, Placing
from virtgui.core.policy import link_refusal
from virtgui.core.queries import Query, ReadPlacement, ReadSeries, ReadTopology
from virtgui.core.refs import ConnectionId, ObjectRef, node_ref
from virtgui.core.values.placement import NodePlacement
from virtgui.core.values.sample import Observed, SampleBatch
from virtgui.core.values.series import SeriesSpan
from virtgui.core.values.task import Task, TaskState
from virtgui.core.values.topology import Topology
from virtgui.models.numa.advice import Advice, find_lasting, with_loads
from virtgui.models.numa.board import Abilities, PlacementBoard
from virtgui.models.numa.heat import HeatMap, HeatSpan
from virtgui.models.numa.loads import NodeLoads

T = TypeVar("T")
PLACEMENT_MS: Final = 5000
"""Between an answer and the next question about placements."""


class NumaWatch(QObject):
    """Topology, placements, loads and proposals of the host that is shown.

    Signals:
        rebuilt: the host's cells are others, or are known now.
        placed: placements, proposals or advice are others.
        loads_changed: new figures.
        failed: the topology could not be read; see `error`.
    """

    rebuilt = Signal()
    placed = Signal()
    loads_changed = Signal()
    failed = Signal()

    def __init__(
        self,
        feed: Feed,
        dispatcher: Dispatcher,
        now: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._feed, self._dispatcher, self._now = feed, dispatcher, now
        self.board = PlacementBoard()
        self.loads = NodeLoads()
        self.heat = HeatMap[int]()
        self.memory = HeatMap[int]()
        """What is in use of each cell's memory, in bytes."""
        self.pages = HeatMap[str]()
        """How many huge pages are free: rows are "cell/KiB"."""
        self.advice: tuple[Advice, ...] = ()
        self._lasting: tuple[Advice, ...] = ()
        self.error: ErrorInfo | None = None
        self.is_known = False
        """Whether the topology was read."""
        self._connection: ConnectionId | None = None
        self._is_shown = False
        self._queries: dict[str, int] = {}
        self._order: dict[str, None] = {}
        """UUIDs, those longest not read first."""
        self._applying: dict[int, PlaceDomain] = {}
        self.placings: list[tuple[float, ObjectRef]] = []
        """When which machine was placed from here: wall clock, and its reference."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PLACEMENT_MS)
        self._timer.timeout.connect(self._ask_placement)
        feed.details_arrived.connect(self._on_details)
        feed.statuses_changed.connect(self._on_statuses)
        feed.tasks_changed.connect(self._on_tasks)

    @property
    def topology(self) -> Topology:
        """How the host is built."""
        return self.board.topology

    @property
    def connection(self) -> ConnectionId | None:
        """The host."""
        return self._connection

    @property
    def node(self) -> ObjectRef | None:
        """The host's reference."""
        return None if self._connection is None else node_ref(self._connection)

    @property
    def is_live(self) -> bool:
        """Whether the host answers."""
        status = self._connection and self._feed.status(self._connection)
        return bool(status and status.is_live)

    @property
    def is_applying(self) -> bool:
        """Whether changes are on their way."""
        return bool(self._applying)

    def has(self, feature: Feature) -> bool:
        """Whether the host's driver can do something."""
        status = self._feed.status(self._connection) if self._connection else None
        return status is not None and feature in status.features

    def names(self) -> dict[ObjectRef, str]:
        """The names of the host's domains."""
        if self._connection is None:
            return {}
        return {row.ref: row.name for row in self._feed.inventory.domains(self._connection)}

    def aim(self, connection: ConnectionId) -> None:
        """Show another host."""
        if connection == self._connection:
            return
        self._take_back()
        self._connection = connection
        self.board.clear()
        self.board.topology = Topology()
        self.loads, self.advice, self.error = NodeLoads(), (), None
        self._lasting = ()
        self._make_rings(self.heat.span)
        self.is_known = False
        self._order.clear()
        self._applying.clear()
        self.placings.clear()
        self.rebuilt.emit()
        self.placed.emit()
        if self._is_shown:
            self._begin()

    def show(self) -> None:
        """The page is on screen: ask."""
        self._is_shown = True
        self._begin()

    def hide(self) -> None:
        """The page is not on screen: ask for nothing."""
        self._is_shown = False
        self._timer.stop()
        self._take_back()
        self._dispatcher.observe(self, frozenset())

    def set_span(self, span: HeatSpan) -> None:
        """Show another time in the heat map."""
        self._make_rings(span)
        self._ask_history()
        self.loads_changed.emit()

    def changed(self) -> None:
        """Proposals were changed on the board."""
        self._judge()
        self.placed.emit()

    def apply(self) -> None:
        """Send what is proposed, an operation for each domain."""
        operations = self.board.operations()
        names = self.names()
        wishes = [(each, names.get(each.ref, "")) for each in operations]
        for operation, task in zip(operations, self._dispatcher.submit_all(wishes), strict=True):
            self._applying[task] = operation
        self.placed.emit()

    def read_again(self) -> None:
        """Read cells, pages and placements now."""
        if self._is_shown and self.is_live and self._connection is not None:
            self._ask("topology", ReadTopology(node_ref(self._connection)), self._take_topology)
            self._ask_placement()

    # Figures

    def _make_rings(self, span: HeatSpan) -> None:
        cells = self.topology.cells
        pools = (f"{cell.id}/{pool.kib}" for cell in cells for pool in cell.huge)
        self.heat = HeatMap(self.topology.cpu_ids, span)
        self.memory = HeatMap([cell.id for cell in cells], span, "cell.memory_used")
        self.pages = HeatMap(tuple(pools), span, "pages.free")

    def _put(self, wall: float) -> None:
        loads = self.loads
        self.heat.put(wall, loads.cpus)
        self.memory.put(wall, loads.memory_used)
        free = {f"{cell}/{kib}": count for (cell, kib), count in loads.pages_free.items()}
        self.pages.put(wall, free)

    # Asking

    def _begin(self) -> None:
        node = self.node
        if node is None:
            return
        self._dispatcher.observe(self, frozenset((Observed(node, is_deep=True),)))
        self._take_abilities()
        self.read_again()

    def _take_abilities(self) -> None:
        self.board.abilities = Abilities(
            pin_now=self.has(Feature.PIN),
            pin_kept=self.has(Feature.PIN_KEPT),
            memory=self.has(Feature.NUMA_TUNE),
        )

    def _ask(self, key: str, query: Query[T], take: Callable[[T], None]) -> None:
        old = self._queries.pop(key, None)
        if old is not None:
            self._dispatcher.take_back(old)

        def answered(value: T) -> None:
            self._queries.pop(key, None)
            take(value)

        def refused(error: ErrorInfo) -> None:
            self._queries.pop(key, None)
            self._refused(key, error)

        self._queries[key] = self._dispatcher.ask(query, answered, refused)

    def _take_back(self) -> None:
        for query in self._queries.values():
            self._dispatcher.take_back(query)
        self._queries.clear()

    def _ask_placement(self) -> None:
        node = self.node
        if (
            node is not None
            and self._is_shown
            and self.is_live
            and "placement" not in self._queries
        ):
            self._timer.stop()
            query = ReadPlacement(node, first=tuple(self._order))
            self._ask("placement", query, self._take_placement)

    def _ask_history(self) -> None:
        node = self.node
        if node is None or not self.topology.cells:
            return
        now = self._now()
        query = ReadSeries(
            ref=node,
            begin=now - self.heat.span.seconds,
            end=now,
            keys=self.heat.keys | self.memory.keys | self.pages.keys,
        )
        self._ask("history", query, self._take_history)

    # Answers

    def _take_topology(self, topology: Topology) -> None:
        is_other = [cell.cpu_ids for cell in topology.cells] != [
            cell.cpu_ids for cell in self.topology.cells
        ]
        is_first, self.is_known = not self.is_known, True
        self.board.topology, self.error = topology, None
        if is_other or is_first:
            self._make_rings(self.heat.span)
            self._ask_history()
            self.rebuilt.emit()
        self.changed()
        self.loads_changed.emit()

    def _take_placement(self, read: NodePlacement) -> None:
        for placement in read.domains:
            self.loads.take_vcpus(self.board.placements, placement)
            self._order.pop(placement.ref.key, None)
        for uuid in read.active:
            self._order.setdefault(uuid)
        for placement in read.domains:
            # Read just now: the last of all next time.
            self._order.pop(placement.ref.key, None)
            self._order[placement.ref.key] = None
        alive = frozenset(read.active)
        self._order = {uuid: None for uuid in self._order if uuid in alive}
        self.board.take(read.domains, read.active)
        self.loads.forget(self.board.placements)
        self._timer.start()
        self.changed()

    def _take_history(self, history: SeriesSpan) -> None:
        self.heat.fill(history)
        self.memory.fill(history)
        self.pages.fill(history)
        self.loads_changed.emit()

    def _refused(self, key: str, error: ErrorInfo) -> None:
        if key == "topology":
            self.error = error
            self.failed.emit()
        elif key == "placement":
            # What was read before stays; the next question may be answered.
            self._timer.start()

    # News

    def _on_details(self, batches: tuple[SampleBatch, ...]) -> None:
        node, news = self.node, False
        for batch in batches:
            details = batch.details.get(node) if node is not None else None
            if details is not None:
                self.loads.take(details)
                self._put(batch.wall)
                news = True
        if news and self._is_shown:
            self._judge(anew=False)
            self.loads_changed.emit()

    def _on_statuses(self, ids: frozenset[ConnectionId]) -> None:
        if self._connection not in ids:
            return
        self._take_abilities()
        if self._is_shown and self.is_live and (not self.is_known or not self._timer.isActive()):
            self.read_again()
        self.placed.emit()

    def _on_tasks(self, tasks: list[Task]) -> None:
        is_ours = False
        for task in tasks:
            if task.operation.ref.connection != self._connection or not task.state.is_over:
                continue
            operation = self._applying.pop(task.id, None)
            if operation is not None and task.state is TaskState.DONE:
                self.board.applied(operation)
                if operation.live:
                    self.placings.append((self._now(), operation.ref))
            is_ours |= isinstance(task.operation, Placing | AllocatePages)
        if is_ours:
            self.read_again()
            self.changed()

    def _judge(self, *, anew: bool = True) -> None:
        placements = self.board.placements
        if anew:
            self._lasting = find_lasting(self.topology, placements)
        self.advice = with_loads(self._lasting, self.topology, placements, self.loads)

    def refusal(self) -> str:
        """Why nothing can be changed on this host now, as a code; empty when it can."""
        status = self._feed.status(self._connection) if self._connection else None
        found = link_refusal(status)
        return found.value if found else ""
