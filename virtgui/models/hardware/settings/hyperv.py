"""The part of the features form that is about guests with Windows."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.features import ENLIGHTENMENTS, STATES, FeaturesView
from virtgui.models.hardware.fields import (
    Control,
    Field,
    Finding,
    Fix,
    Section,
    Severity,
    error,
    fixed,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    field,
    has,
    has_any,
    is_on,
    is_x86,
    state,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_USUAL: Final = (
    "relaxed",
    "vapic",
    "spinlocks",
    "vpindex",
    "runtime",
    "synic",
    "stimer",
    "frequencies",
)


_USUAL_RETRIES: Final = 8191


_ENLIGHTENMENT_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "relaxed": QT_TRANSLATE_NOOP("Hardware", "Relaxed timing"),
        "vapic": QT_TRANSLATE_NOOP("Hardware", "Virtual APIC"),
        "spinlocks": QT_TRANSLATE_NOOP("Hardware", "Spinlocks"),
        "vpindex": QT_TRANSLATE_NOOP("Hardware", "Processor index"),
        "runtime": QT_TRANSLATE_NOOP("Hardware", "Run time of processors"),
        "synic": QT_TRANSLATE_NOOP("Hardware", "Interrupt controller"),
        "stimer": QT_TRANSLATE_NOOP("Hardware", "Synthetic timers"),
        "reset": QT_TRANSLATE_NOOP("Hardware", "Reset"),
        "vendor_id": QT_TRANSLATE_NOOP("Hardware", "Vendor"),
        "frequencies": QT_TRANSLATE_NOOP("Hardware", "Frequencies"),
        "reenlightenment": QT_TRANSLATE_NOOP("Hardware", "Reenlightenment"),
        "tlbflush": QT_TRANSLATE_NOOP("Hardware", "TLB flush"),
        "ipi": QT_TRANSLATE_NOOP("Hardware", "Inter-processor interrupts"),
        "evmcs": QT_TRANSLATE_NOOP("Hardware", "Enlightened VMCS"),
        "avic": QT_TRANSLATE_NOOP("Hardware", "AVIC with interrupts"),
        "emsr_bitmap": QT_TRANSLATE_NOOP("Hardware", "MSR bitmap"),
        "xmm_input": QT_TRANSLATE_NOOP("Hardware", "Fast hypercall input"),
    }
)


_NEEDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"synic": ("vpindex",), "stimer": ("synic",), "tlbflush": ("vpindex",), "ipi": ("vpindex",)}
)
"""Which enlightenment works with which others only; QEMU refuses to start without."""


_NEWER: Final = frozenset({"emsr_bitmap", "xmm_input"})


def _has_hyperv(view: XmlView, scene: Scene) -> bool:
    return is_x86(view, scene) or has_any(view, ("features/hyperv",))


def _is_custom(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, FeaturesView) and view.hyperv_mode != "passthrough"


def _locked(name: str) -> Any:
    def locked(view: XmlView, scene: Scene) -> str:
        told = () if scene.caps is None else scene.caps.hyperv
        if not told or name in told or STATES[f"hyperv/{name}"].of(view) is not None:
            return ""
        return words(
            QT_TRANSLATE_NOOP("Hardware", "The hypervisor of {host} does not offer it.")
        ).format(host=scene.node_name)

    return locked


def _is_shown(name: str) -> Any:
    def shown(view: XmlView, scene: Scene) -> bool:
        if not _is_custom(view, scene):
            return has_any(view, (f"features/hyperv/{name}",))
        told = () if scene.caps is None else scene.caps.hyperv
        return name not in _NEWER or name in told or has_any(view, (f"features/hyperv/{name}",))

    return shown


def _check_enlightenment(name: str) -> Any:
    def check(value: bool | None, view: XmlView, scene: Scene) -> Finding | None:
        del scene
        if not value:
            return None
        absent = [each for each in _NEEDS.get(name, ()) if not STATES[f"hyperv/{each}"].of(view)]
        if not absent:
            return None
        other = words(_ENLIGHTENMENT_WORDS[absent[0]])
        sentence = words(QT_TRANSLATE_NOOP("Hardware", "It needs “{other}” as well.")).format(
            other=other
        )
        return error(
            sentence,
            Fix(words(QT_TRANSLATE_NOOP("Hardware", "Turn it on, too")), _turn_on(absent[0])),
        )

    return check


def _turn_on(name: str) -> Any:
    def turn_on(scene: Scene) -> None:
        STATES[f"hyperv/{name}"].put(FeaturesView(scene.document.element), True)

    return turn_on


def _check_mode(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Windows without enlightenments is slow, and it is easily cured."""
    if value or "/win/" not in scene.document.os_id or has_any(view, ("features/hyperv",)):
        return None
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware", "Windows is much slower without the enlightenments of Hyper-V."
        )
    )
    return Finding(
        Severity.INFO,
        sentence,
        Fix(words(QT_TRANSLATE_NOOP("Hardware", "Turn the usual ones on")), _turn_on_usual),
    )


def _turn_on_usual(scene: Scene) -> None:
    view = FeaturesView(scene.document.element)
    for name in _USUAL:
        STATES[f"hyperv/{name}"].put(view, True)
    view.spinlock_retries = _USUAL_RETRIES


def _put_mode(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value == view.hyperv_mode:
        return
    if value == "passthrough":
        FeaturesView.hyperv_mode.put(view, "")
        for name in ENLIGHTENMENTS:
            STATES[f"hyperv/{name}"].put(view, None)
    view.hyperv_mode = value


def _check_retries(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if value is None and STATES["hyperv/spinlocks"].of(view):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The number is missing; 8191 is the usual one.")),
            Fix(words(QT_TRANSLATE_NOOP("Hardware", "Set 8191")), _set_retries),
        )
    return None


def _set_retries(scene: Scene) -> None:
    FeaturesView(scene.document.element).spinlock_retries = _USUAL_RETRIES


def _check_vendor(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if len(value) > 12 or "," in value:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The vendor has up to 12 letters and no comma."))
        )
    if not value and STATES["hyperv/vendor_id"].of(view):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The vendor's name is missing.")))
    return None


def _enlightenment(name: str) -> Field:
    return state(
        f"hyperv_{name}",
        _ENLIGHTENMENT_WORDS[name],
        STATES[f"hyperv/{name}"],
        shown=_is_shown(name),
        locked=_locked(name),
        check=_check_enlightenment(name),
        hint=name,
    )


def _with_values() -> Sequence[Field]:
    """The enlightenments, each followed by what it can be told."""
    more = {
        "spinlocks": field(
            "spinlock_retries",
            QT_TRANSLATE_NOOP("Hardware", "Tries of a spinlock"),
            Control.NUMBER,
            FeaturesView.spinlock_retries,
            low=4095,
            high=2**32 - 1,
            shown=is_on("hyperv/spinlocks"),
            check=_check_retries,
        ),
        "stimer": state(
            "stimer_direct",
            QT_TRANSLATE_NOOP("Hardware", "Direct timers"),
            STATES["hyperv/stimer/direct"],
            shown=is_on("hyperv/stimer"),
        ),
        "vendor_id": field(
            "hyperv_vendor",
            QT_TRANSLATE_NOOP("Hardware", "Name of the vendor"),
            Control.TEXT,
            FeaturesView.hyperv_vendor,
            shown=is_on("hyperv/vendor_id"),
            check=_check_vendor,
        ),
    }
    fields: list[Field] = []
    for name in ENLIGHTENMENTS:
        fields.append(_enlightenment(name))
        if name in more:
            fields.append(more[name])
    return fields


HYPERV_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Enlightenments for Windows"),
    folded=True,
    shown=_has_hyperv,
    items=(
        Field(
            id="hyperv_mode",
            label=QT_TRANSLATE_NOOP("Hardware", "Enlightenments"),
            control=Control.CHOICE,
            prop=FeaturesView.hyperv_mode,
            put=_put_mode,
            check=_check_mode,
            paths=("features/hyperv",),
            choices=fixed(
                ("", QT_TRANSLATE_NOOP("Hardware", "Those below")),
                ("custom", QT_TRANSLATE_NOOP("Hardware", "Those below (custom)")),
                ("passthrough", QT_TRANSLATE_NOOP("Hardware", "All that the host has")),
            ),
        ),
        *_with_values(),
        field(
            "viridian",
            QT_TRANSLATE_NOOP("Hardware", "Viridian (Xen)"),
            Control.SWITCH,
            FeaturesView.viridian,
            shown=has("features/viridian"),
        ),
    ),
)
