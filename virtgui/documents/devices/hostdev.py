"""Devices of the node that a guest has for itself."""

from virtgui.documents.devices.common import DeviceElement, PciAddress
from virtgui.documents.properties import XmlView, children, integer, present, text, yes_no


class IpElement(XmlView):
    """An ``ip`` address that a container's interface gets."""

    __slots__ = ()

    address = text("@address")
    family = text("@family")
    prefix = integer("@prefix")
    peer = text("@peer")


class RouteElement(XmlView):
    """A ``route`` that a container gets."""

    __slots__ = ()

    family = text("@family")
    address = text("@address")
    netmask = text("@netmask")
    prefix = integer("@prefix")
    gateway = text("@gateway")
    metric = integer("@metric")


class IscsiHostElement(XmlView):
    """A ``host`` of an iSCSI source."""

    __slots__ = ()

    name = text("@name")
    port = text("@port")


class HostdevElement(DeviceElement):
    """A ``hostdev`` of a domain (formatdomain, "Host device assignment")."""

    __slots__ = ()

    mode = text("@mode", "subsystem")
    kind = text("@type")
    managed = yes_no("@managed")
    model = text("@model")
    display = text("@display")
    ramfb = text("@ramfb")
    sgio = text("@sgio")
    raw_io = yes_no("@rawio")
    driver = text("driver/@name")
    startup_policy = text("source/@startupPolicy")
    write_filtering = yes_no("source/@writeFiltering")
    guest_reset = text("source/@guestReset")
    pci = PciAddress("source/address")
    pci_domain = text("source/address/@domain")
    pci_slot = text("source/address/@slot")
    pci_function = text("source/address/@function")
    multifunction = text("source/address/@multifunction")
    address_bus = text("source/address/@bus")
    usb_device = text("source/address/@device")
    usb_port = text("source/address/@port")
    vendor = text("source/vendor/@id")
    product = text("source/product/@id")
    scsi_target = text("source/address/@target")
    scsi_unit = text("source/address/@unit")
    mdev = text("source/address/@uuid")
    protocol = text("source/@protocol")
    wwpn = text("source/@wwpn")
    name = text("source/@name")
    adapter = text("source/adapter/@name")
    hosts = children("source/host", IscsiHostElement)
    user = text("source/auth/@username")
    secret_type = text("source/auth/secret/@type")
    secret_uuid = text("source/auth/secret/@uuid")
    secret_usage = text("source/auth/secret/@usage")
    initiator = text("source/initiator/iqn/@name")
    block = text("source/block")
    char = text("source/char")
    interface = text("source/interface")
    ips = children("ip", IpElement)
    routes = children("route", RouteElement)
    teaming = text("teaming/@type")
    teaming_partner = text("teaming/@persistent")
    rom_enabled = yes_no("rom/@enabled")
    rom_bar = text("rom/@bar")
    rom_file = text("rom/@file")
    readonly = present("readonly")
    shareable = present("shareable")
