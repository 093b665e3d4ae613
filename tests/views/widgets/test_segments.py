import pytest
from PySide6.QtCore import Qt

from virtgui.views.widgets.segments import Segment, SegmentedControl

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

CHOICES = (
    Segment("all", "All", count=25),
    Segment("running", "Running", "st-running", "running", 14),
    Segment("off", "Not running", "st-shutoff", "shutoff", 5),
)


@pytest.fixture
def control(look, qtbot):
    control = SegmentedControl(look, CHOICES, name="Filter")
    qtbot.addWidget(control)
    control.resize(control.sizeHint())
    control.show()
    return control


def press(qtbot, control, key):
    button = next(b for b in control._buttons if b.isChecked())
    qtbot.keyClick(button, key)


def test_first_is_chosen_at_first(control):
    assert control.current() == "all"


def test_click_chooses_and_tells(control, qtbot):
    with qtbot.waitSignal(control.segment_chosen) as heard:
        qtbot.mouseClick(control._buttons[2], Qt.MouseButton.LeftButton)
    assert heard.args == ["off"]
    assert control.current() == "off"


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ([Qt.Key.Key_Right], "running"),
        ([Qt.Key.Key_Right, Qt.Key.Key_Left], "all"),
        ([Qt.Key.Key_End], "off"),
        ([Qt.Key.Key_End, Qt.Key.Key_Right], "off"),
        ([Qt.Key.Key_End, Qt.Key.Key_Home], "all"),
    ],
)
def test_keys_move_the_choice(control, qtbot, keys, value):
    for key in keys:
        press(qtbot, control, key)
    assert control.current() == value


def test_left_goes_on_from_right_to_left(control, qtbot):
    control.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    press(qtbot, control, Qt.Key.Key_Left)
    assert control.current() == "running"


def test_control_is_one_tab_stop(control):
    stops = [b for b in control._buttons if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [b.segment.value for b in stops] == ["all"]


def test_choosing_from_code_tells_nobody(control, qtbot):
    with qtbot.assertNotEmitted(control.segment_chosen):
        control.choose("running")
        control.choose("nonsense")
    assert control.current() == "running"


def test_new_counts_keep_the_choice_and_the_buttons(control):
    control.choose("off")
    before = list(control._buttons)
    control.set_segments([Segment(c.value, c.text, count=9) for c in CHOICES])
    assert control._buttons == before
    assert control.current() == "off"
    assert before[2].accessibleName() == "Not running 9"


def test_other_choices_begin_anew(control):
    control.set_segments([Segment("map", "Map"), Segment("table", "Table")])
    assert control.current() == "map"


def test_becomes_a_menu_without_room(control, qtbot):
    control.resize(control.sizeHint().width() // 2, control.height())
    assert control._menu_button.isVisible()
    assert not control._row.isVisible()
    with qtbot.waitSignal(control.segment_chosen) as heard:
        control._menu_button.menu().actions()[1].trigger()
    assert heard.args == ["running"]
    assert control._menu_button.label == "Running 14"
