"""The part of the boot form that is about what the firmware tells the guest."""

import re
from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.boot import BootView
from virtgui.documents.settings.sysinfo import SysinfoEntry
from virtgui.models.hardware.fields import (
    Control,
    Field,
    Finding,
    Fix,
    Rows,
    Section,
    error,
    fixed,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    field,
    for_machines,
    plain,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_DATE: Final = re.compile(r"(0[1-9]|1[0-2])/([0-2][0-9]|3[01])/([0-9]{2}|[0-9]{4})")
_GROUPS: Final = (
    BootView.bios_entries,
    BootView.system_entries,
    BootView.board_entries,
    BootView.chassis_entries,
    BootView.oem_strings,
)
_NAMES: Final = (
    ("vendor", "version", "date", "release"),
    ("manufacturer", "product", "version", "serial", "uuid", "sku", "family"),
    ("manufacturer", "product", "version", "serial", "asset", "location"),
    ("manufacturer", "version", "serial", "asset", "sku"),
)


def _has_texts(view: XmlView) -> bool:
    return any(group.of(view) for group in _GROUPS)


def _check_mode(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if value == "sysinfo" and not _has_texts(view):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "There are no texts below that the guest could read.")
            )
        )
    if value != "sysinfo" and _has_texts(view):
        sentence = words(QT_TRANSLATE_NOOP("Hardware", "The guest does not read the texts below."))
        return warning(
            sentence,
            Fix(words(QT_TRANSLATE_NOOP("Hardware", "Show them to the guest")), _use_texts),
        )
    return None


def _use_texts(scene: Scene) -> None:
    BootView(scene.document.element).smbios = "sysinfo"


def _start(group: int) -> Any:
    """Begin a text with the first name that is free, and let the guest read it."""

    def start(row: Any, view: Any, scene: Scene) -> None:
        del scene
        used = {entry.name for entry in _GROUPS[group].of(view)}
        row.name = next((name for name in _NAMES[group] if name not in used), _NAMES[group][0])
        view.smbios = view.smbios or "sysinfo"

    return start


def _start_string(row: Any, view: Any, scene: Scene) -> None:
    del row, scene
    view.smbios = view.smbios or "sysinfo"


def _check_bios(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    for entry in BootView.bios_entries.of(view):
        text = SysinfoEntry.value.of(entry)
        if entry.name == "date" and not _DATE.fullmatch(text):
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "“{text}” is no date here; write month/day/year: “04/15/2024”."
                    )
                ).format(text=text)
            )
    return None


def _check_system(view: XmlView, scene: Scene) -> Finding | None:
    uuid = scene.document.uuid.strip().lower()
    for entry in BootView.system_entries.of(view):
        text = SysinfoEntry.value.of(entry).strip().lower()
        if entry.name == "uuid" and uuid and text != uuid:
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "The UUID must be the machine's: {uuid}.")
                ).format(uuid=uuid)
            )
    return None


def _texts(group: int, name: str, label: str, **more: Any) -> Rows:
    return Rows(
        id=name,
        label=label,
        prop=_GROUPS[group],
        add=QT_TRANSLATE_NOOP("Hardware", "Add text"),
        start=_start(group),
        columns=(
            field(
                "name",
                QT_TRANSLATE_NOOP("Hardware", "Name"),
                Control.CHOICE,
                SysinfoEntry.name,
                choices=plain(_NAMES[group]),
            ),
            field(
                "value",
                QT_TRANSLATE_NOOP("Hardware", "Text"),
                Control.TEXT,
                SysinfoEntry.value,
                stretch=True,
            ),
        ),
        **more,
    )


def _check_files(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    for entry in BootView.firmware_files.of(view):
        text = SysinfoEntry.value.of(entry)
        if not entry.name.startswith("opt/"):
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "Names begin with “opt/”, such as “opt/com.example/name”."
                    )
                )
            )
        if bool(text) == bool(entry.file):
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "{name} needs a text or a file, not both.")
                ).format(name=entry.name)
            )
    return None


def _start_file(row: Any, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.name = "opt/com.example/name"


SMBIOS_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "What the firmware tells"),
    folded=True,
    shown=for_machines,
    items=(
        Field(
            id="smbios",
            label=QT_TRANSLATE_NOOP("Hardware", "Hardware's names"),
            control=Control.CHOICE,
            prop=BootView.smbios,
            check=_check_mode,
            paths=("sysinfo", "sysinfo/@type"),
            hint=QT_TRANSLATE_NOOP("Hardware", "SMBIOS, as dmidecode shows it."),
            choices=fixed(
                DEFAULT,
                ("emulate", QT_TRANSLATE_NOOP("Hardware", "The hypervisor's")),
                ("host", QT_TRANSLATE_NOOP("Hardware", "The host's")),
                ("sysinfo", QT_TRANSLATE_NOOP("Hardware", "Those below")),
            ),
        ),
        _texts(0, "bios", QT_TRANSLATE_NOOP("Hardware", "Firmware"), check=_check_bios),
        _texts(1, "system", QT_TRANSLATE_NOOP("Hardware", "System"), check=_check_system),
        _texts(2, "board", QT_TRANSLATE_NOOP("Hardware", "Board")),
        _texts(3, "chassis", QT_TRANSLATE_NOOP("Hardware", "Chassis")),
        Rows(
            id="oem",
            label=QT_TRANSLATE_NOOP("Hardware", "Further texts"),
            prop=BootView.oem_strings,
            add=QT_TRANSLATE_NOOP("Hardware", "Add text"),
            start=_start_string,
            ordered=True,
            columns=(
                field(
                    "value",
                    QT_TRANSLATE_NOOP("Hardware", "Text"),
                    Control.TEXT,
                    SysinfoEntry.value,
                    stretch=True,
                ),
            ),
        ),
        Rows(
            id="fwcfg",
            label=QT_TRANSLATE_NOOP("Hardware", "Files for the firmware"),
            prop=BootView.firmware_files,
            add=QT_TRANSLATE_NOOP("Hardware", "Add file"),
            start=_start_file,
            check=_check_files,
            hint=QT_TRANSLATE_NOOP("Hardware", "fw_cfg: Ignition and others read them."),
            columns=(
                field(
                    "name",
                    QT_TRANSLATE_NOOP("Hardware", "Name"),
                    Control.TEXT,
                    SysinfoEntry.name,
                    stretch=True,
                ),
                field(
                    "file",
                    QT_TRANSLATE_NOOP("Hardware", "File"),
                    Control.TEXT,
                    SysinfoEntry.file,
                    stretch=True,
                    browse="file",
                ),
                field(
                    "value",
                    QT_TRANSLATE_NOOP("Hardware", "Text"),
                    Control.TEXT,
                    SysinfoEntry.value,
                    stretch=True,
                ),
            ),
        ),
    ),
)
