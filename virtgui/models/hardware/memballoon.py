"""The form of the memory balloon."""

from typing import Any, Final

from virtgui.documents.devices.memballoon import MemballoonElement
from virtgui.documents.properties import Path
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    VIRTIO_MODELS,
    any_of,
    choice,
    count_check,
    flag,
    number,
    unless,
    virtio_items,
    when,
)
from virtgui.models.hardware.fields import Finding, Form, Section, Severity, words
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MODELS: Final = (*VIRTIO_MODELS, ("xen", "Xen"), ("none", QT_TRANSLATE_NOOP("Hardware", "None")))
_VIRTIO: Final = tuple(name for name, _label in VIRTIO_MODELS)
_IS_THERE: Final = unless("model", "none")
_IS_VIRTIO: Final = when("model", *_VIRTIO)
_HAS_OPTIONS: Final = any_of(
    _IS_VIRTIO, has("driver/@iommu", "driver/@ats", "driver/@packed", "driver/@page_per_vq")
)


def _put_model(view: Any, value: str, scene: Scene) -> None:
    """Without a balloon nothing of it is left; only virtio has options."""
    del scene
    if value == view.model:
        return
    view.model = value
    if value not in _VIRTIO:
        view.autodeflate = view.free_page_reporting = None
        Path("driver").remove(view.element)
    if value == "none":
        for path in ("stats", "address", "acpi", "alias"):
            Path(path).remove(view.element)


def _check_model(value: str, view: Any, scene: Scene) -> Finding | None:
    found = count_check("memballoon")(value, view, scene)
    if found is not None or value != "none" or not scene.is_qemu:
        return found
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware", "Without it the memory cannot be changed while the machine runs."
        )
    )
    return Finding(Severity.INFO, sentence)


def _label(view: MemballoonElement, scene: Scene) -> tuple[str, str]:
    del scene
    parts = [words(dict(_MODELS).get(view.model, "")) if view.model == "none" else view.model]
    if view.period:
        parts.append(
            words(QT_TRANSLATE_NOOP("Hardware", "statistics every {count} s")).format(
                count=view.period
            )
        )
    return words(QT_TRANSLATE_NOOP("Hardware", "Memory balloon")), ", ".join(parts)


FORM: Final = Form(
    id="memballoon",
    title=QT_TRANSLATE_NOOP("Hardware", "Memory balloon"),
    icon="memory",
    view=MemballoonElement,
    label=_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Takes memory from the guest and gives it back while it runs"
            ),
            items=(
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    MemballoonElement.model,
                    offered("memballoon", "model", *_MODELS),
                    put=_put_model,
                    check=_check_model,
                ),
                number(
                    "period",
                    QT_TRANSLATE_NOOP("Hardware", "Statistics every"),
                    MemballoonElement.period,
                    unit="s",
                    low=1,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "How often the guest tells what its memory is used for"
                    ),
                    shown=_IS_THERE,
                ),
                flag(
                    "free_page_reporting",
                    QT_TRANSLATE_NOOP("Hardware", "Return free memory"),
                    MemballoonElement.free_page_reporting,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "The guest gives unused memory back (free page reporting)"
                    ),
                    shown=_IS_VIRTIO,
                ),
                flag(
                    "autodeflate",
                    QT_TRANSLATE_NOOP("Hardware", "Give back when short"),
                    MemballoonElement.autodeflate,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "The guest gets memory back before it kills processes"
                    ),
                    shown=_IS_VIRTIO,
                ),
            ),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(*virtio_items(_HAS_OPTIONS), ADDRESS, ACPI_INDEX),
            shown=_IS_THERE,
        ),
    ),
)
