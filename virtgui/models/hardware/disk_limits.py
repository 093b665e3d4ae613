"""The limits of a disk: operations and bytes per second."""

from typing import Any, Final

from virtgui.documents.devices.disk import DiskDevice
from virtgui.documents.properties import Path, integer
from virtgui.models.hardware.device_parts import amount, line, number
from virtgui.models.hardware.fields import Check, Field, Finding, Section, error, warning, words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_LABELS: Final = (
    ("total_bytes_sec", QT_TRANSLATE_NOOP("Hardware", "Bytes in all")),
    ("read_bytes_sec", QT_TRANSLATE_NOOP("Hardware", "Bytes read")),
    ("write_bytes_sec", QT_TRANSLATE_NOOP("Hardware", "Bytes written")),
    ("total_iops_sec", QT_TRANSLATE_NOOP("Hardware", "Operations in all")),
    ("read_iops_sec", QT_TRANSLATE_NOOP("Hardware", "Operations read")),
    ("write_iops_sec", QT_TRANSLATE_NOOP("Hardware", "Operations written")),
)


def _read(view: Any, name: str) -> int:
    found = (Path(f"iotune/{name}").read(view.element) or "").strip()
    return int(found) if found.isdecimal() else 0


def _check_base(name: str) -> Check:
    what = name.split("_", 1)[1]

    def check(value: int | None, view: Any, scene: Scene) -> Finding | None:
        del scene
        if not value:
            return None
        way = name.split("_", 1)[0]
        others = ("read", "write") if way == "total" else ("total",)
        if any(_read(view, f"{other}_{what}") for other in others):
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "Set a limit for all, or for reading and writing; not both."
                    )
                )
            )
        return None

    return check


def _check_burst(name: str) -> Check:
    base = name.removesuffix("_max")

    def check(value: int | None, view: Any, scene: Scene) -> Finding | None:
        del scene
        if value and not _read(view, base):
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "A burst needs the lasting limit beside it."))
            )
        if value and value < _read(view, base):
            return warning(
                words(QT_TRANSLATE_NOOP("Hardware", "A burst is more than the lasting limit."))
            )
        return None

    return check


def _check_length(name: str) -> Check:
    def check(value: int | None, view: Any, scene: Scene) -> Finding | None:
        del scene
        if value and not _read(view, name.removesuffix("_length")):
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "How long it lasts needs the burst beside it."))
            )
        return None

    return check


def _limit(name: str, label: str, check: Check) -> Field:
    prop = integer(f"iotune/{name}")
    if "bytes" in name:
        return amount(
            name, label, prop, check=check, hint=QT_TRANSLATE_NOOP("Hardware", "per second")
        )
    return number(name, label, prop, check=check, unit="/s", low=0)


def _lengths(name: str, label: str) -> Field:
    prop = integer(f"iotune/{name}")
    return number(name, label, prop, check=_check_length(name), unit="s", low=1)


LIMITS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Limits"),
    folded=True,
    items=(
        *(_limit(name, label, _check_base(name)) for name, label in _LABELS),
        line(
            "tune_group",
            QT_TRANSLATE_NOOP("Hardware", "Shared with a group"),
            DiskDevice.tune_group,
            hint=QT_TRANSLATE_NOOP("Hardware", "Disks with the same group name share the limits"),
        ),
    ),
)
"""What lasts."""

BURSTS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Bursts"),
    folded=True,
    hint=QT_TRANSLATE_NOOP("Hardware", "How much more is allowed for a while"),
    items=(
        *(_limit(f"{name}_max", label, _check_burst(f"{name}_max")) for name, label in _LABELS),
        number(
            "size_iops_sec",
            QT_TRANSLATE_NOOP("Hardware", "Size of one operation"),
            DiskDevice.tune_operation,
            unit="B",
            hint=QT_TRANSLATE_NOOP("Hardware", "Larger ones count as several"),
            low=0,
        ),
    ),
)
"""What is allowed for a while."""

LENGTHS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "How long bursts last"),
    folded=True,
    items=tuple(_lengths(f"{name}_max_length", label) for name, label in _LABELS),
)
"""For how long."""
