import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

import virtgui.views

# The offscreen platform says this for each window that is shown.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

VIEWS = Path(virtgui.views.__file__).parent


@pytest.fixture
def page(look, qtbot):
    page = QWidget()
    QVBoxLayout(page)
    qtbot.addWidget(page)
    return page


def shown(page, widget):
    page.layout().addWidget(widget)
    page.resize(300, 100)
    page.show()
    return widget.grab().toImage()


def count(image, color):
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(*at) == color for at in points)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_field_has_a_visible_edge(look, page, scheme):
    look.set_theme(scheme)
    image = shown(page, QLineEdit())
    assert image.pixelColor(image.width() // 2, 0) == look.color("border-strong")


def test_field_with_an_error_has_a_thick_red_edge(look, page):
    edit = QLineEdit()
    edit.setProperty("severity", "error")
    image = shown(page, edit)
    x = image.width() // 2
    assert image.pixelColor(x, 0) == image.pixelColor(x, 1) == look.color("error")


def test_spin_box_has_one_frame_only(look, page):
    image = shown(page, QSpinBox())
    column = [image.pixelColor(image.width() // 3, y) for y in range(image.height())]
    assert column.count(look.color("border-strong")) == 2


def test_primary_button_is_filled_and_default_is_not(look, page):
    primary, default = QPushButton("Apply"), QPushButton("Cancel")
    primary.setProperty("primary", True)
    default.setDefault(True)
    fill = look.color("accent-fill")
    assert count(shown(page, primary), fill) > 500
    assert count(shown(page, default), fill) == 0


def test_destructive_button_is_never_filled(look, page):
    button = QPushButton("Delete virtual machine")
    button.setProperty("destructive", True)
    image = shown(page, button)
    inked = count(image, look.color("error"))
    assert 0 < inked < image.width() * image.height() / 10


@pytest.mark.parametrize("control", [QLineEdit, QComboBox, QSpinBox, QPushButton])
def test_controls_are_28_high(look, page, control):
    widget = control()
    page.layout().addWidget(widget)
    assert widget.sizeHint().height() == look.px(28)


def test_combo_box_has_room_for_its_words(look, page):
    combo = QComboBox()
    combo.addItem("A rather long choice, 4 KiB")
    page.layout().addWidget(combo)
    words = combo.fontMetrics().horizontalAdvance(combo.itemText(0))
    assert combo.sizeHint().width() >= words + look.px(32)


def test_checked_box_is_filled(look, page):
    box = QCheckBox("x")
    box.setChecked(True)
    assert count(shown(page, box), look.color("accent-fill")) > 80


def test_progress_is_as_long_as_its_value(look, page):
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setValue(50)
    image = shown(page, bar)
    y = image.height() // 2
    fill = look.color("accent-fill")
    filled = sum(image.pixelColor(x, y) == fill for x in range(image.width()))
    assert filled == pytest.approx(image.width() / 2, abs=6)


def test_scroll_bar_without_arrows_reaches_both_ends(look, page):
    bar = QScrollBar(Qt.Orientation.Vertical)
    bar.setRange(0, 100)
    page.layout().addWidget(bar)
    bar.resize(14, 200)
    option = QStyleOptionSlider()

    def thumb(value):
        bar.setValue(value)
        bar.initStyleOption(option)
        part = QStyle.SubControl.SC_ScrollBarSlider
        control = QStyle.ComplexControl.CC_ScrollBar
        return bar.style().subControlRect(control, option, part, bar)

    assert thumb(0).top() == 0
    assert thumb(100).bottom() == 199
    assert thumb(50).height() >= look.px(24)


def sources():
    return [path for path in VIEWS.rglob("*.py") if path.name != "tokens.py"]


def test_views_have_no_style_sheets():
    assert [path.name for path in sources() if "setStyle" + "Sheet" in path.read_text()] == []


def test_colours_stand_in_one_file_only():
    hexadecimal = re.compile(r"""["']#[0-9a-fA-F]{3,8}["']""")
    assert [path.name for path in sources() if hexadecimal.search(path.read_text())] == []


@pytest.mark.parametrize("control", [QCheckBox, QPushButton, QLineEdit])
def test_keyboard_focus_shows_a_ring(look, page, qtbot, control):
    widget, other = control(), QLineEdit()
    page.layout().addWidget(other)
    without = count(shown(page, widget), look.color("focus"))
    page.activateWindow()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(widget.hasFocus, timeout=2000)
    page.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    assert count(widget.grab().toImage(), look.color("focus")) > without + 40


def filled_width(look, image):
    """How wide the accent is in the middle line, in pixels."""
    fill, y = look.color("accent-fill").name(), image.height() // 2
    filled = [x for x in range(image.width()) if image.pixelColor(x, y).name() == fill]
    return filled[-1] - filled[0] + 1


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_indicators_grow_with_the_font_and_leave_their_words_alone(enlarge, look, page, kind):
    button = kind("x")
    button.setChecked(True)
    usual = filled_width(look, shown(page, button))
    enlarge(1.5)
    edge = look.px(16)
    width = filled_width(look, shown(page, button))
    assert width >= usual * 1.3
    assert edge - 6 <= width <= edge
    assert button.sizeHint().width() >= edge + look.measure("body").horizontalAdvance("x")


def test_a_click_on_box_or_words_ticks(page, qtbot, look):
    box = QCheckBox("Words beside it")
    shown(page, box)
    middle = box.height() // 2
    for x in (2, look.px(16) - 2, look.px(40)):
        before = box.isChecked()
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(x, middle))
        assert box.isChecked() != before
