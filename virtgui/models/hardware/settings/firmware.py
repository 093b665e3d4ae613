"""The part of the general form that is about firmware."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.chipset import I440FX, chipset_of
from virtgui.documents.settings.firmware import AUTOMATIC, FirmwareView
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
from virtgui.models.hardware.offered import missing_reason
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    field,
    for_machines,
    has,
    path_check,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_PC: Final = ("x86_64", "i686")


def _ways(view: XmlView, scene: Scene) -> Sequence[Choice]:
    """BIOS, UEFI in its kinds, or files; with the reason for those that the node lacks."""
    del view
    told = () if scene.caps is None else scene.caps.firmwares
    efi = missing_reason(scene) if told and "efi" not in told else ""
    bios = missing_reason(scene) if told and "bios" not in told else ""
    is_pc = scene.document.arch in _PC
    return [
        Choice("", words(QT_TRANSLATE_NOOP("Hardware", "BIOS")) if is_pc else words(DEFAULT[1])),
        Choice(
            "efi",
            words(QT_TRANSLATE_NOOP("Hardware", "UEFI")),
            efi,
            words(QT_TRANSLATE_NOOP("Hardware", "The host chooses, often with Secure Boot on.")),
        ),
        Choice(
            "efi-secure",
            words(QT_TRANSLATE_NOOP("Hardware", "UEFI with Secure Boot")),
            efi or _no_secure(scene),
        ),
        Choice(
            "efi-insecure", words(QT_TRANSLATE_NOOP("Hardware", "UEFI without Secure Boot")), efi
        ),
        Choice("bios", words(QT_TRANSLATE_NOOP("Hardware", "BIOS, chosen by the host")), bios),
        Choice("loader", words(QT_TRANSLATE_NOOP("Hardware", "Files that you name"))),
    ]


def _no_secure(scene: Scene) -> str:
    if chipset_of(scene.document.machine) == I440FX:
        return words(QT_TRANSLATE_NOOP("Hardware", "Secure Boot needs the chipset Q35."))
    if scene.caps is not None and scene.caps.secure_loader is False:
        return missing_reason(scene)
    return ""


def _way(view: Any) -> str:
    return str(view.way)


def _put_way(view: Any, value: str, scene: Scene) -> None:
    had_loader = view.loader
    view.set_way(value)
    if value == "loader" and not had_loader and scene.caps is not None and scene.caps.loaders:
        view.loader = scene.caps.loaders[0]
        view.loader_type = "pflash"
        view.loader_readonly = True


def _check_way(value: str, view: XmlView, scene: Scene) -> Finding | None:
    if not isinstance(view, FirmwareView):
        return None
    if value == "efi-secure" and (reason := _no_secure(scene)):
        return error(reason)
    if value == "efi":
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "The host's first UEFI is taken, often with Secure Boot on; "
                "systems without a signed loader do not start then.",
            )
        )
        return Finding(Severity.INFO, sentence)
    before = FirmwareView(scene.base.element).way
    if value != before and view.nvram and value in AUTOMATIC:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The file with the UEFI variables stays: it may not fit the other UEFI."
            )
        )
        return warning(
            sentence,
            Fix(words(QT_TRANSLATE_NOOP("Hardware", "Begin with fresh variables")), _fresh),
        )
    if value != before and _is_installed(before, value):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "A system that was installed with the other firmware seldom starts."
                )
            )
        )
    return None


def _fresh(scene: Scene) -> None:
    type(scene.document).nvram.path.remove(scene.document.element)


def _is_installed(before: str, now: str) -> bool:
    """Whether one is a UEFI and the other none."""
    return (
        before != "loader" and now != "loader" and before.startswith("efi") != now.startswith("efi")
    )


def _loaders(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    return [Choice(path) for path in (() if scene.caps is None else scene.caps.loaders)]


def _has_loader(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, FirmwareView) and (view.way == "loader" or bool(view.loader))


def _has_nvram(view: XmlView, scene: Scene) -> bool:
    del scene
    if not isinstance(view, FirmwareView):
        return False
    is_efi = view.way in AUTOMATIC or view.loader_type == "pflash"
    return is_efi or bool(view.nvram or view.nvram_type or view.nvram_template)


def _has_file(view: XmlView, scene: Scene) -> bool:
    return _has_nvram(view, scene) and getattr(view, "nvram_type", "") in ("", "file")


def _check_loader(value: str, view: XmlView, scene: Scene) -> Finding | None:
    if isinstance(view, FirmwareView) and view.way == "loader" and not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The path of the firmware is missing.")))
    return path_check(value, view, scene)


def _check_secure(value: bool | None, view: XmlView, scene: Scene) -> Finding | None:
    if not value or not isinstance(view, FirmwareView):
        return None
    if chipset_of(scene.document.machine) == I440FX:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Secure Boot needs the chipset Q35.")))
    if view.way == "loader" and not view.smm.of(view):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Secure Boot needs the management mode (SMM).")),
            Fix(words(QT_TRANSLATE_NOOP("Hardware", "Turn SMM on")), _turn_on_smm),
        )
    return None


def _turn_on_smm(scene: Scene) -> None:
    FirmwareView.smm.put(FirmwareView(scene.document.element), True)


def _check_nvram(value: str, view: XmlView, scene: Scene) -> Finding | None:
    for config in scene.neighbours:
        if value and config.nvram == value:
            sentence = words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "{machine} uses this file, too; each machine needs its own."
                )
            )
            return warning(sentence.format(machine=config.name))
    return path_check(value, view, scene)


def _nvram(view: Any) -> str:
    return str(view.nvram)


def _put_nvram(view: Any, value: str, scene: Scene) -> None:
    del scene
    view.set_nvram(value)


def _is_kind(*kinds: str) -> Any:
    return lambda view, _scene: view.nvram_type in kinds


_network = _is_kind("network")

FIRMWARE_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Firmware"),
    shown=for_machines,
    items=(
        Field(
            id="firmware",
            label=QT_TRANSLATE_NOOP("Hardware", "Firmware"),
            control=Control.CHOICE,
            choices=_ways,
            get=_way,
            put=_put_way,
            check=_check_way,
            paths=("os/@firmware", "os/firmware", "os/firmware/"),
        ),
        field(
            "loader",
            QT_TRANSLATE_NOOP("Hardware", "Loader"),
            Control.COMBO,
            FirmwareView.loader,
            choices=_loaders,
            check=_check_loader,
            shown=_has_loader,
            stretch=True,
            browse="file",
        ),
        field(
            "loader_type",
            QT_TRANSLATE_NOOP("Hardware", "Loader is mapped as"),
            Control.CHOICE,
            FirmwareView.loader_type,
            choices=fixed(
                DEFAULT,
                ("pflash", QT_TRANSLATE_NOOP("Hardware", "Flash (UEFI)")),
                ("rom", QT_TRANSLATE_NOOP("Hardware", "ROM (BIOS)")),
            ),
            shown=_has_loader,
        ),
        field(
            "loader_readonly",
            QT_TRANSLATE_NOOP("Hardware", "Loader is read only"),
            Control.TRISTATE,
            FirmwareView.loader_readonly,
            shown=_has_loader,
        ),
        field(
            "loader_secure",
            QT_TRANSLATE_NOOP("Hardware", "Secure Boot"),
            Control.TRISTATE,
            FirmwareView.loader_secure,
            check=_check_secure,
            shown=_has_loader,
            hint=QT_TRANSLATE_NOOP("Hardware", "Whether the loader can do it (secure)."),
        ),
        field(
            "loader_stateless",
            QT_TRANSLATE_NOOP("Hardware", "Without variables"),
            Control.TRISTATE,
            FirmwareView.loader_stateless,
            shown=_has_loader,
            hint=QT_TRANSLATE_NOOP("Hardware", "The guest cannot keep UEFI variables (stateless)."),
        ),
        Field(
            id="nvram",
            label=QT_TRANSLATE_NOOP("Hardware", "UEFI variables"),
            control=Control.TEXT,
            get=_nvram,
            put=_put_nvram,
            paths=("os/nvram", "os/nvram/source/@file"),
            check=_check_nvram,
            shown=_has_file,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "The file that keeps them (nvram); empty: libvirt chooses one."
            ),
            stretch=True,
            browse="file",
        ),
        field(
            "nvram_template",
            QT_TRANSLATE_NOOP("Hardware", "Template of variables"),
            Control.TEXT,
            FirmwareView.nvram_template,
            check=path_check,
            shown=_has_loader,
            stretch=True,
            browse="file",
        ),
        field(
            "nvram_type",
            QT_TRANSLATE_NOOP("Hardware", "Variables stand on"),
            Control.CHOICE,
            FirmwareView.nvram_type,
            choices=fixed(
                DEFAULT,
                ("file", QT_TRANSLATE_NOOP("Hardware", "File")),
                ("block", QT_TRANSLATE_NOOP("Hardware", "Device")),
                ("network", QT_TRANSLATE_NOOP("Hardware", "Network")),
            ),
            shown=has("os/nvram/source"),
            paths=("os/nvram/source/",),
        ),
        field(
            "nvram_device",
            QT_TRANSLATE_NOOP("Hardware", "Device"),
            Control.TEXT,
            FirmwareView.nvram_device,
            shown=_is_kind("block"),
            check=path_check,
            stretch=True,
        ),
        field(
            "nvram_protocol",
            QT_TRANSLATE_NOOP("Hardware", "Protocol"),
            Control.COMBO,
            FirmwareView.nvram_protocol,
            shown=_network,
            choices=fixed(("iscsi", ""), ("nbd", ""), ("rbd", "")),
        ),
        field(
            "nvram_name",
            QT_TRANSLATE_NOOP("Hardware", "Image"),
            Control.TEXT,
            FirmwareView.nvram_name,
            shown=_network,
            stretch=True,
        ),
        field(
            "nvram_host",
            QT_TRANSLATE_NOOP("Hardware", "Server"),
            Control.TEXT,
            FirmwareView.nvram_host,
            shown=_network,
        ),
        field(
            "nvram_port",
            QT_TRANSLATE_NOOP("Hardware", "Port"),
            Control.NUMBER,
            FirmwareView.nvram_port,
            shown=_network,
            high=65535,
        ),
        field(
            "nvram_user",
            QT_TRANSLATE_NOOP("Hardware", "User"),
            Control.TEXT,
            FirmwareView.nvram_user,
            shown=_network,
        ),
        field(
            "nvram_secret_type",
            QT_TRANSLATE_NOOP("Hardware", "Kind of secret"),
            Control.CHOICE,
            FirmwareView.nvram_secret_type,
            shown=_network,
            choices=fixed(("", QT_TRANSLATE_NOOP("Hardware", "None")), ("iscsi", ""), ("ceph", "")),
        ),
        field(
            "nvram_secret_uuid",
            QT_TRANSLATE_NOOP("Hardware", "Secret's UUID"),
            Control.TEXT,
            FirmwareView.nvram_secret_uuid,
            shown=_network,
            stretch=True,
        ),
        field(
            "nvram_secret_usage",
            QT_TRANSLATE_NOOP("Hardware", "Secret's usage"),
            Control.TEXT,
            FirmwareView.nvram_secret_usage,
            shown=_network,
            stretch=True,
        ),
    ),
)
