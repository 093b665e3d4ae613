"""The form of the processors: how many, which model, in which layout."""

from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.cpu import CpuView, VcpuElement
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
    cpus_check,
    field,
    for_machines,
    has,
    has_any,
    node_cpus,
)
from virtgui.models.hardware.settings.cpu_model import MODEL_SECTION
from virtgui.models.noop import QT_TRANSLATE_NOOP

_LAYOUT: Final = ("sockets", "dies", "clusters", "cores", "threads")
_NEEDED: Final = ("sockets", "cores", "threads")


def _check_most(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    if value is None and has_any(view, ("vcpu",)):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The number is missing.")))
    if value is None:
        return None
    if value < 1:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "A machine needs at least one vCPU.")))
    limit = None if scene.caps is None else scene.caps.vcpus_max
    if limit is not None and value > limit:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "This kind of machine can have {count} vCPUs at most."
                )
            ).format(count=limit)
        )
    if isinstance(view, CpuView) and view.topology not in (None, value):
        return None  # said at the layout, which has the cure
    return _overcommitted(value, scene)


def _overcommitted(value: int, scene: Scene) -> Finding | None:
    cpus = node_cpus(scene)
    if not cpus or value <= cpus:
        return None
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware", "{host} has {count} CPUs; more vCPUs make the machine slower, not faster."
        )
    )
    return warning(sentence.format(host=scene.node_name, count=cpus))


def _check_current(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    most = (CpuView.most.of(view) or 1) if isinstance(view, CpuView) else 1
    if value is None:
        return None
    if value < 1:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "A machine needs at least one vCPU.")))
    if value > most:
        sentence = words(QT_TRANSLATE_NOOP("Hardware", "More than the maximum of {count}.")).format(
            count=most
        )
        return error(
            sentence, Fix(words(QT_TRANSLATE_NOOP("Hardware", "Raise the maximum")), _raise_most)
        )
    return None


def _raise_most(scene: Scene) -> None:
    view = CpuView(scene.document.element)
    view.most = view.current


def _check_cpuset(value: str, view: XmlView, scene: Scene) -> Finding | None:
    if value and getattr(view, "placement", "") == "auto":
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The host chooses the CPUs (placement), so these count for nothing."
                )
            )
        )
    return cpus_check(value, view, scene)


def _start_vcpu(row: Any, view: XmlView, scene: Scene) -> None:
    del scene
    used = {each.id for each in CpuView.vcpus.of(view)}
    row.id = next(number for number in range(len(used) + 1) if number not in used)
    row.enabled, row.hotpluggable = True, row.id != 0


def _check_vcpus(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    rows = CpuView.vcpus.of(view)
    if not rows or not isinstance(view, CpuView):
        return None
    fix = Fix(words(QT_TRANSLATE_NOOP("Hardware", "Drop the list")), _drop_vcpus)
    if any(row.id == 0 and (row.enabled is False or row.hotpluggable) for row in rows):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "vCPU 0 is always there; it cannot be taken out.")),
            fix,
        )
    on, current = sum(row.enabled is not False for row in rows), view.current or view.most or 1
    if on != current or len(rows) != (view.most or 1):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The list has {on} of {all} vCPUs; {current} of {most} fit."
            )
        )
        return error(
            sentence.format(on=on, all=len(rows), current=current, most=view.most or 1), fix
        )
    return None


def _drop_vcpus(scene: Scene) -> None:
    view = CpuView(scene.document.element)
    for _row in view.vcpus:
        CpuView.vcpus.remove(view, 0)


def _put_layout(name: str) -> Any:
    """Set one number of the layout; libvirt wants all of them or none."""
    prop = getattr(CpuView, name)

    def put(view: Any, value: int | None, scene: Scene) -> None:
        del scene
        if value == prop.of(view):
            return
        if value is None and name in _NEEDED:
            for each in _LAYOUT:
                setattr(view, each, None)
            return
        prop.put(view, value)
        for each in _NEEDED if value is not None else ():
            if getattr(view, each) is None:
                setattr(view, each, 1)

    return put


def _check_layout(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del value, scene
    if not isinstance(view, CpuView) or view.topology in (None, view.most or 1):
        return None
    sentence = words(
        QT_TRANSLATE_NOOP("Hardware", "The layout has {count} vCPUs, the maximum is {most}.")
    )
    label = words(QT_TRANSLATE_NOOP("Hardware", "Set the maximum to {count}")).format(
        count=view.topology
    )
    return error(sentence.format(count=view.topology, most=view.most or 1), Fix(label, _fit_most))


def _fit_most(scene: Scene) -> None:
    view = CpuView(scene.document.element)
    view.most = view.topology
    if view.current is not None and view.current > (view.topology or 1):
        view.current = None


def _layout(name: str, label: str, **more: Any) -> Field:
    prop = getattr(CpuView, name)
    return field(name, label, Control.NUMBER, prop, low=1, put=_put_layout(name), **more)


def _check_cache(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if value == "passthrough" and getattr(view, "mode_in_force", "") != "host-passthrough":
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The host's cache needs the host's own processor."))
        )
    return None


def _has_cache(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, CpuView) and (
        view.cache_mode == "emulate" or view.cache_level is not None
    )


def _check_bits(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    mode = getattr(view, "address_mode", "")
    if mode == "emulate" and value is None:
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "The number of bits is missing; 40 fits most hosts.")
            )
        )
    if mode == "passthrough" and value is not None:
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "With the host's own number no other can be given.")
            )
        )
    return None


def _emulates_bits(view: XmlView, scene: Scene) -> bool:
    del scene
    return isinstance(view, CpuView) and (
        view.address_mode == "emulate" or view.address_bits is not None
    )


_COUNT: Final = Section(
    title="",
    items=(
        field(
            "most",
            QT_TRANSLATE_NOOP("Hardware", "vCPUs, at most"),
            Control.NUMBER,
            CpuView.most,
            low=1,
            check=_check_most,
            hint=QT_TRANSLATE_NOOP("Hardware", "Room for adding while it runs."),
        ),
        field(
            "current",
            QT_TRANSLATE_NOOP("Hardware", "vCPUs now"),
            Control.NUMBER,
            CpuView.current,
            low=1,
            check=_check_current,
            hint=QT_TRANSLATE_NOOP("Hardware", "Empty: all of them."),
        ),
    ),
)


_TOPOLOGY: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Layout"),
    shown=for_machines,
    items=(
        _layout("sockets", QT_TRANSLATE_NOOP("Hardware", "Sockets"), check=_check_layout),
        _layout("dies", QT_TRANSLATE_NOOP("Hardware", "Dies per socket")),
        _layout(
            "clusters",
            QT_TRANSLATE_NOOP("Hardware", "Clusters per die"),
            shown=has("cpu/topology/@clusters"),
        ),
        _layout("cores", QT_TRANSLATE_NOOP("Hardware", "Cores per die")),
        _layout("threads", QT_TRANSLATE_NOOP("Hardware", "Threads per core")),
    ),
)

_PLACEMENT: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Placement"),
    folded=True,
    items=(
        field(
            "placement",
            QT_TRANSLATE_NOOP("Hardware", "CPUs of the host"),
            Control.CHOICE,
            CpuView.placement,
            choices=fixed(
                DEFAULT,
                ("static", QT_TRANSLATE_NOOP("Hardware", "Those below")),
                ("auto", QT_TRANSLATE_NOOP("Hardware", "Chosen by the host (numad)")),
            ),
        ),
        field(
            "cpuset",
            QT_TRANSLATE_NOOP("Hardware", "May run on"),
            Control.TEXT,
            CpuView.cpuset,
            check=_check_cpuset,
            hint=QT_TRANSLATE_NOOP(
                "Hardware",
                "CPUs of the host such as “0-3,7”; pins of single vCPUs are under "
                "“NUMA and pinning”.",
            ),
        ),
        Rows(
            id="vcpus",
            label=QT_TRANSLATE_NOOP("Hardware", "Single vCPUs"),
            prop=CpuView.vcpus,
            add=QT_TRANSLATE_NOOP("Hardware", "Add vCPU"),
            empty=QT_TRANSLATE_NOOP("Hardware", "The first ones are on."),
            start=_start_vcpu,
            check=_check_vcpus,
            columns=(
                field(
                    "vcpu", QT_TRANSLATE_NOOP("Hardware", "vCPU"), Control.NUMBER, VcpuElement.id
                ),
                field(
                    "enabled",
                    QT_TRANSLATE_NOOP("Hardware", "On"),
                    Control.TRISTATE,
                    VcpuElement.enabled,
                ),
                field(
                    "hotpluggable",
                    QT_TRANSLATE_NOOP("Hardware", "Can be taken out"),
                    Control.TRISTATE,
                    VcpuElement.hotpluggable,
                ),
                field(
                    "order",
                    QT_TRANSLATE_NOOP("Hardware", "Order"),
                    Control.NUMBER,
                    VcpuElement.order,
                    low=1,
                ),
            ),
        ),
    ),
)

_MORE: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "More"),
    folded=True,
    shown=for_machines,
    items=(
        field(
            "cache_mode",
            QT_TRANSLATE_NOOP("Hardware", "Cache that is shown"),
            Control.CHOICE,
            CpuView.cache_mode,
            check=_check_cache,
            choices=fixed(
                DEFAULT,
                ("emulate", QT_TRANSLATE_NOOP("Hardware", "An invented one")),
                ("passthrough", QT_TRANSLATE_NOOP("Hardware", "The host's")),
                ("disable", QT_TRANSLATE_NOOP("Hardware", "None")),
            ),
        ),
        field(
            "cache_level",
            QT_TRANSLATE_NOOP("Hardware", "Cache level"),
            Control.NUMBER,
            CpuView.cache_level,
            low=1,
            high=3,
            shown=_has_cache,
            paths=("cpu/cache",),
        ),
        field(
            "address_mode",
            QT_TRANSLATE_NOOP("Hardware", "Physical address bits"),
            Control.CHOICE,
            CpuView.address_mode,
            choices=fixed(
                DEFAULT,
                ("passthrough", QT_TRANSLATE_NOOP("Hardware", "As the host")),
                ("emulate", QT_TRANSLATE_NOOP("Hardware", "A number")),
            ),
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "How much memory the guest can address (maxphysaddr)."
            ),
        ),
        field(
            "address_bits",
            QT_TRANSLATE_NOOP("Hardware", "Bits"),
            Control.NUMBER,
            CpuView.address_bits,
            low=32,
            high=64,
            shown=_emulates_bits,
            check=_check_bits,
        ),
        field(
            "address_limit",
            QT_TRANSLATE_NOOP("Hardware", "At most"),
            Control.NUMBER,
            CpuView.address_limit,
            unit="bit",
            shown=has("cpu/maxphysaddr/@limit"),
        ),
    ),
)

FORM: Final = Form(
    id="cpu",
    title=QT_TRANSLATE_NOOP("Hardware", "Processors"),
    icon="cpu",
    view=CpuView,
    paths=(
        "vcpu",
        "cpu/@",
        "cpu/model",
        "cpu/vendor",
        "cpu/topology",
        "cpu/cache",
        "cpu/maxphysaddr",
        "cpu/feature",
    ),
    sections=(_COUNT, MODEL_SECTION, _TOPOLOGY, _PLACEMENT, _MORE),
)
