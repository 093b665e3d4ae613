"""Kinds of values that only the settings of domains have; each is a declared property."""

from lxml import etree

from virtgui.core.units import SIZE_UNITS
from virtgui.documents.placing import prune, remove_child
from virtgui.documents.properties import Path, XmlView, add_child, check_xml_text

_ON, _OFF = "on", "off"


class StateFlag:
    """A feature that is an element with a ``state``; without one it is on, missing it is None."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def of(self, view: XmlView) -> bool | None:
        """The value in a document."""
        element = self.path.find(view.element)
        return None if element is None else element.get("state", _ON) != _OFF

    def put(self, view: XmlView, value: bool | None) -> None:
        """Set the value in a document; None removes the element with all that is in it."""
        if value == self.of(view):
            return
        if value is None:
            self.path.remove(view.element)
        else:
            self.path.make(view.element).set("state", _ON if value else _OFF)


class AttributeSize:
    """A size in bytes that is an attribute, with its unit in the attribute ``unit`` beside it."""

    __slots__ = ("_default_unit", "_unit", "path")

    def __init__(self, path: str, default_unit: str = "KiB") -> None:
        self.path = Path(path)
        self._unit = Path(f"{path.rpartition('@')[0]}@unit")
        self._default_unit = default_unit

    def of(self, view: XmlView) -> int | None:
        """The value in a document."""
        number = (self.path.read(view.element) or "").strip()
        factor = self._factor(view)
        return int(number) * factor if factor and number.isdecimal() else None

    def _factor(self, view: XmlView) -> int | None:
        unit = self._unit.read(view.element) or self._default_unit
        return SIZE_UNITS.get(unit.lower())

    def put(self, view: XmlView, value: int | None) -> None:
        """Set the value in a document, in the unit that is there if the size can be told in it."""
        if value is None:
            self.path.remove(view.element)
            self._unit.remove(view.element)
            return
        factor = self._factor(view)
        if not factor or value % factor:
            unit = "KiB" if value % 1024 == 0 else "bytes"
            self._unit.write(view.element, unit)
            factor = SIZE_UNITS[unit.lower()]
        self.path.write(view.element, str(value // factor))


class OwnText:
    """The text of the element itself."""

    __slots__ = ("path",)

    def __init__(self) -> None:
        self.path = Path("")

    def of(self, view: XmlView) -> str:
        """The value in a document."""
        return view.element.text or ""

    def put(self, view: XmlView, value: str) -> None:
        """Set the value in a document."""
        check_xml_text(value)
        view.element.text = value or None


class Coded:
    """Elements of one name as words of one line: "0:10 1:21".

    Each word has the values of one element, joined by colons; the last one may have colons
    itself. What the words do not name stays as it is.
    """

    __slots__ = ("_parent", "_parts", "path")

    def __init__(self, path: str, *parts: str) -> None:
        """Declare the list.

        Args:
            path: Where the elements stand.
            parts: Where the values of a word stand, as paths below the element.
        """
        self.path = Path(path)
        above = path.rpartition("/")[0]
        self._parent = Path(above) if above else None
        self._parts = tuple(map(Path, parts))

    def of(self, view: XmlView) -> str:
        """The value in a document."""
        return " ".join(map(self._word, self._elements(view)))

    def _word(self, element: etree._Element) -> str:
        return ":".join(part.read(element) or "" for part in self._parts).rstrip(":") or ":"

    def _elements(self, view: XmlView) -> list[etree._Element]:
        parent = view.element if self._parent is None else self._parent.find(view.element)
        return [] if parent is None else list(parent.iterchildren(self.path.steps[-1]))

    def put(self, view: XmlView, value: str) -> None:
        """Set the value in a document."""
        words = value.split()
        check_xml_text(value)
        there = self._elements(view)
        if words:
            parent = view.element if self._parent is None else self._parent.make(view.element)
            for number, word in enumerate(words):
                known = number < len(there)
                element = there[number] if known else add_child(parent, self.path.steps[-1])
                self._fill(element, word)
        self._drop(view, there[len(words) :])

    def _fill(self, element: etree._Element, word: str) -> None:
        values = word.split(":", len(self._parts) - 1)
        for part, value in zip(self._parts, values, strict=False):
            if value:
                part.write(element, value)
            else:
                part.remove(element)
        for part in self._parts[len(values) :]:
            part.remove(element)

    def _drop(self, view: XmlView, elements: list[etree._Element]) -> None:
        for element in elements:
            parent = element.getparent()
            if parent is not None:
                remove_child(parent, element)
                if parent is not view.element:
                    prune(parent, view.element)
