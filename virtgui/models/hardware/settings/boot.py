"""The form of how a machine starts: menu, kernel, and the init of containers."""

from typing import Any, Final

from virtgui.documents.domain import DomainDocument
from virtgui.documents.properties import XmlView
from virtgui.documents.settings.boot import BootDevice, BootView, InitArgument, InitVariable
from virtgui.models.hardware.boot_order import boot_entries, set_boot_order
from virtgui.models.hardware.fields import (
    Control,
    Custom,
    Field,
    Finding,
    Fix,
    Form,
    Rows,
    Section,
    error,
    fixed,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    field,
    for_containers,
    for_machines,
    for_qemu,
    has,
    has_any,
    path_check,
)
from virtgui.models.hardware.settings.smbios import SMBIOS_SECTION
from virtgui.models.noop import QT_TRANSLATE_NOOP

_KINDS: Final = (
    ("hd", QT_TRANSLATE_NOOP("Hardware", "Hard disk")),
    ("cdrom", QT_TRANSLATE_NOOP("Hardware", "CD-ROM")),
    ("network", QT_TRANSLATE_NOOP("Hardware", "Network")),
    ("fd", QT_TRANSLATE_NOOP("Hardware", "Floppy")),
)
_ORDERED: Final = "devices/*/boot[@order]"


def _has_list(view: XmlView, scene: Scene) -> bool:
    """QEMU's machines have the order at the devices; others have this list."""
    del view
    return not scene.is_qemu and not scene.is_container


def _order_words(view: XmlView, scene: Scene) -> str:
    """The devices that are tried, in turn."""
    del scene
    entries = boot_entries(DomainDocument(view.element))
    return ", ".join(entry.label for entry in entries if entry.order is not None)


def _check_order(view: XmlView, scene: Scene) -> Finding | None:
    orders = [boot.get("order") for boot in view.element.iterfind(_ORDERED)]
    twice = next((order for order in orders if orders.count(order) > 1), None)
    if twice is not None:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "Two devices have the turn {number}; each needs one of its own."
            )
        )
        fix = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Number them anew")), _number_anew)
        return error(sentence.format(number=twice), fix)
    return _check_list(view, scene)


def _number_anew(scene: Scene) -> None:
    entries = boot_entries(scene.document)
    tried = [entry.index for entry in entries if entry.order is not None]
    set_boot_order(scene.document, tried)


def _check_list(view: XmlView, scene: Scene) -> Finding | None:
    rows = BootView.devices.of(view)
    if rows and scene.document.element.find(_ORDERED) is not None:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "Devices have an order of their own; libvirt refuses both."
            )
        )
        return error(
            sentence, Fix(words(QT_TRANSLATE_NOOP("Hardware", "Drop this list")), _drop_list)
        )
    names = [row.dev for row in rows]
    if len(set(names)) < len(names):
        return warning(
            words(QT_TRANSLATE_NOOP("Hardware", "One kind of device stands there twice."))
        )
    return None


def _drop_list(scene: Scene) -> None:
    view = BootView(scene.document.element)
    for _row in view.devices:
        BootView.devices.remove(view, 0)


def _start_device(row: Any, view: XmlView, scene: Scene) -> None:
    del scene
    used = {each.dev for each in BootView.devices.of(view)}
    row.dev = next((name for name, _label in _KINDS if name not in used), "hd")


def _put_menu(view: Any, value: bool | None, scene: Scene) -> None:
    """A menu that is off has no time to wait."""
    del scene
    if value == view.menu:
        return
    view.menu = value
    if not value:
        view.menu_timeout = None


def _shows_menu(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, BootView) and (bool(view.menu) or view.menu_timeout is not None)


def _check_timeout(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if value is not None and not 0 <= value <= 65535:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The menu waits up to 65535 ms.")))
    return None


def _check_reboot(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if value is not None and not -1 <= value <= 65535:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "From 0 to 65535 ms; -1 never tries again."))
        )
    return None


def _check_kernel(value: str, view: XmlView, scene: Scene) -> Finding | None:
    if (
        not value
        and has_any(view, ("os/initrd", "os/cmdline", "os/dtb"))
        and not scene.is_container
    ):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Without a kernel the fields below count for nothing."
                )
            )
        )
    return path_check(value, view, scene)


def _boots_kernel(view: XmlView, scene: Scene) -> bool:
    del scene
    return has_any(view, ("os/kernel", "os/initrd", "os/cmdline", "os/dtb"))


def _put_table(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value == view.acpi_table:
        return
    view.acpi_table = value
    if value:
        view.acpi_table_type = view.acpi_table_type or "slic"


def _has_serial(scene: Scene) -> bool:
    return scene.document.element.find("devices/serial") is not None


def _check_serial(value: bool | None, view: XmlView, scene: Scene) -> Finding | None:
    del view
    if value and not _has_serial(scene):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "There is no serial port to write to; add one first.")
            )
        )
    return None


def _check_init(value: str, view: XmlView, scene: Scene) -> Finding | None:
    if scene.is_container and not value:
        return None  # libvirt takes /sbin/init
    return path_check(value, view, scene)


def _check_variables(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    names = [row.name for row in BootView.init_variables.of(view)]
    for name in names:
        if not name.isascii() or not name.replace("_", "a").isalnum() or name[:1].isdigit():
            sentence = words(
                QT_TRANSLATE_NOOP("Hardware", "“{name}” is no name of a variable; “LANG” is one.")
            )
            return error(sentence.format(name=name))
        if names.count(name) > 1:
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "{name} stands there twice.")).format(name=name)
            )
    return None


def _is_paravirtual(view: XmlView, scene: Scene) -> bool:
    kinds = ("xen", "bhyve")
    return scene.document.virt_type in kinds or has_any(view, ("bootloader", "bootloader_args"))


_ORDER: Final = Section(
    title="",
    shown=for_machines,
    items=(
        Custom(
            id="order",
            label=QT_TRANSLATE_NOOP("Hardware", "Tried in turn"),
            editor="boot_order",
            paths=("os/boot/",),
            words=_order_words,
            shown=for_qemu,
            check=_check_order,
            hint=QT_TRANSLATE_NOOP("Hardware", "Devices without a tick are not tried."),
        ),
        Rows(
            id="devices",
            label=QT_TRANSLATE_NOOP("Hardware", "Kinds of devices"),
            prop=BootView.devices,
            ordered=True,
            start=_start_device,
            add=QT_TRANSLATE_NOOP("Hardware", "Add kind"),
            shown=_has_list,
            check=_check_list,
            columns=(
                field(
                    "dev",
                    QT_TRANSLATE_NOOP("Hardware", "Kind"),
                    Control.CHOICE,
                    BootDevice.dev,
                    choices=fixed(*_KINDS),
                ),
            ),
        ),
        Field(
            id="menu",
            label=QT_TRANSLATE_NOOP("Hardware", "Boot menu"),
            control=Control.TRISTATE,
            prop=BootView.menu,
            put=_put_menu,
            hint=QT_TRANSLATE_NOOP("Hardware", "The firmware asks which device to start from."),
        ),
        field(
            "menu_timeout",
            QT_TRANSLATE_NOOP("Hardware", "Menu waits"),
            Control.NUMBER,
            BootView.menu_timeout,
            unit="ms",
            high=65535,
            shown=_shows_menu,
            check=_check_timeout,
        ),
        field(
            "reboot_timeout",
            QT_TRANSLATE_NOOP("Hardware", "If nothing starts"),
            Control.NUMBER,
            BootView.reboot_timeout,
            unit="ms",
            low=-1,
            high=65535,
            check=_check_reboot,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Tries again after this time; -1 never (rebootTimeout)."
            ),
        ),
        field(
            "use_serial",
            QT_TRANSLATE_NOOP("Hardware", "Firmware writes to serial"),
            Control.TRISTATE,
            BootView.use_serial,
            check=_check_serial,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "BIOS messages on the first serial port (useserial)."
            ),
        ),
    ),
)

_KERNEL: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Direct kernel"),
    shown=for_machines,
    hint=QT_TRANSLATE_NOOP(
        "Hardware", "Starts a kernel from the host instead of the machine's disk."
    ),
    items=(
        field(
            "kernel",
            QT_TRANSLATE_NOOP("Hardware", "Kernel"),
            Control.TEXT,
            BootView.kernel,
            check=_check_kernel,
            stretch=True,
            browse="file",
        ),
        field(
            "initrd",
            QT_TRANSLATE_NOOP("Hardware", "Initial RAM disk"),
            Control.TEXT,
            BootView.initrd,
            check=path_check,
            stretch=True,
            browse="file",
        ),
        field(
            "cmdline",
            QT_TRANSLATE_NOOP("Hardware", "Kernel arguments"),
            Control.TEXT,
            BootView.cmdline,
            stretch=True,
        ),
        field(
            "dtb",
            QT_TRANSLATE_NOOP("Hardware", "Device tree"),
            Control.TEXT,
            BootView.dtb,
            check=path_check,
            stretch=True,
            browse="file",
            shown=lambda view, scene: (
                scene.document.arch not in ("x86_64", "i686") or has("os/dtb")(view, scene)
            ),
        ),
        field(
            "root",
            QT_TRANSLATE_NOOP("Hardware", "Root"),
            Control.TEXT,
            BootView.root,
            stretch=True,
            shown=has("os/root"),
        ),
    ),
)

_LOADER: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Boot loader of the host"),
    shown=_is_paravirtual,
    items=(
        field(
            "bootloader",
            QT_TRANSLATE_NOOP("Hardware", "Boot loader"),
            Control.TEXT,
            BootView.bootloader,
            stretch=True,
            browse="file",
        ),
        field(
            "bootloader_args",
            QT_TRANSLATE_NOOP("Hardware", "Its arguments"),
            Control.TEXT,
            BootView.bootloader_args,
            stretch=True,
        ),
    ),
)

_TABLES: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "ACPI table"),
    folded=True,
    shown=for_machines,
    items=(
        Field(
            id="acpi_table",
            label=QT_TRANSLATE_NOOP("Hardware", "Table"),
            control=Control.TEXT,
            prop=BootView.acpi_table,
            put=_put_table,
            check=path_check,
            stretch=True,
            browse="file",
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "A file of the host that is given to the guest, such as a SLIC table."
            ),
        ),
        field(
            "acpi_type",
            QT_TRANSLATE_NOOP("Hardware", "Kind of table"),
            Control.COMBO,
            BootView.acpi_table_type,
            choices=fixed(("slic", "")),
            shown=has("os/acpi"),
        ),
    ),
)


def _is_container(view: XmlView, scene: Scene) -> bool:
    return for_containers(view, scene) or has_any(view, ("os/init", "os/initarg", "os/initenv"))


_INIT: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "First process"),
    shown=_is_container,
    items=(
        field(
            "init",
            QT_TRANSLATE_NOOP("Hardware", "Program"),
            Control.TEXT,
            BootView.init,
            check=_check_init,
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "Path inside the container, such as /sbin/init."),
        ),
        Rows(
            id="init_arguments",
            label=QT_TRANSLATE_NOOP("Hardware", "Arguments"),
            prop=BootView.init_arguments,
            ordered=True,
            add=QT_TRANSLATE_NOOP("Hardware", "Add argument"),
            columns=(
                field(
                    "argument",
                    QT_TRANSLATE_NOOP("Hardware", "Argument"),
                    Control.TEXT,
                    InitArgument.value,
                    stretch=True,
                ),
            ),
        ),
        Rows(
            id="init_variables",
            label=QT_TRANSLATE_NOOP("Hardware", "Environment"),
            prop=BootView.init_variables,
            add=QT_TRANSLATE_NOOP("Hardware", "Add variable"),
            check=_check_variables,
            columns=(
                field(
                    "variable",
                    QT_TRANSLATE_NOOP("Hardware", "Name"),
                    Control.TEXT,
                    InitVariable.name,
                ),
                field(
                    "variable_value",
                    QT_TRANSLATE_NOOP("Hardware", "Value"),
                    Control.TEXT,
                    InitVariable.value,
                    stretch=True,
                ),
            ),
        ),
        field(
            "init_folder",
            QT_TRANSLATE_NOOP("Hardware", "Working folder"),
            Control.TEXT,
            BootView.init_folder,
            check=path_check,
            stretch=True,
        ),
        field(
            "init_user",
            QT_TRANSLATE_NOOP("Hardware", "User"),
            Control.TEXT,
            BootView.init_user,
            hint=QT_TRANSLATE_NOOP("Hardware", "Name or number."),
        ),
        field(
            "init_group",
            QT_TRANSLATE_NOOP("Hardware", "Group"),
            Control.TEXT,
            BootView.init_group,
            hint=QT_TRANSLATE_NOOP("Hardware", "Name or number."),
        ),
    ),
)

FORM: Final = Form(
    id="boot",
    title=QT_TRANSLATE_NOOP("Hardware", "Boot"),
    icon="start",
    view=BootView,
    paths=("os", "sysinfo", "bootloader"),
    sections=(_ORDER, _INIT, _KERNEL, _LOADER, SMBIOS_SECTION, _TABLES),
)
