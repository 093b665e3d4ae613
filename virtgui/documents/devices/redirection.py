"""USB redirection and smart cards: devices that come over a channel."""

from virtgui.documents.devices.common import DeviceElement, SecurityLabelElement
from virtgui.documents.properties import (
    XmlView,
    children,
    integer,
    on_off,
    text,
    yes_no,
)
from virtgui.documents.settings.values import OwnText


class ChannelSource(DeviceElement):
    """A device behind which there is a character device of the node."""

    __slots__ = ()

    kind = text("@type")
    path = text("source/@path")
    channel = text("source/@channel")
    append = on_off("source/@append")
    master = text("source/@master")
    slave = text("source/@slave")
    tls = yes_no("source/@tls")
    reconnect = yes_no("source/reconnect/@enabled")
    reconnect_timeout = integer("source/reconnect/@timeout")
    labels = children("source/seclabel", SecurityLabelElement)
    copy_paste = yes_no("source/clipboard/@copypaste")
    mouse = text("source/mouse/@mode")
    protocol = text("protocol/@type")
    log_file = text("log/@file")
    log_append = on_off("log/@append")


class SourceElement(XmlView):
    """A ``source`` of a character device; UDP has two, one to bind and one to connect."""

    __slots__ = ()

    mode = text("@mode")
    host = text("@host")
    service = text("@service")


class RedirectionElement(ChannelSource):
    """A ``redirdev`` of a domain (formatdomain, "Redirected devices")."""

    __slots__ = ()

    bus = text("@bus", "usb")
    sources = children("source", SourceElement)


class UsbRuleElement(XmlView):
    """A ``usbdev`` of a filter."""

    __slots__ = ()

    allow = yes_no("@allow")
    usb_class = text("@class")
    vendor = text("@vendor")
    product = text("@product")
    version = text("@version")


class RedirectionFilterElement(XmlView):
    """The ``redirfilter`` of a domain."""

    __slots__ = ()

    rules = children("usbdev", UsbRuleElement)


class CertificateElement(XmlView):
    """A ``certificate`` of an emulated smart card."""

    __slots__ = ()

    name = OwnText()


class SmartcardElement(ChannelSource):
    """A ``smartcard`` of a domain (formatdomain, "Smartcard devices")."""

    __slots__ = ()

    mode = text("@mode")
    sources = children("source", SourceElement)
    certificates = children("certificate", CertificateElement)
    database = text("database")
    target_type = text("target/@type")
    target_port = text("target/@port")
    target_model = text("target/model/@name")
