"""Events as rows, newest first: of the fleet, of one connection, or of one object."""

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Slot,
)

from virtgui.bridge.feed import Feed
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.event import Event
from virtgui.models.event_words import event_words, severity_word
from virtgui.models.plain_text import plain_tip

MOST_EVENTS: Final = 5_000
EVENT_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The `Event` of a row."""
NODE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2
"""The shown name of the event's connection."""

Scope = ConnectionId | ObjectRef | None
_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX: Final = QModelIndex()


def event_time(event: Event) -> str:
    """The clock time of an event; with its date when it was not today."""
    moment = QDateTime.fromMSecsSinceEpoch(round(event.at * 1000))
    clock = moment.toString("HH:mm:ss")
    if moment.date() == QDateTime.currentDateTime().date():
        return clock
    day = QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)
    return f"{day} {clock}"


class EventListModel(QAbstractListModel):
    """One row per event; beyond 5,000 the oldest are dropped.

    Args of the constructor: feed; scope (a connection's id, an object's reference, or None for
    all); a model with a wider scope, whose events are taken over so that a new page has a past.
    """

    def __init__(
        self,
        feed: Feed,
        scope: Scope = None,
        parent: QObject | None = None,
        *,
        history: "EventListModel | None" = None,
    ) -> None:
        super().__init__(parent)
        self._feed = feed
        self._scope = scope
        past = history.events() if history else ()
        self._events: list[Event] = [event for event in past if self._is_in_scope(event)]
        feed.events_logged.connect(self._take)

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """The number of events."""
        return 0 if parent.isValid() else len(self._events)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """An event's row."""
        if not index.isValid() or index.row() >= len(self._events):
            return None
        event = self._events[index.row()]
        if role == EVENT_ROLE:
            return event
        if role == NODE_ROLE:
            return self.node_name(event)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((severity_word(event.severity), self._line(event)))
        if role == Qt.ItemDataRole.DisplayRole:
            return self._line(event)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._line(event))
        return None

    def events(self) -> tuple[Event, ...]:
        """All events, newest first."""
        return tuple(self._events)

    def node_name(self, event: Event) -> str:
        """The shown name of the connection that an event came from; empty when it is gone."""
        status = self._feed.status(event.ref.connection)
        return status.spec.name if status else ""

    def clear(self) -> None:
        """Forget all events."""
        self.beginResetModel()
        self._events.clear()
        self.endResetModel()

    @Slot(object)
    def _take(self, events: list[Event]) -> None:
        new = [event for event in reversed(events) if self._is_in_scope(event)][:MOST_EVENTS]
        if not new:
            return
        self.beginInsertRows(QModelIndex(), 0, len(new) - 1)
        self._events[0:0] = new
        self.endInsertRows()
        over = len(self._events)
        if over > MOST_EVENTS:
            self.beginRemoveRows(QModelIndex(), MOST_EVENTS, over - 1)
            del self._events[MOST_EVENTS:]
            self.endRemoveRows()

    def _is_in_scope(self, event: Event) -> bool:
        if self._scope is None:
            return True
        if isinstance(self._scope, ObjectRef):
            return event.ref == self._scope
        return event.ref.connection == self._scope

    def _line(self, event: Event) -> str:
        names = dict.fromkeys((event.name, self.node_name(event)))
        parts = (event_time(event), *names, event_words(event))
        return " · ".join(part for part in parts if part)
