"""The dialogs of the editor: merging two versions, and what waits for the next start."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton

from tests.documents.editing.samples import TEXT
from tests.models.hardware.editing_world import definition
from virtgui.views.pages.hardware.merge_dialog import MergeDialog
from virtgui.views.pages.hardware.pending_dialog import PendingDialog
from virtgui.views.widgets.buttons import LinkButton


def title(text):
    def change(document):
        document.element.find("title").text = text

    return change


def theirs(world, old, new, text=TEXT):
    world.editor.reload()
    changed = text.replace(old, new)
    world.answer(definition(changed))
    return changed


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


def conflict(world, qtbot, look):
    editor = world.open(TEXT)
    editor.edit("title", title("<b>mine</b>"))
    theirs(world, "Orders", "&lt;i&gt;theirs&lt;/i&gt;")
    dialog = MergeDialog(look, editor, "db-01")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_conflict_is_told_in_plain_text_and_chosen(tab_world, qtbot, look):
    dialog = conflict(tab_world, qtbot, look)
    assert dialog.findChild(QRadioButton, "mine_0").text() == "Mine: <b>mine</b>"
    dialog.findChild(QRadioButton, "theirs_0").click()
    for label in dialog.findChildren(QLabel):
        assert "<" not in label.text() or label.textFormat() is Qt.TextFormat.PlainText
    dialog._take.click()
    editor = tab_world.editor
    assert not editor.has_edits
    assert editor.draft.document.element.findtext("title") == "<i>theirs</i>"


def test_cancel_leaves_all_as_it_was(tab_world, qtbot, look):
    dialog = conflict(tab_world, qtbot, look)
    dialog.reject()
    assert tab_world.editor.situation.theirs is not None
    assert "<b>mine" in tab_world.editor.draft.document.element.findtext("title")


def test_a_change_during_the_merge_is_not_overwritten(tab_world, qtbot, look):
    dialog = conflict(tab_world, qtbot, look)
    dialog.findChild(QRadioButton, "theirs_0").click()
    theirs(tab_world, ">1024<", ">77<", TEXT.replace("Orders", "again"))
    QApplication.processEvents()
    shown = [b for b in dialog.findChildren(QRadioButton) if b.isVisible()]
    assert [b.text() for b in shown] == ["Mine: <b>mine</b>", "Theirs: again"]
    assert [b.isChecked() for b in shown] == [False, True]
    dialog._take.click()
    root = tab_world.editor.draft.document.element
    assert root.findtext("cputune/shares") == "77"
    assert root.findtext("title") == "again"
    assert not tab_world.editor.has_edits


def test_what_waits_goes_back_to_what_runs_wherever_it_stands_now(tab_world, qtbot, look):
    running = TEXT.replace("type='raw'", "type='raw' cache='none'")
    editor = tab_world.open(TEXT, running)
    editor.edit(
        "remove", lambda d: d.element.find("devices").remove(d.element.find("devices/disk"))
    )
    dialog = PendingDialog(look, editor, "<b>db</b>")
    qtbot.addWidget(dialog)
    dialog.show()
    (link,) = [b for b in dialog.findChildren(LinkButton) if b.text() == "Use what runs"]
    link.click()
    disks = editor.draft.document.element.findall("devices/disk")
    assert [disk.find("target").get("dev") for disk in disks] == ["vdb", "sda"]
    assert disks[0].find("driver").get("cache") == "none"
    assert disks[1].find("driver") is None
    assert not link.isEnabled()
