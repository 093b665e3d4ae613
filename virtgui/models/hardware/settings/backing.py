"""The part of the memory form that is about what stands behind the memory."""

from typing import Any, Final

from virtgui.core.units import format_bytes
from virtgui.core.values.node_choices import NumaCell
from virtgui.documents.properties import XmlView
from virtgui.documents.settings.memory import HugePage, MemoryView
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
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    cpuset_problem,
    field,
    for_machines,
    has,
    optional,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_VIRTIOFS: Final = "devices/filesystem/driver[@type='virtiofs']"
_VHOST_USER: Final = ("devices/interface[@type='vhostuser']", "devices/disk[@type='vhostuser']")


def _cells(scene: Scene) -> tuple[NumaCell, ...]:
    return () if scene.choices is None else scene.choices.cells.items


def _free_pages(scene: Scene) -> dict[int, tuple[int, int]]:
    """Per size in KiB the bytes of free pages of the node and of all of them."""
    found: dict[int, tuple[int, int]] = {}
    for cell in _cells(scene):
        for page in cell.pages:
            free, total = found.get(page.kib, (0, 0))
            size = page.kib * 1024
            found[page.kib] = free + (page.free or 0) * size, total + page.total * size
    return found


def _check_huge(value: bool, view: XmlView, scene: Scene) -> Finding | None:
    """Whether the node has the pages that the whole memory needs."""
    pages = {kib: sizes for kib, sizes in _free_pages(scene).items() if kib > 4}
    if not value or not pages or not isinstance(view, MemoryView) or view.huge_pages:
        return None
    free = max(free for free, _total in pages.values())
    if free < (view.most or 0):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "{host} has {free} in free huge pages; the machine needs {need}."
            )
        )
        need = format_bytes(view.most or 0)
        return warning(sentence.format(host=scene.node_name, free=format_bytes(free), need=need))
    return None


def _check_pages(view: XmlView, scene: Scene) -> Finding | None:
    known = _free_pages(scene)
    cells = len(MemoryView.cells.of(view))
    for row in MemoryView.huge_pages.of(view):
        finding = _check_page(row, known, scene) or cpuset_problem(
            row.nodeset,
            cells or 1,
            what=words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The guest has no cell {numbers}; it has {count}, counted from 0."
                )
            ),
        )
        if finding is not None:
            return finding
    return None


def _check_page(row: HugePage, known: dict[int, tuple[int, int]], scene: Scene) -> Finding | None:
    size = HugePage.size.of(row)
    if not size:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The size of the pages is missing.")))
    if not known:
        return None
    if size // 1024 not in known:
        sizes = ", ".join(format_bytes(kib * 1024) for kib in sorted(known))
        sentence = words(
            QT_TRANSLATE_NOOP("Hardware", "{host} has no pages of {size}; {sizes} fit.")
        )
        return error(sentence.format(host=scene.node_name, size=format_bytes(size), sizes=sizes))
    free, total = known[size // 1024]
    if not free:
        sentence = words(
            QT_TRANSLATE_NOOP("Hardware", "None of the pages of {size} is free; {total} are there.")
        )
        return warning(sentence.format(size=format_bytes(size), total=format_bytes(total)))
    return None


def _start_page(row: Any, view: XmlView, scene: Scene) -> None:
    del view
    sizes = [kib for kib in sorted(_free_pages(scene)) if kib > 4]
    HugePage.size.put(row, (sizes[0] if sizes else 2048) * 1024)


def _put_huge(view: Any, value: bool, scene: Scene) -> None:
    del scene
    if value != view.has_huge_pages:
        view.has_huge_pages = value


def _check_locked(value: bool, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if value and isinstance(view, MemoryView) and view.hard_limit is None:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "Without a limit below, QEMU may take all memory of the host, and lock it.",
            )
        )
        return warning(sentence)
    return None


def _check_source(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if value == "anonymous" and getattr(view, "access", "") == "shared":
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Anonymous memory cannot be shared; memfd can.")),
            Fix(words(QT_TRANSLATE_NOOP("Hardware", "Use memfd")), _use_memfd),
        )
    return None


def _use_memfd(scene: Scene) -> None:
    MemoryView(scene.document.element).source = "memfd"


def _check_access(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Virtiofs and vhost-user work with shared memory only."""
    if value == "shared" or not isinstance(view, MemoryView):
        return None
    if any(cell.access == "shared" for cell in view.cells):
        return None
    root, fix = (
        scene.document.element,
        Fix(words(QT_TRANSLATE_NOOP("Hardware", "Share it")), _share),
    )
    if root.find(_VIRTIOFS) is not None:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Shared folders (virtiofs) need shared memory.")),
            fix,
        )
    if any(root.find(place) is not None for place in _VHOST_USER):
        return warning(
            words(QT_TRANSLATE_NOOP("Hardware", "Devices of vhost-user need shared memory.")), fix
        )
    return None


def _share(scene: Scene) -> None:
    view = MemoryView(scene.document.element)
    view.access = "shared"
    if view.source in ("", "anonymous") and not view.has_huge_pages:
        view.source = "memfd"


def _is_immediate(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, MemoryView) and (
        view.allocation == "immediate" or view.threads is not None
    )


BACKING_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Backing"),
    shown=for_machines,
    items=(
        Field(
            id="huge",
            label=QT_TRANSLATE_NOOP("Hardware", "Huge pages"),
            control=Control.SWITCH,
            prop=MemoryView.has_huge_pages,
            put=_put_huge,
            check=_check_huge,
            hint=QT_TRANSLATE_NOOP("Hardware", "Faster, and must be free on the host."),
        ),
        Rows(
            id="huge_pages",
            label=QT_TRANSLATE_NOOP("Hardware", "Sizes of pages"),
            prop=MemoryView.huge_pages,
            start=_start_page,
            add=QT_TRANSLATE_NOOP("Hardware", "Add size"),
            check=_check_pages,
            empty=QT_TRANSLATE_NOOP("Hardware", "The host's usual size."),
            shown=has("memoryBacking/hugepages"),
            columns=(
                field(
                    "page_size", QT_TRANSLATE_NOOP("Hardware", "Size"), Control.SIZE, HugePage.size
                ),
                field(
                    "nodeset",
                    QT_TRANSLATE_NOOP("Hardware", "For cells of the guest"),
                    Control.TEXT,
                    HugePage.nodeset,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Empty: all."),
                ),
            ),
        ),
        field(
            "source",
            QT_TRANSLATE_NOOP("Hardware", "Kind of memory"),
            Control.CHOICE,
            MemoryView.source,
            check=_check_source,
            choices=optional(
                offered(
                    "memoryBacking",
                    "sourceType",
                    ("anonymous", QT_TRANSLATE_NOOP("Hardware", "Anonymous")),
                    ("memfd", QT_TRANSLATE_NOOP("Hardware", "Shareable (memfd)")),
                    ("file", QT_TRANSLATE_NOOP("Hardware", "File")),
                )
            ),
        ),
        field(
            "access",
            QT_TRANSLATE_NOOP("Hardware", "Access"),
            Control.CHOICE,
            MemoryView.access,
            check=_check_access,
            choices=fixed(
                DEFAULT,
                ("shared", QT_TRANSLATE_NOOP("Hardware", "Shared with other processes")),
                ("private", QT_TRANSLATE_NOOP("Hardware", "Private")),
            ),
        ),
        field(
            "allocation",
            QT_TRANSLATE_NOOP("Hardware", "Taken from the host"),
            Control.CHOICE,
            MemoryView.allocation,
            choices=fixed(
                DEFAULT,
                ("ondemand", QT_TRANSLATE_NOOP("Hardware", "When it is used")),
                ("immediate", QT_TRANSLATE_NOOP("Hardware", "At the start")),
            ),
        ),
        field(
            "threads",
            QT_TRANSLATE_NOOP("Hardware", "Threads that take it"),
            Control.NUMBER,
            MemoryView.threads,
            shown=_is_immediate,
            low=1,
        ),
        field(
            "locked",
            QT_TRANSLATE_NOOP("Hardware", "Never swapped"),
            Control.SWITCH,
            MemoryView.locked,
            check=_check_locked,
            hint=QT_TRANSLATE_NOOP("Hardware", "Locked in the host's memory."),
        ),
        field(
            "unshared",
            QT_TRANSLATE_NOOP("Hardware", "Not merged with others"),
            Control.SWITCH,
            MemoryView.unshared,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Equal pages of machines stay apart (nosharepages)."
            ),
        ),
        field(
            "discard",
            QT_TRANSLATE_NOOP("Hardware", "Discard at the end"),
            Control.SWITCH,
            MemoryView.discard,
            hint=QT_TRANSLATE_NOOP("Hardware", "Spares writing back files when the machine ends."),
        ),
        field(
            "dump_core",
            QT_TRANSLATE_NOOP("Hardware", "In core dumps"),
            Control.TRISTATE,
            MemoryView.dump_core,
            hint="dumpCore",
        ),
    ),
)
