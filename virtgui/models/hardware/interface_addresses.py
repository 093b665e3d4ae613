"""Addresses, routes and forwarded ports of interfaces."""

from typing import Any, Final

from virtgui.documents.devices.hostdev import IpElement, RouteElement
from virtgui.documents.devices.interface import (
    InterfaceDevice,
    PortForwardElement,
)
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.device_parts import (
    all_of,
    any_of,
    choice,
    defaulted,
    line,
    number,
    when,
)
from virtgui.models.hardware.fields import (
    Condition,
    RowList,
    Rows,
    Section,
    fixed,
)
from virtgui.models.hardware.interface_checks import check_address
from virtgui.models.hardware.interface_rules import (
    check_forwards,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_FAMILY: Final = defaulted(("ipv4", "IPv4"), ("ipv6", "IPv6"))


def _start_ip(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    for name, value in (("address", "192.0.2.2"), ("family", "ipv4"), ("prefix", "24")):
        row.element.set(name, value)


def _start_route(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.element.set("family", "ipv4")
    row.element.set("address", "198.51.100.0")
    row.element.set("prefix", "24")
    row.element.set("gateway", "192.0.2.1")


def _ips(name: str, label: str, prop: RowList, shown: Condition) -> Rows:
    return Rows(
        id=name,
        label=label,
        prop=prop,
        columns=(
            line(
                "address",
                QT_TRANSLATE_NOOP("Hardware", "Address"),
                IpElement.address,
                stretch=True,
                check=check_address,
            ),
            number("prefix", QT_TRANSLATE_NOOP("Hardware", "Prefix"), IpElement.prefix, high=128),
            line(
                "peer",
                QT_TRANSLATE_NOOP("Hardware", "Other end"),
                IpElement.peer,
                check=check_address,
            ),
            choice("family", QT_TRANSLATE_NOOP("Hardware", "Family"), IpElement.family, _FAMILY),
        ),
        start=_start_ip,
        add=QT_TRANSLATE_NOOP("Hardware", "Add address"),
        shown=shown,
    )


def _routes(name: str, label: str, prop: RowList, shown: Condition) -> Rows:
    return Rows(
        id=name,
        label=label,
        prop=prop,
        columns=(
            line(
                "target",
                QT_TRANSLATE_NOOP("Hardware", "Target"),
                RouteElement.address,
                stretch=True,
                check=check_address,
            ),
            number(
                "prefix", QT_TRANSLATE_NOOP("Hardware", "Prefix"), RouteElement.prefix, high=128
            ),
            line(
                "netmask",
                QT_TRANSLATE_NOOP("Hardware", "Netmask"),
                RouteElement.netmask,
                shown=has("@netmask"),
            ),
            line(
                "gateway",
                QT_TRANSLATE_NOOP("Hardware", "Gateway"),
                RouteElement.gateway,
                check=check_address,
            ),
            number("metric", QT_TRANSLATE_NOOP("Hardware", "Metric"), RouteElement.metric, low=1),
            choice("family", QT_TRANSLATE_NOOP("Hardware", "Family"), RouteElement.family, _FAMILY),
        ),
        start=_start_route,
        add=QT_TRANSLATE_NOOP("Hardware", "Add route"),
        shown=shown,
    )


def _in_guest(view: Any, scene: Scene) -> bool:
    return scene.is_container or view.kind == "user" or has("ip", "route")(view, scene)


_ON_HOST: Final = any_of(when("kind", "ethernet"), has("source/ip", "source/route"))


def _start_forward(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.element.set("proto", "tcp")
    PortForwardElement.ranges.put(row, "8080::80")


ADDRESSES: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Addresses and ports"),
    folded=True,
    shown=any_of(_in_guest, _ON_HOST, has("portForward")),
    items=(
        _ips(
            "ips",
            QT_TRANSLATE_NOOP("Hardware", "Addresses in the guest"),
            InterfaceDevice.ips,
            _in_guest,
        ),
        _routes(
            "routes",
            QT_TRANSLATE_NOOP("Hardware", "Routes in the guest"),
            InterfaceDevice.routes,
            _in_guest,
        ),
        _ips(
            "host_ips",
            QT_TRANSLATE_NOOP("Hardware", "Addresses on the host"),
            InterfaceDevice.host_ips,
            _ON_HOST,
        ),
        _routes(
            "host_routes",
            QT_TRANSLATE_NOOP("Hardware", "Routes on the host"),
            InterfaceDevice.host_routes,
            _ON_HOST,
        ),
        Rows(
            id="forwards",
            label=QT_TRANSLATE_NOOP("Hardware", "Forwarded ports"),
            prop=InterfaceDevice.forwards,
            columns=(
                choice(
                    "protocol",
                    QT_TRANSLATE_NOOP("Hardware", "Protocol"),
                    PortForwardElement.protocol,
                    fixed(("tcp", "TCP"), ("udp", "UDP")),
                ),
                line(
                    "ranges",
                    QT_TRANSLATE_NOOP("Hardware", "Ports"),
                    PortForwardElement.ranges,
                    stretch=True,
                ),
                line(
                    "host_address",
                    QT_TRANSLATE_NOOP("Hardware", "At address"),
                    PortForwardElement.address,
                ),
                line(
                    "host_device",
                    QT_TRANSLATE_NOOP("Hardware", "At interface"),
                    PortForwardElement.device,
                ),
            ),
            start=_start_forward,
            hint=QT_TRANSLATE_NOOP(
                "Hardware",
                "first:last:guest's first, such as 8080::80 or 2000:2010; several by blanks",
            ),
            add=QT_TRANSLATE_NOOP("Hardware", "Add ports"),
            shown=any_of(
                all_of(when("kind", "user"), when("backend", "passt")), has("portForward")
            ),
            check=check_forwards,
        ),
    ),
)
