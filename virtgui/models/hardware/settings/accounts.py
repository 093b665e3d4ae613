"""The parts of the general form that are about users, groups and accounting."""

from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.general import (
    GeneralView,
    IdMapping,
    PerfEvent,
)
from virtgui.documents.settings.limits import LXC, ForeignText
from virtgui.models.hardware.fields import (
    Chooser,
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
    field,
    for_containers,
    has_any,
    path_check,
    plain,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_EVENTS: Final = (
    "cpu_cycles",
    "instructions",
    "cache_references",
    "cache_misses",
    "branch_instructions",
    "branch_misses",
    "bus_cycles",
    "stalled_cycles_frontend",
    "stalled_cycles_backend",
    "ref_cpu_cycles",
    "cpu_clock",
    "task_clock",
    "page_faults",
    "context_switches",
    "cpu_migrations",
    "page_faults_min",
    "page_faults_maj",
    "alignment_faults",
    "emulation_faults",
    "cmt",
    "mbmt",
    "mbml",
)


def _start_map(row: Any, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.start, row.target, row.count = 0, 100_000, 65_536


def _map_rows(name: str, label: str, prop: Any) -> Rows:
    return Rows(
        id=name,
        label=label,
        prop=prop,
        add=QT_TRANSLATE_NOOP("Hardware", "Add range"),
        start=_start_map,
        columns=(
            field(
                "start",
                QT_TRANSLATE_NOOP("Hardware", "In the container from"),
                Control.NUMBER,
                IdMapping.start,
            ),
            field(
                "target",
                QT_TRANSLATE_NOOP("Hardware", "On the host from"),
                Control.NUMBER,
                IdMapping.target,
            ),
            field(
                "count",
                QT_TRANSLATE_NOOP("Hardware", "How many"),
                Control.NUMBER,
                IdMapping.count,
                low=1,
            ),
        ),
    )


def _check_map(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    users, groups = GeneralView.user_map.of(view), GeneralView.group_map.of(view)
    if bool(users) != bool(groups):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Users and groups are mapped together; one of the two is missing."
                )
            )
        )
    if users and not any(row.start == 0 for row in users):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "The container's root (user 0) is mapped to nobody.")
            )
        )
    return None


def _events() -> Chooser:
    return plain(_EVENTS)


def _check_events(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    names = [event.name for event in GeneralView.perf_events.of(view)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is None:
        return None
    return error(
        words(QT_TRANSLATE_NOOP("Hardware", "The event {name} stands there twice.")).format(
            name=twice or "–"
        )
    )


def _start_event(row: Any, view: XmlView, scene: Scene) -> None:
    del scene
    used = {event.name for event in GeneralView.perf_events.of(view)}
    row.name = next((name for name in _EVENTS if name not in used), "")
    row.enabled = True


def _check_partition(value: str, view: XmlView, scene: Scene) -> Finding | None:
    return path_check(value, view, scene)


def _check_app_id(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view, scene
    if len(value) > 128 or any(not " " <= letter <= "~" for letter in value):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The application id has up to 128 plain letters."))
        )
    return None


USERS_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Users of the container"),
    folded=True,
    shown=lambda view, scene: for_containers(view, scene) or has_any(view, ("idmap",)),
    items=(
        Rows(
            id="user_map",
            label=QT_TRANSLATE_NOOP("Hardware", "Users"),
            prop=GeneralView.user_map,
            add=QT_TRANSLATE_NOOP("Hardware", "Add range"),
            start=_start_map,
            check=_check_map,
            empty=QT_TRANSLATE_NOOP("Hardware", "The same as on the host."),
            columns=_map_rows("", "", GeneralView.user_map).columns,
        ),
        _map_rows("group_map", QT_TRANSLATE_NOOP("Hardware", "Groups"), GeneralView.group_map),
    ),
)


ACCOUNTS_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Accounting"),
    folded=True,
    items=(
        field(
            "partition",
            QT_TRANSLATE_NOOP("Hardware", "Resource partition"),
            Control.TEXT,
            GeneralView.partition,
            check=_check_partition,
            stretch=True,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "The control group that it belongs to; “/machine” by default."
            ),
        ),
        field(
            "app_id",
            QT_TRANSLATE_NOOP("Hardware", "Fibre Channel id"),
            Control.TEXT,
            GeneralView.app_id,
            check=_check_app_id,
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "Marks its traffic on the fabric (appid)."),
        ),
        Rows(
            id="perf_events",
            label=QT_TRANSLATE_NOOP("Hardware", "Counted events"),
            prop=GeneralView.perf_events,
            add=QT_TRANSLATE_NOOP("Hardware", "Add event"),
            start=_start_event,
            check=_check_events,
            columns=(
                field(
                    "event",
                    QT_TRANSLATE_NOOP("Hardware", "Event"),
                    Control.CHOICE,
                    PerfEvent.name,
                    choices=_events(),
                ),
                field(
                    "enabled",
                    QT_TRANSLATE_NOOP("Hardware", "Counted"),
                    Control.TRISTATE,
                    PerfEvent.enabled,
                ),
            ),
        ),
    ),
)


_SHARED: Final = tuple(
    (name, side) for name in ("sharenet", "shareipc", "shareuts") for side in ("type", "value")
)


def _shares_names(view: XmlView, scene: Scene) -> bool:
    return for_containers(view, scene) or any(_namespace(*one).of(view) for one in _SHARED)


def _namespace(name: str, side: str) -> ForeignText:
    return ForeignText(LXC, f"namespace/{name}/@{side}")


def _shared(name: str, label: str, *kinds: tuple[str, str]) -> tuple[Field, Field]:
    """What a container shares with another: how the other is told, and which it is."""
    kind, value = _namespace(name, "type"), _namespace(name, "value")
    return (
        Field(
            id=f"{name}_type",
            label=label,
            control=Control.CHOICE,
            prop=kind,
            choices=fixed(("", QT_TRANSLATE_NOOP("Hardware", "Its own")), *kinds),
            paths=("namespace",),
        ),
        field(
            f"{name}_value",
            QT_TRANSLATE_NOOP("Hardware", "Shared with"),
            Control.TEXT,
            value,
            shown=lambda view, _scene: bool(kind.of(view)),
            paths=("namespace",),
        ),
    )


NAMESPACES_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Shared with others"),
    shown=_shares_names,
    folded=True,
    items=(
        *_shared(
            "sharenet",
            QT_TRANSLATE_NOOP("Hardware", "Network"),
            ("netns", QT_TRANSLATE_NOOP("Hardware", "A named one")),
            ("name", QT_TRANSLATE_NOOP("Hardware", "Another container's")),
            ("pid", QT_TRANSLATE_NOOP("Hardware", "A process's")),
        ),
        *_shared(
            "shareipc",
            QT_TRANSLATE_NOOP("Hardware", "Messages (IPC)"),
            ("name", QT_TRANSLATE_NOOP("Hardware", "Another container's")),
            ("pid", QT_TRANSLATE_NOOP("Hardware", "A process's")),
        ),
        *_shared(
            "shareuts",
            QT_TRANSLATE_NOOP("Hardware", "Host name (UTS)"),
            ("name", QT_TRANSLATE_NOOP("Hardware", "Another container's")),
            ("pid", QT_TRANSLATE_NOOP("Hardware", "A process's")),
        ),
    ),
)
