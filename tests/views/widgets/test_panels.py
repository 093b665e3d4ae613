import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeView, QWidget

from virtgui.views.widgets.busy import BusyRing
from virtgui.views.widgets.card import Card
from virtgui.views.widgets.dialog import LookDialog
from virtgui.views.widgets.empty_state import EmptyState, ErrorState
from virtgui.views.widgets.fields import CodeLine, NumberField, SearchField, TextArea
from virtgui.views.widgets.flow_layout import FlowLayout
from virtgui.views.widgets.form import FormGrid
from virtgui.views.widgets.key_values import KeyValuePanel
from virtgui.views.widgets.legend import Legend
from virtgui.views.widgets.row_delegate import ICON_ROLE, INK_ROLE, RowDelegate
from virtgui.views.widgets.small_chart import SmallChart, round_ceiling, runs
from virtgui.views.widgets.surface import Hairline, HairlineFrame, ScrollPage, Surface
from virtgui.views.widgets.text import TextLabel

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.mark.parametrize("role", ["window", "base", "sunken", "raised"])
def test_surface_follows_the_scheme(look, qtbot, qapp, role):
    surface = Surface(look, role)
    qtbot.addWidget(surface)
    surface.resize(10, 10)
    qapp.processEvents()
    assert surface.grab().toImage().pixelColor(5, 5) == look.color(role)
    look.set_theme("dark")
    qapp.processEvents()
    assert surface.grab().toImage().pixelColor(5, 5) == look.color(role)


def test_hairlines_lie_on_their_edges(look, qtbot):
    frame = HairlineFrame(look, "base", Qt.Edge.TopEdge)
    line = Hairline(look)
    for widget in (frame, line):
        qtbot.addWidget(widget)
    frame.resize(10, 10)
    image = frame.grab().toImage()
    assert image.pixelColor(5, 0) == look.color("border")
    assert image.pixelColor(5, 1) == look.color("base")
    line.resize(10, 1)
    assert line.grab().toImage().pixelColor(5, 0) == look.color("border")


def test_scroll_page_holds_what_is_put_into_it(look, qtbot):
    page = ScrollPage(look)
    qtbot.addWidget(page)
    label = QLabel("x")
    page.body.addWidget(label)
    assert page.isAncestorOf(label)


def test_card_names_itself(look, qtbot):
    card = Card(look, "CPU", "of 8 vCPUs")
    qtbot.addWidget(card)
    assert card.accessibleName() == "CPU"
    card.set_title("Memory")
    assert card.accessibleName() == "Memory"


@pytest.fixture
def panel(look, qtbot):
    panel = KeyValuePanel(look)
    qtbot.addWidget(panel)
    panel.add_row("uuid", "UUID", "7c5b0e5e")
    panel.add_row("system", "System")
    panel.resize(400, 60)
    panel.show()
    return panel


def test_values_change_in_place(panel):
    before = panel.findChildren(QWidget)
    panel.set_value("system", "Debian 12", icon="st-running", ink="running")
    assert panel.value("system") == "Debian 12"
    assert panel.findChildren(QWidget) == before
    with pytest.raises(KeyError):
        panel.set_value("nothing", "x")


def test_value_is_copied_whole(panel):
    panel._values["uuid"]._copy.click()
    assert QGuiApplication.clipboard().text() == "7c5b0e5e"


def test_rows_can_be_hidden(panel):
    panel.set_row_visible("system", False)
    assert panel._values["system"].isHidden()
    assert panel._keys["system"].isHidden()


def test_empty_state_shows_its_buttons(look, qtbot):
    button = TextLabel(look, "stands for a button")
    state = EmptyState(look, "pool", "No storage", "Pools hold disks.", [button])
    qtbot.addWidget(state)
    assert state.accessibleName() == "No storage"
    assert state.isAncestorOf(button)


def test_error_state_asks_to_retry_and_to_copy(look, qtbot):
    state = ErrorState(look, "kvm-03 does not answer", "No reply.", "Next try in 20 s.")
    qtbot.addWidget(state)
    retry, details = state._foot.itemAt(0).widget(), state._foot.itemAt(1).widget()
    with qtbot.waitSignal(state.retry_requested):
        retry.click()
    with qtbot.waitSignal(state.copy_requested):
        details.click()
    state.set_error("Other", "Why")
    assert state._next.isHidden()


def test_busy_ring_turns_only_while_visible(look, qtbot):
    ring = BusyRing(look)
    qtbot.addWidget(ring)
    assert not look.busy.is_running
    ring.show()
    assert look.busy.is_running
    ring.hide()
    assert not look.busy.is_running
    assert ring.accessibleName()


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (3, 5), (1, 1), (12, 20), (21, 25), (51, 100), (0.03, 0.05)]
)
def test_axis_ends_at_a_round_number(value, top):
    assert round_ceiling(value) == pytest.approx(top)


def test_gaps_break_the_line():
    assert runs([None, 1.0, 2.0, None, 3.0]) == [(1, [1.0, 2.0]), (4, [3.0])]
    assert runs([None]) == []


def test_chart_describes_itself(look, qtbot):
    chart = SmallChart(look, lambda value: f"{value:g} %", name="CPU", maximum=100)
    qtbot.addWidget(chart)
    chart.set_series([10.0, None, 40.0, 20.0])
    said = chart.accessibleDescription()
    assert "20 %" in said
    assert "10 %" in said
    assert "40 %" in said
    chart.set_series([None, None])
    assert "20 %" not in chart.accessibleDescription()


def test_chart_paints_its_line_from_zero(look, qtbot):
    chart = SmallChart(look, lambda value: f"{value:g} %", name="CPU", maximum=100)
    qtbot.addWidget(chart)
    chart.resize(300, 100)
    empty = chart.grab().toImage()
    chart.set_series([50.0] * 20)
    image = chart.grab().toImage()
    plot = chart._plot()
    x = int(plot.center().x())
    assert image.pixelColor(x, int(plot.center().y())) != empty.pixelColor(x, 80)
    shaded = image.pixelColor(x, int(plot.bottom()) - 10)
    assert shaded != empty.pixelColor(x, int(plot.bottom()) - 10)
    assert image.pixelColor(x, int(plot.top()) + 10) == empty.pixelColor(x, int(plot.top()) + 10)


def test_chart_without_maximum_follows_its_data(look, qtbot):
    chart = SmallChart(look, str)
    qtbot.addWidget(chart)
    chart.set_series([3.0, 42.0])
    assert chart.top() == 50


def test_legend_is_as_wide_as_its_words(look, qtbot):
    legend = Legend(look)
    qtbot.addWidget(legend)
    legend.set_items([("Used", "85 %")])
    one = legend.sizeHint().width()
    legend.set_items([("Used", "85 %"), ("Waiting", "4 %")])
    assert legend.sizeHint().width() > one
    assert legend.accessibleName() == "Used 85 %, Waiting 4 %"


def test_number_field_takes_large_numbers_and_shows_no_zeros(look, qtbot):
    field = NumberField(look, "KiB")
    qtbot.addWidget(field)
    field.setValue(2**40)
    assert field.value() == 2**40
    rate = NumberField(look, "GiB", decimals=2)
    qtbot.addWidget(rate)
    rate.setValue(1.5)
    assert rate.text() == rate.locale().toString(1.5, "f", 1)


def test_search_field_clears(look, qtbot):
    field = SearchField(look, "Search")
    qtbot.addWidget(field)
    field.setText("web")
    assert field._clear.isVisible()
    field._clear.trigger()
    assert field.text() == ""
    assert not field._clear.isVisible()


def test_code_line_copies(look, qtbot):
    code = CodeLine(look, "virsh list")
    qtbot.addWidget(code)
    with qtbot.waitSignal(code.copied):
        code._copy.click()
    assert QGuiApplication.clipboard().text() == "virsh list"


def test_text_area_is_mono_when_asked(look, qtbot):
    area = TextArea(look, mono=True)
    qtbot.addWidget(area)
    assert area.font().family() == look.font("mono").family()


@pytest.fixture
def row(look, qtbot):
    grid = FormGrid(look)
    qtbot.addWidget(grid)
    grid.add_section("Memory")
    yield grid.add_row("Maximum size", QLineEdit(), hint="Of the host")
    grid.close()


def test_field_is_named_by_its_label(row):
    assert row.field.accessibleName() == row.label == "Maximum size"


def test_message_outlines_the_field(row):
    row.set_message("error", "kvm-01 has 256 GiB.")
    assert row.field.property("severity") == "error"
    assert not row._message[1].isHidden()
    assert row.field.accessibleDescription() == "kvm-01 has 256 GiB."
    row.set_message("", "")
    assert row.field.property("severity") == ""
    assert row._message[1].isHidden()


def test_changed_field_can_be_reverted(row, qtbot):
    assert row._was is None
    row.set_changed("Was 32 GiB")
    assert row._was[0].text() == "Was 32 GiB"
    with qtbot.waitSignal(row.revert_requested):
        row._was[1].click()
    row.set_changed("")
    assert row._was[1].isHidden()


def test_changed_field_has_a_bar(row, look):
    row.resize(400, 60)
    bare = row.grab().toImage().pixelColor(1, 30)
    row.set_changed("Was 32 GiB")
    assert row.grab().toImage().pixelColor(1, 30) == look.color("accent") != bare


def test_mark_is_icon_and_word(row):
    row.set_mark("next-start", "At next start")
    assert row._mark[1].text() == "At next start"
    assert row._mark[1].ink == "info"
    row.set_mark("", "")
    assert row._mark[1].isHidden()


@pytest.fixture
def dialog(look, qtbot):
    dialog = LookDialog(look, "Delete web-03?")
    qtbot.addWidget(dialog)
    return dialog


def test_cancel_is_default_when_something_is_destroyed(dialog):
    verb = dialog.add_destructive("Delete virtual machine")
    cancel = dialog.add_cancel()
    assert cancel.isDefault()
    assert not verb.isDefault()
    assert verb.objectName() == "destructive"
    assert cancel.objectName() == "cancel"


def test_primary_is_default_otherwise(dialog, qtbot):
    dialog.add_cancel()
    verb = dialog.add_primary("Apply")
    assert verb.isDefault()
    assert dialog.primary is verb
    with qtbot.waitSignal(dialog.accepted):
        verb.click()


def test_escape_and_cancel_reject(dialog, qtbot):
    cancel = dialog.add_cancel()
    dialog.show()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.show()
    with qtbot.waitSignal(dialog.rejected):
        cancel.click()


def test_flow_layout_wraps(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, gap=10)
    for _ in range(3):
        item = QWidget()
        item.setFixedSize(QSize(50, 20))
        flow.addWidget(item)
    assert flow.heightForWidth(170) == 20
    assert flow.heightForWidth(110) == 50
    assert flow.heightForWidth(60) == 80
    holder.resize(110, 100)
    flow.activate()
    assert flow.itemAt(2).widget().y() == 30
    assert flow.takeAt(5) is None


def test_rows_show_ink_icon_and_selection(look, qtbot):
    view = QTreeView()
    qtbot.addWidget(view)
    model = QStandardItemModel(0, 1, view)
    model.appendRow(QStandardItem("web-01"))
    model.setData(model.index(0, 0), "error", INK_ROLE)
    model.setData(model.index(0, 0), ("st-running", "running"), ICON_ROLE)
    view.setModel(model)
    view.setItemDelegate(RowDelegate(look, parent=view))
    view.resize(200, 100)
    view.show()
    image = view.viewport().grab().toImage()
    colors = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(look.px(22))
    }
    assert look.color("running").name() in colors
    assert look.color("error").name() in colors
    assert view.visualRect(model.index(0, 0)).height() == look.px(22)
    view.setCurrentIndex(model.index(0, 0))
    chosen = view.viewport().grab().toImage().pixelColor(150, 10)
    assert chosen in (look.color("selection"), look.color("selection-off"))
