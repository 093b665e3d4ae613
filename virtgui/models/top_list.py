"""Who takes the most: running machines of the whole fleet by one live figure, greatest first."""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Slot,
)

from virtgui.bridge.feed import Feed
from virtgui.core.refs import ObjectRef
from virtgui.core.values.domain import Domain
from virtgui.core.values.sample import DomainLoad
from virtgui.models.charts.chart_specs import ChartSpec, LineSpec
from virtgui.models.charts.chart_units import Measure, value_text
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line, plain_tip
from virtgui.models.row_changes import compare
from virtgui.models.translate import translate

MOST_ROWS: Final = 200
"""Further down nobody looks, and ten thousand rows would be sorted for nothing."""
CHARTED: Final = 10
LEAST_MS: Final = 1000
"""Rows change places at most once a second: faster nobody can read."""

SHARE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
"""Of a figure: its share of the greatest of its column, 0 to 1, or None."""
REF_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX: Final = QModelIndex()
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Read = Callable[[DomainLoad, Domain], float | None]


@dataclass(frozen=True, slots=True)
class TopFigure:
    """One figure by which machines can be sorted."""

    key: str
    source: str
    """Its name, not yet translated."""
    measure: Measure
    read: Read
    metrics: tuple[str, ...]
    """Of the chart: their sum is a machine's line."""
    axis: Measure | None = None
    """What its chart counts, where that is told in other words."""
    is_stacked: bool = True
    """Whether the machines' figures can be added up."""
    maximum: float | None = None

    @property
    def title(self) -> str:
        """Its name in the user's language."""
        return translate("Top", self.source)

    @property
    def spec(self) -> ChartSpec:
        """Its chart."""
        line = LineSpec(self.metrics[0], self.source)
        return ChartSpec(
            self.key, self.source, (line,), is_stacked=self.is_stacked, maximum=self.maximum,
            shape=self.axis or self.measure,
        )  # fmt: skip


def _cores(load: DomainLoad, domain: Domain) -> float | None:
    return None if load.cpu is None else load.cpu * max(1, domain.vcpus)


def _memory(load: DomainLoad, _domain: Domain) -> float | None:
    return None if load.memory_kib is None else load.memory_kib * 1024


_ALL: Final = (
    TopFigure(
        "cores", QT_TRANSLATE_NOOP("Top", "CPU cores"), Measure.COUNT, _cores, ("cpu.cores",),
        axis=Measure.CORES,
    ),
    TopFigure(
        "cpu", QT_TRANSLATE_NOOP("Top", "CPU of its own"), Measure.SHARE,
        lambda load, _domain: load.cpu, ("cpu.used",), is_stacked=False, maximum=1.0,
    ),
    TopFigure(
        "memory", QT_TRANSLATE_NOOP("Top", "Memory"), Measure.BYTES, _memory, ("memory.used",),
    ),
    TopFigure(
        "disk", QT_TRANSLATE_NOOP("Top", "Disk"), Measure.BYTES_PER_SECOND,
        lambda load, _domain: load.disk, ("disk.read", "disk.write"),
    ),
    TopFigure(
        "net", QT_TRANSLATE_NOOP("Top", "Network"), Measure.BYTES_PER_SECOND,
        lambda load, _domain: load.net, ("net.received", "net.sent"),
    ),
    TopFigure(
        "wait", QT_TRANSLATE_NOOP("Top", "vCPU wait"), Measure.SHARE,
        lambda load, _domain: load.wait, ("cpu.wait",), is_stacked=False,
    ),
    TopFigure(
        "pressure", QT_TRANSLATE_NOOP("Top", "Memory pressure"), Measure.SHARE,
        lambda load, _domain: load.pressure, ("memory.pressure",), is_stacked=False,
        maximum=1.0,
    ),
)  # fmt: skip

TOP_FIGURES: Final[Mapping[str, TopFigure]] = MappingProxyType({item.key: item for item in _ALL})


@dataclass(frozen=True, slots=True)
class TopRow:
    """A machine with its figures of now, in the order of `TOP_FIGURES`."""

    ref: ObjectRef
    name: str
    host: str
    figures: tuple[float | None, ...]


class TopListModel(QAbstractTableModel):
    """Machine, host, and a column for each figure; sorted by one of them.

    Rows change places as loads do, unless it is frozen; what is selected stays selected.
    """

    def __init__(self, feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._figure = _ALL[0]
        self._rows: list[TopRow] = []
        self._greatest: tuple[float, ...] = (0.0,) * len(_ALL)
        self._is_frozen = False
        self._is_active = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LEAST_MS)
        self._timer.timeout.connect(self._on_time)
        self._is_due = False
        feed.samples_arrived.connect(self._on_samples)
        feed.inventory_changed.connect(self._on_samples)

    @property
    def figure(self) -> TopFigure:
        """What the rows are sorted by."""
        return self._figure

    @property
    def is_frozen(self) -> bool:
        """Whether the rows stay as they are."""
        return self._is_frozen

    def sort_by(self, key: str) -> None:
        """Sort by another figure, at once."""
        self._figure = TOP_FIGURES[key]
        self.refresh()

    def set_frozen(self, is_frozen: bool) -> None:  # a signal's slot
        """Keep rows and figures as they are, or go on."""
        self._is_frozen = is_frozen
        if not is_frozen:
            self.refresh()

    def set_active(self, is_active: bool) -> None:  # also by events
        """Whether anybody looks: hidden, it costs nothing."""
        self._is_active = is_active
        if is_active and not self._is_frozen:
            self.refresh()

    def rows(self) -> Sequence[TopRow]:
        """All rows, the greatest first."""
        return self._rows

    def greatest(self) -> tuple[ObjectRef, ...]:
        """Those that the chart shows: only machines that take any of it."""
        place = _ALL.index(self._figure)
        return tuple(row.ref for row in self._rows[:CHARTED] if row.figures[place])

    def refresh(self) -> None:
        """Take the figures of now."""
        place = _ALL.index(self._figure)
        found = [row for row in self._read() if row.figures[place] is not None]
        rows = heapq.nlargest(MOST_ROWS, found, key=lambda row: (row.figures[place], row.name))
        self._greatest = tuple(
            max((row.figures[n] or 0.0 for row in rows), default=0.0) for n in range(len(_ALL))
        )
        self._show(rows)

    def position_of(self, ref: ObjectRef) -> int:
        """Where a machine is, or -1."""
        return next((n for n, row in enumerate(self._rows) if row.ref == ref), -1)

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """The number of machines shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """Machine, host, and the figures."""
        return 0 if parent.isValid() else 2 + len(_ALL)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= 2:
            return int(_RIGHT)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < 2:
            return self.tr("Machine") if section == 0 else self.tr("Host")
        return _ALL[section - 2].title

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if not 0 <= index.row() < len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        if role == REF_ROLE:
            return row.ref
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.name if column != 1 else row.host)
        if column < 2:
            return (row.name, row.host)[column] if role == Qt.ItemDataRole.DisplayRole else None
        return self._figure_data(row, column - 2, role)

    def _figure_data(self, row: TopRow, place: int, role: int) -> Any:
        value = row.figures[place]
        text = "" if value is None else value_text(_ALL[place].measure, value)
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT)
        if role == SHARE_ROLE:
            top = self._greatest[place]
            return None if value is None or top <= 0 else value / top
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("{0}: {1}").format(_ALL[place].title, text or self.tr("not known"))
        return None

    def _read(self) -> list[TopRow]:
        series, found = self._feed.series, []
        for domain in self._feed.inventory.domains():
            load = series.load(domain.ref)
            if load is None or not domain.is_active:
                continue
            status = self._feed.status(domain.ref.connection)
            host = one_line(status.spec.name) if status else ""
            figures = tuple(figure.read(load, domain) for figure in _ALL)
            found.append(TopRow(domain.ref, one_line(domain.name), host, figures))
        return found

    def _show(self, rows: list[TopRow]) -> None:
        old = {row.ref: row for row in self._rows}
        changes = compare([row.ref for row in self._rows], [row.ref for row in rows])
        new = {row.ref: row for row in rows}
        if changes.is_large:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        for first, last in reversed(changes.removed):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        if changes.is_reordered:
            self._reorder([old[ref] for ref in changes.kept])
        for first, last in changes.inserted:
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = rows[first : last + 1]
            self.endInsertRows()
        self._rows = [new[row.ref] for row in self._rows]
        if self._rows:
            corner = self.index(len(self._rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), corner)

    def _reorder(self, kept: list[TopRow]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = {row.ref: number for number, row in enumerate(kept)}
        after = [self.index(places[self._rows[i.row()].ref], i.column()) for i in before]
        self._rows = kept
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    @Slot(object)
    def _on_samples(self, _what: object) -> None:
        self._is_due = True
        if self._is_active and not self._is_frozen and not self._timer.isActive():
            self._on_time()

    @Slot()
    def _on_time(self) -> None:
        if self._is_due and self._is_active and not self._is_frozen:
            self._is_due = False
            self.refresh()
            self._timer.start()
