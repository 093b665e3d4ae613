"""What the forms of devices share: short ways to write fields, conditions, checks, choices."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from lxml import etree

from virtgui.core.values.node_choices import Found
from virtgui.documents.devices.common import DeviceElement, SecurityLabelElement
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.hostdevs import pci_address
from virtgui.documents.placing import remove_element
from virtgui.documents.properties import Declared, Path, XmlView, child
from virtgui.models.error_words import one_line
from virtgui.models.hardware.fields import (
    Check,
    Choice,
    Chooser,
    Condition,
    Control,
    Field,
    Finding,
    Fix,
    RowList,
    Rows,
    choices_of,
    error,
    warning,
    words,
)
from virtgui.models.hardware.offered import missing_reason, offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import DEFAULT, fact, field, has, path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

MORE: Final = QT_TRANSLATE_NOOP("Hardware", "More")
"""The heading of what few people need."""

VIRTIO_MODELS: Final = (
    ("virtio", ""),
    ("virtio-transitional", QT_TRANSLATE_NOOP("Hardware", "virtio, also for old guests")),
    ("virtio-non-transitional", QT_TRANSLATE_NOOP("Hardware", "virtio 1.0 only")),
)
"""The kinds of virtio devices, with untranslated labels."""


def flag(name: str, label: str, prop: Declared, **more: Any) -> Field:
    """Something that is on, off, or left to the hypervisor."""
    return field(name, label, Control.TRISTATE, prop, **more)


def switch(name: str, label: str, prop: Declared, **more: Any) -> Field:
    """Something that is on or off."""
    return field(name, label, Control.SWITCH, prop, **more)


def number(name: str, label: str, prop: Declared, **more: Any) -> Field:
    """A whole number, which may be left out."""
    return field(name, label, Control.NUMBER, prop, **more)


def amount(name: str, label: str, prop: Declared, **more: Any) -> Field:
    """A number of bytes, which may be left out."""
    return field(name, label, Control.SIZE, prop, **more)


def line(name: str, label: str, prop: Declared, **more: Any) -> Field:
    """A line of text."""
    return field(name, label, Control.TEXT, prop, **more)


def file_path(name: str, label: str, prop: Declared, **more: Any) -> Field:
    """A full path on the host."""
    more.setdefault("check", path_check)
    more.setdefault("browse", "file")
    return field(name, label, Control.TEXT, prop, stretch=True, **more)


def choice(
    name: str, label: str, prop: Declared, choices: Chooser | tuple[str, ...], **more: Any
) -> Field:
    """One of several values; given by their words alone, the default is one of them."""
    if isinstance(choices, tuple):
        choices = defaulted(*((value, "") for value in choices))
    return field(name, label, Control.CHOICE, prop, choices=choices, **more)


def combo(name: str, label: str, prop: Declared, choices: Chooser, **more: Any) -> Field:
    """A text for which there are suggestions."""
    more.setdefault("stretch", True)
    return field(name, label, Control.COMBO, prop, choices=choices, **more)


def defaulted(*pairs: tuple[str, str]) -> Chooser:
    """A chooser of the hypervisor's default, then values with untranslated labels."""
    return lambda _view, _scene: choices_of((DEFAULT, *pairs))


def default_or_offered(kind: str, enumeration: str, *known: tuple[str, str]) -> Chooser:
    """A chooser of the hypervisor's default, then what the capabilities of the node offer."""
    choose = offered(kind, enumeration, *known)

    def choices(view: XmlView, scene: Scene) -> Sequence[Choice]:
        told = [item for item in choose(view, scene) if item.value not in ("", "default")]
        return [*choices_of((DEFAULT,)), *told]

    return choices


def when(name: str, *values: object) -> Condition:
    """Whether a property of the device has one of some values."""
    return lambda view, _scene: getattr(view, name) in values


def unless(name: str, *values: object) -> Condition:
    """Whether a property of the device has none of some values."""
    return lambda view, _scene: getattr(view, name) not in values


def all_of(*conditions: Condition) -> Condition:
    """Whether all conditions hold."""
    return lambda view, scene: all(condition(view, scene) for condition in conditions)


def any_of(*conditions: Condition) -> Condition:
    """Whether one of some conditions holds."""
    return lambda view, scene: any(condition(view, scene) for condition in conditions)


def not_offered(found: Found[Any] | None) -> str:
    """Why a list of the node is not there, in words; empty when it is."""
    if found is None:
        return words(QT_TRANSLATE_NOOP("Hardware", "The host has not answered yet."))
    return "" if found.error is None else one_line(found.error)


def unread(found: Found[Any] | None) -> list[Choice]:
    """A choice that cannot be chosen and says why the list is not there."""
    reason = not_offered(found)
    return (
        [
            Choice(
                "",
                words(QT_TRANSLATE_NOOP("Hardware", "The list could not be read")),
                reason,
                reason,
            )
        ]
        if reason
        else []
    )


def pattern_check(pattern: str, sentence: str) -> Check:
    """A check of how a text is written; the sentence, untranslated, says what fits."""
    compiled = re.compile(pattern)

    def check(value: Any, view: XmlView, scene: Scene) -> Finding | None:
        del view, scene
        return error(words(sentence)) if value and not compiled.fullmatch(str(value)) else None

    return check


def needed(sentence: str, more: Check | None = None) -> Check:
    """A check that there is a value; the sentence is untranslated."""

    def check(value: Any, view: XmlView, scene: Scene) -> Finding | None:
        if value in ("", None):
            return error(words(sentence))
        return None if more is None else more(value, view, scene)

    return check


def others_of(view: XmlView, scene: Scene, *tags: str) -> list[etree._Element]:
    """The machine's other devices of some kinds; of all kinds where none is named."""
    found = devices_of(scene.document.element)
    return [item for item in found if item is not view.element and (not tags or item.tag in tags)]


def place_of(view: XmlView) -> int:
    """The place of a device among all: fixes find it there in the copy that they change."""
    devices = view.element.getparent()
    root = None if devices is None else devices.getparent()
    return 0 if root is None else devices_of(root).index(view.element)


def count_check(*tags: str, most: int = 1) -> Callable[[Any, XmlView, Scene], Finding | None]:
    """A check that there are not more devices of a kind than a machine can have."""

    def check(value: Any, view: XmlView, scene: Scene) -> Finding | None:
        del value
        if len(others_of(view, scene, *tags)) >= most:
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "A machine can have one of these only; remove the other one."
                    )
                )
            )
        return None

    return check


def already(tag: str) -> Callable[[Scene], str]:
    """Why a second device of a kind cannot be added, as a condition of new devices."""

    def blocked(scene: Scene) -> str:
        if any(item.tag == tag for item in devices_of(scene.document.element)):
            return words(
                QT_TRANSLATE_NOOP("Hardware", "The machine has one already, and cannot have two.")
            )
        return ""

    return blocked


_ADDRESS_NAMES: Final = ("controller", "bus", "target", "unit", "port", "slot", "reg", "base")


def address_words(view: Any) -> str:
    """The address of a device in the guest in words: "PCI 0000:00:03.0"."""
    element = child(view.element, "address")
    if element is None:
        return ""
    kind = element.get("type", "")
    if kind == "pci":
        return f"PCI {pci_address(element)}"
    given = [f"{name} {element.get(name)}" for name in _ADDRESS_NAMES if element.get(name)]
    return f"{kind.upper()} {', '.join(given)}".strip()


ADDRESS: Final = fact(
    "address",
    QT_TRANSLATE_NOOP("Hardware", "Address"),
    address_words,
    ("address/", "alias/"),
    hint=QT_TRANSLATE_NOOP("Hardware", "Where the guest finds it; libvirt assigns it"),
    shown=has("address/@type"),
)
"""The address of a device, which is only shown."""

ACPI_INDEX: Final = number(
    "acpi_index",
    QT_TRANSLATE_NOOP("Hardware", "ACPI index"),
    DeviceElement.acpi_index,
    hint=QT_TRANSLATE_NOOP("Hardware", "Names the device for the guest: onboard device number"),
    low=1,
    high=16383,
    shown=has("acpi/@index"),
)
"""The number under which firmware names a PCI device."""


def virtio_items(*conditions: Condition) -> tuple[Field, ...]:
    """The options of all virtio drivers."""
    shown = all_of(*conditions) if conditions else None
    return (
        flag(
            "iommu",
            QT_TRANSLATE_NOOP("Hardware", "Behind the guest's IOMMU"),
            DeviceElement.driver_iommu,
            shown=shown,
        ),
        flag(
            "ats",
            QT_TRANSLATE_NOOP("Hardware", "Address translation"),
            DeviceElement.driver_ats,
            hint=QT_TRANSLATE_NOOP("Hardware", "ATS: the device caches addresses of the IOMMU"),
            shown=shown,
        ),
        flag(
            "packed",
            QT_TRANSLATE_NOOP("Hardware", "Packed queues"),
            DeviceElement.driver_packed,
            shown=shown,
        ),
        flag(
            "page_per_vq",
            QT_TRANSLATE_NOOP("Hardware", "A page per queue"),
            DeviceElement.driver_page_per_vq,
            shown=shown,
        ),
    )


def _drop_boot_list(scene: Scene) -> None:
    system = child(scene.document.element, "os")
    for entry in [] if system is None else list(system.iterchildren("boot")):
        remove_element(entry)


def check_boot(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse a place in the boot order that another device has, and two ways of ordering."""
    if value is None:
        return None
    order = Path("boot/@order")
    for other in others_of(view, scene):
        if order.read(other) == str(value):
            sentence = words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "Another device ({name}) has place {number} in the boot order already.",
                )
            )
            return error(sentence.format(name=short_name(other), number=value))
    system = child(scene.document.element, "os")
    if system is not None and child(system, "boot") is not None:
        fix = Fix(
            words(QT_TRANSLATE_NOOP("Hardware", "Remove the machine's list")), _drop_boot_list
        )
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The machine has a boot list of its own; only one of both fits."
                )
            ),
            fix,
        )
    return None


def short_name(device: etree._Element) -> str:
    """What a person knows another device by."""
    for path in ("target/@dev", "mac/@address", "target/@dir", "@type"):
        found = Path(path).read(device)
        if found:
            return found
    return str(device.tag)


def boot_items(*conditions: Condition) -> tuple[Field, ...]:
    """The place of a device in the boot order."""
    shown = all_of(*conditions) if conditions else None
    return (
        number(
            "boot_order",
            QT_TRANSLATE_NOOP("Hardware", "Place in the boot order"),
            DeviceElement.boot_order,
            low=1,
            hint=QT_TRANSLATE_NOOP("Hardware", "1 is tried first; empty is never tried"),
            check=check_boot,
            shown=shown,
        ),
        line(
            "loadparm",
            QT_TRANSLATE_NOOP("Hardware", "Boot parameter"),
            DeviceElement.loadparm,
            hint=QT_TRANSLATE_NOOP("Hardware", "loadparm of s390: up to 8 letters and digits"),
            check=pattern_check(
                r"[a-zA-Z0-9.\s]{1,8}",
                QT_TRANSLATE_NOOP("Hardware", "Up to 8 letters, digits and dots fit."),
            ),
            shown=any_of(has("boot/@loadparm"), _is_s390),
        ),
    )


def _is_s390(view: XmlView, scene: Scene) -> bool:
    return scene.document.arch.startswith("s390") and getattr(view, "boot_order", None) is not None


def iothreads(view: XmlView, scene: Scene) -> Sequence[Choice]:
    """The I/O threads of the machine."""
    del view
    return [*choices_of((DEFAULT,)), *(Choice(str(item)) for item in thread_numbers(scene))]


def thread_numbers(scene: Scene) -> list[int]:
    """The numbers of the machine's I/O threads, as libvirt gives them."""
    root = scene.document.element
    ids = child(root, "iothreadids")
    given = [] if ids is None else [item.get("id", "") for item in ids.iterchildren("iothread")]
    found = {int(item) for item in given if item.isdecimal()}
    count = (Path("iothreads").read(root) or "").strip()
    free = 1
    while count.isdecimal() and len(found) < min(int(count), 1024):
        found.add(free)
        free += 1
    return sorted(found)


def check_iothread(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse an I/O thread that the machine does not have."""
    del view
    if not value or (value.isdecimal() and int(value) in thread_numbers(scene)):
        return None
    sentence = words(
        QT_TRANSLATE_NOOP("Hardware", "The machine has no I/O thread {number}.")
    ).format(number=value)
    root = scene.document.element
    if not value.isdecimal() or child(root, "iothreadids") is not None:
        return error(sentence)

    def give(changed: Scene) -> None:
        Path("iothreads").write(changed.document.element, value)

    return error(
        sentence,
        Fix(
            words(QT_TRANSLATE_NOOP("Hardware", "Give it {number} I/O threads")).format(
                number=value
            ),
            give,
        ),
    )


def secrets(usage: str) -> Chooser:
    """A chooser of the node's secrets for one use ("volume", "ceph", "iscsi", "vtpm")."""

    def choose(view: XmlView, scene: Scene) -> Sequence[Choice]:
        del view
        found = None if scene.choices is None else scene.choices.secrets
        items = () if found is None else found.items
        fitting = sorted(items, key=lambda item: (item.usage != usage, item.usage_name))
        labels = (f"{item.usage_name or item.uuid} ({item.usage or '–'})" for item in fitting)
        known = [Choice(item.uuid, text) for item, text in zip(fitting, labels, strict=True)]
        return [*choices_of((("", QT_TRANSLATE_NOOP("Hardware", "None")),)), *known, *unread(found)]

    return choose


def check_secret(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Warn about a secret that the node does not have."""
    del view
    found = None if scene.choices is None else scene.choices.secrets
    if not value or found is None or found.error is not None:
        return None
    if value.lower() in {item.uuid.lower() for item in found.items}:
        return None
    return warning(
        words(QT_TRANSLATE_NOOP("Hardware", "The host has no secret {uuid}.")).format(uuid=value)
    )


def labels_list(prop: RowList, shown: Condition | None = None) -> Rows:
    """The security labels of a source."""
    return Rows(
        id="security_labels",
        label=QT_TRANSLATE_NOOP("Hardware", "Security labels"),
        prop=prop,
        add=QT_TRANSLATE_NOOP("Hardware", "Add label"),
        empty=QT_TRANSLATE_NOOP("Hardware", "The machine's own labels apply."),
        start=_start_label,
        shown=shown,
        columns=(
            combo(
                "model",
                QT_TRANSLATE_NOOP("Hardware", "Model"),
                SecurityLabelElement.model,
                _security_models,
            ),
            flag("relabel", QT_TRANSLATE_NOOP("Hardware", "Relabel"), SecurityLabelElement.relabel),
            flag(
                "labelskip",
                QT_TRANSLATE_NOOP("Hardware", "Could not be labelled"),
                SecurityLabelElement.labelskip,
                shown=has("@labelskip"),
            ),
            line(
                "label",
                QT_TRANSLATE_NOOP("Hardware", "Label"),
                SecurityLabelElement.label,
                stretch=True,
            ),
        ),
    )


def _security_models(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    models = () if scene.choices is None else scene.choices.security_models
    return [Choice(model) for model in models or ("selinux", "dac", "apparmor")]


def _start_label(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view
    models = () if scene.choices is None else scene.choices.security_models
    row.element.set("model", next(iter(models), "dac"))
    row.element.set("relabel", "no")


def unsupported(scene: Scene, kind: str, enumeration: str, value: str) -> str:
    """Why the node cannot give a device, in words; empty when it can or nothing is known."""
    told = None if scene.caps is None else scene.caps.offers(kind, enumeration)
    return missing_reason(scene) if told is not None and value not in told else ""


def machines_with(names: Iterable[str]) -> str:
    """Names of machines in one text; three at most."""
    known = list(names)
    return ", ".join(known[:3]) + (", …" if len(known) > 3 else "")
