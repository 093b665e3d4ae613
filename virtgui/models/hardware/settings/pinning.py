"""The parts of the NUMA form that are about processors: pins, threads, shares, schedulers."""

from typing import Any, Final

from virtgui.documents.editing.live_plan import MOST_IOTHREADS
from virtgui.documents.properties import XmlView
from virtgui.documents.settings.cpusets import (
    CpusetError,
    format_cpuset,
    parse_cpuset,
    read_cpuset,
)
from virtgui.documents.settings.numa import (
    Iothread,
    IothreadPin,
    TuningView,
    VcpuPin,
)
from virtgui.models.hardware.fields import (
    Control,
    Finding,
    Rows,
    Section,
    error,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    cpus_check,
    field,
    for_qemu_or,
    has_any,
    node_cpus,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP


def _check_pins(view: XmlView, scene: Scene) -> Finding | None:
    rows = TuningView.vcpu_pins.of(view)
    numbers = [row.vcpu for row in rows]
    most = scene.document.vcpus_max or 1
    for row in rows:
        if numbers.count(row.vcpu) > 1:
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "vCPU {number} is pinned twice.")).format(
                    number=row.vcpu
                )
            )
        if row.vcpu is not None and row.vcpu >= most:
            sentence = words(
                QT_TRANSLATE_NOOP("Hardware", "There is no vCPU {number}; the maximum is {most}.")
            )
            return warning(sentence.format(number=row.vcpu, most=most))
        finding = _check_pin(row.cpuset, row, scene)
        if finding is not None:
            return finding
    return _check_locality(rows, view, scene)


def _check_pin(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """The set of a pin: it may not be empty."""
    try:
        if not parse_cpuset(value):
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "A pin needs at least one CPU of the host."))
            )
    except CpusetError:
        pass
    return cpus_check(value, view, scene)


def _check_locality(rows: tuple[VcpuPin, ...], view: XmlView, scene: Scene) -> Finding | None:
    """Whether a processor runs far from the memory that it uses."""
    cells = {} if scene.choices is None else {cell.id: cell for cell in scene.choices.cells.items}
    if len(cells) < 2:
        return None
    for row in rows:
        wanted = _memory_cells(row.vcpu, view)
        cpus = read_cpuset(row.cpuset)
        near = {cpu for cell in wanted if cell in cells for cpu in cells[cell].cpus}
        if wanted and near and cpus and not cpus & near:
            sentence = words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "vCPU {number} runs on other cells than its memory ({cells}): "
                    "slow. CPUs {cpus} fit.",
                )
            )
            return warning(
                sentence.format(
                    number=row.vcpu, cells=format_cpuset(wanted), cpus=format_cpuset(near)
                )
            )
    return None


def _memory_cells(vcpu: int | None, view: XmlView) -> frozenset[int]:
    """The cells of the node from which a processor's memory comes; empty for any."""
    if not isinstance(view, TuningView):
        return frozenset()
    for cell in view.cells:
        if vcpu in read_cpuset(cell.cpus):
            for node in view.memnodes:
                if node.cell == cell.id:
                    return read_cpuset(node.nodeset)
    return read_cpuset(view.memory_nodeset)


def _start_pin(row: Any, view: XmlView, scene: Scene) -> None:
    used = {each.vcpu for each in TuningView.vcpu_pins.of(view)}
    row.vcpu = next(number for number in range(len(used) + 1) if number not in used)
    cpus = node_cpus(scene)
    row.cpuset = str(row.vcpu % cpus) if cpus else str(row.vcpu)


def _start_thread_pin(row: Any, view: XmlView, scene: Scene) -> None:
    used = {each.iothread for each in TuningView.iothread_pins.of(view)}
    row.iothread = next(number for number in range(1, len(used) + 2) if number not in used)
    row.cpuset = f"0-{max(node_cpus(scene) - 1, 0)}"


def _check_thread_pins(view: XmlView, scene: Scene) -> Finding | None:
    rows = TuningView.iothread_pins.of(view)
    known = _thread_ids(view)
    for row in rows:
        if row.iothread not in known:
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "There is no I/O thread {number}.")).format(
                    number=row.iothread
                )
            )
        finding = _check_pin(row.cpuset, row, scene)
        if finding is not None:
            return finding
    return None


def _thread_ids(view: XmlView) -> set[int | None]:
    """The numbers of the I/O threads: those that are told, then the free ones from 1 on."""
    told: set[int | None] = {row.id for row in TuningView.iothread_ids.of(view)}
    # A number that nobody means must not hold up the window.
    count = min(TuningView.iothreads.of(view) or 0, MOST_IOTHREADS)
    number = 1
    while len(told) < count:
        told.add(number)
        number += 1
    return told


def _check_threads(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    rows = TuningView.iothread_ids.of(view)
    ids = [row.id for row in rows]
    for row in rows:
        if not row.id:
            return error(words(QT_TRANSLATE_NOOP("Hardware", "I/O threads are counted from 1.")))
        if ids.count(row.id) > 1:
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "The I/O thread {number} stands there twice.")
                ).format(number=row.id)
            )
        if _is_reversed(row.pool_min, row.pool_max):
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "The pool's least number is above its greatest.")
                )
            )
    return None


def _is_reversed(least: int | None, most: int | None) -> bool:
    return least is not None and most is not None and least > most


def _start_thread(row: Any, view: XmlView, scene: Scene) -> None:
    del scene
    rows = TuningView.iothread_ids.of(view)
    used = {each.id for each in rows}
    row.id = next(number for number in range(1, len(rows) + 2) if number not in used)
    if isinstance(view, TuningView) and (view.iothreads or 0) < len(rows):
        view.iothreads = len(rows)


def _check_count(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del view
    used = {
        driver.get("iothread")
        for driver in scene.document.element.iterfind("devices/*/driver[@iothread]")
    }
    known = {str(number) for number in _thread_ids(TuningView(scene.document.element))}
    gone = sorted(str(each) for each in used - known)
    if gone:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "Devices use I/O thread {numbers}, which is not among these {count}."
            )
        )
        return error(sentence.format(numbers=", ".join(gone), count=value or 0))
    return None


def _check_main_pool(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if isinstance(view, TuningView) and _is_reversed(value, view.main_loop_max):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The pool's least number is above its greatest."))
        )
    return None


PIN_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Pins"),
    items=(
        Rows(
            id="vcpu_pins",
            label=QT_TRANSLATE_NOOP("Hardware", "vCPUs"),
            prop=TuningView.vcpu_pins,
            start=_start_pin,
            add=QT_TRANSLATE_NOOP("Hardware", "Pin a vCPU"),
            check=_check_pins,
            empty=QT_TRANSLATE_NOOP("Hardware", "They run on any CPU of the host."),
            columns=(
                field("vcpu", QT_TRANSLATE_NOOP("Hardware", "vCPU"), Control.NUMBER, VcpuPin.vcpu),
                field(
                    "cpuset",
                    QT_TRANSLATE_NOOP("Hardware", "CPUs of the host"),
                    Control.TEXT,
                    VcpuPin.cpuset,
                    check=_check_pin,
                    stretch=True,
                ),
            ),
        ),
        field(
            "emulator_pin",
            QT_TRANSLATE_NOOP("Hardware", "Emulator"),
            Control.TEXT,
            TuningView.emulator_pin,
            check=cpus_check,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "CPUs of the host for all that is no vCPU (emulatorpin)."
            ),
        ),
        Rows(
            id="iothread_pins",
            label=QT_TRANSLATE_NOOP("Hardware", "Pins of I/O threads"),
            prop=TuningView.iothread_pins,
            add=QT_TRANSLATE_NOOP("Hardware", "Pin an I/O thread"),
            start=_start_thread_pin,
            check=_check_thread_pins,
            shown=lambda view, _scene: has_any(
                view, ("iothreads", "iothreadids", "cputune/iothreadpin")
            ),
            columns=(
                field(
                    "iothread",
                    QT_TRANSLATE_NOOP("Hardware", "I/O thread"),
                    Control.NUMBER,
                    IothreadPin.iothread,
                    low=1,
                ),
                field(
                    "iothread_cpuset",
                    QT_TRANSLATE_NOOP("Hardware", "CPUs of the host"),
                    Control.TEXT,
                    IothreadPin.cpuset,
                    check=_check_pin,
                    stretch=True,
                ),
            ),
        ),
    ),
)

_has_threads = for_qemu_or("iothreads", "iothreadids", "defaultiothread")

THREAD_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "I/O threads"),
    shown=_has_threads,
    items=(
        field(
            "iothreads",
            QT_TRANSLATE_NOOP("Hardware", "I/O threads"),
            Control.NUMBER,
            TuningView.iothreads,
            check=_check_count,
            high=1024,
            hint=QT_TRANSLATE_NOOP("Hardware", "Disks of virtio can each have one."),
        ),
        Rows(
            id="iothread_ids",
            label=QT_TRANSLATE_NOOP("Hardware", "Single threads"),
            prop=TuningView.iothread_ids,
            start=_start_thread,
            add=QT_TRANSLATE_NOOP("Hardware", "Add I/O thread"),
            check=_check_threads,
            empty=QT_TRANSLATE_NOOP("Hardware", "They are counted from 1."),
            columns=(
                field(
                    "iothread_id",
                    QT_TRANSLATE_NOOP("Hardware", "Number"),
                    Control.NUMBER,
                    Iothread.id,
                    low=1,
                ),
                field(
                    "pool_min",
                    QT_TRANSLATE_NOOP("Hardware", "Pool, at least"),
                    Control.NUMBER,
                    Iothread.pool_min,
                ),
                field(
                    "pool_max",
                    QT_TRANSLATE_NOOP("Hardware", "Pool, at most"),
                    Control.NUMBER,
                    Iothread.pool_max,
                    low=1,
                ),
            ),
        ),
        field(
            "main_loop_min",
            QT_TRANSLATE_NOOP("Hardware", "Main loop, at least"),
            Control.NUMBER,
            TuningView.main_loop_min,
            check=_check_main_pool,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Threads in the pool of QEMU's main loop (defaultiothread)."
            ),
        ),
        field(
            "main_loop_max",
            QT_TRANSLATE_NOOP("Hardware", "Main loop, at most"),
            Control.NUMBER,
            TuningView.main_loop_max,
            low=1,
        ),
    ),
)
