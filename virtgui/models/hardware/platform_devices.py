"""The forms of small devices: IOMMU, VSOCK, watchdog and panic notifier."""

from typing import Any, Final

from virtgui.documents.devices.platform import (
    IommuElement,
    PanicElement,
    VsockElement,
    WatchdogElement,
)
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    VIRTIO_MODELS,
    choice,
    count_check,
    defaulted,
    flag,
    number,
    others_of,
    place_of,
    virtio_items,
    when,
)
from virtgui.models.hardware.fields import Finding, Fix, Form, Section, error, fixed, warning, words
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import X86
from virtgui.models.noop import QT_TRANSLATE_NOOP

_ADDRESS_SECTION: Final = Section(title=MORE, items=(ADDRESS, ACPI_INDEX), folded=True)

_IOMMU_MODELS: Final = (
    ("intel", QT_TRANSLATE_NOOP("Hardware", "Intel VT-d")),
    ("smmuv3", QT_TRANSLATE_NOOP("Hardware", "ARM SMMUv3")),
    ("virtio", ""),
)


def _check_iommu(value: str, view: XmlView, scene: Scene) -> Finding | None:
    document = scene.document
    is_pc = document.arch in X86
    if value == "intel" and (not is_pc or "q35" not in document.machine):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The IOMMU of Intel needs the chipset Q35."))
        )
    if value == "smmuv3" and document.arch not in ("aarch64", "armv7l"):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The SMMUv3 is for ARM machines only.")))
    return count_check("iommu")(value, view, scene)


def _check_eim(value: bool | None, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value and view.intremap is not True:
        number = place_of(view)

        def remap(changed: Scene) -> None:
            found = IommuElement(devices_of(changed.document.element)[number])
            found.intremap = True

        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "It needs interrupt remapping.")),
            Fix(words(QT_TRANSLATE_NOOP("Hardware", "Turn it on")), remap),
        )
    return None


def _iommu_label(view: IommuElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "IOMMU")), words(
        dict(_IOMMU_MODELS).get(view.model, "")
    ) or view.model


IOMMU: Final = Form(
    id="iommu",
    title=QT_TRANSLATE_NOOP("Hardware", "IOMMU"),
    icon="device",
    view=IommuElement,
    label=_iommu_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    IommuElement.model,
                    fixed(*_IOMMU_MODELS),
                    check=_check_iommu,
                ),
                flag(
                    "intremap",
                    QT_TRANSLATE_NOOP("Hardware", "Interrupt remapping"),
                    IommuElement.intremap,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "Needed for devices passed on to guests of this guest"
                    ),
                    shown=when("model", "intel"),
                ),
                flag(
                    "caching_mode",
                    QT_TRANSLATE_NOOP("Hardware", "Caching mode"),
                    IommuElement.caching_mode,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "Needed where the machine has PCI devices of the host"
                    ),
                    shown=when("model", "intel"),
                ),
                flag(
                    "eim",
                    QT_TRANSLATE_NOOP("Hardware", "More than 255 vCPUs"),
                    IommuElement.eim,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Extended interrupt mode (eim)"),
                    shown=when("model", "intel"),
                    check=_check_eim,
                ),
                flag(
                    "iotlb",
                    QT_TRANSLATE_NOOP("Hardware", "Devices cache addresses"),
                    IommuElement.iotlb,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Device IOTLB, for virtio devices with ATS"),
                    shown=when("model", "intel"),
                ),
                number(
                    "aw_bits",
                    QT_TRANSLATE_NOOP("Hardware", "Address width"),
                    IommuElement.address_bits,
                    unit="bits",
                    low=1,
                    high=255,
                    hint=QT_TRANSLATE_NOOP("Hardware", "39 or 48"),
                    shown=when("model", "intel"),
                ),
            ),
        ),
        _ADDRESS_SECTION,
    ),
)


def _put_auto(view: Any, value: bool | None, scene: Scene) -> None:
    del scene
    if value != view.auto:
        view.auto = value
        if value:
            view.address = None


def _check_cid(value: int | None, view: Any, scene: Scene) -> Finding | None:
    if value is None:
        return (
            None
            if view.auto
            else error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "Give a number from 3 on, or let libvirt choose.")
                )
            )
        )
    del scene
    return None


def _vsock_label(view: VsockElement, scene: Scene) -> tuple[str, str]:
    del scene
    if view.auto or view.address is None:
        return words(QT_TRANSLATE_NOOP("Hardware", "VSOCK")), words(
            QT_TRANSLATE_NOOP("Hardware", "Number chosen at each start")
        )
    return words(QT_TRANSLATE_NOOP("Hardware", "VSOCK")), words(
        QT_TRANSLATE_NOOP("Hardware", "Number {number}")
    ).format(number=view.address)


VSOCK: Final = Form(
    id="vsock",
    title=QT_TRANSLATE_NOOP("Hardware", "VSOCK"),
    icon="connect",
    view=VsockElement,
    label=_vsock_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Sockets between the host and the guest without a network"
            ),
            items=(
                flag(
                    "auto",
                    QT_TRANSLATE_NOOP("Hardware", "Choose the number"),
                    VsockElement.auto,
                    put=_put_auto,
                    hint=QT_TRANSLATE_NOOP("Hardware", "libvirt takes a free one at each start"),
                    check=count_check("vsock"),
                ),
                number(
                    "cid",
                    QT_TRANSLATE_NOOP("Hardware", "Number (CID)"),
                    VsockElement.address,
                    low=3,
                    high=2**32 - 2,
                    shown=lambda view, _scene: not getattr(view, "auto", None),
                    check=_check_cid,
                ),
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    VsockElement.model,
                    defaulted(*VIRTIO_MODELS),
                ),
            ),
        ),
        Section(title=MORE, items=(*virtio_items(), ADDRESS, ACPI_INDEX), folded=True),
    ),
)

_WATCHDOGS: Final = (
    ("i6300esb", QT_TRANSLATE_NOOP("Hardware", "Intel 6300ESB (PCI)")),
    ("ib700", QT_TRANSLATE_NOOP("Hardware", "iB700 (ISA)")),
    ("diag288", QT_TRANSLATE_NOOP("Hardware", "diag288 (s390)")),
    ("itco", QT_TRANSLATE_NOOP("Hardware", "iTCO (part of Q35)")),
)
_ACTIONS: Final = (
    ("reset", QT_TRANSLATE_NOOP("Hardware", "Reset the machine")),
    ("shutdown", QT_TRANSLATE_NOOP("Hardware", "Shut down (the guest may not answer)")),
    ("poweroff", QT_TRANSLATE_NOOP("Hardware", "Force off")),
    ("pause", QT_TRANSLATE_NOOP("Hardware", "Pause")),
    ("none", QT_TRANSLATE_NOOP("Hardware", "Nothing")),
    ("dump", QT_TRANSLATE_NOOP("Hardware", "Save a memory dump, then reset")),
    ("inject-nmi", QT_TRANSLATE_NOOP("Hardware", "Send an NMI")),
)


def _check_watchdog(value: str, view: XmlView, scene: Scene) -> Finding | None:
    is_s390 = scene.document.arch.startswith("s390")
    if value and scene.document.arch and (value == "diag288") != is_s390:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "This model does not exist on {arch}.")).format(
                arch=scene.document.arch
            )
        )
    if others_of(view, scene, "watchdog"):
        return warning(
            words(
                QT_TRANSLATE_NOOP("Hardware", "Before version 9.1 libvirt takes one watchdog only.")
            )
        )
    return None


def _check_action(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if value == "shutdown":
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "A guest that hangs does not shut down; reset or force off fits better.",
                )
            )
        )
    return None


def _watchdog_label(view: WatchdogElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "Watchdog")), ", ".join(
        filter(None, (view.model, view.action or "reset"))
    )


WATCHDOG: Final = Form(
    id="watchdog",
    title=QT_TRANSLATE_NOOP("Hardware", "Watchdog"),
    icon="clock",
    view=WatchdogElement,
    label=_watchdog_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP("Hardware", "Acts when the guest stops to answer it"),
            items=(
                choice(
                    "action",
                    QT_TRANSLATE_NOOP("Hardware", "When the guest hangs"),
                    WatchdogElement.action,
                    defaulted(*_ACTIONS),
                    check=_check_action,
                ),
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    WatchdogElement.model,
                    fixed(*_WATCHDOGS),
                    check=_check_watchdog,
                ),
            ),
        ),
        _ADDRESS_SECTION,
    ),
)

_PANICS: Final = (
    ("isa", QT_TRANSLATE_NOOP("Hardware", "pvpanic (ISA)")),
    ("hyperv", QT_TRANSLATE_NOOP("Hardware", "Hyper-V, for Windows")),
    ("pvpanic", QT_TRANSLATE_NOOP("Hardware", "pvpanic (PCI)")),
    ("pseries", QT_TRANSLATE_NOOP("Hardware", "Part of pSeries")),
    ("s390", QT_TRANSLATE_NOOP("Hardware", "Part of s390")),
)


def _check_panic(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view
    arch = scene.document.arch
    fits = {"isa": X86, "hyperv": X86, "pseries": ("ppc64", "ppc64le"), "s390": ("s390x", "s390")}
    if arch and value in fits and arch not in fits[value]:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "This model does not exist on {arch}.")).format(
                arch=arch
            )
        )
    return None


def _panic_label(view: PanicElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "Panic notifier")), view.model


PANIC: Final = Form(
    id="panic",
    title=QT_TRANSLATE_NOOP("Hardware", "Panic notifier"),
    icon="warn",
    view=PanicElement,
    label=_panic_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP("Hardware", "Tells the host when the guest's kernel crashes"),
            items=(
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    PanicElement.model,
                    defaulted(*_PANICS),
                    check=_check_panic,
                ),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)
