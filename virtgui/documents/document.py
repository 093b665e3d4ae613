"""A libvirt document: parsed safely, edited in place, compared in its canonical form."""

import hashlib
from enum import Enum
from typing import Final, Self

from lxml import etree

from virtgui.documents.properties import XmlView

LARGEST_DOCUMENT: Final = 32 * 1024 * 1024
"""The longest text that is parsed, in bytes; libvirt's own limit for a reply is half of it."""

_BOM: Final = "\ufeff"
_CANNOT_ENCODE: Final = "surrogate"


class DocumentProblem(Enum):
    """Why a text is not a document that the program takes."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BAD_CHARACTER = "bad_character"
    DOCTYPE = "doctype"
    MALFORMED = "malformed"
    WRONG_ROOT = "wrong_root"


class DocumentError(ValueError):
    """A text that is refused as a document.

    Attributes:
        code: Why.
        line: Where, from 1; 0 where no place can be told.
        column: Where in the line, from 1; 0 where no place can be told.
        detail: What the parser says, in English, or the name of a wrong root.
    """

    def __init__(
        self, code: DocumentProblem, line: int = 0, column: int = 0, detail: str = ""
    ) -> None:
        super().__init__(f"{code.value} at {line}:{column}: {detail}")
        self.code = code
        self.line = line
        self.column = column
        self.detail = detail


class Document(XmlView):
    """A whole document; its declared properties read and change the tree in place."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a text.

        Raises:
            DocumentError: The text is refused.
        """
        return cls(parse_root(text))

    def text(self) -> str:
        """Return the document as text, with comments around the root and no XML declaration."""
        root = self.element
        before = reversed(list(root.itersiblings(preceding=True)))
        # The parser drops the line breaks between what stands beside the root.
        nodes = (*before, root, *root.itersiblings())
        return "\n".join(
            etree.tostring(node, encoding="unicode", with_tail=False) for node in nodes
        )

    def canonical(self) -> bytes:
        """Return the form in which indentation, quotes and order of attributes do not matter."""
        return canonical_form(parse_root(self.text(), keep_blanks=False))

    def digest(self) -> str:
        """Return the SHA-256 of the canonical form, in hexadecimal digits."""
        return digest_of(self.canonical())

    def copy(self) -> Self:
        """Return an independent copy to edit."""
        return type(self).parse(self.text())


def parse_document(text: str) -> Document:
    """Parse any libvirt document.

    Raises:
        DocumentError: The text is refused.
    """
    return Document.parse(text)


def parse_root(text: str, *, keep_blanks: bool = True) -> etree._Element:
    """Parse a text into its root element; nothing is fetched and no entity is expanded.

    Args:
        text: The document. An encoding that it declares does not count.
        keep_blanks: False drops the indentation, for documents that are only read.

    Raises:
        DocumentError: The text is refused: too large, not well-formed, or with a DOCTYPE,
            which libvirt never writes and which is the way to all attacks by XML.
    """
    data = _checked_bytes(text)
    try:
        root = etree.fromstring(data, _make_parser(keep_blanks))
    except etree.XMLSyntaxError as error:
        line, column = error.position
        code = DocumentProblem.MALFORMED
        raise DocumentError(code, line or 0, column or 0, error.msg or "") from None
    # The check before parsing is the one that counts; this one would catch its mistakes.
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError(DocumentProblem.DOCTYPE)
    return root


def _make_parser(keep_blanks: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        strip_cdata=False,
        remove_blank_text=not keep_blanks,
    )


def _checked_bytes(text: str) -> bytes:
    text = text.removeprefix(_BOM).lstrip()
    if not text:
        raise DocumentError(DocumentProblem.EMPTY)
    if len(text) > LARGEST_DOCUMENT:
        raise DocumentError(DocumentProblem.TOO_LARGE)
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        line, column = _place(text, error.start)
        code = DocumentProblem.BAD_CHARACTER
        raise DocumentError(code, line, column, _CANNOT_ENCODE) from None
    if len(data) > LARGEST_DOCUMENT:
        raise DocumentError(DocumentProblem.TOO_LARGE)
    _refuse_doctype(text)
    return data


def _place(text: str, position: int) -> tuple[int, int]:
    line_start = text.rfind("\n", 0, position) + 1
    return text.count("\n", 0, position) + 1, position - line_start + 1


def _refuse_doctype(text: str) -> None:
    """Refuse a DOCTYPE, which may stand only before the root, among comments and instructions."""
    position = 0
    while True:
        while text[position : position + 1].isspace():
            position += 1
        if text.startswith("<!--", position):
            end = text.find("-->", position + 4)
        elif text.startswith("<?", position):
            end = text.find("?>", position + 2)
        else:
            break
        if end < 0:
            return
        position = text.index(">", end) + 1
    if text.startswith("<!DOCTYPE", position):
        line, column = _place(text, position)
        raise DocumentError(DocumentProblem.DOCTYPE, line, column)


def canonical_form(root: etree._Element) -> bytes:
    """Return the canonical XML of an element parsed without blanks."""
    return etree.tostring(root, method="c14n")


def digest_of(canonical: bytes) -> str:
    """Return the SHA-256 of a canonical form, in hexadecimal digits."""
    return hashlib.sha256(canonical).hexdigest()
