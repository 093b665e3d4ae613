"""The parts of the NUMA form that are about time on the CPUs: shares, schedulers, caches."""

from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.cpusets import (
    CpusetError,
    format_cpuset,
    parse_cpuset,
)
from virtgui.documents.settings.numa import (
    CacheTune,
    IothreadSched,
    MemoryTune,
    TuningView,
    VcpuSched,
)
from virtgui.models.hardware.fields import (
    Control,
    Field,
    Finding,
    Rows,
    Section,
    error,
    fixed,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    field,
    for_qemu_or,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_SHORTEST: Final = 1000


_LONGEST: Final = 1_000_000


_SCHEDULERS: Final = (
    DEFAULT,
    ("batch", QT_TRANSLATE_NOOP("Hardware", "Batch")),
    ("idle", QT_TRANSLATE_NOOP("Hardware", "When idle")),
    ("fifo", QT_TRANSLATE_NOOP("Hardware", "Real time, first in first out")),
    ("rr", QT_TRANSLATE_NOOP("Hardware", "Real time, in turn")),
)


_REAL_TIME: Final = ("fifo", "rr")


def _check_period(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if value is not None and not _SHORTEST <= value <= _LONGEST:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "A period is from 1000 to 1 000 000 µs.")))
    return None


def _check_quota(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if value is not None and 0 < value < _SHORTEST:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "A quota is at least 1000 µs; -1 is no limit."))
        )
    return None


def _period(name: str, label: str) -> Field:
    return field(
        name,
        label,
        Control.NUMBER,
        getattr(TuningView, name),
        unit="µs",
        check=_check_period,
        low=_SHORTEST,
        high=_LONGEST,
    )


def _quota(name: str, label: str, hint: str = "") -> Field:
    return field(
        name,
        label,
        Control.NUMBER,
        getattr(TuningView, name),
        unit="µs",
        check=_check_quota,
        low=-1,
        high=17592186044415,
        hint=hint,
    )


def _put_scheduler(prop: Any, priority: Any) -> Any:
    """Set a scheduler; only those for real time have a priority, and they need one."""

    def put(view: Any, value: str, scene: Scene) -> None:
        del scene
        if value == prop.of(view):
            return
        prop.put(view, value)
        if value not in _REAL_TIME:
            priority.put(view, None)
        elif priority.of(view) is None:
            priority.put(view, 1)

    return put


def _schedule_columns(name: str, label: str, view: Any, numbers: Any) -> tuple[Field, ...]:
    return (
        field(name, label, Control.TEXT, numbers),
        Field(
            id="scheduler",
            label=QT_TRANSLATE_NOOP("Hardware", "Scheduler"),
            control=Control.CHOICE,
            prop=view.scheduler,
            put=_put_scheduler(view.scheduler, view.priority),
            choices=fixed(*_SCHEDULERS),
        ),
        field(
            "priority",
            QT_TRANSLATE_NOOP("Hardware", "Priority"),
            Control.NUMBER,
            view.priority,
            low=1,
            high=99,
        ),
    )


def _start_schedule(row: Any, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.scheduler = "batch"
    if isinstance(row, VcpuSched):
        row.vcpus = "0"
    else:
        row.iothreads = "1"


def _check_schedules(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    seen: set[int] = set()
    for row in TuningView.vcpu_scheds.of(view):
        try:
            numbers = parse_cpuset(row.vcpus)
        except CpusetError:
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "“{text}” is no set of vCPUs; write it as in “0-3,7”."
                    )
                ).format(text=row.vcpus)
            )
        if seen & numbers:
            sentence = words(
                QT_TRANSLATE_NOOP("Hardware", "vCPU {numbers} has two schedulers; one fits.")
            )
            return error(sentence.format(numbers=format_cpuset(seen & numbers)))
        seen |= numbers
    return None


def _emulator_real_time(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, TuningView) and (
        view.emulator_scheduler in _REAL_TIME or view.emulator_priority is not None
    )


SHARE_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Shares and quotas"),
    folded=True,
    items=(
        field(
            "shares",
            QT_TRANSLATE_NOOP("Hardware", "Shares"),
            Control.NUMBER,
            TuningView.shares,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Its weight against other machines when CPUs are short; 1024 is usual."
            ),
        ),
        _period("period", QT_TRANSLATE_NOOP("Hardware", "Period of a vCPU")),
        _quota(
            "quota",
            QT_TRANSLATE_NOOP("Hardware", "Quota of a vCPU"),
            QT_TRANSLATE_NOOP("Hardware", "CPU time per period; -1 is no limit."),
        ),
        _period("global_period", QT_TRANSLATE_NOOP("Hardware", "Period of the machine")),
        _quota("global_quota", QT_TRANSLATE_NOOP("Hardware", "Quota of the machine")),
        _period("emulator_period", QT_TRANSLATE_NOOP("Hardware", "Period of the emulator")),
        _quota("emulator_quota", QT_TRANSLATE_NOOP("Hardware", "Quota of the emulator")),
        _period("iothread_period", QT_TRANSLATE_NOOP("Hardware", "Period of an I/O thread")),
        _quota("iothread_quota", QT_TRANSLATE_NOOP("Hardware", "Quota of an I/O thread")),
    ),
)


SCHEDULE_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Schedulers"),
    folded=True,
    shown=for_qemu_or("cputune/vcpusched", "cputune/iothreadsched", "cputune/emulatorsched"),
    items=(
        Rows(
            id="vcpu_scheds",
            label=QT_TRANSLATE_NOOP("Hardware", "vCPUs"),
            prop=TuningView.vcpu_scheds,
            add=QT_TRANSLATE_NOOP("Hardware", "Add rule"),
            start=_start_schedule,
            check=_check_schedules,
            columns=_schedule_columns(
                "sched_vcpus", QT_TRANSLATE_NOOP("Hardware", "vCPUs"), VcpuSched, VcpuSched.vcpus
            ),
        ),
        Rows(
            id="iothread_scheds",
            label=QT_TRANSLATE_NOOP("Hardware", "I/O threads"),
            prop=TuningView.iothread_scheds,
            start=_start_schedule,
            add=QT_TRANSLATE_NOOP("Hardware", "Add rule"),
            columns=_schedule_columns(
                "sched_threads",
                QT_TRANSLATE_NOOP("Hardware", "I/O threads"),
                IothreadSched,
                IothreadSched.iothreads,
            ),
        ),
        Field(
            id="emulator_scheduler",
            label=QT_TRANSLATE_NOOP("Hardware", "Emulator"),
            control=Control.CHOICE,
            prop=TuningView.emulator_scheduler,
            choices=fixed(*_SCHEDULERS),
            put=_put_scheduler(TuningView.emulator_scheduler, TuningView.emulator_priority),
        ),
        field(
            "emulator_priority",
            QT_TRANSLATE_NOOP("Hardware", "Emulator's priority"),
            Control.NUMBER,
            TuningView.emulator_priority,
            low=1,
            high=99,
            shown=_emulator_real_time,
        ),
    ),
)


def _start_tune(row: Any, view: XmlView, scene: Scene) -> None:
    del view
    row.vcpus = format_cpuset(range(scene.document.vcpus_max or 1))


def _check_caches(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    for row in TuningView.cache_tunes.of(view):
        if not (CacheTune.caches.of(row) or CacheTune.monitors.of(row)):
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "A rule needs parts or something to watch: “0:3:both:3:MiB”."
                    )
                )
            )
    return None


def _check_nodes(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    for row in TuningView.memory_tunes.of(view):
        if not (MemoryTune.nodes.of(row) or MemoryTune.monitors.of(row)):
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "A rule needs parts or something to watch: “0:60”."
                    )
                )
            )
    return None


CACHE_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Cache and bandwidth of the host"),
    folded=True,
    hint=QT_TRANSLATE_NOOP(
        "Hardware", "Parts of the CPU's own resources (resctrl), where the host has them."
    ),
    shown=for_qemu_or("cputune/cachetune", "cputune/memorytune"),
    items=(
        Rows(
            id="cache_tunes",
            label=QT_TRANSLATE_NOOP("Hardware", "Cache"),
            prop=TuningView.cache_tunes,
            add=QT_TRANSLATE_NOOP("Hardware", "Add rule"),
            start=_start_tune,
            check=_check_caches,
            columns=(
                field(
                    "cache_vcpus",
                    QT_TRANSLATE_NOOP("Hardware", "vCPUs"),
                    Control.TEXT,
                    CacheTune.vcpus,
                ),
                field(
                    "cache_id", QT_TRANSLATE_NOOP("Hardware", "Group"), Control.TEXT, CacheTune.id
                ),
                field(
                    "caches",
                    QT_TRANSLATE_NOOP("Hardware", "Parts"),
                    Control.TEXT,
                    CacheTune.caches,
                    stretch=True,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware",
                        "Cache, level, type, size, unit: “0:3:both:3:MiB 1:3:both:3:MiB”.",
                    ),
                ),
                field(
                    "cache_monitors",
                    QT_TRANSLATE_NOOP("Hardware", "Watched"),
                    Control.TEXT,
                    CacheTune.monitors,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Level and vCPUs: “3:0-1”."),
                ),
            ),
        ),
        Rows(
            id="memory_tunes",
            label=QT_TRANSLATE_NOOP("Hardware", "Memory bandwidth"),
            prop=TuningView.memory_tunes,
            add=QT_TRANSLATE_NOOP("Hardware", "Add rule"),
            start=_start_tune,
            check=_check_nodes,
            columns=(
                field(
                    "bandwidth_vcpus",
                    QT_TRANSLATE_NOOP("Hardware", "vCPUs"),
                    Control.TEXT,
                    MemoryTune.vcpus,
                ),
                field(
                    "nodes",
                    QT_TRANSLATE_NOOP("Hardware", "Parts"),
                    Control.TEXT,
                    MemoryTune.nodes,
                    stretch=True,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Cell and percentage: “0:60 1:30”."),
                ),
                field(
                    "bandwidth_monitors",
                    QT_TRANSLATE_NOOP("Hardware", "Watched"),
                    Control.TEXT,
                    MemoryTune.monitors,
                    hint=QT_TRANSLATE_NOOP("Hardware", "vCPUs: “0-1”."),
                ),
            ),
        ),
    ),
)
