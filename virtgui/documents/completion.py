"""What may be typed at a place of a document, by its schema. Plain values, any thread."""

import re
from collections.abc import Sequence
from typing import Final

from lxml import etree

from virtgui.documents.rng import Pattern
from virtgui.documents.schema_content import Content, ContentIndex, Values, content_of, values_of

_PREFIX: Final = re.compile(r"/([a-z]+)/[0-9.]+$")


def shown_name(clark: str) -> str:
    """Return a name as libvirt's documents write it: "qemu:commandline", "disk"."""
    parsed = etree.QName(clark)
    match = _PREFIX.search(parsed.namespace or "")
    return f"{match[1]}:{parsed.localname}" if match else parsed.localname


class CompletionModel:
    """Answers for a path of element names, from the root on, as they stand in the text.

    Elements of one name in different places are told apart by the path; where the grammar has
    alternatives for one place, what any of them allows is offered. Made in any thread, then used
    in one.
    """

    def __init__(self, start: Pattern) -> None:
        self._root = content_of((start,))
        self._index = ContentIndex()

    def elements(self, path: Sequence[str]) -> tuple[str, ...]:
        """Return the names of the elements that may stand in the last of the path."""
        content = self._content(path)
        return tuple(sorted(map(shown_name, content.elements))) if content else ()

    def attributes(self, path: Sequence[str]) -> tuple[str, ...]:
        """Return the names of the attributes that the last element of the path may have."""
        content = self._content(path)
        return tuple(sorted(map(shown_name, content.attributes))) if content else ()

    def values(self, path: Sequence[str], attribute: str = "") -> Values:
        """Return the values of an attribute, or of the element's text where none is named."""
        content = self._content(path)
        if content is None:
            return Values()
        if not attribute:
            return values_of(content.texts)
        return values_of(_named(content.attributes, attribute))

    def knows(self, path: Sequence[str]) -> bool:
        """Whether the schema has such a place."""
        return self._content(path) is not None

    def _content(self, path: Sequence[str]) -> Content | None:
        content = self._root
        for name in path:
            patterns = _named(content.elements, name)
            if not patterns:
                return None
            content = self._index.of(patterns)
        return content


def _named(table: dict[str, list[Pattern]], shown: str) -> list[Pattern]:
    found = table.get(shown)
    if found is not None:
        return found
    return [p for name, patterns in table.items() if shown_name(name) == shown for p in patterns]
