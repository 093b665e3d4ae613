import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetrics, QStandardItemModel
from PySide6.QtWidgets import QTreeView, QWidget

from virtgui.views.widgets.banner import Banner, BannerStack
from virtgui.views.widgets.buttons import LookButton, MenuButton, PrimaryButton
from virtgui.views.widgets.header_view import LookHeaderView, elided_heading
from virtgui.views.widgets.page_header import PageHeader
from virtgui.views.widgets.tabs import TabBar
from virtgui.views.widgets.toast import Toast

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def header(look, qtbot):
    header = PageHeader(look, "domain", "db-01")
    qtbot.addWidget(header)
    header.set_state("st-running", "Running", "running")
    header.set_facts(["kvm-01", "", "32 GiB"])
    header.set_buttons(
        [
            PrimaryButton(look, "Console", "console"),
            MenuButton(look, "Shut down", "shutdown"),
            LookButton(look, "Snapshot", "snapshot"),
            LookButton(look, "Migrate…", "migrate"),
        ]
    )
    header.resize(1200, 64)
    header.show()
    return header


def words(header):
    return [button.text() for button in header._buttons if not button.isHidden()]


def menu_words(header):
    header._fill_menu()
    return [action.text() for action in header._menu.actions() if not action.isSeparator()]


def test_header_shows_all_words_where_there_is_room(header):
    assert words(header) == ["Console", "Shut down", "Snapshot", "Migrate…"]
    assert header._more.isHidden()


def test_empty_facts_are_left_out(header):
    assert header._facts.full_text == "kvm-01  ·  32 GiB"


def test_buttons_lose_their_words_from_the_right(header):
    whole = words(header)
    seen = [whole]
    for width in range(header.width(), 240, -2):
        header.resize(width, 64)
        if header.overflow():
            break
        if words(header) != seen[-1]:
            seen.append(words(header))
    assert seen == [whole[: 4 - lost] + [""] * lost for lost in range(5)]


def test_buttons_without_room_go_into_the_menu(header, qtbot):
    header.resize(300, 64)
    gone = header.overflow()
    assert gone
    assert gone == header._buttons[-len(gone) :]
    assert not header._more.isHidden()
    assert menu_words(header) == [button.label for button in gone]
    with qtbot.waitSignal(gone[-1].clicked):
        header._menu.actions()[-1].trigger()
    header.resize(1200, 64)
    assert header.overflow() == []


def test_more_actions_follow_the_overflow(header):
    header.set_more_actions([QAction("Delete…", header)])
    assert not header._more.isHidden()
    assert menu_words(header) == ["Delete…"]


def test_selection_can_be_cleared(header, qtbot):
    header.set_selection("3 selected")
    assert not header._clear.isHidden()
    with qtbot.waitSignal(header.selection_cleared):
        header._clear.click()
    header.set_selection("")
    assert header._clear.isHidden()


def test_replaced_buttons_go_away(header, look):
    old = header._buttons[0]
    header.set_buttons([LookButton(look, "Start", "start")])
    assert words(header) == ["Start"]
    assert old.isHidden()


@pytest.fixture
def tabs(look, qtbot):
    tabs = TabBar(look, name="Views")
    qtbot.addWidget(tabs)
    for word in ("Overview", "Hardware", "Snapshots"):
        tabs.addTab(word)
    tabs.resize(500, tabs.sizeHint().height())
    tabs.show()
    return tabs


def test_chosen_tab_has_an_accent_line(tabs, look):
    tabs.setCurrentIndex(1)
    image = tabs.grab().toImage()
    under = [tabs.tabRect(i).center().x() for i in range(3)]
    accent = look.color("accent")
    bottom = tabs.tabRect(1).bottom()
    assert [image.pixelColor(x, bottom) == accent for x in under] == [False, True, False]


def test_mark_takes_room(tabs, look):
    before = tabs.tabRect(1).width()
    tabs.set_mark(1, "clock", "info")
    assert tabs.tabRect(1).width() == before + look.px(18)
    tabs.set_mark(1, "")
    assert tabs.tabRect(1).width() == before


def test_disabled_tab_says_why(tabs):
    tabs.set_reason(2, "Snapshots need qcow2 disks; vdb is raw.")
    assert not tabs.isTabEnabled(2)
    assert tabs.tabToolTip(2).startswith("Snapshots need")
    tabs.set_reason(2, "")
    assert tabs.isTabEnabled(2)


def test_heading_is_cut_at_its_end(look):
    measure = QFontMetrics(look.font("small-medium"))
    whole = measure.horizontalAdvance("Memory")
    assert elided_heading(measure, "Memory", whole) == "Memory"
    cut = elided_heading(measure, "Memory", whole - 6)
    assert cut.startswith("M")
    assert cut.endswith("…")
    assert elided_heading(measure, "Memory", -5) == ""


@pytest.fixture
def view(look, qtbot):
    view = QTreeView()
    qtbot.addWidget(view)
    model = QStandardItemModel(2, 2, view)
    model.setHorizontalHeaderLabels(["Name", "Memory"])
    right = Qt.AlignmentFlag.AlignRight
    model.setHeaderData(1, Qt.Orientation.Horizontal, right, Qt.ItemDataRole.TextAlignmentRole)
    view.setHeader(LookHeaderView(look))
    view.setModel(model)
    view.setSortingEnabled(True)
    view.resize(400, 100)
    view.show()
    return view


def darkness(image, rect):
    """Where a section is painted: columns with ink, from the section's left edge."""
    ground = image.pixelColor(rect.left(), 1)
    xs = range(rect.left(), rect.right())
    inked = (
        x for x in xs if any(image.pixelColor(x, y) != ground for y in range(2, rect.height() - 3))
    )
    return sorted(x - rect.left() for x in inked)


def section(header, image, number):
    rect = header.viewport().rect()
    rect.setLeft(header.sectionViewportPosition(number))
    rect.setWidth(header.sectionSize(number))
    return darkness(image, rect)


def test_header_is_low_and_aligns_with_its_numbers(view, look):
    header = view.header()
    view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert header.height() == look.px(26)
    image = header.viewport().grab().toImage()
    name, memory = section(header, image, 0), section(header, image, 1)
    assert name[0] == pytest.approx(look.px(8), abs=2)
    assert header.sectionSize(1) - memory[-1] == pytest.approx(look.px(8), abs=3)


def test_sort_column_has_a_chevron(view):
    header = view.header()
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    without = section(header, header.viewport().grab().toImage(), 0)
    view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    up = header.viewport().grab().toImage()
    view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    down = header.viewport().grab().toImage()
    assert section(header, up, 0)[-1] > without[-1]
    assert up != down


def test_banner_links_tell_their_key(look, qtbot):
    banner = Banner(look, "warn", "gitlab runs on node 0.")
    qtbot.addWidget(banner)
    link = banner.add_link("Show", key=("show", 7))
    with qtbot.waitSignal(banner.link_activated) as heard:
        link.click()
    assert heard.args == [("show", 7)]
    assert banner.accessibleName() == "gitlab runs on node 0."


def test_banner_is_tinted_by_severity(look, qtbot):
    banner = Banner(look, "warn", "x")
    qtbot.addWidget(banner)
    banner.resize(300, 36)
    assert banner.grab().toImage().pixelColor(150, 5) == look.color("warn-tint")
    banner.set_sentence("y", "error")
    assert banner.grab().toImage().pixelColor(150, 5) == look.color("error-tint")


def test_two_banners_show_and_the_rest_is_counted(look, qtbot):
    stack = BannerStack(look)
    qtbot.addWidget(stack)
    assert stack.isHidden()
    banners = [Banner(look, "info", f"{n}") for n in range(5)]
    stack.set_banners(banners)
    assert [banner.isHidden() for banner in banners] == [False, False, True, True, True]
    assert "3" in stack._more.text()
    stack._more.click()
    assert not any(banner.isHidden() for banner in banners)
    stack.set_banners([])
    assert stack.isHidden()


@pytest.fixture
def toast(look, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    yield Toast(look, window)
    window.close()


def test_toast_stands_at_the_bottom_right(toast):
    toast.show_message("Snapshot deleted", "Undo")
    window = toast.parentWidget()
    assert toast.isVisible()
    assert window.width() - toast.geometry().right() < 30
    before = toast.y()
    toast.set_lift(100)
    assert toast.y() == before - 100
    window.resize(900, 700)
    assert toast.geometry().right() > 860


def test_toast_action_tells_its_key_and_leaves(toast, qtbot):
    toast.show_message("Snapshot deleted", "Undo", key="undo")
    with qtbot.waitSignal(toast.action_requested) as heard:
        toast._link.click()
    assert heard.args == ["undo"]
    assert toast.isHidden()


def test_toast_leaves_by_itself(toast, qtbot):
    toast._timer.setInterval(5)
    toast.show_message("Snapshot deleted")
    qtbot.waitUntil(toast.isHidden, timeout=2000)
