"""Declared properties: reading, and changing nothing but their own path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.documents.document import Document
from virtgui.documents.properties import (
    XmlView,
    children,
    integer,
    on_off,
    present,
    size,
    text,
    yes_no,
)

SAMPLE = """<!-- head -->
<domain type="kvm">
  <name>one</name>
  <x:own xmlns:x="urn:x"><!-- stays --><x:part n="1"/></x:own>
  <memory unit="MiB">512</memory>
  <os>
    <loader readonly="yes">/fw</loader>
    <bootmenu enable="yes"/>
  </os>
  <features>
    <acpi/>
    <smm state="on"/>
  </features>
  <devices>
    <disk device="cdrom"/>
    <disk>
      <target dev="vda"/>
    </disk>
  </devices>
</domain>"""


class DiskView(XmlView):
    __slots__ = ()
    device = text("@device", "disk")
    target = text("target/@dev")


class Sample(Document):
    __slots__ = ()
    kind = text("@type")
    name = text("name")
    title = text("title")
    os_id = text("metadata/libosinfo:libosinfo/libosinfo:os/@id")
    loader = text("os/loader")
    readonly = yes_no("os/loader/@readonly")
    secure = yes_no("os/loader/@secure")
    smm = on_off("features/smm/@state")
    vmport = on_off("features/vmport/@state")
    acpi = present("features/acpi")
    apic = present("features/apic")
    vcpus = integer("vcpu")
    memory = size("memory")
    current = size("currentMemory")
    disks = children("devices/disk", DiskView)


def leaves(document):
    """Return each path of a document with its text and attributes, comments included."""
    found = {}
    tree = document.element.getroottree()
    for element in document.element.iter():
        path = tree.getpath(element)
        found[path] = (element.text or "").strip()
        for name, value in element.attrib.items():
            found[f"{path}/@{name}"] = value
    return found


def changed_paths(before, after):
    keys = before.keys() | after.keys()
    return {key for key in keys if before.get(key) != after.get(key)}


def test_values_are_read():
    sample = Sample.parse(SAMPLE)
    assert (sample.kind, sample.name, sample.title, sample.loader) == ("kvm", "one", "", "/fw")
    assert (sample.readonly, sample.secure, sample.smm, sample.vmport) == (True, None, True, None)
    assert (sample.acpi, sample.apic, sample.vcpus) == (True, False, None)
    assert (sample.memory, sample.current) == (512 * 1024**2, None)
    assert [(disk.device, disk.target) for disk in sample.disks] == [("cdrom", ""), ("disk", "vda")]


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ("<d><memory>4</memory></d>", 4096),
        ("<d><memory unit='bytes'> 4 </memory></d>", 4),
        ("<d><memory unit='GB'>4</memory></d>", 4 * 10**9),
        ("<d><memory unit='stones'>4</memory></d>", None),
        ("<d><memory>-4</memory></d>", None),
        ("<d><memory/></d>", None),
    ],
)
def test_sizes_are_read_with_their_unit(xml, value):
    assert Sample.parse(xml).memory == value


def test_unreadable_values_are_as_good_as_missing():
    sample = Sample.parse("<d><vcpu>many</vcpu><features><smm state='maybe'/></features></d>")
    assert sample.vcpus is None
    assert sample.smm is None


def test_missing_elements_are_added_with_indentation():
    sample = Sample.parse("<d>\n  <name>a</name>\n</d>")
    sample.loader = "/fw"
    sample.apic = True
    assert sample.text() == (
        "<d>\n  <name>a</name>\n  <os>\n    <loader>/fw</loader>\n  </os>\n"
        "  <features>\n    <apic/>\n  </features>\n</d>"
    )
    sample.loader = ""
    sample.apic = False
    assert sample.text() == "<d>\n  <name>a</name>\n</d>"


def test_documents_without_indentation_get_none():
    sample = Sample.parse("<d><name>a</name></d>")
    sample.secure = False
    assert sample.text() == '<d><name>a</name><os><loader secure="no"/></os></d>'


def test_the_first_child_of_an_empty_root():
    sample = Sample.parse("<d/>")
    sample.title = "t"
    assert sample.text() == "<d>\n  <title>t</title>\n</d>"


def test_removing_keeps_the_text_around():
    sample = Sample.parse("<d>\n  <name>a</name>tail\n  <title>b</title>\n</d>")
    sample.name = ""
    assert sample.text() == "<d>\n  tail\n  <title>b</title>\n</d>"
    sample.title = ""
    assert "tail" in sample.text()


def test_removing_takes_away_only_what_it_left_empty():
    sample = Sample.parse("<d><os><loader readonly='yes'>/fw</loader></os><features/></d>")
    sample.readonly = None
    sample.acpi = False
    assert sample.text() == "<d><os><loader>/fw</loader></os><features/></d>"


def test_known_namespaces_are_declared_where_they_are_needed():
    sample = Sample.parse("<d><name>a</name></d>")
    sample.os_id = "http://debian.org/debian/12"
    assert sample.copy().os_id == "http://debian.org/debian/12"
    assert 'xmlns:libosinfo="http://libosinfo.org/' in sample.text()


def test_sizes_keep_their_unit_if_they_can():
    sample = Sample.parse(SAMPLE)
    sample.memory = 1024**3
    assert '<memory unit="MiB">1024</memory>' in sample.text()
    sample.memory = 1024**2 + 1024
    assert '<memory unit="KiB">1025</memory>' in sample.text()
    sample.memory = 1001
    assert '<memory unit="bytes">1001</memory>' in sample.text()


def test_text_that_xml_cannot_carry_changes_nothing():
    sample = Sample.parse(SAMPLE)
    for bad in ("a\x00b", "a\x1bb", "\ud800"):
        with pytest.raises(ValueError, match=r"XML|surrogates"):
            sample.title = bad
    assert sample.text() == SAMPLE


def test_the_class_gives_the_declaration():
    assert Sample.name.path.steps == ("name",)
    assert Sample.acpi.path.steps == ("features", "acpi")
    assert Sample.memory.path.attribute == ""


xml_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
)
absent = st.one_of(
    st.tuples(st.just("title"), xml_text),
    st.tuples(st.just("secure"), st.none() | st.booleans()),
    st.tuples(st.just("vmport"), st.none() | st.booleans()),
    st.tuples(st.just("apic"), st.booleans()),
    st.tuples(st.just("vcpus"), st.none() | st.integers(0, 9999)),
    st.tuples(st.just("current"), st.none() | st.integers(0, 2**50)),
)
changes = st.one_of(
    st.tuples(st.just("kind"), xml_text, st.just("/domain/@type")),
    st.tuples(st.just("name"), xml_text, st.just("/domain/name")),
    st.tuples(st.just("title"), xml_text, st.just("/domain/title")),
    st.tuples(st.just("loader"), xml_text, st.just("/domain/os/loader")),
    st.tuples(st.just("readonly"), st.none() | st.booleans(), st.just("/domain/os/loader")),
    st.tuples(st.just("secure"), st.none() | st.booleans(), st.just("/domain/os/loader")),
    st.tuples(st.just("smm"), st.none() | st.booleans(), st.just("/domain/features/smm")),
    st.tuples(st.just("vmport"), st.none() | st.booleans(), st.just("/domain/features/vmport")),
    st.tuples(st.just("acpi"), st.booleans(), st.just("/domain/features/acpi")),
    st.tuples(st.just("apic"), st.booleans(), st.just("/domain/features/apic")),
    st.tuples(st.just("vcpus"), st.none() | st.integers(0, 9999), st.just("/domain/vcpu")),
    st.tuples(st.just("memory"), st.none() | st.integers(0, 2**50), st.just("/domain/memory")),
    st.tuples(st.just("current"), st.integers(0, 2**50), st.just("/domain/currentMemory")),
)


@given(changes)
def test_setting_one_property_changes_only_its_path(change):
    name, value, path = change
    sample = Sample.parse(SAMPLE)
    before = leaves(sample)
    setattr(sample, name, value)
    assert getattr(sample, name) == value
    read_again = sample.copy()
    assert getattr(read_again, name) == value
    assert all(key.startswith(path) for key in changed_paths(before, leaves(read_again)))


@given(changes)
def test_lines_that_are_not_concerned_stay_as_they_are(change):
    name, value, path = change
    sample = Sample.parse(SAMPLE)
    setattr(sample, name, value)
    last = path.rpartition("/")[2].removeprefix("@")
    kept = [line for line in SAMPLE.splitlines() if last not in line]
    remaining = iter(sample.text().splitlines())
    assert all(line in remaining for line in kept)


@given(st.lists(absent, max_size=6))
def test_setting_and_unsetting_gives_the_same_text(several):
    sample = Sample.parse(SAMPLE)
    empty = [(name, getattr(sample, name)) for name, _ in several]
    for name, value in several:
        setattr(sample, name, value)
    for name, value in empty:
        setattr(sample, name, value)
    assert sample.text() == SAMPLE
