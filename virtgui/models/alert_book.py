"""Alerts as the window shows them: those that are on, and which of them the user has silenced."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, Signal, Slot

from virtgui.bridge.feed import Feed
from virtgui.core.refs import ObjectRef
from virtgui.core.values.alert import Alert
from virtgui.models.settings_store import Settings

SILENCED: Final = "alerts.silenced"

AlertKey = tuple[str, ObjectRef, str]


@dataclass(frozen=True, slots=True)
class Silence:
    """An alert that the user has seen."""

    until: float
    """Wall clock seconds when it is to be shown again; 0 for as long as it goes on."""

    @property
    def is_acknowledged(self) -> bool:
        """Whether it is silent until it is over, not for a time."""
        return self.until == 0


class AlertBook(QObject):
    """All alerts of now.

    Signals:
        changed: another alert is on or silenced; carries the references that it concerns.
        raised: alerts that are new and not silenced; carries a list of `Alert`.
    """

    changed = Signal(object)
    raised = Signal(object)

    def __init__(
        self,
        feed: Feed,
        settings: Settings,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._feed, self._settings, self._clock = feed, settings, clock
        self._silences = _read_silences(settings.get(SILENCED))
        self._shown: dict[ObjectRef, int] = {}
        self._known: set[AlertKey] = set()
        feed.alerts_changed.connect(self._on_alerts)
        self._recount()

    def all(self) -> list[Alert]:
        """All alerts of now, silenced ones too, the newest last."""
        return sorted(self._feed.alerts.values(), key=lambda alert: alert.since)

    def open(self) -> list[Alert]:
        """Those that want a person: not silenced."""
        return [alert for alert in self.all() if not self.is_silenced(alert)]

    def of(self, ref: ObjectRef) -> list[Alert]:
        """The open alerts of one object."""
        return [alert for alert in self.open() if alert.ref == ref] if self.count(ref) else []

    def count(self, ref: ObjectRef) -> int:
        """How many open alerts an object has; cheap, for painters."""
        return self._shown.get(ref, 0)

    def is_silenced(self, alert: Alert) -> bool:
        """Whether the user has seen it, for now or until it is over."""
        silence = self._silences.get(alert.key)
        return silence is not None and (silence.is_acknowledged or silence.until > self._clock())

    def acknowledge(self, alerts: Iterable[Alert]) -> None:
        """Seen: silent until they are over."""
        self._silence(alerts, 0.0)

    def snooze(self, alerts: Iterable[Alert], seconds: float) -> None:
        """Silent for a time."""
        self._silence(alerts, self._clock() + seconds)

    def show_again(self, alerts: Iterable[Alert]) -> None:
        """Take the silence back."""
        for alert in alerts:
            self._silences.pop(alert.key, None)
        self._keep()

    def look_at_clock(self) -> None:
        """Have snoozed alerts come back when it is time; called now and then."""
        now = self._clock()
        late = [key for key, item in self._silences.items() if 0 < item.until <= now]
        if late:
            for key in late:
                del self._silences[key]
            self._keep()
            self._tell_raised([self._feed.alerts[key] for key in late if key in self._feed.alerts])

    def _silence(self, alerts: Iterable[Alert], until: float) -> None:
        for alert in alerts:
            self._silences[alert.key] = Silence(until)
        self._keep()

    def _keep(self) -> None:
        rows = [
            {"rule": rule, "connection": ref.connection, "kind": ref.kind, "key": ref.key,
             "part": part, "until": silence.until}
            for (rule, ref, part), silence in self._silences.items()
        ]  # fmt: skip
        self._settings.set(SILENCED, rows)
        self._recount()

    @Slot(object)
    def _on_alerts(self, alerts: list[Alert]) -> None:
        over = {alert.key for alert in alerts if alert.is_over and alert.key in self._silences}
        for key in over:
            del self._silences[key]
        if over:
            self._keep()
        new = [alert for alert in alerts if not alert.is_over and alert.key not in self._known]
        self._known = set(self._feed.alerts)
        self._recount()
        self._tell_raised([alert for alert in new if not self.is_silenced(alert)])

    def _tell_raised(self, alerts: list[Alert]) -> None:
        if alerts:
            self.raised.emit(alerts)

    def _recount(self) -> None:
        before, self._shown = self._shown, {}
        for alert in self._feed.alerts.values():
            if not self.is_silenced(alert):
                self._shown[alert.ref] = self._shown.get(alert.ref, 0) + 1
        moved = {alert.ref for alert in self._feed.alerts.values()}
        self.changed.emit(frozenset(before.keys() | self._shown.keys() | moved))


def _read_silences(rows: object) -> dict[AlertKey, Silence]:
    found: dict[AlertKey, Silence] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, Mapping) and isinstance(row.get("until"), int | float):
            found[_key_of(row)] = Silence(float(row["until"]))
    return found


def _key_of(row: Mapping[str, Any]) -> AlertKey:
    ref = ObjectRef(row.get("connection", ""), row.get("kind", ""), row.get("key", ""))
    return str(row.get("rule", "")), ref, str(row.get("part", ""))
