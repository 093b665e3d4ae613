"""What a schema allows inside an element: the names and values that may stand there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from virtgui.documents.rng import Pattern

_TEXTS: Final = frozenset({"value", "data", "text", "list"})


@dataclass(slots=True)
class Content:
    """The union of what one or several element patterns allow.

    Attributes:
        elements: Patterns by name in Clark's notation.
        attributes: The same of attributes.
        texts: Patterns of text that may stand in the element.
        takes_any_element: Names beyond the listed ones are taken too.
        takes_any_attribute: The same of attributes.
    """

    elements: dict[str, list[Pattern]] = field(default_factory=dict)
    attributes: dict[str, list[Pattern]] = field(default_factory=dict)
    texts: list[Pattern] = field(default_factory=list)
    takes_any_element: bool = False
    takes_any_attribute: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """Values that a text may have.

    Attributes:
        known: Those that the schema lists, in its order.
        is_open: Others are possible too: numbers, names, paths.
    """

    known: tuple[str, ...] = ()
    is_open: bool = False


class ContentIndex:
    """Works out contents when they are first asked for, and keeps them."""

    def __init__(self) -> None:
        self._contents: dict[Pattern, Content] = {}

    def of(self, patterns: Iterable[Pattern]) -> Content:
        """Return what element patterns allow together."""
        found = [self._of_one(pattern) for pattern in patterns]
        if len(found) == 1:
            return found[0]
        whole = Content()
        for content in found:
            _merge(whole, content)
        return whole

    def _of_one(self, element: Pattern) -> Content:
        content = self._contents.get(element)
        if content is None:
            content = self._contents[element] = content_of(element.parts)
        return content


def content_of(parts: Sequence[Pattern]) -> Content:
    """Return what patterns allow that stand beside each other, whatever excludes what."""
    content = Content()
    for pattern in leaves(parts):
        if pattern.kind == "element":
            content.takes_any_element |= _file(content.elements, pattern)
        elif pattern.kind == "attribute":
            content.takes_any_attribute |= _file(content.attributes, pattern)
        else:
            content.texts.append(pattern)
    return content


def leaves(parts: Sequence[Pattern]) -> Iterator[Pattern]:
    """Return elements, attributes and texts below patterns, but not what is inside of them."""
    seen: set[Pattern] = set()
    waiting = list(reversed(parts))
    while waiting:
        pattern = waiting.pop()
        if pattern in seen:
            continue
        seen.add(pattern)
        if pattern.kind in ("element", "attribute") or pattern.kind in _TEXTS:
            yield pattern
        elif pattern.target is not None:
            waiting.extend(reversed(pattern.target.patterns))
        else:
            waiting.extend(reversed(pattern.parts))
            if pattern.kind == "mixed":
                yield Pattern("text")


def values_of(patterns: Sequence[Pattern]) -> Values:
    """Return the values that texts or attributes of these patterns may have."""
    known: dict[str, None] = {}
    is_open = False
    parts = [part for p in patterns for part in (p.parts if p.kind == "attribute" else (p,))]
    for leaf in leaves(parts):
        if leaf.kind == "value":
            known.setdefault(leaf.text.strip(), None)
        else:
            is_open = True
    return Values(tuple(known), is_open)


def is_forbidden(pattern: Pattern) -> bool:
    """Whether nothing can ever fit an element: libvirt forbids its private data so."""
    return len(pattern.parts) == 1 and pattern.parts[0].kind == "notAllowed"


def _file(table: dict[str, list[Pattern]], pattern: Pattern) -> bool:
    names = pattern.names
    if names is None or is_forbidden(pattern):
        return False
    for name in names.names:
        table.setdefault(name, []).append(pattern)
    return names.is_any


def _merge(whole: Content, other: Content) -> None:
    for mine, theirs in (
        (whole.elements, other.elements),
        (whole.attributes, other.attributes),
    ):
        for name, patterns in theirs.items():
            present = mine.setdefault(name, [])
            present.extend(pattern for pattern in patterns if pattern not in present)
    whole.texts.extend(other.texts)
    whole.takes_any_element |= other.takes_any_element
    whole.takes_any_attribute |= other.takes_any_attribute
