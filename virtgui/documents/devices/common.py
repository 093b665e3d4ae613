"""What many kinds of devices have in common."""

from collections.abc import Callable
from typing import Any, Final, Self, overload

from virtgui.documents.hostdevs import number, pci_text
from virtgui.documents.properties import (
    Declared,
    Path,
    Property,
    XmlView,
    integer,
    on_off,
    text,
    yes_no,
)
from virtgui.documents.settings.values import AttributeSize

_PCI_WIDTHS: Final = (("domain", 4), ("bus", 2), ("slot", 2), ("function", 1))


class DeviceElement(XmlView):
    """A device of a domain: what most kinds may have."""

    __slots__ = ()

    alias = text("alias/@name")
    acpi_index = integer("acpi/@index")
    boot_order = integer("boot/@order")
    loadparm = text("boot/@loadparm")
    driver_iommu = on_off("driver/@iommu")
    driver_ats = on_off("driver/@ats")
    driver_packed = on_off("driver/@packed")
    driver_page_per_vq = on_off("driver/@page_per_vq")


class OneOf:
    """A value that may stand at one of two places: where its element is, else at the usual one."""

    __slots__ = ("_marker", "_there", "_usual", "path")

    def __init__(self, usual: Declared, there: Declared, marker: str) -> None:
        """Declare it.

        Args:
            usual: The property at the usual place.
            there: The one at the other place.
            marker: The element that tells that the other place is in use.
        """
        self._usual, self._there = usual, there
        self._marker = Path(marker)
        self.path = usual.path

    @overload
    def __get__(self, view: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, view: XmlView, owner: type[Any]) -> Any: ...
    def __get__(self, view: XmlView | None, owner: type[Any]) -> Any:
        return self if view is None else self.of(view)

    def __set__(self, view: XmlView, value: Any) -> None:
        self.put(view, value)

    def _place(self, view: XmlView) -> Declared:
        return self._usual if self._marker.find(view.element) is None else self._there

    def of(self, view: XmlView) -> Any:
        """The value in a document."""
        return self._place(view).of(view)

    def put(self, view: XmlView, value: Any) -> None:
        """Set the value in a document."""
        self._place(view).put(view, value)


def beside_or_below(
    declare: Callable[[str], Declared], element: str, rest: str, parent: str = "source"
) -> OneOf:
    """Declare a value whose element stands in the source, or beside it as libvirt once wrote."""
    return OneOf(declare(f"{parent}/{element}{rest}"), declare(f"{element}{rest}"), element)


class PciAddress:
    """The address of a PCI device of the node: "0000:01:00.0", or empty."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    @overload
    def __get__(self, view: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, view: XmlView, owner: type[Any]) -> str: ...
    def __get__(self, view: XmlView | None, owner: type[Any]) -> Self | str:
        return self if view is None else self.of(view)

    def __set__(self, view: XmlView, value: str) -> None:
        self.put(view, value)

    def of(self, view: XmlView) -> str:
        """The value in a document."""
        found = self.path.find(view.element)
        if found is None:
            return ""
        return pci_text([number(found.get(name, "0")) for name, _ in _PCI_WIDTHS])

    def put(self, view: XmlView, value: str) -> None:
        """Set the value in a document; what is no such address changes nothing."""
        if not value:
            self.path.remove(view.element)
            return
        parts = value.replace(".", ":").split(":")
        numbers = [number(f"0x{part}") for part in parts]
        if len(parts) != len(_PCI_WIDTHS) or None in numbers:
            return
        element = self.path.make(view.element)
        for (name, width), found in zip(_PCI_WIDTHS, numbers, strict=True):
            element.set(name, f"0x{found:0{width}x}")


class SecurityLabelElement(XmlView):
    """A ``seclabel`` of a source."""

    __slots__ = ()

    model = text("@model")
    relabel = yes_no("@relabel")
    labelskip = yes_no("@labelskip")
    label = text("label")


def word(path: str) -> Property[str]:
    """Declare a text without the blanks around it; setting an empty one removes it."""
    return Property(path, str.strip, lambda value: value.strip() or None, "")


class UsageSize(AttributeSize):
    """A size in bytes that is an attribute, with its unit in ``units`` beside it."""

    __slots__ = ()

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._unit = Path(f"{path.rpartition('@')[0]}@units")
