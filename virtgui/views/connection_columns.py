"""The columns of the list of connections: which there is room for, and how wide they are."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeView

from virtgui.models.connection_list import CELL_ROLE, Col, ConnectionListModel
from virtgui.views.look.look import Look
from virtgui.views.widgets.header_view import LookHeaderView

_WIDTHS: Final[Mapping[Col, int]] = MappingProxyType(
    {
        Col.NAME: 212,
        Col.STATE: 150,
        Col.ADDRESS: 190,
        Col.SECURITY: 98,
        Col.LATENCY: 64,
        Col.SINCE: 72,
        Col.AUTOCONNECT: 60,
        Col.ACCESS: 108,
        Col.PACE: 52,
        Col.NOTES: 120,
    }
)
_GIVE_WAY: Final = (
    Col.PACE, Col.NOTES, Col.SINCE, Col.ACCESS, Col.LATENCY, Col.AUTOCONNECT, Col.SECURITY,
    Col.ADDRESS,
)  # fmt: skip
"""Which columns are left out where there is no room, the first one first."""
_WHOLE: Final = (Col.SECURITY, Col.LATENCY, Col.SINCE, Col.ACCESS, Col.PACE)
_ICON: Final = 23
_PADDING: Final = 20
_SHARES: Final[Mapping[Col, int]] = MappingProxyType({Col.NAME: 2, Col.ADDRESS: 4, Col.NOTES: 2})
"""How what is left is shared."""


class ConnectionColumns(LookHeaderView):
    """Fills the width of the list; columns without room, or without a word in them, are hidden."""

    def __init__(self, look: Look, model: ConnectionListModel, view: QTreeView) -> None:
        super().__init__(look, parent=view)
        self._list, self._view = model, view
        self._used: frozenset[Col] = frozenset()
        self.setStretchLastSection(False)
        self.setSectionsMovable(False)
        self.setSectionsClickable(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)

    def fit(self) -> None:
        """Share the width of the view."""
        if self.count() < len(Col):
            return
        self._used = self._find_used()
        room = self._view.viewport().width()
        wanted = {column: self._wanted(column) for column in self._used}
        for column in _GIVE_WAY:
            if sum(wanted.values()) <= room:
                break
            wanted.pop(column, None)
        spare = max(0, room - sum(wanted.values()))
        shares = {column: share for column, share in _SHARES.items() if column in wanted}
        total = sum(shares.values())
        for column, share in shares.items():
            wanted[column] += spare * share // total
        wanted[Col.NAME] += room - sum(wanted.values()) if spare else 0
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column in Col:
            self.setSectionHidden(column, column not in wanted)
            if column in wanted:
                self.resizeSection(column, wanted[column])

    def fit_if_others(self) -> None:
        """Fit anew when a column has got its first word, or lost its last."""
        if self._find_used() != self._used:
            self.fit()

    def _find_used(self) -> frozenset[Col]:
        used = set(Col)
        specs = self._list.specs()
        if not any(spec.notes for spec in specs):
            used.discard(Col.NOTES)
        if not any(spec.poll_interval for spec in specs):
            used.discard(Col.PACE)
        if not any(spec.read_only for spec in specs):
            used.discard(Col.ACCESS)
        return frozenset(used)

    def _wanted(self, column: Col) -> int:
        look = self._look
        heading = look.measure("small-medium").horizontalAdvance(self._heading(column))
        return max(look.px(_WIDTHS[column]), heading + look.px(20), self._words(column))

    def _words(self, column: Col) -> int:
        """What the words of a column need that are never cut."""
        if column not in _WHOLE:
            return 0
        look = self._look
        rows = [self._list.index_of(spec.id) for spec in self._list.specs()]
        cells = [row.siblingAtColumn(column).data(CELL_ROLE) for row in rows]
        measure = look.measure("body")
        widths = (
            measure.horizontalAdvance(cell.text) + (look.px(_ICON) if cell.icon[0] else 0)
            for cell in cells
        )
        return max(widths, default=0) + look.px(_PADDING)
