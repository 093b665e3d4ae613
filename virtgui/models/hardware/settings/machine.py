"""The part of the general form that is about the kind of machine."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.chipset import (
    I440FX,
    Q35,
    chipset_of,
    drop_addresses,
    fit_chipset,
    ide_disks,
    pci_addresses,
    wrong_root,
)
from virtgui.documents.settings.general import GeneralView
from virtgui.models.hardware.fields import (
    Choice,
    Control,
    Field,
    Finding,
    Fix,
    Section,
    Severity,
    error,
    fixed,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    fact,
    field,
    for_machines,
    for_qemu_or,
    has,
    path_check,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP


def _hypervisor(view: Any) -> str:
    return f"{view.virt_type} · {view.os_type} · {view.arch}".strip(" ·")


def _machines(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    names = () if scene.caps is None else scene.caps.machines
    return [Choice("", words(DEFAULT[1])), *(Choice(name, _machine_words(name)) for name in names)]


def _machine_words(name: str) -> str:
    chipset = chipset_of(name)
    _family, _, version = name.rpartition("-")
    if chipset == Q35:
        return f"Q35 {version} ({name})" if version[:1].isdigit() else f"Q35 ({name})"
    if chipset == I440FX:
        return f"i440FX {version} ({name})" if version[:1].isdigit() else f"i440FX ({name})"
    return name


def _is_pc(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, GeneralView) and bool(chipset_of(view.machine))


def _chipset(view: Any) -> str:
    return chipset_of(view.machine)


def _put_chipset(view: Any, value: str, scene: Scene) -> None:
    if value == chipset_of(view.machine) or not value:
        return
    known = () if scene.caps is None else scene.caps.machines
    alias = "q35" if value == Q35 else "pc"
    version = view.machine.rpartition("-")[2]
    same = f"pc-{value}-{version}"
    view.machine = same if same in known else alias


def _fix_addresses(scene: Scene) -> None:
    drop_addresses(scene.document.element)


def _fix_chipset(scene: Scene) -> None:
    fit_chipset(scene.document.element)


def _check_machine(value: str, scene: Scene) -> Finding | None:
    """Changing the chipset of a machine that exists needs other buses and addresses."""
    root, now = scene.document.element, chipset_of(value)
    if now == Q35 and (disks := ide_disks(root)):
        sentence = words(
            QT_TRANSLATE_NOOP("Hardware", "Q35 has no IDE; {count} drives use it. SATA fits.")
        )
        fix = Fix(
            words(QT_TRANSLATE_NOOP("Hardware", "Move them to SATA, drop the addresses")),
            _fix_chipset,
        )
        return error(sentence.format(count=len(disks)), fix)
    drop = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Drop the assigned addresses")), _fix_chipset)
    if wrong_root(root, value):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "The PCI buses are those of the other chipset; libvirt assigns new ones.",
                )
            ),
            drop,
        )
    return _changed_machine(value, scene)


def _changed_machine(value: str, scene: Scene) -> Finding | None:
    before = scene.base.machine
    if value == before:
        return None
    if chipset_of(value) == chipset_of(before):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The guest sees another revision of its hardware at the next start."
            )
        )
        return Finding(Severity.INFO, sentence)
    if pci_addresses(scene.document.element):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "Devices keep the PCI addresses of the other chipset, which may "
                "not fit; dropped, libvirt assigns new ones.",
            )
        )
        return warning(
            sentence,
            Fix(
                words(QT_TRANSLATE_NOOP("Hardware", "Drop the assigned addresses")), _fix_addresses
            ),
        )
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware",
            "The guest finds its devices at other addresses: interfaces may "
            "get other names, and Windows may need drivers to start.",
        )
    )
    return warning(sentence)


def _check_known_machine(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view
    names = () if scene.caps is None else scene.caps.machines
    if value and names and value not in names:
        sentence = words(
            QT_TRANSLATE_NOOP("Hardware", "{host} does not offer the machine type {machine}.")
        )
        return warning(sentence.format(host=scene.node_name, machine=value))
    return _check_machine(value, scene)


def _set_generation(view: Any, value: bool, scene: Scene) -> None:
    del scene
    if value != view.has_generation_id:
        view.has_generation_id = value


def _emulators(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    path = "" if scene.caps is None else scene.caps.emulator
    return [Choice("", words(DEFAULT[1])), *([Choice(path)] if path else [])]


MACHINE_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Machine"),
    items=(
        fact(
            "hypervisor",
            QT_TRANSLATE_NOOP("Hardware", "Hypervisor"),
            _hypervisor,
            ("@type", "@id", "os/type", "os/type/@arch"),
        ),
        Field(
            id="chipset",
            label=QT_TRANSLATE_NOOP("Hardware", "Chipset"),
            control=Control.CHOICE,
            get=_chipset,
            put=_put_chipset,
            shown=_is_pc,
            choices=fixed((Q35, "Q35 (PCI Express)"), (I440FX, "i440FX (PCI)")),
        ),
        field(
            "machine",
            QT_TRANSLATE_NOOP("Hardware", "Machine type"),
            Control.COMBO,
            GeneralView.machine,
            choices=_machines,
            check=_check_known_machine,
            shown=for_machines,
            stretch=True,
        ),
        field(
            "emulator",
            QT_TRANSLATE_NOOP("Hardware", "Emulator"),
            Control.COMBO,
            GeneralView.emulator,
            choices=_emulators,
            check=path_check,
            stretch=True,
            browse="file",
        ),
        Field(
            id="generation",
            label=QT_TRANSLATE_NOOP("Hardware", "Generation ID"),
            control=Control.SWITCH,
            prop=GeneralView.has_generation_id,
            put=_set_generation,
            shown=for_qemu_or("genid"),
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Tells the guest when it was restored or cloned (genid)."
            ),
        ),
        field(
            "generation_id",
            QT_TRANSLATE_NOOP("Hardware", "Generation ID is"),
            Control.TEXT,
            GeneralView.generation_id,
            shown=has("genid"),
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "Empty: libvirt chooses one."),
        ),
    ),
)
