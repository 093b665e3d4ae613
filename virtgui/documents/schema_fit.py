"""Which of the alternatives of a schema an element means, and what it lacks for that one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from lxml import etree

from virtgui.documents.rng import Pattern
from virtgui.documents.schema_content import is_forbidden, leaves

ATTRIBUTE_MARK: Final = "@"
ENDLESS: Final = 1 << 30
_ATTRIBUTE_WEIGHT: Final = 2
"""Attributes such as "type" choose the alternative: they count more than what follows them."""


class Acceptor(Protocol):
    """Says whether one thing fits one pattern."""

    def takes_element(self, pattern: Pattern, element: etree._Element) -> bool:
        """Return whether the element, with all in it, fits."""
        ...

    def takes_text(self, pattern: Pattern, text: str) -> bool:
        """Return whether the value of an attribute fits its pattern."""
        ...


@dataclass(slots=True)
class Fit:
    """How an element fits one way through a pattern; attributes are named "@name".

    Attributes:
        conflicts: How many of the things that are there have a wrong value or content.
        covered: How many of the things that are there have a place.
        missing: What has to be there and is not.
        allowed: Patterns of what may be there, by name.
        most: How often it may be there.
    """

    conflicts: int = 0
    covered: int = 0
    missing: list[str] = field(default_factory=list)
    allowed: dict[str, list[Pattern]] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)

    def rank(self) -> tuple[int, int, int]:
        """Return what the better of two alternatives has less of."""
        # Something wrong in its place counts as little as something without a place.
        return self.conflicts - self.covered, -self.covered, len(self.missing)

    def add(self, other: "Fit") -> None:
        """Take in what stands beside it."""
        self.conflicts += other.conflicts
        self.covered += other.covered
        self.missing += other.missing
        for name, patterns in other.allowed.items():
            self.allowed.setdefault(name, []).extend(patterns)
            self.most[name] = min(ENDLESS, self.most.get(name, 0) + other.most[name])


class Fitter:
    """Finds the best way of one element through patterns."""

    def __init__(self, element: etree._Element, acceptor: Acceptor) -> None:
        self._acceptor = acceptor
        self._attributes = {str(name): str(value) for name, value in element.attrib.items()}
        self._children: dict[str, list[etree._Element]] = {}
        for child in element.iterchildren(etree.Element):
            self._children.setdefault(str(child.tag), []).append(child)
        self._ways: Mapping[str, Callable[[Pattern], Fit]] = {
            "element": self._element,
            "attribute": self._attribute,
            "ref": self._ref,
            "choice": self._choice,
            "optional": self._optional,
            "notAllowed": _never,
            "zeroOrMore": self._repeated,
            "oneOrMore": self._repeated,
        }

    def best(self, candidates: Sequence[Pattern]) -> Fit:
        """Return how the element fits the one of some element patterns that it means."""
        fits = [self._all(pattern.parts) for pattern in candidates]
        return min(fits, key=Fit.rank)

    def _fit(self, pattern: Pattern) -> Fit:
        way = self._ways.get(pattern.kind)
        return way(pattern) if way else self._all(pattern.parts)

    def _all(self, parts: Sequence[Pattern]) -> Fit:
        whole = Fit()
        for part in parts:
            whole.add(self._fit(part))
        return whole

    def _ref(self, pattern: Pattern) -> Fit:
        return self._fit(pattern.target.pattern()) if pattern.target else Fit()

    def _choice(self, pattern: Pattern) -> Fit:
        return min((self._fit(part) for part in pattern.parts), key=Fit.rank)

    def _optional(self, pattern: Pattern) -> Fit:
        fit = self._all(pattern.parts)
        if not fit.covered:
            fit.missing.clear()
        return fit

    def _repeated(self, pattern: Pattern) -> Fit:
        """Each round may take another alternative, so all of them are open."""
        whole = Fit()
        for leaf in leaves(pattern.parts):
            if leaf.kind in ("element", "attribute"):
                fit = self._fit(leaf)
                fit.missing.clear()
                whole.add(fit)
        whole.conflicts = 0
        whole.most = dict.fromkeys(whole.allowed, ENDLESS)
        if pattern.kind == "oneOrMore" and not whole.covered:
            whole.missing = self._all(pattern.parts).missing
        return whole

    def _element(self, pattern: Pattern) -> Fit:
        fit, names = Fit(), pattern.names.names if pattern.names else ()
        if is_forbidden(pattern):
            return fit
        for name in names:
            fit.allowed[name], fit.most[name] = [pattern], 1
            if present := self._children.get(name):
                fit.covered += 1
                takes = self._acceptor.takes_element
                fit.conflicts += not any(takes(pattern, child) for child in present)
        if names and not fit.covered:
            fit.missing.append(names[0])
        return fit

    def _attribute(self, pattern: Pattern) -> Fit:
        fit, names = Fit(), pattern.names.names if pattern.names else ()
        for name in names:
            key = ATTRIBUTE_MARK + name
            fit.allowed[key], fit.most[key] = [pattern], 1
            value = self._attributes.get(name)
            if value is not None:
                fit.covered += 1
                takes = self._acceptor.takes_text(pattern, value)
                fit.conflicts += 0 if takes else _ATTRIBUTE_WEIGHT
        if names and not fit.covered:
            fit.missing.append(ATTRIBUTE_MARK + names[0])
        return fit


def _never(_pattern: Pattern) -> Fit:
    return Fit(conflicts=ENDLESS)
