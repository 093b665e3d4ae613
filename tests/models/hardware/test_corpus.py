"""Every document there is, loaded into the editor: nothing is hidden, nothing is lost."""

from dataclasses import replace

import pytest
from lxml import etree

from tests.models.hardware.corpus import has_corpus, texts
from virtgui.documents.document import canonical_form, parse_root
from virtgui.documents.editing.draft import Draft, parse_domain
from virtgui.documents.editing.leaves import compact, compare_elements, write_leaf
from virtgui.documents.editing.live_plan import make_plan
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.editing.pending import pending_changes
from virtgui.documents.placing import remove_element
from virtgui.models.hardware.entries import (
    changed_targets,
    element_of,
    findings_of,
    form_for,
    make_entries,
    targets_of,
    xml_of,
)
from virtgui.models.hardware.fields import Control, Field
from virtgui.models.hardware.review import make_review
from virtgui.models.hardware.scene import Scene

NONSENSE = "\u05d0<b>-7.x"


def canonical(text):
    """The form in which indentation does not matter."""
    blank = etree.tostring(parse_root(text, keep_blanks=False), encoding="unicode")
    return canonical_form(parse_root(blank, keep_blanks=False))


def scene_of(draft):
    return Scene(document=draft.document, base=draft.base)


def picture(draft, running=None):
    """All that the tab works out of a draft."""
    scene = Scene(document=draft.document, base=draft.base, running=running)
    plan = make_plan(draft.changes, draft.document, running, base=draft.base)
    return make_entries(scene, draft.changes, frozenset()), make_review(scene, plan)


@pytest.fixture(autouse=True)
def _qt(qapp):
    """Words are translated by Qt."""


def test_every_device_is_listed_with_words_that_can_be_read():
    for name, text in texts().items():
        draft = Draft(text)
        entries, review = picture(draft)
        assert review == (), name
        targets = [entry.target for entry in entries]
        assert targets == list(targets_of(draft.document.element)), name
        assert sum(target.is_device for target in targets) == len(
            devices_of(draft.document.element)
        )
        for entry in entries:
            assert entry.title.strip(), (name, entry.target)
            assert entry.title.isprintable(), (name, entry.title)
            assert "{" not in entry.title + entry.subtitle, (name, entry)


def test_saving_without_a_change_changes_nothing():
    for name, text in texts().items():
        draft = Draft(text)
        assert not draft.is_changed, name
        assert canonical(draft.text) == canonical(text), name
        for target in targets_of(draft.document.element):
            # The text beside a form, put back as it is.
            parse_root(xml_of(element_of(draft.document.element, target), target))


def test_a_device_that_is_removed_comes_back_where_it_was():
    for name, text in texts().items():
        draft = Draft(text)
        devices = [compact(device) for device in devices_of(draft.document.element)]
        count = len(devices)
        for place in {0, count // 2, count - 1} if count else ():
            if devices.count(devices[place]) > 1:
                continue  # twins: nobody can tell which of them went

            def remove(document, place=place):
                remove_element(devices_of(document.element)[place])

            draft.edit("remove", remove)
            for change in draft.changes:
                draft.revert_change(change)
            assert canonical(draft.text) == canonical(text), (name, place)


def test_a_field_that_is_set_and_set_back_leaves_nothing():
    count = 0
    for name, text in list(texts().items())[:: 6 if has_corpus() else 1]:
        draft = Draft(text)
        for target in targets_of(draft.document.element):
            count += _there_and_back(name, draft, target)
    assert count >= (100 if has_corpus() else 20)


def _there_and_back(name, draft, target):
    """Set the first text or number of a form, look, and revert it; whether there is one."""
    form = form_for(target)
    if form is None:
        return 0
    element = element_of(draft.document.element, target)
    for item in form.items():
        if not isinstance(item, Field) or item.control not in (Control.TEXT, Control.COMBO):
            continue
        value = item.read(form.view(element))
        if not isinstance(value, str) or not value:
            continue

        def change(document, field=item):
            view = form.view(element_of(document.element, target))
            field.write(view, "changed", replace(scene_of(draft), document=document))

        draft.edit("field", change)
        if not draft.changes:
            continue
        before = canonical(draft.base_text)
        _entries, review = picture(draft, draft.base)
        assert review, (name, target, item.id)
        assert target in changed_targets(draft.changes) or not target.is_device
        for each in review:
            assert each.title.strip()
            assert each.keys
            draft.revert_change(each.change, each.leaves)
            break
        while draft.changes:
            draft.revert_change(draft.changes[0])
        assert canonical(draft.text) == before, (name, target, item.id)
        return 1
    return 0


def test_nonsense_in_any_leaf_is_no_traceback():
    """Hand-written XML may say anything: it is told, planned and reverted all the same."""
    seen, failed = set(), []
    for name, text in texts().items():
        for device in devices_of(parse_domain(text).element):
            for leaf in compare_elements(None, device):
                key = (device.tag, leaf.path.plain)
                if key not in seen and leaf.new is not None and not leaf.path.is_list:
                    seen.add(key)
                    failed += _with_nonsense(name, text, device, leaf)
    assert not failed
    assert len(seen) > 50


def test_nonsense_in_any_setting_is_no_traceback():
    seen, failed = set(), []
    for name, text in texts().items():
        for leaf in compare_elements(None, parse_domain(text).element, frozenset({"devices"})):
            if leaf.path.plain in seen or leaf.new is None or leaf.path.is_list:
                continue
            seen.add(leaf.path.plain)
            for value in (NONSENSE, "99999999999999999999"):
                failed += _setting_with(name, text, leaf, value)
    assert not failed
    assert len(seen) >= (100 if has_corpus() else 45)


def _setting_with(name, text, leaf, value):
    draft, running = Draft(text), parse_domain(text)
    draft.edit("nonsense", lambda document: write_leaf(document.element, leaf.path, value))
    try:
        picture(draft, running)
        pending_changes(running, draft.document)
    except Exception as error:
        return [(name, str(leaf.path), value, repr(error))]
    return []


def _with_nonsense(name, text, device, leaf):
    draft = Draft(text)
    running = parse_domain(text)
    place = devices_of(device.getroottree().getroot()).index(device)

    def change(document):
        write_leaf(devices_of(document.element)[place], leaf.path, NONSENSE)

    draft.edit("nonsense", change)
    try:
        picture(draft, running)
        pending_changes(running, draft.document)
        for target in targets_of(draft.document.element):
            if target.place == place:
                findings_of(draft.document.element, target, scene_of(draft))
    except Exception as error:
        return [(name, device.tag, str(leaf.path), repr(error))]
    return []
