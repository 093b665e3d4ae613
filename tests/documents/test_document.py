"""Parsing, text and canonical form of any document."""

import pytest

from virtgui.documents import document as module
from virtgui.documents.document import Document, DocumentError, DocumentProblem, parse_document

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">
]>
<domain><name>&c;</name></domain>"""


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", DocumentProblem.EMPTY, 0, 0),
        (" \n\ufeff"[:2], DocumentProblem.EMPTY, 0, 0),
        ("<a><b></a>", DocumentProblem.MALFORMED, 1, 11),
        ("plain text", DocumentProblem.MALFORMED, 1, 1),
        ("<a>\n  &unknown;</a>", DocumentProblem.MALFORMED, 2, 12),
        ("<a>\x01</a>", DocumentProblem.MALFORMED, 1, 4),
        ("<a>\n \ud800</a>", DocumentProblem.BAD_CHARACTER, 2, 2),
        (LAUGHS, DocumentProblem.DOCTYPE, 2, 1),
        ("<!-- x --><?y z?>\n <!DOCTYPE a><a/>", DocumentProblem.DOCTYPE, 2, 2),
        ('<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', DocumentProblem.DOCTYPE, 1, 1),
        ("<!-- never closed", DocumentProblem.MALFORMED, 1, 18),
        ("<a>" * 5000, DocumentProblem.MALFORMED, 1, 769),
    ],
)
def test_refused_texts_say_why_and_where(text, code, line, column):
    with pytest.raises(DocumentError) as caught:
        parse_document(text)
    error = caught.value
    assert (error.code, error.line) == (code, line)
    assert abs(error.column - column) <= 3


def test_huge_texts_are_refused_before_parsing(monkeypatch):
    monkeypatch.setattr(module, "LARGEST_DOCUMENT", 20)
    assert parse_document("<a>0123456789abc</a>").element.tag == "a"
    for text in ("<a>0123456789abcd</a>", "<a>0123456789abü</a>"):
        with pytest.raises(DocumentError) as caught:
            parse_document(text)
        assert caught.value.code is DocumentProblem.TOO_LARGE


def test_no_file_is_read_by_an_entity(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    text = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'
    with pytest.raises(DocumentError) as caught:
        parse_document(text)
    assert caught.value.code is DocumentProblem.DOCTYPE


def test_a_doctype_in_a_text_or_comment_is_only_text():
    text = "<!-- <!DOCTYPE x> -->\n<a><![CDATA[<!DOCTYPE y>]]></a>"
    assert parse_document(text).text() == text


def test_declared_encodings_do_not_count():
    document = parse_document('<?xml version="1.0" encoding="ISO-8859-1"?>\n<a>ü€</a>')
    assert document.element.text == "ü€"
    assert document.text() == "<a>ü€</a>"


def test_comments_and_foreign_parts_stay_in_the_text():
    text = '<!-- top -->\n<a>\n  <x:b xmlns:x="urn:x" c="1"/><!-- in -->\n</a>'
    assert parse_document(text).text() == text


def test_digest_ignores_form_only():
    base = parse_document('<a x="1" y="2"><b>t</b></a>').digest()
    assert base == parse_document("<a  y='2' x='1'>\n  <b>t</b>\n</a>").digest()
    assert base == parse_document('<a x="1" y="2"><b><![CDATA[t]]></b></a>').digest()
    assert base != parse_document('<a x="1" y="2"><b>u</b></a>').digest()
    assert base != parse_document('<a x="1" y="2"><b>t</b><c/></a>').digest()


def test_a_copy_is_independent():
    document = Document.parse("<a><b/></a>")
    copy = document.copy()
    copy.element.clear()
    assert document.text() == "<a><b/></a>"
