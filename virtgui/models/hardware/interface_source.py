"""What an interface hangs on, as fields of its form."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.core.values.node_choices import NetworkChoice, NodeDeviceChoice
from virtgui.documents.devices.interface import InterfaceDevice
from virtgui.models.hardware.device_parts import (
    all_of,
    any_of,
    choice,
    combo,
    defaulted,
    file_path,
    flag,
    line,
    number,
    unread,
    when,
)
from virtgui.models.hardware.fields import Choice, Field, choices_of, fixed, words
from virtgui.models.hardware.host_choices import device_words, state_words
from virtgui.models.hardware.interface_checks import (
    check_bridge,
    check_device,
    check_kind,
    check_mode,
    check_network,
    check_pci,
    check_port_group,
    check_socket,
    check_socket_address,
    check_socket_port,
    network_named,
    why_not,
)
from virtgui.models.hardware.interface_switch import network_cards, put_kind
from virtgui.models.hardware.interface_words import TYPES
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import DEFAULT, has
from virtgui.models.noop import QT_TRANSLATE_NOOP

SOCKETS: Final = ("mcast", "server", "client", "udp")
_LOOP: Final = "lo"


def _kinds(view: Any, scene: Scene) -> Sequence[Choice]:
    del view
    return [Choice(value, words(name), why_not(value, scene)) for value, name in TYPES]


def _networks(view: Any, scene: Scene) -> Sequence[Choice]:
    del view
    found = None if scene.choices is None else scene.choices.networks
    items = () if found is None else found.items
    return [*(Choice(item.name, hint=_network_hint(item)) for item in items), *unread(found)]


def _network_hint(item: NetworkChoice) -> str:
    forward = item.forward or words(QT_TRANSLATE_NOOP("Hardware", "isolated"))
    state = "" if item.is_active else words(QT_TRANSLATE_NOOP("Hardware", "off"))
    return ", ".join(filter(None, (forward, item.bridge, state)))


def _port_groups(view: Any, scene: Scene) -> Sequence[Choice]:
    found = network_named(view.network, scene)
    groups = () if found is None else found.port_groups
    known = None if scene.choices is None else scene.choices.networks
    return [
        *choices_of((("", QT_TRANSLATE_NOOP("Hardware", "None")),)),
        *map(Choice, groups),
        *unread(known),
    ]


def _has_groups(view: Any, scene: Scene) -> bool:
    found = network_named(view.network, scene)
    return bool(view.kind == "network" and (view.port_group or found is None or found.port_groups))


def _bridges(view: Any, scene: Scene) -> Sequence[Choice]:
    del view
    if scene.choices is None:
        return unread(None)
    of_networks = {item.bridge: item.name for item in scene.choices.networks.items if item.bridge}
    own = [item for item in scene.choices.interfaces.items if item.kind == "bridge"]
    names = dict.fromkeys([*(item.name for item in own), *of_networks])
    hint = words(QT_TRANSLATE_NOOP("Hardware", "Of the network {name}"))
    return [
        *(
            Choice(name, hint=hint.format(name=of_networks[name]) if name in of_networks else "")
            for name in names
        ),
        *unread(scene.choices.interfaces),
    ]


def _devices(view: Any, scene: Scene) -> Sequence[Choice]:
    found = None if scene.choices is None else scene.choices.interfaces
    items = () if found is None else found.items
    fitting = [item for item in items if item.name != _LOOP and item.kind != "bridge"]
    if view.kind == "user":
        return [*choices_of((DEFAULT,)), *(Choice(item.name) for item in items), *unread(found)]
    off = words(QT_TRANSLATE_NOOP("Hardware", "off"))
    return [
        *(
            Choice(
                item.name,
                hint=", ".join(filter(None, (item.kind, item.mac, "" if item.is_active else off))),
            )
            for item in fitting
        ),
        *unread(found),
    ]


def _cards(view: Any, scene: Scene) -> Sequence[Choice]:
    del view
    cards = network_cards(scene)
    return [
        *(
            Choice(item.address, device_words(item), hint=state_words(item, scene))
            for item in cards
        ),
        *unread(scene.devices),
    ]


def _vdpa(view: Any, scene: Scene) -> Sequence[Choice]:
    del view
    found = [item for item in _known(scene) if item.kind == "vdpa" and item.path]
    return [*(Choice(item.path, device_words(item)) for item in found), *unread(scene.devices)]


def _known(scene: Scene) -> tuple[NodeDeviceChoice, ...]:
    return () if scene.devices is None else scene.devices.items


def _sources(view: Any, scene: Scene) -> Sequence[Choice]:
    return _vdpa(view, scene) if view.kind == "vdpa" else _devices(view, scene)


def _is_usb(view: Any, scene: Scene) -> bool:
    del scene
    return bool(view.kind == "hostdev" and (view.vendor or view.usb_device))


def _is_pci(view: Any, scene: Scene) -> bool:
    return not _is_usb(view, scene)


def _modes(view: Any, scene: Scene) -> Sequence[Choice]:
    del scene
    if view.kind == "vhostuser":
        return choices_of(_SOCKET_MODES)
    return choices_of((DEFAULT, *_MACVTAP_MODES))


def _put_reconnect(view: Any, value: bool | None, scene: Scene) -> None:
    del scene
    if value != view.reconnect:
        view.reconnect = value
        if not value:
            view.reconnect_timeout = None


_SOCKET_MODES: Final = (
    ("server", QT_TRANSLATE_NOOP("Hardware", "The machine waits for the switch")),
    ("client", QT_TRANSLATE_NOOP("Hardware", "The machine connects")),
)
_MACVTAP_MODES: Final = (
    ("bridge", QT_TRANSLATE_NOOP("Hardware", "Bridge: machines reach each other")),
    ("vepa", QT_TRANSLATE_NOOP("Hardware", "VEPA: all over the switch")),
    ("private", QT_TRANSLATE_NOOP("Hardware", "Private: machines apart")),
    ("passthrough", QT_TRANSLATE_NOOP("Hardware", "The whole interface for one")),
)
SOURCE: Final[tuple[Field, ...]] = (
    choice(
        "type",
        QT_TRANSLATE_NOOP("Hardware", "Connected to"),
        InterfaceDevice.kind,
        _kinds,
        put=put_kind,
        check=check_kind,
    ),
    combo(
        "network",
        QT_TRANSLATE_NOOP("Hardware", "Network"),
        InterfaceDevice.network,
        _networks,
        shown=when("kind", "network"),
        check=check_network,
        stretch=False,
    ),
    combo(
        "port_group",
        QT_TRANSLATE_NOOP("Hardware", "Port group"),
        InterfaceDevice.port_group,
        _port_groups,
        shown=any_of(_has_groups, has("source/@portgroup")),
        check=check_port_group,
        stretch=False,
    ),
    combo(
        "bridge",
        QT_TRANSLATE_NOOP("Hardware", "Bridge"),
        InterfaceDevice.bridge,
        _bridges,
        shown=when("kind", "bridge"),
        check=check_bridge,
        stretch=False,
    ),
    combo(
        "device",
        QT_TRANSLATE_NOOP("Hardware", "Device of the host"),
        InterfaceDevice.device,
        _sources,
        shown=any_of(
            when("kind", "direct", "vdpa"),
            all_of(when("kind", "user"), when("backend", "passt")),
            has("source/@dev"),
        ),
        check=check_device,
        stretch=False,
    ),
    choice(
        "mode",
        QT_TRANSLATE_NOOP("Hardware", "Mode"),
        InterfaceDevice.mode,
        _modes,
        shown=when("kind", "direct", "vhostuser"),
        check=check_mode,
    ),
    choice(
        "pci",
        QT_TRANSLATE_NOOP("Hardware", "Card"),
        InterfaceDevice.pci,
        _cards,
        shown=all_of(when("kind", "hostdev"), _is_pci),
        check=check_pci,
        paths=("source/address/",),
        stretch=True,
    ),
    flag(
        "managed",
        QT_TRANSLATE_NOOP("Hardware", "Take it from the host"),
        InterfaceDevice.managed,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "libvirt changes the driver at the start and gives it back at the end"
        ),
        shown=any_of(when("kind", "hostdev"), has("@managed")),
    ),
    line(
        "usb_vendor",
        QT_TRANSLATE_NOOP("Hardware", "USB maker"),
        InterfaceDevice.vendor,
        shown=_is_usb,
    ),
    line(
        "usb_product",
        QT_TRANSLATE_NOOP("Hardware", "USB product"),
        InterfaceDevice.product,
        shown=_is_usb,
    ),
    line(
        "usb_bus",
        QT_TRANSLATE_NOOP("Hardware", "USB bus"),
        InterfaceDevice.usb_bus,
        paths=("source/address/@type",),
        shown=all_of(_is_usb, has("source/address/@device")),
    ),
    line(
        "usb_device",
        QT_TRANSLATE_NOOP("Hardware", "USB device"),
        InterfaceDevice.usb_device,
        shown=all_of(_is_usb, has("source/address/@device")),
    ),
    choice(
        "backend",
        QT_TRANSLATE_NOOP("Hardware", "Done by"),
        InterfaceDevice.backend,
        defaulted(("passt", "passt")),
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "passt needs libvirt 9 and forwards ports; else QEMU does it (slirp)"
        ),
        shown=any_of(when("kind", "user"), has("backend/@type")),
    ),
    file_path(
        "socket_path",
        QT_TRANSLATE_NOOP("Hardware", "Socket"),
        InterfaceDevice.source_path,
        shown=any_of(when("kind", "vhostuser"), has("source/@path")),
        check=check_socket,
    ),
    line(
        "source_name",
        QT_TRANSLATE_NOOP("Hardware", "Name of the network"),
        InterfaceDevice.source_name,
        shown=any_of(when("kind", "internal"), has("source/@name")),
    ),
    line(
        "source_address",
        QT_TRANSLATE_NOOP("Hardware", "Address"),
        InterfaceDevice.source_address,
        shown=any_of(when("kind", *SOCKETS), has("source/@address")),
        check=check_socket_address,
    ),
    number(
        "source_port",
        QT_TRANSLATE_NOOP("Hardware", "Port"),
        InterfaceDevice.source_port,
        low=1,
        high=65535,
        shown=any_of(when("kind", *SOCKETS), has("source/@port")),
        check=check_socket_port,
    ),
    line(
        "local_address",
        QT_TRANSLATE_NOOP("Hardware", "Own address"),
        InterfaceDevice.local_address,
        shown=any_of(when("kind", "udp"), has("source/local")),
        check=check_socket_address,
    ),
    number(
        "local_port",
        QT_TRANSLATE_NOOP("Hardware", "Own port"),
        InterfaceDevice.local_port,
        low=1,
        high=65535,
        shown=any_of(when("kind", "udp"), has("source/local")),
        check=check_socket_port,
    ),
    line(
        "switch_id",
        QT_TRANSLATE_NOOP("Hardware", "Switch"),
        InterfaceDevice.switch_id,
        stretch=True,
        shown=any_of(when("kind", "vds"), has("source/@switchid")),
    ),
    line(
        "switch_group",
        QT_TRANSLATE_NOOP("Hardware", "Port group"),
        InterfaceDevice.switch_group,
        stretch=True,
        shown=any_of(when("kind", "vds"), has("source/@portgroupid")),
    ),
    line(
        "switch_port",
        QT_TRANSLATE_NOOP("Hardware", "Port"),
        InterfaceDevice.switch_port,
        shown=when("kind", "vds"),
    ),
    line(
        "connection_id",
        QT_TRANSLATE_NOOP("Hardware", "Connection"),
        InterfaceDevice.connection_id,
        shown=any_of(when("kind", "vds"), has("source/@connectionid")),
    ),
)
"""What an interface hangs on."""

SOURCE_MORE: Final[tuple[Field, ...]] = (
    choice(
        "table_manager",
        QT_TRANSLATE_NOOP("Hardware", "Address table kept by"),
        InterfaceDevice.table_manager,
        defaulted(
            ("kernel", QT_TRANSLATE_NOOP("Hardware", "The host's kernel")), ("libvirt", "libvirt")
        ),
        hint=QT_TRANSLATE_NOOP("Hardware", "macTableManager: how the bridge learns addresses"),
        shown=any_of(when("kind", "bridge"), has("source/@macTableManager")),
    ),
    line(
        "port_id",
        QT_TRANSLATE_NOOP("Hardware", "Port of the network"),
        InterfaceDevice.port_id,
        stretch=True,
        shown=all_of(when("kind", "network"), has("source/@portid")),
    ),
    choice(
        "source_type",
        QT_TRANSLATE_NOOP("Hardware", "Kind of socket"),
        InterfaceDevice.source_type,
        fixed(("unix", QT_TRANSLATE_NOOP("Hardware", "Unix socket"))),
        shown=has("source/@type"),
    ),
    flag(
        "reconnect",
        QT_TRANSLATE_NOOP("Hardware", "Connect again"),
        InterfaceDevice.reconnect,
        shown=any_of(
            all_of(when("kind", "vhostuser"), when("mode", "client")), has("source/reconnect")
        ),
        put=_put_reconnect,
    ),
    number(
        "reconnect_timeout",
        QT_TRANSLATE_NOOP("Hardware", "Again after"),
        InterfaceDevice.reconnect_timeout,
        unit="s",
        shown=when("reconnect", True),
    ),
    flag(
        "missing",
        QT_TRANSLATE_NOOP("Hardware", "Missing now"),
        InterfaceDevice.missing,
        shown=has("source/@missing"),
    ),
    file_path(
        "tap",
        QT_TRANSLATE_NOOP("Hardware", "Device for taps"),
        InterfaceDevice.tap,
        hint=QT_TRANSLATE_NOOP("Hardware", "/dev/net/tun when empty"),
        shown=any_of(when("kind", "network", "bridge", "ethernet"), has("backend/@tap")),
    ),
    file_path(
        "vhost",
        QT_TRANSLATE_NOOP("Hardware", "Device for vhost"),
        InterfaceDevice.vhost,
        hint=QT_TRANSLATE_NOOP("Hardware", "/dev/vhost-net when empty"),
        shown=any_of(
            when("kind", "network", "bridge", "ethernet", "direct"), has("backend/@vhost")
        ),
    ),
    file_path(
        "log_file",
        QT_TRANSLATE_NOOP("Hardware", "Log file"),
        InterfaceDevice.log_file,
        hint=QT_TRANSLATE_NOOP("Hardware", "Of passt"),
        shown=any_of(when("backend", "passt"), has("backend/@logFile")),
    ),
)
"""What few people need of it."""
