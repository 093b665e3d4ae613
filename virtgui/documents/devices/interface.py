"""Network interfaces of a domain."""

from virtgui.documents.devices.common import DeviceElement, PciAddress, word
from virtgui.documents.devices.hostdev import IpElement, RouteElement
from virtgui.documents.properties import XmlView, children, integer, on_off, text, yes_no
from virtgui.documents.settings.values import Coded


class FilterParameterElement(XmlView):
    """A ``parameter`` that a filter gets."""

    __slots__ = ()

    name = text("@name")
    value = text("@value")


class VlanTagElement(XmlView):
    """A ``tag`` of a VLAN."""

    __slots__ = ()

    id = integer("@id")
    native_mode = text("@nativeMode")


class PortForwardElement(XmlView):
    """A ``portForward`` of user networking."""

    __slots__ = ()

    protocol = text("@proto")
    address = text("@address")
    device = text("@dev")
    ranges = Coded("range", "@start", "@end", "@to", "@exclude")


class InterfaceDevice(DeviceElement):
    """An ``interface`` of a domain (formatdomain, "Network interfaces")."""

    __slots__ = ()

    kind = text("@type")
    managed = yes_no("@managed")
    trust_filters = yes_no("@trustGuestRxFilters")
    mac = text("mac/@address")
    mac_type = text("mac/@type")
    mac_check = yes_no("mac/@check")
    mac_now = text("mac/@currentAddress")
    network = text("source/@network")
    port_group = text("source/@portgroup")
    port_id = text("source/@portid")
    bridge = text("source/@bridge")
    table_manager = text("source/@macTableManager")
    device = text("source/@dev")
    mode = text("source/@mode")
    source_name = text("source/@name")
    source_type = text("source/@type")
    source_path = text("source/@path")
    source_address = text("source/@address")
    source_port = integer("source/@port")
    local_address = text("source/local/@address")
    local_port = integer("source/local/@port")
    reconnect = yes_no("source/reconnect/@enabled")
    reconnect_timeout = integer("source/reconnect/@timeout")
    missing = yes_no("source/@missing")
    pci = PciAddress("source/address")
    vendor = text("source/vendor/@id")
    product = text("source/product/@id")
    usb_bus = text("source/address/@bus")
    usb_device = text("source/address/@device")
    switch_id = text("source/@switchid")
    switch_port = text("source/@portid")
    switch_group = text("source/@portgroupid")
    connection_id = text("source/@connectionid")
    host_ips = children("source/ip", IpElement)
    host_routes = children("source/route", RouteElement)
    profile_kind = text("virtualport/@type")
    manager_id = integer("virtualport/parameters/@managerid")
    type_id = integer("virtualport/parameters/@typeid")
    type_version = integer("virtualport/parameters/@typeidversion")
    instance_id = text("virtualport/parameters/@instanceid")
    profile_id = text("virtualport/parameters/@profileid")
    interface_id = text("virtualport/parameters/@interfaceid")
    backend = text("backend/@type")
    tap = text("backend/@tap")
    vhost = text("backend/@vhost")
    log_file = text("backend/@logFile")
    forwards = children("portForward", PortForwardElement)
    ips = children("ip", IpElement)
    routes = children("route", RouteElement)
    script = text("script/@path")
    down_script = text("downscript/@path")
    backend_domain = text("backenddomain/@name")
    target = text("target/@dev")
    target_managed = yes_no("target/@managed")
    guest_name = text("guest/@dev")
    guest_actual = text("guest/@actual")
    model = text("model/@type")
    driver = text("driver/@name")
    queues = integer("driver/@queues")
    rx_queue_size = integer("driver/@rx_queue_size")
    tx_queue_size = integer("driver/@tx_queue_size")
    tx_mode = text("driver/@txmode")
    ioeventfd = on_off("driver/@ioeventfd")
    event_idx = on_off("driver/@event_idx")
    rss = on_off("driver/@rss")
    rss_hash_report = on_off("driver/@rss_hash_report")
    filter = text("filterref/@filter")
    filter_parameters = children("filterref/parameter", FilterParameterElement)
    link = text("link/@state")
    mtu = integer("mtu/@size")
    coalesce = integer("coalesce/rx/frames/@max")
    bandwidth_class = integer("bandwidth/@classID")
    in_average = integer("bandwidth/inbound/@average")
    in_peak = integer("bandwidth/inbound/@peak")
    in_burst = integer("bandwidth/inbound/@burst")
    in_floor = integer("bandwidth/inbound/@floor")
    out_average = integer("bandwidth/outbound/@average")
    out_peak = integer("bandwidth/outbound/@peak")
    out_burst = integer("bandwidth/outbound/@burst")
    out_floor = integer("bandwidth/outbound/@floor")
    trunk = yes_no("vlan/@trunk")
    tags = children("vlan/tag", VlanTagElement)
    isolated = yes_no("port/@isolated")
    rom_enabled = yes_no("rom/@enabled")
    rom_bar = on_off("rom/@bar")
    rom_file = text("rom/@file")
    send_buffer = word("tune/sndbuf")
    teaming = text("teaming/@type")
    teaming_partner = text("teaming/@persistent")


OFFLOADS_HOST = ("csum", "gso", "tso4", "tso6", "ecn", "ufo", "mrg_rxbuf")
"""What the host may leave to its hardware, by libvirt's names."""

OFFLOADS_GUEST = ("csum", "tso4", "tso6", "ecn", "ufo")
"""What the guest may leave to the host."""
