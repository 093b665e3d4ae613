"""Widgets that must show all they have: wrapped texts, tall dialogs, low headers, old charts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea

from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.widgets.buttons import LookButton
from virtgui.views.widgets.chips import fitting_chips
from virtgui.views.widgets.empty_state import EmptyState
from virtgui.views.widgets.form import BAR_ROOM, FormGrid
from virtgui.views.widgets.page_header import PageHeader
from virtgui.views.widgets.small_chart import SmallChart
from virtgui.views.widgets.text import TextLabel

LONG = "No virtual machine matches the search, which goes on and on over several lines. " * 3


@pytest.mark.parametrize("width", [320, 700, 1400])
def test_the_sentence_of_an_empty_state_is_never_clipped(look, qtbot, width):
    state = EmptyState(look, "search", "Nothing matches", LONG)
    qtbot.addWidget(state)
    state.resize(width, 500)
    state.show()
    QApplication.processEvents()
    label = next(label for label in state.findChildren(TextLabel) if label.text() == LONG)
    assert label.height() >= label.heightForWidth(label.width())
    assert label.width() <= look.px(420)


def test_a_tall_dialog_scrolls_and_keeps_its_buttons(look, qtbot):
    dialog = FittedDialog(look, "Tall")
    for number in range(200):
        dialog.add_text(f"Line {number}")
    button = dialog.add_primary("Apply")
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    assert dialog.height() <= dialog.screen().availableSize().height()
    assert dialog.rect().contains(button.mapTo(dialog, button.rect().bottomRight()))
    assert dialog.findChild(QScrollArea).verticalScrollBar().maximum() > 0


def test_a_dialog_grows_with_its_texts_instead_of_scrolling(look, qtbot):
    dialog = FittedDialog(look, "Growing")
    label = dialog.add_text("Short")
    dialog.add_cancel()
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    before = dialog.height()
    label.setText(LONG)
    qtbot.waitUntil(lambda: dialog.height() > before)
    QApplication.processEvents()
    assert dialog.findChild(QScrollArea).verticalScrollBar().maximum() == 0


def test_rows_of_dialogs_have_no_room_for_bars(look, qtbot):
    for has_room, left in ((True, look.px(BAR_ROOM)), (False, 0)):
        grid = FormGrid(look, bar_room=has_room)
        qtbot.addWidget(grid)
        row = grid.add_row("Name", QLineEdit())
        grid.resize(500, 80)
        grid.show()
        QApplication.processEvents()
        assert row.findChild(TextLabel).x() == left


def test_a_compact_header_is_low_and_shows_facts_and_buttons(look, qtbot):
    header = PageHeader(look, "domain", "Virtual machines")
    button = LookButton(look, "Start", "start")
    header.set_buttons([button])
    header.set_facts(["17 machines"])
    header.set_compact(is_compact=True)
    qtbot.addWidget(header)
    header.resize(900, header.sizeHint().height())
    header.show()
    QApplication.processEvents()
    assert header.height() == look.px(44)
    assert not header._title.isVisible()
    assert header._facts.isVisible()
    gap = header._facts.geometry().center().y() - button.geometry().center().y()
    assert abs(gap) <= 2


def test_buttons_give_way_before_tags_and_tags_before_the_name(look, qtbot):
    header = PageHeader(look, "domain", "a-machine-with-a-name")
    buttons = [LookButton(look, f"A verb {n}", "start") for n in range(4)]
    tags = [f"tag-number-{number}" for number in range(3)]
    header.set_buttons(buttons)
    header.set_chips(tags)
    qtbot.addWidget(header)
    header.show()
    narrow_until(header, look, lambda: not buttons[-1].text())
    assert shown_of(header, look, tags) == ("a-machine-with-a-name", tuple(tags))
    narrow_until(header, look, lambda: shown_of(header, look, tags)[1] != tuple(tags))
    assert header._title.text() == "a-machine-with-a-name"
    assert not buttons[-1].text()
    narrow_until(header, look, lambda: header._title.text() != "a-machine-with-a-name")
    assert shown_of(header, look, tags)[1] == ("+3",)


def narrow_until(header, look, is_so):
    """Make a header narrower, from where all has room, until something is so."""
    for width in range(look.px(1600), look.px(240), -2):
        header.resize(width, look.px(64))
        QApplication.processEvents()
        if is_so():
            return
    pytest.fail("it never became so")


def shown_of(header, look, tags):
    """The name and the tags as they are to be read."""
    return header._title.text(), fitting_chips(look, tags, header._chips.width())


def most_colourful(image):
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return max(image.pixelColor(*point).hsvSaturation() for point in points)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_old_chart_is_grey_and_ends_before_the_edge(look, qtbot, theme):
    look.set_theme(theme)
    chart = SmallChart(look, str, maximum=10)
    qtbot.addWidget(chart)
    chart.resize(300, 96)
    chart.set_series([5.0] * 20)
    assert most_colourful(chart.grab().toImage()) > 100
    end = chart.data_end(chart._plot())
    chart.set_old(is_old=True)
    assert most_colourful(chart.grab().toImage()) < 60
    assert chart.data_end(chart._plot()) < end


def test_selectable_text_stands_where_reading_begins(look, qtbot):
    label = TextLabel(look, "10.0.0.1", selectable=True)
    qtbot.addWidget(label)
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft
    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert label.alignment() & Qt.AlignmentFlag.AlignRight
