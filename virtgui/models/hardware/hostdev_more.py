"""What few people need of host devices: iSCSI, ROM, teaming, and addresses in numbers."""

from typing import Any, Final

from virtgui.documents.devices.hostdev import (
    HostdevElement,
    IpElement,
    IscsiHostElement,
    RouteElement,
)
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    all_of,
    boot_items,
    check_secret,
    choice,
    combo,
    defaulted,
    file_path,
    flag,
    line,
    number,
    pattern_check,
    secrets,
    when,
)
from virtgui.models.hardware.fields import Rows, Section, fixed
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.secret_reference import put_reference
from virtgui.models.hardware.settings.common import has
from virtgui.models.noop import QT_TRANSLATE_NOOP


def _put_protocol(view: Any, value: str, scene: Scene) -> None:
    """A device of the host and one behind iSCSI are named in other ways."""
    del scene
    if value == view.protocol:
        return
    view.protocol = value
    if value == "iscsi":
        view.adapter = view.address_bus = view.scsi_target = view.scsi_unit = ""


ISCSI: Final = Section(
    title="iSCSI",
    shown=when("kind", "scsi", "scsi_host"),
    folded=True,
    items=(
        choice(
            "protocol",
            QT_TRANSLATE_NOOP("Hardware", "Reached over"),
            HostdevElement.protocol,
            fixed(
                ("", QT_TRANSLATE_NOOP("Hardware", "The host")),
                ("adapter", QT_TRANSLATE_NOOP("Hardware", "The host (adapter)")),
                ("iscsi", "iSCSI"),
                ("vhost", "vhost"),
            ),
            put=_put_protocol,
        ),
        line(
            "name",
            QT_TRANSLATE_NOOP("Hardware", "Target"),
            HostdevElement.name,
            stretch=True,
            shown=when("protocol", "iscsi"),
            hint=QT_TRANSLATE_NOOP("Hardware", "As iqn.2013-07.com.example:storage/1"),
        ),
        Rows(
            id="hosts",
            label=QT_TRANSLATE_NOOP("Hardware", "Servers"),
            prop=HostdevElement.hosts,
            add=QT_TRANSLATE_NOOP("Hardware", "Add server"),
            shown=when("protocol", "iscsi"),
            columns=(
                line(
                    "host",
                    QT_TRANSLATE_NOOP("Hardware", "Server"),
                    IscsiHostElement.name,
                    stretch=True,
                ),
                line("host_port", QT_TRANSLATE_NOOP("Hardware", "Port"), IscsiHostElement.port),
            ),
        ),
        line(
            "user",
            QT_TRANSLATE_NOOP("Hardware", "User"),
            HostdevElement.user,
            shown=when("protocol", "iscsi"),
        ),
        combo(
            "secret",
            QT_TRANSLATE_NOOP("Hardware", "Password"),
            HostdevElement.secret_uuid,
            secrets("iscsi"),
            put=put_reference("secret_uuid", "secret_usage", "secret_type", lambda _view: "iscsi"),
            paths=("source/auth/secret/@type",),
            shown=when("protocol", "iscsi"),
            check=check_secret,
            hint=QT_TRANSLATE_NOOP("Hardware", "A secret of the host"),
        ),
        line(
            "secret_usage",
            QT_TRANSLATE_NOOP("Hardware", "Secret by its use"),
            HostdevElement.secret_usage,
            put=put_reference("secret_usage", "secret_uuid", "secret_type", lambda _view: "iscsi"),
            shown=when("protocol", "iscsi"),
        ),
        line(
            "initiator",
            QT_TRANSLATE_NOOP("Hardware", "Initiator"),
            HostdevElement.initiator,
            stretch=True,
            shown=when("protocol", "iscsi"),
        ),
    ),
)
"""Where a SCSI device is not at the host itself."""


def _start_ip(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.element.set("address", "192.0.2.2")
    row.element.set("family", "ipv4")
    row.element.set("prefix", "24")


def _start_route(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.element.set("family", "ipv4")
    row.element.set("address", "0.0.0.0")  # noqa: S104
    row.element.set("gateway", "192.0.2.1")


_FAMILY: Final = fixed(("ipv4", "IPv4"), ("ipv6", "IPv6"))

CONTAINER_NET: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Addresses in the container"),
    shown=when("kind", "net"),
    items=(
        Rows(
            id="ips",
            label=QT_TRANSLATE_NOOP("Hardware", "IP addresses"),
            prop=HostdevElement.ips,
            add=QT_TRANSLATE_NOOP("Hardware", "Add address"),
            start=_start_ip,
            columns=(
                choice(
                    "ip_family", QT_TRANSLATE_NOOP("Hardware", "Family"), IpElement.family, _FAMILY
                ),
                line(
                    "ip_address",
                    QT_TRANSLATE_NOOP("Hardware", "Address"),
                    IpElement.address,
                    stretch=True,
                ),
                number(
                    "ip_prefix",
                    QT_TRANSLATE_NOOP("Hardware", "Prefix"),
                    IpElement.prefix,
                    low=0,
                    high=128,
                ),
                line("ip_peer", QT_TRANSLATE_NOOP("Hardware", "Other end"), IpElement.peer),
            ),
        ),
        Rows(
            id="routes",
            label=QT_TRANSLATE_NOOP("Hardware", "Routes"),
            prop=HostdevElement.routes,
            add=QT_TRANSLATE_NOOP("Hardware", "Add route"),
            start=_start_route,
            columns=(
                choice(
                    "route_family",
                    QT_TRANSLATE_NOOP("Hardware", "Family"),
                    RouteElement.family,
                    _FAMILY,
                ),
                line(
                    "route_address",
                    QT_TRANSLATE_NOOP("Hardware", "Target"),
                    RouteElement.address,
                    stretch=True,
                ),
                line(
                    "route_netmask", QT_TRANSLATE_NOOP("Hardware", "Netmask"), RouteElement.netmask
                ),
                number(
                    "route_prefix",
                    QT_TRANSLATE_NOOP("Hardware", "Prefix"),
                    RouteElement.prefix,
                    low=0,
                    high=128,
                ),
                line(
                    "route_gateway",
                    QT_TRANSLATE_NOOP("Hardware", "Gateway"),
                    RouteElement.gateway,
                    stretch=True,
                ),
                number(
                    "route_metric",
                    QT_TRANSLATE_NOOP("Hardware", "Metric"),
                    RouteElement.metric,
                    low=1,
                ),
            ),
        ),
    ),
)
"""What the interface of a container gets."""


def _put_teaming(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value != view.teaming:
        view.teaming = value
        if value != "transient":
            view.teaming_partner = ""


_IS_PCI: Final = when("kind", "pci")

MORE_SECTION: Final = Section(
    title=MORE,
    folded=True,
    items=(
        choice(
            "driver",
            QT_TRANSLATE_NOOP("Hardware", "Driver"),
            HostdevElement.driver,
            defaulted(
                ("vfio", "VFIO"),
                ("kvm", QT_TRANSLATE_NOOP("Hardware", "KVM (old)")),
                ("xen", "Xen"),
            ),
            shown=_IS_PCI,
        ),
        flag(
            "rom_enabled",
            QT_TRANSLATE_NOOP("Hardware", "Show its ROM"),
            HostdevElement.rom_enabled,
            shown=_IS_PCI,
        ),
        choice(
            "rom_bar",
            QT_TRANSLATE_NOOP("Hardware", "ROM in the PCI space"),
            HostdevElement.rom_bar,
            ("on", "off"),
            shown=_IS_PCI,
        ),
        file_path(
            "rom_file",
            QT_TRANSLATE_NOOP("Hardware", "ROM from a file"),
            HostdevElement.rom_file,
            shown=_IS_PCI,
        ),
        choice(
            "pci_startup_policy",
            QT_TRANSLATE_NOOP("Hardware", "If it is not there"),
            HostdevElement.startup_policy,
            ("mandatory", "requisite", "optional"),
            shown=all_of(_IS_PCI, has("source/@startupPolicy")),
        ),
        flag(
            "write_filtering",
            QT_TRANSLATE_NOOP("Hardware", "Filter configuration writes"),
            HostdevElement.write_filtering,
            hint=QT_TRANSLATE_NOOP("Hardware", "Xen: whether only known registers can be written"),
            shown=all_of(_IS_PCI, has("source/@writeFiltering", "driver/@name")),
        ),
        choice(
            "teaming",
            QT_TRANSLATE_NOOP("Hardware", "Teaming"),
            HostdevElement.teaming,
            defaulted(
                ("transient", QT_TRANSLATE_NOOP("Hardware", "Goes away for a migration")),
                ("persistent", QT_TRANSLATE_NOOP("Hardware", "Stays")),
            ),
            put=_put_teaming,
            shown=_IS_PCI,
        ),
        combo(
            "teaming_partner",
            QT_TRANSLATE_NOOP("Hardware", "Stands in for it"),
            HostdevElement.teaming_partner,
            fixed(),
            hint=QT_TRANSLATE_NOOP("Hardware", "The alias of the interface, such as ua-backup0"),
            shown=when("teaming", "transient"),
        ),
        choice(
            "sgio",
            QT_TRANSLATE_NOOP("Hardware", "SCSI commands"),
            HostdevElement.sgio,
            defaulted(
                ("filtered", QT_TRANSLATE_NOOP("Hardware", "Harmless ones only")),
                ("unfiltered", QT_TRANSLATE_NOOP("Hardware", "All")),
            ),
            shown=when("kind", "scsi"),
        ),
        flag(
            "raw_io",
            QT_TRANSLATE_NOOP("Hardware", "Raw access"),
            HostdevElement.raw_io,
            shown=when("kind", "scsi"),
        ),
        *boot_items(when("kind", "pci", "usb", "scsi", "scsi_host")),
        ADDRESS,
        ACPI_INDEX,
    ),
)
"""What few people need of all kinds."""

_HEX: Final = pattern_check(
    r"(0x)?[0-9a-fA-F]+", QT_TRANSLATE_NOOP("Hardware", "A number such as 0x1d or 29.")
)

RAW_ADDRESS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Address on the host"),
    folded=True,
    hint=QT_TRANSLATE_NOOP("Hardware", "For a device that the host does not have now"),
    shown=when("kind", "pci", "usb", "scsi"),
    items=(
        line(
            "vendor",
            QT_TRANSLATE_NOOP("Hardware", "Maker"),
            HostdevElement.vendor,
            shown=has("source/vendor"),
            check=_HEX,
        ),
        line(
            "product",
            QT_TRANSLATE_NOOP("Hardware", "Product"),
            HostdevElement.product,
            shown=has("source/product"),
            check=_HEX,
        ),
        line(
            "pci_domain",
            QT_TRANSLATE_NOOP("Hardware", "Domain"),
            HostdevElement.pci_domain,
            shown=when("kind", "pci"),
            check=_HEX,
        ),
        line(
            "address_bus",
            QT_TRANSLATE_NOOP("Hardware", "Bus"),
            HostdevElement.address_bus,
            check=_HEX,
        ),
        line(
            "pci_slot",
            QT_TRANSLATE_NOOP("Hardware", "Slot"),
            HostdevElement.pci_slot,
            shown=when("kind", "pci"),
            check=_HEX,
        ),
        line(
            "pci_function",
            QT_TRANSLATE_NOOP("Hardware", "Function"),
            HostdevElement.pci_function,
            shown=when("kind", "pci"),
            check=_HEX,
        ),
        choice(
            "multifunction",
            QT_TRANSLATE_NOOP("Hardware", "Several functions"),
            HostdevElement.multifunction,
            ("on", "off"),
            shown=has("source/address/@multifunction"),
        ),
        line(
            "usb_device",
            QT_TRANSLATE_NOOP("Hardware", "Number on the bus"),
            HostdevElement.usb_device,
            shown=has("source/address/@device"),
            check=_HEX,
        ),
        line(
            "usb_port",
            QT_TRANSLATE_NOOP("Hardware", "Port"),
            HostdevElement.usb_port,
            shown=has("source/address/@port"),
        ),
        line(
            "adapter",
            QT_TRANSLATE_NOOP("Hardware", "Adapter"),
            HostdevElement.adapter,
            shown=when("kind", "scsi"),
        ),
        line(
            "scsi_target",
            QT_TRANSLATE_NOOP("Hardware", "Target"),
            HostdevElement.scsi_target,
            shown=when("kind", "scsi"),
        ),
        line(
            "scsi_unit",
            QT_TRANSLATE_NOOP("Hardware", "Unit"),
            HostdevElement.scsi_unit,
            shown=when("kind", "scsi"),
        ),
    ),
)
"""The address in its parts."""
