"""The overview of a host: its load, its machines, what it is, how it is reached."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from virtgui.bridge.feed import Feed
from virtgui.core.features import Feature
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.units import format_bytes, format_percent
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.domain import ShownState
from virtgui.core.values.node import Node
from virtgui.models.domain_words import DASH
from virtgui.models.event_list import EventListModel
from virtgui.models.marks import link_mark
from virtgui.models.node_words import (
    answer_text,
    cell_text,
    frequency_text,
    guest_kinds_text,
    hypervisor_text,
    latency_text,
    memory_text,
    model_text,
    since_text,
    topology_text,
)
from virtgui.models.plain_text import one_line
from virtgui.models.words import STATE_ICONS, link_word, security_word, state_word
from virtgui.views.look.look import Look
from virtgui.views.pages.load_card import ENOUGH_POLLS, ChartSpan, ChartTile, LoadCard, is_silent
from virtgui.views.pages.overview_parts import Columns, CountRow, EventsCard
from virtgui.views.widgets.card import Card
from virtgui.views.widgets.key_values import KeyValuePanel
from virtgui.views.widgets.surface import ScrollPage
from virtgui.views.widgets.text import TextLabel

_STATES: Final = (
    ShownState.CRASHED,
    ShownState.PAUSED,
    ShownState.RUNNING,
    ShownState.SHUTTING_DOWN,
    ShownState.SUSPENDED,
    ShownState.SAVED,
    ShownState.SHUTOFF,
    ShownState.UNKNOWN,
)
_ALWAYS: Final = frozenset({ShownState.RUNNING, ShownState.SHUTOFF})


@dataclass(frozen=True, slots=True)
class NodeView:
    """What is known of a host at one moment."""

    spec: ConnectionSpec
    status: ConnectionStatus | None
    node: Node | None
    now: float

    @property
    def connection(self) -> ConnectionId:
        """The connection's id."""
        return self.spec.id

    @property
    def is_live(self) -> bool:
        """Whether what is shown is true now."""
        return self.status is not None and self.status.is_live

    @property
    def ink(self) -> str:
        """Colour role of values: muted when they are old."""
        return "text" if self.is_live else "muted"


class NodeOverview(ScrollPage):
    """The first tab of a host.

    Signals:
        state_chosen: the machines in a state are wanted; carries the `ShownState`.
    """

    state_chosen = Signal(object)

    def __init__(self, look: Look, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self.setObjectName("node_overview")
        self._look, self._feed = look, feed
        self._cells: list[str] = []
        self._shown: NodeView | None = None
        self.load = self._make_load()
        self.machines, self._counts = self._make_machines()
        self.hardware = self._make_hardware()
        self.software = self._make_software()
        self.connection = self._make_connection()
        self.events = EventsCard(look)
        columns = Columns(look)
        columns.add_row(self.load)
        columns.add_row(self.machines, self._card(self.tr("Connection"), self.connection))
        columns.add_row(
            self._card(self.tr("Hardware"), self.hardware),
            self._card(self.tr("Software"), self.software),
        )
        columns.add_row(self.events)
        self.body.addWidget(columns)
        self.body.addStretch(1)

    def set_events(self, model: EventListModel) -> None:
        """Shows the events of another host."""
        self.events.set_model(model)

    def show_node(self, view: NodeView, span: ChartSpan) -> None:
        """Shows all that is known."""
        if self._shown is None or self._shown.connection != view.connection:
            self.verticalScrollBar().setValue(0)
        self._shown = view
        self._show_hardware(view)
        self._show_software(view)
        self.show_machines(view)
        self.show_loads(view, span)
        self.show_ages(view)

    def show_ages(self, view: NodeView) -> None:
        """Shows what grows older by itself."""
        status = view.status
        state = status.state if status else ConnectionState.OFFLINE
        icon, role = link_mark(status)
        panel = self.connection
        panel.set_value("state", link_word(state), icon=icon, ink=role)
        panel.set_value("address", one_line(view.spec.uri))
        panel.set_value("mode", self._mode(view.spec))
        panel.set_row_visible("since", view.is_live)
        panel.set_row_visible("security", status is not None)
        panel.set_row_visible("latency", view.is_live)
        panel.set_row_visible("answer", status is not None)
        if status is None:
            return
        panel.set_value("since", since_text(status.connected_at, view.now) or DASH)
        panel.set_value("latency", latency_text(status.latency) or DASH)
        panel.set_value("security", security_word(status.security))
        panel.set_value("answer", answer_text(status, view.now))

    def show_machines(self, view: NodeView) -> None:
        """Counts the machines by state."""
        domains = self._feed.inventory.domains(view.connection)
        found = Counter(domain.shown_state for domain in domains)
        total = sum(found.values())
        is_old = view.status is not None and view.status.has_old_data
        for state, row in self._counts.items():
            look = ("st-unknown", "unknown") if is_old else STATE_ICONS[state]
            row.set_word(state_word(state, is_old=is_old), *look, is_old=is_old)
            row.set_count(found[state])
            row.setVisible(bool(total) and bool(found[state] or state in _ALWAYS))
        known = total or (view.status is not None and view.status.last_answer_at is not None)
        none = self.tr("No virtual machines yet.") if known else self.tr("Not known yet.")
        self._none.setText(none)
        self._none.setVisible(not total)
        self.machines.set_title(self.tr("Machines"), str(total) if total else "")

    def show_loads(self, view: NodeView, span: ChartSpan) -> None:
        """Shows the newest figures of processors and memory."""
        self.load.set_sentence(self._why_no_load(view))
        if self.load.sentence:
            return
        series, ref = self._feed.series, node_ref(view.connection)
        load, node = series.node_load(view.connection), view.node
        is_old = not view.is_live
        now = load if view.is_live else None
        cpu = series.tail(ref, "cpu", span.points)
        total = (load.memory_kib if load else 0) or (node.memory_kib if node else 0)
        ends = span.ends(len(cpu), view.status, view.now)
        self._cpu.set_maximum(1.0, self._of_cpus(node))
        self._cpu.show_load(now.cpu if now else None, cpu, ends, is_old=is_old)
        memory = [share * total for share in series.tail(ref, "memory", span.points)]
        used = now.memory_used_kib if now else None
        of_total = self.tr("of {0}").format(memory_text(total)) if total else ""
        self._memory.set_maximum(float(total) if total else None, of_total)
        self._memory.show_load(used, memory, ends, is_old=is_old)

    def _make_load(self) -> LoadCard:
        look = self._look
        self._cpu = ChartTile(look, self.tr("CPU"), lambda share: format_percent(share * 100))
        self._memory = ChartTile(look, self.tr("Memory"), lambda kib: format_bytes(kib * 1024))
        return LoadCard(look, (self._cpu, self._memory))

    def _make_machines(self) -> tuple[Card, dict[ShownState, CountRow]]:
        card = Card(self._look, self.tr("Machines"))
        card.setObjectName("machines_card")
        card.body.setSpacing(0)
        self._none = TextLabel(self._look, ink="muted", wrap=True)
        card.body.addWidget(self._none)
        rows = {state: self._make_row(state) for state in _STATES}
        for row in rows.values():
            card.body.addWidget(row)
        card.body.addStretch(1)
        return card, rows

    def _make_row(self, state: ShownState) -> CountRow:
        row = CountRow(self._look, *STATE_ICONS[state], state_word(state))
        row.setObjectName(f"state_{state.value}")
        row.clicked.connect(lambda: self.state_chosen.emit(state))
        return row

    def _make_hardware(self) -> KeyValuePanel:
        panel = KeyValuePanel(self._look)
        panel.add_row("host", self.tr("Host name"), middle=True)
        panel.add_row("maker", self.tr("Made by"))
        panel.add_row("cpu", self.tr("Processor"))
        panel.add_row("topology", self.tr("Topology"))
        panel.add_row("clock", self.tr("Frequency"))
        panel.add_row("memory", self.tr("Memory"))
        return panel

    def _make_software(self) -> KeyValuePanel:
        panel = KeyValuePanel(self._look)
        panel.add_row("hypervisor", self.tr("Hypervisor"))
        panel.add_row("libvirt", self.tr("libvirt"))
        panel.add_row("driver", self.tr("Driver"))
        panel.add_row("guests", self.tr("Can run"))
        return panel

    def _make_connection(self) -> KeyValuePanel:
        panel = KeyValuePanel(self._look)
        panel.add_row("state", self.tr("State"))
        panel.add_row("address", self.tr("Address"), middle=True)
        panel.add_row("since", self.tr("Since"))
        panel.add_row("latency", self.tr("Round trip"))
        panel.add_row("security", self.tr("Security"))
        panel.add_row("mode", self.tr("Opened to"))
        panel.add_row("answer", self.tr("Last answer"))
        return panel

    def _card(self, title: str, panel: KeyValuePanel) -> Card:
        card = Card(self._look, title)
        card.body.addWidget(panel)
        card.body.addStretch(1)
        return card

    def _show_hardware(self, view: NodeView) -> None:
        node, panel = view.node, self.hardware
        maker = f"{node.manufacturer} {node.product}".strip() if node else ""
        clock = frequency_text(node.mhz) if node else ""
        values = {
            "host": one_line(node.hostname) if node else "",
            "cpu": model_text(node) if node else "",
            "topology": topology_text(node) if node else "",
            "memory": memory_text(node.memory_kib) if node else "",
        }
        for key, text in values.items():
            panel.set_value(key, text or DASH, ink=view.ink)
        for key, text in (("maker", one_line(maker)), ("clock", clock)):
            panel.set_value(key, text, ink=view.ink)
            panel.set_row_visible(key, bool(text))
        self._show_cells(view)

    def _show_cells(self, view: NodeView) -> None:
        cells = view.node.cells if view.node else ()
        cells = tuple(cell for cell in cells if cell.cpus or cell.memory_kib)
        for number in range(len(self._cells), len(cells)):
            self._cells.append(f"cell{number}")
            title = self.tr("NUMA cell {0}").format(cells[number].id)
            self.hardware.add_row(self._cells[-1], title)
        for number, key in enumerate(self._cells):
            self.hardware.set_row_visible(key, number < len(cells))
            if number < len(cells):
                self.hardware.set_value(key, cell_text(cells[number]), ink=view.ink)

    def _show_software(self, view: NodeView) -> None:
        node, status = view.node, view.status
        values = {
            "hypervisor": hypervisor_text(node) if node else "",
            "libvirt": one_line(node.libvirt_version) if node else "",
            "driver": one_line(status.driver) if status else "",
            "guests": guest_kinds_text(node.guest_kinds) if node else "",
        }
        for key, text in values.items():
            self.software.set_value(key, text or DASH, ink=view.ink)

    def _why_no_load(self, view: NodeView) -> str:
        status = view.status
        if status is None or status.last_answer_at is None:
            return self.tr("Shown as soon as the host is connected.")
        if status.features and Feature.NODE_STATS not in status.features:
            return self.tr("Not available, because this hypervisor does not tell.")
        if view.is_live and self._is_silent(view):
            return self.tr("Not available, because this hypervisor does not tell.")
        return ""

    def _is_silent(self, view: NodeView) -> bool:
        """Whether the host was asked for its load often enough, and never told."""
        ref, tail = node_ref(view.connection), self._feed.series.tail
        return all(is_silent(tail(ref, metric, ENOUGH_POLLS)) for metric in ("cpu", "memory"))

    def _of_cpus(self, node: Node | None) -> str:
        return self.tr("of all %n CPUs", "", node.cpus) if node and node.cpus else ""

    def _mode(self, spec: ConnectionSpec) -> str:
        return self.tr("Observe only") if spec.read_only else self.tr("Observe and change")
