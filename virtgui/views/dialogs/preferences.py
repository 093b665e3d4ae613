"""What a person can set about the program; everything applies at once."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QWidget,
)

from virtgui.models.settings_store import Settings
from virtgui.views.dialogs.fitted import CheckGroup, FittedDialog
from virtgui.views.dialogs.preference_fields import (
    Column,
    ColumnsField,
    check_field,
    choice_field,
    number_field,
)
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import LookButton
from virtgui.views.widgets.dialog import WIDE_WIDTH
from virtgui.views.widgets.form import FormGrid
from virtgui.views.widgets.row_delegate import RowDelegate
from virtgui.views.widgets.surface import Hairline, ScrollPage

NOT_SHOWN: Final = frozenset(
    {
        "start.first_run_done", "views.saved", "charts.domain", "charts.node",
        "alerts.rules", "alerts.rules_set", "alerts.silenced",
    }
)  # fmt: skip
"""Settings that the program keeps for itself, or that are set elsewhere."""

_LIST_WIDTH: Final = 200
_HEIGHT: Final = 420
_ROW: Final = 28


class PreferencesDialog(FittedDialog):
    """Pages by a list at the left; Close leaves.

    Args of the constructor: look; settings; the columns that the table of machines can show.

    Signals:
        thresholds_requested: the limits are to be shown.
    """

    thresholds_requested = Signal()

    def __init__(
        self,
        look: Look,
        settings: Settings,
        columns: Sequence[Column],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, self.tr("Preferences"), width=WIDE_WIDTH, parent=parent)
        self.setObjectName("preferences")
        self._settings = settings
        self.list = QListWidget()
        self.list.setObjectName("pages")
        self.stack = QStackedWidget()
        self._lay_out()
        self._add_page(self.tr("General"), self._general())
        self._add_page(self.tr("Polling"), self._polling())
        self._add_page(self.tr("Confirmations"), self._confirmations())
        self._add_page(self.tr("Table"), self._table(columns))
        self.list.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        self.add_cancel(self.tr("Close"))
        self.list.setFocus()

    def show_page(self, place: int) -> None:
        """Shows a page: 0 general, 1 polling, 2 confirmations, 3 table."""
        self.list.setCurrentRow(place)

    def _lay_out(self) -> None:
        look = self._look
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(RowDelegate(look, row_height=_ROW, parent=self.list))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(self.tr("Pages"))
        self.list.setFixedWidth(look.px(_LIST_WIDTH))
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self.list)
        line.addWidget(Hairline(look, Qt.Orientation.Vertical))
        line.addWidget(self.stack, 1)
        self.body.setContentsMargins(0, look.px(8), 0, 0)
        self.body.addLayout(line, 1)
        self.stack.setMinimumHeight(look.px(_HEIGHT))

    def _add_page(self, title: str, form: FormGrid) -> None:
        page = ScrollPage(self._look)
        page.setAccessibleName(title)
        page.body.addWidget(form)
        page.body.addStretch(1)
        self.list.addItem(title)
        self.stack.addWidget(page)

    def _general(self) -> FormGrid:
        form, settings, look = FormGrid(self._look, bar_room=False), self._settings, self._look
        form.add_section(self.tr("Appearance"))
        themes = (
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        )
        form.add_row(self.tr("Theme"), choice_field(settings, "look.theme", themes))
        densities = (
            ("compact", self.tr("Compact")),
            ("comfortable", self.tr("Comfortable, with a second line")),
        )
        form.add_row(self.tr("Rows of tables"), choice_field(settings, "look.density", densities))
        form.add_section(self.tr("Notifications"))
        words = self.tr("Tell when a long task ends while the window is not in front")
        box = check_field(look, settings, "notify.long_tasks", words)
        form.add_row("", CheckGroup(look, (box,)), stretch=True)
        after = number_field(look, settings, "notify.after", self.tr("s"))
        hint = self.tr("A task is long when it takes more than this.")
        form.add_row(self.tr("Long means"), after, hint=hint)
        box.box.toggled.connect(after.setEnabled)
        after.setEnabled(box.box.isChecked())
        words = self.tr("Tell when a limit is passed while the window is not in front")
        limits = check_field(look, settings, "notify.alerts", words)
        form.add_row("", CheckGroup(look, (limits,)), stretch=True)
        thresholds = LookButton(look, self.tr("Thresholds…"), "warn")
        thresholds.setObjectName("thresholds")
        thresholds.clicked.connect(self.thresholds_requested)
        form.add_row(self.tr("Limits"), thresholds)
        form.add_section(self.tr("Tray"))
        words = self.tr("Show an icon in the system's tray")
        hint = self.tr("Closing the window leaves the program there.")
        tray = check_field(look, settings, "tray.enabled", words, hint)
        form.add_row("", CheckGroup(look, (tray,)), stretch=True)
        return form

    def _polling(self) -> FormGrid:
        form, settings, look = FormGrid(self._look, bar_room=False), self._settings, self._look
        form.add_section(self.tr("Looking at hosts"))
        interval = number_field(look, settings, "poll.interval", self.tr("s"), decimals=1)
        hint = self.tr("Between two looks at a host. A slow host is asked less often by itself.")
        form.add_row(self.tr("Interval"), interval, hint=hint)
        what = (
            ("poll.cpu", self.tr("CPU")),
            ("poll.memory", self.tr("Memory")),
            ("poll.disk", self.tr("Disk")),
            ("poll.network", self.tr("Network")),
        )
        rows = [check_field(look, settings, key, words) for key, words in what]
        hint = self.tr("States of machines come by themselves; only loads and graphs need this.")
        form.add_row(self.tr("Loads of"), CheckGroup(look, rows), hint=hint, stretch=True)
        return form

    def _confirmations(self) -> FormGrid:
        form, settings, look = FormGrid(self._look, bar_room=False), self._settings, self._look
        form.add_section(self.tr("Questions"))
        what = (
            ("confirm.shutdown", self.tr("Shut down"), ""),
            ("confirm.reboot", self.tr("Reboot"), ""),
            ("confirm.pause", self.tr("Pause"), ""),
            ("confirm.managed_save", self.tr("Save"), ""),
            ("confirm.reset", self.tr("Reset"), self.tr("It loses what it has not written.")),
            (
                "confirm.destroy",
                self.tr("Force off"),
                self.tr("It loses what it has not written."),
            ),
            (
                "confirm.bulk",
                self.tr("Everything that acts on several machines"),
                self.tr("The question lists them."),
            ),
        )
        rows = [check_field(look, settings, key, words, hint) for key, words, hint in what]
        hint = self.tr("Before something is deleted or discarded it is always asked.")
        form.add_row(self.tr("Ask before"), CheckGroup(look, rows), hint=hint, stretch=True)
        return form

    def _table(self, columns: Sequence[Column]) -> FormGrid:
        form, settings = FormGrid(self._look, bar_room=False), self._settings
        form.add_section(self.tr("Table of machines"))
        groups = (
            ("node", self.tr("Host")),
            ("group", self.tr("Group")),
            ("tag", self.tr("Tag")),
            ("state", self.tr("State")),
            ("none", self.tr("Not grouped")),
        )
        form.add_row(self.tr("Group by"), choice_field(settings, "table.group_by", groups))
        field = ColumnsField(self._look, settings, "table.columns", columns)
        hint = self.tr("Ticked columns are shown, in this order.")
        form.add_row(self.tr("Columns"), field, hint=hint)
        return form
