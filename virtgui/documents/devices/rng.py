"""Random number generators."""

from lxml import etree

from virtgui.documents.devices.chardev import LISTENS, SENDS, EndText
from virtgui.documents.devices.common import DeviceElement, SecurityLabelElement, word
from virtgui.documents.properties import Path, children, integer, on_off, text, yes_no

_BACKEND = "backend"


class RngElement(DeviceElement):
    """An ``rng`` of a domain (formatdomain, "Random number generator device").

    The source of an entropy daemon is named as that of all character devices.
    """

    __slots__ = ()

    model = text("@model")
    backend = text("backend/@model")
    source = word("backend")
    rate_bytes = integer("rate/@bytes")
    rate_period = integer("rate/@period")
    kind = text("backend/@type")
    mode = text("backend/source/@mode")
    path = text("backend/source/@path")
    host = text("backend/source/@host")
    service = text("backend/source/@service")
    send_host = EndText("host", SENDS, _BACKEND)
    send_service = EndText("service", SENDS, _BACKEND)
    listen_host = EndText("host", LISTENS, _BACKEND)
    listen_service = EndText("service", LISTENS, _BACKEND)
    channel = text("backend/source/@channel")
    master = text("backend/source/@master")
    slave = text("backend/source/@slave")
    append = on_off("backend/source/@append")
    tls = yes_no("backend/source/@tls")
    reconnect = yes_no("backend/source/reconnect/@enabled")
    reconnect_timeout = integer("backend/source/reconnect/@timeout")
    labels = children("backend/source/seclabel", SecurityLabelElement)
    copy_paste = yes_no("backend/source/clipboard/@copypaste")
    mouse = text("backend/source/mouse/@mode")
    protocol = text("backend/protocol/@type")
    log_file = text("backend/log/@file")
    log_append = on_off("backend/log/@append")

    @property
    def holder(self) -> etree._Element:
        """The element that has the sources."""
        return Path(_BACKEND).make(self.element)
