"""Pictures of limits that are passed, and of the dialogs that set them.

The alerts are posted by hand: the demo host's figures pass no limit at a time that is known.
"""

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from virtgui.core.messages import AlertChanged
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import POOL, ObjectRef
from virtgui.core.values.alert import Alert, Rule
from virtgui.models import place as places
from virtgui.models.connections_store import DEMO_ID
from virtgui.models.rules_store import USUAL

if TYPE_CHECKING:
    from tools.tour import Tour

_OTHERS = (
    Rule("tour-wait", "cpu.wait", 0.2, seconds=300.0),
    Rule("tour-write", "disk.write", 50e6, seconds=60.0),
)


class AlertsTour:
    """Raises some alerts and looks at them everywhere."""

    def __init__(self, tour: "Tour") -> None:
        self.tour = tour
        self.window = tour.window

    def run(self) -> None:
        """All pictures of limits."""
        alerts = self._alerts()
        self._post(alerts)
        tour, window = self.tour, self.window
        window.go(places.FLEET)
        tree = window.navigator.view
        host = tree.model().index_of(places.node_place(DEMO_ID))
        tree.expand(host)
        tour.save("alerts-fleet")
        tree.collapse(host)
        window.task_pane.set_folded(False)
        window.task_pane.show_tab(2)
        tour.save("alerts-problems")
        self._silenced(alerts)
        window.go(places.ATTENTION)
        tour.save("alerts-attention")
        tour.program.settings.set("look.density", "comfortable")
        window.go(places.FLEET)
        tour.save("alerts-comfortable")
        tour.program.settings.set("look.density", "compact")
        self._dialogs()
        self._post([replace(alert, is_over=True) for alert in alerts])
        window.task_pane.set_folded(True)

    def _alerts(self) -> list[Alert]:
        now, usual = time.time(), {rule.metric: rule for rule in USUAL}
        ref = self.tour.ref
        pool = ObjectRef(DEMO_ID, POOL, "default")
        rows = (
            (usual["cpu.used"], ref("web-01"), SeriesKey("cpu.used"), 0.97, 400),
            (usual["memory.usable_share"], ref("gitlab"), SeriesKey("memory.usable_share"),
             0.031, 900),
            (usual["disk.errors"], ref("gitlab"), SeriesKey("disk.errors", "vda"), 0.5, 60),
            (_OTHERS[0], ref("web-02"), SeriesKey("cpu.wait"), 0.34, 380),
            (_OTHERS[1], ref("web-03"), SeriesKey("disk.write"), 84e6, 95),
            (usual["pool.used_share"], pool, SeriesKey("pool.used_share"), 0.91, 5000),
        )  # fmt: skip
        return [Alert(rule, of, key, value, now - age) for rule, of, key, value, age in rows]

    def _post(self, alerts: list[Alert]) -> None:
        for alert in alerts:
            self.tour.program.feed.post(AlertChanged(alert))
        self.tour.wait(0.4)

    def _silenced(self, alerts: list[Alert]) -> None:
        """Two that were seen, with the menu of a row."""
        book, pane = self.tour.program.alerts, self.window.task_pane
        book.acknowledge(alerts[:1])
        book.snooze(alerts[1:2], 3600)
        pane.problems.show_silenced(shown=True)
        table = pane.problem_table
        table.scrollToBottom()
        self.tour.save("alerts-silenced", pane)
        row = next(n for n, one in enumerate(pane.problems.problems()) if one.alert)
        menu = table.menu_for(pane.problems.index(row))
        menu.popup(table.mapToGlobal(table.rect().center()))
        self.tour.save("menu-alert", menu)
        menu.close()
        pane.problems.show_silenced(shown=False)
        book.show_again(alerts[:2])

    def _dialogs(self) -> None:
        tour, actions = self.tour, self.window.thresholds
        tour.dialog("dialog-thresholds", actions.open)
        tour.dialog("dialog-thresholds-machine", lambda: actions.open_for(tour.ref("web-01")))
        tour.dialog("dialog-threshold", lambda: actions.edit("usual-cpu"))
        tour.dialog("dialog-threshold-tag", lambda: actions.edit("usual-cpu"), _choose_tag)
        tour.dialog("dialog-threshold-wrong", lambda: actions.edit("usual-cpu"), _mistake)


def _choose_tag(dialog: QDialog) -> None:
    where = dialog.findChild(QWidget, "where")
    where.setCurrentIndex(1)
    line = dialog.findChild(QLineEdit, "tag")
    line.setText("production")


def _mistake(dialog: QDialog) -> None:
    line = dialog.findChild(QLineEdit, "limit")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "much")
    QTest.keyClick(line, Qt.Key.Key_Tab)
