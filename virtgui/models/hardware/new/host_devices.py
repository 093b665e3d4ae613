"""New devices of the host, USB redirection and smart cards."""

from collections.abc import Callable
from typing import Final

from lxml import etree

from virtgui.core.values.node_choices import NodeDeviceChoice
from virtgui.documents.devices.hostdev import HostdevElement
from virtgui.documents.editing.matching import devices_of
from virtgui.models.hardware.device_parts import already, not_offered, unsupported
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.host_choices import devices_of_kind
from virtgui.models.hardware.hostdev import node_device, product_id
from virtgui.models.hardware.new import NewDevice
from virtgui.models.hardware.new.text import xml
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_HOST: Final = QT_TRANSLATE_NOOP("Hardware", "Devices of the host")
_USB: Final = QT_TRANSLATE_NOOP("Hardware", "USB and cards")


def _free(scene: Scene, kind: str) -> NodeDeviceChoice | None:
    """A device that no machine has and that the host does not need; else any."""
    found = devices_of_kind(scene, kind)
    ours = (HostdevElement(item) for item in devices_of(scene.document.element))
    known = [node_device(item, scene) for item in ours if item.element.tag == "hostdev"]
    ranked = sorted(found, key=lambda item: (item in known, bool(item.users), bool(item.net_name)))
    return next(iter(ranked), None)


def new_pci(scene: Scene) -> str:
    """A PCI device."""
    element = etree.Element("hostdev", mode="subsystem", type="pci", managed="yes")
    found = _free(scene, "pci")
    HostdevElement(element).pci = found.address if found else "0000:01:00.0"
    return xml(element)


def new_usb(scene: Scene) -> str:
    """A USB device, by its product; without one it stays away without harm."""
    element = etree.Element("hostdev", mode="subsystem", type="usb", managed="yes")
    found = _free(scene, "usb_device")
    vendor, _, product = (product_id(found) if found else "0000:0000").partition(":")
    source = etree.SubElement(element, "source", startupPolicy="optional")
    etree.SubElement(source, "vendor", id=f"0x{vendor}")
    etree.SubElement(source, "product", id=f"0x{product}")
    return xml(element)


def new_scsi(scene: Scene) -> str:
    """A SCSI device."""
    element = etree.Element("hostdev", mode="subsystem", type="scsi", managed="no")
    found = _free(scene, "scsi")
    host, bus, target, unit = (found.address if found else "0:0:0:0").split(":")
    source = etree.SubElement(element, "source")
    etree.SubElement(source, "adapter", name=f"scsi_host{host}")
    etree.SubElement(source, "address", bus=bus, target=target, unit=unit)
    return xml(element)


def new_mdev(scene: Scene) -> str:
    """A mediated device."""
    element = etree.Element("hostdev", mode="subsystem", type="mdev", model="vfio-pci")
    found = _free(scene, "mdev")
    source = etree.SubElement(element, "source")
    uuid = found.address if found else "00000000-0000-0000-0000-000000000000"
    etree.SubElement(source, "address", uuid=uuid)
    return xml(element)


def _capability(kind: str, tag: str, text: str) -> Callable[[Scene], str]:
    def make(scene: Scene) -> str:
        del scene
        element = etree.Element("hostdev", mode="capabilities", type=kind)
        source = etree.SubElement(element, "source")
        etree.SubElement(source, tag).text = text
        return xml(element)

    return make


def new_container_net(scene: Scene) -> str:
    """An interface of the host for a container."""
    found = next((item for item in devices_of_kind(scene, "net") if item.net_name), None)
    return _capability("net", "interface", found.net_name if found else "eth0")(scene)


def _missing(kind: str, sentence: str) -> Callable[[Scene], str]:
    def blocked(scene: Scene) -> str:
        if scene.is_container:
            return words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only."))
        if scene.devices is None or devices_of_kind(scene, kind):
            return ""
        return not_offered(scene.devices) or words(sentence).format(host=scene.node_name)

    return blocked


def _only_containers(scene: Scene) -> str:
    return "" if scene.is_container else words(QT_TRANSLATE_NOOP("Hardware", "Containers only."))


def new_redirection(scene: Scene) -> str:
    """A place for a USB device of the viewer's computer."""
    del scene
    return xml(etree.Element("redirdev", bus="usb", type="spicevmc"))


def new_filter(scene: Scene) -> str:
    """A filter that allows storage and refuses the rest."""
    del scene
    element = etree.Element("redirfilter")
    etree.SubElement(element, "usbdev", {"class": "0x08", "allow": "yes"})
    etree.SubElement(element, "usbdev", allow="no")
    return xml(element)


def new_smartcard(scene: Scene) -> str:
    """A smart card over SPICE, or else the reader of the host."""
    found = devices_of(scene.document.element)
    if any(item.tag == "graphics" and item.get("type") == "spice" for item in found):
        return xml(etree.Element("smartcard", mode="passthrough", type="spicevmc"))
    return xml(etree.Element("smartcard", mode="host"))


def _no_redirection(scene: Scene) -> str:
    if scene.is_container:
        return words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only."))
    found = devices_of(scene.document.element)
    if not any(item.tag == "graphics" and item.get("type") == "spice" for item in found):
        return words(QT_TRANSLATE_NOOP("Hardware", "It needs a display of the kind SPICE."))
    return unsupported(scene, "redirdev", "bus", "usb")


def _no_filter(scene: Scene) -> str:
    return (
        words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only."))
        if scene.is_container
        else already("redirfilter")(scene)
    )


def _no_smartcard(scene: Scene) -> str:
    return (
        words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only."))
        if scene.is_container
        else already("smartcard")(scene)
    )


NEW: Final[tuple[NewDevice, ...]] = (
    NewDevice(
        id="hostdev_pci",
        title=QT_TRANSLATE_NOOP("Hardware", "PCI device of the host"),
        group=_HOST,
        icon="device",
        tag="hostdev",
        make=new_pci,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "The guest has it for itself, such as a graphics or network card."
        ),
        blocked=_missing(
            "pci", QT_TRANSLATE_NOOP("Hardware", "{host} has no PCI devices to pass on.")
        ),
    ),
    NewDevice(
        id="hostdev_usb",
        title=QT_TRANSLATE_NOOP("Hardware", "USB device of the host"),
        group=_HOST,
        icon="usb",
        tag="hostdev",
        make=new_usb,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "Found again by maker and product when it is plugged in."
        ),
        blocked=_missing(
            "usb_device", QT_TRANSLATE_NOOP("Hardware", "Nothing is plugged in at {host} over USB.")
        ),
    ),
    NewDevice(
        id="hostdev_scsi",
        title=QT_TRANSLATE_NOOP("Hardware", "SCSI device of the host"),
        group=_HOST,
        icon="disk",
        tag="hostdev",
        make=new_scsi,
        hint=QT_TRANSLATE_NOOP("Hardware", "Such as a tape drive."),
        blocked=_missing("scsi", QT_TRANSLATE_NOOP("Hardware", "{host} has no SCSI devices.")),
    ),
    NewDevice(
        id="hostdev_mdev",
        title=QT_TRANSLATE_NOOP("Hardware", "Mediated device"),
        group=_HOST,
        icon="gpu",
        tag="hostdev",
        make=new_mdev,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "A part of a device of the host, such as a virtual graphics card."
        ),
        blocked=_missing("mdev", QT_TRANSLATE_NOOP("Hardware", "{host} has no mediated devices.")),
    ),
    NewDevice(
        id="hostdev_storage",
        title=QT_TRANSLATE_NOOP("Hardware", "Block device"),
        group=_HOST,
        icon="disk",
        tag="hostdev",
        make=_capability("storage", "block", "/dev/sdb1"),
        blocked=_only_containers,
    ),
    NewDevice(
        id="hostdev_misc",
        title=QT_TRANSLATE_NOOP("Hardware", "Character device"),
        group=_HOST,
        icon="device",
        tag="hostdev",
        make=_capability("misc", "char", "/dev/input/event0"),
        blocked=_only_containers,
    ),
    NewDevice(
        id="hostdev_net",
        title=QT_TRANSLATE_NOOP("Hardware", "Network interface of the host"),
        group=_HOST,
        icon="nic",
        tag="hostdev",
        make=new_container_net,
        blocked=_only_containers,
    ),
    NewDevice(
        id="redirdev",
        title=QT_TRANSLATE_NOOP("Hardware", "USB redirection"),
        group=_USB,
        icon="usb",
        tag="redirdev",
        make=new_redirection,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "A place for a USB device of the computer where the display is shown."
        ),
        blocked=_no_redirection,
    ),
    NewDevice(
        id="redirfilter",
        title=QT_TRANSLATE_NOOP("Hardware", "Redirection filter"),
        group=_USB,
        icon="filter",
        tag="redirfilter",
        make=new_filter,
        hint=QT_TRANSLATE_NOOP("Hardware", "Which USB devices can be redirected."),
        blocked=_no_filter,
    ),
    NewDevice(
        id="smartcard",
        title=QT_TRANSLATE_NOOP("Hardware", "Smart card"),
        group=_USB,
        icon="tag",
        tag="smartcard",
        make=new_smartcard,
        blocked=_no_smartcard,
    ),
    NewDevice(
        id="hub",
        title=QT_TRANSLATE_NOOP("Hardware", "USB hub"),
        group=_USB,
        icon="usb",
        tag="hub",
        make=lambda _scene: xml(etree.Element("hub", type="usb")),
        hint=QT_TRANSLATE_NOOP("Hardware", "Seven more ports of USB 1."),
        blocked=lambda scene: (
            words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only."))
            if scene.is_container
            else ""
        ),
    ),
)
"""What can be added of the host's devices, USB redirection and smart cards."""
