"""Patterns written as a grammar of their own, so that libxml2 validates one part alone."""

from typing import Final

from lxml import etree

from virtgui.documents.rng import RNG, Define, Pattern

ANY_NAME: Final = "value"
"""Name of the element in which a lone text is validated."""


def element_grammar(pattern: Pattern) -> etree._Element:
    """Return a grammar that takes documents whose root fits an element's pattern."""
    return _Writer().grammar(pattern)


def text_grammar(patterns: tuple[Pattern, ...]) -> etree._Element:
    """Return a grammar that takes `<value>text</value>` for texts that fit one of the patterns."""
    writer = _Writer()
    grammar = writer.grammar(Pattern("choice", patterns))
    start = grammar[0]
    element = etree.SubElement(start, f"{{{RNG}}}element", name=ANY_NAME)
    element.append(start[0])
    return grammar


class _Writer:
    """Writes what can be reached from one pattern, each definition once."""

    def __init__(self) -> None:
        self._numbers: dict[Define, str] = {}
        self._open: list[Define] = []

    def grammar(self, pattern: Pattern) -> etree._Element:
        root = etree.Element(f"{{{RNG}}}grammar")
        self._write(pattern, etree.SubElement(root, f"{{{RNG}}}start"))
        while self._open:
            define = self._open.pop()
            node = etree.SubElement(root, f"{{{RNG}}}define", name=self._numbers[define])
            self._write(define.pattern(), node)
        return root

    def _write(self, pattern: Pattern, parent: etree._Element) -> None:
        node = etree.SubElement(parent, f"{{{RNG}}}{pattern.kind}")
        if pattern.target is not None:
            node.set("name", self._name(pattern.target))
        elif pattern.kind == "value":
            _set_type(node, pattern)
            node.text = pattern.text
        elif pattern.kind == "data":
            self._write_data(node, pattern)
        else:
            _write_names(node, pattern)
            for part in pattern.parts:
                self._write(part, node)

    def _write_data(self, node: etree._Element, pattern: Pattern) -> None:
        _set_type(node, pattern)
        for name, text in pattern.params:
            etree.SubElement(node, f"{{{RNG}}}param", name=name).text = text
        for part in pattern.parts:
            self._write(part, etree.SubElement(node, f"{{{RNG}}}except"))

    def _name(self, define: Define) -> str:
        if define not in self._numbers:
            self._numbers[define] = f"d{len(self._numbers)}"
            self._open.append(define)
        return self._numbers[define]


def _set_type(node: etree._Element, pattern: Pattern) -> None:
    if pattern.data_type:
        node.set("datatypeLibrary", pattern.library)
        node.set("type", pattern.data_type)


def _write_names(node: etree._Element, pattern: Pattern) -> None:
    names = pattern.names
    if names is None:
        return
    holder = node
    if len(names.names) + names.is_any > 1:
        holder = etree.SubElement(node, f"{{{RNG}}}choice")
    for name in names.names:
        parsed = etree.QName(name)
        child = etree.SubElement(holder, f"{{{RNG}}}name", ns=parsed.namespace or "")
        child.text = parsed.localname
    if names.is_any:
        etree.SubElement(holder, f"{{{RNG}}}anyName")
