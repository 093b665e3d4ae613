"""The part of the form of processors that is about the model."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.core.values.domain_caps import CpuModel
from virtgui.documents.properties import XmlView
from virtgui.documents.settings.cpu import CpuFeature, CpuView
from virtgui.models.hardware.fields import (
    Choice,
    Control,
    Field,
    Finding,
    Rows,
    Section,
    error,
    fixed,
    warning,
    words,
)
from virtgui.models.hardware.offered import missing_reason
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    field,
    for_machines,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MODES: Final = (
    ("host-passthrough", QT_TRANSLATE_NOOP("Hardware", "The host's own (fastest)")),
    ("host-model", QT_TRANSLATE_NOOP("Hardware", "Like the host's (can migrate)")),
    ("maximum", QT_TRANSLATE_NOOP("Hardware", "All that can be had")),
    ("custom", QT_TRANSLATE_NOOP("Hardware", "A named model")),
)


_SHOWN_BLOCKERS: Final = 4


def _modes(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    told = () if scene.caps is None else scene.caps.cpu_modes
    reason = missing_reason(scene)
    return [
        Choice("", words(DEFAULT[1])),
        *(
            Choice(mode, words(label), reason if told and mode not in told else "")
            for mode, label in _MODES
        ),
    ]


def _mode(view: Any) -> str:
    return str(view.mode_in_force)


def _put_mode(view: Any, value: str, scene: Scene) -> None:
    if value == view.mode_in_force:
        return
    view.set_mode(value)
    if value == "custom" and not view.model:
        view.model = _first_model(scene)


def _first_model(scene: Scene) -> str:
    if scene.caps is None:
        return "qemu64"
    if scene.caps.host_model:
        return scene.caps.host_model
    usable = [model.name for model in scene.caps.cpu_models if model.usable]
    return usable[0] if usable else "qemu64"


def _check_mode(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view
    told = () if scene.caps is None else scene.caps.cpu_modes
    if value and told and value not in told:
        return error(missing_reason(scene))
    is_emulated = scene.document.virt_type == "qemu" and scene.document.arch in ("x86_64", "i686")
    if value == "host-passthrough" and is_emulated:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "An emulated machine cannot have the host's processor; “All that "
                    "can be had” fits.",
                )
            )
        )
    return None


def _models(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    models = () if scene.caps is None else scene.caps.cpu_models
    usable = sorted(models, key=lambda model: model.usable is False)
    return [_model_choice(model, scene) for model in usable]


def _model_choice(model: CpuModel, scene: Scene) -> Choice:
    hint = (
        words(QT_TRANSLATE_NOOP("Hardware", "QEMU advises against it."))
        if model.is_deprecated
        else model.vendor
    )
    return Choice(model.name, "", _why_not(model, scene), hint)


def _why_not(model: CpuModel, scene: Scene) -> str:
    if model.usable is not False:
        return ""
    blockers = model.blockers or scene.cpu_blockers.get(model.name, ())
    if not blockers:
        return words(QT_TRANSLATE_NOOP("Hardware", "{host} cannot give it.")).format(
            host=scene.node_name
        )
    names = ", ".join(blockers[:_SHOWN_BLOCKERS])
    more = len(blockers) - _SHOWN_BLOCKERS
    if more > 0:
        return words(
            QT_TRANSLATE_NOOP("Hardware", "{host} lacks {names} and {count} more.")
        ).format(host=scene.node_name, names=names, count=more)
    return words(QT_TRANSLATE_NOOP("Hardware", "{host} lacks {names}.")).format(
        host=scene.node_name, names=names
    )


def _check_model(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view
    if not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The model is missing.")))
    models = () if scene.caps is None else scene.caps.cpu_models
    known = {model.name: model for model in models}
    if models and value not in known:
        sentence = words(QT_TRANSLATE_NOOP("Hardware", "{host} knows no model “{model}”."))
        return error(sentence.format(host=scene.node_name, model=value))
    if models and (reason := _why_not(known[value], scene)):
        return warning(reason)
    return None


def _is_custom(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, CpuView) and (view.mode_in_force == "custom" or bool(view.model))


def _has_model(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, CpuView) and view.mode_in_force in ("custom", "host-model")


def _can_say_migratable(view: XmlView, scene: Scene) -> bool:
    del scene
    modes = ("host-passthrough", "maximum")
    return isinstance(view, CpuView) and (
        view.mode_in_force in modes or view.migratable is not None
    )


def _check_vendor_id(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if value and (len(value) != 12 or "," in value):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The vendor string has 12 letters, such as “GenuineIntel”."
                )
            )
        )
    return None


def _features(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    return [Choice(name) for name in (() if scene.caps is None else scene.caps.cpu_features)]


def _check_features(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    rows = CpuView.features.of(view)
    names = [row.name for row in rows]
    if "" in names:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "A feature has no name.")))
    for name in names:
        if names.count(name) > 1:
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "The feature {name} stands there twice.")
                ).format(name=name)
            )
    if rows and isinstance(view, CpuView) and not view.mode_in_force:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Features need a model; choose one above."))
        )
    return None


def _start_feature(row: Any, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.policy = "require"


MODEL_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Model"),
    shown=for_machines,
    items=(
        Field(
            id="mode",
            label=QT_TRANSLATE_NOOP("Hardware", "Processor"),
            control=Control.CHOICE,
            get=_mode,
            put=_put_mode,
            choices=_modes,
            check=_check_mode,
            paths=("cpu/@mode",),
        ),
        field(
            "model",
            QT_TRANSLATE_NOOP("Hardware", "Model"),
            Control.COMBO,
            CpuView.model,
            choices=_models,
            shown=_is_custom,
            check=_check_model,
        ),
        field(
            "migratable",
            QT_TRANSLATE_NOOP("Hardware", "Can migrate"),
            Control.TRISTATE,
            CpuView.migratable,
            shown=_can_say_migratable,
            hint=QT_TRANSLATE_NOOP("Hardware", "Leave out what would keep it from migrating."),
        ),
        field(
            "check",
            QT_TRANSLATE_NOOP("Hardware", "Before a start"),
            Control.CHOICE,
            CpuView.check,
            choices=fixed(
                DEFAULT,
                ("none", QT_TRANSLATE_NOOP("Hardware", "No check")),
                ("partial", QT_TRANSLATE_NOOP("Hardware", "Check what libvirt knows")),
                ("full", QT_TRANSLATE_NOOP("Hardware", "All must be there")),
            ),
        ),
        field(
            "match",
            QT_TRANSLATE_NOOP("Hardware", "Match"),
            Control.CHOICE,
            CpuView.match,
            shown=_is_custom,
            choices=fixed(
                DEFAULT,
                ("exact", QT_TRANSLATE_NOOP("Hardware", "Exactly this model")),
                ("minimum", QT_TRANSLATE_NOOP("Hardware", "This and what the host has")),
                ("strict", QT_TRANSLATE_NOOP("Hardware", "Only on hosts just like it")),
            ),
        ),
        field(
            "fallback",
            QT_TRANSLATE_NOOP("Hardware", "If the host lacks it"),
            Control.CHOICE,
            CpuView.fallback,
            shown=_has_model,
            choices=fixed(
                DEFAULT,
                ("allow", QT_TRANSLATE_NOOP("Hardware", "Take the next best")),
                ("forbid", QT_TRANSLATE_NOOP("Hardware", "Do not start")),
            ),
        ),
        field(
            "vendor",
            QT_TRANSLATE_NOOP("Hardware", "Only on hosts of"),
            Control.COMBO,
            CpuView.vendor,
            shown=_is_custom,
            choices=fixed(
                ("", QT_TRANSLATE_NOOP("Hardware", "Any vendor")),
                ("Intel", ""),
                ("AMD", ""),
                ("Hygon", ""),
            ),
        ),
        field(
            "vendor_id",
            QT_TRANSLATE_NOOP("Hardware", "Vendor string"),
            Control.TEXT,
            CpuView.vendor_id,
            shown=_has_model,
            check=_check_vendor_id,
            hint=QT_TRANSLATE_NOOP("Hardware", "What the guest sees (vendor_id)."),
        ),
        Rows(
            id="features",
            label=QT_TRANSLATE_NOOP("Hardware", "Features"),
            prop=CpuView.features,
            add=QT_TRANSLATE_NOOP("Hardware", "Add feature"),
            empty=QT_TRANSLATE_NOOP("Hardware", "Those of the model."),
            start=_start_feature,
            check=_check_features,
            columns=(
                field(
                    "feature",
                    QT_TRANSLATE_NOOP("Hardware", "Feature"),
                    Control.COMBO,
                    CpuFeature.name,
                    choices=_features,
                ),
                field(
                    "policy",
                    QT_TRANSLATE_NOOP("Hardware", "Policy"),
                    Control.CHOICE,
                    CpuFeature.policy,
                    choices=fixed(
                        DEFAULT,
                        ("require", QT_TRANSLATE_NOOP("Hardware", "Required")),
                        ("optional", QT_TRANSLATE_NOOP("Hardware", "If the host has it")),
                        ("disable", QT_TRANSLATE_NOOP("Hardware", "Off")),
                        ("forbid", QT_TRANSLATE_NOOP("Hardware", "Not on hosts that have it")),
                        ("force", QT_TRANSLATE_NOOP("Hardware", "Always shown")),
                    ),
                ),
            ),
        ),
    ),
)
