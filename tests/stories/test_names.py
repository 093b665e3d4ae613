"""Names as only a joker gives them: plain text everywhere."""

import re
from xml.sax.saxutils import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from tests.qt_fixtures import wait_for
from tests.stories.conftest import MACHINE, RUNNING
from virtgui.models.columns import COLUMNS, COLUMNS_BY_KEY
from virtgui.models.plain_text import one_line

# libvirt takes no slash in a name; an open tag is markup to Qt as well.
BOLD = "<b>bold"
NAMES = (
    BOLD,
    'it\'s "quoted" & more',
    "&ampersand %1 {0} %n",
    "\u202eevil\u202c",
    "\u05e9\u05dc\u05d5\u05dd",
    "<img src='x.png'>",
    "two\nlines",
    "x" * 200,
)


_TAG = re.compile(r"\s*<\s*[a-zA-Z0-9]+(\s[^>]*|/)?>")


def _is_markup(text):
    """Whether Qt would take a tool-tip for rich text: an entity or a tag in its first line."""
    line = text.lstrip().split("\n", 1)[0]
    at = line.find("<")
    return "&lt;" in line or (at >= 0 and _TAG.match(text.lstrip()[at:]) is not None)


def _start(start, tmp_path):
    machines = "".join(MACHINE.format(name=escape(name), state=RUNNING) for name in NAMES)
    path = tmp_path / "names.xml"
    path.write_text(f"<node>{machines}</node>", "utf-8")
    hands = start(f"test://{path}")
    wait_for(lambda: len(hands.shown_names()) == len(NAMES))
    return hands


def _assert_plain(place):
    """No label may take a name for markup, and no tool-tip either."""
    for label in place.findChildren(QLabel):
        if any(name in label.text() for name in (BOLD, "<img")):
            assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
    for widget in [place, *place.findChildren(QWidget)]:
        assert not _is_markup(widget.toolTip()), (widget, widget.toolTip())


def test_in_table_and_navigator(start, tmp_path):
    hands = _start(start, tmp_path)
    assert set(hands.shown_names()) == set(NAMES)
    model = hands.table.model()
    for name in NAMES:
        position = model.position_of(hands.ref(name))
        row = model.domain_row(position)
        assert model.cell(row, COLUMNS_BY_KEY["name"]).text == one_line(name)
        for number in range(len(COLUMNS)):
            tip = model.index(position, number).data(Qt.ItemDataRole.ToolTipRole)
            assert not _is_markup(tip or ""), tip
    host = hands.navigator_rows()[hands.navigator_rows().index("Hosts") + 1]
    view = hands.window.navigator.view
    hands.click_navigator(host)
    view.expand(view.currentIndex())
    rows = hands.navigator_rows()
    assert {one_line(name) for name in NAMES} <= set(rows)
    for row in range(view.model().rowCount(view.currentIndex())):
        index = view.model().index(row, 0, view.currentIndex())
        assert not _is_markup(index.data(Qt.ItemDataRole.ToolTipRole) or "")


def test_on_the_page_in_dialogs_and_tasks(start, tmp_path):
    hands = _start(start, tmp_path)
    for count, name in enumerate(NAMES, 1):
        hands.click_navigator("All virtual machines")
        hands.open_row(name)
        wait_for(lambda name=name: one_line(name) in hands.texts())
        _assert_plain(hands.window)

        def answer(dialog, name=name):
            assert hands.says(one_line(name), dialog)
            _assert_plain(dialog)
            hands.press("destructive", dialog)

        with hands.answering(answer):
            hands.choose_from_button("shutdown_menu", "destroy")
        wait_for(lambda count=count: len(hands.tasks()) == count and not hands.running_tasks())
        assert f"Force off · {one_line(name)}" in hands.newest_task()
    task_model = hands.window.task_pane.task_table.model()
    for row in range(task_model.rowCount()):
        tip = task_model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert not _is_markup(tip), tip
