"""Indentation changes blanks between tags and nothing else."""

import os
from pathlib import Path

import pytest

from virtgui.documents.document import DocumentError, canonical_form, parse_root
from virtgui.documents.xml_format import format_xml

DATA = Path(__file__).parent / "data"
CORPUS = os.environ.get("VIRTGUI_XML_CORPUS")


def canonical(text):
    return canonical_form(parse_root(text, keep_blanks=False))


def files():
    more = sorted(Path(CORPUS).glob("*/*.xml"))[::7] if CORPUS else []
    return [*sorted(DATA.glob("*.xml")), *more]


def test_a_document_is_indented():
    text = "<a  x='1'><b>t</b><!-- c --><c><d/></c>\n\n\n<e></e></a>"
    assert format_xml(text) == (
        "<a  x='1'>\n  <b>t</b>\n  <!-- c -->\n  <c>\n    <d/>\n  </c>\n  <e></e>\n</a>\n"
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<b>  </b>",
        "<b>one <c/> two</b>",
        "<b><![CDATA[ x ]]><c/></b>",
        '<b xml:space="preserve"> <c/> </b>',
        "<b>one <c> <d/> </c></b>",
        "<b>&#32;</b>",
        "<b>&#32;<c/></b>",
    ],
)
def test_content_is_not_touched(inside):
    assert format_xml(f"<a>{inside}</a>") == f"<a>\n  {inside}\n</a>\n"


def test_what_stands_around_the_root_stays():
    text = "<?xml version='1.0'?><!-- one --><a/><!-- two -->"
    assert format_xml(text) == "<?xml version='1.0'?>\n<!-- one -->\n<a/>\n<!-- two -->\n"


def test_all_documents_keep_their_meaning_and_are_formatted_once_for_all():
    for path in files():
        text = path.read_text("utf-8")
        done = format_xml(text)
        assert canonical(done) == canonical(text), path
        assert format_xml(done) == done, path


def test_what_is_not_xml_is_refused():
    with pytest.raises(DocumentError):
        format_xml("<a><b></a>")
