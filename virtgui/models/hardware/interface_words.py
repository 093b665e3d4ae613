"""What interfaces are called: kinds, models, and the label of one."""

from typing import Final

from virtgui.documents.devices.interface import InterfaceDevice
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

TYPES: Final = (
    ("network", QT_TRANSLATE_NOOP("Hardware", "Virtual network")),
    ("bridge", QT_TRANSLATE_NOOP("Hardware", "Bridge of the host")),
    ("direct", QT_TRANSLATE_NOOP("Hardware", "Interface of the host (macvtap)")),
    ("user", QT_TRANSLATE_NOOP("Hardware", "User networking, no rights needed")),
    ("hostdev", QT_TRANSLATE_NOOP("Hardware", "Network card passed through")),
    ("vhostuser", QT_TRANSLATE_NOOP("Hardware", "Switch in user space (vhost-user)")),
    ("vdpa", QT_TRANSLATE_NOOP("Hardware", "vDPA device of the host")),
    ("ethernet", QT_TRANSLATE_NOOP("Hardware", "Own tap device or script")),
    ("mcast", QT_TRANSLATE_NOOP("Hardware", "Multicast group")),
    ("server", QT_TRANSLATE_NOOP("Hardware", "TCP, waits for another machine")),
    ("client", QT_TRANSLATE_NOOP("Hardware", "TCP, connects to another machine")),
    ("udp", QT_TRANSLATE_NOOP("Hardware", "UDP to another machine")),
    ("internal", QT_TRANSLATE_NOOP("Hardware", "Internal network")),
    ("null", QT_TRANSLATE_NOOP("Hardware", "Not connected")),
    ("vds", QT_TRANSLATE_NOOP("Hardware", "Distributed switch of VMware")),
)
"""What an interface can hang on, with untranslated labels."""

OF_CONTAINERS: Final = ("network", "bridge", "direct", "ethernet")
NOT_OF_QEMU: Final = ("internal", "vds")

MODELS: Final = (
    ("virtio", QT_TRANSLATE_NOOP("Hardware", "Fastest; needs a driver")),
    ("e1000e", QT_TRANSLATE_NOOP("Hardware", "Intel, for q35")),
    ("e1000", QT_TRANSLATE_NOOP("Hardware", "Intel, works nearly everywhere")),
    ("rtl8139", QT_TRANSLATE_NOOP("Hardware", "Realtek, for old guests")),
    ("igb", QT_TRANSLATE_NOOP("Hardware", "Intel with virtual functions")),
    ("virtio-transitional", QT_TRANSLATE_NOOP("Hardware", "virtio, also for old guests")),
    ("virtio-non-transitional", QT_TRANSLATE_NOOP("Hardware", "virtio 1.0 only")),
    ("vmxnet3", "VMware"),
    ("usb-net", "USB"),
    ("ne2k_pci", "NE2000"),
    ("pcnet", "AMD PCnet"),
    ("spapr-vlan", "pSeries"),
    ("netfront", "Xen"),
)
"""Models of network cards, and what they are for."""

VIRTIO: Final = ("virtio", "virtio-transitional", "virtio-non-transitional")
TAPS: Final = ("network", "bridge", "ethernet", "direct")
"""The kinds that end in a tap device of the host."""


def source_words(view: InterfaceDevice) -> str:
    """What an interface hangs on, in short."""
    found: dict[str, str] = {
        "network": view.network,
        "bridge": view.bridge,
        "direct": view.device,
        "vdpa": view.device,
        "hostdev": view.pci or f"{view.vendor}:{view.product}".strip(":"),
        "vhostuser": view.source_path,
        "internal": view.source_name,
        "ethernet": view.target,
    }
    own = found.get(view.kind, "")
    if not own and view.kind in ("mcast", "server", "client", "udp"):
        own = f"{view.source_address}:{view.source_port or ''}"
    return own or words(dict(TYPES).get(view.kind, "")) or view.kind


def label(view: InterfaceDevice, scene: Scene) -> tuple[str, str]:
    """Title and second line of one interface."""
    del scene
    title = (
        words(QT_TRANSLATE_NOOP("Hardware", "Network {mac}")).format(mac=view.mac)
        if view.mac
        else words(QT_TRANSLATE_NOOP("Hardware", "Network"))
    )
    model = "" if view.kind == "hostdev" else view.model
    parts = [source_words(view), model]
    if view.link == "down":
        parts.append(words(QT_TRANSLATE_NOOP("Hardware", "unplugged")))
    return title, ", ".join(filter(None, parts))
