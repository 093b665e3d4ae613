"""What holds for the forms of interfaces, displays, sound, input, lines and small devices."""

from pathlib import Path

import pytest
from lxml import etree

from tests.models.hardware.corpus import elements, leaves, scene_of, touch
from virtgui.documents.document import canonical_form
from virtgui.documents.domain import DomainDocument
from virtgui.models.hardware.fields import Control, Field, Rows
from virtgui.models.hardware.forms import DEVICES

KINDS = (
    "interface", "graphics", "video", "sound", "audio", "input", "serial", "parallel", "console",
    "channel", "rng", "memballoon",
)  # fmt: skip
FORMS = [DEVICES[kind] for kind in KINDS]
ICONS = Path(__file__).parents[3] / "virtgui"

# They choose from what is there: their own tests show what they do.
COMPOUND = frozenset({"pci", "audio"})


@pytest.mark.parametrize("kind", KINDS)
def test_reading_and_writing_back_changes_nothing(kind):
    form = DEVICES[kind]
    for name, document, element in elements(kind):
        before = canonical_form(document.element)
        view, scene = form.view(element), scene_of(document)
        title, second = form.label(view, scene)
        assert title.strip(), name
        assert isinstance(second, str)
        touch(form, view, scene)
        assert canonical_form(document.element) == before, name


@pytest.mark.parametrize("kind", KINDS)
def test_every_leaf_belongs_to_a_field(kind):
    form = DEVICES[kind]
    for name, _document, element in elements(kind):
        lost = {path for path in leaves(element) if path and form.item_for(path) is None}
        assert not lost, f"{name}: {lost}"


@pytest.mark.parametrize("form", FORMS, ids=KINDS)
def test_texts_and_names_are_in_order(form):
    names = [item.id for item in form.items()]
    assert len(names) == len(set(names))
    icons = {path.stem for path in ICONS.rglob("*.svg")}
    assert form.icon in icons
    for item in form.items():
        assert 0 < len(item.label) <= 28, item.label
        if isinstance(item, Rows):
            columns = [column.id for column in item.columns]
            assert len(columns) == len(set(columns))


def sample(field, view, scene):
    """A value that the field does not have, or None where there is none to try."""
    now = field.read(view)
    match field.control:
        case Control.SWITCH | Control.TRISTATE:
            return not now
        case Control.NUMBER:
            return max(field.low, 3) if now != max(field.low, 3) else 4
        case Control.SIZE:
            return 64 * 1024**2
        case Control.CHOICE:
            values = [one.value for one in field.options(view, scene)]
            return next((value for value in values if value not in ("", now)), None)
    return "1:2:3:yes" if field.id == "ranges" else "/some/text"


def is_simple(item):
    return (
        isinstance(item, Field)
        and item.control is not Control.FACT
        and item.id not in COMPOUND
        and item.get is None
    )


def fields():
    for form in FORMS:
        for item in form.items():
            if is_simple(item):
                yield pytest.param(form, item, id=f"{form.id}-{item.id}")


def alone(form):
    document = etree.fromstring(f"<domain><devices><{form.id}/></devices></domain>")
    return document, form.view(document[0][0]), scene_of(DomainDocument(document))


@pytest.mark.parametrize(("form", "field"), tuple(fields()))
def test_a_field_reads_what_was_written_and_an_empty_value_removes_it(form, field):
    document, view, scene = alone(form)
    value = sample(field, view, scene)
    before = canonical_form(document)
    field.write(view, value, scene)
    assert field.read(view) == value
    assert canonical_form(document) != before
    empty = {
        Control.TEXT: "", Control.COMBO: "", Control.SECRET: "",
        Control.NUMBER: None, Control.SIZE: None, Control.TRISTATE: None,
    }  # fmt: skip
    if field.control in empty:
        field.write(view, empty[field.control], scene)
        assert field.read(view) == empty[field.control]
        assert not any(path.endswith(f"/{value}") for path in leaves(document))


@pytest.mark.parametrize(("form", "field"), tuple(fields()))
def test_what_a_field_writes_belongs_to_its_form(form, field):
    document, view, scene = alone(form)
    value = sample(field, view, scene)
    field.write(view, value, scene)
    assert all(form.item_for(path) for path in leaves(document[0][0]) if path)


@pytest.mark.parametrize("form", FORMS, ids=KINDS)
def test_rows_can_be_added_filled_and_removed(form):
    for item in form.items():
        if not isinstance(item, Rows):
            continue
        document, view, scene = alone(form)
        before = canonical_form(document)
        row = item.prop.add(view)
        if item.start is not None:
            item.start(row, view, scene)
        for column in item.columns:
            value = sample(column, row, scene)
            if value is not None:
                column.write(row, value, scene)
                assert column.read(item.read(view)[0]) == value
        assert all(item.covers(path) for path in leaves(view.element) if path)
        item.prop.remove(view, 0)
        assert canonical_form(document) == before, item.id
