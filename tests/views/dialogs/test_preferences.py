"""Preferences: every setting of a person is there, and applies at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QListWidget,
    QPushButton,
    QWidget,
)

from virtgui.core.settings import SETTINGS
from virtgui.views.dialogs.preference_fields import field_name
from virtgui.views.dialogs.preferences import NOT_SHOWN, PreferencesDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
COLUMNS = (("name", "Name"), ("state", "State"), ("cpu", "CPU"))
SHOWN = [key for key in SETTINGS if key not in NOT_SHOWN]


@pytest.fixture
def dialog(qtbot, look, settings):
    dialog = PreferencesDialog(look, settings, COLUMNS)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.mark.parametrize("key", SHOWN)
def test_every_setting_has_a_field_that_shows_it(dialog, settings, key):
    field = dialog.findChild(QWidget, field_name(key))
    assert field is not None
    assert field.accessibleName() or key.startswith("table")


def test_what_is_not_shown_exists():
    assert set(SETTINGS) >= NOT_SHOWN


@pytest.mark.parametrize("key", [key for key in SHOWN if isinstance(SETTINGS[key].default, bool)])
def test_a_tick_applies_at_once(dialog, settings, key):
    box = dialog.findChild(QCheckBox, field_name(key))
    assert box.isChecked() == SETTINGS[key].default
    box.click()
    assert settings.get(key) is (not SETTINGS[key].default)


@pytest.mark.parametrize("key", [key for key in SHOWN if SETTINGS[key].choices])
def test_every_choice_is_offered_in_words_and_applies(dialog, settings, key):
    combo = dialog.findChild(QComboBox, field_name(key))
    assert {combo.itemData(row) for row in range(combo.count())} == set(SETTINGS[key].choices)
    for row in range(combo.count()):
        assert combo.itemText(row) != combo.itemData(row)
        combo.setCurrentIndex(row)
        combo.activated.emit(row)
        assert settings.get(key) == combo.itemData(row)


@pytest.mark.parametrize("key", ["poll.interval", "notify.after"])
def test_numbers_have_their_limits_and_apply(dialog, settings, key):
    field = dialog.findChild(QDoubleSpinBox, field_name(key))
    assert (field.minimum(), field.maximum()) == (SETTINGS[key].minimum, SETTINGS[key].maximum)
    field.setValue(7)
    assert settings.get(key) == 7


def test_a_setting_that_is_changed_elsewhere_is_shown(dialog, settings):
    settings.set("look.theme", "dark")
    settings.set("confirm.pause", True)
    settings.set("poll.interval", 5.0)
    assert dialog.findChild(QComboBox, field_name("look.theme")).currentData() == "dark"
    assert dialog.findChild(QCheckBox, field_name("confirm.pause")).isChecked()
    assert dialog.findChild(QDoubleSpinBox, field_name("poll.interval")).value() == 5


def columns(dialog):
    return dialog.findChild(QListWidget, field_name("table.columns"))


def test_columns_are_ticked_and_ordered(qtbot, dialog, settings):
    dialog.show_page(3)
    listed = columns(dialog)
    assert [listed.item(row).text() for row in range(3)] == ["Name", "State", "CPU"]
    listed.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert settings.get("table.columns") == ["name", "cpu"]
    listed.setCurrentRow(2)
    up = dialog.findChild(QPushButton, "move_up")
    for _ in range(2):
        qtbot.mouseClick(up, Qt.MouseButton.LeftButton)
    assert settings.get("table.columns") == ["cpu", "name"]
    assert not up.isEnabled()


def test_kept_columns_come_first_and_unknown_ones_are_left_out(qtbot, look, settings):
    settings.set("table.columns", ["cpu", "gone", "name"])
    dialog = PreferencesDialog(look, settings, COLUMNS)
    qtbot.addWidget(dialog)
    listed = columns(dialog)
    assert [listed.item(row).text() for row in range(listed.count())] == ["CPU", "Name", "State"]
    assert settings.get("table.columns") == ["cpu", "gone", "name"]


def test_the_last_column_stays_kept(dialog, settings):
    listed = columns(dialog)
    for row in range(3):
        listed.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert settings.get("table.columns") == ["cpu"]


def test_pages_by_keyboard(qtbot, dialog):
    for place in range(1, dialog.list.count()):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
        assert dialog.stack.currentIndex() == place
