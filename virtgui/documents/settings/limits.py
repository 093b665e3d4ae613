"""Shares of the node's disks, and what is handed to the hypervisor as it is."""

from typing import Final

from lxml import etree

from virtgui.documents.placing import prune, remove_child
from virtgui.documents.properties import (
    Path,
    XmlView,
    add_child,
    check_xml_text,
    children,
    integer,
    text,
)
from virtgui.documents.settings.values import Coded

BHYVE: Final = "http://libvirt.org/schemas/domain/bhyve/1.0"
XEN: Final = "http://libvirt.org/schemas/domain/xen/1.0"
LXC: Final = "http://libvirt.org/schemas/domain/lxc/1.0"
VMWARE: Final = "http://libvirt.org/schemas/domain/vmware/1.0"


class BlkioDevice(XmlView):
    """The limits of one disk of the node."""

    __slots__ = ()

    path = text("path")
    weight = integer("weight")
    read_iops = integer("read_iops_sec")
    write_iops = integer("write_iops_sec")
    read_bytes = integer("read_bytes_sec")
    write_bytes = integer("write_bytes_sec")


class QemuArgument(XmlView):
    """One argument for QEMU."""

    __slots__ = ()

    value = text("@value")


class QemuVariable(XmlView):
    """One environment variable for QEMU."""

    __slots__ = ()

    name = text("@name")
    value = text("@value")


class QemuCapability(XmlView):
    """A capability of QEMU that libvirt shall believe in, or not."""

    __slots__ = ()

    name = text("@capability")


class QemuOverride(XmlView):
    """Properties of one device that are handed to QEMU."""

    __slots__ = ()

    alias = text("@alias")
    properties = Coded("qemu:frontend/qemu:property", "@name", "@type", "@value")


class LimitsView(XmlView):
    """Limits on the node's disks and extra arguments (formatdomain, "Block I/O Tuning")."""

    __slots__ = ()

    weight = integer("blkiotune/weight")
    devices = children("blkiotune/device", BlkioDevice)
    arguments = children("qemu:commandline/qemu:arg", QemuArgument)
    variables = children("qemu:commandline/qemu:env", QemuVariable)
    added = children("qemu:capabilities/qemu:add", QemuCapability)
    removed = children("qemu:capabilities/qemu:del", QemuCapability)
    deprecation = text("qemu:deprecation/@behavior")
    overrides = children("qemu:override/qemu:device", QemuOverride)


class ForeignLines:
    """Arguments of another hypervisor's namespace, one per line."""

    __slots__ = ("_uri", "path")

    def __init__(self, uri: str) -> None:
        self.path = Path("commandline")
        self._uri = uri

    def of(self, view: XmlView) -> str:
        """The value in a document."""
        return "\n".join(item.get("value", "") for item in self._items(view))

    def _items(self, view: XmlView) -> list[etree._Element]:
        found = view.element.iterfind(f"{{{self._uri}}}commandline/{{{self._uri}}}arg")
        return list(found)

    def put(self, view: XmlView, value: str) -> None:
        """Set the value in a document."""
        check_xml_text(value)
        lines = value.splitlines()
        there = self._items(view)
        parent = _made(view.element, self._uri, "commandline") if lines else None
        for number, line in enumerate(lines):
            if parent is not None and number >= len(there):
                there.append(add_child(parent, f"{{{self._uri}}}arg"))
            there[number].set("value", line)
        for surplus in there[len(lines) :]:
            above = surplus.getparent()
            if above is not None:
                remove_child(above, surplus)
                prune(above, view.element)


class ForeignText:
    """A text or attribute of another hypervisor's namespace."""

    __slots__ = ("_attribute", "_steps", "_uri", "path")

    def __init__(self, uri: str, path: str) -> None:
        self.path = Path(path)
        self._uri = uri
        self._steps = self.path.steps
        self._attribute = self.path.attribute

    def of(self, view: XmlView) -> str:
        """The value in a document."""
        element = view.element.find("/".join(f"{{{self._uri}}}{step}" for step in self._steps))
        if element is None:
            return ""
        return element.get(self._attribute, "") if self._attribute else element.text or ""

    def put(self, view: XmlView, value: str) -> None:
        """Set the value in a document; an empty one removes it."""
        check_xml_text(value)
        if value == self.of(view):
            return
        element = view.element
        for step in self._steps:
            element = _made(element, self._uri, step)
        if self._attribute and value:
            element.set(self._attribute, value)
        elif self._attribute:
            element.attrib.pop(self._attribute, "")
        else:
            element.text = value or None
        prune(element, view.element)


def _made(parent: etree._Element, uri: str, tag: str) -> etree._Element:
    found = parent.find(f"{{{uri}}}{tag}")
    return add_child(parent, f"{{{uri}}}{tag}") if found is None else found
