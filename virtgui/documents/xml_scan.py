"""Where things stand in the text of XML, also while it is being typed and broken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple


class TokenKind(Enum):
    """What a stretch of text is."""

    START = "start"
    EMPTY = "empty"
    END = "end"
    TEXT = "text"
    COMMENT = "comment"
    CDATA = "cdata"
    OTHER = "other"
    """A processing instruction or a declaration."""


class Token(NamedTuple):
    """A stretch of text; `name` is the element's for tags. Offsets count characters.

    A named tuple, since thousands are made at each key and a data class takes three times as long.
    """

    kind: TokenKind
    start: int
    end: int
    name: str = ""
    is_closed: bool = True
    """False for a tag or comment whose end has not been typed."""


@dataclass(frozen=True, slots=True)
class AttributePlace:
    """Where an attribute stands: its name, and its value without the quotes."""

    name: str
    start: int
    end: int
    value_start: int
    value_end: int


NAME_PATTERN: Final = r"[^\s<>/=\"'&!?]+"
_TAG: Final = rf"<(/?)({NAME_PATTERN})((?:[^<>\"']++|\"[^\"<]*\"|'[^'<]*')*+)(>?)"
_MARK: Final = re.compile(
    rf"(?P<comment><!--)|(?P<cdata><!\[CDATA\[)|(?P<other><[!?])|(?P<tag>{_TAG})|(?P<bare></?)"
)
_ENDS: Final = (
    ("comment", TokenKind.COMMENT, "-->"),
    ("cdata", TokenKind.CDATA, "]]>"),
    ("other", TokenKind.OTHER, ">"),
)
_ATTRIBUTE: Final = re.compile(rf"({NAME_PATTERN})\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")


def scan(text: str) -> Iterator[Token]:
    """Split a text into tokens that follow each other without a gap; never fails."""
    position = 0
    while position < len(text):
        match = _MARK.search(text, position)
        start = match.start() if match else len(text)
        if start > position:
            yield Token(TokenKind.TEXT, position, start)
        if match is None:
            return
        token = _tag_token(match) if match["tag"] else _marked_token(text, match)
        yield token
        position = token.end


def _tag_token(match: re.Match[str]) -> Token:
    slash, name, inner, end = match.group(5, 6, 7, 8)
    kind = TokenKind.END if slash else TokenKind.START
    if kind is TokenKind.START and inner.rstrip().endswith("/"):
        kind = TokenKind.EMPTY
    return Token(kind, match.start(), match.end(), name, bool(end))


def _marked_token(text: str, match: re.Match[str]) -> Token:
    start = match.start()
    for group, kind, end_mark in _ENDS:
        if match[group]:
            found = text.find(end_mark, match.end())
            end = found + len(end_mark) if found >= 0 else len(text)
            return Token(kind, start, end, is_closed=found >= 0)
    return Token(TokenKind.START, start, match.end(), is_closed=False)


def attributes_of(text: str, token: Token) -> Iterator[AttributePlace]:
    """Return where the attributes of a start tag stand, those with a whole value."""
    begin = token.start + 1 + len(token.name)
    for match in _ATTRIBUTE.finditer(text, begin, token.end):
        group = 2 if match[2] is not None else 3
        value = match.start(group), match.end(group)
        yield AttributePlace(match[1], match.start(), match.end(), *value)


def pairs_of(tokens: tuple[Token, ...]) -> dict[int, int]:
    """Return which tag closes which, both ways, as positions in `tokens`.

    A closing tag without a partner is left alone; an opening one that nothing closes is too.
    """
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for position, token in enumerate(tokens):
        if token.kind is TokenKind.START and token.name:
            stack.append(position)
        elif token.kind is TokenKind.END:
            opened = _opener(tokens, stack, token.name)
            if opened is not None:
                pairs[opened] = position
                pairs[position] = opened
    return pairs


def _opener(tokens: tuple[Token, ...], stack: list[int], name: str) -> int | None:
    """Take the nearest opening tag of that name, and what nothing closed above it, off a stack."""
    for depth in range(len(stack) - 1, -1, -1):
        if tokens[stack[depth]].name == name:
            found = stack[depth]
            del stack[depth:]
            return found
    return None


class Lines:
    """Turns offsets into lines and columns, both from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset."""
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            if self._starts[middle] <= offset:
                low = middle
            else:
                high = middle
        return low + 1, offset - self._starts[low] + 1
