"""The form of file systems that a guest gets from the host."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from virtgui.documents.devices.filesystem import FilesystemElement
from virtgui.documents.domain import DomainDocument
from virtgui.documents.properties import Path, XmlView
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    VIRTIO_MODELS,
    all_of,
    amount,
    boot_items,
    choice,
    combo,
    defaulted,
    file_path,
    flag,
    line,
    needed,
    number,
    others_of,
    switch,
    unless,
    unread,
    virtio_items,
    when,
)
from virtgui.models.hardware.fields import (
    Choice,
    Finding,
    Fix,
    Form,
    Section,
    error,
    warning,
    words,
)
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import DEFAULT, for_containers, path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

_TYPES: Final = (
    ("mount", QT_TRANSLATE_NOOP("Hardware", "A folder of the host")),
    ("file", QT_TRANSLATE_NOOP("Hardware", "An image file")),
    ("block", QT_TRANSLATE_NOOP("Hardware", "A block device")),
    ("bind", QT_TRANSLATE_NOOP("Hardware", "Another folder of the container")),
    ("ram", QT_TRANSLATE_NOOP("Hardware", "Memory")),
    ("template", QT_TRANSLATE_NOOP("Hardware", "A template")),
    ("volume", QT_TRANSLATE_NOOP("Hardware", "A volume")),
)
_ONLY_CONTAINERS: Final = ("file", "block", "bind", "ram", "template")
_SOURCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "mount": ("dir", "socket"),
        "bind": ("dir",),
        "file": ("file",),
        "block": ("dev",),
        "template": ("name",),
        "ram": ("usage", "units"),
        "volume": ("pool", "volume"),
    }
)
_MODE: Final = r"0[0-7]{3}|[0-7]{1,3}"
_DRIVERS: Final = (
    ("virtiofs", QT_TRANSLATE_NOOP("Hardware", "virtiofs (fast)")),
    ("path", QT_TRANSLATE_NOOP("Hardware", "9p")),
    ("handle", QT_TRANSLATE_NOOP("Hardware", "9p, by handles")),
    ("loop", QT_TRANSLATE_NOOP("Hardware", "Loop device")),
    ("nbd", QT_TRANSLATE_NOOP("Hardware", "Network block device")),
    ("ploop", QT_TRANSLATE_NOOP("Hardware", "ploop")),
)


def _types(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    reason = words(QT_TRANSLATE_NOOP("Hardware", "Containers only."))
    return [
        Choice(value, words(label), reason if _is_missing(value, scene) else "")
        for value, label in _TYPES
    ]


def _is_missing(kind: str, scene: Scene) -> bool:
    return kind in _ONLY_CONTAINERS and scene.is_qemu


def _put_type(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value == view.kind:
        return
    view.kind = value
    source = Path("source").find(view.element)
    fitting = _SOURCES.get(value, ())
    known = {name for names in _SOURCES.values() for name in names}
    for name in known.difference(fitting):
        if source is not None and name in source.attrib:
            del source.attrib[name]


def _drivers(view: XmlView, scene: Scene) -> Sequence[Choice]:
    chosen = offered("filesystem", "driverType", *_DRIVERS)(view, scene)
    own = ("loop", "nbd", "ploop") if scene.is_qemu else ("virtiofs", "path", "handle")
    told = Choice("", words(DEFAULT[1]))
    return [told, *(item for item in chosen if item.value not in own)]


def _is_shared(document: DomainDocument) -> bool:
    root = document.element
    if Path("memoryBacking/access/@mode").read(root) == "shared":
        return True
    cells = Path("cpu/numa").find(root)
    shared = [] if cells is None else [cell.get("memAccess") for cell in cells.iterchildren("cell")]
    return bool(shared) and all(mode == "shared" for mode in shared)


def _share(scene: Scene) -> None:
    root = scene.document.element
    if Path("memoryBacking/hugepages").find(root) is None:
        Path("memoryBacking/source/@type").write(root, "memfd")
    Path("memoryBacking/access/@mode").write(root, "shared")


def _check_driver(value: str, view: Any, scene: Scene) -> Finding | None:
    del view
    if value == "virtiofs" and not _is_shared(scene.document):
        fix = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Share it")), _share)
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "virtiofs needs memory that is shared with the host.")
            ),
            fix,
        )
    return None


def _check_target(value: str, view: Any, scene: Scene) -> Finding | None:
    if scene.is_container and value and not value.startswith("/"):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The folder in the container is a full path; it begins with “/”."
                )
            )
        )
    others = others_of(view, scene, "filesystem")
    if any(Path("target/@dir").read(other) == value for other in others):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Another file system of this machine is called “{name}”."
                )
            ).format(name=value)
        )
    if not scene.is_container and len(value.encode()) > 36 and view.driver == "virtiofs":
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The name is too long; 36 bytes fit.")))
    if view.element.find("driver") is not None and not re.fullmatch(r"[\w./+-]*", value):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Guests have it easier with a name of letters and digits."
                )
            )
        )
    return None


def _check_access(value: str, view: Any, scene: Scene) -> Finding | None:
    del scene
    if view.driver == "virtiofs" and value not in ("", "passthrough"):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "virtiofs passes owners and rights on; “passthrough” fits."
                )
            )
        )
    return None


def _check_readonly(value: bool, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value and view.driver == "virtiofs":
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "virtiofs of this libvirt has no read-only folders; 9p has."
                )
            )
        )
    return None


def _check_mode(value: str, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value and not re.fullmatch(_MODE, value):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Rights are three octal digits, such as 755."))
        )
    if value and (view.driver == "virtiofs" or view.access_mode != "mapped"):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "It can be set with the rights “mapped” of 9p only.")
            )
        )
    return None


def _put_driver(view: Any, value: str, scene: Scene) -> None:
    """Virtiofs has a helper program of its own, which 9p refuses."""
    del scene
    if value == view.driver:
        return
    view.driver = value
    if value == "virtiofs":
        view.access_mode = "passthrough"
        view.write_policy = view.file_mode = view.folder_mode = view.multidevs = ""
    else:
        binary = Path("binary")
        binary.remove(view.element)
        view.queue, view.socket = None, ""


def _folders(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    found = None if scene.choices is None else scene.choices.pools
    pools = () if found is None else found.items
    return [Choice(pool.path, f"{pool.path} ({pool.name})") for pool in pools if pool.path]


def _pools(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    found = None if scene.choices is None else scene.choices.pools
    return [*(Choice(pool.name) for pool in (found.items if found else ())), *unread(found)]


def _volumes(view: Any, scene: Scene) -> Sequence[Choice]:
    found = None if scene.choices is None else scene.choices.volumes
    items = () if found is None else found.items
    return [*(Choice(item.name) for item in items if item.pool == view.pool), *unread(found)]


def _source_words(view: FilesystemElement) -> str:
    if view.kind == "ram":
        return words(QT_TRANSLATE_NOOP("Hardware", "Memory"))
    if view.kind == "volume":
        return f"{view.pool}/{view.volume}"
    return view.folder or view.file or view.block or view.template or view.socket


def _label(view: FilesystemElement, scene: Scene) -> tuple[str, str]:
    del scene
    title = words(QT_TRANSLATE_NOOP("Hardware", "File system {name}")).format(name=view.target)
    driver = {"path": "9p", "": ""}.get(view.driver, view.driver)
    return title, ", ".join(filter(None, (_source_words(view), driver)))


_IS_VIRTIOFS: Final = when("driver", "virtiofs")
_NOT_VIRTIOFS: Final = unless("driver", "virtiofs")

_MAIN: Final = Section(
    title="",
    items=(
        choice(
            "type",
            QT_TRANSLATE_NOOP("Hardware", "What it is"),
            FilesystemElement.kind,
            _types,
            put=_put_type,
        ),
        combo(
            "folder",
            QT_TRANSLATE_NOOP("Hardware", "Folder of the host"),
            FilesystemElement.folder,
            _folders,
            browse="folder",
            shown=when("kind", "mount", "bind"),
            check=path_check,
        ),
        file_path(
            "file",
            QT_TRANSLATE_NOOP("Hardware", "Image file"),
            FilesystemElement.file,
            shown=when("kind", "file"),
            check=needed(QT_TRANSLATE_NOOP("Hardware", "Choose an image file."), path_check),
        ),
        file_path(
            "block",
            QT_TRANSLATE_NOOP("Hardware", "Block device"),
            FilesystemElement.block,
            shown=when("kind", "block"),
        ),
        line(
            "template",
            QT_TRANSLATE_NOOP("Hardware", "Template"),
            FilesystemElement.template,
            shown=when("kind", "template"),
        ),
        combo(
            "pool",
            QT_TRANSLATE_NOOP("Hardware", "Storage pool"),
            FilesystemElement.pool,
            _pools,
            shown=when("kind", "volume"),
        ),
        combo(
            "volume",
            QT_TRANSLATE_NOOP("Hardware", "Volume"),
            FilesystemElement.volume,
            _volumes,
            shown=when("kind", "volume"),
        ),
        amount(
            "ram",
            QT_TRANSLATE_NOOP("Hardware", "Size"),
            FilesystemElement.ram,
            paths=("source/@units",),
            shown=when("kind", "ram"),
        ),
        line(
            "target",
            QT_TRANSLATE_NOOP("Hardware", "Name in the guest"),
            FilesystemElement.target,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "What the guest mounts; the folder itself in containers"
            ),
            stretch=True,
            check=needed(
                QT_TRANSLATE_NOOP("Hardware", "It needs a name by which the guest finds it."),
                _check_target,
            ),
        ),
        choice(
            "driver",
            QT_TRANSLATE_NOOP("Hardware", "Driver"),
            FilesystemElement.driver,
            _drivers,
            put=_put_driver,
            check=_check_driver,
        ),
        switch(
            "readonly",
            QT_TRANSLATE_NOOP("Hardware", "Read only"),
            FilesystemElement.readonly,
            check=_check_readonly,
        ),
    ),
)

_NINEP: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Owners and rights"),
    shown=all_of(when("kind", "mount", "file", "volume"), _NOT_VIRTIOFS),
    items=(
        choice(
            "access_mode",
            QT_TRANSLATE_NOOP("Hardware", "Rights"),
            FilesystemElement.access_mode,
            defaulted(
                ("passthrough", QT_TRANSLATE_NOOP("Hardware", "As the guest sets them")),
                ("mapped", QT_TRANSLATE_NOOP("Hardware", "Kept beside the files (mapped)")),
                ("squash", QT_TRANSLATE_NOOP("Hardware", "As the hypervisor's user (squash)")),
            ),
            check=_check_access,
        ),
        line(
            "file_mode",
            QT_TRANSLATE_NOOP("Hardware", "Rights of new files"),
            FilesystemElement.file_mode,
            check=_check_mode,
        ),
        line(
            "folder_mode",
            QT_TRANSLATE_NOOP("Hardware", "Rights of new folders"),
            FilesystemElement.folder_mode,
            check=_check_mode,
        ),
        choice(
            "multidevs",
            QT_TRANSLATE_NOOP("Hardware", "Several devices below it"),
            FilesystemElement.multidevs,
            defaulted(
                ("default", QT_TRANSLATE_NOOP("Hardware", "QEMU's own way")),
                ("remap", QT_TRANSLATE_NOOP("Hardware", "Number files anew")),
                ("forbid", QT_TRANSLATE_NOOP("Hardware", "Refuse")),
                ("warn", QT_TRANSLATE_NOOP("Hardware", "Warn only")),
            ),
        ),
    ),
)

_VIRTIOFS: Final = Section(
    title="virtiofs",
    shown=_IS_VIRTIOFS,
    items=(
        choice(
            "cache",
            QT_TRANSLATE_NOOP("Hardware", "Cache"),
            FilesystemElement.cache,
            defaulted(
                ("none", QT_TRANSLATE_NOOP("Hardware", "None")),
                ("always", QT_TRANSLATE_NOOP("Hardware", "Always")),
            ),
        ),
        number(
            "queue",
            QT_TRANSLATE_NOOP("Hardware", "Queue size"),
            FilesystemElement.queue,
            low=1,
            high=65536,
        ),
        number(
            "threads",
            QT_TRANSLATE_NOOP("Hardware", "Threads"),
            FilesystemElement.threads,
            low=0,
            high=1000,
        ),
        flag(
            "xattr", QT_TRANSLATE_NOOP("Hardware", "Extended attributes"), FilesystemElement.xattr
        ),
        flag(
            "posix_lock", QT_TRANSLATE_NOOP("Hardware", "POSIX locks"), FilesystemElement.posix_lock
        ),
        flag(
            "flock",
            QT_TRANSLATE_NOOP("Hardware", "BSD locks"),
            FilesystemElement.flock,
            hint="flock",
        ),
        choice(
            "sandbox",
            QT_TRANSLATE_NOOP("Hardware", "Sandbox"),
            FilesystemElement.sandbox,
            defaulted(
                ("namespace", QT_TRANSLATE_NOOP("Hardware", "Namespace")), ("chroot", "chroot")
            ),
        ),
        file_path(
            "binary",
            QT_TRANSLATE_NOOP("Hardware", "Helper program"),
            FilesystemElement.binary,
            hint=QT_TRANSLATE_NOOP("Hardware", "virtiofsd; found by itself when empty"),
        ),
        file_path(
            "socket",
            QT_TRANSLATE_NOOP("Hardware", "Socket of a helper"),
            FilesystemElement.socket,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Where a virtiofsd listens that libvirt did not start"
            ),
        ),
    ),
)

_MORE: Final = Section(
    title=MORE,
    folded=True,
    items=(
        choice(
            "model",
            QT_TRANSLATE_NOOP("Hardware", "Model"),
            FilesystemElement.model,
            defaulted(*VIRTIO_MODELS),
        ),
        choice(
            "format",
            QT_TRANSLATE_NOOP("Hardware", "Format"),
            FilesystemElement.format,
            ("raw", "qcow2", "vdi", "vmdk", "vpc", "vhd", "qed", "ploop"),
            shown=when("kind", "file", "block"),
        ),
        choice(
            "write_policy",
            QT_TRANSLATE_NOOP("Hardware", "Writing"),
            FilesystemElement.write_policy,
            defaulted(
                (
                    "immediate",
                    QT_TRANSLATE_NOOP("Hardware", "At once (write-out starts immediately)"),
                )
            ),
            shown=_NOT_VIRTIOFS,
        ),
        amount(
            "hard_limit",
            QT_TRANSLATE_NOOP("Hardware", "Space at most"),
            FilesystemElement.hard_limit,
            shown=for_containers,
        ),
        amount(
            "soft_limit",
            QT_TRANSLATE_NOOP("Hardware", "Space before a warning"),
            FilesystemElement.soft_limit,
            shown=for_containers,
        ),
        *virtio_items(),
        *boot_items(_IS_VIRTIOFS),
        ADDRESS,
        ACPI_INDEX,
    ),
)

FORM: Final = Form(
    id="filesystem",
    title=QT_TRANSLATE_NOOP("Hardware", "File system"),
    icon="group",
    view=FilesystemElement,
    label=_label,
    sections=(_MAIN, _NINEP, _VIRTIOFS, _MORE),
)
"""The form of file systems."""
