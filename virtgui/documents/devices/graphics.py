"""Graphical displays: who serves the guest's screen, and where it can be reached."""

from typing import Any

from lxml import etree

from virtgui.documents.devices.common import DeviceElement
from virtgui.documents.properties import (
    Children,
    XmlView,
    child,
    children,
    integer,
    text,
    yes_no,
)


class ListenElement(XmlView):
    """A ``listen`` of a display."""

    __slots__ = ()

    kind = text("@type")
    address = text("@address")
    network = text("@network")
    socket = text("@socket")


class Listens(Children[ListenElement]):
    """The places where a display listens; what repeats the first of them follows."""

    __slots__ = ()

    def remove(self, view: XmlView, number: int) -> None:
        """Remove one."""
        super().remove(view, number)
        follow_listen(view.element)


def follow_listen(graphics: etree._Element) -> None:
    """Let the attributes that repeat the first place say what it says.

    libvirt refuses a display whose ``listen`` is another than that of its first place. What is
    not there is not added.
    """
    first = child(graphics, "listen")
    for name, kinds in (("listen", ("address", "network")), ("socket", ("socket",))):
        if name not in graphics.attrib:
            continue
        attribute = "address" if name == "listen" else name
        fits = first is not None and first.get("type") in kinds
        value = first.get(attribute) if fits and first is not None else None
        if value:
            graphics.set(name, value)
        else:
            del graphics.attrib[name]


class SpiceChannelElement(XmlView):
    """A ``channel`` of SPICE, and whether it is encrypted."""

    __slots__ = ()

    name = text("@name")
    mode = text("@mode")


class GraphicsDevice(DeviceElement):
    """A ``graphics`` of a domain (formatdomain, "Graphical framebuffers")."""

    __slots__ = ()

    kind = text("@type")
    port = integer("@port")
    tls_port = integer("@tlsPort")
    autoport = yes_no("@autoport")
    websocket = integer("@websocket")
    listen = text("@listen")
    socket = text("@socket")
    listens: Any = Listens("listen", ListenElement)
    password = text("@passwd")
    valid_to = text("@passwdValidTo")
    connected = text("@connected")
    keymap = text("@keymap")
    share_policy = text("@sharePolicy")
    power_control = yes_no("@powerControl")
    default_mode = text("@defaultMode")
    channels = children("channel", SpiceChannelElement)
    image = text("image/@compression")
    jpeg = text("jpeg/@compression")
    zlib = text("zlib/@compression")
    playback = text("playback/@compression")
    streaming = text("streaming/@mode")
    copy_paste = yes_no("clipboard/@copypaste")
    mouse = text("mouse/@mode")
    file_transfer = yes_no("filetransfer/@enable")
    gl = yes_no("gl/@enable")
    rendernode = text("gl/@rendernode")
    audio = text("audio/@id")
    bus_address = text("@address")
    p2p = yes_no("@p2p")
    display = text("@display")
    xauth = text("@xauth")
    fullscreen = yes_no("@fullscreen")
    replace_user = yes_no("@replaceUser")
    multi_user = yes_no("@multiUser")
