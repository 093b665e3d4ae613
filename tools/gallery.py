"""Shows every widget and control in every state, for looking at and for screenshots.

python tools/gallery.py                              a window
python tools/gallery.py --png out.png --scheme dark --scale 1.5
python tools/gallery.py --png icons.png --page icons
"""

import argparse
import math
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


NAMES = ("controls", "page", "icons", "dialog", "xml", "diff", "diff-sides", "find")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--png", type=Path, help="save a screenshot and leave")
    parser.add_argument("--scheme", choices=("system", "light", "dark"), default="light")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--page", choices=tuple(NAMES), default="page")
    parser.add_argument("--font", default="Inter")
    parser.add_argument("--points", type=float, default=10)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--rtl", action="store_true")
    return parser.parse_args()


ARGS = arguments()
if ARGS.scale != 1.0:
    os.environ["QT_SCALE_FACTOR"] = str(ARGS.scale)

from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtGui import QAction, QFont, QStandardItem, QStandardItemModel  # noqa: E402
from PySide6.QtWidgets import (  # noqa: E402
    QApplication,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QProgressBar,
    QRadioButton,
    QSpinBox,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from virtgui.documents.schema import Schema, find_schemas  # noqa: E402
from virtgui.resources import icon_names  # noqa: E402
from virtgui.views.look.look import Look  # noqa: E402
from virtgui.views.widgets.banner import Banner, BannerStack  # noqa: E402
from virtgui.views.widgets.busy import BusyRing  # noqa: E402
from virtgui.views.widgets.buttons import (  # noqa: E402
    DestructiveButton,
    FlatButton,
    IconButton,
    LinkButton,
    LookButton,
    MenuButton,
    PrimaryButton,
)
from virtgui.views.widgets.card import Card  # noqa: E402
from virtgui.views.widgets.chips import ChipRow  # noqa: E402
from virtgui.views.widgets.dialog import LookDialog  # noqa: E402
from virtgui.views.widgets.diff_view import DiffLayout, DiffView  # noqa: E402
from virtgui.views.widgets.empty_state import EmptyState, ErrorState  # noqa: E402
from virtgui.views.widgets.fields import (  # noqa: E402
    CodeLine,
    NumberField,
    SearchField,
    TextArea,
    set_severity,
)
from virtgui.views.widgets.form import FormGrid  # noqa: E402
from virtgui.views.widgets.header_view import LookHeaderView  # noqa: E402
from virtgui.views.widgets.key_values import KeyValuePanel  # noqa: E402
from virtgui.views.widgets.keycap import KeyCap  # noqa: E402
from virtgui.views.widgets.legend import Legend  # noqa: E402
from virtgui.views.widgets.page_header import PageHeader  # noqa: E402
from virtgui.views.widgets.row_delegate import ICON_ROLE, INK_ROLE, RowDelegate  # noqa: E402
from virtgui.views.widgets.segments import Segment, SegmentedControl  # noqa: E402
from virtgui.views.widgets.small_chart import SmallChart  # noqa: E402
from virtgui.views.widgets.surface import HairlineFrame, ScrollPage, Surface  # noqa: E402
from virtgui.views.widgets.tabs import TabBar  # noqa: E402
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel  # noqa: E402
from virtgui.views.widgets.toast import Toast  # noqa: E402
from virtgui.views.widgets.xml_editor.editor import XmlEditor  # noqa: E402

FILTERS = (
    Segment("all", "All", count=25),
    Segment("running", "Running", "st-running", "running", 14),
    Segment("off", "Not running", "st-shutoff", "shutoff", 5),
    Segment("unknown", "Unknown", "st-unknown", "unknown", 6),
    Segment("attention", "Needs attention", "warn", "warn", 3),
)


def row(*parts: QWidget, gap: int = 8) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(gap)
    for part in parts:
        line.addWidget(part)
    line.addStretch(1)
    return line


def controls(look: Look) -> QWidget:
    page = ScrollPage(look)
    body = page.body
    menu = QMenu()
    menu.addAction(look.icon("shutdown"), "Shut down")
    off = LookButton(look, "Start", "start")
    off.set_reason("web-01 runs already.")
    primary_off = PrimaryButton(look, "Connect")
    primary_off.set_reason("The check has not passed.")
    checked = LookButton(look, "Checked")
    checked.setCheckable(True)
    checked.setChecked(True)
    body.addLayout(
        row(
            PrimaryButton(look, "Console", "console"),
            MenuButton(look, "Shut down", "shutdown", menu=menu),
            LookButton(look, "Snapshot", "snapshot"),
            DestructiveButton(look, "Delete virtual machine", "delete"),
            FlatButton(look, "Columns", "columns"),
            LinkButton(look, "Retry now"),
            IconButton(look, "more", "More", framed=True, bar=False),
            IconButton(look, "density", "Density"),
            off,
            primary_off,
            checked,
        )
    )
    body.addLayout(row(SegmentedControl(look, FILTERS, name="Filter")))
    combo = QComboBox()
    combo.addItems(["Ordinary, 4 KiB", "Huge, 1 GiB"])
    bar_combo = QComboBox()
    bar_combo.setProperty("bar", True)
    bar_combo.addItems(["Host", "Group"])
    editable = QComboBox()
    editable.setEditable(True)
    editable.addItems(["virtio", "scsi"])
    spin = QSpinBox()
    wrong, odd, dead = QLineEdit("320"), QLineEdit("64"), QLineEdit("off")
    set_severity(wrong, "error")
    set_severity(odd, "warn")
    dead.setEnabled(False)
    body.addLayout(row(SearchField(look, "Search: name, tag:web"), wrong, odd, dead, combo))
    body.addLayout(row(bar_combo, editable, spin, NumberField(look, "GiB"), NumberField(look, "%")))
    boxes: list[QWidget] = []
    for kind in (QCheckBox, QRadioButton):
        for on, enabled in ((False, True), (True, True), (True, False)):
            box = kind("The guest gives memory back")
            box.setAutoExclusive(False)
            box.setChecked(on)
            box.setEnabled(enabled)
            boxes.append(box)
    body.addLayout(row(*boxes[:3]))
    body.addLayout(row(*boxes[3:]))
    progress = QProgressBar()
    progress.setValue(62)
    states = [IconLabel(look, f"st-{state}", role=state) for state in STATES]
    chips = ChipRow(look, ["prod", "web", "frankfurt"])
    body.addLayout(row(progress, *states, BusyRing(look), chips, KeyCap(look, "Ctrl K")))
    area = TextArea(look, mono=True)
    area.setPlainText("<domain type='kvm'>\n  <name>db-01</name>\n" * 6)
    columns = QHBoxLayout()
    columns.addWidget(area)
    columns.addWidget(table(look), 1)
    body.addLayout(columns)
    body.addWidget(CodeLine(look, "sudo usermod -aG libvirt ops"))
    fonts = QHBoxLayout()
    for role in ("display", "title", "section", "body", "body-medium", "small", "mono"):
        fonts.addWidget(TextLabel(look, f"{role} 0123", font=role))
    body.addLayout(fonts)
    return page


STATES = ("running", "paused", "shutoff", "crashed", "suspended", "saved", "unknown", "busy")


def table(look: Look) -> QTreeView:
    model = QStandardItemModel(0, 4)
    model.setHorizontalHeaderLabels(["Name", "State", "Memory", "Virtual machine with long name"])
    align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    model.setHeaderData(2, Qt.Orientation.Horizontal, align, Qt.ItemDataRole.TextAlignmentRole)
    for number in range(12):
        model.appendRow([QStandardItem(f"web-{number:02}"), QStandardItem("Running")])
    view = QTreeView()
    view.setRootIsDecorated(False)
    view.setHeader(LookHeaderView(look))
    view.setModel(model)
    model.setParent(view)
    view.setItemDelegate(RowDelegate(look, parent=view))
    view.setFrameShape(QTreeView.Shape.NoFrame)
    model.setData(model.index(1, 1), "muted", INK_ROLE)
    model.setData(model.index(1, 1), ("st-running", "running"), ICON_ROLE)
    view.setSortingEnabled(True)
    view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    view.setCurrentIndex(model.index(2, 0))
    return view


def charts(look: Look) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(look.px(12))
    wave = [30 + 12 * math.sin(n / 5) + 5 * math.sin(n * 1.9) for n in range(80)]
    gapped = [None if 30 < n < 40 else value for n, value in enumerate(wave)]
    for title, extra, values, top in (
        ("CPU", "of 8 vCPUs", gapped, 100.0),
        ("Disk", "vda, vdb", wave, None),
        ("Network", "vnet4", [value * 0.08 for value in wave], None),
    ):
        card = Card(look, title, extra)
        legend = Legend(look)
        unit = "%" if top else "MB/s"
        legend.set_items([("Used", f"{values[-1]:.0f} {unit}"), ("Wait", f"4 {unit}")])
        card.add_to_head(legend)

        def words(value: float, unit: str = unit) -> str:
            return f"{value:g} {unit}"

        chart = SmallChart(look, words, name=title, maximum=top, span="2 min ago")
        chart.set_series(values, [value / 6 if value else None for value in values])
        card.body.addWidget(chart)
        line.addWidget(card)
    return line


def facts(look: Look) -> Card:
    card = Card(look, "General", "db-01")
    panel = KeyValuePanel(look)
    panel.add_row("uuid", "UUID", "7c5b0e5e-6f0f-4b9c-b9a1-5c2c8a5d4a10", middle=True)
    panel.add_row("system", "System", "Debian 12")
    panel.add_row("firmware", "Firmware", "UEFI, q35")
    panel.add_row("state", "State")
    panel.set_value("state", "Running since 12 d 4 h", icon="st-running", ink="running")
    card.body.addWidget(panel)
    card.body.addStretch(1)
    return card


def form(look: Look) -> FormGrid:
    grid = FormGrid(look)
    grid.add_section("Memory")
    now = NumberField(look, "GiB")
    now.setValue(24)
    first = grid.add_row("Current size", now)
    first.set_changed("Was 32 GiB")
    first.set_mark("now", "Now")
    most = NumberField(look, "GiB")
    most.setValue(320)
    second = grid.add_row("Maximum size", most)
    second.set_changed("Was 64 GiB")
    second.set_mark("next-start", "At next start")
    second.set_message("warn", "kvm-01 has 256 GiB, so it cannot grow to this size here.")
    box = QCheckBox("The guest gives unused memory back")
    box.setChecked(True)
    grid.add_row("Return free memory", box, hint="Free page reporting of the balloon device")
    grid.add_section("Where it comes from")
    pages = QComboBox()
    pages.addItems(["Ordinary, 4 KiB", "Huge, 1 GiB"])
    grid.add_row("Page size", pages, hint="Huge pages of 1 GiB: 32 of 48 are free on kvm-01")
    path = QLineEdit("/var/lib/libvirt/images/none.qcow2")
    grid.add_row("Path", path, stretch=True).set_message("error", "No such file on kvm-01.")
    return grid


def header(look: Look) -> PageHeader:
    head = PageHeader(look, "domain", "db-01")
    head.set_state("st-running", "Running", "running")
    head.set_chips(["prod", "db"])
    head.set_facts(["kvm-01", "8 vCPUs", "32 GiB", "Debian 12", "10.20.1.14", "up 12 d 4 h"])
    head.set_buttons(
        [
            PrimaryButton(look, "Console", "console"),
            MenuButton(look, "Shut down", "shutdown"),
            LookButton(look, "Snapshot", "snapshot"),
            LookButton(look, "Migrate…", "migrate"),
        ]
    )
    head.set_more_actions([QAction("Delete…", head)])
    return head


def banners(look: Look) -> BannerStack:
    stack = BannerStack(look)
    waiting = Banner(
        look, "info", "One earlier change waits for the next start: PCI 0000:41:00.1.", icon="clock"
    )
    waiting.add_link("Show")
    waiting.add_link("Shut down and start…")
    warning = Banner(look, "warn", "gitlab runs on node 0, but 9.1 of its 14.9 GiB are on node 1.")
    warning.add_link("Move its memory…")
    stack.set_banners([waiting, warning, Banner(look, "error", "x"), Banner(look, "ok", "y")])
    return stack


def whole_page(look: Look) -> QWidget:
    page = Surface(look, "base")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(header(look))
    tabs = TabBar(look, name="Views")
    for word in ("Overview", "Console", "Performance", "Hardware", "Snapshots", "XML"):
        tabs.addTab(word)
    tabs.set_mark(3, "clock", "info")
    tabs.set_reason(4, "Snapshots need qcow2 disks; vdb is raw.")
    tabs.setCurrentIndex(3)
    strip = HairlineFrame(look, "base", Qt.Edge.BottomEdge)
    line = QHBoxLayout(strip)
    line.setContentsMargins(look.px(6), 0, 0, 0)
    line.addWidget(tabs)
    line.addStretch(1)
    column.addWidget(strip)
    column.addWidget(banners(look))
    scroll = ScrollPage(look)
    column.addWidget(scroll, 1)
    scroll.body.addLayout(charts(look))
    lower = QHBoxLayout()
    lower.setSpacing(look.px(12))
    lower.addWidget(form(look), 3)
    side = QVBoxLayout()
    side.addWidget(facts(look))
    side.addWidget(SegmentedControl(look, FILTERS))
    side.addWidget(ElidedLabel(look, "A very long sentence that does not fit at all " * 3))
    side.addWidget(
        ErrorState(look, "kvm-03 does not answer", "No reply for 4 min.", "Next try in 20 s.")
    )
    lower.addLayout(side, 2)
    scroll.body.addLayout(lower)
    toast = Toast(look, page)
    toast.show_message("Snapshot deleted", "Undo")
    return page


def icons(look: Look) -> QWidget:
    page = Surface(look, "base")
    grid = QGridLayout(page)
    for number, name in enumerate(sorted(icon_names() - {"app"})):
        line = row(*(IconLabel(look, name, size=size, role="text") for size in (16, 20, 24)), gap=6)
        line.insertWidget(3, TextLabel(look, name, font="small", ink="muted"))
        grid.addLayout(line, number // 6, number % 6)
    return page


def dialog(look: Look) -> QWidget:
    ask = LookDialog(look, "Delete web-03?")
    ask.body.addWidget(TextLabel(look, "Delete web-03?", font="section"))
    ask.body.addWidget(
        TextLabel(look, "Disk web-03.qcow2, 40 GiB, is kept.", ink="muted", wrap=True)
    )
    ask.body.addWidget(QCheckBox("Delete its disks too"))
    ask.body.addWidget(EmptyState(look, "pool", "No storage", "Pools hold disks.", ()))
    ask.add_cancel()
    ask.add_destructive("Delete virtual machine")
    ask.foot_start.addWidget(FlatButton(look, "Copy report", "copy"))
    return ask


MACHINE = """<domain type="kvm">
  <name>db-01</name>
  <!-- 32 GiB &amp; more
       are asked for -->
  <memory unit="GiB">32</memory>
  <os>
    <type arch="x86_64" machine="q35">hvm</type>
  </os>
  <devices>
    <disk type="file" device="disk">
      <driver name="qemu" type="qcow2" cahce="none"/>
      <source file="/srv/db &lt;1&gt;.qcow2"/>
      <target dev="vda" bus="virtuo"/>
    </disk>
    <interface type="network">
      <source network="default"/>
      <model type="virtio"/>
    </interface>
    <rng model="virtio">
      <backend model="random">/dev/urandom</backend>
    </rng>
  </devices>
</domain>
"""


def xml_editor(look: Look) -> XmlEditor:
    editor = XmlEditor(look)
    editor.set_text(MACHINE)
    folder = find_schemas()
    if folder is not None:
        schema = Schema(folder, "domain")
        editor.set_problems(schema.validate(MACHINE))
        editor.set_completion(schema.completion())
    return editor


def xml_page(look: Look) -> QWidget:
    editor = xml_editor(look)
    editor.area.go_to(15, 7)
    editor.fold()
    editor.area.go_to(10, 7)
    return editor


def find_page(look: Look) -> QWidget:
    editor = xml_editor(look)
    editor.show()
    editor.area.find("virt")
    editor.open_replace()
    return editor


def diff_page(look: Look) -> DiffView:
    view = DiffView(look)
    devices = "".join(f"    <controller type='usb' index='{n}'/>\n" for n in range(20))
    old = MACHINE.replace("  </devices>", f"{devices}  </devices>")
    new = old.replace("32</memory>", "24</memory>").replace("virtuo", "virtio")
    new = new.replace("index='15'/>", "index='15'/>\n    <watchdog model='itco' action='reset'/>")
    view.set_texts(old, new.replace('      <model type="virtio"/>\n', ""))
    return view


def sides_page(look: Look) -> QWidget:
    view = diff_page(look)
    view.set_layout(DiffLayout.SIDES)
    return view


PAGES = {
    "controls": controls,
    "page": whole_page,
    "icons": icons,
    "dialog": dialog,
    "xml": xml_page,
    "diff": diff_page,
    "diff-sides": sides_page,
    "find": find_page,
}


def main() -> int:
    app = QApplication(sys.argv[:1])
    if ARGS.rtl:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    font = QFont(ARGS.font)
    font.setPointSizeF(ARGS.points)
    app.setFont(font)
    look = Look(app)
    look.install_style()
    look.set_theme(ARGS.scheme)
    app.setWindowIcon(look.application_icon())
    window = PAGES[ARGS.page](look)
    window.setWindowTitle("Gallery")
    if ARGS.page != "dialog":
        window.resize(*(int(part) for part in ARGS.size.split("x")))
    window.show()
    if ARGS.png is None:
        return app.exec()
    for _ in range(10):
        app.processEvents()
    window.grab().save(str(ARGS.png))
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
