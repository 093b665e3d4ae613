"""The form of graphics cards."""

from typing import Any, Final

from virtgui.core.values.node_choices import NodeDeviceChoice
from virtgui.documents.devices.graphics import GraphicsDevice
from virtgui.documents.devices.video import VideoElement
from virtgui.documents.document import parse_root
from virtgui.documents.editing.difference import add_device
from virtgui.documents.properties import Path
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    amount,
    any_of,
    choice,
    combo,
    defaulted,
    flag,
    number,
    others_of,
    unless,
    virtio_items,
    when,
)
from virtgui.models.hardware.fields import (
    Finding,
    Fix,
    Form,
    Section,
    error,
    warning,
    words,
)
from virtgui.models.hardware.host_choices import node_devices
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has, path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MODELS: Final = (
    ("virtio", QT_TRANSLATE_NOOP("Hardware", "virtio: fast, 3D, any number of screens")),
    ("qxl", QT_TRANSLATE_NOOP("Hardware", "QXL: for SPICE")),
    ("vga", QT_TRANSLATE_NOOP("Hardware", "VGA: works everywhere")),
    ("bochs", QT_TRANSLATE_NOOP("Hardware", "Bochs: for UEFI guests")),
    ("cirrus", QT_TRANSLATE_NOOP("Hardware", "Cirrus: for very old guests")),
    ("vmvga", "VMware VGA"),
    ("ramfb", QT_TRANSLATE_NOOP("Hardware", "Memory only (ramfb)")),
    ("xen", "Xen"),
    ("vbox", "VirtualBox"),
    ("gop", QT_TRANSLATE_NOOP("Hardware", "UEFI of bhyve (GOP)")),
    ("none", QT_TRANSLATE_NOOP("Hardware", "None")),
)
_WITH_HEADS: Final = ("virtio", "qxl", "vbox", "vmvga")
_WITH_MEMORY: Final = ("qxl", "vga", "cirrus", "vmvga", "vbox", "xen", "bochs")
_IS_CARD: Final = unless("model", "none")
_QXL: Final = when("model", "qxl")
_VIRTIO: Final = when("model", "virtio")
_HAS_OPTIONS: Final = any_of(
    _VIRTIO, has("driver/@iommu", "driver/@ats", "driver/@packed", "driver/@page_per_vq")
)


def _put_model(view: Any, value: str, scene: Scene) -> None:
    """What only another model has goes; screens and memory are the new one's own."""
    del scene
    if value == view.model:
        return
    view.model = value
    if value != "qxl":
        for memory in (VideoElement.ram, VideoElement.vgamem, VideoElement.vram64):
            memory.put(view, None)
    VideoElement.vram.put(view, None)
    if value not in _WITH_HEADS:
        view.heads = None
    if value not in ("virtio", "vbox"):
        view.accel_3d = view.accel_2d = None
        view.rendernode = ""
    if value != "virtio":
        view.driver_iommu = view.driver_ats = None
        view.driver_packed = view.driver_page_per_vq = None
        view.blob = None
        view.driver = ""
    if value == "none":
        view.primary = view.heads = None
        for path in ("model/resolution", "driver", "address"):
            Path(path).remove(view.element)


def _check_model(value: str, view: Any, scene: Scene) -> Finding | None:
    others = [VideoElement(item) for item in others_of(view, scene, "video")]
    if value == "none" and others:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "“None” means that there is no other graphics card; remove the others.",
                )
            )
        )
    if any(other.model == "none" for other in others):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Another entry says that there is none; remove that one first."
                )
            )
        )
    spice = any(item.get("type") == "spice" for item in others_of(view, scene, "graphics"))
    if value == "qxl" and not spice:
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "QXL is of use with SPICE only; virtio or VGA fit other displays."
                )
            )
        )
    return None


def _check_primary(value: bool | None, view: Any, scene: Scene) -> Finding | None:
    others = [VideoElement(item) for item in others_of(view, scene, "video")]
    if value and any(other.primary for other in others):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Another graphics card is the first one already."))
        )
    return None


def _check_heads(value: int | None, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value is not None and value > 1 and view.model not in _WITH_HEADS:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "This model has one screen; virtio and QXL have more."
                )
            )
        )
    return None


def _check_3d(value: bool | None, view: Any, scene: Scene) -> Finding | None:
    if not value:
        return None
    if view.model not in ("virtio", "vbox"):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Only virtio draws in 3D.")))
    displays = [GraphicsDevice(item) for item in others_of(view, scene, "graphics")]
    if any(item.gl or item.kind == "egl-headless" for item in displays) or not scene.is_qemu:
        return None

    def add(changed: Scene) -> None:
        add_device(changed.document.element, parse_root("<graphics type='egl-headless'/>"))

    return error(
        words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "It needs a display with OpenGL; an OpenGL display without a screen fits all.",
            )
        ),
        Fix(words(QT_TRANSLATE_NOOP("Hardware", "Add one")), add),
    )


def _check_resolution(value: int | None, view: Any, scene: Scene) -> Finding | None:
    del scene
    del value
    if (view.width is None) != (view.height is None):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Give both, width and height.")))
    return None


def _label(view: VideoElement, scene: Scene) -> tuple[str, str]:
    del scene
    known = {"virtio": "virtio", "qxl": "QXL", "vga": "VGA", "bochs": "Bochs", "cirrus": "Cirrus"}
    name = known.get(view.model) or words(dict(_MODELS).get(view.model, "")) or view.model
    parts = [name]
    if view.accel_3d:
        parts.append("3D")
    if (view.heads or 1) > 1:
        parts.append(
            words(QT_TRANSLATE_NOOP("Hardware", "{count} screens")).format(count=view.heads)
        )
    return words(QT_TRANSLATE_NOOP("Hardware", "Graphics card")), ", ".join(parts)


def _path(item: NodeDeviceChoice) -> str:
    return item.path


_SAYS_MEMORY: Final = has("model/@vram", "model/@ram", "model/@vgamem", "model/@vram64")
_MEMORY: Final = (
    amount(
        "vram",
        QT_TRANSLATE_NOOP("Hardware", "Video memory"),
        VideoElement.vram,
        shown=any_of(when("model", *_WITH_MEMORY), has("model/@vram")),
        hint=QT_TRANSLATE_NOOP("Hardware", "vram"),
    ),
    amount(
        "ram",
        QT_TRANSLATE_NOOP("Hardware", "Primary memory"),
        VideoElement.ram,
        shown=any_of(_QXL, has("model/@ram")),
        hint=QT_TRANSLATE_NOOP("Hardware", "ram: the part that all screens share"),
    ),
    amount(
        "vgamem",
        QT_TRANSLATE_NOOP("Hardware", "VGA memory"),
        VideoElement.vgamem,
        shown=any_of(_QXL, has("model/@vgamem")),
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "vgamem: what the first screen shows; at least 16 MiB for large screens"
        ),
    ),
    amount(
        "vram64",
        QT_TRANSLATE_NOOP("Hardware", "Video memory above 4 GiB"),
        VideoElement.vram64,
        shown=any_of(_QXL, has("model/@vram64")),
        hint=QT_TRANSLATE_NOOP("Hardware", "vram64"),
    ),
)

FORM: Final = Form(
    id="video",
    title=QT_TRANSLATE_NOOP("Hardware", "Graphics card"),
    icon="gpu",
    view=VideoElement,
    label=_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    VideoElement.model,
                    offered("video", "modelType", *_MODELS),
                    put=_put_model,
                    check=_check_model,
                ),
                flag(
                    "accel_3d",
                    QT_TRANSLATE_NOOP("Hardware", "3D"),
                    VideoElement.accel_3d,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "The host's graphics card draws for the guest"
                    ),
                    shown=any_of(
                        when("model", "virtio", "vbox"), has("model/acceleration/@accel3d")
                    ),
                    check=_check_3d,
                ),
                number(
                    "heads",
                    QT_TRANSLATE_NOOP("Hardware", "Screens"),
                    VideoElement.heads,
                    low=1,
                    high=16,
                    shown=any_of(when("model", *_WITH_HEADS), has("model/@heads")),
                    check=_check_heads,
                ),
                number(
                    "width",
                    QT_TRANSLATE_NOOP("Hardware", "Width"),
                    VideoElement.width,
                    unit="px",
                    low=1,
                    high=16384,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Of the screen at the start"),
                    shown=_IS_CARD,
                    check=_check_resolution,
                ),
                number(
                    "height",
                    QT_TRANSLATE_NOOP("Hardware", "Height"),
                    VideoElement.height,
                    unit="px",
                    low=1,
                    high=16384,
                    shown=_IS_CARD,
                    check=_check_resolution,
                ),
                flag(
                    "primary",
                    QT_TRANSLATE_NOOP("Hardware", "First graphics card"),
                    VideoElement.primary,
                    shown=_IS_CARD,
                    check=_check_primary,
                ),
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Hardware", "Memory"),
            items=_MEMORY,
            shown=any_of(when("model", *_WITH_MEMORY), _SAYS_MEMORY),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(
                flag(
                    "accel_2d",
                    QT_TRANSLATE_NOOP("Hardware", "2D acceleration"),
                    VideoElement.accel_2d,
                    shown=any_of(when("model", "vbox"), has("model/acceleration/@accel2d")),
                ),
                combo(
                    "rendernode",
                    QT_TRANSLATE_NOOP("Hardware", "Drawn by"),
                    VideoElement.rendernode,
                    node_devices(_path, "drm"),
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "The graphics card of the host, as /dev/dri/renderD128"
                    ),
                    shown=any_of(_VIRTIO, has("model/acceleration/@rendernode")),
                    check=path_check,
                ),
                flag(
                    "blob",
                    QT_TRANSLATE_NOOP("Hardware", "Blob resources"),
                    VideoElement.blob,
                    shown=has("model/@blob"),
                ),
                choice(
                    "driver",
                    QT_TRANSLATE_NOOP("Hardware", "Done by"),
                    VideoElement.driver,
                    defaulted(
                        ("qemu", "QEMU"),
                        (
                            "vhostuser",
                            QT_TRANSLATE_NOOP("Hardware", "A process of its own (vhost-user)"),
                        ),
                    ),
                    shown=any_of(_VIRTIO, has("driver/@name")),
                ),
                choice(
                    "vga_conf",
                    QT_TRANSLATE_NOOP("Hardware", "VGA addresses"),
                    VideoElement.vga_conf,
                    defaulted(
                        ("io", QT_TRANSLATE_NOOP("Hardware", "Input and output only")),
                        ("on", QT_TRANSLATE_NOOP("Hardware", "On")),
                        ("off", QT_TRANSLATE_NOOP("Hardware", "Off")),
                    ),
                    hint=QT_TRANSLATE_NOOP("Hardware", "bhyve: vgaconf"),
                    shown=any_of(when("model", "gop"), has("driver/@vgaconf")),
                ),
                *virtio_items(_HAS_OPTIONS),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)
