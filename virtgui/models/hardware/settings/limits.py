"""The form of limits on the host's disks, and of what goes to the hypervisor as it is."""

from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.limits import (
    BHYVE,
    VMWARE,
    XEN,
    BlkioDevice,
    ForeignLines,
    ForeignText,
    LimitsView,
    QemuArgument,
    QemuCapability,
    QemuOverride,
    QemuVariable,
)
from virtgui.models.hardware.fields import (
    Condition,
    Control,
    Finding,
    Form,
    Rows,
    Section,
    Severity,
    error,
    fixed,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    field,
    for_qemu_or,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_LEAST, _MOST = 100, 1000


def _check_weight(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if value is not None and not _LEAST <= value <= _MOST:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "A weight is from 100 to 1000.")))
    return None


def _check_devices(view: XmlView, scene: Scene) -> Finding | None:
    rows = LimitsView.devices.of(view)
    paths = [BlkioDevice.path.of(row) for row in rows]
    for row, path in zip(rows, paths, strict=True):
        if not path.startswith("/"):
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "A disk of the host is a path such as /dev/sda.")
                )
            )
        if paths.count(path) > 1:
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "{path} stands there twice.")).format(path=path)
            )
        finding = _check_weight(row.weight, row, scene)
        if finding is not None:
            return finding
    return None


def _start_device(row: Any, view: XmlView, scene: Scene) -> None:
    del view, scene
    BlkioDevice.path.put(row, "/dev/sda")


def _check_arguments(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    rows = LimitsView.arguments.of(view)
    if not rows:
        return None
    if not all(row.value for row in rows):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "An argument is empty.")))
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware",
            "libvirt calls this unsupported: what it does not know of may fail "
            "with an update, a migration or a snapshot.",
        )
    )
    return warning(sentence)


def _check_variables(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    for row in LimitsView.variables.of(view):
        if not row.name.isascii() or not row.name.replace("_", "a").isalnum():
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "“{name}” is no name of a variable.")).format(
                    name=row.name
                )
            )
    return None


def _check_override(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    rows = LimitsView.overrides.of(view)
    if not rows:
        return None
    if not all(row.alias for row in rows):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The device's alias is missing, such as “net0”."))
        )
    return Finding(
        Severity.INFO,
        words(
            QT_TRANSLATE_NOOP(
                "Hardware", "Devices are known by their alias, such as “ua-disk1” or “net0”."
            )
        ),
    )


def _check_names(prop: Any) -> Any:
    def check(view: XmlView, scene: Scene) -> Finding | None:
        del scene
        return (
            None
            if all(row.name for row in prop.of(view))
            else error(words(QT_TRANSLATE_NOOP("Hardware", "The name is missing.")))
        )

    return check


def _is_foreign(virt_type: str, prop: ForeignLines | ForeignText) -> Condition:
    return lambda view, scene: scene.document.virt_type == virt_type or bool(prop.of(view))


_bhyve, _xen = ForeignLines(BHYVE), ForeignLines(XEN)
_datacenter: Final = ForeignText(VMWARE, "datacenterpath")


_DISKS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Disks of the host"),
    items=(
        field(
            "weight",
            QT_TRANSLATE_NOOP("Hardware", "Weight"),
            Control.NUMBER,
            LimitsView.weight,
            check=_check_weight,
            low=_LEAST,
            high=_MOST,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Its part of the disks against other machines, 100 to 1000."
            ),
        ),
        Rows(
            id="devices",
            label=QT_TRANSLATE_NOOP("Hardware", "Single disks"),
            prop=LimitsView.devices,
            start=_start_device,
            add=QT_TRANSLATE_NOOP("Hardware", "Add disk"),
            check=_check_devices,
            empty=QT_TRANSLATE_NOOP("Hardware", "All alike."),
            columns=(
                field(
                    "path",
                    QT_TRANSLATE_NOOP("Hardware", "Disk"),
                    Control.TEXT,
                    BlkioDevice.path,
                    stretch=True,
                    browse="file",
                ),
                field(
                    "device_weight",
                    QT_TRANSLATE_NOOP("Hardware", "Weight"),
                    Control.NUMBER,
                    BlkioDevice.weight,
                    low=_LEAST,
                    high=_MOST,
                    check=_check_weight,
                ),
                field(
                    "read_iops",
                    QT_TRANSLATE_NOOP("Hardware", "Reads"),
                    Control.NUMBER,
                    BlkioDevice.read_iops,
                    unit="/s",
                ),
                field(
                    "write_iops",
                    QT_TRANSLATE_NOOP("Hardware", "Writes"),
                    Control.NUMBER,
                    BlkioDevice.write_iops,
                    unit="/s",
                ),
                field(
                    "read_bytes",
                    QT_TRANSLATE_NOOP("Hardware", "Read"),
                    Control.NUMBER,
                    BlkioDevice.read_bytes,
                    unit="B/s",
                ),
                field(
                    "write_bytes",
                    QT_TRANSLATE_NOOP("Hardware", "Written"),
                    Control.NUMBER,
                    BlkioDevice.write_bytes,
                    unit="B/s",
                ),
            ),
        ),
    ),
)

_QEMU: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Extra hypervisor arguments"),
    folded=True,
    shown=for_qemu_or("qemu:commandline", "qemu:capabilities", "qemu:deprecation", "qemu:override"),
    hint=QT_TRANSLATE_NOOP("Hardware", "For what libvirt cannot say. It calls this unsupported."),
    items=(
        Rows(
            id="arguments",
            label=QT_TRANSLATE_NOOP("Hardware", "Arguments"),
            prop=LimitsView.arguments,
            ordered=True,
            add=QT_TRANSLATE_NOOP("Hardware", "Add argument"),
            check=_check_arguments,
            columns=(
                field(
                    "argument",
                    QT_TRANSLATE_NOOP("Hardware", "Argument"),
                    Control.TEXT,
                    QemuArgument.value,
                    stretch=True,
                ),
            ),
        ),
        Rows(
            id="variables",
            label=QT_TRANSLATE_NOOP("Hardware", "Environment"),
            prop=LimitsView.variables,
            add=QT_TRANSLATE_NOOP("Hardware", "Add variable"),
            check=_check_variables,
            columns=(
                field(
                    "variable",
                    QT_TRANSLATE_NOOP("Hardware", "Name"),
                    Control.TEXT,
                    QemuVariable.name,
                ),
                field(
                    "value",
                    QT_TRANSLATE_NOOP("Hardware", "Value"),
                    Control.TEXT,
                    QemuVariable.value,
                    stretch=True,
                ),
            ),
        ),
        Rows(
            id="overrides",
            label=QT_TRANSLATE_NOOP("Hardware", "Properties of devices"),
            prop=LimitsView.overrides,
            add=QT_TRANSLATE_NOOP("Hardware", "Add device"),
            check=_check_override,
            columns=(
                field(
                    "alias",
                    QT_TRANSLATE_NOOP("Hardware", "Device"),
                    Control.TEXT,
                    QemuOverride.alias,
                ),
                field(
                    "properties",
                    QT_TRANSLATE_NOOP("Hardware", "Properties"),
                    Control.TEXT,
                    QemuOverride.properties,
                    stretch=True,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Name, type, value: “x-vga:bool:true”."),
                ),
            ),
        ),
        Rows(
            id="added",
            label=QT_TRANSLATE_NOOP("Hardware", "QEMU can, all the same"),
            prop=LimitsView.added,
            add=QT_TRANSLATE_NOOP("Hardware", "Add capability"),
            check=_check_names(LimitsView.added),
            columns=(
                field(
                    "added",
                    QT_TRANSLATE_NOOP("Hardware", "Capability"),
                    Control.TEXT,
                    QemuCapability.name,
                    stretch=True,
                ),
            ),
        ),
        Rows(
            id="removed",
            label=QT_TRANSLATE_NOOP("Hardware", "QEMU cannot, all the same"),
            prop=LimitsView.removed,
            add=QT_TRANSLATE_NOOP("Hardware", "Add capability"),
            check=_check_names(LimitsView.removed),
            columns=(
                field(
                    "removed",
                    QT_TRANSLATE_NOOP("Hardware", "Capability"),
                    Control.TEXT,
                    QemuCapability.name,
                    stretch=True,
                ),
            ),
        ),
        field(
            "deprecation",
            QT_TRANSLATE_NOOP("Hardware", "Deprecated things"),
            Control.CHOICE,
            LimitsView.deprecation,
            choices=fixed(
                DEFAULT,
                ("none", QT_TRANSLATE_NOOP("Hardware", "Allowed")),
                ("omit", QT_TRANSLATE_NOOP("Hardware", "Hidden")),
                ("reject", QT_TRANSLATE_NOOP("Hardware", "Refused")),
                ("crash", QT_TRANSLATE_NOOP("Hardware", "End the machine")),
            ),
        ),
    ),
)

_OTHERS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Extra arguments"),
    shown=lambda view, scene: any(
        shown(view, scene)
        for shown in (
            _is_foreign("bhyve", _bhyve),
            _is_foreign("xen", _xen),
            _is_foreign("vmware", _datacenter),
        )
    ),
    items=(
        field(
            "bhyve",
            QT_TRANSLATE_NOOP("Hardware", "bhyve's arguments"),
            Control.LONG_TEXT,
            _bhyve,
            shown=_is_foreign("bhyve", _bhyve),
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "One per line."),
        ),
        field(
            "xen",
            QT_TRANSLATE_NOOP("Hardware", "Xen's arguments"),
            Control.LONG_TEXT,
            _xen,
            shown=_is_foreign("xen", _xen),
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "One per line."),
        ),
        field(
            "datacenter",
            QT_TRANSLATE_NOOP("Hardware", "Data centre"),
            Control.TEXT,
            _datacenter,
            shown=_is_foreign("vmware", _datacenter),
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "Where the machine stands in vCenter."),
        ),
    ),
)

FORM: Final = Form(
    id="blkio",
    title=QT_TRANSLATE_NOOP("Hardware", "Disk and host limits"),
    icon="volume",
    view=LimitsView,
    paths=("blkiotune", "qemu:", "commandline", "datacenterpath"),
    sections=(_DISKS, _QEMU, _OTHERS),
)
