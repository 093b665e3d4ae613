"""The text of XML while it is edited: its colours, its folds, the place of the cursor."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from virtgui.documents.xml_format import INDENT
from virtgui.documents.xml_scan import (
    NAME_PATTERN,
    Lines,
    Token,
    TokenKind,
    attributes_of,
    pairs_of,
    scan,
)


class SpanKind(Enum):
    """What a stretch of a line is, for its colour."""

    TAG = "tag"
    ATTRIBUTE = "attribute"
    VALUE = "value"
    COMMENT = "comment"
    ENTITY = "entity"
    CDATA = "cdata"
    INSTRUCTION = "instruction"
    MARK = "mark"
    """Brackets, slashes and equal signs."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line in one colour."""

    start: int
    length: int
    kind: SpanKind


class LineState:
    """What a line ends in, as the number that a highlighter keeps for each block."""

    TEXT: Final = 0
    COMMENT: Final = 1
    CDATA: Final = 2
    INSTRUCTION: Final = 3
    TAG: Final = 4
    DOUBLE: Final = 5
    SINGLE: Final = 6


_TEXT_MARK: Final = re.compile(rf"<!--|<!\[CDATA\[|<[?!]|</?(?:{NAME_PATTERN})?|&[#\w]*;?")
_TAG_MARK: Final = re.compile(rf"/?>|=|\"|'|<|{NAME_PATTERN}")
_OPENINGS: Final = (
    ("<!--", LineState.COMMENT),
    ("<![CDATA[", LineState.CDATA),
    ("<?", LineState.INSTRUCTION),
    ("<!", LineState.INSTRUCTION),
)
_CLOSINGS: Final = (
    ("", SpanKind.MARK),
    ("-->", SpanKind.COMMENT),
    ("]]>", SpanKind.CDATA),
    (">", SpanKind.INSTRUCTION),
    ("", SpanKind.MARK),
    ('"', SpanKind.VALUE),
    ("'", SpanKind.VALUE),
)
"""By state: what ends it, and what the stretch is."""


class _LineScan:
    """One pass over a line."""

    def __init__(self, line: str, state: int) -> None:
        self.line = line
        self.state = max(state, LineState.TEXT)
        self.spans: list[Span] = []
        self.position = 0

    def run(self) -> None:
        while self.position < len(self.line):
            if self.state == LineState.TEXT:
                self._text()
            elif self.state == LineState.TAG:
                self._tag()
            else:
                self._until_end()

    def _add(self, start: int, end: int, kind: SpanKind) -> None:
        if end > start:
            self.spans.append(Span(start, end - start, kind))

    def _text(self) -> None:
        match = _TEXT_MARK.search(self.line, self.position)
        if match is None:
            self.position = len(self.line)
            return
        self.position = match.start()
        for opening, state in _OPENINGS:
            if match[0] == opening:
                self.state = state
                self._until_end(len(opening))
                return
        self.position = match.end()
        if match[0].startswith("&"):
            self._add(match.start(), match.end(), SpanKind.ENTITY)
            return
        self.state = LineState.TAG
        name = match.start() + (2 if match[0].startswith("</") else 1)
        self._add(match.start(), name, SpanKind.MARK)
        self._add(name, match.end(), SpanKind.TAG)

    def _tag(self) -> None:
        match = _TAG_MARK.search(self.line, self.position)
        if match is None:
            self.position = len(self.line)
            return
        self.position = match.end()
        found = match[0]
        if found in ('"', "'"):
            self.position = match.start()
            self.state = LineState.DOUBLE if found == '"' else LineState.SINGLE
            self._until_end(1)
        elif found == "<":
            self.position, self.state = match.start(), LineState.TEXT
        elif found in (">", "/>", "="):
            self._add(match.start(), match.end(), SpanKind.MARK)
            self.state = LineState.TAG if found == "=" else LineState.TEXT
        else:
            self._add(match.start(), match.end(), SpanKind.ATTRIBUTE)

    def _until_end(self, skip: int = 0) -> None:
        closing, kind = _CLOSINGS[self.state]
        found = self.line.find(closing, self.position + skip)
        end = found + len(closing) if found >= 0 else len(self.line)
        self._add(self.position, end, kind)
        self.position = end
        if found >= 0:
            is_value = kind is SpanKind.VALUE
            self.state = LineState.TAG if is_value else LineState.TEXT


def line_spans(line: str, state: int) -> tuple[tuple[Span, ...], int]:
    """Return the coloured stretches of a line, and the state in which it ends.

    Args:
        line: One line.
        state: In which the line before ended; below 0 for the first.
    """
    scanner = _LineScan(line, state)
    scanner.run()
    return tuple(scanner.spans), scanner.state


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines (from 0) that can be hidden: those after the first up to the last."""

    first: int
    last: int
    depth: int


class XmlLayout:
    """What is known of one version of a text: tokens, pairs of tags, folds."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: tuple[Token, ...] = tuple(scan(text))
        self.pairs = pairs_of(self.tokens)
        self._lines = Lines(text)

    def folds(self) -> tuple[Fold, ...]:
        """Return what can be folded: elements and comments of more than one line, outer first.

        Where several begin in one line, that line folds the largest of them.
        """
        found: dict[int, Fold] = {}
        depth = 0
        for position, token in enumerate(self.tokens):
            if token.kind is TokenKind.END:
                depth = max(0, depth - 1)
            fold = self._fold(position, depth)
            if fold is not None:
                found.setdefault(fold.first, fold)
            if token.kind is TokenKind.START:
                depth += 1
        return tuple(found.values())

    def _fold(self, position: int, depth: int) -> Fold | None:
        token = self.tokens[position]
        if token.kind is TokenKind.START and position in self.pairs:
            # The closing tag's line is hidden too where nothing else stands in it.
            last = self._lines.place(self.tokens[self.pairs[position]].end - 1)[0] - 1
        elif token.kind in (TokenKind.COMMENT, TokenKind.EMPTY):
            last = self._lines.place(token.end - 1)[0] - 1
        else:
            return None
        first = self._lines.place(token.start)[0] - 1
        return Fold(first, last, depth) if last > first else None

    def matching_tags(self, position: int) -> tuple[tuple[int, int], ...]:
        """Return start and length of the names of the tag at a position and of its partner."""
        number = self._tag_at(position)
        if number is None:
            return ()
        tokens = [self.tokens[number]]
        partner = self.pairs.get(number)
        if partner is not None:
            tokens.append(self.tokens[partner])
        elif tokens[0].kind is not TokenKind.EMPTY:
            return ()
        return tuple(sorted((_name_start(token), len(token.name)) for token in tokens))

    def _tag_at(self, position: int) -> int | None:
        low, high = 0, len(self.tokens)
        while high - low > 1:
            middle = (low + high) // 2
            if self.tokens[middle].start <= position:
                low = middle
            else:
                high = middle
        for number in (low, low - 1):
            if 0 <= number < len(self.tokens):
                token = self.tokens[number]
                if token.name and token.start <= position <= token.end:
                    return number
        return None


def _name_start(token: Token) -> int:
    return token.start + (2 if token.kind is TokenKind.END else 1)


class Wanted(Enum):
    """What may be typed at the cursor."""

    NOTHING = "nothing"
    ELEMENT = "element"
    CLOSING = "closing"
    ATTRIBUTE = "attribute"
    VALUE = "value"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class CursorPlace:
    """Where the cursor stands in XML that may be broken.

    Attributes:
        wanted: What is being typed.
        path: Names of the elements that are open there, from the root; the one whose tag the
            cursor is in is the last of them for attributes and values.
        prefix: What has been typed of it.
        start: Where the prefix begins.
        attribute: Name, for values.
        present: Names of the attributes that the tag has.
    """

    wanted: Wanted
    path: tuple[str, ...] = ()
    prefix: str = ""
    start: int = 0
    attribute: str = ""
    present: frozenset[str] = frozenset()


_IN_VALUE: Final = re.compile(rf"({NAME_PATTERN})\s*=\s*([\"'])([^\"'<]*)\Z")
_NAME_ONLY: Final = re.compile(rf"<(/?)({NAME_PATTERN})?\Z")
_IN_NAME: Final = re.compile(rf"[\s\"']({NAME_PATTERN})?\Z")


def cursor_place(text: str, position: int) -> CursorPlace:
    """Return what may be typed at an offset of a text."""
    before = text[:position]
    path, last = _open_elements(before)
    if last is None or last.kind is TokenKind.TEXT:
        return _in_text(before, path)
    if last.is_closed:
        return _in_text(before, path)
    if last.kind in (TokenKind.COMMENT, TokenKind.CDATA, TokenKind.OTHER):
        return CursorPlace(Wanted.NOTHING, path, start=position)
    return _in_tag(text, before, path, last)


def _open_elements(before: str) -> tuple[tuple[str, ...], Token | None]:
    """Return the names of the elements that are open, and the last token."""
    stack: list[str] = []
    last: Token | None = None
    for token in scan(before):
        last = token
        if not token.is_closed:
            # Text like "<dri" before the next "<" is a tag that is being typed, not an element.
            continue
        if token.kind is TokenKind.START:
            stack.append(token.name)
        elif token.kind is TokenKind.END and token.name in stack:
            while stack.pop() != token.name:
                pass
    return tuple(stack), last


def _in_text(before: str, path: tuple[str, ...]) -> CursorPlace:
    # A quote that is open keeps the scanner from seeing the tag as a tag.
    opened = before.rfind("<")
    if opened > before.rfind(">") and (match := _IN_VALUE.search(before, opened)):
        name = re.match(NAME_PATTERN, before[opened + 1 :])
        if name is not None:
            return _value(match, (*path, name[0]))
    start = max(before.rfind(">"), before.rfind("\n")) + 1
    prefix = before[start:].lstrip()
    return CursorPlace(Wanted.TEXT, path, prefix, len(before) - len(prefix))


def _value(match: re.Match[str], path: tuple[str, ...]) -> CursorPlace:
    return CursorPlace(Wanted.VALUE, path, match[3], match.start(3), match[1])


def _in_tag(text: str, before: str, path: tuple[str, ...], tag: Token) -> CursorPlace:
    piece = before[tag.start :]
    if match := _NAME_ONLY.search(piece):
        wanted = Wanted.CLOSING if match[1] else Wanted.ELEMENT
        prefix = match[2] or ""
        return CursorPlace(wanted, path, prefix, len(before) - len(prefix))
    inner = (*path, tag.name)
    if match := _IN_VALUE.search(before, tag.start):
        return _value(match, inner)
    match = _IN_NAME.search(piece)
    if tag.kind is TokenKind.END or match is None:
        return CursorPlace(Wanted.NOTHING, inner, start=len(before))
    prefix = match[1] or ""
    start = len(before) - len(prefix)
    present = _present(text, tag, start)
    return CursorPlace(Wanted.ATTRIBUTE, inner, prefix, start, present=present)


def _present(text: str, tag: Token, typed: int) -> frozenset[str]:
    end = len(text)
    for mark in ("<", ">"):
        found = text.find(mark, tag.start + 1)
        end = min(end, found if found >= 0 else end)
    whole = Token(TokenKind.START, tag.start, end, tag.name)
    return frozenset(a.name for a in attributes_of(text, whole) if a.start != typed)


def closing_name(text: str, position: int) -> str:
    """Return the name of the element that a closing tag at an offset would close, or empty."""
    path, _ = _open_elements(text[:position])
    return path[-1] if path else ""


_LEADING: Final = re.compile(r"[ \t]*")
_OPENS: Final = re.compile(rf"<{NAME_PATTERN}(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*(?<!/)>\s*\Z")


def indent_after(before: str, after: str) -> tuple[str, str]:
    """Return what Enter puts in: before the cursor, and behind it.

    Args:
        before: The line up to the cursor.
        after: The rest of the line.

    Between an opening tag and its closing one the closing tag goes to a line of its own.
    """
    match = _LEADING.match(before)
    level = match[0] if match else ""
    if not _OPENS.search(before):
        return "\n" + level, ""
    if after.lstrip().startswith("</"):
        return "\n" + level + INDENT, "\n" + level
    return "\n" + level + INDENT, ""


def outdented(line: str) -> int:
    """Return how many blanks at the start of a line one step back takes away."""
    if line.startswith("\t"):
        return 1
    return min(len(INDENT), len(line) - len(line.lstrip(" ")))


def change_between(old: str, new: str) -> tuple[int, int, str]:
    """Return the smallest single replacement: start and end in the old text, and what comes there.

    Whole texts that differ in one place keep everything else, so that cursors and undo do.
    """
    start = _common_start(old, new)
    end = _common_start(old[start:][::-1], new[start:][::-1])
    return start, len(old) - end, new[start : len(new) - end]


def _common_start(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
