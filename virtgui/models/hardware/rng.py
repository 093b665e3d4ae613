"""The form of random number generators."""

from typing import Final

from virtgui.documents.devices.rng import RngElement
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.fields import (
    Control,
    Field,
    Finding,
    Form,
    Section,
    error,
    fixed,
    words,
)
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP


def _is_random(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, RngElement) and view.backend == "random"


def _check_source(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if value and not value.startswith("/"):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The path of a device begins with “/”.")))
    return None


def _has_rate(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, RngElement) and view.rate_bytes is not None


def _label(view: RngElement, scene: Scene) -> tuple[str, str]:
    del scene
    title = words(QT_TRANSLATE_NOOP("Hardware", "Random numbers"))
    return title, view.source.strip() or view.backend


FORM: Final = Form(
    id="rng",
    title=QT_TRANSLATE_NOOP("Hardware", "Random numbers"),
    icon="device",
    view=RngElement,
    label=_label,
    sections=(
        Section(
            title="",
            items=(
                Field(
                    id="backend",
                    label=QT_TRANSLATE_NOOP("Hardware", "Source"),
                    prop=RngElement.backend,
                    control=Control.CHOICE,
                    choices=offered(
                        "rng",
                        "backendModel",
                        ("random", QT_TRANSLATE_NOOP("Hardware", "Device of the host")),
                        ("egd", QT_TRANSLATE_NOOP("Hardware", "Entropy daemon")),
                        ("builtin", QT_TRANSLATE_NOOP("Hardware", "Built into the hypervisor")),
                    ),
                ),
                Field(
                    id="source",
                    label=QT_TRANSLATE_NOOP("Hardware", "Device"),
                    prop=RngElement.source,
                    control=Control.COMBO,
                    choices=fixed(("/dev/urandom", ""), ("/dev/random", ""), ("/dev/hwrng", "")),
                    shown=_is_random,
                    check=_check_source,
                    stretch=True,
                ),
                Field(
                    id="model",
                    label=QT_TRANSLATE_NOOP("Hardware", "Model"),
                    prop=RngElement.model,
                    control=Control.CHOICE,
                    choices=offered("rng", "model", ("virtio", "")),
                ),
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Hardware", "Rate limit"),
            items=(
                Field(
                    id="rate_bytes",
                    label=QT_TRANSLATE_NOOP("Hardware", "Bytes per period"),
                    prop=RngElement.rate_bytes,
                    control=Control.NUMBER,
                    low=1,
                ),
                Field(
                    id="rate_period",
                    label=QT_TRANSLATE_NOOP("Hardware", "Period"),
                    prop=RngElement.rate_period,
                    control=Control.NUMBER,
                    unit="ms",
                    low=1,
                    shown=_has_rate,
                ),
            ),
        ),
    ),
)
