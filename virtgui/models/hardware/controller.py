"""The form of controllers, and what hangs on each."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from virtgui.documents.devices.controller import ControllerElement
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.hostdevs import number as read_number
from virtgui.documents.properties import XmlView, child
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    VIRTIO_MODELS,
    amount,
    any_of,
    check_iothread,
    choice,
    flag,
    iothreads,
    line,
    needed,
    number,
    others_of,
    pattern_check,
    short_name,
    virtio_items,
    when,
)
from virtgui.models.hardware.fields import (
    Choice,
    Finding,
    Form,
    Section,
    choices_of,
    error,
    fixed,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import DEFAULT, X86, fact, has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_Pairs = tuple[tuple[str, str], ...]

TYPES: Final = (
    ("scsi", "SCSI"),
    ("sata", "SATA"),
    ("ide", "IDE"),
    ("usb", "USB"),
    ("virtio-serial", QT_TRANSLATE_NOOP("Hardware", "virtio serial")),
    ("pci", "PCI"),
    ("fdc", QT_TRANSLATE_NOOP("Hardware", "Floppy")),
    ("ccid", QT_TRANSLATE_NOOP("Hardware", "Smart card (CCID)")),
    ("isa", "ISA"),
    ("xenbus", "Xen"),
)
"""The kinds of controllers, with untranslated labels."""

_VIRTIO_MODELS: Final[_Pairs] = (("virtio-scsi", ""), *VIRTIO_MODELS[1:])
_MODELS: Final[Mapping[str, _Pairs]] = MappingProxyType(
    {
        "scsi": (
            *_VIRTIO_MODELS,
            ("lsilogic", QT_TRANSLATE_NOOP("Hardware", "LSI Logic 53C895A")),
            ("lsisas1068", QT_TRANSLATE_NOOP("Hardware", "LSI SAS 1068")),
            ("lsisas1078", QT_TRANSLATE_NOOP("Hardware", "LSI SAS 1078")),
            ("vmpvscsi", QT_TRANSLATE_NOOP("Hardware", "VMware paravirtual")),
            ("ibmvscsi", QT_TRANSLATE_NOOP("Hardware", "IBM virtual SCSI")),
            ("buslogic", QT_TRANSLATE_NOOP("Hardware", "BusLogic")),
            ("ncr53c90", "NCR 53C90"),
            ("dc390", "DC390"),
            ("am53c974", "AM53C974"),
            ("auto", QT_TRANSLATE_NOOP("Hardware", "Automatic")),
        ),
        "usb": (
            ("qemu-xhci", QT_TRANSLATE_NOOP("Hardware", "USB 3 (qemu-xhci)")),
            ("nec-xhci", QT_TRANSLATE_NOOP("Hardware", "USB 3 (nec-xhci)")),
            ("ich9-ehci1", QT_TRANSLATE_NOOP("Hardware", "USB 2 (ich9-ehci1)")),
            ("ich9-uhci1", QT_TRANSLATE_NOOP("Hardware", "USB 1, companion 1 (ich9-uhci1)")),
            ("ich9-uhci2", QT_TRANSLATE_NOOP("Hardware", "USB 1, companion 2 (ich9-uhci2)")),
            ("ich9-uhci3", QT_TRANSLATE_NOOP("Hardware", "USB 1, companion 3 (ich9-uhci3)")),
            ("ehci", QT_TRANSLATE_NOOP("Hardware", "USB 2 (ehci)")),
            ("piix3-uhci", QT_TRANSLATE_NOOP("Hardware", "USB 1 (piix3-uhci)")),
            ("piix4-uhci", QT_TRANSLATE_NOOP("Hardware", "USB 1 (piix4-uhci)")),
            ("vt82c686b-uhci", QT_TRANSLATE_NOOP("Hardware", "USB 1 (vt82c686b-uhci)")),
            ("pci-ohci", QT_TRANSLATE_NOOP("Hardware", "USB 1 (pci-ohci)")),
            ("qusb1", QT_TRANSLATE_NOOP("Hardware", "USB 1.1 of Xen")),
            ("qusb2", QT_TRANSLATE_NOOP("Hardware", "USB 2 of Xen")),
            ("none", QT_TRANSLATE_NOOP("Hardware", "No USB at all")),
        ),
        "ide": (("piix3", "PIIX3"), ("piix4", "PIIX4"), ("ich6", "ICH6")),
        "virtio-serial": VIRTIO_MODELS,
        "pci": (
            ("pcie-root", QT_TRANSLATE_NOOP("Hardware", "PCI Express root")),
            ("pcie-root-port", QT_TRANSLATE_NOOP("Hardware", "PCI Express root port")),
            ("pcie-switch-upstream-port", QT_TRANSLATE_NOOP("Hardware", "Switch, upstream port")),
            (
                "pcie-switch-downstream-port",
                QT_TRANSLATE_NOOP("Hardware", "Switch, downstream port"),
            ),
            ("pcie-to-pci-bridge", QT_TRANSLATE_NOOP("Hardware", "PCI Express to PCI bridge")),
            ("pcie-expander-bus", QT_TRANSLATE_NOOP("Hardware", "PCI Express expander bus")),
            ("dmi-to-pci-bridge", QT_TRANSLATE_NOOP("Hardware", "DMI to PCI bridge")),
            ("pci-root", QT_TRANSLATE_NOOP("Hardware", "PCI root")),
            ("pci-bridge", QT_TRANSLATE_NOOP("Hardware", "PCI bridge")),
            ("pci-expander-bus", QT_TRANSLATE_NOOP("Hardware", "PCI expander bus")),
        ),
    }
)
_ADDRESSES: Final[Mapping[str, str]] = MappingProxyType(
    {"usb": "usb", "virtio-serial": "virtio-serial", "ccid": "ccid", "pci": "pci"}
)
_BUSES: Final = ("scsi", "sata", "ide", "fdc", "usb")
_ROOTS: Final = ("pci-root", "pcie-root")
_IMPLICIT: Final = ("pci", "sata", "ide", "usb", "fdc", "isa")


def hanging_on(view: ControllerElement, scene: Scene) -> list[etree._Element]:
    """The devices whose address is on a controller, and the disks that will be put there."""
    found = devices_of(scene.document.element)
    return [item for item in found if item is not view.element and _is_on(item, view)]


def _is_on(device: etree._Element, view: ControllerElement) -> bool:
    index, address = view.index or 0, child(device, "address")
    if address is not None:
        kind = address.get("type", "")
        name = "bus" if kind in ("pci", "usb") else "controller"
        is_ours = kind == _ADDRESSES.get(view.kind, "drive")
        if kind == "drive":
            is_ours = _bus_of(device) == view.kind
        return is_ours and read_number(address.get(name, "0")) == index
    return index == 0 and view.kind in _BUSES and _bus_of(device) == view.kind


def _bus_of(device: etree._Element) -> str:
    if device.tag == "hostdev":
        return "scsi" if device.get("type") == "scsi" else ""
    target = child(device, "target")
    return "" if target is None or device.tag != "disk" else target.get("bus", "")


def hanging_words(view: ControllerElement, scene: Scene) -> str:
    """The names of what hangs on a controller."""
    return ", ".join(dict.fromkeys(map(short_name, hanging_on(view, scene))))


def in_use(view: ControllerElement, scene: Scene) -> str:
    """Why a controller cannot be removed, in words; empty when it can."""
    if view.model in _ROOTS:
        return words(QT_TRANSLATE_NOOP("Hardware", "It is part of the chipset."))
    users = hanging_words(view, scene)
    if not users:
        return ""
    return words(QT_TRANSLATE_NOOP("Hardware", "{devices} hang on it. Remove them first.")).format(
        devices=users
    )


def _users(view: Any) -> str:
    """Without a scene the devices are those of the document that the element is in."""
    devices = view.element.getparent()
    if devices is None:
        return ""
    found = [item for item in devices.iterchildren(etree.Element) if item is not view.element]
    names = [short_name(item) for item in found if _is_on(item, view)]
    return ", ".join(dict.fromkeys(names)) or words(QT_TRANSLATE_NOOP("Hardware", "Nothing"))


def _models(view: Any, scene: Scene) -> Sequence[Choice]:
    del scene
    return choices_of((DEFAULT, *_MODELS.get(view.kind, ())))


def _has_models(view: Any, scene: Scene) -> bool:
    del scene
    return view.kind in _MODELS


def _put_type(view: Any, value: str, scene: Scene) -> None:
    """A model of another kind would be refused, and the index must be free."""
    if value == view.kind:
        return
    view.kind = value
    view.index = free_index(scene, value, view)
    view.model = ""
    address = child(view.element, "address")
    if address is not None:
        view.element.remove(address)


def free_index(scene: Scene, kind: str, view: XmlView | None = None) -> int:
    """The least index that no other controller of the kind has."""
    devices = devices_of(scene.document.element)
    taken = {
        ControllerElement(item).index or 0
        for item in devices
        if item.tag == "controller"
        and item.get("type") == kind
        and (view is None or item is not view.element)
    }
    return next(number for number in range(len(taken) + 1) if number not in taken)


def _check_index(value: int | None, view: Any, scene: Scene) -> Finding | None:
    if value is None:
        return None
    for other in map(ControllerElement, others_of(view, scene, "controller")):
        same = other.kind == view.kind and other.index == value
        # The companions of a USB 2 controller share its index.
        if same and not (view.start_port or other.start_port):
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "Another controller of this kind has the number {number}."
                    )
                ).format(number=value)
            )
    return None


def _check_model(value: str, view: Any, scene: Scene) -> Finding | None:
    document = scene.document
    is_q35 = "q35" in document.machine
    is_i440fx = document.machine.startswith(("pc-i440fx", "pc-1")) or document.machine == "pc"
    if document.arch not in X86:
        return None
    if view.kind == "ide" and is_q35:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Q35 has no IDE; SATA fits.")))
    if value.startswith(("pcie-", "dmi-")) and view.kind == "pci" and is_i440fx:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The chipset i440FX has no PCI Express.")))
    if value == "pci-root" and is_q35:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The root of Q35 is PCI Express.")))
    return None


def _is_virtio_scsi(view: Any, scene: Scene) -> bool:
    del scene
    return bool(view.kind == "scsi" and (view.model.startswith("virtio") or not view.model))


def _index_label(view: ControllerElement) -> str:
    title = words(dict(TYPES).get(view.kind, "")) or view.kind
    return words(QT_TRANSLATE_NOOP("Hardware", "Controller {kind} {index}")).format(
        kind=title, index=view.index or 0
    )


def _label(view: ControllerElement, scene: Scene) -> tuple[str, str]:
    models = dict(_MODELS.get(view.kind, ()))
    model = words(models.get(view.model, "")) or view.model
    users = hanging_words(view, scene) if view.kind != "pci" else ""
    return _index_label(view), ", ".join(filter(None, (model, users)))


_IS_PCI: Final = when("kind", "pci")
_IS_SCSI: Final = when("kind", "scsi")
_IS_SERIAL: Final = when("kind", "virtio-serial")

_MAIN: Final = Section(
    title="",
    items=(
        choice(
            "type",
            QT_TRANSLATE_NOOP("Hardware", "Kind"),
            ControllerElement.kind,
            fixed(*TYPES),
            put=_put_type,
            check=needed(QT_TRANSLATE_NOOP("Hardware", "Choose a kind.")),
        ),
        choice(
            "model",
            QT_TRANSLATE_NOOP("Hardware", "Model"),
            ControllerElement.model,
            _models,
            shown=any_of(_has_models, has("@model")),
            check=_check_model,
        ),
        fact("users", QT_TRANSLATE_NOOP("Hardware", "What hangs on it"), _users, ()),
        number(
            "index",
            QT_TRANSLATE_NOOP("Hardware", "Number"),
            ControllerElement.index,
            low=0,
            check=_check_index,
        ),
        number(
            "ports",
            QT_TRANSLATE_NOOP("Hardware", "Ports"),
            ControllerElement.ports,
            low=1,
            high=31,
            shown=when("kind", "virtio-serial", "usb"),
        ),
        number(
            "vectors",
            QT_TRANSLATE_NOOP("Hardware", "Interrupt vectors"),
            ControllerElement.vectors,
            low=0,
            hint="MSI-X",
            shown=_IS_SERIAL,
        ),
        number(
            "queues",
            QT_TRANSLATE_NOOP("Hardware", "Queues"),
            ControllerElement.queues,
            low=1,
            hint=QT_TRANSLATE_NOOP("Hardware", "As many as there are vCPUs is best"),
            shown=_is_virtio_scsi,
        ),
        choice(
            "iothread",
            QT_TRANSLATE_NOOP("Hardware", "I/O thread"),
            ControllerElement.iothread,
            iothreads,
            shown=_is_virtio_scsi,
            check=check_iothread,
        ),
    ),
)

_PCI: Final = Section(
    title="PCI",
    shown=_IS_PCI,
    folded=True,
    items=(
        flag(
            "hotplug",
            QT_TRANSLATE_NOOP("Hardware", "Devices can be plugged"),
            ControllerElement.hotplug,
            hint="hotplug",
            shown=any_of(
                when("model", "pcie-root-port", "pcie-switch-downstream-port", "pci-root"),
                has("target/@hotplug"),
            ),
        ),
        amount(
            "hole",
            QT_TRANSLATE_NOOP("Hardware", "64-bit window"),
            ControllerElement.hole,
            hint=QT_TRANSLATE_NOOP("Hardware", "pcihole64: room for devices with much memory"),
            shown=when("model", *_ROOTS),
        ),
        number(
            "node",
            QT_TRANSLATE_NOOP("Hardware", "NUMA cell of the guest"),
            ControllerElement.node,
            low=0,
            shown=any_of(
                when("model", "pci-expander-bus", "pcie-expander-bus", "pci-root"),
                has("target/node"),
            ),
        ),
        number(
            "bus_nr",
            QT_TRANSLATE_NOOP("Hardware", "Bus number"),
            ControllerElement.bus_nr,
            low=0,
            high=254,
            shown=any_of(
                when("model", "pci-expander-bus", "pcie-expander-bus"), has("target/@busNr")
            ),
        ),
        number(
            "chassis",
            QT_TRANSLATE_NOOP("Hardware", "Chassis"),
            ControllerElement.chassis,
            low=0,
            high=255,
        ),
        number(
            "chassis_nr",
            QT_TRANSLATE_NOOP("Hardware", "Chassis number"),
            ControllerElement.chassis_nr,
            low=1,
            high=255,
        ),
        number(
            "port", QT_TRANSLATE_NOOP("Hardware", "Port"), ControllerElement.port, low=0, high=255
        ),
        number(
            "target_index",
            QT_TRANSLATE_NOOP("Hardware", "Index in pSeries"),
            ControllerElement.target_index,
            low=0,
            high=31,
        ),
        line(
            "hypervisor_model",
            QT_TRANSLATE_NOOP("Hardware", "Hypervisor's model"),
            ControllerElement.hypervisor_model,
            hint=QT_TRANSLATE_NOOP("Hardware", "libvirt chooses it"),
        ),
    ),
)

_MORE: Final = Section(
    title=MORE,
    folded=True,
    items=(
        number(
            "commands",
            QT_TRANSLATE_NOOP("Hardware", "Commands per unit"),
            ControllerElement.commands,
            hint="cmd_per_lun",
            low=1,
            shown=_is_virtio_scsi,
        ),
        number(
            "max_sectors",
            QT_TRANSLATE_NOOP("Hardware", "Sectors per transfer"),
            ControllerElement.max_sectors,
            low=1,
            shown=_is_virtio_scsi,
        ),
        flag(
            "ioeventfd",
            QT_TRANSLATE_NOOP("Hardware", "Asynchronous requests"),
            ControllerElement.ioeventfd,
            hint="ioeventfd",
            shown=_is_virtio_scsi,
        ),
        *virtio_items(any_of(_IS_SCSI, _IS_SERIAL)),
        line(
            "start_port",
            QT_TRANSLATE_NOOP("Hardware", "First port at its master"),
            ControllerElement.start_port,
            hint=QT_TRANSLATE_NOOP("Hardware", "For companions of a USB 2 controller"),
            shown=when("kind", "usb"),
            check=pattern_check(
                r"[0-9a-fA-Fx.]+",
                QT_TRANSLATE_NOOP("Hardware", "A port is a number such as 0, 2 or 4."),
            ),
        ),
        number(
            "grant_frames",
            QT_TRANSLATE_NOOP("Hardware", "Grant frames"),
            ControllerElement.grant_frames,
            shown=when("kind", "xenbus"),
        ),
        number(
            "event_channels",
            QT_TRANSLATE_NOOP("Hardware", "Event channels"),
            ControllerElement.event_channels,
            shown=when("kind", "xenbus"),
        ),
        ADDRESS,
        ACPI_INDEX,
    ),
)

FORM: Final = Form(
    id="controller",
    title=QT_TRANSLATE_NOOP("Hardware", "Controller"),
    icon="settings",
    view=ControllerElement,
    label=_label,
    sections=(_MAIN, _PCI, _MORE),
)
"""The form of controllers."""
