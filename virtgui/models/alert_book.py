"""Alerts as the window shows them: those that are on, and which of them the user has silenced."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from virtgui.bridge.feed import Feed
from virtgui.core.refs import DOMAIN, ConnectionId, ObjectRef
from virtgui.core.values.alert import Alert
from virtgui.models.settings_store import Settings

SILENCED: Final = "alerts.silenced"
HOUR: Final = 3600.0
MORNING: Final = 8
"""The hour of the day until which "until tomorrow" is."""
CONFIRM_WITHIN: Final = 3600.0
"""Seconds after the start within which an alert must be on again, else its acknowledgement of
the last run is forgotten: meanwhile it may have been over, and what comes next is news."""
_LOOK_AFTER: Final = 60.0
"""The longest wait in seconds: a computer that slept does not count the time of its sleep."""

AlertKey = tuple[str, ObjectRef, str]
_ByRef = dict[ObjectRef, tuple[Alert, ...]]


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
        changed: alerts, their figures or their silence are others; carries the references that
            it concerns.
        marks_changed: an object has other open alerts, whatever their figures; carries the
            references. What paints marks needs no more.
        raised: alerts that are new and not silenced; carries a list of `Alert`.
    """

    changed = Signal(object)
    marks_changed = Signal(object)
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
        self._unconfirmed = {key for key, item in self._silences.items() if item.is_acknowledged}
        self._begun = clock()
        self._open: _ByRef = {}
        self._silent: _ByRef = {}
        self._known: set[AlertKey] = set(feed.alerts)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look_at_clock)
        feed.alerts_changed.connect(self._on_alerts)
        self._recount()
        self._wind_up()

    def all(self) -> list[Alert]:
        """All alerts of now, silenced ones too, the newest last."""
        return sorted(self._feed.alerts.values(), key=lambda alert: alert.since)

    def open(self) -> list[Alert]:
        """Those that want a person: not silenced."""
        return _by_age(self._open)

    def silenced(self) -> list[Alert]:
        """Those that are on, and that the user has seen."""
        return _by_age(self._silent)

    def of(self, ref: ObjectRef) -> tuple[Alert, ...]:
        """The open alerts of one object; cheap, for painters."""
        return self._open.get(ref, ())

    def of_host(self, connection: ConnectionId) -> list[Alert]:
        """The open alerts of a host itself and of its pools."""
        own = (alerts for ref, alerts in self._open.items() if ref.connection == connection)
        return [alert for some in own for alert in some if alert.ref.kind != DOMAIN]

    def count(self, ref: ObjectRef) -> int:
        """How many open alerts an object has."""
        return len(self._open.get(ref, ()))

    def is_silenced(self, alert: Alert) -> bool:
        """Whether the user has seen it, for now or until it is over."""
        silence = self._silences.get(alert.key)
        return silence is not None and (silence.is_acknowledged or silence.until > self._clock())

    def silent_until(self, alert: Alert) -> float:
        """When a snoozed alert is shown again, wall clock; 0 for when it is over."""
        silence = self._silences.get(alert.key)
        return silence.until if silence else 0.0

    def acknowledge(self, alerts: Iterable[Alert]) -> None:
        """Seen: silent until they are over."""
        self._silence(alerts, 0.0)

    def snooze(self, alerts: Iterable[Alert], seconds: float) -> None:
        """Silent for a time."""
        self._silence(alerts, self._clock() + seconds)

    def snooze_until_morning(self, alerts: Iterable[Alert]) -> None:
        """Silent until the next day begins for people."""
        self._silence(alerts, next_morning(self._clock()))

    def show_again(self, alerts: Iterable[Alert]) -> None:
        """Take the silence back."""
        for alert in alerts:
            self._silences.pop(alert.key, None)
        self._keep()

    @Slot()
    def look_at_clock(self) -> None:
        """Have snoozed alerts come back when it is time; a timer calls it as long as there are."""
        now, on = self._clock(), self._feed.alerts
        late = {key for key, item in self._silences.items() if 0 < item.until <= now}
        if self._unconfirmed and now - self._begun >= CONFIRM_WITHIN:
            late |= {key for key in self._unconfirmed & self._silences.keys() if key not in on}
            self._unconfirmed.clear()
        if late:
            for key in late:
                del self._silences[key]
            self._keep()
            self._tell_raised([on[key] for key in late if key in on])
        self._wind_up()

    def _wind_up(self) -> None:
        """The timer runs only while there is something to wait for."""
        now = self._clock()
        ends = [item.until - now for item in self._silences.values() if item.until]
        if self._unconfirmed:
            ends.append(self._begun + CONFIRM_WITHIN - now)
        if not ends:
            self._timer.stop()
            return
        self._timer.start(round(1000 * min(max(min(ends), 0.0), _LOOK_AFTER)))

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
        self._wind_up()

    @Slot(object)
    def _on_alerts(self, alerts: list[Alert]) -> None:
        over = {alert.key for alert in alerts if alert.is_over and alert.key in self._silences}
        # One that is over and on again within a batch goes on for the user.
        over -= self._feed.alerts.keys()
        for key in over:
            del self._silences[key]
        new = [alert for alert in alerts if not alert.is_over and alert.key not in self._known]
        self._known = set(self._feed.alerts)
        self._unconfirmed -= self._known
        if over:
            self._keep()
        else:
            self._recount()
        shown = {alert.key: alert for alert in new if alert.key in self._known}
        self._tell_raised([alert for alert in shown.values() if not self.is_silenced(alert)])

    def _tell_raised(self, alerts: list[Alert]) -> None:
        if alerts:
            self.raised.emit(alerts)

    def _recount(self) -> None:
        before, hidden = self._open, self._silent
        self._open, self._silent = {}, {}
        for alert in self.all():
            part = self._silent if self.is_silenced(alert) else self._open
            part[alert.ref] = (*part.get(alert.ref, ()), alert)
        changed = _differing(before, self._open) | _differing(hidden, self._silent)
        if changed:
            marked = {ref for ref in changed if _keys(before, ref) != _keys(self._open, ref)}
            if marked:
                self.marks_changed.emit(frozenset(marked))
            self.changed.emit(frozenset(changed))


def next_morning(now: float) -> float:
    """When the next day begins for people, in local time; wall clock seconds both."""
    tomorrow = datetime.fromtimestamp(now).astimezone() + timedelta(days=1)
    # The local zone again: the clocks may be changed in between.
    morning = datetime(tomorrow.year, tomorrow.month, tomorrow.day, MORNING)  # noqa: DTZ001
    return morning.timestamp()


def _by_age(alerts: _ByRef) -> list[Alert]:
    found = [alert for some in alerts.values() for alert in some]
    return sorted(found, key=lambda alert: alert.since)


def _differing(one: _ByRef, other: _ByRef) -> set[ObjectRef]:
    return {ref for ref in one.keys() | other.keys() if one.get(ref) != other.get(ref)}


def _keys(alerts: _ByRef, ref: ObjectRef) -> set[AlertKey]:
    return {alert.key for alert in alerts.get(ref, ())}


def _read_silences(rows: object) -> dict[AlertKey, Silence]:
    found: dict[AlertKey, Silence] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, Mapping) and isinstance(row.get("until"), int | float):
            found[_key_of(row)] = Silence(float(row["until"]))
    return found


def _key_of(row: Mapping[str, Any]) -> AlertKey:
    ref = ObjectRef(row.get("connection", ""), row.get("kind", ""), row.get("key", ""))
    return str(row.get("rule", "")), ref, str(row.get("part", ""))
