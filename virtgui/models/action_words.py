"""Labels of the actions on domains, as menus and the palette show them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.models.noop import QT_TRANSLATE_NOOP

_CONTEXT: Final = "Actions"

_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": QT_TRANSLATE_NOOP("Actions", "Start"),
        "start_paused": QT_TRANSLATE_NOOP("Actions", "Start paused"),
        "start_fresh": QT_TRANSLATE_NOOP("Actions", "Start without saved state…"),
        "start_options": QT_TRANSLATE_NOOP("Actions", "Start with options…"),
        "pause": QT_TRANSLATE_NOOP("Actions", "Pause"),
        "resume": QT_TRANSLATE_NOOP("Actions", "Resume"),
        "shutdown": QT_TRANSLATE_NOOP("Actions", "Shut down"),
        "shutdown_acpi": QT_TRANSLATE_NOOP("Actions", "Shut down by power button"),
        "shutdown_agent": QT_TRANSLATE_NOOP("Actions", "Shut down by guest agent"),
        "reboot": QT_TRANSLATE_NOOP("Actions", "Reboot"),
        "reboot_acpi": QT_TRANSLATE_NOOP("Actions", "Reboot by power button"),
        "reboot_agent": QT_TRANSLATE_NOOP("Actions", "Reboot by guest agent"),
        "reset": QT_TRANSLATE_NOOP("Actions", "Reset…"),
        "destroy_graceful": QT_TRANSLATE_NOOP("Actions", "Force off, let it finish writing…"),
        "destroy": QT_TRANSLATE_NOOP("Actions", "Force off…"),
        "managed_save": QT_TRANSLATE_NOOP("Actions", "Save and stop"),
        "discard_saved": QT_TRANSLATE_NOOP("Actions", "Discard saved state…"),
        "save_file": QT_TRANSLATE_NOOP("Actions", "Save to a file…"),
        "core_dump": QT_TRANSLATE_NOOP("Actions", "Dump memory…"),
        "pm_suspend_mem": QT_TRANSLATE_NOOP("Actions", "Put the guest to sleep"),
        "pm_suspend_disk": QT_TRANSLATE_NOOP("Actions", "Hibernate the guest"),
        "pm_wake": QT_TRANSLATE_NOOP("Actions", "Wake the guest"),
        "inject_nmi": QT_TRANSLATE_NOOP("Actions", "Send NMI…"),
        "autostart_on": QT_TRANSLATE_NOOP("Actions", "Start with the host"),
        "autostart_off": QT_TRANSLATE_NOOP("Actions", "Do not start with the host"),
        "rename": QT_TRANSLATE_NOOP("Actions", "Rename…"),
        "labels": QT_TRANSLATE_NOOP("Actions", "Title, tags and notes…"),
        "delete": QT_TRANSLATE_NOOP("Actions", "Delete…"),
    }
)

_MENUS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": QT_TRANSLATE_NOOP("Actions", "Start otherwise"),
        "shutdown": QT_TRANSLATE_NOOP("Actions", "Shut down and reboot"),
        "save": QT_TRANSLATE_NOOP("Actions", "Save and dump"),
        "more": QT_TRANSLATE_NOOP("Actions", "More"),
    }
)


def action_label(action_id: str) -> str:
    """The label of an action."""
    return QCoreApplication.translate(_CONTEXT, _LABELS[action_id])


def menu_label(menu: str) -> str:
    """The label of a submenu of actions."""
    return QCoreApplication.translate(_CONTEXT, _MENUS[menu])
