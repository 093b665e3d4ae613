"""Changes in words."""

import pytest

from tests.documents.editing.samples import TEXT, running
from virtgui.documents.editing.draft import Draft
from virtgui.documents.editing.live_plan import Moment, make_plan
from virtgui.models.hardware.entries import Target, follow, make_entries
from virtgui.models.hardware.review import LONGEST_VALUE, make_review
from virtgui.models.hardware.scene import Scene


@pytest.fixture(autouse=True)
def _qt(qapp):
    """Words are translated by Qt."""


def review(text, is_running=True):
    draft = Draft(TEXT)
    draft.set_text(text, "text")
    runs = running() if is_running else None
    scene = Scene(document=draft.document, base=draft.base, running=runs)
    return make_review(scene, make_plan(draft.changes, draft.document, runs, base=draft.base))


def test_nothing_to_tell():
    assert review(TEXT) == ()


def test_old_and_new_and_when():
    (entry,) = review(TEXT.replace("Orders", "<![CDATA[<b>x</b>]]>"))
    assert (entry.old, entry.new, entry.moment) == ("Orders", "<b>x</b>", Moment.NOW)
    assert entry.target == Target("general")
    assert entry.can_wait
    assert entry.reason == ""


def test_why_not_now():
    (entry,) = review(TEXT.replace("type='qcow2'", "type='qcow2' cache='none'"))
    assert (entry.title, entry.moment, entry.old) == ("Disk vda", Moment.NEXT_START, "Default")
    assert entry.reason == "", "the usual reason is said by the mark"
    more = TEXT.replace("2097152</memory>", "8388608</memory>")
    told = review(more.replace("1048576</currentMemory>", "8388608</currentMemory>"))
    assert any("more than the maximum" in entry.reason for entry in told)
    (entry,) = review(TEXT.replace("type='qcow2'", "type='qcow2' cache='none'"), is_running=False)
    assert entry.moment is Moment.NEXT_START


def test_devices_that_come_and_go():
    rng = TEXT[TEXT.index("<rng") : TEXT.index("</rng>") + 6]
    (gone,) = review(TEXT.replace(rng, ""))
    assert (gone.setting, gone.target, gone.leaves) == ("Remove the device", None, ())
    (new,) = review(TEXT.replace("<memballoon", "<watchdog model='i6300esb'/><memballoon"))
    assert (new.setting, new.target.form) == ("Add the device", "watchdog")


def test_what_a_check_forbids_is_refused():
    (entry,) = review(TEXT.replace("current='2'", "current='9'"))
    assert entry.moment is Moment.REFUSED
    assert entry.reason


def test_values_that_never_end_are_cut():
    text = TEXT.replace("Orders", "x" * 10_000)
    (entry,) = review(text)
    assert len(entry.new) <= LONGEST_VALUE


def test_other_namespaces_have_words_too():
    entries = review(TEXT.replace("keep", "other"))
    assert entries
    assert all(entry.title and entry.setting for entry in entries)


def test_rows_of_the_list_are_marked_and_followed():
    draft = Draft(TEXT)
    draft.set_text(TEXT.replace("type='raw'", "type='raw' io='native'"), "text")
    scene = Scene(document=draft.document, base=draft.base)
    entries = make_entries(scene, draft.changes, frozenset({Target("disk", 0)}))
    changed = [entry.title for entry in entries if entry.is_changed]
    assert changed == ["Disk vdb"]
    assert [entry.title for entry in entries if entry.is_pending] == ["Disk vda"]
    before = draft.document.element
    less = Draft(draft.text)
    less.edit("x", lambda d: d.element.find("devices").remove(d.element.find("devices/disk")))
    assert follow(Target("disk", 1), before, less.document.element) == Target("disk", 0)
    assert follow(Target("disk", 0), before, less.document.element) == Target("general")
    assert follow(Target("cpu"), before, less.document.element) == Target("cpu")
