"""The form of a machine's name, kind, firmware and life cycle."""

from collections.abc import Sequence
from typing import Final

from virtgui.core.values.domain_config import (
    group_problem,
    notes_problem,
    os_label,
    tag_problem,
)
from virtgui.documents.properties import XmlView
from virtgui.documents.settings.general import GeneralView
from virtgui.models.hardware.fields import (
    Choice,
    Control,
    Finding,
    Form,
    Section,
    error,
    fixed,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.clock import CLOCK_SECTION
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    fact,
    field,
    for_qemu_or,
)
from virtgui.models.hardware.settings.firmware import FIRMWARE_SECTION
from virtgui.models.hardware.settings.machine import MACHINE_SECTION
from virtgui.models.hardware.settings.security import SECURITY_SECTIONS
from virtgui.models.noop import QT_TRANSLATE_NOOP

_SYSTEMS: Final = (
    "http://debian.org/debian/13",
    "http://debian.org/debian/12",
    "http://debian.org/debian/11",
    "http://ubuntu.com/ubuntu/24.04",
    "http://ubuntu.com/ubuntu/22.04",
    "http://ubuntu.com/ubuntu/20.04",
    "http://fedoraproject.org/fedora/42",
    "http://fedoraproject.org/fedora/41",
    "http://fedoraproject.org/coreos/stable",
    "http://redhat.com/rhel/10.0",
    "http://redhat.com/rhel/9.4",
    "http://redhat.com/rhel/8.10",
    "http://centos.org/centos-stream/9",
    "http://rockylinux.org/rocky/9",
    "http://almalinux.org/almalinux/9",
    "http://opensuse.org/opensuse/15.6",
    "http://suse.com/sle/15.6",
    "http://archlinux.org/archlinux/rolling",
    "http://alpinelinux.org/alpinelinux/3.20",
    "http://nixos.org/nixos/24.05",
    "http://freebsd.org/freebsd/14.0",
    "http://openbsd.org/openbsd/7.5",
    "http://netbsd.org/netbsd/10.0",
    "http://microsoft.com/win/11",
    "http://microsoft.com/win/10",
    "http://microsoft.com/win/2k25",
    "http://microsoft.com/win/2k22",
    "http://microsoft.com/win/2k19",
    "http://microsoft.com/win/2k16",
    "http://libosinfo.org/unknown",
)


def _systems(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    near = sorted({config.os_id for config in scene.neighbours if config.os_id})
    ids = dict.fromkeys((*near, *_SYSTEMS))
    return [
        Choice("", words(QT_TRANSLATE_NOOP("Hardware", "Not told"))),
        *(Choice(each, os_label(each)) for each in ids),
    ]


def _check_tags(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    for tag in value.split():
        if tag_problem(tag) is not None:
            sentence = words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    '“{tag}” is no tag: tags are words of up to 40 letters without , | * ? "',
                )
            )
            return error(sentence.format(tag=tag))
    return None


def _check_group(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if group_problem(value) is None:
        return None
    return error(
        words(
            QT_TRANSLATE_NOOP(
                "Hardware", "A group is a line of up to 200 letters, such as “production/web”."
            )
        )
    )


def _check_notes(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if notes_problem(value) is None:
        return None
    return error(words(QT_TRANSLATE_NOOP("Hardware", "Notes have up to 20 000 letters.")))


def _check_title(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    return (
        error(words(QT_TRANSLATE_NOOP("Hardware", "A title is one line.")))
        if "\n" in value
        else None
    )


_END: Final = (
    DEFAULT,
    ("destroy", QT_TRANSLATE_NOOP("Hardware", "Stay off")),
    ("restart", QT_TRANSLATE_NOOP("Hardware", "Start again")),
    ("preserve", QT_TRANSLATE_NOOP("Hardware", "Stay off, keep its memory")),
    ("rename-restart", QT_TRANSLATE_NOOP("Hardware", "Start again under a new name")),
)

_NAME_SECTION: Final = Section(
    title="",
    items=(
        fact(
            "name",
            QT_TRANSLATE_NOOP("Hardware", "Name"),
            lambda view: view.name,
            ("name",),
            hint=QT_TRANSLATE_NOOP("Hardware", "It is renamed by an action of its own."),
        ),
        field(
            "title",
            QT_TRANSLATE_NOOP("Hardware", "Title"),
            Control.TEXT,
            GeneralView.title,
            check=_check_title,
            stretch=True,
        ),
        field(
            "description",
            QT_TRANSLATE_NOOP("Hardware", "Description"),
            Control.LONG_TEXT,
            GeneralView.description,
            stretch=True,
        ),
        field(
            "notes",
            QT_TRANSLATE_NOOP("Hardware", "Notes"),
            Control.LONG_TEXT,
            GeneralView.notes,
            check=_check_notes,
            stretch=True,
        ),
        field(
            "tags",
            QT_TRANSLATE_NOOP("Hardware", "Tags"),
            Control.TEXT,
            GeneralView.tags,
            check=_check_tags,
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "Words with blanks between them."),
        ),
        field(
            "group",
            QT_TRANSLATE_NOOP("Hardware", "Group"),
            Control.TEXT,
            GeneralView.group,
            check=_check_group,
            stretch=True,
        ),
        field(
            "os_id",
            QT_TRANSLATE_NOOP("Hardware", "Operating system"),
            Control.COMBO,
            GeneralView.os_id,
            choices=_systems,
            stretch=True,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "What runs in it (libosinfo id); it decides what is suggested."
            ),
        ),
        fact("uuid", QT_TRANSLATE_NOOP("Hardware", "UUID"), lambda view: view.uuid, ("uuid",)),
    ),
)


_LIFE_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Life cycle"),
    items=(
        field(
            "on_poweroff",
            QT_TRANSLATE_NOOP("Hardware", "When it shuts down"),
            Control.CHOICE,
            GeneralView.on_poweroff,
            choices=fixed(*_END),
        ),
        field(
            "on_reboot",
            QT_TRANSLATE_NOOP("Hardware", "When it reboots"),
            Control.CHOICE,
            GeneralView.on_reboot,
            choices=fixed(*_END),
        ),
        field(
            "on_crash",
            QT_TRANSLATE_NOOP("Hardware", "When it crashes"),
            Control.CHOICE,
            GeneralView.on_crash,
            choices=fixed(
                *_END,
                ("coredump-destroy", QT_TRANSLATE_NOOP("Hardware", "Write its memory, stay off")),
                (
                    "coredump-restart",
                    QT_TRANSLATE_NOOP("Hardware", "Write its memory, start again"),
                ),
            ),
        ),
        field(
            "on_lockfailure",
            QT_TRANSLATE_NOOP("Hardware", "When it loses a lock"),
            Control.CHOICE,
            GeneralView.on_lockfailure,
            choices=fixed(
                DEFAULT,
                ("poweroff", QT_TRANSLATE_NOOP("Hardware", "Force off")),
                ("restart", QT_TRANSLATE_NOOP("Hardware", "Start again")),
                ("pause", QT_TRANSLATE_NOOP("Hardware", "Pause")),
                ("ignore", QT_TRANSLATE_NOOP("Hardware", "Go on")),
            ),
        ),
        field(
            "suspend_to_memory",
            QT_TRANSLATE_NOOP("Hardware", "Sleep (S3)"),
            Control.TRISTATE,
            GeneralView.suspend_to_memory,
            shown=for_qemu_or("pm"),
            hint=QT_TRANSLATE_NOOP("Hardware", "Whether the firmware offers it (suspend-to-mem)."),
        ),
        field(
            "suspend_to_disk",
            QT_TRANSLATE_NOOP("Hardware", "Hibernation (S4)"),
            Control.TRISTATE,
            GeneralView.suspend_to_disk,
            shown=for_qemu_or("pm"),
            hint=QT_TRANSLATE_NOOP("Hardware", "Whether the firmware offers it (suspend-to-disk)."),
        ),
    ),
)


def _has_foreign(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, GeneralView) and bool(view.foreign_metadata())


_METADATA_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Other programs"),
    folded=True,
    shown=_has_foreign,
    items=(
        fact(
            "foreign",
            QT_TRANSLATE_NOOP("Hardware", "Metadata of"),
            lambda view: view.foreign_metadata(),
            ("metadata/",),
            hint=QT_TRANSLATE_NOOP("Hardware", "It stays as it is; the XML tab shows it."),
        ),
    ),
)

FORM: Final = Form(
    id="general",
    title=QT_TRANSLATE_NOOP("Hardware", "General"),
    icon="overview",
    view=GeneralView,
    paths=(
        "@",
        "name",
        "namespace",
        "uuid",
        "genid",
        "title",
        "description",
        "metadata",
        "os/type",
        "os/@firmware",
        "os/firmware",
        "os/loader",
        "os/nvram",
        "on_",
        "clock",
        "pm",
        "devices/emulator",
        "seclabel",
        "launchSecurity",
        "keywrap",
        "resource",
        "idmap",
        "perf",
    ),
    sections=(
        _NAME_SECTION,
        MACHINE_SECTION,
        FIRMWARE_SECTION,
        _LIFE_SECTION,
        CLOCK_SECTION,
        *SECURITY_SECTIONS,
        _METADATA_SECTION,
    ),
)
