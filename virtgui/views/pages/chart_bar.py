"""The tool bar above charts: which time, and what to do with them."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from virtgui.models.charts.chart_window import ChartWindow
from virtgui.models.charts.time_axis import span_text
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import PAGE_MARGIN
from virtgui.views.widgets.buttons import FlatButton, IconButton, LookButton
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.text import ElidedLabel, TextLabel

_GAP: Final = 8


class ChartBar(QWidget):
    """Ranges, steps, pause; table, export, and what a page adds.

    Args of the constructor: `fill_add` fills the menu "Add graph"; without it there is no such
    button.

    Signals:
        table_wanted: charts as a table, or as charts; carries a bool.
        csv_wanted: what is shown is to be written to a file.
        copy_wanted: the text form is wanted.
    """

    table_wanted = Signal(object)
    csv_wanted = Signal()
    copy_wanted = Signal()

    def __init__(
        self,
        look: Look,
        window: ChartWindow,
        fill_add: Callable[[QMenu], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._window, self._fill_add = look, window, fill_add
        self.ranges = SegmentedControl(look, self._segments(), name=self.tr("Time shown"))
        self.back = IconButton(look, "back", self.tr("Earlier"))
        self.forward = IconButton(look, "forward", self.tr("Later"))
        self.span = TextLabel(look, font="body-medium")
        self.pause = FlatButton(look, self.tr("Pause"), "pause")
        self.note = ElidedLabel(look, ink="muted")
        self.add = FlatButton(look, self.tr("Add graph"), "add")
        self.table = FlatButton(look, self.tr("Show as table"), "columns")
        self.export = FlatButton(look, self.tr("Export"), "export")
        self.table.setCheckable(True)
        self.pause.setCheckable(True)
        self._name_parts()
        self._lay_out()
        self._connect()
        self.refresh()

    def _segments(self) -> tuple[Segment, ...]:
        return (
            Segment("live", self.tr("Live"), tip=self.tr("The last two minutes")),
            Segment("10min", self.tr("10 min")),
            Segment("2h", self.tr("2 h")),
            Segment("7d", self.tr("7 days")),
            Segment("1y", self.tr("1 year")),
        )

    def _name_parts(self) -> None:
        for name in ("back", "forward", "pause", "add", "table", "export"):
            getattr(self, name).setObjectName(f"charts_{name}")

    def _lay_out(self) -> None:
        px = self._look.px
        line = QHBoxLayout(self)
        line.setContentsMargins(px(PAGE_MARGIN), px(10), px(PAGE_MARGIN), px(4))
        line.setSpacing(px(_GAP))
        line.addWidget(self.ranges)
        line.addWidget(self.back)
        line.addWidget(self.span)
        line.addWidget(self.forward)
        line.addWidget(self.pause)
        line.addWidget(self.note, 1)
        for button in self._buttons:
            line.addWidget(button)
        self.add.setVisible(self._fill_add is not None)

    @property
    def _buttons(self) -> tuple[LookButton, ...]:
        return (self.add, self.table, self.export)

    def _connect(self) -> None:
        window = self._window
        self.ranges.segment_chosen.connect(window.choose)
        self.back.clicked.connect(lambda: window.step(-1))
        self.forward.clicked.connect(lambda: window.step(1))
        self.pause.clicked.connect(self._on_pause)
        self.table.clicked.connect(self._on_table)
        self.add.clicked.connect(self._popup_add)
        self.export.clicked.connect(self._popup_export)
        window.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Say what time is shown now."""
        window = self._window
        span = window.span()
        self.span.setText(span_text(span.begin, span.end))
        self.ranges.choose(window.range)
        self.forward.setEnabled(not window.is_following)
        self.pause.setChecked(window.is_paused)
        self.pause.set_label(self.tr("Go on") if window.is_paused else self.tr("Pause"))
        self.pause.set_icon_name("resume" if window.is_paused else "pause")

    def set_note(self, text: str) -> None:
        """Say something quietly: the pace, or that a file was written."""
        self.note.set_full_text(text)

    def show_table(self, *, is_table: bool) -> None:
        """Say whether charts or a table are shown."""
        self.table.setChecked(is_table)
        self.table.set_label(self.tr("Show as charts") if is_table else self.tr("Show as table"))
        self.table.set_icon_name("chart" if is_table else "columns")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Without words, and with the ranges in a menu."""
        return QSize(self._look.px(320), super().minimumSizeHint().height())

    def _fit(self) -> None:
        buttons = (*self._buttons, self.pause)
        for button in buttons:
            button.set_short(False)
        self.span.show()
        room = self.width() - 2 * self._look.px(PAGE_MARGIN)
        for button in reversed(buttons):
            if self._needed() <= room:
                return
            button.set_short(True)
        least = self.ranges.sizeHint().width() - self.ranges.minimumSizeHint().width()
        self.span.setVisible(self._needed() - least <= room)

    def _needed(self) -> int:
        parts = (self.ranges, self.back, self.span, self.forward, self.pause, *self._buttons)
        shown = [part for part in parts if not part.isHidden()]
        gaps = self._look.px(_GAP) * len(shown)
        return sum(part.sizeHint().width() for part in shown) + gaps + self._look.px(24)

    def _on_pause(self) -> None:
        self._window.pause(is_paused=not self._window.is_paused)

    def _on_table(self) -> None:
        self.table_wanted.emit(self.table.isChecked())

    def _popup_add(self) -> None:
        if self._fill_add is None:
            return
        menu = QMenu(self)
        self._fill_add(menu)
        self._popup(menu, self.add)

    def _popup_export(self) -> None:
        menu = QMenu(self)
        self.fill_export(menu)
        self._popup(menu, self.export)

    def fill_export(self, menu: QMenu) -> None:
        """Put the ways to take the figures away into a menu."""
        csv = menu.addAction(self._look.icon("save"), self.tr("Save as CSV…"))
        csv.setObjectName("csv")
        csv.triggered.connect(self.csv_wanted.emit)
        copy = menu.addAction(self._look.icon("copy"), self.tr("Copy as text"))
        copy.setObjectName("copy")
        copy.triggered.connect(self.copy_wanted.emit)

    @staticmethod
    def _popup(menu: QMenu, button: LookButton) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
