"""The balloon that takes memory from the guest and gives it back."""

from virtgui.documents.devices.common import DeviceElement
from virtgui.documents.properties import integer, on_off, text


class MemballoonElement(DeviceElement):
    """The ``memballoon`` of a domain (formatdomain, "Memory balloon device")."""

    __slots__ = ()

    model = text("@model")
    autodeflate = on_off("@autodeflate")
    free_page_reporting = on_off("@freePageReporting")
    period = integer("stats/@period")
