"""The form of a query: words, quotes, fields, operators. What they mean is `search_fields`'."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

_FIELD: Final = re.compile(r"([A-Za-z]+)(:?(?:!=|[<>=]+)|:)")
# Colons belong to these as well: IPv6 and MAC addresses, and web addresses.
_COLON_WORD: Final = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*|[A-Za-z]+://\S*")
_BARE: Final = re.compile(r"[^\W_][\w./@+-]*")
_OR: Final = "OR"


class Wildcard(Enum):
    """The signs that stand for other text."""

    ANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of a term.

    Attributes:
        parts: Literal texts and wildcards in turn.
        start: Where it begins in the query.
        end: Where it ends, exclusive.
        quoted: Whether quotes were used; only then may it be empty on purpose.
    """

    parts: tuple[str | Wildcard, ...]
    start: int
    end: int
    quoted: bool = False

    @property
    def text(self) -> str:
        """The value with its wildcards as typed and without quotes."""
        return "".join(part if isinstance(part, str) else part.value for part in self.parts)

    @property
    def has_wildcards(self) -> bool:
        """Tell whether anything in it stands for other text."""
        return any(isinstance(part, Wildcard) for part in self.parts)

    @property
    def is_missing(self) -> bool:
        """Tell whether no value was typed at all."""
        return not self.parts and not self.quoted


@dataclass(frozen=True, slots=True)
class Token:
    """One term of a query as typed, or an OR between terms.

    Attributes:
        start: Where it begins in the query.
        end: Where it ends, exclusive.
        body: Where it begins after the signs of negation.
        value: Where its value begins.
        negated: Whether it was negated, an even number of times counting as not.
        field: The field's name in lower case, or empty for a plain word.
        operator: As typed (":", ">=", ...), or empty for a plain word.
        pieces: The values; a plain word has one.
        quote_at: Where a quote was opened and not closed, or None.
        is_or: Whether this is "OR" or "|".
    """

    start: int
    end: int
    body: int = 0
    value: int = 0
    negated: bool = False
    field: str = ""
    operator: str = ""
    pieces: tuple[Piece, ...] = ()
    quote_at: int | None = None
    is_or: bool = False


class _PieceReader:
    """Reads the values of one term, up to a blank or a bar outside of quotes."""

    def __init__(self, text: str, position: int, *, has_list: bool) -> None:
        self._text = text
        self._has_list = has_list
        self._start = position
        self._parts: list[str | Wildcard] = []
        self._literal: list[str] = []
        self._quoted = False
        self.position = position
        self.pieces: list[Piece] = []
        self.quote_at: int | None = None

    def read(self) -> None:
        while self.position < len(self._text) and not self._at_end():
            self._step(self._text[self.position])
        self._close_piece()

    def _at_end(self) -> bool:
        char = self._text[self.position]
        return self.quote_at is None and (char.isspace() or char == "|")

    def _step(self, char: str) -> None:
        if char == '"':
            self.quote_at = self.position if self.quote_at is None else None
            self._quoted = True
        elif self.quote_at is not None:
            self._literal.append(self._unescaped(char))
        elif char == "," and self._has_list:
            self._close_piece()
        elif char in "*?":
            self._close_literal()
            self._parts.append(Wildcard(char))
        else:
            self._literal.append(char)
        self.position += 1

    def _unescaped(self, char: str) -> str:
        following = self._text[self.position + 1 : self.position + 2]
        if char == "\\" and following in ("\\", '"'):
            self.position += 1
            return following
        return char

    def _close_literal(self) -> None:
        if self._literal:
            self._parts.append("".join(self._literal))
            self._literal.clear()

    def _close_piece(self) -> None:
        self._close_literal()
        self.pieces.append(Piece(tuple(self._parts), self._start, self.position, self._quoted))
        self._parts.clear()
        self._quoted = False
        self._start = self.position + 1


def tokenize(text: str) -> tuple[Token, ...]:
    """Cut a query into its terms; every text can be cut."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
        else:
            tokens.append(_read_token(text, position))
            position = tokens[-1].end
    return tuple(tokens)


def _read_token(text: str, start: int) -> Token:
    if text[start] == "|":
        return Token(start, start + 1, start, start, is_or=True)
    body = start
    while text[body : body + 1] in ("!", "-"):
        body += 1
    name, operator = _split_field(text, body)
    value = body + len(name) + len(operator)
    reader = _PieceReader(text, value, has_list=bool(name))
    reader.read()
    return Token(
        start=start,
        end=reader.position,
        body=body,
        value=value,
        negated=bool((body - start) % 2),
        field=name.lower(),
        operator=operator,
        pieces=tuple(reader.pieces),
        quote_at=reader.quote_at,
        is_or=text[start : reader.position] == _OR,
    )


def _split_field(text: str, at: int) -> tuple[str, str]:
    match = _FIELD.match(text, at)
    if match is None or _COLON_WORD.match(text, at):
        return "", ""
    return match[1], match[2]


def quote_value(text: str) -> str:
    """Return text so that a query takes it literally, in quotes where they are needed."""
    if _BARE.fullmatch(text) and text != _OR:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
