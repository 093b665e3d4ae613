"""The form of NUMA cells: the guest's own, and where its memory comes from."""

from typing import Any, Final

from virtgui.core.units import format_bytes
from virtgui.documents.properties import XmlView
from virtgui.documents.settings.cpusets import (
    CpusetError,
    format_cpuset,
    parse_cpuset,
    read_cpuset,
)
from virtgui.documents.settings.memory import MemoryView
from virtgui.documents.settings.numa import (
    CellElement,
    LinkElement,
    MemnodeElement,
    NumaView,
    TuningView,
)
from virtgui.models.hardware.fields import (
    Control,
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
    DEFAULT,
    cells_check,
    field,
    for_machines,
    has_any,
)
from virtgui.models.hardware.settings.pinning import PIN_SECTION, THREAD_SECTION
from virtgui.models.hardware.settings.scheduling import (
    CACHE_SECTION,
    SCHEDULE_SECTION,
    SHARE_SECTION,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MODES: Final = (
    DEFAULT,
    ("strict", QT_TRANSLATE_NOOP("Hardware", "Only there")),
    ("preferred", QT_TRANSLATE_NOOP("Hardware", "There first")),
    ("interleave", QT_TRANSLATE_NOOP("Hardware", "Spread over them")),
    ("restrictive", QT_TRANSLATE_NOOP("Hardware", "Only there, as cgroups say")),
)


def _start_cell(row: Any, view: XmlView, scene: Scene) -> None:
    """A new cell takes the processors and memory that the others leave."""
    others = [cell for cell in NumaView.cells.of(view) if cell.element is not row.element]
    used = {cell.id for cell in others}
    row.id = next(number for number in range(len(others) + 1) if number not in used)
    most = scene.document.vcpus_max or 1
    taken = frozenset[int]().union(*(read_cpuset(cell.cpus) for cell in others))
    row.cpus = format_cpuset(set(range(most)) - taken)
    left = (scene.document.max_memory or 0) - sum(
        CellElement.memory.of(cell) or 0 for cell in others
    )
    CellElement.memory.put(row, max(left, 0))


def _check_cells(view: XmlView, scene: Scene) -> Finding | None:
    cells = NumaView.cells.of(view)
    if not cells:
        return None
    for check in (_check_ids, _check_cpus, _check_memory):
        finding = check(cells, scene)
        if finding is not None:
            return finding
    return None


def _check_ids(cells: tuple[CellElement, ...], scene: Scene) -> Finding | None:
    del scene
    ids = [cell.id for cell in cells if cell.id is not None]
    if len(set(ids)) < len(ids):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Two cells have the same number.")))
    if ids and sorted(ids) != list(range(len(ids))):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Cells are counted from 0 without a gap."))
        )
    return None


def _check_cpus(cells: tuple[CellElement, ...], scene: Scene) -> Finding | None:
    most = scene.document.vcpus_max or 1
    seen: set[int] = set()
    for cell in cells:
        try:
            cpus = parse_cpuset(cell.cpus)
        except CpusetError:
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "“{text}” is no set of vCPUs; write it as in “0-3,7”."
                    )
                ).format(text=cell.cpus)
            )
        if twice := seen & cpus:
            sentence = words(
                QT_TRANSLATE_NOOP("Hardware", "vCPU {numbers} is in two cells; one fits.")
            )
            return error(sentence.format(numbers=format_cpuset(twice)))
        seen |= cpus
    if above := {cpu for cpu in seen if cpu >= most}:
        sentence = words(
            QT_TRANSLATE_NOOP("Hardware", "There is no vCPU {numbers}; the maximum is {most}.")
        )
        return error(sentence.format(numbers=format_cpuset(above), most=most))
    if left := set(range(most)) - seen:
        sentence = words(
            QT_TRANSLATE_NOOP("Hardware", "vCPU {numbers} is in no cell; the first cell gets it.")
        )
        return warning(sentence.format(numbers=format_cpuset(left)))
    return None


def _check_memory(cells: tuple[CellElement, ...], scene: Scene) -> Finding | None:
    total = sum(CellElement.memory.of(cell) or 0 for cell in cells)
    most = MemoryView(scene.document.element).most or 0
    dimms = scene.document.element.find("devices/memory") is not None
    if total == most or dimms:
        return None
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware",
            "The cells have {total} together, the machine {most}; libvirt takes the cells' sum.",
        )
    )
    fix = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Set the memory to the sum")), _fit_memory)
    return warning(sentence.format(total=format_bytes(total), most=format_bytes(most)), fix)


def _fit_memory(scene: Scene) -> None:
    view = MemoryView(scene.document.element)
    total = sum(CellElement.memory.of(cell) or 0 for cell in view.cells)
    view.most = total
    if view.current is not None and view.current > total:
        view.current = total


def _check_distances(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view
    count = len(TuningView(scene.document.element).cells)
    for word in value.split():
        cell, _, distance = word.partition(":")
        if not (cell.isdecimal() and distance.isdecimal()):
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "“{text}” is no distance; write “0:10 1:21”.")
                ).format(text=word)
            )
        if int(cell) >= count:
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "There is no cell {cell}.")).format(cell=cell)
            )
        if not 10 <= int(distance) <= 255:
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "Distances are from 10 (the cell itself) to 255.")
                )
            )
    return None


def _check_all_distances(view: XmlView, scene: Scene) -> Finding | None:
    for cell in NumaView.cells.of(view):
        finding = _check_distances(CellElement.distances.of(cell), cell, scene)
        if finding is not None:
            return finding
    return _check_cells(view, scene)


def _cell_columns() -> tuple[Field, ...]:
    return (
        field("cell", QT_TRANSLATE_NOOP("Hardware", "Cell"), Control.NUMBER, CellElement.id),
        field("cpus", QT_TRANSLATE_NOOP("Hardware", "vCPUs"), Control.TEXT, CellElement.cpus),
        field("memory", QT_TRANSLATE_NOOP("Hardware", "Memory"), Control.SIZE, CellElement.memory),
        field(
            "access",
            QT_TRANSLATE_NOOP("Hardware", "Access"),
            Control.CHOICE,
            CellElement.access,
            choices=fixed(
                DEFAULT,
                ("shared", QT_TRANSLATE_NOOP("Hardware", "Shared")),
                ("private", QT_TRANSLATE_NOOP("Hardware", "Private")),
            ),
        ),
        field(
            "discard",
            QT_TRANSLATE_NOOP("Hardware", "Discard at the end"),
            Control.TRISTATE,
            CellElement.discard,
        ),
        field(
            "distances",
            QT_TRANSLATE_NOOP("Hardware", "Distances"),
            Control.TEXT,
            CellElement.distances,
            check=_check_distances,
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "To each cell: “0:10 1:21”."),
        ),
        field(
            "caches",
            QT_TRANSLATE_NOOP("Hardware", "Caches"),
            Control.TEXT,
            CellElement.caches,
            stretch=True,
            hint=QT_TRANSLATE_NOOP(
                "Hardware",
                "Level, associativity, policy, size, unit, line, unit: "
                "“1:direct:writeback:10:KiB:8:B”.",
            ),
        ),
    )


def _has_cells(view: XmlView, scene: Scene) -> bool:
    return bool(NumaView.cells.of(view)) and for_machines(view, scene)


def _link_columns(*more: Field) -> tuple[Field, ...]:
    return (
        field(
            "initiator",
            QT_TRANSLATE_NOOP("Hardware", "From cell"),
            Control.NUMBER,
            LinkElement.initiator,
        ),
        field(
            "target", QT_TRANSLATE_NOOP("Hardware", "To cell"), Control.NUMBER, LinkElement.target
        ),
        field(
            "cache", QT_TRANSLATE_NOOP("Hardware", "Cache level"), Control.NUMBER, LinkElement.cache
        ),
        field(
            "kind",
            QT_TRANSLATE_NOOP("Hardware", "Of"),
            Control.CHOICE,
            LinkElement.kind,
            choices=fixed(
                ("access", QT_TRANSLATE_NOOP("Hardware", "Access")),
                ("read", QT_TRANSLATE_NOOP("Hardware", "Reading")),
                ("write", QT_TRANSLATE_NOOP("Hardware", "Writing")),
            ),
        ),
        field("value", QT_TRANSLATE_NOOP("Hardware", "Value"), Control.NUMBER, LinkElement.value),
        *more,
    )


def _start_link(row: Any, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.initiator, row.target, row.kind, row.value = 0, 0, "access", 1
    if row.element.tag == "bandwidth":
        row.unit = "KiB"


def _check_placement(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """The host's placement and a set of cells exclude each other."""
    del scene
    if value == "auto" and isinstance(view, NumaView) and view.memory_nodeset:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The host chooses the cells, or you do: clear one of the two."
                )
            )
        )
    return None


def _is_chosen(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, NumaView) and (
        view.memory_placement != "auto" or bool(view.memory_nodeset)
    )


def _check_memnodes(view: XmlView, scene: Scene) -> Finding | None:
    rows = NumaView.memnodes.of(view)
    ids = {cell.id for cell in NumaView.cells.of(view)}
    cells = [row.cell for row in rows]
    for row in rows:
        if row.cell not in ids:
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "The guest has no cell {cell}.")).format(
                    cell=row.cell
                )
            )
        if cells.count(row.cell) > 1:
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "Cell {cell} stands there twice.")).format(
                    cell=row.cell
                )
            )
        finding = cells_check(row.nodeset, row, scene)
        if finding is not None:
            return finding
    if rows and isinstance(view, NumaView) and view.memory_placement == "auto":
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "With the host's choice of cells none can be given here."
                )
            )
        )
    return _check_modes(rows, view)


def _check_modes(rows: tuple[MemnodeElement, ...], view: XmlView) -> Finding | None:
    modes = {row.mode or "strict" for row in rows}
    if rows and isinstance(view, NumaView) and view.memory_mode:
        modes.add(view.memory_mode)
    if "restrictive" in modes and len(modes) > 1:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "“Only there, as cgroups say” goes for all cells or for none."
                )
            )
        )
    return None


def _start_memnode(row: Any, view: XmlView, scene: Scene) -> None:
    used = {each.cell for each in NumaView.memnodes.of(view)}
    ids = [cell.id for cell in NumaView.cells.of(view)]
    row.cell = next((number for number in ids if number not in used), 0)
    row.mode = "strict"
    cells = () if scene.choices is None else scene.choices.cells.items
    row.nodeset = str(cells[(row.cell or 0) % len(cells)].id) if cells else "0"


_GUEST: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Cells of the guest"),
    shown=for_machines,
    items=(
        Rows(
            id="cells",
            label=QT_TRANSLATE_NOOP("Hardware", "Cells"),
            prop=NumaView.cells,
            start=_start_cell,
            add=QT_TRANSLATE_NOOP("Hardware", "Add cell"),
            empty=QT_TRANSLATE_NOOP("Hardware", "None: the guest sees one memory."),
            check=_check_all_distances,
            columns=_cell_columns(),
        ),
    ),
)

_LINKS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Speed between cells"),
    folded=True,
    shown=_has_cells,
    items=(
        Rows(
            id="latencies",
            label=QT_TRANSLATE_NOOP("Hardware", "Latencies"),
            prop=NumaView.latencies,
            add=QT_TRANSLATE_NOOP("Hardware", "Add latency"),
            columns=_link_columns(),
            start=_start_link,
        ),
        Rows(
            id="bandwidths",
            label=QT_TRANSLATE_NOOP("Hardware", "Bandwidths"),
            prop=NumaView.bandwidths,
            add=QT_TRANSLATE_NOOP("Hardware", "Add bandwidth"),
            start=_start_link,
            columns=_link_columns(
                field("unit", QT_TRANSLATE_NOOP("Hardware", "Unit"), Control.TEXT, LinkElement.unit)
            ),
        ),
    ),
)

_MEMORY: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Memory of the host"),
    items=(
        field(
            "memory_mode",
            QT_TRANSLATE_NOOP("Hardware", "Memory placement"),
            Control.CHOICE,
            NumaView.memory_mode,
            choices=fixed(*_MODES),
            hint=QT_TRANSLATE_NOOP("Hardware", "From the cells of the host (numatune)"),
        ),
        field(
            "memory_placement",
            QT_TRANSLATE_NOOP("Hardware", "Choice of cells"),
            Control.CHOICE,
            NumaView.memory_placement,
            check=_check_placement,
            choices=fixed(
                DEFAULT,
                ("static", QT_TRANSLATE_NOOP("Hardware", "Those below")),
                ("auto", QT_TRANSLATE_NOOP("Hardware", "Chosen by the host (numad)")),
            ),
        ),
        field(
            "memory_nodeset",
            QT_TRANSLATE_NOOP("Hardware", "Cells of the host"),
            Control.TEXT,
            NumaView.memory_nodeset,
            shown=_is_chosen,
            check=cells_check,
            hint=QT_TRANSLATE_NOOP("Hardware", "Such as “0” or “0-1”."),
        ),
        Rows(
            id="memnodes",
            label=QT_TRANSLATE_NOOP("Hardware", "Cell by cell"),
            prop=NumaView.memnodes,
            start=_start_memnode,
            add=QT_TRANSLATE_NOOP("Hardware", "Add cell"),
            check=_check_memnodes,
            empty=QT_TRANSLATE_NOOP("Hardware", "All as above."),
            shown=lambda view, scene: (
                _has_cells(view, scene) or has_any(view, ("numatune/memnode",))
            ),
            columns=(
                field(
                    "memnode",
                    QT_TRANSLATE_NOOP("Hardware", "Cell of the guest"),
                    Control.NUMBER,
                    MemnodeElement.cell,
                ),
                field(
                    "memnode_mode",
                    QT_TRANSLATE_NOOP("Hardware", "Taken"),
                    Control.CHOICE,
                    MemnodeElement.mode,
                    choices=fixed(*_MODES),
                ),
                field(
                    "nodeset",
                    QT_TRANSLATE_NOOP("Hardware", "From cells of the host"),
                    Control.TEXT,
                    MemnodeElement.nodeset,
                    check=cells_check,
                ),
            ),
        ),
    ),
)

FORM: Final = Form(
    id="numa",
    title=QT_TRANSLATE_NOOP("Hardware", "NUMA and pinning"),
    icon="numa",
    view=TuningView,
    paths=("cpu/numa", "numatune", "cputune", "iothreads", "iothreadids", "defaultiothread"),
    sections=(
        PIN_SECTION,
        _GUEST,
        _MEMORY,
        THREAD_SECTION,
        SHARE_SECTION,
        SCHEDULE_SECTION,
        CACHE_SECTION,
        _LINKS,
    ),
)
