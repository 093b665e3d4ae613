"""The label of a connection, with its colour."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from virtgui.core.values.connection import LABEL_COLORS
from virtgui.views.widgets.label_chip import LabelChip
from virtgui.views.widgets.page_header import PageHeader


@pytest.mark.parametrize("color", LABEL_COLORS)
@pytest.mark.parametrize("direction", Qt.LayoutDirection)
def test_a_chip_has_its_colour_and_its_word(qtbot, look, color, direction):
    chip = LabelChip(look, "production", color)
    qtbot.addWidget(chip)
    chip.setLayoutDirection(direction)
    chip.resize(chip.sizeHint())
    picture = chip.grab().toImage()
    found = {picture.pixelColor(x, picture.height() // 2).name() for x in range(picture.width())}
    assert look.color(f"label-{color}").name() in found
    assert chip.accessibleName() == "production"


def test_a_long_word_is_cut_and_whole_in_the_tip(qtbot, look):
    chip = LabelChip(look, "x" * 200, "red")
    qtbot.addWidget(chip)
    assert chip.sizeHint().width() <= look.px(220)
    assert chip.toolTip() == "x" * 200


def test_without_word_and_colour_there_is_none(qtbot, look):
    holder = QWidget()
    qtbot.addWidget(holder)
    chip = LabelChip(look, parent=holder)
    holder.show()
    assert not chip.isVisible()
    chip.set_label("", "blue")
    assert chip.isVisible()
    chip.set_label("", "")
    assert not chip.isVisible()


def test_a_header_shows_the_label_of_the_host(qtbot, look):
    header = PageHeader(look, "node", "kvm-01")
    qtbot.addWidget(header)
    header.resize(800, 64)
    header.show()
    chip = header.findChild(LabelChip)
    assert not chip.isVisible()
    header.set_label("production", "red")
    assert chip.isVisible()
    header.set_label("", "")
    assert not chip.isVisible()


@pytest.mark.parametrize("points", [7, 8, 9, 10, 11, 12, 14, 17])
def test_a_label_with_room_is_never_cut_whatever_the_font(qtbot, look, monkeypatch, points):
    whole = []

    class Noting(QFontMetrics):
        def elidedText(self, text, mode, width, flags=0):  # noqa: N802
            shown = super().elidedText(text, mode, width, flags)
            whole.append(shown == text)
            return shown

    metrics = Noting(_font(look, points))
    monkeypatch.setattr(look, "measure", lambda role="body": metrics)
    monkeypatch.setattr(look, "px", lambda n: round(n * points / 9))
    for text in ("production", "staging", "test", "accounting"):
        chip = LabelChip(look, text, "red")
        qtbot.addWidget(chip)
        chip.resize(chip.sizeHint())
        chip.grab()
    assert whole
    assert all(whole)


def _font(look, points):
    font = look.font("small-medium")
    font.setPointSizeF(points)
    return font
