"""The form of devices of the host that a guest has for itself."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from virtgui.core.values.node_choices import NodeDeviceChoice
from virtgui.documents.devices.hostdev import HostdevElement
from virtgui.documents.hostdevs import number as read_number
from virtgui.documents.properties import Path
from virtgui.models.hardware.device_parts import (
    choice,
    combo,
    defaulted,
    flag,
    pattern_check,
    switch,
    when,
)
from virtgui.models.hardware.fields import Choice, Condition, Form, Section, fixed, words
from virtgui.models.hardware.host_choices import (
    device_at,
    devices_of_kind,
    node_devices,
)
from virtgui.models.hardware.hostdev_checks import (
    check_char,
    check_mdev,
    check_pci,
    check_product,
    check_startup,
)
from virtgui.models.hardware.hostdev_more import CONTAINER_NET, ISCSI, MORE_SECTION, RAW_ADDRESS
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

TYPES: Final = (
    ("pci", QT_TRANSLATE_NOOP("Hardware", "PCI device")),
    ("usb", QT_TRANSLATE_NOOP("Hardware", "USB device")),
    ("scsi", QT_TRANSLATE_NOOP("Hardware", "SCSI device")),
    ("scsi_host", QT_TRANSLATE_NOOP("Hardware", "SCSI adapter of vhost")),
    ("mdev", QT_TRANSLATE_NOOP("Hardware", "Mediated device")),
    ("storage", QT_TRANSLATE_NOOP("Hardware", "Block device")),
    ("misc", QT_TRANSLATE_NOOP("Hardware", "Character device")),
    ("net", QT_TRANSLATE_NOOP("Hardware", "Network interface")),
)
"""The kinds of host devices, with untranslated labels."""

CONTAINER_TYPES: Final = ("storage", "misc", "net")
"""The kinds that only containers have."""

_BY_PRODUCT: Final = "product"
_BY_PLACE: Final = "place"
_STARTUP: Final = (
    ("mandatory", QT_TRANSLATE_NOOP("Hardware", "The machine does not start")),
    ("requisite", QT_TRANSLATE_NOOP("Hardware", "It starts not, but migrates without")),
    ("optional", QT_TRANSLATE_NOOP("Hardware", "The machine goes on without")),
)


def _types(view: Any, scene: Scene) -> Sequence[Choice]:
    reason = (
        words(QT_TRANSLATE_NOOP("Hardware", "Containers only.")) if not scene.is_container else ""
    )
    other = (
        words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only.")) if scene.is_container else ""
    )
    return [
        Choice(value, words(label), reason if value in CONTAINER_TYPES else other)
        for value, label in TYPES
        if value == view.kind or value in CONTAINER_TYPES or not scene.is_container
    ]


def _put_type(view: Any, value: str, scene: Scene) -> None:
    """What is chosen of one kind says nothing for another."""
    del scene
    if value == view.kind:
        return
    view.kind = value
    view.mode = "capabilities" if value in CONTAINER_TYPES else "subsystem"
    for path in ("source", "driver", "rom", "teaming", "address", "boot", "ip", "route"):
        Path(path).remove(view.element)
    view.model = view.sgio = view.display = view.ramfb = ""
    view.raw_io, view.readonly, view.shareable = None, False, False
    view.managed = True if value == "pci" else None
    if value == "scsi_host":
        view.protocol = "vhost"
    if value == "mdev":
        view.model = "vfio-pci"


def _hex(written: str) -> str:
    value = read_number(written)
    return "" if value is None else f"{value:04x}"


def _product(view: Any) -> str:
    ids = (_hex(view.vendor), _hex(view.product))
    return ":".join(ids) if all(ids) else ""


def _put_product(view: Any, value: str, scene: Scene) -> None:
    del scene
    vendor, _, product = value.partition(":")
    if value == _product(view) or not product:
        return
    view.vendor, view.product = f"0x{vendor}", f"0x{product}"


def _place(view: Any) -> str:
    bus, device = read_number(view.address_bus), read_number(view.usb_device)
    return "" if bus is None or device is None else f"{bus:03}:{device:03}"


def _put_place(view: Any, value: str, scene: Scene) -> None:
    del scene
    bus, _, device = value.partition(":")
    if value != _place(view) and bus.isdecimal() and device.isdecimal():
        view.address_bus, view.usb_device = str(int(bus)), str(int(device))


def _usb_by(view: Any) -> str:
    return _BY_PRODUCT if view.vendor or view.product or not view.usb_device else _BY_PLACE


def _put_usb_by(view: Any, value: str, scene: Scene) -> None:
    """The other way of naming the device that is chosen now."""
    if value == _usb_by(view):
        return
    found = usb_device(view, scene)
    if value == _BY_PRODUCT:
        Path("source/address").remove(view.element)
        view.vendor = found.vendor_id if found else "0x0000"
        view.product = found.product_id if found else "0x0000"
        return
    view.vendor = view.product = ""
    place = found.address if found else "000:000"
    _put_place(view, place, scene)


def usb_device(view: Any, scene: Scene) -> NodeDeviceChoice | None:
    """The node's USB device that a definition means; the first of several of one product."""
    place = _place(view)
    if place:
        return device_at(scene, "usb_device", place)
    wanted = _product(view)
    found = devices_of_kind(scene, "usb_device")
    return next((item for item in found if product_id(item) == wanted), None)


def product_id(item: NodeDeviceChoice) -> str:
    """Maker and product of a USB device: "046d:c52b"."""
    ids = (_hex(item.vendor_id), _hex(item.product_id))
    return ":".join(ids) if all(ids) else ""


def _scsi(view: Any) -> str:
    host = view.adapter.removeprefix("scsi_host")
    numbers = (view.address_bus or "0", view.scsi_target or "0", view.scsi_unit or "0")
    return ":".join((host, *numbers)) if host else ""


def _put_scsi(view: Any, value: str, scene: Scene) -> None:
    del scene
    parts = value.split(":")
    if value != _scsi(view) and len(parts) == 4 and all(part.isdecimal() for part in parts):
        view.adapter = f"scsi_host{parts[0]}"
        view.address_bus, view.scsi_target, view.scsi_unit = parts[1:]


def node_device(view: HostdevElement, scene: Scene) -> NodeDeviceChoice | None:
    """The node's device that a definition means, where it is known."""
    if view.kind == "usb":
        return usb_device(view, scene)
    addresses: dict[str, str] = {
        "pci": view.pci,
        "mdev": view.mdev,
        "scsi": _scsi(view) if view.protocol != "iscsi" else "",
    }
    return device_at(scene, view.kind, addresses.get(view.kind, ""))


def _name(view: HostdevElement) -> str:
    names: dict[str, str] = {
        "pci": view.pci,
        "usb": _place(view) or _product(view),
        "scsi": view.name if view.protocol == "iscsi" else _scsi(view),
        "scsi_host": view.wwpn,
        "mdev": view.mdev,
        "storage": view.block,
        "misc": view.char,
        "net": view.interface,
    }
    return names.get(view.kind, "").strip()


_SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {"pci": "PCI", "usb": "USB", "scsi": "SCSI", "scsi_host": "SCSI", "mdev": "mdev"}
)


def _label(view: HostdevElement, scene: Scene) -> tuple[str, str]:
    title = f"{_SHORT.get(view.kind) or words(dict(TYPES).get(view.kind, view.kind))} {_name(view)}"
    found = node_device(view, scene)
    if found is None:
        return title, words(dict(TYPES).get(view.kind, ""))
    return title, " ".join(filter(None, (found.vendor, found.product)))


def _kind(*kinds: str) -> Condition:
    return when("kind", *kinds)


def _by(way: str) -> Condition:
    return lambda view, _scene: getattr(view, "kind", "") == "usb" and _usb_by(view) == way


def _address(item: NodeDeviceChoice) -> str:
    return item.address


def _path(item: NodeDeviceChoice) -> str:
    return item.path


def _net_name(item: NodeDeviceChoice) -> str:
    return item.net_name


def _is_local_scsi(view: Any, scene: Scene) -> bool:
    del scene
    return bool(view.kind == "scsi" and view.protocol != "iscsi")


_PCI: Final = (
    choice(
        "pci",
        QT_TRANSLATE_NOOP("Hardware", "Device"),
        HostdevElement.pci,
        node_devices(_address, "pci"),
        shown=_kind("pci"),
        check=check_pci,
        paths=tuple(f"source/address/@{name}" for name in ("domain", "bus", "slot", "function")),
        stretch=True,
    ),
    flag(
        "managed",
        QT_TRANSLATE_NOOP("Hardware", "Take it from the host"),
        HostdevElement.managed,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "libvirt changes the driver at the start and gives it back at the end"
        ),
        shown=_kind("pci", "usb", "scsi", "mdev", "scsi_host"),
    ),
)
_USB: Final = (
    choice(
        "usb_by",
        QT_TRANSLATE_NOOP("Hardware", "Known by"),
        HostdevElement.vendor,
        fixed(
            (_BY_PRODUCT, QT_TRANSLATE_NOOP("Hardware", "Maker and product")),
            (_BY_PLACE, QT_TRANSLATE_NOOP("Hardware", "Place on the bus")),
        ),
        get=_usb_by,
        put=_put_usb_by,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "The place changes each time the device is plugged in; the product stays"
        ),
        shown=_kind("usb"),
    ),
    choice(
        "usb_product",
        QT_TRANSLATE_NOOP("Hardware", "Device"),
        HostdevElement.product,
        node_devices(product_id, "usb_device"),
        get=_product,
        put=_put_product,
        shown=_by(_BY_PRODUCT),
        check=check_product,
        stretch=True,
    ),
    choice(
        "usb_place",
        QT_TRANSLATE_NOOP("Hardware", "Device"),
        HostdevElement.usb_device,
        node_devices(_address, "usb_device"),
        get=_place,
        put=_put_place,
        shown=_by(_BY_PLACE),
        check=check_product,
        stretch=True,
    ),
    choice(
        "startup_policy",
        QT_TRANSLATE_NOOP("Hardware", "If it is not there"),
        HostdevElement.startup_policy,
        defaulted(*_STARTUP),
        shown=_kind("usb"),
        check=check_startup,
    ),
    choice(
        "guest_reset",
        QT_TRANSLATE_NOOP("Hardware", "The guest resets it"),
        HostdevElement.guest_reset,
        defaulted(
            ("off", QT_TRANSLATE_NOOP("Hardware", "Never")),
            ("uninitialized", QT_TRANSLATE_NOOP("Hardware", "Until it has an address")),
            ("on", QT_TRANSLATE_NOOP("Hardware", "Always")),
        ),
        shown=_kind("usb"),
    ),
)
_SCSI: Final = (
    choice(
        "scsi",
        QT_TRANSLATE_NOOP("Hardware", "Device"),
        HostdevElement.adapter,
        node_devices(_address, "scsi"),
        get=_scsi,
        put=_put_scsi,
        shown=_is_local_scsi,
        stretch=True,
        paths=tuple(f"source/address/@{name}" for name in ("target", "unit")),
    ),
    switch(
        "readonly",
        QT_TRANSLATE_NOOP("Hardware", "Read only"),
        HostdevElement.readonly,
        shown=_kind("scsi"),
    ),
    switch(
        "shareable",
        QT_TRANSLATE_NOOP("Hardware", "Shared with others"),
        HostdevElement.shareable,
        hint="shareable",
        shown=_kind("scsi"),
    ),
    combo(
        "wwpn",
        QT_TRANSLATE_NOOP("Hardware", "Target (WWPN)"),
        HostdevElement.wwpn,
        fixed(),
        shown=_kind("scsi_host"),
        check=pattern_check(
            r"naa\.[0-9a-fA-F]{16}",
            QT_TRANSLATE_NOOP("Hardware", "A WWPN is “naa.” and 16 hexadecimal digits."),
        ),
    ),
)
_OTHERS: Final = (
    choice(
        "mdev",
        QT_TRANSLATE_NOOP("Hardware", "Device"),
        HostdevElement.mdev,
        node_devices(_address, "mdev"),
        shown=_kind("mdev"),
        check=check_mdev,
        stretch=True,
    ),
    choice(
        "model",
        QT_TRANSLATE_NOOP("Hardware", "Model"),
        HostdevElement.model,
        defaulted(
            ("vfio-pci", QT_TRANSLATE_NOOP("Hardware", "PCI")),
            ("vfio-ccw", QT_TRANSLATE_NOOP("Hardware", "Channel device (s390)")),
            ("vfio-ap", QT_TRANSLATE_NOOP("Hardware", "Crypto adapter (s390)")),
            ("virtio", ""),
            ("virtio-transitional", QT_TRANSLATE_NOOP("Hardware", "virtio, also for old guests")),
            ("virtio-non-transitional", QT_TRANSLATE_NOOP("Hardware", "virtio 1.0 only")),
        ),
        shown=_kind("mdev", "scsi_host"),
    ),
    choice(
        "display",
        QT_TRANSLATE_NOOP("Hardware", "Display"),
        HostdevElement.display,
        ("on", "off"),
        shown=_kind("mdev"),
    ),
    choice(
        "ramfb",
        QT_TRANSLATE_NOOP("Hardware", "Picture while booting"),
        HostdevElement.ramfb,
        ("on", "off"),
        hint="ramfb",
        shown=_kind("mdev"),
    ),
    combo(
        "block",
        QT_TRANSLATE_NOOP("Hardware", "Block device"),
        HostdevElement.block,
        node_devices(_path, "scsi", "storage"),
        browse="file",
        shown=_kind("storage"),
        check=check_char,
    ),
    combo(
        "char",
        QT_TRANSLATE_NOOP("Hardware", "Character device"),
        HostdevElement.char,
        node_devices(_path, "drm"),
        browse="file",
        shown=_kind("misc"),
        check=check_char,
    ),
    combo(
        "interface",
        QT_TRANSLATE_NOOP("Hardware", "Interface"),
        HostdevElement.interface,
        node_devices(_net_name, "net"),
        shown=_kind("net"),
    ),
)

FORM: Final = Form(
    id="hostdev",
    title=QT_TRANSLATE_NOOP("Hardware", "Host device"),
    icon="device",
    view=HostdevElement,
    label=_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "type",
                    QT_TRANSLATE_NOOP("Hardware", "Kind"),
                    HostdevElement.kind,
                    _types,
                    put=_put_type,
                    paths=("@mode",),
                ),
                *_PCI,
                *_USB,
                *_SCSI,
                *_OTHERS,
            ),
        ),
        ISCSI,
        CONTAINER_NET,
        MORE_SECTION,
        RAW_ADDRESS,
    ),
)
"""The form of host devices."""
