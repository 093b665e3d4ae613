"""The form of keyboards, mice and tablets."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.documents.devices.input_device import InputElement
from virtgui.documents.placing import remove_element
from virtgui.documents.properties import Path, XmlView, child
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    VIRTIO_MODELS,
    any_of,
    choice,
    defaulted,
    file_path,
    flag,
    others_of,
    unless,
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
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import DEFAULT, X86, has, path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

_TYPES: Final = (
    ("tablet", QT_TRANSLATE_NOOP("Hardware", "Tablet")),
    ("mouse", QT_TRANSLATE_NOOP("Hardware", "Mouse")),
    ("keyboard", QT_TRANSLATE_NOOP("Hardware", "Keyboard")),
    ("passthrough", QT_TRANSLATE_NOOP("Hardware", "Device of the host (virtio)")),
    ("evdev", QT_TRANSLATE_NOOP("Hardware", "Device of the host (evdev)")),
)
_TITLES: Final = (
    *_TYPES[:3],
    ("passthrough", QT_TRANSLATE_NOOP("Hardware", "Host input")),
    ("evdev", QT_TRANSLATE_NOOP("Hardware", "Host input")),
)
_BUSES: Final = (
    ("usb", "USB"),
    ("virtio", "virtio"),
    ("ps2", "PS/2"),
    ("xen", "Xen"),
)
_EMULATED: Final = ("tablet", "mouse", "keyboard")
_KEYS: Final = (
    ("ctrl-ctrl", QT_TRANSLATE_NOOP("Hardware", "Both Ctrl keys")),
    ("alt-alt", QT_TRANSLATE_NOOP("Hardware", "Both Alt keys")),
    ("shift-shift", QT_TRANSLATE_NOOP("Hardware", "Both Shift keys")),
    ("meta-meta", QT_TRANSLATE_NOOP("Hardware", "Both Meta keys")),
    ("scrolllock", QT_TRANSLATE_NOOP("Hardware", "Scroll Lock")),
    ("ctrl-scrolllock", QT_TRANSLATE_NOOP("Hardware", "Ctrl and Scroll Lock")),
)
_IS_VIRTIO: Final = when("bus", "virtio")
_HAS_OPTIONS: Final = any_of(
    _IS_VIRTIO, has("driver/@iommu", "driver/@ats", "driver/@packed", "driver/@page_per_vq")
)


def _buses(view: Any, scene: Scene) -> Sequence[Choice]:
    return [
        *choices_of((DEFAULT,)),
        *(Choice(bus, label, _why_not(bus, view, scene)) for bus, label in _BUSES),
    ]


def _why_not(bus: str, view: Any, scene: Scene) -> str:
    if view.kind == "passthrough":
        return (
            ""
            if bus == "virtio"
            else words(QT_TRANSLATE_NOOP("Hardware", "A device of the host comes over virtio."))
        )
    if bus == "ps2" and view.kind == "tablet":
        return words(QT_TRANSLATE_NOOP("Hardware", "PS/2 has no tablets; USB and virtio have."))
    if bus == "ps2" and scene.document.arch not in (*X86, ""):
        return words(QT_TRANSLATE_NOOP("Hardware", "Only PCs have PS/2."))
    if bus == "xen" and scene.document.virt_type not in ("xen", ""):
        return words(QT_TRANSLATE_NOOP("Hardware", "Machines of Xen only."))
    return ""


def _put_kind(view: Any, value: str, scene: Scene) -> None:
    """Emulated devices have a bus, those of the host a path."""
    del scene
    if value == view.kind:
        return
    path = view.evdev or view.device
    view.kind = value
    Path("source").remove(view.element)
    if value == "passthrough":
        put_bus(view, "virtio")
        view.evdev = path
    elif value == "evdev":
        put_bus(view, "")
        view.device = path
    elif not view.bus or (value == "tablet" and view.bus == "ps2"):
        put_bus(view, "usb")


def put_bus(view: Any, value: str) -> None:
    """Another bus: the address and what only virtio has go."""
    if value == view.bus:
        return
    view.bus = value
    address = child(view.element, "address")
    if address is not None:
        remove_element(address)
    if value != "virtio":
        view.model = ""
        view.driver_iommu = view.driver_ats = None
        view.driver_packed = view.driver_page_per_vq = None


def _put_bus(view: Any, value: str, scene: Scene) -> None:
    del scene
    put_bus(view, value)


def _check_bus(value: str, view: Any, scene: Scene) -> Finding | None:
    reason = _why_not(value, view, scene) if value else ""
    if reason:
        return error(reason)
    if value == "usb" and _has_no_usb(view, scene):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "The machine has no USB; give it a USB controller, or choose virtio.",
                )
            )
        )
    return None


def _has_no_usb(view: XmlView, scene: Scene) -> bool:
    found = [item for item in others_of(view, scene, "controller") if item.get("type") == "usb"]
    return bool(found) and all(item.get("model") == "none" for item in found)


def _check_device(value: str, view: Any, scene: Scene) -> Finding | None:
    if not value:
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "Give the device, as /dev/input/by-id/…-event-kbd.")
            )
        )
    found = path_check(value, view, scene)
    if found is not None:
        return found
    for other in map(InputElement, others_of(view, scene, "input")):
        if value in (other.evdev, other.device):
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "The machine has this device already."))
            )
    if "/by-id/" not in value and "/by-path/" not in value:
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "The number of this device may change; a path in /dev/input/by-id stays.",
                )
            )
        )
    return None


def _label(view: InputElement, scene: Scene) -> tuple[str, str]:
    del scene
    title = words(dict(_TITLES).get(view.kind, "")) or view.kind
    path = view.evdev or view.device
    return title, path or dict(_BUSES).get(view.bus, view.bus)


FORM: Final = Form(
    id="input",
    title=QT_TRANSLATE_NOOP("Hardware", "Input device"),
    icon="input",
    view=InputElement,
    label=_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "type",
                    QT_TRANSLATE_NOOP("Hardware", "Type"),
                    InputElement.kind,
                    fixed(*_TYPES),
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware",
                        "With a tablet the pointer follows the viewer's without being caught",
                    ),
                    put=_put_kind,
                ),
                choice(
                    "bus",
                    QT_TRANSLATE_NOOP("Hardware", "Bus"),
                    InputElement.bus,
                    _buses,
                    put=_put_bus,
                    shown=any_of(unless("kind", "evdev"), has("@bus")),
                    check=_check_bus,
                ),
                file_path(
                    "evdev",
                    QT_TRANSLATE_NOOP("Hardware", "Device"),
                    InputElement.evdev,
                    shown=any_of(when("kind", "passthrough"), has("source/@evdev")),
                    check=_check_device,
                ),
                file_path(
                    "device",
                    QT_TRANSLATE_NOOP("Hardware", "Device"),
                    InputElement.device,
                    shown=any_of(when("kind", "evdev"), has("source/@dev")),
                    check=_check_device,
                ),
                choice(
                    "grab_toggle",
                    QT_TRANSLATE_NOOP("Hardware", "Keys that give it back"),
                    InputElement.grab_toggle,
                    defaulted(*_KEYS),
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "Pressed together they take the device to the guest or the host"
                    ),
                    shown=when("kind", "evdev"),
                ),
                choice(
                    "grab",
                    QT_TRANSLATE_NOOP("Hardware", "Taken together"),
                    InputElement.grab,
                    defaulted(
                        ("all", QT_TRANSLATE_NOOP("Hardware", "All devices of the host at once"))
                    ),
                    shown=when("kind", "evdev"),
                ),
                flag(
                    "repeat",
                    QT_TRANSLATE_NOOP("Hardware", "Repeat held keys"),
                    InputElement.repeat,
                    shown=when("kind", "evdev"),
                ),
            ),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    InputElement.model,
                    defaulted(*VIRTIO_MODELS),
                    shown=any_of(_IS_VIRTIO, has("@model")),
                ),
                *virtio_items(_HAS_OPTIONS),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)
