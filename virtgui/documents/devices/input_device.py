"""Keyboards, mice and tablets, emulated or of the node."""

from virtgui.documents.devices.common import DeviceElement
from virtgui.documents.properties import on_off, text


class InputElement(DeviceElement):
    """An ``input`` of a domain (formatdomain, "Input devices")."""

    __slots__ = ()

    kind = text("@type")
    bus = text("@bus")
    model = text("@model")
    evdev = text("source/@evdev")
    device = text("source/@dev")
    grab = text("source/@grab")
    grab_toggle = text("source/@grabToggle")
    repeat = on_off("source/@repeat")
