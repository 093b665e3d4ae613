"""What is checked of interfaces: addresses, sources, limits, and what does not go together."""

import re
from ipaddress import ip_address
from typing import Any, Final

from virtgui.core.values.node_choices import NetworkChoice
from virtgui.documents.devices.interface import InterfaceDevice
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import Path, XmlView
from virtgui.models.hardware.device_parts import machines_with, others_of, place_of
from virtgui.models.hardware.fields import (
    Finding,
    Fix,
    Severity,
    error,
    warning,
    words,
)
from virtgui.models.hardware.hostdev_checks import check_pci as check_passed
from virtgui.models.hardware.interface_switch import new_mac, own_macs, put_model
from virtgui.models.hardware.interface_words import NOT_OF_QEMU, OF_CONTAINERS, VIRTIO
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MAC: Final = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_NAME: Final = re.compile(r"[A-Za-z0-9_.:\\/-]+")
_LONGEST_NAME: Final = 15


def fix_of(view: Any, label: str, work: Any) -> Fix:
    """A fix that changes the same interface in the copy that becomes the next step."""
    place = place_of(view)

    def apply(changed: Scene) -> None:
        work(InterfaceDevice(devices_of(changed.document.element)[place]), changed)

    return Fix(label, apply)


def _give_mac(view: Any, scene: Scene) -> None:
    view.mac = new_mac(scene)


def _new_mac(view: Any) -> Fix:
    return fix_of(view, words(QT_TRANSLATE_NOOP("Hardware", "Make a new one")), _give_mac)


def check_mac(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check how an address is written, and whether somebody else has it."""
    mac = value.strip().lower()
    if not mac:
        return Finding(
            Severity.INFO,
            words(QT_TRANSLATE_NOOP("Hardware", "libvirt makes one up.")),
            _new_mac(view),
        )
    if not _MAC.fullmatch(mac):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Six numbers of two digits fit, as in 52:54:00:12:34:56."
                )
            ),
            _new_mac(view),
        )
    if int(mac[1], 16) % 2:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "This is an address of a group; the second digit of one card's is even.",
                )
            ),
            _new_mac(view),
        )
    if mac in own_macs(scene, view):
        return warning(
            words(
                QT_TRANSLATE_NOOP("Hardware", "Another interface of this machine has the address.")
            ),
            _new_mac(view),
        )
    users = scene.macs.get(mac, ())
    if users:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "{machines} has the address, too; on one network neither works."
            )
        )
        return warning(sentence.format(machines=machines_with(users)), _new_mac(view))
    return None


def check_kind(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse what the hypervisor does not have."""
    del view
    reason = why_not(value, scene)
    return error(reason) if reason else None


def why_not(kind: str, scene: Scene) -> str:
    """Why an interface cannot hang on something, in words; empty when it can."""
    if scene.is_container and kind not in OF_CONTAINERS:
        return words(QT_TRANSLATE_NOOP("Hardware", "Containers do not have it."))
    if scene.is_qemu and kind in NOT_OF_QEMU:
        return words(QT_TRANSLATE_NOOP("Hardware", "QEMU does not have it."))
    return ""


def network_named(name: str, scene: Scene) -> NetworkChoice | None:
    """A virtual network of the node."""
    items = () if scene.choices is None else scene.choices.networks.items
    return next((item for item in items if item.name == name), None)


def check_network(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Check a virtual network: named, there, active."""
    del view
    if not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Choose a network.")))
    if scene.choices is None or scene.choices.networks.error is not None:
        return None
    found = network_named(value, scene)
    if found is None:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "{host} has no network {name}; without it the machine does not start."
            )
        )
        return warning(sentence.format(host=scene.node_name, name=value))
    if not found.is_active:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The network {name} is off; while it is, the machine does not start."
            )
        )
        return warning(sentence.format(name=value))
    return None


def check_port_group(value: str, view: Any, scene: Scene) -> Finding | None:
    """Warn about a port group that the network does not have."""
    found = network_named(view.network, scene)
    if not value or found is None or value in found.port_groups:
        return None
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware", "The network {name} has no such port group; it has: {groups}."
        )
    )
    groups = ", ".join(found.port_groups) or "–"
    return warning(sentence.format(name=view.network, groups=groups))


def check_bridge(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Check a bridge of the host: named, there."""
    del view
    if not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Choose a bridge.")))
    if scene.choices is None:
        return None
    known = {item.bridge for item in scene.choices.networks.items}
    known |= {item.name for item in scene.choices.interfaces.items}
    if scene.choices.interfaces.error is not None or value in known:
        return None
    return warning(_absent(value, scene))


def _absent(name: str, scene: Scene) -> str:
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware", "{host} does not tell of an interface {name}; without it the machine fails."
        )
    )
    return sentence.format(host=scene.node_name, name=name)


def check_device(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check the interface of the host below macvtap, user networking or vDPA."""
    if view.kind == "vdpa":
        return (
            path_check(value, view, scene)
            if value
            else error(words(QT_TRANSLATE_NOOP("Hardware", "Give a path.")))
        )
    if not value:
        return (
            error(words(QT_TRANSLATE_NOOP("Hardware", "Choose an interface of the host.")))
            if view.kind == "direct"
            else None
        )
    if scene.choices is None or scene.choices.interfaces.error is not None:
        return None
    known = [item.name for item in scene.choices.interfaces.items]
    return warning(_absent(value, scene)) if known and value not in known else None


def check_mode(value: str, view: Any, scene: Scene) -> Finding | None:
    """Say what macvtap means for the host, and refuse a card that two have for themselves."""
    if value == "passthrough":
        others = map(InterfaceDevice, others_of(view, scene, "interface"))
        if any(item.kind == "direct" and item.device == view.device for item in others):
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "Another interface of this machine has the host's interface."
                    )
                )
            )
        return None
    if view.kind == "direct" and value in ("", "vepa"):
        return Finding(
            Severity.INFO,
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "Machines of one host reach each other only if the switch sends frames back.",
                )
            ),
        )
    return None


def check_pci(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check a card that is passed through."""
    if view.vendor or view.usb_device:
        return None
    others = map(InterfaceDevice, others_of(view, scene, "interface"))
    if value and any(item.kind == "hostdev" and item.pci == value for item in others):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "This machine has the device already.")))
    return check_passed(value, view, scene)


def _share_memory(view: Any, scene: Scene) -> None:
    del view
    root = scene.document.element
    Path("memoryBacking/access/@mode").write(root, "shared")
    if Path("memoryBacking/source/@type").read(root) is None:
        Path("memoryBacking/source/@type").write(root, "memfd")


def check_socket(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check the socket of a switch in user space, and the memory that it shares."""
    if not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Give the path of the socket.")))
    found = path_check(value, view, scene)
    if found is not None:
        return found
    root = scene.document.element
    is_shared = Path("memoryBacking/access/@mode").read(root) == "shared"
    cells = root.iterfind("cpu/numa/cell")
    if is_shared or any(cell.get("memAccess") == "shared" for cell in cells):
        return None
    return warning(
        words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "The switch reads the guest's memory: nothing gets through while it is not shared.",
            )
        ),
        fix_of(view, words(QT_TRANSLATE_NOOP("Hardware", "Share the memory")), _share_memory),
    )


def check_model(value: str, view: Any, scene: Scene) -> Finding | None:
    """Refuse models that a source does not know."""
    del scene
    if view.kind in ("vhostuser", "vdpa") and value not in VIRTIO:

        def use(found: Any, changed: Scene) -> None:
            put_model(found, "virtio", changed)

        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Only virtio works with it.")),
            fix_of(view, words(QT_TRANSLATE_NOOP("Hardware", "Use virtio")), use),
        )
    if value and not re.fullmatch(r"[a-zA-Z0-9_-]+", value):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Letters, digits, “-” and “_” fit.")))
    return None


def check_target(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check the name of the tap device on the host."""
    if not value:
        return None
    if len(value) > _LONGEST_NAME or not _NAME.fullmatch(value):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Up to 15 letters, digits, “.”, “-” and “_” fit."))
        )
    others = map(InterfaceDevice, others_of(view, scene, "interface"))
    if any(item.target == value for item in others):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Another interface of this machine has the name."))
        )
    if re.match(r"vnet|vif|macvtap|macvlan", value):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "libvirt gives such names itself, and drops this one."
                )
            )
        )
    return None


def check_address(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Check an IP address."""
    del view, scene
    return (
        None
        if not value or is_address(value)
        else error(words(QT_TRANSLATE_NOOP("Hardware", "This is no IP address.")))
    )


def is_address(value: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def check_socket_address(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check the address of a socket to another machine."""
    if not value:
        return (
            None
            if view.kind == "server"
            else error(words(QT_TRANSLATE_NOOP("Hardware", "Give an address.")))
        )
    found = check_address(value, view, scene)
    if found is None and view.kind == "mcast" and not ip_address(value).is_multicast:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "A group has an address from 224.0.0.0 to 239.255.255.255."
                )
            )
        )
    return found


def check_socket_port(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse a missing port."""
    del view, scene
    return error(words(QT_TRANSLATE_NOOP("Hardware", "Give a port."))) if value is None else None
