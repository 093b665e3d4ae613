"""Finds the places at which a document that a schema refuses is wrong.

libxml2 says whether a document is valid, but of interleaved elements only that the outermost one
is "extra". So each part is validated alone, from the root down, and the smallest parts that fail
are told.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree

from virtgui.documents.completion import shown_name
from virtgui.documents.rng import Pattern
from virtgui.documents.rng_write import ANY_NAME, element_grammar, text_grammar
from virtgui.documents.schema_content import Content, ContentIndex, values_of
from virtgui.documents.schema_fit import ATTRIBUTE_MARK, Fit, Fitter
from virtgui.documents.schema_problem import SchemaCode, SchemaProblem
from virtgui.documents.xml_scan import AttributePlace, Lines, TokenKind, attributes_of, scan

MOST_PROBLEMS: Final = 100
_LONGEST_VALUE: Final = 80
_Key = tuple[Pattern, ...]


class Validators:
    """Compiled parts of a grammar, each made when it is first needed. Of one thread at a time."""

    def __init__(self) -> None:
        self._elements: dict[Pattern, etree.RelaxNG] = {}
        self._texts: dict[_Key, etree.RelaxNG] = {}

    def takes_element(self, pattern: Pattern, element: etree._Element) -> bool:
        """Whether an element with all in it fits its pattern."""
        validator = self._elements.get(pattern)
        if validator is None:
            validator = self._elements[pattern] = etree.RelaxNG(element_grammar(pattern))
        return bool(validator.validate(element))

    def takes_text(self, pattern: Pattern, text: str) -> bool:
        """Whether the value of an attribute fits its pattern."""
        return self.takes_any_text(pattern.parts, text)

    def takes_any_text(self, patterns: Sequence[Pattern], text: str) -> bool:
        """Whether a text fits one of several patterns."""
        key = tuple(patterns)
        validator = self._texts.get(key)
        if validator is None:
            validator = self._texts[key] = etree.RelaxNG(text_grammar(key))
        probe = etree.Element(ANY_NAME)
        probe.text = text
        return bool(validator.validate(probe))

    def detail(self, pattern: Pattern) -> str:
        """Return what libxml2 said last of a pattern."""
        log = self._elements[pattern].error_log
        return str(log[-1].message) if len(log) else ""


@dataclass(frozen=True, slots=True)
class _At:
    """One element under examination: it, its path, and what the schema allows there."""

    element: etree._Element
    path: str
    content: Content
    fit: Fit

    @property
    def name(self) -> str:
        return shown_name(str(self.element.tag))


class Places:
    """Where the elements and attributes of a parsed text stand in it."""

    def __init__(self, text: str, root: etree._Element) -> None:
        self._text = text
        self._lines = Lines(text)
        tags = (t for t in scan(text) if t.kind in (TokenKind.START, TokenKind.EMPTY))
        self._tags = dict(zip(root.iter(etree.Element), tags, strict=False))

    def of_element(self, element: etree._Element) -> tuple[int, int, int]:
        """Return line, column and length of the opening tag up to its name."""
        token = self._tags[element]
        return (*self._lines.place(token.start), 1 + len(token.name))

    def of_attribute(self, element: etree._Element, name: str) -> tuple[int, int, int]:
        """Return line, column and length of an attribute."""
        found = self._attribute(element, name)
        if found is None:
            return self.of_element(element)
        return (*self._lines.place(found.start), found.end - found.start)

    def of_text(self, element: etree._Element) -> tuple[int, int, int]:
        """Return line, column and length of the first text in an element, or of its tag."""
        token, own = self._tags[element], element.text or ""
        if not own.strip():
            return self.of_element(element)
        start = token.end + len(own) - len(own.lstrip())
        line = own.strip().split("\n", 1)[0]
        return (*self._lines.place(start), len(line))

    def _attribute(self, element: etree._Element, name: str) -> AttributePlace | None:
        local = etree.QName(name).localname
        for place in attributes_of(self._text, self._tags[element]):
            if place.name.rpartition(":")[2] == local:
                return place
        return None


class Check:
    """One search for the problems of one document."""

    def __init__(self, places: Places, index: ContentIndex, validators: Validators) -> None:
        self._places = places
        self._index = index
        self._validators = validators

    def problems(
        self, root: etree._Element, patterns: Sequence[Pattern]
    ) -> tuple[SchemaProblem, ...]:
        """Return the problems, in the order of the document, not more than a hundred."""
        found = islice(self._below(root, patterns, ""), MOST_PROBLEMS)
        return tuple(sorted(found, key=lambda problem: (problem.line, problem.column)))

    def _below(
        self, element: etree._Element, patterns: Sequence[Pattern], path: str
    ) -> Iterator[SchemaProblem]:
        takes = self._validators.takes_element
        if any(takes(pattern, element) for pattern in patterns):
            return
        detail = self._validators.detail(patterns[-1])
        fit = Fitter(element, self._validators).best(patterns)
        at = _At(element, path, self._index.of(patterns), fit)
        is_told = False
        ways: tuple[Callable[[_At], Iterator[SchemaProblem]], ...] = (
            self._attributes,
            self._children,
            self._text,
            self._missing,
        )
        for way in ways:
            for problem in way(at):
                is_told = True
                yield problem
        if not is_told:
            place = self._places.of_element(element)
            yield _problem(SchemaCode.OTHER, at, place, at.name, detail=detail)

    def _attributes(self, at: _At) -> Iterator[SchemaProblem]:
        if at.content.takes_any_attribute:
            return
        for raw_name, raw_value in at.element.attrib.items():
            name, value = str(raw_name), str(raw_value)
            place = self._places.of_attribute(at.element, name)
            subject = ATTRIBUTE_MARK + shown_name(name)
            everywhere = at.content.attributes.get(name)
            allowed = at.fit.allowed.get(ATTRIBUTE_MARK + name)
            if everywhere is None:
                known = _names(at.content.attributes)
                code = SchemaCode.UNKNOWN_ATTRIBUTE
                yield _problem(code, at, place, subject, known=known)
            elif not self._takes_text(everywhere, value):
                known = values_of(everywhere).known
                yield _problem(SchemaCode.BAD_VALUE, at, place, subject, value=value, known=known)
            elif allowed is None:
                yield _problem(SchemaCode.NOT_HERE, at, place, subject)
            elif not self._takes_text(allowed, value):
                known = values_of(allowed).known
                yield _problem(SchemaCode.BAD_VALUE, at, place, subject, value=value, known=known)

    def _takes_text(self, patterns: Sequence[Pattern], value: str) -> bool:
        return any(self._validators.takes_text(pattern, value) for pattern in patterns)

    def _children(self, at: _At) -> Iterator[SchemaProblem]:
        counts: dict[str, int] = {}
        for child in at.element.iterchildren(etree.Element):
            name = str(child.tag)
            counts[name] = counts.get(name, 0) + 1
            if at.content.takes_any_element and name not in at.content.elements:
                continue
            yield from self._child(at, child, counts[name])

    def _child(self, at: _At, child: etree._Element, number: int) -> Iterator[SchemaProblem]:
        name = str(child.tag)
        shown, place = shown_name(name), self._places.of_element(child)
        path = _path(at, child, number)
        allowed, everywhere = at.fit.allowed.get(name), at.content.elements.get(name)
        if everywhere is None:
            known = _names(at.content.elements)
            code = SchemaCode.UNKNOWN_ELEMENT
            yield _problem(code, at, place, shown, known=known, path=path)
        elif allowed is None:
            inner = tuple(self._below(child, everywhere, path))
            yield from inner or (_problem(SchemaCode.NOT_HERE, at, place, shown, path=path),)
        elif number > at.fit.most[name]:
            yield _problem(SchemaCode.REPEATED, at, place, shown, path=path)
        else:
            yield from self._below(child, allowed, path)

    def _text(self, at: _At) -> Iterator[SchemaProblem]:
        element, patterns = at.element, at.content.texts
        text = "".join(map(str, element.xpath("text()")))  # type: ignore[arg-type]
        place = self._places.of_text(element)
        if not patterns:
            if text.strip():
                value = text.strip()[:_LONGEST_VALUE]
                yield _problem(SchemaCode.TEXT_NOT_ALLOWED, at, place, at.name, value=value)
        elif not self._validators.takes_any_text(patterns, text):
            known, value = values_of(patterns).known, text.strip()[:_LONGEST_VALUE]
            yield _problem(SchemaCode.BAD_VALUE, at, place, at.name, value=value, known=known)

    def _missing(self, at: _At) -> Iterator[SchemaProblem]:
        place = self._places.of_element(at.element)
        for name in dict.fromkeys(at.fit.missing):
            mark = ATTRIBUTE_MARK if name.startswith(ATTRIBUTE_MARK) else ""
            shown = mark + shown_name(name.removeprefix(ATTRIBUTE_MARK))
            yield _problem(SchemaCode.MISSING, at, place, shown)


def _problem(
    code: SchemaCode,
    at: _At,
    place: tuple[int, int, int],
    subject: str,
    *,
    value: str = "",
    known: tuple[str, ...] = (),
    detail: str = "",
    path: str = "",
) -> SchemaProblem:
    if not path:
        is_attribute = subject.startswith(ATTRIBUTE_MARK) and code is not SchemaCode.MISSING
        path = "/".join(filter(None, (at.path, subject if is_attribute else "")))
    return SchemaProblem(code, *place, path, at.name, subject, value, known, detail)


def _names(table: dict[str, list[Pattern]]) -> tuple[str, ...]:
    return tuple(sorted(map(shown_name, table)))


def _path(at: _At, child: etree._Element, number: int) -> str:
    step = shown_name(str(child.tag))
    if sum(1 for _ in at.element.iterchildren(str(child.tag))) > 1:
        step = f"{step}[{number}]"
    return f"{at.path}/{step}" if at.path else step
