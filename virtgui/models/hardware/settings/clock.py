"""The part of the general form that is about time."""

import time
from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.general import GeneralView, TimerElement
from virtgui.models.hardware.fields import (
    Condition,
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
from virtgui.models.hardware.settings.common import DEFAULT, field, listed, plain
from virtgui.models.noop import QT_TRANSLATE_NOOP

_TIMERS: Final = ("rtc", "pit", "hpet", "tsc", "kvmclock", "hypervclock", "platform", "armvtimer")


def _put_offset(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value == view.offset:
        return
    view.set_offset(value)
    if value == "timezone" and not view.timezone:
        view.timezone = "UTC"
    elif value == "variable" and not view.adjustment:
        view.adjustment = "0"
    elif value == "absolute" and view.clock_start is None:
        view.clock_start = int(time.time())


def _goes_by(*offsets: str) -> Condition:
    return lambda view, _scene: isinstance(view, GeneralView) and view.offset in offsets


def _check_adjustment(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    is_number = value.lstrip("+-").isdecimal() and len(value) - len(value.lstrip("+-")) <= 1
    may_reset = isinstance(view, GeneralView) and view.offset != "variable"
    if not value or is_number or (value == "reset" and may_reset):
        return None
    return error(
        words(QT_TRANSLATE_NOOP("Hardware", "This is no number of seconds, such as 3600 or -3600."))
    )


def _check_timezone(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if not value and isinstance(view, GeneralView) and view.offset == "timezone":
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "The time zone is missing; “Europe/Berlin” is one.")
            )
        )
    return None


def _check_timers(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    names = [timer.name for timer in GeneralView.timers.of(view)]
    for name in names:
        if names.count(name) > 1:
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "The timer {name} stands there twice.")).format(
                    name=name or "–"
                )
            )
    return None


def _start_timer(row: Any, view: XmlView, scene: Scene) -> None:
    del scene
    used = {timer.name for timer in GeneralView.timers.of(view)}
    row.name = next((name for name in _TIMERS if name not in used), "")
    if isinstance(view, GeneralView) and not view.offset:
        view.offset = "utc"  # libvirt wants it told where timers are


CLOCK_SECTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Clock"),
    items=(
        Field(
            id="offset",
            label=QT_TRANSLATE_NOOP("Hardware", "Clock shows"),
            control=Control.CHOICE,
            prop=GeneralView.offset,
            put=_put_offset,
            choices=fixed(
                DEFAULT,
                ("utc", QT_TRANSLATE_NOOP("Hardware", "UTC, for most systems")),
                ("localtime", QT_TRANSLATE_NOOP("Hardware", "The host's time, for Windows")),
                ("timezone", QT_TRANSLATE_NOOP("Hardware", "A time zone")),
                ("variable", QT_TRANSLATE_NOOP("Hardware", "What the guest set")),
                ("absolute", QT_TRANSLATE_NOOP("Hardware", "A fixed start")),
            ),
        ),
        field(
            "timezone",
            QT_TRANSLATE_NOOP("Hardware", "Time zone"),
            Control.TEXT,
            GeneralView.timezone,
            shown=_goes_by("timezone"),
            check=_check_timezone,
        ),
        field(
            "adjustment",
            QT_TRANSLATE_NOOP("Hardware", "Adjustment"),
            Control.TEXT,
            GeneralView.adjustment,
            unit="s",
            shown=_goes_by("utc", "localtime", "variable"),
            check=_check_adjustment,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Seconds from it; “reset” forgets what the guest set at each start."
            ),
        ),
        field(
            "basis",
            QT_TRANSLATE_NOOP("Hardware", "Adjusted from"),
            Control.CHOICE,
            GeneralView.basis,
            shown=_goes_by("variable"),
            choices=fixed(
                DEFAULT,
                ("utc", "UTC"),
                ("localtime", QT_TRANSLATE_NOOP("Hardware", "The host's time")),
            ),
        ),
        field(
            "clock_start",
            QT_TRANSLATE_NOOP("Hardware", "Starts at"),
            Control.NUMBER,
            GeneralView.clock_start,
            shown=_goes_by("absolute"),
            unit="s",
            hint=QT_TRANSLATE_NOOP("Hardware", "Seconds since 1970, UTC."),
        ),
        Rows(
            id="timers",
            label=QT_TRANSLATE_NOOP("Hardware", "Timers"),
            prop=GeneralView.timers,
            start=_start_timer,
            add=QT_TRANSLATE_NOOP("Hardware", "Add timer"),
            empty=QT_TRANSLATE_NOOP("Hardware", "The hypervisor's own set."),
            check=_check_timers,
            columns=(
                field(
                    "timer",
                    QT_TRANSLATE_NOOP("Hardware", "Timer"),
                    Control.CHOICE,
                    TimerElement.name,
                    choices=plain(_TIMERS),
                ),
                field(
                    "present",
                    QT_TRANSLATE_NOOP("Hardware", "Present"),
                    Control.TRISTATE,
                    TimerElement.present,
                ),
                field(
                    "policy",
                    QT_TRANSLATE_NOOP("Hardware", "Missed ticks"),
                    Control.CHOICE,
                    TimerElement.policy,
                    choices=fixed(
                        DEFAULT,
                        ("delay", QT_TRANSLATE_NOOP("Hardware", "Late")),
                        ("catchup", QT_TRANSLATE_NOOP("Hardware", "Caught up")),
                        ("merge", QT_TRANSLATE_NOOP("Hardware", "Merged")),
                        ("discard", QT_TRANSLATE_NOOP("Hardware", "Dropped")),
                    ),
                ),
                field(
                    "track",
                    QT_TRANSLATE_NOOP("Hardware", "Follows"),
                    Control.CHOICE,
                    TimerElement.track,
                    choices=listed(("guest", "wall", "boot", "realtime")),
                ),
                field(
                    "frequency",
                    QT_TRANSLATE_NOOP("Hardware", "Frequency"),
                    Control.NUMBER,
                    TimerElement.frequency,
                    unit="Hz",
                ),
                field(
                    "timer_mode",
                    QT_TRANSLATE_NOOP("Hardware", "Mode"),
                    Control.CHOICE,
                    TimerElement.mode,
                    choices=listed(("auto", "native", "emulate", "paravirt", "smpsafe")),
                ),
                field(
                    "threshold",
                    QT_TRANSLATE_NOOP("Hardware", "Catch up from"),
                    Control.NUMBER,
                    TimerElement.threshold,
                ),
                field(
                    "slew", QT_TRANSLATE_NOOP("Hardware", "Slew"), Control.NUMBER, TimerElement.slew
                ),
                field(
                    "limit",
                    QT_TRANSLATE_NOOP("Hardware", "Limit"),
                    Control.NUMBER,
                    TimerElement.limit,
                ),
            ),
        ),
    ),
)
