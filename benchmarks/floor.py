"""The floor: a bare table on one connection that makes the same calls, and nothing else.

What it needs is what Qt, Python and libvirt need; the program is measured against it.
"""

import argparse
import logging
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import libvirt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QTableView, QWidget

HEADINGS = ("Name", "State", "CPU", "Memory", "Disk", "Network")
STATES = ("none", "running", "blocked", "paused", "shut down", "off", "crashed", "suspended")
EMPTY = QModelIndex()
GROUPS = (
    libvirt.VIR_DOMAIN_STATS_STATE
    | libvirt.VIR_DOMAIN_STATS_VCPU
    | libvirt.VIR_DOMAIN_STATS_CPU_TOTAL
    | libvirt.VIR_DOMAIN_STATS_BALLOON
    | libvirt.VIR_DOMAIN_STATS_BLOCK
    | libvirt.VIR_DOMAIN_STATS_INTERFACE
)
NOWAIT = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT
ACTIVE = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE
_log = logging.getLogger("virtgui.table")
"""The same log as the program's, so that the same line tells of a row."""


class Rows(QAbstractTableModel):
    """Rows of texts by name."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.places: dict[str, int] = {}

    def rowCount(self, parent: Any = EMPTY) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Any = EMPTY) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One text."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.rows[index.row()][index.column()]
        return None

    def headerData(self, section: int, orientation: Any, role: int = 0) -> Any:
        """One heading."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return HEADINGS[section]
        return None

    def show_all(self, states: dict[str, int]) -> None:
        """Take the whole list."""
        self.beginResetModel()
        self.rows = [[name, STATES[state], "", "", "", ""] for name, state in states.items()]
        self.rows.sort()
        self.places = {row[0]: place for place, row in enumerate(self.rows)}
        self.endResetModel()
        for row in self.rows:
            _log.debug("row added: %s", row[0])

    def show_figures(self, figures: dict[str, tuple[float, ...]]) -> None:
        """Take what a poll told."""
        for name, values in figures.items():
            self.rows[self.places[name]][2:] = [f"{value:,.1f}" for value in values]
        self.dataChanged.emit(self.index(0, 2), self.index(len(self.rows) - 1, 5))

    def show_state(self, name: str, state: int) -> None:
        """Take an event."""
        place = self.places[name]
        self.rows[place][1] = STATES[state]
        self.dataChanged.emit(self.index(place, 1), self.index(place, 1))


class Worker(QObject):
    """One thread, one connection."""

    listed = Signal(object)
    polled = Signal(object)
    state_changed = Signal(object)

    def __init__(self, uri: str, interval: float) -> None:
        super().__init__()
        self._uri, self._interval = uri, interval
        self._spent: dict[str, int] = {}
        self._at = 0.0

    def start(self) -> None:
        """Begin; ends with the process."""
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        connection = libvirt.open(self._uri)
        connection.domainEventRegisterAny(
            None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self._happened, None
        )
        connection.listAllDomains()
        told = connection.getAllDomainStats(libvirt.VIR_DOMAIN_STATS_STATE, NOWAIT)
        self.listed.emit({domain.name(): facts["state.state"] for domain, facts in told})
        has_bulk = connection.getType() != "TEST"
        while True:
            now = time.monotonic()
            read = self._read_bulk if has_bulk else self._read_singly
            self.polled.emit(self._rates(read(connection), now))
            time.sleep(max(0.0, now + self._interval - time.monotonic()))

    def _happened(self, connection: Any, domain: Any, event: int, detail: int, data: Any) -> None:
        del connection, detail, data
        states = {libvirt.VIR_DOMAIN_EVENT_SUSPENDED: 3, libvirt.VIR_DOMAIN_EVENT_RESUMED: 1}
        if event in states:
            self.state_changed.emit((domain.name(), states[event]))

    @staticmethod
    def _read_bulk(connection: Any) -> dict[str, list[int]]:
        found = {}
        for domain, facts in connection.getAllDomainStats(GROUPS, NOWAIT | ACTIVE):
            disk = facts.get("block.0.rd.bytes", 0) + facts.get("block.0.wr.bytes", 0)
            net = facts.get("net.0.rx.bytes", 0) + facts.get("net.0.tx.bytes", 0)
            memory = facts.get("balloon.rss", 0)
            found[domain.name()] = [facts.get("cpu.time", 0), memory, disk, net]
        return found

    @staticmethod
    def _read_singly(connection: Any) -> dict[str, list[int]]:
        found = {}
        for domain in connection.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
            name = domain.name()
            memory = domain.memoryStats().get("rss", 0)
            disk = domain.blockStats("vda")
            # The interfaces of these domains have no name that figures could be asked for.
            found[name] = [domain.info()[4], memory, disk[1] + disk[3], 0]
        return found

    def _rates(self, read: dict[str, list[int]], now: float) -> dict[str, tuple[float, ...]]:
        seconds, self._at = now - self._at, now
        spent, self._spent = self._spent, {name: values[0] for name, values in read.items()}
        return {
            name: ((values[0] - spent.get(name, values[0])) / seconds / 1e7, *values[1:])
            for name, values in read.items()
        }


def run_floor(attach: Callable[[QWidget], None], words: list[str]) -> int:
    """Show the table; `attach` gets it before it is shown."""
    parser = argparse.ArgumentParser()
    parser.add_argument("uri", nargs="?", default="")
    parser.add_argument("--interval", type=float, default=3.0)
    arguments = parser.parse_args(words)
    sys.setswitchinterval(0.001)
    app = QApplication(["floor"])
    model, view = Rows(), QTableView()
    view.setModel(model)
    view.resize(1440, 900)
    attach(view)
    view.show()
    if arguments.uri:
        worker = _connect(arguments, model)
        app.setProperty("worker", worker)
    return app.exec()


def _connect(arguments: argparse.Namespace, model: Rows) -> Worker:
    # libvirt's default event loop iterates GLib's default context, as Qt does, and breaks it.
    from virtgui.backend.libvirt.event_loop import EventLoop

    EventLoop(lambda error: print(error, file=sys.stderr)).start()
    worker = Worker(arguments.uri, arguments.interval)
    worker.listed.connect(model.show_all)
    worker.polled.connect(model.show_figures)
    worker.state_changed.connect(lambda change: model.show_state(*change))
    worker.start()
    return worker
