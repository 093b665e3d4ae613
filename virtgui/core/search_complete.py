"""Completion of a query at the cursor: fields first, then the values that are known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from virtgui.core.search_fields import FIELDS, FIELDS_BY_NAME, KINDS, STATES, Field, FieldKind
from virtgui.core.search_subject import fold
from virtgui.core.search_syntax import Token, quote_value, tokenize

_FLAGS: Final = ("yes", "no")
_MOST: Final = 12


class CompletionKind(Enum):
    """What a completion stands for; tells a view the icon and the words."""

    FIELD = "field"
    STATE = "state"
    NODE = "node"
    TAG = "tag"
    GROUP = "group"
    OS = "os"
    NETWORK = "net"
    KIND = "kind"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values that the fleet has now, in the order in which they are to be offered."""

    nodes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """One proposal.

    Attributes:
        replace_start: Where the replaced text begins in the query.
        replace_end: Where it ends, exclusive.
        insert: What takes its place.
        kind: What it stands for.
        value: The bare field or value, to show.
    """

    replace_start: int
    replace_end: int
    insert: str
    kind: CompletionKind
    value: str


def complete(
    text: str, cursor: int, vocabulary: Vocabulary, limit: int = _MOST
) -> tuple[Completion, ...]:
    """Return proposals for the term at the cursor, best first.

    Args:
        text: The query as typed.
        cursor: The cursor's place in it, from 0; a place outside counts as the nearest end.
        vocabulary: The values that the fleet has now.
        limit: How many at most.
    """
    cursor = max(0, min(cursor, len(text)))
    token = _token_at(text, cursor)
    known = FIELDS_BY_NAME.get(token.field)
    if known is not None and cursor >= token.value:
        found = _complete_value(token, known, cursor, vocabulary)
    else:
        found = _complete_word(text, token, cursor, vocabulary)
    return tuple(completion for _, completion in zip(range(limit), found, strict=False))


def _token_at(text: str, cursor: int) -> Token:
    for token in tokenize(text):
        if token.start <= cursor <= token.end and not token.is_or:
            return token
    return Token(cursor, cursor, cursor, cursor)


def _known_values(known: Field, vocabulary: Vocabulary) -> tuple[CompletionKind, tuple[str, ...]]:
    if known.kind is FieldKind.FLAG:
        return CompletionKind.FLAG, _FLAGS
    by_name = {
        "state": (CompletionKind.STATE, STATES),
        "kind": (CompletionKind.KIND, KINDS),
        "node": (CompletionKind.NODE, vocabulary.nodes),
        "tag": (CompletionKind.TAG, vocabulary.tags),
        "group": (CompletionKind.GROUP, vocabulary.groups),
        "os": (CompletionKind.OS, vocabulary.systems),
        "net": (CompletionKind.NETWORK, vocabulary.networks),
    }
    return by_name.get(known.name, (CompletionKind.FIELD, ()))


def _ranked(values: Iterable[str], typed: str) -> Iterator[str]:
    """Yield the values that begin with what was typed, then those that contain it."""
    needle = fold(typed)
    inside: list[str] = []
    for value in values:
        folded = fold(value)
        if folded.startswith(needle):
            yield value
        elif needle in folded:
            inside.append(value)
    yield from inside


def _complete_value(
    token: Token, known: Field, cursor: int, vocabulary: Vocabulary
) -> Iterator[Completion]:
    piece = next(piece for piece in token.pieces if cursor <= piece.end)
    kind, values = _known_values(known, vocabulary)
    for value in _ranked(values, piece.text):
        yield Completion(piece.start, piece.end, quote_value(value), kind, value)


def _complete_word(
    text: str, token: Token, cursor: int, vocabulary: Vocabulary
) -> Iterator[Completion]:
    start = min(token.body, cursor)
    # A field already followed by its operator is replaced together with it.
    end = token.value if token.field else token.end
    typed = text[start:cursor].strip('"')
    for field in _ranked((field.name for field in FIELDS), typed):
        sign = ">" if FIELDS_BY_NAME[field].kind is FieldKind.NUMBER else ":"
        yield Completion(start, end, f"{field}{sign}", CompletionKind.FIELD, field)
    if typed and not token.field:
        yield from _complete_any_value(start, end, typed, vocabulary)


def _complete_any_value(
    start: int, end: int, typed: str, vocabulary: Vocabulary
) -> Iterator[Completion]:
    for field in FIELDS:
        if field.kind is FieldKind.FLAG:
            continue
        kind, values = _known_values(field, vocabulary)
        for value in _ranked(values, typed):
            yield Completion(start, end, f"{field.name}:{quote_value(value)}", kind, value)
