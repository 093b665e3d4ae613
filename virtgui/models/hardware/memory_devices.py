"""The forms of memory that is a device, and of memory that guests share."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.core.units import format_bytes
from virtgui.documents.devices.memory import MemoryElement, SharedMemoryElement
from virtgui.documents.properties import Path, XmlView
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    all_of,
    amount,
    any_of,
    choice,
    defaulted,
    file_path,
    flag,
    line,
    needed,
    number,
    others_of,
    switch,
    unless,
    when,
)
from virtgui.models.hardware.fields import (
    Choice,
    Finding,
    Fix,
    Form,
    Section,
    error,
    fixed,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import cells_check, has, path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MODELS: Final = (
    ("dimm", QT_TRANSLATE_NOOP("Hardware", "DIMM")),
    ("virtio-mem", QT_TRANSLATE_NOOP("Hardware", "virtio-mem (grows and shrinks)")),
    ("nvdimm", QT_TRANSLATE_NOOP("Hardware", "NVDIMM (lasting)")),
    ("virtio-pmem", QT_TRANSLATE_NOOP("Hardware", "virtio-pmem (lasting)")),
    ("sgx-epc", QT_TRANSLATE_NOOP("Hardware", "SGX enclave pages")),
)
_LASTING: Final = ("nvdimm", "virtio-pmem")
_MIB: Final = 1024**2


def _put_model(view: Any, value: str, scene: Scene) -> None:
    """Each model has elements that others refuse."""
    if value == view.model:
        return
    view.model = value
    if value not in _LASTING:
        view.path, view.pmem, view.align_size = "", False, None
    if value != "nvdimm":
        view.label_size, view.readonly, view.uuid = None, False, ""
    if value != "virtio-mem":
        view.block = view.requested = view.current = None
    else:
        view.block = 2 * _MIB
        view.requested = view.amount
    if value == "virtio-pmem":
        view.node = None
    elif view.node is None and value != "sgx-epc" and scene.is_qemu:
        view.node = 0


def _check_model(value: str, view: Any, scene: Scene) -> Finding | None:
    del view
    root = scene.document.element
    if value != "sgx-epc" and Path("maxMemory").find(root) is None and scene.is_qemu:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "The machine has no room for memory devices: its limit and its "
                    "slots are not set.",
                )
            ),
            Fix(words(QT_TRANSLATE_NOOP("Hardware", "Make room")), _make_room),
        )
    return None


def _make_room(scene: Scene) -> None:
    root = scene.document.element
    now = scene.document.max_memory or 0
    devices = Path("devices").find(root)
    items = [] if devices is None else list(devices.iterchildren("memory"))
    extra = sum(MemoryElement(item).amount or 0 for item in items)
    Path("maxMemory/@slots").write(root, str(max(16, len(items))))
    Path("maxMemory/@unit").write(root, "KiB")
    Path("maxMemory").write(root, str((now + max(extra, now)) // 1024))


def _check_size(value: int | None, view: Any, scene: Scene) -> Finding | None:
    if not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Give a size, such as 1 GiB.")))
    if view.model == "virtio-mem" and view.block and value % view.block:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The size is a multiple of the block size."))
        )
    if view.model == "dimm" and value % (128 * _MIB) and scene.is_qemu:
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "Linux guests take memory in pieces of 128 MiB; the rest stays unused.",
                )
            )
        )
    memory = 0 if scene.choices is None else scene.choices.memory
    if memory and value > memory and view.model not in _LASTING:
        sentence = words(QT_TRANSLATE_NOOP("Hardware", "{host} has {size} of memory."))
        return warning(sentence.format(host=scene.node_name, size=format_bytes(memory)))
    return None


def _check_requested(value: int | None, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value is None:
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "Give the size that the guest gets now; 0 is none.")
            )
        )
    if view.amount is not None and value > view.amount:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "It cannot be more than the whole size.")))
    if view.block and value % view.block:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The size is a multiple of the block size."))
        )
    return None


def _check_block(value: int | None, view: Any, scene: Scene) -> Finding | None:
    del view, scene
    if not value or value & (value - 1):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The block size is a power of two, such as 2 MiB."))
        )
    return None


def _cells(scene: Scene) -> int:
    numa = Path("cpu/numa").find(scene.document.element)
    return 0 if numa is None else len(list(numa.iterchildren("cell")))


def _check_node(value: int | None, view: Any, scene: Scene) -> Finding | None:
    count = _cells(scene)
    if value is None:
        needs = scene.is_qemu and count and view.model not in ("virtio-pmem", "sgx-epc")
        return (
            error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "The guest has NUMA cells; choose the one it belongs to."
                    )
                )
            )
            if needs
            else None
        )
    # A machine without cells gets one from libvirt as soon as memory can be added.
    if value >= max(count, 1):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The guest has no NUMA cell {number}; it has {count}, counted from 0."
            )
        )
        return error(sentence.format(number=value, count=max(count, 1)))
    return None


def _check_path(value: str, view: Any, scene: Scene) -> Finding | None:
    if not value and view.model in _LASTING:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Choose the file that keeps the memory.")))
    return path_check(value, view, scene)


def _nodes(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    return [Choice(str(item)) for item in range(_cells(scene))]


def _label(view: MemoryElement, scene: Scene) -> tuple[str, str]:
    del scene
    model = {"dimm": "DIMM", "nvdimm": "NVDIMM"}.get(view.model, view.model)
    size = "" if view.amount is None else format_bytes(view.amount)
    node = (
        ""
        if view.node is None
        else words(QT_TRANSLATE_NOOP("Hardware", "cell {number}")).format(number=view.node)
    )
    return words(QT_TRANSLATE_NOOP("Hardware", "Memory {model}")).format(model=model), ", ".join(
        filter(None, (size, node, view.path))
    )


_IS_LASTING: Final = when("model", *_LASTING)
_IS_VIRTIO_MEM: Final = when("model", "virtio-mem")

MEMORY: Final = Form(
    id="memory",
    title=QT_TRANSLATE_NOOP("Hardware", "Memory device"),
    icon="memory",
    view=MemoryElement,
    label=_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Kind"),
                    MemoryElement.model,
                    fixed(*_MODELS),
                    put=_put_model,
                    check=_check_model,
                ),
                amount(
                    "size",
                    QT_TRANSLATE_NOOP("Hardware", "Size"),
                    MemoryElement.amount,
                    check=_check_size,
                ),
                amount(
                    "requested",
                    QT_TRANSLATE_NOOP("Hardware", "Of it given now"),
                    MemoryElement.requested,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Can be changed while the machine runs"),
                    shown=_IS_VIRTIO_MEM,
                    check=_check_requested,
                ),
                amount(
                    "current",
                    QT_TRANSLATE_NOOP("Hardware", "The guest took"),
                    MemoryElement.current,
                    locked=lambda _view, _scene: words(
                        QT_TRANSLATE_NOOP("Hardware", "The guest tells it.")
                    ),
                    shown=all_of(_IS_VIRTIO_MEM, has("target/current")),
                ),
                amount(
                    "block",
                    QT_TRANSLATE_NOOP("Hardware", "Block size"),
                    MemoryElement.block,
                    shown=_IS_VIRTIO_MEM,
                    check=_check_block,
                ),
                number(
                    "node",
                    QT_TRANSLATE_NOOP("Hardware", "NUMA cell of the guest"),
                    MemoryElement.node,
                    low=0,
                    shown=unless("model", "virtio-pmem"),
                    check=_check_node,
                ),
                file_path(
                    "path",
                    QT_TRANSLATE_NOOP("Hardware", "File or device"),
                    MemoryElement.path,
                    shown=any_of(_IS_LASTING, has("source/path")),
                    check=_check_path,
                ),
                amount(
                    "label_size",
                    QT_TRANSLATE_NOOP("Hardware", "Label area"),
                    MemoryElement.label_size,
                    hint=QT_TRANSLATE_NOOP("Hardware", "For namespaces; at least 128 KiB"),
                    shown=when("model", "nvdimm"),
                ),
                switch(
                    "readonly",
                    QT_TRANSLATE_NOOP("Hardware", "Read only"),
                    MemoryElement.readonly,
                    shown=when("model", "nvdimm"),
                ),
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Hardware", "On the host"),
            folded=True,
            items=(
                amount(
                    "page_size",
                    QT_TRANSLATE_NOOP("Hardware", "Page size"),
                    MemoryElement.page_size,
                    shown=when("model", "dimm", "virtio-mem"),
                ),
                line(
                    "nodes",
                    QT_TRANSLATE_NOOP("Hardware", "NUMA cells of the host"),
                    MemoryElement.nodes,
                    shown=when("model", "dimm", "virtio-mem", "sgx-epc"),
                    check=cells_check,
                ),
                choice(
                    "access",
                    QT_TRANSLATE_NOOP("Hardware", "Access"),
                    MemoryElement.access,
                    defaulted(
                        ("shared", QT_TRANSLATE_NOOP("Hardware", "Shared")),
                        ("private", QT_TRANSLATE_NOOP("Hardware", "Private")),
                    ),
                ),
                flag(
                    "discard",
                    QT_TRANSLATE_NOOP("Hardware", "Give it up at the end"),
                    MemoryElement.discard,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "discard: the host need not write it to the file"
                    ),
                ),
                amount(
                    "align_size",
                    QT_TRANSLATE_NOOP("Hardware", "Alignment"),
                    MemoryElement.align_size,
                    shown=when("model", "nvdimm"),
                ),
                switch(
                    "pmem",
                    QT_TRANSLATE_NOOP("Hardware", "Lasting on the host"),
                    MemoryElement.pmem,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "pmem: the host makes sure that writes last"
                    ),
                    shown=when("model", "nvdimm"),
                ),
                line(
                    "uuid",
                    QT_TRANSLATE_NOOP("Hardware", "UUID"),
                    MemoryElement.uuid,
                    shown=any_of(when("model", "nvdimm"), has("uuid")),
                ),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)

_SHARED_MODELS: Final = (
    ("ivshmem-plain", QT_TRANSLATE_NOOP("Hardware", "Memory only")),
    ("ivshmem-doorbell", QT_TRANSLATE_NOOP("Hardware", "Memory and interrupts")),
    ("ivshmem", QT_TRANSLATE_NOOP("Hardware", "Old model")),
)


def _put_shared(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value == view.model:
        return
    view.model = value
    if value == "ivshmem-plain":
        view.vectors = view.ioeventfd = None
        view.has_msi = False
        view.server, view.has_server = "", False
    elif value == "ivshmem-doorbell":
        view.amount = None
        view.server = view.server or f"/var/lib/libvirt/shmem-{view.name}-sock"


def _check_name(value: str, view: Any, scene: Scene) -> Finding | None:
    if "/" in value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The name has no slash.")))
    for other in others_of(view, scene, "shmem"):
        if other.get("name") == value:
            return warning(
                words(QT_TRANSLATE_NOOP("Hardware", "This machine has the same memory twice."))
            )
    return None


def _check_shared_size(value: int | None, view: Any, scene: Scene) -> Finding | None:
    del scene
    if view.model == "ivshmem-plain" and not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Give a size, such as 4 MiB.")))
    if value and (value < _MIB or value & (value - 1)):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The size is a power of two from 1 MiB on."))
        )
    return None


def _check_server(value: str, view: Any, scene: Scene) -> Finding | None:
    if view.model == "ivshmem-doorbell" and not view.has_server:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "It needs the socket of a server.")))
    return path_check(value, view, scene)


def _shared_label(view: SharedMemoryElement, scene: Scene) -> tuple[str, str]:
    del scene
    size = view.server if view.amount is None else format_bytes(view.amount)
    title = words(QT_TRANSLATE_NOOP("Hardware", "Shared memory {name}")).format(name=view.name)
    return title, ", ".join(filter(None, (size, view.model)))


SHMEM: Final = Form(
    id="shmem",
    title=QT_TRANSLATE_NOOP("Hardware", "Shared memory"),
    icon="memory",
    view=SharedMemoryElement,
    label=_shared_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP("Hardware", "Memory that several machines of the host see"),
            items=(
                line(
                    "name",
                    QT_TRANSLATE_NOOP("Hardware", "Name"),
                    SharedMemoryElement.name,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Machines with the same name share it"),
                    check=needed(QT_TRANSLATE_NOOP("Hardware", "It needs a name."), _check_name),
                ),
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Kind"),
                    SharedMemoryElement.model,
                    defaulted(*_SHARED_MODELS),
                    put=_put_shared,
                ),
                amount(
                    "size",
                    QT_TRANSLATE_NOOP("Hardware", "Size"),
                    SharedMemoryElement.amount,
                    shown=any_of(unless("model", "ivshmem-doorbell"), has("size")),
                    check=_check_shared_size,
                ),
                choice(
                    "role",
                    QT_TRANSLATE_NOOP("Hardware", "Role"),
                    SharedMemoryElement.role,
                    defaulted(
                        ("master", QT_TRANSLATE_NOOP("Hardware", "Owner: moves with the machine")),
                        ("peer", QT_TRANSLATE_NOOP("Hardware", "Guest: stops a migration")),
                    ),
                ),
                file_path(
                    "server",
                    QT_TRANSLATE_NOOP("Hardware", "Socket of the server"),
                    SharedMemoryElement.server,
                    paths=("server",),
                    shown=unless("model", "ivshmem-plain"),
                    check=_check_server,
                ),
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Hardware", "Interrupts"),
            shown=unless("model", "ivshmem-plain"),
            items=(
                switch(
                    "msi",
                    QT_TRANSLATE_NOOP("Hardware", "Message interrupts"),
                    SharedMemoryElement.has_msi,
                    hint="MSI",
                ),
                number(
                    "vectors",
                    QT_TRANSLATE_NOOP("Hardware", "Vectors"),
                    SharedMemoryElement.vectors,
                    low=1,
                    shown=has("msi"),
                ),
                flag(
                    "ioeventfd",
                    QT_TRANSLATE_NOOP("Hardware", "Asynchronous requests"),
                    SharedMemoryElement.ioeventfd,
                    hint="ioeventfd",
                    shown=has("msi"),
                ),
            ),
        ),
        Section(title=MORE, items=(ADDRESS, ACPI_INDEX), folded=True),
    ),
)
