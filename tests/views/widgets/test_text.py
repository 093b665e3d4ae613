import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette

from virtgui.views.widgets.chips import ChipRow, chip_width, fitting_chips
from virtgui.views.widgets.keycap import KeyCap
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

LONG = "a-very-long-name-of-a-virtual-machine"


def test_markup_is_shown_as_it_is(look, qtbot):
    label = TextLabel(look, "<b>db-01</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_ink_follows_the_scheme(look, qtbot):
    label = TextLabel(look, "x", ink="muted")
    qtbot.addWidget(label)
    look.set_theme("dark")
    assert label.palette().color(QPalette.ColorRole.WindowText) == look.color("muted")
    label.set_ink("error")
    assert label.palette().color(QPalette.ColorRole.WindowText) == look.color("error")


def test_elided_label_keeps_the_whole_text(look, qtbot):
    label = ElidedLabel(look, LONG, mode=Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert "…" in label.text()
    assert label.text()[0] == "a"
    assert label.toolTip() == label.accessibleName() == label.full_text == LONG


def test_elided_label_with_room_has_no_tool_tip(look, qtbot):
    label = ElidedLabel(look, LONG)
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    label.show()
    assert label.text() == LONG
    assert label.toolTip() == ""


def test_icon_label_says_its_word(look, qtbot):
    icon = IconLabel(look, "warn", role="warn", word="Needs attention")
    qtbot.addWidget(icon)
    assert icon.accessibleName() == "Needs attention"
    assert icon.width() == look.px(16)
    painted = icon.grab().toImage()
    icon.set_icon("st-running", "running")
    assert icon.grab().toImage() != painted


def test_chips_without_room_are_counted(look):
    texts = ["prod", "web", "frankfurt"]
    room = chip_width(look, "prod") + chip_width(look, "+2") + look.px(4)
    assert fitting_chips(look, texts, room) == ("prod", "+2")
    assert fitting_chips(look, texts, 10_000) == tuple(texts)
    assert fitting_chips(look, texts, 1) == ()
    assert fitting_chips(look, [], 100) == ()


def test_chip_row_names_all_tags(look, qtbot):
    row = ChipRow(look, ["prod", "web"])
    qtbot.addWidget(row)
    assert row.toolTip() == row.accessibleName() == "prod, web"
    row.set_chips([])
    assert row.sizeHint().width() == 0


def test_key_cap_says_its_keys(look, qtbot):
    cap = KeyCap(look, "Ctrl K")
    qtbot.addWidget(cap)
    assert cap.accessibleName() == "Ctrl K"
    assert not cap.grab().isNull()
