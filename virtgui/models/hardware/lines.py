"""The forms of serial ports, parallel ports and consoles."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from virtgui.documents.devices.chardev import ChardevElement, LineElement
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.placing import remove_element
from virtgui.documents.properties import child
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    choice,
    defaulted,
    number,
    others_of,
    place_of,
)
from virtgui.models.hardware.fields import (
    Field,
    Finding,
    Fix,
    Form,
    Item,
    Section,
    Severity,
    error,
    words,
)
from virtgui.models.hardware.line_source import (
    check_kind,
    kind_field,
    kinds,
    more_items,
    place_words,
    put_kind,
    source_items,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import fact, has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MODELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "isa-serial": ("isa-serial",),
        "usb-serial": ("usb-serial",),
        "pci-serial": ("pci-serial",),
        "spapr-vio-serial": ("spapr-vty",),
        "system-serial": ("pl011", "16550a"),
        "sclp-serial": ("sclpconsole", "sclplmconsole"),
        "isa-debug": ("isa-debugcon",),
    }
)
"""The kinds of serial ports, each with the models that fit."""

_PORTS: Final = (
    ("isa-serial", QT_TRANSLATE_NOOP("Hardware", "ISA port (COM1 to COM4)")),
    ("pci-serial", QT_TRANSLATE_NOOP("Hardware", "PCI card")),
    ("usb-serial", QT_TRANSLATE_NOOP("Hardware", "USB adapter")),
    ("system-serial", QT_TRANSLATE_NOOP("Hardware", "Built into the board (ARM, RISC-V)")),
    ("spapr-vio-serial", QT_TRANSLATE_NOOP("Hardware", "pSeries terminal")),
    ("sclp-serial", QT_TRANSLATE_NOOP("Hardware", "s390 console")),
    ("isa-debug", QT_TRANSLATE_NOOP("Hardware", "Debug port of firmware")),
)
_CONSOLES: Final = (
    ("serial", QT_TRANSLATE_NOOP("Hardware", "First serial port")),
    ("virtio", "virtio"),
    ("sclp", QT_TRANSLATE_NOOP("Hardware", "s390 console (SCLP)")),
    ("sclplm", QT_TRANSLATE_NOOP("Hardware", "s390 line mode console")),
    ("lxc", QT_TRANSLATE_NOOP("Hardware", "Container")),
    ("xen", "Xen"),
    ("openvz", "OpenVZ"),
    ("uml", QT_TRANSLATE_NOOP("Hardware", "User mode Linux")),
)
_MOST_ISA: Final = 4

TTY: Final = fact(
    "tty",
    QT_TRANSLATE_NOOP("Hardware", "Terminal"),
    lambda view: str(view.tty),
    ("@tty",),
    shown=has("@tty"),
)
"""The terminal of the host, which old definitions repeat."""


def _put_port_kind(view: Any, value: str, scene: Scene) -> None:
    """Another kind of port: model and address follow."""
    del scene
    if value == view.target_type:
        return
    view.target_type = value
    if view.target_model not in _MODELS.get(value, ()):
        fitting = _MODELS.get(value, ())
        view.target_model = fitting[0] if len(fitting) == 1 else ""
    _drop_address(view)


def _drop_address(view: Any) -> None:
    address = child(view.element, "address")
    if address is not None:
        remove_element(address)


def _check_model(value: str, view: Any, scene: Scene) -> Finding | None:
    del scene
    fitting = _MODELS.get(view.target_type)
    if not value or fitting is None or value in fitting:
        return None
    sentence = words(
        QT_TRANSLATE_NOOP("Hardware", "{model} does not fit this kind of port; {models} does.")
    )
    return error(sentence.format(model=value, models=", ".join(fitting)))


def _check_port(value: int | None, view: Any, scene: Scene) -> Finding | None:
    if value is None:
        return None
    tag = str(view.element.tag)
    others = [LineElement(item) for item in others_of(view, scene, tag)]
    same = [item for item in others if item.target_type == view.target_type]
    if any(item.target_port == value for item in same):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Another one has port {number} already.")).format(
                number=value
            )
        )
    if tag == "serial" and view.target_type == "isa-serial" and value >= _MOST_ISA:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "ISA has four ports, 0 to 3; a PCI card or USB has more."
                )
            )
        )
    return None


def _check_mirror(value: str, view: Any, scene: Scene) -> Finding | None:
    """Say that a console on the first serial port follows that port."""
    del value
    serial = others_of(view, scene, "serial")
    others = others_of(view, scene, "console")
    if view.target_type not in ("", "serial") or scene.is_container:
        return None
    if any(LineElement(item).target_type in ("", "serial") for item in others):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "Only one console can show the serial port; choose virtio for this one.",
                )
            )
        )
    if not serial:
        return None
    return Finding(
        Severity.INFO,
        words(
            QT_TRANSLATE_NOOP(
                "Hardware", "It shows the first serial port and leads where that leads."
            )
        ),
    )


def _check_source(value: str, view: Any, scene: Scene) -> Finding | None:
    serial = [LineElement(item) for item in others_of(view, scene, "serial")]
    if view.target_type not in ("", "serial") or not serial or serial[0].kind == value:
        return None
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware", "libvirt takes the end of the first serial port instead ({end})."
        )
    )

    place = place_of(view)

    def follow(changed: Scene) -> None:
        console = LineElement(devices_of(changed.document.element)[place])
        put_kind(console, serial[0].kind, changed)

    fix = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Say the same")), follow)
    return Finding(Severity.WARN, sentence.format(end=place_words(serial[0])), fix)


def _check_console(value: str, view: Any, scene: Scene) -> Finding | None:
    return check_kind(value, view, scene) or _check_source(value, view, scene)


def _serial_label(view: LineElement, scene: Scene) -> tuple[str, str]:
    del scene
    return _numbered(
        words(QT_TRANSLATE_NOOP("Hardware", "Serial port {number}")),
        words(QT_TRANSLATE_NOOP("Hardware", "Serial port")),
        view,
    )


def _parallel_label(view: LineElement, scene: Scene) -> tuple[str, str]:
    del scene
    return _numbered(
        words(QT_TRANSLATE_NOOP("Hardware", "Parallel port {number}")),
        words(QT_TRANSLATE_NOOP("Hardware", "Parallel port")),
        view,
    )


def _numbered(numbered: str, plain: str, view: LineElement) -> tuple[str, str]:
    number = view.target_port
    title = plain if number is None else numbered.format(number=number)
    return title, place_words(view)


def _console_label(view: LineElement, scene: Scene) -> tuple[str, str]:
    del scene
    kind = words(dict(_CONSOLES).get(view.target_type, "")) or view.target_type
    title = words(QT_TRANSLATE_NOOP("Hardware", "Console"))
    if view.target_port:
        title = words(QT_TRANSLATE_NOOP("Hardware", "Console {number}")).format(
            number=view.target_port
        )
    return title, ", ".join(filter(None, (kind, place_words(view))))


def _more(*own: Field) -> Section:
    items: tuple[Item, ...] = (*own, *more_items(ChardevElement), TTY, ADDRESS, ACPI_INDEX)
    return Section(title=MORE, items=items, folded=True)


_END: Final = QT_TRANSLATE_NOOP("Hardware", "Leads to")
_PORT: Final = number(
    "port",
    QT_TRANSLATE_NOOP("Hardware", "Port"),
    LineElement.target_port,
    high=31,
    hint=QT_TRANSLATE_NOOP("Hardware", "Counted from 0; empty for the next free one"),
    check=_check_port,
)

SERIAL: Final = Form(
    id="serial",
    title=QT_TRANSLATE_NOOP("Hardware", "Serial port"),
    icon="serial",
    view=LineElement,
    label=_serial_label,
    sections=(
        Section(
            title="",
            items=(
                kind_field(_END, LineElement, kinds()),
                *source_items(LineElement),
                choice(
                    "target_type",
                    QT_TRANSLATE_NOOP("Hardware", "Port in the guest"),
                    LineElement.target_type,
                    defaulted(*_PORTS),
                    put=_put_port_kind,
                ),
                _PORT,
            ),
        ),
        _more(
            choice(
                "target_model",
                QT_TRANSLATE_NOOP("Hardware", "Model"),
                LineElement.target_model,
                tuple(model for models in _MODELS.values() for model in models),
                check=_check_model,
            ),
        ),
    ),
)

PARALLEL: Final = Form(
    id="parallel",
    title=QT_TRANSLATE_NOOP("Hardware", "Parallel port"),
    icon="serial",
    view=LineElement,
    label=_parallel_label,
    sections=(
        Section(
            title="",
            items=(kind_field(_END, LineElement, kinds()), *source_items(LineElement), _PORT),
        ),
        _more(
            choice(
                "target_type",
                QT_TRANSLATE_NOOP("Hardware", "Port in the guest"),
                LineElement.target_type,
                defaulted(*_PORTS),
                shown=has("target/@type"),
            ),
            choice(
                "target_model",
                QT_TRANSLATE_NOOP("Hardware", "Model"),
                LineElement.target_model,
                tuple(model for models in _MODELS.values() for model in models),
                shown=has("target/model/@name"),
            ),
        ),
    ),
)

CONSOLE: Final = Form(
    id="console",
    title=QT_TRANSLATE_NOOP("Hardware", "Console"),
    icon="console",
    view=LineElement,
    label=_console_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "target_type",
                    QT_TRANSLATE_NOOP("Hardware", "In the guest"),
                    LineElement.target_type,
                    defaulted(*_CONSOLES),
                    put=_put_port_kind,
                    check=_check_mirror,
                ),
                kind_field(_END, LineElement, kinds(), check=_check_console),
                *source_items(LineElement),
                _PORT,
            ),
        ),
        _more(
            choice(
                "target_model",
                QT_TRANSLATE_NOOP("Hardware", "Model"),
                LineElement.target_model,
                tuple(model for models in _MODELS.values() for model in models),
                shown=has("target/model/@name"),
            ),
        ),
    ),
)
