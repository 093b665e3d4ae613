"""The form of random number generators."""

from typing import Any, Final

from virtgui.documents.devices.rng import RngElement
from virtgui.documents.properties import Path
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    VIRTIO_MODELS,
    choice,
    combo,
    number,
    virtio_items,
    when,
)
from virtgui.models.hardware.fields import Finding, Form, Section, error, fixed, warning, words
from virtgui.models.hardware.line_source import (
    check_kind,
    kind_field,
    kinds,
    more_items,
    place_words,
    put_kind,
    source_items,
)
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_BACKENDS: Final = (
    ("random", QT_TRANSLATE_NOOP("Hardware", "Device of the host")),
    ("egd", QT_TRANSLATE_NOOP("Hardware", "Entropy daemon")),
    ("builtin", QT_TRANSLATE_NOOP("Hardware", "Built into the hypervisor")),
)
_IS_RANDOM: Final = when("backend", "random")
_IS_DAEMON: Final = when("backend", "egd")
_DAEMON_KINDS: Final = ("tcp", "udp", "unix", "file", "dev", "pipe", "pty")


def _put_backend(view: Any, value: str, scene: Scene) -> None:
    """A device of the host is a path, a daemon an address."""
    if value == view.backend:
        return
    view.source = view.kind = view.protocol = view.log_file = ""
    view.log_append = None
    for path in ("backend/source", "backend/protocol", "backend/log"):
        Path(path).remove(view.element)
    view.backend = value
    if value == "random":
        view.source = "/dev/urandom"
    if value == "egd":
        put_kind(view, "unix", scene)


def _check_source(value: str, view: Any, scene: Scene) -> Finding | None:
    del view, scene
    if value and not value.startswith("/"):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The path of a device begins with “/”.")))
    return None


def _check_end(value: str, view: Any, scene: Scene) -> Finding | None:
    if value and value not in _DAEMON_KINDS:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "An entropy daemon is reached over a socket, a file or a device."
                )
            )
        )
    return check_kind(value, view, scene)


def _check_rate(value: int | None, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value is None and view.rate_period is not None:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "A period needs a number of bytes.")))
    return None


def _check_backend(value: str, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value == "random" and view.source == "/dev/random":
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "/dev/random may keep old hosts waiting; /dev/urandom is as good."
                )
            )
        )
    return None


def _label(view: RngElement, scene: Scene) -> tuple[str, str]:
    del scene
    kind = words(dict(_BACKENDS).get(view.backend, "")) or view.backend
    second = view.source if view.backend == "random" else ""
    if view.backend == "egd":
        second = place_words(view)
    return words(QT_TRANSLATE_NOOP("Hardware", "Random numbers")), second or kind


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
                choice(
                    "backend",
                    QT_TRANSLATE_NOOP("Hardware", "Source"),
                    RngElement.backend,
                    offered("rng", "backendModel", *_BACKENDS),
                    put=_put_backend,
                    check=_check_backend,
                ),
                combo(
                    "source",
                    QT_TRANSLATE_NOOP("Hardware", "Device"),
                    RngElement.source,
                    fixed(("/dev/urandom", ""), ("/dev/random", ""), ("/dev/hwrng", "")),
                    shown=_IS_RANDOM,
                    check=_check_source,
                ),
                kind_field(
                    QT_TRANSLATE_NOOP("Hardware", "Daemon reached over"),
                    RngElement,
                    kinds(),
                    shown=_IS_DAEMON,
                    check=_check_end,
                ),
                *source_items(RngElement, _IS_DAEMON),
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    RngElement.model,
                    offered("rng", "model", *VIRTIO_MODELS),
                ),
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Hardware", "Rate limit"),
            items=(
                number(
                    "rate_bytes",
                    QT_TRANSLATE_NOOP("Hardware", "Bytes per period"),
                    RngElement.rate_bytes,
                    low=1,
                    check=_check_rate,
                ),
                number(
                    "rate_period",
                    QT_TRANSLATE_NOOP("Hardware", "Period"),
                    RngElement.rate_period,
                    unit="ms",
                    low=1,
                    shown=has("rate"),
                ),
            ),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(*more_items(RngElement, _IS_DAEMON), *virtio_items(), ADDRESS, ACPI_INDEX),
        ),
    ),
)
