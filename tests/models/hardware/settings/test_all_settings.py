"""What holds for all forms of the settings together."""

import pytest
from lxml import etree

from tests.models.hardware.corpus import documents, leaves, scene_of, touch
from tests.models.hardware.settings.helpers import document, scene
from virtgui.documents.schema import SchemaSet, find_schemas
from virtgui.models.hardware.boot_order import boot_entries
from virtgui.models.hardware.fields import Control, Field, Rows, Severity
from virtgui.models.hardware.forms import SETTINGS, settings_for

IDS = ("general", "features", "cpu", "numa", "memory", "boot", "blkio")
DEVICES = frozenset({"devices"})

# Such as libvirt itself refuses: its own tests want them to fail.
REFUSED = (
    "q35-wrong-root",
    "440fx-wrong-root",
    "minimal-no-memory",
    "cpu-cache-passthrough3",
    "cpu-numa3",
    "no-path",
    "nodeset-invalid",
    "invalid-mode",
    "nocpu",
    "problematic",
    "smbios-date",
    "tseg-i440fx",
    "domain-minimal",
)

# What is put into a field so that it says something else, where its control does not tell.
VALUES = {
    "name": None,
    "uuid": None,
    "hypervisor": None,
    "foreign": None,
    "chipset": "i440fx",
    "machine": "pc-q35-6.0",
    "firmware": "bios",
    "nvram": "/srv/vars.fd",
    "mode": "host-model",
    "offset": "utc",
    "gic": "3",
    "launch": "sev",
    "tags": "a b",
    "group": "a/b",
    "caches": "0:3:both:3:MiB",
    "most": 8 * 1024**3,
}


def sample(field, where):
    """A value that the field does not have."""
    if field.id in VALUES and not (field.id == "most" and field.control is Control.NUMBER):
        return VALUES[field.id]
    match field.control:
        case Control.SWITCH:
            return not field.read(SETTINGS[0].view(where.document.element))
        case Control.TRISTATE:
            return True
        case Control.NUMBER:
            return max(field.low, 7)
        case Control.SIZE:
            return 64 * 1024**2
        case Control.CHOICE:
            own = SETTINGS[0].view(where.document.element)
            return next(one.value for one in field.options(own, where) if one.value)
    return "/some/text"


def settings_fields():
    for form in SETTINGS:
        for each in form.items():
            if isinstance(each, Field) and each.control is not Control.FACT:
                yield pytest.param(form, each, id=f"{form.id}-{each.id}")


def test_the_parts_stand_in_their_order():
    assert tuple(form.id for form in SETTINGS) == IDS


def test_ids_are_unique_and_labels_short():
    for form in SETTINGS:
        names = [each.id for each in form.items()]
        assert len(set(names)) == len(names), form.id
        for each in form.items():
            assert 0 < len(each.label) <= 28, each.label
            if isinstance(each, Rows):
                columns = [one.id for one in each.columns]
                assert len(set(columns)) == len(columns)


@pytest.mark.parametrize(("form", "field"), list(settings_fields()))
def test_a_field_reads_what_it_wrote_and_can_go_back(form, field):
    where = scene()
    view = form.view(where.document.element)
    before, canonical = field.read(view), where.document.canonical()
    value = sample(field, where)
    field.write(view, value, where)
    assert field.read(view) == value
    assert where.document.canonical() != canonical
    changed = leaves(where.document.element) - leaves(document().element)
    assert all(settings_for(path) is form for path in changed if not path.startswith("devices/"))
    assert any(field.covers(path) for path in changed) or not changed
    field.write(view, before, where)
    if field.id not in {"sockets", "dies", "clusters", "cores", "threads", "firmware"}:
        assert leaves(where.document.element) == leaves(document().element)
    assert field.read(view) == before


def test_a_row_can_be_added_filled_and_removed_everywhere():
    for form in SETTINGS:
        for rows in form.items():
            if not isinstance(rows, Rows):
                continue
            where = scene("<cpu><numa><cell id='0' cpus='0-3' memory='4194304'/></numa></cpu>")
            view, canonical = form.view(where.document.element), where.document.canonical()
            count = len(rows.read(view))
            row = rows.prop.add(view)
            if rows.start is not None:
                rows.start(row, view, where)
            assert len(rows.read(view)) == count + 1, rows.id
            for column in rows.columns:
                value = "some" if column.id == "name" else sample(column, where)
                value = "1:2" if "distances" in column.id or "monitors" in column.id else value
                column.write(rows.read(view)[-1], value, where)
                assert column.read(rows.read(view)[-1]) == value, (rows.id, column.id)
            assert all(rows.covers(path) for path in new_leaves(where) if "smbios" not in path)
            rows.prop.remove(view, count)
            assert len(rows.read(view)) == count
            if rows.id not in {
                "iothread_ids",
                "timers",
                "bios",
                "system",
                "board",
                "chassis",
                "oem",
            }:
                assert where.document.canonical() == canonical, rows.id


def new_leaves(where):
    extra = ("sysinfo/@type", "iothreads", "clock/@offset")
    there = leaves(document("<cpu><numa><cell id='0' cpus='0' memory='1'/></numa></cpu>").element)
    return leaves(where.document.element) - there - set(extra)


def test_every_leaf_of_every_document_belongs_to_a_field():
    lost = set()
    for name, each in documents():
        for path in leaves(each.element, DEVICES):
            form = settings_for(path)
            if form is None or form.item_for(path) is None:
                lost.add((path, name))
    assert not lost


def test_writing_what_was_read_changes_no_document():
    for name, each in documents():
        where, before = scene_of(each), each.canonical()
        for form in SETTINGS:
            touch(form, form.view(each.element), where)
        assert each.canonical() == before, name


def test_what_libvirt_takes_has_no_errors():
    wrong = []
    for name, each in documents():
        where = scene_of(each)
        boot_entries(each)
        for form in SETTINGS:
            for key, found in findings(form, form.view(each.element), where):
                if found.severity is Severity.ERROR and not any(one in name for one in REFUSED):
                    wrong.append((name, form.id, key, found.sentence))
    assert not wrong


def findings(form, view, where):
    for section in form.sections:
        if section.shown is not None and not section.shown(view, where):
            continue
        for each in section.items:
            if each.check is None or (each.shown is not None and not each.shown(view, where)):
                continue
            value = (each.read(view),) if isinstance(each, Field) else ()
            found = each.check(*value, view, where)
            if found is not None:
                yield each.id, found


# Newer than the libvirt of these schemas, or for other places in it; shown where a document has it.
NOT_IN_SCHEMA = frozenset(
    {
        "async_teardown",
        "ras",
        "ps2",
        "hyperv_emsr_bitmap",
        "hyperv_xmm_input",
        "clusters",
        "address_limit",
        "launch_author",
        "launch_vcek",
        "launch_workarounds",
        "launch_id_block",
        "launch_id_auth",
        "launch_host_data",
    }
)


def test_choices_are_what_the_schema_knows():
    folder = find_schemas()
    if folder is None:
        return  # nothing to compare with on this computer
    schema = SchemaSet(folder).schema("domain")
    assert not schema.validate(document().text())
    wrong = []
    for form in SETTINGS:
        for each in form.items():
            is_choice = isinstance(each, Field) and each.control in (
                Control.CHOICE,
                Control.TRISTATE,
            )
            if is_choice and each.id not in NOT_IN_SCHEMA:
                wrong.extend(refused(form, each, schema))
    assert not wrong


# Valid only together with another setting that is tried elsewhere.
TOGETHER = frozenset(
    {
        ("launch", "sev"),
        ("launch", "sev-snp"),
        ("nvram_type", "block"),
        ("nvram_type", "file"),
        ("nvram_type", "network"),
        ("acpi_type", "slic"),
        ("basis", "utc"),
        ("basis", "localtime"),
        ("firmware", "loader"),
        ("launch_hashes", True),
        ("launch_hashes", False),
        ("xen_passthrough_mode", "sync_pt"),
        ("xen_passthrough_mode", "share_pt"),
        ("nvram_secret_type", "iscsi"),
        ("nvram_secret_type", "ceph"),
        ("loader_type", "rom"),
        ("loader_type", "pflash"),
        ("sharenet_type", "name"),
    }
)


def refused(form, field, schema):
    own = form.view(document().element)
    values = [one.value for one in field.options(own, scene())] or [True, False]
    for value in values:
        where = scene()
        field.write(form.view(where.document.element), value, where)
        problems = schema.validate(where.document.text())
        if problems and not is_incomplete(field, value):
            yield form.id, field.id, value, etree.tostring(where.document.element)[-300:]


def is_incomplete(field, value):
    loaders = field.id.startswith(("loader", "nvram", "share"))
    return (field.id, value) in TOGETHER or loaders
