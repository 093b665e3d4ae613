"""Our labels in a domain's metadata."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from virtgui.core.values.domain_config import (
    LabelProblem,
    Labels,
    group_problem,
    normal_group,
    notes_problem,
    tag_problem,
)
from virtgui.documents.document import DocumentError
from virtgui.documents.metadata import (
    NAMESPACE,
    PREFIX,
    LabelError,
    labels_element,
    read_labels,
)

DOMAIN = """<domain><name>a</name><metadata>
  <o:x xmlns:o="urn:o"/>
  <v:machine xmlns:v="https://virtgui.org/xmlns/machine/1">
    <v:tag> prod </v:tag><v:tag>web</v:tag><v:tag>prod</v:tag><v:tag/>
    <!-- a comment --><v:later>1</v:later>
    <v:group>/a// b /</v:group><v:notes>x &amp; y</v:notes>
  </v:machine></metadata></domain>"""


def test_labels_are_read_from_a_domain():
    assert read_labels(DOMAIN) == Labels(("prod", "web"), "a/b", "x & y")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "<domain/>",
        "<domain><metadata/></domain>",
        "<machine/>",
        "<domain><metadata><machine><tag>other</tag></machine></metadata></domain>",
    ],
)
def test_no_labels(text):
    assert read_labels(text) == Labels()


def test_all_forms_of_our_element_are_read():
    bare = "<machine><tag>a</tag></machine>"
    default = f'<machine xmlns="{NAMESPACE}"><tag>a</tag></machine>'
    prefixed = f'<{PREFIX}:machine xmlns:{PREFIX}="{NAMESPACE}"><{PREFIX}:tag>a</{PREFIX}:tag>'
    for text in (bare, default, f"{prefixed}</{PREFIX}:machine>"):
        assert read_labels(text) == Labels(("a",))
        assert read_labels(etree.fromstring(text)) == Labels(("a",))


def test_bad_xml_is_refused():
    with pytest.raises(DocumentError):
        read_labels("<machine>")


def test_the_element_declares_no_namespace_for_libvirt_adds_it():
    text = labels_element(Labels(("a",), "b/c", "<n>"))
    assert text == "<machine><tag>a</tag><group>b/c</group><notes>&lt;n&gt;</notes></machine>"


def test_empty_labels_are_the_empty_text():
    assert labels_element(Labels()) == ""
    assert labels_element(Labels(notes=" \n", group="//")) == ""


@pytest.mark.parametrize(
    ("labels", "part", "code"),
    [
        (Labels(("ok", "two words")), "tag", LabelProblem.BAD_CHARACTER),
        (Labels(("a,b",)), "tag", LabelProblem.BAD_CHARACTER),
        (Labels(("-a",)), "tag", LabelProblem.BAD_CHARACTER),
        (Labels(("!a",)), "tag", LabelProblem.BAD_CHARACTER),
        (Labels(("a\x00",)), "tag", LabelProblem.BAD_CHARACTER),
        (Labels(("",)), "tag", LabelProblem.EMPTY),
        (Labels(("x" * 41,)), "tag", LabelProblem.TOO_LONG),
        (Labels(group="a\nb"), "group", LabelProblem.BAD_CHARACTER),
        (Labels(group="x" * 201), "group", LabelProblem.TOO_LONG),
        (Labels(notes="bell \x07"), "notes", LabelProblem.BAD_CHARACTER),
        (Labels(notes="\ud800"), "notes", LabelProblem.BAD_CHARACTER),
        (Labels(notes="\uffff"), "notes", LabelProblem.BAD_CHARACTER),
        (Labels(notes="x" * 20_001), "notes", LabelProblem.TOO_LONG),
    ],
)
def test_labels_that_cannot_be_kept_are_refused(labels, part, code):
    with pytest.raises(LabelError) as caught:
        labels_element(labels)
    assert (caught.value.part, caught.value.code) == (part, code)


any_tag = st.text(min_size=1, max_size=12).filter(lambda text: tag_problem(text) is None)
any_group = st.text(max_size=20).filter(lambda text: group_problem(text) is None)
any_notes = st.text(max_size=60).filter(lambda text: notes_problem(text) is None)


@given(st.lists(any_tag, max_size=4, unique=True).map(tuple), any_group, any_notes)
def test_written_labels_are_read_back(tags, group, notes):
    labels = Labels(tags, normal_group(group), notes if notes.strip() else "")
    assert read_labels(labels_element(Labels(tags, group, notes))) == labels


@given(st.text(max_size=30))
def test_any_notes_make_xml_or_are_refused(notes):
    try:
        text = labels_element(Labels(("t",), "", notes))
    except LabelError:
        assert notes_problem(notes) is not None
        return
    assert etree.fromstring(text)[0].text == "t"
