"""Indentation of XML by its text: nothing but blanks between tags is changed."""

from typing import Final

from virtgui.documents.document import parse_root
from virtgui.documents.xml_scan import Token, TokenKind, scan

INDENT: Final = "  "
_CONTENT: Final = frozenset({TokenKind.CDATA})


def format_xml(text: str) -> str:
    """Return the document with each element on a line of its own, indented by two blanks.

    Elements that hold text, or `xml:space="preserve"`, keep their inside as it is. Comments,
    quotes, entities and the order of attributes stay.

    Raises:
        DocumentError: The text is not well-formed, and is refused.
    """
    parse_root(text)
    tokens = tuple(scan(text))
    kept = _kept(text, tokens)
    pieces: list[str] = []
    depth = 0
    for position, token in enumerate(tokens):
        piece = text[token.start : token.end]
        if token.kind is TokenKind.END:
            depth -= 1
        if position in kept:
            pieces.append(piece)
        elif token.kind is not TokenKind.TEXT:
            pieces.append(("\n" + INDENT * depth if pieces else "") + piece)
        if token.kind is TokenKind.START:
            depth += 1
    return "".join(pieces).strip() + "\n"


def _kept(text: str, tokens: tuple[Token, ...]) -> frozenset[int]:
    """Return which tokens must not be moved: those inside and at the end of elements with text."""
    kept: set[int] = set()
    stack: list[tuple[int, bool]] = []
    for position, token in enumerate(tokens):
        if token.kind is TokenKind.START:
            stack.append((position, 'xml:space="preserve"' in text[token.start : token.end]))
        elif token.kind is TokenKind.END and stack:
            start, is_mixed = stack.pop()
            if is_mixed or _is_leaf(tokens, start, position):
                kept.update(range(start + 1, position + 1))
        elif stack and _is_content(text, token):
            stack[-1] = (stack[-1][0], True)
    return frozenset(kept)


def _is_content(text: str, token: Token) -> bool:
    if token.kind is TokenKind.TEXT:
        return bool(text[token.start : token.end].strip())
    return token.kind in _CONTENT


def _is_leaf(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether there is nothing but text between two tags: blanks there are content."""
    return all(token.kind is TokenKind.TEXT for token in tokens[start + 1 : end])
