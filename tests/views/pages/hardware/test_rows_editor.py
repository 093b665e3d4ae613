"""Lists inside forms."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from virtgui.documents.domain import DomainDocument
from virtgui.models.hardware.fields import Field, Rows, warning
from virtgui.models.hardware.forms import settings_form
from virtgui.models.hardware.scene import Scene
from virtgui.views.pages.hardware.rows_editor import RowsEditor
from virtgui.views.widgets.buttons import IconButton

TEXT = """<domain type='lxc'><name>c</name><os><type>exe</type><init>/bin/sh</init>
<initarg>-c</initarg><initarg>&lt;b&gt;x&lt;/b&gt;</initarg></os></domain>"""


@pytest.fixture
def shown(look, qtbot):
    form = settings_form("boot")
    rows = next(i for i in form.items() if isinstance(i, Rows) and i.id == "init_arguments")
    document = DomainDocument.parse(TEXT)
    editor = RowsEditor(look, rows)
    qtbot.addWidget(editor)
    scene = Scene(document=document, base=document)

    def show(finding=None):
        editor.show_rows(rows.read(form.view(document.element)), scene, finding)
        editor.show()
        return [line.text() for line in editor.findChildren(QLineEdit) if line.isVisible()]

    return editor, document, show


def test_rows_are_read_and_follow_the_document(shown):
    _editor, document, show = shown
    assert show() == ["-c", "<b>x</b>"]
    os = document.element.find("os")
    os.remove(os.find("initarg"))
    assert show() == ["<b>x</b>"]
    os.remove(os.find("initarg"))
    assert show() == []


def test_what_a_person_does_is_told(shown):
    editor, _document, show = shown
    show()
    told = {name: [] for name in ("edited", "add", "remove", "move")}
    editor.edited.connect(lambda cell: told["edited"].append((cell[0], type(cell[1]), cell[2])))
    editor.remove_requested.connect(told["remove"].append)
    editor.move_requested.connect(told["move"].append)
    second = [line for line in editor.findChildren(QLineEdit) if line.isVisible()][1]
    second.selectAll()
    QTest.keyClick(second, Qt.Key.Key_Delete)
    assert told["edited"] == [(1, Field, "")]
    for button in editor.findChildren(IconButton):
        if button.isEnabled():
            button.click()
    assert told["remove"] == [0, 1]
    assert set(told["move"]) <= {(0, 1), (1, -1)}


def test_a_finding_is_plain_text_and_goes_again(shown):
    editor, _document, show = shown
    show(warning("<b>bad</b>"))
    (label,) = [one for one in editor.findChildren(QLabel) if one.text() == "<b>bad</b>"]
    assert label.isVisible()
    assert label.textFormat() is Qt.TextFormat.PlainText
    show()
    assert not label.isVisible()
