"""Limits that are passed while the window is not in front: told by the desktop, several as one."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from virtgui.bridge.feed import Feed
from virtgui.core.refs import POOL
from virtgui.core.values.alert import Alert
from virtgui.models.alert_book import AlertBook
from virtgui.models.alert_words import alert_words
from virtgui.models.plain_text import one_line
from virtgui.models.settings_store import Settings

_GATHER_MS: Final = 1500
"""What is wrong with one host is often wrong with several machines: they are told together."""
_MOST_NAMES: Final = 3

Notify = Callable[[str, str, bool], None]
"""Shows a notification: title, text, and whether it leads to the problems."""


class AlertNotices(QObject):
    """Gathers alerts that are new, and tells of them once.

    Args of the constructor: feed; settings; alerts; `notify` shows a notification; `is_seen`
    tells whether the window is in front, where marks and the head of the pane are enough.
    """

    def __init__(
        self,
        feed: Feed,
        settings: Settings,
        alerts: AlertBook,
        notify: Notify,
        is_seen: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._feed, self._settings, self._alerts = feed, settings, alerts
        self._notify, self._is_seen = notify, is_seen
        self._new: list[Alert] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GATHER_MS)
        self._timer.timeout.connect(self.tell)
        alerts.raised.connect(self._on_raised)

    @Slot()
    def tell(self) -> None:
        """Tell of what has come, unless it is over or seen meanwhile."""
        self._timer.stop()
        still = {alert.key for alert in self._alerts.open()}
        new = list({alert.key: alert for alert in self._new if alert.key in still}.values())
        self._new.clear()
        if not new or self._is_seen():
            return
        if len(new) == 1:
            self._notify(self._name_of(new[0]), alert_words(new[0]), True)
        else:
            self._notify(self.tr("%n limits are passed", "", len(new)), self._names(new), True)

    @Slot(object)
    def _on_raised(self, alerts: list[Alert]) -> None:
        if self._settings.get("notify.alerts") and not self._is_seen():
            self._new += alerts
            if not self._timer.isActive():
                self._timer.start()

    def _names(self, alerts: list[Alert]) -> str:
        names = list(dict.fromkeys(map(self._name_of, alerts)))
        shown = ", ".join(names[:_MOST_NAMES])
        more = len(names) - _MOST_NAMES
        return self.tr("{0} and %n more", "", more).format(shown) if more > 0 else shown

    def _name_of(self, alert: Alert) -> str:
        domain = self._feed.inventory.domain(alert.ref)
        if domain is not None:
            return one_line(domain.name)
        status = self._feed.status(alert.ref.connection)
        host = one_line(status.spec.name) if status else ""
        if alert.ref.kind == POOL:
            return self.tr("{0} on {1}").format(one_line(alert.ref.key), host)
        return host
