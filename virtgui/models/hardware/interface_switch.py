"""Compound changes of interfaces: another kind of source, another model, a new address."""

import secrets
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from virtgui.core.values.node_choices import NodeDeviceChoice
from virtgui.documents.devices.interface import InterfaceDevice
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.placing import remove_child, remove_element
from virtgui.documents.properties import Path, child
from virtgui.models.hardware.device_parts import others_of
from virtgui.models.hardware.host_choices import devices_of_kind
from virtgui.models.hardware.interface_words import VIRTIO
from virtgui.models.hardware.scene import Scene

_PREFIX: Final = "52:54:00"
_WITH_PROFILE: Final = ("network", "bridge", "direct", "hostdev")
_WITH_FILTER: Final = ("network", "bridge", "ethernet")
_WITH_ISOLATION: Final = ("network", "bridge")
_WITH_VLAN: Final = ("network", "bridge", "direct", "hostdev")
_PASSED_DRIVERS: Final = ("vfio", "kvm", "xen")
_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "network": ("network", "portgroup", "portid"),
        "bridge": ("bridge", "macTableManager"),
        "direct": ("dev", "mode"),
        "user": ("dev",),
        "vdpa": ("dev",),
        "internal": ("name",),
        "vhostuser": ("type", "path", "mode"),
        "mcast": ("address", "port"),
        "client": ("address", "port"),
        "server": ("address", "port"),
        "udp": ("address", "port"),
        "hostdev": ("missing",),
        "vds": ("switchid", "portid", "portgroupid", "connectionid"),
    }
)
_PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ethernet": ("ip", "route"),
        "vhostuser": ("reconnect",),
        "udp": ("local",),
        "hostdev": ("address", "vendor", "product"),
    }
)


def put_kind(view: Any, value: str, scene: Scene) -> None:
    """Let an interface hang on something else: what means the same stays, the rest goes."""
    if value == view.kind:
        return
    was, bridge = view.kind, _bridge_of(view, scene)
    source = child(view.element, "source")
    view.kind = value
    if source is not None:
        _trim(source, value, was)
    _drop_unfit(view, value)
    _fill(view, value, bridge, scene)


def _trim(source: etree._Element, kind: str, was: str) -> None:
    known = {name for names in _ATTRIBUTES.values() for name in names}
    keeps = _ATTRIBUTES.get(kind, ())
    for name in known:
        # One name may mean different things.
        if name not in keeps or name in ("dev", "mode", "portid"):
            source.attrib.pop(name, "")
    sockets = ("mcast", "client", "server", "udp")
    if was not in sockets or kind not in sockets:
        source.attrib.pop("address", "")
        source.attrib.pop("port", "")
    parts = {name for names in _PARTS.values() for name in names}
    for part in list(source.iterchildren(*parts.difference(_PARTS.get(kind, ())))):
        remove_child(source, part)
    if not source.attrib and not len(source):
        remove_element(source)


def _drop_unfit(view: Any, kind: str) -> None:
    unfit = (
        ("virtualport", _WITH_PROFILE),
        ("filterref", _WITH_FILTER),
        ("port", _WITH_ISOLATION),
        ("vlan", _WITH_VLAN),
        ("portForward", ("user",)),
    )
    for tag, kinds in unfit:
        if kind not in kinds:
            for element in list(view.element.iterchildren(tag)):
                remove_element(element)
    if kind != "user":
        view.backend = view.log_file = ""
    if kind != "hostdev":
        view.managed = None
    if (kind == "hostdev") != (view.driver in _PASSED_DRIVERS):
        view.driver = ""


def _fill(view: Any, kind: str, bridge: str, scene: Scene) -> None:
    if kind == "network" and not view.network:
        view.network = network_of(bridge, scene)
    elif kind == "bridge" and not view.bridge:
        view.bridge = bridge or first_interface(scene, "bridge") or "br0"
    elif kind == "direct":
        view.device = first_interface(scene, "ethernet", "bond", "vlan") or "eth0"
        view.mode = "bridge"
    elif kind == "hostdev":
        fill_passed(view, scene)
    elif kind == "vhostuser":
        view.source_type, view.source_path = "unix", "/var/run/openvswitch/vhost-user1"
        view.mode = "server"
    elif kind == "vdpa":
        view.device = "/dev/vhost-vdpa-0"
    elif kind in ("mcast", "client", "server", "udp"):
        _fill_socket(view, kind)
    elif kind == "internal":
        view.source_name = "intnet"
    if kind in ("vhostuser", "vdpa") and view.model not in VIRTIO:
        put_model(view, "virtio", scene)


def _fill_socket(view: Any, kind: str) -> None:
    view.source_address = "230.0.0.1" if kind == "mcast" else view.source_address or "127.0.0.1"
    view.source_port = view.source_port or 5558
    if kind == "udp":
        view.local_address, view.local_port = "127.0.0.1", view.source_port + 1


def fill_passed(view: Any, scene: Scene) -> None:
    """Name a free network card of the host, a virtual function if there is one."""
    view.managed = True
    found = next(iter(network_cards(scene)), None)
    view.pci = found.address if found else "0000:01:00.0"
    Path("source/address/@type").write(view.element, "pci")
    if view.target:
        view.target = ""


def network_cards(scene: Scene) -> Sequence[NodeDeviceChoice]:
    """The host's PCI network cards, those first that nobody has."""
    nets = devices_of_kind(scene, "net")
    parents = {item.parent for item in nets}
    cards = [
        item
        for item in devices_of_kind(scene, "pci")
        if item.net_name or item.name in parents or "virtual function" in item.product.lower()
    ]
    return sorted(cards, key=lambda item: (bool(item.users), bool(item.net_name), item.address))


def _bridge_of(view: Any, scene: Scene) -> str:
    if view.kind == "bridge":
        return str(view.bridge)
    items = () if scene.choices is None else scene.choices.networks.items
    return next((item.bridge for item in items if item.name == view.network), "")


def network_of(bridge: str, scene: Scene) -> str:
    """The virtual network that has a bridge; else an active one, else "default"."""
    items = () if scene.choices is None else scene.choices.networks.items
    ranked = sorted(
        items,
        key=lambda item: (
            item.bridge != bridge or not bridge,
            not item.is_active,
            item.name != "default",
        ),
    )
    return ranked[0].name if ranked else "default"


def first_interface(scene: Scene, *kinds: str) -> str:
    """The first interface of the host of some kinds, an active one before the others."""
    items = () if scene.choices is None else scene.choices.interfaces.items
    fitting = [item for item in items if item.kind in kinds and item.name != "lo"]
    ranked = sorted(fitting, key=lambda item: (not item.is_active, kinds.index(item.kind)))
    return ranked[0].name if ranked else ""


def put_model(view: Any, value: str, scene: Scene) -> None:
    """Another model: what only virtio has goes, and an address that does not fit."""
    del scene
    if value == view.model:
        return
    was, view.model = view.model, value
    if value not in VIRTIO and view.driver not in _PASSED_DRIVERS:
        for element in list(view.element.iterchildren("driver")):
            remove_element(element)
    address = child(view.element, "address")
    if address is not None and "usb-net" in (was, value):
        remove_element(address)


def new_mac(scene: Scene) -> str:
    """A random address of QEMU's range that no machine of the fleet has."""
    taken = {mac.lower() for mac in scene.macs} | set(own_macs(scene))
    while True:
        tail = ":".join(f"{secrets.randbelow(256):02x}" for _ in range(3))
        mac = f"{_PREFIX}:{tail}"
        if mac not in taken:
            return mac


def own_macs(scene: Scene, view: Any = None) -> list[str]:
    """The addresses of the machine's other interfaces."""
    devices = (
        devices_of(scene.document.element) if view is None else others_of(view, scene, "interface")
    )
    found = [InterfaceDevice(item) for item in devices if item.tag == "interface"]
    return [item.mac.lower() for item in found if item.mac]
