"""Serial lines, parallel ports, consoles and channels: a device, and what is at its other end."""

from typing import Any, Final, Self, overload

from lxml import etree

from virtgui.documents.devices.common import DeviceElement, SecurityLabelElement
from virtgui.documents.placing import prune, remove_element
from virtgui.documents.properties import (
    Path,
    Property,
    XmlView,
    add_child,
    check_xml_text,
    children,
    integer,
    on_off,
    text,
    yes_no,
)

SENDS, LISTENS = "connect", "bind"
_SOURCE: Final = "source"


class EndText:
    """An attribute of one direction: UDP has a source that sends and one that listens.

    A source without a direction sends, as libvirt reads it.
    """

    __slots__ = ("_attribute", "_mode", "_parent", "path")

    def __init__(self, attribute: str, mode: str, parent: str = "") -> None:
        """Declare it.

        Args:
            attribute: Its name.
            mode: The direction, "connect" or "bind".
            parent: The element that has the sources, as a path; empty for the device itself.
        """
        self._attribute, self._mode = attribute, mode
        self._parent = Path(parent) if parent else None
        self.path = Path("/".join(filter(None, (parent, _SOURCE, f"@{attribute}"))))

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
        source = self._source(view)
        return "" if source is None else source.get(self._attribute, "")

    def _source(self, view: XmlView) -> etree._Element | None:
        parent = view.element if self._parent is None else self._parent.find(view.element)
        found = [] if parent is None else parent.iterchildren(_SOURCE)
        return next((item for item in found if item.get("mode", SENDS) == self._mode), None)

    def put(self, view: XmlView, value: str) -> None:
        """Set the value in a document; a direction of which nothing is known goes."""
        check_xml_text(value)
        source = self._source(view)
        if value:
            self._filled(view, source).set(self._attribute, value)
        elif source is not None:
            source.attrib.pop(self._attribute, "")
            if not len(source) and not set(source.attrib) - {"mode"}:
                parent = source.getparent()
                remove_element(source)
                if parent is not None and parent is not view.element:
                    prune(parent, view.element)

    def _filled(self, view: XmlView, source: etree._Element | None) -> etree._Element:
        if source is None:
            parent = view.element if self._parent is None else self._parent.make(view.element)
            source = add_child(parent, _SOURCE)
            source.set("mode", self._mode)
        return source


class ChardevElement(DeviceElement):
    """What all character devices of a domain have, whatever the guest sees."""

    __slots__ = ()

    kind = text("@type")
    tty = text("@tty")
    mode = text("source/@mode")
    path = text("source/@path")
    host = text("source/@host")
    service = text("source/@service")
    send_host = EndText("host", SENDS)
    send_service = EndText("service", SENDS)
    listen_host = EndText("host", LISTENS)
    listen_service = EndText("service", LISTENS)
    channel = text("source/@channel")
    master = text("source/@master")
    slave = text("source/@slave")
    append = on_off("source/@append")
    tls = yes_no("source/@tls")
    reconnect = yes_no("source/reconnect/@enabled")
    reconnect_timeout = integer("source/reconnect/@timeout")
    labels = children("source/seclabel", SecurityLabelElement)
    copy_paste = yes_no("source/clipboard/@copypaste")
    mouse = text("source/mouse/@mode")
    protocol = text("protocol/@type")
    log_file = text("log/@file")
    log_append = on_off("log/@append")

    @property
    def holder(self) -> etree._Element:
        """The element that has the sources."""
        return self.element


class LineElement(ChardevElement):
    """A ``serial``, ``parallel`` or ``console`` (formatdomain, "Consoles, serial, parallel")."""

    __slots__ = ()

    target_type = text("target/@type")
    target_port = integer("target/@port")
    target_model = text("target/model/@name")


class ChannelDevice(ChardevElement):
    """A ``channel`` of a domain (formatdomain, "Channel")."""

    __slots__ = ()

    target_type = text("target/@type")
    name = text("target/@name")
    state = text("target/@state")
    guest_address = text("target/@address")
    guest_port: Property[int | None] = integer("target/@port")
