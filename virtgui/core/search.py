"""The query language of the fleet search.

``web state:running !tag:test mem>4G node:alpha|node:beta "two words" name:db-*``

Terms stand beside each other and all must hold; ``OR`` or ``|`` between two terms makes them
alternatives and binds tighter. ``!`` or ``-`` before a term negates it, quotes take text
literally, ``*`` and ``?`` match a whole text, commas separate several values of a field.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import Enum
from typing import Final, TypeVar

from virtgui.core.search_fields import (
    FIELDS_BY_NAME,
    Field,
    FieldValueError,
    Test,
    compile_word,
    nearest,
)
from virtgui.core.search_subject import SearchKeys, SearchSubject, Subject
from virtgui.core.search_syntax import Piece, Token, quote_value, tokenize

__all__ = [
    "Problem",
    "ProblemCode",
    "Query",
    "SearchKeys",
    "SearchSubject",
    "Subject",
    "Term",
    "parse_query",
    "quote_value",
]

_S = TypeVar("_S", bound=Subject)
_MOST_TERMS: Final = 200


class ProblemCode(Enum):
    """What is wrong with a part of a query."""

    UNKNOWN_FIELD = "unknown_field"
    BAD_NUMBER = "bad_number"
    BAD_OPERATOR = "bad_operator"
    BAD_FLAG = "bad_flag"
    UNCLOSED_QUOTE = "unclosed_quote"
    UNKNOWN_STATE = "unknown_state"
    UNKNOWN_KIND = "unknown_kind"
    EMPTY_VALUE = "empty_value"
    DANGLING_OR = "dangling_or"
    TOO_MANY_TERMS = "too_many_terms"


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a query that was left out, or was guessed at.

    Attributes:
        code: What is wrong.
        start: Where the part begins in the query.
        end: Where it ends, exclusive.
        text: The part.
        suggestion: The nearest field, state or value, or None.
    """

    code: ProblemCode
    start: int
    end: int
    text: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One understood term.

    Attributes:
        start: Where it begins in the query.
        end: Where it ends, exclusive.
        negated: Whether it must not hold.
        field: The field's own name (not an alias), or empty for a plain word.
        operator: ":", "=", ">", ">=", "<" or "<="; empty for a plain word.
        values: The values without quotes, any of which will do.
    """

    start: int
    end: int
    negated: bool
    field: str
    operator: str
    values: tuple[str, ...]
    test: Test = attribute(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; without any good term it matches everything.

    Attributes:
        text: What was typed.
        clauses: All must hold; of the terms of one, any.
        problems: What could not be used, in the order of the text.
    """

    text: str
    clauses: tuple[tuple[Term, ...], ...]
    problems: tuple[Problem, ...]
    _tests: tuple[Test, ...] = attribute(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        tests = tuple(_any_test([term.test for term in clause]) for clause in self.clauses)
        object.__setattr__(self, "_tests", tests)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All good terms in their order."""
        return tuple(term for clause in self.clauses for term in clause)

    @property
    def is_empty(self) -> bool:
        """Tell whether it matches everything."""
        return not self.clauses

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields it looks at; tells whether a poll can change its result."""
        return frozenset(term.field for term in self.terms)

    def matches(self, subject: Subject) -> bool:
        """Tell whether one machine has all that was asked for."""
        return all(test(subject) for test in self._tests)

    def filter(self, subjects: Iterable[_S]) -> list[_S]:
        """Return the machines that match, in their order; faster than one `matches` each."""
        found = list(subjects)
        for test in self._tests:
            found = [subject for subject in found if test(subject)]
        return found


def parse_query(text: str) -> Query:
    """Read what was typed; never raises, what cannot be used is told in `Query.problems`."""
    parser = _Parser(text)
    for token in tokenize(text):
        parser.add(token)
    return parser.result()


class _Parser:
    """Turns tokens into clauses and problems."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._clauses: list[list[Term]] = []
        self._problems: list[Problem] = []
        self._pending_or: Token | None = None
        self._count = 0

    def add(self, token: Token) -> None:
        self._count += 1
        if self._count > _MOST_TERMS:
            # One report is enough for all that follow.
            if self._count == _MOST_TERMS + 1:
                self._report(ProblemCode.TOO_MANY_TERMS, token.start, len(self._text))
            return
        if token.is_or:
            self._add_or(token)
            return
        # A term that cannot be used still keeps its place, for the OR beside it.
        if self._pending_or is None:
            self._clauses.append([])
        self._pending_or = None
        term = self._build_term(token)
        if term is not None:
            self._clauses[-1].append(term)

    def result(self) -> Query:
        if self._pending_or is not None:
            self._report_or(self._pending_or)
        clauses = tuple(tuple(clause) for clause in self._clauses if clause)
        ordered = sorted(self._problems, key=lambda problem: problem.start)
        return Query(self._text, clauses, tuple(ordered))

    def _add_or(self, token: Token) -> None:
        if self._pending_or is not None or not self._clauses:
            self._report_or(token)
        else:
            self._pending_or = token

    def _report_or(self, token: Token) -> None:
        self._report(ProblemCode.DANGLING_OR, token.start, token.end)

    def _report(
        self, code: ProblemCode, start: int, end: int, suggestion: str | None = None
    ) -> None:
        self._problems.append(Problem(code, start, end, self._text[start:end], suggestion))

    def _build_term(self, token: Token) -> Term | None:
        if token.quote_at is not None:
            self._report(ProblemCode.UNCLOSED_QUOTE, token.quote_at, token.end)
        return self._build_field_term(token) if token.field else self._build_word_term(token)

    def _build_word_term(self, token: Token) -> Term | None:
        piece = token.pieces[0]
        if not piece.parts:
            self._report(ProblemCode.EMPTY_VALUE, token.start, token.end)
            return None
        return _make_term(token, "", "", [(piece.text, compile_word(piece))])

    def _build_field_term(self, token: Token) -> Term | None:
        known = FIELDS_BY_NAME.get(token.field)
        if known is None:
            end = token.body + len(token.field)
            suggestion = nearest(token.field, FIELDS_BY_NAME)
            self._report(ProblemCode.UNKNOWN_FIELD, token.body, end, suggestion)
            return None
        sign = token.operator if token.operator == ":" else token.operator.removeprefix(":")
        if sign not in known.operators:
            self._report(ProblemCode.BAD_OPERATOR, token.body + len(token.field), token.value)
            return None
        return self._build_known_term(token, known, sign)

    def _build_known_term(self, token: Token, known: Field, sign: str) -> Term | None:
        pieces = [piece for piece in token.pieces if not piece.is_missing]
        if not pieces:
            self._report(ProblemCode.EMPTY_VALUE, token.start, token.end)
            return None
        compare = "=" if sign == "!=" else sign
        tests: list[tuple[str, Test]] = []
        for piece in pieces:
            test = self._compile_piece(known, compare, piece)
            if test is not None:
                tests.append((piece.text, test))
        return _make_term(token, known.name, sign, tests) if tests else None

    def _compile_piece(self, known: Field, sign: str, piece: Piece) -> Test | None:
        try:
            return known.compile(sign, piece)
        except FieldValueError as error:
            code = ProblemCode(error.code.value)
            self._report(code, piece.start, piece.end, error.suggestion)
            return None


def _make_term(token: Token, name: str, sign: str, tests: list[tuple[str, Test]]) -> Term:
    negated = token.negated != (sign == "!=")
    test = _any_test([test for _, test in tests])
    return Term(
        start=token.start,
        end=token.end,
        negated=negated,
        field=name,
        operator="=" if sign == "!=" else sign,
        values=tuple(text for text, _ in tests),
        test=_negation(test) if negated else test,
    )


def _negation(test: Test) -> Test:
    return lambda subject: not test(subject)


def _any_test(tests: list[Callable[[Subject], bool]]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda subject: any(test(subject) for test in tests)
