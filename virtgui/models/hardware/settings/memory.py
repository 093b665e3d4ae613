"""The form of the memory: how much, what stands behind it, and limits."""

from typing import Any, Final

from virtgui.core.units import format_bytes
from virtgui.documents.properties import XmlView
from virtgui.documents.settings.memory import MemoryView
from virtgui.documents.settings.numa import CellElement
from virtgui.models.hardware.fields import (
    Control,
    Field,
    Finding,
    Fix,
    Form,
    Section,
    error,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.backing import BACKING_SECTION
from virtgui.models.hardware.settings.common import (
    field,
    for_qemu_or,
    has,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MIB: Final = 1024**2


def _check_most(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    if not value:
        return (
            None
            if _cell_total(view)
            else error(words(QT_TRANSLATE_NOOP("Hardware", "A machine needs memory.")))
        )
    if value < _MIB:
        return warning(
            words(QT_TRANSLATE_NOOP("Hardware", "{size} is hardly meant.")).format(
                size=format_bytes(value)
            )
        )
    total = _cell_total(view)
    if total is not None and total != value and not _has_dimms(scene):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The guest's NUMA cells have {total} together; libvirt takes that sum."
            )
        )
        fix = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Spread it over the cells")), _spread)
        return warning(sentence.format(total=format_bytes(total)), fix)
    return _check_node(value, scene)


def _check_node(value: int, scene: Scene) -> Finding | None:
    memory = 0 if scene.choices is None else scene.choices.memory
    if not memory or value <= memory:
        return None
    sentence = words(
        QT_TRANSLATE_NOOP("Hardware", "{host} has {memory}; the machine may not start.")
    )
    return warning(sentence.format(host=scene.node_name, memory=format_bytes(memory)))


def _cell_total(view: XmlView) -> int | None:
    cells = MemoryView.cells.of(view)
    return sum(CellElement.memory.of(cell) or 0 for cell in cells) if cells else None


def _has_dimms(scene: Scene) -> bool:
    return scene.document.element.find("devices/memory") is not None


def _spread(scene: Scene) -> None:
    """Give each cell its part of the memory, in whole MiB; the first one gets the rest."""
    view = MemoryView(scene.document.element)
    cells, most, total = view.cells, view.most or 0, _cell_total(view) or 0
    parts = [
        most * (CellElement.memory.of(cell) or 0) // total if total else most // len(cells)
        for cell in cells
    ]
    parts = [part // _MIB * _MIB for part in parts]
    parts[0] += most - sum(parts)
    for cell, part in zip(cells, parts, strict=True):
        CellElement.memory.put(cell, part)


def _check_current(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    most = (MemoryView.most.of(view) or 0) if isinstance(view, MemoryView) else 0
    if value is None or value <= most:
        return None
    sentence = words(
        QT_TRANSLATE_NOOP("Hardware", "More than the maximum of {most}; libvirt cuts it.")
    )
    return warning(
        sentence.format(most=format_bytes(most)),
        Fix(words(QT_TRANSLATE_NOOP("Hardware", "Raise the maximum")), _raise),
    )


def _raise(scene: Scene) -> None:
    view = MemoryView(scene.document.element)
    view.most = view.current


def _put_hotplug(view: Any, value: int | None, scene: Scene) -> None:
    """The limit needs slots, even if there are none."""
    del scene
    if value == view.hotplug_most:
        return
    slots = view.slots
    view.hotplug_most = value
    if value is not None:
        view.slots = 16 if slots is None else slots


def _check_hotplug(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    if value is None or not isinstance(view, MemoryView):
        return None
    if value < (view.most or 0):
        sentence = words(QT_TRANSLATE_NOOP("Hardware", "Less than the machine has ({most})."))
        return error(sentence.format(most=format_bytes(view.most or 0)))
    if not view.cells and scene.is_qemu and scene.document.arch in ("x86_64", "i686", "aarch64"):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "Adding memory while it runs needs a NUMA cell in the guest; one is enough.",
            )
        )
        return warning(
            sentence, Fix(words(QT_TRANSLATE_NOOP("Hardware", "Add one cell")), _add_cell)
        )
    return None


def _add_cell(scene: Scene) -> None:
    view = MemoryView(scene.document.element)
    cell = MemoryView.cells.add(view)
    most = scene.document.vcpus_max or 1
    cell.id, cell.cpus = 0, "0" if most == 1 else f"0-{most - 1}"
    CellElement.memory.put(cell, view.most)


def _check_slots(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del view
    used = len(scene.document.element.findall("devices/memory"))
    if value is not None and value < used:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "{count} memory devices are there; each needs a slot."
                )
            ).format(count=used)
        )
    return None


def _check_hard(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if value is None or not isinstance(view, MemoryView):
        return None
    if value and value < (view.most or 0):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "Less than the machine's {most}: the host will end it when it uses its memory.",
            )
        )
        return warning(sentence.format(most=format_bytes(view.most or 0)))
    if value and view.soft_limit is not None and view.soft_limit > value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The soft limit is above this one.")))
    return None


def _check_swap(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if value is None or not isinstance(view, MemoryView):
        return None
    if view.hard_limit is not None and value < view.hard_limit:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "It counts memory and swap together, so it is not below the limit of memory.",
                )
            )
        )
    return None


_AMOUNT: Final = Section(
    title="",
    items=(
        field(
            "most",
            QT_TRANSLATE_NOOP("Hardware", "Memory, at most"),
            Control.SIZE,
            MemoryView.most,
            check=_check_most,
            hint=QT_TRANSLATE_NOOP("Hardware", "What the guest sees when it starts."),
        ),
        field(
            "current",
            QT_TRANSLATE_NOOP("Hardware", "Memory now"),
            Control.SIZE,
            MemoryView.current,
            check=_check_current,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "The balloon takes the rest back, also while it runs."
            ),
        ),
        Field(
            id="hotplug",
            label=QT_TRANSLATE_NOOP("Hardware", "Can grow to"),
            control=Control.SIZE,
            prop=MemoryView.hotplug_most,
            put=_put_hotplug,
            check=_check_hotplug,
            shown=for_qemu_or("maxMemory"),
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "With memory devices that are added while it runs (maxMemory)."
            ),
        ),
        field(
            "slots",
            QT_TRANSLATE_NOOP("Hardware", "Slots"),
            Control.NUMBER,
            MemoryView.slots,
            shown=has("maxMemory"),
            check=_check_slots,
            high=256,
            hint=QT_TRANSLATE_NOOP("Hardware", "How many memory devices there can be."),
        ),
    ),
)


_LIMITS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Limits"),
    folded=True,
    items=(
        field(
            "hard_limit",
            QT_TRANSLATE_NOOP("Hardware", "Most it may use"),
            Control.SIZE,
            MemoryView.hard_limit,
            check=_check_hard,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "All of QEMU's memory: more than the guest's (hard_limit)."
            ),
        ),
        field(
            "soft_limit",
            QT_TRANSLATE_NOOP("Hardware", "When memory is short"),
            Control.SIZE,
            MemoryView.soft_limit,
            hint="soft_limit",
        ),
        field(
            "swap_limit",
            QT_TRANSLATE_NOOP("Hardware", "Memory and swap"),
            Control.SIZE,
            MemoryView.swap_limit,
            check=_check_swap,
            hint="swap_hard_limit",
        ),
        field(
            "guarantee",
            QT_TRANSLATE_NOOP("Hardware", "Guaranteed"),
            Control.SIZE,
            MemoryView.guarantee,
            hint=QT_TRANSLATE_NOOP("Hardware", "VMware only (min_guarantee)."),
            shown=lambda view, scene: (
                scene.document.virt_type == "vmware" or has("memtune/min_guarantee")(view, scene)
            ),
        ),
    ),
)

FORM: Final = Form(
    id="memory",
    title=QT_TRANSLATE_NOOP("Hardware", "Memory"),
    icon="memory",
    view=MemoryView,
    paths=("memory", "currentMemory", "maxMemory", "memtune"),
    sections=(_AMOUNT, BACKING_SECTION, _LIMITS),
)
