"""The bar over the domain table: states with counts, grouping, columns, export, density."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from virtgui.models.domain_rows import GROUPINGS, Grouping, SegmentKey
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import PAGE_MARGIN
from virtgui.views.widgets.buttons import FlatButton, IconButton
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.surface import Surface
from virtgui.views.widgets.text import TextLabel

_HEIGHT: Final = 40
_GAP: Final = 8


class FilterBar(Surface):
    """Words and buttons only: what they do is the page's.

    Signals:
        segment_chosen: a segment's key.
        grouping_chosen: a grouping's key.
        columns_requested: show the choice of columns; the place on the screen for it.
        export_requested: save what is shown.
        density_requested: change between low and tall rows.
    """

    segment_chosen = Signal(object)
    grouping_chosen = Signal(object)
    columns_requested = Signal(object)
    export_requested = Signal()
    density_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", parent)
        self._counts: Mapping[SegmentKey, int] = {}
        self._segments = SegmentedControl(look, name=self.tr("Show"))
        self._graphs = TextLabel(look, self.tr("Graphs: last 2 min"), ink="muted")
        self._by = TextLabel(look, self.tr("Group by"), ink="muted")
        self._grouping = QComboBox()
        self._columns = FlatButton(look, self.tr("Columns"), "columns")
        self._export = FlatButton(look, self.tr("Export"), "export")
        self._density = IconButton(look, "density", self.tr("Row height"))
        self._fill_groupings()
        self._lay_out()
        self._connect()
        self.set_counts({})
        look.changed.connect(self._fit)

    def set_counts(self, counts: Mapping[SegmentKey, int]) -> None:
        """Show how many domains each segment has."""
        self._counts = counts
        words: dict[SegmentKey, tuple[str, str, str]] = {
            "all": (self.tr("All"), "", "muted"),
            "running": (self.tr("Running"), "st-running", "running"),
            "not_running": (self.tr("Not running"), "st-shutoff", "shutoff"),
            "unknown": (self.tr("Unknown"), "st-unknown", "unknown"),
            "attention": (self.tr("Needs attention"), "warn", "warn"),
        }
        self._segments.set_segments(
            [
                Segment(key, text, icon, ink, counts.get(key, 0))
                for key, (text, icon, ink) in words.items()
            ]
        )
        self._fit()

    def choose_segment(self, segment: SegmentKey) -> None:
        """Show a segment as chosen, without telling anyone."""
        self._segments.choose(segment)

    def choose_grouping(self, grouping: Grouping) -> None:
        """Show a grouping as chosen, without telling anyone."""
        self._grouping.setCurrentIndex(GROUPINGS.index(grouping))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give words up where there is no room."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit once the style is known."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit again in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fill_groupings(self) -> None:
        words: dict[Grouping, str] = {
            "node": self.tr("Host"),
            "group": self.tr("Group"),
            "tag": self.tr("Tag"),
            "state": self.tr("State"),
            "none": self.tr("Nothing"),
        }
        for grouping in GROUPINGS:
            self._grouping.addItem(words[grouping], grouping)
        self._grouping.setProperty("bar", True)
        self._grouping.setAccessibleName(self.tr("Group by"))
        self._grouping.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def _lay_out(self) -> None:
        px = self._look.px
        line = QHBoxLayout(self)
        line.setContentsMargins(px(PAGE_MARGIN), 0, px(_GAP), 0)
        line.setSpacing(px(_GAP))
        line.addWidget(self._segments, 1)
        line.addWidget(self._graphs)
        line.addSpacing(px(12))
        for part in (self._by, self._grouping, self._columns, self._export, self._density):
            line.addWidget(part)
        self.setMinimumHeight(px(_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        self._segments.segment_chosen.connect(self.segment_chosen)
        self._grouping.activated.connect(
            lambda number: self.grouping_chosen.emit(GROUPINGS[number])
        )
        self._columns.clicked.connect(self._ask_for_columns)
        self._export.clicked.connect(self.export_requested)
        self._density.clicked.connect(self.density_requested)

    def _ask_for_columns(self) -> None:
        corner = self._columns.mapToGlobal(QPoint(0, self._columns.height()))
        self.columns_requested.emit(corner)

    def _fit(self) -> None:
        """Give up, in this order: the remark on graphs, "Group by", words of buttons."""
        for label in (self._graphs, self._by):
            label.show()
        for button in (self._columns, self._export):
            button.set_short(False)
        steps = (
            self._graphs.hide,
            lambda: self._export.set_short(True),
            lambda: self._columns.set_short(True),
            self._by.hide,
        )
        for give_up in steps:
            if self._needed() <= self.width():
                break
            give_up()

    def _needed(self) -> int:
        parts = (self._graphs, self._by, self._grouping, self._columns, self._export, self._density)
        shown = [part.sizeHint().width() for part in parts if not part.isHidden()]
        gaps = self._look.px(_GAP) * (len(shown) + 1) + self._look.px(12 + PAGE_MARGIN + _GAP)
        return self._segments.sizeHint().width() + sum(shown) + gaps
