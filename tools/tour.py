"""A tour through the program: a picture of every page and dialog, light and dark.

Runs the real program on the demo host (libvirt's test hypervisor) and saves into
docs/screenshots. Needs a screen; `make screenshots` gives it a virtual one. The pictures of far
hosts show states that are posted to the window by hand: see `tour_connections`.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tools.tour_alerts import AlertsTour
from tools.tour_connections import FarTour
from tools.tour_hardware import HardwareTour
from tools.tour_numa import NumaTour
from tools.tour_performance import PerformanceTour
from virtgui.app import Folders, Program, make_application
from virtgui.cli import Arguments
from virtgui.core.messages import Fault
from virtgui.core.ops import domain as ops
from virtgui.core.refs import ObjectRef
from virtgui.core.values.task import TaskState
from virtgui.models import place as places
from virtgui.models.connections_store import DEMO_ID, new_connection

ROOT = Path(__file__).resolve().parent.parent
_FIRST_POLLS = 20
"""Seconds until the curves show something."""


class Tour:
    """Goes from place to place and takes pictures."""

    def __init__(self, program: Program, folder: Path, scheme: str) -> None:
        self.program, self.folder, self.scheme = program, folder, scheme
        self.window = program.window

    def wait(self, seconds: float) -> None:
        """Let the program work."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.01)

    def save(self, name: str, widget: QWidget | None = None) -> None:
        """Take a picture of the window, or of something else."""
        self.wait(0.25)
        target = widget or self.window
        target.grab().save(str(self.folder / f"{name}-{self.scheme}.png"))

    def dialog(
        self,
        name: str,
        act: Callable[[], object],
        prepare: Callable[[QDialog], object] | None = None,
    ) -> None:
        """Do what opens a dialog, prepare it, take its picture, close it."""
        taken: list[str] = []

        def take(tries: int = 20) -> None:
            found = _shown_dialog()
            if found is None and tries:
                QTimer.singleShot(100, lambda: take(tries - 1))
                return
            if found is None:
                raise RuntimeError(f"no dialog for {name}")
            self.wait(0.3)
            if prepare:
                prepare(found)
            self.wait(0.3)
            _with_popup(found).save(str(self.folder / f"{name}-{self.scheme}.png"))
            found.reject()
            taken.append(name)

        QTimer.singleShot(100, take)
        act()
        while not taken:
            self.wait(0.05)

    def ref(self, name: str) -> ObjectRef:
        """A machine of the demo host."""
        return next(d.ref for d in self.program.feed.inventory.domains() if d.name == name)

    def run(self) -> None:
        """The whole tour."""
        self.welcome()
        self.lists()
        self.pages()
        self.tasks()
        self.menus()
        AlertsTour(self).run()
        self.dialogs()
        self.preferences()
        self.bad_connection()
        HardwareTour(self).run()
        NumaTour(self).run()
        PerformanceTour(self).run()
        FarTour(self).run()
        self.silence()

    def run_many(self, count: int) -> None:
        """The pages that many or few machines change."""
        window = self.window
        self.program.connect_demo(count)
        self.wait(10)
        window.go(places.FLEET)
        self.save("fleet")
        self._comfortable()
        for grouping in ("group", "tag", "state", "none"):
            self.program.settings.set("table.group_by", grouping)
            self.save(f"fleet-by-{grouping}")
        self.program.settings.set("table.group_by", "node")
        window.go(places.node_place(DEMO_ID))
        page = window.pages.stack.currentWidget()
        for tab in ("overview", "machines"):
            page.choose_tab(tab)
            self.save(f"host-{tab}")
        every = [domain.ref for domain in self.program.feed.inventory.domains()]
        window.go(places.domain_place(every[0]))
        self.save("machine-first")
        act = window.actions_on_domains.trigger
        self.dialog("dialog-force-off-many", lambda: act("destroy", every))

    def welcome(self) -> None:
        """First start."""
        self.wait(0.6)
        self.save("first-start")
        self.window.go(places.CONNECTIONS)
        self.save("connections-empty")
        self.program.connect_demo()
        self.wait(_FIRST_POLLS)

    def lists(self) -> None:
        """The fleet, with a selection, a search, its completion, an empty result, commands."""
        window = self.window
        window.go(places.FLEET)
        self.save("fleet")
        table = window.findChild(QWidget, "domain_table")
        table.select_refs([self.ref("web-01"), self.ref("web-02"), self.ref("web-03")])
        self.save("fleet-selection")
        window.activateWindow()
        table.setFocus()
        self.save("fleet-selection-focus")
        self._hover(table)
        self._comfortable()
        table.clearSelection()
        window.search.setFocus()
        QTest.keyClicks(window.search, "state:running tag:")
        self.save("search")
        self.save_popup("search-completion")
        window.search.set_query("stat:running cpu>fast")
        self.save("search-problem")
        window.search.set_query("name:nothing*")
        self.save("search-empty")
        window.search.clear()
        window.go(places.ATTENTION)
        self.save("attention")
        window.go(places.FLEET)
        window.palette_popup.open()
        field = window.findChild(QWidget, "command_field")
        QTest.keyClicks(field, "web")
        self.save("commands")
        QTest.keyClick(field, Qt.Key.Key_Escape)

    def _hover(self, table: QWidget) -> None:
        row = table.model().position_of(self.ref("gitlab"))
        QTest.mouseMove(table.viewport(), table.row_box(row).center())
        self.save("fleet-hover")
        QTest.mouseMove(self.window, QPoint(5, 5))

    def _comfortable(self) -> None:
        settings = self.program.settings
        settings.set("look.density", "comfortable")
        self.save("fleet-comfortable")
        settings.set("look.density", "compact")

    def save_popup(self, name: str) -> None:
        """The pop-up under the search field is a window of its own."""
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and widget.windowType() == Qt.WindowType.ToolTip:
                self.save(name, widget)

    def pages(self) -> None:
        """Host and machine."""
        window = self.window
        window.go(places.node_place(DEMO_ID))
        page = window.pages.stack.currentWidget()
        for tab in ("overview", "machines", "events"):
            page.choose_tab(tab)
            self.save(f"host-{tab}")
        page.choose_tab("overview")
        for name, state in (("web-01", "running"), ("ci-runner-02", "shut-off"),
                            ("legacy-erp", "crashed")):  # fmt: skip
            window.go(places.domain_place(self.ref(name)))
            self.save(f"machine-{state}")

    def tasks(self) -> None:
        """Some operations, one of which fails."""
        dispatcher, window = self.program.dispatcher, self.window
        window.go(places.FLEET)
        wishes = [(ops.PauseDomain(ref=self.ref(name)), name) for name in ("web-01", "web-02")]
        dispatcher.submit_all([*wishes, (ops.StartDomain(ref=self.ref("web-03")), "web-03")])
        self.wait(1.0)
        window.task_pane.set_folded(False)
        self.save("tasks")
        for number, name in enumerate(("tasks", "events", "problems")):
            window.task_pane.show_tab(number)
            self.save(f"pane-{name}", window.task_pane)
        window.task_pane.show_tab(0)
        table = window.task_pane.task_table
        tasks = window.task_pane.tasks.tasks()
        for state in (TaskState.FAILED, TaskState.DONE):
            task = next(task for task in tasks if task.state is state)
            self.dialog(f"dialog-task-{state.value}", partial(table.show_details, task))
        for name in ("web-01", "web-02"):
            dispatcher.submit(ops.ResumeDomain(ref=self.ref(name)), name)
        self.wait(0.5)

    def dialogs(self) -> None:
        """Every dialog."""
        window = self.window
        act, nodes = window.actions_on_domains.trigger, window.actions_on_nodes
        web = [self.ref(f"web-0{number}") for number in (1, 2, 3)]
        off = [self.ref("ci-runner-02")]
        every = [domain.ref for domain in self.program.feed.inventory.domains()]
        self.dialog("dialog-force-off", lambda: act("destroy", web[:1]))
        self.dialog("dialog-force-off-many", lambda: act("destroy", every))
        self.dialog("dialog-delete", lambda: act("delete", off))
        self.dialog("dialog-delete-many", lambda: act("delete", web))
        self.dialog("dialog-start", lambda: act("start_options", off))
        self.dialog("dialog-save-file", lambda: act("save_file", web[:1]))
        self.dialog("dialog-dump", lambda: act("core_dump", web[:1]))
        self.dialog("dialog-labels", lambda: act("labels", web[:1]))
        self.dialog("dialog-labels-many", lambda: act("labels", web))
        self.dialog("dialog-restore-file", lambda: nodes.restore(DEMO_ID))
        self.dialog("dialog-add-connection", nodes.add)
        self.dialog("dialog-forget", lambda: nodes.forget(DEMO_ID))
        self.dialog("dialog-about", window.commands.open_about)
        self.dialog("dialog-fault", self._fault)

    def preferences(self) -> None:
        """Each page of the preferences."""
        for number, name in enumerate(("general", "polling", "questions", "table")):

            def show(number: int = number) -> None:
                _shown_dialog().show_page(number)

            QTimer.singleShot(60, show)
            self.dialog(f"dialog-preferences-{name}", self.window.commands.open_preferences)

    def _fault(self) -> None:
        fault = Fault("ValueError: an example of a report", "Traceback …\nValueError: an example")
        self.program.feed.post(fault)
        self.wait(1.5)

    def bad_connection(self) -> None:
        """A host that cannot be reached."""
        window = self.window
        spec = new_connection("qemu+unix:///system?socket=/run/nobody/libvirt-sock", "kvm-02")
        self.program.connections.add(spec, keep=False)
        self.program.dispatcher.connect_node(spec)
        self.wait(1.5)
        window.go(places.node_place(spec.id))
        self.save("host-unreachable")
        self.dialog("dialog-connection-problem", lambda: window.actions_on_nodes.explain(spec.id))
        window.go(places.FLEET)
        self.save("fleet-unreachable")
        for spec in self.program.connections.all():
            if spec.id != DEMO_ID:
                self.program.dispatcher.forget_node(spec.id)
                self.program.connections.remove(spec.id)

    def silence(self) -> None:
        """What stays of a host that was disconnected."""
        window = self.window
        self.program.dispatcher.disconnect_node(DEMO_ID)
        self.wait(1)
        for name, place in (
            ("fleet", places.FLEET),
            ("host", places.node_place(DEMO_ID)),
            ("machine", places.domain_place(self.ref("web-01"))),
        ):
            window.go(place)
            self.save(f"{name}-old-data")
        window.go(places.FLEET)

    def menus(self) -> None:
        """The menu of a machine with a submenu, the choice of columns, the menu "more"."""
        window = self.window
        window.go(places.FLEET)
        table = window.findChild(QWidget, "domain_table")
        table.select_refs([self.ref("web-01")])
        place = table.mapToGlobal(QPoint(300, 200))
        table.menu_requested.emit(place, (self.ref("web-01"),))
        menu = QApplication.activePopupWidget()
        self.save("menu", menu)
        inner = next(entry for entry in menu.actions() if entry.menu())
        menu.setActiveAction(inner)
        inner.menu().popup(place)
        self.save("menu-inner", inner.menu())
        inner.menu().close()
        menu.close()
        columns = table.columns.popup_menu(place)
        self.save("menu-columns", columns)
        columns.close()


def _shown_dialog() -> QDialog | None:
    """The dialog in front, modal or not."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            return widget
    return None


def _with_popup(dialog: QDialog) -> QPixmap:
    """A dialog with the list that is open over it."""
    picture, popup = dialog.grab(), QApplication.activePopupWidget()
    if popup is not None:
        painter = QPainter(picture)
        painter.drawPixmap(dialog.mapFromGlobal(popup.pos()), popup.grab())
        painter.end()
    return picture


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--scheme", choices=("light", "dark"), help="one only")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--points", type=float, default=10, help="size of the font")
    parser.add_argument("--machines", type=int, default=0, help="so many on the demo host")
    parser.add_argument("--far", action="store_true", help="only connections and far hosts")
    parser.add_argument("--hardware", action="store_true", help="only the details editor")
    parser.add_argument("--charts", action="store_true", help="only charts")
    parser.add_argument("--numa", action="store_true", help="only the NUMA page")
    parser.add_argument("--alerts", action="store_true", help="only limits")
    parser.add_argument("--mirrored", action="store_true", help="from right to left")
    return parser.parse_args()


def _both_schemes() -> int:
    """A tour for each scheme in a process of its own, from the first start on."""
    for scheme in ("light", "dark"):
        words = [sys.executable, "-m", "tools.tour", *sys.argv[1:], "--scheme", scheme]
        code = subprocess.run(words, check=False, cwd=ROOT).returncode
        if code:
            return code
    return 0


def _make_application(options: argparse.Namespace) -> QApplication:
    app = make_application(Arguments())
    font = QFont("Inter") if "Inter" in QFontDatabase.families() else app.font()
    font.setPointSizeF(options.points)
    app.setFont(font)
    if options.mirrored:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return app


def main() -> int:
    """Take the pictures; the exit code."""
    options = _options()
    if not options.scheme:
        return _both_schemes()
    options.folder.mkdir(parents=True, exist_ok=True)
    app = _make_application(options)
    with tempfile.TemporaryDirectory() as config:
        folders = Folders.of(config)
        folders.make()
        program = Program(app, Arguments(), folders)
        try:
            width, height = (int(part) for part in options.size.split("x"))
            program.window.resize(width, height)
            program.window.show()
            program.settings.set("look.theme", options.scheme)
            tour = Tour(program, options.folder, options.scheme)
            if options.machines:
                tour.run_many(options.machines)
            elif options.far:
                tour.welcome()
                FarTour(tour).run()
            elif options.charts:
                PerformanceTour(tour).run()
            elif options.alerts:
                tour.program.connect_demo()
                tour.wait(8)
                AlertsTour(tour).run()
            elif options.numa:
                tour.program.connect_demo()
                tour.wait(3)
                NumaTour(tour).run()
            elif options.hardware:
                tour.program.connect_demo()
                tour.wait(3)
                HardwareTour(tour).run()
            else:
                tour.run()
        finally:
            program.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
