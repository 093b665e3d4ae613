"""What stands in each cell of the list of connections."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.models.connection_texts import (
    address_text,
    connected_for,
    folder_facts,
    live_latency,
    pace_text,
    short_notes,
    short_security,
    state_ink,
    state_of,
    state_text,
)
from virtgui.models.marks import link_mark
from virtgui.models.node_words import node_icon, since_text
from virtgui.models.plain_text import one_line
from virtgui.models.words import security_word


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: text with an icon before it, or a tick."""

    text: str
    ink: str = "text"
    icon: tuple[str, str] = ("", "muted")
    """Name and colour role."""
    label: str = ""
    """The connection's label, shown as a chip after its name."""
    color: str = ""
    is_ticked: bool | None = None
    """None where there is nothing to tick."""
    is_heading: bool = False
    tip: str = ""
    spoken: str = ""
    """What a screen reader says instead of the text."""


_Maker = Callable[[ConnectionSpec, ConnectionStatus | None, float], Cell]


def connection_cell(
    column: int, spec: ConnectionSpec, status: ConnectionStatus | None, now: float
) -> Cell:
    """The cell of a connection in a column; `now` in seconds since the epoch."""
    return _MAKERS[column](spec, status, now)


def folder_cell(column: int, folder: str, states: Sequence[ConnectionState]) -> Cell:
    """The cell of a folder in a column."""
    if column == 0:
        name = one_line(folder.rsplit("/", 1)[-1])
        return Cell(name, icon=("group", "muted"), is_heading=True)
    return Cell(folder_facts(states), "muted") if column == 1 else Cell("")


def _name(spec: ConnectionSpec, _status: ConnectionStatus | None, _now: float) -> Cell:
    icon = (node_icon(spec), "muted")
    return Cell(one_line(spec.name), icon=icon, label=one_line(spec.label), color=spec.color)


def _state(_spec: ConnectionSpec, status: ConnectionStatus | None, now: float) -> Cell:
    return Cell(state_text(status, now), state_ink(state_of(status)), link_mark(status))


def _address(spec: ConnectionSpec, _status: ConnectionStatus | None, _now: float) -> Cell:
    return Cell(address_text(spec), "muted")


def _security(_spec: ConnectionSpec, status: ConnectionStatus | None, _now: float) -> Cell:
    text = short_security(status)
    tip = security_word(status.security) if status and text else ""
    is_open = bool(status and status.is_live and status.security.value == "plain")
    return Cell(text, "warn" if is_open else "text", tip=tip)


def _latency(_spec: ConnectionSpec, status: ConnectionStatus | None, _now: float) -> Cell:
    return Cell(live_latency(status))


def _since(_spec: ConnectionSpec, status: ConnectionStatus | None, now: float) -> Cell:
    text = connected_for(status, now)
    return Cell(text, tip=since_text(status.connected_at, now) if status and text else "")


def _autoconnect(spec: ConnectionSpec, _status: ConnectionStatus | None, _now: float) -> Cell:
    words = (
        QCoreApplication.translate("ConnectionCells", "Connects when the program starts")
        if spec.autoconnect
        else QCoreApplication.translate("ConnectionCells", "Does not connect by itself")
    )
    return Cell("", is_ticked=spec.autoconnect, tip=words, spoken=words)


def _access(spec: ConnectionSpec, _status: ConnectionStatus | None, _now: float) -> Cell:
    if not spec.read_only:
        return Cell(QCoreApplication.translate("ConnectionCells", "Full"), "muted")
    words = QCoreApplication.translate("ConnectionCells", "Observe only")
    return Cell(words, icon=("lock", "muted"))


def _pace(spec: ConnectionSpec, _status: ConnectionStatus | None, _now: float) -> Cell:
    return Cell(pace_text(spec))


def _notes(spec: ConnectionSpec, _status: ConnectionStatus | None, _now: float) -> Cell:
    text = " ".join(spec.notes.split())
    return Cell(one_line(text), "muted", tip=short_notes(spec.notes))


_MAKERS: Final[tuple[_Maker, ...]] = (
    _name, _state, _address, _security, _latency, _since, _autoconnect, _access, _pace, _notes,
)  # fmt: skip
