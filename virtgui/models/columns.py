"""The columns of the domain table, as data."""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.values.domain import ShownState
from virtgui.models import domain_cells as cells
from virtgui.models.domain_cells import Cell, CellContext, LoadCell
from virtgui.models.domain_rows import DomainRow, natural_key
from virtgui.models.noop import QT_TRANSLATE_NOOP

_CONTEXT: Final = "Columns"
_NO_FAMILY: Final = 99

CellMaker = Callable[[DomainRow, CellContext], Cell]
SortKey = Callable[[DomainRow, CellContext], Any]
Words = Callable[[DomainRow, CellContext], str]

STATE_RANKS: Final[Mapping[str, int]] = MappingProxyType(
    {
        state.value: rank
        for rank, state in enumerate(
            (
                ShownState.CRASHED, ShownState.PAUSED, ShownState.SHUTTING_DOWN,
                ShownState.RUNNING, ShownState.SUSPENDED, ShownState.SAVED,
                ShownState.SHUTOFF, ShownState.UNKNOWN,
            )
        )
    }
)  # fmt: skip
"""The order of states: what wants a person first."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: Its stable name, kept in settings.
        title: Its heading, a source text; `heading` translates it.
        make: Makes the cell.
        sort: The key to sort by; None sorts last in both directions.
        fields: Fields of `Domain` that the key depends on.
        width: Default width in design pixels, as the next.
        min_width: The least width that shows the value.
        sample: The widest usual value: columns are never narrower by default.
        is_visible: Whether it is shown unless the user chose otherwise.
        is_number: Whether its values stand at the right and sort the largest first.
        right_heading: Whether its heading stands at the right as well.
        is_live: Whether each poll changes it.
        hint: Tool-tip of the heading, a source text.
        tip: Tool-tip of a cell.
    """

    key: str
    title: str
    make: CellMaker
    sort: SortKey
    fields: frozenset[str]
    width: int
    min_width: int = 48
    is_visible: bool = False
    is_number: bool = False
    right_heading: bool = False
    is_live: bool = False
    sample: str = ""
    hint: str = ""
    tip: Words | None = None

    @property
    def heading(self) -> str:
        """The translated heading."""
        return QCoreApplication.translate(_CONTEXT, self.title)

    @property
    def heading_tip(self) -> str:
        """The translated tool-tip of the heading."""
        return QCoreApplication.translate(_CONTEXT, self.hint) if self.hint else ""


def _load(key: str, title: str, metric: str, width: int, sample: str, hint: str) -> Column:
    return Column(
        key,
        title,
        lambda row, context: cells.load_cell(row, context, metric),
        lambda row, context: _load_key(row, context, metric),
        frozenset(),
        width,
        min_width=52,
        is_visible=True,
        is_number=True,
        is_live=True,
        sample=sample,
        hint=hint,
        tip=lambda row, context: cells.load_tip(row, context, metric),
    )


def _load_key(row: DomainRow, context: CellContext, metric: str) -> float | None:
    name = "memory_kib" if metric == "memory" else metric
    return None if row.host.is_old else cells.load_value(row, context, name)


def _state_key(row: DomainRow, context: CellContext) -> int:
    del context
    return STATE_RANKS["unknown" if row.host.is_old else row.shown_state.value]


def _address_key(row: DomainRow, context: CellContext) -> tuple[int, bytes] | None:
    del context
    if not row.domain.addresses:
        return None
    text = row.domain.addresses[0].partition("/")[0]
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    try:
        # ipaddress would take ten times as long.
        return (family, socket.inet_pton(family, text))
    except (OSError, ValueError):
        return (_NO_FAMILY, text.encode())


def _uptime_key(row: DomainRow, context: CellContext) -> float | None:
    del context
    domain = row.domain
    is_known = domain.is_active and domain.start_seen and not row.host.is_old
    return -domain.started_at if is_known and domain.started_at is not None else None


def _text_column(
    key: str, title: str, read: Callable[[DomainRow], str], field: str, width: int, *,
    is_visible: bool = False,
) -> Column:  # fmt: skip
    return Column(
        key,
        title,
        lambda row, context: cells.text_cell(row, read(row)),
        lambda row, context: natural_key(read(row)) or None,
        frozenset({field}),
        width,
        is_visible=is_visible,
    )


def _flag_column(
    key: str, title: str, read: Callable[[DomainRow], bool], field: str, hint: str = ""
) -> Column:
    return Column(
        key,
        title,
        lambda row, context: cells.flag_cell(row, read(row)),
        lambda row, context: not read(row),
        frozenset({field}),
        84,
        hint=hint,
    )


def _number_column(
    key: str, title: str, read: Callable[[DomainRow], int], field: str, *, is_size: bool = False
) -> Column:
    def make(row: DomainRow, context: CellContext) -> Cell:
        del context
        value = read(row)
        return cells.size_cell(row, value) if is_size else cells.text_cell(row, str(value or ""))

    return Column(
        key, title, make, lambda row, context: read(row) or None, frozenset({field}), 84,
        is_number=True, right_heading=True,
    )  # fmt: skip


def _system(row: DomainRow) -> str:
    return row.domain.config.os_label if row.domain.config else ""


def _description(row: DomainRow) -> str:
    return row.domain.config.description if row.domain.config else ""


_LIST: Final = (
    Column(
        "name", QT_TRANSLATE_NOOP("Columns", "Name"), cells.name_cell,
        lambda row, context: row.name_key, frozenset({"name"}), 160, min_width=120,
        is_visible=True, tip=cells.name_tip,
    ),
    Column(
        "state", QT_TRANSLATE_NOOP("Columns", "State"), cells.state_cell, _state_key,
        frozenset({"state", "managed_save"}), 132, min_width=112, is_visible=True,
        tip=cells.state_tip,
    ),
    _load(
        "cpu", QT_TRANSLATE_NOOP("Columns", "CPU"), "cpu", 108, "100 %",
        QT_TRANSLATE_NOOP("Columns", "Load of the machine's own processors"),
    ),
    _load(
        "memory", QT_TRANSLATE_NOOP("Columns", "Memory"), "memory", 124, "1023 GiB",
        QT_TRANSLATE_NOOP("Columns", "Memory in use; the curve is its share of the whole"),
    ),
    _load(
        "disk", QT_TRANSLATE_NOOP("Columns", "Disk"), "disk", 124, "999 MB/s",
        QT_TRANSLATE_NOOP("Columns", "Read and written on all disks"),
    ),
    _load(
        "network", QT_TRANSLATE_NOOP("Columns", "Network"), "net", 124, "999 MB/s",
        QT_TRANSLATE_NOOP("Columns", "Received and sent on all interfaces"),
    ),
    Column(
        "address", QT_TRANSLATE_NOOP("Columns", "Address"), cells.address_cell, _address_key,
        frozenset({"addresses"}), 122, is_visible=True, sample="192.168.122.202",
        tip=lambda row, context: "\n".join(row.domain.addresses),
    ),
    Column(
        "tags", QT_TRANSLATE_NOOP("Columns", "Tags"), cells.tags_cell,
        lambda row, context: tuple(tag.casefold() for tag in row.domain.tags) or None,
        frozenset({"config"}), 120, min_width=64, is_visible=True,
        tip=lambda row, context: ", ".join(row.domain.tags),
    ),
    _text_column(
        "system", QT_TRANSLATE_NOOP("Columns", "System"), _system, "config", 100, is_visible=True
    ),
    Column(
        "uptime", QT_TRANSLATE_NOOP("Columns", "Uptime"), cells.uptime_cell, _uptime_key,
        frozenset({"state", "started_at", "start_seen"}), 60, is_visible=True, is_number=True,
        right_heading=True, hint=QT_TRANSLATE_NOOP("Columns", "Time since it was started"),
        tip=cells.uptime_tip,
    ),
    _text_column(
        "node", QT_TRANSLATE_NOOP("Columns", "Host"), lambda row: row.host.name, "ref", 110
    ),
    _number_column(
        "vcpus", QT_TRANSLATE_NOOP("Columns", "vCPUs"), lambda row: row.domain.vcpus, "vcpus"
    ),
    _number_column(
        "memory_max", QT_TRANSLATE_NOOP("Columns", "Memory limit"),
        lambda row: row.domain.max_memory_kib, "max_memory_kib", is_size=True,
    ),
    _flag_column(
        "autostart", QT_TRANSLATE_NOOP("Columns", "Autostart"),
        lambda row: row.domain.autostart, "autostart",
        QT_TRANSLATE_NOOP("Columns", "Whether it starts with its host"),
    ),
    _flag_column(
        "persistent", QT_TRANSLATE_NOOP("Columns", "Persistent"),
        lambda row: row.domain.persistent, "persistent",
        QT_TRANSLATE_NOOP("Columns", "Whether its definition stays when it stops"),
    ),
    _text_column(
        "group", QT_TRANSLATE_NOOP("Columns", "Group"), lambda row: row.domain.group, "config", 110
    ),
    _text_column(
        "title", QT_TRANSLATE_NOOP("Columns", "Title"), lambda row: row.domain.title, "config", 150
    ),
    _text_column(
        "description", QT_TRANSLATE_NOOP("Columns", "Description"), _description, "config", 180
    ),
    _flag_column(
        "snapshots", QT_TRANSLATE_NOOP("Columns", "Snapshots"),
        lambda row: row.domain.has_snapshots, "has_snapshots",
        QT_TRANSLATE_NOOP("Columns", "Whether it has any"),
    ),
    _text_column("uuid", QT_TRANSLATE_NOOP("Columns", "UUID"), lambda row: row.ref.key, "ref", 270),
)  # fmt: skip

COLUMNS: Final[tuple[Column, ...]] = _LIST
COLUMNS_BY_KEY: Final[Mapping[str, Column]] = MappingProxyType({item.key: item for item in _LIST})
POSITIONS: Final[Mapping[str, int]] = MappingProxyType(
    {item.key: number for number, item in enumerate(_LIST)}
)
LIVE_COLUMNS: Final = tuple(number for number, item in enumerate(_LIST) if item.is_live)


def cell_words(column: Column, row: DomainRow, context: CellContext) -> str:
    """A cell for the screen reader; the heading is part of it, but for the name."""
    cell = column.make(row, context)
    if isinstance(cell, LoadCell):
        alerts = cells.cell_alerts(row, context, cell.metric)
        return cells.load_words(cell, column.heading, alerts)
    if column.key == "name":
        return cells.name_words(row, context)
    if column.key == "state":
        return cell.text
    return f"{column.heading} {cell.text}" if cell.text else ""
