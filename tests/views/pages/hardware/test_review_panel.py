"""The review: what it shows, and what it asks for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from virtgui.documents.editing.difference import ChangeKind, PartChange
from virtgui.documents.editing.live_plan import Moment
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.review import ReviewEntry
from virtgui.views.pages.hardware.review_panel import ReviewPanel, ReviewState
from virtgui.views.widgets.buttons import LinkButton

MARKUP = "<b>x</b>"
GENERAL = Target("general")
CHANGE = PartChange(ChangeKind.EDITED, "")


def entry(moment=Moment.NOW, *, can_wait=False, target=GENERAL, **texts):
    known = {"icon": "disk", "title": MARKUP, "setting": "Cache", "old": "", "new": MARKUP}
    known |= {"reason": ""} | texts
    return ReviewEntry(**known, moment=moment, keys=frozenset(), can_wait=can_wait,
                       change=CHANGE, leaves=(), target=target)  # fmt: skip


def state(*entries, **more):
    known = {"before": "<a/>", "after": "<b/>", "note": ("info", "Nobody."), "blocked": ""}
    return ReviewState(entries, **(known | {"virsh": "virsh define"} | more))


@pytest.fixture
def panel(look, qtbot):
    made = ReviewPanel(look)
    qtbot.addWidget(made)
    made.resize(348, 700)
    made.show()
    return made


def link(panel, words):
    (found,) = [one for one in panel.findChildren(LinkButton) if one.text() == words]
    return found


def test_refused_changes_do_not_count(panel):
    panel.show_state(state(entry(), entry(Moment.REFUSED, reason="Because."), entry(Moment.NOW)))
    assert panel.apply.text() == "Apply 2 change(s)"
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert "Because." in texts
    assert "1 refused" in texts


def test_names_stay_plain_text(panel):
    panel.show_state(state(entry(old=MARKUP, reason=MARKUP), note=("warn", MARKUP)))
    found = [one for one in panel.findChildren(QLabel) if "<b>" in one.text()]
    assert len(found) >= 4
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in found)


def test_what_is_asked_for(panel):
    told = []
    panel.revert_requested.connect(lambda one: told.append(("revert", one)))
    panel.wait_requested.connect(lambda wish: told.append(("wait", *wish)))
    panel.apply_requested.connect(lambda: told.append(("apply",)))
    panel.discard_requested.connect(lambda: told.append(("discard",)))
    first = entry(can_wait=True)
    panel.show_state(state(first))
    link(panel, "Revert").click()
    link(panel, "Wait for the next start").click()
    panel.apply.click()
    panel._discard.click()
    assert told == [("revert", first), ("wait", first, True), ("apply",), ("discard",)]


def test_blocked_says_why_and_applying_locks(panel):
    panel.show_state(state(entry(), blocked="Not connected."))
    assert not panel.apply.isEnabled()
    assert panel.apply.toolTip() == "Not connected."
    panel.show_state(state(entry(), is_applying=True, blocked="They are being applied."))
    assert not panel._discard.isEnabled()


def test_virsh_is_copied_and_xml_shown(panel):
    panel.show_state(state(entry()))
    panel._copy.click()
    assert QGuiApplication.clipboard().text() == "virsh define"
    panel._on_way("xml")
    assert panel._stack.currentIndex() == 1


def test_a_title_opens_its_form_by_key(panel):
    told = []
    panel.shown.connect(told.append)
    panel.show_state(state(entry(), entry(target=None, title="gone")))
    titles = [w for w in panel.findChildren(QLabel) if w.focusPolicy() is Qt.FocusPolicy.TabFocus]
    (title,) = [one for one in titles if one.text() == MARKUP]
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert told == [Target("general")]
