"""The leaves of a document: its attributes and texts, each with a path of its own.

Two elements are compared leaf by leaf. Siblings of one name are told apart by their key
attribute where their kind has one; other siblings of one name are one leaf together, a list.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.documents.keys import KEY_ATTRIBUTES
from virtgui.documents.namespaces import NAMESPACES
from virtgui.documents.placing import (
    insert_at,
    insert_in_order,
    place_for,
    prune,
    remove_element,
)
from virtgui.documents.properties import check_xml_text

_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {uri: prefix for prefix, uri in NAMESPACES.items()}
)
_WRAPPER: Final = "list"


@dataclass(frozen=True, slots=True)
class Step:
    """One element on a path: its name, and the key where siblings have one."""

    tag: str
    key: str = ""
    """The value of the key attribute; empty where there is none."""

    def find(self, parent: etree._Element) -> etree._Element | None:
        """The element under a parent, or None."""
        name = KEY_ATTRIBUTES.get(self.tag, "")
        for element in parent.iterchildren(self.tag):
            if not self.key or element.get(name) == self.key:
                return element
        return None

    def __str__(self) -> str:
        name = _short(self.tag)
        return f"{name}[@{KEY_ATTRIBUTES[self.tag]}='{self.key}']" if self.key else name


@dataclass(frozen=True, slots=True)
class LeafPath:
    """Where a leaf stands below an element.

    Attributes:
        steps: The elements on the way.
        attribute: The attribute's name; empty for the text or the mere presence of the element.
        is_list: Whether the leaf is all elements of the last step's name together.
    """

    steps: tuple[Step, ...]
    attribute: str = ""
    is_list: bool = False

    def __str__(self) -> str:
        parts = [str(step) for step in self.steps]
        if self.is_list:
            parts[-1] += "[]"
        if self.attribute:
            parts.append(f"@{_short(self.attribute)}")
        return "/".join(parts)

    @property
    def plain(self) -> str:
        """The path without keys, as declared properties write it: ``cputune/vcpupin/@cpuset``."""
        parts = [_short(step.tag) for step in self.steps]
        if self.attribute:
            parts.append(f"@{_short(self.attribute)}")
        return "/".join(parts)

    def find(self, base: etree._Element) -> etree._Element | None:
        """The element that carries the leaf (of a list: its parent), or None."""
        found: etree._Element | None = base
        for step in self.steps[: -1 if self.is_list else None]:
            if found is None:
                return None
            found = step.find(found)
        return found


@dataclass(frozen=True, slots=True)
class Leaf:
    """One difference: a path with its old and new value; None where there was or is none.

    The value of a list is the XML of its elements, one per line.
    """

    path: LeafPath
    old: str | None
    new: str | None

    def reversed(self) -> "Leaf":
        """The way back."""
        return Leaf(self.path, self.new, self.old)


def _short(tag: str) -> str:
    uri, brace, name = tag.rpartition("}")
    if not brace:
        return tag
    prefix = _PREFIXES.get(uri[1:], "")
    return f"{prefix}:{name}" if prefix else name


def compare_elements(
    old: etree._Element | None, new: etree._Element | None, skip: frozenset[str] = frozenset()
) -> tuple[Leaf, ...]:
    """The leaves in which two elements differ; a missing one has no leaves.

    Args:
        old: The element as it was, or None.
        new: The element as it is, or None.
        skip: Names of children of the elements that are not looked at.
    """
    return tuple(_compare(old, new, (), skip))


def _compare(
    old: etree._Element | None,
    new: etree._Element | None,
    steps: tuple[Step, ...],
    skip: frozenset[str],
) -> Iterator[Leaf]:
    yield from _compare_own(old, new, steps)
    for tag in _child_tags(old, new):
        if tag not in skip:
            yield from _compare_children(_children(old, tag), _children(new, tag), steps, tag)


def _compare_own(
    old: etree._Element | None, new: etree._Element | None, steps: tuple[Step, ...]
) -> Iterator[Leaf]:
    key = KEY_ATTRIBUTES.get(steps[-1].tag, "") if steps and steps[-1].key else ""
    names = dict.fromkeys(
        str(name) for element in (old, new) if element is not None for name in element.attrib
    )
    for name in names:
        before, after = _attribute(old, name), _attribute(new, name)
        if name != key and before != after:
            yield Leaf(LeafPath(steps, name), before, after)
    before, after = own_text(old, key), own_text(new, key)
    if before != after:
        yield Leaf(LeafPath(steps), before, after)


def _compare_children(
    olds: list[etree._Element], news: list[etree._Element], steps: tuple[Step, ...], tag: str
) -> Iterator[Leaf]:
    name = KEY_ATTRIBUTES.get(tag, "")
    if name and _are_keyed(olds, name) and _are_keyed(news, name):
        before = {element.get(name, ""): element for element in olds}
        after = {element.get(name, ""): element for element in news}
        for key in dict.fromkeys((*before, *after)):
            inner = (*steps, Step(tag, key))
            yield from _compare(before.get(key), after.get(key), inner, frozenset())
    elif len(olds) > 1 or len(news) > 1 or _is_foreign(tag):
        was, now = list_value(olds), list_value(news)
        if was != now:
            yield Leaf(LeafPath((*steps, Step(tag)), is_list=True), was, now)
    else:
        first = olds[0] if olds else None
        second = news[0] if news else None
        yield from _compare(first, second, (*steps, Step(tag)), frozenset())


def _is_foreign(tag: str) -> bool:
    """Whether an element is of a program that we know nothing of: it is kept or replaced whole."""
    uri, brace, _name = tag.rpartition("}")
    return bool(brace) and uri[1:] not in _PREFIXES


def _are_keyed(elements: list[etree._Element], name: str) -> bool:
    keys = [element.get(name) for element in elements]
    return all(keys) and len(set(keys)) == len(keys)


def _child_tags(old: etree._Element | None, new: etree._Element | None) -> dict[str, None]:
    return dict.fromkeys(
        child.tag
        for element in (old, new)
        if element is not None
        for child in element.iterchildren(etree.Element)
    )


def _children(element: etree._Element | None, tag: str) -> list[etree._Element]:
    return [] if element is None else list(element.iterchildren(tag))


def _attribute(element: etree._Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)


def own_text(element: etree._Element | None, key: str = "") -> str | None:
    """The text of an element, "" for one that says all by being there, None for neither."""
    if element is None:
        return None
    text = "".join((element.text or "", *(child.tail or "" for child in element)))
    if text.strip():
        return text if not len(element) else text.strip()
    has_more = next(element.iterchildren(etree.Element), None) is not None
    return None if has_more or set(element.attrib) - {key} else ""


def list_value(elements: list[etree._Element]) -> str | None:
    """Elements as one value: canonical XML, one per line; None for none."""
    return "\n".join(map(compact, elements)) or None


def compact(element: etree._Element) -> str:
    """An element as canonical XML without indentation, so that equal ones are equal texts."""
    copy = deepcopy(element)
    copy.tail = None
    for inner in copy.iter(etree.Element):
        if len(inner) and not (inner.text or "").strip():
            inner.text = None
        if inner is not copy and not (inner.tail or "").strip():
            inner.tail = None
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, method="c14n", with_comments=False).decode()


def written(element: etree._Element) -> str:
    """An element as text for people: attributes in their order, without what follows it."""
    copy = deepcopy(element)
    copy.tail = None
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, encoding="unicode")


def read_leaf(base: etree._Element, path: LeafPath) -> str | None:
    """The value of a leaf now, or None."""
    element = path.find(base)
    if element is None:
        return None
    if path.is_list:
        return list_value(list(element.iterchildren(path.steps[-1].tag)))
    if path.attribute:
        return element.get(path.attribute)
    return own_text(element, KEY_ATTRIBUTES.get(path.steps[-1].tag, "") if path.steps else "")


def write_leaf(
    base: etree._Element,
    path: LeafPath,
    value: str | None,
    guide: etree._Element | None = None,
) -> None:
    """Give a leaf another value; None removes it, with what stays empty by that.

    Args:
        base: The element below which the path leads.
        path: Where the leaf stands.
        value: What it shall be.
        guide: An element that has the leaf: new elements are placed as there.

    Raises:
        ValueError: The value has characters that XML cannot carry; nothing is changed.
    """
    check_xml_text(value or "")
    if path.is_list:
        _write_list(base, path, value, guide)
    elif value is None:
        _remove(base, path)
    else:
        element = _make(base, path.steps, guide)
        if path.attribute:
            element.set(path.attribute, value)
        else:
            element.text = value or (element.text if len(element) else None)


def _make(
    base: etree._Element, steps: tuple[Step, ...], guide: etree._Element | None
) -> etree._Element:
    for step in steps:
        found = step.find(base)
        shown = None if guide is None else step.find(guide)
        if found is None:
            found = etree.Element(step.tag)
            if step.key:
                found.set(KEY_ATTRIBUTES[step.tag], step.key)
            insert_in_order(base, found, shown)
        base, guide = found, shown
    return base


def _remove(base: etree._Element, path: LeafPath) -> None:
    element = path.find(base)
    if element is None:
        return
    if path.attribute:
        element.attrib.pop(path.attribute, "")
    elif not len(element):
        element.text = None
    prune(element, base)


def _write_list(
    base: etree._Element, path: LeafPath, value: str | None, guide: etree._Element | None
) -> None:
    *steps, last = path.steps
    parent = _make(base, tuple(steps), guide)
    shown = None if guide is None else path.find(guide)
    model = None if shown is None else last.find(shown)
    for element in list(parent.iterchildren(last.tag)):
        remove_element(element)
    place = 0
    for number, element in enumerate(parse_list(value)):
        if not number:
            place = place_for(parent, element, model)
        insert_at(parent, element, place + number)
    if not value:
        prune(parent, base)


def parse_list(value: str | None) -> list[etree._Element]:
    """The elements that a list's value names."""
    if not value:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    wrapper = etree.fromstring(f"<{_WRAPPER}>{value}</{_WRAPPER}>", parser)
    return [deepcopy(element) for element in wrapper]
