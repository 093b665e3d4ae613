"""Schemas: what is valid, where a fault is, what may be typed. With libvirt's own inputs."""

import os
import threading
from pathlib import Path

import pytest
from lxml import etree

from virtgui.documents.completion import shown_name
from virtgui.documents.rng import GrammarError, read_grammar
from virtgui.documents.rng_write import element_grammar
from virtgui.documents.schema import (
    Schema,
    SchemaMissingError,
    SchemaSet,
    find_schemas,
    installed_version,
)
from virtgui.documents.schema_problem import SchemaCode

FOLDER = find_schemas()
CORPUS = os.environ.get("VIRTGUI_XML_CORPUS")
KINDS = {
    "domain": "domain",
    "network": "network",
    "pool": "pool",
    "volume": "volume",
    "nwfilter": "filter",
    "snapshot": "domainsnapshot",
    "checkpoint": "domaincheckpoint",
    "nodedev": "device",
    "secret": "secret",
    "domaincaps": "domainCapabilities",
}
DOMAIN = """<domain type='kvm'>
  <name>web</name>
  <memory unit='MiB'>512</memory>
  <os>
    <type arch='x86_64'>hvm</type>
  </os>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none'/>
      <source file='/srv/a.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='block' device='disk'>
      <source dev='/dev/sdx'/>
      <target dev='vdb'
              bus='virtio'/>
    </disk>
    <interface type='network'>
      <source network='default'/>
    </interface>
  </devices>
</domain>
"""


@pytest.fixture(scope="module")
def schema():
    return Schema(FOLDER, "domain")


@pytest.fixture(scope="module")
def model(schema):
    return schema.completion()


def changed(old, new, number=0):
    """The domain with one occurrence of a text replaced, and the line where that was."""
    parts = DOMAIN.split(old)
    assert len(parts) > number + 1, old
    head = old.join(parts[: number + 1])
    return head + new + old.join(parts[number + 1 :]), head.count("\n") + 1


def test_a_valid_document_has_no_problems(schema):
    assert schema.validate(DOMAIN) == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "path", "subject"),
    [
        ("<driver name", "<drvier name", "UNKNOWN_ELEMENT", "devices/disk[1]/drvier", "drvier"),
        ("<memory ", "<memroy/><memory ", "UNKNOWN_ELEMENT", "memroy", "memroy"),
        ("cache=", "cahce=", "UNKNOWN_ATTRIBUTE", "devices/disk[1]/driver/@cahce", "@cahce"),
        ("'none'", "'nine'", "BAD_VALUE", "devices/disk[1]/driver/@cache", "@cache"),
        ("'MiB'", "'MXB'", "BAD_VALUE", "memory/@unit", "@unit"),
        (">512<", ">much<", "BAD_VALUE", "memory", "memory"),
        (">hvm<", ">hmm<", "BAD_VALUE", "os/type", "type"),
        ("type='network'", "type='netwrok'", "BAD_VALUE", "devices/interface/@type", "@type"),
        ("<os>", "<os>loose", "TEXT_NOT_ALLOWED", "os", "os"),
        ("<source network='default'/>", "<source/>", "MISSING",
         "devices/interface/source", "@network"),
        (" bus='virtio'/>\n    </disk>\n    <disk t", " buss='x'/>\n    </disk>\n    <disk t",
         "UNKNOWN_ATTRIBUTE", "devices/disk[1]/target/@buss", "@buss"),
        ("<name>web</name>", "<name>web</name><name>x</name>", "REPEATED", "name[2]", "name"),
        ("file='/srv", "dev='/srv", "UNKNOWN_ATTRIBUTE", "devices/disk[1]/source/@dev", "@dev"),
    ],
)  # fmt: skip
def test_faults_are_found_where_they_are(schema, old, new, code, path, subject):
    text, line = changed(old, new)
    found = [p for p in schema.validate(text) if p.code is SchemaCode[code]]
    assert [(p.path, p.subject, p.line) for p in found] == [(path, subject, line)]


def test_what_is_missing_is_told_at_its_element(schema):
    text, _ = changed("<target dev='vda' bus='virtio'/>", "")
    (problem,) = schema.validate(text)
    assert (problem.code, problem.subject) == (SchemaCode.MISSING, "target")
    assert (problem.line, problem.path, problem.place) == (8, "devices/disk[1]", "disk")
    text, line = changed("bus='virtio'/>", "bus='virtuo'/>", 1)
    (problem,) = schema.validate(text)
    assert (problem.line, problem.path) == (line, "devices/disk[2]/target/@bus")
    assert text.split("\n")[problem.line - 1][problem.column - 1 :].startswith("bus=")


def test_an_empty_device_lacks_what_it_needs(schema):
    text, line = changed("<interface type", "<disk/>\n    <interface type")
    (problem,) = schema.validate(text)
    assert (problem.code, problem.subject) == (SchemaCode.MISSING, "target")
    assert (problem.line, problem.path) == (line, "devices/disk[3]")


def test_several_faults_are_all_told_in_order(schema):
    text, _ = changed("cache='none'", "cache='nine'")
    text = text.replace("<source network", "<sauce/><source network")
    assert [(p.code, p.line) for p in schema.validate(text)] == [
        (SchemaCode.BAD_VALUE, 9),
        (SchemaCode.UNKNOWN_ELEMENT, 19),
    ]


def test_a_problem_knows_what_would_fit(schema):
    text, _ = changed("'none'", "'nine'")
    (problem,) = schema.validate(text)
    assert {"none", "writeback", "writethrough"} <= set(problem.known)
    assert problem.value == "nine"
    text, _ = changed("<driver name", "<drvier name")
    assert {"driver", "source", "target"} <= set(schema.validate(text)[0].known)
    text, _ = changed("type='file'", "type='fil'")
    assert {"file", "block", "network"} <= set(schema.validate(text)[0].known)


def test_the_column_and_length_cover_the_fault(schema):
    text, line = changed("cache='none'", "cache='nine'")
    (problem,) = schema.validate(text)
    shown = text.split("\n")[line - 1][problem.column - 1 :]
    assert shown[: problem.length] == "cache='nine'"


def test_places_count_multi_line_tags_comments_and_entities(schema):
    text = DOMAIN.replace("<name>", "<!-- <disk>\n <x> -->\n  <name>").replace("web", "w&amp;b")
    text = text.replace("</devices>", "<disk/><bogus/>\n  </devices>")
    found = {p.subject: p.line for p in schema.validate(text)}
    assert found["bogus"] == text.split("<bogus")[0].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", SchemaCode.EMPTY, 1),
        ("\n\n<domain>\n<a>\n</domain>", SchemaCode.NOT_WELL_FORMED, 5),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><domain/>", SchemaCode.DOCTYPE, 1),
        ("<network/>", SchemaCode.WRONG_ROOT, 1),
        ("<domain><name>\ud800</name></domain>", SchemaCode.NOT_WELL_FORMED, 1),
    ],
)
def test_texts_that_are_no_document(schema, text, code, line):
    (problem,) = schema.validate(text)
    assert (problem.code, problem.line) == (code, line)


def test_too_large_a_text(schema, monkeypatch):
    monkeypatch.setattr("virtgui.documents.document.LARGEST_DOCUMENT", 100)
    assert schema.validate(DOMAIN)[0].code is SchemaCode.TOO_LARGE


def test_problems_are_not_without_end(schema):
    text = DOMAIN.replace("<devices>", "<devices>" + "<bogus/>" * 500)
    assert len(schema.validate(text)) == 100


def test_a_schema_serves_any_thread_one_after_the_other(schema):
    text, _ = changed("'none'", "'nine'")
    answers = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: answers.append(schema.validate(text)))
        thread.start()
        thread.join()
    assert answers[0] == answers[1] == answers[2] == schema.validate(text)


def corpus_files():
    if not CORPUS:
        return []
    return [
        (root, path)
        for kind, root in KINDS.items()
        for path in sorted(Path(CORPUS, kind).glob("*.xml"))
    ]


# libvirt writes "invalid" into the names of what its schema shall refuse.
def test_exactly_what_libvirt_calls_invalid_is_refused():
    schemas, wrong, refused = SchemaSet(FOLDER), [], 0
    for root, path in corpus_files():
        text = path.read_text("utf-8")
        problems = schemas.schema(root).validate(text)
        refused += bool(problems)
        if problems and not path.stem.endswith("-invalid"):
            wrong.append((path.name, problems[:2]))
        last = text.count("\n") + 1
        if any(not 1 <= p.line <= last or p.code is SchemaCode.OTHER for p in problems):
            wrong.append((path.name, "place"))
    assert not wrong
    assert refused >= (30 if CORPUS else 0)


def test_the_rewritten_grammar_says_the_same_as_the_installed_one():
    whole = etree.RelaxNG(file=str(FOLDER / "domain.rng"))
    own = etree.RelaxNG(element_grammar(read_grammar(FOLDER, "domain.rng")))
    paths = [path for root, path in corpus_files() if root == "domain"][::3]
    texts = [path.read_bytes() for path in paths]
    texts += [DOMAIN.encode(), DOMAIN.replace("none", "nine").encode()]
    for text in texts:
        root = etree.fromstring(text)
        assert whole.validate(root) == own.validate(root)


def test_completion_of_elements_follows_the_path(model):
    assert model.elements(()) == ("domain",)
    assert {"devices", "memory", "qemu:commandline"} <= set(model.elements(("domain",)))
    assert {"driver", "source", "target"} <= set(model.elements(("domain", "devices", "disk")))
    disk = model.attributes(("domain", "devices", "disk", "source"))
    interface = model.attributes(("domain", "devices", "interface", "source"))
    assert "file" in disk
    assert "file" not in interface
    assert "bridge" in interface
    assert model.elements(("domain", "nothing")) == ()
    assert not model.knows(("domain", "nothing"))
    assert "qemu:arg" in model.elements(("domain", "qemu:commandline"))


def test_completion_of_values(model):
    path = ("domain", "devices", "disk", "driver")
    cache = model.values(path, "cache")
    assert set(cache.known) >= {"none", "writeback"}
    assert not cache.is_open
    assert model.values(path, "iothread").is_open
    assert model.values(path, "bogus").known == ()
    assert set(model.values(("domain", "os", "type")).known) >= {"hvm", "exe"}
    assert model.values(("domain", "memory")).is_open
    assert model.values(("domain", "nothing")).known == ()


def test_a_grammar_that_leads_back_to_itself_is_no_trap(model):
    path = ("domain", "devices", "disk", *["backingStore"] * 40)
    assert "backingStore" in model.elements(path)


def test_what_libvirt_keeps_for_itself_is_not_offered(model):
    assert "privateData" not in model.elements(("domain", "devices", "disk"))


def test_no_schema_no_check(tmp_path):
    assert find_schemas((tmp_path,)) is None
    with pytest.raises(SchemaMissingError):
        SchemaSet(None).schema("domain")
    with pytest.raises(SchemaMissingError):
        Schema(FOLDER, "bogus")
    with pytest.raises(SchemaMissingError):
        Schema(tmp_path, "domain")


def write(folder, name, inside):
    ns = "xmlns='http://relaxng.org/ns/structure/1.0'"
    (folder / name).write_text(f"<grammar {ns}>{inside}</grammar>")


@pytest.mark.parametrize("href", ["../out.rng", "/etc/passwd", "http://x/y.rng", "gone.rng", ""])
def test_nothing_outside_of_the_folder_is_read(tmp_path, href):
    inner = tmp_path / "in"
    inner.mkdir()
    write(tmp_path, "out.rng", "")
    write(inner, "a.rng", f"<include href='{href}'/><start><text/></start>")
    with pytest.raises(GrammarError):
        read_grammar(inner, "a.rng")


def test_damaged_grammars_are_refused(tmp_path):
    (tmp_path / "a.rng").write_text("<grammar>")
    (tmp_path / "b.rng").write_text("<other/>")
    write(tmp_path, "c.rng", "")
    for name in ("a.rng", "b.rng", "c.rng"):
        with pytest.raises(GrammarError):
            read_grammar(tmp_path, name)


def test_definitions_are_combined_and_replaced(tmp_path):
    one = "<define name='{}'{}><element name='{}'><text/></element></define>"
    write(tmp_path, "inner.rng", one.format("a", "", "x") + one.format("b", "", "z"))
    replaced = one.format("b", "", "w")
    start = "<start><element name='r'><ref name='a'/><ref name='b'/></element></start>"
    more = one.format("a", " combine='choice'", "y")
    write(tmp_path, "domain.rng", f"<include href='inner.rng'>{replaced}</include>{start}{more}")
    model_of = Schema(tmp_path, "domain").completion()
    assert model_of.elements(("r",)) == ("w", "x", "y")


def test_the_version_is_read_from_the_library_beside_the_schemas(tmp_path):
    folder = tmp_path / "share" / "libvirt" / "schemas"
    folder.mkdir(parents=True)
    assert installed_version(folder) == ""
    place = tmp_path / "lib" / "x86_64-linux-gnu"
    place.mkdir(parents=True)
    (place / "libvirt.so.0.10003.0").touch()
    assert installed_version(folder) == "10.3.0"


def test_names_are_shown_as_documents_write_them():
    assert shown_name("{http://libvirt.org/schemas/domain/qemu/1.0}arg") == "qemu:arg"
    assert shown_name("disk") == "disk"
