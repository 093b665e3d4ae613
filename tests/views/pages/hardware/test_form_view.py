"""Any form on any document: it shows, and a visit changes nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel

from tests.documents.editing.samples import TEXT, running
from tests.models.hardware.corpus import documents
from virtgui.documents.domain import DomainDocument
from virtgui.models.hardware.entries import Target, element_of, findings_of, form_for, targets_of
from virtgui.models.hardware.scene import Scene
from virtgui.views.pages.hardware.form_view import FormState, FormView
from virtgui.views.widgets.form import FormRow


def state_of(document, target, **more):
    element = element_of(document.element, target)
    scene = Scene(document=document, base=document)
    findings = findings_of(document.element, target, scene)
    return FormState(form_for(target).view(element), scene, {}, findings, **more)


@pytest.fixture
def show(look, qtbot):
    made = {}

    def shown(document, target, **more):
        form = form_for(target)
        if form.id not in made:
            made[form.id] = FormView(look, form)
            qtbot.addWidget(made[form.id])
            made[form.id].show()
        view = made[form.id]
        view.show_state(state_of(document, target, **more))
        view.finish()
        return view

    return shown


def test_showing_forms_tells_of_no_edit(show):
    told = []
    for name, document in list(documents())[:25]:
        before = document.text()
        for target in targets_of(document.element):
            if form_for(target) is None:
                continue
            view = show(document, target)
            if not view.property("watched"):
                view.setProperty("watched", True)
                for signal in (view.edited, view.row_edited, view.custom_edited):
                    signal.connect(told.append)
            assert told == [], (name, target)
        assert document.text() == before


def test_a_switch_by_mouse_is_told(show):
    view = show(DomainDocument.parse(TEXT), Target("disk", 1))
    told = []
    view.edited.connect(told.append)
    (row,) = [r for r in view.findChildren(FormRow) if r.isVisible() and r.label == "Read only"]
    QTest.mouseClick(row.field.findChild(QCheckBox), Qt.MouseButton.LeftButton)
    assert [(field.id, value) for field, value in told] == [("readonly", True)]


def test_locked_forms_take_nothing(show):
    view = show(DomainDocument.parse(TEXT), Target("general"), locked="Why.")
    rows = [row for row in view.findChildren(FormRow) if row.isVisible()]
    assert rows
    assert not [row.label for row in rows if row.field.isEnabled()]


def test_what_runs_is_told_beside_what_waits(show):
    document, runs = DomainDocument.parse(TEXT), running()
    runs.element.find("devices/disk/driver").set("cache", "none")
    target = Target("disk", 0)
    own = form_for(target).view(runs.element.find("devices/disk"))
    view = show(document, target, running=own, pending=frozenset({"driver/@cache"}))
    texts = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("Runs with None") for text in texts), texts


def test_a_folded_section_opens_for_its_field(show):
    view = show(DomainDocument.parse(TEXT), Target("disk", 0))
    view.focus_field("serial")
    labels = [row.label for row in view.findChildren(FormRow) if row.isVisible()]
    assert "Serial number" in labels
