"""What is checked of host devices: whether they are there, free, and can be taken."""

from collections import Counter
from typing import Any

from virtgui.documents.devices.hostdev import HostdevElement
from virtgui.documents.hostdevs import number as read_number
from virtgui.models.hardware.device_parts import machines_with, others_of
from virtgui.models.hardware.fields import Finding, Severity, error, warning, words
from virtgui.models.hardware.host_choices import device_at, devices_of_kind, other_users
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP


def check_pci(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check a PCI device: taken twice, IOMMU off, its group, who else has it."""
    if not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Choose a device.")))
    others = map(HostdevElement, others_of(view, scene, "hostdev"))
    if any(other.kind == "pci" and other.pci == value for other in others):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "This machine has the device already.")))
    if scene.choices is not None and scene.choices.has_iommu is False and scene.is_qemu:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "The IOMMU of {host} is off, and PCI devices cannot be passed on. "
                "It is turned on in the firmware and on the kernel's command line.",
            )
        )
        return warning(sentence.format(host=scene.node_name))
    return _check_found(value, scene)


def _check_found(value: str, scene: Scene) -> Finding | None:
    if scene.devices is None or scene.devices.error is not None:
        return None
    found = device_at(scene, "pci", value)
    if found is None:
        return warning(
            words(QT_TRANSLATE_NOOP("Hardware", "{host} has no such device now.")).format(
                host=scene.node_name
            )
        )
    users = other_users(found, scene)
    if users:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "It is also defined for {machines}; only one can run with it."
            )
        )
        return warning(sentence.format(machines=machines_with(users)))
    rest = [address for address in found.group_members if address != value]
    if rest:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "Its IOMMU group goes with it: the host loses {devices} too."
            )
        )
        return warning(sentence.format(devices=", ".join(rest)))
    if found.net_name:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The host loses its interface {name} while the machine runs."
            )
        )
        return Finding(Severity.INFO, sentence.format(name=found.net_name))
    return None


def _usb_key(view: HostdevElement) -> tuple[int | None, ...]:
    written = (view.vendor, view.product, view.address_bus, view.usb_device)
    return tuple(read_number(item) for item in written)


def check_product(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check a USB device: named at all, taken twice, there, the only one of its product."""
    if not value or value == "0000:0000":
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Choose a device.")))
    others = map(HostdevElement, others_of(view, scene, "hostdev"))
    mine = _usb_key(view)
    if any(other.kind == "usb" and _usb_key(other) == mine for other in others):
        return warning(words(QT_TRANSLATE_NOOP("Hardware", "This machine has the device already.")))
    if scene.devices is None or scene.devices.error is not None:
        return None
    return _check_plugged(view, scene)


def _check_plugged(view: HostdevElement, scene: Scene) -> Finding | None:
    found = [item for item in devices_of_kind(scene, "usb_device") if _is_meant(item, view)]
    if not found:
        return warning(
            words(QT_TRANSLATE_NOOP("Hardware", "It is not plugged in at {host} now.")).format(
                host=scene.node_name
            )
        )
    if len(found) > 1:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "{count} such devices are plugged in; the place on the bus tells them apart.",
            )
        )
        return warning(sentence.format(count=len(found)))
    users = Counter(other_users(found[0], scene))
    if users:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "It is also defined for {machines}; only one can run with it."
            )
        )
        return warning(sentence.format(machines=machines_with(users)))
    return None


def _is_meant(item: Any, view: HostdevElement) -> bool:
    if view.usb_device:
        place = (read_number(view.address_bus), read_number(view.usb_device))
        bus, _, device = item.address.partition(":")
        return place == (read_number(bus), read_number(device))
    wanted = (read_number(view.vendor), read_number(view.product))
    return wanted == (read_number(item.vendor_id), read_number(item.product_id))


def check_startup(value: str, view: Any, scene: Scene) -> Finding | None:
    """Say what a device by its place means after it was plugged in again."""
    del scene
    if view.usb_device and not view.vendor and value != "optional":
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "Plugged in again it has another place, and the machine does not "
                "find it; by maker and product it does.",
            )
        )
        return Finding(Severity.INFO, sentence)
    return None


def check_mdev(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check a mediated device: named, taken twice, there."""
    if not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Choose a device.")))
    others = map(HostdevElement, others_of(view, scene, "hostdev"))
    if any(other.kind == "mdev" and other.mdev.lower() == value.lower() for other in others):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "This machine has the device already.")))
    if scene.devices is None or scene.devices.error is not None:
        return None
    found = device_at(scene, "mdev", value)
    if found is None:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "{host} has no such device now; it is made before the machine starts."
            )
        )
        return warning(sentence.format(host=scene.node_name))
    users = other_users(found, scene)
    if users:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "It is also defined for {machines}; only one can run with it."
            )
        )
        return warning(sentence.format(machines=machines_with(users)))
    return None


def check_char(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check the path of a device that a container gets."""
    if not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Choose a device.")))
    return path_check(value, view, scene)
