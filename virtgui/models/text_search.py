"""Search and replacement in a text, as an editor offers it."""

import re
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRegularExpression, QRegularExpressionMatch

MOST_HITS: Final = 10_000
_GROUP: Final = re.compile(r"\\(\d|\\|n|t)")
_LETTERS: Final = (("n", "\n"), ("t", "\t"), ("\\", "\\"))


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """What is looked for, and how."""

    text: str
    match_case: bool = False
    whole_word: bool = False
    is_regex: bool = False

    def expression(self) -> QRegularExpression:
        """Return the compiled expression; it is invalid where the reader's own is."""
        # Qt's engine gives up on expressions that would run for ever, Python's does not.
        pattern = self.text if self.is_regex else QRegularExpression.escape(self.text)
        if self.whole_word:
            pattern = rf"\b(?:{pattern})\b"
        options = QRegularExpression.PatternOption.MultilineOption
        options |= QRegularExpression.PatternOption.UseUnicodePropertiesOption
        if not self.match_case:
            options |= QRegularExpression.PatternOption.CaseInsensitiveOption
        return QRegularExpression(pattern, options)


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that was found, in Qt's positions, and what is put there instead."""

    start: int
    length: int
    groups: tuple[str, ...] = ()


def find_all(text: str, term: SearchTerm) -> tuple[Hit, ...]:
    """Return all hits that are not empty, up to ten thousand."""
    expression = term.expression()
    if not term.text or not expression.isValid():
        return ()
    found: list[Hit] = []
    matches = expression.globalMatch(text)
    while matches.hasNext() and len(found) < MOST_HITS:
        match = matches.next()
        if match.capturedLength():
            found.append(_hit(match, term))
    return tuple(found)


def _hit(match: QRegularExpressionMatch, term: SearchTerm) -> Hit:
    groups = tuple(match.capturedTexts()) if term.is_regex else ()
    return Hit(match.capturedStart(), match.capturedLength(), groups)


def replacement(hit: Hit, wanted: str) -> str:
    """Return what replaces a hit: in expressions a bracket by its number."""
    if not hit.groups:
        return wanted
    letters = dict(_LETTERS)

    def put(match: re.Match[str]) -> str:
        if match[1] in letters:
            return letters[match[1]]
        number = int(match[1])
        return hit.groups[number] if number < len(hit.groups) else ""

    return _GROUP.sub(put, wanted)


def replaced(text: str, hits: tuple[Hit, ...], wanted: str) -> str:
    """Return a text with all hits replaced; hits are in Qt's positions."""
    data = text.encode("utf-16-le", "surrogatepass")
    pieces: list[bytes] = []
    position = 0
    for hit in hits:
        pieces.append(data[position : 2 * hit.start])
        pieces.append(replacement(hit, wanted).encode("utf-16-le", "surrogatepass"))
        position = 2 * (hit.start + hit.length)
    pieces.append(data[position:])
    return b"".join(pieces).decode("utf-16-le", "surrogatepass")
