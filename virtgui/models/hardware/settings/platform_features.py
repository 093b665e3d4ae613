"""The parts of the features form for some architectures and kinds of machines only."""

from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.features import CAPABILITIES, STATES, FeaturesView
from virtgui.models.hardware.fields import (
    Control,
    Field,
    Section,
    fixed,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    X86,
    field,
    for_containers,
    for_machines,
    has,
    has_any,
    is_on,
    listed,
    on_arch,
    state,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_PPC: Final = ("ppc64", "ppc64le", "ppc")


_ARM: Final = ("aarch64", "armv7l", "armv6l")


_PPC_PATHS: Final = tuple(
    f"features/{name}" for name in ("hpt", "htm", "nested-hv", "ccf-assist", "cfpc", "sbbc", "ibs")
)


def _put_gic(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value == _gic(view):
        return
    view.gic = False
    if value:
        view.gic = True
        view.gic_version = "" if value == "on" else value


def _gic(view: Any) -> str:
    return str(view.gic_version or ("on" if view.gic else ""))


def _is_xen(view: XmlView, scene: Scene) -> bool:
    return scene.document.virt_type == "xen" or has_any(view, ("features/xen",))


XEN_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Xen"),
    shown=_is_xen,
    items=(
        state(
            "xen_e820",
            QT_TRANSLATE_NOOP("Hardware", "Memory map of the host"),
            STATES["xen/e820_host"],
            hint="e820_host",
        ),
        state(
            "xen_passthrough",
            QT_TRANSLATE_NOOP("Hardware", "Passthrough"),
            STATES["xen/passthrough"],
        ),
        field(
            "xen_passthrough_mode",
            QT_TRANSLATE_NOOP("Hardware", "Passthrough mode"),
            Control.CHOICE,
            FeaturesView.xen_passthrough_mode,
            choices=listed(("sync_pt", "share_pt")),
            shown=is_on("xen/passthrough"),
        ),
    ),
)


_FIXES: Final = ("broken", "workaround", "fixed")


PLATFORM_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "More"),
    folded=True,
    shown=for_machines,
    items=(
        field(
            "ioapic",
            QT_TRANSLATE_NOOP("Hardware", "I/O APIC by"),
            Control.CHOICE,
            FeaturesView.ioapic,
            shown=on_arch(*X86, paths=("features/ioapic",)),
            choices=fixed(DEFAULT, ("kvm", "KVM"), ("qemu", "QEMU")),
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "QEMU is needed with an IOMMU that remaps interrupts."
            ),
        ),
        Field(
            id="gic",
            label=QT_TRANSLATE_NOOP("Hardware", "Interrupt controller (GIC)"),
            control=Control.CHOICE,
            get=_gic,
            put=_put_gic,
            paths=("features/gic", "features/gic/@version"),
            shown=on_arch(*_ARM, paths=("features/gic",)),
            choices=fixed(
                DEFAULT,
                ("on", QT_TRANSLATE_NOOP("Hardware", "On")),
                ("host", QT_TRANSLATE_NOOP("Hardware", "As the host")),
                ("2", "2"),
                ("3", "3"),
            ),
        ),
        state(
            "ras",
            QT_TRANSLATE_NOOP("Hardware", "Memory errors (RAS)"),
            STATES["ras"],
            shown=has("features/ras"),
        ),
        state(
            "ps2",
            QT_TRANSLATE_NOOP("Hardware", "PS/2 controller"),
            STATES["ps2"],
            shown=has("features/ps2"),
        ),
        field(
            "msrs_unknown",
            QT_TRANSLATE_NOOP("Hardware", "Unknown registers"),
            Control.CHOICE,
            FeaturesView.msrs_unknown,
            choices=fixed(
                DEFAULT,
                ("ignore", QT_TRANSLATE_NOOP("Hardware", "Ignored")),
                ("fault", QT_TRANSLATE_NOOP("Hardware", "A fault")),
            ),
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "What reading a model-specific register does that nobody knows (msrs)."
            ),
        ),
        field(
            "tb_cache",
            QT_TRANSLATE_NOOP("Hardware", "Translation cache"),
            Control.SIZE,
            FeaturesView.tb_cache,
            shown=lambda view, scene: (
                scene.document.virt_type == "qemu" or has_any(view, ("features/tcg",))
            ),
            hint=QT_TRANSLATE_NOOP("Hardware", "For emulated machines (tb-cache)."),
        ),
        field(
            "async_teardown",
            QT_TRANSLATE_NOOP("Hardware", "Free memory later"),
            Control.CHOICE,
            FeaturesView.async_teardown,
            choices=fixed(
                DEFAULT,
                ("yes", QT_TRANSLATE_NOOP("Hardware", "Yes")),
                ("no", QT_TRANSLATE_NOOP("Hardware", "No")),
            ),
            shown=has("features/async-teardown"),
            hint="async-teardown",
        ),
    ),
)


POWER_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "POWER"),
    folded=True,
    shown=on_arch(*_PPC, paths=_PPC_PATHS),
    items=(
        field(
            "hpt_resizing",
            QT_TRANSLATE_NOOP("Hardware", "Page table resizing"),
            Control.CHOICE,
            FeaturesView.hpt_resizing,
            choices=fixed(
                DEFAULT,
                ("enabled", QT_TRANSLATE_NOOP("Hardware", "Allowed")),
                ("disabled", QT_TRANSLATE_NOOP("Hardware", "Off")),
                ("required", QT_TRANSLATE_NOOP("Hardware", "Required")),
            ),
            hint="hpt",
        ),
        field(
            "hpt_page",
            QT_TRANSLATE_NOOP("Hardware", "Largest page"),
            Control.SIZE,
            FeaturesView.hpt_page,
        ),
        state("htm", QT_TRANSLATE_NOOP("Hardware", "Transactional memory"), STATES["htm"]),
        state(
            "nested_hv", QT_TRANSLATE_NOOP("Hardware", "Nested virtualization"), STATES["nested-hv"]
        ),
        state(
            "ccf_assist",
            QT_TRANSLATE_NOOP("Hardware", "Cache flush assist"),
            STATES["ccf-assist"],
            hint="ccf-assist",
        ),
        field(
            "cfpc",
            QT_TRANSLATE_NOOP("Hardware", "Cache flush on change"),
            Control.CHOICE,
            FeaturesView.cfpc,
            choices=listed(_FIXES),
            hint="cfpc",
        ),
        field(
            "sbbc",
            QT_TRANSLATE_NOOP("Hardware", "Bounds check barrier"),
            Control.CHOICE,
            FeaturesView.sbbc,
            choices=listed(_FIXES),
            hint="sbbc",
        ),
        field(
            "ibs",
            QT_TRANSLATE_NOOP("Hardware", "Indirect branches"),
            Control.CHOICE,
            FeaturesView.ibs,
            choices=listed(("broken", "workaround", "fixed-ibs", "fixed-ccd", "fixed-na")),
            hint="ibs",
        ),
    ),
)


def _limits_processes(view: XmlView, scene: Scene) -> bool:
    paths = ("features/capabilities", "features/privnet")
    return for_containers(view, scene) or has_any(view, paths)


def _put_capability(name: str) -> Any:
    """Set one capability; beside it libvirt wants to know what holds for the others."""
    prop = STATES[f"capabilities/{name}"]

    def put(view: Any, value: bool | None, scene: Scene) -> None:
        del scene
        if value == prop.of(view):
            return
        prop.put(view, value)
        is_told = any(STATES[f"capabilities/{each}"].of(view) is not None for each in CAPABILITIES)
        if is_told and not view.capabilities_policy:
            view.capabilities_policy = "default"
        elif not is_told and view.capabilities_policy == "default":
            view.capabilities_policy = ""

    return put


CONTAINER_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Rights of the container"),
    shown=_limits_processes,
    hint=QT_TRANSLATE_NOOP("Hardware", "The capabilities that its processes may have."),
    items=(
        field(
            "privnet",
            QT_TRANSLATE_NOOP("Hardware", "Network of its own"),
            Control.SWITCH,
            FeaturesView.privnet,
            hint="privnet",
        ),
        field(
            "capabilities_policy",
            QT_TRANSLATE_NOOP("Hardware", "Capabilities"),
            Control.CHOICE,
            FeaturesView.capabilities_policy,
            paths=("features/capabilities",),
            choices=fixed(
                ("", QT_TRANSLATE_NOOP("Hardware", "The usual ones")),
                ("default", QT_TRANSLATE_NOOP("Hardware", "The usual ones (default)")),
                ("allow", QT_TRANSLATE_NOOP("Hardware", "All but those set off")),
                ("deny", QT_TRANSLATE_NOOP("Hardware", "None but those set on")),
            ),
        ),
        *(
            state(f"cap_{name}", name, STATES[f"capabilities/{name}"], put=_put_capability(name))
            for name in CAPABILITIES
        ),
    ),
)
