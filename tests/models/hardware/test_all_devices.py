"""What holds for the forms of all devices together."""

from pathlib import Path

import pytest
from lxml import etree

from tests.models.hardware.corpus import elements, leaves, scene_of, touch
from virtgui.documents.document import canonical_form
from virtgui.documents.domain import DomainDocument
from virtgui.models.hardware.fields import Control, Field, Rows, words
from virtgui.models.hardware.forms import DEVICES

# They mean more than one value, or choose from what is there: their own tests show what they do.
COMPOUND = frozenset(
    {
        "medium",
        "usb_by",
        "usb_product",
        "usb_place",
        "scsi",
        "pci",
        "nvme",
        "mdev",
        "iothread",
        "bus",
    }
)
KINDS = (
    "disk", "controller", "filesystem", "hostdev", "redirdev", "redirfilter", "smartcard",
    "memory", "shmem", "tpm", "iommu", "vsock", "watchdog", "panic", "crypto", "pstore", "hub",
    "nvram", "lease",
)  # fmt: skip
FORMS = [DEVICES[kind] for kind in KINDS]
ICONS = Path(__file__).parents[3] / "virtgui"


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
    for item in form.items():
        assert 0 < len(item.label) <= 28, item.label
    icons = {path.stem for path in ICONS.rglob("*.svg")}
    assert form.icon in icons


def sample(field, view, scene):
    """A value that the field does not have, or None where there is none to try."""
    now = field.read(view)
    if field.control is Control.SWITCH:
        return not now
    if field.control is Control.TRISTATE:
        return not now
    if field.control is Control.NUMBER:
        return max(field.low, 3) if now != max(field.low, 3) else 4
    if field.control is Control.SIZE:
        return 64 * 1024**2
    if field.control is Control.CHOICE:
        values = [one.value for one in field.options(view, scene) if one.value not in ("", now)]
        return values[0] if values else None
    return "0000:0a:0b.1" if field.id in ("pci", "nvme") else "/some/text"


def fields():
    for form in FORMS:
        for item in form.items():
            if not isinstance(item, Field) or item.id in COMPOUND:
                continue
            if item.control is not Control.FACT:
                yield pytest.param(form, item, id=f"{form.id}-{item.id}")


@pytest.mark.parametrize(("form", "field"), tuple(fields()))
def test_a_field_reads_what_was_written_and_an_empty_value_removes_it(form, field):
    start = "type='scsi'" if form.id == "controller" else ""
    document = etree.fromstring(f"<domain><devices><{form.id} {start}/></devices></domain>")
    found = DomainDocument(document)
    view, scene = form.view(document[0][0]), scene_of(found)
    value = sample(field, view, scene)
    assert value is not None
    field.write(view, value, scene)
    assert field.read(view) == value
    assert canonical_form(document) != b"<domain></domain>"
    if field.control in (Control.TEXT, Control.COMBO):
        field.write(view, "", scene)
        assert field.read(view) == ""
    elif field.control in (Control.NUMBER, Control.SIZE, Control.TRISTATE):
        field.write(view, None, scene)
        assert field.read(view) is None


@pytest.mark.parametrize("form", FORMS, ids=KINDS)
def test_rows_can_be_added_filled_and_removed(form):
    for item in form.items():
        if not isinstance(item, Rows):
            continue
        document = etree.fromstring(f"<domain><devices><{form.id}/></devices></domain>")
        view, scene = form.view(document[0][0]), scene_of(DomainDocument(document))
        before = canonical_form(document)
        row = item.prop.add(view)
        if item.start is not None:
            item.start(row, view, scene)
        for column in item.columns:
            value = sample(column, row, scene)
            if value is not None:
                column.write(row, value, scene)
                assert column.read(item.read(view)[0]) == value
        item.prop.remove(view, 0)
        assert canonical_form(document) == before


def test_words_are_translated_when_they_are_shown():
    assert words("") == ""
    assert all(words(form.title) for form in FORMS)
