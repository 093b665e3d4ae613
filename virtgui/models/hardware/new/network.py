"""New network interfaces."""

from typing import Final

from lxml import etree

from virtgui.documents.devices.interface import InterfaceDevice
from virtgui.models.hardware.device_parts import not_offered
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.interface_switch import (
    fill_passed,
    first_interface,
    network_cards,
    network_of,
    new_mac,
)
from virtgui.models.hardware.new import NewDevice
from virtgui.models.hardware.new.guards import only_machines
from virtgui.models.hardware.new.text import xml
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_NETWORK: Final = QT_TRANSLATE_NOOP("Hardware", "Network")


def _interface(scene: Scene, kind: str) -> InterfaceDevice:
    element = etree.Element("interface", type=kind)
    view = InterfaceDevice(element)
    view.mac = new_mac(scene)
    return view


def _with_model(view: InterfaceDevice, scene: Scene) -> str:
    if scene.is_qemu:
        view.model = "virtio"
    return xml(view.element)


def new_interface(scene: Scene) -> str:
    """An interface on a virtual network, an active one if there is one."""
    view = _interface(scene, "network")
    view.network = network_of("", scene)
    return _with_model(view, scene)


def new_bridged(scene: Scene) -> str:
    """An interface on a bridge of the host."""
    view = _interface(scene, "bridge")
    view.bridge = first_interface(scene, "bridge") or "br0"
    return _with_model(view, scene)


def new_direct(scene: Scene) -> str:
    """An interface straight on one of the host's."""
    view = _interface(scene, "direct")
    view.device = first_interface(scene, "ethernet", "bond", "vlan") or "eth0"
    view.mode = "bridge"
    return _with_model(view, scene)


def new_user(scene: Scene) -> str:
    """An interface that needs no rights on the host."""
    return _with_model(_interface(scene, "user"), scene)


def new_passed(scene: Scene) -> str:
    """A network card of the host, whose address the guest's network sees."""
    view = _interface(scene, "hostdev")
    fill_passed(view, scene)
    return xml(view.element)


def _no_card(scene: Scene) -> str:
    if scene.is_container or scene.devices is None or network_cards(scene):
        return only_machines(scene)
    sentence = words(QT_TRANSLATE_NOOP("Hardware", "{host} has no network cards to pass on."))
    return not_offered(scene.devices) or sentence.format(host=scene.node_name)


NEW: Final[tuple[NewDevice, ...]] = (
    NewDevice(
        id="interface",
        title=QT_TRANSLATE_NOOP("Hardware", "Network interface"),
        group=_NETWORK,
        icon="nic",
        tag="interface",
        make=new_interface,
        hint=QT_TRANSLATE_NOOP("Hardware", "On a virtual network of the host."),
    ),
    NewDevice(
        id="interface_bridge",
        title=QT_TRANSLATE_NOOP("Hardware", "Network interface on a bridge"),
        group=_NETWORK,
        icon="nic",
        tag="interface",
        make=new_bridged,
        hint=QT_TRANSLATE_NOOP("Hardware", "The guest is in the host's own network."),
    ),
    NewDevice(
        id="interface_direct",
        title=QT_TRANSLATE_NOOP("Hardware", "Network interface by macvtap"),
        group=_NETWORK,
        icon="nic",
        tag="interface",
        make=new_direct,
        hint=QT_TRANSLATE_NOOP(
            "Hardware",
            "The guest is in the host's own network, but does not reach the host itself.",
        ),
    ),
    NewDevice(
        id="interface_user",
        title=QT_TRANSLATE_NOOP("Hardware", "User networking"),
        group=_NETWORK,
        icon="nic",
        tag="interface",
        make=new_user,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "Needs no rights on the host; the guest reaches out, nobody reaches it."
        ),
        blocked=only_machines,
    ),
    NewDevice(
        id="interface_hostdev",
        title=QT_TRANSLATE_NOOP("Hardware", "Network card of the host"),
        group=_NETWORK,
        icon="nic",
        tag="interface",
        make=new_passed,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "Passed through with a MAC address of its own, such as a virtual function."
        ),
        blocked=_no_card,
    ),
)
"""What can be added of networks."""
