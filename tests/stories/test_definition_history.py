"""Definitions that others change, that go, and that come back; on a real node."""

from dataclasses import replace

import pytest
from lxml import etree
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QRadioButton, QTreeView, QWidget

from tests.lab.guest import define_guest, start_guest
from tests.qt_fixtures import wait_for
from tests.stories.editing import EditorHands
from virtgui.core.values.connection import ConnectionState

pytestmark = pytest.mark.lab


def kept(guest, path):
    return etree.fromstring(guest.virsh("dumpxml", "--inactive")).find(path)


def spec_of(hands):
    return next(iter(hands.feed.statuses.values())).spec


def _title(editor, text):
    editor.choose("general")
    editor.write("Title", text)


def _desc(guest, text):
    guest.virsh("desc", "--config", "--new-desc", text)


def test_xml_by_hand_and_the_forms_follow_each_other(alpha, start):
    guest = define_guest(alpha, "web")
    hands = start(alpha.uri)
    editor = EditorHands(hands, "web").open("Shut off")
    tab = editor.tab
    model = editor.editor
    editor.click_tab("XML")
    page = hands.find(QWidget, "xml_tab")
    page.editor.area.setFocus()
    hands.key(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    hands.type("<")
    wait_for(lambda: model.draft.error is not None)
    wait_for(lambda: any("not well-formed in line" in n.sentence for n in page.banners.notes))
    editor.click_tab("Hardware")
    editor.choose("general")
    assert not editor.row("Title").field.isEnabled()
    hands.press("link_go_to_error", tab)
    wait_for(page.isVisible)
    hands.press("link_undo", page)
    wait_for(lambda: model.draft.error is None)
    assert not model.has_edits
    text = page.editor.text().replace("<on_crash>destroy<", "<on_crash>nonsense<")
    text = text.replace("<acpi/>", "<acpi/>\n    <apic/>")
    page.editor.area.replace_all(text)
    wait_for(lambda: page.editor.problems)
    line = page.editor.problems[0].line
    assert "nonsense" in text.splitlines()[line - 1]
    editor.click_tab("Hardware")
    wait_for(lambda: tab._state is not None and tab._state.schema)
    assert [name for found in tab._state.schema.values() for name in found] == ["on_crash"]
    editor.click_tab("XML")
    page.editor.area.replace_all(page.editor.text().replace("nonsense", "restart"))
    wait_for(lambda: not page.editor.problems)
    editor.click_tab("Hardware")
    hands.press("open_review", tab) if not tab.review.isVisible() else None
    editor.apply()
    assert hands.window.task_pane.tasks.counts.failed == 0, hands.newest_task()
    assert kept(guest, "features/apic") is not None
    assert kept(guest, "on_crash").text == "restart"
    editor.wait_calm()
    # What libvirt itself refuses is told, and the edits stay.
    editor.click_tab("XML")
    uuid = model.ref.key
    other = page.editor.text().replace(uuid, uuid[:-1] + ("0" if uuid[-1] != "0" else "1"))
    page.editor.area.replace_all(other)
    wait_for(lambda: model.has_edits)
    editor.click_tab("Hardware")
    editor.settle()
    editor.apply()
    assert editor.says("Nothing of")
    assert model.has_edits


def test_others_change_it_while_edits_wait(alpha, start):
    guest = define_guest(alpha, "web", title="Old")
    hands = start(alpha.uri)
    editor = EditorHands(hands, "web").open("Shut off")
    for is_mine, text in ((True, "mine"), (False, "theirs")):
        _title(editor, "mine")
        editor.choose("cpu")
        editor.write("vCPUs, at most", "2" if is_mine else "3")
        guest.virsh("desc", "--config", "--title", "--new-desc", "theirs")
        _desc(guest, f"seen {is_mine}")
        wait_for(lambda: editor.says("was changed on"))
        editor.settle()
        assert not hands.button("apply").isEnabled()
        assert "compare and merge" in hands.button("apply").toolTip()

        def choose(dialog, is_mine=is_mine):
            assert dialog.objectName() == "merge_dialog"
            name = "mine_0" if is_mine else "theirs_0"
            button = dialog.findChild(QRadioButton, name)
            hands.click(button, QPoint(10, button.height() // 2))
            hands.press("take_merged", dialog)

        with hands.answering(choose):
            hands.press("link_merge", editor.tab)
        wait_for(lambda: not editor.says("was changed on"))
        editor.apply()
        assert hands.window.task_pane.tasks.counts.failed == 0, hands.newest_task()
        assert kept(guest, "title").text == text
        assert kept(guest, "vcpu").text == ("2" if is_mine else "3")
        assert kept(guest, "description").text == f"seen {is_mine}"
        editor.wait_calm()
        guest.virsh("desc", "--config", "--title", "--new-desc", "Old")
        wait_for(lambda: kept(guest, "title").text in editor.editor.draft.text)
    # Their version can simply be taken.
    _title(editor, "mine")
    _desc(guest, "last")
    wait_for(lambda: editor.says("was changed on"))
    hands.press("link_take_theirs", editor.tab)
    editor.wait_calm()
    assert "last" in editor.editor.draft.text


def test_leaving_asks_once(alpha, start):
    define_guest(alpha, "web")
    define_guest(alpha, "other")
    hands = start(alpha.uri)
    editor = EditorHands(hands, "web").open("Shut off")
    page = editor.editor
    _title(editor, "mine")

    def answer(words):
        def press(dialog):
            assert dialog.objectName() == "leave_dialog"
            hands.press(words, dialog)

        return press

    with hands.answering(answer("Stay")):
        hands.click_navigator("other")
    assert editor.tab.isVisible()
    assert page.has_edits
    with hands.answering(answer("Keep for later")):
        hands.click_navigator("other")
    wait_for(lambda: page.ref == hands.ref("other"))
    wait_for(lambda: page.draft is not None)
    assert not page.has_edits
    hands.click_navigator("web")
    wait_for(lambda: page.ref == hands.ref("web"))
    assert page.has_edits
    editor.choose("general")
    assert editor.review == [("General", "Title", "now")]

    def quit_no(dialog):
        assert hands.says("Quit with changes that are not applied?", dialog)
        assert hands.says("web", dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    with hands.answering(quit_no):
        hands.window.close()
    assert hands.window.isVisible()
    with hands.answering(answer("discard")):
        hands.click_navigator("other")
    hands.click_navigator("web")
    wait_for(lambda: page.ref == hands.ref("web") and page.draft is not None)
    assert not page.has_edits


def test_history_leads_back(alpha, start):
    guest = define_guest(alpha, "web", title="First")
    hands = start(alpha.uri)
    editor = EditorHands(hands, "web").open("Shut off")
    _title(editor, "Second")
    editor.apply()
    editor.wait_calm()
    editor.click_tab("History")
    tab = hands.find(QWidget, "history_tab")
    view = tab.findChild(QTreeView)
    wait_for(lambda: len(tab.model.versions) == 2)
    first = tab.model.index(1, 0)
    hands.click(view.viewport(), view.visualRect(first).center())
    wait_for(lambda: [v.id for v in tab.selected()] == [tab.model.versions[1].id])

    def write(dialog):
        dialog.findChild(QLineEdit).setFocus()
        hands.type("before <b>the</b> change")
        hands.press("Keep the remark", dialog)

    with hands.answering(write):
        hands.press("Remark…", tab)
    wait_for(lambda: tab.model.versions[1].remark == "before <b>the</b> change")
    wait_for(lambda: hands.button("roll_back").isEnabled())
    hands.press("roll_back", tab)
    wait_for(lambda: editor.tab.isVisible())
    assert [what for _title, what, _when in editor.review] == ["Title"]
    editor.apply()
    assert kept(guest, "title").text == "First"
    editor.wait_calm()
    editor.click_tab("History")
    guest.virsh("undefine")
    wait_for(lambda: not hands.has_domain("web"))
    wait_for(lambda: tab._is_gone and tab.model.versions and tab._texts)
    newest = tab.model.index(0, 0)
    hands.click(view.viewport(), view.visualRect(newest).center())
    wait_for(lambda: hands.button("roll_back").isEnabled())
    hands.press("roll_back", tab)
    wait_for(lambda: hands.has_domain("web"))
    assert kept(guest, "title").text == "First"
    guest.virsh("undefine")
    wait_for(lambda: not hands.has_domain("web"))
    _bring_back_by_the_host(hands)
    assert kept(guest, "title").text == "First"


def _bring_back_by_the_host(hands):
    view = hands.window.navigator.view

    def bring(dialog):
        assert dialog.objectName() == "removed_domains"
        wait_for(lambda: hands.says("web", dialog))
        hands.press("Bring back", dialog)
        wait_for(lambda: hands.has_domain("web"))
        hands.press("Close", dialog)

    with hands.answering(bring):
        hands.menu_at(view.viewport(), hands.navigator_place(spec_of(hands).name))
        hands.choose("Removed machines…")


def test_guarded_read_only_and_lost(alpha, start):
    guest = start_guest(alpha, "web")
    hands = start(alpha.uri)
    editor = EditorHands(hands, "web").open()
    hands.window.actions_on_nodes.update(replace(spec_of(hands), is_guarded=True))
    wait_for(lambda: spec_of(hands).is_guarded)
    _title(editor, "guarded")

    def no(dialog):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    with hands.answering(no):
        hands.press("apply", editor.tab)
    assert hands.tasks() == []
    assert editor.editor.has_edits

    def yes(dialog):
        verb = dialog.primary if hasattr(dialog, "primary") else hands.button("confirm", dialog)
        assert not verb.isEnabled()
        hands.type("web")
        hands.click(verb)

    with hands.answering(yes):
        hands.press("apply", editor.tab)
    editor.applied(0)
    assert kept(guest, "title").text == "guarded"
    editor.wait_calm()
    hands.window.actions_on_nodes.update(replace(spec_of(hands), is_guarded=False))
    _title(editor, "while away")
    alpha.kill_daemon()
    wait_for(lambda: _state(hands) is not ConnectionState.CONNECTED, 30)
    editor.settle()
    assert editor.editor.has_edits
    wait_for(lambda: not hands.button("apply").isEnabled())
    assert "stay here meanwhile" in hands.button("apply").toolTip()
    alpha.start_daemon()
    alpha.wait_daemon()
    wait_for(lambda: _state(hands) is ConnectionState.CONNECTED, 40)
    wait_for(lambda: hands.button("apply").isEnabled(), 20)
    editor.apply()
    assert hands.window.task_pane.tasks.counts.failed == 0, hands.newest_task()
    assert kept(guest, "title").text == "while away"


def _state(hands):
    return next(iter(hands.feed.statuses.values())).state


def test_a_read_only_connection_locks_the_forms(alpha, start):
    define_guest(alpha, "web", title="Shop")
    hands = start(alpha.uri, read_only=True)
    editor = EditorHands(hands, "web").open("Shut off")
    editor.choose("general")
    assert not editor.row("Title").field.isEnabled()
    assert "opened for reading only" in editor.row("Title").field.toolTip()
    assert not hands.button("add_device").isEnabled()


def test_a_step_that_fails_is_told_and_the_rest_stands(alpha, start):
    guest = start_guest(alpha, "web")
    hands = start(alpha.uri)
    editor = EditorHands(hands, "web").open()
    _title(editor, "with a network")
    # The network is not active: libvirt takes the definition and refuses the live step.
    editor.add("Network interface")
    assert len(editor.devices("interface")) == 1
    editor.apply()
    assert hands.window.task_pane.tasks.counts.failed == 1
    assert editor.says("Kept for the next start, but not changed now")
    assert kept(guest, "devices/interface") is not None
    assert kept(guest, "title").text == "with a network"
    wait_for(lambda: editor.says("earlier change(s) wait"))
    assert guest.virsh("domiflist").strip() == ""
