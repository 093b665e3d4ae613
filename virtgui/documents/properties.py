"""Declared properties: one line says where in a document a value stands and what type it has.

    class DiskElement(XmlView):
        bus = text("target/@bus")
        readonly = present("readonly")

Reading walks the path; setting creates what is missing on it, and removing takes away what
stays empty on it. Everything beside the path is left as it was, indentation included.
"""

from collections.abc import Callable
from typing import Any, Generic, Protocol, Self, TypeVar, overload

from lxml import etree

from virtgui.core.units import SIZE_UNITS
from virtgui.documents.namespaces import NAMESPACES
from virtgui.documents.placing import insert_in_order, prune, remove_child


class Declared(Protocol):
    """A declared property as an object, for those that hold it as data."""

    @property
    def path(self) -> "Path":
        """Where the value stands."""

    def of(self, view: "XmlView") -> Any:
        """The value in a document."""

    def put(self, view: "XmlView", value: Any) -> None:
        """Set it there."""


_T = TypeVar("_T")
_V = TypeVar("_V", bound="XmlView")


class XmlView:
    """A part of a document, seen through the properties that its class declares."""

    __slots__ = ("element",)

    def __init__(self, element: etree._Element) -> None:
        self.element = element


def child(parent: etree._Element, tag: str) -> etree._Element | None:
    """Return the first child of that name, or None."""
    return next(parent.iterchildren(tag), None)


def first_children(parent: etree._Element) -> dict[str, etree._Element]:
    """Return the first child of each name: where many are read, faster than one by one."""
    found: dict[str, etree._Element] = {}
    for element in parent.iterchildren(etree.Element):
        found.setdefault(element.tag, element)
    return found


def _qualified(step: str) -> str:
    prefix, colon, name = step.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}" if colon else step


class Path:
    """A compiled path such as ``os/loader/@readonly``: the first child of each name."""

    __slots__ = ("attribute", "steps", "written")

    def __init__(self, path: str) -> None:
        self.written = path
        *steps, last = path.split("/")
        self.attribute = last[1:] if last.startswith("@") else ""
        names = steps if self.attribute else (*steps, last)
        self.steps = tuple(_qualified(step) for step in names)

    def find(self, base: etree._Element) -> etree._Element | None:
        """Return the element that the path leads to, or None."""
        # Walking like this takes a fifth of the time of lxml's find().
        for step in self.steps:
            found = next(base.iterchildren(step), None)
            if found is None:
                return None
            base = found
        return base

    def read(self, base: etree._Element) -> str | None:
        """Return the text or attribute, or None where it is missing."""
        element = self.find(base)
        if element is None:
            return None
        return element.get(self.attribute) if self.attribute else element.text or ""

    def make(self, base: etree._Element) -> etree._Element:
        """Return the element that the path leads to; what is missing is added, indented."""
        for step in self.steps:
            found = child(base, step)
            base = add_child(base, step) if found is None else found
        return base

    def write(self, base: etree._Element, value: str) -> None:
        """Set the text or attribute.

        Raises:
            ValueError: The value has characters that XML cannot carry; nothing is changed.
        """
        check_xml_text(value)
        element = self.make(base)
        if self.attribute:
            element.set(self.attribute, value)
        else:
            element.text = value

    def remove(self, base: etree._Element) -> None:
        """Remove the attribute or element, and what stays empty of the path by that."""
        element = self.find(base)
        if element is None or (self.attribute and self.attribute not in element.attrib):
            return
        depth = len(self.steps)
        if self.attribute:
            del element.attrib[self.attribute]
        elif depth:
            element, depth = _removed_parent(element), depth - 1
        while depth and _is_empty(element):
            element, depth = _removed_parent(element), depth - 1


def check_xml_text(value: str) -> None:
    """Refuse text that XML cannot carry.

    Raises:
        ValueError: It has control characters or the like.
    """
    etree.Element("check").text = value


def _removed_parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    if parent is None:
        raise ValueError("the root of a document cannot be removed")
    remove_child(parent, element)
    return parent


def _is_empty(element: etree._Element) -> bool:
    return not len(element) and not element.attrib and not (element.text or "").strip()


def add_child(parent: etree._Element, tag: str) -> etree._Element:
    """Add a child where libvirt would write it, indented as its siblings."""
    element = etree.Element(tag, nsmap=_needed_namespaces(tag))
    insert_in_order(parent, element)
    return element


def _needed_namespaces(tag: str) -> dict[str, str]:
    uri = etree.QName(tag).namespace
    return {prefix: known for prefix, known in NAMESPACES.items() if known == uri}


class Property(Generic[_T]):
    """A value at a path; missing or unreadable text is the default.

    Setting a value that is written as None removes it from the document.
    """

    __slots__ = ("_default", "_read", "_write", "path")

    def __init__(
        self,
        path: str,
        read: Callable[[str], _T],
        write: Callable[[_T], str | None],
        default: _T,
    ) -> None:
        self.path = Path(path)
        self._read = read
        self._write = write
        self._default = default

    @overload
    def __get__(self, view: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, view: XmlView, owner: type[Any]) -> _T: ...
    def __get__(self, view: XmlView | None, owner: type[Any]) -> Self | _T:
        if view is None:
            return self
        found = self.path.read(view.element)
        if found is None:
            return self._default
        try:
            return self._read(found)
        except ValueError:
            return self._default

    def of(self, view: XmlView) -> _T:
        """The value in a document."""
        return self.__get__(view, type(view))

    def put(self, view: XmlView, value: _T) -> None:
        """Set the value in a document."""
        self.__set__(view, value)

    def __set__(self, view: XmlView, value: _T) -> None:
        written = self._write(value)
        if written is None:
            self.path.remove(view.element)
        else:
            self.path.write(view.element, written)


def text(path: str, default: str = "") -> Property[str]:
    """Declare a text; setting an empty one removes it."""
    return Property(path, str, lambda value: value or None, default)


def integer(path: str) -> Property[int | None]:
    """Declare a whole number, or None where it is missing; "0x10" is read as well."""
    return Property(
        path, lambda found: int(found, 0), lambda value: None if value is None else str(value), None
    )


def _flag(path: str, words: tuple[str, str], *, default: bool | None) -> Property[bool | None]:
    values = dict(zip(words, (False, True), strict=True))

    def read(found: str) -> bool | None:
        return values.get(found, default)

    return Property(path, read, lambda value: None if value is None else words[value], default)


def yes_no(path: str, *, default: bool | None = None) -> Property[bool | None]:
    """Declare a flag written "yes" or "no"; None where it is missing, and removes it."""
    return _flag(path, ("no", "yes"), default=default)


def on_off(path: str, *, default: bool | None = None) -> Property[bool | None]:
    """Declare a flag written "on" or "off"; None where it is missing, and removes it."""
    return _flag(path, ("off", "on"), default=default)


class Presence:
    """A flag that is an empty element, such as ``<readonly/>``."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    @overload
    def __get__(self, view: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, view: XmlView, owner: type[Any]) -> bool: ...
    def __get__(self, view: XmlView | None, owner: type[Any]) -> Self | bool:
        return self if view is None else self.path.find(view.element) is not None

    def of(self, view: XmlView) -> bool:
        """The value in a document."""
        return self.__get__(view, type(view))

    def put(self, view: XmlView, value: bool) -> None:
        """Set the value in a document."""
        self.__set__(view, value)

    def __set__(self, view: XmlView, value: bool) -> None:
        if value:
            self.path.make(view.element)
        else:
            self.path.remove(view.element)


def present(path: str) -> Presence:
    """Declare a flag that holds where an element exists."""
    return Presence(path)


class Size:
    """A size in bytes at a path, written as a number with a ``unit`` attribute."""

    __slots__ = ("_default_unit", "path")

    def __init__(self, path: str, default_unit: str) -> None:
        self.path = Path(path)
        self._default_unit = default_unit

    @overload
    def __get__(self, view: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, view: XmlView, owner: type[Any]) -> int | None: ...
    def __get__(self, view: XmlView | None, owner: type[Any]) -> Self | int | None:
        if view is None:
            return self
        return read_size(self.path.find(view.element), self._default_unit)

    def of(self, view: XmlView) -> int | None:
        """The value in a document."""
        return self.__get__(view, type(view))

    def put(self, view: XmlView, value: int | None) -> None:
        """Set the value in a document."""
        self.__set__(view, value)

    def __set__(self, view: XmlView, value: int | None) -> None:
        if value is None:
            self.path.remove(view.element)
            return
        element = self.path.make(view.element)
        # The unit that is there stays, if the size can be told in it.
        for unit in (element.get("unit", self._default_unit), "KiB", "bytes"):
            factor = SIZE_UNITS.get(unit.lower())
            if factor and value % factor == 0:
                element.set("unit", unit)
                element.text = str(value // factor)
                return


def read_size(element: etree._Element | None, default_unit: str) -> int | None:
    """Return the bytes that an element with a ``unit`` attribute tells; None if it does not."""
    if element is None:
        return None
    factor = SIZE_UNITS.get(element.get("unit", default_unit).lower())
    number = (element.text or "").strip()
    return int(number) * factor if factor and number.isdecimal() else None


def size(path: str, default_unit: str = "KiB") -> Size:
    """Declare a size in bytes; None where it is missing or unreadable, and removes it.

    Args:
        path: Where the number stands.
        default_unit: The unit where the document names none: KiB for the memory of domains,
            "bytes" for volumes and pools.
    """
    return Size(path, default_unit)


class Children(Generic[_V]):
    """All elements at a path, each seen through a class of its own; in document order."""

    __slots__ = ("_parent", "_tag", "_view", "path")

    def __init__(self, path: str, view: type[_V]) -> None:
        self.path = Path(path)
        steps, _, tag = path.rpartition("/")
        self._parent = Path(steps) if steps else None
        self._tag = _qualified(tag)
        self._view = view

    @overload
    def __get__(self, view: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, view: XmlView, owner: type[Any]) -> tuple[_V, ...]: ...
    def __get__(self, view: XmlView | None, owner: type[Any]) -> Self | tuple[_V, ...]:
        if view is None:
            return self
        parent = view.element if self._parent is None else self._parent.find(view.element)
        if parent is None:
            return ()
        return tuple(map(self._view, parent.iterchildren(self._tag)))

    def of(self, view: XmlView) -> tuple[_V, ...]:
        """The elements in a document."""
        return self.__get__(view, type(view))

    def add(self, view: XmlView) -> _V:
        """Add one more, empty; its parents are made where they are missing."""
        parent = view.element if self._parent is None else self._parent.make(view.element)
        return self._view(add_child(parent, self._tag))

    def remove(self, view: XmlView, number: int) -> None:
        """Remove one, and what stays empty of its parents."""
        parent = view.element if self._parent is None else self._parent.find(view.element)
        if parent is None:
            return
        remove_child(parent, list(parent.iterchildren(self._tag))[number])
        if parent is not view.element:
            prune(parent, view.element)


def children(path: str, view: type[_V]) -> Children[_V]:
    """Declare a list of elements, each seen through a class."""
    return Children(path, view)
