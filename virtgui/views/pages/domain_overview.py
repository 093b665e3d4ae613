"""The overview of a machine: its load, its state, what it has, what happened to it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from virtgui.bridge.feed import Feed
from virtgui.core.queries import AddressInfo
from virtgui.core.refs import ObjectRef
from virtgui.core.units import format_bytes, format_percent, format_rate
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.domain import Domain
from virtgui.core.values.domain_config import DiskConfig, DomainConfig, InterfaceConfig
from virtgui.models.domain_cells import StateCell
from virtgui.models.domain_words import (
    DASH,
    DEVICE_ICONS,
    addresses_text,
    agent_text,
    cpu_mode_text,
    device_text,
    disk_marks,
    disk_source_text,
    firmware_text,
    interface_source_text,
    link_text,
    memory_pair,
    state_sentence,
    vcpu_pair,
    vcpus_text,
    virtualisation_text,
    yes_no,
)
from virtgui.models.event_list import EventListModel
from virtgui.models.node_words import memory_text, since_text
from virtgui.models.plain_text import one_line
from virtgui.views.look.look import Look
from virtgui.views.pages.facts_table import Cell, FactsTable
from virtgui.views.pages.load_card import ChartSpan, ChartTile, LoadCard, is_silent
from virtgui.views.pages.overview_parts import Columns, EventsCard
from virtgui.views.widgets.buttons import LinkButton
from virtgui.views.widgets.card import Card
from virtgui.views.widgets.key_values import KeyValuePanel
from virtgui.views.widgets.surface import ScrollPage
from virtgui.views.widgets.text import TextLabel

LEAST_RATE: Final = 100_000.0
"""Bytes a second at which the axis of disk and network ends at the least."""


@dataclass(frozen=True, slots=True)
class DomainView:
    """What is known of a machine at one moment."""

    domain: Domain
    status: ConnectionStatus | None
    node_name: str
    cell: StateCell
    now: float
    is_gone: bool = False
    addresses: tuple[AddressInfo, ...] | None = None
    """None while nobody has told."""
    autostart_refusal: str = ""
    labels_refusal: str = ""

    @property
    def ref(self) -> ObjectRef:
        """The machine's reference."""
        return self.domain.ref

    @property
    def is_old(self) -> bool:
        """Whether what is shown is a memory."""
        return self.is_gone or self.status is None or not self.status.is_live

    @property
    def ink(self) -> str:
        """Colour role of values: muted when they are old."""
        return "muted" if self.is_old else "text"


class DomainOverview(ScrollPage):
    """The first tab of a machine.

    Signals:
        action_requested: an action is wanted; carries its id.
        node_requested: the host is to be shown.
    """

    action_requested = Signal(object)
    node_requested = Signal()

    def __init__(self, look: Look, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self.setObjectName("domain_overview")
        self._look, self._feed = look, feed
        self._shown: ObjectRef | None = None
        self._autostart_action = "autostart_on"
        self.load = self._make_load()
        self.identity = self._make_identity()
        self.resources = self._make_resources()
        self.disks = self._make_disks()
        self.interfaces = self._make_interfaces()
        self._other_addresses = TextLabel(look, ink="muted", wrap=True, selectable=True)
        self.notes = TextLabel(look, wrap=True, selectable=True)
        self.events = EventsCard(look, names=False)
        self._lay_out()

    def set_events(self, model: EventListModel) -> None:
        """Shows the events of another machine."""
        self.events.set_model(model)

    def show_domain(self, view: DomainView, span: ChartSpan) -> None:
        """Shows all that is known."""
        if view.ref != self._shown:
            self._shown = view.ref
            self.verticalScrollBar().setValue(0)
        self._show_identity(view)
        self._show_resources(view)
        self._show_disks(view)
        self.show_interfaces(view)
        self._show_notes(view)
        self._show_links(view)
        self.show_loads(view, span)
        self.show_ages(view)

    def show_ages(self, view: DomainView) -> None:
        """Shows what grows older by itself."""
        text = since_text(view.domain.state_since, view.now)
        self.identity.set_row_visible("since", bool(text) and not view.is_old)
        self.identity.set_value("since", text, ink=view.ink)

    def show_loads(self, view: DomainView, span: ChartSpan) -> None:
        """Shows the newest figures."""
        self.load.set_sentence(self._why_no_load(view))
        if self.load.sentence:
            return
        load = None if view.is_old else self._feed.series.load(view.ref)
        for metric, tile in self._tiles.items():
            past = self._feed.series.tail(view.ref, metric, span.points)
            ends = span.ends(len(past), view.status, view.now)
            now = getattr(load, metric) if load else None
            tile.show_load(now, past, ends, is_old=view.is_old)
            tile.set_maximum(*self._scale(view.domain, metric, is_silent=is_silent(past)))

    def show_interfaces(self, view: DomainView) -> None:
        """Shows the interfaces with the addresses that are known."""
        config = view.domain.config
        interfaces = config.interfaces if config else ()
        told = view.addresses or ()
        rows = [self._interface_row(view, interface) for interface in interfaces]
        self.interfaces.set_rows(rows)
        self.interfaces.setVisible(bool(rows))
        self._no_interfaces.setText(self._nothing(config, self.tr("No interfaces.")))
        self._no_interfaces.setVisible(not rows)
        macs = {interface.mac for interface in interfaces}
        rest = [info for info in told if info.mac.lower() not in macs and not _is_loop(info)]
        words = self.tr("Also answers at {0}.").format(addresses_text(rest)) if rest else ""
        self._other_addresses.setText(words)
        self._other_addresses.setVisible(bool(rest))

    def _lay_out(self) -> None:
        columns = Columns(self._look)
        columns.add_row(self.load)
        self._autostart = self._link("autostart", "")
        self._host = self._link("show_host", "")
        self._edit = self._link("edit_labels", self.tr("Edit…"))
        self._autostart.clicked.connect(lambda: self.action_requested.emit(self._autostart_action))
        self._host.clicked.connect(self.node_requested)
        self._edit.clicked.connect(lambda: self.action_requested.emit("labels"))
        identity = self._card(self.tr("State and identity"), self.identity)
        identity.add_to_head(self._autostart)
        resources = self._card(self.tr("Resources"), self.resources)
        resources.add_to_head(self._host)
        columns.add_row(identity, resources)
        self._no_disks = TextLabel(self._look, ink="muted")
        columns.add_row(self._card(self.tr("Disks"), self.disks, self._no_disks))
        self._no_interfaces = TextLabel(self._look, ink="muted")
        parts = (self.interfaces, self._no_interfaces, self._other_addresses)
        columns.add_row(self._card(self.tr("Interfaces"), *parts))
        notes = self._card(self.tr("Description and notes"), self.notes)
        notes.add_to_head(self._edit)
        columns.add_row(notes, self.events)
        self.body.addWidget(columns)
        self.body.addStretch(1)

    def _link(self, name: str, text: str) -> LinkButton:
        link = LinkButton(self._look, text)
        link.setObjectName(name)
        # As high as a title, so that cards with and without a link line up.
        link.setFixedHeight(self._look.measure("body-strong").height() + self._look.px(2))
        return link

    def _card(self, title: str, *parts: QWidget) -> Card:
        card = Card(self._look, title)
        for part in parts:
            card.body.addWidget(part)
        card.body.addStretch(1)
        return card

    def _make_load(self) -> LoadCard:
        look = self._look
        self._tiles = {
            "cpu": ChartTile(look, self.tr("CPU"), lambda share: format_percent(share * 100)),
            "memory_kib": ChartTile(look, self.tr("Memory"), lambda kib: format_bytes(kib * 1024)),
            "disk": ChartTile(look, self.tr("Disk"), format_rate, least_top=LEAST_RATE),
            "net": ChartTile(look, self.tr("Network"), format_rate, least_top=LEAST_RATE),
        }
        return LoadCard(look, tuple(self._tiles.values()))

    def _make_identity(self) -> KeyValuePanel:
        panel = KeyValuePanel(self._look)
        panel.add_row("state", self.tr("State"))
        panel.add_row("since", self.tr("Since"))
        panel.add_row("title", self.tr("Title"))
        panel.add_row("group", self.tr("Group"))
        panel.add_row("uuid", self.tr("UUID"), middle=True)
        panel.add_row("run_id", self.tr("Run id"))
        panel.add_row("persistent", self.tr("Definition"))
        panel.add_row("autostart", self.tr("Starts with host"))
        return panel

    def _make_resources(self) -> KeyValuePanel:
        panel = KeyValuePanel(self._look)
        panel.add_row("vcpus", self.tr("vCPUs"))
        panel.add_row("memory", self.tr("Memory"))
        panel.add_row("virt", self.tr("Runs by"))
        panel.add_row("cpu", self.tr("CPU mode"))
        panel.add_row("machine", self.tr("Machine type"))
        panel.add_row("firmware", self.tr("Firmware"))
        panel.add_row("tpm", self.tr("TPM"))
        panel.add_row("devices", self.tr("Passed through"))
        panel.add_row("agent", self.tr("Guest agent"))
        return panel

    def _make_disks(self) -> FactsTable:
        headings = (
            self.tr("Target"), self.tr("Kind"), self.tr("Source"), self.tr("Format"),
            self.tr("Bus"), self.tr("Use"),
        )  # fmt: skip
        table = FactsTable(self._look, headings, stretch=2, spare=(4, 1, 3), name=self.tr("Disks"))
        table.setObjectName("disks")
        return table

    def _make_interfaces(self) -> FactsTable:
        headings = (
            self.tr("Hardware address"), self.tr("Attached to"), self.tr("Model"),
            self.tr("Host device"), self.tr("Link"), self.tr("Addresses"),
        )  # fmt: skip
        name = self.tr("Interfaces")
        table = FactsTable(self._look, headings, stretch=5, spare=(2, 3, 4), name=name)
        table.setObjectName("interfaces")
        return table

    def _show_identity(self, view: DomainView) -> None:
        domain, panel, ink = view.domain, self.identity, view.ink
        cell = view.cell
        if view.is_gone:
            panel.set_value("state", self.tr("Gone"), ink="muted")
        else:
            words = cell.text if view.is_old else state_sentence(domain, cell)
            panel.set_value("state", words, icon=cell.icon, ink=cell.icon_ink)
        kept = self.tr("Kept") if domain.persistent else self.tr("Not kept: gone when it stops")
        panel.set_value("persistent", kept, ink=ink)
        panel.set_value("uuid", domain.ref.key, ink=ink)
        panel.set_value("autostart", yes_no(flag=domain.autostart), ink=ink)
        has_run = domain.is_active and not view.is_gone
        run_id = str(domain.run_id) if has_run and domain.run_id is not None else ""
        for key, text in (
            ("run_id", run_id),
            ("title", one_line(domain.title)),
            ("group", one_line(domain.group)),
        ):
            panel.set_value(key, text, ink=ink)
            panel.set_row_visible(key, bool(text))

    def _show_resources(self, view: DomainView) -> None:
        domain, config, panel = view.domain, view.domain.config, self.resources
        values = {
            "vcpus": vcpu_pair(config, domain) or DASH,
            "memory": memory_pair(config, domain) or DASH,
            "virt": virtualisation_text(config) if config else DASH,
            "machine": _machine(config) if config else DASH,
            "agent": agent_text(config, is_active=domain.is_active) if config else DASH,
        }
        for key, text in values.items():
            panel.set_value(key, text, ink=view.ink)
        is_machine = config is not None and not config.is_container
        panel.set_row_visible("agent", config is None or is_machine)
        optional = {
            "cpu": cpu_mode_text(config) if config else "",
            "firmware": firmware_text(config) if config and is_machine else "",
            "tpm": self._tpm(config) if config and is_machine else "",
            "devices": self._devices(config) if config else "",
        }
        for key, text in optional.items():
            panel.set_value(key, text, ink=view.ink)
            panel.set_row_visible(key, bool(text))

    def _show_disks(self, view: DomainView) -> None:
        config = view.domain.config
        disks = config.disks if config else ()
        self.disks.set_rows([self._disk_row(disk, view.ink) for disk in disks])
        self.disks.setVisible(bool(disks))
        self._no_disks.setText(self._nothing(config, self.tr("No disks.")))
        self._no_disks.setVisible(not disks)

    def _disk_row(self, disk: DiskConfig, ink: str) -> tuple[Cell, ...]:
        icon = DEVICE_ICONS.get(disk.device, "disk")
        tip = "\n".join((disk.source, *disk.backing)) if disk.source else ""
        source_ink = ink if disk.source else "muted"
        return (
            Cell(one_line(disk.target), icon, ink),
            Cell(device_text(disk), ink=ink),
            Cell(disk_source_text(disk), ink=source_ink, tip=tip),
            Cell(one_line(disk.format), ink=ink),
            Cell(one_line(disk.bus), ink=ink),
            Cell(disk_marks(disk), ink=ink),
        )

    def _interface_row(self, view: DomainView, interface: InterfaceConfig) -> tuple[Cell, ...]:
        ink = view.ink
        own = [info for info in view.addresses or () if info.mac.lower() == interface.mac]
        addresses = addresses_text(own)
        if not addresses and view.domain.is_active:
            addresses = DASH
        link_ink = ink if interface.link_up else "warn"
        return (
            Cell(interface.mac, "nic", ink),
            Cell(interface_source_text(interface), ink=ink),
            Cell(one_line(interface.model), ink=ink),
            Cell(one_line(interface.target), ink=ink),
            Cell(link_text(interface), ink=link_ink),
            Cell(addresses, ink=ink),
        )

    def _show_notes(self, view: DomainView) -> None:
        config = view.domain.config
        parts = (config.description, config.notes) if config else ()
        text = "\n\n".join(part.strip() for part in parts if part.strip())
        self.notes.setText(text or self._nothing(config, self.tr("Nothing is written down.")))
        self.notes.set_ink(view.ink if text else "muted")

    def _show_links(self, view: DomainView) -> None:
        is_on = view.domain.autostart
        self._autostart_action = "autostart_off" if is_on else "autostart_on"
        words = self.tr("Do not start with host") if is_on else self.tr("Start with host")
        self._autostart.set_label(words)
        self._autostart.set_reason(view.autostart_refusal)
        self._edit.set_reason(view.labels_refusal)
        self._host.set_label(self.tr("Go to {0}").format(one_line(view.node_name)))
        for link in (self._autostart, self._edit):
            link.setVisible(not view.is_gone)
        self._host.setVisible(view.status is not None)

    def _scale(self, domain: Domain, metric: str, *, is_silent: bool) -> tuple[float | None, str]:
        """The top of a chart's axis, and the words that say what is measured."""
        if metric == "cpu":
            return 1.0, self._of(vcpus_text(domain.vcpus))
        if metric == "memory_kib":
            most = float(domain.memory_kib) if domain.memory_kib else None
            return most, self._of(memory_text(domain.memory_kib))
        if is_silent:
            return None, self.tr("not told by this hypervisor")
        words = self.tr("read and written") if metric == "disk" else self.tr("received and sent")
        return None, words

    def _why_no_load(self, view: DomainView) -> str:
        if view.is_gone:
            return self.tr("There is nothing to measure any more.")
        if not view.domain.is_active:
            return self.tr("It is not running.")
        return ""

    def _nothing(self, config: DomainConfig | None, words: str) -> str:
        return words if config else self.tr("Its definition is not read yet.")

    def _of(self, words: str) -> str:
        return self.tr("of {0}").format(words) if words else ""

    def _tpm(self, config: DomainConfig) -> str:
        return self.tr("Present") if config.has_tpm else self.tr("None")

    def _devices(self, config: DomainConfig) -> str:
        return self.tr("%n devices of the host", "", config.hostdevs) if config.hostdevs else ""


def _machine(config: DomainConfig) -> str:
    return " · ".join(one_line(part) for part in (config.machine, config.arch) if part) or DASH


def _is_loop(info: AddressInfo) -> bool:
    return info.address.startswith("127.") or info.address == "::1"
