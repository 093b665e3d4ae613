"""The form of what the hypervisor gives to a guest."""

from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.features import STATES, FeaturesView
from virtgui.models.hardware.fields import (
    Control,
    Field,
    Finding,
    Form,
    Section,
    error,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    X86,
    field,
    for_machines,
    has,
    has_any,
    is_on,
    on_arch,
    state,
)
from virtgui.models.hardware.settings.hyperv import HYPERV_SECTION
from virtgui.models.hardware.settings.platform_features import (
    CONTAINER_SECTION,
    PLATFORM_SECTION,
    POWER_SECTION,
    XEN_SECTION,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP


def _check_ring(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if not STATES["kvm/dirty-ring"].of(view):
        return None
    if value is None or value & (value - 1) or not 1024 <= value <= 65536:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The size is a power of two from 1024 to 65536."))
        )
    return None


def _check_acpi(value: bool, view: XmlView, scene: Scene) -> Finding | None:
    del view
    if not value and scene.is_qemu and scene.document.arch in X86:
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Without ACPI the guest does not hear when it shall shut down."
                )
            )
        )
    return None


def _put_apic(view: Any, value: bool, scene: Scene) -> None:
    del scene
    if value != view.apic:
        view.apic = value


def _check_smm(value: bool | None, view: XmlView, scene: Scene) -> Finding | None:
    del view
    machine = scene.document.machine
    if value and scene.document.arch in X86 and machine and "q35" not in machine:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "SMM needs the chipset Q35.")))
    return None


def _check_kvm(value: bool | None, view: XmlView, scene: Scene) -> Finding | None:
    del view
    if value and scene.document.virt_type == "qemu":
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "It has an effect with KVM only; this machine is emulated."
                )
            )
        )
    return None


_MAIN: Final = Section(
    title="",
    shown=for_machines,
    items=(
        field(
            "acpi",
            QT_TRANSLATE_NOOP("Hardware", "ACPI"),
            Control.SWITCH,
            FeaturesView.acpi,
            check=_check_acpi,
            hint=QT_TRANSLATE_NOOP("Hardware", "Power management: shutdown, sleep, hotplug."),
        ),
        Field(
            id="apic",
            label=QT_TRANSLATE_NOOP("Hardware", "APIC"),
            control=Control.SWITCH,
            prop=FeaturesView.apic,
            put=_put_apic,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "The interrupt controller that several processors need."
            ),
            shown=on_arch(*X86, paths=("features/apic",)),
        ),
        field(
            "apic_eoi",
            QT_TRANSLATE_NOOP("Hardware", "Fast end of interrupts"),
            Control.TRISTATE,
            FeaturesView.apic_eoi,
            shown=has("features/apic"),
            hint="eoi",
        ),
        field(
            "pae",
            QT_TRANSLATE_NOOP("Hardware", "PAE"),
            Control.SWITCH,
            FeaturesView.pae,
            shown=on_arch(*X86, paths=("features/pae",)),
            hint=QT_TRANSLATE_NOOP("Hardware", "Lets 32-bit systems use more than 4 GiB."),
        ),
        state(
            "smm",
            QT_TRANSLATE_NOOP("Hardware", "Management mode (SMM)"),
            STATES["smm"],
            check=_check_smm,
            shown=on_arch(*X86, paths=("features/smm",)),
            hint=QT_TRANSLATE_NOOP("Hardware", "Secure Boot needs it."),
        ),
        field(
            "tseg",
            QT_TRANSLATE_NOOP("Hardware", "SMM memory"),
            Control.SIZE,
            FeaturesView.tseg,
            shown=is_on("smm"),
            hint="tseg",
        ),
        state(
            "vmport",
            QT_TRANSLATE_NOOP("Hardware", "VMware port"),
            STATES["vmport"],
            shown=on_arch(*X86, paths=("features/vmport",)),
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Off suits Linux; VMware's drivers need it (vmport)."
            ),
        ),
        state(
            "pmu", QT_TRANSLATE_NOOP("Hardware", "Performance counters"), STATES["pmu"], hint="pmu"
        ),
        state(
            "vmcoreinfo",
            QT_TRANSLATE_NOOP("Hardware", "Help crash dumps"),
            STATES["vmcoreinfo"],
            hint="vmcoreinfo",
        ),
        state(
            "hap",
            QT_TRANSLATE_NOOP("Hardware", "Hardware paging"),
            STATES["hap"],
            hint="hap",
            shown=on_arch(*X86, paths=("features/hap",)),
        ),
    ),
)


def _for_kvm(view: XmlView, scene: Scene) -> bool:
    return scene.is_qemu or has_any(view, ("features/kvm", "features/pvspinlock"))


_KVM: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "KVM"),
    folded=True,
    shown=_for_kvm,
    items=(
        state(
            "kvm_hidden",
            QT_TRANSLATE_NOOP("Hardware", "Hide the hypervisor"),
            STATES["kvm/hidden"],
            check=_check_kvm,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "For drivers that refuse to run in a machine (hidden)."
            ),
        ),
        state(
            "kvm_dedicated",
            QT_TRANSLATE_NOOP("Hardware", "Dedicated processors"),
            STATES["kvm/hint-dedicated"],
            check=_check_kvm,
            hint=QT_TRANSLATE_NOOP(
                "Hardware",
                "Tells the guest that its vCPUs are pinned and not shared (hint-dedicated).",
            ),
        ),
        state(
            "kvm_poll",
            QT_TRANSLATE_NOOP("Hardware", "Guest polls when idle"),
            STATES["kvm/poll-control"],
            check=_check_kvm,
            hint="poll-control",
        ),
        state(
            "kvm_ipi",
            QT_TRANSLATE_NOOP("Hardware", "Fast interrupts (pv-ipi)"),
            STATES["kvm/pv-ipi"],
            check=_check_kvm,
        ),
        state(
            "kvm_ring",
            QT_TRANSLATE_NOOP("Hardware", "Dirty ring"),
            STATES["kvm/dirty-ring"],
            check=_check_kvm,
            hint=QT_TRANSLATE_NOOP("Hardware", "Another way to track memory during migration."),
        ),
        field(
            "dirty_ring_size",
            QT_TRANSLATE_NOOP("Hardware", "Entries of the ring"),
            Control.NUMBER,
            FeaturesView.dirty_ring_size,
            shown=is_on("kvm/dirty-ring"),
            check=_check_ring,
        ),
        state(
            "pvspinlock",
            QT_TRANSLATE_NOOP("Hardware", "Paravirtual spinlocks"),
            STATES["pvspinlock"],
        ),
    ),
)


FORM: Final = Form(
    id="features",
    title=QT_TRANSLATE_NOOP("Hardware", "Features"),
    icon="settings",
    view=FeaturesView,
    paths=("features",),
    sections=(
        _MAIN,
        CONTAINER_SECTION,
        HYPERV_SECTION,
        _KVM,
        XEN_SECTION,
        PLATFORM_SECTION,
        POWER_SECTION,
    ),
)
